"""The records of one folder of ISO 9660, sector by sector.

The Sleuth Kit gives a metadata address to each record it takes, in the order in which they stand; so that
addresses are the same here, each record says whether it would be one. It passes over the rest of a sector
behind a record it does not take, without a word; here these are records like others.

Source: ECMA-119, 6.8.1 and 9.1.
"""

import struct
from collections.abc import Generator, Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.iso_disc import SECTOR_BYTES, Disc, Read
from forensics.filesystems.iso_names import joliet_name, plain_name
from forensics.filesystems.iso_rock import Rock, RockRidge, rock_ridge

FOLDER = 0x02
NOT_LAST = 0x80  # another record of the same file follows
INTERLEAVED, HAS_XAR = 0x40, 0x20  # kept in two bits of the flags that ECMA-119 reserves
_MEANT = FOLDER | NOT_LAST
_WINDOW_BYTES = 1 << 20
_HEAD_BYTES = 33
# length, XAR blocks, first block, bytes, recording time, flags, unit, gap, sequence number, bytes of the name
_HEAD = struct.Struct(">BB4xI4xI7sBBB4xB")


class Record(Struct, frozen=True, gc=False):
    """One name. Offsets and lengths are bytes of the volume."""

    name: bytes
    place: int  # of the content
    size_bytes: int
    stamp: bytes
    flags: int  # FOLDER, NOT_LAST, INTERLEAVED, HAS_XAR
    is_numbered: bool  # The Sleuth Kit has an address for it
    rock: Rock | None = None  # `None` where the disc keeps no Rock Ridge


class Damage(Struct, frozen=True, gc=False):
    """Part of a folder that cannot be read or understood."""

    offset: int
    length: int
    words: str


class Itself(Struct, frozen=True, gc=False):
    """What a folder's first record says of the folder."""

    size_bytes: int
    stamp: bytes
    is_numbered: bool


