"""The same journey on the real workbench: a practice image built on the spot, the real engine as a child."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.answers import TroubleSentence
from app.practice import PracticeKit, build_practice
from app.rows import EntryFilter, NewCase
from app.workbench import Workbench
from tests.ui.conftest import MakeWindow
from tests.ui.fakes import FakeChooser
from tests.ui.steps import add_exhibit, import_set, new_case, settle, start_scan, wait_for_scan
from ui.pages.findings_table import COLUMNS as FINDING_COLUMNS
from ui.screenshots import take_screenshots
from ui.sheets.case_details import CaseDetailsSheet
from ui.sheets.examiner_key import ExaminerKeySheet
from ui.sheets.exhibit_details import ExhibitDetailsSheet
from ui.sheets.persons import PersonsSheet
from ui.sheets.sections import SectionForm
from ui.sheets.sheet import Field
from ui.sheets.transfer import TransferSheet
from ui.shell import MainWindow

LONG_MS = 60_000


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> PracticeKit:
    return build_practice(tmp_path_factory.mktemp("evidence"))


@pytest.fixture
def real(tmp_path: Path) -> Workbench:
    program = (sys.executable, "-m", "app")
    Workbench.warm_up()  # as the start of the desktop does once the window stands
    return Workbench(
        now=now, settings_folder=tmp_path / "settings", library=tmp_path / "library", program=program
    )


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m app` finds the program from there."""
    monkeypatch.chdir(Path(__file__).parents[2])


def a_real_case(qtbot: QtBot, window: MainWindow, kit: PracticeKit, chooser: FakeChooser) -> None:
    new_case(qtbot, window)
    add_exhibit(qtbot, window, kit.image)
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=LONG_MS)
    import_set(qtbot, window, chooser, kit.notable_set)
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=LONG_MS)


@pytest.mark.slow
def test_the_whole_job_on_a_real_image(
    qtbot: QtBot,
    make_window: MakeWindow,
    real: Workbench,
    kit: PracticeKit,
    chooser: FakeChooser,
    tmp_path: Path,
) -> None:
    before = (kit.image.stat().st_mtime_ns, kit.image.stat().st_size)
    window = make_window(real)
    a_real_case(qtbot, window, kit, chooser)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window, timeout=LONG_MS)
    window.show_page("findings")
    planted = sum(one.expected.value == "matched" for one in kit.planted)
    qtbot.waitUntil(lambda: len(window.findings.model.listed.members) == planted, timeout=LONG_MS)
    qtbot.waitUntil(lambda: "89 50 4e 47" in window.findings.detail.shown_bytes(), timeout=LONG_MS)
    window.show_page("files")
    window.files.show_filter(EntryFilter.having(deleted="yes"))
    settle(qtbot, window)
    assert 0 < window.files.model.rowCount() < 20
    window.show_page("custody")
    window.actions_["custody.check"].trigger()
    qtbot.waitUntil(lambda: window.custody.state.words().endswith("all linked"), timeout=LONG_MS)
    window.show_page("report")
    window.report.form.where.setText(str(tmp_path / "report"))
    window.actions_["report.write"].trigger()
    qtbot.waitUntil(lambda: "Read back" in window.report.notice.words(), timeout=LONG_MS)
    assert (tmp_path / "report" / "data" / "report.pdf").is_file(), window.report.notice.words()
    assert before == (kit.image.stat().st_mtime_ns, kit.image.stat().st_size)


