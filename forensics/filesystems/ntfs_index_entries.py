"""Names that are left only in the index of a folder, as entries: deleted, without content.

A path is that of the folder whose index it is. The metadata address is the record that the name tells, which
is another file's now; where that is overwritten, the folder's own.
"""

from collections.abc import Iterator

from forensics.entries import Content, EntryAddress, EntryKind, Fault, FileEntry, Remains, Stage
from forensics.filesystems.ntfs_flags import FLAGGED, words_of
from forensics.filesystems.ntfs_folders import BELOW_ORPHANS, Folders
from forensics.filesystems.ntfs_index_names import IndexName, IndexNames
from forensics.filesystems.ntfs_records import NUMBER_MASK
from forensics.filesystems.ntfs_times import times_of
from forensics.paths import EvidencePath

_FOLDER_ATTRIBUTE = 0x10000000  # layout.h, FILE_ATTR_DUP_FILE_NAME_INDEX_PRESENT


def entries_of_names(names: IndexNames, folders: Folders, *, volume: int) -> Iterator[FileEntry | Fault]:
    for name in names.names():
        yield _entry(name, folders.path_below(name.folder), volume=volume)
    yield from _faults(names, volume)


def _entry(name: IndexName, below: bytes, *, volume: int) -> FileEntry:
    is_folder = bool(name.attributes & _FOLDER_ATTRIBUTE)
    size_bytes = 0 if is_folder else name.size_bytes
    told = name.attributes & FLAGGED
    return FileEntry(
        address=EntryAddress(volume=volume, meta_addr=(name.record or name.folder) & NUMBER_MASK),
        path=EvidencePath(below + name.name),
        kind=EntryKind.DIRECTORY if is_folder else EntryKind.FILE,
        size_bytes=size_bytes,
        allocated=False,
        content=Content.NOT_A_FILE if is_folder else Content.NOT_LEFT if size_bytes else Content.EMPTY,
        times=times_of(name.times),
        remains=Remains.NO_CONTENT_LEFT if size_bytes else None,
        parent_known=not below.startswith(BELOW_ORPHANS),
        flags=words_of(told, 0, None) if told else None,
    )


def _faults(names: IndexNames, volume: int) -> Iterator[Fault]:
    """What of the indexes was not looked into."""
    if names.trouble is not None:
        words = (
            "Parts of the indexes of folders cannot be read; names that are left only there are not listed"
        )
        yield _fault(f"{words}: {names.trouble}", volume)
    if names.damaged:
        words = f"Blocks in the indexes of folders that were written in part only: {names.damaged:,}"
        yield _fault(f"{words}; names that are left only there are not listed", volume)
    if names.left_out:
        words = f"Folders whose indexes are larger than there is room for: {names.left_out:,}"
        yield _fault(f"{words}; names that are left only there are not listed", volume)


def _fault(words: str, volume: int) -> Fault:
    return Fault(stage=Stage.LIST, reason=words.rstrip(".") + ".", volume=volume)
