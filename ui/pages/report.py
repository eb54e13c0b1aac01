"""The report page: what the report will say, what is missing from it, what it is written with, and how that
ended.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rows import ExhibitRow
from ui.commands import Actions
from ui.custody_words import heading, tally, verdict_from
from ui.desk import Desk
from ui.look import Look
from ui.pages.report_form import ReportForm, command_button
from ui.parts.panels import Facts, Notice, Panel
from ui.programs import Ending
from ui.report_words import front_page, gaps, written_words
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import count, counted, grouped, share, verdict

HEADS = (
    Head(title="Exhibit", width=90),
    Head(title="What it is", width=0),
    Head(title="Result", width=340),
    Head(title="Compared", width=90, right=True),
    Head(title="Faults", width=80, right=True),
)

ListedExhibit = tuple[ExhibitRow, tuple[tuple[str, int], ...]]  # and its entries by outcome


def exhibit_cells(listed: ListedExhibit) -> Sequence[Cell]:
    row, parts = listed
    said = verdict(row, dict(parts))
    return (
        Cell(first=row.label, strong=True),
        Cell(first=row.description or "No description", second=row.source),
        Cell(first=said.words, second=said.second, icon=said.icon, meaning=said.meaning),
        Cell(first="–" if row.share_compared is None else share(row.share_compared), right=True),
        Cell(first=count(row.faults), right=True, meaning="unreadable" if row.faults else "text2"),
    )


class ReportPage(QWidget):
    """Writing is a command of the window; the page shows what goes into a report and how writing it ended."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._desk, self._actions = desk, actions
        self.notice, self.gaps = Notice(look), Notice(look)
        self.form = ReportForm(look, actions, languages=desk.workbench.report_languages())
        self.show_button = command_button(look, actions, "report.show", kind="large")
        self.model = CellsModel[ListedExhibit](HEADS, exhibit_cells, self)
        self.table = CellsTable[ListedExhibit](look, self.model, name="Exhibits in the report", row_height=46)
        self._facts = Facts(label_width=120)
        self._written_to: str | None = None
        self._written = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addLayout(self._content_side(), 1)
        row.addWidget(self.form)
        desk.viewed.connect(self.show_view)
        desk.case_changed.connect(self._forget)
        desk.task_changed.connect(self.show_view)
        desk.key.changed.connect(self.show_view)
        self.form.changed.connect(self.show_view)
        self.form.where.textChanged.connect(lambda _text: self._wake_writing())

    def _content_side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        front = Panel("What the front page will say")
        front.body.addWidget(self._facts)
        front.body.addWidget(self.gaps)
        exhibits = Panel("Result for each exhibit", margin=0)
        exhibits.body.addWidget(self.table)
        written = QHBoxLayout()
        written.setSpacing(12)
        written.addWidget(self.notice, 1)
        written.addWidget(self.show_button)
        column.addLayout(written)
        column.addWidget(front)
        column.addWidget(exhibits, 1)
        return column

    def _forget(self) -> None:
        self._written_to = None
        self.notice.say("")
        case = self._desk.case
        folder = "" if case is None else self._desk.workbench.report_folder(case.folder)
        self.form.where.setText(folder)

    def show_view(self) -> None:
        view = self._desk.view
        if view is None:
            return
        summary = view.summary
        chain = f"{counted(summary.chain_count, 'event')}, head {grouped(summary.chain_head[:16])}"
        self._facts.show_facts([*front_page(view), ("Chain", chain)])
        self.form.show_signing(self._desk.key)
        listed: list[ListedExhibit] = [(one, tuple(view.counts(one.label).items())) for one in view.exhibits]
        if self.model.rows() != listed:
            self.model.show_rows(listed)
        self.gaps.say("\n".join([*gaps(view), *self.form.naming(self._desk.key)]))
        self.show_button.setVisible(self._written_to is not None)
        self._actions.refuse("report.show", self._written_to is None)
        self._wake_writing()

    def _wake_writing(self) -> None:
        is_nowhere = not self.form.where.text().strip()
        self._actions.refuse("report.write", self._desk.work.is_running or is_nowhere)

    def show_verdict(self, ending: Ending) -> None:
        """Add to what was written how it was read back."""
        fields = ending.answer or {}
        if "agrees" not in fields:
            self.notice.say(f"{self._written} It could not be read back: {ending.sentence}")
            return
        verdict = verdict_from(fields)
        agrees = verdict.agrees
        said = f"{self._written} Read back: {heading(verdict)}, {tally(verdict)}."
        self.notice.say(
            said if agrees else f"{said} {verdict.sentence}",
            meaning="verified" if agrees else "differs",
            icon="shield-check" if agrees else "warning-octagon",
        )

    def show_written(self, folder: str, ending: Ending) -> None:
        """Show how the writing ended."""
        if ending.is_done:
            self._written_to = folder
            self._written = written_words(folder, ending)
            self.notice.say(self._written, meaning="accent", icon="check-circle")
        else:
            self.notice.say(ending.sentence)
        self.show_view()

    def focus_first(self) -> None:
        """The page comes to the front; a folder that was written is not proposed twice."""
        case = self._desk.case
        if case is not None and self._written_to == self.form.where.text().strip():
            self.form.where.setText(self._desk.workbench.report_folder(case.folder))
        self.form.write_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_folder(self) -> None:
        if self._written_to is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._written_to))
