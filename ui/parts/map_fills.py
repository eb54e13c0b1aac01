"""How the kinds of bytes of a disk map are drawn and called."""

from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.rows import VolumeRow
from app.rows.maps import FREE, GAP, HELD, MAP_KINDS, NOT_LOOKED_INTO
from ui.language import SpokenMapping, marked, translate
from ui.look import Look
from ui.parts.charts import fill_brush, volume_words
from ui.theme import Theme
from ui.wording import OUTCOME_WORDS

_OWN_WORDS: Final = SpokenMapping(
    "map",
    {
        FREE: marked("map", "No file lies here"),
        NOT_LOOKED_INTO: marked("map", "Not looked into"),
        HELD: marked("map", "Of the volumes inside"),
        GAP: marked("map", "Outside volumes"),
    },
)
# Space without files is the ground of the chart; what no reader looked into is hatched as what was skipped.
_FILLS: Final = {FREE: "gap", NOT_LOOKED_INTO: "skipped_by_profile", HELD: "ruled_out_by_size"}


def kind_words(kind: str) -> str:
    """What a kind of bytes is called."""
    return _OWN_WORDS[kind] if kind in _OWN_WORDS else OUTCOME_WORDS[kind]


def map_brushes(theme: Theme) -> dict[str, QBrush]:
    """A brush for each kind of MAP_KINDS; what lies outside volumes is as the panel."""
    brushes = {kind: fill_brush(theme.fill(_FILLS.get(kind, kind))) for kind in MAP_KINDS if kind != GAP}
    return {**brushes, GAP: QBrush(theme.colour("panel"))}


def volume_title(volume: VolumeRow | None) -> str:
    """`2 NTFS 'Users'`, as it stands under its stretch of the disk; None is a gap."""
    return translate("map", "Gap") if volume is None else f"{volume.index} {volume_words(volume)}"


class MapSwatch(QWidget):
    """The fill of one kind, for the legend."""

    def __init__(self, look: Look, kind: str) -> None:
        super().__init__()
        self._look, self._kind = look, kind
        self.setFixedSize(14, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), map_brushes(self._look.theme)[self._kind])
        if self._kind in (GAP, "waiting"):
            painter.setPen(self._look.theme.colour("line"))
            painter.drawRect(QRect(0, 0, 13, 13))
        painter.end()
