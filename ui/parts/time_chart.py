"""Files by month or day as bars, the matched ones of them counted in circles above."""

from datetime import date, timedelta
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from app.rows.maps import TimeBar, TimeLine
from ui.look import Look
from ui.parts.plots import Plot
from ui.parts.time_ticks import date_ticks, days_of, first_day
from ui.wording import count

AXIS: Final = 52  # at the left, for counts
FOOT: Final = 22  # for dates
HEAD: Final = 34  # for circles
CIRCLE: Final = 18
LEAST_SEEN: Final = 14.0  # days
BAR_PART: Final = 0.86
BY_DAY_BELOW: Final = 100  # days that are seen


class _Counts(pg.AxisItem):  # type: ignore[misc] # pyqtgraph ships no types
    """Numbers of files, never a part of one."""

    def tickValues(self, low: float, high: float, length: float) -> list[tuple[float, list[float]]]:
        return [
            (max(spacing, 1.0), list(values))
            for spacing, values in super().tickValues(low, high, length)[:1]
            if spacing >= 1
        ] or [(1.0, [0.0, 1.0])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [count(round(value)) for value in values]


class TimeChart(Plot):
    """`show_line` draws a time line; `chosen` sends a bar, `viewed` the first and last day that are seen."""

    chosen = Signal(object)

    def __init__(self, look: Look, *, name: str) -> None:
        self._line: TimeLine | None = None
        self.choice: TimeBar | None = None
        self._items: tuple[pg.BarGraphItem, ...] = ()
        self._counts = _Counts("left")
        self._counts.setWidth(AXIS)
        super().__init__(look, name=name)
        self.setMinimumHeight(130)
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(0, HEAD, 0, FOOT)
        layout.setSpacing(0)
        self._box = pg.ViewBox(enableMenu=False, defaultPadding=0)
        self._box.setMouseEnabled(x=True, y=False)
        layout.addItem(self._counts, 0, 0)
        layout.addItem(self._box, 0, 1)
        self._counts.linkToView(self._box)
        self.setCentralItem(layout)
        self._box.sigXRangeChanged.connect(self._on_range)

    def dress(self) -> None:
        theme = self._look.theme
        self._counts.setPen(QPen(theme.colour("line")))
        self._counts.setTextPen(QPen(theme.colour("text2")))
        self._counts.setTickFont(self._look.font(12))
        self._counts.setStyle(tickLength=0, tickTextOffset=6)
        self._counts.setGrid(90)
        self._counts.setZValue(-101)  # its lines behind the bars; a ViewBox has -100
        if self._line is not None:
            self._draw_bars()
        super().dress()

    def show_line(self, line: TimeLine, *, is_new: bool) -> None:
        """`is_new`: see all of it; else what is seen stays, at another unit or after a new reading."""
        self._line = line
        if is_new:
            self.choice = None
            first, last = _reach(line)
            self._box.setLimits(
                xMin=first, xMax=last, minXRange=min(LEAST_SEEN, last - first), maxXRange=last - first
            )
            self._box.setXRange(*_mostly(line), padding=0)
        highest = max((bar.files for bar in line.bars), default=1)
        self._box.setYRange(0, highest * 1.04, padding=0)
        self._draw_bars()
        self.redraw()

    @property
    def seen(self) -> tuple[float, float]:
        """The first and the last day that are seen, as days since 1970."""
        first, last = self._box.viewRange()[0]
        return float(first), float(last)

    @property
    def wants_days(self) -> bool:
        """So little is seen that days can be told apart."""
        return self.seen[1] - self.seen[0] < BY_DAY_BELOW

    @property
    def months(self) -> tuple[str, str]:
        """The months that are seen, and one more at each end."""
        return months_seen(*self.seen)

    @property
    def files_outside(self) -> int:
        """Files of bars that lie wholly to the left or the right of what is seen."""
        first, last = self.seen
        bars = self._line.bars if self._line is not None else ()
        return sum(bar.files for bar in bars if days_of(bar.when)[1] <= first or days_of(bar.when)[0] >= last)

    def zoom(self, factor: float) -> None:
        first, last = self.seen
        middle = _middle(self.choice) if self.choice is not None else (first + last) / 2
        half = (last - first) * factor / 2
        self._box.setXRange(middle - half, middle + half, padding=0)

    def see_whole(self) -> None:
        first, last = self._box.state["limits"]["xLimits"]
        self._box.setXRange(first, last, padding=0)

    def step(self, steps: int) -> None:
        """Choose the next bar that has files."""
        bars = self._line.bars if self._line is not None else ()
        if not bars:
            return
        at = bars.index(self.choice) + steps if self.choice in bars else (0 if steps > 0 else -1)
        self.choose(bars[min(max(at, 0), len(bars) - 1)] if self.choice in bars else bars[at])

    def next_hit(self, *, is_backwards: bool = False) -> None:
        """Choose the next bar with a matched file, from the other end where there is none behind."""
        bars = [bar for bar in (self._line.bars if self._line is not None else ()) if bar.matched]
        if not bars:
            return
        if is_backwards:
            bars.reverse()
        before = self.choice.when if self.choice is not None else ""
        behind = [
            bar for bar in bars if not before or (bar.when < before if is_backwards else bar.when > before)
        ]
        self.choose((behind or bars)[0])

    def choose(self, bar: TimeBar) -> None:
        self.choice = bar
        first, last = self.seen
        if not first <= _middle(bar) <= last:
            half = (last - first) / 2
            self._box.setXRange(_middle(bar) - half, _middle(bar) + half, padding=0)
        self.redraw()
        self.chosen.emit(bar)

    def press(self, x: float) -> None:
        bar = self._bar_at(x)
        if bar is not None:
            self.choose(bar)

    def words_at(self, x: float) -> str:
        bar = self._bar_at(x)
        return "" if bar is None else f"{bar.when}: {count(bar.files)}"

    def _bar_at(self, x: float) -> TimeBar | None:
        """The bar under a place, or the nearest within a few pixels: a day can be one pixel wide."""
        bars = self._line.bars if self._line is not None else ()
        near = min(bars, key=lambda bar: abs(self._at(_middle(bar)) - x), default=None)
        if near is None:
            return None
        first, last = (self._at(edge) for edge in days_of(near.when))
        return near if first - 6 <= x <= last + 6 else None

    def _on_range(self) -> None:
        self.redraw()
        if self._line is not None:
            self.viewed.emit(*self.seen)

    def _draw_bars(self) -> None:
        for item in self._items:
            self._box.removeItem(item)
        line = self._line
        if line is None or not line.bars:
            self._items = ()
            return
        spans = [days_of(bar.when) for bar in line.bars]
        self._items = (
            pg.BarGraphItem(
                x=[(first + last) / 2 for first, last in spans],
                width=[(last - first) * BAR_PART for first, last in spans],
                height=[bar.files for bar in line.bars],
                brush=QColor(self._look.theme.fill("known").ground),
                pen=None,
            ),
        )
        for item in self._items:
            self._box.addItem(item)

    def _plot(self) -> QRectF:
        return QRectF(AXIS, HEAD, max(self.width() - AXIS, 1), max(self.height() - HEAD - FOOT, 1))

    def _at(self, day: float) -> float:
        first, last = self.seen
        plot = self._plot()
        return plot.left() + (day - first) * plot.width() / max(last - first, 1e-9)

    def draw_over(self, painter: QPainter) -> None:
        if self._line is None or not self._line.bars:
            return
        painter.setFont(self._look.font(12))
        self._draw_dates(painter)
        self._draw_choice(painter)
        self._draw_hits(painter)

    def _draw_dates(self, painter: QPainter) -> None:
        plot, (first, last) = self._plot(), self.seen
        painter.setPen(self._look.theme.colour("text2"))
        free_from = 0.0
        for day, words in date_ticks(first, last, most=max(2, int(plot.width() / 60))):
            wide = painter.fontMetrics().horizontalAdvance(words)
            left = self._at(day) - wide / 2
            if left >= free_from and left + wide <= self.width():
                box = QRectF(left, plot.bottom() + 4, wide + 2, FOOT - 4)
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft, words)
                free_from = left + wide + 8

    def _draw_choice(self, painter: QPainter) -> None:
        if self.choice is None:
            return
        plot, (first, last) = self._plot(), days_of(self.choice.when)
        left, right = self._at(first), self._at(last)
        if right < plot.left() or left > plot.right():
            return
        painter.setPen(QPen(self._look.theme.colour("text"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left = max(left, plot.left())
        painter.drawRect(QRectF(left - 1, plot.top(), max(right - left, 4) + 2, plot.height()))

    def _draw_hits(self, painter: QPainter) -> None:
        theme, plot = self._look.theme, self._plot()
        fill = QColor(theme.fill("matched").ground)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for middle, number, lines in self._marks():
            painter.setPen(QPen(fill, 1.5))
            for at in lines:
                painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()))
            words = count(number)
            wide = max(CIRCLE, painter.fontMetrics().horizontalAdvance(words) + 10)
            box = QRectF(middle - wide / 2, plot.top() - CIRCLE - 4, wide, CIRCLE)
            painter.setPen(QPen(fill, 1))
            painter.setBrush(theme.colour("hit_tint"))
            painter.drawRoundedRect(box, CIRCLE / 2, CIRCLE / 2)
            painter.drawLine(QPointF(middle, box.bottom()), QPointF(middle, plot.top()))
            painter.setPen(theme.colour("hit"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    def _marks(self) -> list[tuple[float, int, list[float]]]:
        """(where, files, lines below) of each circle that is seen; those that would touch share one."""
        plot = self._plot()
        bars = [] if self._line is None else [bar for bar in self._line.bars if bar.matched]
        spots = [(self._at(_middle(bar)), bar.matched) for bar in bars]
        marks: list[tuple[float, int, list[float]]] = []
        for at, number in spots:
            if not plot.left() <= at <= plot.right():
                continue
            if marks and at - marks[-1][2][-1] < CIRCLE + 8:
                before = marks.pop()
                lines = [*before[2], at]
                marks.append(((lines[0] + lines[-1]) / 2, before[1] + number, lines))
            else:
                marks.append((at, number, [at]))
        return marks


def _middle(bar: TimeBar) -> float:
    return sum(days_of(bar.when)) / 2


def _reach(line: TimeLine) -> tuple[float, float]:
    """From the first month that has files to the last, whole months and at least a year."""
    if not line.bars:
        return 0.0, 365.0
    first, last = days_of(line.bars[0].when[:7])[0], days_of(line.bars[-1].when[:7])[1]
    lacking = max(0.0, 365 - (last - first)) / 2
    return first - lacking, last + lacking


def _mostly(line: TimeLine) -> tuple[float, float]:
    """The stretch with all but a hundredth of the files, and every matched one: single odd dates, such as
    1970 for a clock that was not set, would press all others together.
    """
    few = sum(bar.files for bar in line.bars) // 200
    bars = list(line.bars)
    for at in (0, -1):
        left_out = 0
        while len(bars) > 1 and not bars[at].matched and (left_out := left_out + bars[at].files) <= few:
            bars.pop(at)
    if not bars:
        return _reach(line)
    first, last = days_of(bars[0].when)[0], days_of(bars[-1].when)[1]
    low, high = _reach(line)
    lacking = max(0.0, 365 - (last - first)) / 2
    return max(first - lacking, low), min(last + lacking, high)


def months_seen(first: float, last: float) -> tuple[str, str]:
    """The months of a stretch of days and one more at each end: `2019-07` and `2019-09`."""
    before = first_day(first) - timedelta(days=31)
    after = first_day(last) + timedelta(days=31)
    return _month(before), _month(after)


def _month(day: date) -> str:
    return day.isoformat()[:7]
