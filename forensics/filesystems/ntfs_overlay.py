"""Files that Windows packed for itself (Windows Overlay Filter, "CompactOS"): the content lies in chunks in
the stream `WofCompressedData`, and the file's own clusters are a hole.

The reparse point tells the form. The stream begins with where each chunk but the first lies, in 4 bytes each,
or 8 where the content has 4 GiB or more. A chunk as long as its content is stored as it is. Nothing holds a
checksum.

Sources: [MS-FSCC] 2.1.2 and WOF_EXTERNAL_INFO, FILE_PROVIDER_EXTERNAL_INFO_V1 of the Windows Driver Kit;
ntfs-3g-system-compression, as documentation of the stream.
"""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from forensics.entries import Content, Remains
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.lzx import CHUNK_BYTES as LZX_CHUNK_BYTES
from forensics.filesystems.lzx import unpacked_lzx
from forensics.filesystems.ntfs_placing import Placed
from forensics.filesystems.prefix_codes import CUT_OFF, ChunkDamaged
from forensics.filesystems.xpress import unpacked_xpress

_HEAD_BYTES = 8  # of a reparse point
_OVERLAY = struct.Struct("<II")  # version, provider
_FILE_PROVIDER = struct.Struct("<II")  # version, form
_IN_A_WIM, _IN_THE_FILE = 1, 2
_LARGEST_SHORT_ENTRY = 0xFFFFFFFF
_MOST_TABLE_BYTES = 64 << 20  # of 64 GB of content in the smallest chunks
_PIECE_BYTES = 1 << 20


class Form(NamedTuple):
    """How chunks are packed."""

    name: str
    chunk_bytes: int
    unpacked: Callable[[bytes, int], bytes]


_FORMS = {
    0: Form("XPRESS4K", 4 << 10, unpacked_xpress),
    1: Form("LZX", LZX_CHUNK_BYTES, unpacked_lzx),
    2: Form("XPRESS8K", 8 << 10, unpacked_xpress),
    3: Form("XPRESS16K", 16 << 10, unpacked_xpress),
}


def form_of(reparse: bytes) -> Form:
    """The form that an overlay's reparse point gives; EvidenceUnreadable for others and damaged ones."""
    if len(reparse) < _HEAD_BYTES + _OVERLAY.size:
        raise _not_told("the reparse point is cut off")
    version, provider = _OVERLAY.unpack_from(reparse, _HEAD_BYTES)
    if (version, provider) == (1, _IN_A_WIM):
        raise EvidenceUnreadable(
            "The content is not in the file itself: Windows reads it from a Windows image file (WIM), where "
            "this version does not look."
        )
    if (version, provider) != (1, _IN_THE_FILE) or len(reparse) < _HEAD_BYTES + 16:
        raise _not_told(f"its reparse point has the version {version} and the provider {provider}")
    version, form = _FILE_PROVIDER.unpack_from(reparse, _HEAD_BYTES + _OVERLAY.size)
    if version != 1 or form not in _FORMS:
        raise _not_told(f"its reparse point has the version {version} and the form {form}")
    return _FORMS[form]


def _not_told(why: str) -> EvidenceUnreadable:
    return EvidenceUnreadable(
        f"Windows packed the content into the stream WofCompressedData, and how is not known here: {why}."
    )


def unpacked_content(
    form: Form, packed: Iterator[bytes], *, packed_bytes: int, size_bytes: int
) -> Iterator[bytes]:
    """The content in pieces of up to 1 MiB, exactly `size_bytes`; EvidenceUnreadable, with the place, where a
    chunk or the table of chunks cannot be right. `packed` is the stream from its beginning.
    """
    source = _Source(packed)
    count = -(-size_bytes // form.chunk_bytes)
    ends = _ends(source, count, packed_bytes=packed_bytes, size_bytes=size_bytes)
    piece = bytearray()
    begin = 0
    for number, end in enumerate(ends):
        length = min(form.chunk_bytes, size_bytes - number * form.chunk_bytes)
        try:
            piece += _chunk(form, source, end - begin, length)
        except ChunkDamaged as damage:
            first = number * form.chunk_bytes
            raise EvidenceUnreadable(
                f"Chunk {number + 1:,} of {count:,} of the packed content (bytes {first:,} to "
                f"{first + length - 1:,}, {form.name}) cannot be unpacked: {damage}."
            ) from damage
        begin = end
        if len(piece) >= _PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _chunk(form: Form, source: "_Source", packed_bytes: int, length: int) -> bytes:
    """The next chunk unpacked."""
    if packed_bytes <= 0 or packed_bytes > length:
        raise ChunkDamaged(f"the table of chunks gives it {packed_bytes:,} bytes")
    packed = source.take(packed_bytes)
    return packed if packed_bytes == length else form.unpacked(packed, length)


def _ends(source: "_Source", count: int, *, packed_bytes: int, size_bytes: int) -> Iterator[int]:
    """Where each chunk ends, counted from behind the table."""
    width = 4 if size_bytes <= _LARGEST_SHORT_ENTRY else 8
    table_bytes = (count - 1) * width
    if table_bytes > min(_MOST_TABLE_BYTES, packed_bytes):
        raise EvidenceUnreadable(
            f"The packed content should begin with a table of {count:,} chunks, for which there is no room."
        )
    try:
        table = source.take(table_bytes)
    except ChunkDamaged as damage:
        raise EvidenceUnreadable("The table of chunks of the packed content is cut off.") from damage
    for (begin,) in struct.iter_unpack("<I" if width == 4 else "<Q", table):
        yield begin
    yield packed_bytes - table_bytes


class _Source:
    """Bytes taken one after the other from pieces of any length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""
        self._at = 0

    def take(self, length: int) -> bytes:
        """Exactly so many; ChunkDamaged where the pieces end before."""
        while len(self._held) - self._at < length:
            further = next(self._pieces, None)
            if further is None:
                raise ChunkDamaged(CUT_OFF)
            self._held = self._held[self._at :] + further
            self._at = 0
        taken = self._held[self._at : self._at + length]
        self._at += length
        return taken


def placed_by_stream(itself: Placed, packed: Placed) -> Placed:
    """What an entry tells of a content that lies in its packed stream: where reading begins, and what is left
    of it where it is deleted. What is packed cannot be unpacked in part.
    """
    address, size, state, _, _, remains = itself
    _, _, packed_state, extents, begins, left = packed
    if extents:
        begins = next((each.offset_bytes for each in extents if each.offset_bytes is not None), None)
    if remains is not None and size:
        remains = left or Remains.NO_CONTENT_LEFT
        is_gone = packed_state is not Content.PRESENT or remains is Remains.PARTLY_OVERWRITTEN
        state = Content.NOT_LEFT if is_gone else state
    return address, size, state, None, begins, remains
