"""The walk over one FAT or exFAT volume: every directory by its clusters, lost directories last.

A directory is not entered below itself, nor its clusters more than a few times in all, so that a damaged or
hostile volume costs time in proportion to its size.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from forensics.entries import (
    ByteRange,
    Content,
    EntryAddress,
    EntryKind,
    Fault,
    FileEntry,
    Stage,
)
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import fat_orphans
from forensics.filesystems.fat_census import DirectoryCount
from forensics.filesystems.fat_clusters import Runs, UseMap
from forensics.filesystems.fat_directory import DirectoryParser, Named, Piece
from forensics.filesystems.fat_layout import ROOT_ADDRESS, SLOT_BYTES, FatLayout
from forensics.filesystems.fat_names import NO_TIMES
from forensics.filesystems.fat_places import Places, pieces_of
from forensics.filesystems.fat_sets import ExfatSets
from forensics.filesystems.fat_shared import SharedClusters
from forensics.filesystems.fat_slots import FatSlots
from forensics.paths import EvidencePath

DEEPEST = 1024
MOST_VISITS = 16  # of the clusters of one directory
MOST_TIMES = 4  # the volume's size, of directories read in all
LARGEST_EXFAT_DIRECTORY = 256 << 20  # [EXFAT] 7.6.7
ORPHANS = b"/$OrphanFiles"
_BELOW_ORPHANS = ORPHANS + b"/"
_DOTS = (b".", b"..")
_LONGEST_READ = 1 << 20

Found = FileEntry | Fault
Stretches = tuple[tuple[int, int], ...]  # (byte of the volume, length) of a directory's content, in order
Level = tuple[bytes, int, Iterator[Named | Fault]]  # path with a slash behind it, address, what is in it


class FatWalk:
    """One walk; a new one for each listing."""

    def __init__(
        self,
        read: Callable[[int, int], bytes],
        layout: FatLayout,
        in_use: UseMap,
        places: Places,
        *,
        volume: int,
        offset_bytes: int,
        in_all_free_space: bool = False,
    ) -> None:
        self._read = read
        self._most_searched = layout.heap_bytes if in_all_free_space else fat_orphans.MOST_SEARCHED_BYTES
        self._layout = layout
        self._map = in_use
        self._places = places
        self._volume = volume
        self._offset = offset_bytes
        self._is_exfat = layout.kind == "exFAT"
        self._parsed_bytes = 0
        self._visits: Counter[int] = Counter()
        self._listed: set[int] = set()  # free clusters that a deleted directory led to
        self._lost: dict[int, list[ByteRange]] | None = (
            None  # cluster -> parts of directories, while searched
        )
        self.count = DirectoryCount(is_exfat=self._is_exfat)
        self._shared = SharedClusters(layout, volume=volume, offset_bytes=offset_bytes)

    def entries(self) -> Iterator[Found]:
        stretches, size_bytes = self._root()
        self._claim_root(stretches)
        yield self._made_up(b"/", ROOT_ADDRESS, size_bytes=size_bytes, kind=EntryKind.DIRECTORY)
        yield from self._below(
            (b"/", ROOT_ADDRESS, self._names(stretches, b"/", ROOT_ADDRESS, is_counted=True))
        )
        for name, address, size_bytes in self._layout.virtual_addresses:
            yield self._made_up(b"/" + name, address, size_bytes=size_bytes)
        yield self._made_up(ORPHANS, self._layout.last_address)
        yield from self._orphans()
        yield from self._shared.faults()
        if words := self.count.difference():
            yield self.fault_of_root(words)

    def fault_of_root(self, reason: str) -> Fault:
        """Of the listing as a whole."""
        return self._fault(reason, b"/", ROOT_ADDRESS)

    def _claim_root(self, stretches: Stretches) -> None:
        layout = self._layout
        if layout.root_cluster is not None:
            for offset, length in stretches:
                self._shared.add(ROOT_ADDRESS, ((layout.cluster_at(offset), length // layout.cluster_bytes),))

    def claimed_clusters(self) -> int:
        """Of what was listed as in use."""
        return self._shared.clusters()

    def claimed_and_free(self) -> int:
        """Clusters of what was listed as in use that are free by the map."""
        return self._shared.free_clusters(self._map)

    def is_strange(self) -> bool:
        """Whether the root directory holds something, but no name that is known here."""
        stretches, _ = self._root()
        if any(isinstance(each, Named) for each in self._names(stretches, b"/", ROOT_ADDRESS)):
            return False
        return any(self._read(offset, length).strip(b"\0") for offset, length in stretches)

    def _root(self) -> tuple[Stretches, int]:
        layout = self._layout
        if layout.root_cluster is None:
            return ((layout.data_offset, layout.root_bytes),), layout.root_bytes
        root = Named(ROOT_ADDRESS, b"", True, True, layout.root_cluster, 0, 0, True, NO_TIMES)
        runs, size_bytes = self._places.of_directory(root, keeps_size=False)
        return tuple(pieces_of(runs, layout, longest=_LONGEST_READ)), size_bytes

    def _below(self, top: Level) -> Iterator[Found]:
        """Everything in a directory and below it, each name before what is in it."""
        stack, above = [top], {top[1]}
        volume, of_file, add_shared = self._volume, self._places.of_file, self._shared.add
        while stack:
            prefix, address, names = stack[-1]
            parent_known = not prefix.startswith(_BELOW_ORPHANS)
            for found in names:
                if isinstance(found, Fault):
                    yield found
                    continue
                if found.name in _DOTS:
                    continue
                if found.is_directory:
                    items, inner = self._directory(found, prefix, above, depth=len(stack))
                    yield from items
                    if inner is not None:
                        stack.append(inner)
                        above.add(inner[1])
                        break
                    continue
                place = of_file(found)
                path = EvidencePath(prefix + found.name)
                yield FileEntry(
                    address=EntryAddress(volume=volume, meta_addr=found.address),
                    path=path,
                    kind=EntryKind.FILE,
                    size_bytes=found.size_bytes,
                    allocated=found.in_use,
                    content=place.content,
                    times=found.times,
                    extents=place.extents,
                    remains=place.remains,
                    parent_known=parent_known,
                    flags=found.flags,
                )
                if found.in_use and place.runs:
                    add_shared(found.address, place.runs)
                if place.damage is not None:
                    yield self._fault(place.damage, path.raw, found.address)
            else:
                stack.pop()
                above.discard(address)

    def _directory(
        self, named: Named, prefix: bytes, above: set[int], *, depth: int
    ) -> tuple[list[Found], Level | None]:
        """The directory's own entry with its faults, and what is to be entered."""
        path, address = prefix + named.name, named.address
        runs, size_bytes, damage = self._clusters_of(named)
        items: list[Found] = [
            FileEntry(
                address=EntryAddress(volume=self._volume, meta_addr=address),
                path=EvidencePath(path),
                kind=EntryKind.DIRECTORY,
                size_bytes=size_bytes,
                allocated=named.in_use,
                content=Content.NOT_A_FILE,
                times=named.times,
                parent_known=not prefix.startswith(_BELOW_ORPHANS),
                flags=named.flags,
            )
        ]
        stretches = self._stretches(named, runs)
        refusal = self._refusal(above, named, depth=depth) if stretches else None
        items.extend(self._fault(each, path, address) for each in (damage, refusal) if each)
        if refusal or not stretches:
            return items, None
        if named.in_use:
            self._shared.add(address, runs)
        self._visits[named.first_cluster] += 1
        names = self._names(stretches, path, address, is_counted=named.in_use)
        return items, (path + b"/", address, names)

    def _clusters_of(self, named: Named) -> tuple[Runs, int, str | None]:
        """Where a directory lies, its size, and what is wrong with it."""
        keeps_size = self._is_exfat
        if keeps_size and named.size_bytes > LARGEST_EXFAT_DIRECTORY:
            return (), named.size_bytes, "This directory is larger than exFAT allows; it is not entered."
        try:
            runs, size_bytes = self._places.of_directory(named, keeps_size=keeps_size)
            is_whole = not named.in_use or self._places.is_whole_directory(named, runs, keeps_size=keeps_size)
        except EvidenceUnreadable as trouble:
            return (), 0, f"This directory cannot be listed: {trouble}"
        if is_whole:
            return runs, size_bytes, None
        return runs, size_bytes, "The chain of clusters of this directory is damaged; names may be missing."

    def _stretches(self, named: Named, runs: Runs) -> Stretches:
        if named.in_use or self._lost is None:
            if not named.in_use:
                self._listed.update(
                    cluster for first, count in runs for cluster in range(first, first + count)
                )
            return tuple(pieces_of(runs, self._layout, longest=_LONGEST_READ))
        parts: list[ByteRange] = []
        for first, count in runs:
            for cluster in range(first, first + count):
                parts.extend(self._lost.pop(cluster, ()))
        return tuple((part.offset_bytes, part.length_bytes) for part in parts)

    def _refusal(self, above: set[int], named: Named, *, depth: int) -> str | None:
        if named.address in above:
            return "This directory contains itself; it is listed once and not entered again."
        if depth >= DEEPEST:
            return f"Directories nested more than {DEEPEST} deep are not entered."
        if self._visits[named.first_cluster] >= MOST_VISITS:
            return f"This directory stands in more than {MOST_VISITS} places; it is not entered again."
        if self._parsed_bytes > MOST_TIMES * self._layout.heap_bytes:
            return "More directories than the volume has room for were read before it; it is not entered."
        return None

    def _names(
        self, stretches: Stretches, path: bytes, address: int, *, is_counted: bool = False
    ) -> Iterator[Named | Fault]:
        """What is in a directory, in its order; faults where it cannot be read."""
        parser: DirectoryParser
        parser = ExfatSets(self._layout, self._map) if self._is_exfat else FatSlots(self._layout)
        counted = self.count.directory() if is_counted else None
        for offset, length in stretches:
            for piece in self._pieces(offset, length):
                if isinstance(piece, str):
                    yield self._fault(piece, path, address)
                else:
                    self._parsed_bytes += len(piece.content)
                    found = parser.parse(piece)
                    if counted is not None:
                        counted.add(piece, found, base=self._layout.address_at(piece.offset_bytes))
                    yield from found
        last = parser.finish()
        if counted is not None:
            counted.add_last(last)
        yield from last
        if parser.odd:
            reason = f"Entries of this directory that are damaged and could not be listed: {parser.odd:,}."
            yield self._fault(reason, path, address)
        if parser.doubtful:
            reason = (
                f"Entries of this directory whose checksum is wrong: {parser.doubtful:,}; their names, sizes "
                "and places may be damaged."
            )
            yield self._fault(reason, path, address)

    def _pieces(self, offset: int, length: int) -> Iterator[Piece | str]:
        """The content at the place, cut where it changes between in use and free, or the trouble in words."""
        layout = self._layout
        if offset < layout.clusters_offset:
            yield from self._read_piece(offset, length, in_use=True)
            return
        first = layout.cluster_at(offset)
        count = layout.cluster_at(offset + length - 1) - first + 1
        bits = self._map.between(first, count)
        if count == 1 or bits.all() or not bits.any():
            yield from self._read_piece(offset, length, in_use=bool(bits[0]))
            return
        for number, bit in enumerate(bits.tolist()):
            yield from self._read_piece(
                offset + number * layout.cluster_bytes, layout.cluster_bytes, in_use=bool(bit)
            )

    def _read_piece(self, offset: int, length: int, *, in_use: bool) -> Iterator[Piece | str]:
        try:
            content = self._read(offset, length)
        except EvidenceUnreadable as trouble:
            cluster_bytes = self._layout.cluster_bytes
            if length <= cluster_bytes:
                yield f"Part of this directory cannot be read: {trouble}"
                return
            for place in range(offset, offset + length, cluster_bytes):
                end = min(offset + length, place + cluster_bytes)
                yield from self._read_piece(place, end - place, in_use=in_use)
            return
        yield Piece(offset, content[: len(content) & -SLOT_BYTES], in_use)
        if len(content) < length:
            yield f"The image ends within this directory: {length - len(content):,} bytes of it are missing."

    def _orphans(self) -> Iterator[Found]:
        """Lost directories below $OrphanFiles, those that lead to others before the others."""
        found = fat_orphans.search(self._read, self._layout, self._map, most_bytes=self._most_searched)
        lost: dict[int, list[ByteRange]] = {}
        for part in found.parts:
            cluster = self._layout.cluster_at(part.offset_bytes)
            if cluster not in self._listed:
                lost.setdefault(cluster, []).append(part)
        self._lost = lost
        inner = self._led_to(lost)
        for cluster in [*(each for each in lost if each not in inner), *sorted(inner & lost.keys())]:
            parts = lost.pop(cluster, None)
            if parts is not None:
                stretches = tuple((part.offset_bytes, part.length_bytes) for part in parts)
                address = self._layout.last_address
                yield from self._below((ORPHANS + b"/", address, self._names(stretches, ORPHANS, address)))
        yield from self._not_searched(found)

    def _led_to(self, lost: dict[int, list[ByteRange]]) -> set[int]:
        """First clusters of the directories that lost directories lead to."""
        inner: set[int] = set()
        for cluster, parts in lost.items():
            stretches = tuple((part.offset_bytes, part.length_bytes) for part in parts)
            for each in self._names(stretches, ORPHANS, self._layout.last_address):
                if isinstance(each, Named) and each.is_directory and each.name not in _DOTS:
                    inner.update({each.first_cluster} - {cluster})
        return inner

    def _not_searched(self, found: fat_orphans.Lost) -> Iterator[Fault]:
        for stretch, trouble in found.unreadable:
            yield Fault(
                stage=Stage.LIST,
                reason=f"Free space could not be searched for lost directories: {trouble}",
                volume=self._volume,
                path=EvidencePath(ORPHANS),
                offset_bytes=self._offset + stretch.offset_bytes,
                length_bytes=stretch.length_bytes,
            )
        if found.unsearched_bytes:
            reason = (
                f"Deleted files whose folder is gone were searched for in the first {found.searched_bytes:,} "
                f"bytes of free space; {found.unsearched_bytes:,} bytes of it were not searched. The profile "
                "thorough searches all of it."
            )
            if len(found.parts) >= fat_orphans.MOST_PARTS:
                reason = (
                    "What looks like parts of lost folders is more than any volume in use holds; the search "
                    f"of free space ended behind {found.searched_bytes:,} bytes of it."
                )
            yield self._fault(reason, ORPHANS, self._layout.last_address)

    def _made_up(
        self, path: bytes, address: int, *, size_bytes: int = 0, kind: EntryKind = EntryKind.VIRTUAL
    ) -> FileEntry:
        """An entry without a directory entry: the root, and what TSK adds to it."""
        return FileEntry(
            address=EntryAddress(volume=self._volume, meta_addr=address),
            path=EvidencePath(path),
            kind=kind,
            size_bytes=size_bytes,
            allocated=True,
            content=Content.NOT_A_FILE,
            times=NO_TIMES,
        )

    def _fault(self, reason: str, path: bytes, address: int) -> Fault:
        return Fault(
            stage=Stage.LIST, reason=reason, volume=self._volume, path=EvidencePath(path), meta_addr=address
        )
