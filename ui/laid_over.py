"""What is laid over a page or the window: it darkens what is behind it and keeps the Tab key inside."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QRadioButton, QWidget

from ui.look import Look


class Host(QWidget):
    """Covers `parent` while one panel is up, and gives the cursor back afterwards. `changed` when a panel
    came or went. A kind of host says in `place` where its panel stands.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look, self._behind = look, parent
        self._panel: QWidget | None = None
        self._focus_before: QWidget | None = None
        parent.installEventFilter(self)
        self.hide()

    def place(self) -> None:
        """Give the panel that is up its geometry."""
        raise NotImplementedError

    def _lay(self, panel: QWidget, *, first: QWidget) -> None:
        """Put a panel up, with the cursor in `first`."""
        self._focus_before = self.window().focusWidget()
        self._panel = panel
        panel.setParent(self)
        self.setGeometry(self._behind.rect())
        self.show()
        self.raise_()
        panel.show()
        self.place()
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _lift(self) -> None:
        """Put the panel away that is up."""
        panel, self._panel = self._panel, None
        if panel is None:
            return
        self.hide()
        panel.hide()
        self.changed.emit()
        panel.deleteLater()
        before, self._focus_before = self._focus_before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self._panel is None:
            return super().focusNextPrevChild(forward)
        inside = [one for one in focus_order(self._panel) if one.isVisible() and one.isEnabled()]
        focused = self.window().focusWidget()
        at = inside.index(focused) if focused in inside else -1
        if inside:
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            inside[(at + (1 if forward else -1)) % len(inside)].setFocus(reason)
        return bool(inside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._panel is not None:
            self.setGeometry(self._behind.rect())
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._panel is not None:
            self.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.theme.colour("shade"))
        painter.end()


def focus_order(panel: QWidget) -> list[QWidget]:
    """The widgets inside that take the Tab key, in the order they were made into a chain."""
    found: list[QWidget] = []
    widget, left = panel.nextInFocusChain(), len(panel.findChildren(QWidget))
    while widget is not None and widget is not panel and left:
        if panel.isAncestorOf(widget):
            left -= 1  # the chain goes on through the whole window
            if _is_tab_stop(widget):
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
