"""Custody in the desktop: the key of the session, forms, hand-overs, signatures, checks, each by its child
program.
"""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.rows import NewCase, PersonRow, SigningKey
from tests.ui.conftest import Blocks
from tests.ui.fake_custody import KEY_PASSPHRASE
from tests.ui.fakes import FakeChooser, FakeWorkbench
from tests.ui.steps import a_case_with_an_exhibit, add_exhibit, an_image, settle, start_scan, wait_for_scan
from ui.custody_words import in_order, part_said, tally, verdict_from
from ui.parts.panels import Notice
from ui.sheets.case_details import CaseDetailsSheet
from ui.sheets.countersign import Countersigning, CountersignSheet
from ui.sheets.examiner_key import CARD, FILE, NEW, NONE, ExaminerKeySheet
from ui.sheets.exhibit_details import ExhibitDetailsSheet
from ui.sheets.persons import PersonsSheet
from ui.sheets.sheet import Field, Sheet
from ui.sheets.transfer import TransferSheet
from ui.shell import MainWindow
from ui.status_bar import key_said

LONG_MS = 10_000


def the_sheet(window: MainWindow) -> Sheet:
    sheet = window.sheets.sheet
    assert sheet is not None
    return sheet


def done(qtbot: QtBot, window: MainWindow) -> None:
    """Until the child has ended and the case has been read after it."""
    qtbot.waitUntil(lambda: not window.desk.work.is_running, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not window.desk.is_busy, timeout=LONG_MS)


def state_of(window: MainWindow) -> dict[str, object]:
    case = window.desk.case
    assert case is not None
    loaded: dict[str, object] = json.loads((Path(case.folder) / "state.json").read_text(encoding="utf-8"))
    return loaded


def type_key(window: MainWindow, *, file: str = "/keys/e.p12", passphrase: str = KEY_PASSPHRASE) -> None:
    sheet = the_sheet(window)
    assert isinstance(sheet, ExaminerKeySheet)
    sheet.ways[FILE].setChecked(True)
    sheet.file.edit.setText(file)
    sheet.passphrase.edit.setText(passphrase)
    window.actions_["sheet.accept"].trigger()


def hold_key(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["key.ask"].trigger()
    type_key(window)
    qtbot.waitUntil(lambda: window.desk.key.held is not None, timeout=LONG_MS)
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=LONG_MS)
    done(qtbot, window)


@pytest.fixture
def case(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path) -> MainWindow:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    done(qtbot, window)
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=LONG_MS)
    return window


# the key of the session


def test_the_first_scan_of_a_session_asks_for_the_key_and_the_second_does_not(
    qtbot: QtBot, case: MainWindow
) -> None:
    case.desk.key.forget()
    case.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: case.sheets.sheet is not None)
    case.actions_["sheet.accept"].trigger()
    assert isinstance(case.sheets.sheet, ExaminerKeySheet)
    assert not case.desk.scan.is_running
    type_key(case)
    qtbot.waitUntil(lambda: case.desk.scan.is_running, timeout=LONG_MS)
    wait_for_scan(qtbot, case)
    folder = Path(case.desk.case.folder if case.desk.case is not None else "")
    assert (folder / "heard-key").read_text(encoding="utf-8") == KEY_PASSPHRASE
    start_scan(qtbot, case)
    wait_for_scan(qtbot, case)


def test_the_keys_passphrase_comes_before_that_of_the_sets(
    qtbot: QtBot, case: MainWindow, workbench: FakeWorkbench
) -> None:
    listed = [{"name": "Locked", "role": "notable", "version": "1", "source": "x", "locked": True}]
    (workbench.library / "sets.json").write_text(json.dumps(listed), encoding="utf-8")
    hold_key(qtbot, case)
    case.desk.read_sets()
    settle(qtbot, case)
    case.desk.unlock("harbour row twelve", then=lambda _locks: None, otherwise=pytest.fail)
    settle(qtbot, case)
    case.desk.start_scan()
    wait_for_scan(qtbot, case)
    folder = Path(case.desk.case.folder if case.desk.case is not None else "")
    assert (folder / "heard-key").read_text(encoding="utf-8") == KEY_PASSPHRASE
    assert (folder / "heard").read_text(encoding="utf-8") == "harbour row twelve"


