"""Known-hash sets made on the spot, in every form Fieldcase reads, and the one way the tests import them."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from forensics.digests import DigestSet
from forensics.hashset import Role, SetInfo
from forensics.hashset.importing import import_set
from forensics.hashset.sources import ExaminersColumns
from forensics.hashset.vault import VaultKey

VICS_2 = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
VICS_2_CASE = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Cases"
VICS_13 = "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media"
IMPORTED_AT = datetime(2099, 1, 2, 3, 4, 5, tzinfo=UTC)

# The tables of a minimal set as NIST ships them (schema.sql of RDSv3).
RDS_SCHEMA = """
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
INSERT INTO VERSION VALUES ('2099.03.1', 'synthetic', '2099-03-01', '2099-03-01', 'synthetic');
"""


def digests_of(content: bytes) -> DigestSet:
    return DigestSet(
        md5=hashlib.md5(content, usedforsecurity=False).digest(),
        sha1=hashlib.sha1(content, usedforsecurity=False).digest(),
        sha256=hashlib.sha256(content).digest(),
    )


def md5_hex(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def sha1_hex(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def sha256_hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def contents(count: int) -> list[bytes]:
    return [b"content %d" % number for number in range(count)]


def a_file(folder: Path, content: str | bytes, *, name: str = "set") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def a_plain_list(folder: Path, digests: Iterable[str], *, name: str = "list.txt") -> Path:
    return a_file(folder, "".join(f"{digest}\n" for digest in digests), name=name)


def media(content: bytes, **fields: object) -> dict[str, object]:
    """A VICS Media record of `content`; `fields` are added or take the place of what stands there."""
    record: dict[str, object] = {
        "MediaID": 1,
        "Category": 1,
        "MD5": md5_hex(content).upper(),
        "SHA1": sha1_hex(content).upper(),
        "MediaSize": len(content),
    }
    return record | fields


def a_vics_file(
    folder: Path, records: Sequence[object], *, address: str = VICS_2, name: str = "v.json"
) -> Path:
    key = "@odata.context" if "2.0" in address else "odata.metadata"
    return a_file(folder, json.dumps({key: address, "value": records}), name=name)


def an_rds_database(folder: Path, rows: Iterable[Sequence[object]], *, name: str = "rds.db") -> Path:
    """`rows` are (sha256, sha1, md5, crc32, file_name, file_size, package_id)."""
    path = folder / name
    with closing(sqlite3.connect(path)) as database:
        database.executescript(RDS_SCHEMA)
        database.executemany("INSERT INTO FILE VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        database.commit()
    return path


def rds_row(content: bytes, *, package: int = 1) -> tuple[object, ...]:
    upper = (sha256_hex(content).upper(), sha1_hex(content).upper(), md5_hex(content).upper())
    return (*upper, "00000000", "a.dll", len(content), package)


def import_file(
    source: Path,
    library: Path,
    *,
    name: str = "a set",
    role: str = Role.NOTABLE,
    version: str | None = None,
    format_name: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
    columns: ExaminersColumns | None = None,
    member: str | None = None,
    key: VaultKey | None = None,
) -> SetInfo:
    return import_set(
        source,
        library=library,
        name=name,
        role=role,
        version=version,
        format_name=format_name,
        imported_at=IMPORTED_AT,
        tool_version="9.9",
        progress=progress,
        cancelled=cancelled,
        columns=columns,
        member=member,
        key=key,
    )


def a_set_info(name: str = "a set", *, version: str | None = None) -> SetInfo:
    """What a set of one SHA-1 says of itself."""
    return SetInfo(
        name=name,
        role=Role.NOTABLE,
        version=version,
        format="plain hash list",
        source_name="list.txt",
        source_sha256="0" * 64,
        record_count=1,
        distinct_count=1,
        dropped_empty=0,
        algorithms=("sha1",),
        digest_counts=(1,),
        sized_count=0,
        unsized_count=1,
        imported_at="2099-01-02T03:04:05Z",
        tool_version="9.9",
        index_sha256="1" * 64,
    )
