"""Known-hash sets of any length, made up from a seed, in the forms their owners ship."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from forensics.digests import DigestSet

_MODEL = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/BENCHMARK/$metadata#Media"
_AT_ONCE = 10_000
_MD5_BYTES = 16
_VICS_SEED = "a VICS set"
_VICS_BYTES = 36  # of an MD5 and a SHA-1
_LINE_TAIL = b"  a\n"  # the shortest name a line of md5sum can have
_LINES_AT_ONCE = 1_000_000
_FIRST_SIZE, _SIZE_SPREAD = 4_000, 9_000_000
_PACKAGES_A_FILE = 2

# The tables of a minimal set as NIST ships them (schema.sql of RDSv3).
_RDS_SCHEMA = """
CREATE TABLE FILE (sha256 VARCHAR NOT NULL, sha1 VARCHAR NOT NULL, md5 VARCHAR NOT NULL,
 crc32 VARCHAR NOT NULL, file_name VARCHAR NOT NULL, file_size INTEGER NOT NULL, package_id INTEGER NOT NULL,
 CONSTRAINT PK_FILE__FILE PRIMARY KEY (sha256, sha1, md5, crc32, file_name, file_size, package_id));
CREATE TABLE MFG (manufacturer_id INTEGER NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE OS (operating_system_id INTEGER NOT NULL, name VARCHAR NOT NULL, version VARCHAR NOT NULL,
 manufacturer_id INTEGER NOT NULL);
CREATE TABLE PKG (package_id INTEGER NOT NULL, name VARCHAR NOT NULL, version VARCHAR NOT NULL,
 operating_system_id INTEGER NOT NULL, manufacturer_id INTEGER NOT NULL, language VARCHAR NOT NULL,
 application_type VARCHAR NOT NULL);
CREATE TABLE VERSION (version VARCHAR UNIQUE NOT NULL, build_set VARCHAR NOT NULL,
 build_date TIMESTAMP NOT NULL, release_date TIMESTAMP NOT NULL, description VARCHAR NOT NULL);
INSERT INTO VERSION VALUES ('2099.03.1', 'benchmark', '2099-03-01', '2099-03-01', 'made up, not from NSRL');
"""


def write_vics(path: Path, records: int) -> None:
    """VICS 2.0 `#Media`: about 500 bytes a record, one in three with camera facts and a fingerprint."""
    numbers = Random(_VICS_SEED)
    with path.open("w", encoding="ascii", newline="\n") as stream:
        stream.write(f'{{"@odata.context":"{_MODEL}","value":[\n')
        for first in range(0, records, _AT_ONCE):
            last = min(first + _AT_ONCE, records)
            stream.write(",\n" if first else "")
            stream.write(",\n".join(_media(number, numbers) for number in range(first, last)))
        stream.write("\n]}\n")


def vics_contents(records: int) -> Iterator[DigestSet]:
    """The digests of the records that `write_vics` writes, in their order."""
    numbers = Random(_VICS_SEED)
    for _ in range(records):
        raw = numbers.randbytes(_VICS_BYTES)
        yield DigestSet(md5=raw[:_MD5_BYTES], sha1=raw[_MD5_BYTES:])


def _media(number: int, numbers: Random) -> str:
    raw = numbers.randbytes(_VICS_BYTES).hex().upper()
    md5, sha1 = raw[: 2 * _MD5_BYTES], raw[2 * _MD5_BYTES :]
    size = _FIRST_SIZE + number * 7_919 % _SIZE_SPREAD
    facts = ""
    if number % 3 == 0:
        facts = (
            f',"Exifs":[{{"MD5":"{md5}","PropertyName":"Make","PropertyValue":"Made \\"up\\" {{1}}"}},'
            f'{{"MD5":"{md5}","PropertyName":"Model","PropertyValue":"Nothing, [2]"}}],'
            f'"AlternativeHashes":[{{"HashName":"SHA256","HashValue":"{raw[:64]}"}}]'
        )
    return (
        f'{{"MediaID":{number},"Category":{number % 5},"MD5":"{md5}","SHA1":"{sha1}","MediaSize":{size},'
        f'"VictimIdentified":"false","OffenderIdentified":"false","IsDistributed":"true",'
        f'"IsPrecategorized":"true","Series":"","Tags":"made up","DateUpdated":"2099-01-02T03:04:05.0000Z",'
        f'"MediaFiles":[{{"MD5":"{md5}","FileName":"picture {number}.jpg",'
        f'"FilePath":"Users\\\\someone\\\\Pictures\\\\{number % 1_000}"}}]{facts}}}'
    )


def write_rds(path: Path, rows: int) -> None:
    """RDSv3 minimal, in the order of the primary key; every file stands in two packages."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;")
        database.executescript(_RDS_SCHEMA)
        database.execute("BEGIN")
        database.executemany("INSERT INTO FILE VALUES (?, ?, ?, ?, ?, ?, ?)", _rds_rows(rows))
        database.execute("COMMIT")


def _rds_rows(rows: int) -> Iterator[tuple[str, str, str, str, str, int, int]]:
    numbers = Random("an RDS set")
    step = (1 << 64) // max(rows, 1)
    for number in range(rows):
        if number % _PACKAGES_A_FILE == 0:
            raw = numbers.randbytes(60).hex().upper()
            sha256 = f"{number * step:016X}" + raw[:48]
            file = (sha256, raw[48:88], raw[88:], "0A1B2C3D", f"library{number % 5_000}.dll")
            size = _FIRST_SIZE + number * 7_919 % _SIZE_SPREAD
        yield (*file, size, number % _PACKAGES_A_FILE)


def write_md5sum(path: Path, lines: int) -> None:
    """What md5sum writes: 36 bytes a line, in no order."""
    numbers = np.random.default_rng(112)
    with path.open("wb") as stream:
        for first in range(0, lines, _LINES_AT_ONCE):
            raw = numbers.bytes(min(_LINES_AT_ONCE, lines - first) * _MD5_BYTES)
            stream.write(_as_lines(raw).data)


def _as_lines(raw: bytes) -> npt.NDArray[np.uint8]:
    digits = np.frombuffer(raw.hex().encode("ascii"), dtype=np.uint8).reshape(-1, 2 * _MD5_BYTES)
    tail = np.broadcast_to(np.frombuffer(_LINE_TAIL, dtype=np.uint8), (len(digits), len(_LINE_TAIL)))
    return np.ascontiguousarray(np.hstack((digits, tail)))


def write_queries(path: Path, *, listed_in: Path, count: int, one_in: int) -> None:
    """`count` MD5, a line each, in no order; one in `one_in` stands in the md5sum list, the rest nowhere."""
    numbers = np.random.default_rng(7)
    asked = [numbers.bytes(_MD5_BYTES).hex() for _ in range(count - count // one_in)]
    line_bytes = 2 * _MD5_BYTES + len(_LINE_TAIL)
    lines = listed_in.stat().st_size // line_bytes
    with listed_in.open("rb") as stream:
        for line in numbers.choice(lines, size=count // one_in, replace=False):
            stream.seek(int(line) * line_bytes)
            asked.append(stream.read(2 * _MD5_BYTES).decode("ascii"))
    numbers.shuffle(asked)
    path.write_text("".join(f"{digest}\n" for digest in asked), encoding="ascii")
