"""Reading speed over the time of a scan: hits as ticks below the line, stretches that could not be read as
bands, and where it stands now.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.language import figures, translate
from ui.look import Look
from ui.speed_log import SpeedLog

TICK_ROOM: Final = 12
AHEAD: Final = 1.15  # the axis runs a little further than the scan has come


class SpeedGraph(QWidget):
    """Shows a `SpeedLog` of one exhibit or of all; `is_running` draws the line of now."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._log, self._is_running = SpeedLog(), False
        self._exhibit: str | None = None
        self.setMinimumHeight(92)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(translate("scan", "Reading speed"))

    def show_log(self, log: SpeedLog, *, exhibit: str | None = None, is_running: bool = False) -> None:
        self._log, self._exhibit, self._is_running = log, exhibit, is_running
        points = log.points(exhibit)
        now = points[-1][1] / 1e6 if points else 0.0
        rate = figures(f"{now:,.0f}")
        self.setAccessibleDescription(translate("scan", "{rate} MB/s now").format(rate=rate))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._look.font(12))
        foot = TICK_ROOM + self._look.scaled(20)
        margin = self._look.scaled(44)
        plot = QRectF(margin, 10, self.width() - margin - 16, self.height() - 10 - foot)
        points = self._log.points(self._exhibit)
        span = nice_span(self._log.last_s * (AHEAD if self._is_running else 1.0))
        top = nice_top(max([1.0, *(rate / 1e6 for _at, rate in points)]))
        self._draw_bands(painter, plot, span=span)
        self._draw_grid(painter, plot, top=top, span=span)
        if points:
            self._draw_line(painter, plot, points, scale=(span, top))
            self._draw_ticks(painter, plot, span=span)
            self._draw_now(painter, plot, points[-1], span=span)
        painter.end()

    def _draw_bands(self, painter: QPainter, plot: QRectF, *, span: float) -> None:
        theme, words = self._look.theme, translate("scan", "could not be read")
        for start, end in self._log.bands():
            left = plot.left() + plot.width() * start / span
            wide = max(4.0, plot.width() * (end - start) / span)
            painter.fillRect(QRectF(left, plot.top(), wide, plot.height()), theme.colour("unreadable_tint"))
            painter.setPen(theme.colour("unreadable"))
            painter.drawLine(QPointF(left, plot.top()), QPointF(left, plot.bottom()))
            if painter.fontMetrics().horizontalAdvance(words) <= wide:
                painter.drawText(QPointF(left + 4, plot.top() + painter.fontMetrics().ascent()), words)

    def _draw_grid(self, painter: QPainter, plot: QRectF, *, top: float, span: float) -> None:
        theme, tall = self._look.theme, self._look.scaled(18)
        for step in range(5):
            y = plot.bottom() - plot.height() * step / 4
            painter.setPen(theme.colour("line"))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.colour("text2"))
            box = QRectF(0, y - tall / 2, plot.left() - 8, tall)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, side, f"{top * step / 4:g}")
        for step in range(1, 5):
            x, seconds = plot.left() + plot.width() * step / 4, span * step / 4
            words = _moment(seconds, in_minutes=span >= 240, with_unit=step == 4)
            box = QRectF(x - 60, plot.bottom() + TICK_ROOM, 120 if step < 4 else 68, tall)
            place = Qt.AlignmentFlag.AlignHCenter if step < 4 else Qt.AlignmentFlag.AlignRight
            painter.drawText(box, place | Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_line(
        self,
        painter: QPainter,
        plot: QRectF,
        points: list[tuple[float, float]],
        *,
        scale: tuple[float, float],
    ) -> None:
        theme, (span, top) = self._look.theme, scale
        spots = [
            QPointF(
                plot.left() + plot.width() * at_s / span,
                plot.bottom() - plot.height() * min(rate / 1e6 / top, 1),
            )
            for at_s, rate in points
        ]
        ground = theme.colour("accent")
        ground.setAlpha(40)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        first, last = QPointF(spots[0].x(), plot.bottom()), QPointF(spots[-1].x(), plot.bottom())
        painter.drawPolygon(QPolygonF([first, *spots, last]))
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(spots))

    def _draw_ticks(self, painter: QPainter, plot: QRectF, *, span: float) -> None:
        painter.setPen(QPen(QColor(self._look.theme.fill("matched").ground), 2))
        for tick in self._log.ticks(self._exhibit):
            x = plot.left() + plot.width() * min(tick / span, 1)
            painter.drawLine(QPointF(x, plot.bottom() + 1), QPointF(x, plot.bottom() + 8))

    def _draw_now(self, painter: QPainter, plot: QRectF, point: tuple[float, float], *, span: float) -> None:
        if not self._is_running:
            return
        x = plot.left() + plot.width() * point[0] / span
        painter.setPen(QPen(self._look.theme.colour("text"), 1.5))
        painter.drawLine(QPointF(x, plot.top() - 4), QPointF(x, plot.bottom() + 4))
        rate = figures(f"{point[1] / 1e6:,.0f}")
        words = translate("scan", "now, {rate} MB/s").format(rate=rate)
        wide = painter.fontMetrics().horizontalAdvance(words)
        left = x + 6 if x + 6 + wide < self.width() else x - 6 - wide
        painter.drawText(QPointF(left, plot.top() + painter.fontMetrics().ascent()), words)


def _moment(seconds: float, *, in_minutes: bool, with_unit: bool) -> str:
    if in_minutes:
        return f"{seconds / 60:g} min" if with_unit else f"{seconds / 60:g}"
    return f"{seconds:g} s" if with_unit else f"{seconds:g}"


def nice_span(seconds: float) -> float:
    """The time axis: round seconds, or round minutes from four minutes on."""
    return nice_top(max(seconds, 8.0)) if seconds < 240 else nice_top(seconds / 60) * 60


def nice_top(highest: float) -> float:
    """The next round number that four grid lines divide well."""
    step = 4.0
    while True:
        for factor in (1, 2, 3, 5):
            if highest <= step * factor:
                return step * factor
        step *= 10
