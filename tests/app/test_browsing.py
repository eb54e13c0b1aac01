"""Filters, orders, findings and folders over a made case, against plain Python over the same rows."""

import os
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.open_case import OpenCase
from app.rows import EntryFilter, EntryRow, FilterTerm, SortOrder
from app.rows.browsing import FIELDS
from app.rows.filter_values import moments_of, span_of
from app.store.browse_index import INDEX_NAME, BrowseIndex
from app.store.browse_tables import OUTCOME_ORDER
from app.store.browse_trust import is_as_left
from app.store.browsing import entry_ids
from app.store.case_file import CaseFile
from app.store.kept_coverage import kept_coverage, quick_coverage
from app.store.outcome_counts import OutcomeCount, entries_by_outcome
from app.store.results import coverage_counts
from benchmarks.browsed_case import make_case
from tests.app.builders import said

ENTRIES = 3_000
NOW = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("browsing") / "made.fieldcase"
    make_case(made, entries=ENTRIES, hits=200)
    return made


@pytest.fixture(scope="module")
def case(folder: Path) -> Iterator[OpenCase]:
    with opened(folder) as made:
        yield made


def opened(folder: Path) -> OpenCase:
    return OpenCase(CaseFile.open(folder), now=lambda: NOW)


@pytest.fixture(scope="module")
def rows(case: OpenCase) -> Sequence[EntryRow]:
    return case.entry_rows(case.entry_ids(EntryFilter(), None))


@pytest.fixture(scope="module")
def records(folder: Path) -> dict[int, set[tuple[str, str, str | None]]]:
    """(set, role, category) of every record that an entry is equal to."""
    found: dict[int, set[tuple[str, str, str | None]]] = defaultdict(set)
    asked = "SELECT h.entry_id, s.name, s.role, h.category FROM hit h JOIN loaded_set s ON s.id = h.set_id"
    with closing(sqlite3.connect(folder / "case.db")) as connection:
        for entry, name, role, category in connection.execute(asked):
            found[entry].add((name, role, category))
    return found


def fits(row: EntryRow, term: FilterTerm, records: set[tuple[str, str, str | None]]) -> bool:
    """What the filter language means, said once more and as plainly as possible."""
    return _fits(row, term, records) != term.is_negated


def _fits(row: EntryRow, term: FilterTerm, records: set[tuple[str, str, str | None]]) -> bool:
    name = row.path.rpartition("/")[2]
    file_name, _, stream = name.partition(":")
    value = term.value
    plain = {
        "word": lambda: value.casefold() in row.path.casefold(),
        "path": lambda: value.casefold() in row.path.casefold(),
        "name": lambda: value.casefold() in name.casefold(),
        "ext": lambda: (file_name.rpartition(".")[2].lower() if "." in file_name else "") == value,
        "under": lambda: row.path.startswith(value.rstrip("/") + "/"),
        "in": lambda: row.path.rpartition("/")[0] == value.rstrip("/"),
        "exhibit": lambda: row.exhibit == value,
        "outcome": lambda: row.outcome == value,
        "deleted": lambda: row.allocated != (value == "yes"),
        "kind": lambda: row.kind == value,
        "stream": lambda: bool(stream) == (value == "yes"),
        "digest": lambda: any((each or "").startswith(value) for each in (row.md5, row.sha1, row.sha256)),
        "also": lambda: bool(row.also_on) == (value == "yes"),
        "reason": lambda: value in (row.reason or ""),
        "set": lambda: any(each[0] == value for each in records),
        "role": lambda: any(each[1] == value for each in records),
        "category": lambda: any(each[2] == value for each in records),
        "size": lambda: within(row.size_bytes, term),
        "id": lambda: within(row.id, term),
        "modified": lambda: within(nanoseconds(row.mtime), term),
    }
    return plain[term.field]()


def within(number: int | None, term: FilterTerm) -> bool:
    low, high = span_of(term.operator, term.value, field_is=FIELDS[term.field].takes) or (None, None)
    return number is not None and (low is None or number >= low) and (high is None or number <= high)


def nanoseconds(iso: str | None) -> int | None:
    """Of the second it stands in; what is asked for here ends at whole days."""
    if iso is None:
        return None
    first, _ = moments_of(iso[:19]) or (None, None)
    return first


