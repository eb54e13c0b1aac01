"""Importing known-hash sets: the sheet, then one file after the other, each told of on the sets page."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.rows import FileOutlook, LibraryRows
from ui.case_view import Task
from ui.commands import Actions
from ui.desk import Desk
from ui.language import marked, translate
from ui.pages.sets import SetsPage
from ui.pages.sets_results import Imported
from ui.programs import Ending
from ui.sheets.choosing import Chooser
from ui.sheets.import_file import NewSet
from ui.sheets.import_set import ImportSetSheet
from ui.sheets.sheet import SheetHost

IMPORTING: Final = marked("words", "Importing the set")


class SetImporting(QObject):
    """`imported` when all that was to be imported is."""

    imported = Signal()

    def __init__(
        self, desk: Desk, actions: Actions, sheets: SheetHost, chooser: Chooser, *, page: SetsPage
    ) -> None:
        super().__init__(desk)
        self._desk, self._actions, self._sheets, self._chooser = desk, actions, sheets, chooser
        self._page = page
        self._to_import: deque[NewSet] = deque()
        self._importing: NewSet | None = None
        self._before: frozenset[str] = frozenset()

    def ask(self, files: Sequence[str] = ()) -> None:
        sheet = ImportSetSheet(
            self._sheets.look,
            self._actions,
            self._chooser,
            folder=self._desk.workbench.setting("sets_folder", ""),
            look_into=self._look_into,
            files=files,
        )
        sheet.accepted.connect(self._import_all)
        sheet.closed.connect(self._to_import.clear)
        self._sheets.show_sheet(sheet)

    def _look_into(self, file: str, member: str | None, then: Callable[[FileOutlook], object]) -> None:
        workbench = self._desk.workbench
        self._desk.asking_sets.ask(
            lambda: workbench.look_into(file, member=member), then=then, channel=f"look:{file}"
        )

    def _import_all(self, forms: tuple[NewSet, ...]) -> None:
        if not self._desk.may_work():
            return
        self._desk.workbench.set_setting("sets_folder", forms[0].file.rpartition("/")[0])
        self._to_import.extend(forms)
        self._import_next()

    def _import_next(self) -> None:
        form = self._to_import.popleft()
        workbench = self._desk.workbench
        self._importing = form
        self._before = frozenset(row.spelled for row in self._desk.sets or ())
        columns = None
        if form.outlook is not None and any(form.kinds):
            columns = workbench.column_map(form.outlook, form.kinds)
        argv = workbench.lines.import_set_command(
            form.file,
            name=form.name,
            role=form.role,
            version=form.version,
            form=form.form,
            columns=columns,
            member=form.member,
            is_locked=form.passphrase is not None,
        )
        self._desk.run(argv, Task(words=IMPORTING, about=form.name), first_words=form.passphrase)

    def _on_import_ended(self, form: NewSet, ending: Ending) -> None:
        if not ending.is_done:
            self._to_import.clear()
            self._importing = None
            sentence = translate("sets", "Importing {name} was stopped; nothing of it was kept.").format(
                name=form.name
            )
            if not ending.is_stopped:
                sentence = ending.sentence
            self._page.imports.add(Imported(file=form.file, name=form.name, sentence=sentence, row=None))
            self._desk.trouble.emit(sentence)
            return
        self._desk.asking_sets.ask(
            self._desk.workbench.library_rows,
            then=lambda library: self._show_imported(form, ending, library),
        )

    def _show_imported(self, form: NewSet, ending: Ending, library: LibraryRows) -> None:
        self._importing = None
        row = next((one for one in library.sets if one.spelled not in self._before), None)
        self._desk.take_sets(library)
        self._page.show_import(Imported(file=form.file, name=form.name, sentence=ending.sentence, row=row))
        if form.passphrase is not None and self._desk.passphrase in (None, form.passphrase):
            self._desk.unlock(form.passphrase, then=lambda _locks: None, otherwise=self._desk.trouble.emit)
        if self._to_import:
            if isinstance(sheet := self._sheets.sheet, ImportSetSheet):
                sheet.take_out(sheet.forms[0])
            self._import_next()
            return
        self._sheets.close_sheet()
        self.imported.emit()

    @staticmethod
    def is_ours(task: Task) -> bool:
        return task.words == IMPORTING

    def on_task_ended(self, task: Task, ending: Ending) -> bool:
        """Say how an import ended; False when this was none."""
        if not self.is_ours(task) or self._importing is None:
            return False
        self._on_import_ended(self._importing, ending)
        return True
