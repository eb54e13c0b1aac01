"""The journal of HFS+: which bytes it holds in a newer state than their places do.

macOS writes changes of the catalog and of the volume's other own files to the journal first. Of a machine
that was switched off while it ran, what happened last stands in the journal alone. It is taken as macOS takes
it when it mounts the volume: from the first transaction on, behind the last one that the head knows as long
as the numbers go on, and nothing from the first transaction on that fails a checksum. Source: Apple,
Technical Note TN1150, "Journal"; Apple's xnu, bsd/vfs/vfs_journal.c for what counts.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple

import numpy as np

from forensics.errors import EvidenceUnreadable

_MAGIC, _OLD_MAGIC, _ORDER = 0x4A4E4C78, 0x4A484452, 0x12345678
_HEAD = "IIQQQIIII"  # magic, order, start, end, bytes, bytes of a list's head, checksum, sector, sequence
_HEAD_BYTES, _HEAD_SUMMED, _HEAD_SUM_AT = 48, 44, 36
_LIST = "HHIII"  # most blocks, blocks, bytes, checksum, flags
_LIST_SUMMED, _LIST_SUM_AT = 32, 8
_BLOCK = "QII"  # sector of the volume, bytes, checksum; of the first, which is none, the sequence
_BLOCK_BYTES = 16
_HAS_SUMS, _BEGINS = 1, 2
_KILLED = (1 << 64) - 1  # was taken back
_SECTOR = 512
_MOST_BYTES = 1 << 30  # as in vfs_journal.c
_MOST_LIST_BYTES = 1 << 20  # of a list's head; macOS makes them of up to 96 KiB
_LARGEST_SECTOR = 65536
_MOST_BLOCK_BYTES = 1 << 20  # MAXBSIZE of xnu
_MOST_BLOCKS = 1 << 19  # of one journal; that is twice as many of 4 KiB as 1 GiB holds
_LAST_SECTOR = 1 << 48
_IMPOSSIBLE = "A list of blocks counts more than it can hold, or names what cannot be."
_SUMMED_AT_ONCE = 4 << 20  # bytes whose checksums are taken together

Read = Callable[[int, int], bytes]
"""`read(offset, length)` inside the journal, all of it; raises EvidenceUnreadable."""


class Kept(NamedTuple):
    """A stretch of the volume as the journal holds it."""

    place: int  # byte of the partition
    length_bytes: int
    source: int  # byte of the journal


class _Block(NamedTuple):
    place: int
    length_bytes: int
    source: int  # byte of the journal where it begins; it may go on at the journal's other end
    checksum: int  # 0: none is kept


class _List(NamedTuple):
    begins: int  # which of the transactions met it belongs to
    place: int
    blocks: tuple[_Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a journal holds: stretches that do not overlap, the newest state of each."""

    kept: tuple[Kept, ...]
    troubles: tuple[str, ...]


