"""Attribute lists: where a file that is spread over several records has each of its attributes.

A list and the attributes that the records hold say the same twice, so that damage to either shows.

Source: Linux kernel, fs/ntfs/layout.h, ATTR_LIST_ENTRY.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs_attributes import ATTRIBUTE_LIST, heads_of
from forensics.filesystems.ntfs_records import NUMBER_MASK

_LIST_ENTRY = struct.Struct(
    "<IHBBQQH"
)  # type, length, name length, name place, first cluster, record, number
_LIST_ENTRY_BYTES = 26
_LIST_IS_DAMAGED = "The list of its attributes is damaged."


class Listed(NamedTuple):
    """An entry of an attribute list."""

    kind: int
    name: bytes  # as it stands there
    first_vcn: int
    reference: int
    number: int


Attribute = tuple[int, bytes, int, int, int]
"""Kind, name as it stands there, first cluster, number of the record that holds it, number."""


@dataclass(slots=True, kw_only=True)
class Further:
    """What a file has in further records, gathered while its attribute list is followed."""

    parts: list[int] = field(default_factory=list)  # the records
    lost: int = 0  # records that are damaged, or belong to another
    trouble: str | None = None  # why the list itself cannot be read
    fits: bool = True  # False: the list and the attributes of the records are not the same


def entries_of_list(entries: bytes) -> Iterator[Listed]:
    """All of an attribute list; EvidenceUnreadable, behind those before it, where one cannot be."""
    place = 0
    while place < len(entries):
        if place + _LIST_ENTRY_BYTES > len(entries):
            raise EvidenceUnreadable(_LIST_IS_DAMAGED)
        kind, length, letters, start, first_vcn, reference, number = _LIST_ENTRY.unpack_from(entries, place)
        end = start + 2 * letters if letters else 0
        if max(_LIST_ENTRY_BYTES, end) > length or place + length > len(entries):
            raise EvidenceUnreadable(_LIST_IS_DAMAGED)
        name = entries[place + start : place + end] if letters else b""
        yield Listed(kind, name, first_vcn, reference, number)
        place += length


def as_attribute(entry: Listed) -> Attribute:
    return entry.kind, entry.name, entry.first_vcn, entry.reference & NUMBER_MASK, entry.number


def attributes_of(number: int, record: bytes, at: int, end: int) -> Counter[Attribute]:
    """What a record holds, as a list of attributes should name it."""
    found: Counter[Attribute] = Counter()
    for place, (kind, _, nonresident, letters, start, _, own, _, _) in heads_of(record, at, end):
        name = record[place + start : place + start + 2 * letters]
        first_vcn = int.from_bytes(record[place + 16 : place + 24], "little") if nonresident else 0
        found[kind, name, first_vcn, number, own] += kind != ATTRIBUTE_LIST
    return +found
