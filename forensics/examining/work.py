"""What is to be read: one content, told by number, place and size.

Flat and small, because a million of them travel from the engine to the reader in a scan. Names stay with the
engine: a fault comes back without path and stream, and whoever stores it has the entry.
"""

from msgspec import Raw, Struct
from msgspec.msgpack import Decoder, encode

from forensics.entries import EntryAddress

NO_EXTENTS = Raw(encode(None))
_EXTENTS: Decoder[list[tuple[int | None, int]] | None] = Decoder(list[tuple[int | None, int]] | None)


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


def extents_of(item: WorkItem) -> list[tuple[int | None, int]] | None:
    """(offset in the image, length) of each run, the offset `None` for a hole; raise msgspec's DecodeError
    where the bytes are no such list.
    """
    return _EXTENTS.decode(item.extents)
