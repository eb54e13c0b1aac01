"""The practice sets: a notable one as VICS 2.0 JSON, a known one in the shape of an NSRL RDSv3 minimal
database.

Both hold records of files on the practice image, and of others that are not on it. The notable set also lists
the empty file, as careless real sets do: an importer has to drop it.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from app.practice.pictures import picture, text
from app.practice.recipe import KNOWN_AND_NOTABLE, KNOWN_SOFTWARE, NOTABLE_PICTURES, known_software

SET_VERSION = "2026.03 practice"
_MODEL = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/PRACTICE/$metadata#Media"
_ELSEWHERE_NOTABLE = 240  # records of pictures that are not on the image
_ELSEWHERE_KNOWN = 600
_SQLITE_VERSION_AT = 96  # "The SQLite Database File Format", 1.3: version of the library that wrote last
_RDS_SCHEMA = """
CREATE TABLE FILE (sha256 VARCHAR NOT NULL, sha1 VARCHAR NOT NULL, md5 VARCHAR NOT NULL,
 crc32 VARCHAR NOT NULL, file_name VARCHAR NOT NULL, file_size INTEGER NOT NULL, package_id INTEGER NOT NULL,
 CONSTRAINT PK_FILE__FILE PRIMARY KEY (sha256, sha1, md5, crc32, file_name, file_size, package_id));
CREATE TABLE MFG (manufacturer_id INTEGER NOT NULL, name VARCHAR NOT NULL,
 CONSTRAINT PK_MFG__MFG_ID PRIMARY KEY (manufacturer_id));
CREATE TABLE OS (operating_system_id INTEGER NOT NULL, name VARCHAR NOT NULL, version VARCHAR NOT NULL,
 manufacturer_id INTEGER NOT NULL, CONSTRAINT PK_OS__OS_ID PRIMARY KEY (operating_system_id,
 manufacturer_id)); CREATE TABLE PKG (package_id INTEGER NOT NULL, name VARCHAR NOT NULL, version VARCHAR NOT
 NULL, operating_system_id INTEGER NOT NULL, manufacturer_id INTEGER NOT NULL, language VARCHAR NOT NULL,
 application_type VARCHAR NOT NULL, CONSTRAINT PK_PGK__PKG_ID PRIMARY KEY (package_id, operating_system_id,
 manufacturer_id, language, application_type)); CREATE TABLE VERSION (version VARCHAR UNIQUE NOT NULL,
 build_set VARCHAR NOT NULL, build_date TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL, release_date TIMESTAMP
 NOT NULL, description VARCHAR NOT NULL, CONSTRAINT PK_VERSION__VERSION PRIMARY KEY (version)); CREATE VIEW
 DISTINCT_HASH AS SELECT DISTINCT sha256, sha1, md5, crc32 FROM FILE;
"""


def write_notable_set(path: Path) -> None:
    """Write the VICS 2.0 set; categories are codes of a scheme called PRACTICE that exists only here."""
    media = [
        _media(number, content, category) for number, (content, category) in enumerate(_notable(), start=1)
    ]
    # The model key first and `value` second, upper-case hex: other VICS readers rely on it.
    path.write_text(json.dumps({"@odata.context": _MODEL, "value": media}, indent=1) + "\n", encoding="utf-8")


def write_known_set(path: Path) -> None:
    """Write the RDSv3-shaped set; refuses to touch an existing file."""
    path.touch(exist_ok=False)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_RDS_SCHEMA)
        with database:
            database.execute("INSERT INTO MFG VALUES (1, 'Fieldcase practice')")
            database.execute("INSERT INTO OS VALUES (1, 'Any', '1', 1)")
            database.execute(
                "INSERT INTO PKG VALUES (1, 'Practice Suite', '1.0', 1, 1, 'English', 'Practice')"
            )
            database.execute(
                "INSERT INTO VERSION VALUES (?, 'practice', '2026-03-14', '2026-03-14', 'Made for training')",
                (SET_VERSION,),
            )
            database.executemany("INSERT INTO FILE VALUES (?, ?, ?, '00000000', ?, ?, 1)", _known_rows())
    # The file names the SQLite that wrote it. Without that the set is the same, digest included, on every
    # machine.
    with path.open("r+b") as stream:
        stream.seek(_SQLITE_VERSION_AT)
        stream.write(bytes(4))


def _notable() -> Iterator[tuple[bytes, int | None]]:
    for number, category in NOTABLE_PICTURES.items():
        yield picture(number), category
    for number in range(_ELSEWHERE_NOTABLE):
        yield text(f"notable, not on the image, {number}", lines=number + 1), 1 + number % 2
    yield b"", 2


def _media(number: int, content: bytes, category: int | None) -> dict[str, object]:
    md5, sha1, sha256 = _upper_digests(content)
    return {
        "MediaID": number,
        "Category": category,
        "MD5": md5,
        "SHA1": sha1,
        "MediaSize": len(content),
        "MimeType": "image/png" if content.startswith(b"\x89PNG") else "text/plain",
        "Series": "Fieldcase practice",
        "AlternativeHashes": [{"MD5": md5, "HashName": "SHA256", "HashValue": sha256}],
    }


def _known_rows() -> Iterator[tuple[str, str, str, str, int]]:
    yield _known_row("sample picture.png", picture(KNOWN_AND_NOTABLE))
    for number in KNOWN_SOFTWARE:
        yield _known_row(f"component{number:02d}.dll", known_software(number))
    for number in range(_ELSEWHERE_KNOWN):
        yield _known_row(f"other{number:03d}.dat", text(f"known, not on the image, {number}", lines=1))


def _known_row(name: str, content: bytes) -> tuple[str, str, str, str, int]:
    md5, sha1, sha256 = _upper_digests(content)
    return sha256, sha1, md5, name, len(content)


def _upper_digests(content: bytes) -> tuple[str, str, str]:
    md5 = hashlib.md5(content, usedforsecurity=False)
    sha1 = hashlib.sha1(content, usedforsecurity=False)
    running = (md5, sha1, hashlib.sha256(content))
    return running[0].hexdigest().upper(), running[1].hexdigest().upper(), running[2].hexdigest().upper()
