"""Who takes part in a case: the persons on record, a new one, or a correction; and the choice of one."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rows import PersonRow
from ui.commands import Actions
from ui.language import marked, translate
from ui.look import Look
from ui.parts.labels import label
from ui.sheets.sections import Asked, ChoiceField
from ui.sheets.sheet import Field, Sheet, missing
from ui.tables.cells import Cell, CellsModel, CellsTable, Head

ROLES: Final = (
    ("examiner", marked("custody", "Examiner")),
    ("supervisor", marked("custody", "Supervisor")),
    ("lab", marked("custody", "Laboratory")),
    ("reviewer", marked("custody", "Reviewer")),
)
STANDINGS: Final = (("sworn", marked("custody", "Sworn")), ("civilian", marked("custody", "Civilian")))
SOMEONE_ELSE: Final = marked("custody", "Someone else")
HEADS: Final = (
    Head(title=marked("words", "Id"), width=52),
    Head(title=marked("words", "Name"), width=0),
    Head(title=marked("words", "Number"), width=110),
    Head(title=marked("words", "Role and standing"), width=230),
)


def person_cells(row: PersonRow) -> Sequence[Cell]:
    return (
        Cell(first=row.id, mono=True, meaning="text2"),
        Cell(first=row.name, second=row.agency or ""),
        Cell(
            first=row.number or translate("custody", "Not supplied"), mono=bool(row.number), meaning="text2"
        ),
        Cell(first=role_words(row) or translate("custody", "Not supplied"), meaning="text2"),
    )


def role_words(row: PersonRow) -> str:
    """`Supervisor, sworn`; empty where neither is known."""
    parts = [
        translate("custody", dict(ROLES).get(row.role or "", row.role or "")),
        translate("custody", dict(STANDINGS)[row.standing]).lower()
        if row.standing in dict(STANDINGS)
        else "",
    ]
    return ", ".join(part for part in parts if part)


class PersonFields(QWidget):
    """The fields of one person."""

    def __init__(self, *, is_narrow: bool = False) -> None:
        super().__init__()
        self.name = Field(translate("custody", "Name"), needed=True)
        self.number = Field(
            translate("custody", "Number"), mono=True, hint=translate("custody", "badge number")
        )
        self.agency = Field(translate("custody", "Agency"))
        self.role = ChoiceField(Asked(name="role", title=translate("custody", "Role"), choices=ROLES))
        self.standing = ChoiceField(
            Asked(name="standing", title=translate("custody", "Standing"), choices=STANDINGS)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        last = ((self.role, 1), (self.standing, 1))
        rows = (((self.agency, 2),), last) if is_narrow else (((self.agency, 2), *last),)
        for fields in (((self.name, 2), (self.number, 1)), *rows):
            row = QHBoxLayout()
            row.setSpacing(12)
            for field, share in fields:
                row.addWidget(field, share)
            column.addLayout(row)

    def show_person(self, person: PersonRow | None) -> None:
        self.name.edit.setText(person.name if person else "")
        self.number.edit.setText((person.number if person else "") or "")
        self.agency.edit.setText((person.agency if person else "") or "")
        self.role.show_value((person.role if person else "") or "")
        self.standing.show_value((person.standing if person else "") or "")

    def person(self, id_: str) -> PersonRow | None:
        """What was typed; None, and the field marked, where the name is missing."""
        if missing((self.name,)):
            return None
        return PersonRow(
            id=id_,
            name=self.name.value() or "",
            number=self.number.value(),
            role=self.role.value(),
            standing=self.standing.value(),
            agency=self.agency.value(),
        )


class PersonsSheet(Sheet):
    """Sends a `PersonRow`; with an empty id it is a new person, else a correction."""

    def __init__(self, look: Look, actions: Actions, *, persons: Sequence[PersonRow]) -> None:
        super().__init__(
            look,
            actions,
            title=translate("custody", "Persons"),
            subtitle=translate("custody", "who takes part in this case"),
            button=translate("custody", "Record"),
            icon="identification-badge",
        )
        self.wanted_width, self.wanted_height = 860, 560
        new = PersonRow(id="", name=translate("custody", "A new person"))
        self.model = CellsModel[PersonRow](HEADS, person_cells, self)
        self.model.show_rows([new, *persons])
        self.table = CellsTable[PersonRow](
            look, self.model, name=translate("custody", "Persons of this case"), row_height=46
        )
        self.fields = PersonFields()
        self._title = label(translate("custody", "A new person"), role="strong")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._title)
        self.body.addWidget(self.fields)
        self.body.addWidget(self.notice)
        self.foot_words.setText(
            translate(
                "custody",
                "A correction is a new event; what was recorded before stays in the chain. Roles stand "
                "beside every act of that person.",
            )
        )
        self.table.chosen.connect(self._show)
        self.table.choose_row(0)

    def first_field(self) -> QWidget:
        return self.fields.name.edit

    def _show(self, row: PersonRow | None) -> None:
        is_new = row is None or not row.id
        self._title.setText(
            translate("custody", "A new person")
            if is_new or row is None
            else translate("custody", "Correct {id}").format(id=row.id)
        )
        self.fields.show_person(None if is_new else row)
        self.notice.say("")

    def accept(self) -> None:
        chosen = self.table.current()
        person = self.fields.person(chosen.id if chosen is not None else "")
        if person is None:
            return
        if person == chosen:
            self.refuse(translate("custody", "Nothing was changed, so there is nothing to record."))
            return
        self.accepted.emit(person)


class PersonChoice(QWidget):
    """One of the persons on record, or someone else, whose fields then show."""

    def __init__(self, title: str, persons: Sequence[PersonRow], *, chosen: str | None = None) -> None:
        super().__init__()
        people = tuple((person.id, f"{person.name} ({person.id})") for person in persons)
        self.choice = ChoiceField(
            Asked(
                name=title, title=f"{title} *", choices=(*people, ("+", translate("custody", SOMEONE_ELSE)))
            )
        )
        self.fields = PersonFields(is_narrow=True)
        self.fields.hide()
        self._wrong = label(role="small", meaning="unreadable")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.choice)
        column.addWidget(self.fields)
        column.addWidget(self._wrong)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.choice.box.currentIndexChanged.connect(self._on_chosen)
        if chosen is not None:
            self.choice.show_value(chosen)

    def _on_chosen(self, _row: int) -> None:
        self._wrong.setText("")
        self.fields.setVisible(self.choice.value() == "+")

    def person(self) -> PersonRow | None:
        """One on record has only id and name here; None, and the trouble said, where none is named."""
        value = self.choice.value()
        if value is None:
            self._wrong.setText(translate("custody", "is needed"))
            self.choice.box.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        if value == "+":
            return self.fields.person("")
        return PersonRow(id=value, name=self.choice.box.currentText())
