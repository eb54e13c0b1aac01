"""One row for each exhibit at work: phase, bar, counts, pace and what limits it, time left, current path."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.course import CourseRow
from ui.language import translate
from ui.look import Look
from ui.parts.charts import ShareBar
from ui.parts.labels import MiddleLabel, label
from ui.wording import share

ROW_HEIGHT: Final = 46
ROWS_SEEN: Final = 3  # more are scrolled to: the rest of the page stays in sight
LABEL_WIDTH: Final = 84
PHASE_WIDTH: Final = 76


class _Row(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setFixedHeight(ROW_HEIGHT)
        self._exhibit = MiddleLabel(role="strong", meaning="")
        self._exhibit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._exhibit.setFixedWidth(LABEL_WIDTH)
        self._phase = label(meaning="text2", role="small")
        self._phase.setFixedWidth(PHASE_WIDTH)
        self._bar = ShareBar(look)
        self._share = label(role="mono")
        self._share.setFixedWidth(56)
        self._share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._left = label(role="strong")
        self._left.setFixedWidth(170)
        self._left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._numbers = label(role="small", meaning="text2")
        self._current = MiddleLabel(role="monosmall")
        self._current.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lay_out()

    def _lay_out(self) -> None:
        upper, lower = QHBoxLayout(), QHBoxLayout()
        upper.setSpacing(8)
        for widget in (self._exhibit, self._phase):
            upper.addWidget(widget)
        upper.addWidget(self._bar, 1)
        upper.addWidget(self._share)
        upper.addWidget(self._left)
        lower.setContentsMargins(LABEL_WIDTH + 8, 0, 0, 0)
        lower.setSpacing(24)
        lower.addWidget(self._numbers)
        lower.addWidget(self._current, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        column.addLayout(upper)
        column.addLayout(lower)

    def show_row(self, row: CourseRow) -> None:
        self._exhibit.show_text(row.exhibit)
        self._phase.setText(row.phase)
        self._bar.show_share(row.share)
        self._share.setText("" if row.share is None else share(row.share))
        self._left.setText(row.left)
        self._numbers.setText("    ".join(filter(None, (row.counts, row.pace))))
        self._current.show_text(row.current)


class CourseRows(QScrollArea):
    """Hidden while nothing is at work."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(translate("scan", "Exhibits at work"))
        inner = QWidget()
        inner.setObjectName("inside")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._shown: list[_Row] = []
        self._rows: tuple[CourseRow, ...] = ()
        self.setWidget(inner)
        self.hide()

    def shown(self) -> tuple[CourseRow, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[CourseRow]) -> None:
        self._rows = tuple(rows)
        while len(self._shown) < len(rows):
            row = _Row(self._look)
            self._column.insertWidget(len(self._shown), row)
            self._shown.append(row)
        for number, widget in enumerate(self._shown):
            widget.setVisible(number < len(rows))
            if number < len(rows):
                widget.show_row(rows[number])
        is_cut = len(rows) > ROWS_SEEN  # then the arrow keys must reach the rest
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_cut else Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(min(len(rows), ROWS_SEEN) * ROW_HEIGHT)
        self.setVisible(bool(rows))
