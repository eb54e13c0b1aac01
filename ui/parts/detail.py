"""The detail pane: everything recorded of one entry in five tabs, and its whole content in hexadecimal.

What is recorded is asked for when a row is chosen, the content from the viewer when the row stays chosen for
a moment, names and history when their tab is looked at.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.rows import EntryDetail, EntryFacts, HistoryRow, NamesRow
from ui.desk import Desk
from ui.language import translate
from ui.look import Look
from ui.parts.content_panel import ContentPanel
from ui.parts.detail_extents import ExtentsSection
from ui.parts.detail_names import NamesSection
from ui.parts.detail_sections import HistorySection, RecordSection, Section
from ui.parts.detail_times import TimesSection
from ui.parts.labels import Chip, MiddleLabel
from ui.parts.panels import Panel, clear, line
from ui.tables.columns import OUTCOME_ICONS
from ui.wording import OUTCOME_MEANING, OUTCOME_WORDS, Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.open_case import OpenCase

SETTLE_MS: Final = 250
NAMES, HISTORY = 2, 4  # tabs that ask for themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    detail: EntryDetail
    facts: EntryFacts


class DetailPane(Panel):
    """Shows one entry at a time; `show_entry(None)` empties it."""

    def __init__(self, look: Look, desk: Desk) -> None:
        super().__init__(margin=0)
        self._look, self._desk = look, desk
        self._shown: _Shown | None = None
        self._named: int | None = None  # the entry whose names, and whose history, stand in the tabs
        self._told: int | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self._name = MiddleLabel(role="monotitle", meaning="")
        self._place = MiddleLabel(role="monosmall")
        self._chip_row = QHBoxLayout()
        self.content = ContentPanel(look, desk.viewer)
        self.record, self.times = RecordSection(look), TimesSection()
        self.names, self.extents, self.history = (
            NamesSection(look),
            ExtentsSection(look),
            HistorySection(look),
        )
        self.tabs, self._stack = QTabBar(), QStackedWidget()
        self.setMinimumWidth(320)
        self._build()
        self._desk.marking.changed.connect(self._on_review_changed)
        self._desk.marking.written.connect(self._on_review_written)
        self.show_entry(None)

    def _build(self) -> None:
        self.body.setSpacing(0)
        self.body.addLayout(self._head())
        self.body.addWidget(self._tab_line())
        self.body.addWidget(line())
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._stack)
        split.addWidget(self._content_area())
        split.setSizes([330, 230])
        split.setChildrenCollapsible(False)
        self.body.addWidget(split, 1)

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(12, 10, 12, 6)
        head.setSpacing(4)
        first = QHBoxLayout()
        first.addWidget(self._name, 1)
        first.addLayout(self._chip_row)
        head.addLayout(first)
        head.addWidget(self._place)
        return head

    def _tab_line(self) -> QTabBar:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName(translate("detail", "What is shown of the chosen file"))
        pages: tuple[tuple[str, Section], ...] = (
            (translate("detail", "Record"), self.record),
            (translate("detail", "Times"), self.times),
            (translate("detail", "Names"), self.names),
            (translate("detail", "Extents"), self.extents),
            (translate("detail", "History"), self.history),
        )
        for title, page in pages:
            self.tabs.addTab(title)
            self._stack.addWidget(page)
        self.tabs.currentChanged.connect(self._on_tab)
        return self.tabs

    def _content_area(self) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        column.addWidget(self.content, 1)
        return area

    def shown_bytes(self) -> str:
        """The hexadecimal text that is in sight."""
        return self.content.view.shown_lines()

    def stop_reading(self) -> None:
        """End a read of the content that is still going on; for the end of the window."""
        self._settle.stop()
        self.content.stop()

    @property
    def is_reading(self) -> bool:
        """Bytes of the chosen entry are still to come."""
        return self._settle.isActive() or self.content.is_reading

    @property
    def entry(self) -> int | None:
        return None if self._shown is None else self._shown.detail.entry.id

    # Choosing

    def show_entry(self, entry_id: int | None) -> None:
        """Ask for everything of an entry and show it when it comes; the old one stays until then."""
        case = self._desk.case
        if entry_id is None or case is None:
            self._desk.questions.ask(_nothing, then=self._show, channel=self._channel("detail"))
            self._show(None)
            return
        self._ask(lambda: _whole(case, entry_id))

    def _ask(self, question: "Callable[[], _Shown | None]") -> None:
        self._settle.stop()
        self._desk.questions.ask(question, then=self._show, channel=self._channel("detail"))

    def _channel(self, what: str) -> str:
        return f"{what}{id(self)}"

    def _show(self, shown: _Shown | None) -> None:
        self._settle.stop()
        self._shown = shown
        self._named = self._told = None
        clear(self._chip_row)
        if shown is None:
            self._show_nothing()
            return
        self._show_head(shown.detail)
        self._show_record()
        self.times.show_times(shown.facts)
        self.extents.show_extents(shown.facts)
        for section in (self.names, self.history):
            section.say("")
        self.content.show_content(None, 0)
        if not shown.detail.has_content:
            self.content.say(translate("detail", "This entry has no content."))
        self._settle.start()

    def _show_nothing(self) -> None:
        self._name.show_text(translate("detail", "Nothing chosen"))
        self._place.show_text(translate("detail", "Choose a row to see what is recorded of it"))
        for section in (self.record, self.times, self.names, self.extents, self.history):
            section.say("")
        self.content.show_content(None, 0)

    def _show_head(self, detail: EntryDetail) -> None:
        entry = detail.entry
        folder, _slash, name = entry.path.rpartition("/")
        self._name.show_text(name or entry.path)
        self._place.show_text(f"{entry.exhibit}:{entry.volume} {folder or '/'}")
        words = OUTCOME_WORDS.get(entry.outcome, entry.outcome)
        meaning = OUTCOME_MEANING.get(entry.outcome, "text2")
        icon = OUTCOME_ICONS.get(entry.outcome, "minus")
        self._chip_row.addWidget(Chip(self._look, Said(words=words, icon=icon, meaning=meaning)))

    # What follows when the row stays chosen

    def _on_settled(self) -> None:
        shown = self._shown
        if shown is None or self._desk.case is None:
            return
        self._on_tab(self.tabs.currentIndex())
        if shown.detail.has_content:
            entry = shown.detail.entry
            self.content.show_content(entry.id, entry.size_bytes, extents=shown.facts.extents)

    def _on_tab(self, tab: int) -> None:
        self._stack.setCurrentIndex(tab)
        entry, case = self.entry, self._desk.case
        if entry is None or case is None or self._settle.isActive():
            return
        if tab == NAMES and self._named != entry:
            self.names.say(translate("detail", "Looking for other names…"))
            channel = self._channel("names")
            self._desk.questions.ask(lambda: (entry, case.names(entry)), then=self._on_names, channel=channel)
        elif tab == HISTORY and self._told != entry:
            channel = self._channel("history")
            self._desk.questions.ask(
                lambda: (entry, case.history(entry)), then=self._on_history, channel=channel
            )

    def _on_names(self, answer: tuple[int, NamesRow]) -> None:
        if self._shown is not None and answer[0] == self.entry:
            self._named = answer[0]
            address = self._shown.facts.meta_address
            self.names.show_names(answer[1], chosen=answer[0], address=address)

    def _on_history(self, answer: tuple[int, tuple[HistoryRow, ...]]) -> None:
        if answer[0] == self.entry:
            self._told = answer[0]
            self.history.show_history(answer[1])

    # Review

    def _show_record(self) -> None:
        if self._shown is not None:
            self.record.show_record(self._shown.detail, review=self._review())

    def _review(self) -> list[tuple[str, str]]:
        """What the examiner said of the entry, as it stands."""
        entry, marking = self.entry, self._desk.marking
        if entry is None:
            return []
        said = [
            (translate("detail", "Mark"), marking.mark_of(entry)),
            (translate("detail", "Note"), marking.note_of(entry)),
        ]
        if marking.is_bookmarked(entry):
            said.append((translate("detail", "Bookmark"), translate("detail", "set")))
        return [(title, words) for title, words in said if words]

    def _on_review_changed(self) -> None:
        if self._shown is not None:
            self._show_record()

    def _on_review_written(self) -> None:
        """The chain has grown: what stands in the history is no longer all of it."""
        self._told = None
        if self.tabs.currentIndex() == HISTORY:
            self._on_tab(HISTORY)


def _nothing() -> None:
    """Takes the place of a question whose answer is no longer wanted."""


def _whole(case: "OpenCase", entry_id: int) -> _Shown:
    return _Shown(detail=case.entry_detail(entry_id), facts=case.entry_facts(entry_id))
