"""Directories of FAT12, FAT16 and FAT32: 32-byte slots, long names before their short name.

Which slots are believed follows The Sleuth Kit, so that both see the same files: in a cluster in use a slot
needs a possible name, place and size; in a free one possible dates and attributes too. Two things are read
here that TSK leaves out: long names of sixteen to twenty pieces, and short names with a blank inside. A long
name whose checksum is that of another short name is left over from one, and not taken, as no system that
writes FAT takes it; of a deleted short name the sum is not known any more.

Source: [FAT] Microsoft, "FAT32 File System Specification" 1.03, "FAT Directory Structure" and "FAT Long
Directory Entries".
"""

import struct

from forensics.filesystems.fat_directory import Named, Piece
from forensics.filesystems.fat_layout import SLOT_BYTES, FatLayout
from forensics.filesystems.fat_names import (
    DELETED,
    NO_TIMES,
    SHAPES,
    attribute_words,
    has_inner_blank_only,
    invalid_dates,
    is_date,
    is_short_name,
    is_time,
    label_entry,
    long_name,
    moment,
    short_name,
    short_name_with_blanks,
    short_sum,
)
from forensics.times import MacTimes, ZoneKind

DIRECTORY, LABEL = 0x10, 0x08
LONG = 0x0F  # attributes of a piece of a long name
_READ_ONLY, _ARCHIVE = 0x01, 0x20
_TOLD = 0x06  # hidden, system
_FIRST_PIECE = 0x40  # it stands first, and is the end of the name
MOST_PIECES = 20  # [FAT] 255 characters
_COUNTED_DOWN = [bytes(range(number - 1, 0, -1)) for number in range(MOST_PIECES + 1)]
_KEPT_PIECES = 78  # as much as TSK keeps of pieces that follow each other without a short name
_CASE_BITS = 0x18
_TWO_SECONDS, _TEN_MS = 2_000_000_000, 10_000_000
_LAST_YEAR = 2037 - 1980  # where nothing else vouches for a slot, TSK believes no later year
_LOOKED_AT = 4  # if none of the first four is a directory entry, the rest is examined closely [TSK]
SLOT = struct.Struct("<11sBBBHHHHHHHI")
Slot = tuple[bytes, int, int, int, int, int, int, int, int, int, int, int]  # what SLOT reads


