"""The full form of an exhibit: what it is, how it was seized and is handled, photographs of the device."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rows import ExhibitFormRow, ExhibitRow, PhotographRow
from ui.commands import Actions
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import Glyph, MiddleLabel, label
from ui.parts.panels import Panel
from ui.sheets.case_details import AUTHORITIES, SAY_ONLY_CHANGES
from ui.sheets.choosing import Chooser
from ui.sheets.sections import Asked, Section, SectionForm, beside
from ui.sheets.sheet import Field, Sheet
from ui.sheets.source_side import SourceSide
from ui.wording import grouped, size

PER_ROW: Final = 3
NARROWEST: Final = 1080  # pixels of the sheet that shows the source beside the form
PHOTOGRAPH_KINDS: Final = marked("custody", "Photographs (*.png *.jpg *.jpeg)")
CONDITIONS: Final = (
    marked("custody", "Switched off"),
    marked("custody", "Switched on"),
    marked("custody", "Used, label worn"),
    marked("custody", "Damaged"),
    marked("custody", "Sealed, as received"),
)
LOCAL_HINT: Final = "2026-11-22 06:10 +01:00"

SECTIONS: Final = (
    Section(
        title=marked("custody", "Exhibit"),
        rows=(
            (
                Asked(name="item_number", title=marked("custody", "Item number"), mono=True),
                Asked(name="quantity", title=marked("custody", "Quantity")),
                Asked(name="seal_in", title=marked("custody", "Seal number in"), mono=True),
                Asked(name="seal_out", title=marked("custody", "Seal number out"), mono=True),
            ),
            (
                Asked(name="make", title=marked("custody", "Make")),
                Asked(name="model", title=marked("custody", "Model")),
                Asked(name="serial", title=marked("custody", "Serial number"), mono=True),
                Asked(name="condition", title=marked("custody", "Condition"), proposals=CONDITIONS),
            ),
            (Asked(name="description", title=marked("custody", "What it is")),),
        ),
    ),
    Section(
        title=marked("custody", "Seizure"),
        rows=(
            (
                Asked(name="seized_where", title=marked("custody", "Place"), share=2),
                Asked(
                    name="seized",
                    title=marked("custody", "Date and time, local with zone"),
                    mono=True,
                    hint=LOCAL_HINT,
                ),
                Asked(name="seized_from", title=marked("custody", "From whom")),
            ),
            (
                Asked(
                    name="authority",
                    title=marked("custody", "Legal authority, where it is another than the case's"),
                    proposals=AUTHORITIES,
                ),
            ),
        ),
    ),
    Section(
        title=marked("custody", "Handling"),
        rows=(
            (
                Asked(name="write_blocker_make", title=marked("custody", "Write blocker")),
                Asked(name="write_blocker_model", title=marked("custody", "Its model")),
                Asked(name="write_blocker_serial", title=marked("custody", "Its serial number"), mono=True),
            ),
            (
                Asked(
                    name="clock",
                    title=marked("custody", "Clock of the examined machine"),
                    hint=marked("custody", "for example: 4 min behind UTC"),
                ),
                Asked(name="notes", title=marked("custody", "Notes"), share=2),
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhotograph:
    file: str
    caption: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitChanges:
    label: str
    values: dict[str, str | None]
    photographs: tuple[NewPhotograph, ...]


class NewRow(QWidget):
    """A file to attach, with its caption to fill in; `left_out` when it is taken off the list."""

    left_out = Signal(object)

    def __init__(self, look: Look, file: str) -> None:
        super().__init__()
        self.file = file
        self.caption = Field(
            translate("custody", "Caption of {value}").format(value=file.rpartition("/")[2]),
            hint=translate("custody", "for example: front, label"),
        )
        button = Button(look, translate("custody", "Leave out"), icon="x")
        button.setAccessibleName(
            translate("custody", "Leave out: {value}").format(value=file.rpartition("/")[2])
        )
        button.clicked.connect(lambda _checked=False: self.left_out.emit(self))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.caption, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)


class Photographs(QWidget):
    """What is attached already, and what is about to be, as facts: no picture is opened here."""

    def __init__(self, look: Look, attached: Sequence[PhotographRow]) -> None:
        super().__init__()
        self._look = look
        self.new: list[NewRow] = []
        self._fresh = QVBoxLayout()
        self._fresh.setSpacing(6)
        self.add = Button(look, translate("custody", "Add photograph…"), icon="camera")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for start in range(0, len(attached), PER_ROW):
            column.addLayout(self._row(attached[start : start + PER_ROW]))
        column.addLayout(self._fresh)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.add)
        foot.addWidget(
            label(
                translate("custody", "or drop PNG and JPEG files on this form"), role="small", meaning="text2"
            )
        )
        foot.addStretch(1)
        column.addLayout(foot)

    def _row(self, attached: Sequence[PhotographRow]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for one in attached:
            row.addWidget(self._tile(one), 1)
        for _empty in range(PER_ROW - len(attached)):
            row.addStretch(1)
        return row

    def _tile(self, one: PhotographRow) -> Panel:
        tile = Panel(margin=8, kind="raised")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Glyph(self._look, "camera"))
        head.addWidget(MiddleLabel(one.caption or one.name, role="", meaning=""), 1)
        tile.body.setSpacing(2)
        tile.body.addLayout(head)
        tile.body.addWidget(MiddleLabel(f"{one.name}, {size(one.size_bytes)}", role="small"))
        tile.body.addWidget(label(grouped(one.sha256[:16]), role="monosmall", meaning="text2"))
        tile.setAccessibleName(
            translate("custody", "Photograph {value}").format(value=one.caption or one.name)
        )
        tile.setToolTip(translate("custody", "SHA-256 {sha256}").format(sha256=one.sha256))
        return tile

    def take(self, files: Sequence[str]) -> None:
        """Files to attach, each once."""
        known = {row.file for row in self.new}
        for file in dict.fromkeys(files):
            if file not in known:
                row = NewRow(self._look, file)
                row.left_out.connect(self._leave_out)
                self.new.append(row)
                self._fresh.addWidget(row)
                row.show()

    def _leave_out(self, row: NewRow) -> None:
        self.new.remove(row)
        row.hide()
        row.deleteLater()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> tuple[NewPhotograph, ...]:
        return tuple(NewPhotograph(file=row.file, caption=row.caption.value()) for row in self.new)


class ExhibitDetailsSheet(Sheet):
    """Sends `ExhibitChanges`."""

    def __init__(
        self, look: Look, actions: Actions, chooser: Chooser, *, exhibit: ExhibitRow, before: ExhibitFormRow
    ) -> None:
        super().__init__(
            look,
            actions,
            title=translate("custody", "Exhibit {label}").format(label=exhibit.label),
            subtitle=exhibit.source.rpartition("/")[2],
            button=translate("custody", "Record"),
            icon="pencil-simple",
        )
        self.wanted_width = 1280
        self._chooser, self._label, self._folder = chooser, exhibit.label, ""
        values = dict(before.values)
        values["seized"] = values.get("seized_local", "")
        values.setdefault("description", exhibit.description or "")  # as it was said when it was added
        self.form = SectionForm(
            SECTIONS,
            values=values,
            title=translate("custody", "Form of exhibit {label}").format(label=exhibit.label),
        )
        self.photographs = Photographs(look, before.photographs)
        pictures = QVBoxLayout()
        pictures.addWidget(self.photographs)
        note = translate("custody", "of the device; attached and hashed, never of its content")
        self.form.add_part(beside(translate("custody", "Photographs"), pictures, note=note))
        self.side = SourceSide(look, exhibit)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.form, 1)
        row.addWidget(self.side)
        self.body.addLayout(row, 1)
        self._watch_serial()
        self.body.addWidget(self.notice)
        self.foot_words.setText(translate("custody", SAY_ONLY_CHANGES))
        self.wanted_height = self.form.wanted_height() + 170
        self.photographs.add.clicked.connect(lambda _checked=False: self._choose())

    def _watch_serial(self) -> None:
        """The number is compared with the one read while it is typed."""
        field = self.form.fields["serial"]
        if isinstance(field, Field):
            field.edit.textChanged.connect(lambda _text: self.side.show_serial(self.form.value("serial")))
        self.side.show_serial(self.form.value("serial"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow window the form needs the room."""
        super().resizeEvent(event)
        self.side.setVisible(self.width() > self.look.scaled(NARROWEST))

    def first_field(self) -> QWidget:
        field = self.form.fields["item_number"]
        return field.edit if isinstance(field, Field) else field

    def take_files(self, files: Sequence[str]) -> None:
        self.photographs.take(files)
        self.wanted_height = self.form.wanted_height() + 170
        self.grew.emit()
        if self.photographs.new:
            self.photographs.new[-1].caption.edit.setFocus()
            self.form.ensureWidgetVisible(self.photographs.add)

    def accept(self) -> None:
        values, photographs = self.form.changes(), self.photographs.chosen()
        if not values and not photographs:
            self.refuse(translate("custody", "Nothing was changed, so there is nothing to record."))
            return
        self.accepted.emit(ExhibitChanges(label=self._label, values=values, photographs=photographs))

    def _choose(self) -> None:
        files = self._chooser.files(
            self,
            title=translate("custody", "Photographs of the device"),
            folder=self._folder,
            kinds=translate("custody", PHOTOGRAPH_KINDS),
        )
        if files:
            self._folder = files[0].rpartition("/")[0]
            self.take_files(files)
