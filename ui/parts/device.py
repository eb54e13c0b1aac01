"""The picture of a device on its card: the examiner's own photograph, or a drawing of its kind.

The photograph is decoded small and away from the GUI thread; evidence content never comes here.
"""

import re
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.language import translate
from ui.look import Look
from ui.tips import plain_tip

BOX: Final = QSize(96, 88)
FINEST: Final = 2  # pixels of a photograph for each of the card, so that it is sharp at 200 %
MOST_DECODED_MIB: Final = 192
_BEGINNINGS: Final = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"))
KINDS: Final = ("disk", "stick", "card", "laptop", "ssd", "box", "phone", "disc")
_WORDS: Final[Mapping[str, str]] = {  # in the languages of the examiners; the first that is met decides
    "box": r"external|extern|usb.?(disk|drive|hdd)|nas\b|vault",
    "stick": r"stick|thumb|flash drive|usb|pendrive|memoria usb",
    "card": r"\bcards?\b|micro.?sd|\bsd(hc|xc)?\b|tarjeta",
    "ssd": r"\bssd\b|nvme|m\.2|solid.?state|laptop disk",
    "laptop": r"laptop|notebook|port[aá]til|computer",
    "phone": r"phone|mobile|handset|tel[eé]fono|m[oó]vil",
    "disc": r"\bcd\b|\bdvd\b|optical|\.iso\b|[oó]ptico",
}


def device_kind(*said: str | None) -> str:
    """What the words for a device say it is; a disk where they do not say."""
    words = " ".join(one for one in said if one).lower()
    met = [(re.search(said_as, words), kind) for kind, said_as in _WORDS.items()]
    found = [(match.start(), kind) for match, kind in met if match is not None]
    return min(found, key=lambda one: one[0])[1] if found else "disk"


def kind_words(kind: str) -> str:
    """What the drawing shows, for whoever cannot see it."""
    return {
        "disk": translate("board", "Drawing of a disk"),
        "stick": translate("board", "Drawing of a USB stick"),
        "card": translate("board", "Drawing of a memory card"),
        "laptop": translate("board", "Drawing of a laptop"),
        "ssd": translate("board", "Drawing of a solid-state disk"),
        "box": translate("board", "Drawing of an external disk"),
        "phone": translate("board", "Drawing of a telephone"),
        "disc": translate("board", "Drawing of an optical disc"),
    }[kind]


def small_photograph(content: bytes) -> QImage | None:
    """A photograph of the examiner's, decoded to the size of a card; None where it cannot be shown.

    Runs in a worker. The reader is told what it is, so that no other decoder sees the bytes.
    """
    kind = next((name for begin, name in _BEGINNINGS if content.startswith(begin)), None)
    if kind is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setAutoTransform(True)
    QImageReader.setAllocationLimit(MOST_DECODED_MIB)
    whole = reader.size()
    if not whole.isValid():
        return None
    reader.setScaledSize(whole.scaled(BOX * FINEST * 2, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


class DevicePicture(QWidget):
    """A photograph fitted into the box, else a drawing of the kind of device."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._kind = look, "disk"
        self._photograph: QPixmap | None = None
        self.setFixedSize(BOX)

    @property
    def has_photograph(self) -> bool:
        return self._photograph is not None

    def show_kind(self, kind: str) -> None:
        self._kind = kind
        self._name()
        self.update()

    def show_photograph(self, image: QImage | None, *, caption: str = "") -> None:
        self._photograph = None if image is None else QPixmap.fromImage(image)
        self._name(caption)
        self.update()

    def _name(self, caption: str = "") -> None:
        words = translate("board", "Photograph of the device") if self.has_photograph else ""
        self.setAccessibleName(words or kind_words(self._kind))
        self.setToolTip(plain_tip(": ".join(filter(None, (words, caption)))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        theme = self._look.theme
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("field"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if self._photograph is not None:
            self._paint_photograph(painter, self._photograph)
        else:
            painter.setPen(QPen(theme.colour("text3"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            _DRAWINGS[self._kind](painter)
        painter.end()

    def _paint_photograph(self, painter: QPainter, picture: QPixmap) -> None:
        room = self.rect().adjusted(2, 2, -2, -2)
        fitted = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, fitted.width(), fitted.height())
        place.moveCenter(QRectF(room).center())
        painter.drawPixmap(place, picture, QRectF(picture.rect()))


def _disk(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(22, 7, 52, 74), 4, 4)
    painter.drawEllipse(QPointF(48, 38), 20, 20)
    painter.drawEllipse(QPointF(48, 38), 4, 4)
    painter.drawPolyline(QPolygonF([QPointF(52, 42), QPointF(67, 70)]))
    painter.drawEllipse(QPointF(30, 72), 1.5, 1.5)


def _stick(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(28, 30, 40, 50), 5, 5)
    painter.drawRect(QRectF(35, 8, 26, 22))
    painter.drawLine(QPointF(43, 14), QPointF(43, 19))
    painter.drawLine(QPointF(53, 14), QPointF(53, 19))
    painter.drawLine(QPointF(40, 70), QPointF(56, 70))


def _card(painter: QPainter) -> None:
    corners = ((30, 10), (66, 10), (66, 78), (30, 78), (30, 34), (36, 28), (36, 20), (30, 16))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    for left in (42, 48, 54, 60):
        painter.drawLine(QPointF(left, 16), QPointF(left, 26))


def _laptop(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(20, 16, 56, 40), 3, 3)
    painter.drawRect(QRectF(25, 21, 46, 30))
    foot = ((14, 62), (82, 62), (88, 72), (8, 72))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in foot]))
    painter.drawLine(QPointF(40, 67), QPointF(56, 67))


def _ssd(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(10, 28, 76, 34), 2, 2)
    painter.drawRect(QRectF(18, 36, 16, 18))
    painter.drawRect(QRectF(38, 36, 16, 18))
    for top in (34, 41, 48, 55):
        painter.drawLine(QPointF(78, top), QPointF(86, top))


def _box(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(16, 12, 64, 62), 6, 6)
    painter.drawLine(QPointF(24, 64), QPointF(56, 64))
    painter.drawEllipse(QPointF(70, 64), 1.5, 1.5)
    painter.drawLine(QPointF(48, 74), QPointF(48, 82))


def _phone(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(30, 7, 36, 74), 6, 6)
    painter.drawRect(QRectF(34, 15, 28, 54))
    painter.drawLine(QPointF(44, 75), QPointF(52, 75))


def _disc(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(48, 44), 34, 34)
    painter.drawEllipse(QPointF(48, 44), 9, 9)
    painter.drawEllipse(QPointF(48, 44), 4, 4)


_DRAWINGS: Final = {
    "disk": _disk,
    "stick": _stick,
    "card": _card,
    "laptop": _laptop,
    "ssd": _ssd,
    "box": _box,
    "phone": _phone,
    "disc": _disc,
}
