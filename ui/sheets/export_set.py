"""Saving contents of the case as a known-hash set for others."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from ui.commands import Actions
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.parts.panels import line
from ui.sheets.choosing import Chooser
from ui.sheets.forms import with_button
from ui.sheets.sheet import Field, Sheet, missing
from ui.wording import counted

FORMS: Final = (
    (
        "vics",
        "VICS 2.0 JSON",
        ".json",
        marked("sets", "for tools that take Project VIC lists; with sizes and categories"),
    ),
    ("csv", "CSV", ".csv", marked("sets", "for spreadsheets and any tool with a column map")),
    ("hashdeep", "hashdeep", ".txt", marked("sets", "for auditing a folder with hashdeep -a")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExport:
    """`chosen` are the entries; None stands for all hits in notable sets."""

    out: str
    form: str
    chosen: tuple[int, ...] | None
    category: str | None


class ExportSetSheet(Sheet):
    """`chosen` are the entries of the rows that were selected, each once."""

    def __init__(
        self,
        look: Look,
        actions: Actions,
        chooser: Chooser,
        *,
        folder: str,
        case_name: str,
        chosen: tuple[int, ...],
    ) -> None:
        super().__init__(
            look,
            actions,
            title=translate("sets", "Save as a known-hash set"),
            subtitle=translate("sets", "contents of this case, for others"),
            button=translate("sets", "Save"),
            icon="export",
        )
        self._chooser, self._chosen, self._folder, self._name = chooser, chosen, folder, case_name
        entries = counted(len(chosen), "chosen entry", "chosen entries")
        self.of_chosen = self._radio(
            translate("sets", "{entries}, each content once").format(entries=entries)
        )
        self.of_hits = self._radio(translate("sets", "All hits in notable sets, each content once"))
        self.forms = {
            form: self._radio(f"{title}: {translate('sets', why)}") for form, title, _ending, why in FORMS
        }
        self.category = Field(
            translate("sets", "Category of every record"),
            hint=translate("sets", "as the matched records say"),
        )
        self.file = Field(translate("sets", "File"), needed=True, mono=True)
        self._lay_out(has_chosen=bool(chosen))

    @staticmethod
    def _radio(words: str) -> QRadioButton:
        button = QRadioButton(words)
        button.setAccessibleName(words)
        return button

    def _lay_out(self, *, has_chosen: bool) -> None:
        self.body.addLayout(_group(translate("sets", "What is saved"), (self.of_chosen, self.of_hits)))
        self.body.addWidget(line())
        self.body.addLayout(_group(translate("sets", "Form"), tuple(self.forms.values())))
        self.body.addWidget(line())
        row = QHBoxLayout()
        row.addWidget(self.category, 1)
        why = translate(
            "sets",
            "A code of the scheme the list is for. Empty: that of the records matched, where they agree.",
        )
        row.addWidget(label(why, meaning="text2", role="small", wrap=True), 2)
        self.body.addLayout(row)
        choose = Button(self.look, translate("sets", "Choose…"), icon="folder-open")
        self.body.addLayout(with_button(self.file, choose, self._choose))
        self.body.addWidget(self.notice)
        self.body.addStretch(1)
        (self.of_chosen if has_chosen else self.of_hits).setChecked(True)
        self.of_chosen.setEnabled(has_chosen)
        self.forms["vics"].setChecked(True)
        self.file.edit.setText(self._proposed())
        for button in self.forms.values():
            button.toggled.connect(lambda on: self._follow(is_on=on))
        self.foot_words.setText(
            translate(
                "sets",
                "Only contents with MD5, SHA-1 and SHA-256 of all their bytes are saved; what is left out "
                "is counted. Where each record comes from is written beside the file. The export goes to "
                "the chain.",
            )
        )

    def _ending(self) -> str:
        return next(ending for form, _title, ending, _why in FORMS if form == self.form())

    def _proposed(self) -> str:
        return f"{self._folder.rstrip('/')}/{self._name}-set{self._ending()}"

    def _follow(self, *, is_on: bool) -> None:
        """The ending of the file follows the form while it is one of ours."""
        name = self.file.value() or ""
        stem = next((name[: -len(end)] for _f, _t, end, _w in FORMS if name.endswith(end)), None)
        if is_on and stem is not None:
            self.file.edit.setText(f"{stem}{self._ending()}")

    def form(self) -> str:
        return next(form for form, button in self.forms.items() if button.isChecked())

    def first_field(self) -> QWidget:
        return self.of_chosen if self.of_chosen.isEnabled() else self.of_hits

    def accept(self) -> None:
        if missing((self.file,)):
            return
        self.accepted.emit(
            NewExport(
                out=self.file.value() or "",
                form=self.form(),
                chosen=self._chosen if self.of_chosen.isChecked() else None,
                category=self.category.value(),
            )
        )

    def _choose(self) -> None:
        chosen = self._chooser.new_file(
            self,
            title=translate("sets", "Save the set as"),
            file=self.file.value() or self._proposed(),
            kinds=translate("sets", "Every file (*)"),
        )
        if chosen:
            self.file.edit.setText(chosen)
            self.file.complain("")


def _group(title: str, buttons: tuple[QRadioButton, ...]) -> QVBoxLayout:
    """Radio buttons of one group need a parent of their own."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for button in buttons:
        column.addWidget(button)
    outer = QVBoxLayout()
    outer.setSpacing(4)
    outer.addWidget(label(title, role="strong"))
    outer.addWidget(box)
    return outer
