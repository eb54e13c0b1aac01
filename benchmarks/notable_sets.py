"""Sets of notable records for the benchmark disks, in VICS 2.0: every record has a size, most match nothing.

The sizes of the records that match nothing are even between 20 KB and 50 MB. A million of them take one in
fifty of the sizes there are, so one in fifty of the photos on a disk has the size of a record and is read.
"""

import hashlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crowded_disks import million_files, notable_files
from benchmarks.mixed_files import mixed_files

RECORDS = 1_000_000
_SMALLEST_BYTES, _LARGEST_BYTES = 20_000, 50_000_000
_FIRST_OF_MANY, _EACH_OF_MANY = 7, 50
_MODEL = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/BENCHMARK/$metadata#Media"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotableRecord:
    """What a record says of one content: size in bytes and digests as capital hex."""

    size: int
    md5: str
    sha1: str

    @classmethod
    def of(cls, pieces: Iterable[bytes]) -> "NotableRecord":
        size, md5, sha1 = 0, hashlib.md5(usedforsecurity=False), hashlib.sha1(usedforsecurity=False)
        for piece in pieces:
            size += len(piece)
            md5.update(piece)
            sha1.update(piece)
        return cls(size=size, md5=md5.hexdigest().upper(), sha1=sha1.hexdigest().upper())


def write_million_set(path: Path) -> None:
    """1,000,000 records, of which 50 match files of the mixed disk."""
    _write(path, _padded([NotableRecord.of(file.pieces()) for file in mixed_files() if file.is_notable]))


def write_set_of_one(path: Path) -> None:
    """One record, of one photo in a user's folder of the mixed disk."""
    _write(path, [NotableRecord.of(file.pieces()) for file in mixed_files() if file.is_first_hit])


def write_crowded_set(path: Path) -> None:
    """1,000,000 records, of which `NOTABLE_FILES` match files of the terabyte."""
    _write(path, _padded([NotableRecord.of([file.content()]) for file in notable_files()]))


def write_set_of_many_hits(path: Path) -> None:
    """20,000 records, each of which matches a file of the terabyte."""
    _write(
        path, [NotableRecord.of([file.content()]) for file in million_files()[_FIRST_OF_MANY::_EACH_OF_MANY]]
    )


def _padded(found: list[NotableRecord]) -> Iterator[NotableRecord]:
    """The records in `found` and others that no disk holds, `RECORDS` in all."""
    yield from found
    numbers = random.Random("records of nothing")
    for _ in range(RECORDS - len(found)):
        raw = numbers.randbytes(36).hex().upper()
        size = numbers.randint(_SMALLEST_BYTES, _LARGEST_BYTES)
        yield NotableRecord(size=size, md5=raw[:32], sha1=raw[32:])


def _write(path: Path, records: Iterable[NotableRecord]) -> None:
    growing = path.with_suffix(".part")
    with growing.open("w", encoding="ascii", newline="\n") as stream:
        stream.write(f'{{"@odata.context":"{_MODEL}","value":[\n')
        before = ""
        for number, record in enumerate(records):
            stream.write(
                f'{before}{{"MediaID":{number},"Category":{number % 2 + 1},"MD5":"{record.md5}",'
                f'"SHA1":"{record.sha1}","MediaSize":{record.size}}}'
            )
            before = ",\n"
        stream.write("\n]}\n")
    growing.rename(path)
