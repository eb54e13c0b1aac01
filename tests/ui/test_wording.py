"""Numbers and verdicts in words: nothing small is hidden, nothing unknown is claimed."""

import gc
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.rows import ExhibitRow
from tests.ui.fakes import a_volume
from ui.case_view import Task
from ui.collecting import GuiThreadCollector
from ui.hexdump import hex_lines
from ui.look import Look
from ui.parts.charts import MIN_SLICE, CoverageBar
from ui.parts.speed import nice_span, nice_top
from ui.times import moment
from ui.wording import counted, duration, grouped, middle_left_out, share, size, time_left, verdict

AN_EXHIBIT = ExhibitRow(
    id=1,
    label="E1",
    description=None,
    source="/media/stick.dd",
    container="raw",
    size_bytes=64 << 20,
    sector_bytes=512,
    segments=1,
    stored_digests=(),
    acquisition_notes=(),
    verified=None,
    verified_at=None,
    volumes=(a_volume(),),
    state="done",
    entries=100,
    hits=0,
    faults=0,
    share_compared=0.96,
    compared_parts=(),
)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (0.0, "0 %"),
        (0.0004, "< 0.1 %"),
        (0.0123, "1.2 %"),
        (0.62, "62 %"),
        (0.9999, "99.9 %"),
        (1.0, "all"),
    ],
)
def test_a_share_never_hides_a_small_remainder(part: float, words: str) -> None:
    assert share(part) == words


def test_sizes_and_spans_are_said_as_a_person_would() -> None:
    assert size(0) == "0 B"
    assert size(9_999) == "9,999 B"
    assert size(56 << 20) == "56.0 MiB"
    assert size(1 << 40) == "1.0 TiB"
    assert duration(1198) == "19:58"
    assert duration(7451) == "2:04:11"
    assert counted(1, "entry", "entries") == "1 entry"
    assert grouped("7f210c9ae66b") == "7f21 0c9a e66b"


def test_an_estimate_is_a_range_and_absent_while_unknown() -> None:
    assert time_left(None, None) == ""
    assert time_left(300, 480) == "5 to 8 min left"
    assert time_left(20, 40) == "less than 1 min left"
    assert time_left(60, 65) == "about 1 min left"


def test_a_time_that_is_none_is_shown_as_written() -> None:
    assert moment("2026-11-19T22:47:00Z") == "19 Nov 2026 22:47"
    assert moment("2026-11-19T23:47:00+01:00") == "19 Nov 2026 22:47"
    assert moment("not a time") == "not a time"
    assert moment(None) == ""


def test_a_verdict_names_its_limit() -> None:
    said = verdict(AN_EXHIBIT, {"compared": 90, "unreadable": 4, "no_content": 6})
    assert said.words == "Nothing found in the sets loaded"
    assert said.second == "96 % compared; 4 files could not be read"
    sealed = verdict(replace(AN_EXHIBIT, encrypted_contents=3), {"compared": 96, "no_content": 4})
    assert "3 files encrypted in themselves" in sealed.second
    whole = verdict(replace(AN_EXHIBIT, share_compared=1.0), {"compared": 94, "no_content": 6})
    assert whole.second == "all 94 compared"


def test_a_partial_result_says_so_far() -> None:
    said = verdict(replace(AN_EXHIBIT, state="stopped", hits=2), {"matched": 1})
    assert said.words == "2 records matched so far"
    assert said.meaning == "hit"


def test_a_locked_exhibit_is_not_called_nothing_found() -> None:
    locked = replace(AN_EXHIBIT, volumes=(a_volume(state="locked", file_system="BitLocker"),))
    assert verdict(locked, {}).words == "Locked: BitLocker"


def test_an_exhibit_not_scanned_claims_nothing() -> None:
    said = verdict(replace(AN_EXHIBIT, state="added", share_compared=None), {})
    assert (said.words, said.second) == ("Not scanned yet", "nothing compared so far")


def test_a_scan_that_met_no_content_is_not_told_as_none() -> None:
    said = verdict(replace(AN_EXHIBIT, share_compared=None), {"no_content": 1})
    assert said.words == "Nothing found in the sets loaded"


def test_what_was_unlocked_and_cannot_be_read_is_told_as_unread_with_its_own_reason() -> None:
    lock = a_volume(state="locked", file_system="BitLocker", reason="Encrypted with BitLocker.")
    inside = a_volume(index=1, within=0, state="unreadable", reason="It is cut off.")
    scanned = replace(AN_EXHIBIT, state="done_part_unread", share_compared=None, volumes=(lock, inside))
    said = verdict(scanned, {})
    assert (said.words, said.meaning, said.second) == ("Could not be read.", "unreadable", "It is cut off.")


def test_slices_fill_the_bar_and_thin_ones_are_seen(qtbot: QtBot, look: Look) -> None:
    bar = CoverageBar(look)
    qtbot.addWidget(bar)
    bar.show_parts({"matched": 1, "compared": 486_000, "no_content": 200_000})
    slices = bar.slices(600)
    assert [outcome for outcome, _left, _wide in slices] == ["matched", "compared", "no_content"]
    assert min(wide for _outcome, _left, wide in slices) == MIN_SLICE
    _outcome, left, wide = slices[-1]
    assert left + wide == 600


def test_a_long_name_never_hides_how_far_the_work_is() -> None:
    task = Task(words=f"Importing the set {'regional ' * 30}", share=0.42, left="2 to 3 min left")
    assert task.said(most=34).endswith(", 42 %, 2 to 3 min left")
    assert len(task.said(most=34)) <= 34 + len(", 42 %, 2 to 3 min left")
    assert middle_left_out("Writing the report", 34) == "Writing the report"


def test_axes_end_at_round_numbers() -> None:
    assert nice_top(142) == 200
    assert nice_span(3) == 8
    assert nice_span(1199) == 1200


def test_hexadecimal_shows_only_characters_that_print_as_themselves() -> None:
    assert hex_lines(b"\x00A\xff\x1b\x7f\xa0\xad\xa1") == "00000000  00 41 ff 1b 7f a0 ad a1  .Aÿ....¡"


def test_cycles_are_collected_in_the_gui_thread_and_python_gets_its_collector_back(qtbot: QtBot) -> None:
    collector = GuiThreadCollector()
    assert not gc.isenabled()
    for _ in range(gc.get_threshold()[0] + 1):
        cycle: list[object] = []
        cycle.append(cycle)
    before = gc.get_count()[0]
    collector.collect()
    assert gc.get_count()[0] < before
    collector.close()
    assert gc.isenabled()
    gc.disable()  # the test's own collector stays in force until the test ends
