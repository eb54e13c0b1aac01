"""A panel with the colour of its meaning on its leading edge."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent

from ui.look import Look
from ui.parts.panels import Panel

EDGE: Final = 4


class EdgedPanel(Panel):
    """`show_meaning` takes the meaning of a colour; one of text leaves the edge plain."""

    def __init__(self, look: Look, *, margin: int = 14) -> None:
        super().__init__(margin=margin)
        self._look, self._meaning = look, "text2"

    def show_meaning(self, meaning: str) -> None:
        self._meaning = meaning
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._meaning.startswith("text"):
            painter = QPainter(self)
            is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left = self.width() - EDGE if is_mirrored else 0
            painter.fillRect(left, 0, EDGE, self.height(), self._look.theme.colour(self._meaning))
            painter.end()
