"""One setting on its page: what it is called, the control, what it does, and the way back to the default."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import label, set_property
from ui.settings_list import CHOICE, FOLDER, NAMES, PICTURE, SWITCH, TEXT, SettingSpec

LINES: Final = 3  # of a list of names that are seen at once
_MONO: Final = (FOLDER, PICTURE, NAMES)


class NamesEdit(QPlainTextEdit):
    """Several names, one a line; `finished` when the cursor leaves."""

    finished = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finished.emit()


class SettingRow(QWidget):
    """`changed` with the value that was chosen; `browse` where a place is to be pointed at; `undo` for the
    default. The row stores nothing.
    """

    changed = Signal(str)
    browse = Signal()
    undo = Signal()

    def __init__(self, look: Look, spec: SettingSpec) -> None:
        super().__init__()
        self.spec, self._look = spec, look
        self._shown = spec.default
        title = translate("settings", spec.title)
        self.control = self._make_control()
        self.control.setAccessibleName(title)
        self.control.setAccessibleDescription(translate("settings", spec.does))
        self.trouble = label(role="small", meaning="unreadable", wrap=True)
        self.trouble.hide()
        self.back = Button(look, translate("settings", "Undo to default"), kind="link")
        self.back.setAccessibleName(translate("settings", "{setting}: undo to default").format(setting=title))
        self.back.clicked.connect(lambda _checked=False: self.undo.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        head = QHBoxLayout()
        head.addWidget(label(title))
        head.addStretch(1)
        head.addWidget(self.back)
        column.addLayout(head)
        column.addLayout(self._control_line())
        column.addWidget(self.trouble)
        column.addWidget(label(translate("settings", spec.does), role="small", meaning="text2", wrap=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room for every line of the words: columns in a scroll area ask for a little less."""
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(event.size().width()))

    def _make_control(self) -> QWidget:
        if self.spec.kind == CHOICE:
            return self._choice()
        if self.spec.kind == SWITCH:
            box = QCheckBox(translate("settings", "On"))
            box.clicked.connect(lambda on: self.changed.emit("yes" if on else "no"))
            return box
        if self.spec.kind == NAMES:
            names = NamesEdit()
            names.setTabChangesFocus(True)
            names.setFixedHeight(self._look.scaled(18 * LINES + 10))
            names.finished.connect(self._tell_text)
            return names
        edit = QLineEdit()
        edit.setProperty("mono", self.spec.kind in _MONO)
        edit.editingFinished.connect(self._tell_text)
        return edit

    def _choice(self) -> QComboBox:
        box = QComboBox()
        box.setMinimumWidth(self._look.scaled(220))
        box.activated.connect(lambda index: self.changed.emit(str(box.itemData(index))))
        self._fill(box, [(value, translate("settings", words)) for value, words in self.spec.choices])
        return box

    def _control_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        narrow = self.spec.kind not in (TEXT, FOLDER, PICTURE, NAMES)
        row.addWidget(self.control, 0 if narrow else 1)
        if self.spec.unit:
            self.control.setFixedWidth(self._look.scaled(90))
            row.addWidget(label(translate("settings", self.spec.unit), meaning="text2"))
        if self.spec.kind in (FOLDER, PICTURE):
            button = Button(self._look, translate("settings", "Choose…"), icon="folder-open")
            button.setAccessibleName(f"{translate('settings', self.spec.title)}: {button.text()}")
            button.clicked.connect(lambda _checked=False: self.browse.emit())
            row.addWidget(button)
        if narrow:
            row.addStretch(1)
        return row

    @staticmethod
    def _fill(box: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
        box.clear()
        for value, words in choices:
            box.addItem(words, value)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """The choices of this computer, each with its words."""
        if isinstance(self.control, QComboBox):
            self._fill(self.control, choices)
            self.show_value(self._shown)

    def show_value(self, value: str, *, place: str = "") -> None:
        """Show what is in force; `place` is what stands for an empty value."""
        self._shown = value
        self.back.setVisible(value != self.spec.default)
        if isinstance(self.control, QComboBox):
            self.control.setCurrentIndex(self.control.findData(value))
        elif isinstance(self.control, QCheckBox):
            self.control.setChecked(value == "yes")
        elif isinstance(self.control, QPlainTextEdit):
            self.control.setPlainText(value)
            self.control.setPlaceholderText(translate("settings", "None"))
        elif isinstance(self.control, QLineEdit):
            self.control.setText(value)
            self.control.setPlaceholderText(place or translate("settings", "Not supplied"))

    def value(self) -> str:
        """What stands in the control, whether or not it was taken."""
        if isinstance(self.control, QPlainTextEdit):
            lines = (line.strip() for line in self.control.toPlainText().splitlines())
            return "\n".join(filter(None, lines))
        return self.control.text().strip() if isinstance(self.control, QLineEdit) else self._shown

    def _tell_text(self) -> None:
        if self.value() != self._shown:
            self.changed.emit(self.value())

    def complain(self, words: str) -> None:
        """Say below the control why a value was not taken; empty takes the complaint away."""
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        if isinstance(self.control, QLineEdit):
            set_property(self.control, "wrong", bool(words))

    def take_focus(self) -> None:
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)