def test_a_wrong_passphrase_is_said_in_the_form_and_nothing_is_held(qtbot: QtBot, window: MainWindow) -> None:
    window.desk.key.forget()
    window.actions_["key.ask"].trigger()
    type_key(window, passphrase="not this one")
    sheet = the_sheet(window)
    qtbot.waitUntil(lambda: "does not open the key" in sheet.notice.words(), timeout=LONG_MS)
    assert window.sheets.sheet is sheet
    assert window.desk.key.held is None
    assert key_said(window.desk.key).words == "No key yet"


def test_leaving_the_form_while_the_key_is_opened_takes_up_no_key_and_begins_no_scan(
    qtbot: QtBot, case: MainWindow
) -> None:
    case.desk.key.forget()
    case.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: case.sheets.sheet is not None)
    case.actions_["sheet.accept"].trigger()
    type_key(case)
    assert case.desk.work.is_running
    case.actions_["sheet.close"].trigger()
    done(qtbot, case)
    assert case.desk.key.held is None
    assert not case.desk.scan.is_running
    assert case.board.notice.words() == "No key was taken up."


def test_the_key_is_put_away_and_the_window_forgets_it(qtbot: QtBot, window: MainWindow) -> None:
    hold_key(qtbot, window)
    assert key_said(window.desk.key).words == "Signs: Examiner E-114"
    assert KEY_PASSPHRASE not in repr(window.desk.key.held)
    window.actions_["key.forget"].trigger()
    assert window.desk.key.held is None
    assert not window.desk.key.is_answered
    assert not window.actions_["key.forget"].isEnabled()


def test_no_passphrase_stands_on_a_command_line_or_in_the_settings(
    qtbot: QtBot, case: MainWindow, workbench: FakeWorkbench
) -> None:
    hold_key(qtbot, case)
    case.show_page("custody")
    case.actions_["custody.sign"].trigger()
    done(qtbot, case)
    assert KEY_PASSPHRASE not in json.dumps(workbench.custody.asked, default=str)
    assert KEY_PASSPHRASE not in json.dumps(workbench.settings)


def test_a_new_key_is_made_and_then_opened(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    window.desk.key.forget()
    window.actions_["key.ask"].trigger()
    sheet = the_sheet(window)
    assert isinstance(sheet, ExaminerKeySheet)
    assert sheet.way() == NEW
    sheet.name.edit.setText("Examiner E-114")
    sheet.out.edit.setText(str(tmp_path / "new.p12"))
    sheet.passphrase.edit.setText(KEY_PASSPHRASE)
    sheet.again.edit.setText("another")
    window.actions_["sheet.accept"].trigger()
    assert "not the same" in sheet.notice.words()
    sheet.again.edit.setText(KEY_PASSPHRASE)
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.desk.key.held is not None, timeout=LONG_MS)
    assert (tmp_path / "new.p12").is_file()
    assert workbench.settings["key_file"] == str(tmp_path / "new.p12")


def test_a_card_is_named_by_its_module_and_no_key_file_is_kept(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    window.desk.key.forget()
    window.actions_["key.ask"].trigger()
    sheet = the_sheet(window)
    assert isinstance(sheet, ExaminerKeySheet)
    sheet.ways[CARD].setChecked(True)
    window.actions_["sheet.accept"].trigger()
    assert sheet.module.complaint() == "is needed"
    sheet.module.edit.setText("/usr/lib/card.so")
    sheet.passphrase.edit.setText(KEY_PASSPHRASE)
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.desk.key.held is not None, timeout=LONG_MS)
    assert window.desk.key.held is not None
    assert window.desk.key.held.module == "/usr/lib/card.so"
    assert "key_file" not in workbench.settings


def test_going_on_without_a_key_is_asked_once_and_said(qtbot: QtBot, case: MainWindow) -> None:
    case.desk.key.forget()
    case.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: case.sheets.sheet is not None)
    case.actions_["sheet.accept"].trigger()
    sheet = the_sheet(case)
    assert isinstance(sheet, ExaminerKeySheet)
    sheet.ways[NONE].setChecked(True)
    case.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: case.desk.scan.is_running)
    assert key_said(case.desk.key).words == "Nothing is signed"
    wait_for_scan(qtbot, case)