class Journal:
    """One journal; raises EvidenceUnreadable where its head is damaged."""

    def __init__(self, read: Read, *, length_bytes: int) -> None:
        self._read = read
        raw = read(0, _HEAD_BYTES)
        self._order = _order_of(raw)
        (
            magic, _, self._start, self._end, self._size, self._list_bytes, checksum, sector, _,
        ) = Struct(self._order + _HEAD).unpack(raw)  # fmt: skip
        self._sector = sector or _SECTOR
        self._is_sound = magic == _OLD_MAGIC or checksum == _sum_of(raw[:_HEAD_SUMMED], blank=_HEAD_SUM_AT)
        self._refuse_the_impossible(length_bytes)
        self._start, self._end = self._wrapped(self._start), self._wrapped(self._end)

    def _refuse_the_impossible(self, length_bytes: int) -> None:
        plausible = (
            self._sector < self._size <= min(length_bytes, _MOST_BYTES)
            and self._sector in (_SECTOR << shift for shift in range(_LARGEST_SECTOR.bit_length()))
            and self._sector <= _LARGEST_SECTOR
            and all(0 < place <= self._size and not place % _SECTOR for place in (self._start, self._end))
            and _LIST_SUMMED <= self._list_bytes <= min(self._size - self._sector, _MOST_LIST_BYTES)
        )
        if not plausible:
            raise EvidenceUnreadable("Its head gives sizes that cannot be.")

    @property
    def is_empty(self) -> bool:
        """Whether it was closed."""
        return bool(self._start == self._end) and self._is_sound

    def held(self) -> Held:
        """What is to be read from the journal; nothing where it was closed."""
        troubles = [] if self._is_sound else ["Its head fails its checksum."]
        lists: list[_List] = []
        if self._start != self._end:
            troubles += self._scanned(lists)
            damaged = self._damaged(lists)
            if damaged is not None:
                troubles.append(
                    f"A block of its transaction at byte {damaged.place:,} fails its checksum or cannot be "
                    "read; it and what follows was not played back."
                )
                lists = [each for each in lists if each.begins < damaged.begins]
        kept = _newest([block for each in lists for block in each.blocks])
        return Held(kept=tuple(self._from_journal(kept)), troubles=tuple(troubles))

    def _scanned(self, lists: list[_List]) -> list[str]:
        """Take in the lists of blocks; a sentence where they end in trouble."""
        at, begins, last, count = self._start, 0, 0, 0
        left = self._size - self._sector
        is_beyond = False  # behind the last transaction that the head knows
        while left >= self._list_bytes:
            try:
                raw = self._stream(at, self._list_bytes)
                sequence = self._sequence(raw)
                if sequence is None and is_beyond:
                    return []
                if last and sequence and sequence not in (last, last + 1):
                    return [] if is_beyond else [_ended(at, "Its number does not follow the one before it.")]
                if sequence == 0 and at == self._end:
                    return []
                used, has_begun, blocks = self._blocks(raw, at=at, is_sound=sequence is not None)
            except EvidenceUnreadable as trouble:
                # As macOS does: whether what is damaged belongs to the last transaction is not known.
                lists[:] = [each for each in lists if each.begins < begins]
                return [_ended(at, str(trouble))]
            last = sequence or 0
            begins += has_begun
            count += len(blocks)
            if count > _MOST_BLOCKS:
                return [_ended(at, f"It holds more than {_MOST_BLOCKS:,} blocks.")]
            lists.append(_List(begins, at, blocks))
            at, left = self._wrapped(at + used), left - used
            is_beyond = is_beyond or at == self._end
        return [] if is_beyond else [_ended(at, "It is full.")]

    def _sequence(self, raw: bytes) -> int | None:
        """The number of the list's transaction, 0 where old systems gave none; `None` where its head fails
        its checksum.
        """
        stored = Struct(self._order + "I").unpack_from(raw, _LIST_SUM_AT)[0]
        if stored != _sum_of(raw[:_LIST_SUMMED], blank=_LIST_SUM_AT):
            return None
        number: int = Struct(self._order + _BLOCK).unpack_from(raw, _BLOCK_BYTES)[2]
        return number

    def _blocks(self, raw: bytes, *, at: int, is_sound: bool) -> tuple[int, bool, tuple[_Block, ...]]:
        """(bytes of the list at `at`, whether a transaction begins with it, its blocks)."""
        if not is_sound:
            raise EvidenceUnreadable("A list of blocks fails its checksum.")
        _, count, used, _, flags = Struct(self._order + _LIST).unpack_from(raw)
        if not 0 < count < len(raw) // _BLOCK_BYTES or not self._list_bytes <= used < self._size:
            raise EvidenceUnreadable(_IMPOSSIBLE)
        blocks = []
        inside = self._list_bytes
        named = raw[2 * _BLOCK_BYTES : (count + 1) * _BLOCK_BYTES]
        for number, length, checksum in Struct(self._order + _BLOCK).iter_unpack(named):
            if number != _KILLED:
                if not 0 < length <= _MOST_BLOCK_BYTES or length % _SECTOR or number > _LAST_SECTOR:
                    raise EvidenceUnreadable(_IMPOSSIBLE)
                kept_sum = checksum if flags & _HAS_SUMS else 0
                blocks.append(_Block(number * self._sector, length, self._wrapped(at + inside), kept_sum))
            inside += length
        if inside > used:
            raise EvidenceUnreadable(_IMPOSSIBLE)
        return used, bool(flags & _BEGINS), tuple(blocks)

    def _wrapped(self, at: int) -> int:
        """The place in the journal, which goes on behind its head where it ends."""
        return at if at < self._size else at - self._size + self._sector

    def _stretches(self, at: int, length: int) -> Iterator[tuple[int, int]]:
        """(place, bytes) of what may go on at the journal's other end."""
        here = min(length, self._size - at)
        yield at, here
        if here < length:
            yield self._sector, length - here

    def _stream(self, at: int, length: int) -> bytes:
        return b"".join(self._read(place, count) for place, count in self._stretches(at, length))

    def _damaged(self, lists: Sequence[_List]) -> _List | None:
        """The first of the lists with a block that fails its checksum or cannot be read."""
        first = len(lists)
        for some in _in_groups(lists):
            rows, checksums, numbers = [], [], []
            for number, block in some:
                try:
                    rows.append(self._stream(block.source, block.length_bytes))
                except EvidenceUnreadable:  # told with those that fail their checksum
                    first = min(first, number)
                    continue
                checksums.append(block.checksum)
                numbers.append(number)
            told = zip(numbers, checksums, _sums(rows), strict=True)
            first = min([first, *(number for number, checksum, found in told if found != checksum)])
        return lists[first] if first < len(lists) else None

    def _from_journal(self, blocks: Iterable[_Block]) -> Iterator[Kept]:
        for block in blocks:
            place = block.place
            for source, count in self._stretches(self._wrapped(block.source), block.length_bytes):
                yield Kept(place, count, source)
                place += count


