"""Rows by number in the order of a list, read a page at a time as they are looked at; however many there are.

Of the pages asked for while scrolling fast only the last ones are still fetched, and few are kept.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from ui.questions import Questions

PAGE_ROWS: Final = 128
KEPT_PAGES: Final = 64
WANTED_PAGES: Final = 6  # more than any window shows at once


class Numbered(Protocol):
    """A row that bears its number."""

    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=Numbered)


class RowPages(QObject, Generic[Row]):
    """`at` gives a row or asks for its page; `came` tells (first position, rows) when a page is here."""

    came = Signal(int, int)

    def __init__(self, questions: Questions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._questions = questions
        self.ids: array[int] = array("q")
        self._fetch: Callable[[Sequence[int]], Sequence[Row]] | None = None
        self._pages: OrderedDict[int, Sequence[Row | None]] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._old: dict[int, Row] = {}  # rows that are shown until they come anew
        self._generation, self._is_fetching = 0, False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch_wanted)

    def show_ids(
        self, ids: "array[int]", fetch: Callable[[Sequence[int]], Sequence[Row]], *, keep: bool = False
    ) -> None:
        """Other rows in another order. With `keep` they are of the same case: rows that are here are given
        until they come anew.
        """
        old = {row.id: row for page in self._pages.values() for row in page if row is not None}
        self._generation += 1
        self.ids, self._fetch, self._is_fetching = ids, fetch, False
        self._pages.clear()
        self._wanted.clear()
        self._old = old if keep else {}

    def at(self, position: int) -> Row | None:
        """The row if its page is here and the case still has it; asks for the page if not."""
        page = self._pages.get(position // PAGE_ROWS)
        if page is None:
            self._want(position // PAGE_ROWS)
            return self._old.get(self.ids[position]) if position < len(self.ids) else None
        self._pages.move_to_end(position // PAGE_ROWS)
        place = position % PAGE_ROWS
        return page[place] if place < len(page) else None

    def _want(self, page: int) -> None:
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        while len(self._wanted) > WANTED_PAGES:
            self._wanted.popitem(last=False)
        if not self._is_fetching and not self._soon.isActive():
            self._soon.start()

    def _fetch_wanted(self) -> None:
        if not self._wanted or self._fetch is None:
            return
        page, _ = self._wanted.popitem()
        ids = self.ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
        fetch, generation = self._fetch, self._generation
        self._is_fetching = True
        self._questions.ask(lambda: fetch(ids), then=lambda rows: self._on_page(page, rows, generation))

    def _on_page(self, page: int, rows: Sequence[Row], generation: int) -> None:
        if generation != self._generation:
            return
        self._is_fetching = False
        first = page * PAGE_ROWS
        by_id = {row.id: row for row in rows}  # the case may show one of them no longer
        self._pages[page] = [by_id.get(one) for one in self.ids[first : first + PAGE_ROWS]]
        self._wanted.pop(page, None)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        self.came.emit(first, len(self._pages[page]))
        if self._wanted:
            self._soon.start()