class FolderReader:
    """Reads folders of one disc; `parsed_bytes` counts what was read in all."""

    def __init__(self, read: Read, disc: Disc, *, length_bytes: int) -> None:
        self._read, self._disc, self._length_bytes = read, disc, length_bytes
        self.parsed_bytes = 0
        self._rock_ridge: RockRidge | None = None
        self._was_looked_for = False

    def rock_ridge(self) -> RockRidge | None:
        if not self._was_looked_for:
            self._rock_ridge = rock_ridge(self._read, self._disc, length_bytes=self._length_bytes)
            self._was_looked_for = True
        return self._rock_ridge

    def itself(self, place: int) -> Itself | None:
        """The folder's record of itself; `None` where its first record is none, or cannot be read."""
        if place >= self._length_bytes:
            return None
        try:
            head = self._read(place, _HEAD_BYTES + 1)
        except EvidenceUnreadable:  # told by `records`, which reads the same sector
            return None
        if len(head) <= _HEAD_BYTES or head[0] <= _HEAD_BYTES:
            return None
        _, _, block, size_bytes, stamp, _, _, _, name_bytes = _HEAD.unpack_from(head)
        if name_bytes > 1:
            return None
        is_numbered = self._is_inside(block, size_bytes)
        return Itself(size_bytes, stamp, is_numbered)

    def begins_with_itself(self, place: int) -> bool:
        """Whether a folder lies there whose own record leads back to that place."""
        try:
            head = self._read(place, _HEAD_BYTES + 1)
        except EvidenceUnreadable:  # then no folder can be listed there
            return False
        if self.itself(place) is None or not head[25] & FOLDER:
            return False
        _, record_blocks, block, *_ = _HEAD.unpack_from(head)
        return bool((block + record_blocks) * self._disc.block_bytes == place)

    def _elsewhere(self, block: int) -> tuple[int, int]:
        """Place and length of a folder that lies elsewhere, because it stands too deep for ISO 9660."""
        place = block * self._disc.block_bytes
        itself = self.itself(place)
        return place, itself.size_bytes if itself else SECTOR_BYTES

    def _is_inside(self, block: int, size_bytes: int) -> bool:
        """The Sleuth Kit takes no record of content beyond the end that the disc gives itself."""
        disc = self._disc
        return block < disc.blocks and block * disc.block_bytes + size_bytes <= disc.size_bytes

    def records(
        self, place: int, length: int, *, is_joliet: bool, numbered_bytes: int, is_plain: bool = False
    ) -> Iterator[Record | Damage]:
        """What is in the folder of `length` bytes at `place`, but for `.` and `..`, in order.

        Records within `numbered_bytes` may be numbered. `is_plain`: the files alone, as they stand without
        Rock Ridge.
        """
        end = min(place + length, self._length_bytes)
        if place + length > end:
            yield Damage(place, length, "ends outside the volume")
        at = place
        while at < end:
            window, unread = yield from self._window(at, min(_WINDOW_BYTES, end - at))
            self.parsed_bytes += len(window)
            for inside in range(0, len(window), SECTOR_BYTES):
                if at + inside in unread:
                    continue
                yield from self._in_sector(
                    window,
                    inside,
                    at,
                    is_first=at + inside == place,
                    is_joliet=is_joliet,
                    may_be_numbered=at + inside - place < numbered_bytes,
                    is_plain=is_plain,
                )
            at += _WINDOW_BYTES

    def _window(self, at: int, length: int) -> Generator[Damage, None, tuple[bytes, frozenset[int]]]:
        """The bytes, and the places of sectors that cannot be read, which are zeros."""
        try:
            return self._read(at, length), frozenset()
        except EvidenceUnreadable:
            pieces, unread = [], set()
        for sector in range(at, at + length, SECTOR_BYTES):
            wanted = min(SECTOR_BYTES, at + length - sector)
            try:
                pieces.append(self._read(sector, wanted).ljust(wanted, b"\0"))
            except EvidenceUnreadable as trouble:
                yield Damage(sector, wanted, f"cannot be read there: {str(trouble).rstrip('.')}")
                pieces.append(bytes(wanted))
                unread.add(sector)
        return b"".join(pieces), frozenset(unread)

    def _in_sector(
        self,
        data: bytes,
        start: int,
        offset: int,
        *,
        is_first: bool,
        is_joliet: bool,
        may_be_numbered: bool,
        is_plain: bool,
    ) -> list[Record | Damage]:
        """The records of the sector at `start` of `data`, which lies at `offset` of the volume."""
        unpack, name_of = _HEAD.unpack_from, joliet_name if is_joliet else plain_name
        rocks = None if is_joliet or is_plain else self.rock_ridge()
        block_bytes, blocks, end_bytes = self._disc.block_bytes, self._disc.blocks, self._disc.size_bytes
        end = min(start + SECTOR_BYTES, len(data))
        found: list[Record | Damage] = []
        place, skipped = start, 2 if is_first else 0
        while place < end:
            length = data[place]
            if not length:
                behind = _behind_zeros(data, place, end)
                if place == start and behind == end and not is_first:  # that of a folder is told otherwise
                    found.append(Damage(offset + place, end - place, "is empty there"))
                place = behind
                continue
            behind = place + length
            if length <= _HEAD_BYTES or behind > end:
                found.append(Damage(offset + place, end - place, "is damaged there"))
                break
            _, record_blocks, block, size_bytes, stamp, flags, _, gap, name_bytes = unpack(data, place)
            if length < _HEAD_BYTES + name_bytes:
                found.append(Damage(offset + place, end - place, "is damaged there"))
                break
            raw = data[place + _HEAD_BYTES : place + _HEAD_BYTES + name_bytes]
            place = behind
            if skipped:
                skipped -= 1
                if name_bytes <= 1:
                    continue
                may_be_numbered = False  # not what a folder begins with
            if flags & FOLDER and is_plain:
                continue
            name, is_tsk_name = name_of(raw)
            if not (is_tsk_name and block < blocks and block * block_bytes + size_bytes <= end_bytes):
                may_be_numbered = False
            if not name:
                damage = Damage(offset + behind - length, length, "has a record without a name there")
                found.append(damage)
                continue
            content = (block + record_blocks) * block_bytes
            flags &= _MEANT
            if gap or record_blocks:
                flags |= (INTERLEAVED if gap else 0) | (HAS_XAR if record_blocks else 0)
            rock = None if rocks is None else rocks.of(data[behind - length : behind])
            if rock is not None and rock.folder_block is not None:
                content, size_bytes = self._elsewhere(rock.folder_block)
                flags |= FOLDER
            name = rock.name if rock is not None and rock.name else name
            found.append(Record(name, content, size_bytes, stamp, flags, may_be_numbered, rock))
        return found


def _behind_zeros(data: bytes, place: int, end: int) -> int:
    """Where the next record may begin: at an even distance, as The Sleuth Kit looks for it."""
    rest = data[place:end]
    zeros = len(rest) - len(rest.lstrip(b"\0"))
    if zeros == len(rest):
        return end
    place += zeros - zeros % 2
    while place < end and not data[place]:
        place += 2
    return place
