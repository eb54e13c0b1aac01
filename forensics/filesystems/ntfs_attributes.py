"""What a file record says: times, names and contents, read from its attributes.

`RecordContent.add` reads one record; a file spread over several records is read into the same value, record
by record. Every number is held against the record's bounds before it is used, and the attributes against the
rules that NTFS keeps: one that damage took out of the record would leave a file that looks sound.

Sources: Linux kernel, fs/ntfs/layout.h, ATTR_RECORD, STANDARD_INFORMATION, FILE_NAME_ATTR and
ATTR_LIST_ENTRY; fs/ntfs3/record.c, mi_enum_attr, for the rules.
"""

import struct
from codecs import utf_16_le_decode

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs_records import HEADER, RecordDamaged
from forensics.filesystems.ntfs_runs import Run, runs_of

STANDARD_INFORMATION = 0x10
ATTRIBUTE_LIST = 0x20
FILE_NAME = 0x30
DATA = 0x80
INDEX_ROOT = 0x90
INDEX_ALLOCATION = 0xA0
BITMAP = 0xB0
REPARSE = 0xC0
END = 0xFFFFFFFF

COMPRESSED = 0x00FF
ENCRYPTED = 0x4000
SPARSE = 0x8000

DOS_NAME = 2  # the 8.3 name beside a long one
INDEX_NAME = b"$I30"

Head = tuple[int, int, int, int, int, int, int, int, int]
"""Type, length, non-resident, name length, name place, flags, number, content length, content place."""

_HEAD = struct.Struct("<IIBBHHHIH")
_NONRESIDENT = struct.Struct(
    "<QQHB5xQQQ"
)  # first, last cluster, run list, unit, allocated, size, initialised
_PAIRS_AT = struct.Struct("<H")
_NAME = struct.Struct("<QQ48xBB")  # parent reference, born, length in UTF-16 units, name space
_STANDARD = struct.Struct("<QQQQI")  # born, written, record changed, read; file attributes
_SMALLEST_BYTES = 24
_KINDS = frozenset(range(0x10, 0x110, 0x10))  # all that $AttrDef defines
_END_BYTES = 8
_ALL_BITS = (1 << 64) - 1
_NONRESIDENT_BYTES = 64
_NAME_BYTES = 66
_CONTRADICTION = "the file record contradicts itself"


class Stored(Struct, gc=False):
    """One content, or one piece of one that goes on in another record.

    `runs` is None for resident content, which lies at `place` of its record; an empty list for a piece whose
    own list is damaged or does not cover the clusters it says it does.
    """

    kind: int
    name: bytes | None
    number: int
    flags: int
    size_bytes: int
    initialised_bytes: int
    first_vcn: int
    last_vcn: int
    runs: list[Run] | None
    place: int
    allocated_bytes: int = 0  # of all pieces together, holes included; in the first
    unit: int = 0  # of compression: the power of two of its clusters


class RecordContent:
    """What was read of a file so far."""

    __slots__ = (
        "attributes",
        "contents",
        "has_index",
        "index",
        "index_bytes",
        "is_whole",
        "list_place",
        "named",
        "names",
        "others",
        "reparse",
        "times",
    )

    def __init__(self) -> None:
        self.times: tuple[int, int, int, int] | None = None  # born, written, record changed, read
        self.named = 0  # when the file was born by its first name
        self.names: list[tuple[int, int, bytes]] = []  # parent reference, name space, name in UTF-8
        self.attributes = 0  # [MS-FSCC] 2.6
        self.reparse: bytes | Stored | None = None  # a reparse point's content, or where that lies
        self.contents: list[Stored] = []
        self.has_index = False  # as folders have
        self.index_bytes = 0
        self.index: list[Stored] = []  # of a folder: where its names lie that have no room in the record
        self.others: list[Stored] = []  # what else has clusters of its own
        self.list_place: int | None = None
        self.is_whole = True  # False: a further record is lost, or its list does not fit

    def is_blank(self) -> bool:
        """Whether the record was laid out for use and never used."""
        return self.times is None and not self.names and not self.contents

    def add(self, records: bytes, at: int, end: int) -> None:
        """Read the record from `at` to `end`; RecordDamaged where its bounds are broken.

        What was read before the damage is kept: names often are sound where contents are not.
        """
        _, _, first, _, used, _, _ = HEADER.unpack_from(records, at)
        place, kind = at + first, 0
        last = end - _END_BYTES
        while place <= last:  # as in `heads_of`; in line, because millions of records pass here
            head: Head = _HEAD.unpack_from(records, place)
            before, kind, length = kind, head[0], head[1]
            if kind == END and place + _END_BYTES - at == used:
                return
            if kind not in _KINDS or kind < before or length < _SMALLEST_BYTES or length & 7:
                break
            if place + length > end:
                break
            if kind == FILE_NAME:
                self._add_name(records, place, head)
            elif kind == DATA:
                self.contents.append(stored_at(records, place, head))
            elif kind == STANDARD_INFORMATION:
                self._add_times(records, place, head)
            elif kind == ATTRIBUTE_LIST:
                self.list_place = place
                if head[2]:
                    self.others.append(stored_at(records, place, head))
            elif kind == REPARSE:
                stored = stored_at(records, place, head)
                end_of_it = stored.place + stored.size_bytes
                self.reparse = stored if stored.runs is not None else records[stored.place : end_of_it]
            elif kind == INDEX_ROOT and _name_of(records, place, head) == INDEX_NAME:
                self.has_index, self.index_bytes = True, head[7]
            elif kind == INDEX_ALLOCATION and head[2] and _name_of(records, place, head) == INDEX_NAME:
                self.index.append(stored_at(records, place, head))
            elif head[2]:
                self.others.append(stored_at(records, place, head))
            place += length
        raise RecordDamaged(_CONTRADICTION)

    def _add_times(self, records: bytes, place: int, head: Head) -> None:
        if head[2] or head[7] < _STANDARD.size or head[8] + _STANDARD.size > head[1]:
            raise RecordDamaged(_CONTRADICTION)
        if self.times is None:
            born, written, changed, read, self.attributes = _STANDARD.unpack_from(records, place + head[8])
            self.times = born, written, changed, read

    def _add_name(self, records: bytes, place: int, head: Head) -> None:
        content = place + head[8]
        if head[2] or head[7] < _NAME_BYTES or head[8] + head[7] > head[1]:
            raise RecordDamaged(_CONTRADICTION)
        parent, born, length, space = _NAME.unpack_from(records, content)
        if _NAME_BYTES + 2 * length > head[7]:
            raise RecordDamaged(_CONTRADICTION)
        if length:
            start = content + _NAME_BYTES
            if not self.names:
                self.named = born
            self.names.append((parent, space, text(records[start : start + 2 * length])))


