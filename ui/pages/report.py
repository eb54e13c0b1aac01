"""The report page: what the report will say, what is missing from it, where it goes, and what was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.rows import CaseSummary, ExhibitRow
from ui.commands import Actions, key_hint
from ui.custody_words import heading, tally, verdict_from
from ui.desk import CaseView, Desk
from ui.look import Look
from ui.parts.buttons import CommandButton
from ui.parts.labels import MiddleLabel, label
from ui.parts.panels import Facts, Notice, Panel, line
from ui.programs import Ending
from ui.sheets.sections import Asked, ChoiceField
from ui.sheets.sheet import Field
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import count, counted, grouped, share, verdict

HEADS = (
    Head(title="Exhibit", width=90),
    Head(title="What it is", width=0),
    Head(title="Result", width=340),
    Head(title="Compared", width=90, right=True),
    Head(title="Faults", width=80, right=True),
)


DIGEST_DIGITS: Final = 64  # of SHA-256, in hexadecimal
WITHHELD: Final = (("paths", "Paths"), ("names", "Names of persons"), ("set-labels", "Set labels"))
LANGUAGES: Final = {"en": "English", "es": "Español"}
PAPERS: Final = (("a4", "A4"), ("us-letter", "US Letter"))

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
    summary, said, found = view.summary, dict(view.custody.case.values), list[str]()
    empty = [
        words
        for words, value in (
            ("title", said.get("title") or summary.title),
            ("agency", said.get("agency_name") or summary.agency),
            ("authority", authority_words(view)),
            ("requester", said.get("requester")),
            ("laptop clock", said.get("laptop_clock")),
        )
        if not value
    ]
    if empty:
        found.append(f"{counted(len(empty), 'field')} will print as Not supplied: {', '.join(empty)}.")
    bare = [row.label for row in view.exhibits if not view.custody.exhibit(row.label).values]
    if bare:
        found.append(f"Nothing said yet of the device: {', '.join(bare)}. Describe it on the board with E.")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChoices:
    """What a report is written with; None is the command's own choice."""

    folder: str
    language: str | None = None
    paper: str | None = None
    redact: tuple[str, ...] = ()
    as_zip: bool = False
    is_signed: bool = True
    place: str | None = None


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
        self.withheld = {name: _box(words) for name, words in WITHHELD}
        codes = desk.workbench.report_languages()
        tongues = tuple((code, LANGUAGES.get(code, code)) for code in codes)
        self.language = ChoiceField(Asked(name="language", title="Language", choices=tongues), empty=None)
        self.language.show_value("en")
        self.paper = ChoiceField(Asked(name="paper", title="Paper", choices=PAPERS), empty=None)
        self.as_zip = _box("Also as one zip file")
        self.is_signed = _box("Sign it, and a checkpoint of the chain before it")
        self.is_signed.setChecked(True)
        self._signs = MiddleLabel(role="", meaning="text2")
        self.place = Field("Place of signing", hint="printed beside the signature")
        self._written_to: str | None = None
        self._written = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addLayout(self._content_side(), 1)
        row.addWidget(self._write_side())
        desk.viewed.connect(self.show_view)
        desk.case_changed.connect(self._forget)
        desk.task_changed.connect(self.show_view)
        desk.key.changed.connect(self.show_view)
        for box in (self.is_signed, *self.withheld.values()):
            box.toggled.connect(lambda _on: self.show_view())
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
        panel = Panel("Report and bundle", margin=16)
        panel.setFixedWidth(430)
        panel.body.setSpacing(8)
        for part in (self._what_part(), self._where_part(), self._sign_part()):
            panel.body.addLayout(part)
            panel.body.addWidget(line())
        panel.body.addWidget(self.gaps)
        panel.body.addStretch(1)
        panel.body.addWidget(self.notice)
        panel.body.addWidget(self._button("report.show", "large"))
        write = self._write_button = self._button("report.write", "start")
        write.setSizePolicy(write.sizePolicy().Policy.Expanding, write.sizePolicy().Policy.Fixed)
        panel.body.addWidget(write)
        words = "No content of a file goes into it. The bundle is read back and checked when it is written."
        panel.body.addWidget(label(words, role="small", meaning="text2", wrap=True))
        return panel

    def _what_part(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(label("Leave out of this copy", role="strong"))
        row = QHBoxLayout()
        row.setSpacing(16)
        for box in self.withheld.values():
            row.addWidget(box)
        row.addStretch(1)
        column.addLayout(row)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.language, 1)
        pair.addWidget(self.paper, 1)
        column.addLayout(pair)
        return column

    def _where_part(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(label("Where to", role="small", meaning="text2"))
        column.addWidget(self.where)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.as_zip, 1)
        row.addWidget(self._button("report.folder", "plain"))
        column.addLayout(row)
        return column

    def _sign_part(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self.is_signed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._signs, 1)
        command = self._actions.command("key.ask")
        link = CommandButton(self._look, self._actions["key.ask"], key=key_hint(command))
        row.addWidget(link)
        column.addLayout(row)
        column.addWidget(self.place)
        column.addWidget(self._chain)
        return column

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
        self.where.setText("" if case is None else self._desk.workbench.report_folder(case.folder))

    def show_view(self) -> None:
        view = self._desk.view
        if view is None:
            return
        summary = view.summary
        self._facts.show_facts(_front_page(view))
        self._chain.show_facts(
            [("Chain", f"{counted(summary.chain_count, 'event')}, head {grouped(summary.chain_head[:16])}")]
        )
        self._show_signing()
        listed: list[ListedExhibit] = [(one, tuple(view.counts(one.label).items())) for one in view.exhibits]
        if self.model.rows() != listed:
            self.model.show_rows(listed)
        self.gaps.say("\n".join([*gaps(view), *self._naming()]))
        self._show_button.setVisible(self._written_to is not None)
        self._actions.refuse("report.show", self._written_to is None)
        self._actions.refuse("report.write", self._desk.work.is_running or not self.where.text().strip())

    def _show_signing(self) -> None:
        """Who signs, in words; the place belongs to a signature."""
        signs, key = self.is_signed.isChecked(), self._desk.key
        self.place.setEnabled(signs)
        if not signs:
            self._signs.show_text("Not signed; every page says so.")
        elif key.identity is not None:
            self._signs.show_text(f"By {key.identity.name}")
        else:
            self._signs.show_text("No key: not signed" if key.is_without else "The key is asked for")

    def _naming(self) -> list[str]:
        """A signature names its signer, whatever is left out."""
        identity = self._desk.key.identity
        if self.withheld["names"].isChecked() and self.is_signed.isChecked():
            who = identity.name if identity is not None else "its signer"
            return [
                f"The names are left out, and the signature names {who}; sign nothing to leave it out too."
            ]
        return []

    def choices(self) -> "ReportChoices":
        """What is chosen on the page."""
        return ReportChoices(
            folder=self.where.text().strip(),
            language=self.language.value(),
            paper=self.paper.value(),
            redact=tuple(name for name, box in self.withheld.items() if box.isChecked()),
            as_zip=self.as_zip.isChecked(),
            is_signed=self.is_signed.isChecked(),
            place=self.place.value() if self.is_signed.isChecked() else None,
        )

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
            self._written = _written_words(folder, ending)
            self.notice.say(self._written, meaning="accent", icon="check-circle")
        else:
            self.notice.say(ending.sentence)
        self.show_view()

    def focus_first(self) -> None:
        """The page comes to the front; a folder that was written is not proposed twice."""
        case = self._desk.case
        if case is not None and self._written_to == self.where.text().strip():
            self.where.setText(self._desk.workbench.report_folder(case.folder))
        self._write_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_folder(self) -> None:
        if self._written_to is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._written_to))


def _box(words: str) -> QCheckBox:
    box = QCheckBox(words)
    box.setAccessibleName(words)
    return box


def _written_words(folder: str, ending: Ending) -> str:
    """What was written, and the digest of the zip, as `sha256sum` writes it."""
    words = ending.sentence or f"The report is in {folder}."
    for line_ in ending.output.decode("utf-8", "replace").splitlines():
        digest, _two_spaces, name = line_.partition("  ")
        if len(digest) == DIGEST_DIGITS and name:
            words += f" SHA-256 of {name.rpartition('/')[2]}: {grouped(digest)}."
    return words


def authority_words(view: CaseView) -> str:
    """The legal authority as it will be printed, from its parts or as it was typed."""
    said = dict(view.custody.case.values)
    parts = [said.get(f"authority_{name}", "") for name in ("kind", "number", "issued_by", "issued_on")]
    return ", ".join(part for part in parts if part) or view.summary.authority or ""


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
        ("Authority", authority_words(view) or "Not supplied"),
        ("Exhibits", f"{count(summary.exhibits)}; {counted(summary.entries, 'entry', 'entries')}"),
        ("Result", hits if summary.entries else "Nothing compared so far"),
        ("Could not be read", counted(summary.faults, "part")),
    ]
