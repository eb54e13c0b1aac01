"""The contents of one file as TSK lists them ("attributes"): which is the file itself, which a stream, and
where the bytes lie.
"""

import pytsk3

from forensics.entries import Content, Extent
from forensics.filesystems.tsk.initialised import InitialisedSizes
from forensics.filesystems.tsk.media import TSK_TROUBLE

NONRESIDENT = int(pytsk3.TSK_FS_ATTR_NONRES)
COMPRESSED = int(pytsk3.TSK_FS_ATTR_COMP)
ENCRYPTED = int(pytsk3.TSK_FS_ATTR_ENC)
HOLE = int(pytsk3.TSK_FS_ATTR_RUN_FLAG_SPARSE)
FILLER = int(pytsk3.TSK_FS_ATTR_RUN_FLAG_FILLER)
NTFS_DATA = int(pytsk3.TSK_FS_ATTR_TYPE_NTFS_DATA)
HFS_DATA = int(pytsk3.TSK_FS_ATTR_TYPE_HFS_DATA)
HFS_STREAMS = (int(pytsk3.TSK_FS_ATTR_TYPE_HFS_RSRC), int(pytsk3.TSK_FS_ATTR_TYPE_HFS_EXT_ATTR))
DEFAULT = int(
    pytsk3.TSK_FS_ATTR_TYPE_DEFAULT
)  # where a file has but one content; TSK names the inline data of ext4 "DATA"


class Attribute:
    """One content of a file, its fields read out of the binding once."""

    __slots__ = ("flags", "id", "is_main", "is_stream", "name", "runs", "size", "type")

    def __init__(self, attribute: pytsk3.Attribute) -> None:
        info = attribute.info
        self.runs = attribute
        self.type = int(info.type)
        self.id = int(info.id)
        self.name: bytes | None = info.name
        self.size = int(info.size)
        self.flags = int(info.flags)
        self.is_main = is_main(self.type, self.name)
        self.is_stream = (self.type == NTFS_DATA and bool(self.name)) or self.type in HFS_STREAMS

    @property
    def content(self) -> Content:
        return Content.ENCRYPTED if self.flags & ENCRYPTED else content_of(self.size)


def is_main(attribute_type: int, name: bytes | None) -> bool:
    """Whether an attribute is the file's own content and not a stream beside it."""
    return attribute_type == DEFAULT or (attribute_type in (NTFS_DATA, HFS_DATA) and not name)


def numbers_in(opened: pytsk3.FS_Info, meta_addr: int) -> dict[tuple[int, bytes | None], int]:
    """TSK's number of each content of a file by type and name; it gives numbers of its own where the metadata
    is spread over several records. Empty where TSK cannot read the record.
    """
    try:
        return {(each.type, each.name): each.id for each in map(Attribute, opened.open_meta(meta_addr))}
    except TSK_TROUBLE:  # told when the content is read
        return {}


def content_of(size_bytes: int) -> Content:
    return Content.of_size(size_bytes)


def gaps_are_holes(file_system: str) -> bool:
    """Whether a run TSK filled in stands for a hole (ext4 extents leave holes out) and not for a lost part of
    the record.
    """
    return file_system.startswith("ext")


class Extents:
    """Where contents lie in the image, for file systems whose runs are the plain bytes."""

    def __init__(self, opened: pytsk3.FS_Info, *, file_system: str, offset_bytes: int) -> None:
        self._sizes = InitialisedSizes(opened) if file_system == "NTFS" else None
        self._holes = HOLE | FILLER if gaps_are_holes(file_system) else HOLE
        self._lost = FILLER & ~self._holes
        self._offset = offset_bytes
        self._block = opened.info.block_size

    def of(self, attribute: Attribute, *, meta_addr: int) -> tuple[Extent, ...] | None:
        """The runs cut to the content's size; `None` where the content is not just these bytes one after the
        other.
        """
        flags = attribute.flags
        if not flags & NONRESIDENT or flags & (COMPRESSED | ENCRYPTED):
            return None
        if self._sizes is not None and not self._sizes.is_whole(meta_addr, attribute.id):
            return None
        extents = []
        left = attribute.size
        for run in attribute.runs:
            if not left:
                break
            flags = int(run.flags)
            if flags & self._lost:
                return None
            length = min(left, run.len * self._block)
            offset = None if flags & self._holes else self._offset + run.addr * self._block
            extents.append(Extent(offset_bytes=offset, length_bytes=length))
            left -= length
        return None if left else tuple(extents)
