"""Choosing the columns of the table of files: a button with a list of them, kept for the next time."""

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.workbench import Workbench
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.tables.columns import ENTRY_COLUMNS
from ui.tables.view import RowsTable

SETTING = "files_columns"


class ColumnsButton(Button):
    """As long as nothing was chosen, the columns are those there is room for."""

    def __init__(self, look: Look, table: RowsTable, workbench: Workbench) -> None:
        super().__init__(look, translate("files", "Columns"), icon="columns")
        self._table, self._workbench = table, workbench
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.clicked.connect(lambda _checked=False: self._open())
        kept = workbench.setting(SETTING, "")
        if kept:
            table.choose_columns(kept.split())

    def _open(self) -> None:
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _fill(self) -> None:
        self.menu.clear()
        shown = self._table.shown_fields()
        for column in ENTRY_COLUMNS:
            action = QAction(translate("files", column.title), self.menu, checkable=True)
            action.setChecked(column.field in shown)
            action.setEnabled(bool(column.width))  # the name always stays
            action.toggled.connect(partial(self._on_toggled, column.field))
            self.menu.addAction(action)
        self.menu.addSeparator()
        usual = QAction(translate("files", "Those there is room for"), self.menu)
        usual.triggered.connect(lambda _checked=False: self._choose(None))
        self.menu.addAction(usual)

    def _on_toggled(self, field: str, is_on: bool) -> None:
        shown = {*self._table.shown_fields(), field} if is_on else {*self._table.shown_fields()} - {field}
        self._choose(tuple(column.field for column in ENTRY_COLUMNS if column.field in shown))

    def _choose(self, fields: tuple[str, ...] | None) -> None:
        self._workbench.set_setting(SETTING, " ".join(fields or ()))
        self._table.choose_columns(fields)
