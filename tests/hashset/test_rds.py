"""NSRL RDSv3 databases: what SQLite holds is what is read; a wrong row or page refuses the set."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.digests import DigestSet
from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset.formats import rds
from forensics.hashset.index import HashIndex
from forensics.hashset.library import index_path
from forensics.hashset.records import SetRecord
from forensics.hashset.sources import SetSource, open_source
from tests.hashset.builders import (
    a_file,
    an_rds_database,
    contents,
    digests_of,
    import_file,
    md5_hex,
    rds_row,
    sha1_hex,
    sha256_hex,
)
from tests.hashset.reading import read_records, recognised

NOTHING_KEPT = "nothing"


def record_of(content: bytes) -> SetRecord:
    digests = digests_of(content)
    return SetRecord(digests.md5, digests.sha1, digests.sha256, len(content))


def raw_or_none(written: str | None) -> bytes | None:
    return bytes.fromhex(written) if written else None


def refused(source: Path) -> str:
    with pytest.raises(HashSetRefused) as caught:
        read_records(source)
    return str(caught.value)


def a_full_set(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    """FILE is a view here; `rows` are (sha256, sha1, md5, bytes), the hexadecimal in any case."""
    path = an_rds_database(folder, [], name="full.db")
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "DROP TABLE FILE;"
            "CREATE TABLE METADATA (sha256, sha1, md5, bytes);"
            "CREATE VIEW FILE AS SELECT UPPER(sha256) AS sha256, UPPER(sha1) AS sha1, UPPER(md5) AS md5,"
            " 'a.dll' AS file_name, bytes AS file_size, 1 AS package_id FROM METADATA;"
        )
        database.executemany("INSERT INTO METADATA VALUES (?, ?, ?, ?)", rows)
        database.commit()
    return path


def test_a_set_gives_its_version_and_repeats_no_file(tmp_path: Path) -> None:
    rows = [rds_row(c, package=package) for package in (1, 2, 3) for c in contents(4)]
    info = import_file(an_rds_database(tmp_path, rows), tmp_path / "library", role="known")
    assert (info.format, info.version) == ("NSRL RDSv3 minimal", "2099.03.1")
    assert (info.record_count, info.distinct_count, info.digest_counts) == (12, 4, (12, 12, 12))
    assert any("Known is not harmless" in note for note in info.notes)
    with HashIndex.open(index_path(tmp_path / "library", info)) as index:
        for record, content in enumerate(contents(4)):
            (found,) = index.lookup(digests_of(content))
            assert (found.record, found.algorithm, found.size_bytes) == (record, "sha256", len(content))


def test_a_set_of_known_files_may_be_notable_and_the_summary_says_so(tmp_path: Path) -> None:
    source = an_rds_database(tmp_path, [rds_row(b"a")])
    known = import_file(source, tmp_path / "library", name="k", role="known")
    notable = import_file(source, tmp_path / "library", name="n", role="notable")
    assert set(notable.notes) - set(known.notes) == {rds.NOTE_IF_NOTABLE}


def test_the_newest_of_several_versions_is_stated(tmp_path: Path) -> None:
    path = an_rds_database(tmp_path, [rds_row(b"a")])
    with closing(sqlite3.connect(path)) as database:
        database.execute("INSERT INTO VERSION VALUES ('2099.12.1', 's', '2099-12-01', '2099-12-01', 's')")
        database.execute("INSERT INTO VERSION VALUES ('2099.09.1', 's', '2099-09-01', '2099-09-01', 's')")
        database.commit()
    assert recognised(path)[1].version == "2099.12.1"


def test_a_full_set_is_read_through_its_view(tmp_path: Path) -> None:
    rows = [(sha256_hex(c), sha1_hex(c), md5_hex(c), len(c)) for c in contents(2_500)]
    path = a_full_set(tmp_path, rows)
    assert recognised(path)[1].title == "NSRL RDSv3 full"
    assert read_records(path)[0] == [record_of(c) for c in contents(2_500)]


def test_every_row_is_read_in_order_over_gaps_and_many_stretches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rds, "_ROWS_JOINED", 7)
    path = an_rds_database(tmp_path, [rds_row(c) for c in contents(100)])
    with closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM FILE WHERE rowid % 9 = 0 OR rowid BETWEEN 40 AND 60")
        database.execute("UPDATE FILE SET rowid = -5 WHERE rowid = 1")
        database.commit()
        rows = database.execute("SELECT md5, file_size FROM FILE ORDER BY rowid").fetchall()
    assert [(r.md5, r.size_bytes) for r in read_records(path)[0]] == [(bytes.fromhex(m), s) for m, s in rows]


rows_of_files = st.lists(
    st.tuples(
        st.none() | st.just("") | st.binary(min_size=32, max_size=32).map(bytes.hex),
        st.none() | st.just("") | st.binary(min_size=20, max_size=20).map(bytes.hex),
        st.none() | st.just("") | st.binary(min_size=16, max_size=16).map(lambda raw: raw.hex().upper()),
        st.none() | st.integers(min_value=0, max_value=(1 << 63) - 1),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=60, derandomize=True)
@given(rows=rows_of_files, is_view=st.booleans(), stretch=st.integers(min_value=1, max_value=9))
def test_what_sqlite_holds_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str | None, str | None, str | None, int | None]],
    is_view: bool,
    stretch: int,
) -> None:
    folder = tmp_path_factory.mktemp("rds")
    path = a_full_set(folder, list(rows))
    if not is_view:
        with closing(sqlite3.connect(path)) as database:
            database.executescript(
                "DROP VIEW FILE;"
                "CREATE TABLE FILE (sha256, sha1, md5, file_name, file_size INTEGER, package_id);"
                "INSERT INTO FILE SELECT sha256, sha1, md5, 'a', bytes, 1 FROM METADATA;"
            )
            database.commit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rds, "_ROWS_JOINED", stretch)
        records, dropped = read_records(path)
    expected = [
        SetRecord(raw_or_none(md5), raw_or_none(sha1), raw_or_none(sha256), size)
        for sha256, sha1, md5, size in rows
    ]
    assert records == expected
    assert sum(dropped.values()) == sum(not any(row[:3]) for row in rows)


def test_a_set_agrees_with_sqlite_on_every_digest(tmp_path: Path) -> None:
    path = an_rds_database(tmp_path, [rds_row(c) for c in contents(500)])
    info = import_file(path, tmp_path / "library", role="known")
    with (
        closing(sqlite3.connect(path)) as database,
        HashIndex.open(index_path(tmp_path / "library", info)) as index,
    ):
        for (sha1,) in database.execute("SELECT sha1 FROM FILE"):
            assert index.lookup(DigestSet(sha1=bytes.fromhex(sha1)))


@pytest.mark.parametrize("is_view", [False, True])
@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (0, "XYZ", "its SHA256 value is not hexadecimal"),
        (0, "Z" * 64, "its SHA256 value is not hexadecimal"),
        (1, "00", "its SHA1 value has 2 digits"),
        (1, "0" * 19 + "," + "0" * 20, "its SHA1 value is not hexadecimal"),
        (2, 5.5, "its MD5 value"),
        (5, "big", "its file_size is not a number"),
        (5, 1.5, "its file_size is not a number"),
        (5, -3, "no file has the size -3"),
        (5, "9" * 30, "its file_size is not a number"),
    ],
)
def test_an_unfit_row_is_refused_by_number(
    tmp_path: Path, place: int, value: object, sentence: str, is_view: bool
) -> None:
    rows = [list(rds_row(b"a")), list(rds_row(b"b"))]
    rows[1][place] = value
    if is_view:
        path = a_full_set(tmp_path, [(r[0], r[1], r[2], r[5]) for r in rows])
        sentence = "no file has the size" if value == "9" * 30 else sentence
    else:
        path = an_rds_database(tmp_path, rows)
    told = refused(path)
    assert sentence in told
    assert "row 1 of FILE (counted from 0)" in told


def test_digits_that_move_from_one_row_to_the_next_are_noticed(tmp_path: Path) -> None:
    rows = [list(rds_row(b"a")), list(rds_row(b"b"))]
    rows[0][2] = str(rows[0][2])[:-1]
    rows[1][2] = str(rows[1][2]) + "0"
    assert "row 0 of FILE (counted from 0): its MD5 value" in refused(an_rds_database(tmp_path, rows))


def test_a_cut_or_damaged_set_is_refused(tmp_path: Path) -> None:
    whole = an_rds_database(tmp_path, [rds_row(c) for c in contents(2000)]).read_bytes()
    assert "is cut off" in refused(a_file(tmp_path, whole[:-4096], name="cut.db"))
    last_of_other_tables = 7  # MFG, OS, PKG and VERSION: only the version is read
    for page in (1, 2, *range(last_of_other_tables + 1, len(whole) // 4096, 11)):
        torn = bytearray(whole)
        torn[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
        told = refused(a_file(tmp_path, bytes(torn), name="torn.db"))
        assert NOTHING_KEPT in told


def test_a_set_with_a_changed_byte_is_refused_or_read_without_a_trace_of_python(tmp_path: Path) -> None:
    whole = an_rds_database(tmp_path, [rds_row(c) for c in contents(60)]).read_bytes()
    for place in range(0, len(whole), 211):
        changed = bytearray(whole)
        changed[place] ^= 0x41
        try:
            records, _ = read_records(a_file(tmp_path, bytes(changed), name="changed.db"))
        except HashSetRefused:
            continue
        assert len(records) == 60


def test_a_row_that_table_or_index_has_lost_is_noticed(tmp_path: Path) -> None:
    path = an_rds_database(tmp_path, [rds_row(c) for c in contents(50)])
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA writable_schema=ON")
        database.execute(
            "UPDATE sqlite_master SET rootpage ="
            " (SELECT rootpage FROM sqlite_master WHERE name = 'MFG') WHERE name = 'FILE'"
        )
        database.commit()
    assert "table and index of the database disagree (0 and 50 rows)" in refused(path)


def test_a_set_that_is_still_being_written_is_refused(tmp_path: Path) -> None:
    path = an_rds_database(tmp_path, [rds_row(b"a")])
    a_file(tmp_path, b"unfinished", name="rds.db-wal")
    assert "has an unfinished change beside it" in refused(path)


def test_a_value_longer_than_any_is_not_loaded(tmp_path: Path) -> None:
    rows = [list(rds_row(b"a")), list(rds_row(b"b"))]
    rows[1][0] = "A" * 20_000_000
    assert "is damaged" in refused(an_rds_database(tmp_path, rows))


def test_an_import_that_is_stopped_ends_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    path = an_rds_database(tmp_path, [rds_row(c) for c in contents(3000)])
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    with pytest.raises(Cancelled):
        import_file(path, tmp_path / "library", cancelled=cancelled)
    assert not (tmp_path / "library").exists()


def test_the_digest_of_the_file_is_that_of_all_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics.hashset.parsing.digesting._PIECE_BYTES", 4096)
    path = an_rds_database(tmp_path, [rds_row(c) for c in contents(2000)])
    info = import_file(path, tmp_path / "library", role="known")
    assert info.source_sha256 == sha256_hex(path.read_bytes())


def test_a_long_value_does_not_stand_in_for_an_absent_one(tmp_path: Path) -> None:
    path = a_full_set(tmp_path, [])
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "DROP VIEW FILE; CREATE TABLE FILE (sha256, sha1, md5, file_name, file_size, package_id);"
        )
        joined = sha256_hex(b"a") + "B" + sha256_hex(b"b")  # as long as two values and a comma
        rows = [
            (value, sha1_hex(b"a"), md5_hex(b"a"), "a", 1, 1) for value in (None, sha256_hex(b"c"), joined)
        ]
        database.executemany("INSERT INTO FILE VALUES (?, ?, ?, ?, ?, ?)", rows)
        database.commit()
    assert "row 2 of FILE (counted from 0): its SHA256 value" in refused(path)


def test_a_set_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = an_rds_database(tmp_path, [rds_row(c) for c in contents(100)])

    def touch(_done: int, _total: int) -> None:
        os.utime(path, ns=(1, 1))

    with pytest.raises(HashSetRefused, match="it was changed while it was read"):
        import_file(path, tmp_path / "library", role="known", progress=touch)
    assert not (tmp_path / "library").exists()


def test_progress_climbs_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics.hashset.parsing.digesting._PIECE_BYTES", 65_536)
    path = an_rds_database(tmp_path, [rds_row(c) for c in contents(5000)])
    told: list[int] = []
    source = SetSource(
        open_source(path, is_forced=False),
        progress=lambda done, total: told.append(done * 1000 // total),
        cancelled=lambda: False,
    )
    assert sum(batch.count for batch in rds.read(source)) == 5000
    assert told == sorted(told)
    assert told[-1] == 1000
    assert len(set(told)) > 5
