"""The panes of the page of files, side by side: folders, the files of one of them, and a file's detail."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.commands import Actions
from ui.language import translate
from ui.look import Look
from ui.pages.files_tree import FolderTree
from ui.parts.buttons import CommandButton
from ui.parts.detail import DetailPane
from ui.parts.labels import MiddleLabel, label
from ui.parts.panels import Panel
from ui.tables.view import RowsTable


class FilesPanes(QSplitter):
    """`say_nothing` puts words in the table's place, `show_table` takes them away."""

    def __init__(
        self, look: Look, actions: Actions, *, tree: FolderTree, table: RowsTable, detail: DetailPane
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.place = MiddleLabel(role="mono", meaning="text2")
        self.below = QCheckBox(translate("files", "Everything below"))
        self.below.setAccessibleName(translate("files", "Everything below the folder"))
        self.below.setChecked(True)
        self.empty = label(role="title", meaning="text2", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._unfilter = CommandButton(look, actions["filter.clear"], icon="x")
        self._middle = QStackedWidget()
        self._middle.addWidget(table)
        self._middle.addWidget(self._nothing())
        self._is_split_by_hand = False
        files = self._files()
        self.setHandleWidth(12)
        self.setChildrenCollapsible(False)
        for number, pane in enumerate((_folders(tree), files, detail)):
            self.addWidget(pane)
            self.setStretchFactor(number, int(pane is files))
        self.splitterMoved.connect(lambda _place, _number: self._on_split())

    def show_table(self) -> None:
        self._middle.setCurrentIndex(0)

    def say_nothing(self, words: str, *, is_filtered: bool) -> None:
        self.empty.setText(words)
        self._unfilter.setVisible(is_filtered)
        self._middle.setCurrentIndex(1)

    def fit(self, width: int) -> None:
        """Share out so many px, unless somebody did it by hand."""
        if not self._is_split_by_hand:
            tree = min(max(236, width // 5), 380)
            self.setSizes([tree, max(320, width - tree - 400), 344])

    def _files(self) -> Panel:
        files = Panel(margin=0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 10, 4)
        head.addWidget(self.place, 1)
        head.addWidget(self.below)
        files.body.setSpacing(0)
        files.body.addLayout(head)
        files.body.addWidget(self._middle, 1)
        files.setMinimumWidth(320)
        return files

    def _nothing(self) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(48, 48, 48, 48)
        box.addStretch(1)
        box.addWidget(self.empty)
        box.addWidget(self._unfilter, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)
        return made

    def _on_split(self) -> None:
        self._is_split_by_hand = True


def _folders(tree: FolderTree) -> Panel:
    made = Panel(translate("files", "Folders"), margin=0)
    made.head.addWidget(label(translate("files", "matched, files"), role="small", meaning="text2"))
    made.body.addWidget(tree)
    made.setMinimumWidth(170)
    return made