def heads_of(records: bytes, at: int, end: int) -> list[tuple[int, Head]]:
    """Place and head of each attribute of the record from `at` to `end`, in the order of their kinds and up
    to the mark that ends them where the record says it does; RecordDamaged where that is not so.

    `records` go on for at least a head's length behind `end`.
    """
    _, _, first, _, used, _, _ = HEADER.unpack_from(records, at)
    place, kind = at + first, 0
    last = end - _END_BYTES
    found: list[tuple[int, Head]] = []
    while place <= last:
        head: Head = _HEAD.unpack_from(records, place)
        before, kind, length = kind, head[0], head[1]
        if kind == END and place + _END_BYTES - at == used:
            return found
        if kind not in _KINDS or kind < before or length < _SMALLEST_BYTES or length & 7:
            break
        if place + length > end:
            break
        found.append((place, head))
        place += length
    raise RecordDamaged(_CONTRADICTION)


def stored_at(records: bytes, place: int, head: Head) -> Stored:
    """The content that an attribute stands for; RecordDamaged where it leaves its attribute."""
    kind, length, nonresident, name_length, _, flags, number, content_length, content_place = head
    name = _name_of(records, place, head) if name_length else None
    if not nonresident:
        content_end = content_place + content_length
        if content_place < _SMALLEST_BYTES or content_end + -content_end % 8 != length:
            raise RecordDamaged(_CONTRADICTION)
        start = place + content_place
        return Stored(kind, name, number, flags, content_length, content_length, 0, 0, None, start)
    if length < _NONRESIDENT_BYTES:
        raise RecordDamaged(_CONTRADICTION)
    first, last, pairs, unit, allocated, size, initialised = _NONRESIDENT.unpack_from(records, place + 16)
    try:
        runs = runs_of(records, place + pairs, place + length)
    except EvidenceUnreadable:  # told when the content is read
        runs = []
    covered = 0
    for _, count in runs:
        covered += count
    if covered != last - first + 1 & _ALL_BITS:  # of content without clusters, the last is -1
        runs = []
    return Stored(kind, name, number, flags, size, initialised, first, last, runs, place, allocated, unit)


def text(name: bytes) -> bytes:
    """UTF-16 as NTFS keeps it in UTF-8; a lone surrogate, which NTFS allows, stays what it is."""
    return utf_16_le_decode(name, "surrogatepass")[0].encode("utf-8", "surrogatepass")


def _name_of(records: bytes, place: int, head: Head) -> bytes:
    start, length = head[4], 2 * head[3]
    # Behind the head and before the content, or the list of where it lies.
    (behind,) = _PAIRS_AT.unpack_from(records, place + 32) if head[2] else (head[8],)
    smallest = _NONRESIDENT_BYTES if head[2] else _SMALLEST_BYTES
    if start + length > head[1] or (length and not smallest <= start <= behind - length):
        raise RecordDamaged(_CONTRADICTION)
    return text(records[place + start : place + start + length])
