"""The index file: how a known-hash set lies on the disk, version 2.

All numbers are little-endian. The file has four parts, one after the other:

    prefix, 64 bytes
        0    8  magic "FCHASHES"
        8   32  SHA-256 of bytes 40 to 63 and of everything from the block table on: the index's own digest
       40    4  version of this form, 2
       44    4  zero
       48    8  offset of the block table
       56    8  offset of the description
    sections, each from a multiple of 64 bytes on, zeros between them
    block table: the SHA-256 of each 64 KiB of the sections, counted from byte 64; the last block may be short
    description: JSON in ASCII up to the end of the file,
            {"info": SetInfo without index_sha256, "categories": [code, ...], "entries": {algorithm: count},
             "sections": {name: [offset, length]}, "lock": null or what vault.Lock writes}

So the own digest vouches for every byte: directly for prefix, table and description, which are checked when
the index is opened, and through the table for each block, which is checked before its first use.

An *entry* is a record that has a digest and differs from every record before it in SHA-256, SHA-1, MD5, size
or category. Entries are numbered from 0: first those with a SHA-256, then those whose strongest digest is a
SHA-1, then those that have an MD5 alone ("entries" in the description gives the three counts), each group
ascending by its strongest digest, then by the others, size, category and record number.

Sections, for each algorithm A of md5, sha1, sha256 that has digests:

    A.fanout    u32 times 2**bits + 1: place of the first digest whose leading `bits` bits are at least i
    A.digests   the digests in ascending order, equal ones side by side, each without its first `bits // 8`
                bytes, which follow from the fanout
    A.entries   u32 each: the entry of the digest at the same place, ascending among equal digests. Absent
                when the digests are exactly the strongest ones of one group, in its order

by entry, each of the last two absent when no entry has such a value:

    records     u32: number of the record in the source, from 0
    sizes       in bytes: u32, all ones where none is given; or i64, -1 where none is given
    categories  u8 or u16: 0 for none, else 1 + place in the description's "categories"

and for the whole set, absent when empty:

    known_sizes       i64 in ascending order: every size that occurs, once
    pdq.values        32 bytes each, in the order of the source
    pdq.qualities     i16 each, -1 where none is given
    pdq.records       u32 each: number of the record
    pdq.categories    u16 each, as above; absent when none has one
    photodna.values   144 bytes each, in the order of the source
    photodna.records  u32 each
"""

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from forensics.digests import Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.vault import Lock

