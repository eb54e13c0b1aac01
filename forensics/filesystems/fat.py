"""FAT12, FAT16, FAT32 and exFAT: names, places and maps from the volume itself, content through The Sleuth
Kit.

The listing is The Sleuth Kit's in names, order, metadata addresses, sizes and times, so that both can be
compared, but for what is said in `fat_slots`, `fat_places` and `fat_orphans`. A volume whose boot sector or
FAT is not a plain one is listed by TSK alone.
"""

from collections.abc import Iterator

from forensics.entries import ByteRange, Census, EntryAddress, EntryKind, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.fat_clusters import ClusterChains, UseMap
from forensics.filesystems.fat_directory import Named, Piece
from forensics.filesystems.fat_layout import FIRST_CLUSTER, SLOT_BYTES, FatLayout, read_layout
from forensics.filesystems.fat_names import SHAPES, has_inner_blank_only
from forensics.filesystems.fat_places import Places, pieces_of
from forensics.filesystems.fat_sets import ExfatSets
from forensics.filesystems.fat_slots import FatSlots
from forensics.filesystems.fat_unclaimed import claimed_but_free, differing_tables, unclaimed
from forensics.filesystems.fat_walk import FatWalk
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.images import EvidenceImage, Volume
from forensics.paths import EvidencePath

_PIECE_BYTES = 1 << 20
_BOOT_BYTES = 512
_LONGEST_SET = 19 * SLOT_BYTES


def _is_made_up(entry: FileEntry) -> bool:
    """Whether a volume without any file has this entry too."""
    return entry.kind is EntryKind.VIRTUAL or entry.path.raw == b"/"


