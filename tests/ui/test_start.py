"""The start page: what is ready for work, and recent cases as they stand now."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.rows import IdentityRow, KeptSelfTest, LaptopRow, NewCase, RecentCase, RecentFacts
from tests.ui.conftest import MakeWindow
from tests.ui.fakes import NOW, FakeWorkbench, set_row
from tests.ui.steps import settle
from ui.pages.start_ready import (
    age_ready,
    clock_ready,
    key_ready,
    room_ready,
    self_test_ready,
    sets_ready,
)
from ui.pages.start_recent import result_said, state_said
from ui.shell import MainWindow

LAPTOP = LaptopRow(battery=None, is_on_mains=None, folder="cases", free_bytes=412 << 30, utc=NOW)
PASSED = KeptSelfTest(passed=True, utc=NOW, checks=24, has_controls=True, program_sha256="ab")
SET = set_row({"name": "Harbour", "role": "notable", "version": "1", "source": "harbour.txt"})
FACTS = RecentFacts(
    state="done",
    exhibits=4,
    hits=0,
    files=0,
    with_hits=(),
    locked=(),
    schemes=(),
    unread=(),
    unreadable=0,
    share_compared=0.61,
    is_practice=False,
)
ROW = RecentCase(
    folder="X.fieldcase", number="X", title="Harbour Row", opened_at=NOW, verdict="", exists=True, facts=FACTS
)


@pytest.mark.parametrize(
    ("kept", "program", "words", "is_ready"),
    [
        (None, "ab", "Not run on this laptop yet", False),
        (PASSED, "ab", "Passed: 24 known answers, positive and negative control", True),
        (PASSED, "cd", "by another version of the program", False),
        (replace(PASSED, passed=False), "ab", "do not scan with this program", False),
    ],
    ids=["none", "passed", "other program", "failed"],
)
def test_a_self_test_counts_only_for_this_program(
    kept: KeptSelfTest | None, program: str, words: str, is_ready: bool
) -> None:
    said = self_test_ready(kept, program)
    assert words in said.words
    assert said.is_ready is is_ready
    assert bool(said.link) is not is_ready


@pytest.mark.parametrize(
    ("not_after", "words", "is_ready"),
    [
        ("2028-03-14T00:00:00Z", "E-114, certificate valid until 14 Mar 2028", True),
        ("2026-12-01T00:00:00Z", "E-114, certificate valid until 1 Dec 2026 only", False),
        ("2026-01-01T00:00:00Z", "E-114, certificate ended 1 Jan 2026", False),
    ],
)
def test_a_certificate_that_ends_is_told(not_after: str, words: str, is_ready: bool) -> None:
    identity = IdentityRow(
        name="E-114", algorithm="ed25519", certificate_sha256="ab", not_after=not_after, self_issued=True
    )
    said = key_ready(identity, None, now=NOW)
    assert (said.words, said.is_ready) == (words, is_ready)


def test_without_a_notable_set_nothing_is_ready() -> None:
    assert not sets_ready(()).is_ready
    assert not sets_ready([replace(SET, role="known")]).is_ready
    assert sets_ready([SET]).is_ready
    assert not sets_ready([SET], required=["Agency list"]).is_ready
    assert sets_ready([SET], required=["Harbour"]).is_ready


def test_an_old_set_is_named_with_its_age_unless_a_newer_version_is_loaded() -> None:
    old = replace(SET, imported_at="2026-09-15T00:00:00Z")
    said = age_ready([old], now=NOW)
    assert said is not None
    assert (said.words, said.is_ready) == ('"Harbour" is 68 days old.', False)
    newer = age_ready([old, replace(SET, imported_at="2026-11-20T00:00:00Z")], now=NOW)
    assert newer is not None
    assert newer.is_ready
    assert age_ready([replace(SET, role="known")], now=NOW) is None


def test_little_room_and_a_disk_that_does_not_answer_are_not_ready() -> None:
    assert room_ready(LAPTOP).is_ready
    assert not room_ready(replace(LAPTOP, free_bytes=1 << 30)).is_ready
    assert not room_ready(replace(LAPTOP, free_bytes=None)).is_ready


def test_a_clock_before_what_was_recorded_is_wrong() -> None:
    assert clock_ready(LAPTOP, [replace(SET, imported_at="2026-11-01T00:00:00Z")], [ROW]).is_ready
    late = replace(ROW, opened_at="2027-01-01T00:00:00Z")
    assert not clock_ready(LAPTOP, [], [late]).is_ready


@pytest.mark.parametrize(
    ("changed", "words", "second", "meaning"),
    [
        (
            {"hits": 16, "with_hits": ("HR-01", "HR-04"), "locked": ("HR-03",), "unread": ("HR-04",)},
            "16 records matched",
            "2 of 4 exhibits; 61 % compared; HR-03 locked; part of HR-04 unread",
            "hit",
        ),
        ({}, "Nothing found in the sets loaded", "61 % compared", "compared"),
        ({"state": "stopped"}, "Nothing found in the sets loaded so far", "61 % compared", "compared"),
        (
            {"share_compared": None, "locked": ("E1",), "schemes": ("BitLocker",)},
            "Locked: BitLocker",
            "nothing compared inside",
            "locked",
        ),
        ({"share_compared": None}, "Nothing compared so far", "", "text2"),
        ({"share_compared": None, "unreadable": 4}, "Could not be read", "", "unreadable"),
    ],
    ids=["hits", "nothing", "nothing so far", "locked", "not scanned", "unreadable"],
)
def test_a_recent_case_tells_its_verdict_with_its_limit(
    changed: dict[str, object], words: str, second: str, meaning: str
) -> None:
    said = result_said(replace(ROW, facts=replace(FACTS, **changed)))  # type: ignore[arg-type]
    assert (said.words, said.second, said.meaning) == (words, second, meaning)


def test_a_missing_or_broken_case_says_so() -> None:
    assert result_said(replace(ROW, exists=False, facts=None)).words == "The folder is missing"
    broken = replace(ROW, facts=None, trouble="the database of the case is damaged")
    assert result_said(broken).second == "the database of the case is damaged"
    assert state_said(replace(ROW, exists=False, facts=None)).words == "Missing"


def test_recent_cases_are_read_again_and_can_be_taken_off_the_list(
    qtbot: QtBot, make_window: MakeWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    folders = [str(tmp_path / f"{name}.fieldcase") for name in ("A", "B")]
    for folder in folders:
        workbench.create_case(NewCase(folder=folder, number=folder[-11], examiner="E")).close()
        workbench.recent_facts[folder] = replace(FACTS, hits=3, with_hits=("E1",))
    workbench.recent = list(folders)
    window = make_window(workbench)
    start = window.start
    assert [row.facts is not None for row in start.recent.rows()] == [True, True]
    start.table.choose_row(1)
    window.actions_["case.forget"].trigger()
    settle(qtbot, window)
    assert [row.folder for row in start.recent.rows()] == folders[:1]
    assert Path(folders[1]).is_dir(), "the case itself stays"


def test_check_again_runs_the_self_test_and_keeps_its_result(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    settle(qtbot, window)
    assert "Not run" in window.start.ready["self_test"].words()
    window.actions_["page.refresh"].trigger()
    qtbot.waitUntil(lambda: workbench.kept_self_test() is not None, timeout=10_000)
    qtbot.waitUntil(lambda: not window.desk.work.is_running)
    settle(qtbot, window)
    assert "Passed" in window.start.ready["self_test"].words()