def terms() -> st.SearchStrategy[FilterTerm]:
    def of(field: str, *values: str, operators: Sequence[str] = ("is",)) -> st.SearchStrategy[FilterTerm]:
        return st.builds(
            FilterTerm,
            field=st.just(field),
            operator=st.sampled_from(operators),
            value=st.sampled_from(values),
            is_negated=st.booleans(),
        )

    compared = ("is", ">", ">=", "<", "<=")
    return st.one_of(
        of("word", "users", "JÖRDIS", "img_0", "100%", "_", "/Album"),
        of("path", "Windows", "WinSxS", "pictures"),
        of("name", "img_", "jpg", "zone.ident", "album"),
        of("ext", "jpg", "png", ""),
        of("under", "/Users", "/Windows/WinSxS", "/$OrphanFiles"),
        of("in", "/$OrphanFiles", "/Users/bo/Pictures"),
        of("exhibit", "HR-01", "HR-02", "HR-09"),
        of("outcome", *OUTCOME_ORDER),
        of("deleted", "yes", "no"),
        of("kind", "file", "dir"),
        of("stream", "yes", "no"),
        of("digest", "ab12", "0000", "7"),
        of("also", "yes", "no"),
        of("reason", "size", "read"),
        of("set", "National", "NSRL", "Project list"),
        of("role", "notable", "known"),
        of("category", "1", "2"),
        of("size", "0", "1kB", "10kB", "1MB", operators=compared),
        of("id", "1000000005", "2000000100", operators=compared),
        of("modified", "2019", "2020-02", "2021-03-04", operators=compared),
    )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(terms(), max_size=4))
def test_a_filter_keeps_the_entries_that_fit_and_no_other(
    chosen: list[FilterTerm],
    case: OpenCase,
    rows: Sequence[EntryRow],
    records: dict[int, set[tuple[str, str, str | None]]],
) -> None:
    where = EntryFilter(terms=tuple(chosen))
    of_a_record = ("set", "role", "category")

    def holds(row: EntryRow) -> bool:
        mine = records.get(row.id, set())
        groups = where.alternatives()
        together = [group for group in groups if group[0].field in of_a_record and not group[0].is_negated]
        others = [group for group in groups if group not in together]
        if not all(any(fits(row, term, mine) for term in group) for group in others):
            return False
        return not together or any(  # one and the same record must be what is asked for
            all(any(fits(row, term, {record}) for term in group) for group in together) for record in mine
        )

    assert list(case.entry_ids(where, None)) == [row.id for row in rows if holds(row)]


@pytest.mark.parametrize("is_descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize(
    "column", ["name", "folder", "ext", "sha256", "reason", "mtime", "also_on", "exhibit"]
)
def test_what_stands_first_in_an_order_is_the_beginning_of_all_of_it(
    column: str, is_descending: bool, case: OpenCase
) -> None:
    order = SortOrder(column=column, descending=is_descending)
    where = EntryFilter.of("kind:file")
    first, every = case.first_entries(where, order, limit=50), case.entry_ids(where, order)
    assert not first.is_all
    assert first.ids == every[:50]
    assert sorted(every) == list(case.entry_ids(where, None))


@pytest.mark.parametrize("is_descending", [False, True], ids=["up", "down"])
def test_entries_by_folder_stand_as_their_folders_are_spelled_in_small_letters(
    is_descending: bool, case: OpenCase, rows: Sequence[EntryRow]
) -> None:
    found = case.entry_ids(EntryFilter(), SortOrder(column="folder", descending=is_descending))
    by_id = sorted(rows, key=lambda row: row.id)
    asked = sorted(by_id, key=lambda row: f"{row.path.rpartition('/')[0]}/".casefold(), reverse=is_descending)
    assert list(found) == [row.id for row in asked]


def test_few_rows_are_told_to_be_all(case: OpenCase) -> None:
    where = EntryFilter.of("id:1000000001..1000000003")
    assert case.first_entries(where, None, limit=50).is_all


def test_groups_of_findings_add_up_and_lead_to_their_files(case: OpenCase) -> None:
    where = EntryFilter.of("role:notable")
    groups = case.finding_groups(where)
    assert sum(group.files for group in groups) == len(case.hit_ids(where, None))
    for exhibit in groups:
        for heap in exhibit.children:
            assert heap.files == len(case.hit_ids(heap.where, None))
            assert heap.files == sum(below.files for below in heap.children)
            for below in heap.children[:3]:
                assert below.files == len(case.hit_ids(below.where, None))
                assert below.folder_files is not None
                assert below.folder_files >= below.files


