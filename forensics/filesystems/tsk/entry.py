"""One name as TSK gives it, turned into the entries it stands for: the file itself and its streams."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytsk3

from forensics.entries import Content, EntryAddress, EntryKind, Extent, Fault, FileEntry, Stage
from forensics.filesystems.timekeeping import Timekeeping, mac_times
from forensics.filesystems.tsk.media import TSK_TROUBLE
from forensics.filesystems.tsk.recognition import plain_reason
from forensics.paths import EvidencePath
from forensics.times import MacTimes

_KIND_OF_META = {
    int(pytsk3.TSK_FS_META_TYPE_REG): EntryKind.FILE,
    int(pytsk3.TSK_FS_META_TYPE_DIR): EntryKind.DIRECTORY,
    int(pytsk3.TSK_FS_META_TYPE_LNK): EntryKind.SYMLINK,
    int(pytsk3.TSK_FS_META_TYPE_CHR): EntryKind.CHARACTER_DEVICE,
    int(pytsk3.TSK_FS_META_TYPE_BLK): EntryKind.BLOCK_DEVICE,
    int(pytsk3.TSK_FS_META_TYPE_FIFO): EntryKind.FIFO,
    int(pytsk3.TSK_FS_META_TYPE_SOCK): EntryKind.SOCKET,
    int(pytsk3.TSK_FS_META_TYPE_VIRT): EntryKind.VIRTUAL,
    int(pytsk3.TSK_FS_META_TYPE_VIRT_DIR): EntryKind.VIRTUAL,
}
_KIND_OF_NAME = {
    int(pytsk3.TSK_FS_NAME_TYPE_REG): EntryKind.FILE,
    int(pytsk3.TSK_FS_NAME_TYPE_DIR): EntryKind.DIRECTORY,
    int(pytsk3.TSK_FS_NAME_TYPE_LNK): EntryKind.SYMLINK,
    int(pytsk3.TSK_FS_NAME_TYPE_CHR): EntryKind.CHARACTER_DEVICE,
    int(pytsk3.TSK_FS_NAME_TYPE_BLK): EntryKind.BLOCK_DEVICE,
    int(pytsk3.TSK_FS_NAME_TYPE_FIFO): EntryKind.FIFO,
    int(pytsk3.TSK_FS_NAME_TYPE_SOCK): EntryKind.SOCKET,
    int(pytsk3.TSK_FS_NAME_TYPE_VIRT): EntryKind.VIRTUAL,
    int(pytsk3.TSK_FS_NAME_TYPE_VIRT_DIR): EntryKind.VIRTUAL,
}
_DIRECTORIES = (int(pytsk3.TSK_FS_META_TYPE_DIR), int(pytsk3.TSK_FS_META_TYPE_VIRT_DIR))
_NAME_IN_USE = int(pytsk3.TSK_FS_NAME_FLAG_ALLOC)
_META_IN_USE = int(pytsk3.TSK_FS_META_FLAG_ALLOC)
_NONRESIDENT = int(pytsk3.TSK_FS_ATTR_NONRES)
_NOT_PLAIN = int(pytsk3.TSK_FS_ATTR_COMP) | int(pytsk3.TSK_FS_ATTR_ENC)
_ENCRYPTED = int(pytsk3.TSK_FS_ATTR_ENC)
_HOLE = int(pytsk3.TSK_FS_ATTR_RUN_FLAG_SPARSE)
_FILLER = int(pytsk3.TSK_FS_ATTR_RUN_FLAG_FILLER)
NTFS_DATA = int(pytsk3.TSK_FS_ATTR_TYPE_NTFS_DATA)
HFS_STREAMS = (int(pytsk3.TSK_FS_ATTR_TYPE_HFS_RSRC), int(pytsk3.TSK_FS_ATTR_TYPE_HFS_EXT_ATTR))
_DEFAULT = int(pytsk3.TSK_FS_ATTR_TYPE_DEFAULT)  # the only content where a file has but one; TSK names inline data of ext4 "DATA"
_HFS_DATA = int(pytsk3.TSK_FS_ATTR_TYPE_HFS_DATA)
_NO_SEQUENCE = 0xFFFFFFFF
_BAD_CLUSTERS = 8  # [NTFS] MFT record of $BadClus


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one name stands for; `directory_addr` where there is a directory to enter."""

    path: EvidencePath
    items: tuple[FileEntry | Fault, ...]
    directory_addr: int | None = None


