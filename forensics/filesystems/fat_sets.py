"""Directories of exFAT: sets of 32-byte entries, one set a name.

Which sets are believed follows The Sleuth Kit: a file entry, its stream entry and its name entries must
follow each other, all in use or all deleted.

Source: [EXFAT] Microsoft, "exFAT file system specification", 6 and 7.
"""

import struct

from forensics.filesystems.fat_checksums import wrong_sums
from forensics.filesystems.fat_clusters import UseMap
from forensics.filesystems.fat_directory import Named, Piece
from forensics.filesystems.fat_layout import FIRST_CLUSTER, SLOT_BYTES, FatLayout
from forensics.filesystems.fat_names import NO_TIMES, attribute_words, long_name
from forensics.filesystems.fat_stamps import times_of

IN_USE = 0x80
BITMAP, UPCASE, LABEL, FILE, GUID, TEXFAT, STREAM, NAME = 0x01, 0x02, 0x03, 0x05, 0x20, 0x21, 0x40, 0x41
_SPECIAL = {BITMAP: b"$ALLOC_BITMAP", UPCASE: b"$UPCASE_TABLE", GUID: b"$VOLUME_GUID", TEXFAT: b"$TEX_FAT"}
_OTHERS = (0x60, 0x61)  # [EXFAT] 7.8 and 7.9: vendor extension, vendor allocation
_LABEL_NOTE = b" (Volume Label Entry)"
_MOST_LABEL = 15  # characters; the standard has 11, some writers use the reserved bytes behind them
_FEWEST, _MOST = 2, 18  # secondary entries of a file
_IS_DIRECTORY = 0x10
_NO_CHAIN = 0x02  # [EXFAT] 7.6.2.2
_PIECE_CHARS = 15
_TOLD = 0x06  # hidden, system
_FILE = struct.Struct("<BBHH2xHHHHHHBBBBB7x")
_STREAM = struct.Struct("<BBxBHHQ4xIQ")
_PLACE = struct.Struct("<20xIQ")  # of the bitmap and of the up-case table
# The kinds of the entries behind a file entry, by their number.
_DELETED = {number: bytes([STREAM] + [NAME] * (number - 1)) for number in range(_FEWEST, _MOST + 1)}
_USED = {number: bytes(each | IN_USE for each in kinds) for number, kinds in _DELETED.items()}


