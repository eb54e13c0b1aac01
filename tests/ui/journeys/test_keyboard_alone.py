"""The whole main job by the keyboard alone, on a real screen: from a new case to a bundle that agrees."""

from pathlib import Path

import pytest

from tests.app.builders import listed
from tests.ui.journeys.bench import Bench
from tests.ui.journeys.keyboard import Keyboard, a_keyboard

NUMBER = "FL-2026-0417"
PASSPHRASE = "seven quiet harbours"
REASON = "Check a doubtful match"


@pytest.mark.slow
@pytest.mark.alone
def test_the_main_job_is_done_by_keys_alone(bench: Bench, tmp_path: Path) -> None:
    case = tmp_path / "cases" / f"{NUMBER}.fieldcase"
    bundle = tmp_path / "bundle"
    with a_keyboard(tmp_path) as keys:
        _make_the_case(keys, case)
        _add_exhibits(keys, bench)
        _import_the_list(keys, bench)
        _scan(keys)
        _look_and_mark(keys)
        _write_the_report(keys, bundle)
        _verify(keys, bundle.with_suffix(".zip"))
        keys.press("ctrl+q")
        assert keys.program.wait(timeout=60) == 0
    actions = [event["action"] for event in listed(case, "custody")]
    assert actions.count("scan.finished") == len(_exhibits(bench))
    (look,) = (event for event in listed(case, "custody") if event["action"] == "content.revealed")
    assert [step["step"] for step in look["payload"]["steps"]] == ["lines", "grey"]
    assert look["payload"]["reason"] == REASON
    assert [one["category"] for one in listed(case, "marks")] == ["2"]


def _exhibits(bench: Bench) -> tuple[Path, Path]:
    return bench.images[0], bench.images[2]


def _make_the_case(keys: Keyboard, case: Path) -> None:
    keys.press("ctrl+n")
    keys.wait(lambda seen: seen["sheet"] == "NewCaseSheet")
    keys.write(NUMBER)
    keys.fill("Examiner", "Examiner E-114")
    keys.fill("The case lies in", str(case.parent))
    keys.press("ctrl+Return")
    keys.wait(lambda seen: seen["has_case"] and seen["page"] == "board")


def _add_exhibits(keys: Keyboard, bench: Bench) -> None:
    for image in _exhibits(bench):
        keys.settle()
        keys.press("a")
        keys.wait(lambda seen: seen["sheet"] == "AddExhibitSheet")
        keys.fill("Image file", str(image))
        keys.press("ctrl+Return")
        keys.wait(lambda seen: seen["sheet"] is None, what="an exhibit")


def _import_the_list(keys: Keyboard, bench: Bench) -> None:
    keys.settle()
    keys.press("ctrl+i")
    keys.wait(lambda seen: seen["sheet"] == "ImportSetSheet")
    keys.fill("File", str(bench.listed))
    keys.settle()
    keys.fill("Name", "Harbour series")
    keys.press("ctrl+Return")
    keys.wait(lambda seen: seen["sheet"] is None, what="the set")


def _scan(keys: Keyboard) -> None:
    keys.settle()
    keys.press("alt+1", "s")
    keys.wait(lambda seen: seen["sheet"] == "ScanPlanSheet")
    keys.press("ctrl+Return")
    _make_a_key(keys)
    keys.wait(lambda seen: seen["is_scanning"])
    keys.wait(lambda seen: not seen["is_scanning"], what="the end of the scan")


def _make_a_key(keys: Keyboard) -> None:
    """It is asked for once, before the first thing that is signed."""
    keys.wait(lambda seen: seen["sheet"] == "ExaminerKeySheet")
    keys.fill("Passphrase", PASSPHRASE)
    keys.fill("The same passphrase again", PASSPHRASE)
    keys.press("ctrl+Return")


def _look_and_mark(keys: Keyboard) -> None:
    keys.settle()
    keys.press("alt+3")
    keys.wait(lambda seen: seen["page"] == "findings" and seen["file"])
    for _file in range(12):
        if keys.settle()["file"].endswith("PIC0.JPG"):
            break
        keys.press("j")
    assert keys.seen()["file"].endswith("PIC0.JPG")
    keys.press("2")
    keys.press("space")  # a known match needs a reason first
    keys.wait(lambda seen: not seen["shows_content"])
    keys.fill("Reason for the look", REASON)
    keys.go_to("Hold to look", key="Tab")
    keys.hold("space")
    keys.wait(lambda seen: seen["shows_content"], what="the content")
    keys.press("Right")
    keys.wait(lambda seen: seen["step"] == "grey" and not seen["is_busy"])
    keys.let_go("space")
    keys.wait(lambda seen: not seen["shows_content"])
    keys.settle()


def _write_the_report(keys: Keyboard, bundle: Path) -> None:
    keys.press("alt+7")
    keys.wait(lambda seen: seen["page"] == "report")
    keys.fill("Folder for the report", str(bundle))
    keys.go_to("Also as one zip file")
    keys.press("space", "ctrl+s")
    keys.wait(lambda seen: "Read back" in seen["notice"], what="the report")


def _verify(keys: Keyboard, bundle: Path) -> None:
    keys.settle()
    keys.press("ctrl+shift+v")
    keys.wait(lambda seen: seen["dialog"])
    keys.take_focus("Verify a zip")
    keys.write(str(bundle))
    keys.press("Return")
    keys.wait(lambda seen: not seen["dialog"])
    keys.take_focus()
    keys.wait(lambda seen: seen["agrees"] is not None, what="the verdict")
    assert keys.settle()["agrees"]