# forms


def test_only_what_was_changed_of_a_case_is_recorded(
    qtbot: QtBot, case: MainWindow, workbench: FakeWorkbench
) -> None:
    case.actions_["case.describe"].trigger()
    sheet = the_sheet(case)
    assert isinstance(sheet, CaseDetailsSheet)
    case.actions_["sheet.accept"].trigger()
    assert "Nothing was changed" in sheet.notice.words()
    _type(sheet.form.fields["requester"], "Det. A. Lindqvist")
    _type(sheet.form.fields["authority_number"], "SW-2026-3391")
    _type(sheet.form.fields["referrals"], " CyberTip 1 ; ICAC 42;")
    case.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: case.sheets.sheet is None, timeout=LONG_MS)
    assert workbench.custody.asked[-1][1]["values"] == {
        "requester": "Det. A. Lindqvist",
        "authority_number": "SW-2026-3391",
    }
    assert workbench.custody.asked[-1][1]["referrals"] == ("CyberTip 1", "ICAC 42")
    done(qtbot, case)
    case.actions_["case.describe"].trigger()
    again = the_sheet(case)
    assert isinstance(again, CaseDetailsSheet)
    assert again.form.value("requester") == "Det. A. Lindqvist"
    _type(again.form.fields["requester"], "")
    case.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: case.sheets.sheet is None, timeout=LONG_MS)
    assert workbench.custody.asked[-1][1]["values"] == {"requester": None}


def _type(field: object, words: str) -> None:
    assert isinstance(field, Field)
    field.edit.setText(words)


def test_a_refused_form_keeps_what_was_typed_and_says_why(qtbot: QtBot, case: MainWindow) -> None:
    case.show_page("board")
    case.actions_["exhibit.describe"].trigger()
    sheet = the_sheet(case)
    assert isinstance(sheet, ExhibitDetailsSheet)
    _type(sheet.form.fields["seized"], "yesterday")
    case.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: "is no time" in sheet.notice.words(), timeout=LONG_MS)
    assert case.sheets.sheet is sheet
    assert sheet.form.value("seized") == "yesterday"


def test_an_exhibit_is_described_and_photographs_dropped_on_its_form_are_attached(
    qtbot: QtBot, case: MainWindow, tmp_path: Path
) -> None:
    front = tmp_path / "front.jpg"
    front.write_bytes(b"\xff\xd8 not a picture anybody opens")
    case.show_page("board")
    case.actions_["exhibit.describe"].trigger()
    sheet = the_sheet(case)
    assert isinstance(sheet, ExhibitDetailsSheet)
    _type(sheet.form.fields["serial"], "NX-77120")
    case.dropping.take_paths([str(front), str(front), str(tmp_path / "no.jpg")])
    assert [row.file for row in sheet.photographs.new] == [str(front), str(tmp_path / "no.jpg")]
    sheet.photographs.new[1].left_out.emit(sheet.photographs.new[1])
    sheet.photographs.new[0].caption.edit.setText("front")
    case.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: case.sheets.sheet is None, timeout=LONG_MS)
    done(qtbot, case)
    view = case.desk.view
    assert view is not None
    form = view.custody.exhibit("E1")
    assert dict(form.values)["serial"] == "NX-77120"
    assert [one.caption for one in form.photographs] == ["front"]


def test_the_first_act_that_is_refused_ends_the_others(
    qtbot: QtBot, case: MainWindow, tmp_path: Path
) -> None:
    case.show_page("board")
    case.actions_["exhibit.describe"].trigger()
    sheet = the_sheet(case)
    assert isinstance(sheet, ExhibitDetailsSheet)
    case.dropping.take_paths([str(tmp_path / "gone.jpg"), str(an_image(tmp_path))])
    case.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: "does not exist" in sheet.notice.words(), timeout=LONG_MS)
    done(qtbot, case)
    assert "exhibit.photographed" not in json.dumps(state_of(case))


