"""ext2, ext3 and ext4, listed by their own structures in linear time; The Sleuth Kit reads contents.

Where superblock or group descriptors cannot be read here, The Sleuth Kit lists the volume too and a Fault
says so. Content that The Sleuth Kit is known to give wrongly (long inline data behind other attributes,
blocks beyond 32 bits, descriptors spread by meta_bg) is read here.
"""

from collections.abc import Iterator
from dataclasses import replace

from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.ext_attributes import Attributes
from forensics.filesystems.ext_checksums import InodeSums, begun_with, is_sound_node
from forensics.filesystems.ext_entries import EntryMaker
from forensics.filesystems.ext_inodes import INLINE_FLAG, Inode, InodeTables, inline_content
from forensics.filesystems.ext_layout import (
    SUPERBLOCK_AT,
    Group,
    NotCoveredHere,
    Superblock,
    read_groups,
    read_superblock,
)
from forensics.filesystems.ext_mapping import AREA_BYTES, EXTENTS_FLAG, Mapper, Run
from forensics.filesystems.ext_maps import Bitmaps, as_byte_ranges
from forensics.filesystems.ext_placing import Contents
from forensics.filesystems.ext_playback import recovered
from forensics.filesystems.ext_walk import ExtWalk
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.images import EvidenceImage, Volume

PIECE_BYTES = 1 << 20
_DOUBTFUL_SUPERBLOCK = "The ext superblock fails its checksum; what it tells of the volume may be wrong."
_DOUBTFUL_INODE = "Its inode fails its checksum; its size, times and content may not be as they were."
_NARROW = 1 << 32  # block numbers from here on are beyond what The Sleuth Kit reads


class ExtFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._recovered = recovered(image, volume)
        image = self._recovered.image
        self._tsk = TskFileSystem(image, volume)
        self._volume = volume
        self._windows = VolumeWindows(image, volume)
        self._trouble: EvidenceUnreadable | None = None
        self._layout: tuple[Superblock, tuple[Group, ...]] | None = None
        self._walk: ExtWalk | None = None
        self._sums: InodeSums | None = None
        try:
            superblock = read_superblock(self._windows)
            groups = read_groups(self._windows, superblock)
        except EvidenceUnreadable as trouble:
            self._trouble = trouble
            return
        if not groups:
            self._trouble = EvidenceUnreadable("The volume ends before the ext group descriptors.")
            return
        if self._recovered.was_played:
            superblock = replace(superblock, needs_recovery=False)
        self._layout = superblock, groups
        self._bitmaps = Bitmaps(self._windows, superblock, groups)
        self._open_tables(superblock, groups)

    def _open_tables(self, superblock: Superblock, groups: tuple[Group, ...]) -> None:
        self._tables = InodeTables(self._windows, superblock, groups, self._bitmaps)
        seed = superblock.checksum_seed
        self._sums = (
            None if seed is None else InodeSums(self._tables, seed=seed, inode_bytes=superblock.inode_bytes)
        )

    def entries(self) -> Iterator[FileEntry | Fault]:
        for reason in self._recovered.sentences:
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index)
        if self._layout is None:
            if not isinstance(self._trouble, NotCoveredHere):
                reason = f"{self._trouble} The volume was listed by The Sleuth Kit alone."
                yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index)
            yield from self._tsk.entries()
            return
        superblock, groups = self._layout
        mapper = Mapper(self._windows, superblock)
        self._open_tables(superblock, groups)
        contents = Contents(
            self._volume,
            self._windows,
            superblock,
            tables=self._tables,
            bitmaps=self._bitmaps,
            mapper=mapper,
            played=self._recovered.played,
        )
        maker = EntryMaker(
            self._volume,
            superblock,
            tables=self._tables,
            contents=contents,
            is_played=self._recovered.played is not None,
        )
        self._walk = ExtWalk(
            self._windows,
            superblock,
            groups,
            volume=self._volume.index,
            tables=self._tables,
            mapper=mapper,
            maker=maker,
        )
        if superblock.fails_checksum and not superblock.needs_recovery:
            yield Fault(
                stage=Stage.LIST,
                reason=_DOUBTFUL_SUPERBLOCK,
                volume=self._volume.index,
                offset_bytes=self._volume.offset_bytes + SUPERBLOCK_AT,
            )
        yield from self._attributes_of(superblock).behind(self._with_doubts(self._walk.entries()))

    def _with_doubts(self, items: Iterator[FileEntry | Fault]) -> Iterator[FileEntry | Fault]:
        for item in items:
            yield item
            if isinstance(item, FileEntry) and item.allocated and self._is_broken(item.address):
                yield Fault(
                    stage=Stage.LIST,
                    reason=_DOUBTFUL_INODE,
                    volume=self._volume.index,
                    path=item.path,
                    meta_addr=item.address.meta_addr,
                )

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        self._expect_sound(entry_address, allocated=allocated)
        if entry_address.attr_type is not None:
            yield self._attribute(entry_address, size_bytes)
            return
        inode = self._inode_to_mind(entry_address, size_bytes, allocated=allocated)
        own = self._own_chunks(inode, is_reference=False) if inode else None
        yield from own or self._tsk.chunks(entry_address, size_bytes, allocated=allocated)

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        self._expect_sound(entry_address, allocated=allocated)
        if entry_address.attr_type is not None:
            yield self._attribute(entry_address, size_bytes)
            return
        inode = self._inode_to_mind(entry_address, size_bytes, allocated=allocated)
        own = self._own_chunks(inode, is_reference=True) if inode else None
        yield from own or self._tsk.chunks(entry_address, size_bytes, allocated=allocated)

    def _attributes_of(self, superblock: Superblock) -> Attributes:
        return Attributes(self._volume, self._windows, superblock, tables=self._tables, sums=self._sums)

    def _attribute(self, address: EntryAddress, size_bytes: int) -> bytes:
        if self._layout is None:
            raise EvidenceUnreadable("The record of where the content lies is missing.")
        value = self._attributes_of(self._layout[0]).value(address)
        if len(value) != size_bytes:
            raise ShortRead(f"Content gave {len(value):,} of {size_bytes:,} bytes; no digest is recorded.")
        return value

    def _is_broken(self, address: EntryAddress) -> bool:
        """Whether the entry's inode can be read and fails its checksum."""
        if self._sums is None or self._layout is None or not 1 <= address.meta_addr <= self._layout[0].inodes:
            return False
        try:
            return self._sums.is_broken(address.meta_addr)
        except EvidenceUnreadable:  # told by the walk
            return False

    def _expect_sound(self, address: EntryAddress, *, allocated: bool) -> None:
        """Raise EvidenceUnreadable where the checksums of an inode that is in use do not vouch for where its
        content lies.
        """
        if not allocated or self._layout is None:
            return
        superblock, seed = self._layout[0], self._layout[0].checksum_seed
        if seed is None or not 1 <= address.meta_addr <= superblock.inodes:
            return
        if self._is_broken(address):
            raise EvidenceUnreadable(
                "Its inode fails its checksum, so it does not say where the content lies."
            )
        inode = self._tables.inode(address.meta_addr)
        if inode.flags & EXTENTS_FLAG and int.from_bytes(inode.area[6:8], "little"):
            begun = begun_with(inode, seed)
            mapper = Mapper(self._windows, superblock)
            mapper.mapped(
                inode.area,
                flags=inode.flags,
                size_bytes=inode.size_bytes,
                is_sound_node=lambda node: is_sound_node(node, begun),
            )

    def _inode_to_mind(self, address: EntryAddress, size_bytes: int, *, allocated: bool) -> Inode | None:
        """The inode, where The Sleuth Kit may give its content wrongly; None where it can be trusted, or says
        itself why there is nothing to read.
        """
        if self._layout is None:
            return None
        superblock, _ = self._layout
        if not (superblock.has_inline_data or superblock.blocks > _NARROW or self._is_spread(superblock)):
            return None
        try:
            inode = self._tables.inode(address.meta_addr)
        except EvidenceUnreadable:
            return None
        is_its_own = allocated or not inode.in_use
        return inode if is_its_own and inode.size_bytes == size_bytes else None

    def _is_spread(self, superblock: Superblock) -> bool:
        """Whether descriptors stand where The Sleuth Kit does not look for them (meta_bg)."""
        if superblock.first_meta_group is None:
            return False
        return superblock.groups > superblock.descriptors_per_block * max(1, superblock.first_meta_group)

    def _own_chunks(self, inode: Inode, *, is_reference: bool) -> Iterator[bytes] | None:
        if self._layout is None:
            return None
        superblock, _ = self._layout
        if inode.flags & INLINE_FLAG:
            content = inline_content(inode)
            is_plain = inode.size_bytes <= AREA_BYTES or content.is_plain
            if not inode.size_bytes or (is_reference and is_plain and inode.size_bytes <= content.room):
                return None
            is_sound = self._sums is not None and not self._sums.is_broken(inode.number)
            return content.exactly(inode.size_bytes, is_sound=is_sound)
        mapper = Mapper(self._windows, superblock)
        found = mapper.mapped(inode.area, flags=inode.flags, size_bytes=inode.size_bytes)
        is_far = any(run.block is not None and run.block + run.blocks > _NARROW for run in found.runs)
        if is_far or self._is_spread(superblock):
            return self._content(found.runs, superblock.block_bytes, inode.size_bytes)
        return None

    def _content(self, runs: list[Run], block_bytes: int, size_bytes: int) -> Iterator[bytes]:
        done = 0
        for block, count in runs:
            stop = min(size_bytes, done + count * block_bytes)
            start = None if block is None else block * block_bytes - done
            while done < stop:
                wanted = min(PIECE_BYTES, stop - done)
                piece = bytes(wanted) if start is None else self._windows.read(start + done, wanted)
                if len(piece) != wanted:
                    end = done + len(piece)
                    raise ShortRead(f"Content ends at byte {end:,} of {size_bytes:,}; no digest is recorded.")
                yield piece
                done += wanted

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        if self._layout is None:
            return None
        superblock, _ = self._layout
        try:
            found = list(self._bitmaps.ranges_in_use())
        except EvidenceUnreadable:  # a map with a part missing would call the missing part free
            return None
        return as_byte_ranges(
            found,
            block_bytes=superblock.block_bytes,
            start=self._volume.offset_bytes,
            length=min(self._windows.length_bytes, superblock.blocks * superblock.block_bytes),
        )

    def expected_records(self) -> int | None:
        return None if self._layout is None else self._layout[0].used_inodes

    def census(self) -> Census | None:
        return self._walk.census if self._walk else None

    def close(self) -> None:
        self._tsk.close()
