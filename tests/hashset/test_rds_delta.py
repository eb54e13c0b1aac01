"""NSRL deltas: what SQLite would insert is what is read, without SQLite; what it would change is told."""

import gzip
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.errors import HashSetRefused
from forensics.hashset.formats import rds_delta
from forensics.hashset.records import SetRecord
from tests.hashset.builders import RDS_SCHEMA, a_file, contents, digests_of, import_file, rds_row
from tests.hashset.reading import read_records, recognised

HEAD = "INSERT INTO FILE(sha256,sha1,md5,crc32,file_name,file_size,package_id) VALUES"
ROW = "('{0}','{1}','{2}','{3}','{4}',{5},{6})"


def row_text(content: bytes, *, name: str = "a.dll") -> str:
    sha256, sha1, md5, crc32, _name, size, package = rds_row(content)
    return ROW.format(sha256, sha1, md5, crc32, name.replace("'", "''"), size, package)


def insert(content: bytes, *, name: str = "a.dll") -> str:
    return f"{HEAD}{row_text(content, name=name)};"


def record_of(content: bytes) -> SetRecord:
    digests = digests_of(content)
    return SetRecord(digests.md5, digests.sha1, digests.sha256, len(content))


def a_delta(folder: Path, statements: list[str], *, name: str = "delta.sql", end: str = "\n") -> Path:
    return a_file(folder, end.join(["BEGIN TRANSACTION;", *statements, "COMMIT;", ""]), name=name)


def refused(source: Path) -> str:
    with pytest.raises(HashSetRefused) as caught:
        read_records(source)
    return str(caught.value)


