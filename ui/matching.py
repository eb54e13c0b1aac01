"""How well words that a person typed fit a title: by beginnings of words first, then by letters in order."""

import unicodedata
from typing import Final

WHOLE: Final = 400
WORD: Final = 300
WITHIN: Final = 200
LETTERS: Final = 100


def plain(text: str) -> str:
    """Small letters without accents, so that `pagina` finds `Página`."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def fit(asked: str, title: str) -> int | None:
    """Higher fits better; None does not fit at all. Everything fits nothing typed."""
    words, sought = plain(title), plain(asked).split()
    if not sought:
        return 0
    if words.startswith(" ".join(sought)):
        return WHOLE - len(words)
    parts = [_fit_of_word(one, words) for one in sought]
    if None not in parts:
        return min(part for part in parts if part is not None) - len(words)
    letters = "".join(sought)
    return LETTERS - len(words) if _in_order(letters, words) and len(letters) > 1 else None


def _fit_of_word(sought: str, words: str) -> int | None:
    if any(word.startswith(sought) for word in words.replace("-", " ").split()):
        return WORD
    return WITHIN if sought in words else None


def _in_order(letters: str, words: str) -> bool:
    """Every letter comes after the one before it."""
    rest = iter(words)
    return all(letter in rest for letter in letters)
