"""The verify page: the verdict on a bundle, a disclosure or a case, part by part, differences first."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rows import PartRow, VerdictRow
from ui.commands import Actions, key_hint
from ui.custody_words import (
    CHECKING_SEALS,
    DOES_NOT_PROVE,
    PROVES,
    heading,
    in_order,
    kind_of,
    part_name,
    part_said,
    tally,
    verdict_text,
)
from ui.desk import Desk
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import CommandButton
from ui.parts.edged import EdgedPanel
from ui.parts.flow import Flow
from ui.parts.labels import Glyph, MiddleLabel, label, set_property
from ui.parts.panels import Notice, Panel
from ui.tables.cells import Cell, CellsModel, CellsTable, Head

HEADS: Final = (
    Head(title=marked("words", "Result"), width=140),
    Head(title=marked("words", "Part"), width=220),
    Head(title=marked("words", "What was checked"), width=0),
)
NOTHING_YET: Final = marked(
    "verify", "Drop a bundle folder, its zip, a disclosure or a case here, or choose one."
)
WHAT_TO_DO: Final = marked(
    "verify",
    "Ask the sender for it again, and keep this one as it is. A difference says that it is not what was "
    "sealed; it does not say who changed it, or why.",
)


def part_cells(row: PartRow) -> Sequence[Cell]:
    said, differs = part_said(row), row.state == "differs"
    return (
        Cell(first=said.words, icon=said.icon, meaning=said.meaning),
        Cell(first=part_name(row), strong=differs),
        Cell(first=row.sentence, strong=differs, meaning="differs" if differs else "text", wrap=not differs),
    )


class VerifyPage(QWidget):
    """Shows one verdict at a time; checking is an errand of the window."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self.verdict: VerdictRow | None = None
        self.what = ""
        self.notice = Notice(look)
        self.model = CellsModel[PartRow](HEADS, part_cells, self)
        self.table = CellsTable[PartRow](
            look, self.model, name=translate("verify", "Verdict by part"), row_height=34
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._answer_panel())
        column.addWidget(self.notice)
        column.addWidget(self._parts_panel(), 1)
        column.addWidget(self._meaning_panel())
        column.addWidget(self._foot())
        self.table.chosen.connect(self._show_part)
        desk.task_changed.connect(self.show_view)
        self.show_view()

    def _answer_panel(self) -> Panel:
        panel = self._answer = EdgedPanel(self._look)
        row = QHBoxLayout()
        row.setSpacing(16)
        self._glyph = Glyph(self._look, "shield", tone="text2", size=44)
        self._heading = label(role="answer")
        self._tally = label(meaning="text2", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._heading)
        words.addWidget(self._tally)
        row.addWidget(self._glyph)
        row.addLayout(words, 1)
        panel.body.addLayout(row)
        return panel

    def _parts_panel(self) -> Panel:
        panel = self._parts = Panel(translate("verify", "Parts"), margin=0)
        self._where = MiddleLabel()
        panel.head.insertWidget(1, self._where, 1)
        panel.body.addWidget(self.table)
        return panel

    def _meaning_panel(self) -> Panel:
        panel = Panel()
        self._left_title, self._right_title = label(role="strong"), label(role="strong")
        self._left, self._right = label(meaning="text2", wrap=True), label(meaning="text2", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(24)
        for title, words in ((self._left_title, self._left), (self._right_title, self._right)):
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(title)
            column.addWidget(words)
            column.addStretch(1)
            row.addLayout(column, 1)
        panel.body.addLayout(row)
        return panel

    def _foot(self) -> QWidget:
        holder = QWidget()
        foot = Flow(holder, spacing=12, last_width=200)
        self.buttons: dict[str, CommandButton] = {}
        for command_id, kind in (
            ("verify.open", "primary"),
            ("verify.folder", "large"),
            ("verify.print", "large"),
            ("verify.copy", "large"),
            ("verify.report", "large"),
            ("page.home", "large"),
        ):
            command = self._actions.command(command_id)
            button = CommandButton(
                self._look, self._actions[command_id], kind=kind, icon=command.icon, key=key_hint(command)
            )
            self.buttons[command_id] = button
            foot.addWidget(button)
        words = translate("verify", "With other tools: see VERIFY.txt in it.")
        foot.addWidget(label(words, role="small", meaning="text2"))
        return holder

    def show_view(self) -> None:
        """Show the verdict, or how far its check is."""
        task, verdict = self._desk.task, self.verdict
        is_checking = task is not None and task.words == CHECKING_SEALS
        if verdict is not None:
            good = verdict.agrees
            self._say(
                heading(verdict, what=kind_of(self.what)),
                f"{tally(verdict)}. {verdict.sentence}",
                icon="shield-check" if good else "warning-octagon",
                meaning="verified" if good else "differs",
            )
        elif is_checking and task is not None:
            self._say(
                f"{task.said()}…",
                translate("verify", "Every part is tried, also after a difference."),
                icon="hourglass",
            )
        else:
            self._say(translate("verify", "Verify"), translate("verify", NOTHING_YET), icon="shield")
        self._where.show_text(self.what)
        self._actions.refuse("verify.copy", verdict is None)
        self._actions.refuse("verify.print", verdict is None)
        self._actions.refuse("verify.report", verdict is None or not self.what)

    def _say(self, words: str, second: str, *, icon: str, meaning: str = "text2") -> None:
        self._heading.setText(words)
        self._tally.setText(second)
        self._glyph.show_icon(icon, meaning)
        self._answer.show_meaning(meaning)

    def begin(self, what: str) -> None:
        """Forget the verdict before: another thing is being checked."""
        self.what, self.verdict = what, None
        self.notice.say("")
        self.model.show_rows([])
        self._show_meaning()
        self.show_view()

    def show_verdict(self, verdict: VerdictRow) -> None:
        self.verdict = verdict
        self.model.show_rows(in_order(verdict.parts))
        self._show_meaning()
        self.show_view()
        self.table.choose_row(0)
        self.focus_first()

    def _show_meaning(self) -> None:
        self._left_title.setText(translate("verify", "It proves"))
        self._right_title.setText(translate("verify", "It does not prove"))
        self._left.setText(translate("custody", PROVES))
        self._right.setText(translate("custody", DOES_NOT_PROVE))
        set_property(self._left, "meaning", "text2")

    def _show_part(self, part: PartRow | None) -> None:
        """A chosen difference takes the place of what agreement would prove."""
        if part is None or part.state != "differs":
            self._show_meaning()
            return
        self._left_title.setText(
            translate("verify", "The difference: {part_name}").format(part_name=part_name(part))
        )
        self._left.setText(part.sentence)
        set_property(self._left, "meaning", "differs")
        self._right_title.setText(translate("verify", "What to do"))
        self._right.setText(translate("verify", WHAT_TO_DO))

    def focus_first(self) -> None:
        first = self.table if self.model.rowCount() else self.buttons["verify.open"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy(self) -> None:
        if self.verdict is not None:
            QGuiApplication.clipboard().setText(verdict_text(self.verdict, what=self.what))

    def open_place(self) -> None:
        """Open the folder that was checked, or the one the file lies in."""
        if self.what:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._desk.workbench.folder_of(self.what)))
