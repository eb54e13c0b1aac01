"""Icons: glyphs of the shipped Phosphor font, drawn in the colour of a theme."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPixmap

FAMILY: Final = "Phosphor"
_CODES: Final = Path(__file__).parent / "fonts" / "phosphor.json"
_GLYPH_SHARE: Final = 0.875  # of the icon's height: a glyph of 14 pixels is sharp in an icon of 16


@cache
def _codes() -> dict[str, int]:
    codes: dict[str, int] = json.loads(_CODES.read_text(encoding="utf-8"))
    return codes


def icon_of(name: str, *, colour: QColor, disabled: QColor) -> QIcon:
    """The icon `name` as Phosphor calls it; a name that it has not is a mistake of ours and a KeyError."""
    return QIcon(_GlyphEngine(chr(_codes()[name]), colour=colour, disabled=disabled))


class _GlyphEngine(QIconEngine):
    def __init__(self, glyph: str, *, colour: QColor, disabled: QColor) -> None:
        super().__init__()
        self._glyph, self._colour, self._disabled = glyph, colour, disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        font = QFont(FAMILY)
        font.setPixelSize(max(1, round(_GLYPH_SHARE * rect.height())))
        painter.save()
        painter.setPen(self._disabled if mode == QIcon.Mode.Disabled else self._colour)
        painter.setFont(font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._glyph)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return drawn