PASSPHRASE = "seven quiet harbours"
SHOT = (  # a PNG of one grey point
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


def worked(qtbot: QtBot, window: MainWindow) -> None:
    """Until the child has ended, its form is gone, and the case has been read after it."""
    qtbot.waitUntil(lambda: not window.desk.work.is_running, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not window.desk.is_busy, timeout=LONG_MS)
    sheet = window.sheets.sheet
    assert sheet is None, sheet.notice.words()


@pytest.mark.slow
def test_custody_from_a_new_key_to_a_verified_bundle(
    qtbot: QtBot,
    make_window: MakeWindow,
    real: Workbench,
    kit: PracticeKit,
    chooser: FakeChooser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every act by the form it has, the real commands as children."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # where keys and heads that were seen lie
    window = make_window(real)
    window.desk.key.forget()
    a_real_case(qtbot, window, kit, chooser)
    make_a_key(qtbot, window, tmp_path / "e.p12")
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window, timeout=LONG_MS)
    describe_everything(qtbot, window, tmp_path)
    hand_over(qtbot, window)
    window.show_page("custody")
    window.actions_["custody.sign"].trigger()
    worked(qtbot, window)
    window.actions_["selftest.run"].trigger()
    worked(qtbot, window)
    window.show_page("custody")
    window.actions_["custody.check"].trigger()
    qtbot.waitUntil(lambda: window.custody.state.words().endswith("all linked"), timeout=LONG_MS)
    view = window.desk.view
    assert view is not None
    facts = view.custody
    assert [row.occasion for row in facts.checkpoints] == ["scan", "transfer", "request"]
    assert {row.signers for row in facts.checkpoints} == {("Examiner E-114",)}
    assert facts.self_test is not None
    assert facts.self_test.passed
    sentences = [row.sentence for row in window.custody.model.rows()]
    assert any("Examiner E-114" in words and "Officer 2207" in words for words in sentences), sentences
    assert dict(facts.exhibit("E1").values)["serial"] == "NX-77120"
    assert [one.caption for one in facts.exhibit("E1").photographs] == ["front"]
    assert dict(facts.case.values)["authority_number"] == "SW-2026-3391"
    assert facts.case.referrals == ("CyberTip 1", "ICAC 42")
    assert [row.received_by for row in facts.transfers] == ["Officer 2207"]
    window.show_page("report")
    window.report.form.where.setText(str(tmp_path / "bundle"))
    window.report.form.as_zip.setChecked(True)
    window.actions_["report.write"].trigger()
    qtbot.waitUntil(lambda: "Read back" in window.report.notice.words(), timeout=LONG_MS)
    assert "Everything in this bundle agrees" in window.report.notice.words()
    assert "SHA-256 of bundle.zip" in window.report.notice.words()
    verdict_of(qtbot, window, tmp_path / "bundle.zip", agrees=True)
    with (tmp_path / "bundle" / "data" / "hits.csv").open("ab") as file:
        file.write(b"x")
    verdict_of(qtbot, window, tmp_path / "bundle", agrees=False)
    close_the_case(qtbot, window)


def verdict_of(qtbot: QtBot, window: MainWindow, what: Path, *, agrees: bool) -> None:
    window.dropping.take_paths([str(what)])
    qtbot.waitUntil(lambda: window.verify.verdict is not None, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not window.desk.is_busy, timeout=LONG_MS)
    verdict = window.verify.verdict
    assert verdict is not None
    assert verdict.agrees is agrees, verdict
    assert len(verdict.parts) > 3
    first = window.verify.model.row_at(0)
    assert first is not None
    assert (first.state == "differs") is not agrees


def make_a_key(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    window.actions_["key.ask"].trigger()
    sheet = window.sheets.sheet
    assert isinstance(sheet, ExaminerKeySheet)
    sheet.name.edit.setText("Examiner E-114")
    sheet.out.edit.setText(str(file))
    sheet.passphrase.edit.setText(PASSPHRASE)
    sheet.again.edit.setText(PASSPHRASE)
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.desk.key.held is not None, timeout=LONG_MS)
    worked(qtbot, window)


def fill(form: SectionForm, **words: str) -> None:
    for name, value in words.items():
        field = form.fields[name]
        if isinstance(field, Field):
            field.edit.setText(value)
        else:
            field.show_value(value)


def describe_everything(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.actions_["case.persons"].trigger()
    persons = window.sheets.sheet
    assert isinstance(persons, PersonsSheet)
    persons.fields.name.edit.setText("Dana Whitcombe")
    persons.fields.role.show_value("supervisor")
    persons.fields.standing.show_value("sworn")
    window.actions_["sheet.accept"].trigger()
    worked(qtbot, window)
    window.actions_["case.describe"].trigger()
    case = window.sheets.sheet
    assert isinstance(case, CaseDetailsSheet)
    fill(
        case.form,
        requester="Det. A. Lindqvist",
        authority_kind="Search warrant",
        authority_number="SW-2026-3391",
        authority_scope="All storage media at the address",
        agency_name="Eastmere Field Laboratory",
        agency_address="1 Quay Street",
        referrals="CyberTip 1; ICAC 42",
        supervisor="P2",
        laptop_clock="3 s ahead of the radio clock",
        offense="synthetic",
        request="triage",
    )
    picture = folder / "front.png"
    picture.write_bytes(bytes.fromhex(SHOT))
    case.logo.edit.setText(str(picture))
    window.actions_["sheet.accept"].trigger()
    worked(qtbot, window)
    window.show_page("board")
    window.actions_["exhibit.describe"].trigger()
    exhibit = window.sheets.sheet
    assert isinstance(exhibit, ExhibitDetailsSheet)
    values = {name: f"some {name.replace('_', ' ')}" for name in exhibit.form.fields}
    fill(exhibit.form, **(values | {"serial": "NX-77120", "seized": "2026-11-22 06:10 +01:00"}))
    window.dropping.take_paths([str(picture)])
    exhibit.photographs.new[0].caption.edit.setText("front")
    window.actions_["sheet.accept"].trigger()
    worked(qtbot, window)


def hand_over(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["exhibit.transfer"].trigger()
    sheet = window.sheets.sheet
    assert isinstance(sheet, TransferSheet)
    sheet.received.choice.show_value("+")
    sheet.received.fields.name.edit.setText("Officer 2207")
    fill(sheet.form, purpose="Transport", place="Van 2", seal_out="A-1", seal_in="A-2", comment="none")
    window.actions_["sheet.accept"].trigger()
    worked(qtbot, window)


def close_the_case(qtbot: QtBot, window: MainWindow) -> None:
    for is_closed in (True, False):
        window.actions_["case.finish"].trigger()
        worked(qtbot, window)
        assert window.desk.view is not None
        assert (window.desk.view.custody.closed_at is not None) is is_closed


@pytest.mark.slow
def test_every_column_of_the_real_tables_can_be_sorted(
    qtbot: QtBot, make_window: MakeWindow, real: Workbench, kit: PracticeKit, chooser: FakeChooser
) -> None:
    window = make_window(real)
    a_real_case(qtbot, window, kit, chooser)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window, timeout=LONG_MS)
    findings = [column.field for column in FINDING_COLUMNS]
    files = [window.files.model.column(number).field for number in range(window.files.model.columnCount())]
    for page, fields in ((window.findings, findings), (window.files, files)):
        window.show_page("findings" if page is window.findings else "files")
        qtbot.waitUntil(lambda page=page: page.model.rowCount() > 0)  # type: ignore[misc]
        for column, field in enumerate(fields):
            page.table.horizontalHeader().sectionClicked.emit(column)
            settle(qtbot, window)
            assert page.table.order is not None
            assert page.table.order.column == field
    assert not window.board.notice.words()


@pytest.mark.slow
def test_an_image_that_is_not_there_and_one_that_is_no_image_are_sentences(
    qtbot: QtBot, make_window: MakeWindow, real: Workbench, tmp_path: Path
) -> None:
    window = make_window(real)
    new_case(qtbot, window)
    empty = tmp_path / "empty.dd"
    empty.touch()
    for source in (tmp_path / "gone.dd", empty, tmp_path):
        add_exhibit(qtbot, window, source)
        sheet = window.sheets.sheet
        assert sheet is not None
        qtbot.waitUntil(lambda: not window.desk.work.is_running, timeout=LONG_MS)
        words = sheet.notice.words()
        assert words.endswith(".")
        assert "Traceback" not in words
        assert str(source) in words
        window.actions_["sheet.close"].trigger()


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_pictures_of_every_screen_are_taken(
    qapp: QApplication, real: Workbench, tmp_path: Path, theme: str
) -> None:
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    case = NewCase(folder=str(tmp_path / "P.fieldcase"), number="P", examiner="Examiner E-114")
    real.create_case(case).close()
    taken = take_screenshots(real, Path(case.folder), tmp_path / "pictures", theme=theme)
    assert [file.name.split("-")[1] for file in taken] == [
        *("start", "board", "plan", "case", "key", "scan", "findings", "grid", "map", "folders", "files"),
        *("custody", "report", "sets", "verify", "settings", "palette", "help"),
    ]
    for file in taken:
        picture = QImage(str(file))
        assert (picture.width(), picture.height()) == (1366, 768)


def test_no_picture_is_taken_of_what_is_no_case(qapp: QApplication, real: Workbench, tmp_path: Path) -> None:
    with pytest.raises(TroubleSentence):
        take_screenshots(real, tmp_path, tmp_path / "pictures", theme="dark")
    assert not (tmp_path / "pictures").exists()
