"""Every byte of the image: what it belongs to, and the sum, which is the size of the image."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.rows.maps import DiskMap
from ui.language import translate
from ui.look import Look
from ui.pages.map_words import byte_rows, bytes_notes, sum_words
from ui.parts.labels import label
from ui.parts.map_fills import MapSwatch
from ui.parts.panels import Panel, clear, line
from ui.wording import count

WIDE: Final = 376
NARROW: Final = 240


class BytesPanel(Panel):
    """`show_map` takes an image, or None while none is read."""

    def __init__(self, look: Look) -> None:
        super().__init__(translate("map", "Every byte of the image"))
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(NARROW)
        self.setMaximumWidth(look.scaled(WIDE))
        self._whole = label(role="mono", meaning="text2")
        self.head.addWidget(self._whole)
        self._legend = QGridLayout()
        self._legend.setHorizontalSpacing(8)
        self._legend.setVerticalSpacing(5)
        self._legend.setColumnStretch(1, 1)
        inside = QWidget()
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        column.addLayout(self._legend)
        column.addWidget(line())
        row = QGridLayout()
        row.setColumnStretch(0, 1)
        self._sum = label(role="mono")
        row.addWidget(label(translate("map", "Sum"), role="strong"), 0, 0)
        row.addWidget(self._sum, 0, 1)
        column.addLayout(row)
        self.notes = label(role="small", meaning="text2", wrap=True)
        self.notes.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self.notes.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        column.addWidget(self.notes, 1)
        around = QScrollArea()
        around.setWidgetResizable(True)
        around.setFrameShape(QFrame.Shape.NoFrame)
        around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around.setAccessibleName(translate("map", "Every byte of the image"))
        around.setWidget(inside)
        self.body.addWidget(around, 1)

    def sizeHint(self) -> QSize:
        """As wide as the words are comfortable; where the window is narrow it gives way."""
        return QSize(self._look.scaled(WIDE), super().sizeHint().height())

    def show_map(self, disk: DiskMap | None) -> None:
        clear(self._legend)
        self._sum.setText("" if disk is None else sum_words(disk))
        self._whole.setText("" if disk is None else sum_words(disk))
        self.notes.setText("" if disk is None else bytes_notes(disk))
        if disk is None:
            return
        exact = dict(disk.kinds)
        for row, (kind, words, said) in enumerate(byte_rows(disk)):
            number = label(said, role="mono")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            name = label(words)
            for widget in (name, number):
                widget.setToolTip(translate("map", "%n byte(s)", "", exact[kind]))
            cells: tuple[QWidget, ...] = (MapSwatch(self._look, kind), name, number)
            for column, part in enumerate(cells):
                self._legend.addWidget(part, row, column)
        self.setAccessibleDescription(
            "; ".join(f"{words}: {count(exact[kind])}" for kind, words, _said in byte_rows(disk))
        )
