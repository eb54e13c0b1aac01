"""Entries as text straight from the store, and the root over them that a scan's end says."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from app.case_content import CaseEntryRows
from app.engine.root_share import RootShare
from app.store.case_file import CaseFile
from app.store.entries_root import entries_root, shared_entries_root
from app.store.entry_rows import time_texts
from app.store.results import ENTRIES, all_entries
from forensics.entry_line import EntryRow, entry_line
from forensics.merkle import BLOCK_LINES, DIGEST_BYTES, InclusionPaths, verify_inclusion
from forensics.times import FsTime, ZoneKind
from reports.data_files.entries_csv import HEAD, csv_line, read_entries_csv
from tests.app.builders import a_case, an_engine, examining, listed, said
from tests.app.conftest import Media, MixedMedia


@pytest.fixture(scope="module")
def scanned(mixed: MixedMedia, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = a_case(tmp_path_factory.mktemp("scanned") / "case", mixed.image)
    assert said("scan", case, "--library", mixed.library).status == 0
    return case


def rows_of(folder: Path) -> list[EntryRow]:
    with CaseFile.open(folder) as case:
        return list(CaseEntryRows(case))


def ended(folder: Path) -> list[str]:
    events = listed(folder, "custody")
    return [e["payload"]["entries_root"] for e in events if e["action"] == "scan.finished"]


def test_rows_say_what_the_list_command_says(scanned: Path) -> None:
    rows, records = rows_of(scanned), listed(scanned, "entries")
    assert len(rows) > 20
    facts = ("remains", "parent_known", "flags", "times_flags")
    fields = (*EntryRow._fields[:17], *facts)
    assert [{name: getattr(row, name) for name in fields} for row in rows] == [
        {"name_raw_b64": None} | record for record in records
    ]


def test_rows_have_the_raw_bytes_and_runs_of_the_store(scanned: Path) -> None:
    with CaseFile.open(scanned) as case, case.reading() as connection:
        stored = list(all_entries(connection))
    for row, entry in zip(rows_of(scanned), stored, strict=True):
        assert (row.path.encode() if row.raw_path is None else row.raw_path) == entry.path
        assert row.extents == entry.extents
        assert row.link_target == entry.link_target
        is_utc = entry.zone == ZoneKind.UTC.value
        assert all(text is None or text.endswith("Z") is is_utc for text in row[13:17])


moments = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-(10**10), 10**10).map(lambda seconds: max(-(2**33), min(seconds, 2**33)) * 10**9),
    st.sampled_from([0, -1, -(2**63), 2**63 - 1, 10**9, 600 * 10**9]),
)


@given(st.lists(moments, min_size=1) | st.lists(moments | st.none(), min_size=1), st.sampled_from(ZoneKind))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_many_times_are_printed_as_each_by_itself(column: list[int | None], zone: ZoneKind) -> None:
    texts = [None if ns is None else FsTime(ns).iso(zone) for ns in column]
    assert list(time_texts(tuple(column), zone.value)) == texts


def test_the_end_of_a_scan_says_the_root_of_its_entries(scanned: Path, tmp_path: Path) -> None:
    rows = rows_of(scanned)
    (root,) = ended(scanned)
    table = tmp_path / "entries.csv"
    table.write_text(HEAD + "".join(map(csv_line, rows)), encoding="utf-8", newline="")
    lines = [entry_line(row) for row in rows]
    assert list(map(entry_line, read_entries_csv(table))) == lines
    paths = InclusionPaths([0, 7, len(lines) - 1])
    for line in lines:
        paths.add(line)
    made, found = paths.finish()
    assert made.hex() == root
    for index, path in found.items():
        verify_inclusion(lines[index], index=index, count=len(lines), path=path, root=bytes.fromhex(root))


def test_the_root_of_a_second_scan_is_the_same_when_it_found_the_same(
    scanned: Path, mixed: MixedMedia, tmp_path: Path
) -> None:
    again = a_case(tmp_path / "case", mixed.image)
    assert said("scan", again, "--library", mixed.library).status == 0
    assert ended(again) == ended(scanned)
    with CaseFile.open(again) as case, case.reading() as connection:
        assert entries_root(connection, 1).hex() == ended(scanned)[0]


def test_a_scan_that_was_stopped_and_gone_on_with_ends_with_the_same_root(
    media: Media, tmp_path: Path
) -> None:
    whole, parted = (a_case(tmp_path / name, media.image) for name in ("whole", "parted"))
    assert said("scan", whole, "--library", media.library).status == 0
    slow = {"reading_pause_s": 0.01}
    engine = examining(an_engine(parted, media.library, slow, "--progress", "json"), entries_done=100)
    engine.communicate("stop\n", timeout=60)
    assert engine.returncode == 130
    assert ended(parted) == []
    assert said("scan", parted, "--library", media.library).status == 0
    assert ended(parted) == ended(whole)


@pytest.fixture(scope="module")
def crowded(scanned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose scan has more than five blocks of entries, with a hole in their numbers."""
    case = tmp_path_factory.mktemp("crowded") / "case"
    shutil.copytree(scanned, case)
    with CaseFile.open(case, write=True) as opened, opened.transaction() as connection:
        first, *_, last = connection.execute(select(ENTRIES).order_by(ENTRIES.c.id))
        number, like_it = last.id + 3, first._asdict()
        many = [like_it | {"id": number + n, "path": b"/many/%d" % n} for n in range(5 * BLOCK_LINES)]
        connection.execute(insert(ENTRIES), many)
    return case


def test_a_root_that_two_processes_take_together_is_the_root(crowded: Path) -> None:
    with CaseFile.open(crowded) as case, case.reading() as connection:
        share = Counted(RootShare(folder=crowded, scan_id=1))
        assert shared_entries_root(connection, 1, share=share, worth=1) == entries_root(connection, 1)
    assert [len(roots or b"") for roots in share.answers] == [3 * DIGEST_BYTES]


@pytest.mark.parametrize("answer", [None, b"", b"cut off"])
def test_a_second_process_that_fails_costs_time_and_not_the_root(crowded: Path, answer: bytes | None) -> None:
    @contextmanager
    def share(*, after: int, until: int) -> Iterator[Callable[[], bytes | None]]:
        yield lambda: answer

    with CaseFile.open(crowded) as case, case.reading() as connection:
        assert shared_entries_root(connection, 1, share=share, worth=1) == entries_root(connection, 1)


def test_a_second_process_that_cannot_read_the_case_gives_no_answer(tmp_path: Path) -> None:
    with RootShare(folder=tmp_path, scan_id=1)(after=1, until=2) as answer:
        assert answer() is None


class Counted:
    """A share that remembers what it was answered."""

    def __init__(self, share: RootShare) -> None:
        self.answers: list[bytes | None] = []
        self._share = share

    @contextmanager
    def __call__(self, *, after: int, until: int) -> Iterator[Callable[[], bytes | None]]:
        with self._share(after=after, until=until) as answer:

            def remembered() -> bytes | None:
                self.answers.append(answer())
                return self.answers[-1]

            yield remembered
