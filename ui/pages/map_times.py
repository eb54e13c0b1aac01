"""Files by their times: the chart or its table, notes on what is in no bar, and the bar that was chosen."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.rows.maps import TimeBar, TimeLine
from ui.language import translate
from ui.look import Look
from ui.pages.map_words import bar_words, matched_words, most_words, time_notes
from ui.parts.labels import MiddleLabel, SaidLabel, label
from ui.parts.panels import line
from ui.parts.time_ticks import when_words
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import Said, count

if TYPE_CHECKING:
    from ui.parts.time_chart import TimeChart

Span = tuple[str, str] | None


def bar_cells(bar: TimeBar) -> Sequence[Cell]:
    return (
        Cell(first=when_words(bar.when)),
        Cell(first=count(bar.files), right=True, mono=True),
        Cell(
            first=count(bar.matched) if bar.matched else "",
            right=True,
            mono=True,
            meaning="hit" if bar.matched else "text2",
        ),
    )


class TimesSide(QWidget):
    """`asked` sends the span of months to be shown by day, or None for all by month; `opened` is the wish to
    see the files of the bar that is chosen.
    """

    asked = Signal(object)
    opened = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.chart: TimeChart | None = None
        self.line: TimeLine | None = None
        self._span: Span = None
        self._sides = QStackedWidget()
        self._model = CellsModel[TimeBar](_heads(), bar_cells, self)
        self.table = CellsTable[TimeBar](look, self._model, name=translate("map", "File times as a table"))
        self.table.opened.connect(lambda _bar: self.opened.emit())
        self.table.chosen.connect(self._on_row_chosen)
        self._sides.addWidget(self.table)
        self.notes = label(role="small", meaning="text2", wrap=True)
        self.notes.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.notes.setContentsMargins(12, 4, 12, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._sides, 1)
        column.addWidget(self.notes)
        column.addWidget(line())
        column.addWidget(self._choice_row())

    def _choice_row(self) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(16)
        self._head, self._when = label(role="strong"), label()
        self._hits, self._where = SaidLabel(self._look), MiddleLabel(role="", meaning="text")
        for widget in (self._head, self._when, self._hits):
            box.addWidget(widget)
        box.addWidget(self._where, 1)
        return row

    def take_chart(self, make: Callable[[], "TimeChart"]) -> None:
        """Have the drawing, which could not be made before what draws it was loaded."""
        self.chart = make()
        self.chart.viewed.connect(lambda _first, _last: self._on_viewed())
        self.chart.chosen.connect(lambda _bar: self._say_choice())
        self.chart.opened.connect(self.opened)
        side = QWidget()
        box = QHBoxLayout(side)
        box.setContentsMargins(12, 0, 12, 0)
        box.addWidget(self.chart)
        self._sides.addWidget(side)
        self._sides.setCurrentIndex(1)

    def show_line(self, time_line: TimeLine, *, is_new: bool) -> None:
        """`is_new`: other files than before, or another of their times; else the same at another unit."""
        self.line = time_line
        self._model.show_rows(time_line.bars)
        if self.chart is not None:
            self.chart.show_line(time_line, is_new=is_new)
        self._say_notes()
        self._say_choice()

    def forget_span(self) -> None:
        """The next line is asked whole."""
        self._span = None

    def show_table(self, is_table: bool) -> None:
        if self.chart is not None:
            self._sides.setCurrentIndex(0 if is_table else 1)

    @property
    def is_table(self) -> bool:
        return self._sides.currentIndex() == 0

    @property
    def choice(self) -> TimeBar | None:
        return (
            self.table.current() if self.is_table else self.chart.choice if self.chart is not None else None
        )

    def _on_viewed(self) -> None:
        """Ask for days where they can be told apart, and for months again where they cannot."""
        self._say_notes()
        if self.chart is None or self.line is None:
            return
        span = self.chart.months if self.chart.wants_days else None
        if span != self._span:
            self._span = span
            self.asked.emit(span)

    def _on_row_chosen(self, _bar: TimeBar | None) -> None:
        if self.is_table:
            self._say_choice()

    def _say_notes(self) -> None:
        if self.line is not None:
            outside = self.chart.files_outside if self.chart is not None else 0
            self.notes.setText(time_notes(self.line, outside=outside))

    def _say_choice(self) -> None:
        if self.line is None:
            return
        bar = self.choice
        self._head.setText(translate("map", "Chosen") if bar else translate("map", "Most in one month"))
        when, where = (bar_words(bar), "") if bar else most_words(self.line)
        matched = bar.matched if bar else self.line.most_matched.matched if self.line.most_matched else 0
        self._head.setVisible(bool(when))
        self._when.setText(when)
        self._hits.setVisible(bool(matched))
        self._hits.say(Said(words=matched_words(matched), icon="target", meaning="hit"))
        self._where.show_text(where or ("" if when else translate("map", "No file matched.")))
        if self.chart is not None:
            said = " ".join(filter(None, (when, matched_words(matched), where)))
            self.chart.setAccessibleDescription(f"{said}. {self.notes.text()}")


def _heads() -> tuple[Head, ...]:
    return (
        Head(title=translate("map", "Month or day"), width=0),
        Head(title=translate("map", "Files"), width=140, right=True),
        Head(title=translate("map", "Matched"), width=140, right=True),
    )
