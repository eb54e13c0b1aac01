"""EWF images made by hand, section by section, for forms and damage that no tool writes.

Source of the layout: libyal, "Expert Witness Compression Format".
"""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

SIGNATURE = b"EVF\x09\x0d\x0a\xff\x00"
DESCRIPTOR_BYTES = 76
PACKED = 0x8000_0000


def with_checksum(content: bytes) -> bytes:
    return content + struct.pack("<I", zlib.adler32(content))


def a_descriptor(kind: bytes, at: int, size: int) -> bytes:
    following = at if kind in (b"next", b"done") else at + size
    return with_checksum(struct.pack("<16sQQ40x", kind, following, size))


def a_volume(media_bytes: int, chunk_bytes: int) -> bytes:
    chunks = -(-media_bytes // chunk_bytes)
    fields = struct.pack("<B3xIIIQ", 1, chunks, chunk_bytes // 512, 512, media_bytes // 512)
    return with_checksum(fields.ljust(1048, b"\0"))


def a_table(entries: Sequence[int], *, base: int) -> bytes:
    header = with_checksum(struct.pack("<I4xQ4x", len(entries), base))
    return header + with_checksum(struct.pack(f"<{len(entries)}I", *entries))


class Segment:
    """The bytes of one segment file as it grows."""

    def __init__(self, number: int = 1) -> None:
        self.content = bytearray(SIGNATURE + struct.pack("<BHH", 1, number, 0))
        self.places: dict[bytes, int] = {}  # of the first section of each kind

    @property
    def end(self) -> int:
        return len(self.content)

    def add(self, kind: bytes, inside: bytes = b"") -> int:
        """A section; gives where its descriptor lies."""
        at = self.end
        self.places.setdefault(kind, at)
        self.content += a_descriptor(kind, at, DESCRIPTOR_BYTES + len(inside)) + inside
        return at

    def write(self, target: Path) -> Path:
        target.write_bytes(self.content)
        return target


def a_header() -> bytes:
    text = "1\r\nmain\r\nc\tn\ta\te\tt\r\n7\t1\tby hand\tA. Examiner\tnone\r\n\r\n"
    return zlib.compress(text.encode())


def stored(chunk: bytes) -> bytes:
    return with_checksum(chunk)


def an_image_by_hand(media: bytes, *, chunk_bytes: int = 32768, tables: int = 1) -> Segment:
    """One segment; every other chunk packed, the chunks shared out among `tables` tables with copies."""
    segment = Segment()
    segment.add(b"header", a_header())
    segment.add(b"volume", a_volume(len(media), chunk_bytes))
    chunks = [media[at : at + chunk_bytes] for at in range(0, len(media), chunk_bytes)]
    share = -(-len(chunks) // tables)
    for first in range(0, len(chunks), share):
        base = segment.end
        packed, entries = bytearray(), []
        for number, chunk in enumerate(chunks[first : first + share]):
            entries.append(DESCRIPTOR_BYTES + len(packed) + (PACKED if number % 2 else 0))
            packed += zlib.compress(chunk, 1) if number % 2 else stored(chunk)
        segment.add(b"sectors", bytes(packed))
        for kind in (b"table", b"table2"):
            segment.add(kind, a_table(entries, base=base))
    segment.add(b"done")
    return segment