def as_sqlite_has_it(script: str) -> list[SetRecord]:
    """The rows of FILE after SQLite has run `script` on an empty set."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(RDS_SCHEMA + script)
        rows = database.execute("SELECT md5, sha1, sha256, file_size FROM FILE ORDER BY rowid").fetchall()
    return [
        SetRecord(bytes.fromhex(md5), bytes.fromhex(sha1), bytes.fromhex(sha256), size)
        for md5, sha1, sha256, size in rows
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", " ", ""])
def test_a_delta_is_a_set_of_the_rows_it_adds(tmp_path: Path, end: str) -> None:
    source = a_delta(tmp_path, [insert(c) for c in contents(5)], end=end)
    info = import_file(source, tmp_path / "library", role="known")
    assert (info.format, info.record_count, info.digest_counts) == ("NSRL RDSv3 delta", 5, (5, 5, 5))
    assert any("stands beside the full set" in note for note in info.notes)
    assert any("Known is not harmless" in note for note in info.notes)
    assert read_records(source)[0] == [record_of(c) for c in contents(5)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO FILE VALUES{row};",
        'insert or ignore into main."FILE"\n  values\n{row}\n;',
        "REPLACE INTO `FILE`VALUES{row};",
        'INSERT INTO [FILE] ("sha256", [sha1], md5, `crc32`,\n file_name,file_size,package_id)VALUES{row} ;',
        "-- it's a comment; with a quote\n/* and 'another; */ INSERT INTO FILE VALUES {row};",
        ";;INSERT INTO FILE VALUES{row};",
    ],
)
def test_an_insert_is_read_however_it_is_spelled(tmp_path: Path, statement: str) -> None:
    script = [statement.format(row=row_text(c, name="it's; a (name), 'x'")) for c in contents(3)]
    assert read_records(a_delta(tmp_path, script))[0] == [record_of(c) for c in contents(3)]


@pytest.mark.parametrize(
    "name", ["new\nline", "');\nCOMMIT;\nINSERT INTO FILE VALUES('", "--", "/*", "''", "\\'"]
)
def test_whatever_a_file_is_called_its_row_is_read(tmp_path: Path, name: str) -> None:
    script = [insert(b"a", name=name), insert(b"b"), insert(b"c", name=name)]
    assert read_records(a_delta(tmp_path, script))[0] == [record_of(c) for c in (b"a", b"b", b"c")]


def test_values_of_many_rows_columns_in_any_order_and_absent_values_are_read(tmp_path: Path) -> None:
    a, b = (rds_row(c) for c in (b"a", b"b"))
    script = [
        f"{HEAD} {row_text(b'c')}, -- one\n{row_text(b'd')} , /* two */ {row_text(b'e')};",
        f"INSERT INTO FILE(file_size,md5,sha256) VALUES({a[5]},'{a[2]}','{a[0]}');",
        f"INSERT INTO FILE(file_size,md5,sha256) VALUES('{b[5]}',NULL,'{b[0]}');",
        "INSERT INTO FILE(md5,file_name) VALUES(NULL,'x'),('','y');",
    ]
    records, dropped = read_records(a_delta(tmp_path, script))
    assert records[:3] == [record_of(c) for c in (b"c", b"d", b"e")]
    assert records[3:] == [
        record_of(b"a")._replace(sha1=None),
        record_of(b"b")._replace(sha1=None, md5=None),
        SetRecord(),
        SetRecord(),
    ]
    assert dropped == {"records without MD5, SHA-1 and SHA-256": 2}


def test_what_the_sqlite_program_writes_of_odd_names_is_read(tmp_path: Path) -> None:
    database = tmp_path / "set.db"
    with closing(sqlite3.connect(database)) as made:
        made.executescript(RDS_SCHEMA)
        for content, name in zip(contents(4), ("plain", "two\r\nlines", "it's", "\x07"), strict=True):
            row = list(rds_row(content))
            row[4] = name
            made.execute("INSERT INTO FILE VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        made.commit()
    try:
        dump = subprocess.run(["sqlite3", database, ".dump FILE"], capture_output=True, check=True, text=True)
    except FileNotFoundError:
        pytest.skip("sqlite3 is not installed")
    lines = dump.stdout.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("INSERT"))
    source = a_file(tmp_path, "\n".join(["BEGIN TRANSACTION;", *lines[first:], ""]))
    assert read_records(source)[0] == [record_of(c) for c in contents(4)]


names = st.text(alphabet="a'\";\n\r-/*()\\,é", max_size=12)
statements = st.lists(
    st.tuples(st.integers(0, 999), names, st.sampled_from(["plain", "listed", "pair", "other", "comment"])),
    min_size=1,
    max_size=12,
    unique_by=lambda made: made[0],
)


@settings(max_examples=150, derandomize=True)
@given(
    made=statements, piece=st.sampled_from([16, 100, 1000, 1 << 22]), end=st.sampled_from(["\n", "\r\n", ""])
)
def test_what_sqlite_would_insert_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[int, str, str]], piece: int, end: str
) -> None:
    script = []
    for number, name, kind in made:
        content, other = b"content %d" % number, b"other %d" % number
        script.append(
            {
                "plain": f"INSERT INTO FILE VALUES{row_text(content, name=name)};",
                "listed": insert(content, name=name),
                "pair": f"{HEAD} {row_text(content, name=name)},{row_text(other, name=name)};",
                "other": "INSERT INTO MFG VALUES({},'{}');".format(number, name.replace("'", "''")),
                "comment": "/*{}*/{}".format(name.replace("*/", ""), insert(content)),
            }[kind]
        )
    source = a_delta(tmp_path_factory.mktemp("delta"), script, end=end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rds_delta, "_PIECE_BYTES", piece)
        assert read_records(source)[0] == as_sqlite_has_it(source.read_bytes().decode())


def test_rows_of_other_tables_and_changes_to_them_are_passed_over(tmp_path: Path) -> None:
    script = [
        "INSERT INTO PKG VALUES(1,'it''s; x','2',1,1,'English','Office');",
        "UPDATE OS SET name='x' WHERE operating_system_id=1;",
        "DELETE FROM MFG WHERE manufacturer_id=7;",
        insert(b"a"),
        "PRAGMA foreign_keys=ON;",
    ]
    assert read_records(a_delta(tmp_path, script))[0] == [record_of(b"a")]


def test_rows_that_a_delta_deletes_are_counted_and_told(tmp_path: Path) -> None:
    script = [insert(b"a"), *["DELETE FROM FILE WHERE sha256='A;';"] * 3, insert(b"b")]
    info = import_file(a_delta(tmp_path, script), tmp_path / "library", role="known")
    assert info.record_count == 2
    assert info.dropped == ((rds_delta.DELETED, 3),)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE FILE SET file_size=1 WHERE file_size=2;", "line 3: it changes rows of FILE"),
        ('UPDATE OR REPLACE main."file" SET file_size=1;', "line 3: it changes rows of FILE"),
        ("DELETE FROM FILE;", "line 3: it changes rows of FILE"),
        ("INSERT INTO FILE SELECT * FROM OTHER;", "line 3: its INSERT is not a list of values"),
        ("INSERT INTO FILE(sha256,md5) VALUES('a');", "line 3: its values do not fit the columns of FILE"),
        ("INSERT INTO FILE(other) VALUES('a');", "line 3: its INSERT names other columns than FILE has"),
        ("INSERT INTO FILE(md5,md5) VALUES('a','b');", "line 3: its INSERT names other columns"),
        ("INSERT INTO FILE(file_name) VALUES('a');", "line 3: its INSERT names no column with digests"),
        ("INSERT INTO FILE(md5) VALUES(5);", "line 3: its md5 is not a text"),
        ("INSERT INTO FILE(md5) VALUES(x'00');", "line 3: its md5 is not a text"),
        ("INSERT INTO FILE(md5) VALUES('00');", "line 3: its MD5 value has 2 digits"),
        ("INSERT INTO FILE(md5)\nVALUES\n('" + "z" * 32 + "');", "line 5: its MD5 value is not hexadecimal"),
        ("INSERT INTO FILE(md5,file_size) VALUES('',-1);", "line 3: its file_size is not a number of bytes"),
        ("INSERT INTO FILE(md5,file_size) VALUES('','x');", "line 3: its size is not a number"),
        (f"INSERT INTO FILE(md5,file_size) VALUES('',{1 << 63});", "line 3: no file has the size"),
        ("BEGIN;", "line 3: BEGIN and COMMIT do not go together"),
        ("COMMIT;INSERT INTO FILE(md5) VALUES('');", "line 3: its INSERT stands outside BEGIN and COMMIT"),
        ("DROP TABLE FILE;", "line 3: a delta has no statement that begins with DROP"),
        ("CREATE TABLE FILE (md5);", "line 3: it makes tables and views"),
        ("ROLLBACK;", "line 3: a delta has no statement that begins with ROLLBACK"),
        ("\x00;", "line 3: a delta has no statement that begins with"),
    ],
)
def test_a_statement_that_a_delta_cannot_have_is_refused(
    tmp_path: Path, statement: str, sentence: str
) -> None:
    assert sentence in refused(a_delta(tmp_path, [insert(b"a"), statement, insert(b"b")]))


def test_a_wrong_digest_among_many_rows_is_told_by_its_line(tmp_path: Path) -> None:
    script = [insert(c) for c in contents(50)]
    script[30] = script[30].replace("('", "('AA", 1)
    script[40] = script[40].replace(row_text(contents(50)[40])[2:10], "nohexnow")
    assert "line 32: its SHA256 value has 66 digits" in refused(a_delta(tmp_path, script))
    script[30] = insert(b"other")
    assert "line 42: its SHA256 value is not hexadecimal" in refused(a_delta(tmp_path, script))


def test_a_delta_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = a_delta(tmp_path, [insert(c) for c in contents(3)]).read_bytes()
    for length in range(19, len(whole) - len("\n")):
        told = refused(a_file(tmp_path, whole[:length], name="cut.sql"))
        assert "nothing of the set was kept" in told or "nothing was kept" in told


def test_a_statement_without_end_is_refused_in_small_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rds_delta, "_LONGEST_STATEMENT_BYTES", 100_000)
    monkeypatch.setattr(rds_delta, "_PIECE_BYTES", 30_000)
    source = a_delta(tmp_path, [insert(b"a"), "INSERT INTO PKG VALUES('" + "x" * 200_000])
    assert "line 3: the statement is far longer than any of a delta" in refused(source)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO VERSION VALUES('2099.06.1','b','2099','2099','d');",
        "insert into \"VERSION\"(version, build_set) values ( '2099.06.1','b');",
    ],
)
def test_a_delta_states_its_version_wherever_it_stands(tmp_path: Path, statement: str) -> None:
    many = [insert(c) for c in contents(400)]
    for script in ([statement, *many], [*many, statement]):
        assert recognised(a_delta(tmp_path, script))[1].version == "2099.06.1"
    assert recognised(a_delta(tmp_path, many))[1].version is None
    assert recognised(a_delta(tmp_path, [insert(b"a", name=statement)]))[1].version is None


def test_a_delta_in_an_archive_takes_the_version_of_its_name(tmp_path: Path) -> None:
    text = a_delta(tmp_path, [insert(b"a")]).read_bytes()
    packed = tmp_path / "delta.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("RDS_2099.06.1_modern_minimal_delta.sql", text)
    info = import_file(packed, tmp_path / "library", role="known")
    assert (info.version, info.record_count) == ("2099.06.1", 1)
    assert any("in the name of the file" in note for note in info.notes)


def test_a_delta_in_gzip_is_read_and_has_no_version_of_its_own(tmp_path: Path) -> None:
    text = a_delta(tmp_path, [insert(b"a")]).read_bytes()
    info = import_file(a_file(tmp_path, gzip.compress(text), name="d.sql.gz"), tmp_path / "library")
    assert (info.version, info.record_count) == (None, 1)


def test_other_sql_is_not_taken_for_a_delta(tmp_path: Path) -> None:
    with pytest.raises(HashSetRefused, match="is not a known-hash set"):
        recognised(a_delta(tmp_path, ["INSERT INTO people VALUES('a');"]))
