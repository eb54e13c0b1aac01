"""The card of one exhibit on the board: state, what it is, volumes to scale, verdict with its limit,
coverage, next step.
"""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.rows import ExhibitRow
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.charts import CoverageBar, Ring, VolumeStrip, coverage_words
from ui.parts.labels import Chip, MiddleLabel, SaidLabel, label, set_property
from ui.parts.panels import line
from ui.wording import EXHIBIT_STATES, VERIFIED, Said, counted, share_sum, size, verdict

CARD_HEIGHT = 250  # two rows of cards fit a window of 1366 x 768
_EDGES = {"hit": "matched", "locked": "encrypted", "unreadable": "unreadable", "differs": "matched"}


class ExhibitCard(QFrame):
    """`wants` tells what is asked for (findings, unread, verify, scan, stop) and the exhibit's label;
    `focused` is sent when the card is chosen.
    """

    wants = Signal(str, str)
    focused = Signal(str)

    def __init__(self, look: Look, exhibit: ExhibitRow) -> None:
        super().__init__()
        self._look, self.exhibit = look, exhibit
        self.setProperty("kind", "panel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(CARD_HEIGHT)
        self._edge = "text2"
        self._title = label(role="title")
        self._container = label(role="small", meaning="text2")
        self._chip = Chip(look, EXHIBIT_STATES["added"])
        self._what = MiddleLabel(role="", meaning="")
        self._size = label(role="mono", meaning="text2")
        self._source = MiddleLabel(role="monosmall")
        self._strip = VolumeStrip(look)
        self._verdict = SaidLabel(look, role="title", size=20)
        self._limit = MiddleLabel(role="small", meaning="text2")
        self._seal = SaidLabel(look, role="small")
        self._ring = Ring(look, word="compared")
        self._bar = CoverageBar(look)
        self._sums = MiddleLabel(role="small", meaning="text2")
        self._count = label(role="small", meaning="text2")
        self._buttons = {name: Button(look, words, kind="large", icon=icon) for name, words, icon in _BUTTONS}
        self._lay_out()
        for name, button in self._buttons.items():
            button.clicked.connect(
                lambda _checked=False, name=name: self.wants.emit(name, self.exhibit.label)
            )

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 0, 12, 8)
        outer.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(0, 6, 0, 2)
        for widget in (self._title, self._container):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._chip)
        outer.addLayout(head)
        outer.addWidget(line())
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addLayout(self._facts(), 1)
        middle.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(middle, 1)
        outer.addWidget(self._bar)
        outer.addWidget(self._sums)
        outer.addLayout(self._foot())

    def _facts(self) -> QVBoxLayout:
        facts = QVBoxLayout()
        facts.setSpacing(3)
        first = QHBoxLayout()
        first.addWidget(self._what, 1)
        first.addWidget(self._size)
        facts.addLayout(first)
        facts.addWidget(self._source)
        facts.addWidget(self._strip)
        facts.addWidget(self._verdict)
        facts.addWidget(self._limit)
        facts.addStretch(1)
        return facts

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in self._buttons.values():
            foot.addWidget(button)
        foot.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._count, 0, Qt.AlignmentFlag.AlignRight)
        words.addWidget(self._seal, 0, Qt.AlignmentFlag.AlignRight)
        foot.addLayout(words)
        return foot

    def show_exhibit(
        self, exhibit: ExhibitRow, parts: dict[str, int], *, task: Said | None = None, is_busy: bool = False
    ) -> None:
        """Show an exhibit and its entries by outcome; `task` replaces its state while a child works on it,
        `is_busy` puts its actions to sleep.
        """
        self.exhibit = exhibit
        said = verdict(exhibit, parts)
        state = task or self._state()
        self._title.setText(exhibit.label)
        self._container.setText(
            f"{exhibit.container}, {counted(exhibit.segments, 'segment')}"
            if exhibit.segments > 1
            else exhibit.container
        )
        self._chip.say(state)
        self._what.show_text(exhibit.description or "No description")
        self._size.setText(size(exhibit.size_bytes))
        self._size.setToolTip(counted(exhibit.size_bytes, "byte"))
        self._source.show_text(exhibit.source)
        self._strip.show_volumes(exhibit.volumes, size_bytes=exhibit.size_bytes)
        self._verdict.say(said)
        self._limit.show_text(said.second)
        self._seal.say(VERIFIED.get(exhibit.verified, VERIFIED[None]))
        self._show_coverage(exhibit, parts)
        self._show_buttons(exhibit, is_busy=is_busy, is_at_work=task is not None)
        self._edge = said.meaning if said.meaning in _EDGES else state.meaning
        self.setAccessibleName(f"Exhibit {exhibit.label}: {state.words}. {said.words}, {said.second}")
        self.update()

    def _state(self) -> Said:
        locked = [volume for volume in self.exhibit.volumes if volume.state == "locked"]
        if locked and len(locked) == len(self.exhibit.volumes):
            return Said(
                words=f"Locked: {locked[0].file_system or locked[0].reason or 'encrypted'}",
                icon="lock-key",
                meaning="locked",
            )
        return EXHIBIT_STATES.get(
            self.exhibit.state, Said(words=self.exhibit.state, icon="hard-drive", meaning="text2")
        )

    def _show_coverage(self, exhibit: ExhibitRow, parts: dict[str, int]) -> None:
        is_scanned = any(parts.values())
        self._bar.setVisible(is_scanned)
        self._sums.setVisible(is_scanned)
        self._ring.setVisible(is_scanned)
        self._bar.show_parts(parts)
        self._sums.show_text(coverage_words(parts))
        tone = (
            "unreadable"
            if exhibit.state == "done_part_unread"
            else "accent"
            if exhibit.state == "scanning"
            else "compared"
        )
        self._ring.show_share(exhibit.share_compared, tone=tone)
        self._ring.setToolTip(share_sum(parts))
        self._count.setText(counted(exhibit.entries, "entry", "entries") if is_scanned else "")

    def _show_buttons(self, exhibit: ExhibitRow, *, is_busy: bool, is_at_work: bool) -> None:
        shown = {
            "findings": exhibit.hits > 0,
            "unread": exhibit.faults > 0,
            "scan": exhibit.state in ("added", "stopped"),
            "verify": exhibit.verified is None and not is_at_work,
            "stop": is_at_work,
        }
        for name, button in self._buttons.items():
            button.setVisible(shown[name])
        self._buttons["scan"].set_words("Resume" if exhibit.state == "stopped" else "Scan")
        for name in ("scan", "verify"):
            self._buttons[name].setEnabled(not is_busy)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        set_property(self, "focused", True)
        self.focused.emit(self.exhibit.label)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        set_property(self, "focused", False)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wants.emit("findings" if self.exhibit.hits else "files", self.exhibit.label)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, painter = self._look.theme, QPainter(self)
        fill = _EDGES.get(self._edge)
        colour = (
            QColor(theme.fill(fill).ground)
            if fill
            else theme.colour("edge" if self._edge.startswith("text") else self._edge)
        )
        painter.fillRect(QRect(0, 0, 4, self.height()), colour)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()


_BUTTONS = (
    ("findings", "Findings", "list-bullets"),
    ("scan", "Scan", "gauge"),
    ("verify", "Verify", "shield"),
    ("stop", "Stop", "stop"),
    ("unread", "Unread", "warning"),
)
