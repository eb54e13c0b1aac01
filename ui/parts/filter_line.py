"""The filter line of a table: chips for what holds, a line to write more, offers, mistakes below.

What is written holds while it is being written, as far as it can be read; Enter makes it a chip.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.rows import EntryFilter, FilterChip, FilterTrouble
from app.rows.browsing import parse_filter
from ui.look import Look
from ui.parts.filter_chips import FilterChipButton, FilterEdit
from ui.parts.filter_offers import Offers
from ui.parts.filter_words import offers, trouble_words
from ui.parts.flow import Flow
from ui.parts.labels import Glyph, set_property
from ui.parts.panels import Notice

TYPING_MS: Final = 200
DOUBT_MS: Final = 1_200  # a mistake may still be half a word


class FilterLine(QWidget):
    """`changed` tells the new filter; what cannot be read changes nothing and is told below the line."""

    changed = Signal(object)

    def __init__(self, look: Look, *, where: EntryFilter | None = None) -> None:
        super().__init__()
        self._look = look
        self._kept = where or EntryFilter()  # what stands in chips
        self.where = self._kept  # with what is being written
        self._values: Mapping[str, Sequence[str]] = {}
        self._wrong: FilterTrouble | None = None
        self._make_widgets()
        self._connect()
        self._show_chips()

    def _make_widgets(self) -> None:
        self.text = FilterEdit(self._look)
        self.trouble = Notice(self._look)
        self.frame = QFrame()
        self.frame.setProperty("kind", "field")
        row = QHBoxLayout(self.frame)
        row.setContentsMargins(8, 3, 4, 3)
        row.setSpacing(8)
        row.addWidget(Glyph(self._look, "funnel", tone="text2"), 0, Qt.AlignmentFlag.AlignVCenter)
        host = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        host.setSizePolicy(policy)
        self._flow = Flow(host)
        self._flow.addWidget(self.text)
        row.addWidget(host, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.frame)
        column.addWidget(self.trouble)
        self.offers = Offers(self._look, self.text)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._doubt = QTimer(self, singleShot=True, interval=DOUBT_MS)

    def _connect(self) -> None:
        self._typing.timeout.connect(self._read)
        self._doubt.timeout.connect(self._say_trouble)
        self.text.textEdited.connect(self._on_edited)
        self.text.returnPressed.connect(self._on_entered)
        self.text.back.connect(self._on_back)
        self.text.focused.connect(self._on_focused)
        self.offers.taken.connect(self._on_taken)
        self.text.keys_to = self.offers.took_key

    # What pages use

    def show_filter(self, where: EntryFilter) -> None:
        """Put a filter into the line; nothing is told."""
        self._typing.stop()
        self._kept = self.where = where
        self.text.clear()
        self._say(None)
        self._show_chips()

    def show_values(self, values: Mapping[str, Sequence[str]]) -> None:
        """The values of fields that are offered: labels of exhibits, names of sets."""
        self._values = values

    def edit(self) -> None:
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def chips(self) -> list[str]:
        """The words of the chips, in their order."""
        return [button.text() for button in self._buttons()]

    # Chips

    def _buttons(self) -> list[FilterChipButton]:
        items = (self._flow.itemAt(place) for place in range(self._flow.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, FilterChipButton)]

    def _show_chips(self) -> None:
        for button in self._buttons():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        for place, chip in enumerate(self._kept.chips()):
            button = FilterChipButton(self._look, chip)
            button.removed.connect(self._on_removed)
            self._flow.insert(place, button)
            button.show()
        buttons = self._buttons()
        for before, after in zip(buttons, [*buttons[1:], self.text], strict=False):
            QWidget.setTabOrder(before, after)
        self.frame.updateGeometry()

    def _on_removed(self, chip: FilterChip) -> None:
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._keep(self._kept.without(chip.terms))

    def _on_back(self) -> None:
        """The last chip is text again."""
        chips = self._kept.chips()
        if chips:
            self._keep(self._kept.without(chips[-1].terms))
            self.text.setText(chips[-1].text)
            self._typing.start()

    def _keep(self, where: EntryFilter) -> None:
        self._kept = where
        self._show_chips()
        self._read()

    # Writing

    def _on_edited(self, _text: str) -> None:
        self._typing.start()
        self._offer()

    def _read(self) -> None:
        """What is in the line holds from now on, if it can be read."""
        self._typing.stop()
        try:
            where = self._kept.adding(*parse_filter(self.text.text()))
        except FilterTrouble as trouble:
            self._wrong = trouble
            self._doubt.start()
            return
        self._say(None)
        if where != self.where:
            self.where = where
            self.changed.emit(where)

    def _on_entered(self) -> None:
        self.offers.close_list()
        self._make_chips(is_sure=True)

    def _make_chips(self, *, is_sure: bool) -> None:
        self._typing.stop()
        try:
            terms = parse_filter(self.text.text())
        except FilterTrouble as trouble:
            self._wrong = trouble
            if is_sure:
                self._say(trouble)
                self.text.setSelection(trouble.start, trouble.end - trouble.start)
            return
        if terms:
            self.text.clear()
            self._keep(self._kept.adding(*terms))
        else:
            self._read()

    def _on_focused(self, is_in: bool) -> None:
        set_property(self.frame, "near", is_in)
        if not is_in:
            self.offers.close_list()
            self._make_chips(is_sure=False)

    # Mistakes

    def _say_trouble(self) -> None:
        self._say(self._wrong)

    def _say(self, trouble: FilterTrouble | None) -> None:
        self._doubt.stop()
        self._wrong = trouble
        self.trouble.say("" if trouble is None else trouble_words(trouble))
        set_property(self.frame, "wrong", trouble is not None)
        self.text.setAccessibleDescription("" if trouble is None else trouble_words(trouble))

    # Offers

    def _piece(self) -> tuple[int, str]:
        """Where the piece before the cursor begins, and its text; a quotation mark holds spaces together."""
        before = self.text.text()[: self.text.cursorPosition()]
        start, is_inside = 0, False
        for place, letter in enumerate(before):
            is_inside ^= letter == '"'
            if letter.isspace() and not is_inside:
                start = place + 1
        return start, before[start:]

    def _offer(self) -> None:
        _start, piece = self._piece()
        self.offers.show_offers(offers(piece, self._values) if piece.strip("-") else ())

    def _on_taken(self, spelled: str) -> None:
        start, _piece = self._piece()
        text, at = self.text.text(), self.text.cursorPosition()
        self.text.setText(f"{text[:start]}{spelled}{text[at:]}")
        self.text.setCursorPosition(start + len(spelled))
        if spelled.endswith(":"):
            self._offer()
        else:
            self.offers.close_list()
        self._typing.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._flow.invalidate()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.text.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)
