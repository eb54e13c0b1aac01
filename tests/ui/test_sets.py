"""The library's desk: import, look-up, checks, versions, locks, and saving a set from a case."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.rows import BrokenSetRow, TableColumnRow
from tests.ui.fakes import PASSPHRASE, FakeChooser, FakeWorkbench, an_outlook
from tests.ui.steps import a_case_with_an_exhibit, press, settle, start_scan, type_words, wait_for_scan
from ui.pages.sets import CHECKS, FIND, IMPORTS, VERSIONS
from ui.set_words import checked
from ui.sheets.export_set import ExportSetSheet
from ui.sheets.import_file import proposed_name
from ui.sheets.import_set import ImportSetSheet
from ui.sheets.scan_plan import ScanPlanSheet
from ui.sheets.unlock import UnlockSheet
from ui.shell import MainWindow

LISTED, ABSENT = "a1" * 16, "b2" * 16


def a_set(name: str, *, version: str = "", role: str = "notable", **more: object) -> dict[str, Any]:
    return {"name": name, "version": version, "role": role, "source": "list.txt", **more}


def show_library(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, *sets: dict[str, Any]) -> None:
    (workbench.library / "sets.json").write_text(json.dumps(sets), encoding="utf-8")
    window.show_page("sets")
    settle(qtbot, window)


def a_file(folder: Path, name: str = "national.txt", *, text: str = f"{LISTED}\n") -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def import_sheet(qtbot: QtBot, window: MainWindow, *files: str) -> ImportSetSheet:
    window.scan_errands.import_sets(files)
    sheet = window.sheets.sheet
    assert isinstance(sheet, ImportSetSheet)
    qtbot.waitUntil(lambda: all(form.outlook is not None for form in sheet.forms), timeout=5_000)
    return sheet


def until_idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.desk.work.is_running, timeout=15_000)
    settle(qtbot, window)


def names_in(workbench: FakeWorkbench) -> list[str]:
    return [row.spelled for row in workbench.sets()]


# Importing


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/media/usb/National list 2026.json", "National list 2026"),
        ("C:\\sets\\RDS_2026.09.1_modern_minimal.db", "RDS_2026.09.1_modern_minimal"),
        ("/x/list.sha256.gz", "list"),
        ("/x/noending", "noending"),
        ("", ""),
    ],
)
def test_a_name_is_proposed_from_the_file(path: str, name: str) -> None:
    assert proposed_name(path) == name


def test_the_summary_of_an_import_stays_on_the_page(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    import_sheet(qtbot, window, a_file(tmp_path))
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=10_000)
    settle(qtbot, window)
    assert (window.page, window.sets.drawer) == ("sets", IMPORTS)
    assert window.sets.imports.texts() == ["Imported."]
    window.show_page("start")
    window.show_page("sets")
    settle(qtbot, window)
    assert window.sets.imports.texts() == ["Imported."]
    current = window.sets.current()
    assert current is not None
    assert current.spelled == "national"


def test_a_passphrase_goes_to_the_child_by_standard_input_alone(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    sheet = import_sheet(qtbot, window, a_file(tmp_path))
    sheet.locked.setChecked(True)
    sheet.passphrase.edit.setText(PASSPHRASE)
    sheet.again.edit.setText(PASSPHRASE)
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=10_000)
    settle(qtbot, window)
    assert (workbench.library / "heard").read_text(encoding="utf-8") == PASSPHRASE
    assert PASSPHRASE not in repr(workbench.imports_asked)
    assert PASSPHRASE not in repr(workbench.settings)
    (row,) = window.desk.sets or ()
    assert row.is_locked
    assert window.desk.is_open(row), "who has just locked it need not unlock it"


@pytest.mark.parametrize(("first", "second"), [("short", "short"), (PASSPHRASE, f"{PASSPHRASE}s"), ("", "")])
def test_a_passphrase_that_will_not_do_starts_nothing(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, first: str, second: str
) -> None:
    sheet = import_sheet(qtbot, window, a_file(tmp_path))
    sheet.locked.setChecked(True)
    sheet.passphrase.edit.setText(first)
    sheet.again.edit.setText(second)
    window.actions_["sheet.accept"].trigger()
    assert workbench.imports_asked == []
    assert sheet.passphrase.complaint() or sheet.again.complaint()


@pytest.mark.parametrize("form", ["sha256", "pdq"])
def test_64_digits_are_asked_about_and_never_guessed(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, form: str
) -> None:
    workbench.outlooks["long.txt"] = an_outlook(is_64_digits=True)
    sheet = import_sheet(qtbot, window, a_file(tmp_path, "long.txt"))
    window.actions_["sheet.accept"].trigger()
    assert workbench.imports_asked == []
    assert "cannot be told apart" in sheet.notice.words()
    (sheet.forms[0].sha256 if form == "sha256" else sheet.forms[0].pdq).click()
    window.actions_["sheet.accept"].trigger()
    until_idle(qtbot, window)
    assert workbench.imports_asked[0][4] == form


def test_the_columns_of_a_table_are_imported_as_chosen(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    columns = tuple(TableColumnRow(head=head, samples=("x",), kind=None) for head in ("Name", "Sum", "Again"))
    workbench.outlooks["list.csv"] = an_outlook(columns=columns, delimiter=";", has_head=True)
    sheet = import_sheet(qtbot, window, a_file(tmp_path, "list.csv"))
    choices = sheet.forms[0].columns
    assert choices is not None
    window.actions_["sheet.accept"].trigger()
    assert sheet.notice.words() == "Say which column holds the digests."
    for box in choices.boxes[1:]:
        box.setCurrentIndex(box.findData("md5"))
    window.actions_["sheet.accept"].trigger()
    assert sheet.notice.words() == "Two columns are chosen as MD5; choose one."
    choices.boxes[2].setCurrentIndex(0)
    window.actions_["sheet.accept"].trigger()
    until_idle(qtbot, window)
    assert workbench.imports_asked[0][5] == "md5=2"


def test_a_set_of_notable_material_is_not_offered_as_known(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.outlooks["vics.json"] = an_outlook(form="VICS 2.0", is_notable_only=True)
    sheet = import_sheet(qtbot, window, a_file(tmp_path, "vics.json"))
    (form,) = sheet.forms
    assert not form.role.isEnabled()
    assert form.role.currentData() == "notable"
    assert "VICS 2.0" in form.seems.words()


def test_known_software_is_proposed_as_known_beside_a_notable_list(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.outlooks["rds.db"] = an_outlook(form="NSRL RDSv3 database", likely_role="known")
    import_sheet(qtbot, window, a_file(tmp_path, "rds.db"), a_file(tmp_path, "ours.txt"))
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=15_000)
    settle(qtbot, window)
    assert [(asked[1], asked[2]) for asked in workbench.imports_asked] == [
        ("rds", "known"),
        ("ours", "notable"),
    ]


def test_an_import_asked_for_in_haste_waits_until_the_file_was_looked_into(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.outlooks["rds.db"] = an_outlook(form="NSRL RDSv3 database", likely_role="known")
    window.scan_errands.import_sets([a_file(tmp_path, "rds.db")])
    window.actions_["sheet.accept"].trigger()
    assert workbench.imports_asked == []
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=15_000)
    settle(qtbot, window)
    assert [asked[2] for asked in workbench.imports_asked] == ["known"]


def test_a_role_chosen_by_hand_stays(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.outlooks["rds.db"] = an_outlook(form="NSRL RDSv3 database", likely_role="known")
    window.scan_errands.import_sets([a_file(tmp_path, "rds.db")])
    sheet = window.sheets.sheet
    assert isinstance(sheet, ImportSetSheet)
    QTest.keyClick(sheet.forms[0].role, Qt.Key.Key_Down)
    QTest.keyClick(sheet.forms[0].role, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: sheet.forms[0].outlook is not None)
    assert sheet.forms[0].role.currentData() == "notable"


def test_an_archive_of_several_sets_asks_which_one(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.outlooks["sets.zip"] = an_outlook(trouble="more than one set (a.txt, b.txt)", asks_member=True)
    sheet = import_sheet(qtbot, window, a_file(tmp_path, "sets.zip"))
    window.actions_["sheet.accept"].trigger()
    assert sheet.notice.words() == "Say which file inside the archive is the set."
    assert workbench.imports_asked == []
    sheet.forms[0].member.edit.setText("b.txt")
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=15_000)
    settle(qtbot, window)
    assert workbench.imports_asked[0][7] == "b.txt"


def test_several_files_are_imported_in_turn_and_a_refused_one_ends_the_row(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    files = [
        a_file(tmp_path, "one.txt"),
        a_file(tmp_path, "cut.txt", text=LISTED),
        a_file(tmp_path, "three.txt"),
    ]
    sheet = import_sheet(qtbot, window, *files)
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: "ends in the middle" in sheet.notice.words(), timeout=10_000)
    settle(qtbot, window)
    assert window.sheets.sheet is sheet, "what was typed is still there"
    assert [form.name.value() for form in sheet.forms] == ["cut", "three"], "what came in is not asked again"
    assert names_in(workbench) == ["one"]
    assert len(workbench.imports_asked) == 2
    refused, taken = window.sets.imports.texts()
    assert "ends in the middle" in refused
    assert taken == "Imported."


def test_a_file_can_be_left_out_of_several(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    sheet = import_sheet(qtbot, window, a_file(tmp_path, "one.txt"), a_file(tmp_path, "two.txt"))
    sheet.forms[0].unwanted.emit()
    assert [form.name.value() for form in sheet.forms] == ["two"]
    assert sheet.subtitle.text() == "into the library of this computer"
    sheet.forms[0].unwanted.emit()
    assert len(sheet.forms) == 1, "one stays to be filled in"


def test_files_dropped_on_the_page_are_sets_to_import(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    show_library(qtbot, window, workbench)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(a_file(tmp_path, name)) for name in ("one.txt", "two.txt")])
    drop = QDropEvent(
        QPointF(400, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(drop)
    sheet = window.sheets.sheet
    assert isinstance(sheet, ImportSetSheet)
    assert [form.name.value() for form in sheet.forms] == ["one", "two"]
    settle(qtbot, window)


# Looking up


def test_a_digest_is_found_by_keys_alone(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench) -> None:
    show_library(qtbot, window, workbench, a_set("Ours", version="1"), a_set("NSRL", role="known"))
    window.show_page("start")
    press(
        qtbot, window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert (window.page, window.sets.drawer) == ("sets", FIND)
    type_words(window.focusWidget(), f"{LISTED} {ABSENT}")
    press(qtbot, window, Qt.Key.Key_Return)
    settle(qtbot, window)
    finding = window.sets.finding
    assert finding.said.words() == "1 of 2 digests listed, in 2 records; 2 sets searched."
    shown = [str(finding.model.data(finding.model.index(row, 0))) for row in range(3)]
    assert shown == [
        f"{LISTED}\nOurs, version 1",
        f"{LISTED}\nNSRL",
        f"{ABSENT}\nnot in the sets of this library",
    ]


def test_letters_and_the_delete_key_belong_to_the_digest_that_is_typed(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, chooser: FakeChooser
) -> None:
    show_library(qtbot, window, workbench, a_set("Ours", version="1"), a_set("Ours", version="2"))
    press(
        qtbot, window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    type_words(window.focusWidget(), "dux")
    press(qtbot, window, Qt.Key.Key_Home)
    press(qtbot, window, Qt.Key.Key_Delete)
    assert window.sets.finding.text.toPlainText() == "ux"
    assert (window.sets.drawer, window.sheets.sheet, chooser.asked) == (FIND, None, [])


def test_a_set_is_imported_locked_by_keys_alone(
    qtbot: QtBot,
    window: MainWindow,
    workbench: FakeWorkbench,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(Path(a_file(tmp_path)).parent)  # a short name to type
    show_library(qtbot, window, workbench)
    press(qtbot, window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    sheet = window.sheets.sheet
    assert isinstance(sheet, ImportSetSheet)
    type_words(window.focusWidget(), "national.txt")
    for _ in range(20):
        if window.focusWidget() is sheet.locked:
            break
        press(qtbot, window, Qt.Key.Key_Tab)
    press(qtbot, window, Qt.Key.Key_Space)
    for _ in ("once", "again"):
        press(qtbot, window, Qt.Key.Key_Tab)
        type_words(window.focusWidget(), PASSPHRASE)
    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=15_000)
    settle(qtbot, window)
    assert names_in(workbench) == ["national"]
    assert (workbench.library / "heard").read_text(encoding="utf-8") == PASSPHRASE


def test_an_absent_digest_is_never_called_clean(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    show_library(qtbot, window, workbench, a_set("Ours"), a_set("Harbour", locked=True))
    finding = window.sets.finding
    finding.text.setPlainText(ABSENT)
    finding.look_up()
    settle(qtbot, window)
    assert finding.said.words() == "The digest is not in the sets of this library; 1 set searched."
    assert finding.notice.words() == "Not searched: Harbour: it is locked."


def test_what_is_no_digest_is_said_where_it_was_asked(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    show_library(qtbot, window, workbench, a_set("Ours"))
    window.sets.finding.text.setPlainText("nothing")
    window.sets.finding.look_up()
    settle(qtbot, window)
    assert window.sets.finding.notice.words().startswith("There is no digest")


def test_a_comparison_that_is_refused_takes_the_old_table_away(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    show_library(qtbot, window, workbench, a_set("Ours", version="1"), a_set("Ours", version="2"))
    versions = window.sets.versions
    versions.choose("Ours@1", "Ours@2")
    versions.go.click()
    qtbot.waitUntil(lambda: versions.table is not None, timeout=10_000)
    versions.forget("A locked set can be compared after it is unlocked.")
    assert versions.table is None
    assert versions.said.text().startswith("Choose two versions")
    assert not versions.export.isVisible()


def test_what_could_not_be_checked_is_not_said_to_differ(window: MainWindow) -> None:
    check = checked(1, "The index of Ours cannot be read.", at="2026-11-22T03:12:00Z", seconds=1.0)
    window.sets.show_check("Ours", check)
    assert window.sets.verified.differing.words() == ""
    assert window.sets.verified.unchecked.words() == "The index of Ours cannot be read."


# Locks


def test_a_passphrase_is_asked_once_and_forgotten_with_the_window(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    show_library(
        qtbot,
        window,
        workbench,
        a_set("Harbour", locked=True),
        a_set("Other list", locked=True),
        a_set("Ours"),
    )
    window.actions_["sets.unlock"].trigger()
    sheet = window.sheets.sheet
    assert isinstance(sheet, UnlockSheet)
    sheet.passphrase.edit.setText("not this one")
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: "opens none" in sheet.notice.words())
    sheet.passphrase.edit.setText(PASSPHRASE)
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.sheets.sheet is None)
    settle(qtbot, window)
    words = window.sets.notice.words()
    assert words == "Unlocked for this session: Harbour. Still locked, under another passphrase: Other list."
    assert window.sets.buttons["sets.unlock"].text() == "Lock again"
    window.sets.finding.text.setPlainText(LISTED)
    window.sets.finding.look_up()
    settle(qtbot, window)
    assert window.sets.finding.notice.words() == "Not searched: Other list: it is locked."
    window.close()
    assert window.desk.passphrase is None


def a_plan_with_a_locked_set(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, folder: Path
) -> ScanPlanSheet:
    a_case_with_an_exhibit(qtbot, window, workbench, folder)
    show_library(
        qtbot, window, workbench, a_set("Ours", version="1"), a_set("Ours", version="2", locked=True)
    )
    window.show_page("board")
    window.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: isinstance(window.sheets.sheet, ScanPlanSheet))
    sheet = window.sheets.sheet
    assert isinstance(sheet, ScanPlanSheet)
    return sheet


def test_a_plan_with_a_locked_set_asks_before_the_scan_starts(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    sheet = a_plan_with_a_locked_set(qtbot, window, workbench, tmp_path)
    assert sheet.passphrase.isVisible()
    window.actions_["sheet.accept"].trigger()
    assert sheet.passphrase.complaint() == "is needed"
    sheet.passphrase.edit.setText("not this one")
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: "opens none" in sheet.notice.words())
    assert workbench.plans_asked == []
    sheet.passphrase.edit.setText(PASSPHRASE)
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.desk.scan.is_running)
    wait_for_scan(qtbot, window)
    assert workbench.plans_asked[-1].sets == ("Ours@1", "Ours@2")
    case = window.desk.case
    assert case is not None
    assert (Path(case.folder) / "heard").read_text(encoding="utf-8") == PASSPHRASE


def test_a_locked_set_left_out_of_a_plan_asks_nothing(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    sheet = a_plan_with_a_locked_set(qtbot, window, workbench, tmp_path)
    sheet.set_boxes[1].setChecked(False)
    assert not sheet.passphrase.isVisible()
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.desk.scan.is_running)
    wait_for_scan(qtbot, window)
    assert workbench.plans_asked[-1].sets == ("Ours@1",)


# Checks, versions, removal


def test_all_sets_are_verified_one_after_the_other(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    show_library(qtbot, window, workbench, a_set("Ours", version="1"), a_set("Bent"))
    window.actions_["sets.verify_all"].trigger()
    qtbot.waitUntil(lambda: len(window.sets.checks) == 2, timeout=15_000)
    words = {name: check.said.words for name, check in window.sets.checks.items()}
    assert words == {"Ours@1": "Agrees", "Bent": "Differs"}
    assert window.sets.drawer == CHECKS
    assert window.sets.verified.differing.words() == "The index of Bent is not what was written."
    settle(qtbot, window)


def test_a_check_that_is_stopped_ends_the_row_and_proves_nothing(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    show_library(qtbot, window, workbench, a_set("Slow"), a_set("Ours"))
    window.actions_["sets.verify_all"].trigger()
    qtbot.waitUntil(
        lambda: window.desk.task is not None and window.desk.task.said().endswith("25 %, 1 to 2 min left")
    )
    window.actions_["sets.stop"].trigger()
    until_idle(qtbot, window)
    assert window.sets.checks == {}
    assert window.sets.notice.words() == "Verifying Slow was stopped; nothing was learnt of it."


def test_two_versions_are_compared_and_saved_whole(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, chooser: FakeChooser, tmp_path: Path
) -> None:
    show_library(qtbot, window, workbench, a_set("Ours", version="1"), a_set("Ours", version="2"))
    window.actions_["sets.compare"].trigger()
    assert window.sets.drawer == VERSIONS
    versions = window.sets.versions
    assert (versions.old.currentText(), versions.new.currentText()) == ("Ours@1", "Ours@2")
    versions.go.click()
    qtbot.waitUntil(lambda: versions.table is not None, timeout=10_000)
    assert versions.said.text() == "From Ours@1 to Ours@2: 2 added and 1 removed."
    chooser.path = str(tmp_path / "changes.csv")
    versions.export.click()
    qtbot.waitUntil(lambda: versions.notice.words() == f"Saved as {chooser.path}.")
    assert Path(chooser.path).read_text(encoding="utf-8").count("added") == 2


def test_the_same_version_is_not_compared_with_itself(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    show_library(qtbot, window, workbench, a_set("Ours", version="1"), a_set("Ours", version="2"))
    window.sets.versions.choose("Ours@2", "Ours@2")
    assert not window.sets.versions.go.isEnabled()


def test_removing_asks_and_takes_this_version_alone(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, chooser: FakeChooser
) -> None:
    show_library(qtbot, window, workbench, a_set("Ours", version="1"), a_set("Ours", version="2"))
    window.sets.choose("Ours@2")
    chooser.answer = False
    window.actions_["sets.remove"].trigger()
    assert names_in(workbench) == ["Ours@1", "Ours@2"]
    chooser.answer = True
    window.actions_["sets.remove"].trigger()
    until_idle(qtbot, window)
    assert names_in(workbench) == ["Ours@1"]
    assert chooser.asked == ["Remove this set", "Remove this set"]


def test_a_broken_file_is_shown_beside_the_sets_that_can_be_used(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    workbench.broken = (
        BrokenSetRow(file_name="bent.hashset", sentence="The index bent.hashset is damaged."),
    )
    show_library(qtbot, window, workbench, a_set("Ours"))
    assert window.sets.broken.words() == "The index bent.hashset is damaged."
    assert window.actions_["sets.verify"].isEnabled()
    window.sets.table.choose_row(0)
    assert window.sets.current() is None
    assert not window.actions_["sets.remove"].isEnabled()
    assert not window.actions_["sets.verify"].isEnabled()


# Saving contents of a case as a set


def export_sheet(qtbot: QtBot, window: MainWindow) -> ExportSetSheet:
    window.actions_["set.export"].trigger()
    qtbot.waitUntil(lambda: isinstance(window.sheets.sheet, ExportSetSheet))
    sheet = window.sheets.sheet
    assert isinstance(sheet, ExportSetSheet)
    return sheet


def test_chosen_hits_are_saved_as_their_entries(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window)
    window.show_page("findings")
    qtbot.waitUntil(lambda: len(window.findings.model.listed.members) == 4)
    window.findings.table.clearSelection()  # Ctrl, held by an earlier test, would add to it
    window.findings.table.selectRow(2)
    sheet = export_sheet(qtbot, window)
    sheet.forms["csv"].click()
    sheet.category.edit.setText("2")
    out = tmp_path / "out.csv"
    sheet.file.edit.setText(str(out))
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=10_000)
    settle(qtbot, window)
    assert workbench.exports_asked == [(str(out), "csv", "entries", (7_000_001_007,), "2")]
    assert window.findings.notice.words().startswith("Report written")


def test_all_hits_are_saved_without_naming_them(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window)
    window.show_page("findings")
    settle(qtbot, window)
    sheet = export_sheet(qtbot, window)
    sheet.of_hits.click()
    sheet.forms["hashdeep"].click()
    assert (sheet.file.value() or "").endswith("X-set.txt"), "the ending follows the form"
    window.actions_["sheet.accept"].trigger()
    until_idle(qtbot, window)
    assert workbench.exports_asked[0][1:4] == ("hashdeep", "hits", None)


def test_the_chosen_set_stays_chosen_when_others_come_above_it(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    show_library(qtbot, window, workbench, a_set("Harbour"), a_set("Ours"))
    window.sets.choose("Ours")
    show_library(qtbot, window, workbench, a_set("Aldersgate"), a_set("Harbour"), a_set("Ours"))
    current = window.sets.current()
    assert current is not None
    assert current.spelled == "Ours", "what is removed is what was chosen"
