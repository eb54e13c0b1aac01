"""Blocks and inodes of XFS as the log changes them, in memory, with their checksums made anew.

A block or inode that is newer on the disk than a change in the log is left as it is: version 5 keeps with
each where in the log its last change stands. Source: Linux, fs/xfs/xfs_buf_item_recover.c.
"""

import struct
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from forensics.crc32c import crc32c
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.xfs_checksums import is_sound
from forensics.filesystems.xfs_inodes import Inodes
from forensics.filesystems.xfs_layout import XfsVolume
from forensics.filesystems.xfs_patches import SECTOR_BYTES
from forensics.filesystems.xfs_replayed_inodes import LoggedInode, replayed
from forensics.filesystems.xfs_transactions import Item

_FORM = struct.Struct("<HHHHqI")  # kind, regions, flags, sectors, first sector, words of the map
_OF_INODES, _GIVEN_UP = 0x01, 0x02
_CHUNK_BYTES = 128  # a bit of the map stands for these
_MADE = struct.Struct(">4xIIIIII")  # group, block, inodes, bytes of each, blocks, generation
_INODE_CRC_AT, _INODE_PLACE_AT, _FLUSH_AT = 100, 112, 30
_NO_PLACE = 0xFFFFFFFFFFFFFFFF
_LARGEST_BLOCK_SECTORS = 1 << 7  # 64 KiB
_MOST_WORDS = _LARGEST_BLOCK_SECTORS * SECTOR_BYTES // _CHUNK_BYTES // 32
_MOST_MADE = 256  # inodes at once; 64, or as many as a block holds
_MOST_SECTORS = 500_000  # 256 MB in memory; the largest log that mkfs.xfs makes by itself fills it by a third
_TOLD = 3


class _Form(Struct, frozen=True, gc=False):
    """Where a kind of block keeps the place of its last change, its CRC, and the volume it is of."""

    place_at: int
    crc_at: int
    volume_at: int


_SHORT, _LONG, _NAMES, _HASHES = _Form(24, 52, 32), _Form(32, 64, 40), _Form(16, 4, 24), _Form(24, 12, 32)
_BY_MAGIC: Mapping[bytes, _Form] = {
    b"XFSB": _Form(240, 224, 32),
    b"XAGF": _Form(208, 216, 64),
    b"XAGI": _Form(320, 312, 296),
    b"XAFL": _Form(24, 32, 8),
    b"XSLM": _Form(48, 12, 16),
    **dict.fromkeys((b"AB3B", b"AB3C", b"IAB3", b"FIB3", b"RMB3", b"R3FC"), _SHORT),
    b"BMA3": _LONG,
    **dict.fromkeys((b"XDB3", b"XDD3", b"XDF3"), _NAMES),
}
_HASH_MAGICS = (b"\x3d\xf1", b"\x3d\xff", b"\x3e\xbe", b"\x3b\xee")  # at byte 8


class LoggedBuffer(Struct, frozen=True, gc=False):
    sector: int
    sectors: int
    flags: int
    words: tuple[int, ...]  # of the map of what was changed
    regions: tuple[bytes, ...]

    @property
    def is_given_up(self) -> bool:
        return bool(self.flags & _GIVEN_UP)


def logged_buffer(item: Item) -> LoggedBuffer:
    """Raise EvidenceUnreadable where it is cut off."""
    form = item.regions[0]
    if len(form) >= _FORM.size:
        _, _, flags, sectors, sector, words = _FORM.unpack_from(form)
        if words <= _MOST_WORDS and _FORM.size + 4 * words <= len(form):
            fields = struct.unpack_from(f"<{words}I", form, _FORM.size)
            return LoggedBuffer(sector, sectors, flags, fields, tuple(item.regions[1:]))
    raise EvidenceUnreadable("A block in its log is damaged.")


