"""How the text of a hash list is written: UTF-8 or UTF-16, with a byte order mark or without.

PowerShell and spreadsheet programs write UTF-16, some of them without its mark. Forms only ever see UTF-8.
"""

import codecs
import io

from forensics.hashset.sources.archives import PieceReader, Unpackable

_BOMS = (("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE))
_FEWEST_BYTES = 8  # below that, zero bytes at every second place may be chance
_LOOKED_AT_BYTES = 64  # a list begins with digits or a head line in ASCII, whatever names come later
_CHUNK_BYTES = 1 << 20


def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding of a text that begins with `head`, and how many bytes its byte order mark takes."""
    for encoding, bom in _BOMS:
        if head.startswith(bom):
            return encoding, len(bom)
    looked_at = head[:_LOOKED_AT_BYTES]
    even, odd = looked_at[::2], looked_at[1::2]
    if len(looked_at) >= _FEWEST_BYTES:
        if not any(odd) and all(even):
            return "utf-16-le", 0
        if not any(even) and all(odd):
            return "utf-16-be", 0
    return "utf-8", 0


class Utf8Text(PieceReader):
    """UTF-16 text as UTF-8 without a mark.

    Half a surrogate pair is let through: Windows file names may have one, and nothing but the digest beside
    it is used. Half a character at the end is not: the text was cut off.
    """

    def __init__(self, raw: io.RawIOBase, *, encoding: str, bom_bytes: int) -> None:
        super().__init__(raw)
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._skip = bom_bytes

    def piece(self) -> bytes:
        while chunk := self.raw.read(_CHUNK_BYTES):
            wanted = chunk[self._skip :]
            self._skip = max(0, self._skip - len(chunk))
            if text := self._decoded(wanted, is_last=False):
                return text
        return self._decoded(b"", is_last=True)

    def _decoded(self, chunk: bytes, *, is_last: bool) -> bytes:
        try:
            return self._decoder.decode(chunk, final=is_last).encode("utf-8", "surrogatepass")
        except UnicodeError as trouble:
            raise Unpackable("its UTF-16 text is damaged or cut off") from trouble
