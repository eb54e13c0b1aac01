"""One file, folder or link of an APFS volume: its inode record and its extended attributes.

Source: Apple, "Apple File System Reference" (2020-06-22), "j_inode_val_t", "j_xattr_val_t" and "Extended
Fields"; flags of files as in xnu, bsd/sys/stat.h.
"""

import struct
from collections.abc import Iterable

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.apfs_records import ATTRIBUTE, INODE, Item

COMPRESSED, DATALESS = 0x20, 0x40000000  # flags of a file
IMMUTABLE, APPEND_ONLY, HIDDEN = 0x02 | 0x020000, 0x04 | 0x040000, 0x8000
_SPARSE = 0x200  # "INODE_IS_SPARSE"
# folder above, number of the content, created, changed, metadata changed, accessed, flags of the inode,
# links; flags of the file; mode
_INODE = struct.Struct("<QQqqqqQi8xI8xHxx8x")
_FIELDS = struct.Struct("<H2x")
_FIELD = struct.Struct("<BBH")
_NAME_FIELD, _STREAM_FIELD = 4, 8
_STREAM = struct.Struct("<Q")
_ATTRIBUTE_KEY = struct.Struct("<8xH")
_ATTRIBUTE_VALUE = struct.Struct("<HH")
_IN_STREAM = 0x01
_ATTRIBUTE_STREAM = struct.Struct("<QQ")  # number of the content, bytes
_CUT = "The record of the file is cut off."


class Attribute(Struct, frozen=True, kw_only=True, gc=False):
    """An extended attribute: in its own record (`inline`), or `size_bytes` in the content `stream`."""

    name: bytes
    size_bytes: int
    inline: bytes | None = None
    stream: int = 0


class Inode(Struct, frozen=True, kw_only=True, gc=False):
    number: int
    stream: int  # number of the content, which may be another file's: a clone
    size_bytes: int
    has_stream: bool
    created: int  # nanoseconds from 1970, as the other times
    modified: int
    changed: int
    accessed: int
    links: int  # of a folder: how many entries it has
    flags: int
    mode: int
    is_sparse: bool
    name: bytes | None


class FileRecord(Struct, frozen=True, kw_only=True):
    inode: Inode
    attributes: tuple[Attribute, ...]
    items: tuple[Item, ...]  # all records that stand with it; among these, where its content lies

    def attribute(self, name: bytes) -> Attribute | None:
        return next((each for each in self.attributes if each.name == name), None)


def file_record(number: int, items: Iterable[Item]) -> FileRecord:
    """Raise EvidenceUnreadable where there is no inode among the items, or one is cut off."""
    kept = tuple(items)
    inode = next((_inode(item) for item in kept if item.kind == INODE), None)
    if inode is None:
        raise EvidenceUnreadable(f"The volume has no record of the file with the number {number}.")
    attributes = tuple(_attribute(item) for item in kept if item.kind == ATTRIBUTE)
    return FileRecord(inode=inode, attributes=attributes, items=kept)


def _inode(item: Item) -> Inode:
    if len(item.value) < _INODE.size:
        raise EvidenceUnreadable(_CUT)
    _, stream, created, modified, changed, accessed, inner, links, flags, mode = _INODE.unpack_from(
        item.value
    )
    size_bytes, has_stream, name = 0, False, None
    for kind, data in _extended_fields(item.value[_INODE.size :]):
        if kind == _STREAM_FIELD and len(data) >= _STREAM.size:
            size_bytes, has_stream = _STREAM.unpack_from(data)[0], True
        elif kind == _NAME_FIELD:
            name = data.partition(b"\0")[0]
    return Inode(
        number=item.number,
        stream=stream,
        size_bytes=size_bytes,
        has_stream=has_stream,
        created=created,
        modified=modified,
        changed=changed,
        accessed=accessed,
        links=links,
        flags=flags,
        mode=mode,
        is_sparse=bool(inner & _SPARSE),
        name=name,
    )


def _extended_fields(blob: bytes) -> Iterable[tuple[int, bytes]]:
    if not blob:
        return
    if len(blob) < _FIELDS.size:
        raise EvidenceUnreadable(_CUT)
    (count,) = _FIELDS.unpack_from(blob)
    data = _FIELDS.size + count * _FIELD.size
    for place in range(count):
        if data > len(blob):
            raise EvidenceUnreadable(_CUT)
        kind, _, length = _FIELD.unpack_from(blob, _FIELDS.size + place * _FIELD.size)
        if data + length > len(blob):
            raise EvidenceUnreadable(_CUT)
        yield kind, blob[data : data + length]
        data += (length + 7) & ~7


def _attribute(item: Item) -> Attribute:
    key, value = item.key, item.value
    if len(key) < _ATTRIBUTE_KEY.size or len(value) < _ATTRIBUTE_VALUE.size:
        raise EvidenceUnreadable("The record of an extended attribute is cut off.")
    letters = _ATTRIBUTE_KEY.unpack_from(key)[0]
    name = key[_ATTRIBUTE_KEY.size : _ATTRIBUTE_KEY.size + letters].partition(b"\0")[0]
    flags, length = _ATTRIBUTE_VALUE.unpack_from(value)
    inside = value[_ATTRIBUTE_VALUE.size :]
    if not flags & _IN_STREAM:
        if length > len(inside):
            raise EvidenceUnreadable("The record of an extended attribute is cut off.")
        return Attribute(name=name, size_bytes=length, inline=inside[:length])
    if len(inside) < _ATTRIBUTE_STREAM.size:
        raise EvidenceUnreadable("The record of an extended attribute is cut off.")
    stream, size_bytes = _ATTRIBUTE_STREAM.unpack_from(inside)
    return Attribute(name=name, size_bytes=size_bytes, stream=stream)
