"""One name as TSK gives it, turned into the entries it stands for: the file itself and its streams."""

from dataclasses import dataclass

import pytsk3

from forensics.entries import Content, EntryAddress, EntryKind, Fault, FileEntry, Remains, Stage
from forensics.filesystems.timekeeping import Timekeeping
from forensics.filesystems.tsk.attributes import Attribute, Extents, content_of
from forensics.filesystems.tsk.media import TSK_TROUBLE
from forensics.filesystems.tsk.recognition import plain_reason
from forensics.paths import EvidencePath

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
_NO_SEQUENCE = 0xFFFFFFFF
_BELOW_ORPHANS = b"/$OrphanFiles/"
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
        self,
        opened: pytsk3.FS_Info,
        *,
        volume: int,
        offset_bytes: int,
        file_system: str,
        keeping: Timekeeping,
    ) -> None:
        self._opened = opened
        self._volume = volume
        self._keeping = keeping
        self._extents = Extents(opened, file_system=file_system, offset_bytes=offset_bytes)
        self._has_streams = file_system in ("NTFS", "HFS+", "HFSX")
        self._is_ntfs = file_system == "NTFS"

    def read_root(self, file: pytsk3.File, path: EvidencePath) -> tuple[FileEntry | Fault, ...]:
        return self._of_metadata(file, file.info.meta, path=path, name_in_use=True)

    def read(self, file: pytsk3.File, *, parent: EvidencePath) -> Found:
        name = file.info.name
        in_use = bool(int(name.flags) & _NAME_IN_USE)
        path = parent.child(name.name)
        meta = file.info.meta
        if meta is None and not in_use:
            file, meta = self._deleted(name, otherwise=file)
        if meta is None:
            return Found(path=path, items=self._bare_name(name, path=path, name_in_use=in_use))
        if not in_use and int(meta.flags) & _META_IN_USE:
            return Found(path=path, items=(self._name_left_over(name, path=path),))
        items = self._of_metadata(file, meta, path=path, name_in_use=in_use)
        return Found(
            path=path, items=items, directory_addr=meta.addr if int(meta.type) in _DIRECTORIES else None
        )

    def _deleted(
        self, name: pytsk3.TSK_FS_NAME, *, otherwise: pytsk3.File
    ) -> tuple[pytsk3.File, pytsk3.TSK_FS_META | None]:
        """The record a deleted name still belongs to.

        TSK withholds it when the sequence numbers differ. NTFS adds one to a record's number when its file is
        deleted ([MS-FSCC] 2.1.9), so one more is the same file; the names TSK makes up for orphans carry no
        number at all.
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

    def _bare_name(
        self, name: pytsk3.TSK_FS_NAME, *, path: EvidencePath, name_in_use: bool
    ) -> tuple[FileEntry | Fault, ...]:
        entry = self._name_left_over(name, path=path)
        if not name_in_use:
            return (entry,)
        return (
            entry,
            self._fault(
                f"The name is in use, but its metadata record {name.meta_addr} is not its own or cannot "
                "be read.",
                entry,
            ),
        )

    def _name_left_over(self, name: pytsk3.TSK_FS_NAME, *, path: EvidencePath) -> FileEntry:
        """A name alone: the metadata it pointed to is gone or describes another file now, so none of it is
        taken.
        """
        kind = _KIND_OF_NAME.get(int(name.type), EntryKind.OTHER)
        is_file = kind in (EntryKind.FILE, EntryKind.OTHER)
        return FileEntry(
            address=EntryAddress(volume=self._volume, meta_addr=name.meta_addr),
            path=path,
            kind=kind,
            size_bytes=0,
            allocated=False,
            content=Content.NOT_LEFT if is_file else Content.NOT_A_FILE,
            remains=Remains.NO_CONTENT_LEFT if is_file else None,
            parent_known=not path.raw.startswith(_BELOW_ORPHANS),
        )

    def _of_metadata(
        self, file: pytsk3.File, meta: pytsk3.TSK_FS_META, *, path: EvidencePath, name_in_use: bool
    ) -> tuple[FileEntry | Fault, ...]:
        kind = _KIND_OF_META.get(int(meta.type), EntryKind.OTHER)
        is_file = kind is EntryKind.FILE
        trouble: Exception | None = None
        attributes: list[Attribute] = []
        if is_file or self._has_streams:
            try:
                attributes = [Attribute(each) for each in file]
            except TSK_TROUBLE as met:
                trouble = met
        main = next((each for each in attributes if each.is_main), None) if is_file else None
        size_bytes = main.size if main else meta.size
        allocated = name_in_use and bool(int(meta.flags) & _META_IN_USE)
        entry = FileEntry(
            address=self._address(meta.addr, main if self._is_ntfs else None),
            path=path,
            kind=kind,
            size_bytes=size_bytes,
            allocated=allocated,
            content=main.content if main else content_of(size_bytes) if is_file else Content.NOT_A_FILE,
            times=self._keeping.times_of(meta),
            link_target=_target(meta) if kind is EntryKind.SYMLINK else None,
            extents=self._extents.of(main, meta_addr=meta.addr) if main else None,
            # Which blocks are in use now is not asked here.
            remains=Remains.UNPROVEN if is_file and size_bytes and not allocated else None,
            parent_known=not path.raw.startswith(_BELOW_ORPHANS),
        )
        if trouble:
            return (
                entry,
                self._fault(
                    f"The record of where the content lies cannot be read: {plain_reason(trouble)}.", entry
                ),
            )
        if len(attributes) == 1:
            return (entry,) if not attributes[0].is_stream else (entry, self._stream(entry, attributes[0]))
        return (entry, *(self._stream(entry, each) for each in attributes if each.is_stream))

    def _stream(self, entry: FileEntry, attribute: Attribute) -> FileEntry:
        size_bytes = attribute.size
        if self._is_ntfs and entry.address.meta_addr == _BAD_CLUSTERS:
            # $Bad spans the volume, a hole but for its bad clusters: a list of places, without bytes of its
            # own
            size_bytes = 0
        return FileEntry(
            address=self._address(entry.address.meta_addr, attribute),
            path=entry.path,
            stream=attribute.name or b"rsrc",
            kind=EntryKind.FILE,
            size_bytes=size_bytes,
            allocated=entry.allocated,
            content=attribute.content if size_bytes else Content.EMPTY,
            times=entry.times,
            extents=self._extents.of(attribute, meta_addr=entry.address.meta_addr),
            remains=Remains.UNPROVEN if size_bytes and not entry.allocated else None,
            parent_known=entry.parent_known,
        )

    def _address(self, meta_addr: int, attribute: Attribute | None) -> EntryAddress:
        if attribute is None:
            return EntryAddress(volume=self._volume, meta_addr=meta_addr)
        return EntryAddress(
            volume=self._volume, meta_addr=meta_addr, attr_type=attribute.type, attr_id=attribute.id
        )

    def _fault(self, reason: str, entry: FileEntry) -> Fault:
        return Fault(
            stage=Stage.LIST,
            reason=reason,
            volume=self._volume,
            path=entry.path,
            meta_addr=entry.address.meta_addr,
        )


def _target(meta: pytsk3.TSK_FS_META) -> EvidencePath | None:
    link = meta.link
    if not link:
        return None
    return EvidencePath(link if isinstance(link, bytes) else link.encode("utf-8", "surrogateescape"))
