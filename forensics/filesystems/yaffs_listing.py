"""Every name of a YAFFS2 volume: each object says in its header its name and in which folder it lies.

What is deleted is moved to a folder that nobody sees; the header before that still tells its name and place.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from forensics.entries import (
    Content,
    EntryAddress,
    EntryFlag,
    EntryKind,
    Fault,
    FileEntry,
    Remains,
    Stage,
    flag_words,
)
from forensics.filesystems.modes import kind_of_mode
from forensics.filesystems.yaffs_chunks import Chunks, Object
from forensics.filesystems.yaffs_layout import (
    FILE,
    FOLDER,
    HARD_LINK,
    LINK,
    LOST_FOUND,
    ROOT,
    Header,
)
from forensics.images import Volume
from forensics.paths import EvidencePath
from forensics.times import FsTime, MacTimes

DEEPEST = 1024
ORPHANS = b"/$OrphanFiles/"
_KINDS = {FILE: EntryKind.FILE, LINK: EntryKind.SYMLINK, FOLDER: EntryKind.DIRECTORY}
_SECOND_NS = 1_000_000_000
_NO_FOLDER = "The folder with the number {} has no header, so that its name and place are not known."
_NO_HEADER = "Pages belong to a file that has no header, so that its name and place are not known."
_CIRCLE = f"This folder contains itself, or lies more than {DEEPEST} folders deep; its place is not known."
_NO_TARGET = "This name is a hard link, but what it stands for is not there; its content is not known."


class _Node(Struct, kw_only=True):
    """What is kept of an object between the look at all and the walk."""

    number: int
    header: Header | None
    age: tuple[int, int]
    is_deleted: bool
    size_bytes: int
    missing: int  # pages of the content
    first_page: int | None  # of the image


class Listing:
    """One look at all objects; `in_use` says of each page of the image whether something that is not deleted
    owns it.
    """

    def __init__(self, chunks: Chunks, *, volume: Volume) -> None:
        self._chunks, self._volume = chunks, volume
        self.in_use = np.zeros(chunks.count, np.bool_)
        self._nodes: dict[int, _Node] = {}
        self._children: defaultdict[int, list[_Node]] = defaultdict(list)
        self._links: defaultdict[int, int] = defaultdict(int)
        self._listed: set[int] = set()
        for number in chunks.numbers():
            self._nodes[number] = self._looked_at(chunks.object(number))
        self._delete_replaced()
        for node in self._nodes.values():
            if node.header is not None and node.number != ROOT:
                self._children[node.header.parent].append(node)
                if node.header.kind == HARD_LINK and not node.is_deleted:
                    self._links[node.header.same_as] += 1

    def _looked_at(self, found: Object) -> _Node:
        needed = found.pages_needed(self._chunks.layout.page_bytes)
        pages = [at for page, at in found.pages.items() if page < needed]
        if not found.is_deleted:
            self._mark(found, pages, is_in_use=True)
        return _Node(
            number=found.number,
            header=found.header,
            age=found.age,
            is_deleted=found.is_deleted,
            size_bytes=found.size_bytes,
            missing=needed - len(pages),
            first_page=found.pages.get(0, min(pages, default=None)),
        )

    def _mark(self, found: Object, pages: list[int], *, is_in_use: bool) -> None:
        self.in_use[pages] = is_in_use
        if found.header_at is not None:
            self.in_use[found.header_at] = is_in_use

    def _delete_replaced(self) -> None:
        """A file whose name another took when that was renamed has no header that says so itself."""
        for node in list(self._nodes.values()):
            other = self._nodes.get(node.header.replaces) if node.header is not None else None
            if other is not None and other.age < node.age and not node.is_deleted and not other.is_deleted:
                other.is_deleted = True
                found = self._chunks.object(other.number)
                self._mark(found, list(found.pages.values()), is_in_use=False)

    def entries(self) -> Iterator[FileEntry | Fault]:
        self._listed = set()
        for trouble in self._chunks.troubles:
            place = self._volume.offset_bytes + trouble.place
            yield Fault(
                stage=Stage.LIST,
                reason=trouble.words,
                volume=self._volume.index,
                offset_bytes=place,
                length_bytes=trouble.length_bytes,
            )
        yield from self._tops()
        yield from self._without_place()
        yield from self._without_header()

    def _tops(self) -> Iterator[FileEntry | Fault]:
        """From the root; a device need not have written it, nor the folder for what was lost and found."""
        root = self._nodes.get(ROOT)
        yield self._folder(ROOT, b"/", root.header if root is not None else None)
        self._listed.add(ROOT)
        yield from self._below(ROOT, b"/")
        if LOST_FOUND not in self._nodes and self._children[LOST_FOUND]:
            yield self._folder(LOST_FOUND, b"/lost+found", None)
            self._listed.add(LOST_FOUND)
            yield from self._below(LOST_FOUND, b"/lost+found/")

    def _folder(self, number: int, path: bytes, header: Header | None) -> FileEntry:
        return FileEntry(
            address=self._address(number),
            path=EvidencePath(path),
            kind=EntryKind.DIRECTORY,
            size_bytes=0,
            allocated=True,
            content=Content.NOT_A_FILE,
            times=_times(header),
        )

    def _below(self, number: int, prefix: bytes, *, is_known: bool = True) -> Iterator[FileEntry | Fault]:
        waiting = [(node, prefix, 1) for node in reversed(self._children[number])]
        while waiting:
            node, above, depth = waiting.pop()
            if node.number in self._listed:
                continue
            self._listed.add(node.number)
            path = above + (node.header.name if node.header is not None else b"")
            yield from self._named(node, path, is_known=is_known)
            if node.header is not None and node.header.kind == FOLDER and depth < DEEPEST:
                inside = path + b"/"
                waiting += [(child, inside, depth + 1) for child in reversed(self._children[node.number])]

    def _without_place(self) -> Iterator[FileEntry | Fault]:
        """What lies in folders that are not there, or in none that the root leads to."""
        for parent in sorted(self._children):
            above = self._nodes.get(parent)
            if above is None or above.header is None or above.header.kind != FOLDER:
                yield from self._orphans(parent, _NO_FOLDER.format(parent))
        for node in list(self._nodes.values()):
            if node.header is not None and node.number not in self._listed:
                yield from self._orphans(node.header.parent, _CIRCLE)

    def _orphans(self, parent: int, words: str) -> Iterator[FileEntry | Fault]:
        lost = [node for node in self._children[parent] if node.number not in self._listed]
        prefix = ORPHANS + b"%d/" % parent
        if any(not node.is_deleted for node in lost):
            yield self._fault(words, path=prefix.rstrip(b"/"), number=parent)
        yield from self._below(parent, prefix, is_known=False)

    def _without_header(self) -> Iterator[FileEntry | Fault]:
        for node in self._nodes.values():
            if node.header is not None or node.number in (ROOT, LOST_FOUND):
                continue
            path = ORPHANS + b"OrphanFile-%d" % node.number
            yield self._file(node, path, node, is_known=False)
            if not node.is_deleted:
                yield self._fault(_NO_HEADER, path=path, number=node.number)

    def _named(self, node: _Node, path: bytes, *, is_known: bool) -> Iterator[FileEntry | Fault]:
        header = node.header
        if header is None or header.kind == FILE:
            yield self._file(node, path, node, is_known=is_known)
        elif header.kind == HARD_LINK:
            target = self._nodes.get(header.same_as)
            is_there = target is not None and target.header is not None and target.header.kind == FILE
            if target is not None and (is_there or node.is_deleted):
                yield self._file(node, path, target, is_known=is_known)
            else:
                yield replace(self._other(node, path, is_known=is_known), content=Content.PRESENT)
                yield self._fault(_NO_TARGET, path=path, number=node.number)
        else:
            yield self._other(node, path, is_known=is_known)

    def _other(self, node: _Node, path: bytes, *, is_known: bool) -> FileEntry:
        """A folder, a link or a device."""
        header = node.header
        kind = EntryKind.OTHER
        if header is not None and header.kind != HARD_LINK:
            kind = _KINDS.get(header.kind) or kind_of_mode(header.mode)
        return FileEntry(
            address=self._address(node.number),
            path=EvidencePath(path),
            kind=kind,
            size_bytes=0,
            allocated=not node.is_deleted,
            content=Content.NOT_A_FILE,
            times=_times(header),
            link_target=EvidencePath(header.target) if header is not None and header.kind == LINK else None,
            parent_known=is_known,
        )

    def _file(self, name: _Node, path: bytes, node: _Node, *, is_known: bool) -> FileEntry:
        """`node` has the content: the object itself, or what a hard link stands for."""
        is_deleted = name.is_deleted or node.is_deleted
        content, remains = Content.of_size(node.size_bytes), None
        if is_deleted and node.size_bytes:
            remains = Remains.NO_CONTENT_LEFT if node.missing else Remains.RECOVERED
            content = Content.NOT_LEFT if node.missing else Content.PRESENT
        page = node.first_page
        place = None if page is None else self._volume.offset_bytes + self._chunks.place(page)
        has_holes = bool(node.missing) and not is_deleted and self._chunks.has_holes
        return FileEntry(
            address=self._address(node.number),
            path=EvidencePath(path),
            kind=EntryKind.FILE,
            size_bytes=node.size_bytes,
            allocated=not is_deleted,
            content=content,
            times=_times(node.header),
            links=1 + self._links[node.number],
            place_bytes=place,
            remains=remains,
            parent_known=is_known,
            flags=flag_words([EntryFlag.SPARSE] if has_holes else []),
        )

    def _address(self, number: int) -> EntryAddress:
        return EntryAddress(volume=self._volume.index, meta_addr=number)

    def _fault(self, reason: str, *, path: bytes, number: int) -> Fault:
        return Fault(
            stage=Stage.LIST,
            reason=reason,
            volume=self._volume.index,
            path=EvidencePath(path),
            meta_addr=number,
        )


def _times(header: Header | None) -> MacTimes:
    if header is None:
        return MacTimes()
    mtime, atime, ctime = (
        FsTime(seconds * _SECOND_NS) for seconds in (header.modified, header.accessed, header.changed)
    )
    return MacTimes(mtime=mtime, atime=atime, ctime=ctime)
