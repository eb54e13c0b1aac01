"""What is to be read: one content, told by number, place and size.

Flat and small, because a million of them travel from the engine to the reader in a scan. Names stay with the
engine: a fault comes back without path and stream, and whoever stores it has the entry.
"""

from msgspec import Raw, Struct
from msgspec.msgpack import Decoder, encode

from forensics.entries import EntryAddress

Run = tuple[int | None, int]
"""(offset in the image, length) in bytes; the offset is `None` for a hole, which reads as zeros."""

NO_EXTENTS = Raw(encode(None))
_EXTENTS: Decoder[list[Run] | None] = Decoder(list[Run] | None)


class WorkItem(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One content to read. `extents` is MessagePack of `[[offset or nil, length], ...]` in bytes of the
    image, or of nil; `is_sample` asks for the reference reading too.
    """

    entry_id: int
    volume: int
    meta_addr: int
    attr_type: int | None = None
    attr_id: int | None = None
    size_bytes: int
    allocated: bool
    extents: Raw = NO_EXTENTS
    is_sample: bool = False

    @property
    def address(self) -> EntryAddress:
        return EntryAddress(
            volume=self.volume, meta_addr=self.meta_addr, attr_type=self.attr_type, attr_id=self.attr_id
        )


def extents_of(item: WorkItem) -> list[Run] | None:
    """The runs as they came; raise msgspec's DecodeError where the bytes are no such list."""
    return _EXTENTS.decode(item.extents)


def direct_runs(item: WorkItem) -> list[Run] | None:
    """Runs that give exactly `size_bytes`; `None` where the content must be read through its file system: it
    is deleted, has no plain runs, or these make no sense.
    """
    if not item.allocated:
        return None
    runs = _EXTENTS.decode(item.extents)
    if not runs:
        return None
    if len(runs) == 1:
        offset, length = runs[0]
        if length >= item.size_bytes > 0 and (offset is None or offset >= 0):
            return [(offset, item.size_bytes)]
        return None
    return _cut_to(item.size_bytes, runs)


def _cut_to(size_bytes: int, runs: list[Run]) -> list[Run] | None:
    kept: list[Run] = []
    left = size_bytes
    for offset, length in runs:
        if length <= 0 or (offset is not None and offset < 0):
            return None
        if left <= 0:
            break
        kept.append((offset, min(length, left)))
        left -= length
    return kept if left <= 0 < size_bytes else None
