"""The case on disk: facts stay as written, its form is known, and trouble with it is one sentence."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.store.case_file import CaseFile
from app.store.custody_log import custody_events
from app.store.opening import DATABASE_NAME, CaseTrouble, create_database, database_path, migrate
from app.store.schema import APPLICATION_ID, FACTS, SCHEMA_MAJOR, Base, guard_names
from forensics.custody import verify_chain
from tests.app.builders import a_case, copied, listed, ran, said


def _schema(path: Path) -> set[tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, COALESCE(sql, '') FROM sqlite_master").fetchall()
    return {(kind, name, " ".join(sql.split())) for kind, name, sql in rows}


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in FACTS}  # noqa: S608  # our own names


def _pragma(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(database_path(folder))) as connection:
        connection.execute(f"PRAGMA {statement}")
        connection.commit()


def test_there_is_a_guard_against_change_and_removal_for_every_table() -> None:
    assert set(FACTS) == set(Base.metadata.tables)
    assert len(guard_names()) == 2 * len(FACTS)


@pytest.mark.parametrize("table", FACTS)
def test_no_fact_can_be_changed_or_removed(table: str, finished_case: Path, tmp_path: Path) -> None:
    case = copied(finished_case, tmp_path / "case")
    with closing(sqlite3.connect(database_path(case))) as connection:
        column = connection.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[0]  # noqa: S608  # our own names
        if not connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall():  # noqa: S608
            pytest.fail(f"the practice case has nothing in {table}, so its guards were not tried")
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608
            with pytest.raises(sqlite3.IntegrityError, match="facts are never changed or removed"):
                connection.execute(statement)


def test_the_records_are_those_that_the_migrations_make(tmp_path: Path) -> None:
    engine = create_database(tmp_path / "case")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_a_migrated_copy_equals_a_fresh_case_guards_included(tmp_path: Path) -> None:
    fresh, old = a_case(tmp_path / "fresh"), a_case(tmp_path / "old")
    before = _rows(database_path(old))
    migrate(old)
    assert _schema(database_path(old)) == _schema(database_path(fresh))
    assert guard_names() <= {name for kind, name, _ in _schema(database_path(old)) if kind == "trigger"}
    assert _rows(database_path(old)) == before
    assert said("verify", old).status == 0
    assert not list(old.glob("*.migrating*"))


@pytest.mark.parametrize("words", [("list", "CASE", "entries"), ("verify", "CASE")])
def test_a_case_of_the_first_format_is_brought_up_to_date_when_it_is_opened(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    fresh, old = a_case(tmp_path / "fresh"), a_case(tmp_path / "old")
    _back_to_the_first_format(old)
    assert said(*(old if word == "CASE" else word for word in words)).status == 0
    assert _schema(database_path(old)) == _schema(database_path(fresh))


def test_a_case_of_the_first_format_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    old = a_case(tmp_path / "old")
    _back_to_the_first_format(old)
    for path in (*old.iterdir(), old):
        path.chmod(0o555 if path.is_dir() else 0o444)
    answer = ran("list", old, "entries", powerless=True)
    old.chmod(0o755)
    assert answer.status == 1
    assert "written by an older Fieldcase" in answer.sentence


def _back_to_the_first_format(case: Path) -> None:
    """As the first migration left it, with the rows that it had columns for."""
    with closing(sqlite3.connect(database_path(case))) as connection:
        connection.executescript(
            "DROP TABLE byte_count;"
            "ALTER TABLE scan DROP COLUMN plan;"
            "ALTER TABLE listing_end DROP COLUMN census_source;"
            "ALTER TABLE listing_end DROP COLUMN records_in_use;"
            "ALTER TABLE listing_end DROP COLUMN records_met;"
            "ALTER TABLE entry DROP COLUMN links;"
            "ALTER TABLE entry DROP COLUMN place_bytes;"
            "ALTER TABLE entry DROP COLUMN priority;"
            "ALTER TABLE examination DROP COLUMN read_twice;"
            "ALTER TABLE entry DROP COLUMN remains;"
            "ALTER TABLE entry DROP COLUMN parent_known;"
            "ALTER TABLE entry DROP COLUMN flags;"
            "ALTER TABLE entry DROP COLUMN times_flags;"
            "ALTER TABLE volume DROP COLUMN within;"
            "ALTER TABLE volume DROP COLUMN layer;"
            "ALTER TABLE volume DROP COLUMN layer_key;"
            "UPDATE alembic_version SET version_num = '0001';"
            "PRAGMA user_version = 1000;"
        )


def test_a_migration_that_was_cut_off_leaves_the_case_as_it_was_and_can_be_repeated(tmp_path: Path) -> None:
    case = a_case(tmp_path / "case")
    whole = database_path(case).read_bytes()
    database_path(case).with_suffix(".migrating").write_bytes(whole[: len(whole) // 2])
    assert said("verify", case).status == 0
    migrate(case)
    assert said("verify", case).status == 0


def test_a_case_of_a_newer_major_version_can_be_read_and_not_changed(
    finished_case: Path, tmp_path: Path
) -> None:
    case = copied(finished_case, tmp_path / "case")
    _pragma(case, f"user_version={(SCHEMA_MAJOR + 1) * 1_000}")
    assert listed(case, "entries") == listed(finished_case, "entries")
    for words in (
        ("scan", case, "--library", tmp_path),
        ("evidence", "add", case, tmp_path),
        ("report", case, "--out", tmp_path / "r"),
    ):
        answer = said(*words)
        assert answer.status == 1
        assert "written by a newer Fieldcase" in answer.sentence
        assert "can be read, not changed" in answer.sentence


def test_a_newer_minor_version_is_still_worked_on(tmp_path: Path) -> None:
    case = a_case(tmp_path / "case")
    _pragma(case, f"user_version={SCHEMA_MAJOR * 1_000 + 999}")
    with CaseFile.open(case, write=True) as opened:
        opened.log(utc="2026-11-22T05:30:00Z", action="test.done", subject="case", payload={})
    assert said("verify", case).status == 0


def _no_folder(folder: Path) -> None:
    assert not folder.exists()


def _empty_folder(folder: Path) -> None:
    folder.mkdir()


def _folder_that_is_a_file(folder: Path) -> None:
    folder.write_text("a shopping list")


def _empty_database(folder: Path) -> None:
    folder.mkdir()
    database_path(folder).touch()


def _text_for_database(folder: Path) -> None:
    folder.mkdir()
    database_path(folder).write_text("not a database " * 1_000)


def _database_is_a_folder(folder: Path) -> None:
    database_path(folder).mkdir(parents=True)


def _other_database(folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(database_path(folder))) as connection:
        connection.execute("CREATE TABLE places (url TEXT)")


def _cut_database(folder: Path) -> None:
    a_case(folder)
    whole = database_path(folder).read_bytes()
    database_path(folder).write_bytes(whole[:6_000])


def _overwritten_pages(folder: Path) -> None:
    a_case(folder)
    with database_path(folder).open("r+b") as file:
        file.seek(4_096)
        file.write(b"\xa5" * 40_000)


def _contents(folder: Path) -> dict[str, bytes]:
    """Without SQLite's own working files, which reading may leave."""
    return {
        str(path): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
        if not path.name.endswith(("-wal", "-shm"))
    }


