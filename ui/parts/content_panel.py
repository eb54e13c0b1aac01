"""The content of a file in the detail pane: the hexadecimal view with its title, the place under the hand in
words, and the line where an offset is typed or something is searched for.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.rows import ExtentRow
from ui.content_search import ContentSearch, NothingSought, Sought
from ui.hexdump import shown_text
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.content_pages import ContentPages
from ui.parts.hexview import HexView
from ui.parts.labels import MiddleLabel
from ui.parts.lookup_line import LookupLine, offset_of
from ui.parts.panels import Notice
from ui.viewer import ContentBytes, Viewer
from ui.wording import count, size

Words = Callable[[bytes], str]
LEAST_BYTES: Final = 48  # px of the hexadecimal view
LINE: Final = 18  # px at 100 %
MOST_COPIED: Final = 1 << 20  # bytes: three times as many characters go to the clipboard


class ContentPanel(QWidget):
    """Shows the content of one entry at a time."""

    def __init__(self, look: Look, viewer: Viewer) -> None:
        super().__init__()
        self._look, self._viewer = look, viewer
        self._extents: tuple[ExtentRow, ...] | None = None
        self._sought: Sought | None = None
        self._is_after_hit = False
        self._copying: int | None = None
        self.pages = ContentPages(viewer, self)
        self.search = ContentSearch(viewer, self)
        self.view = HexView(look, self.pages)
        self.title = MiddleLabel(translate("detail", "Content"), role="smallstrong", meaning="")
        self.go_button = Button(look, translate("detail", "Go to offset"), kind="link")
        self.find_button = Button(look, translate("detail", "Find"), kind="link")
        self.notice = Notice(look)
        self.place_words, self.image_words = MiddleLabel(role="monosmall"), MiddleLabel(role="monosmall")
        self.line = LookupLine(look)
        self._lay_out()
        self._connect()
        self.show_content(None, 0)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title, 1)
        head.addWidget(self.find_button)
        head.addWidget(self.go_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 8, 4, 8)
        column.setSpacing(2)
        head.setContentsMargins(8, 0, 8, 4)
        column.addLayout(head)
        column.addWidget(self.line)
        column.addWidget(self.notice)
        column.addWidget(self.view, 1)
        for words in (self.place_words, self.image_words):
            words.setContentsMargins(8, 0, 8, 0)
            column.addWidget(words)
        self.view.setMinimumHeight(LEAST_BYTES)

    def _connect(self) -> None:
        self.go_button.clicked.connect(lambda _checked=False: self.ask_offset())
        self.find_button.clicked.connect(lambda _checked=False: self.ask_find())
        self.view.moved.connect(self._tell_place)
        self.view.copied.connect(self.copy_hex)
        self.view.menu_asked.connect(self._open_menu)
        self.pages.troubled.connect(self._on_trouble)
        self.search.found.connect(self._on_found)
        self.search.ended.connect(self._on_not_found)
        self.search.troubled.connect(self._on_not_found)
        self.search.progressed.connect(self._on_searched)
        self.line.go_asked.connect(self._on_go)
        self.line.find_asked.connect(self._on_find)
        self.line.left.connect(self._on_left)

    @property
    def is_reading(self) -> bool:
        return self.pages.is_reading or self.view.is_settling

    def show_content(
        self, entry: int | None, size_bytes: int, *, extents: tuple[ExtentRow, ...] | None = None
    ) -> None:
        """The content of an entry; `None`: there is none to show."""
        self.search.stop()
        if self._copying is not None:
            self._viewer.cancel(self._copying)
            self._copying = None
        self._extents, self._is_after_hit = extents, False
        self.pages.show(entry, size_bytes)
        self.view.show_content()
        self.notice.say("")
        self.line.hide()
        has_bytes = entry is not None and size_bytes > 0
        for widget in (self.view, self.go_button, self.find_button):
            widget.setVisible(has_bytes)
        self._fit()
        if has_bytes:
            words = translate("detail", "Content, {number} bytes")
            self.title.show_text(words.format(number=count(size_bytes)))
        else:
            self.title.show_text(translate("detail", "Content"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room it goes to the bytes; a screen reader is told their place as ever."""
        has_room = self.height() >= LEAST_BYTES + 4 * self._look.scaled(LINE)
        for words in (self.place_words, self.image_words):
            words.setVisible(has_room and self.view.isVisibleTo(self))

    def say(self, words: str) -> None:
        """Why there is no content."""
        self.title.show_text(words)

    def stop(self) -> None:
        """Read and search no further."""
        self.search.stop()
        self.view.stop()
        self.pages.forget()

    def _on_trouble(self, sentence: str) -> None:
        self.notice.say(sentence, meaning="unreadable")

    # The place

    def _tell_place(self) -> None:
        if self.pages.entry is None or not self.pages.size_bytes:
            return
        place = self.view.place
        first, length = self.view.selection
        here = _listed(f"{place:#x} ({count(place)})", self._byte_words(place))
        is_marked = self.view.has_selection
        marked = translate("detail", "%n byte(s) selected", "", length) if is_marked else ""
        where = _listed(self._image_words(first if is_marked else place), marked)
        self.place_words.show_text(here)
        self.image_words.show_text(where)
        self.view.describe(f"{here}, {where}")

    def _byte_words(self, place: int) -> str:
        if self.view.is_lost(place):
            return translate("detail", "could not be read")
        byte = self.view.byte_at(place)
        if byte is None:
            return ""
        sign = shown_text(bytes([byte]))
        text = f" “{sign}”" if sign.strip() and (sign != "." or byte == ord(".")) else ""
        return translate("detail", "byte {hex}, {number}").format(hex=f"{byte:02x}", number=byte) + text

    def _image_words(self, place: int) -> str:
        """Where the byte lies in the image."""
        if self._extents is None:
            return translate("detail", "place in the image not known")
        for run in self._extents:
            if run.offset <= place < run.offset + run.length:
                if run.image_offset is None:
                    return translate("detail", "a hole, not on the disk")
                where = count(run.image_offset + place - run.offset)
                if run.volume is not None:
                    words = translate("detail", "volume {number}, {offset}")
                    return words.format(number=run.volume, offset=where)
                return translate("detail", "image {offset}").format(offset=where)
        return translate("detail", "place in the image not known")

    # Going and finding

    def ask_offset(self) -> None:
        if self.pages.size_bytes:
            self.line.ask_offset()

    def ask_find(self) -> None:
        if self.pages.size_bytes:
            self.line.ask_find()

    def find_again(self, *, is_backward: bool = False) -> None:
        """The next hit, or the one before; asks what for where nothing was searched yet."""
        if self._sought is None:
            self.ask_find()
        else:
            self._search(self._sought, is_backward=is_backward)

    def _on_go(self) -> None:
        offset = offset_of(self.line.text())
        if offset is None or offset >= self.pages.size_bytes:
            last = self.pages.size_bytes - 1
            words = translate("detail", "Write an offset from 0 to {last} ({hex}).")
            self.line.say_wrong(words.format(last=count(last), hex=f"{last:#x}"))
            return
        self.line.hide()
        self.view.go_to(offset)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_find(self) -> None:
        try:
            sought = self.line.sought()
        except NothingSought as wrong:
            self.line.say_wrong(str(wrong))
            return
        self._is_after_hit = self._is_after_hit and sought == self._sought
        self._search(sought, is_backward=False)

    def _search(self, sought: Sought, *, is_backward: bool) -> None:
        if self.pages.entry is None:
            return
        self._sought = sought
        self.line.say(translate("detail", "Searching…"))
        start = self.view.selection[0] + (0 if is_backward or not self._is_after_hit else 1)
        self.search.start(
            self.pages.entry, self.pages.size_bytes, sought, start=start, is_backward=is_backward
        )

    def _on_found(self, offset: int, length: int) -> None:
        self._is_after_hit = True
        self.view.go_to(offset, length=length)
        self.line.say(
            translate("detail", "Found at {offset}. F3 for the next one.").format(offset=f"{offset:#x}")
        )

    def _on_not_found(self, sentence: str) -> None:
        self.line.show()
        self.line.say_wrong(sentence)

    def _on_searched(self, number: int) -> None:
        words = translate("detail", "Searched {done} of {all}. Esc stops.")
        self.line.say(words.format(done=size(number), all=size(self.pages.size_bytes)))

    def _on_left(self) -> None:
        self.search.stop()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # Copying

    def copy_hex(self) -> None:
        self._copy(lambda data: data.hex(" "))

    def copy_text(self) -> None:
        self._copy(shown_text)

    def copy_place(self) -> None:
        QGuiApplication.clipboard().setText(str(self.view.place))

    def _copy(self, words: Words) -> None:
        first, length = self.view.selection
        if self.pages.entry is None or not self.pages.size_bytes:
            return
        if length > MOST_COPIED:
            told = translate("detail", "At most {size} are copied at once; select fewer bytes.")
            self.notice.say(told.format(size=size(MOST_COPIED)), meaning="unreadable")
            return
        self._copying = self._viewer.ask_bytes(
            self.pages.entry,
            offset=first,
            length=length,
            then=lambda content: self._on_copied(content, words),
            otherwise=self._on_trouble,
        )

    def _on_copied(self, content: ContentBytes, words: Words) -> None:
        self._copying = None
        if content.unreadable:
            lost = sum(length for _offset, length in content.unreadable)
            told = translate("detail", "%n byte(s) selected could not be read; nothing was copied.", "", lost)
            self.notice.say(told, meaning="unreadable")
            return
        QGuiApplication.clipboard().setText(words(content.data))
        self.notice.say(
            translate("detail", "%n byte(s) copied.", "", len(content.data)), meaning="text2", icon="copy"
        )

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(translate("detail", "Copy as hexadecimal"), self.copy_hex)
        menu.addAction(translate("detail", "Copy as text"), self.copy_text)
        menu.addAction(translate("detail", "Copy the offset"), self.copy_place)
        menu.addSeparator()
        menu.addAction(translate("detail", "Go to offset"), self.ask_offset)
        menu.addAction(translate("detail", "Find"), self.ask_find)
        menu.popup(place)


def _listed(*words: str) -> str:
    return "  ·  ".join(filter(None, words))
