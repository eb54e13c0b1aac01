"""A hand-over: what goes from whom to whom, when, where and why, and whether the digest was checked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.rows import PersonRow, TransferRow
from ui.commands import Actions
from ui.look import Look
from ui.parts.labels import label
from ui.sheets.persons import PersonChoice
from ui.sheets.sections import Asked, Section, SectionForm
from ui.sheets.sheet import Sheet
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import moment

_REHASHED: Final = {True: "re-checked", False: "not re-checked", None: "not said"}
PURPOSES: Final = (
    "Triage on scene",
    "Transport to the store",
    "Examination in the laboratory",
    "Return to owner",
)
FRAME_HEIGHT: Final = 190  # head, foot and a notice of one line
HEADS: Final = (
    Head(title="When (UTC)", width=200),
    Head(title="From and to", width=0),
    Head(title="Purpose and seals", width=260),
    Head(title="Digest", width=110),
)


def transfer_cells(row: TransferRow) -> Sequence[Cell]:
    seals = ", ".join(
        f"seal {way} {seal}" for way, seal in (("out", row.seal_out), ("in", row.seal_in)) if seal
    )
    return (
        Cell(first=moment(row.at), second=row.at_local or "", meaning="text2"),
        Cell(first=f"{row.released_by} → {row.received_by}", second=row.place or "place not supplied"),
        Cell(first=row.purpose or "Not supplied", second=seals or "no seal numbers"),
        Cell(first=_REHASHED[row.rehashed], meaning="text2"),
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
    hint = f"on record: {seal}" if seal else ""
    return (
        Section(
            title="When and why",
            rows=(
                (
                    Asked(name="at", title="Date and time, local with zone", mono=True),
                    Asked(name="purpose", title="Purpose", proposals=PURPOSES, share=2),
                ),
                (Asked(name="place", title="Place"),),
            ),
        ),
        Section(
            title="Seals",
            rows=(
                (
                    Asked(name="seal_out", title="Seal number out", mono=True),
                    Asked(name="seal_in", title="Seal number in", mono=True, hint=hint),
                    Asked(name="comment", title="Comment", share=2),
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
            title=f"Hand over {label_}",
            subtitle="released by one person, received by another",
            button="Record the hand-over",
            icon="arrows-left-right",
        )
        self.wanted_width = 1000
        self._label = label_
        self.released = PersonChoice("Released by", persons, chosen=_holder(persons, before))
        self.received = PersonChoice("Received by", persons)
        self.form = SectionForm(_sections(seal), values={"at": local_now()}, title=f"Hand-over of {label_}")
        self.rehashed = QCheckBox("The whole of it was read again and its digest compared, before it left")
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
            self.form.column.addWidget(label("Hand-overs so far", role="strong"))
            table = CellsTable[TransferRow](look, self.model, name="Hand-overs so far", row_height=46)
            table.setFixedHeight(30 + 46 * min(len(before), 2))
            self.form.column.addWidget(table)
        self.body.addWidget(self.form, 1)
        self.body.addWidget(self.notice)
        self.foot_words.setText(
            "A hand-over is an event of the chain. With the examiner's key a checkpoint is signed behind it."
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
            self.refuse("The same person cannot release and receive it; choose another on one side.")
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
