"""Small drawings that carry numbers: coverage bar, ring, volumes to scale, reading speed.

What was read is drawn solid, what was not read is hatched; a slice too thin to be seen is drawn wider.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rows import VolumeRow
from ui.language import SpokenMapping, marked, translate
from ui.look import Look
from ui.theme import ChartFill, Theme
from ui.tips import plain_tip
from ui.wording import OUTCOME_WORDS, OUTCOMES, counted, locked_said, share, size

MIN_SLICE: int = 3


def fill_brush(fill: ChartFill) -> QBrush:
    """The brush of one outcome, hatched where the outcome was not read."""
    if fill.hatch is None:
        return QBrush(QColor(fill.ground))
    step = 6 if not fill.thick else 5
    tile = QPixmap(step * 2, step * 2)
    tile.fill(QColor(fill.ground))
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(fill.hatch), 2 if fill.thick else 1))
    for start in range(-2 * step, 4 * step, step):
        ends = (
            (start, 2 * step, start + 2 * step, 0) if fill.rising else (start, 0, start + 2 * step, 2 * step)
        )
        painter.drawLine(*ends)
    painter.end()
    return QBrush(tile)


def draw_slice(painter: QPainter, theme: Theme, *, outcome: str, box: QRect) -> None:
    fill = theme.fill(outcome)
    painter.fillRect(box, fill_brush(fill))
    if fill.outline:
        painter.setPen(theme.colour("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))


class CoverageBar(QWidget):
    """Entries by outcome in the fixed order; the sum is the whole bar."""

    def __init__(self, look: Look, *, height: int = 10) -> None:
        super().__init__()
        self._look, self._parts = look, dict[str, int]()
        self.setFixedHeight(height)

    def show_parts(self, parts: dict[str, int]) -> None:
        self._parts = parts
        said = coverage_words(parts)
        self.setToolTip(said)
        self.setAccessibleDescription(said)
        self.update()

    def slices(self, width: int) -> list[tuple[str, int, int]]:
        """(outcome, left, width) of each slice that is not empty; thin ones are widened at the cost of the
        widest.
        """
        shown = [
            (outcome, self._parts.get(outcome, 0))
            for outcome, _word in OUTCOMES
            if self._parts.get(outcome, 0)
        ]
        total = sum(number for _outcome, number in shown)
        if not total:
            return []
        room = width - (len(shown) - 1)
        widths = [max(MIN_SLICE, int(room * number / total)) for _outcome, number in shown]
        widths[widths.index(max(widths))] += room - sum(widths)
        left, placed = 0, []
        for (outcome, _number), wide in zip(shown, widths, strict=True):
            placed.append((outcome, left, wide))
            left += wide + 1
        return placed

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        slices = self.slices(self.width())
        for outcome, left, wide in slices or [("waiting", 0, self.width())]:
            draw_slice(painter, self._look.theme, outcome=outcome, box=QRect(left, 0, wide, self.height()))
        painter.end()


def coverage_words(parts: dict[str, int]) -> str:
    """`Known 25 %, compared 52 %, ruled out by size 19 %`."""
    total = sum(parts.values())
    said = [
        f"{OUTCOME_WORDS[outcome].lower()} {share(number / total)}"
        for outcome, _ in OUTCOMES
        if (number := parts.get(outcome, 0))
    ]
    return ", ".join(said).capitalize() if said else translate("words", "Nothing listed yet")


class Swatch(QWidget):
    """The fill of one outcome, for a legend."""

    def __init__(self, look: Look, outcome: str) -> None:
        super().__init__()
        self._look, self._outcome = look, outcome
        self.setFixedSize(14, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_slice(painter, self._look.theme, outcome=self._outcome, box=self.rect())
        painter.end()


class Ring(QWidget):
    """A share from 0 to 1 as a ring with its number inside and its word below."""

    def __init__(self, look: Look, *, word: str = "", diameter: int = 60) -> None:
        super().__init__()
        self._look, self._word, self._diameter = look, word, diameter
        self._share: float | None = None
        self._tone = "accent"
        self.setFixedSize(max(diameter, look.scaled(72)), diameter + (look.scaled(18) + 4 if word else 2))

    def show_share(self, part: float | None, *, tone: str = "accent", word: str | None = None) -> None:
        self._share, self._tone = part, tone
        self._word = self._word if word is None else word
        self.setToolTip("" if part is None else f"{share(part)} {self._word}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF((self.width() - self._diameter) / 2 + 3, 4, self._diameter - 6, self._diameter - 6)
        painter.setPen(QPen(theme.colour("line"), 6, c=Qt.PenCapStyle.FlatCap))
        painter.drawArc(box, 0, 360 * 16)
        if self._share:
            colour = (
                QColor(theme.fill(self._tone).ground)
                if self._tone in theme.fills
                else theme.colour(self._tone)
            )
            painter.setPen(QPen(colour, 6, c=Qt.PenCapStyle.FlatCap))
            painter.drawArc(box, 90 * 16, -int(360 * 16 * min(self._share, 1)))
        painter.setPen(theme.colour("text"))
        painter.setFont(self._look.font(13, bold=True))
        painter.drawText(
            box, Qt.AlignmentFlag.AlignCenter, "–" if self._share is None else share(self._share)
        )
        painter.setFont(self._look.font(12))
        painter.setPen(theme.colour("text2"))
        painter.drawText(
            QRect(0, self._diameter, self.width(), self._look.scaled(18) + 2),
            Qt.AlignmentFlag.AlignCenter,
            self._word,
        )
        painter.end()


class ShareBar(QWidget):
    """A share from 0 to 1 as a thin bar; hatched while the whole is not known."""

    def __init__(self, look: Look, *, height: int = 8) -> None:
        super().__init__()
        self._look = look
        self._share: float | None = None
        self.setFixedHeight(height)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, part: float | None) -> None:
        self._share = part
        self.setAccessibleDescription(translate("words", "not known yet") if part is None else share(part))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        unknown = self._share is None
        ground = fill_brush(theme.fill("skipped_by_profile")) if unknown else theme.colour("line")
        painter.fillRect(self.rect(), ground)
        if self._share:
            wide = max(MIN_SLICE, int(self.width() * min(self._share, 1.0)))
            painter.fillRect(QRect(0, 0, wide, self.height()), theme.colour("accent"))
        painter.end()


_VOLUME_FILL = {
    "readable": "known",
    "locked": "encrypted",
    "unreadable": "unreadable",
    "unsupported": "skipped_by_profile",
    "no_file_system": "gap",
    "holds_volumes": "ruled_out_by_size",
}


class VolumeStrip(QWidget):
    """The volumes of a medium drawn to scale with their names below; gaps stay empty."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._volumes, self._size = look, tuple[VolumeRow, ...](), 0
        self.setFixedHeight(12 + look.scaled(18))
        self.setMinimumWidth(120)

    def show_volumes(self, volumes: Sequence[VolumeRow], *, size_bytes: int) -> None:
        self._volumes, self._size = tuple(volumes), size_bytes
        said = "\n".join(_lines(volumes))
        self.setToolTip(plain_tip(said))
        self.setAccessibleDescription(counted(len(volumes), "volume"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 12 + self._look.scaled(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        painter.fillRect(QRect(0, 0, self.width(), 10), fill_brush(theme.fill("gap")))
        painter.setFont(self._look.font(12))
        last_end = -8
        for volume in self._volumes:
            if not volume.is_of_media:
                continue
            last_end = self._draw_volume(painter, volume, after=last_end)
        painter.end()

    def _draw_volume(self, painter: QPainter, volume: VolumeRow, *, after: int) -> int:
        theme, scale = self._look.theme, self.width() / max(self._size, 1)
        left, wide = int(volume.offset_bytes * scale), max(MIN_SLICE, int(volume.length_bytes * scale) - 1)
        painter.fillRect(
            QRect(left, 0, wide, 10), fill_brush(theme.fill(_VOLUME_FILL.get(volume.state, "gap")))
        )
        self._draw_inside(painter, volume, box=QRect(left, 5, wide, 5))
        room = self.width() - max(left, after + 8)
        words = painter.fontMetrics().elidedText(volume_words(volume), Qt.TextElideMode.ElideRight, room)
        if room < 40:
            return after
        start = max(left, after + 8)
        painter.setPen(
            theme.colour(
                "locked"
                if volume.state == "locked"
                else "unreadable"
                if volume.state == "unreadable"
                else "text2"
            )
        )
        box = QRect(start, 11, room, self.height() - 11)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        return start + painter.fontMetrics().horizontalAdvance(words)

    def _draw_inside(self, painter: QPainter, volume: VolumeRow, *, box: QRect) -> None:
        """The volumes that share the bytes of `volume`, each by its length, in the lower half of its bar."""
        theme, inside = self._look.theme, volumes_inside(volume, self._volumes)
        whole = max(volume.length_bytes, sum(one.length_bytes for one in inside), 1)
        before = 0
        for one in inside:
            left = box.left() + box.width() * before // whole
            before += one.length_bytes
            wide = max(MIN_SLICE, box.left() + box.width() * before // whole - left - 1)
            fill = fill_brush(theme.fill(_VOLUME_FILL.get(one.state, "gap")))
            painter.fillRect(QRect(left, box.top(), wide, box.height()), fill)


_LAYERS: Final = SpokenMapping(
    "words",
    {
        "LVM2 logical volume": marked("words", "LVM2 logical volume"),
        "APFS volume": marked("words", "APFS volume"),
        "shadow copy": marked("words", "shadow copy"),
        "BitLocker, unlocked": marked("words", "BitLocker, unlocked"),
        "LUKS, unlocked": marked("words", "LUKS, unlocked"),
        "APFS volume, unlocked": marked("words", "APFS volume, unlocked"),
        "CoreStorage logical volume, unlocked": marked("words", "CoreStorage logical volume, unlocked"),
    },
)


def _lines(volumes: Sequence[VolumeRow], holder: int | None = None, depth: int = 0) -> list[str]:
    """`LVM2 'vg': 9 GB`, and set in below it what lies inside, with the kind of layer."""
    lines = []
    for volume in volumes:
        if volume.within == holder:
            line = f"{'    ' * depth}{volume_words(volume)}: {size(volume.length_bytes)}"
            layer = _LAYERS.get(volume.layer, volume.layer) if volume.layer else ""
            lines.append(f"{line}, {layer}" if layer else line)
            lines += _lines(volumes, volume.index, depth + 1)
    return lines


def volumes_inside(volume: VolumeRow, volumes: Sequence[VolumeRow]) -> tuple[VolumeRow, ...]:
    """Those that lie in it beside each other; copies of it as it was earlier do not."""
    return tuple(one for one in volumes if one.within == volume.index and one.layer != "shadow copy")


_UNREAD: Final = SpokenMapping(
    "words",
    {
        "unreadable": marked("words", "Could not be read"),
        "unsupported": marked("words", "Not supported"),
        "no_file_system": marked("words", "No file system"),
        "holds_volumes": marked("words", "Holds other volumes"),
    },
)


def volume_words(volume: VolumeRow) -> str:
    """`NTFS 'MEDIA'`, `Locked: BitLocker`, `No file system`."""
    if volume.state == "locked":
        return locked_said(volume).words
    if volume.state == "readable" or (volume.state == "holds_volumes" and volume.file_system):
        name = volume.file_system or translate("words", "File system")
        return f"{name} '{volume.label}'" if volume.label else name
    return _UNREAD.get(volume.state, volume.state)
