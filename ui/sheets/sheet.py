"""A sheet: a form laid over the page it belongs to, which stays in sight. Ctrl Enter goes on, Esc closes;
nothing is modal.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.commands import Actions, key_hint
from ui.laid_over import Host
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import CommandButton
from ui.parts.labels import label, set_property
from ui.parts.panels import Notice, line


class Field(QWidget):
    """A label above a line to type in; `complain` says what is wrong beside the label, in words."""

    def __init__(self, title: str, *, needed: bool = False, mono: bool = False, hint: str = "") -> None:
        super().__init__()
        self.title = title
        self.needed = needed
        self.edit = QLineEdit(placeholderText=hint or ("" if needed else translate("words", "Not supplied")))
        self.edit.setAccessibleName(title)
        self.edit.setProperty("mono", mono)
        self._wrong = label(role="small", meaning="unreadable")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(f"{title} *" if needed else title, role="small", meaning="text2"))
        head.addWidget(self._wrong)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.edit)
        self.edit.setMinimumHeight(32)
        self.edit.textEdited.connect(lambda _text: self.complain(""))

    def value(self) -> str | None:
        """What was typed, without the spaces around it; None when empty."""
        return self.edit.text().strip() or None

    def complain(self, words: str) -> None:
        self._wrong.setText(words)
        set_property(self.edit, "wrong", bool(words))

    def complaint(self) -> str:
        return self._wrong.text()


def missing(fields: Sequence[Field]) -> bool:
    """Mark every needed field that is empty, put the cursor into the first one, and say whether there was
    any.
    """
    empty = [field for field in fields if field.needed and field.value() is None]
    for field in empty:
        field.complain(translate("words", "is needed"))
    if empty:
        empty[0].edit.setFocus(Qt.FocusReason.OtherFocusReason)
    return bool(empty)


class Sheet(QFrame):
    """Title, body, notice, foot. A kind of sheet fills `body`, and sends `accepted` with its value from
    `accept`.
    """

    accepted = Signal(object)
    closed = Signal()
    grew = Signal()

    def __init__(
        self, look: Look, actions: Actions, *, title: str, subtitle: str, button: str, icon: str
    ) -> None:
        super().__init__()
        self.look, self.commands = look, actions
        self.setProperty("kind", "sheet")
        self.setAccessibleName(title)
        self.wanted_width, self.wanted_height = 760, 0
        self._is_working = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(self._head(title, subtitle))
        outer.addWidget(line())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(16, 16, 16, 16)
        self.body.setSpacing(12)
        outer.addLayout(self.body, 1)
        self.notice = Notice(look)
        self.foot_words = label(role="small", meaning="text2", wrap=True)
        outer.addWidget(line())
        outer.addWidget(self._foot(button, icon))

    def _head(self, title: str, subtitle: str) -> QWidget:
        bar = QWidget()
        bar.setFixedHeight(52)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(label(title, role="screen"))
        self.subtitle: QLabel = label(subtitle, meaning="text2")
        row.addWidget(self.subtitle)
        row.addStretch(1)
        return bar

    def _foot(self, button: str, icon: str) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        hint = key_hint(self.commands.command("sheet.accept"))
        self.go = CommandButton(
            self.look, self.commands["sheet.accept"], kind="primary", icon=icon, key=hint, text=button
        )
        row.addWidget(self.go)
        row.addWidget(
            CommandButton(
                self.look,
                self.commands["sheet.close"],
                kind="large",
                key=translate("words", "Esc"),
                text=translate("words", "Cancel"),
            )
        )
        row.addWidget(self.foot_words, 1)
        return bar

    def show_work(self, words: str) -> None:
        """Say how far the work begun from this sheet is; empty when there is none."""
        if words or self._is_working:
            self._is_working = bool(words)
            self.go.setEnabled(not words)
            self.notice.say(words, meaning="accent")
            self.grew.emit()

    def accept(self) -> None:
        """Check the form; send `accepted`, or say in the form what is missing."""
        raise NotImplementedError

    def first_field(self) -> QWidget:
        """Where the cursor goes when the sheet opens."""
        return self.go

    def refuse(self, sentence: str) -> None:
        """Say why what was asked for could not be done; the form stays as it is."""
        self.notice.say(sentence, meaning="unreadable")
        self.grew.emit()


class SheetHost(Host):
    """Puts up one sheet at a time."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.sheet: Sheet | None = None

    def show_sheet(self, sheet: Sheet) -> None:
        self.close_sheet()
        self.sheet = sheet
        sheet.grew.connect(self.place)
        self._lay(sheet, first=sheet.first_field())

    def accept(self) -> None:
        """Go on with the sheet that is up."""
        if self.sheet is not None:
            self.sheet.accept()

    def close_sheet(self) -> None:
        sheet, self.sheet = self.sheet, None
        if sheet is not None:
            self.hide()
            sheet.closed.emit()
            self._lift()

    def place(self) -> None:
        if self.sheet is None:
            return
        wide = min(self.sheet.wanted_width, self.width() - 48)
        layout = self.sheet.layout()
        if layout is not None:
            layout.activate()
        needed = max(
            self.sheet.wanted_height, self.sheet.heightForWidth(wide), self.sheet.minimumSizeHint().height()
        )
        tall = min(needed, self.height() - 24)
        self.sheet.setGeometry(
            QRect((self.width() - wide) // 2, max(12, (self.height() - tall) // 2 - 20), wide, tall)
        )
