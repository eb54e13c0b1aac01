"""A long form in sections: a title on the left, rows of fields on the right, and what was changed in it.

The form scrolls where the window is short; a field that takes the cursor is brought into sight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.language import marked, translate
from ui.parts.labels import label
from ui.parts.panels import line
from ui.sheets.sheet import Field

SIDE_WIDTH: Final = 136
NOT_SUPPLIED: Final = marked("custody", "Not supplied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One field: the name it is recorded by, its title, and its share of the row. Words are marked in the
    context `custody`.

    `choices` are (value, words); with them the field is a list to choose from. `proposals` are offered while
    typing, and anything else may be typed.
    """

    name: str
    title: str
    share: int = 1
    mono: bool = False
    needed: bool = False
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    rows: tuple[tuple[Asked, ...], ...]
    note: str = ""


class ChoiceField(QWidget):
    """A label above a list; its first line stands for nothing supplied, unless `empty` is None."""

    def __init__(self, asked: Asked, *, empty: str | None = NOT_SUPPLIED) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setAccessibleName(translate("custody", asked.title))
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if empty is not None:
            self.box.addItem(translate("custody", empty), "")
        for value, words in asked.choices:
            self.box.addItem(translate("custody", words), value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(label(translate("custody", asked.title), role="small", meaning="text2"))
        column.addWidget(self.box)

    def value(self) -> str | None:
        return self.box.currentData() or None

    def show_value(self, value: str) -> None:
        """A value that no choice stands for is added as it is: what is recorded is never lost here."""
        at = self.box.findData(value)
        if at < 0:
            self.box.addItem(value, value)
            at = self.box.count() - 1
        self.box.setCurrentIndex(at)


class SectionForm(QScrollArea):
    """`fields` by name; `changes` tells what differs from what was shown first."""

    def __init__(self, sections: Sequence[Section], *, values: Mapping[str, str], title: str) -> None:
        super().__init__(widgetResizable=True)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fields: dict[str, Field | ChoiceField] = {}
        inner = self._inner = QWidget()
        inner.setObjectName("inside")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 8, 0)
        self.column.setSpacing(12)
        for number, section in enumerate(sections):
            if number:
                self.column.addWidget(line())
            self.column.addLayout(self._section(section))
        self.setWidget(inner)
        for name, field in self.fields.items():
            _show(field, values.get(name, ""))
        # As the fields give it back: what cannot be shown on one line is no change of the examiner's.
        self._before = {name: field.value() for name, field in self.fields.items()}

    def _section(self, section: Section) -> QHBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(8)
        for asked in section.rows:
            row = QHBoxLayout()
            row.setSpacing(12)
            for one in asked:
                field = self.fields[one.name] = _field(one)
                _widget(field).installEventFilter(self)
                row.addWidget(field, one.share)
            rows.addLayout(row)
        note = translate("custody", section.note) if section.note else ""
        return beside(translate("custody", section.title), rows, note=note)

    def add_part(self, part: QHBoxLayout) -> None:
        """A section that is more than fields."""
        self.column.addWidget(line())
        self.column.addLayout(part)

    def wanted_height(self) -> int:
        self.column.activate()
        return self._inner.sizeHint().height() + 4

    def value(self, name: str) -> str | None:
        return self.fields[name].value()

    def changes(self) -> dict[str, str | None]:
        """What was typed or chosen anew; None where something recorded was emptied."""
        now = {name: field.value() for name, field in self.fields.items()}
        return {name: value for name, value in now.items() if value != self._before[name]}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, 0, 24)
        return super().eventFilter(watched, event)


def beside(title: str, content: QVBoxLayout, *, note: str = "") -> QHBoxLayout:
    """A section's title and note on the left of its content."""
    side = QVBoxLayout()
    side.setSpacing(2)
    head = label(title, role="strong")
    side.addWidget(head)
    if note:
        side.addWidget(label(note, role="small", meaning="text2", wrap=True))
    side.addStretch(1)
    box = QWidget()
    box.setFixedWidth(SIDE_WIDTH)
    side.setContentsMargins(0, 0, 0, 0)
    box.setLayout(side)
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(box)
    row.addLayout(content, 1)
    return row


def _field(asked: Asked) -> Field | ChoiceField:
    if asked.choices:
        return ChoiceField(asked)
    hint = translate("custody", asked.hint) if asked.hint else ""
    title = translate("custody", asked.title)
    field = Field(title, needed=asked.needed, mono=asked.mono, hint=hint)
    if asked.proposals:
        proposals = [translate("custody", words) for words in asked.proposals]
        completer = QCompleter(proposals, field.edit)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        field.edit.setCompleter(completer)
    return field


def _widget(field: Field | ChoiceField) -> QLineEdit | QComboBox:
    return field.edit if isinstance(field, Field) else field.box


def _show(field: Field | ChoiceField, value: str) -> None:
    if isinstance(field, Field):
        field.edit.setText(value)
        field.edit.setCursorPosition(0)
    else:
        field.show_value(value)
