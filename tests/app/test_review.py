"""Marks, notes and bookmarks: acts of the chain, what they come to, and how they are taken back."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from app.answers import TroubleSentence
from app.open_case import OpenCase
from app.review.acts import MOST_AT_ONCE
from app.review.said import MARKED, Mark, Marked, read_event
from app.review.state import ReviewFold
from app.rows import EntryFilter, MarkRow, ReviewState
from app.store.case_file import CaseFile
from app.store.custody_log import chain_head
from app.store.opening import CaseTrouble
from app.store.schema import CustodyRecord, table_of
from app.workbench import Workbench
from forensics.custody import EMPTY_CHAIN, Actor, ChainHead, CustodyEvent, link_event, verify_chain
from tests.app.builders import copied, environment, listed, said
from tests.app.conftest import Practice

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
REFUSED = "only reading, reports and transfers go on"


class Clock:
    """Each look at it is a second later."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def place(finished_case: Path, tmp_path: Path) -> Path:
    return copied(finished_case, tmp_path / "case.fieldcase")


def a_bench(practice: Practice, tmp_path: Path) -> Workbench:
    return Workbench(now=Clock(), settings_folder=tmp_path / "settings", library=practice.library)


@pytest.fixture
def bench(practice: Practice, tmp_path: Path) -> Iterator[Workbench]:
    made = a_bench(practice, tmp_path)
    yield made
    made.end_review()


@pytest.fixture
def case(bench: Workbench, place: Path) -> Iterator[OpenCase]:
    with bench.open_case(str(place)) as opened:
        yield opened


@pytest.fixture
def found(case: OpenCase) -> list[int]:
    """Entries with a match, in walk order."""
    return list(case.entry_ids(EntryFilter.of("outcome:matched"), None))


def as_it_stands(state: ReviewState) -> tuple[object, ...]:
    return dict(state.marks), dict(state.notes), set(state.bookmarks)


# One act


def test_a_mark_is_one_event_that_names_its_entries_and_what_stood_there(
    bench: Workbench, case: OpenCase, place: Path, found: list[int]
) -> None:
    bench.mark(case.folder, found[:1], category="1", scheme="VICS 2.0 PRACTICE")
    before = len(listed(place, "custody"))
    sequence = bench.mark(case.folder, found[:2], category="2", scheme="VICS 2.0 PRACTICE")
    events = listed(place, "custody")
    assert len(events) == before + 1
    event = events[-1]
    assert (event["sequence"], event["action"], event["subject"]) == (sequence, MARKED, "2026-7")
    entries = {entry["path"]: entry for entry in listed(place, "entries")}
    for name, number in zip(event["payload"]["entries"], found, strict=False):
        assert name["entry"] == number
        assert (name["exhibit"], name["sha256"]) == ("E1", entries[name["path"]]["sha256"])
    assert (event["payload"]["category"], event["payload"]["scheme"]) == ("2", "VICS 2.0 PRACTICE")
    assert event["payload"]["before"] == [{"category": "1", "scheme": "VICS 2.0 PRACTICE"}, None]
    assert said("verify", place).status == 0


def test_what_was_said_last_of_an_entry_stands_and_nothing_takes_it_away(
    bench: Workbench, case: OpenCase, found: list[int]
) -> None:
    one, two = found[:2]
    bench.mark(case.folder, [one, two], category="2")
    bench.mark(case.folder, [one], category=None)
    bench.note(case.folder, [one], text="  seen before  ")
    bench.bookmark(case.folder, [two], on=True)
    state = case.review()
    assert as_it_stands(state) == ({two: MarkRow(category="2")}, {one: "seen before"}, {two})
    bench.note(case.folder, [one], text=None)
    bench.bookmark(case.folder, [two], on=False)
    assert as_it_stands(case.review()) == ({two: MarkRow(category="2")}, {}, set())
    assert case.review() is case.review()


