"""Only characters that the shipped fonts can draw reach the typesetter; all others become visible
`\\u{XXXX}` signs.

PDF/A forbids a missing glyph, so one odd file name would otherwise stop the whole report. Right-to-left
letters are written as signs too: inside a path they would turn the order of the folders around and show
another path than the true one. A combining mark is drawn only where it makes one letter with the one before
it: a pile of marks would paint over the neighbouring lines, and no font is sure to have both halves.
"""

import json
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_SPACES = (" ", "\u00a0")  # the other spaces look like these two and are told apart by their sign
_MARKS = frozenset({"Mn", "Mc", "Me"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})  # Unicode bidirectional classes (UAX 9)


def drawable(text: str) -> str:
    """`text` with every character that cannot be drawn, or would mislead, as `\\u{XXXX}`; `\\xNN` for a
    stray byte.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        _escaped(char) if _is_loose(before, char) else _sign(char) for before, char in pairwise(" " + text)
    )


def legible(text: str) -> str:
    """The same for a screen, which has fonts of its own: only what would mislead becomes a sign."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        _escaped(char) if _is_loose(before, char) else _plain_sign(char)
        for before, char in pairwise(" " + text)
    )


@cache
def _sign(char: str) -> str:
    shown = _plain_sign(char)
    return _escaped(char) if shown == char and not _has_glyph(ord(char)) else shown


@cache
def _plain_sign(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # PEP 383: one undecodable byte
        return f"\\x{code - 0xDC00:02X}"
    unseen = unicodedata.category(char) in _INVISIBLE and char not in _SPACES
    return _escaped(char) if unseen or unicodedata.bidirectional(char) in _RIGHT_TO_LEFT else char


def _escaped(char: str) -> str:
    return f"\\u{{{ord(char):04X}}}"


def _is_loose(before: str, char: str) -> bool:
    """Whether `char` is a mark that makes no single letter with the character before it (Unicode NFC)."""
    if unicodedata.category(char) not in _MARKS:
        return False
    letter = unicodedata.normalize("NFC", before + char)
    return len(letter) != 1 or _sign(letter) != letter or _sign(before) != before


def _has_glyph(code: int) -> bool:
    return any(first <= code <= last for first, last in _coverage())


@cache
def _coverage() -> tuple[tuple[int, int], ...]:
    """The character ranges, without Lao, of the fonts in `fonts/` and of DejaVu Sans Mono, as
    `fonts/coverage.json` keeps them.
    """
    ranges = json.loads(files("reports").joinpath("fonts", "coverage.json").read_text("utf-8"))
    return tuple((int(first), int(last)) for first, last in ranges)