class FatSlots:
    """One directory of FAT12, FAT16 or FAT32."""

    def __init__(self, layout: FatLayout) -> None:
        self._layout = layout
        self.odd = self.doubtful = 0  # a slot has no checksum
        self._pieces: list[bytes] = []
        self._sum = 0
        self._slots = 0
        self._wrong_at_first = 0
        self._is_past_end = False

    def parse(self, piece: Piece) -> list[Named]:
        content = piece.content
        full = len(content.rstrip(b"\0")) + SLOT_BYTES - 1 & -SLOT_BYTES
        found: list[Named] = []
        first, base = self._slots, self._layout.address_at(piece.offset_bytes)
        place = 0
        while place < full:
            if content[place + 11] & LONG == LONG:
                taken = self._take_long(content, place)
                if taken:
                    place += taken
                    continue
            slot = SLOT.unpack_from(content, place)
            number = place // SLOT_BYTES
            place += SLOT_BYTES
            if slot[1] & LONG != LONG:
                closely = self._wrong_at_first >= _LOOKED_AT
                named = self._named(slot, base + number, in_use=piece.in_use, closely=closely)
                if named is not None:
                    found.append(named)
                    continue
            self._wrong(slot, first + number, piece.in_use)
        self._slots += len(content) // SLOT_BYTES
        for _ in range(first + full // SLOT_BYTES, min(self._slots, _LOOKED_AT)):
            self._wrong_at_first += 1
        self._is_past_end |= full < len(content)
        return found

    def finish(self) -> list[Named]:
        return []

    def _take_long(self, content: bytes, place: int) -> int:
        """How many bytes of long name are taken at the place: of all pieces, or of one; 0 for none."""
        sequence, total = content[place], content[place + 13]
        if sequence > _FIRST_PIECE | MOST_PIECES and sequence != DELETED:
            return 0
        end = place + SLOT_BYTES
        if sequence != DELETED and sequence & _FIRST_PIECE:
            self._pieces, self._sum = [], total
            whole = place + SLOT_BYTES * (sequence & ~_FIRST_PIECE)
            if content[place + SLOT_BYTES : whole : SLOT_BYTES] == _COUNTED_DOWN[sequence & ~_FIRST_PIECE]:
                sums = set(content[place + 13 : whole : SLOT_BYTES])
                kinds = set(content[place + 11 : whole : SLOT_BYTES])
                end = whole if sums == {total} and kinds == {LONG} else end
        elif total != self._sum:
            self._pieces, self._sum = [], total
        pieces = self._pieces
        for at in range(place, end, SLOT_BYTES):
            if len(pieces) < _KEPT_PIECES:
                pieces.append(
                    content[at + 1 : at + 11] + content[at + 14 : at + 26] + content[at + 28 : at + 32]
                )
        return end - place

    def _pieces_of(self, raw: bytes) -> list[bytes]:
        """The pieces before a short name, if they are its own."""
        pieces, self._pieces = self._pieces, []
        is_own = raw[0] == DELETED or (pieces and self._sum == short_sum(raw))
        return pieces if is_own else []

    def _wrong(self, slot: Slot, at: int, in_use: bool) -> None:
        if at < _LOOKED_AT:
            self._wrong_at_first += 1
        first = slot[0][0]
        if first == 0:  # [FAT] the end: what stands behind was never used or is left over
            self._is_past_end = True
        elif in_use and not self._is_past_end and first != DELETED:
            self.odd += 1

    def _named(self, slot: Slot, address: int, *, in_use: bool, closely: bool) -> Named | None:
        raw, attributes, case, hundredths, ctime, cdate, adate, high, wtime, wdate, low, size = slot
        cluster = high << 16 | low
        is_label = bool(attributes & LABEL)
        shape = raw.translate(SHAPES)
        has_blanks = not is_short_name(shape, is_label=is_label)
        if has_blanks:
            is_plain = in_use and not closely and not self._is_past_end and raw[0] != DELETED
            if not is_plain or not has_inner_blank_only(shape):
                return None
        if not is_possible(cluster, size, self._layout) or not any(slot[4:]):
            return None
        if (not in_use or closely) and not is_careful(slot):
            return None
        pieces = [] if is_label else self._pieces_of(raw)
        if is_label:
            name = label_entry(raw)
        elif pieces:
            name = long_name(b"".join(reversed(pieces))) or short_name(raw, case)
        elif has_blanks:
            name = short_name_with_blanks(raw, case)
        else:
            name = short_name(raw, case)
        return Named(
            address,
            name,
            bool(attributes & DIRECTORY),
            in_use and raw[0] != DELETED,
            cluster,
            size,
            size,
            True,
            MacTimes(
                mtime=moment(wdate, wtime, 0, _TWO_SECONDS),
                atime=moment(adate),
                crtime=moment(cdate, ctime, hundredths, _TEN_MS),
                zone=ZoneKind.LOCAL,
                flags=invalid_dates(wdate, adate, cdate),
            )
            if wdate or adate or cdate
            else NO_TIMES,
            attribute_words(attributes & _TOLD),
        )


def is_possible(cluster: int, size: int, layout: FatLayout) -> bool:
    """Whether content could begin at this cluster and be this long, in this volume."""
    if cluster > layout.last_cluster and not layout.is_end(cluster):
        return False
    return size <= layout.heap_bytes and not (size and not cluster)


def is_careful(slot: Slot) -> bool:
    """Whether a slot holds nothing that no writer puts there."""
    _, attributes, case, hundredths, ctime, cdate, adate, _, wtime, wdate, _, _ = slot
    if case & ~_CASE_BITS or attributes & 0xC0 or hundredths > 200:
        return False
    if attributes & LABEL and attributes & (DIRECTORY | _READ_ONLY | _ARCHIVE):
        return False
    return all(is_time(time) for time in (ctime, wtime)) and all(
        not date or (is_date(date) and date >> 9 <= _LAST_YEAR) for date in (cdate, adate, wdate)
    )
