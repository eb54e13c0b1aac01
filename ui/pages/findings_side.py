"""The right side of the findings: what is recorded of the current file, and what can be done with it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.commands import Actions
from ui.desk import Desk
from ui.look import Look
from ui.parts.buttons import CommandButton
from ui.parts.detail import DetailPane
from ui.parts.panels import line


class FindingSide(QWidget):
    """The record of one file, and what its keys are."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.detail = DetailPane(look, desk)
        self.detail.body.addWidget(line())
        self.detail.body.addLayout(self._acts(look, actions))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.detail, 1)

    def _acts(self, look: Look, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        for command, icon, key in (
            ("review.note", "note-pencil", "N"),
            ("review.bookmark", "bookmark-simple", "B"),
        ):
            button = CommandButton(look, actions[command], kind="large", icon=icon, key=key, text=" ")
            button.setAccessibleName(actions[command].text())
            button.setToolTip(actions[command].text())
            row.addWidget(button)
        return row

    def show_entry(self, entry: int | None) -> None:
        """Show what is recorded of a file."""
        self.detail.show_entry(entry)
