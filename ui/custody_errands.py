"""What the examiner says of case and exhibits, who took part, hand-overs, signatures, closing, self-test: the
forms, and the child programs that record each as an event.

The forms are imported when they are first asked for: the window stands before them. Several acts of one form
are recorded one after the other; the first that is refused ends them, and what was recorded before it stands.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.custody_lines import CustodyLines
from app.rows import ExhibitRow, PersonRow
from ui.case_view import CaseView, Task
from ui.commands import Actions
from ui.desk import Desk
from ui.keys import KeyErrands
from ui.language import language_in_force, marked, translate
from ui.programs import DIFFERS, Ending, as_sentence
from ui.sheets.choosing import Chooser
from ui.sheets.sheet import SheetHost
from ui.wording import VERIFIED, counted, listed

if TYPE_CHECKING:
    from ui.sheets.case_details import CaseChanges
    from ui.sheets.countersign import Countersigning
    from ui.sheets.exhibit_details import ExhibitChanges
    from ui.sheets.transfer import NewTransfer

SELF_TEST: Final = marked("words", "Self-test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One child program, and whether it hears the key's passphrase first."""

    argv: tuple[str, ...]
    first_words: str | None = None


class CustodyErrands(QObject):
    """`told` is good news for the page in front; trouble goes through the desk."""

    told = Signal(str)

    def __init__(
        self, desk: Desk, actions: Actions, sheets: SheetHost, chooser: Chooser, *, keys: KeyErrands
    ) -> None:
        super().__init__(desk)
        self._desk, self._actions, self._sheets, self._chooser = desk, actions, sheets, chooser
        self._keys = keys
        self._acts: deque[Act] = deque()
        self._words, self._done, self._remarks = "", "", list[str]()
        self._form_file = ""  # of the form that is being set

    # forms

    def describe_case(self) -> None:
        from ui.sheets.case_details import CaseDetailsSheet

        view = self._desk.view
        if view is None:
            return
        sheet = CaseDetailsSheet(
            self._sheets.look,
            self._actions,
            self._chooser,
            before=view.custody.case,
            persons=view.custody.persons,
        )
        sheet.accepted.connect(self._record_case)
        self._sheets.show_sheet(sheet)

    def _record_case(self, changes: "CaseChanges") -> None:
        argv = self._lines.describe_case_command(self._folder, changes.values, referrals=changes.referrals)
        self._record(
            [Act(argv=argv)],
            translate("custody", "Recording the case"),
            done=translate("custody", "The case details are recorded."),
        )

    def persons(self) -> None:
        from ui.sheets.persons import PersonsSheet

        view = self._desk.view
        if view is not None:
            sheet = PersonsSheet(self._sheets.look, self._actions, persons=view.custody.persons)
            sheet.accepted.connect(self._record_person)
            self._sheets.show_sheet(sheet)

    def _record_person(self, person: PersonRow) -> None:
        argv = self._lines.person_command(self._folder, person)
        self._record(
            [Act(argv=argv)],
            translate("custody", "Recording a person"),
            done=translate("custody", "{name} is recorded.").format(name=person.name),
        )

    def describe_exhibit(self, label: str | None, *, photographs: Sequence[str] = ()) -> None:
        from ui.sheets.exhibit_details import ExhibitDetailsSheet

        view, exhibit = self._desk.view, self._exhibit(label)
        if view is None or exhibit is None:
            return
        sheet = ExhibitDetailsSheet(
            self._sheets.look,
            self._actions,
            self._chooser,
            exhibit=exhibit,
            before=view.custody.exhibit(exhibit.label),
        )
        sheet.accepted.connect(self._record_exhibit)
        self._sheets.show_sheet(sheet)
        if photographs:
            sheet.take_files(photographs)

    def _record_exhibit(self, changes: "ExhibitChanges") -> None:
        acts = []
        if changes.values:
            argv = self._lines.describe_exhibit_command(self._folder, changes.label, changes.values)
            acts.append(Act(argv=argv))
        for one in changes.photographs:
            argv = self._lines.photograph_command(self._folder, changes.label, one.file, caption=one.caption)
            acts.append(Act(argv=argv))
        done = translate("custody", "{events} recorded of {label}.").format(
            events=counted(len(acts), "event"), label=changes.label
        )
        self._record(acts, translate("custody", "Recording {label}").format(label=changes.label), done=done)

    def take_photographs(self, files: Sequence[str]) -> bool:
        """Files dropped on the form of an exhibit; False when no such form is up."""
        from ui.sheets.exhibit_details import ExhibitDetailsSheet

        sheet = self._sheets.sheet
        if isinstance(sheet, ExhibitDetailsSheet):
            sheet.take_files(files)
            return True
        return False

    def transfer(self, label: str | None) -> None:
        """The key is asked for first, so that the form is not left for it."""
        if self._exhibit(label) is not None:
            self._keys.once(lambda: self._show_transfer(label))

    def _show_transfer(self, label: str | None) -> None:
        from ui.sheets.transfer import TransferSheet

        view, exhibit = self._desk.view, self._exhibit(label)
        if view is None or exhibit is None:
            return
        form = dict(view.custody.exhibit(exhibit.label).values)
        sheet = TransferSheet(
            self._sheets.look,
            self._actions,
            label_=exhibit.label,
            persons=view.custody.persons,
            before=[one for one in view.custody.transfers if one.exhibit == exhibit.label],
            seal=form.get("seal_in"),
            verified=translate("custody", "{words}. The board verifies an exhibit with V.").format(
                words=VERIFIED[exhibit.verified].words
            ),
        )
        sheet.accepted.connect(self._record_transfer)
        self._sheets.show_sheet(sheet)

    def _record_transfer(self, form: "NewTransfer") -> None:
        """Persons that are new are recorded first; their ids are the next ones of the case."""
        view = self._desk.view
        if view is None:
            return
        acts, ids, following = list[Act](), list[str](), next_person(view.custody.persons)
        for person in (form.released_by, form.received_by):
            if person.id:
                ids.append(person.id)
                continue
            ids.append(f"P{following + len(acts)}")
            acts.append(Act(argv=self._lines.person_command(self._folder, replace(person, id=""))))
        values = {"released_by": ids[0], "received_by": ids[1], **form.values}
        key = self._desk.key.held
        argv = self._lines.transfer_command(self._folder, form.label, values, rehashed=form.rehashed, key=key)
        acts.append(Act(argv=argv, first_words=self._desk.key.words))
        self._record(
            acts,
            translate("custody", "Recording the hand-over of {label}").format(label=form.label),
            done=translate("custody", "{label} changed hands.").format(label=form.label),
        )

    def print_form(self, asked: tuple[int | None, str | None]) -> None:
        """Ask where to, then write the form of a hand-over and open it: of event and exhibit, or of the
        exhibit alone an empty one.
        """
        event, exhibit = asked
        if exhibit is None or not self._folder or not self._desk.may_work():
            return
        name = f"transfer-{exhibit}{'' if event is None else f'-event-{event}'}.pdf"
        file = self._chooser.new_file(
            self._sheets.window(),
            title=translate("custody", "Save the transfer form as a page to print"),
            file=name,
            kinds="PDF (*.pdf)",
        )
        if file:
            language = language_in_force()
            argv = self._lines.transfer_form_command(
                self._folder, event=event, exhibit=exhibit, out=file, language=language
            )
            self._form_file = file
            done = translate("custody", "The transfer form lies in {file}.").format(file=file)
            self._record([Act(argv=argv)], translate("custody", "Setting the transfer form"), done=done)

    # signatures

    def sign(self) -> None:
        self._keys.needed(self._sign)

    def _sign(self) -> None:
        if (key := self._desk.key.held) is not None:
            act = Act(argv=self._lines.sign_command(self._folder, key=key), first_words=key.passphrase)
            self._record(
                [act],
                translate("custody", "Signing a checkpoint"),
                done=translate("custody", "A checkpoint is signed over every event so far."),
            )

    def countersign(self) -> None:
        from ui.sheets.countersign import CountersignSheet

        view = self._desk.view
        if view is None:
            return
        if not view.custody.checkpoints:
            self._desk.trouble.emit(
                translate("custody", "There is no checkpoint to counter-sign yet; sign one first.")
            )
            return
        sheet = CountersignSheet(
            self._sheets.look,
            self._actions,
            self._chooser,
            persons=view.custody.persons,
            checkpoint=view.custody.checkpoints[-1],
        )
        sheet.accepted.connect(self._countersign)
        self._sheets.show_sheet(sheet)

    def _countersign(self, form: "Countersigning") -> None:
        argv = self._lines.countersign_command(self._folder, by=form.by, key=form.key)
        act = Act(argv=argv, first_words=form.key.passphrase)
        self._record(
            [act],
            translate("custody", "Counter-signing"),
            done=translate("custody", "The last checkpoint is counter-signed."),
        )

    def finish(self) -> None:
        """Close the case in its chain; nothing but reading, reports and hand-overs comes after it."""
        view = self._desk.view
        if view is None:
            return
        if view.custody.closed_at is not None:
            act = Act(argv=self._lines.reopen_command(self._folder))
            self._record(
                [act],
                translate("custody", "Reopening the case"),
                done=translate("custody", "The case is open again; that is in its chain."),
            )
            return
        words = translate(
            "custody",
            "A closed case takes no new exhibits and no scans. Reading, reports and hand-overs go on, and "
            "it can be reopened, which is an event of its own.",
        )
        if self._chooser.confirm(
            self._sheets.window(),
            title=translate("custody", "Close this case"),
            words=words,
            button=translate("custody", "Close the case"),
        ):
            self._keys.once(self._finish)

    def _finish(self) -> None:
        key = self._desk.key
        act = Act(argv=self._lines.close_command(self._folder, key=key.held), first_words=key.words)
        self._record(
            [act],
            translate("custody", "Closing the case"),
            done=translate("custody", "The case is closed in its chain."),
        )

    def self_test(self) -> None:
        folder = self._desk.case.folder if self._desk.case is not None else None
        self._desk.run(self._lines.self_test_command(folder), Task(words=SELF_TEST))

    # how work goes and ends

    @property
    def _lines(self) -> CustodyLines:
        return self._desk.workbench.custody

    @property
    def _folder(self) -> str:
        return "" if self._desk.case is None else self._desk.case.folder

    def _exhibit(self, label: str | None) -> ExhibitRow | None:
        view: CaseView | None = self._desk.view
        rows = view.exhibits if view is not None else ()
        return next((row for row in rows if row.label == label), None)

    def _record(self, acts: Sequence[Act], words: str, *, done: str) -> None:
        if self._folder and acts and self._desk.may_work():
            self._acts, self._words, self._done, self._remarks = deque(acts), words, done, []
            self._next()

    def _next(self) -> None:
        act = self._acts.popleft()
        self._desk.run(act.argv, Task(words=self._words), first_words=act.first_words)

    def is_from_sheet(self, task: Task) -> bool:
        """The work was begun from a form."""
        return bool(self._words) and task.words == self._words

    def on_task_ended(self, task: Task, ending: Ending) -> bool:
        """Say how an act ended; False when the work was another's."""
        if task.words == SELF_TEST:
            self._on_self_test(ending)
            return True
        if not self.is_from_sheet(task):
            return False
        if ending.is_done:
            self._remarks += [as_sentence(line) for line in ending.remarks.splitlines() if line.strip()]
            if self._acts:
                self._next()
                return True
        self._acts.clear()
        self._words = ""
        if not ending.is_done:
            self._form_file = ""
        if ending.is_done:
            self._sheets.close_sheet()
            self._open_form()
            self.told.emit(" ".join(self._remarks) or self._done)
        else:
            self._desk.trouble.emit(
                translate("custody", "It was stopped.") if ending.is_stopped else ending.sentence
            )
        return True

    def _open_form(self) -> None:
        """What was set is opened where the system opens such files, to be printed from there."""
        file, self._form_file = self._form_file, ""
        if file:
            QDesktopServices.openUrl(QUrl.fromLocalFile(file))

    def _on_self_test(self, ending: Ending) -> None:
        checks = (ending.answer or {}).get("checks")
        number = len(checks) if isinstance(checks, list) else 0
        if ending.is_done:
            words = (
                translate("custody", "The self-test passed: {checks}.").format(
                    checks=counted(number, "check")
                )
                if number
                else translate("custody", "The self-test passed.")
            )
            self.told.emit(words)
        elif ending.status == DIFFERS:
            failed = [one.get("what", "") for one in checks or () if not one.get("passed")]
            self._desk.trouble.emit(
                translate("custody", "The self-test failed: {failed}. Do not scan with this program.").format(
                    failed=listed(failed)
                )
            )
        else:
            self._desk.trouble.emit(ending.sentence)


def next_person(persons: Sequence[PersonRow]) -> int:
    """The number the case gives the next person: one more than the highest."""
    numbers = [int(person.id[1:]) for person in persons if person.id[1:].isdecimal()]
    return max(numbers, default=0) + 1
