"""The content of one entry, read page by page as it is looked at: the few pages around the eye are kept, and
a page that nobody looks at any more is not waited for.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from ui.viewer import ContentBytes, Viewer

PAGE_BYTES: Final = 64 * 1024  # rows of 8, 16 and 32 bytes never lie in two pages
PAGES_KEPT: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`data` from offset `at`; `unreadable` are (offset in the page, length), where zeros stand."""

    at: int
    data: bytes
    unreadable: tuple[tuple[int, int], ...] = ()
    reason: str | None = None

    def is_lost(self, place: int) -> bool:
        """The byte at `place` of the page could not be read."""
        return any(first <= place < first + length for first, length in self.unreadable)


class ContentPages(QObject):
    """`arrived` is sent for each page that has come, `troubled` where one cannot be had."""

    arrived = Signal()
    troubled = Signal(str)

    def __init__(self, viewer: Viewer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self._entry: int | None = None
        self.size_bytes = 0
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._asked: dict[int, int] = {}  # page -> question
        self._failed: set[int] = set()

    @property
    def entry(self) -> int | None:
        return self._entry

    @property
    def is_reading(self) -> bool:
        return bool(self._asked)

    def show(self, entry: int | None, size_bytes: int) -> None:
        """Another content from now on; `None`: none."""
        self.forget()
        self._entry, self.size_bytes = entry, size_bytes if entry is not None else 0

    def forget(self) -> None:
        """Wait for nothing more and keep no page: the next question reads anew."""
        for question in self._asked.values():
            self._viewer.cancel(question)
        self._asked.clear()
        self._pages.clear()
        self._failed.clear()

    def page_at(self, offset: int) -> Page | None:
        """The page that holds a byte, where it has come."""
        number = offset // PAGE_BYTES
        page = self._pages.get(number)
        if page is not None:
            self._pages.move_to_end(number)
        return page

    def want(self, first: int, after: int) -> None:
        """These bytes are looked at: ask for their pages, and wait for no others."""
        if self._entry is None or not self.size_bytes:
            return
        wanted = range(first // PAGE_BYTES, (min(after, self.size_bytes) - 1) // PAGE_BYTES + 1)
        for number in [one for one in self._asked if one not in wanted]:
            self._viewer.cancel(self._asked.pop(number))
        for number in wanted:
            if number not in self._pages and number not in self._asked and number not in self._failed:
                self._ask(number)

    def _ask(self, number: int) -> None:
        entry = self._entry
        if entry is None:
            return
        self._asked[number] = self._viewer.ask_bytes(
            entry,
            offset=number * PAGE_BYTES,
            length=PAGE_BYTES,
            then=lambda content: self._on_bytes(entry, number, content),
            otherwise=lambda sentence: self._on_trouble(entry, number, sentence),
        )

    def _on_bytes(self, entry: int, number: int, content: ContentBytes) -> None:
        if entry != self._entry or self._asked.pop(number, None) is None:
            return
        self._pages[number] = Page(
            at=number * PAGE_BYTES,
            data=content.data,
            unreadable=content.unreadable,
            reason=content.reason,
        )
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        self.arrived.emit()

    def _on_trouble(self, entry: int, number: int, sentence: str) -> None:
        if entry != self._entry or self._asked.pop(number, None) is None:
            return
        self._failed.add(number)
        self.troubled.emit(sentence)
