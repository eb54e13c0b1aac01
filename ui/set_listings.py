"""Comparing versions of a set and listing conflicts: long tables that a command writes, shown and saved."""

from typing import Final

from PySide6.QtCore import QObject, QTemporaryDir

from app.rows import ListedTable
from ui.case_view import Task
from ui.desk import Desk
from ui.language import marked, translate
from ui.pages.sets import CONFLICTS, VERSIONS, SetsPage
from ui.pages.sets_results import ListedPanel, change_words
from ui.programs import DIFFERS, Ending, as_sentence
from ui.sheets.choosing import Chooser
from ui.wording import count, counted, listed

COMPARING: Final = marked("words", "Comparing the versions")
SEEKING_CONFLICTS: Final = marked("words", "Listing the conflicts")
CSV_KINDS: Final = marked("sets", "CSV (*.csv)")


class SetListings(QObject):
    """Each table lies in a temporary file until the window closes."""

    def __init__(self, desk: Desk, chooser: Chooser, *, page: SetsPage) -> None:
        super().__init__(desk)
        self._desk, self._chooser, self._page = desk, chooser, page
        self._folder = QTemporaryDir()  # goes with this object
        self._listing, self._about = "", ""
        page.versions.compare_wanted.connect(self.compare)
        page.versions.export_wanted.connect(lambda: self._save_rows("versions"))
        page.conflicts.export_wanted.connect(lambda: self._save_rows("conflicts"))

    def _needs_passphrase(self, *names: str) -> bool:
        locks = self._desk.locks
        return locks is not None and (not names or any(name in locks.opened for name in names))

    def compare(self, old: str, new: str) -> None:
        rows = [row for row in self._desk.sets or () if row.spelled in (old, new)]
        if not all(self._desk.is_open(row) for row in rows):
            self._page.versions.forget(
                translate("sets", "A locked set can be compared after it is unlocked.")
            )
            return
        needs = self._needs_passphrase(old, new)
        self._about = translate("sets", "From {old} to {new}: ").format(
            old=old, new=new
        )  # the boxes above may say something else by then
        self._list(
            self._desk.workbench.lines.compare_sets_command(
                old, new, out=self._file_of("versions"), with_passphrase=needs
            ),
            COMPARING,
            needs_passphrase=needs,
            into="versions",
        )

    def list_conflicts(self) -> None:
        self._page.show_drawer(CONFLICTS)
        needs = self._needs_passphrase()
        self._about = ""
        argv = self._desk.workbench.lines.conflicts_command(
            out=self._file_of("conflicts"), with_passphrase=needs
        )
        self._list(argv, SEEKING_CONFLICTS, needs_passphrase=needs, into="conflicts")

    def _list(self, argv: tuple[str, ...], words: str, *, needs_passphrase: bool, into: str) -> None:
        if not self._desk.may_work():
            return
        self._listing = into
        self._panel_of(into).forget()
        self._desk.run(
            argv,
            Task(words=words),
            first_words=self._desk.passphrase if needs_passphrase else None,
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
            panel.forget(
                translate("sets", "It was stopped; nothing is shown.")
                if ending.is_stopped
                else ending.sentence
            )
            return
        workbench, file, about = self._desk.workbench, self._file_of(listing), self._about
        self._desk.asking_sets.ask(
            lambda: workbench.read_listing(file),
            then=lambda table: panel.show_table(
                table, words=about + _listing_words(listing, table), remarks=_remarks(ending)
            ),
            channel=f"listing:{listing}",
            otherwise=panel.forget,
        )

    def _save_rows(self, listing: str) -> None:
        chosen = self._chooser.new_file(
            self._page.window(),
            title=translate("sets", "Save all rows as CSV"),
            file=f"{listing}.csv",
            kinds=translate("sets", CSV_KINDS),
        )
        if chosen:
            workbench, file, panel = self._desk.workbench, self._file_of(listing), self._panel_of(listing)
            self._desk.asking_sets.ask(
                lambda: workbench.save_listing(file, chosen),
                then=lambda _done: panel.notice.say(
                    translate("sets", "Saved as {chosen}.").format(chosen=chosen),
                    meaning="accent",
                    icon="check",
                ),
                otherwise=panel.refuse,
            )

    def on_task_ended(self, task: Task, ending: Ending) -> bool:
        """Show what a comparison came to; False when this was none."""
        if task.words not in (COMPARING, SEEKING_CONFLICTS):
            return False
        self._on_listed(ending)
        return True


def _remarks(ending: Ending) -> str:
    """What the command had to say beside the table: sets left out, schemes that differ."""
    return " ".join(as_sentence(one) for one in ending.remarks.splitlines())


def _listing_words(listing: str, table: ListedTable) -> str:
    shown = (
        translate("sets", "; the first {rows} are shown").format(rows=count(len(table.rows)))
        if table.total > len(table.rows)
        else ""
    )
    if listing == "conflicts":
        if not table.total:
            return translate("sets", "No digest is in a notable and in a known set.")
        records = counted(table.total, "notable record has", "notable records have")
        return translate(
            "sets", "{records} a digest that a known set lists too{shown}. They count as notable."
        ).format(records=records, shown=shown)
    if not table.total:
        return translate("sets", "both list the same digests with the same categories.")
    parts = [f"{count(number)} {change_words(name)}" for name, number in table.counts]
    return f"{listed(parts)}{shown}."