class ExfatSets:
    """One directory of exFAT."""

    def __init__(self, layout: FatLayout, in_use: UseMap) -> None:
        self._layout = layout
        self._map = in_use
        self.odd = self.doubtful = 0
        self._whole: list[tuple[int, int]] = []  # sets in use of one piece: where each begins and ends
        self._open: _OpenSet | None = None
        self._is_past_end = False

    def parse(self, piece: Piece) -> list[Named]:
        found: list[Named] = []
        content = piece.content[: len(piece.content) & -SLOT_BYTES]  # the image may end within a slot
        full = len(content.rstrip(b"\0")) + SLOT_BYTES - 1 & -SLOT_BYTES
        base = self._layout.address_at(piece.offset_bytes)
        place = 0
        while place < full:
            kind = content[place]
            if kind & ~IN_USE == FILE:
                self._close(found)
                length = self._whole_set(content, place, base, piece.in_use, found)
                if length:
                    place += length
                    continue
            self._step(content[place : place + SLOT_BYTES], base + place // SLOT_BYTES, piece.in_use, found)
            place += SLOT_BYTES
        if full < len(content):
            self._close(found)
            self._is_past_end = True
        self.doubtful += wrong_sums(content, self._whole)
        self._whole = []
        return found

    def finish(self) -> list[Named]:
        found: list[Named] = []
        self._close(found)
        return found

    def _whole_set(self, content: bytes, place: int, base: int, in_use: bool, found: list[Named]) -> int:
        """The bytes of a set that lies whole in `content`, which is added; 0 if it is to be read step by
        step.
        """
        secondary = content[place + 1]
        end = place + SLOT_BYTES * (secondary + 1)
        if not _FEWEST <= secondary <= _MOST or end > len(content):
            return 0
        kinds = content[place + SLOT_BYTES : end : SLOT_BYTES]
        if kinds != (_USED if content[place] & IN_USE else _DELETED)[secondary]:
            return 0
        opened = _OpenSet(content[place : place + SLOT_BYTES], base + place // SLOT_BYTES, in_use)
        stream = place + SLOT_BYTES
        if not opened.has_times or not opened.take_stream(
            content[stream : stream + SLOT_BYTES], self._layout
        ):
            return 0
        for at in range(stream + SLOT_BYTES, end, SLOT_BYTES):
            opened.take_name(content[at : at + SLOT_BYTES])
        self._add(opened, found)
        if opened.in_use and in_use:
            self._whole.append((place, end))
        return end - place

    def _step(self, raw: bytes, address: int, in_use: bool, found: list[Named]) -> None:
        """One entry by itself: a set may be cut by the end of a piece, or by another file's entries."""
        kind, opened = raw[0] & ~IN_USE, self._open
        if kind == STREAM and opened is not None and opened.expects(raw[0]) and not opened.has_stream:
            if not opened.take_stream(raw, self._layout):
                self._close(found)
        elif kind == NAME and opened is not None and opened.expects(raw[0]) and opened.has_stream:
            opened.take_name(raw)
            if opened.is_full:
                self._close(found)
        elif kind in _OTHERS and opened is not None and opened.expects(raw[0]) and opened.has_stream:
            opened.take_other()
            if opened.is_full:
                self._close(found)
        else:
            self._close(found)
            self._begin(raw, address, in_use, found)

    def _begin(self, raw: bytes, address: int, in_use: bool, found: list[Named]) -> None:
        kind = raw[0] & ~IN_USE
        if kind == FILE and _FEWEST <= raw[1] <= _MOST:
            opened = _OpenSet(raw, address, in_use)
            if opened.has_times:
                self._open = opened
                return
        named = self._special(raw, kind, address) if in_use else None
        if named is not None:
            found.append(named)
        elif raw[0] == 0:
            self._is_past_end = True
        elif raw[0] & IN_USE and kind in (FILE, STREAM, NAME) and in_use and not self._is_past_end:
            self.odd += 1

    def _special(self, raw: bytes, kind: int, address: int) -> Named | None:
        first, size, name = 0, 0, _SPECIAL.get(kind)
        if kind == LABEL:
            name = _label(raw)
        elif kind in (BITMAP, UPCASE):
            first, size = _PLACE.unpack(raw)
            if not self._is_place(kind, first, size):
                name = None
        if name is None:
            return None
        return Named(address, name, False, True, first, size, size, False, NO_TIMES)

    def _is_place(self, kind: int, first: int, size: int) -> bool:
        if not FIRST_CLUSTER <= first <= self._layout.last_cluster or not self._map.is_in_use(first):
            return False
        if kind == BITMAP:
            return size == (self._layout.clusters + 7) // 8
        return 0 < size <= self._layout.heap_bytes

    def _close(self, found: list[Named]) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            self._add(opened, found)

    def _add(self, opened: "_OpenSet", found: list[Named]) -> None:
        named = opened.named()
        if named is not None:
            found.append(named)
        elif opened.in_use and opened.cluster_in_use and not self._is_past_end:
            self.odd += 1


class _OpenSet:
    """A set of entries as far as it was read."""

    __slots__ = (
        "_address",
        "_chars",
        "_fields",
        "_names",
        "_others",
        "_secondary",
        "_stream",
        "_units",
        "cluster_in_use",
        "has_stream",
        "has_times",
        "in_use",
    )

    def __init__(self, raw: bytes, address: int, cluster_in_use: bool) -> None:
        self._fields = fields = _FILE.unpack(raw)
        self._address = address
        self.cluster_in_use = cluster_in_use
        self.in_use = bool(raw[0] & IN_USE)
        self.has_times = any(fields[4:12])
        self.has_stream = False
        self._secondary: int = fields[1]
        self._chars = self._names = self._others = 0
        self._stream: tuple[int, ...] = ()
        self._units: list[bytes] = []

    def expects(self, kind: int) -> bool:
        return bool(kind & IN_USE) == self.in_use

    @property
    def is_full(self) -> bool:
        return self._names + self._others + self.has_stream >= self._secondary

    def take_stream(self, raw: bytes, layout: FatLayout) -> bool:
        """Whether the entry is a possible stream: its content could lie in this volume."""
        stream = _STREAM.unpack(raw)
        first, size = stream[6], stream[7]
        if size and (size > layout.heap_bytes or not FIRST_CLUSTER <= first <= layout.last_cluster):
            return False
        self._stream, self._chars, self.has_stream = stream, stream[2], True
        return True

    def take_other(self) -> None:
        """What a vendor put behind the name, which says nothing that is told here."""
        self._others += 1

    def take_name(self, raw: bytes) -> None:
        self._names += 1
        left = self._chars - _PIECE_CHARS * (self._names - 1)
        if left > 0:
            self._units.append(raw[2 : 2 + 2 * min(left, _PIECE_CHARS)])

    def named(self) -> Named | None:
        """What the set says; `None` if it has no name."""
        name = long_name(b"".join(self._units)) if self._units else b""
        if not name:
            return None
        _, flags, _, _, _, valid, first, size = self._stream
        fields = self._fields
        attributes = fields[3]
        return Named(
            self._address,
            name,
            bool(attributes & _IS_DIRECTORY),
            self.in_use and self.cluster_in_use,
            first,
            size,
            min(valid, size),
            not flags & _NO_CHAIN,
            times_of(fields[4:]),
            attribute_words(attributes & _TOLD),
        )


def _label(raw: bytes) -> bytes | None:
    chars = raw[1]
    if raw[0] & IN_USE:
        return long_name(raw[2 : 2 + 2 * chars]) + _LABEL_NOTE if 0 < chars <= _MOST_LABEL else None
    return b"$EMPTY_VOLUME_LABEL" + _LABEL_NOTE if not any(raw[1:]) else None
