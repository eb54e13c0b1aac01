"""Parts of the scan plan to choose from: cards of the profiles, the table of sets, the time box."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from app.rows import ProfileRow, SetRow
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import Glyph, MiddleLabel, NameBox, label, set_property
from ui.parts.panels import line
from ui.planning import box_words, profile_title, profile_words, set_note
from ui.set_words import role_words
from ui.wording import count

LONGEST_MIN: Final = 24 * 60
BOXES_MIN: Final = (15, 30, 60)
USUAL_MIN: Final = 20
ROW_HEIGHT: Final = 28
CARD_MARGIN: Final = 10
CARD_INDENT: Final = 36
LEAST_CARD: Final = 160


class ProfileCard(QRadioButton):
    """One profile: what it reads, and by which rules; a radio button in everything but its looks."""

    def __init__(self, look: Look, profile: ProfileRow) -> None:
        super().__init__()
        self._look = look
        self._title, (self._reads, self._rules) = profile_title(profile), profile_words(profile)
        self.setAccessibleName(f"{self._title}: {self._reads}")
        self.setAccessibleDescription(self._rules)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def hitButton(self, pos: object) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go where left and right go: the cards stand side by side."""
        turned = {Qt.Key.Key_Up: Qt.Key.Key_Left, Qt.Key.Key_Down: Qt.Key.Key_Right}
        key = turned.get(Qt.Key(event.key()))
        if key is not None:
            event = QKeyEvent(event.type(), key, event.modifiers())
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(LEAST_CARD, self._height_at(max(self.width(), LEAST_CARD)))

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_CARD, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _height_at(self, width: int) -> int:
        return self._rects(width)[-1].bottom() + CARD_MARGIN

    def _rects(self, width: int) -> tuple[QRect, QRect, QRect]:
        """Places of title, what it reads, and rules."""
        room, top = width - CARD_INDENT - CARD_MARGIN, CARD_MARGIN - 2
        placed = []
        for words, font in (
            (self._title, self._look.font(bold=True)),
            (self._reads, self._look.font(12)),
            (self._rules, self._look.font(12)),
        ):
            needed = QFontMetrics(font).boundingRect(0, 0, room, 2_000, int(Qt.TextFlag.TextWordWrap), words)
            placed.append(QRect(CARD_INDENT, top, room, needed.height()))
            top += needed.height() + 2
        return placed[0], placed[1], placed[2]

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(theme.colour("accent" if self.isChecked() or self.underMouse() else "line"))
        painter.setBrush(theme.colour("selection" if self.isChecked() else "panel"))
        painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 3, 3)
        self._draw_mark(painter)
        self._draw_words(painter)
        painter.end()

    def _draw_mark(self, painter: QPainter) -> None:
        theme = self._look.theme
        spot = self._visual(QRect(CARD_MARGIN + 1, CARD_MARGIN, 15, 15)).toRectF()
        painter.setPen(theme.colour("accent_fill" if self.isChecked() else "edge"))
        painter.setBrush(theme.colour("accent_fill" if self.isChecked() else "field"))
        painter.drawEllipse(spot)
        if self.isChecked():
            painter.setBrush(theme.colour("on_fill"))
            painter.drawEllipse(spot.adjusted(4.5, 4.5, -4.5, -4.5))

    def _draw_words(self, painter: QPainter) -> None:
        title, reads, rules = self._rects(self.width())
        side = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeading)
        for box, words, tone, font in (
            (title, self._title, "text", self._look.font(bold=True)),
            (reads, self._reads, "text", self._look.font(12)),
            (rules, self._rules, "text2", self._look.font(12)),
        ):
            painter.setFont(font)
            painter.setPen(self._look.theme.colour(tone))
            painter.drawText(self._visual(box), int(side) | int(Qt.TextFlag.TextWordWrap), words)

    def _visual(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)


