"""EWF images of the second version made by hand; no free tool writes them.

Source of the layout: libyal, "Expert Witness Compression Format, version 2".
"""

import bz2
import hashlib
import struct
import zlib

CHUNK = 32 * 1024
SECTOR = 512
DEFLATE, BZIP2 = 1, 2
_IDENTITY = bytes(range(16))


class _Segment:
    def __init__(self, number: int, packing: int) -> None:
        self.content = bytearray(
            struct.pack("<8sBBHI16s", b"EVF2\r\n\x81\x00", 2, 1, packing, number, _IDENTITY)
        )
        self._before = 0

    def close_section(self, kind: int, start: int) -> None:
        """What stands from `start` on becomes a section."""
        filling = -(len(self.content) - start) % 16
        self.content += bytes(filling)
        raw = bytes(self.content[start:])
        md5 = hashlib.md5(raw, usedforsecurity=False).digest()
        fields = (kind, 1, self._before, len(raw), 64, filling, md5)
        descriptor = struct.pack("<IIQQII16s12x", *fields)
        self._before = len(self.content)
        self.content += descriptor + struct.pack("<I", zlib.adler32(descriptor))

    def add(self, kind: int, content: bytes = b"") -> None:
        start = len(self.content)
        self.content += content
        self.close_section(kind, start)


def an_ex01(media: bytes, *, segments: int = 1, packing: int = DEFLATE) -> list[bytes]:
    """The files of the image: chunks packed, stored as they are and told as a pattern, in turn."""
    chunks = [media[at : at + CHUNK] for at in range(0, len(media), CHUNK)]
    share = -(-len(chunks) // segments)
    files = []
    for number in range(1, segments + 1):
        segment = _Segment(number, packing)
        segment.add(1, _text(b"sn\tmd\tlb\tts\tbp", f"S-1\tMade by hand\t\t{len(media) // SECTOR}\t{SECTOR}"))
        segment.add(
            2,
            _text(
                b"nm\tcn\ten\tex\tsb\tat", f"a stick\tcase 7\t1\tA. Examiner\t{CHUNK // SECTOR}\t1700000000"
            ),
        )
        _add_chunks(segment, chunks, first=(number - 1) * share, behind=number * share, packing=packing)
        if number == segments:
            for kind, name in ((8, "md5"), (9, "sha1")):
                digest = hashlib.new(name, media, usedforsecurity=False).digest()
                segment.add(kind, digest + struct.pack("<I", zlib.adler32(digest)))
        segment.add(0xF if number == segments else 0xD)
        files.append(bytes(segment.content))
    return files


def _text(keys: bytes, values: str) -> bytes:
    return zlib.compress(f"1\nmain\n{keys.decode()}\n{values}\n\n".encode("utf-16"))


def _add_chunks(segment: _Segment, chunks: list[bytes], *, first: int, behind: int, packing: int) -> None:
    start, entries = len(segment.content), b""
    own = chunks[first:behind]
    for number, chunk in enumerate(own):
        if not any(chunk):
            entries += struct.pack("<QII", 0, 0, 1 | 4)
            continue
        packed = (bz2 if packing == BZIP2 else zlib).compress(chunk)
        is_packed = number % 5 != 0 and len(packed) < len(chunk)
        packed = packed if is_packed else chunk
        stored = packed + struct.pack("<I", zlib.adler32(packed))
        entries += struct.pack("<QII", len(segment.content), len(stored), 3 if is_packed else 2)
        segment.content += stored
    segment.close_section(3, start)
    head = struct.pack("<QII", first, len(own), 0)
    table = head + struct.pack("<I12x", zlib.adler32(head)) + entries
    segment.add(4, table + struct.pack("<I", zlib.adler32(entries)))
