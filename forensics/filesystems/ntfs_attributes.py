"""What a file record says: times, names and contents, read from its attributes.

`RecordContent.add` reads one record; a file spread over several records is read into the same value, record
by record. Every number is held against the record's bounds before it is used.

Source: Linux kernel, fs/ntfs/layout.h, ATTR_RECORD, STANDARD_INFORMATION, FILE_NAME_ATTR and
ATTR_LIST_ENTRY.
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
_NONRESIDENT = struct.Struct("<QQH6xQQQ")  # first and last cluster, run list, allocated, size, initialised
_NAME = struct.Struct("<QQ48xBB")  # parent reference, born, length in UTF-16 units, name space
_STANDARD = struct.Struct("<QQQQI")  # born, written, record changed, read; file attributes
_SMALLEST_BYTES = 24
_NONRESIDENT_BYTES = 64
_NAME_BYTES = 66
_CONTRADICTION = "the file record contradicts itself"


class Stored(Struct, gc=False):
    """One content, or one piece of one that goes on in another record.

    `runs` is None for resident content, which lies at `place` of its record; an empty list for a piece whose
    own list is damaged.
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


class RecordContent:
    """What was read of a file so far."""

    __slots__ = (
        "attributes",
        "contents",
        "index",
        "index_bytes",
        "list_place",
        "named",
        "names",
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
        self.index_bytes = 0
        self.index: list[Stored] = []  # of a folder: where its names lie that have no room in the record
        self.list_place: int | None = None

    def is_blank(self) -> bool:
        """Whether the record was laid out for use and never used."""
        return self.times is None and not self.names and not self.contents

    def add(self, records: bytes, at: int, end: int) -> None:
        """Read the record from `at` to `end`; RecordDamaged where its bounds are broken.

        What was read before the damage is kept: names often are sound where contents are not.
        """
        place = at + HEADER.unpack_from(records, at)[2]
        last = end - 8
        while place <= last:
            head: Head = _HEAD.unpack_from(records, place)
            kind, length = head[0], head[1]
            if kind == END:
                return
            if length < _SMALLEST_BYTES or place + length > end:
                raise RecordDamaged(_CONTRADICTION)
            if kind == FILE_NAME:
                self._add_name(records, place, head)
            elif kind == DATA:
                self.contents.append(stored_at(records, place, head))
            elif kind == STANDARD_INFORMATION:
                self._add_times(records, place, head)
            elif kind == ATTRIBUTE_LIST:
                self.list_place = place
            elif kind == REPARSE:
                stored = stored_at(records, place, head)
                end_of_it = stored.place + stored.size_bytes
                self.reparse = stored if stored.runs is not None else records[stored.place : end_of_it]
            elif kind == INDEX_ROOT and _name_of(records, place, head) == INDEX_NAME:
                self.index_bytes = head[7]
            elif kind == INDEX_ALLOCATION and head[2] and _name_of(records, place, head) == INDEX_NAME:
                self.index.append(stored_at(records, place, head))
            place += length

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
    """Place and head of each attribute of the record from `at` to `end`; RecordDamaged where one leaves it.

    `records` go on for at least a head's length behind `end`.
    """
    place = at + HEADER.unpack_from(records, at)[2]
    found: list[tuple[int, Head]] = []
    last = end - 8
    while place <= last:
        head: Head = _HEAD.unpack_from(records, place)
        kind, length = head[0], head[1]
        if kind == END:
            return found
        if length < _SMALLEST_BYTES or place + length > end:
            raise RecordDamaged(_CONTRADICTION)
        found.append((place, head))
        place += length
    return found


def stored_at(records: bytes, place: int, head: Head) -> Stored:
    """The content that an attribute stands for; RecordDamaged where it leaves its attribute."""
    kind, length, nonresident, name_length, _, flags, number, content_length, content_place = head
    name = _name_of(records, place, head) if name_length else None
    if not nonresident:
        if content_place + content_length > length:
            raise RecordDamaged(_CONTRADICTION)
        start = place + content_place
        return Stored(kind, name, number, flags, content_length, content_length, 0, 0, None, start)
    if length < _NONRESIDENT_BYTES:
        raise RecordDamaged(_CONTRADICTION)
    first, last, pairs, _, size, initialised = _NONRESIDENT.unpack_from(records, place + 16)
    try:
        runs = runs_of(records, place + pairs, place + length)
    except EvidenceUnreadable:  # told when the content is read: The Sleuth Kit refuses it too
        runs = []
    return Stored(kind, name, number, flags, size, initialised, first, last, runs, place)


def text(name: bytes) -> bytes:
    """UTF-16 as NTFS keeps it in UTF-8; a lone surrogate, which NTFS allows, stays what it is."""
    return utf_16_le_decode(name, "surrogatepass")[0].encode("utf-8", "surrogatepass")


def _name_of(records: bytes, place: int, head: Head) -> bytes:
    start, length = head[4], 2 * head[3]
    if start + length > head[1]:
        raise RecordDamaged(_CONTRADICTION)
    return text(records[place + start : place + start + length])
