"""The coverage panel: entries by outcome as a bar and a legend whose numbers add up to the printed sum;
turned over, the bytes of each exhibit with their sum, the file systems' own counts, and what was read twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.rows import CensusRow, LedgerRow
from ui.commands import Actions, key_hint
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.charts import CoverageBar, Swatch
from ui.parts.labels import label
from ui.parts.panels import Panel
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import BYTE_KINDS, OUTCOMES, count, counted, share

LEDGER_HEADS = (
    Head(title=marked("words", "Exhibit"), width=96),
    Head(title=marked("words", "What was counted"), width=0),
    Head(title=marked("words", "Count"), width=150, right=True),
    Head(title="", width=230),
)
_ENTRIES = (marked("scan", "Coverage"), marked("scan", "each entry ends in exactly one outcome"))
_BYTES = (
    marked("scan", "Coverage in bytes"),
    marked("scan", "each byte of an image stands in exactly one line"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLine:
    """One line of the ledger; `meaning` is that of its remark."""

    exhibit: str
    what: str
    number: int
    remark: str = ""
    meaning: str = "text2"
    is_sum: bool = False


def ledger_lines(row: LedgerRow) -> list[CountedLine]:
    """The bytes of one exhibit and their sum, then what vouches for the listing and the reading."""
    lines = [
        CountedLine(
            exhibit=row.exhibit,
            what=BYTE_KINDS.get(kind, kind.replace("_", " ")),
            number=number,
            remark=share(number / row.size_bytes) if row.size_bytes else "",
        )
        for kind, number in row.kinds
    ]
    lines.append(_sum_line(row))
    lines.append(
        CountedLine(
            exhibit=row.exhibit, what=translate("scan", "Bytes of content read"), number=row.bytes_read
        )
    )
    lines += [_census_line(row.exhibit, census) for census in row.censuses]
    if row.read_twice:
        lines.append(
            CountedLine(
                exhibit=row.exhibit,
                what=translate("scan", "Contents read twice, by two readers"),
                number=row.read_twice,
                remark=translate("scan", "both agree"),
                meaning="verified",
            )
        )
    return lines


def _sum_line(row: LedgerRow) -> CountedLine:
    total = sum(number for _kind, number in row.kinds)
    agrees = total == row.size_bytes
    differs = translate("scan", "the image has {bytes}").format(bytes=count(row.size_bytes))
    return CountedLine(
        exhibit=row.exhibit,
        what=translate("scan", "Sum in bytes"),
        number=total,
        remark=translate("scan", "equals the size of the image") if agrees else differs,
        meaning="verified" if agrees else "differs",
        is_sum=True,
    )


def _census_line(exhibit: str, census: CensusRow) -> CountedLine:
    agrees = census.in_use == census.met
    met = translate("scan", "{number} met by the listing").format(number=count(census.met))
    return CountedLine(
        exhibit=exhibit,
        what=translate("scan", "Records in use on volume {number}, by the {source}").format(
            number=census.volume, source=census.source
        ),
        number=census.in_use,
        remark=translate("scan", "all met by the listing") if agrees else met,
        meaning="verified" if agrees else "differs",
    )


def ledger_cells(line: CountedLine) -> Sequence[Cell]:
    icon = {"verified": "check", "differs": "warning-octagon"}.get(line.meaning, "")
    return (
        Cell(first=line.exhibit, meaning="text2"),
        Cell(first=line.what, strong=line.is_sum),
        Cell(first=count(line.number), right=True, mono=True, strong=line.is_sum),
        Cell(first=line.remark, meaning=line.meaning, icon=icon),
    )


class CoveragePanel(Panel):
    """`show_counts` takes the entries by outcome, `show_ledgers` what finished scans counted beside them.

    `turned` tells whether the bytes are in front.
    """

    turned = Signal(bool)

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__(translate("scan", _ENTRIES[0]), subtitle=translate("scan", _ENTRIES[1]))
        self._look, self._actions = look, actions
        self._bar = CoverageBar(look, height=28)
        self._sum = label(role="small", meaning="text2", wrap=True)
        self._legend: dict[str, tuple[QLabel, QLabel]] = {}
        self.lines = CellsModel[CountedLine](LEDGER_HEADS, ledger_cells, self)
        self._table = CellsTable[CountedLine](
            look, self.lines, name=translate("scan", "Bytes and counts of each exhibit")
        )
        self._sides = QStackedWidget()
        self._sides.addWidget(self._entries_side())
        self._sides.addWidget(self._table)
        self.body.addWidget(self._sides, 1)
        self._ledgers: tuple[LedgerRow, ...] = ()
        self._total = 0
        command = actions.command("coverage.turn")
        self._faces = (
            Button(look, translate("scan", "Entries"), key=key_hint(command)),
            Button(look, translate("scan", "Bytes"), key=key_hint(command)),
        )
        for face in self._faces:
            face.setCheckable(True)
            face.clicked.connect(lambda _on=False: self._actions[command.id].trigger())
            self.head.addWidget(face)
        actions[command.id].enabledChanged.connect(lambda _on: self._show_faces())
        actions.connect(command.id, self.turn)
        self._show_faces()
        self.show_ledgers(())

    def _show_faces(self) -> None:
        """The side in front is pressed; the key stands on the other."""
        is_possible = self._actions["coverage.turn"].isEnabled()
        for side, face in enumerate(self._faces):
            is_front = side == self._sides.currentIndex()
            face.setChecked(is_front)
            face.setEnabled(is_front or is_possible)
            command = self._actions.command("coverage.turn")
            face.set_key("" if is_front else key_hint(command))

    def _entries_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._bar)
        column.addLayout(self._legend_grid())
        column.addWidget(self._sum)
        side.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return side

    def _legend_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for number, (outcome, word) in enumerate(OUTCOMES):
            row, column = number % 3, number // 3 * 5
            amount, part = label(role="mono"), label(role="small", meaning="text2")
            for words in (amount, part):
                words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            part.setFixedWidth(self._look.scaled(52))
            for place, widget in enumerate((Swatch(self._look, outcome), label(word), amount, part)):
                grid.addWidget(widget, row, column + place)
            grid.setColumnStretch(column + 1, 1)
            grid.setColumnMinimumWidth(column + 4, 4)
            self._legend[outcome] = (amount, part)
        return grid

    def show_counts(self, counts: dict[str, int]) -> None:
        total = self._total = sum(counts.values())
        self._bar.show_parts(counts)
        for outcome, (amount, part) in self._legend.items():
            number = counts.get(outcome, 0)
            amount.setText(count(number))
            part.setText(share(number / total) if total else "")
        self._show_sum()
        if not self.is_turned:
            self._show_titles()

    def _show_sum(self) -> None:
        """The sum, the file systems' own counts where they are known, and what the drawing does."""
        if not self._total:
            self._sum.setText(translate("scan", "Nothing is listed yet."))
            return
        said = [translate("scan", "Sum {number}.").format(number=count(self._total))]
        said += [_second_count(census) for row in self._ledgers for census in row.censuses]
        said.append(translate("scan", "Thin slices are drawn wider so that they are seen."))
        self._sum.setText(" ".join(said))

    def _show_titles(self) -> None:
        title, subtitle = _BYTES if self.is_turned else _ENTRIES
        words = translate("scan", subtitle)
        if self._total and not self.is_turned:
            words = f"{counted(self._total, 'entry', 'entries')}; {words}"
        self.title.setText(translate("scan", title))
        self.subtitle.setText(words)

    def show_ledgers(self, ledgers: Sequence[LedgerRow]) -> None:
        """Without any ledger there is nothing to turn to: bytes are counted when a scan ends."""
        self._ledgers = tuple(ledgers)
        self._show_sum()
        self.lines.show_rows([line for row in ledgers for line in ledger_lines(row)])
        self._actions.refuse("coverage.turn", not ledgers)
        if not ledgers and self.is_turned:
            self.turn()

    @property
    def is_turned(self) -> bool:
        return self._sides.currentIndex() == 1

    def turn(self) -> None:
        """Show the other side."""
        side = 0 if self.is_turned else 1
        self._sides.setCurrentIndex(side)
        self._show_titles()
        self._show_faces()
        self.turned.emit(bool(side))


def _second_count(census: CensusRow) -> str:
    """`Second count from the $MFT record bitmap: 486,214, no difference.`"""
    if census.in_use == census.met:
        words = translate("scan", "Second count from the {source}: {number}, no difference.")
        return words.format(source=census.source, number=count(census.in_use))
    words = translate("scan", "Second count from the {source}: {number}, the listing met {met}.")
    return words.format(source=census.source, number=count(census.in_use), met=count(census.met))
