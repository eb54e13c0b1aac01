"""The index file: how a known-hash set lies on the disk, version 1.

All numbers are little-endian; every section starts at a multiple of 64 bytes.

    0    8  magic "FCHASHES"
    8   32  SHA-256 of everything from byte 40 to the end of the file
    40   4  version of this form, 1
    44   4  zero
    48   8  offset of the description
    56   8  length of the description, which ends the file
    64      sections
    ...     description: JSON in UTF-8,
            {"info": SetInfo without index_sha256, "categories": [code, ...],
             "sections": {name: [offset, length]}}

Sections, for each algorithm A of md5, sha1, sha256 that has entries:

    A.digests   raw digests in ascending order, 16, 20 or 32 bytes each; equal digests stand side by side
    A.rows      u32 each: record number (from 0, in source order) of the digest at the same place, ascending
                among equal digests
    A.fanout    u32 times 2**bits + 1: place of the first digest whose leading `bits` bits are at least i;
                `bits` follows from the length

and for the records together, each absent when no record has such a value:

    sizes       i64 for each record number: size in bytes, -1 where none is given or no digest is kept
    categories  u16 for each record number: 0 for none, else 1 + place in the description's "categories"
    known_sizes i64 in ascending order: every size that occurs, once

Records of one set with the same digest, size and category are one entry, the first: NSRL repeats a file for
every package.
"""

import hashlib
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import SetInfo

MAGIC = b"FCHASHES"
VERSION = 1
PREFIX = struct.Struct("<8s32sIIQQ")
DIGESTED_FROM = 40  # byte where the part under the file's own SHA-256 begins
ALIGNMENT = 64
NO_SIZE = -1
MOST_CATEGORIES = 0xFFFF - 1
MOST_RECORDS = 0xFFFF_FFFF
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The JSON at the end of an index file, checked against the length of the file."""

    info: SetInfo
    categories: tuple[str, ...]
    sections: Mapping[str, tuple[int, int]]  # name: (offset, length) in bytes


def damaged(path: Path, reason: str) -> HashSetRefused:
    return HashSetRefused(
        f"The index {path.name} of a known-hash set is damaged ({reason}); remove and import it again."
    )


def write_description(out: BinaryIO, description: Description) -> str:
    """Finish the index file open at its end in `out`; give its own SHA-256 in hex."""
    info = asdict(description.info)
    del info["index_sha256"]
    body = {"info": info, "categories": description.categories, "sections": dict(description.sections)}
    raw = json.dumps(body, sort_keys=True).encode("ascii")
    offset = out.tell()
    out.write(raw)
    out.seek(0)
    out.write(PREFIX.pack(MAGIC, bytes(32), VERSION, 0, offset, len(raw)))
    own = own_digest(out)
    out.seek(len(MAGIC))
    out.write(own)
    return own.hex()


def own_digest(
    file: BinaryIO,
    *,
    progress: Callable[[int], None] = lambda _done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> bytes:
    """SHA-256 of the part of an index file that its prefix vouches for."""
    running = hashlib.sha256()
    file.seek(DIGESTED_FROM)
    done = DIGESTED_FROM
    while chunk := file.read(_CHUNK_BYTES):
        if cancelled():
            raise Cancelled("The check of the known-hash set was stopped.")
        running.update(chunk)
        done += len(chunk)
        progress(done)
    return running.digest()


def read_description(file: BinaryIO, *, path: Path) -> Description:
    """The description of an index file; raise HashSetRefused when it is cut, foreign or newer."""
    length = file.seek(0, 2)
    file.seek(0)
    prefix = file.read(PREFIX.size)
    if len(prefix) < PREFIX.size or not prefix.startswith(MAGIC):
        raise damaged(path, "it does not begin as an index does")
    _magic, own, version, _zero, offset, size = PREFIX.unpack(prefix)
    if version != VERSION:
        raise HashSetRefused(
            f"The index {path.name} has form {version}, Fieldcase reads form {VERSION}; import the set again."
        )
    if offset < PREFIX.size or offset + size != length:
        raise damaged(path, "its length is not what it was when it was written")
    file.seek(offset)
    try:
        return _parsed(json.loads(file.read(size)), own=own.hex(), limit=offset)
    except (ValueError, TypeError, KeyError, AttributeError) as trouble:
        raise damaged(path, "its description cannot be read") from trouble


def _parsed(body: dict[str, dict[str, object]], *, own: str, limit: int) -> Description:
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in body["info"].items()}
    info = replace(SetInfo(**fields, index_sha256=own))  # type: ignore[arg-type]  # JSON of our own writing, under a digest
    sections = {}
    for name, place in body["sections"].items():
        offset, length = map(int, place)  # type: ignore[call-overload]  # as above
        if offset < PREFIX.size or length < 0 or offset + length > limit:
            raise ValueError(name)
        sections[name] = (offset, length)
    return Description(info=info, categories=tuple(map(str, body["categories"])), sections=sections)
