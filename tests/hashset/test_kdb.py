"""Autopsy's .kdb sets: what hfind writes and finds is what is read."""

import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.errors import HashSetRefused
from tests.hashset.builders import a_file, contents, digests_of, import_file, md5_hex
from tests.hashset.hfind import hfind_finds, needs_hfind
from tests.hashset.reading import read_records

# The tables as The Sleuth Kit makes them (tsk/hashdb/sqlite_hdb.cpp).
SCHEMA = """
CREATE TABLE db_properties (name TEXT NOT NULL, value TEXT);
CREATE TABLE hashes (id INTEGER PRIMARY KEY AUTOINCREMENT, md5 BINARY(16) UNIQUE, sha1 BINARY(20),
 sha2_256 BINARY(32));
CREATE TABLE file_names (name TEXT NOT NULL, hash_id INTEGER NOT NULL, PRIMARY KEY(name, hash_id));
CREATE TABLE comments (comment TEXT NOT NULL, hash_id INTEGER NOT NULL, PRIMARY KEY(comment, hash_id));
CREATE INDEX md5_index ON hashes(md5);
"""


def a_kdb(folder: Path, rows: Sequence[Sequence[object]], *, versions: Sequence[object] = ("1",)) -> Path:
    """`rows` are (md5, sha1, sha256) as raw bytes."""
    path = folder / "set.kdb"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SCHEMA)
        database.executemany(
            "INSERT INTO db_properties VALUES ('Schema Version', ?)", [(v,) for v in versions]
        )
        database.executemany("INSERT INTO hashes (md5, sha1, sha2_256) VALUES (?, ?, ?)", rows)
        database.execute("INSERT INTO file_names VALUES ('x.jpg', 1)")
        database.commit()
    return path


def row_of(content: bytes) -> tuple[bytes | None, ...]:
    digests = digests_of(content)
    return digests.md5, digests.sha1, digests.sha256


def refused(source: Path) -> str:
    with pytest.raises(HashSetRefused) as caught:
        read_records(source)
    return str(caught.value)


def test_a_set_gives_every_digest_it_has(tmp_path: Path) -> None:
    info = import_file(a_kdb(tmp_path, [row_of(c) for c in contents(5)]), tmp_path / "library")
    assert (info.format, info.record_count, info.digest_counts) == ("Autopsy hash set", 5, (5, 5, 5))
    assert info.unsized_count == 5
    assert info.notes == ("File names and comments of the set are not kept.",)


raws = st.tuples(*(st.none() | st.binary(min_size=width, max_size=width) for width in (16, 20, 32)))


@settings(max_examples=60, derandomize=True)
@given(rows=st.lists(raws, min_size=1, max_size=12, unique_by=lambda row: row[0] or object()))
def test_what_sqlite_holds_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[bytes | None, ...]]
) -> None:
    records, dropped = read_records(a_kdb(tmp_path_factory.mktemp("kdb"), rows))
    assert [(r.md5, r.sha1, r.sha256) for r in records] == rows
    assert sum(dropped.values()) == sum(not any(row) for row in rows)


def test_more_rows_than_are_read_at_once_come_in_order(tmp_path: Path) -> None:
    rows = [row_of(c) for c in contents(2_100)]
    records, _ = read_records(a_kdb(tmp_path, rows))
    assert [(r.md5, r.sha1, r.sha256) for r in records] == rows


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ((b"x" * 15, None, None), "its MD5 value is not 16 bytes long"),
        ((md5_hex(b"a"), None, None), "its MD5 value is not 16 bytes long"),
        (("x" * 16, None, None), "its MD5 value is not 16 bytes long"),
        ((None, 5, None), "its SHA1 value is not 20 bytes long"),
        ((None, None, b""), "its SHA256 value is not 32 bytes long"),
    ],
)
def test_an_unfit_row_is_refused_by_number(tmp_path: Path, row: Sequence[object], sentence: str) -> None:
    told = refused(a_kdb(tmp_path, [row_of(b"other"), row]))
    assert f"row 1 of hashes (counted from 0): {sentence}" in told


@pytest.mark.parametrize(
    ("versions", "told"), [(["2"], "schema version 2"), ([], "that is not clear"), (["1", "1"], "not clear")]
)
def test_a_set_of_another_version_is_refused(tmp_path: Path, versions: list[str], told: str) -> None:
    assert told in refused(a_kdb(tmp_path, [row_of(b"a")], versions=versions))


def test_a_set_cut_or_changed_is_refused_or_read_without_a_trace_of_python(tmp_path: Path) -> None:
    whole = a_kdb(tmp_path, [row_of(c) for c in contents(60)]).read_bytes()
    for length in range(1, len(whole), 509):
        assert "nothing" in refused(a_file(tmp_path, whole[:length], name="cut.kdb"))
    for place in range(0, len(whole), 211):
        changed = bytearray(whole)
        changed[place] ^= 0x41
        try:
            records, _ = read_records(a_file(tmp_path, bytes(changed), name="changed.kdb"))
        except HashSetRefused:
            continue
        assert len(records) == 60


@needs_hfind
def test_what_hfind_makes_and_finds_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "made.kdb"
    subprocess.run(["hfind", "-c", path], check=True, capture_output=True)
    listed = [md5_hex(c) for c in contents(5)]
    subprocess.run(["hfind", "-a", path, *listed], check=True, capture_output=True)
    digests = [record.md5 for record in read_records(path)[0]]
    assert [digest.hex() for digest in digests if digest] == listed
    assert hfind_finds(path, [*digests, digests_of(b"absent").md5]) == [True] * 5 + [False]
