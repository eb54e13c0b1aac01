"""The filter of the findings as one line of text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.rows import EntryFilter
from app.rows.browsing import FilterTrouble
from ui.language import translate
from ui.parts.labels import set_property


class FilterLine(QWidget):
    """`changed` tells the new filter; what cannot be read is marked and changes nothing."""

    changed = Signal(object)

    def __init__(self, *, where: EntryFilter) -> None:
        super().__init__()
        self.where = where
        self.text = QLineEdit(where.text)
        self.text.setPlaceholderText(translate("findings", "add a word, or size:>1MB path:Users deleted:yes"))
        self.text.setAccessibleName(translate("findings", "Filter"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text)
        self.text.editingFinished.connect(self._on_edited)

    def show_filter(self, where: EntryFilter) -> None:
        self.where = where
        self.text.setText(where.text)

    def edit(self) -> None:
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()

    def _on_edited(self) -> None:
        try:
            where = EntryFilter.of(self.text.text())
        except FilterTrouble as trouble:
            set_property(self.text, "wrong", True)
            self.text.setToolTip(str(trouble))
            return
        set_property(self.text, "wrong", False)
        if where != self.where:
            self.where = where
            self.changed.emit(where)
