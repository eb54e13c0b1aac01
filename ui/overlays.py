"""An overlay: a panel over the window that is called by a key and gone with Esc; what lies behind sleeps."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.look import Look
from ui.sheets.sheet import focus_order

TOP: int = 56  # under the top bar, from where the palette is called


class Overlay(QFrame):
    """What is laid over the window; a kind of overlay sets how large it wants to be."""

    left = Signal()

    def __init__(self, look: Look, *, name: str) -> None:
        super().__init__()
        self.look = look
        self.setProperty("kind", "sheet")
        self.setAccessibleName(name)
        self.wanted_width, self.wanted_height = 720, 520
        self.stands_at_top = False

    def first_field(self) -> QWidget:
        """Where the cursor goes when the overlay opens."""
        return self

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class OverlayHost(QWidget):
    """Covers the window while an overlay is up, and keeps the Tab key inside it; `changed` when one came or
    went.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._behind = look, parent
        self.overlay: Overlay | None = None
        self._focus_before: QWidget | None = None
        parent.installEventFilter(self)
        self.hide()

    def show_overlay(self, overlay: Overlay) -> None:
        self.close_overlay()
        self._focus_before = self.window().focusWidget()
        self.overlay = overlay
        overlay.setParent(self)
        overlay.left.connect(self.close_overlay)
        self.setGeometry(self._behind.rect())
        self._place()
        self.show()
        self.raise_()
        overlay.show()
        overlay.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def close_overlay(self) -> None:
        if self.overlay is None:
            return
        overlay, self.overlay = self.overlay, None
        self.hide()
        overlay.hide()
        overlay.deleteLater()
        self.changed.emit()
        before, self._focus_before = self._focus_before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.overlay is None:
            return super().focusNextPrevChild(forward)
        inside = [one for one in focus_order(self.overlay) if one.isVisible() and one.isEnabled()]
        focused = self.window().focusWidget()
        at = inside.index(focused) if focused in inside else -1
        if inside:
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            inside[(at + (1 if forward else -1)) % len(inside)].setFocus(reason)
        return bool(inside)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the overlay puts it away."""
        if self.overlay is not None and not self.overlay.geometry().contains(event.position().toPoint()):
            self.close_overlay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.overlay is not None:
            self.setGeometry(self._behind.rect())
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        if self.overlay is None:
            return
        wide = min(self.overlay.wanted_width, self.width() - 48)
        top = (
            TOP if self.overlay.stands_at_top else max(12, (self.height() - self.overlay.wanted_height) // 2)
        )
        tall = min(self.overlay.wanted_height, self.height() - top - 12)
        self.overlay.setGeometry(QRect((self.width() - wide) // 2, top, wide, tall))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.theme.colour("shade"))
        painter.end()
