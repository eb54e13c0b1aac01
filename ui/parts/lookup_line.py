"""The line above a content where an offset is typed, or what is searched for; hidden until asked for."""

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.content_search import Sought, sought_bytes, sought_text
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import label, set_property


def offset_of(text: str) -> int | None:
    """`4096`, `4,096`, `0x1000` or `1000h`; `None` where it is no such number."""
    plain = re.sub(r"[\s,._’]", "", text).lower()
    if plain.endswith("h"):
        plain = "0x" + plain[:-1]
    try:
        offset = int(plain, 16) if plain.startswith("0x") else int(plain)
    except ValueError:
        return None
    return offset if offset >= 0 else None


class LookupLine(QWidget):
    """Enter asks (`go_asked`, `find_asked`), Esc leaves the line (`left`)."""

    go_asked = Signal()
    find_asked = Signal()
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._is_finding = False
        self.field = QLineEdit()
        self.field.setAccessibleName(translate("detail", "Offset, or what is searched for"))
        self.field.setProperty("mono", True)
        self.field.installEventFilter(self)
        self.field.returnPressed.connect(self._on_return)
        self.field.textEdited.connect(lambda _text: self.say(""))
        self.kind = QComboBox()
        self.kind.addItem(translate("detail", "Text"), False)
        self.kind.addItem(translate("detail", "Bytes"), True)
        self.kind.setAccessibleName(translate("detail", "What is searched for: text or bytes"))
        self.kind.currentIndexChanged.connect(lambda _index: self._name())
        self.close_button = Button(look, "", kind="flat", icon="x")
        self.close_button.setAccessibleName(translate("detail", "Close this line"))
        self.close_button.setToolTip(translate("detail", "Close this line"))
        self.close_button.clicked.connect(lambda _checked=False: self._leave())
        self.words = label(role="small", meaning="text2", wrap=True)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.kind)
        row.addWidget(self.field, 1)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 2)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.words)

    def ask_offset(self) -> None:
        self._show(is_finding=False)

    def ask_find(self) -> None:
        self._show(is_finding=True)

    def _show(self, *, is_finding: bool) -> None:
        if self._is_finding is not is_finding:
            self.field.clear()
        self._is_finding = is_finding
        self.kind.setVisible(is_finding)
        self._name()
        self.say("")
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _name(self) -> None:
        if not self._is_finding:
            words = translate("detail", "Offset, like 4096 or 0x1000")
        elif self.kind.currentData():
            words = translate("detail", "Bytes, like ff d8 ff")
        else:
            words = translate("detail", "Text, in any case")
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)

    def text(self) -> str:
        return self.field.text()

    def sought(self) -> Sought:
        """What is searched for; raise NothingSought."""
        return (sought_bytes if self.kind.currentData() else sought_text)(self.text())

    def say(self, words: str) -> None:
        self._tell(words, is_wrong=False)

    def say_wrong(self, words: str) -> None:
        self._tell(words, is_wrong=True)

    def _tell(self, words: str, *, is_wrong: bool) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
        set_property(self.words, "meaning", "unreadable" if is_wrong else "text2")
        set_property(self.field, "wrong", is_wrong)
        self.field.setAccessibleDescription(words)

    def _on_return(self) -> None:
        (self.find_asked if self._is_finding else self.go_asked).emit()

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self._leave()
            return True
        return super().eventFilter(watched, event)