def test_equal_files_lie_in_one_stack_with_all_their_places(case: OpenCase) -> None:
    where = EntryFilter.of("role:notable")
    stacks = case.finding_stacks(where, None)
    entries = [entry for stack in stacks for entry in stack.entries]
    assert sorted(entries) == sorted(row.entry_id for row in case.hit_rows(case.hit_ids(where, None)))
    for stack in stacks:
        found = case.entry_rows(stack.entries)
        assert {row.sha256 for row in found} == {stack.digest}
        assert tuple(dict.fromkeys(row.exhibit for row in found)) == stack.exhibits
        assert [row.entry_id for row in case.hit_rows(stack.hits)] == list(stack.entries)


def test_findings_without_an_order_begin_where_they_lie_densest(case: OpenCase) -> None:
    where = EntryFilter.of("outcome:matched")
    rows = case.hit_rows(case.hit_ids(where, SortOrder(column="density", descending=True)))
    every = case.entry_rows(case.entry_ids(EntryFilter.of("-kind:dir"), None))
    in_folder = Counter((row.exhibit, row.path.rpartition("/")[0]) for row in every)
    found = Counter((row.exhibit, row.path.rpartition("/")[0]) for row in rows)
    places = [(row.exhibit, row.path.rpartition("/")[0]) for row in rows]
    density = [found[place] ** 2 / in_folder[place] for place in places]
    assert density == sorted(density, reverse=True)


def test_the_same_content_is_named_on_the_other_exhibit(case: OpenCase, rows: Sequence[EntryRow]) -> None:
    lying: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.sha256 is not None:
            lying[row.sha256].add(row.exhibit)
    wanted = {row.id: tuple(sorted(lying.get(row.sha256 or "", set()) - {row.exhibit})) for row in rows}
    assert any(wanted.values())
    assert {row.id: row.also_on for row in rows} == wanted


def test_folders_hold_all_files_and_each_once(case: OpenCase, rows: Sequence[EntryRow]) -> None:
    files = Counter(row.exhibit for row in rows if row.kind != "dir")
    for volume in case.volumes_with_files():
        assert volume.volume is not None
        tops = case.folders(volume.exhibit, volume.volume)
        assert volume.files_below == files[volume.exhibit]
        assert volume.files + sum(row.files_below for row in tops) == volume.files_below
        for top in tops:
            inside = case.folders(volume.exhibit, volume.volume, top.path or "/")
            assert top.files + sum(row.files_below for row in inside) == top.files_below
            where = EntryFilter.having(exhibit=volume.exhibit, under=top.path)
            kept = case.entry_rows(case.entry_ids(where, None))
            assert sum(row.kind != "dir" for row in kept) == top.files_below


def _added(case: Path) -> None:
    """As a scan that goes on: one more entry, and an outcome for it."""
    copied = "INSERT INTO {0} SELECT {1} FROM {0} WHERE {2} = 1000000002"
    with closing(sqlite3.connect(case / "case.db")) as connection, connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(entry)")]
        values = ["1000999999", *columns[1:]]
        connection.execute(copied.format("entry", ", ".join(values), "id"))


def _settled(case: Path) -> None:
    with closing(sqlite3.connect(case / "case.db")) as connection, connection:
        connection.execute(
            "INSERT INTO examination (entry_id, outcome, bytes_read) VALUES (1000999999, 'unreadable', 0)"
        )


def test_what_a_scan_adds_is_found_and_its_outcome_too(folder: Path, tmp_path: Path) -> None:
    growing = tmp_path / "growing.fieldcase"
    shutil.copytree(folder, growing)
    with opened(growing) as case:
        before = len(case.entry_ids(EntryFilter(), None))
        _added(growing)
        assert len(case.entry_ids(EntryFilter(), None)) == before + 1
        assert list(case.entry_ids(EntryFilter.of("outcome:waiting"), None)) == [1000999999]
        _settled(growing)
        assert not case.entry_ids(EntryFilter.of("outcome:waiting"), None)
        assert list(case.entry_ids(EntryFilter.of("outcome:unreadable"), None)) == [1000999999]