class _Plain:
    """A volume that is plain enough to be read here."""

    def __init__(self, fat: "FatFileSystem", layout: FatLayout, *, offset_bytes: int) -> None:
        self.layout = layout
        self.chains = ClusterChains(fat.read, layout)
        self.unknown: tuple[ByteRange, ...] = ()
        if layout.kind == "exFAT":
            self.in_use = UseMap(self._bitmap(fat), layout)
        else:
            self.in_use, self.unknown = UseMap.of_fat(self.chains, layout)
        self._offset = offset_bytes

    def places(self) -> Places:
        """For one listing or one content: what it gives out is bounded."""
        return Places(self.layout, self.chains, self.in_use, offset_bytes=self._offset)

    def _bitmap(self, fat: "FatFileSystem") -> bytes:
        """[EXFAT] 7.1: the bitmap's own entry is in the root directory."""
        layout = self.layout
        runs = self.chains.runs(layout.root_cluster or 0, layout.clusters)
        every = UseMap(b"\xff" * ((layout.clusters + 7) // 8), layout)
        for offset, length in pieces_of(runs, layout, longest=_PIECE_BYTES):
            for named in ExfatSets(layout, every).parse(Piece(offset, fat.read(offset, length), True)):
                if named.name == b"$ALLOC_BITMAP" and self._is_active(fat, named):
                    return self._content(fat, named)
        raise EvidenceUnreadable("The root directory does not tell where the map of clusters is.")

    def _is_active(self, fat: "FatFileSystem", bitmap: Named) -> bool:
        """[EXFAT] 7.1.2: with two FATs there are two maps, and each says which FAT it goes with."""
        flags = fat.read(self.layout.slot_offset(bitmap.address) + 1, 1)[0]
        return self.layout.tables == 1 or flags & 1 == self.layout.active_table

    def is_in_use(self, offset: int) -> bool:
        """Whether the byte of the volume lies in a cluster in use, or before the first cluster."""
        return offset < self.layout.clusters_offset or self.in_use.is_in_use(self.layout.cluster_at(offset))

    def _content(self, fat: "FatFileSystem", bitmap: Named) -> bytes:
        clusters = -(-bitmap.size_bytes // self.layout.cluster_bytes)
        runs = self.chains.runs(bitmap.first_cluster, clusters)
        if runs != ((bitmap.first_cluster, clusters),):
            raise EvidenceUnreadable("The map of clusters does not lie in one piece.")
        content = fat.read(self.layout.offset_of(bitmap.first_cluster), bitmap.size_bytes)
        if len(content) < bitmap.size_bytes:
            raise EvidenceUnreadable("The image ends within the map of clusters.")
        return content


class FatFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._tsk = TskFileSystem(image, volume)
        self._image = image
        self._volume = volume
        self._plain: _Plain | None = None
        self._trouble = "The root directory holds something, but no name that is known."
        self._is_looked_at = False
        self._listing: FatWalk | None = None

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the volume, fewer only at the end of the image."""
        return self._image.read(self._volume.offset_bytes + offset, length)

    def _opened(self) -> _Plain | None:
        """`None` where only TSK can tell what is in the volume; the map is read when it is first needed."""
        if not self._is_looked_at:
            self._is_looked_at = True
            here_bytes = self._image.info.size_bytes - self._volume.offset_bytes
            try:
                layout = read_layout(
                    self.read(0, _BOOT_BYTES), kind=self._volume.file_system or "", here_bytes=here_bytes
                )
                plain = _Plain(self, layout, offset_bytes=self._volume.offset_bytes)
                self._plain = None if self._walk(plain).is_strange() else plain
            except EvidenceUnreadable as trouble:
                self._trouble = str(trouble)
        return self._plain

    def _walk(self, plain: _Plain, *, in_all_free_space: bool = False) -> FatWalk:
        return FatWalk(
            self.read,
            plain.layout,
            plain.in_use,
            plain.places(),
            volume=self._volume.index,
            offset_bytes=self._volume.offset_bytes,
            in_all_free_space=in_all_free_space,
        )

    def entries(self, *, in_all_free_space: bool = False) -> Iterator[FileEntry | Fault]:
        """`in_all_free_space`: lost directories are looked for wherever they may lie; that reads every free
        cluster.
        """
        plain = self._opened()
        if plain is None:
            return self._listed_by_tsk()
        self._listing = self._walk(plain, in_all_free_space=in_all_free_space)
        return self._listed(plain, self._listing)

    def _listed_by_tsk(self) -> Iterator[FileEntry | Fault]:
        """Told where that lists nothing, so that no damaged boot sector makes an empty volume in silence."""
        is_empty = True
        for item in self._tsk.entries():
            yield item
            is_empty = is_empty and isinstance(item, FileEntry) and _is_made_up(item)
        if is_empty:
            reason = f"Nothing could be listed here, and files may be missing: {self._trouble}"
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index, path=EvidencePath(b"/"))

    def _listed(self, plain: _Plain, walk: FatWalk) -> Iterator[FileEntry | Fault]:
        yield from walk.entries()
        claimed = walk.claimed_clusters()
        try:
            words = unclaimed(plain.chains, plain.in_use, plain.layout, claimed=claimed)
        except EvidenceUnreadable as trouble:
            words = f"The clusters in use could not be counted: {trouble}"
        if words is not None and not plain.unknown:
            yield walk.fault_of_root(words)
        is_exfat = plain.layout.kind == "exFAT"
        against = claimed_but_free(walk.claimed_and_free()) if is_exfat else differing_tables(plain.chains)
        if against is not None:
            yield walk.fault_of_root(against)

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        plain = self._opened()
        named = None if plain is None else self._known_better(plain, entry_address.meta_addr)
        if plain is None or named is None:
            return self._tsk.chunks(entry_address, size_bytes, allocated=allocated)
        return self._own_chunks(plain, named, size_bytes, allocated=allocated)

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        return self.chunks(entry_address, size_bytes, allocated=allocated)

    def _known_better(self, plain: _Plain, address: int) -> Named | None:
        """The entry at the address where TSK would refuse it or give its content wrong: names with a blank
        inside, files of exFAT that were never written to their end, and all where another FAT than the first
        is the active one.
        """
        layout = plain.layout
        offset = layout.slot_offset(address)
        if not layout.data_offset <= offset < layout.clusters_offset + layout.heap_bytes:
            return None
        if layout.kind != "exFAT":
            raw = self.read(offset, SLOT_BYTES)
            if len(raw) < SLOT_BYTES:
                return None
            if not layout.active_table and not has_inner_blank_only(raw[:11].translate(SHAPES)):
                return None
            return _first(FatSlots(layout).parse(Piece(offset, raw, plain.is_in_use(offset))), address)
        for raw in self._sets_at(plain, offset):
            sets = ExfatSets(layout, plain.in_use)
            named = _first(sets.parse(Piece(offset, raw, plain.is_in_use(offset))), address)
            if named is not None:
                return named if layout.active_table or named.valid_bytes < named.size_bytes else None
        return None

    def _sets_at(self, plain: _Plain, offset: int) -> Iterator[bytes]:
        """What may be the set that begins at `offset`: what follows, or where the cluster ends, what its
        chain leads to.
        """
        layout = plain.layout
        yield self.read(offset, _LONGEST_SET)
        cluster = layout.cluster_at(offset)
        left = layout.offset_of(cluster + 1) - offset
        following = plain.chains.following(cluster)
        if left < _LONGEST_SET and FIRST_CLUSTER <= following <= layout.last_cluster:
            yield self.read(offset, left) + self.read(layout.offset_of(following), _LONGEST_SET - left)

    def _own_chunks(
        self, plain: _Plain, named: Named, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        if named.size_bytes != size_bytes:
            raise EvidenceUnreadable(
                f"The content is {named.size_bytes:,} bytes long, not the {size_bytes:,} bytes listed."
            )
        if named.in_use and not allocated:
            raise EvidenceUnreadable(f"Metadata record {named.address} describes another file now.")
        place = plain.places().of_file(named)
        if place.extents is None:
            raise EvidenceUnreadable(place.damage or "Nothing is left of the content.")
        for extent in place.extents:
            for at in range(0, extent.length_bytes, _PIECE_BYTES):
                wanted = min(_PIECE_BYTES, extent.length_bytes - at)
                if extent.offset_bytes is None:
                    yield bytes(wanted)
                    continue
                piece = self._image.read(extent.offset_bytes + at, wanted)
                yield piece
                if len(piece) < wanted:
                    raise ShortRead("The image ends within the content; no digest is recorded.")

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        plain = self._opened()
        if plain is None or plain.unknown:
            return None
        layout, start = plain.layout, self._volume.offset_bytes
        merged = [
            (start, start + layout.clusters_offset)
        ]  # boot sectors, FATs and the root directory of FAT16
        for first, count in plain.in_use.ranges(in_use=True):
            place = start + layout.offset_of(first)
            end = place + count * layout.cluster_bytes
            if merged[-1][1] == place:
                merged[-1] = merged[-1][0], end
            else:
                merged.append((place, end))
        return tuple(ByteRange(place, end - place) for place, end in merged)

    def expected_records(self) -> int | None:
        return None

    def census(self) -> Census | None:
        return self._listing.count.census() if self._listing else None

    def close(self) -> None:
        self._tsk.close()


def _first(found: list[Named], address: int) -> Named | None:
    return next((each for each in found if each.address == address), None)