class EntryReader:
    """Turns TSK's files into entries of one volume."""

    def __init__(
        self, opened: pytsk3.FS_Info, *, volume: int, offset_bytes: int, file_system: str, keeping: Timekeeping
    ) -> None:
        self._opened = opened
        self._volume = volume
        self._offset = offset_bytes
        self._block = opened.info.block_size
        self._keeping = keeping
        self._has_streams = file_system in ("NTFS", "HFS+", "HFSX")
        self._is_ntfs = file_system == "NTFS"
        self._gaps_are_holes = gaps_are_holes(file_system)

    def read_root(self, file: pytsk3.File, path: EvidencePath) -> tuple[FileEntry | Fault, ...]:
        return self._of_metadata(file, file.info.meta, path=path, name_in_use=True)

    def read(self, file: pytsk3.File, *, parent: EvidencePath) -> Found:
        name = file.info.name
        path = parent.child(name.name)
        in_use = bool(int(name.flags) & _NAME_IN_USE)
        meta = file.info.meta
        if meta is None and not in_use:
            file, meta = self._deleted(name, otherwise=file)
        if meta is None:
            return Found(path=path, items=self._bare_name(name, path=path, name_in_use=in_use))
        meta_in_use = bool(int(meta.flags) & _META_IN_USE)
        if not in_use and meta_in_use:
            return Found(path=path, items=(self._name_left_over(name, path=path),))
        items = self._of_metadata(file, meta, path=path, name_in_use=in_use)
        enters = int(meta.type) in _DIRECTORIES
        return Found(path=path, items=items, directory_addr=meta.addr if enters else None)

    def _deleted(self, name: pytsk3.TSK_FS_NAME, *, otherwise: pytsk3.File) -> tuple[pytsk3.File, pytsk3.TSK_FS_META | None]:
        """The record a deleted name still belongs to.

        TSK withholds it when the sequence numbers differ. NTFS adds one to the record's number on deletion ([MS-FSCC] 2.1.5), so one more
        is the same file, and the names TSK makes up for orphans carry no number at all.
        """
        try:
            file = self._opened.open_meta(name.meta_addr)
        except TSK_TROUBLE:  # TSK refuses the number: nothing is left behind this name, and the entry says so
            return otherwise, None
        meta = file.info.meta
        if meta is None or int(meta.flags) & _META_IN_USE:
            return otherwise, None
        follower = name.meta_seq % 0xFFFF + 1  # 16 bits; 0 is not used
        is_same = name.meta_seq == _NO_SEQUENCE or meta.seq in (name.meta_seq, follower)
        return (file, meta) if is_same else (otherwise, None)

    def _bare_name(self, name: pytsk3.TSK_FS_NAME, *, path: EvidencePath, name_in_use: bool) -> tuple[FileEntry | Fault, ...]:
        entry = self._name_left_over(name, path=path)
        if not name_in_use:
            return (entry,)
        reason = f"The name is in use, but its metadata record {name.meta_addr} cannot be read."
        return (entry, Fault(stage=Stage.LIST, reason=reason, volume=self._volume, path=path, meta_addr=name.meta_addr))

    def _name_left_over(self, name: pytsk3.TSK_FS_NAME, *, path: EvidencePath) -> FileEntry:
        """A name alone: the metadata it pointed to is gone or describes another file now, so none of it is taken."""
        kind = _KIND_OF_NAME.get(int(name.type), EntryKind.OTHER)
        return FileEntry(
            address=EntryAddress(volume=self._volume, meta_addr=name.meta_addr),
            path=path,
            kind=kind,
            size_bytes=0,
            allocated=False,
            content=Content.NOT_LEFT if kind in (EntryKind.FILE, EntryKind.OTHER) else Content.NOT_A_FILE,
        )

    def _of_metadata(
        self, file: pytsk3.File, meta: pytsk3.TSK_FS_META, *, path: EvidencePath, name_in_use: bool
    ) -> tuple[FileEntry | Fault, ...]:
        kind = _KIND_OF_META.get(int(meta.type), EntryKind.OTHER)
        plain = _Plain(
            meta_addr=meta.addr,
            path=path,
            kind=kind,
            allocated=name_in_use and bool(int(meta.flags) & _META_IN_USE),
            times=self._times(meta),
            link_target=EvidencePath(_as_bytes(meta.link)) if kind is EntryKind.SYMLINK and meta.link else None,
        )
        if kind is not EntryKind.FILE and not self._has_streams:
            return (self._entry(plain, size_bytes=meta.size, content=Content.NOT_A_FILE),)
        try:
            return tuple(self._contents(file, meta, plain))
        except TSK_TROUBLE as trouble:
            reason = f"The record of where the content lies cannot be read: {plain_reason(trouble)}."
            fault = Fault(stage=Stage.LIST, reason=reason, volume=self._volume, path=path, meta_addr=meta.addr)
            content = _content_of(meta.size) if kind is EntryKind.FILE else Content.NOT_A_FILE
            return (self._entry(plain, size_bytes=meta.size, content=content), fault)

    def _contents(self, file: pytsk3.File, meta: pytsk3.TSK_FS_META, plain: "_Plain") -> Iterator[FileEntry | Fault]:
        attributes = [_Attribute(attribute) for attribute in file]
        main = next((each for each in attributes if each.is_main), None)
        if plain.kind is not EntryKind.FILE:
            yield self._entry(plain, size_bytes=meta.size, content=Content.NOT_A_FILE)
        elif main is None:
            yield self._entry(plain, size_bytes=meta.size, content=_content_of(meta.size))
        else:
            yield self._entry_of(plain, main, addressed=self._is_ntfs)
        for each in attributes:
            if each.is_stream and self._is_ntfs and plain.meta_addr == _BAD_CLUSTERS:
                # $Bad spans the whole volume, a hole but for its bad clusters: a list of places, without bytes of its own.
                yield self._entry(plain, size_bytes=0, content=Content.EMPTY, stream=each.name, attribute=(each.type, each.id))
            elif each.is_stream:
                yield self._entry_of(plain, each, addressed=True)

    def _entry_of(self, plain: "_Plain", attribute: "_Attribute", *, addressed: bool) -> FileEntry:
        return self._entry(
            plain,
            size_bytes=attribute.size,
            content=Content.ENCRYPTED if attribute.flags & _ENCRYPTED else _content_of(attribute.size),
            stream=attribute.name if attribute.is_stream else None,
            attribute=(attribute.type, attribute.id) if addressed else None,
            extents=self._extents(attribute),
        )

    def _entry(
        self,
        plain: "_Plain",
        *,
        size_bytes: int,
        content: Content,
        stream: bytes | None = None,
        attribute: tuple[int, int] | None = None,
        extents: tuple[Extent, ...] | None = None,
    ) -> FileEntry:
        kind = plain.kind if stream is None else EntryKind.FILE
        return FileEntry(
            address=EntryAddress(
                volume=self._volume,
                meta_addr=plain.meta_addr,
                attr_type=attribute[0] if attribute else None,
                attr_id=attribute[1] if attribute else None,
            ),
            path=plain.path,
            stream=stream,
            kind=kind,
            size_bytes=size_bytes,
            allocated=plain.allocated,
            content=content,
            times=plain.times,
            link_target=plain.link_target,
            extents=extents,
        )

    def _times(self, meta: pytsk3.TSK_FS_META) -> MacTimes:
        return mac_times(
            self._keeping,
            mtime=(meta.mtime, meta.mtime_nano),
            atime=(meta.atime, meta.atime_nano),
            ctime=(meta.ctime, meta.ctime_nano),
            crtime=(meta.crtime, meta.crtime_nano),
        )

    def _extents(self, attribute: "_Attribute") -> tuple[Extent, ...] | None:
        if not attribute.flags & _NONRESIDENT or attribute.flags & _NOT_PLAIN or self._is_ntfs:
            # NTFS: bytes behind the initialised size read as zeros whatever is on the disk, and TSK does not tell where that is.
            return None
        extents = []
        left = attribute.size
        for run in attribute.attribute:
            flags = int(run.flags)
            if flags & _FILLER and not self._gaps_are_holes:
                return None
            length = min(left, run.len * self._block)
            offset = None if flags & (_HOLE | _FILLER) else self._offset + run.addr * self._block
            extents.append(Extent(offset_bytes=offset, length_bytes=length))
            left -= length
            if not left:
                break
        return None if left else tuple(extents)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plain:
    """What an entry has in common with its streams."""

    meta_addr: int
    path: EvidencePath
    kind: EntryKind
    allocated: bool
    times: MacTimes
    link_target: EvidencePath | None


class _Attribute:
    """One content of a file, its fields read out of the binding once."""

    __slots__ = ("attribute", "flags", "id", "is_main", "is_stream", "name", "size", "type")

    def __init__(self, attribute: pytsk3.Attribute) -> None:
        info = attribute.info
        self.attribute = attribute
        self.type = int(info.type)
        self.id = int(info.id)
        self.name: bytes | None = info.name
        self.size = int(info.size)
        self.flags = int(info.flags)
        self.is_main = is_main_content(self.type, self.name)
        self.is_stream = (self.type == NTFS_DATA and bool(self.name)) or self.type in HFS_STREAMS


def gaps_are_holes(file_system: str) -> bool:
    """Whether a run TSK filled in stands for a hole (ext4 extents leave holes out) and not for a lost part of the record."""
    return file_system.startswith("ext")


def is_main_content(attribute_type: int, name: bytes | None) -> bool:
    """Whether an attribute is the file's own content and not a stream beside it."""
    return attribute_type == _DEFAULT or (attribute_type in (NTFS_DATA, _HFS_DATA) and not name)


def _content_of(size_bytes: int) -> Content:
    return Content.PRESENT if size_bytes else Content.EMPTY


def _as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
