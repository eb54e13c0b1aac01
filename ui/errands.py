"""What the examiner sends the desk to do: forms to fill in, child programs to run, and what to say when they
end.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

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
from ui.parts.buttons import Button
from ui.plan_defaults import keep_defaults, keep_sound, plan_defaults
from ui.planning import PlanDefaults, ScanPlan
from ui.programs import DIFFERS, Ending
from ui.set_errands import SetErrands
from ui.sheets.choosing import Chooser
from ui.sheets.forms import AddExhibitSheet, NewCaseSheet, NewExhibit
from ui.sheets.scan_plan import ScanPlanSheet
from ui.sheets.sheet import SheetHost
from ui.volume_unlocking import Secrets, VolumeUnlocking

if TYPE_CHECKING:
    from app.plan_table import PlanTable

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
    """`said` is a sentence for the page in front, `went` a page to show."""

    said = Signal(str)
    went = Signal(str)

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
        sets.importing.imported.connect(self._on_imported)
        self.unlocking = VolumeUnlocking(desk, actions, sheets, chooser)
        self.unlocking.said.connect(self.said)
        self._look = sheets.look
        self._report = ReportChoices(folder="")
        self._practice_folder = ""
        self._made_folder = ""  # of a new case that is being made
        desk.case_changed.connect(self._describe_made)
        self._after_sets: str | None = None

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

    # sets

    def import_sets(self, files: Sequence[str] = ()) -> None:
        self._after_sets = None
        self._sets.importing.ask(files)

    # scan

    def plan_scan(self, exhibits: str | Sequence[str] | None, *, resume: bool = True) -> None:
        """Read the sets, then show the plan of some exhibits or of all; what was stopped is resumed as it was
        planned.
        """
        view = self._desk.view
        if view is None or self._desk.is_scanning:
            return
        labels = (exhibits,) if isinstance(exhibits, str) else exhibits
        asked = [exhibit for exhibit in view.exhibits if labels is None or exhibit.label in labels]
        if resume and any(exhibit.state == "stopped" for exhibit in asked):
            self.resume_scan()
            return
        self._desk.watch.ask(
            self._desk.workbench.plan_table, then=lambda table: self._show_plan(table, labels), channel="plan"
        )

    def _show_plan(self, table: "PlanTable", labels: Sequence[str] | None) -> None:
        view = self._desk.view
        if view is None:
            return
        exhibits = [exhibit for exhibit in view.exhibits if labels is None or exhibit.label in labels]
        link = Button(self._look, translate("board", "Import a set"), kind="link")
        link.clicked.connect(lambda _checked=False: self._import_for_plan())
        sheet = ScanPlanSheet(
            self._look,
            self._actions,
            exhibits=exhibits,
            table=table,
            defaults=plan_defaults(self._desk.workbench),
            import_set=link,
            is_open=self._desk.is_open,
        )
        self._preview_plan(sheet, tuple(exhibit.label for exhibit in exhibits))
        sheet.accepted.connect(lambda plan: self._start(plan, has_sound=sheet.sound.isChecked()))
        sheet.kept.connect(lambda defaults: self._keep_defaults(sheet, defaults))
        sheet.unlock_wanted.connect(
            lambda passphrase: self._desk.unlock(
                passphrase, then=lambda _locks: sheet.go_on(), otherwise=sheet.refuse
            )
        )
        self._sheets.show_sheet(sheet)

    def _preview_plan(self, sheet: ScanPlanSheet, labels: tuple[str, ...]) -> None:
        """What the plan does is counted by a child program until the sheet goes."""
        case, preview = self._desk.case, self._desk.preview
        if case is None:
            return
        preview.told.connect(sheet.show_preview)
        preview.refused.connect(sheet.side.show_trouble)
        sheet.asked.connect(preview.ask)
        sheet.closed.connect(preview.end)
        preview.begin(self._desk.workbench.lines.plan_command(case.folder, labels))
        preview.ask(sheet.plan())

    def _keep_defaults(self, sheet: ScanPlanSheet, defaults: PlanDefaults) -> None:
        keep_defaults(self._desk.workbench, defaults)
        sheet.show_kept()

    def _start(self, plan: ScanPlan, *, has_sound: bool) -> None:
        keep_sound(self._desk.workbench, has_sound=has_sound)
        self._sheets.close_sheet()
        self._keys.once(lambda: self._start_now(plan))

    def _start_now(self, plan: ScanPlan) -> None:
        def start(secrets: Secrets) -> None:
            self._desk.start_scan(plan, secrets=secrets)
            self.went.emit("scan")

        self.unlocking.gather(plan.exhibits, then=start)

    def resume_scan(self) -> None:
        """Go on with what rests, else with the plan that was stopped; a locked set of it needs its
        passphrase again.
        """
        if self._desk.paused:
            self._desk.unpause_scan()
        if self._desk.is_scanning:
            return
        if self._is_locked_out():
            self._sets.unlock(then=lambda: self._keys.once(self._resume))
        else:
            self._keys.once(self._resume)

    def _resume(self) -> None:
        plan = self._desk.resumed_plan()
        if plan is not None:
            self._start_now(plan)

    def _is_locked_out(self) -> bool:
        """The stopped scan compares with a set that is locked in this session."""
        used = self._desk.view.scan.sets if self._desk.view is not None else ()
        return any(
            not self._desk.is_open(row) and (row.name in used or row.spelled in used)
            for row in self._desk.sets or ()
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
        if self._sets.on_task_ended(task, ending) or self.unlocking.on_task_ended(task, ending):
            return
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

    def _import_for_plan(self) -> None:
        """Import sets, then come back to the plan they were missed in."""
        self._after_sets = "plan"
        self._sets.importing.ask()

    def _on_imported(self) -> None:
        after, self._after_sets = self._after_sets, None
        if after == "plan":
            self.plan_scan(None)
        else:
            self.went.emit("sets")


def _at_once(then: Callable[[], object]) -> None:
    then()


def practice_case(folder: str) -> str:
    """Where the practice command leaves its case."""
    return f"{folder}/practice.fieldcase"