@pytest.mark.parametrize("act", ["mark", "note", "bookmark", "undo"])
def test_a_closed_case_refuses_acts_with_a_sentence_and_keeps_its_chain(
    bench: Workbench, case: OpenCase, place: Path, found: list[int], act: str
) -> None:
    bench.mark(case.folder, found[:1], category="1")
    assert said("case", "close", place, "--unsigned").status == 0
    events = len(listed(place, "custody"))
    acts: dict[str, Callable[[], object]] = {
        "mark": lambda: bench.mark(case.folder, found[:1], category="2"),
        "note": lambda: bench.note(case.folder, found[:1], text="late"),
        "bookmark": lambda: bench.bookmark(case.folder, found[:1], on=True),
        "undo": lambda: bench.undo(case.folder),
    }
    with pytest.raises(TroubleSentence, match=REFUSED):
        acts[act]()
    assert len(listed(place, "custody")) == events
    assert as_it_stands(case.review())[0] == {found[0]: MarkRow(category="1")}


def test_an_entry_that_is_not_in_the_case_and_none_at_all_are_refused(
    bench: Workbench, case: OpenCase, place: Path, found: list[int]
) -> None:
    events = len(listed(place, "custody"))
    for chosen, words in (
        ([found[0], 5], "no entry 5"),
        ([], "no entry was chosen"),
        (range(MOST_AT_ONCE + 1), "choose fewer"),
    ):
        with pytest.raises(TroubleSentence, match=words):
            bench.mark(case.folder, list(chosen), category="1")
    assert len(listed(place, "custody")) == events


@pytest.mark.parametrize("text", ["", "  ", "a\x00b"], ids=["empty", "blank", "control"])
def test_what_is_no_text_is_no_note(bench: Workbench, case: OpenCase, found: list[int], text: str) -> None:
    with pytest.raises(TroubleSentence, match="note"):
        bench.note(case.folder, found[:1], text=text)
    assert not case.review().notes


def test_a_case_that_was_moved_away_and_made_again_is_written_where_it_lies(
    bench: Workbench, case: OpenCase, place: Path, found: list[int]
) -> None:
    bench.mark(case.folder, found[:1], category="1")
    aside = place.with_name("aside.fieldcase")
    place.rename(aside)
    copied(aside, place)
    bench.mark(case.folder, found[:1], category="2")
    with bench.open_case(str(place)) as anew:
        assert anew.review().marks[found[0]] == MarkRow(category="2")


# Undo


def test_undo_takes_back_act_by_act_and_redo_does_them_again(
    bench: Workbench, case: OpenCase, found: list[int]
) -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: bench.mark(case.folder, found[:2], category="2"),
        lambda: bench.mark(case.folder, found[1:3], category="1"),
        lambda: bench.note(case.folder, found[:1], text="seen"),
        lambda: bench.bookmark(case.folder, found[:1], on=True),
    )
    states = [as_it_stands(case.review())]
    for act in acts:
        act()
        states.append(as_it_stands(case.review()))
    for state in reversed(states[:-1]):
        undone = bench.undo(case.folder)
        assert undone is not None
        assert as_it_stands(case.review()) == state
    assert bench.undo(case.folder) is None
    for state in states[1:]:
        assert bench.redo(case.folder) is not None
        assert as_it_stands(case.review()) == state
    assert bench.redo(case.folder) is None


def test_an_act_after_an_undo_ends_what_could_be_done_again(
    bench: Workbench, case: OpenCase, found: list[int]
) -> None:
    bench.mark(case.folder, found[:1], category="1")
    bench.undo(case.folder)
    assert case.review().redo == MARKED
    bench.mark(case.folder, found[1:2], category="2")
    assert case.review().redo is None
    assert bench.redo(case.folder) is None


def test_undo_is_told_in_words_with_the_event_it_takes_back(
    bench: Workbench, case: OpenCase, found: list[int]
) -> None:
    sequence = bench.bookmark(case.folder, found[:1], on=True)
    bench.undo(case.folder)
    bench.redo(case.folder)
    told = [row.sentence for row in case.history(found[0])]
    name = case.entry_rows(found[:1])[0].path
    assert told == [
        f"What event {sequence} said of 1 file holds again.",
        f"What event {sequence} said of 1 file was taken back.",
        f"{name} of E1 was bookmarked.",
    ]


# What holds for all series of acts

ENTRIES = tuple(range(1_000_000_001, 1_000_000_006))
CHOSEN = st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=4, unique=True)
ACTS: st.SearchStrategy[tuple[str, list[int], str | None]] = st.one_of(
    st.tuples(st.just("mark"), CHOSEN, st.sampled_from([None, "1", "2"])),
    st.tuples(st.just("undo"), st.just([]), st.none()),
    st.tuples(st.just("redo"), st.just([]), st.none()),
)


