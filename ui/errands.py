"""What the examiner sends the desk to do: forms to fill in, child programs to run, and what to say when they
end.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.rows import NewCase
from ui.case_view import Task
from ui.commands import Actions
from ui.desk import Desk
from ui.keys import KeyErrands
from ui.language import marked, translate
from ui.pages.custody import CustodyPage
from ui.pages.report import ReportPage
from ui.pages.report_form import ReportChoices
from ui.pages.start import StartPage
from ui.programs import DIFFERS, Ending
from ui.set_errands import SetErrands
from ui.sheets.choosing import Chooser
from ui.sheets.forms import AddExhibitSheet, NewCaseSheet, NewExhibit
from ui.sheets.sheet import SheetHost

ADDING: Final = marked("words", "Adding the exhibit")
VERIFYING: Final = marked("words", "Verifying")
SEARCHING: Final = marked("words", "Searching the whole disk for lost volumes")
REPORTING: Final = marked("words", "Writing the report")
READING_BACK: Final = marked("words", "Checking the report")
CHECKING: Final = marked("words", "Checking the chain")
DESCRIBING: Final = marked("words", "Recording the agency")
PRACTISING: Final = marked("words", "Building the practice case")
_LEAVING: Final = marked(
    "board",
    "A scan is running. It goes on when this window is closed; opening the case again shows how far it "
    "came, and nothing is lost.",
)


class Errands(QObject):
    """`said` is a sentence for the page in front."""

    said = Signal(str)

    def __init__(
        self,
        desk: Desk,
        actions: Actions,
        sheets: SheetHost,
        chooser: Chooser,
        *,
        sets: SetErrands,
        keys: KeyErrands,
    ) -> None:
        super().__init__(desk)
        self._desk, self._actions, self._sheets, self._chooser = desk, actions, sheets, chooser
        self._sets, self._keys = sets, keys
        self._look = sheets.look
        self._report = ReportChoices(folder="")
        self._practice_folder = ""
        self._made_folder = ""  # of a new case that is being made
        desk.case_changed.connect(self._describe_made)

    def _refuse(self, sentence: str) -> None:
        self.said.emit(sentence)

    # cases

    def new_case(self) -> None:
        workbench = self._desk.workbench
        folder = str(workbench.default_case_folder())
        sheet = NewCaseSheet(
            self._look,
            self._actions,
            self._chooser,
            cases=folder,
            examiner=workbench.setting("examiner", ""),
            agency=workbench.setting("agency", ""),
        )
        sheet.accepted.connect(self._create_case)
        self._sheets.show_sheet(sheet)

    def _create_case(self, form: NewCase) -> None:
        workbench = self._desk.workbench
        workbench.set_setting("examiner", form.examiner)
        if form.agency:
            workbench.set_setting("agency", form.agency)
        workbench.set_setting("case_folder", form.folder.rpartition("/")[0])
        self._made_folder = form.folder
        self._desk.create(form, otherwise=self._refuse)

    def _describe_made(self) -> None:
        """A case that was just made takes the agency's address and logo from the settings, as an event."""
        case, made = self._desk.case, self._made_folder
        if case is None or not made or not case.folder.endswith(made.rpartition("/")[2]):
            return
        self._made_folder = ""
        setting = self._desk.workbench.setting
        kept = {"agency_address": setting("agency_address", ""), "logo": setting("agency_logo", "")}
        values: dict[str, str | None] = {name: value for name, value in kept.items() if value}
        if values:
            argv = self._desk.workbench.custody.describe_case_command(case.folder, values)
            self._desk.run(argv, Task(words=DESCRIBING))

    def open_case(self) -> None:
        workbench = self._desk.workbench
        folder = str(workbench.default_case_folder())
        chosen = self._chooser.folder(
            self._sheets.window(),
            title=translate("board", "Open a case (a folder ending in .fieldcase)"),
            folder=folder,
        )
        if chosen:
            self._desk.open(chosen, otherwise=self._refuse)

    def practice(self) -> None:
        """Open the practice case; where there is none yet, build it first."""
        folder = self._desk.workbench.default_case_folder() / "practice"
        self._practice_folder = str(folder)
        argv = self._desk.workbench.lines.practice_command(folder)
        build = Task(words=PRACTISING)
        self._desk.open(
            practice_case(self._practice_folder), otherwise=lambda _not_there: self._desk.run(argv, build)
        )

    def confirm_leaving(self, window: QWidget) -> bool:
        return self._chooser.confirm(
            window,
            title=translate("board", "A scan is running"),
            words=translate("board", _LEAVING),
            button=translate("board", "Leave the scan running"),
        )

    # exhibits

    def add_exhibit(self, source: str = "") -> None:
        view = self._desk.view
        if view is None:
            return
        folder = self._desk.workbench.setting("images_folder", "")
        next_label = translate("board", "next: E{number}").format(number=len(view.exhibits) + 1)
        sheet = AddExhibitSheet(
            self._look, self._actions, self._chooser, source=source, folder=folder, next_label=next_label
        )
        sheet.accepted.connect(self._add)
        self._sheets.show_sheet(sheet)

    def _add(self, form: NewExhibit) -> None:
        case = self._desk.case
        if case is None:
            return
        self._desk.workbench.set_setting("images_folder", form.source.rpartition("/")[0])
        argv = self._desk.workbench.lines.add_evidence_command(
            case.folder, form.source, label=form.label, description=form.description
        )
        self._desk.run(argv, Task(words=ADDING))

    def verify(self, label: str | None) -> None:
        case = self._desk.case
        if case is not None and label is not None:
            self._desk.run(
                self._desk.workbench.lines.verify_evidence_command(case.folder, label),
                Task(words=VERIFYING, exhibit=label),
            )

    def search_lost(self, label: str | None) -> None:
        """It may take hours; stopped from the card, it keeps what it found."""
        case = self._desk.case
        if case is not None and label is not None:
            self._desk.run(
                self._desk.workbench.lines.search_lost_command(case.folder, label),
                Task(words=SEARCHING, exhibit=label),
            )

    # report and chain

    def choose_report_folder(self, where: QLineEdit) -> None:
        chosen = self._chooser.folder(
            self._sheets.window(), title=translate("board", "Folder for the report"), folder=where.text()
        )
        if chosen:
            where.setText(chosen)

    def write_report(self, choices: ReportChoices) -> None:
        """Ask for the key where the report is to be signed and none was named yet."""
        if self._desk.case is not None and choices.folder:
            self._report = choices
            ask = self._keys.once if choices.is_signed else _at_once
            ask(self._write_report)

    def _write_report(self) -> None:
        case, choices = self._desk.case, self._report
        if case is None:
            return
        key = self._desk.key.held if choices.is_signed else None
        argv = self._desk.workbench.custody.report_command(
            case.folder,
            choices.folder,
            key=key,
            language=choices.language,
            paper=choices.paper,
            redact=choices.redact,
            as_zip=choices.as_zip,
            place=choices.place,
            files=choices.files,
        )
        self._desk.run(argv, Task(words=REPORTING), first_words=None if key is None else key.passphrase)

    def _on_report(self, ending: Ending, report: ReportPage) -> None:
        """What was written is read back and checked before the page says how it stands."""
        report.show_written(self._report.folder, ending)
        if ending.is_done:
            self.verify_report(self._report.folder)

    def verify_report(self, folder: str | None) -> None:
        """Read a bundle that was written here and check it; the report page says how that ended."""
        if folder is not None:
            argv = self._desk.workbench.custody.verify_command(folder)
            self._desk.run(argv, Task(words=READING_BACK))

    def check_chain(self) -> None:
        case = self._desk.case
        if case is not None:
            self._desk.run(self._desk.workbench.custody.verify_command(case.folder), Task(words=CHECKING))

    # how work goes and ends

    def show_task(self, start: StartPage) -> None:
        """Tell how far the work at hand is, in the sheet or on the page that started it."""
        task, sheet = self._desk.task, self._sheets.sheet
        start.show_task(task.said() if task is not None and task.words == PRACTISING else "")
        if sheet is not None:
            sheet.show_work(task.said() if task is not None else "")

    def leave_sheet(self) -> None:
        """Close the sheet; work that was begun from it is stopped."""
        task = self._desk.task
        if task is not None and (task.words == ADDING or self._sets.is_from_sheet(task)):
            self._desk.stop_work()
        self._sheets.close_sheet()

    def on_task_ended(self, task: Task, ending: Ending, *, report: ReportPage, custody: CustodyPage) -> None:
        """Say how a piece of work ended, where it was asked for."""
        if task.words == REPORTING:
            self._on_report(ending, report)
        elif task.words == READING_BACK:
            report.show_verdict(ending)
        elif task.words == CHECKING:
            custody.show_check(ending)
        elif task.words == SEARCHING:
            self.said.emit(ending.sentence)
        elif ending.is_stopped:
            self.said.emit(translate("board", "{work} was stopped.").format(work=task.named()))
        elif not ending.is_done and not (task.words == VERIFYING and ending.status == DIFFERS):
            self.said.emit(ending.sentence)
        elif task.words == PRACTISING:
            self._open_practice()
        else:
            self._after_success(task)

    def _open_practice(self) -> None:
        self._desk.open(practice_case(self._practice_folder), otherwise=self._refuse)

    def _after_success(self, task: Task) -> None:
        if task.words == ADDING:
            self._sheets.close_sheet()


def _at_once(then: Callable[[], object]) -> None:
    then()


def practice_case(folder: str) -> str:
    """Where the practice command leaves its case."""
    return f"{folder}/practice.fieldcase"
