"""The forms: new case, add exhibit."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.rows import NewCase
from ui.commands import Actions
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.sheets.choosing import Chooser
from ui.sheets.sheet import Field, Sheet, missing

IMAGE_KINDS = marked(
    "start",
    "Disk images (*.dd *.raw *.img *.001 *.000 *.aa *.E01 *.e01 *.Ex01 *.s01 *.iso *.qcow2 *.vdi *.vmdk "
    "*.vhd *.vhdx *.dmg *.hds DiskDescriptor.xml);;Every file (*)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExhibit:
    """What the examiner typed about an exhibit; an empty label lets the case number it."""

    source: str
    label: str | None
    description: str | None


class NewCaseSheet(Sheet):
    """Number and examiner are needed; what is left empty prints as *Not supplied*."""

    def __init__(
        self, look: Look, actions: Actions, chooser: Chooser, *, cases: str, examiner: str, agency: str
    ) -> None:
        super().__init__(
            look,
            actions,
            title=translate("start", "New case"),
            subtitle=translate("start", "* needed for the report"),
            button=translate("start", "Make the case"),
            icon="folder-plus",
        )
        self._chooser, self._cases = chooser, cases
        self.number = Field(
            translate("start", "Case number"),
            needed=True,
            mono=True,
            hint=translate("start", "for example FL-2026-0417"),
        )
        self.title_field = Field(translate("start", "Title or place"))
        self.examiner = Field(translate("start", "Examiner"), needed=True)
        self.agency = Field(translate("start", "Agency"))
        self.authority = Field(
            translate("start", "Legal authority"),
            hint=translate("start", "warrant or consent, with its number"),
        )
        self.folder = Field(translate("start", "The case lies in"), needed=True, mono=True)
        self.examiner.edit.setText(examiner)
        self.agency.edit.setText(agency)
        self.folder.edit.setText(cases)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        places = (
            (self.number, 0, 0, 1),
            (self.title_field, 0, 1, 1),
            (self.examiner, 1, 0, 1),
            (self.agency, 1, 1, 1),
            (self.authority, 2, 0, 2),
        )
        for field, row, column, span in places:
            grid.addWidget(field, row, column, 1, span)
        self.body.addLayout(grid)
        self.body.addLayout(
            with_button(
                self.folder,
                Button(look, translate("start", "Choose…"), icon="folder-open"),
                self._choose_folder,
            )
        )
        self.body.addWidget(self.notice)
        self.body.addStretch(1)
        self.foot_words.setText(
            translate(
                "start",
                "Empty fields print as Not supplied. The case is a folder of its own; nothing is written "
                "beside the evidence.",
            )
        )

    def first_field(self) -> QWidget:
        return self.number.edit

    def accept(self) -> None:
        if missing((self.number, self.examiner, self.folder)):
            return
        number = self.number.value() or ""
        folder = f"{(self.folder.value() or '').rstrip('/')}/{folder_name(number)}.fieldcase"
        self.accepted.emit(
            NewCase(
                folder=folder,
                number=number,
                examiner=self.examiner.value() or "",
                title=self.title_field.value(),
                agency=self.agency.value(),
                authority=self.authority.value(),
            )
        )

    def _choose_folder(self) -> None:
        chosen = self._chooser.folder(
            self, title=translate("start", "Where the case lies"), folder=self.folder.value() or self._cases
        )
        if chosen:
            self.folder.edit.setText(chosen)


class AddExhibitSheet(Sheet):
    """A source and what was seized; the source is opened read-only by a child program."""

    def __init__(
        self, look: Look, actions: Actions, chooser: Chooser, *, source: str, folder: str, next_label: str
    ) -> None:
        super().__init__(
            look,
            actions,
            title=translate("start", "Add exhibit"),
            subtitle=translate("start", "a disk image, opened read-only"),
            button=translate("start", "Add exhibit"),
            icon="plus",
        )
        self._chooser, self._folder = chooser, folder
        self.source = Field(
            translate("start", "Image file (the first segment finds the others)"), needed=True, mono=True
        )
        self.label = Field(translate("start", "Item number"), mono=True, hint=next_label)
        self.description = Field(
            translate("start", "What it is"),
            hint=translate("start", "for example: Desktop disk 1 TB, Norvik NX1000, under desk"),
        )
        self.source.edit.setText(source)
        self.body.addLayout(
            with_button(
                self.source,
                Button(look, translate("start", "Choose…"), icon="folder-open"),
                self._choose_file,
            )
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.label, 1)
        row.addWidget(self.description, 3)
        self.body.addLayout(row)
        words = translate(
            "start",
            "Raw and split raw images (.dd .raw .img .001 .aa), EWF (.E01), virtual disks (.qcow2 .vdi .vmdk "
            ".vhd .vhdx .hds) and .dmg. Container, size, stored digests and volumes are read and recorded.",
        )
        self.body.addWidget(label(words, meaning="text2", wrap=True))
        self.body.addWidget(self.notice)
        self.body.addStretch(1)
        self.foot_words.setText(
            translate(
                "start",
                "Adding is an event of the custody chain. Nothing is written to or beside the source.",
            )
        )

    def first_field(self) -> QWidget:
        return self.description.edit if self.source.value() else self.source.edit

    def accept(self) -> None:
        if missing((self.source,)):
            return
        self.accepted.emit(
            NewExhibit(
                source=self.source.value() or "",
                label=self.label.value(),
                description=self.description.value(),
            )
        )

    def _choose_file(self) -> None:
        chosen = self._chooser.file(
            self,
            title=translate("start", "Disk image"),
            folder=self.source.value() or self._folder,
            kinds=translate("start", IMAGE_KINDS),
        )
        if chosen:
            self.source.edit.setText(chosen)
            self.source.complain("")


def with_button(field: Field, button: Button, clicked: Callable[[], object]) -> QHBoxLayout:
    """A field with a button beside its line."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(field, 1)
    button.clicked.connect(lambda _checked=False: clicked())
    button.setAccessibleName(translate("start", "Choose: {title}").format(title=field.title))
    row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
    return row


def folder_name(number: str) -> str:
    """A case number as a folder name that every system takes."""
    kept = "".join(character if character.isalnum() or character in "-_." else "-" for character in number)
    return kept.strip(".-") or "case"
