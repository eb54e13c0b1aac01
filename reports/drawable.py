"""Only characters that the shipped fonts can draw reach the typesetter; all others become visible `\\u{XXXX}` signs.

PDF/A forbids a missing glyph, so one odd file name would otherwise stop the whole report. Right-to-left letters are written as
signs too: inside a path they would turn the order of the folders around and show another path than the true one.
"""

import json
import unicodedata
from functools import cache
from importlib.resources import files

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})  # Unicode bidirectional classes (UAX 9)


def drawable(text: str) -> str:
    """`text` with every character that cannot be drawn, or would mislead, as `\\u{XXXX}`; `\\xNN` for a stray byte."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_sign, text))


@cache
def _sign(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # PEP 383: one undecodable byte
        return f"\\x{code - 0xDC00:02X}"
    hidden = unicodedata.category(char) in _INVISIBLE or unicodedata.bidirectional(char) in _RIGHT_TO_LEFT
    return f"\\u{{{code:04X}}}" if hidden or not _has_glyph(code) else char


def _has_glyph(code: int) -> bool:
    return any(first <= code <= last for first, last in _coverage())


@cache
def _coverage() -> tuple[tuple[int, int], ...]:
    """The character ranges of the fonts in `fonts/` and of DejaVu Sans Mono, as `fonts/coverage.json` keeps them."""
    ranges = json.loads(files("reports").joinpath("fonts", "coverage.json").read_text("utf-8"))
    return tuple((int(first), int(last)) for first, last in ranges)