def _damaged(index: Path) -> None:
    with index.open("r+b") as file:
        file.seek(0)
        file.write(b"\x00" * 4_096)


def _of_another_case(index: Path) -> None:
    with closing(sqlite3.connect(index)) as connection, connection:
        connection.execute("UPDATE made SET facts = 'another'")
        connection.execute("DELETE FROM browsed")


def _cut_off(index: Path) -> None:
    os.truncate(index, index.stat().st_size // 2)


@pytest.mark.parametrize("harm", [_damaged, _of_another_case, _cut_off, Path.unlink])
def test_an_index_that_cannot_be_used_is_made_anew(
    harm: object, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.browse_trust._is_as_left", lambda _index: True)  # though it is trusted
    harmed = tmp_path / "harmed.fieldcase"
    shutil.copytree(folder, harmed)
    with opened(harmed) as case:
        wanted = case.entry_ids(EntryFilter.of("ext:jpg"), SortOrder(column="name"))
    harm(harmed / INDEX_NAME)  # type: ignore[operator]  # one of the functions above
    with opened(harmed) as case:
        assert case.entry_ids(EntryFilter.of("ext:jpg"), SortOrder(column="name")) == wanted


def test_without_a_place_to_write_tables_are_sorted_in_memory(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.fieldcase"
    bare.mkdir()
    shutil.copy(folder / "case.db", bare / "case.db")
    index = BrowseIndex(bare, keeps=False)
    with index.reading() as connection:
        assert len(entry_ids(connection, EntryFilter(), None)) == ENTRIES
    index.close()
    assert not (bare / INDEX_NAME).exists()


def test_what_stands_in_the_way_of_the_index_is_no_trouble(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked.fieldcase"
    blocked.mkdir()
    shutil.copy(folder / "case.db", blocked / "case.db")
    (blocked / INDEX_NAME).mkdir()
    with opened(blocked) as case:
        assert len(case.entry_ids(EntryFilter(), None)) == ENTRIES


def test_the_command_line_lists_what_fits_and_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.fieldcase"
    bare.mkdir()
    shutil.copy(folder / "case.db", bare / "case.db")
    told = said("list", bare, "hits", "--where", "set:National category:2", "--format", "jsonl")
    assert told.status == 0
    assert told.records()
    assert {record["exhibit"] for record in told.records()} == {"HR-01", "HR-02"}
    assert not (bare / INDEX_NAME).exists()


def test_a_filter_that_cannot_be_read_is_wrong_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        said("list", folder, "entries", "--where", "size:>1MX")
    assert caught.value.code == 2
    assert "size:>1MX: write a number with B" in capsys.readouterr().err


def test_only_entries_and_hits_can_be_filtered(folder: Path) -> None:
    told = said("list", folder, "custody", "--where", "deleted:yes")
    assert told.status == 1
    assert told.sentence.endswith("--where chooses entries and hits; leave it out, or list one of them")


def test_kept_sums_are_those_that_are_counted(folder: Path) -> None:
    with opened(folder) as case:
        case.prepare_tables()
    with CaseFile.open(folder) as facts, facts.reading() as connection:
        kept, counted = kept_coverage(connection, folder), entries_by_outcome(connection)
        assert kept is not None
        assert sorted(kept) == sorted(counted) == sorted(_plainly_counted(connection))


def _plainly_counted(connection: Connection) -> list[OutcomeCount]:
    return [
        OutcomeCount(row.exhibit, row.volume, row.outcome, row.entries, row.bytes_read)
        for row in coverage_counts(connection)
    ]


def test_sums_of_another_scan_are_not_taken(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.browse_trust._is_as_left", lambda _index: True)
    changed = tmp_path / "changed.fieldcase"
    shutil.copytree(folder, changed)
    with opened(changed) as case:
        case.prepare_tables()
    with closing(sqlite3.connect(changed / INDEX_NAME)) as index, index:
        index.execute("UPDATE scan SET started_at = '2020-01-01T00:00:00Z'")
        index.execute("UPDATE coverage SET entries = 1")
    with CaseFile.open(changed) as facts, facts.reading() as connection:
        assert kept_coverage(connection, changed) is None
        assert quick_coverage(connection, changed) == _plainly_counted(connection)


def test_what_is_listed_needs_no_index(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.fieldcase"
    bare.mkdir()
    shutil.copy(folder / "case.db", bare / "case.db")
    with opened(bare) as case:
        listed = case.listed_ids()
        assert not case.is_prepared
        assert not (bare / INDEX_NAME).exists()
        assert listed == case.entry_ids(EntryFilter(), None)


def test_filling_tells_how_far_it_is(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.browse_filling._STEP", 500)
    told: list[float] = []
    monkeypatch.setattr(BrowseIndex, "_on_filled", lambda _index, share: told.append(share))
    index = BrowseIndex(folder, keeps=False)
    index.prepare()
    index.close()
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len([share for share in told if 0 < share < 0.55]) >= ENTRIES // 500 - 2


def test_a_record_that_several_files_equal_is_counted_once(case: OpenCase) -> None:
    found = [
        (row.exhibit, hit.set_name, hit.record)
        for row in case.entry_rows(case.entry_ids(EntryFilter.of("role:notable"), None))
        for hit in case.entry_detail(row.id).hits
        if hit.role == "notable"
    ]
    records = {(set_name, record) for _exhibit, set_name, record in found}
    assert len(records) < len(found)
    assert case.summary().hits == case.count_records(EntryFilter.of("role:notable")) == len(records)
    for exhibit in case.exhibits():
        here = {(set_name, record) for label, set_name, record in found if label == exhibit.label}
        where = EntryFilter.of(f"role:notable exhibit:{exhibit.label}")
        assert exhibit.hits == case.count_records(where) == len(here)


def _planted(folder: Path, target: Path) -> Path:
    """A case whose index is whole and of this form, but leaves every finding out."""
    shutil.copytree(folder, target)
    with opened(target) as case:
        case.prepare_tables()
    with closing(sqlite3.connect(target / INDEX_NAME)) as index, index:
        index.execute("DELETE FROM finding")
        index.execute("DELETE FROM browsed WHERE outcome = 0")
        index.execute("UPDATE coverage SET entries = 1")
    return target


def test_an_index_that_somebody_changed_is_not_believed(folder: Path, tmp_path: Path) -> None:
    planted = _planted(folder, tmp_path / "planted.fieldcase")
    with opened(folder) as honest, opened(planted) as case:
        assert case.summary() == replace(honest.summary(), folder=str(planted))
        assert len(case.hit_ids(EntryFilter(), None)) == len(honest.hit_ids(EntryFilter(), None)) > 0
        assert case.entry_ids(EntryFilter(), None) == honest.entry_ids(EntryFilter(), None)


def test_an_index_that_came_with_its_case_is_not_believed(folder: Path, tmp_path: Path) -> None:
    planted = _planted(folder, tmp_path / "planted.fieldcase")
    brought = tmp_path / "brought.fieldcase"
    shutil.copytree(planted, brought)
    with opened(brought) as case:
        assert len(case.hit_ids(EntryFilter(), None)) > 0


def test_an_index_is_kept_from_one_opening_to_the_next(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.fieldcase"
    shutil.copytree(folder, kept)
    made = []
    for _n in range(3):
        with opened(kept) as case:
            case.prepare_tables()
        made.append((kept / INDEX_NAME).stat().st_ino)
        assert is_as_left(kept / INDEX_NAME)
    assert len(set(made)) == 1


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to], ids=["symbolic", "hard"])
def test_an_index_that_is_a_link_touches_nothing_behind_it(
    link: Callable[[Path, Path], None], folder: Path, tmp_path: Path
) -> None:
    victim, linked = tmp_path / "victim.fieldcase", tmp_path / "linked.fieldcase"
    for each in (victim, linked):
        each.mkdir()
        shutil.copy(folder / "case.db", each / "case.db")
    before = (victim / "case.db").read_bytes()
    link(linked / INDEX_NAME, victim / "case.db")
    with opened(linked) as case:
        assert len(case.entry_ids(EntryFilter(), None)) == ENTRIES
        assert case.summary().entries == ENTRIES
    assert (victim / "case.db").read_bytes() == before


def test_a_log_planted_beside_an_index_is_not_read(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.fieldcase"
    shutil.copytree(folder, kept)
    with opened(kept) as case:
        case.prepare_tables()
    (kept / f"{INDEX_NAME}-wal").write_bytes(b"planted")
    assert not is_as_left(kept / INDEX_NAME)
    with opened(kept) as case:
        assert len(case.entry_ids(EntryFilter(), None)) == ENTRIES
