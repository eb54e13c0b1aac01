"""An overlay: a panel over the window that is called by a key and gone with Esc; what lies behind sleeps."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.laid_over import Host
from ui.look import Look

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


class OverlayHost(Host):
    """Puts up one overlay at a time."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.overlay: Overlay | None = None

    def show_overlay(self, overlay: Overlay) -> None:
        self.close_overlay()
        self.overlay = overlay
        overlay.left.connect(self.close_overlay)
        self._lay(overlay, first=overlay.first_field())

    def close_overlay(self) -> None:
        self.overlay = None
        self._lift()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the overlay puts it away."""
        if self.overlay is not None and not self.overlay.geometry().contains(event.position().toPoint()):
            self.close_overlay()

    def place(self) -> None:
        if self.overlay is None:
            return
        wide = min(self.overlay.wanted_width, self.width() - 48)
        top = (
            TOP if self.overlay.stands_at_top else max(12, (self.height() - self.overlay.wanted_height) // 2)
        )
        tall = min(self.overlay.wanted_height, self.height() - top - 12)
        self.overlay.setGeometry(QRect((self.width() - wide) // 2, top, wide, tall))
