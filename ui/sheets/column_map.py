"""What the columns of a table hold, to be said by the examiner: one row a column, with its first values."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from app.rows import FileOutlook, TableColumnRow
from ui.language import marked, translate
from ui.look import Look
from ui.parts.labels import MiddleLabel, label
from ui.parts.panels import Notice

KINDS: Final = (
    (None, marked("sets", "left out")),
    ("md5", "MD5"),
    ("sha1", "SHA-1"),
    ("sha256", "SHA-256"),
    ("size", marked("sets", "Size in bytes")),
    ("category", marked("sets", "Category")),
    ("pdq", marked("sets", "PDQ fingerprint")),
    ("quality", marked("sets", "PDQ quality")),
    ("photodna", "PhotoDNA"),
)
_COMPARABLE: Final = ("md5", "sha1", "sha256", "pdq", "photodna")
_SAMPLES: Final = 3


class ColumnChoices(QWidget):
    """A choice for each column; `changed` when one was made."""

    changed = Signal()

    def __init__(self, look: Look, outlook: FileOutlook) -> None:
        super().__init__()
        self._outlook = outlook
        self.boxes = [self._box(number, column) for number, column in enumerate(outlook.columns, start=1)]
        self.doubts = Notice(look)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for place, title in enumerate(
            (
                translate("sets", "Column"),
                translate("sets", "Its first values"),
                translate("sets", "What it holds"),
            )
        ):
            grid.addWidget(label(title, role="small", meaning="text2"), 0, place)
        for row, (column, box) in enumerate(zip(outlook.columns, self.boxes, strict=True), start=1):
            head = label(f"{row}  {column.head}".rstrip())
            head.setFixedWidth(200)
            grid.addWidget(head, row, 0)
            grid.addWidget(MiddleLabel("   ".join(column.samples[:_SAMPLES])), row, 1)
            grid.addWidget(box, row, 2)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(8)
        column_box.addWidget(self.doubts)
        column_box.addLayout(grid)
        self.doubts.say(" ".join(outlook.doubts))

    def _box(self, number: int, column: TableColumnRow) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(
            translate("sets", "What column {number} {head} holds").format(number=number, head=column.head)
        )
        box.setFixedWidth(170)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for kind, english in KINDS:
            words = translate("sets", english)
            box.addItem(words, kind)
        box.setCurrentIndex(max(0, box.findData(column.kind)))
        box.activated.connect(lambda _row: self.changed.emit())
        return box

    def kinds(self) -> tuple[str | None, ...]:
        """What each column holds, in their order."""
        return tuple(box.currentData() for box in self.boxes)

    def trouble(self) -> str:
        """Why the file cannot be taken like this; empty when it can."""
        chosen = [kind for kind in self.kinds() if kind is not None]
        twice = [translate("sets", words) for kind, words in KINDS if chosen.count(kind or "") > 1]
        if twice:
            return translate("sets", "Two columns are chosen as {value}; choose one.").format(value=twice[0])
        if not any(kind in _COMPARABLE for kind in chosen):
            return translate("sets", "Say which column holds the digests.")
        if "quality" in chosen and "pdq" not in chosen:
            return translate("sets", "A quality belongs to a PDQ column, and none is chosen.")
        return ""
