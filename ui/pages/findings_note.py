"""The line in which a note is written, under the list it belongs to; Enter keeps it, Esc leaves it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import MiddleLabel

MOST_LETTERS = 2_000


class _Field(QLineEdit):
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class NoteLine(QFrame):
    """Hidden until `edit`; `kept` tells the files and the words, `ended` that it is hidden again."""

    kept = Signal(object, str)
    ended = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "raised")
        self._entries: Sequence[int] = ()
        self._title = MiddleLabel(role="small", meaning="text2")
        self.field = _Field(maxLength=MOST_LETTERS)
        self.field.setAccessibleName(translate("findings", "Note"))
        keep = Button(look, translate("findings", "Keep note"), icon="check", key="Enter")
        leave = Button(look, translate("findings", "Leave"), kind="flat", key="Esc")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._title, 1)
        row.addWidget(self.field, 3)
        row.addWidget(keep)
        row.addWidget(leave)
        self.field.returnPressed.connect(self._keep)
        keep.clicked.connect(lambda _checked=False: self._keep())
        self.field.left.connect(self._end)
        leave.clicked.connect(lambda _checked=False: self._end())
        self.hide()

    def edit(self, entries: Sequence[int], *, title: str, words: str) -> None:
        """Begin a note on files; `words` is what it says so far."""
        self._entries = entries
        self._title.show_text(title)
        self.field.setText(words)
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _keep(self) -> None:
        self.kept.emit(self._entries, self.field.text())
        self._end()

    def _end(self) -> None:
        self._entries = ()
        self.hide()
        self.ended.emit()