MAGIC = b"FCHASHES"
VERSION = 2
PREFIX = struct.Struct("<8s32sIIQQ")
DIGESTED_FROM = 40  # byte where the part of the prefix under the file's own SHA-256 begins
ALIGNMENT = 64
BLOCK_BYTES = 1 << 16
BLOCK_DIGEST_BYTES = 32
NO_SIZE = -1
NO_SIZE_SHORT = 0xFFFF_FFFF  # in a table of u32
MOST_CATEGORIES = 0xFFFF - 1
MOST_RECORDS = 0xFFFF_FFFF
MOST_DESCRIPTION_BYTES = 32 << 20
MOST_FANOUT_BITS = 24
STRONGEST_FIRST = (Algorithm.SHA256, Algorithm.SHA1, Algorithm.MD5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What an index says of itself, checked against its own digest and the length of the file."""

    info: SetInfo
    categories: tuple[str, ...]
    entries: Mapping[Algorithm, int]  # by strongest algorithm
    sections: Mapping[str, tuple[int, int]]  # name: (offset, length) in bytes
    lock: Lock | None
    sections_end: int
    block_table: bytes

    @property
    def entry_count(self) -> int:
        return sum(self.entries.values())


def damaged(path: Path, reason: str) -> HashSetRefused:
    return HashSetRefused(
        f"The index {path.name} of a known-hash set is damaged ({reason}); remove and import it again."
    )


def block_count(sections_end: int) -> int:
    return -(-(sections_end - PREFIX.size) // BLOCK_BYTES)


def fanout_bits(count: int) -> int:
    """For so many digests: 8 to 16 share an entry of the table where they are evenly spread.

    The last bit before a whole byte is always worth taking: the byte it saves in each digest is more than
    it adds to the table.
    """
    bits = max(count.bit_length() - 4, 0)
    return min(bits + (bits % 8 == 7), MOST_FANOUT_BITS)


def write_description(out: BinaryIO, description: Description) -> str:
    """Finish the index file whose sections end where `out` stands; give its own SHA-256 in hex.

    Raise HashSetRefused when the names of the categories are beyond what a description holds.
    """
    info = asdict(description.info)
    del info["index_sha256"]
    body = {
        "info": info,
        "categories": description.categories,
        "entries": dict(description.entries),
        "sections": dict(description.sections),
        "lock": description.lock.to_json() if description.lock else None,
    }
    raw = json.dumps(body, sort_keys=True).encode("ascii")
    if len(raw) > MOST_DESCRIPTION_BYTES:
        raise HashSetRefused("The categories of the set have names that are too long for an index.")
    table_at = description.sections_end
    rest = struct.pack("<IIQQ", VERSION, 0, table_at, table_at + len(description.block_table))
    own = hashlib.sha256(rest + description.block_table + raw)
    out.seek(table_at)
    out.write(description.block_table + raw)
    out.seek(0)
    out.write(MAGIC + own.digest() + rest)
    return own.hexdigest()


def read_description(file: BinaryIO, *, path: Path) -> Description:
    """The description of an index file, checked; raise HashSetRefused when it is cut, changed, foreign, or of
    another form.
    """
    length = file.seek(0, 2)
    file.seek(0)
    prefix = file.read(PREFIX.size)
    if len(prefix) < PREFIX.size or not prefix.startswith(MAGIC):
        raise damaged(path, "it does not begin as an index does")
    _magic, own, version, _zero, table_at, description_at = PREFIX.unpack(prefix)
    if version != VERSION:
        raise HashSetRefused(
            f"The index {path.name} has form {version}, Fieldcase reads form {VERSION}; import the set again."
        )
    if not (
        PREFIX.size <= table_at <= description_at <= length <= description_at + MOST_DESCRIPTION_BYTES
        and description_at - table_at == block_count(table_at) * BLOCK_DIGEST_BYTES
    ):
        raise damaged(path, "its length is not what it was when it was written")
    file.seek(table_at)
    table, raw = file.read(description_at - table_at), file.read(length - description_at)
    running = hashlib.sha256(prefix[DIGESTED_FROM:])
    running.update(table)
    running.update(raw)
    if running.digest() != own:
        raise damaged(path, "its description is not what was written")
    try:
        return _parsed(json.loads(raw), own=own.hex(), sections_end=table_at, block_table=table)
    except (ValueError, TypeError, KeyError, AttributeError) as trouble:
        raise damaged(path, "its description cannot be read") from trouble


# Any: JSON of our own writing, under a digest; what does not fit raises one of the four errors caught above.
def _parsed(body: dict[str, Any], *, own: str, sections_end: int, block_table: bytes) -> Description:
    given: dict[str, Any] = {key: _frozen(value) for key, value in body["info"].items()}
    info = SetInfo(**given, index_sha256=own)
    entries = {Algorithm(name): int(count) for name, count in body["entries"].items()}
    if not 0 <= sum(entries.values()) <= MOST_RECORDS or any(count < 0 for count in entries.values()):
        raise ValueError("entries")
    sections = {}
    for name, (offset, length) in body["sections"].items():
        if not (PREFIX.size <= int(offset) <= int(offset) + int(length) <= sections_end and int(length) >= 0):
            raise ValueError(name)
        sections[name] = (int(offset), int(length))
    return Description(
        info=info,
        categories=tuple(map(str, body["categories"])),
        entries=entries,
        sections=sections,
        lock=None if body["lock"] is None else Lock.from_json(body["lock"]),
        sections_end=sections_end,
        block_table=block_table,
    )


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
