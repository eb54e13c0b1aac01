"""The scan plan: what is chosen is what the engine is told; what follows from it is said before."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.plan_table import PlanTable
from app.rows import ExhibitRow
from app.rows.previews import GateCost, OrderRow
from tests.ui.conftest import MakeWindow
from tests.ui.fakes import FakeChooser, FakeWorkbench, a_volume, set_info
from tests.ui.steps import a_case_with_an_exhibit, add_exhibit, an_image, settle, wait_for_scan
from tests.ui.test_wording import AN_EXHIBIT
from ui.kept_plans import KeptPlans
from ui.plan_defaults import plan_defaults
from ui.planning import (
    PlanDefaults,
    ScanPlan,
    digest_words,
    gate_cost_words,
    limit_words,
    missing_sets,
    order_words,
    plan_to_resume,
    plan_warning,
    span_words,
)
from ui.sheets.scan_plan import ScanPlanSheet
from ui.shell import MainWindow


def a_set(name: str, *, role: str = "notable", **more: object) -> dict[str, Any]:
    return {"name": name, "role": role, "version": "", "source": "list.txt", **more}


SETS = [
    a_set("Sized", unsized=0, algorithms=["md5", "sha1"]),
    a_set("Sizeless", unsized=3),
    a_set("Old list", unsized=0, algorithms=["md5"]),
    a_set("Software", role="known"),
]
TABLE = PlanTable([set_info(one) for one in SETS], at_once=2)


def an_exhibit(label: str, *, state: str = "added") -> ExhibitRow:
    return replace(AN_EXHIBIT, label=label, state=state)


def test_digests_are_named_with_what_a_hit_gets() -> None:
    assert digest_words(TABLE.outlook("standard", sets=["Sized"])) == "MD5, SHA-1 and SHA-256"
    assert digest_words(TABLE.outlook("quick", sets=["Old list"])) == "MD5; a hit gets all three"


def test_an_open_gate_is_told_with_its_sets_and_its_cost() -> None:
    cost = GateCost(
        sets=("Harbour",), records=41, entries=12_806, size_bytes=3 << 30, low_s=40.0, high_s=80.0
    )
    head, words = gate_cost_words(cost)
    assert head == "The size gate is open for 1 set"
    assert "41 records of Harbour have no size." in words
    assert words.endswith("(3.0 GiB, about 1 min).")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (2, 30, "less than 1 min"),
        (50, 70, "about 1 min"),
        (19 * 60, 32 * 60, "19 to 32 min"),
        (60 * 60, 240 * 60, "1.0 to 4.0 h"),
    ],
    ids=["seconds", "one", "range", "hours"],
)
def test_an_estimate_is_a_coarse_range(low: float, high: float, words: str) -> None:
    assert span_words(low, high) == words


def test_the_order_of_reading_begins_with_what_can_match() -> None:
    def row(what: str, *, is_likely: bool) -> OrderRow:
        return OrderRow(what=what, is_likely=is_likely, entries=1, size_bytes=1)

    words = order_words([row("user", is_likely=True), row("user_media", is_likely=False)])
    assert words == (
        "Order: what has the size of a notable record, users' pictures, video and archives; "
        "inside each in disk order."
    )
    assert order_words([]) == ""


def test_a_set_that_must_be_loaded_and_is_not_is_named() -> None:
    chosen = [one for one in TABLE.sets if one.name != "Sized"]
    assert missing_sets(("Sized", "Old list", "Elsewhere"), chosen) == ["Sized", "Elsewhere"]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (ScanPlan(sets=("Sized",), profile="standard"), "No exhibit is chosen."),
        (ScanPlan(exhibits=("E1",), sets=(), profile="standard"), "No set is chosen"),
        (
            ScanPlan(exhibits=("E1",), sets=("Sized", "Old list"), profile="standard", algorithms=("sha1",)),
            "With SHA-1 alone, records of Old list cannot match.",
        ),
        (ScanPlan(exhibits=("E1",), sets=("Software",), profile="standard"), "No notable set is chosen"),
        (
            ScanPlan(exhibits=("E1",), sets=("Sized",), profile="thorough"),
            "This version does not look into archives and unallocated space yet",
        ),
        (ScanPlan(exhibits=("E1",), sets=("Sized",), profile="standard"), None),
    ],
)
def test_what_speaks_against_a_plan_is_one_sentence(plan: ScanPlan, words: str | None) -> None:
    names = plan.sets or ()
    said = plan_warning(
        plan,
        [one for one in TABLE.sets if one.name in names],
        outlook=TABLE.outlook(plan.profile or "", sets=names, algorithms=plan.algorithms),
        profile=next(one for one in TABLE.profiles if one.name == plan.profile),
    )
    assert (said is None) if words is None else (said is not None and said.words.startswith(words))


def test_what_a_plan_cannot_reach_and_does_once_more_is_said() -> None:
    exhibits = [an_exhibit("E1", state="done"), an_exhibit("E2")]
    plan = ScanPlan(exhibits=("E1", "E2"))
    assert limit_words(exhibits, plan) == [
        "1 exhibit already scanned; left as it is where the plan is the same."
    ]
    for again in (replace(plan, time_box_min=20), replace(plan, stops_after_first_hit=True)):
        assert limit_words(exhibits, again) == ["1 exhibit already scanned; scanned again."]
    locked = replace(exhibits[1], volumes=(replace(a_volume(), state="locked"),))
    assert limit_words([locked], plan) == ["1 locked volume: nothing is compared inside."]
    copied = replace(exhibits[1], volumes=(a_volume(), replace(a_volume(), layer="shadow copy")))
    words = "1 shadow copy: not in this plan. Thorough reads what differs there."
    assert limit_words([copied], plan) == [words]
    words = "1 shadow copy: what differs there is read too, and is not in these numbers."
    assert limit_words([copied], replace(plan, profile="thorough")) == [words]


def test_a_resumed_scan_keeps_its_plan_and_touches_nothing_else() -> None:
    exhibits = [
        an_exhibit("E1", state="done"),
        an_exhibit("E2", state="stopped"),
        an_exhibit("E3"),
        an_exhibit("E4"),
    ]
    assert plan_to_resume(exhibits, last=None, time_box_min=None) == ScanPlan(exhibits=("E2",))
    ours = ScanPlan(exhibits=("E1", "E2", "E3"), sets=("Sized",), profile="quick", anew=True)
    assert plan_to_resume(exhibits, last=ours, time_box_min=None) == replace(ours, anew=False)
    boxed = plan_to_resume(exhibits, last=replace(ours, time_box_min=20), time_box_min=20)
    assert (boxed.exhibits, boxed.time_box_min) == (("E2", "E3"), 20)
    other = plan_to_resume(exhibits, last=ScanPlan(exhibits=("E4",)), time_box_min=5)
    assert other == ScanPlan(exhibits=("E2",), time_box_min=5)


def test_a_plan_is_kept_for_the_next_window_by_the_folder_of_its_case() -> None:
    settings: dict[str, str] = {}
    kept = KeptPlans(lambda name, default: settings.get(name, default), settings.__setitem__)
    assert kept.of("/cases/1") is None
    plan = ScanPlan(exhibits=("E1", "E2"), sets=("Sized",), profile="quick", time_box_min=20.0, anew=True)
    kept.keep("/cases/1", plan)
    kept.keep("/cases/2", ScanPlan(exhibits=("E7",)))
    assert (kept.of("/cases/1"), kept.of("/cases/2")) == (plan, ScanPlan(exhibits=("E7",)))
    for number in range(3, 30):
        kept.keep(f"/cases/{number}", plan)
    assert kept.of("/cases/1") is None, "only the newest are kept"


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"/c": 7}', '{"/c": {"exhibits": "E1"}}'])
def test_a_damaged_setting_keeps_no_plan(damaged: str) -> None:
    assert KeptPlans(lambda _name, _default: damaged, lambda _name, _value: None).of("/c") is None


def test_another_window_goes_on_with_the_whole_choice(
    qtbot: QtBot, make_window: MakeWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    first = make_window(workbench)
    a_case_with_an_exhibit(qtbot, first, workbench, tmp_path)
    assert first.desk.case is not None
    folder = first.desk.case.folder
    plan = ScanPlan(exhibits=("E1", "E2"), sets=(), profile="quick")
    first.desk.start_scan(plan)
    wait_for_scan(qtbot, first)
    first.close_case()
    second = make_window(workbench)
    second.desk.open(folder, remember=False)
    qtbot.waitUntil(lambda: second.desk.view is not None)
    assert second.desk.resumed_plan() == plan


def test_a_stopped_scan_whose_set_was_removed_offers_a_new_plan(
    qtbot: QtBot,
    window: MainWindow,
    workbench: FakeWorkbench,
    chooser: FakeChooser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    window.desk.read_sets()
    qtbot.waitUntil(lambda: bool(window.desk.sets))
    assert window.desk.view is not None
    (exhibit,) = window.desk.view.exhibits
    window.desk.view = replace(window.desk.view, exhibits=(replace(exhibit, state="stopped"),))
    planned = ScanPlan(exhibits=("E1",), sets=("Practice list", "Old list"))
    monkeypatch.setattr(window.desk, "resumed_plan", lambda: planned)
    chooser.answer = False
    window.scan_errands.resume_scan()
    qtbot.waitUntil(lambda: chooser.asked == ["A set of this scan was removed"])
    assert _plan_of(window) is None
    assert not window.desk.scan.is_running
    chooser.answer = True
    window.scan_errands.resume_scan()
    qtbot.waitUntil(lambda: _plan_of(window) is not None)
    sheet = _plan_of(window)
    assert sheet is not None
    assert sheet.anew.isVisible()
    assert sheet.plan().anew, "the scan that was stopped cannot go on with other sets"
    assert sheet.plan().exhibits == ("E1",)


def _plan_of(window: MainWindow) -> ScanPlanSheet | None:
    sheet = window.sheets.sheet
    return sheet if isinstance(sheet, ScanPlanSheet) else None


# The sheet


@pytest.fixture
def sheet(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path) -> ScanPlanSheet:
    """The plan of a case with two exhibits and the sets above."""
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    settle(qtbot, window)
    add_exhibit(qtbot, window, an_image(tmp_path))
    qtbot.waitUntil(
        lambda: window.desk.view is not None and len(window.desk.view.exhibits) == 2, timeout=10_000
    )
    (workbench.library / "sets.json").write_text(json.dumps(SETS), encoding="utf-8")
    window.show_page("board")
    window.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: isinstance(window.sheets.sheet, ScanPlanSheet))
    made = window.sheets.sheet
    assert isinstance(made, ScanPlanSheet)
    return made


def start(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench) -> ScanPlan:
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.desk.scan.is_running)
    wait_for_scan(qtbot, window)
    return workbench.plans_asked[-1]


NAMES = ("Sized", "Sizeless", "Old list", "Software")


def test_a_plan_left_as_it_is_is_the_standard_one(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, sheet: ScanPlanSheet
) -> None:
    assert not sheet.time_box.minutes.isVisible()
    assert start(qtbot, window, workbench) == ScanPlan(
        exhibits=("E1", "E2"),
        sets=NAMES,
        profile="standard",
        algorithms=None,
        time_box_min=None,
        at_once=None,
    )


def test_everything_chosen_reaches_the_engine(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, sheet: ScanPlanSheet
) -> None:
    sheet.profile_buttons["thorough"].setChecked(True)
    sheet.algorithm_boxes["sha256"].click()
    sheet.time_box.other.click()
    sheet.time_box.minutes.setValue(45)
    sheet.together.click()
    sheet.stops.setChecked(True)
    assert start(qtbot, window, workbench) == ScanPlan(
        exhibits=("E1", "E2"),
        sets=NAMES,
        profile="thorough",
        algorithms=("md5", "sha1"),
        time_box_min=45,
        at_once=1,
        stops_after_first_hit=True,
    )


def test_quick_shows_the_digests_it_computes_and_gives_the_choice_back(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, sheet: ScanPlanSheet
) -> None:
    sheet.algorithm_boxes["md5"].click()
    sheet.profile_buttons["quick"].setChecked(True)
    boxes = sheet.algorithm_boxes
    assert [name for name, box in boxes.items() if box.isChecked()] == ["md5", "sha1"]
    assert not any(box.isEnabled() for box in boxes.values())
    sheet.profile_buttons["standard"].setChecked(True)
    assert [name for name, box in boxes.items() if box.isChecked()] == ["sha1", "sha256"]
    sheet.profile_buttons["quick"].setChecked(True)
    asked = start(qtbot, window, workbench)
    assert (asked.profile, asked.algorithms) == ("quick", None), "the engine chooses in quick"


def test_a_plan_without_any_digest_does_not_start(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, sheet: ScanPlanSheet
) -> None:
    for box in sheet.algorithm_boxes.values():
        box.click()
    assert sheet.warning.words() == "No digest is chosen: nothing can be compared."
    window.actions_["sheet.accept"].trigger()
    assert not window.desk.scan.is_running
    assert workbench.plans_asked == []


def test_the_plan_is_made_by_keys_alone(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, sheet: ScanPlanSheet
) -> None:
    def tab_to(wanted: object) -> None:
        for _ in range(40):
            if window.focusWidget() is wanted:
                return
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
            qtbot.wait(2)  # the window draws between two keys, as under a hand
        pytest.fail(f"the Tab key does not reach {wanted}")

    assert window.isActiveWindow(), "a box shown before it had its place was a window of its own"
    tab_to(sheet.profile_buttons["standard"])
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Up)
    assert sheet.profile_buttons["quick"].isChecked()
    tab_to(sheet.time_box.buttons[0])
    while not sheet.time_box.other.isChecked():
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    tab_to(sheet.time_box.minutes)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Up)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.desk.scan.is_running)
    wait_for_scan(qtbot, window)
    asked = workbench.plans_asked[-1]
    assert (asked.profile, asked.time_box_min) == ("quick", 21)


def numbers(sheet: ScanPlanSheet) -> dict[str, str]:
    return {name: entries for name, (entries, _held) in sheet.side.numbers().items()}


def test_what_the_plan_does_is_counted_so_far_then_whole_and_anew_for_another_choice(
    qtbot: QtBot, window: MainWindow, sheet: ScanPlanSheet
) -> None:
    qtbot.waitUntil(lambda: numbers(sheet)["entries"] == "486,214", timeout=10_000)
    assert (numbers(sheet)["ruled_out"], numbers(sheet)["to_read"]) == ("0", "437,593")
    assert sheet.side.estimate_words() == "19 to 32 min"
    assert not sheet.side.gate.isVisible()
    sheet.profile_buttons["quick"].setChecked(True)
    qtbot.waitUntil(lambda: sheet.side.gate.isVisible(), timeout=10_000)
    assert "Sizeless have no size" in sheet.side.gate.words()
    sheet.set_boxes[NAMES.index("Sizeless")].setChecked(False)
    qtbot.waitUntil(lambda: numbers(sheet)["ruled_out"] == "216,095", timeout=10_000)
    assert not sheet.side.gate.isVisible()
    window.sheets.close_sheet()
    qtbot.waitUntil(lambda: not window.desk.preview.is_running, timeout=10_000)


def test_a_scan_starts_without_waiting_for_the_count(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, sheet: ScanPlanSheet
) -> None:
    assert window.desk.preview.is_running
    start(qtbot, window, workbench)
    qtbot.waitUntil(lambda: not window.desk.preview.is_running, timeout=10_000)


def test_a_preview_that_fails_is_told_and_hinders_nothing(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, sheet: ScanPlanSheet
) -> None:
    window.desk.preview.begin((*workbench.plan_command("", ())[:2], "babble", "x"))
    qtbot.waitUntil(lambda: sheet.side.trouble.isVisible(), timeout=10_000)
    assert sheet.go.isEnabled()
    start(qtbot, window, workbench)


def test_my_default_is_what_the_next_plan_begins_with(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, sheet: ScanPlanSheet
) -> None:
    sheet.profile_buttons["quick"].setChecked(True)
    sheet.time_box.choose(30)
    sheet.stops.setChecked(True)
    sheet.sound.setChecked(False)
    sheet.keep.click()
    assert plan_defaults(workbench) == PlanDefaults(  # type: ignore[arg-type]  # with the same face
        profile="quick", time_box_min=30, has_sound=False, stops_after_first_hit=True
    )
    window.sheets.close_sheet()
    window.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: isinstance(window.sheets.sheet, ScanPlanSheet))
    again = window.sheets.sheet
    assert isinstance(again, ScanPlanSheet)
    plan = again.plan()
    assert (plan.profile, plan.time_box_min, plan.stops_after_first_hit) == ("quick", 30, True)


def test_a_set_that_must_be_loaded_warns_when_it_is_not_chosen(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, sheet: ScanPlanSheet
) -> None:
    window.sheets.close_sheet()
    workbench.set_setting("required_sets", "Old list\nElsewhere")
    window.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: isinstance(window.sheets.sheet, ScanPlanSheet))
    again = window.sheets.sheet
    assert isinstance(again, ScanPlanSheet)
    assert again.warning.words() == "Your settings say that Elsewhere must be loaded."
    again.set_boxes[NAMES.index("Old list")].setChecked(False)
    assert again.warning.words() == "Your settings say that Old list and Elsewhere must be loaded."
    assert again.go.isEnabled(), "the examiner decides"


def test_the_scan_button_of_one_exhibit_plans_that_one_though_another_is_stopped(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, sheet: ScanPlanSheet
) -> None:
    workbench.scan_seconds = 3.0
    sheet.exhibit_boxes[1].setChecked(False)
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.scan.hits.rowCount() > 0, timeout=10_000)
    window.actions_["scan.stop"].trigger()
    wait_for_scan(qtbot, window)
    assert window.desk.view is not None
    states = [
        replace(one, state=state)
        for one, state in zip(window.desk.view.exhibits, ("stopped", "added"), strict=True)
    ]
    window.desk.view = replace(window.desk.view, exhibits=tuple(states))
    window.scan_errands.plan_scan("E2")
    qtbot.waitUntil(lambda: isinstance(window.sheets.sheet, ScanPlanSheet))
    assert not window.desk.scan.is_running
    window.sheets.close_sheet()
    window.scan_errands.plan_scan("E1")
    qtbot.waitUntil(lambda: window.desk.scan.is_running)
    assert workbench.plans_asked[-1].exhibits == ("E1",)
    wait_for_scan(qtbot, window)


def test_a_long_name_pushes_nothing_of_a_set_out_of_the_plan(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    window.resize(1280, 800)
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    long = a_set("Regional unit images " * 8, version="second correction of September")
    (workbench.library / "sets.json").write_text(json.dumps([long]), encoding="utf-8")
    window.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: isinstance(window.sheets.sheet, ScanPlanSheet))
    sheet = window.sheets.sheet
    assert isinstance(sheet, ScanPlanSheet)
    settle(qtbot, window)
    area = next(one for one in sheet.findChildren(QScrollArea) if one is not sheet.side)
    (box,) = sheet.set_boxes
    inner = area.widget()
    assert inner is not None
    assert inner.minimumSizeHint().width() <= area.viewport().width()
    assert box.text().endswith("…")
    assert box.toolTip() == long["name"]
