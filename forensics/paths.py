"""Names from evidence: bytes until the moment they are shown.

`display` is the one place where a name becomes text. What cannot be decoded, control characters and invisible
or direction-changing characters become visible signs, so that no name can imitate another or disturb a
terminal, a page or a log.
"""

import unicodedata

from msgspec import Struct

_SPOOFING = frozenset(
    {"Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
)  # Unicode general categories that draw nothing or reorder text


def display_text(raw: bytes) -> str:
    """`raw` as safe text: `\\xNN` for undecodable bytes and control characters, `\\u{NNNN}` for invisible
    ones.
    """
    text = raw.decode("utf-8", errors="surrogateescape")
    if text.isprintable():  # no character of the categories below, and of separators the space alone
        return text
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # PEP 383: one undecodable byte
        return f"\\x{code - 0xDC00:02X}"
    category = unicodedata.category(char)
    if category == "Cc":
        return "".join(f"\\x{byte:02X}" for byte in char.encode())
    if category in _SPOOFING:
        return f"\\u{{{code:04X}}}"
    return char


class EvidencePath(Struct, frozen=True, order=True, gc=False):
    """An absolute path inside a volume, `/` for its root; the separator is the byte `/`."""

    raw: bytes

    def display(self) -> str:
        return display_text(self.raw)

    def is_utf8(self) -> bool:
        try:
            self.raw.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True

    @property
    def name(self) -> bytes:
        return self.raw.rsplit(b"/", 1)[-1]

    def child(self, name: bytes) -> "EvidencePath":
        return EvidencePath((self.raw if self.raw != b"/" else b"") + b"/" + name)