def test_a_person_is_recorded_and_corrected(qtbot: QtBot, case: MainWindow, workbench: FakeWorkbench) -> None:
    case.actions_["case.persons"].trigger()
    sheet = the_sheet(case)
    assert isinstance(sheet, PersonsSheet)
    case.actions_["sheet.accept"].trigger()
    assert sheet.fields.name.complaint() == "is needed"
    sheet.fields.name.edit.setText("Dana Whitcombe")
    sheet.fields.role.show_value("supervisor")
    case.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: case.sheets.sheet is None, timeout=LONG_MS)
    done(qtbot, case)
    case.actions_["case.persons"].trigger()
    again = the_sheet(case)
    assert isinstance(again, PersonsSheet)
    again.table.choose_row(2)
    assert again.fields.name.value() == "Dana Whitcombe"
    case.actions_["sheet.accept"].trigger()
    assert "Nothing was changed" in again.notice.words()
    again.fields.standing.show_value("civilian")
    case.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: case.sheets.sheet is None, timeout=LONG_MS)
    assert workbench.custody.asked[-1][1]["person"]["id"] == "P2"
    done(qtbot, case)
    assert case.desk.view is not None
    assert case.desk.view.custody.persons[1].standing == "civilian"


# hand-overs


def test_a_hand_over_records_a_new_person_first_and_then_itself(qtbot: QtBot, case: MainWindow) -> None:
    hold_key(qtbot, case)
    case.show_page("board")
    case.actions_["exhibit.transfer"].trigger()
    sheet = the_sheet(case)
    assert isinstance(sheet, TransferSheet)
    case.actions_["sheet.accept"].trigger()
    assert case.sheets.sheet is sheet, "nobody receives it yet"
    sheet.received.choice.show_value("P1")
    case.actions_["sheet.accept"].trigger()
    assert "same person" in sheet.notice.words()
    sheet.received.choice.show_value("+")
    sheet.received.fields.name.edit.setText("Officer 2207")
    _type(sheet.form.fields["seal_out"], "A-0048231")
    sheet.rehashed.setChecked(True)
    case.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: case.sheets.sheet is None, timeout=LONG_MS)
    done(qtbot, case)
    view = case.desk.view
    assert view is not None
    transfer = view.custody.transfers[-1]
    assert (transfer.released_by, transfer.received_by) == ("Examiner E-114", "Officer 2207")
    assert (transfer.seal_out, transfer.rehashed) == ("A-0048231", True)
    assert len(view.custody.checkpoints) == 1
    case.actions_["exhibit.transfer"].trigger()
    again = the_sheet(case)
    assert isinstance(again, TransferSheet)
    assert again.released.choice.value() == "P2", "who received it last has it"
    assert again.model.rowCount() == 1


# signatures and closing


def test_signing_without_a_key_asks_for_it_and_signs_then(qtbot: QtBot, case: MainWindow) -> None:
    case.show_page("custody")
    case.actions_["custody.sign"].trigger()
    type_key(case)
    qtbot.waitUntil(lambda: "checkpoint.signed" in json.dumps(state_of(case)), timeout=LONG_MS)
    done(qtbot, case)
    facts = case.desk.view.custody if case.desk.view is not None else None
    assert facts is not None
    assert facts.checkpoints[0].signers == ("Examiner E-114",)


def test_a_counter_signature_needs_a_checkpoint_a_person_and_a_key(qtbot: QtBot, case: MainWindow) -> None:
    hold_key(qtbot, case)
    case.show_page("custody")
    case.acts.countersign()
    assert "no checkpoint" in case.custody.notice.words()
    case.actions_["custody.sign"].trigger()
    done(qtbot, case)
    case.actions_["custody.countersign"].trigger()
    sheet = the_sheet(case)
    assert isinstance(sheet, CountersignSheet)
    sheet.file.edit.setText("/keys/supervisor.p12")
    sheet.passphrase.edit.setText(KEY_PASSPHRASE)
    case.actions_["sheet.accept"].trigger()
    assert "Say who" in sheet.notice.words()
    sheet.by.show_value("P1")
    case.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: case.sheets.sheet is None, timeout=LONG_MS)
    done(qtbot, case)
    assert case.desk.view is not None
    assert case.desk.view.custody.checkpoints[0].signers == ("Examiner E-114", "P1")


