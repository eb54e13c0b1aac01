"""A disk drawn to scale: what its bytes belong to, where matched files begin, its volumes, and a choice."""

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from app.rows.maps import MAP_KINDS, DiskMap, MapStrip
from ui.look import Look
from ui.parts.charts import MIN_SLICE
from ui.parts.map_fills import map_brushes, volume_title
from ui.parts.plots import Plot
from ui.wording import size

if TYPE_CHECKING:
    from app.rows import VolumeRow

SIDE: Final = 8  # room at both ends for half a mark
COLUMN: Final = 3  # pixels of a column: hatching is still seen
CHOICES: Final = 36  # the window of choice is this part of what is seen
LEAST_SEEN: Final = 1 << 16  # bytes
MARK: Final = 16  # above the bar
NAMES: Final = 46  # below it
ALWAYS_SEEN: Final = tuple(MAP_KINDS.index(kind) for kind in ("matched", "unreadable"))
Box = QRectF


class DiskStrip(Plot):
    """`show_map` for the whole, `show_strip` for the columns of what is seen; `chosen` sends the window of
    choice as start and end in bytes.
    """

    chosen = Signal(object, object)

    def __init__(self, look: Look, *, name: str) -> None:
        self._map: DiskMap | None = None
        self.drawn: MapStrip | None = None
        self.choice: tuple[int, int] | None = None
        self._brushes: dict[str, QBrush] = {}
        super().__init__(look, name=name)
        self.setFixedHeight(160)
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(SIDE, 0, SIDE, 0)
        self._box = pg.ViewBox(enableMenu=False, defaultPadding=0)
        self._box.setMouseEnabled(x=True, y=False)
        layout.addItem(self._box)
        self.setCentralItem(layout)
        self._box.sigXRangeChanged.connect(self._on_range)

    def dress(self) -> None:
        self._brushes = map_brushes(self._look.theme)
        super().dress()

    def fit(self) -> None:
        super().fit()
        if self._map is not None:
            self.viewed.emit(*self.seen)

    def show_map(self, disk: DiskMap) -> None:
        """Another disk is shown whole; the same one, read again, stays as it is seen."""
        is_new = self._map is None or self._map.exhibit != disk.exhibit
        self._map = disk
        if is_new:
            self.drawn, self.choice = None, None
            whole = max(disk.size_bytes, 1)
            self._box.setLimits(xMin=0, xMax=whole, minXRange=min(LEAST_SEEN, whole), maxXRange=whole)
            self._box.setXRange(0, whole, padding=0)
        self.viewed.emit(*self.seen)
        self.redraw()

    def show_strip(self, strip: MapStrip) -> None:
        self.drawn = strip
        self.redraw()

    @property
    def seen(self) -> tuple[int, int]:
        """The stretch that is seen, in bytes."""
        whole = self._map.size_bytes if self._map is not None else 1
        first, last = self._box.viewRange()[0]
        start = min(max(int(first), 0), whole - 1)
        return start, max(min(round(last), whole), start + 1)

    @property
    def columns(self) -> int:
        """How many columns there is room for."""
        return max(1, int(self._bar().width()) // COLUMN)

    def zoom(self, factor: float) -> None:
        """See a `factor` of what is seen now, around the window of choice; above 1 more of it."""
        first, last = self._box.viewRange()[0]
        middle = sum(self.choice) / 2 if self.choice else (first + last) / 2
        half = (last - first) * factor / 2
        self._box.setXRange(middle - half, middle + half, padding=0)
        if self.choice:
            self.choose_around(int(middle))

    def see_whole(self) -> None:
        if self._map is not None:
            self._box.setXRange(0, self._map.size_bytes, padding=0)

    def step(self, steps: int) -> None:
        """Move the window of choice by its own width."""
        start, end = self.choice or self.seen
        width = end - start if self.choice else 0
        self.choose_around((start + end) // 2 + steps * width)

    def choose_around(self, place: int) -> None:
        """Put the window of choice around a byte, and see it."""
        if self._map is None:
            return
        first, last = self.seen
        width = max((last - first) // CHOICES, 1)
        start = min(max(place - width // 2, 0), max(self._map.size_bytes - width, 0))
        self.choice = (start, min(start + width, self._map.size_bytes))
        if start < first or self.choice[1] > last:
            middle = start + width / 2
            half = (last - first) / 2
            self._box.setXRange(middle - half, middle + half, padding=0)
        self.redraw()
        self.chosen.emit(*self.choice)

    def choose_stretch(self, start: int, end: int) -> None:
        """Make a stretch the window of choice as it is."""
        self.choice = (start, end)
        self.redraw()
        self.chosen.emit(start, end)

    def press(self, x: float) -> None:
        self.choose_around(int(self._byte_at(x)))

    def words_at(self, x: float) -> str:
        return size(self._byte_at(x)) if self._map is not None else ""

    def _on_range(self) -> None:
        self.redraw()
        if self._map is not None:
            self.viewed.emit(*self.seen)

    def _bar(self) -> Box:
        return QRectF(SIDE, MARK, self.width() - 2 * SIDE, self.height() - MARK - NAMES)

    def _byte_at(self, x: float) -> float:
        first, last = self.seen
        bar = self._bar()
        part = min(max((x - bar.left()) / max(bar.width(), 1), 0), 1)
        byte: float = min(first + (last - first) * part, last - 1)
        return byte

    def _at(self, byte: float) -> float:
        """Where a byte lies in the widget, as if the bar had no ends."""
        first, last = self._box.viewRange()[0]
        bar, first, last = self._bar(), float(first), float(last)
        return bar.left() + (byte - first) * bar.width() / max(last - first, 1e-9)

    def draw_over(self, painter: QPainter) -> None:
        if self._map is None:
            return
        painter.setFont(self._look.font(12))
        bar = self._bar()
        painter.save()
        painter.setClipRect(bar.adjusted(-SIDE, -MARK, SIDE, NAMES))
        self._draw_columns(painter, bar)
        self._draw_hits(painter, bar)
        self._draw_volumes(painter, bar)
        self._draw_choice(painter, bar)
        painter.restore()

    def _draw_columns(self, painter: QPainter, bar: Box) -> None:
        painter.fillRect(bar, self._brushes["gap"])
        if self.drawn is not None:
            edges = [round(min(max(self._at(edge), bar.left()), bar.right())) for edge in self.drawn.edges]
            for (left, right), column in zip(pairwise(edges), self.drawn.columns, strict=True):
                if left < right:
                    self._draw_column(painter, bar, QRect(left, 0, right - left, 1), column)
        painter.setPen(self._look.theme.colour("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar.adjusted(0, 0, -1, -1))

    def _draw_column(self, painter: QPainter, bar: Box, place: QRect, column: tuple[int, ...]) -> None:
        """Kinds one over the other in the fixed order, the first at the foot; heights are shares."""
        foot = round(bar.bottom())
        for code, height in slice_heights(column, round(bar.height())):
            foot -= height
            kind = MAP_KINDS[code]
            if kind != "gap":
                painter.fillRect(QRect(place.left(), foot, place.width(), height), self._brushes[kind])

    def _draw_hits(self, painter: QPainter, bar: Box) -> None:
        if self.drawn is None:
            return
        colour = QColor(self._look.theme.fill("matched").ground)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        last = -100.0
        for (left, right), hits in zip(pairwise(self.drawn.edges), self.drawn.hits, strict=True):
            at = (self._at(left) + self._at(right)) / 2
            if not hits or not bar.left() - 1 <= at <= bar.right() + 1:
                continue
            painter.setPen(QPen(colour, 1.5))
            painter.drawLine(QPointF(at, bar.top() - 2), QPointF(at, bar.bottom()))
            if at - last >= 3:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                tip = bar.top() - 2
                painter.drawPolygon(
                    QPolygonF([QPointF(at, tip), QPointF(at - 5, tip - 9), QPointF(at + 5, tip - 9)])
                )
                last = at
        painter.restore()

    def _draw_volumes(self, painter: QPainter, bar: Box) -> None:
        if self._map is None:
            return
        free_from = bar.left()
        pieces: list[tuple[int, int, VolumeRow | None]] = [
            *((one.offset_bytes, one.length_bytes, one) for one in self._map.volumes if one.is_of_media),
            *((offset, length, None) for offset, length in self._map.gaps),
        ]
        for offset, length, volume in sorted(pieces, key=lambda piece: piece[0]):
            left = max(self._at(offset), bar.left())
            right = min(self._at(offset + length), bar.right())
            if right <= left:
                continue
            if volume is not None:
                self._draw_bracket(painter, left=left, right=right, top=bar.bottom() + 3)
            name = volume_title(volume)
            free_from = self._draw_name(
                painter,
                name,
                size(length),
                box=QRectF(left, bar.bottom(), right - left, NAMES),
                after=free_from,
            )

    def _draw_bracket(self, painter: QPainter, *, left: float, right: float, top: float) -> None:
        painter.setPen(self._look.theme.colour("edge"))
        foot = round(top) + 8
        corners = [(left, round(top)), (left, foot), (right - 1, foot), (right - 1, round(top))]
        painter.drawPolyline(QPolygonF([QPointF(round(x), y) for x, y in corners]))

    def _draw_name(self, painter: QPainter, name: str, length: str, *, box: Box, after: float) -> float:
        """The name of a stretch and its length below; where there is no room, nothing. Returns where the
        next name may begin.
        """
        bold = self._look.font(12, bold=True)
        painter.setFont(bold)
        wide = max(painter.fontMetrics().horizontalAdvance(words) for words in (name, length))
        left = max(box.left() + 2, after)
        room = min(wide, box.right() - left)
        if room < min(wide, 48):
            return after
        painter.setPen(self._look.theme.colour("text"))
        short = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(room) + 1)
        line = self._look.scaled(16)
        painter.drawText(QRectF(left, box.top() + 13, room + 2, line), Qt.AlignmentFlag.AlignLeft, short)
        painter.setFont(self._look.font(12))
        painter.setPen(self._look.theme.colour("text2"))
        painter.drawText(
            QRectF(left, box.top() + 13 + line, room + 2, line), Qt.AlignmentFlag.AlignLeft, length
        )
        return left + room + 10

    def _draw_choice(self, painter: QPainter, bar: Box) -> None:
        if self.choice is None:
            return
        left, right = self._at(self.choice[0]), self._at(self.choice[1])
        painter.setPen(QPen(self._look.theme.colour("text"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(left, bar.top() - 4, max(right - left, 8), bar.height() + 8))


def slice_heights(column: tuple[int, ...], room: int) -> list[tuple[int, int]]:
    """(code, pixels) of each kind that has a byte, adding up to `room`; what must not be overlooked gets
    three pixels at the cost of the highest.
    """
    total = sum(column)
    if not total:
        return []
    heights, done, before = dict[int, int](), 0, 0
    for code, number in enumerate(column):
        done += number
        heights[code] = room * done // total - before
        before += heights[code]
    for code in ALWAYS_SEEN:
        lacking = MIN_SLICE - heights[code] if column[code] else 0
        if lacking > 0:
            heights[max(heights, key=lambda one: heights[one])] -= lacking
            heights[code] += lacking
    return [(code, height) for code, height in heights.items() if height > 0]
