"""The coverage panel: entries by outcome as a bar and a legend whose numbers add up to the printed sum."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from ui.look import Look
from ui.parts.charts import CoverageBar, Swatch
from ui.parts.labels import label
from ui.parts.panels import Panel
from ui.wording import OUTCOMES, count, share


class CoveragePanel(Panel):
    """`show_counts` takes the entries by outcome."""

    def __init__(self, look: Look) -> None:
        super().__init__("Coverage", subtitle="each entry ends in exactly one outcome")
        self._look = look
        self._bar = CoverageBar(look, height=28)
        self._sum = label(role="small", meaning="text2", wrap=True)
        self._legend: dict[str, tuple[QLabel, QLabel]] = {}
        self.body.addWidget(self._bar)
        self.body.addLayout(self._legend_grid())
        self.body.addWidget(self._sum)

    def _legend_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for number, (outcome, word) in enumerate(OUTCOMES):
            row, column = number % 3, number // 3 * 5
            amount, part = label(role="mono"), label(role="small", meaning="text2")
            for words in (amount, part):
                words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            part.setFixedWidth(52)
            for place, widget in enumerate((Swatch(self._look, outcome), label(word), amount, part)):
                grid.addWidget(widget, row, column + place)
            grid.setColumnStretch(column + 1, 1)
            grid.setColumnMinimumWidth(column + 4, 12)
            self._legend[outcome] = (amount, part)
        return grid

    def show_counts(self, counts: dict[str, int]) -> None:
        total = sum(counts.values())
        self._bar.show_parts(counts)
        for outcome, (amount, part) in self._legend.items():
            number = counts.get(outcome, 0)
            amount.setText(count(number))
            part.setText(share(number / total) if total else "")
        said = f"Sum {count(total)}. Thin slices are drawn wider so that they are seen."
        self._sum.setText(said if total else "Nothing is listed yet.")
