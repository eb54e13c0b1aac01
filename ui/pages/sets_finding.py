"""Find a digest: one or many are pasted, looked up in every open set at once, and answered in the page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.rows import FoundDigests, FoundRow
from ui.desk import Desk
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import SaidLabel, label
from ui.parts.panels import Notice
from ui.set_words import NOT_LISTED, found_words, role_words, unsearched_words
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import ALGORITHMS, Said, count, counted

HEADS = (
    Head(title=marked("words", "Digest, and the set that lists it"), width=0),
    Head(title=marked("words", "Role"), width=180),
    Head(title=marked("words", "Category"), width=140),
    Head(title=marked("words", "By"), width=76),
    Head(title=marked("words", "Record"), width=84, right=True),
)
Answer = FoundRow | str  # a record that lists a digest, or a digest that none lists


class DigestBox(QPlainTextEdit):
    """Plain text in which Enter asks; Shift Enter begins a line, Tab leaves."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(translate("sets", "Digests to look up"))
        self.setPlaceholderText(
            translate("sets", "Paste one or many digests: 32, 40 or 64 digits, grouped or not, any lines")
        )
        self.setTabChangesFocus(True)
        self.setFixedHeight(58)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.asked.emit()
        else:
            super().keyPressEvent(event)


def answer_cells(row: Answer) -> tuple[Cell, ...]:
    if isinstance(row, str):
        nothing = Cell(first="")
        absent = Cell(first=row, second=translate("sets", NOT_LISTED), mono=True)
        return (
            absent,
            Cell(first=translate("sets", "Not listed"), icon="magnifying-glass", meaning="compared"),
            *(nothing,) * 3,
        )
    is_notable = row.role == "notable"
    return (
        Cell(
            first=row.digest,
            second=translate("sets", "{set_name}, version {version}").format(
                set_name=row.set_name, version=row.version
            )
            if row.version
            else row.set_name,
            mono=True,
        ),
        Cell(
            first=role_words(row.role),
            icon="target" if is_notable else "list-bullets",
            meaning="hit" if is_notable else "known",
        ),
        _category_cell(row),
        Cell(first=ALGORITHMS.get(row.algorithm, row.algorithm), meaning="text2"),
        Cell(first=count(row.record), right=True, mono=True),
    )


def _category_cell(row: FoundRow) -> Cell:
    if row.category is None:
        return Cell(first=translate("sets", "no category"), meaning="text3")
    return Cell(first=row.category, second=row.category_label or row.scheme or "")


class FindPanel(QWidget):
    """The question above, the answer below; nothing of a question is kept."""

    def __init__(self, look: Look, desk: Desk) -> None:
        super().__init__()
        self._look, self._desk = look, desk
        self.text = DigestBox()
        self.go = Button(
            look, translate("sets", "Look up"), kind="large", icon="magnifying-glass", key="Enter"
        )
        self.said = SaidLabel(look)
        self.notice = Notice(look)
        self.model = CellsModel[Answer](HEADS, answer_cells, self)
        self.table = CellsTable[Answer](
            look, self.model, name=translate("sets", "Where the digests are listed"), row_height=46
        )
        self.about = label(role="small", meaning="text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        ask = QHBoxLayout()
        ask.setSpacing(8)
        ask.addWidget(self.text, 1)
        ask.addWidget(self.go, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(ask)
        column.addWidget(self.said)
        column.addWidget(self.notice)
        column.addWidget(self.table, 1)
        column.addWidget(self.about)
        column.addStretch(0)  # takes the room while there is no table
        self.text.asked.connect(self.look_up)
        self.go.clicked.connect(lambda _checked=False: self.look_up())
        self._forget()

    def look_up(self) -> None:
        """Ask in the background; an older question that is still open is dropped."""
        text, locks, workbench = self.text.toPlainText(), self._desk.locks, self._desk.workbench
        self._desk.asking_sets.ask(
            lambda: workbench.find_digests(text, locks),
            then=self.show_answer,
            channel="find",
            otherwise=self._refuse,
        )

    def show_answer(self, answer: FoundDigests) -> None:
        self._forget()
        rows: list[Answer] = [*answer.found, *answer.absent]
        self.model.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.table.choose_row(0)
        is_notable = any(row.role == "notable" for row in answer.found)
        self.said.say(
            Said(
                words=found_words(answer),
                icon="target" if is_notable else "list-bullets" if answer.found else "magnifying-glass",
                meaning="hit" if is_notable else "known" if answer.found else "compared",
            )
        )
        self.said.show()
        self.notice.say(unsearched_words(answer))
        self.about.setText(_about(answer))

    def _refuse(self, sentence: str) -> None:
        self._forget()
        self.notice.say(sentence)

    def _forget(self) -> None:
        self.model.show_rows([])
        self.table.hide()
        self.said.hide()
        self.notice.say("")
        self.about.setText(
            translate(
                "sets",
                "64 digits are looked up as SHA-256; picture fingerprints (PDQ) are not compared here.",
            )
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.table.hasFocus():
            row = self.table.current()
            if row is not None:
                digest = row if isinstance(row, str) else row.digest
                QGuiApplication.clipboard().setText(digest)
        else:
            super().keyPressEvent(event)


def _about(answer: FoundDigests) -> str:
    parts = []
    if answer.unread:
        lines = counted(len(answer.unread), "line")
        parts.append(
            translate("sets", "{lines} without a digest of 32, 40 or 64 digits, the first: {value}").format(
                lines=lines, value=answer.unread[0][:60]
            )
        )
    if answer.beyond:
        parts.append(
            translate("sets", "{beyond} more answers are not shown; ask for fewer digests at once").format(
                beyond=count(answer.beyond)
            )
        )
    parts.append(translate("sets", "A digest decides; the record's number counts from 0 in its source file"))
    return ". ".join(parts) + "."