def test_a_second_person_counter_signs_with_a_card_or_with_a_file_never_both(
    qtbot: QtBot, case: MainWindow
) -> None:
    hold_key(qtbot, case)
    case.show_page("custody")
    case.actions_["custody.sign"].trigger()
    done(qtbot, case)
    case.actions_["custody.countersign"].trigger()
    sheet = the_sheet(case)
    assert isinstance(sheet, CountersignSheet)
    asked: list[Countersigning] = []
    sheet.accepted.disconnect()
    sheet.accepted.connect(asked.append)
    sheet.by.show_value("P1")
    sheet.passphrase.edit.setText("123456")
    for file, module in (("", ""), ("/keys/supervisor.p12", "/usr/lib/card.so")):
        sheet.file.edit.setText(file)
        sheet.module.edit.setText(module)
        case.actions_["sheet.accept"].trigger()
        assert "either a key file or the module" in sheet.notice.words()
    assert asked == []
    sheet.file.edit.setText("")
    sheet.card.edit.setText("Supervisor")
    case.actions_["sheet.accept"].trigger()
    key = SigningKey(module="/usr/lib/card.so", card_label="Supervisor", passphrase="123456")
    assert asked == [Countersigning(by="P1", key=key)]


def test_a_closed_case_takes_no_exhibit_and_no_scan_until_it_is_reopened(
    qtbot: QtBot, case: MainWindow, chooser: FakeChooser
) -> None:
    chooser.answer = False
    case.actions_["case.finish"].trigger()
    assert "case.closed" not in json.dumps(state_of(case))
    chooser.answer = True
    case.actions_["case.finish"].trigger()
    done(qtbot, case)
    case.show_page("board")
    assert not case.actions_["exhibit.add"].isEnabled()
    assert not case.actions_["scan.plan"].isEnabled()
    case.actions_["case.finish"].trigger()
    done(qtbot, case)
    assert case.actions_["exhibit.add"].isEnabled()


def test_the_last_self_test_stands_on_the_board(qtbot: QtBot, case: MainWindow) -> None:
    case.show_page("board")
    case.actions_["selftest.run"].trigger()
    done(qtbot, case)
    assert case.desk.view is not None
    assert case.desk.view.custody.self_test is not None
    assert "passed" in case.board.notice.words()


# reports and checks


