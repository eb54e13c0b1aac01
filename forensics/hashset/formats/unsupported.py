"""Forms that are known by sight and not read: they are refused by name, so that nobody takes them for
damaged."""

import sqlite3
from contextlib import closing

from forensics.hashset.parsing.databases import MAGIC, open_database, schema_of
from forensics.hashset.sources import Opening

_LEADING_BYTES = (
    (b"HASH\r\n", "An EnCase hash set of another version"),
    (b"7z\xbc\xaf\x27\x1c", "A 7-Zip archive"),
    (b"Rar!\x1a\x07", "A RAR archive"),
    (b"\xfd7zXZ\x00", "An xz archive"),
    (b"BZh", "A bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "A Zstandard archive"),
)
_TAR_MARK_AT, _TAR_MARK = 257, b"ustar"  # POSIX.1-2017, pax, ustar interchange format
_DATABASES = (({"HASHES", "PROPERTIES", "HASHES_PROPERTIES"}, "An IPED hash database"),)


def kind_of(opening: Opening) -> str | None:
    """What the source is, to begin a sentence with; `None` when it is not recognised."""
    for magic, kind in _LEADING_BYTES:
        if opening.head.startswith(magic):
            return kind
    if opening.head.startswith(_TAR_MARK, _TAR_MARK_AT):
        return "A tar archive"
    if opening.head.startswith(MAGIC):
        return _kind_of_database(opening)
    if opening.first_line[:1] in ("{", "["):
        return (
            "A JSON file that does not begin with the address of a VICS model from 1.1 to 2.0, "
            "nor as a list of media records,"
        )
    return None


def _kind_of_database(opening: Opening) -> str:
    try:
        with closing(open_database(opening.path)) as database:
            tables = set(schema_of(database))
    except sqlite3.Error:  # whatever it is, it is a damaged one
        return "A damaged SQLite database"
    for wanted, kind in _DATABASES:
        if tables >= wanted:
            return kind
    return "An SQLite database of another program"
