"""Typed text for the forms that other programs read."""

from forensics.paths import display_text


def plain_text(text: str) -> str:
    """`text` on one line, with a sign for whatever is not seen or that a file could not hold."""
    if text.isascii() and text.isprintable():
        return text
    # Surrogates from U+DC80 to U+DCFF stand for one stray byte each (PEP 383), the others for nothing.
    raw = b"".join(
        char.encode("utf-8", "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass")
        for char in text
    )
    return display_text(raw)