def test_a_report_is_signed_read_back_and_its_verdict_said(
    qtbot: QtBot, case: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    hold_key(qtbot, case)
    case.show_page("report")
    report = case.report
    report.form.where.setText(str(tmp_path / "out"))
    report.form.withheld["paths"].setChecked(True)
    report.form.language.show_value("es")
    report.form.as_zip.setChecked(True)
    report.form.place.edit.setText("Van 2")
    case.actions_["report.write"].trigger()
    qtbot.waitUntil(lambda: "Read back" in report.notice.words(), timeout=LONG_MS)
    chosen = next(said for name, said in workbench.custody.asked if name == "report")
    assert chosen == {
        "key": "/keys/e.p12", "language": "es", "paper": "a4", "redact": ("paths",), "as_zip": True,
        "place": "Van 2", "files": (),
    }  # fmt: skip
    assert "Everything in this bundle agrees" in report.notice.words()
    assert "SHA-256 of out.zip: efef efef" in report.notice.words()


@pytest.mark.parametrize("size", [(1280, 700), (1366, 730)])
def test_no_field_of_the_report_is_squeezed_when_there_is_much_to_say(
    qtbot: QtBot, case: MainWindow, blocks: Blocks, tmp_path: Path, size: tuple[int, int]
) -> None:
    with blocks.set_aside():
        case.resize(*size)
    case.show_page("report")
    case.report.form.where.setText(str(tmp_path / "out"))
    case.report.form.as_zip.setChecked(True)
    case.actions_["report.write"].trigger()
    qtbot.waitUntil(lambda: "Read back" in case.report.notice.words(), timeout=LONG_MS)
    qtbot.wait(50)
    shown = [one for one in case.report.findChildren(QWidget) if one.isVisible()]
    squeezed = [
        (type(one).__name__, one.accessibleName(), one.height())
        for one in shown
        if isinstance(one, QLineEdit | QAbstractButton | QComboBox | Notice | Field)
        and one.height() < _needed_height(one)
    ]
    assert len(shown) > 20
    assert squeezed == []


def _needed_height(widget: QWidget) -> int:
    if widget.hasHeightForWidth():
        return widget.heightForWidth(widget.width())
    return widget.minimumSizeHint().height()


def test_a_report_without_a_signature_asks_for_no_key(
    qtbot: QtBot, case: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    case.desk.key.forget()
    case.show_page("report")
    case.report.form.where.setText(str(tmp_path / "out"))
    case.report.form.is_signed.setChecked(False)
    case.actions_["report.write"].trigger()
    assert case.sheets.sheet is None
    qtbot.waitUntil(lambda: "Read back" in case.report.notice.words(), timeout=LONG_MS)
    chosen = next(said for name, said in workbench.custody.asked if name == "report")
    assert chosen["key"] is None


def a_bundle(folder: Path, *, bent: bool = False) -> Path:
    bundle = folder / "FL-1_bundle"
    bundle.mkdir()
    (bundle / "bagit.txt").write_text("BagIt-Version: 1.0\n", encoding="utf-8")
    if bent:
        (bundle / "bent").touch()
    return bundle


def test_a_bundle_dropped_on_the_start_page_is_verified_by_part(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.dropping.take_paths([a_bundle(tmp_path).as_posix()])
    assert window.page == "verify"
    qtbot.waitUntil(lambda: window.verify.verdict is not None, timeout=LONG_MS)
    assert window.verify.verdict is not None
    assert window.verify.verdict.agrees
    assert [row.state for row in window.verify.model.rows()] == ["agrees", "agrees", "not_present"]
    window.actions_["page.home"].trigger()
    assert window.page == "start"


def test_a_difference_comes_first_and_in_words(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.verifying.check(str(a_bundle(tmp_path, bent=True)))
    qtbot.waitUntil(lambda: window.verify.verdict is not None, timeout=LONG_MS)
    first = window.verify.model.row_at(0)
    assert first is not None
    assert (first.part, part_said(first).words) == ("manifests", "Differs")
    assert window.verify.verdict is not None
    assert tally(window.verify.verdict) == "2 parts checked, 1 differs, 1 not present"


def test_a_case_dropped_on_the_verify_page_is_verified_and_elsewhere_opened(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    made = workbench.create_case(NewCase(folder=str(tmp_path / "X.fieldcase"), number="X", examiner="E"))
    made.close()
    window.show_page("verify")
    window.dropping.take_paths([made.folder])
    qtbot.waitUntil(lambda: window.verify.verdict is not None, timeout=LONG_MS)
    assert window.desk.case is None
    window.show_page("start")
    window.dropping.take_paths([made.folder])
    qtbot.waitUntil(lambda: window.desk.case is not None)


def test_what_is_not_there_to_be_verified_is_said(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.verifying.check(str(tmp_path / "gone.zip"))
    qtbot.waitUntil(lambda: "does not exist" in window.verify.notice.words(), timeout=LONG_MS)
    assert window.verify.verdict is None


def test_an_answer_without_parts_is_one_part() -> None:
    verdict = verdict_from({"agrees": False, "sentence": "event 2 differs"})
    assert [(part.state, part.sentence) for part in verdict.parts] == [("differs", "event 2 differs")]


def test_a_state_this_version_does_not_know_is_never_taken_for_agreement() -> None:
    verdict = verdict_from({"agrees": True, "parts": [{"part": "x", "state": "odd"}, "rubbish"]})
    assert part_said(in_order(verdict.parts)[0]).words == "Not checked"


def test_a_dropped_image_is_still_an_exhibit(qtbot: QtBot, case: MainWindow, tmp_path: Path) -> None:
    add_exhibit(qtbot, case, an_image(tmp_path))
    done(qtbot, case)
    assert QUrl.fromLocalFile(str(tmp_path)).isLocalFile()
    assert case.desk.view is not None
    assert len(case.desk.view.exhibits) == 2
    assert case.desk.view.custody.persons == (
        PersonRow(id="P1", name="Examiner E-114", role="examiner", standing="sworn"),
    )
