"""Unlocking volumes from the desktop: the sheet, the child program that opens one, and the secrets of this
session, which are given again to each scan and to the viewer.
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.rows import SecretRow
from ui.board_cards import locked_volumes
from ui.case_view import Task
from ui.commands import Actions
from ui.desk import Desk
from ui.language import marked, translate
from ui.programs import Ending
from ui.sheets.choosing import Chooser
from ui.sheets.sheet import SheetHost
from ui.sheets.unlock_volume import UnlockAgainSheet, UnlockVolumeSheet, VolumeKey

UNLOCKING: Final = marked("words", "Unlocking a volume")
_PART_UNREAD: Final = 3  # it opened, and what it holds cannot be read
Secrets = tuple[str, ...] | None
"""One line for each volume that is asked for; `None` where none is."""


class VolumeUnlocking(QObject):
    """`said` is a sentence for the page in front."""

    said = Signal(str)

    def __init__(self, desk: Desk, actions: Actions, sheets: SheetHost, chooser: Chooser) -> None:
        super().__init__(desk)
        self._desk, self._actions, self._sheets, self._chooser = desk, actions, sheets, chooser
        self._known: dict[tuple[str, str, int], str] = {}  # by case, exhibit and volume; never written
        self._trying: tuple[tuple[str, str, int], str] | None = None
        desk.case_changed.connect(self._on_case_changed)

    def _on_case_changed(self) -> None:
        case = self._desk.case
        for (folder, exhibit, volume), words in self._known.items():
            if case is not None and folder == case.folder:
                self._desk.viewer.give_secret(exhibit, volume, words)

    def ask(self, label: str | None) -> None:
        """Show the sheet for the locked volumes of an exhibit."""
        view = self._desk.view
        exhibit = (
            next((row for row in view.exhibits if row.label == label), None) if view is not None else None
        )
        if exhibit is None:
            return
        locked = locked_volumes(exhibit)
        if not locked:
            self._ask_again(exhibit.label)
            return
        sheet = UnlockVolumeSheet(
            self._sheets.look, self._actions, self._chooser, exhibit=exhibit.label, locked=locked
        )
        sheet.accepted.connect(lambda key: self._try(exhibit.label, key))
        self._sheets.show_sheet(sheet)

    def _ask_again(self, label: str) -> None:
        """For what was unlocked in another session, so that it can be looked at in this one."""
        if (case := self._desk.case) is not None:
            self._desk.questions.ask(
                lambda: case.secrets_needed((label,)),
                then=lambda rows: self._show_again(label, [row for row in rows if self._is_unknown(row)]),
            )

    def _is_unknown(self, row: SecretRow) -> bool:
        case = self._desk.case
        return case is not None and (case.folder, row.exhibit, row.volume) not in self._known

    def _show_again(self, label: str, rows: Sequence[SecretRow]) -> None:
        if not rows:
            self.said.emit(translate("board", "{label} has no volume that is locked.").format(label=label))
            return
        row = rows[0]
        sheet = UnlockAgainSheet(self._sheets.look, self._actions, row=row, is_to_look=True)
        sheet.accepted.connect(lambda words: self._try_again(sheet, row, words))
        self._sheets.show_sheet(sheet)

    def _try_again(self, sheet: UnlockAgainSheet, row: SecretRow, words: str) -> None:
        case = self._desk.case
        if case is None or not words:
            self._sheets.close_sheet()
            return

        def on_opened() -> None:
            self._known[case.folder, row.exhibit, row.volume] = words
            if self._sheets.sheet is sheet:
                self._sheets.close_sheet()
            said = translate("board", "Volume {number} of {label} is unlocked; its files can be looked at.")
            self.said.emit(said.format(number=row.volume, label=row.exhibit))

        def on_shut(sentence: str) -> None:
            if self._sheets.sheet is sheet:
                sheet.show_work("")
                sheet.refuse(sentence)

        sheet.show_work(translate("board", "Unlocking…"))
        self._desk.viewer.try_secret(row.exhibit, row.volume, words, then=on_opened, otherwise=on_shut)

    def _try(self, label: str, key: VolumeKey) -> None:
        case = self._desk.case
        if case is None:
            return
        argv = self._desk.workbench.lines.unlock_command(
            case.folder, label, volume=key.volume, means=key.means
        )
        self._trying = ((case.folder, label, key.volume), key.secret)
        self._desk.run(argv, Task(words=UNLOCKING, exhibit=label), first_words=key.secret)

    def on_task_ended(self, task: Task, ending: Ending) -> bool:
        """Whether it was an unlocking; how that ended is said in its sheet."""
        if task.words != UNLOCKING:
            return False
        trying, self._trying = self._trying, None
        sheet = self._sheets.sheet
        if ending.is_done or ending.status == _PART_UNREAD:
            if trying is not None:
                self._known[trying[0]] = trying[1]
                _folder, exhibit, volume = trying[0]
                self._desk.viewer.give_secret(exhibit, volume, trying[1])
            self._sheets.close_sheet()
        elif isinstance(sheet, UnlockVolumeSheet):
            sheet.refuse(ending.sentence)
        else:
            self.said.emit(ending.sentence)
        return True

    def gather(self, exhibits: Sequence[str], *, then: Callable[[Secrets], object]) -> None:
        """The secrets that a scan of these exhibits (none: of all) needs again; those that this session does
        not know are asked for, one sheet each.
        """
        case = self._desk.case
        if case is not None:
            self._desk.questions.ask(
                lambda: case.secrets_needed(exhibits), then=lambda rows: self._next(rows, (), then)
            )

    def _next(
        self, rows: Sequence[SecretRow], given: tuple[str, ...], then: Callable[[Secrets], object]
    ) -> None:
        if len(given) == len(rows):
            then(given or None)
            return
        case, row = self._desk.case, rows[len(given)]
        if case is None:
            return
        place = (case.folder, row.exhibit, row.volume)
        if place in self._known:
            self._next(rows, (*given, self._known[place]), then)
            return
        sheet = UnlockAgainSheet(self._sheets.look, self._actions, row=row)
        sheet.accepted.connect(lambda words: self._take(place, words, rows, given, then))
        self._sheets.show_sheet(sheet)

    def _take(
        self,
        place: tuple[str, str, int],
        words: str,
        rows: Sequence[SecretRow],
        given: tuple[str, ...],
        then: Callable[[Secrets], object],
    ) -> None:
        """A secret that is wrong ends the scan with a sentence, so it is known only while the scan starts."""
        self._sheets.close_sheet()
        self._next(rows, (*given, words), then)