class SetTable(QFrame):
    """The sets of the library, each with its box; `changed` when one was ticked or not."""

    changed = Signal()

    def __init__(
        self,
        look: Look,
        sets: Sequence[SetRow],
        *,
        required: Sequence[str],
        is_open: Callable[[SetRow], bool],
    ) -> None:
        super().__init__()
        self._look, self._required, self._is_open = look, tuple(required), is_open
        self.setProperty("kind", "panel")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 0, 8, 2)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._add_heads()
        self.rows = tuple((row, *self._add_row(row, 2 * place + 1)) for place, row in enumerate(sets))

    def _add_heads(self) -> None:
        heads = (
            translate("plan", "Set"),
            translate("plan", "Role"),
            translate("plan", "Version"),
            translate("plan", "Records"),
            translate("plan", "Notes"),
        )
        for column, words in enumerate(heads):
            head = label(words, role="small", meaning="text2")
            head.setMinimumHeight(ROW_HEIGHT)
            if column == 3:
                head.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(head, 0, column)

    def _add_row(self, row: SetRow, place: int) -> tuple[NameBox, Glyph, QLabel]:
        box = NameBox(row.name)
        box.setAccessibleName(translate("plan", "Compare with {name}").format(name=row.spelled))
        box.setChecked(True)
        box.toggled.connect(lambda _on: self.changed.emit())
        box.setMinimumHeight(ROW_HEIGHT)
        version = MiddleLabel(row.version or "–", meaning="text" if row.version else "text3")
        version.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        version.setFixedWidth(96)
        records = label(count(row.records), role="mono")
        records.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        glyph, note = Glyph(self._look, size=14), label(role="small", meaning="text2")
        notes = QHBoxLayout()
        notes.setSpacing(6)
        notes.addWidget(glyph)
        notes.addWidget(note, 1)
        self._grid.addWidget(line(), place, 0, 1, 5)
        role = label(role_words(row.role).partition(",")[0], role="small", meaning="text2")
        for column, part in enumerate((box, role, version, records)):
            self._grid.addWidget(part, place + 1, column)
        self._grid.addLayout(notes, place + 1, 4)
        return box, glyph, note

    def chosen(self) -> list[SetRow]:
        return [row for row, box, _glyph, _note in self.rows if box.isChecked()]

    def show_notes(self) -> None:
        for row, box, glyph, note in self.rows:
            said = set_note(
                row,
                is_open=self._is_open(row),
                is_chosen=box.isChecked(),
                is_required=row.name in self._required or row.spelled in self._required,
            )
            glyph.show_icon(said.icon, said.meaning)
            glyph.setVisible(bool(said.icon))
            note.setText(said.words)
            set_property(note, "meaning", said.meaning)


class TimeBoxRow(QWidget):
    """None, one of the usual boxes, or another number of minutes. `changed` when it is."""

    changed = Signal()

    def __init__(self, look: Look, *, minutes: int | None) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.buttons = {0: self._button(look, translate("plan", "None"))}
        for one in BOXES_MIN:
            self.buttons[one] = self._button(look, translate("plan", "{number} min").format(number=one))
        self.other = self._button(look, translate("plan", "Other"))
        self.minutes = QSpinBox(minimum=1, maximum=LONGEST_MIN, value=minutes or USUAL_MIN)
        self.minutes.setSuffix(" min")
        self.minutes.setAccessibleName(translate("plan", "Minutes until reading ends"))
        self.minutes.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.minutes.setFixedWidth(look.scaled(88))
        self.words = label(role="small", meaning="text2", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in (*self.buttons.values(), self.other):
            row.addWidget(button)
        row.addWidget(self.minutes)
        row.addWidget(self.words, 1)
        self.buttons.get(minutes or 0, self.other).setChecked(True)
        self._group.buttonToggled.connect(lambda _button, is_on: self._update() if is_on else None)
        self.minutes.valueChanged.connect(lambda _minutes: self._update())
        self._show()

    def _button(self, look: Look, words: str) -> Button:
        button = Button(look, words)
        button.setCheckable(True)
        button.setAccessibleName(translate("plan", "Time box: {words}").format(words=words))
        self._group.addButton(button)
        return button

    def value(self) -> int | None:
        if self.other.isChecked():
            return self.minutes.value()
        return next(minutes for minutes, button in self.buttons.items() if button.isChecked()) or None

    def choose(self, minutes: int | None) -> None:
        if minutes is not None and minutes not in self.buttons:
            self.minutes.setValue(minutes)
        self.buttons.get(minutes or 0, self.other).setChecked(True)

    def _update(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self.minutes.setVisible(self.other.isChecked())
        self.words.setText(box_words(self.value()))


def upright_line() -> QFrame:
    """A separator of one pixel between two sides."""
    made = QFrame()
    made.setProperty("kind", "line")
    made.setFixedWidth(1)
    return made


def titled(title: str, *widgets: QWidget, beside: Sequence[QWidget] = ()) -> QVBoxLayout:
    """A bold title, what stands beside it, and widgets below."""
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(label(title, role="strong"))
    for place, widget in enumerate(beside):
        if place == len(beside) - 1 and place:
            head.addStretch(1)
        head.addWidget(widget)
    if len(beside) < 2:
        head.addStretch(1)
    column.addLayout(head)
    for widget in widgets:
        column.addWidget(widget)
    return column