class Chain:
    """Writes acts as `Reviewer` does, without a store, beside a plain model of undo: a list of states."""

    def __init__(self) -> None:
        self.head: ChainHead = EMPTY_CHAIN
        self.events: list[CustodyEvent] = []
        self.fold = ReviewFold()
        self.states: list[dict[int, Mark | None]] = [{}]
        self.ahead: list[dict[int, Mark | None]] = []

    def _append(self, entries: list[int], said: dict[str, object]) -> None:
        before = [self.fold.marks.get(entry) for entry in entries]
        names = [{"entry": one, "exhibit": "E1", "volume": 0, "path": "/a"} for one in entries]
        payload = {"entries": names, "before": [_plain(mark) for mark in before]} | said
        event = link_event(
            self.head, utc="2026-11-22T06:00:00Z", actor=Actor(id="P1"), action=MARKED, subject="1",
            payload=payload,
        )  # fmt: skip
        self.head = ChainHead(count=event.sequence, sha256=event.sha256)
        self.events.append(event)
        self.fold.take(event.sequence, event.canonical)

    def mark(self, entries: list[int], category: str | None) -> None:
        self._append(entries, {"category": category, "scheme": None})
        mark = None if category is None else Mark(category)
        self.states.append(self.states[-1] | dict.fromkeys(entries, mark))
        self.ahead.clear()

    def undo(self) -> None:
        if not self.fold.done:
            assert len(self.states) == 1
            return
        act = self._act(self.fold.done[-1][0])
        entries = [name.entry for name in act.entries]
        self._append(
            entries, {"restored": [_plain(mark) for mark in act.before], "undoes": self.fold.done[-1][0]}
        )
        self.ahead.append(self.states.pop())

    def redo(self) -> None:
        if not self.fold.undone:
            assert not self.ahead
            return
        of = self.fold.undone[-1][0]
        act = self._act(of)
        self._append(
            [name.entry for name in act.entries], {"category": act.category, "scheme": None, "redoes": of}
        )
        self.states.append(self.ahead.pop())

    def _act(self, sequence: int) -> Marked:
        return read_event(self.events[sequence - 1].canonical, Marked, sequence=sequence).payload


def _plain(mark: Mark | None) -> dict[str, str | None] | None:
    return None if mark is None else {"category": mark.category, "scheme": mark.scheme}


def _held(marks: dict[int, Mark | None]) -> dict[int, Mark]:
    return {entry: mark for entry, mark in marks.items() if mark is not None}


@settings(max_examples=200, deadline=None)
@given(st.lists(ACTS, max_size=30))
def test_undo_and_redo_lead_through_the_same_states_and_a_new_fold_agrees(
    acts: list[tuple[str, list[int], str | None]],
) -> None:
    chain = Chain()
    for what, entries, category in acts:
        match what:
            case "mark":
                chain.mark(entries, category)
            case "undo":
                chain.undo()
            case _:
                chain.redo()
        assert _held(chain.fold.marks) == _held(chain.states[-1])
    anew = ReviewFold()
    for event in chain.events:
        anew.take(event.sequence, event.canonical)
    assert (anew.marks, anew.done, anew.undone) == (chain.fold.marks, chain.fold.done, chain.fold.undone)
    assert verify_chain(chain.events) == chain.head


@pytest.mark.parametrize(
    "payload",
    [
        {"entries": [], "before": "no list"},
        {"entries": [{"entry": "1"}], "before": [None]},
        {"entries": [], "before": [], "restored": [None]},
    ],
    ids=["before", "entry", "restored"],
)
def test_an_event_that_no_program_wrote_is_a_sentence_with_its_number(payload: dict[str, object]) -> None:
    event = link_event(
        EMPTY_CHAIN, utc="2026-11-22T06:00:00Z", actor=Actor(id="P1"), action=MARKED, subject="1",
        payload=payload,
    )  # fmt: skip
    with pytest.raises(CaseTrouble, match="event 1 of the custody chain"):
        ReviewFold().take(event.sequence, event.canonical)


# Other windows, other processes, other scans

_MARKS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.workbench import Workbench

