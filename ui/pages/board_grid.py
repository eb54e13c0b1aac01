"""The cards of the board in one to three columns: made a few at a time, chosen by arrows, marked by Space.

Of all cards only the chosen one and its buttons take the Tab key, so that forty exhibits are one step.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.board_cards import CardSaid
from ui.language import translate
from ui.look import Look
from ui.pages.board_card import ExhibitCard
from ui.parts.buttons import Button

AT_ONCE: Final = 4  # cards made in one turn of the loop
ROOMY: Final = 540  # pixels of a card that shows all it says
_STEPS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CardGrid(QScrollArea):
    """`wants` and `menu_wanted` are those of the cards; `chose` tells the label of the chosen card, `marked`
    that the marks changed, `placed` that a card was made (its photograph can be shown).
    """

    wants = Signal(str, str)
    menu_wanted = Signal(str, QPoint)
    chose = Signal(str)
    marked = Signal()
    placed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(widgetResizable=True)
        self._look = look
        self.cards: dict[str, ExhibitCard] = {}
        self.marks: set[str] = set()
        self.chosen: str | None = None
        self._said: dict[str, CardSaid] = {}
        self._columns, self._is_busy = 0, False
        self.setAccessibleName(translate("board", "Exhibits"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("page")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(self._grid)
        box.addStretch(1)
        self.setWidget(inner)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._make_cards)

    def show_cards(self, said: Sequence[CardSaid], *, is_busy: bool) -> None:
        """Cards that are there already are changed in place."""
        self._said, self._is_busy = {one.label: one for one in said}, is_busy
        for gone in set(self.cards) - set(self._said):
            self.cards.pop(gone).deleteLater()
            self._columns = 0  # the places of all others change
        self.marks &= set(self._said)
        for label, card in self.cards.items():
            card.show_said(self._said[label], is_marked=label in self.marks, is_busy=is_busy)
        self._make_cards()

    def _make_cards(self) -> None:
        missing = [label for label in self._said if label not in self.cards]
        for label in missing[:AT_ONCE]:
            card = self.cards[label] = ExhibitCard(self._look, label)
            card.wants.connect(self._on_wants)
            card.focused.connect(self._on_focused)
            card.menu_wanted.connect(self.menu_wanted)
            card.show_said(self._said[label], is_marked=label in self.marks, is_busy=self._is_busy)
            self.placed.emit(label)
        self._place(is_new=bool(missing))
        for label in missing[:AT_ONCE]:
            self.cards[label].show()  # at once, so that it can take the focus
        if len(missing) > AT_ONCE:
            self._soon.start()

    def _wanted_columns(self) -> int:
        """As many as have room for the widest card, three at most."""
        wide, gap = self.viewport().width(), self._grid.horizontalSpacing()
        least = max((card.minimumSizeHint().width() for card in self.cards.values()), default=520)
        least = max(least, ROOMY)
        return max(1, min(3, (wide + gap) // (least + gap)))

    def _place(self, *, is_new: bool = False) -> None:
        columns = self._wanted_columns()
        if columns == self._columns and not is_new:
            return
        self._columns = columns
        ordered = [self.cards[label] for label in self._said if label in self.cards]
        for number, card in enumerate(ordered):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        if self.chosen not in self._said:
            self.chosen = next(iter(self._said), None)
        self._mark_tab_stops()

    def _mark_tab_stops(self) -> None:
        for label, card in self.cards.items():
            is_chosen = label == self.chosen
            inside = Qt.FocusPolicy.StrongFocus if is_chosen else Qt.FocusPolicy.ClickFocus
            for widget in (card, *card.findChildren(Button)):
                widget.setFocusPolicy(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def show_photograph(self, label: str, image: QImage | None, *, caption: str) -> None:
        if label in self.cards:
            self.cards[label].device.show_photograph(image, caption=caption)

    def chosen_card(self) -> ExhibitCard | None:
        return None if self.chosen is None else self.cards.get(self.chosen)

    def choose(self, label: str) -> None:
        """Put the focus on a card and bring it into sight."""
        if label in self.cards:
            self.cards[label].setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self.cards[label], 0, 12)

    def toggle_mark(self, label: str) -> None:
        self.marks ^= {label}
        if label in self.cards:
            self.cards[label].show_said(
                self._said[label], is_marked=label in self.marks, is_busy=self._is_busy
            )
        self.marked.emit()

    def marked_in_order(self) -> tuple[str, ...]:
        return tuple(label for label in self._said if label in self.marks)

    def forget(self) -> None:
        """Take the cards of the case before away."""
        self._soon.stop()
        self.show_cards((), is_busy=False)
        self.chosen = None
        self.marks.clear()

    def _on_wants(self, what: str, label: str) -> None:
        if what == "mark":
            self.toggle_mark(label)
        else:
            self.wants.emit(what, label)

    def _on_focused(self, label: str) -> None:
        if label != self.chosen:
            self.chosen = label
            self._mark_tab_stops()
        self.chose.emit(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        labels = [label for label in self._said if label in self.cards]
        if step is None or self.chosen not in labels or event.modifiers():
            super().keyPressEvent(event)
            return
        across = -step[0] if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else step[0]
        at = labels.index(self.chosen) + across + step[1] * self._columns
        if 0 <= at < len(labels):
            self.choose(labels[at])
