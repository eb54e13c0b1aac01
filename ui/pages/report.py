"""The report page: what the report will say, what is missing from it, where it goes, and what was written."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.rows import CaseSummary, ExhibitRow
from ui.commands import Actions, key_hint
from ui.desk import CaseView, Desk
from ui.look import Look
from ui.parts.buttons import CommandButton
from ui.parts.labels import label
from ui.parts.panels import Facts, Notice, Panel
from ui.programs import Ending
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


def gaps(view: CaseView) -> list[str]:
    """What the report will print as missing, in sentences."""
    summary, found = view.summary, list[str]()
    empty = [
        words
        for words, value in (
            ("title", summary.title),
            ("agency", summary.agency),
            ("authority", summary.authority),
        )
        if not value
    ]
    if empty:
        found.append(f"{counted(len(empty), 'field')} will print as Not supplied: {', '.join(empty)}.")
    unscanned = [row.label for row in view.exhibits if row.state == "added"]
    if unscanned:
        found.append(f"Not scanned yet: {', '.join(unscanned)}.")
    if view.is_scanning or view.scan.state == "stopped":
        found.append("The scan has not ended; the report will say how far it came.")
    unverified = [row.label for row in view.exhibits if row.verified is None]
    if unverified:
        found.append(
            f"Not verified: {', '.join(unverified)}. The report will give no digest of the whole source "
            "for these."
        )
    return found


class ReportPage(QWidget):
    """Writing is a command of the window; the page holds the folder and shows how it ended."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self.notice, self.gaps = Notice(look), Notice(look)
        self.where = QLineEdit(placeholderText="Folder for the report")
        self.where.setAccessibleName("Folder for the report")
        self.where.setProperty("mono", True)
        self.model = CellsModel[ListedExhibit](HEADS, exhibit_cells, self)
        self.table = CellsTable[ListedExhibit](look, self.model, name="Exhibits in the report", row_height=46)
        self._facts, self._chain = Facts(label_width=120), Facts(label_width=96)
        self._written_to: str | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addLayout(self._content_side(), 1)
        row.addWidget(self._write_side())
        desk.viewed.connect(self.show_view)
        desk.case_changed.connect(self._forget)
        desk.task_changed.connect(self.show_view)
        self.where.textChanged.connect(lambda _text: self.show_view())

    def _content_side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        front = Panel("What the front page will say")
        front.body.addWidget(self._facts)
        exhibits = Panel("Result for each exhibit", margin=0)
        exhibits.body.addWidget(self.table)
        column.addWidget(front)
        column.addWidget(exhibits, 1)
        return column

    def _write_side(self) -> Panel:
        panel = Panel("Report", margin=16)
        panel.setFixedWidth(400)
        panel.body.setSpacing(10)
        panel.body.addWidget(label("What leaves the van", role="strong"))
        panel.body.addWidget(
            Facts(
                (
                    ("Report", "PDF/A-3a with tags, for court and file"),
                    ("Lists", "CSV: entries, hits, faults, coverage, custody"),
                ),
                label_width=64,
            )
        )
        panel.body.addWidget(label("Where to", role="small", meaning="text2"))
        panel.body.addWidget(self.where)
        panel.body.addWidget(self._button("report.folder", "plain"))
        panel.body.addWidget(self.gaps)
        panel.body.addWidget(label("Chain at this moment", role="strong"))
        panel.body.addWidget(self._chain)
        panel.body.addStretch(1)
        panel.body.addWidget(self.notice)
        panel.body.addWidget(self._button("report.show", "large"))
        write = self._write_button = self._button("report.write", "start")
        write.setSizePolicy(write.sizePolicy().Policy.Expanding, write.sizePolicy().Policy.Fixed)
        panel.body.addWidget(write)
        words = (
            "No picture and no content of a file goes into the report. Writing it is an event of the chain."
        )
        panel.body.addWidget(label(words, role="small", meaning="text2", wrap=True))
        return panel

    def _button(self, command_id: str, kind: str) -> CommandButton:
        command = self._actions.command(command_id)
        button = CommandButton(
            self._look, self._actions[command_id], kind=kind, icon=command.icon, key=key_hint(command)
        )
        if command_id == "report.show":
            self._show_button = button
        return button

    def _forget(self) -> None:
        self._written_to = None
        self.notice.say("")
        case = self._desk.case
        self.where.setText("" if case is None else f"{case.folder.rstrip('/')}/report")

    def show_view(self) -> None:
        view = self._desk.view
        if view is None:
            return
        summary = view.summary
        self._facts.show_facts(_front_page(view))
        self._chain.show_facts(
            [("Events", count(summary.chain_count)), ("Head", grouped(summary.chain_head[:16]))]
        )
        listed: list[ListedExhibit] = [(one, tuple(view.counts(one.label).items())) for one in view.exhibits]
        if self.model.rows() != listed:
            self.model.show_rows(listed)
        self.gaps.say("\n".join(gaps(view)))
        self._show_button.setVisible(self._written_to is not None)
        self._actions.refuse("report.show", self._written_to is None)
        self._actions.refuse("report.write", self._desk.work.is_running or not self.where.text().strip())

    def show_written(self, folder: str, ending: Ending) -> None:
        """Show how the writing ended."""
        if ending.is_done:
            self._written_to = folder
            self.notice.say(
                ending.sentence or f"The report is in {folder}.", meaning="accent", icon="check-circle"
            )
        else:
            self.notice.say(ending.sentence)
        self.show_view()

    def focus_first(self) -> None:
        self._write_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_folder(self) -> None:
        if self._written_to is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._written_to))


def _front_page(view: CaseView) -> list[tuple[str, str]]:
    summary: CaseSummary = view.summary
    hits = (
        f"{counted(summary.hits, 'record')} matched in {counted(summary.matched_files, 'file')}"
        if summary.hits
        else "Nothing found in the sets loaded"
    )
    return [
        ("Case", f"{summary.number}{', ' + summary.title if summary.title else ''}"),
        ("Examiner", f"{summary.examiner}{', ' + summary.agency if summary.agency else ''}"),
        ("Authority", summary.authority or "Not supplied"),
        ("Exhibits", f"{count(summary.exhibits)}; {counted(summary.entries, 'entry', 'entries')}"),
        ("Result", hits if summary.entries else "Nothing compared so far"),
        ("Could not be read", counted(summary.faults, "part")),
    ]