bench = Workbench(now=lambda: datetime.now(UTC), settings_folder=Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    print(bench.mark(sys.argv[2], [int(sys.argv[4])], category=str(number % 9 + 1)), flush=True)
"""


def marking(place: Path, tmp_path: Path, entry: int, times: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _MARKS, tmp_path / "settings", place, str(times), str(entry)],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_programs_that_mark_at_once_lose_nothing(
    case: OpenCase, place: Path, tmp_path: Path, found: list[int]
) -> None:
    before = len(listed(place, "custody"))
    programs = [marking(place, tmp_path, entry, 40) for entry in found[:2]]
    written = [int(line) for one in programs for line in one.communicate(timeout=120)[0].split()[1:]]
    assert sorted(written) == list(range(before + 1, before + 81))
    assert said("verify", place).status == 0
    assert {entry: mark.category for entry, mark in case.review().marks.items()} == dict.fromkeys(
        found[:2], "4"
    )


@pytest.mark.alone
def test_a_program_killed_while_it_marks_leaves_what_it_said_was_written(
    case: OpenCase, place: Path, tmp_path: Path, found: list[int]
) -> None:
    program = marking(place, tmp_path, found[0], 10_000)
    assert program.stdout is not None
    for _ in range(20):
        last = program.stdout.readline()
    program.send_signal(signal.SIGKILL)
    rest = program.communicate(timeout=60)[0].split()
    told = int(rest[-1] if rest else last)
    events = listed(place, "custody")
    assert events[-1]["sequence"] in (told, told + 1)
    assert case.review().marks[found[0]].category == events[-1]["payload"]["category"]
    assert said("verify", place).status == 0


def test_marks_stay_with_their_files_when_the_exhibit_is_scanned_again(
    bench: Workbench, case: OpenCase, place: Path, practice: Practice, found: list[int]
) -> None:
    one, two = found[:2]
    name = case.entry_rows([one])[0].path
    bench.mark(case.folder, [one, two], category="2")
    bench.note(case.folder, [one], text="seen")
    again = said("scan", place, "--anew", "--library", practice.library)
    assert again.status == 3, again.err  # the second partition is locked
    newer = list(case.entry_ids(EntryFilter.of("outcome:matched"), None))
    assert not set(newer) & set(found)
    (moved,) = [row.id for row in case.entry_rows(newer) if row.path == name]
    assert case.review().marks[moved] == MarkRow(category="2")
    assert case.review().notes[moved] == "seen"
    bench.mark(case.folder, [moved], category=None)
    assert moved not in case.review().marks
    assert [row.action for row in case.history(moved)] == [MARKED, "entries.noted", MARKED]
    bench.undo(case.folder)
    assert case.review().marks[moved] == MarkRow(category="2")


# Speed: a case of a day's work


@pytest.mark.slow
def test_twenty_thousand_marks_are_folded_in_a_moment_and_one_more_is_written_in_another(
    bench: Workbench, place: Path, found: list[int]
) -> None:
    with CaseFile.open(place, write=True) as file, file.transaction() as connection:
        head, rows = chain_head(connection), []
        for number in range(20_000):
            names = [{"entry": found[number % len(found)], "exhibit": "E1", "volume": 0, "path": "/a/b.jpg"}]
            said_of = {"entries": names, "before": [None], "category": "2", "scheme": "VICS 2.0 PRACTICE"}
            event = link_event(
                head, utc="2026-11-22T06:00:00Z", actor=Actor(id="P1"), action=MARKED, subject="2026-7",
                payload=said_of,
            )  # fmt: skip
            head = ChainHead(count=event.sequence, sha256=event.sha256)
            rows.append({"sequence": event.sequence, "canonical": event.canonical, "sha256": event.sha256})
        connection.execute(insert(table_of(CustodyRecord)), rows)
    with bench.open_case(str(place)) as opened:
        started = time.process_time()
        assert len(opened.review().marks) == len(found)
        assert time.process_time() - started < 0.6  # 0.15 s where nothing else runs
        bench.mark(opened.folder, found[:1], category="1")
        spent = []
        for _ in range(10):
            started = time.process_time()
            bench.mark(opened.folder, found[:1], category="3")
            spent.append(time.process_time() - started)
        assert min(spent) < 0.04  # 0.016 s