def _order_of(raw: bytes) -> str:
    """The order of bytes of the machine that made the journal."""
    for order in "<>":
        magic, told = Struct(order + "II").unpack_from(raw)
        if magic in (_MAGIC, _OLD_MAGIC) and (told == _ORDER or magic == _OLD_MAGIC):
            return order
    raise EvidenceUnreadable("Its head is damaged.")


def _ended(at: int, why: str) -> str:
    return (
        f"Its transactions break off at its byte {at:,}, and what follows was not played back, nor was what "
        f"may belong to it: {why}"
    )


def _in_groups(lists: Sequence[_List]) -> Iterator[list[tuple[int, _Block]]]:
    """The blocks with a checksum and the numbers of their lists, those of one length together."""
    by_length: defaultdict[int, list[tuple[int, _Block]]] = defaultdict(list)
    for number, each in enumerate(lists):
        for block in each.blocks:
            if block.checksum:
                by_length[block.length_bytes].append((number, block))
    for length, blocks in by_length.items():
        step = _SUMMED_AT_ONCE // length
        for at in range(0, len(blocks), step):
            yield blocks[at : at + step]


def _sum_of(raw: bytes, *, blank: int) -> int:
    """The checksum of a head, whose own place is taken as zero."""
    return _sums([raw[:blank] + bytes(4) + raw[blank + 4 :]])[0]


def _sums(rows: Sequence[bytes]) -> list[int]:
    """The checksums of rows of one length (TN1150, "Journal Header"), column by column."""
    if not rows:
        return []
    table = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), -1)
    found = np.zeros(len(rows), dtype=np.uint32)
    for column in np.ascontiguousarray(table.T):
        found = (found << np.uint32(8)) ^ (found + column)
    return [int(each) for each in ~found]


def _newest(blocks: Sequence[_Block]) -> list[_Block]:
    """What is left of each block without the stretches that a later one holds."""
    starts: list[int] = []  # of what the later ones hold, in order
    stops: list[int] = []
    found = []
    for block in reversed(blocks):
        begin, stop = block.place, block.place + block.length_bytes
        first = behind = bisect_right(stops, begin)
        at = begin
        while behind < len(starts) and starts[behind] < stop:
            if starts[behind] > at:
                found.append(_part(block, at, starts[behind]))
            at = stops[behind]
            behind += 1
        if at < stop:
            found.append(_part(block, at, stop))
        held = range(first, behind)
        starts[first:behind] = [min([begin, *(starts[each] for each in held[:1])])]
        stops[first:behind] = [max([stop, at]) if held else stop]
    return found


def _part(block: _Block, begin: int, stop: int) -> _Block:
    return _Block(begin, stop - begin, block.source + begin - block.place, 0)
