"""How the examiner points at files and folders: the system's dialogues, behind a border that tests can
replace.
"""

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


class Chooser(Protocol):
    """Each answer is a path, or empty when nothing was chosen."""

    def file(self, parent: QWidget, *, title: str, folder: str, kinds: str) -> str: ...

    def files(self, parent: QWidget, *, title: str, folder: str, kinds: str) -> list[str]: ...

    def new_file(self, parent: QWidget, *, title: str, file: str, kinds: str) -> str: ...

    def folder(self, parent: QWidget, *, title: str, folder: str) -> str: ...

    def confirm(self, parent: QWidget, *, title: str, words: str, button: str) -> bool: ...


class SystemChooser:
    """The dialogues of the system; questions are asked only before something cannot be undone or goes on
    unseen.
    """

    def file(self, parent: QWidget, *, title: str, folder: str, kinds: str) -> str:
        return QFileDialog.getOpenFileName(parent, title, folder, kinds)[0]

    def files(self, parent: QWidget, *, title: str, folder: str, kinds: str) -> list[str]:
        return QFileDialog.getOpenFileNames(parent, title, folder, kinds)[0]

    def new_file(self, parent: QWidget, *, title: str, file: str, kinds: str) -> str:
        return QFileDialog.getSaveFileName(parent, title, file, kinds)[0]

    def folder(self, parent: QWidget, *, title: str, folder: str) -> str:
        return QFileDialog.getExistingDirectory(parent, title, folder)

    def confirm(self, parent: QWidget, *, title: str, words: str, button: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, words, QMessageBox.StandardButton.Cancel, parent)
        box.setTextFormat(Qt.TextFormat.PlainText)
        go_on = box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        return box.clickedButton() is go_on
