"""Help over the page it explains: the texts on the left, a line to search in them, the text on the right."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ui.help_texts import HelpText, found_texts
from ui.language import translate
from ui.look import Look
from ui.overlays import Overlay
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.parts.panels import line

LINE_PERCENT = 125


class HelpBrowser(QTextBrowser):
    """Shows the shipped texts and follows their links; it never loads anything."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        del kind, name
        return None


class HelpOverlay(Overlay):
    """Opens at `topic`."""

    def __init__(self, look: Look, texts: Sequence[HelpText], *, topic: str) -> None:
        super().__init__(look, name=translate("help", "Help"))
        self.wanted_width, self.wanted_height = 940, 640
        self._texts = {text.topic: text for text in texts}
        self._first = topic
        self.search = QLineEdit()
        self.search.setPlaceholderText(translate("help", "Search in the help"))
        self.search.setAccessibleName(translate("help", "Search in the help"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(translate("help", "What there is help for"))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.none = label(translate("help", "No text holds these words."), meaning="text2", wrap=True)
        self.browser = HelpBrowser()
        self.browser.setAccessibleName(translate("help", "The text"))
        self.browser.setOpenLinks(False)
        self.browser.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.browser.document().setDocumentMargin(16)
        self._lay_out()
        self.search.textChanged.connect(self._on_search)
        self.list.currentItemChanged.connect(lambda item, _before: self._show(item))
        self.browser.anchorClicked.connect(lambda url: self.show_topic(url.path() or url.toString()))
        self._on_search("")
        self.show_topic(topic)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 8)
        head.addWidget(label(translate("help", "Help"), role="screen"))
        head.addStretch(1)
        leave = Button(
            self.look, translate("help", "Close"), kind="flat", icon="x", key=translate("words", "Esc")
        )
        leave.clicked.connect(lambda _checked=False: self.left.emit())
        head.addWidget(leave)
        column.addLayout(head)
        column.addWidget(line())
        parts = QHBoxLayout()
        parts.setSpacing(0)
        parts.addLayout(self._side())
        edge = line()
        edge.setFixedSize(1, 16_777_215)
        parts.addWidget(edge)
        parts.addWidget(self.browser, 1)
        column.addLayout(parts, 1)

    def _side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setContentsMargins(12, 12, 12, 12)
        side.setSpacing(8)
        for widget in (self.search, self.none, self.list):
            widget.setFixedWidth(self.look.scaled(240))
        side.addWidget(self.search)
        side.addWidget(self.none)
        side.addWidget(self.list, 1)
        return side

    def first_field(self) -> QWidget:
        return self.browser

    def _on_search(self, asked: str) -> None:
        fitting = found_texts(tuple(self._texts.values()), asked)
        self.list.clear()
        for text in fitting:
            item = QListWidgetItem(text.title)
            item.setData(Qt.ItemDataRole.UserRole, text.topic)
            item.setSizeHint(QSize(0, self.look.scaled(28)))
            self.list.addItem(item)
        self.none.setVisible(not fitting)
        self.list.setCurrentRow(0)

    def show_topic(self, topic: str) -> None:
        """Show a text, and its place in the list."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == topic:
                self.list.setCurrentRow(row)
                return
        if topic in self._texts and self.search.text():
            self.search.clear()
            self.show_topic(topic)

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        words = self._texts[item.data(Qt.ItemDataRole.UserRole)].words
        self.browser.document().setMarkdown(words, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._space_out()
        self._mark_search()

    def _space_out(self) -> None:
        """Room between the lines and paragraphs: Qt's own reading of Markdown gives none."""
        cursor = QTextCursor(self.browser.document())
        cursor.beginEditBlock()  # one laying out, not one a paragraph
        is_first = True
        while is_first or cursor.movePosition(QTextCursor.MoveOperation.NextBlock):
            spaced = cursor.blockFormat()
            spaced.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            spaced.setBottomMargin(self.look.scaled(10))
            cursor.setBlockFormat(spaced)
            if is_first:
                letters = QTextCharFormat()
                letters.setProperty(QTextFormat.Property.FontPixelSize, self.look.scaled(18))
                letters.clearProperty(QTextFormat.Property.FontSizeAdjustment)
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                cursor.mergeCharFormat(letters)
            is_first = False
        cursor.endEditBlock()
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)

    def _mark_search(self) -> None:
        """Go to where the first word searched for stands."""
        words = self.search.text().split()
        if words:
            self.browser.find(words[0])
