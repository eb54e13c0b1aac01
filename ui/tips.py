"""Tooltips that show words as they are, whoever wrote them."""

from html import escape


def plain_tip(words: str) -> str:
    """For every tooltip with words of evidence, of a set or of a person. Qt takes what looks like rich text
    for rich text, hides its signs, and opens the files that it names.
    """
    if "<" not in words:
        return words
    return f'<div style="white-space: pre-wrap">{escape(words)}</div>'
