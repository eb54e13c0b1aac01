"""What the examiner sends the desk to do with known-hash sets: import, verify, compare, unlock, remove, save.

Several files or sets are worked on one after the other; each ends with a line of its own on the sets page.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QTemporaryDir, Signal

from app.open_case import OpenCase, TroubleSentence
from app.rows import FileOutlook, LibraryRows, ListedTable, SetRow
from ui.commands import Actions
from ui.desk import Desk, Task
from ui.pages.sets import CHECKS, CONFLICTS, VERSIONS, SetsPage
from ui.pages.sets_results import Imported, ListedPanel
from ui.programs import DIFFERS, Ending, as_sentence
from ui.set_words import checked
from ui.sheets.choosing import Chooser
from ui.sheets.export_set import ExportSetSheet, NewExport
from ui.sheets.import_set import ImportSetSheet, NewSet
from ui.sheets.sheet import Sheet, SheetHost
from ui.sheets.unlock import Typed, UnlockSheet
from ui.wording import count, counted, listed

IMPORTING: Final = "Importing the set"
REMOVING: Final = "Removing the set"
TESTING: Final = "Verifying the set"
COMPARING: Final = "Comparing the versions"
SEEKING_CONFLICTS: Final = "Listing the conflicts"
SAVING: Final = "Saving the set"
BUSY: Final = "Another piece of work is still running; it is named in the status bar."
MOST_ROWS: Final = 100_000
CSV_KINDS: Final = "CSV (*.csv)"


class SetErrands(QObject):
    """`said` is trouble for the page in front, `told` good news for it; `sheet_changed` when a sheet came or
    went; `imported` when all that was to be imported is.
    """

    said = Signal(str)
    told = Signal(str)
    sheet_changed = Signal()
    imported = Signal()

    def __init__(
        self, desk: Desk, actions: Actions, sheets: SheetHost, chooser: Chooser, *, page: SetsPage
    ) -> None:
        super().__init__(desk)
        self._desk, self._actions, self._sheets, self._chooser, self._page = (
            desk, actions, sheets, chooser, page
        )  # fmt: skip
        self._to_import: deque[NewSet] = deque()
        self._importing: NewSet | None = None
        self._before: frozenset[str] = frozenset()
        self._to_verify: deque[str] = deque()
        self._verifying = ""
        self._clock = QElapsedTimer()
        self._folder = QTemporaryDir()  # for long tables, goes with this object
        self._listing = ""
        page.versions.compare_wanted.connect(self.compare)
        page.versions.export_wanted.connect(lambda: self._save_rows("versions"))
        page.conflicts.export_wanted.connect(lambda: self._save_rows("conflicts"))

    def _show(self, sheet: Sheet) -> None:
        sheet.closed.connect(self.sheet_changed)
        self._sheets.show_sheet(sheet)
        self.sheet_changed.emit()

    def _run(
        self, argv: tuple[str, ...], words: str, *, first_words: str | None = None, into: str = ""
    ) -> bool:
        is_run = self._desk.run(argv, Task(words=words), first_words=first_words, into=into)
        if not is_run:
            self.said.emit(BUSY)
        return is_run

    # import

    def import_sets(self, files: Sequence[str] = ()) -> None:
        sheet = ImportSetSheet(
            self._sheets.look,
            self._actions,
            self._chooser,
            folder=self._desk.workbench.setting("sets_folder", ""),
            look_into=self._look_into,
            files=files,
        )
        sheet.accepted.connect(self._import_all)
        self._show(sheet)

    def _look_into(self, file: str, member: str | None, then: Callable[[FileOutlook], object]) -> None:
        workbench = self._desk.workbench
        self._desk.asking_sets.ask(
            lambda: workbench.look_into(file, member=member), then=then, channel=f"look:{file}"
        )

    def _import_all(self, forms: tuple[NewSet, ...]) -> None:
        if self._desk.work.is_running:
            self.said.emit(BUSY)
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
        argv = workbench.import_set_command(
            form.file,
            name=form.name,
            role=form.role,
            version=form.version,
            form=form.form,
            columns=columns,
            member=form.member,
            is_locked=form.passphrase is not None,
        )
        self._run(argv, f"{IMPORTING} {form.name}", first_words=form.passphrase)

    def _on_import_ended(self, form: NewSet, ending: Ending) -> None:
        if not ending.is_done:
            self._to_import.clear()
            self._importing = None
            sentence = f"Importing {form.name} was stopped; nothing of it was kept."
            if not ending.is_stopped:
                sentence = ending.sentence
            self._page.imports.add(Imported(file=form.file, name=form.name, sentence=sentence, row=None))
            self.said.emit(sentence)
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
            self._desk.unlock(form.passphrase, then=lambda _locks: None, otherwise=self.said.emit)
        if self._to_import:
            self._import_next()
            return
        self._sheets.close_sheet()
        self.sheet_changed.emit()
        self.imported.emit()

    # verify

    def verify(self, row: SetRow | None) -> None:
        if row is not None:
            self._verify_all([row.spelled])

    def verify_all(self) -> None:
        self._verify_all([row.spelled for row in self._desk.sets or ()])

    def _verify_all(self, names: Sequence[str]) -> None:
        if self._desk.work.is_running:
            self.said.emit(BUSY)
        elif names:
            self._to_verify = deque(names)
            self._page.show_drawer(CHECKS)
            self._verify_next()

    def _verify_next(self) -> None:
        self._verifying = self._to_verify.popleft()
        self._clock.start()
        self._run(self._desk.workbench.verify_set_command(self._verifying), f"{TESTING} {self._verifying}")

    def _on_verify_ended(self, ending: Ending) -> None:
        if ending.is_stopped:
            self._to_verify.clear()
            self.said.emit(f"Verifying {self._verifying} was stopped; nothing was learnt of it.")
            return
        now = self._desk.workbench.utc()
        check = checked(ending.status, ending.sentence, at=now, seconds=self._clock.elapsed() / 1000)
        self._page.show_check(self._verifying, check)
        if self._to_verify:
            self._verify_next()

    # compare and conflicts

    def _needs_passphrase(self, *names: str) -> bool:
        locks = self._desk.locks
        return locks is not None and (not names or any(name in locks.opened for name in names))

    def compare(self, old: str, new: str) -> None:
        rows = [row for row in self._desk.sets or () if row.spelled in (old, new)]
        if not all(self._desk.is_open(row) for row in rows):
            self._page.versions.refuse("A locked set can be compared after it is unlocked.")
            return
        needs = self._needs_passphrase(old, new)
        self._list(
            self._desk.workbench.compare_sets_command(old, new, with_passphrase=needs),
            COMPARING,
            needs_passphrase=needs,
            into="versions",
        )

    def list_conflicts(self) -> None:
        self._page.show_drawer(CONFLICTS)
        needs = self._needs_passphrase()
        argv = self._desk.workbench.conflicts_command(with_passphrase=needs)
        self._list(argv, SEEKING_CONFLICTS, needs_passphrase=needs, into="conflicts")

    def _list(self, argv: tuple[str, ...], words: str, *, needs_passphrase: bool, into: str) -> None:
        if self._desk.work.is_running:
            self.said.emit(BUSY)
            return
        self._listing = into
        self._run(
            argv,
            words,
            first_words=self._desk.passphrase if needs_passphrase else None,
            into=self._file_of(into),
        )

    def _file_of(self, listing: str) -> str:
        return self._folder.filePath(f"{listing}.csv")

    def _panel_of(self, listing: str) -> ListedPanel:
        return self._page.versions if listing == "versions" else self._page.conflicts

    def _on_listed(self, ending: Ending) -> None:
        listing = self._listing
        panel = self._panel_of(listing)
        self._page.show_drawer(VERSIONS if listing == "versions" else CONFLICTS)
        if ending.is_stopped or not (ending.is_done or ending.status == DIFFERS):
            panel.refuse("It was stopped; nothing is shown." if ending.is_stopped else ending.sentence)
            return
        workbench, file = self._desk.workbench, self._file_of(listing)
        self._desk.asking_sets.ask(
            lambda: workbench.read_listing(file),
            then=lambda table: panel.show_table(
                table, words=_listing_words(listing, table), remarks=_remarks(ending)
            ),
            channel=f"listing:{listing}",
            otherwise=panel.refuse,
        )

    def _save_rows(self, listing: str) -> None:
        chosen = self._chooser.new_file(
            self._sheets.window(), title="Save all rows as CSV", file=f"{listing}.csv", kinds=CSV_KINDS
        )
        if chosen:
            workbench, file, panel = self._desk.workbench, self._file_of(listing), self._panel_of(listing)
            self._desk.asking_sets.ask(
                lambda: workbench.save_listing(file, chosen),
                then=lambda _done: panel.notice.say(f"Saved as {chosen}.", meaning="accent", icon="check"),
                otherwise=panel.refuse,
            )

    # unlock and remove

    def unlock(self, *, then: Callable[[], object] = lambda: None) -> None:
        """Ask for the passphrase; what is open already is locked again instead."""
        locked = [row for row in self._desk.sets or () if row.is_locked]
        sheet = UnlockSheet(self._sheets.look, self._actions, locked=locked)

        def opened() -> None:
            self._sheets.close_sheet()
            self.sheet_changed.emit()
            self._tell_locks()
            then()

        def typed(answer: Typed) -> None:
            sheet.show_work("Trying the passphrase")
            self._desk.unlock(
                answer.passphrase, then=lambda _locks: opened(), otherwise=lambda words: _wrong(sheet, words)
            )

        sheet.accepted.connect(typed)
        self._show(sheet)

    def toggle_lock(self) -> None:
        if self._desk.locks is None:
            self.unlock()
        else:
            self._desk.lock()
            self._page.notice.say(
                "The passphrase was forgotten; the sets are locked again.", meaning="locked"
            )

    def _tell_locks(self) -> None:
        locks = self._desk.locks
        if locks is None:
            return
        words = f"Unlocked for this session: {listed(locks.opened)}."
        if locks.still_locked:
            words += f" Still locked, under another passphrase: {listed(locks.still_locked)}."
        self._page.notice.say(words, meaning="locked", icon="lock-key-open")

    def remove(self, row: SetRow | None) -> None:
        if row is None:
            return
        words = (
            f"The set {row.spelled} with {count(row.records)} records is removed from this computer. Cases "
            "keep what was found with it and can still be verified and reported; a scan that was stopped "
            "cannot be resumed without it, unless the very same set is imported again."
        )
        if self._chooser.confirm(
            self._sheets.window(), title="Remove this set", words=words, button="Remove"
        ):
            self._run(self._desk.workbench.remove_set_command(row.spelled), REMOVING)

    # save contents of a case as a set

    def save_set(self, ids: Sequence[int], *, of_hits: bool) -> None:
        """Ask how to save the rows with these ids (hits or entries) as a set; no id: all hits."""
        case = self._desk.case
        if case is None:
            return
        if len(ids) > MOST_ROWS:
            self.said.emit(
                f"{count(len(ids))} rows are chosen; up to {count(MOST_ROWS)} can be saved as chosen rows."
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
        self._show(sheet)

    def _save(self, form: NewExport) -> None:
        case, workbench = self._desk.case, self._desk.workbench
        if case is None:
            return
        workbench.set_setting("exports_folder", form.out.rpartition("/")[0])
        try:
            argv = workbench.export_set_command(
                case.folder,
                out=form.out,
                form=form.form,
                of="hits" if form.chosen is None else "entries",
                entries=form.chosen,
                category=form.category,
            )
        except TroubleSentence as trouble:
            self.said.emit(str(trouble))
            return
        self._run(argv, SAVING)

    # how work ends

    def is_from_sheet(self, task: Task) -> bool:
        """The work was begun from a sheet that is still up; leaving it stops the work."""
        return task.words.startswith(IMPORTING) or task.words == SAVING

    def on_task_ended(self, task: Task, ending: Ending) -> bool:
        """Say how a piece of work on sets ended; False when it was not one."""
        if task.words.startswith(IMPORTING) and self._importing is not None:
            self._on_import_ended(self._importing, ending)
        elif task.words.startswith(TESTING):
            self._on_verify_ended(ending)
        elif task.words in (COMPARING, SEEKING_CONFLICTS):
            self._on_listed(ending)
        elif task.words == SAVING:
            self._on_saved(ending)
        elif task.words == REMOVING:
            self._desk.read_sets()
            if not ending.is_done:
                self.said.emit(ending.sentence)
        else:
            return False
        return True

    def _on_saved(self, ending: Ending) -> None:
        if ending.is_done:
            self._sheets.close_sheet()
            self.sheet_changed.emit()
            self.told.emit(ending.sentence)
        else:
            stopped = "Saving was stopped; nothing was written."
            self.said.emit(stopped if ending.is_stopped else ending.sentence)


def _wrong(sheet: UnlockSheet, sentence: str) -> None:
    sheet.show_work("")
    sheet.refuse(sentence)
    sheet.passphrase.edit.selectAll()


def _entries_of(case: OpenCase, hits: Sequence[int]) -> tuple[int, ...]:
    """The entries of hits, each once, in the order of the hits."""
    return tuple(dict.fromkeys(row.entry_id for row in case.hit_rows(hits)))


def _remarks(ending: Ending) -> str:
    """What the command had to say beside the table: sets left out, schemes that differ."""
    return " ".join(as_sentence(one) for one in ending.remarks.splitlines())


def _listing_words(listing: str, table: ListedTable) -> str:
    shown = f"; the first {count(len(table.rows))} are shown" if table.total > len(table.rows) else ""
    if listing == "conflicts":
        if not table.total:
            return "No digest is in a notable and in a known set."
        records = counted(table.total, "notable record has", "notable records have")
        return f"{records} a digest that a known set lists too{shown}. They count as notable."
    if not table.total:
        return "Both list the same digests with the same categories."
    parts = [f"{count(number)} {name}" for name, number in table.counts]
    return f"{listed(parts)}{shown}."
