"""What board and start page read: the same file on two exhibits, how a recent case stands, the laptop."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.laptop import laptop
from app.open_case import OpenCase
from app.rows import RecentCase, SharedRow
from app.store.case_file import CaseFile
from app.views.kept import kept_self_test, self_test_words
from app.workbench import Workbench
from tests.app.builders import a_case, a_set, said
from tests.evidence.builders import a_fat_image

NOW = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)
BOTH, FIRST = b"a drawn hill\n" * 500, b"a drawn lake\n" * 500


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Two exhibits with the same file, one of them with a second one; a third is not scanned."""
    images = [
        a_fat_image(tmp_path / "one.dd", {"HILL.TXT": BOTH, "LAKE.TXT": FIRST}),
        a_fat_image(tmp_path / "two.dd", {"COPY.TXT": BOTH, "AGAIN.TXT": BOTH}),
    ]
    return a_case(tmp_path / "case.fieldcase", *images)


def scanned(case: Path, library: Path) -> None:
    a_set(library, "drawn", [hashlib.sha256(content).hexdigest() for content in (BOTH, FIRST)])
    answer = said("scan", case, "--library", library)
    assert answer.status in (0, 3), answer.err


def test_the_same_content_on_two_exhibits_is_counted_once(case: Path, tmp_path: Path) -> None:
    with OpenCase(CaseFile.open(case), now=lambda: NOW) as opened:
        assert opened.shared() == ()
    scanned(case, tmp_path / "library")
    with OpenCase(CaseFile.open(case), now=lambda: NOW) as opened:
        assert opened.shared() == (SharedRow(exhibits=("E1", "E2"), files=1),)


def test_a_recent_case_is_read_again_only_when_it_changed(case: Path, tmp_path: Path) -> None:
    workbench = Workbench(
        now=lambda: NOW, settings_folder=tmp_path / "settings", library=tmp_path / "library"
    )
    workbench.remember_case(str(case))
    row = workbench.recent_cases()[0]
    first = workbench.read_recent(row)
    assert first.facts is not None
    assert (first.facts.state, first.facts.exhibits, first.facts.share_compared) == ("added", 2, None)
    assert workbench.read_recent(row).facts is first.facts
    scanned(case, tmp_path / "library")
    facts = workbench.read_recent(row).facts
    assert facts is not None
    assert (facts.state, facts.with_hits) == ("done", ("E1", "E2"))
    assert facts.hits > 0
    assert facts.share_compared == 1


def test_a_case_that_is_none_is_told_in_its_row(tmp_path: Path) -> None:
    workbench = Workbench(now=lambda: NOW, settings_folder=tmp_path)
    row = RecentCase(folder=str(tmp_path), number="X", title="", opened_at="", verdict="", exists=True)
    read = workbench.read_recent(row)
    assert read.facts is None
    assert read.trouble
    assert not read.exists


def test_the_room_is_that_of_the_disk_a_folder_will_lie_on(tmp_path: Path) -> None:
    row = laptop(tmp_path / "not" / "yet", now=NOW)
    assert row.free_bytes is not None
    assert row.free_bytes > 0
    assert row.utc == "2026-11-22T03:12:00Z"


def test_a_self_test_is_kept_and_what_is_damaged_counts_as_none() -> None:
    checks = [{"control": "positive"}, {"control": "negative"}]
    words = self_test_words({"passed": True, "program_sha256": "ab", "checks": checks}, utc="2026-11-22")
    kept = kept_self_test(words)
    assert kept is not None
    assert (kept.passed, kept.checks, kept.has_controls) == (True, 2, True)
    assert kept_self_test(words[:-3]) is None
    assert kept_self_test('{"passed": "yes"}') is None
