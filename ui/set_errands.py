"""What the examiner sends the desk to do with known-hash sets: verify, unlock, remove, save; importing and
comparing have modules of their own.

Several sets are worked on one after the other; each ends with a line of its own on the sets page.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from app.answers import TroubleSentence
from app.rows import SetRow
from ui.case_view import Task
from ui.commands import Actions
from ui.desk import Desk
from ui.language import marked, translate
from ui.pages.sets import CHECKS, SetsPage
from ui.programs import Ending
from ui.set_importing import SetImporting
from ui.set_listings import SetListings
from ui.set_words import checked
from ui.sheets.choosing import Chooser
from ui.sheets.export_set import ExportSetSheet, NewExport
from ui.sheets.sheet import SheetHost
from ui.sheets.unlock import Typed, UnlockSheet
from ui.wording import count, listed

if TYPE_CHECKING:
    from app.open_case import OpenCase

REMOVING: Final = marked("words", "Removing the set")
TESTING: Final = marked("words", "Verifying the set")
SAVING: Final = marked("words", "Saving the set")
MOST_ROWS: Final = 100_000


class SetErrands(QObject):
    """`told` is good news for the page in front; trouble goes through the desk."""

    told = Signal(str)

    def __init__(
        self, desk: Desk, actions: Actions, sheets: SheetHost, chooser: Chooser, *, page: SetsPage
    ) -> None:
        super().__init__(desk)
        self._desk, self._actions, self._sheets, self._chooser, self._page = (
            desk, actions, sheets, chooser, page
        )  # fmt: skip
        self.importing = SetImporting(desk, actions, sheets, chooser, page=page)
        self.listings = SetListings(desk, chooser, page=page)
        self._to_verify: deque[str] = deque()
        self._verifying = ""
        self._clock = QElapsedTimer()

    # verify

    def verify(self, row: SetRow | None) -> None:
        if row is not None:
            self._verify_all([row.spelled])

    def verify_all(self) -> None:
        self._verify_all([row.spelled for row in self._desk.sets or ()])

    def _verify_all(self, names: Sequence[str]) -> None:
        if names and self._desk.may_work():
            self._to_verify = deque(names)
            self._page.show_drawer(CHECKS)
            self._verify_next()

    def _verify_next(self) -> None:
        self._verifying = self._to_verify.popleft()
        self._clock.start()
        argv = self._desk.workbench.lines.verify_set_command(self._verifying)
        self._desk.run(argv, Task(words=TESTING, about=self._verifying))

    def _on_verify_ended(self, ending: Ending) -> None:
        if ending.is_stopped:
            self._to_verify.clear()
            self._desk.trouble.emit(
                translate("sets", "Verifying {verifying} was stopped; nothing was learnt of it.").format(
                    verifying=self._verifying
                )
            )
            return
        now = self._desk.workbench.utc()
        check = checked(ending.status, ending.sentence, at=now, seconds=self._clock.elapsed() / 1000)
        self._page.show_check(self._verifying, check)
        if self._to_verify:
            self._verify_next()

    # unlock and remove

    def unlock(self, *, then: Callable[[], object] = lambda: None) -> None:
        """Ask for the passphrase; what is open already is locked again instead."""
        locked = [row for row in self._desk.sets or () if row.is_locked]
        sheet = UnlockSheet(self._sheets.look, self._actions, locked=locked)

        def opened() -> None:
            self._sheets.close_sheet()
            self._tell_locks()
            then()

        def typed(answer: Typed) -> None:
            sheet.show_work(translate("sets", "Trying the passphrase"))
            self._desk.unlock(
                answer.passphrase, then=lambda _locks: opened(), otherwise=lambda words: _wrong(sheet, words)
            )

        sheet.accepted.connect(typed)
        self._sheets.show_sheet(sheet)

    def toggle_lock(self) -> None:
        if self._desk.locks is None:
            self.unlock()
        else:
            self._desk.lock()
            self._page.notice.say(
                translate("sets", "The passphrase was forgotten; the sets are locked again."),
                meaning="locked",
            )

    def _tell_locks(self) -> None:
        locks = self._desk.locks
        if locks is None:
            return
        words = translate("sets", "Unlocked for this session: {opened}.").format(opened=listed(locks.opened))
        if locks.still_locked:
            words += translate("sets", " Still locked, under another passphrase: {still_locked}.").format(
                still_locked=listed(locks.still_locked)
            )
        self._page.notice.say(words, meaning="locked", icon="lock-key-open")

    def remove(self, row: SetRow | None) -> None:
        if row is None:
            return
        words = translate(
            "sets",
            "The set {spelled} with {records} records is removed from this computer. Cases keep what was "
            "found with it and can still be verified and reported; a scan that was stopped cannot be "
            "resumed without it, unless the very same set is imported again.",
        ).format(spelled=row.spelled, records=count(row.records))
        if self._chooser.confirm(
            self._sheets.window(),
            title=translate("sets", "Remove this set"),
            words=words,
            button=translate("sets", "Remove"),
        ):
            self._desk.run(self._desk.workbench.lines.remove_set_command(row.spelled), Task(words=REMOVING))

    # save contents of a case as a set

    def save_set(self, ids: Sequence[int], *, of_hits: bool) -> None:
        """Ask how to save the rows with these ids (hits or entries) as a set; no id: all hits."""
        case = self._desk.case
        if case is None:
            return
        if len(ids) > MOST_ROWS:
            self._desk.trouble.emit(
                translate(
                    "sets", "{ids} rows are chosen; up to {MOST_ROWS} can be saved as chosen rows."
                ).format(ids=count(len(ids)), MOST_ROWS=count(MOST_ROWS))
            )
            return
        self._desk.questions.ask(
            lambda: _entries_of(case, ids) if of_hits else tuple(ids), then=self._show_export
        )

    def _show_export(self, entries: tuple[int, ...]) -> None:
        case = self._desk.case
        if case is None:
            return
        workbench = self._desk.workbench
        folder = workbench.setting("exports_folder", "") or str(workbench.default_case_folder())
        sheet = ExportSetSheet(
            self._sheets.look,
            self._actions,
            self._chooser,
            folder=folder,
            case_name=case.folder.rpartition("/")[2].partition(".")[0],
            chosen=entries,
        )
        sheet.accepted.connect(self._save)
        self._sheets.show_sheet(sheet)

    def _save(self, form: NewExport) -> None:
        case, workbench = self._desk.case, self._desk.workbench
        if case is None:
            return
        workbench.set_setting("exports_folder", form.out.rpartition("/")[0])
        try:
            argv = workbench.lines.export_set_command(
                case.folder,
                out=form.out,
                form=form.form,
                of="hits" if form.chosen is None else "entries",
                entries=form.chosen,
                category=form.category,
            )
        except TroubleSentence as trouble:
            self._desk.trouble.emit(str(trouble))
            return
        self._desk.run(argv, Task(words=SAVING))

    # how work ends

    def is_from_sheet(self, task: Task) -> bool:
        """The work was begun from a sheet that is still up; leaving it stops the work."""
        return self.importing.is_ours(task) or task.words == SAVING

    def on_task_ended(self, task: Task, ending: Ending) -> bool:
        """Say how a piece of work on sets ended; False when it was not one."""
        if task.words == TESTING:
            self._on_verify_ended(ending)
        elif task.words == SAVING:
            self._on_saved(ending)
        elif task.words == REMOVING:
            self._desk.read_sets()
            if not ending.is_done:
                self._desk.trouble.emit(ending.sentence)
        else:
            return self.importing.on_task_ended(task, ending) or self.listings.on_task_ended(task, ending)
        return True

    def _on_saved(self, ending: Ending) -> None:
        if ending.is_done:
            self._sheets.close_sheet()
            self.told.emit(ending.sentence)
        else:
            stopped = translate("sets", "Saving was stopped; nothing was written.")
            self._desk.trouble.emit(stopped if ending.is_stopped else ending.sentence)


def _wrong(sheet: UnlockSheet, sentence: str) -> None:
    sheet.show_work("")
    sheet.refuse(sentence)
    sheet.passphrase.edit.selectAll()


def _entries_of(case: "OpenCase", hits: Sequence[int]) -> tuple[int, ...]:
    """The entries of hits, each once, in the order of the hits."""
    return tuple(dict.fromkeys(row.entry_id for row in case.hit_rows(hits)))