class Buffers:
    """What the log changes. `touched` counts blocks and inodes."""

    def __init__(self, xfs: XfsVolume) -> None:
        self._xfs, self._inodes = xfs, Inodes(xfs)
        self._sectors: dict[int, bytearray] = {}
        self._blocks: dict[int, int] = {}  # bytes of each, by its place
        self._changed_inodes: set[int] = set()
        self._made: set[int] = set()
        feature = int.from_bytes(xfs.windows.piece(216, 4), "big")
        self._volume = xfs.windows.piece(248 if feature & 0x04 else 32, 16)

    @property
    def touched(self) -> int:
        return len(self._blocks) + len(self._changed_inodes)

    def change(self, buffer: LoggedBuffer, *, place: int) -> None:
        """Raise EvidenceUnreadable where it lies outside the volume, or its pieces do not fit."""
        start, size = buffer.sector * SECTOR_BYTES, buffer.sectors * SECTOR_BYTES
        if not 0 < buffer.sectors <= _LARGEST_BLOCK_SECTORS or not 0 <= start <= self._end - size:
            raise EvidenceUnreadable(
                f"A block in its log is to stand at byte {start:,}, where there is none."
            )
        if buffer.flags & _OF_INODES or self._is_newer(start, size, place):
            return  # inodes stand in the log by themselves
        data = bytearray(self._read(start, size))
        for at, region in _pieces(buffer):
            if at + len(region) > size:
                raise EvidenceUnreadable("A block in its log is damaged.")
            data[at : at + len(region)] = region
        self._write(start, data)
        self._blocks[start] = size

    def make(self, item: Item, *, place: int, is_given_up: Callable[[range], bool]) -> None:
        """New inodes, unless they were given up again, which `is_given_up` tells of a range of sectors; raise
        EvidenceUnreadable where they are damaged.
        """
        if len(item.regions[0]) < _MADE.size:
            raise EvidenceUnreadable("New inodes in its log are damaged.")
        group, block, count, each, blocks, generation = _MADE.unpack_from(item.regions[0])
        superblock = self._xfs.superblock
        fits = each == superblock.inode_bytes and count * each == blocks * superblock.block_bytes
        if not fits or count > _MOST_MADE:
            raise EvidenceUnreadable("New inodes in its log are damaged.")
        first = group << superblock.group_block_log | block
        start = self._xfs.place_of(first, blocks)
        sectors = range(start // SECTOR_BYTES, (start + count * each) // SECTOR_BYTES)
        if is_given_up(sectors):
            return
        for number in range(count):
            own = (first << superblock.inodes_per_block_log) + number
            head = struct.pack(">2sHB87xII", b"IN", 0, 3, generation, 0xFFFFFFFF).ljust(152, b"\0")
            raw = head[:112] + place.to_bytes(8, "big") + head[120:] + own.to_bytes(8, "big") + self._volume
            self._write(start + number * each, bytearray(raw.ljust(each, b"\0")))
            self._made.add(start + number * each)
            self._changed_inodes.add(start + number * each)

    def change_inode(self, logged: LoggedInode, *, place: int) -> None:
        """Raise EvidenceUnreadable where it does not fit what is there."""
        start = self._inodes.place(logged.number)
        size = self._xfs.superblock.inode_bytes
        if start not in self._made and self._is_newer_inode(logged, start, place):
            return
        self._write(start, bytearray(replayed(logged, self._read(start, size), place=place)))
        self._changed_inodes.add(start)

    def patches(self) -> dict[int, bytes]:
        """Every changed sector of the volume, by its number."""
        if self._xfs.superblock.is_version_5:
            for start, size in self._blocks.items():
                self._seal(start, size, _crc_at(self._read(start, size)))
            for start in self._changed_inodes:
                self._seal(start, self._xfs.superblock.inode_bytes, _INODE_CRC_AT)
        return {number: bytes(sector) for number, sector in self._sectors.items()}

    def troubles(self) -> list[str]:
        """Blocks that were damaged before they were changed: their new checksums would hide that."""
        if not self._xfs.superblock.is_version_5:
            return []
        places = [place for place in sorted(self._blocks) if not self._was_sound(place)]
        if not places:
            return []
        shown = ", ".join(f"{place:,}" for place in places[:_TOLD])
        return [
            f"{len(places):,} of the blocks that it changes failed their checksums before, as after a "
            f"power cut: those at the bytes {shown}{' …' if len(places) > _TOLD else ''} of the volume."
        ]

    @property
    def _end(self) -> int:
        return self._xfs.windows.length_bytes

    def _was_sound(self, start: int) -> bool:
        raw = self._xfs.windows.piece(start, self._blocks[start])
        form = _form(raw)
        if form is None or not self._is_of_this_volume(raw, form):
            return True  # it was something else
        return is_sound(raw, crc_at=form.crc_at)

    def _is_newer(self, start: int, size: int, place: int) -> bool:
        if not self._xfs.superblock.is_version_5:
            return False
        raw = self._xfs.windows.piece(start, size)  # as it stands on the disk
        form = _form(raw)
        if form is None or not self._is_of_this_volume(raw, form):
            return False
        last = int.from_bytes(raw[form.place_at : form.place_at + 8], "big")
        return last not in (0, _NO_PLACE) and last >= place

    def _is_of_this_volume(self, raw: bytes, form: _Form) -> bool:
        return raw[:4] == b"XFSB" or raw[form.volume_at : form.volume_at + 16] == self._volume

    def _is_newer_inode(self, logged: LoggedInode, start: int, place: int) -> bool:
        raw = self._xfs.windows.piece(start, self._xfs.superblock.inode_bytes)
        if raw[:2] != b"IN":
            return False
        if self._xfs.superblock.is_version_5:
            last = int.from_bytes(raw[_INODE_PLACE_AT : _INODE_PLACE_AT + 8], "big")
            return last not in (0, _NO_PLACE) and last > place
        times_written = int.from_bytes(raw[_FLUSH_AT : _FLUSH_AT + 2], "big")
        then = int.from_bytes(logged.head[_FLUSH_AT : _FLUSH_AT + 2], "little")
        is_round_again = times_written == 0xFFFF and then < 0x7FFF
        return then < times_written and not is_round_again

    def _read(self, start: int, size: int) -> bytes:
        numbers = range(start // SECTOR_BYTES, -(-(start + size) // SECTOR_BYTES))
        if not any(number in self._sectors for number in numbers):
            return self._xfs.windows.piece(start, size)
        first = numbers[0] * SECTOR_BYTES
        whole = b"".join(self._sector(number) for number in numbers)
        return whole[start - first : start - first + size]

    def _sector(self, number: int) -> bytes:
        kept = self._sectors.get(number)
        return (
            bytes(kept) if kept is not None else self._xfs.windows.piece(number * SECTOR_BYTES, SECTOR_BYTES)
        )

    def _write(self, start: int, data: bytearray) -> None:
        for number in range(start // SECTOR_BYTES, -(-(start + len(data)) // SECTOR_BYTES)):
            at = number * SECTOR_BYTES - start
            begin, end = max(0, at), min(len(data), at + SECTOR_BYTES)
            sector = self._sectors.get(number)
            if sector is None:
                if len(self._sectors) >= _MOST_SECTORS:
                    raise EvidenceUnreadable("Its log changes more than fits into memory.")
                sector = self._sectors[number] = bytearray(self._sector(number))
            sector[begin - at : end - at] = data[begin:end]

    def _seal(self, start: int, size: int, crc_at: int | None) -> None:
        if crc_at is None:
            return
        data = bytearray(self._read(start, size))
        data[crc_at : crc_at + 4] = bytes(4)
        data[crc_at : crc_at + 4] = crc32c(bytes(data)).to_bytes(4, "little")
        self._write(start, data)


def _form(raw: bytes) -> _Form | None:
    return _HASHES if raw[8:10] in _HASH_MAGICS else _BY_MAGIC.get(raw[:4])


def _crc_at(raw: bytes) -> int | None:
    form = _form(raw)
    return None if form is None else form.crc_at


def _pieces(buffer: LoggedBuffer) -> Iterator[tuple[int, bytes]]:
    """Each changed piece with its byte in the block. A run of bits may be spread over several regions."""
    bits = [n for n in range(32 * len(buffer.words)) if buffer.words[n // 32] >> n % 32 & 1]
    at = 0
    for region in buffer.regions:
        chunks = len(region) // _CHUNK_BYTES
        run = bits[at : at + chunks]
        if not chunks or len(run) != chunks or run[-1] - run[0] != chunks - 1:
            raise EvidenceUnreadable("A block in its log is damaged.")
        yield run[0] * _CHUNK_BYTES, region[: chunks * _CHUNK_BYTES]
        at += chunks