_NOT_CASES = {
    "no folder": (_no_folder, "is not a Fieldcase case"),
    "empty folder": (_empty_folder, "is not a Fieldcase case"),
    "a file": (_folder_that_is_a_file, "is not a Fieldcase case"),
    "an empty database": (_empty_database, "was never finished being made"),
    "text for a database": (_text_for_database, "is damaged"),
    "a folder for a database": (_database_is_a_folder, "is not a Fieldcase case"),
    "a database of another program": (_other_database, "not a Fieldcase case"),
    "a database cut off": (_cut_database, "is damaged"),
    "overwritten pages": (_overwritten_pages, "is damaged"),
}


@pytest.mark.parametrize("kind", _NOT_CASES)
def test_what_is_no_case_is_said_in_one_sentence_and_left_as_it_is(kind: str, tmp_path: Path) -> None:
    make, sentence = _NOT_CASES[kind]
    folder = tmp_path / "thing"
    make(folder)
    before = _contents(tmp_path)
    for words in (
        ("list", folder, "entries"),
        ("scan", folder, "--library", tmp_path),
        ("evidence", "verify", folder),
        ("report", folder, "--out", tmp_path / "report"),
        ("verify", folder),
    ):
        answer = said(*words)
        assert answer.status in (1, 4)
        assert sentence in (answer.err or answer.out), words
        assert len((answer.err or answer.out).splitlines()) == 1
        assert answer.status == 1 or words[0] == "verify"
    assert _contents(tmp_path) == before


def test_a_case_is_not_made_where_something_is(tmp_path: Path) -> None:
    full, file = tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / "notes.txt").write_text("mine")
    file.write_text("mine")
    for place in (full, file, file / "below"):
        answer = said("case", "new", place, "--number", "1", "--examiner", "K. Osei")
        assert answer.status == 1
        assert str(place) in answer.sentence
    assert [path.name for path in full.iterdir()] == ["notes.txt"]
    assert file.read_text() == "mine"


def test_a_case_is_made_in_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert said("verify", a_case(tmp_path / "empty")).status == 0


def _without_a_case_row(folder: Path) -> None:
    create_database(folder).dispose()


def _without_tables(folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(database_path(folder))) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode=WAL")


@pytest.mark.parametrize("interrupt", [_empty_database, _without_tables, _without_a_case_row])
def test_a_case_whose_making_was_interrupted_says_so(interrupt: object, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    interrupt(folder)  # type: ignore[operator]  # one of the functions above
    for write in (False, True):
        with pytest.raises(
            CaseTrouble, match="was never finished being made; remove it and make the case again"
        ):
            CaseFile.open(folder, write=write)
    shutil.rmtree(folder)
    assert said("verify", a_case(folder)).status == 0


def test_a_transaction_that_fails_leaves_neither_rows_nor_event(tmp_path: Path) -> None:
    case_folder = a_case(tmp_path / "case")
    before = _rows(database_path(case_folder))
    of_no_exhibit = "INSERT INTO gap VALUES (99, 0, 0, 'of an exhibit that is not there')"
    with (
        CaseFile.open(case_folder, write=True) as case,
        pytest.raises(CaseTrouble),
        case.transaction() as connection,
    ):
        connection.exec_driver_sql(of_no_exhibit)
    assert _rows(database_path(case_folder)) == before


def test_events_written_from_several_places_at_once_make_one_chain(tmp_path: Path) -> None:
    case_folder = a_case(tmp_path / "case")
    with CaseFile.open(case_folder, write=True) as one, CaseFile.open(case_folder, write=True) as other:
        for number in range(20):
            writer = (one, other)[number % 2]
            writer.log(utc="2026-11-22T05:30:00Z", action="test.done", subject=str(number), payload={})
        with one.transaction() as connection:
            assert verify_chain(custody_events(connection)).count == 21


def test_a_case_under_a_name_with_signs_that_mean_something_in_addresses(tmp_path: Path) -> None:
    case = a_case(tmp_path / "100% ?mode=memory#x & „Fall“.fieldcase")
    assert said("verify", case).status == 0
    assert (case / DATABASE_NAME).stat().st_size > 0
