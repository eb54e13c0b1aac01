"""What stands around the list of findings: buttons of how it is shown, and what is said where it is empty."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.commands import Actions
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button, CommandButton
from ui.parts.labels import label
from ui.parts.panels import Panel


class FaceButtons(QWidget):
    """Groups, table or grid, and the order by density; a button that is in force is down."""

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.buttons: dict[str, Button] = {}
        for command, words, icon in (
            ("findings.groups", translate("findings", "Groups"), "tree-structure"),
            ("findings.table", translate("findings", "Table"), "rows"),
            ("findings.grid", translate("findings", "Grid"), "grid-four"),
            ("findings.densest", translate("findings", "Densest folders first"), "sort-descending"),
        ):
            button = CommandButton(look, actions[command], icon=icon, text=words)
            button.setCheckable(True)
            self.buttons[command] = button
            row.addWidget(button)

    def say(self, in_force: Mapping[str, bool]) -> None:
        for command, is_on in in_force.items():
            self.buttons[command].setChecked(is_on)


class NothingListed(Panel):
    """Why nothing is listed; with filters the way back."""

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__(margin=48)
        self.words = label(role="title", meaning="text2", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._unfilter = CommandButton(look, actions["filter.clear"], icon="x")
        self.body.addStretch(1)
        self.body.addWidget(self.words)
        self.body.addWidget(self._unfilter, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addStretch(2)

    def say(self, words: str, *, is_filtered: bool) -> None:
        self._unfilter.setVisible(is_filtered)
        self.words.setText(words)


def key_hints() -> tuple[tuple[str, str], ...]:
    return (
        ("1", ""),
        ("…", ""),
        ("9", translate("findings", "category")),
        ("0", translate("findings", "no mark")),
        ("N", translate("findings", "note")),
        ("B", translate("findings", "bookmark")),
        ("Ctrl Z", translate("findings", "undo")),
        ("J", ""),
        ("K", translate("findings", "next, previous")),
    )
