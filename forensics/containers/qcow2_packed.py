"""Unpacking the compressed clusters of a QCOW2 disk: deflate or zstd, each cluster for itself.

Nothing but the packed data themselves shows whether they are whole: QCOW2 keeps no checksum.
"""

import io
import zlib
from collections.abc import Callable

import zstandard

from forensics.containers.qcow2_header import Header
from forensics.containers.stretches import Spoilt, StoredFile

_SECTOR_BYTES = 512
_OTHER_BITS = 62  # of an entry: the place, and above it the number of further sectors
_MOST_WINDOW_BYTES = 8 * 1024 * 1024  # more than any cluster; bounds what a packed cluster makes us allocate


def unpacker(header: Header, file: StoredFile) -> Callable[[int], bytes]:
    """Gives the cluster of a table entry, or raises Spoilt."""
    place_bits = header.packed_place_bits
    unpack = _inflated if header.method == "zlib" else _unzstd

    def unpacked(entry: int) -> bytes:
        entry &= (1 << _OTHER_BITS) - 1
        place = entry & ((1 << place_bits) - 1)
        length = ((entry >> place_bits) + 1) * _SECTOR_BYTES - place % _SECTOR_BYTES
        # The length is in whole sectors; the file may end where the packed data do.
        packed = file.part(place, max(1, min(length, file.length_bytes - place)))
        try:
            content = unpack(packed, header.cluster_bytes)
        except (zlib.error, zstandard.ZstdError) as trouble:
            raise Spoilt(f"their packed data at byte {place:,} of {file.path.name} are damaged") from trouble
        if len(content) != header.cluster_bytes:
            raise Spoilt(
                f"their packed data at byte {place:,} of {file.path.name} hold {len(content):,} bytes, not "
                f"{header.cluster_bytes:,}"
            )
        return content

    return unpacked


def _inflated(packed: bytes, length: int) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, length)


def _unzstd(packed: bytes, length: int) -> bytes:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_MOST_WINDOW_BYTES)
    with decompressor.stream_reader(io.BytesIO(packed)) as reader:
        return reader.read(length)
