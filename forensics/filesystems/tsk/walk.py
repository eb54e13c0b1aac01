"""Walking a file system with TSK: directories by an explicit stack, each name once per place, loops and depth
bounded.

A directory is not entered again below itself, however often its name appears, and not more than a few times
in all: a damaged or hostile file system then costs time in proportion to its size. Whatever is not entered is
a Fault.
"""

from collections import Counter
from collections.abc import Iterator

import pytsk3

from forensics.entries import Fault, FileEntry, Stage
from forensics.filesystems.tsk.entry import EntryReader
from forensics.filesystems.tsk.media import TSK_TROUBLE, Media
from forensics.filesystems.tsk.recognition import plain_reason
from forensics.paths import EvidencePath

DEEPEST = 1024
ORPHANS = b"$OrphanFiles"  # TSK's own name; its address is the last of the file system
MOST_VISITS = 16  # of one directory; an HFS+ folder may rightly stand in several places
NOT_SEARCHED = (
    "Deleted files whose folder is gone were not searched for: on FAT and exFAT that reads every free "
    "cluster, too long for a volume of this size."
)
_DOTS = (b".", b"..")


class Walk:
    """One walk over one opened file system."""

    def __init__(
        self,
        opened: pytsk3.FS_Info,
        reader: EntryReader,
        *,
        media: Media,
        volume: int,
        searches_orphans: bool = True,
    ) -> None:
        self._opened = opened
        self._reader = reader
        self._media = media
        self._volume = volume
        self._orphans_addr = opened.info.last_inum
        self._searches_orphans = searches_orphans
        self._visits: Counter[int] = Counter()

    def entries(self) -> Iterator[FileEntry | Fault]:
        root_addr = self._opened.info.root_inum
        root = EvidencePath(b"/")
        yield from self._root(root, root_addr)
        stack: list[tuple[EvidencePath, int, Iterator[pytsk3.File]]] = []
        above: set[int] = set()
        yield from self._enter(stack, above, root, root_addr)
        if not stack:  # TSK hangs the orphans below the root; they can be found without it
            yield from self._enter(stack, above, root.child(ORPHANS), self._orphans_addr)
        while stack:
            path, addr, names = stack[-1]
            file = self._next(names)
            if file is None:
                stack.pop()
                above.discard(addr)
                continue
            if isinstance(file, Fault):
                yield file
                stack.pop()
                above.discard(addr)
                continue
            if file.info.name.name in _DOTS:
                continue
            found = self._reader.read(file, parent=path)
            yield from found.items
            if found.directory_addr is not None:
                yield from self._enter(stack, above, found.path, found.directory_addr)
        yield from self._untold()

    def _untold(self) -> Iterator[Fault]:
        """Trouble of the image that TSK passed over while it listed: names may be missing, and nobody else
        would say so.
        """
        trouble = self._media.take_trouble()
        if trouble:
            reason = f"Part of what describes the files cannot be read, and names may be missing: {trouble}"
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume)

    def _root(self, path: EvidencePath, addr: int) -> Iterator[FileEntry | Fault]:
        try:
            yield from self._reader.read_root(self._opened.open_meta(addr), path)
        except TSK_TROUBLE as trouble:
            yield self._fault("The root directory's own record cannot be read", trouble, path=path, addr=addr)

    def _enter(
        self,
        stack: list[tuple[EvidencePath, int, Iterator[pytsk3.File]]],
        above: set[int],
        path: EvidencePath,
        addr: int,
    ) -> Iterator[Fault]:
        refusal = self._refusal(above, addr, depth=len(stack))
        if refusal:
            yield Fault(stage=Stage.LIST, reason=refusal, volume=self._volume, path=path, meta_addr=addr)
            return
        self._visits[addr] += 1
        try:
            names = iter(self._opened.open_dir(inode=addr))
        except TSK_TROUBLE as trouble:
            yield self._fault("This directory cannot be listed", trouble, path=path, addr=addr)
            return
        above.add(addr)
        stack.append((path, addr, names))

    def _refusal(self, above: set[int], addr: int, *, depth: int) -> str | None:
        if addr == self._orphans_addr and not self._searches_orphans:
            return NOT_SEARCHED
        if addr == self._orphans_addr == self._opened.info.root_inum:  # ISO 9660; TSK would never come back
            return "The Sleuth Kit finds no file here, not even the root directory."
        if addr in above:
            return "This directory contains itself; it is listed once and not entered again."
        if depth >= DEEPEST:
            return f"Directories nested more than {DEEPEST} deep are not entered."
        if self._visits[addr] >= MOST_VISITS:
            return f"This directory stands in more than {MOST_VISITS} places; it is not entered again."
        return None

    def _next(self, names: Iterator[pytsk3.File]) -> pytsk3.File | Fault | None:
        try:
            return next(names, None)
        except TSK_TROUBLE as trouble:
            return self._fault("The rest of this directory cannot be listed", trouble, path=None, addr=None)

    def _fault(self, words: str, trouble: Exception, *, path: EvidencePath | None, addr: int | None) -> Fault:
        below = self._media.take_trouble()
        reason = f"{words}: {below or plain_reason(trouble)}."
        return Fault(
            stage=Stage.LIST, reason=reason.replace("..", "."), volume=self._volume, path=path, meta_addr=addr
        )
