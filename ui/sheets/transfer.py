"""A hand-over: what goes from whom to whom, when, where and why, and whether the digest was checked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.rows import PersonRow, TransferRow
from ui.commands import Actions
from ui.language import marked, translate
from ui.look import Look
from ui.parts.labels import label
from ui.sheets.persons import PersonChoice
from ui.sheets.sections import Asked, Section, SectionForm
from ui.sheets.sheet import Sheet
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.times import moment

_REHASHED: Final = {
    True: marked("custody", "re-checked"),
    False: marked("custody", "not re-checked"),
    None: marked("custody", "not said"),
}
PURPOSES: Final = (
    marked("custody", "Triage on scene"),
    marked("custody", "Transport to the store"),
    marked("custody", "Examination in the laboratory"),
    marked("custody", "Return to owner"),
)
FRAME_HEIGHT: Final = 190  # head, foot and a notice of one line
HEADS: Final = (
    Head(title=marked("words", "When (UTC)"), width=200),
    Head(title=marked("words", "From and to"), width=0),
    Head(title=marked("words", "Purpose and seals"), width=260),
    Head(title=marked("words", "Digest"), width=110),
)


def transfer_cells(row: TransferRow) -> Sequence[Cell]:
    seals = ", ".join(
        said.format(seal=seal)
        for said, seal in (
            (translate("custody", "seal out {seal}"), row.seal_out),
            (translate("custody", "seal in {seal}"), row.seal_in),
        )
        if seal
    )
    return (
        Cell(first=moment(row.at), second=row.at_local or "", meaning="text2"),
        Cell(
            first=f"{row.released_by} → {row.received_by}",
            second=row.place or translate("custody", "place not supplied"),
        ),
        Cell(
            first=row.purpose or translate("custody", "Not supplied"),
            second=seals or translate("custody", "no seal numbers"),
        ),
        Cell(first=translate("custody", _REHASHED[row.rehashed]), meaning="text2"),
    )


def local_now() -> str:
    """The laptop's time with its zone, as it is recorded: `2026-11-22 06:10 +01:00`."""
    here = QDateTime.currentDateTime()
    minutes = here.offsetFromUtc() // 60
    sign = "-" if minutes < 0 else "+"
    return f"{here.toString('yyyy-MM-dd HH:mm')} {sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransfer:
    """Persons with an empty id are to be recorded first."""

    label: str
    released_by: PersonRow
    received_by: PersonRow
    values: dict[str, str]
    rehashed: bool


def _sections(seal: str | None) -> tuple[Section, ...]:
    hint = translate("custody", "on record: {seal}").format(seal=seal) if seal else ""
    return (
        Section(
            title=translate("custody", "When and why"),
            rows=(
                (
                    Asked(name="at", title=translate("custody", "Date and time, local with zone"), mono=True),
                    Asked(name="purpose", title=translate("custody", "Purpose"), proposals=PURPOSES, share=2),
                ),
                (Asked(name="place", title=translate("custody", "Place")),),
            ),
        ),
        Section(
            title=translate("custody", "Seals", "on bags"),
            rows=(
                (
                    Asked(name="seal_out", title=translate("custody", "Seal number out"), mono=True),
                    Asked(name="seal_in", title=translate("custody", "Seal number in"), mono=True, hint=hint),
                    Asked(name="comment", title=translate("custody", "Comment"), share=2),
                ),
            ),
        ),
    )


class TransferSheet(Sheet):
    """Sends `NewTransfer`."""

    def __init__(
        self,
        look: Look,
        actions: Actions,
        *,
        label_: str,
        persons: Sequence[PersonRow],
        before: Sequence[TransferRow],
        seal: str | None,
        verified: str,
    ) -> None:
        super().__init__(
            look,
            actions,
            title=translate("custody", "Hand over {label}").format(label=label_),
            subtitle=translate("custody", "released by one person, received by another"),
            button=translate("custody", "Record the hand-over"),
            icon="arrows-left-right",
        )
        self.wanted_width = 1000
        self._label = label_
        self.released = PersonChoice(
            translate("custody", "Released by"), persons, chosen=_holder(persons, before)
        )
        self.received = PersonChoice(translate("custody", "Received by"), persons)
        self.form = SectionForm(
            _sections(seal),
            values={"at": local_now()},
            title=translate("custody", "Hand-over of {label}").format(label=label_),
        )
        self.rehashed = QCheckBox(
            translate("custody", "The whole of it was read again and its digest compared, before it left")
        )
        self.rehashed.setAccessibleName(self.rehashed.text())
        self.model = CellsModel[TransferRow](HEADS, transfer_cells, self)
        self.model.show_rows(list(before))
        people = QHBoxLayout()
        people.setSpacing(24)
        people.addWidget(self.released, 1)
        people.addWidget(self.received, 1)
        self.form.column.insertLayout(0, people)
        self.form.column.addWidget(self.rehashed)
        self.form.column.addWidget(label(verified, role="small", meaning="text2", wrap=True))
        if before:
            self.form.column.addWidget(label(translate("custody", "Hand-overs so far"), role="strong"))
            table = CellsTable[TransferRow](
                look, self.model, name=translate("custody", "Hand-overs so far"), row_height=46
            )
            table.setFixedHeight(30 + 46 * min(len(before), 2))
            self.form.column.addWidget(table)
        self.body.addWidget(self.form, 1)
        self.body.addWidget(self.notice)
        self.foot_words.setText(
            translate(
                "custody",
                "A hand-over is an event of the chain. With the examiner's key a checkpoint is signed "
                "behind it.",
            )
        )
        for choice in (self.released, self.received):
            choice.choice.box.currentIndexChanged.connect(lambda _row: self._grow())
        self._grow()

    def _grow(self) -> None:
        self.wanted_height = self.form.wanted_height() + FRAME_HEIGHT
        self.grew.emit()

    def first_field(self) -> QWidget:
        chosen = self.released.choice.value()
        return self.received.choice.box if chosen else self.released.choice.box

    def accept(self) -> None:
        released, received = self.released.person(), self.received.person()
        if released is None or received is None:
            return
        if released.id and released.id == received.id:
            self.refuse(
                translate(
                    "custody", "The same person cannot release and receive it; choose another on one side."
                )
            )
            return
        now = {name: field.value() for name, field in self.form.fields.items()}
        self.accepted.emit(
            NewTransfer(
                label=self._label,
                released_by=released,
                received_by=received,
                values={name: value for name, value in now.items() if value},
                rehashed=self.rehashed.isChecked(),
            )
        )


def _holder(persons: Sequence[PersonRow], before: Sequence[TransferRow]) -> str | None:
    """Who received it last; before the first hand-over the case's examiner."""
    if before:
        last = before[-1].received_by
        return next((person.id for person in persons if person.name == last), None)
    return persons[0].id if persons else None
