"""Looks at content: each is told by the chain, also one that was cut off, and a supervisor's limit holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.answers import TroubleSentence
from app.open_case import OpenCase
from app.review.looks import BREAK_MIN, LooksFold
from app.review.said import LOOK_BEGUN, REVEALED
from app.rows import EntryFilter, LookRow, LookStepRow, LooksToday
from app.workbench import Workbench
from forensics.custody import EMPTY_CHAIN, Actor, ChainHead, link_event
from tests.app.builders import copied, listed, said
from tests.app.conftest import Practice

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
REASON = "Confirm identity of series"


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def go(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def place(finished_case: Path, tmp_path: Path) -> Path:
    return copied(finished_case, tmp_path / "case.fieldcase")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bench(practice: Practice, tmp_path: Path, clock: Clock) -> Iterator[Workbench]:
    made = Workbench(now=clock, settings_folder=tmp_path / "settings", library=practice.library)
    yield made
    made.end_review()


@pytest.fixture
def case(bench: Workbench, place: Path) -> Iterator[OpenCase]:
    with bench.open_case(str(place)) as opened:
        yield opened


@pytest.fixture
def matched(case: OpenCase) -> list[int]:
    return list(case.entry_ids(EntryFilter.of("outcome:matched"), None))


@pytest.fixture
def compared(case: OpenCase) -> list[int]:
    """Files of different contents that no set lists."""
    rows = case.entry_rows(case.entry_ids(EntryFilter.of("outcome:compared"), None))
    return list({row.sha256: row.id for row in rows if row.sha256}.values())


def a_look(entry: int, begun: int | None, *, seconds: float = 2.5, **more: str | None) -> LookRow:
    steps = (LookStepRow(step="lines", seconds=1.5), LookStepRow(step="grey", seconds=1.0))
    return LookRow(entry=entry, steps=steps, seconds=seconds, begun=begun, **more)


def look_at(bench: Workbench, case: OpenCase, entry: int, *, reason: str | None = None) -> LooksToday:
    begun = bench.begin_look(case.folder, entry, reason=reason).begun
    return bench.log_look(case.folder, a_look(entry, begun, reason=reason))


def a_supervisor(place: Path) -> str:
    return said("case", "person", place, "--name", "S. Visor", "--role", "supervisor").out.strip()


def test_a_look_is_told_with_its_steps_its_length_and_its_reason(
    bench: Workbench, case: OpenCase, place: Path, matched: list[int]
) -> None:
    today = look_at(bench, case, matched[0], reason=REASON)
    assert (today.files, today.looks, today.seconds) == (1, 1, 2.5)
    events = listed(place, "custody")[-2:]
    assert [event["action"] for event in events] == [LOOK_BEGUN, REVEALED]
    payload = events[1]["payload"]
    assert payload["begun"] == events[0]["sequence"]
    assert payload["steps"] == [{"step": "lines", "seconds": 1.5}, {"step": "grey", "seconds": 1}]
    assert (payload["is_known_match"], payload["reason"], payload["seconds"]) == (True, REASON, 2.5)
    assert events[1]["subject"] == "E1"
    (record,) = listed(place, "looks")
    assert (record["entry"], record["ended"], record["known_match"]) == (matched[0], True, True)
    assert said("verify", place).status == 0
    name = case.entry_rows(matched[:1])[0].path
    assert case.history(matched[0])[0].sentence == (
        f"The content of {name} of E1 was looked at for 2.5 s (line drawing 1.5 s and grey 1.0 s); "
        f"reason: {REASON}."
    )


def test_a_look_that_was_cut_off_still_counts(
    bench: Workbench, case: OpenCase, place: Path, compared: list[int]
) -> None:
    bench.begin_look(case.folder, compared[0])
    today = case.looks()
    assert (today.files, today.looks, today.seconds) == (1, 1, 0.0)
    (record,) = listed(place, "looks")
    assert (record["ended"], record["seconds"]) == (False, None)


def test_a_look_whose_beginning_was_not_recorded_is_recorded_whole(
    bench: Workbench, case: OpenCase, compared: list[int]
) -> None:
    assert bench.log_look(case.folder, a_look(compared[0], None)).looks == 1


def test_a_known_match_needs_a_reason_before_it_is_shown(
    bench: Workbench, case: OpenCase, place: Path, matched: list[int], compared: list[int]
) -> None:
    events = len(listed(place, "custody"))
    for reason in (None, "", "  \n"):
        with pytest.raises(TroubleSentence, match="needs a reason"):
            bench.begin_look(case.folder, matched[0], reason=reason)
    assert len(listed(place, "custody")) == events
    assert bench.begin_look(case.folder, compared[0]).begun == events + 1


def test_an_end_is_never_refused_for_its_words(
    bench: Workbench, case: OpenCase, place: Path, compared: list[int]
) -> None:
    bench.log_look(case.folder, a_look(compared[0], None, reason="a\x00b\n" + "c" * 900, trouble="cut off"))
    payload = listed(place, "custody")[-1]["payload"]
    assert payload["reason"].startswith("a b c")
    assert len(payload["reason"]) == 500
    assert payload["trouble"] == "cut off"


def test_a_closed_case_tells_looks_all_the_same(
    bench: Workbench, case: OpenCase, place: Path, compared: list[int]
) -> None:
    assert said("case", "close", place, "--unsigned").status == 0
    assert look_at(bench, case, compared[0]).looks == 1
    assert len(listed(place, "looks")) == 1


# The day, and breaks


def test_the_count_begins_anew_at_midnight_of_the_laptop(
    bench: Workbench, case: OpenCase, clock: Clock, compared: list[int]
) -> None:
    look_at(bench, case, compared[0])
    midnight = (clock.now.astimezone() + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    clock.now = (midnight - timedelta(seconds=1)).astimezone(UTC)
    assert case.looks().files == 1
    clock.go(seconds=1)
    assert case.looks().files == 0


def test_equal_contents_are_one_file_and_a_second_look_says_so(
    bench: Workbench, case: OpenCase, place: Path, compared: list[int]
) -> None:
    look_at(bench, case, compared[0])
    today = look_at(bench, case, compared[0])
    assert (today.files, today.looks) == (1, 2)
    ends = [event["payload"] for event in listed(place, "custody") if event["action"] == REVEALED]
    assert [end["second_look_today"] for end in ends] == [False, True]


def test_a_run_of_looks_ends_with_a_break(
    bench: Workbench, case: OpenCase, clock: Clock, compared: list[int]
) -> None:
    look_at(bench, case, compared[0])
    clock.go(minutes=BREAK_MIN - 1)
    look_at(bench, case, compared[1])
    assert case.looks().stretch_began == "2026-11-22T12:00:00Z"
    clock.go(minutes=BREAK_MIN)
    assert case.looks().stretch_began is None
    look_at(bench, case, compared[2])
    assert case.looks().stretch_began == "2026-11-22T12:19:00Z"


# Limits


def test_only_a_supervisor_sets_limits(place: Path, case: OpenCase) -> None:
    refused = said("wellness", place, "--looks-a-day", "2")
    assert refused.status == 1
    assert "only a person of this case with the role supervisor" in refused.sentence
    person = a_supervisor(place)
    set_ = said("wellness", place, "--looks-a-day", "2", "--break-after", "45", "--by", person)
    assert set_.status == 0, set_.err
    today = case.looks()
    assert (today.looks_a_day, today.break_after_min, today.set_by) == (2, 45, "S. Visor")
    assert said("verify", place).status == 0


@pytest.mark.parametrize("limit", ["-1", "1000000"])
def test_a_limit_out_of_bounds_is_a_sentence(place: Path, limit: str) -> None:
    person = a_supervisor(place)
    refused = said("wellness", place, f"--looks-a-day={limit}", "--by", person)
    assert (refused.status, "from 0 to 100,000" in refused.sentence) == (1, True)


def test_a_look_beyond_the_limit_is_refused_and_one_at_a_file_that_was_seen_is_not(
    bench: Workbench, case: OpenCase, place: Path, clock: Clock, compared: list[int]
) -> None:
    said("wellness", place, "--looks-a-day", "2", "--by", a_supervisor(place))
    for entry in compared[:2]:
        look_at(bench, case, entry)
    assert case.looks().is_used_up
    events = len(listed(place, "custody"))
    with pytest.raises(TroubleSentence, match="allows looks at 2 files a day"):
        bench.begin_look(case.folder, compared[2])
    assert len(listed(place, "custody")) == events
    look_at(bench, case, compared[0])
    clock.go(days=1)
    look_at(bench, case, compared[2])


def test_two_windows_share_one_limit(
    bench: Workbench, case: OpenCase, place: Path, practice: Practice, tmp_path: Path, compared: list[int]
) -> None:
    said("wellness", place, "--looks-a-day", "1", "--by", a_supervisor(place))
    other = Workbench(now=lambda: NOON, settings_folder=tmp_path / "other", library=practice.library)
    bench.begin_look(case.folder, compared[0])
    with pytest.raises(TroubleSentence, match="1 file a day"):
        other.begin_look(case.folder, compared[1])
    other.end_review()


@pytest.mark.parametrize("days", [-1, -400])
def test_a_clock_that_is_set_back_gives_no_further_looks(
    bench: Workbench, case: OpenCase, place: Path, compared: list[int], clock: Clock, days: int
) -> None:
    assert said("wellness", place, "--looks-a-day", "1", "--by", a_supervisor(place)).status == 0
    look_at(bench, case, compared[0])
    clock.go(days=days)
    with pytest.raises(TroubleSentence, match="they were looked at today"):
        bench.begin_look(case.folder, compared[1], reason=None)
    assert case.looks().files == 1


def test_a_copy_of_the_case_carries_its_limit_and_its_looks(
    bench: Workbench, case: OpenCase, place: Path, compared: list[int], tmp_path: Path
) -> None:
    assert said("wellness", place, "--looks-a-day", "1", "--by", a_supervisor(place)).status == 0
    look_at(bench, case, compared[0])
    copy = copied(place, tmp_path / "copy.fieldcase")
    with pytest.raises(TroubleSentence, match="they were looked at today"):
        bench.begin_look(str(copy), compared[1], reason=None)


def test_undoing_everything_gives_no_look_back(
    bench: Workbench, case: OpenCase, place: Path, compared: list[int]
) -> None:
    assert said("wellness", place, "--looks-a-day", "1", "--by", a_supervisor(place)).status == 0
    bench.mark(case.folder, compared[:2], category="1", scheme=None)
    look_at(bench, case, compared[0])
    assert bench.undo(case.folder) is not None
    assert bench.undo(case.folder) is None
    with pytest.raises(TroubleSentence, match="they were looked at today"):
        bench.begin_look(case.folder, compared[1], reason=None)


def test_limits_can_be_taken_away(bench: Workbench, case: OpenCase, place: Path, compared: list[int]) -> None:
    person = a_supervisor(place)
    said("wellness", place, "--looks-a-day", "0", "--by", person)
    with pytest.raises(TroubleSentence, match="0 files a day"):
        bench.begin_look(case.folder, compared[0])
    assert said("wellness", place, "--no-limits", "--by", person).status == 0
    look_at(bench, case, compared[0])


# What any chain may hold


def test_an_end_that_names_another_looks_beginning_is_a_look_of_its_own() -> None:
    fold, head = LooksFold(), EMPTY_CHAIN
    named = {"entry": 1_000_000_001, "exhibit": "E1", "volume": 0, "path": "/a"}
    for action, payload in (
        (LOOK_BEGUN, named),
        (REVEALED, named | {"begun": 1, "seconds": 1.0}),
        (REVEALED, named | {"begun": 1, "seconds": 2.0}),
        (REVEALED, named | {"begun": 77, "seconds": 4.0}),
    ):
        event = link_event(
            head,
            utc="2026-11-22T12:00:00Z",
            actor=Actor(id="P1"),
            action=action,
            subject="E1",
            payload=payload,
        )
        head = ChainHead(count=event.sequence, sha256=event.sha256)
        fold.take(event.sequence, event.canonical)
    assert [look.seconds for look in fold.looks.values()] == [1.0, 2.0, 4.0]


# The command line


def test_entries_are_marked_by_a_filter_and_listed_and_that_is_taken_back(place: Path) -> None:
    words = ("--where", "outcome:matched ext:png", "--category", "2", "--scheme", "VICS 2.0 PRACTICE")
    assert said("mark", place, *words).status == 0
    marks = listed(place, "marks")
    paths = {one["path"] for one in listed(place, "entries") if one["outcome"] == "matched"}
    assert {one["path"] for one in marks} == {path for path in paths if path.lower().endswith(".png")}
    assert {(one["category"], one["category_label"]) for one in marks} == {("2", "Practice category two")}
    assert "taken back" in said("mark", place, "--undo").sentence
    assert listed(place, "marks") == []
    assert "done again" in said("mark", place, "--redo").sentence
    number = str(marks[0]["entry"])
    assert said("mark", place, number, "--note", "seen").status == 0
    assert said("mark", place, number, "--bookmark").status == 0
    (one,) = [one for one in listed(place, "marks") if one["entry"] == marks[0]["entry"]]
    assert (one["note"], one["bookmarked"]) == ("seen", True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--category", "1"), "say which entries"),
        (("7", "--category", "1"), "no entry 7"),
        (("--where", "size:>1MX", "--category", "1"), "size:>1MX"),
        (("--where", "ext:nosuch", "--category", "1"), "no entry fits"),
    ],
    ids=["none", "unknown", "filter", "empty"],
)
def test_a_mark_that_cannot_be_made_is_one_sentence(place: Path, words: tuple[str, ...], told: str) -> None:
    refused = said("mark", place, *words)
    assert (refused.status, told in refused.sentence) == (1, True)
