"""Where a content is shown while the key is held; at all other times a drawn landscape, no evidence."""

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.language import translate
from ui.look import Look
from ui.viewer import Pixels, Sight

AT_REST_HEIGHT: Final = 84
SMALL_HEIGHT: Final = 106
STRIP_HEIGHT: Final = 150
LARGE_HEIGHT: Final = 220
_GAP: Final = 4
_IN_A_ROW: Final = 3  # frames of a video
_RIDGE: Final = ((0.0, 52.0), (32.0, 21.0), (56.0, 42.0), (80.0, 13.0), (126.0, 52.0), (0.0, 52.0))


class SightPlace(QWidget):
    """Shows one sight at a time, or the landscape. It keeps nothing of what it showed."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._pictures: list[QImage] = []
        self._is_large = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide_sight()

    @property
    def shows_content(self) -> bool:
        return bool(self._pictures)

    def hide_sight(self) -> None:
        """The landscape again, at once."""
        self._pictures, self._is_large = [], False
        self.setAccessibleName(translate("look", "A drawn landscape, not this file"))
        self.updateGeometry()
        self.repaint()

    def show_sight(self, step: str, sight: Sight, *, words: str) -> None:
        """`words` say what is shown, for who hears the screen."""
        self._pictures = [self._drawn(step, each) for each in sight.pictures]
        self._is_large = len(self._pictures) == 1 and max(self._pictures[0].width(), 0) > 128
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        height = SMALL_HEIGHT if self._pictures else AT_REST_HEIGHT
        if len(self._pictures) > 1:
            height = STRIP_HEIGHT
        elif self._is_large:
            height = LARGE_HEIGHT
        return QSize(200, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.colour("field"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self._pictures:
            for picture, cell in zip(self._pictures, self._cells(), strict=False):
                painter.drawImage(_fitted(picture.size(), cell), picture)
        else:
            self._paint_landscape(painter)
        painter.end()

    def _cells(self) -> list[QRect]:
        room = self.rect().adjusted(_GAP, _GAP, -_GAP, -_GAP)
        number = len(self._pictures)
        across = min(_IN_A_ROW, number)
        down = -(-number // across)
        wide = (room.width() - _GAP * (across - 1)) // across
        tall = (room.height() - _GAP * (down - 1)) // down
        return [
            QRect(
                room.left() + (at % across) * (wide + _GAP),
                room.top() + (at // across) * (tall + _GAP),
                wide,
                tall,
            )
            for at in range(number)
        ]

    def _drawn(self, step: str, pixels: Pixels) -> QImage:
        depth, form = (
            (3, QImage.Format.Format_RGB888) if pixels.form == "RGB" else (1, QImage.Format.Format_Grayscale8)
        )
        if step == "lines":
            form = QImage.Format.Format_Alpha8
        made = QImage(pixels.data, pixels.width, pixels.height, pixels.width * depth, form)
        return self._inked(made) if step == "lines" else made.copy()

    def _inked(self, lines: QImage) -> QImage:
        """Lines in the colour of text, on nothing."""
        ink = QImage(lines.size(), QImage.Format.Format_ARGB32_Premultiplied)
        ink.fill(self._look.theme.colour("text"))
        painter = QPainter(ink)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.drawImage(0, 0, lines)
        painter.end()
        return ink

    def _paint_landscape(self, painter: QPainter) -> None:
        painter.setPen(QPen(self._look.theme.colour("text3"), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left, top = (self.width() - 126) / 2, (self.height() - 60) / 2
        painter.drawPolyline([QPointF(left + x, top + y) for x, y in _RIDGE])
        painter.drawEllipse(QRectF(left + 92, top + 1, 14, 14))


def _fitted(size: QSize, cell: QRect) -> QRect:
    """As large as the picture is, smaller where the cell is; in its middle."""
    scale = min(1.0, cell.width() / max(1, size.width()), cell.height() / max(1, size.height()))
    wide, tall = max(1, round(size.width() * scale)), max(1, round(size.height() * scale))
    return QRect(
        cell.left() + (cell.width() - wide) // 2, cell.top() + (cell.height() - tall) // 2, wide, tall
    )
