"""The right side of the scan plan: what the plan does, in numbers that add up, and how long that may take."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.rows.previews import CountRow, EstimateRow, PlanPreview
from ui.language import marked, translate
from ui.look import Look
from ui.parts.charts import Swatch
from ui.parts.labels import label
from ui.parts.panels import Notice, Panel, line
from ui.parts.plan_bars import EstimateBar, PlanBar
from ui.planning import estimate_head, gate_cost_words, order_words, span_words
from ui.wording import count, size

SIDE_WIDTH: Final = 396
_ROWS: Final = (
    ("", "entries", marked("plan", "Entries")),
    ("ruled_out_by_size", "ruled_out", marked("plan", "Ruled out by size")),
    ("no_content", "no_content", marked("plan", "No content")),
    ("encrypted", "encrypted", marked("plan", "Encrypted")),
    ("skipped_by_profile", "skipped", marked("plan", "Skipped by profile")),
    ("compared", "to_read", marked("plan", "Will be read")),
    ("gap", "unallocated", marked("plan", "Unallocated, not read")),
)


class PlanOutlookSide(QScrollArea):
    """`show_preview` takes counts, so far or whole; `show_trouble` a sentence in their place."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(SIDE_WIDTH)
        self.setAccessibleName(translate("plan", "What this plan does"))
        self._numbers: dict[str, tuple[QLabel, QLabel]] = {}
        self._row_parts: dict[str, tuple[QWidget, ...]] = {}
        self._so_far = label(role="small", meaning="accent")
        self._bar = PlanBar(look)
        self._estimate_head = label(role="small", meaning="text2", wrap=True)
        self._estimate = label(role="answer")
        self._estimate_bar = EstimateBar(look)
        self.warning, self.gate = Notice(look), Notice(look)
        self.trouble = Notice(look)
        self._gate_head = ""
        self._limits = label(role="small", meaning="text2", wrap=True)
        self._order = label(role="small", meaning="text2", wrap=True)
        self.column = QVBoxLayout()
        self._lay_out(look)
        self._box_min: float | None = None
        self.is_complete = False  # what is shown counts all that the plan would do
        self._last: EstimateRow | None = None
        self.wait()

    def _lay_out(self, look: Look) -> None:
        inner = QWidget()
        inner.setObjectName("inside")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.setSpacing(10)
        self.column.addWidget(label(translate("plan", "What this plan does"), role="strong"))
        self.column.addLayout(self._table(look))
        self.column.addWidget(self._bar)
        self.column.addWidget(self._so_far)
        panel = Panel(margin=12, kind="raised")
        panel.body.setSpacing(4)
        for part in (self._estimate_head, self._estimate, self._estimate_bar):
            panel.body.addWidget(part)
        self.column.addWidget(panel)
        for notice in (self.trouble, self.warning, self.gate):
            self.column.addWidget(notice)
        self.column.addStretch(1)
        self.column.addWidget(self._limits)
        self.column.addWidget(self._order)
        self.setWidget(inner)

    def _table(self, look: Look) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(3, look.scaled(76))
        for place, (outcome, name, words) in enumerate(_ROWS):
            is_strong = name in ("entries", "to_read")
            text = label(translate("plan", words), role="strong" if is_strong else "")
            text.setMinimumHeight(look.scaled(26))
            entries, held = label(role="mono"), label(role="mono", meaning="text2")
            for number in (entries, held):
                number.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            below = line()
            parts: list[QWidget] = [text, entries, held, below]
            if outcome:
                swatch = Swatch(look, outcome)
                grid.addWidget(swatch, 2 * place, 0)
                parts.append(swatch)
            grid.addWidget(text, 2 * place, 1 if outcome else 0, 1, 1 if outcome else 2)
            grid.addWidget(entries, 2 * place, 2)
            grid.addWidget(held, 2 * place, 3)
            grid.addWidget(below, 2 * place + 1, 0, 1, 4)
            self._numbers[name] = (entries, held)
            self._row_parts[name] = tuple(parts)
        return grid

    def wait(self) -> None:
        """Nothing is known yet."""
        for entries, held in self._numbers.values():
            entries.setText("–")
            held.setText("")
        for name in ("encrypted", "skipped", "unallocated"):
            self._show_row(name, False)
        self._so_far.setText(translate("plan", "Opening the exhibits"))
        self._bar.show_parts(())
        self._show_estimate(None)
        self._order.setText("")
        self.gate.say("")

    def show_preview(self, preview: PlanPreview) -> None:
        self.is_complete = preview.is_complete
        rows = {
            "entries": preview.entries,
            "ruled_out": preview.ruled_out,
            "no_content": preview.no_content,
            "encrypted": preview.encrypted,
            "skipped": preview.skipped,
            "to_read": preview.to_read,
        }
        for name, row in rows.items():
            self._show_count(name, row)
        for name in ("encrypted", "skipped"):
            self._show_row(name, bool(rows[name].entries))
        self._show_unallocated(preview.unallocated_bytes)
        self._show_bar(preview)
        self._so_far.setText("" if preview.is_complete else translate("plan", "So far; still listing"))
        self._so_far.setVisible(not preview.is_complete)
        self.trouble.say(" ".join(preview.trouble))
        is_counted = preview.is_complete or preview.entries.entries > 0
        self._show_estimate(preview.estimate if is_counted else None, is_complete=preview.is_complete)
        cost = preview.gate_cost
        self.gate.say("" if cost is None else "\n".join(gate_cost_words(cost)))
        self._order.setText(order_words(preview.order))

    def _show_count(self, name: str, row: CountRow) -> None:
        entries, held = self._numbers[name]
        entries.setText(count(row.entries))
        held.setText(size(row.size_bytes) if row.size_bytes else "0")

    def _show_unallocated(self, unallocated: int | None) -> None:
        self._show_row("unallocated", unallocated is not None)
        if unallocated is not None:
            self._numbers["unallocated"][0].setText("")
            self._numbers["unallocated"][1].setText(size(unallocated))

    def _show_row(self, name: str, is_shown: bool) -> None:
        for part in self._row_parts[name]:
            part.setVisible(is_shown)

    def _show_bar(self, preview: PlanPreview) -> None:
        self._bar.show_parts(
            (
                ("compared", translate("plan", "read"), preview.to_read.size_bytes),
                ("ruled_out_by_size", translate("plan", "ruled out by size"), preview.ruled_out.size_bytes),
                ("encrypted", translate("plan", "encrypted"), preview.encrypted.size_bytes),
                ("gap", translate("plan", "unallocated"), preview.unallocated_bytes or 0),
            )
        )

    def _show_estimate(self, estimate: EstimateRow | None, *, is_complete: bool = False) -> None:
        self._last = estimate
        self._estimate_bar.setVisible(estimate is not None)
        if estimate is None:
            self._estimate_head.setText(translate("plan", "Estimate"))
            unknown = translate("plan", "Not known") if is_complete else translate("plan", "Being measured")
            self._estimate.setText(unknown)
            return
        self._estimate_head.setText(estimate_head(estimate))
        words = span_words(estimate.low_s, estimate.high_s)
        so_far = translate("plan", "{span} so far").format(span=words)
        self._estimate.setText(words if is_complete else so_far)
        self.show_box(self._box_min)

    def show_box(self, minutes: float | None) -> None:
        """The time box against the estimate."""
        self._box_min = minutes
        if self._last is not None:
            low, high = self._last.low_s / 60, self._last.high_s / 60
            self._estimate_bar.show_range(low, high, box_min=minutes)

    def show_limits(self, sentences: list[str]) -> None:
        self._limits.setText(" ".join(sentences))
        self._limits.setVisible(bool(sentences))

    def show_trouble(self, sentence: str) -> None:
        """No preview can be had; the scan can be started all the same."""
        self.trouble.say(sentence)
        self._so_far.setText(translate("plan", "No preview. The scan can be started without it."))
        self._so_far.setVisible(True)

    def estimate_words(self) -> str:
        return self._estimate.text()

    def numbers(self) -> dict[str, tuple[str, str]]:
        """The shown numbers by row, as they stand."""
        return {name: (entries.text(), held.text()) for name, (entries, held) in self._numbers.items()}
