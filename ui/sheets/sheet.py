"""A sheet: a form laid over the page it belongs to, which stays in sight. Ctrl Enter goes on, Esc closes;
nothing is modal.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ui.commands import Actions, key_hint
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


class SheetHost(QWidget):
    """Covers the window while a sheet is up: darkens what is behind, keeps the Tab key inside the sheet.

    `changed` when a sheet came or went.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look, self._behind = look, parent
        self.sheet: Sheet | None = None
        self._focus_before: QWidget | None = None
        parent.installEventFilter(self)
        self.hide()

    def show_sheet(self, sheet: Sheet) -> None:
        self.close_sheet()
        window = self.window()
        self._focus_before = window.focusWidget()
        self.sheet = sheet
        sheet.setParent(self)
        sheet.grew.connect(self._place)
        self.setGeometry(self._behind.rect())
        self.show()
        self.raise_()
        sheet.show()
        self._place()
        sheet.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def accept(self) -> None:
        """Go on with the sheet that is up."""
        if self.sheet is not None:
            self.sheet.accept()

    def close_sheet(self) -> None:
        if self.sheet is None:
            return
        sheet, self.sheet = self.sheet, None
        self.hide()
        sheet.hide()
        sheet.closed.emit()
        self.changed.emit()
        sheet.deleteLater()
        if self._focus_before is not None and self._focus_before.isVisible():
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus_before = None

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.sheet is None:
            return super().focusNextPrevChild(forward)
        inside = [widget for widget in focus_order(self.sheet) if widget.isVisible() and widget.isEnabled()]
        focused = self.window().focusWidget()
        at = inside.index(focused) if focused in inside else -1
        if inside:
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            inside[(at + (1 if forward else -1)) % len(inside)].setFocus(reason)
        return bool(inside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.sheet is not None:
            self.setGeometry(self._behind.rect())
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
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

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.theme.colour("shade"))
        painter.end()


def focus_order(sheet: QWidget) -> list[QWidget]:
    """The widgets inside that take the Tab key, in the order they were made into a chain."""
    found: list[QWidget] = []
    widget = sheet.nextInFocusChain()
    while widget is not None and widget is not sheet:
        if sheet.isAncestorOf(widget) and _is_tab_stop(widget):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def _is_tab_stop(widget: QWidget) -> bool:
    """Of radio buttons the chosen one; the arrow keys lead to the others. Qt's own policy for them follows
    whichever had the focus last.
    """
    if isinstance(widget, QRadioButton):
        return widget.isChecked()
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
