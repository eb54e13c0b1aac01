"""Paths on NTFS: every name tells its folder by number and sequence number, and so up to the root.

Folders are kept by record number, and their paths are made when a name first asks for them. A deleted
folder still answers for its deleted files: its record's sequence number went up by one when it was deleted
([MS-FSCC] 2.1.9). A name whose folder is gone, or serves another file now, is listed under `/$OrphanFiles`,
as The Sleuth Kit does it.
"""

import re
from collections import Counter
from collections.abc import Iterator

from forensics.filesystems.ntfs_attributes import DOS_NAME, RecordContent
from forensics.filesystems.ntfs_mft import Mft, Unread, Window
from forensics.filesystems.ntfs_records import FLAGS_AT, FOLDER, HEADER, IN_USE, NUMBER_MASK, RecordDamaged

ROOT = 5
ORPHANS = b"/$OrphanFiles"
BELOW_ORPHANS = ORPHANS + b"/"
DEEPEST = 1024
_MOST_PATH_BYTES = 256 << 20  # of kept paths; a hostile volume could make them fill the memory
_FOLDER_FLAGS = re.compile(b"[" + re.escape(bytes(flags for flags in range(256) if flags & FOLDER)) + b"]")

Folder = tuple[int, bool, int, bytes]  # sequence, in use, parent reference, name


class Folders:
    """The folders of one volume; `below` maps a reference to the path that names in that folder go on."""

    def __init__(self) -> None:
        self._folders: dict[int, Folder] = {}
        self.below: dict[int, bytes] = {}
        self._kept_bytes = 0
        self.looped: list[int] = []
        self.too_deep: list[int] = []
        self.lost: Counter[int] = Counter()  # by reference: names in use whose folder is not there

    def add(self, number: int, folder: Folder) -> None:
        self._folders[number] = folder

    def path_below(self, reference: int) -> bytes:
        """What names in this folder begin with, `/` at its end; `BELOW_ORPHANS` itself where it is gone."""
        chain: list[tuple[int, bytes]] = []
        seen = set()
        while (path := self._known(reference)) is None:
            _, _, parent, name = self._folders[reference & NUMBER_MASK]
            if reference in seen:
                self.looped.append(reference & NUMBER_MASK)
                path = BELOW_ORPHANS
                break
            seen.add(reference)
            chain.append((reference, name))
            reference = parent
        depth = path.count(b"/") if chain else 0
        for reference, name in reversed(chain):
            if depth > DEEPEST:
                self.too_deep.append(reference & NUMBER_MASK)
                path, depth = BELOW_ORPHANS, 2
            path = path + name + b"/"
            depth += 1
            self._keep(reference, path)
        return path

    def _known(self, reference: int) -> bytes | None:
        """The path if it needs no climbing; `None` where the folder is there and has a parent."""
        path = self.below.get(reference)
        if path is not None:
            return path
        number, sequence = reference & NUMBER_MASK, reference >> 48
        folder = self._folders.get(number)
        if folder is None or not _answers(folder, sequence):
            path = b"/" if number == ROOT and folder is None else BELOW_ORPHANS
        elif number == ROOT:
            path = b"/"
        else:
            return None
        self._keep(reference, path)
        return path

    def _keep(self, reference: int, path: bytes) -> None:
        self._kept_bytes += len(path)
        if self._kept_bytes > _MOST_PATH_BYTES:
            self.below.clear()
            self._kept_bytes = len(path)
        self.below[reference] = path


def _answers(folder: Folder, sequence: int) -> bool:
    """Whether a reference with this sequence number means the folder; 0 asks for no check."""
    own, in_use, _, _ = folder
    if in_use:
        return sequence in (own, 0)
    return sequence in (own, own - 1 or 0xFFFF, 0)


def read_folders(mft: Mft) -> Folders:
    """A first pass over the $MFT that looks at folders only; what is damaged is told by the second."""
    folders = Folders()
    for window in mft.windows():
        if isinstance(window, Unread):
            continue
        for position in _folders_in(window, mft.record_bytes):
            folder = _folder_at(mft, window, position)
            if folder is not None:
                folders.add(window.first + position, folder)
    return folders


def _folders_in(window: Window, record_bytes: int) -> Iterator[int]:
    flags = window.records[FLAGS_AT : window.count * record_bytes : record_bytes]
    for match in _FOLDER_FLAGS.finditer(flags):
        if match.start() not in window.troubles:
            yield match.start()


def _folder_at(mft: Mft, window: Window, position: int) -> Folder | None:
    at = position * mft.record_bytes
    number = window.first + position
    sequence, _, _, flags, _, _, base = HEADER.unpack_from(window.records, at)
    if base:
        return None
    content = RecordContent()
    try:
        content.add(window.records, at, at + mft.record_bytes)
        if content.list_place is not None and not any(space != DOS_NAME for _, space, _ in content.names):
            mft.add_further(content, number, window.records, at=at)
    except RecordDamaged:  # told by the second pass, with what of the record can still be read
        if not content.names:
            return None
    in_use = bool(flags & IN_USE)
    names = sorted(content.names, key=lambda name: name[1] == DOS_NAME)
    if not names:
        return sequence, in_use, 0, b"OrphanFile-%d" % number
    parent, _, name = names[0]
    return sequence, in_use, parent, name
