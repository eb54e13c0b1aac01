"""Drawings of a plan: what is read and what is not, to scale; and the estimate against the time box."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from ui.language import translate
from ui.look import Look
from ui.parts.charts import MIN_SLICE, draw_slice
from ui.wording import share

BAR_HEIGHT: Final = 20
LINE: Final = 6


class PlanBar(QWidget):
    """Bytes by what happens with them; the words stand under each part that has room for them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._parts: tuple[tuple[str, str, int], ...] = ()  # outcome, words, bytes
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate("plan", "What this plan does, to scale"))

    def sizeHint(self) -> QSize:
        return QSize(240, BAR_HEIGHT + self._look.scaled(20))

    def show_parts(self, parts: Sequence[tuple[str, str, int]]) -> None:
        self._parts = tuple(part for part in parts if part[2] > 0)
        said = ", ".join(self._words())
        self.setAccessibleDescription(said)
        self.setToolTip(said)
        self.update()

    def _words(self) -> list[str]:
        total = sum(size for _outcome, _words, size in self._parts) or 1
        return [f"{words} {share(size / total)}" for _outcome, words, size in self._parts]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._look.font(12))
        total = sum(size for _outcome, _words, size in self._parts)
        if not total:
            draw_slice(
                painter, self._look.theme, outcome="waiting", box=QRect(0, 0, self.width(), BAR_HEIGHT)
            )
        left, room = 0, self.width() - len(self._parts) + 1
        for number, ((outcome, _word, size), words) in enumerate(
            zip(self._parts, self._words(), strict=True)
        ):
            is_last = number == len(self._parts) - 1
            wide = self.width() - left if is_last else max(MIN_SLICE, int(room * size / total))
            self._draw_part(painter, outcome=outcome, words=words, left=left, wide=wide)
            left += wide + 1
        painter.end()

    def _draw_part(self, painter: QPainter, *, outcome: str, words: str, left: int, wide: int) -> None:
        direction = self.layoutDirection()
        box = QStyle.visualRect(direction, self.rect(), QRect(left, 0, wide, BAR_HEIGHT))
        draw_slice(painter, self._look.theme, outcome=outcome, box=box)
        if QFontMetrics(painter.font()).horizontalAdvance(words) <= wide:
            place = QRect(left, BAR_HEIGHT + 2, wide, self._look.scaled(18))
            painter.setPen(self._look.theme.colour("text2"))
            side = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeading)
            painter.drawText(QStyle.visualRect(direction, self.rect(), place), side, words)


class EstimateBar(QWidget):
    """The range of minutes as a piece of a line, and the time box as a mark across it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._low = self._high = 0.0
        self._box: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate("plan", "Estimate and time box"))

    def sizeHint(self) -> QSize:
        return QSize(200, 18 + self._look.scaled(16))

    def show_range(self, low_min: float, high_min: float, *, box_min: float | None) -> None:
        self._low, self._high, self._box = low_min, high_min, box_min
        self.setAccessibleDescription(self._box_words())
        self.update()

    def _box_words(self) -> str:
        if self._box is None:
            return ""
        return translate("plan", "time box {minutes}").format(minutes=f"{self._box:g}")

    def _top(self) -> float:
        """A round number that both the range and the box fit under."""
        highest = max(self._high, self._box or 0.0, 1.0) * 1.1
        step = 1.0
        while True:
            for factor in (1, 2, 4, 5, 8):
                if highest <= step * factor:
                    return step * factor
            step *= 10

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, top, painter = self._look.theme, self._top(), QPainter(self)
        painter.setFont(self._look.font(12))
        painter.fillRect(QRect(0, 8, self.width(), LINE), theme.colour("line"))
        left = int(self.width() * self._low / top)
        wide = max(4, int(self.width() * (self._high - self._low) / top))
        painter.fillRect(self._visual(QRect(left, 8, wide, LINE)), theme.colour("accent"))
        self._draw_scale(painter, top)
        painter.end()

    def _draw_scale(self, painter: QPainter, top: float) -> None:
        theme, metrics = self._look.theme, QFontMetrics(painter.font())
        last = translate("plan", "{number} min").format(number=f"{top:g}")
        ends = self.width() - metrics.horizontalAdvance(last)
        painter.setPen(theme.colour("text2"))
        self._write(painter, "0", left=0)
        words = self._box_words()
        if words and self._box is not None:
            at = int(self.width() * self._box / top)
            painter.fillRect(self._visual(QRect(at - 1, 2, 2, 16)), theme.colour("text"))
            wide = metrics.horizontalAdvance(words)
            left = max(14, min(at - wide // 2, self.width() - wide))
            if left + wide + 8 > ends:
                last = ""
            painter.setPen(theme.colour("text"))
            self._write(painter, words, left=left)
        painter.setPen(theme.colour("text2"))
        self._write(painter, last, left=ends)

    def _write(self, painter: QPainter, words: str, *, left: int) -> None:
        wide = QFontMetrics(painter.font()).horizontalAdvance(words) + 2
        box = self._visual(QRect(left, 18, wide, self._look.scaled(16)))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)

    def _visual(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)
