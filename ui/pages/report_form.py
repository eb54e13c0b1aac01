"""What a report is written with: what is left out, its language and paper, where it goes, who signs."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout

from ui.commands import Actions, key_hint
from ui.look import Look
from ui.parts.buttons import CommandButton
from ui.parts.labels import MiddleLabel, label
from ui.parts.panels import Panel, line
from ui.session_key import SessionKey
from ui.sheets.sections import Asked, ChoiceField
from ui.sheets.sheet import Field

WITHHELD: Final = (("paths", "Paths"), ("names", "Names of persons"), ("set-labels", "Set labels"))
LANGUAGES: Final = {"en": "English", "es": "Español"}
PAPERS: Final = (("a4", "A4"), ("us-letter", "US Letter"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChoices:
    """What a report is written with; None is the command's own choice."""

    folder: str
    language: str | None = None
    paper: str | None = None
    redact: tuple[str, ...] = ()
    as_zip: bool = False
    is_signed: bool = True
    place: str | None = None


class ReportForm(Panel):
    """`changed` after each choice but the folder, which is typed. Its buttons are commands of the window."""

    changed = Signal()

    def __init__(self, look: Look, actions: Actions, *, languages: tuple[str, ...]) -> None:
        super().__init__("Report and bundle")
        self._look, self._actions = look, actions
        self.where = QLineEdit(placeholderText="Folder for the report")
        self.where.setAccessibleName("Folder for the report")
        self.where.setProperty("mono", True)
        self.withheld = {name: _box(words) for name, words in WITHHELD}
        tongues = tuple((code, LANGUAGES.get(code, code)) for code in languages)
        self.language = ChoiceField(Asked(name="language", title="Language", choices=tongues), empty=None)
        self.language.show_value("en")
        self.paper = ChoiceField(Asked(name="paper", title="Paper", choices=PAPERS), empty=None)
        self.as_zip = _box("Also as one zip file")
        self.is_signed = _box("Sign it, and a checkpoint of the chain before it")
        self.is_signed.setChecked(True)
        self._signs = MiddleLabel(role="", meaning="text2")
        self.place = Field("Place of signing", hint="printed beside the signature")
        self._lay_out()
        for box in (self.is_signed, *self.withheld.values()):
            box.toggled.connect(lambda _on: self.changed.emit())

    def _lay_out(self) -> None:
        self.setFixedWidth(430)
        for part in (self._what_part(), self._where_part(), self._sign_part()):
            self.body.addLayout(part)
            self.body.addWidget(line())
        self.body.addStretch(1)
        self.write_button = command_button(self._look, self._actions, "report.write", kind="start")
        policy = self.write_button.sizePolicy()
        self.write_button.setSizePolicy(policy.Policy.Expanding, policy.Policy.Fixed)
        self.body.addWidget(self.write_button)
        words = "No content of a file goes into it. The bundle is read back and checked when it is written."
        self.body.addWidget(label(words, role="small", meaning="text2", wrap=True))

    def _what_part(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(label("Leave out of this copy", role="strong"))
        row = QHBoxLayout()
        row.setSpacing(16)
        for box in self.withheld.values():
            row.addWidget(box)
        row.addStretch(1)
        column.addLayout(row)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.language, 1)
        pair.addWidget(self.paper, 1)
        column.addLayout(pair)
        return column

    def _where_part(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(label("Where to", role="small", meaning="text2"))
        column.addWidget(self.where)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.as_zip, 1)
        row.addWidget(command_button(self._look, self._actions, "report.folder", kind="plain"))
        column.addLayout(row)
        return column

    def _sign_part(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self.is_signed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._signs, 1)
        command = self._actions.command("key.ask")
        row.addWidget(CommandButton(self._look, self._actions["key.ask"], key=key_hint(command)))
        column.addLayout(row)
        column.addWidget(self.place)
        return column

    def show_signing(self, key: SessionKey) -> None:
        """Who signs, in words; the place belongs to a signature."""
        signs = self.is_signed.isChecked()
        self.place.setEnabled(signs)
        if not signs:
            self._signs.show_text("Not signed; every page says so.")
        elif key.identity is not None:
            self._signs.show_text(f"By {key.identity.name}")
        else:
            self._signs.show_text("No key: not signed" if key.is_without else "The key is asked for")

    def naming(self, key: SessionKey) -> list[str]:
        """A signature names its signer, whatever is left out."""
        if self.withheld["names"].isChecked() and self.is_signed.isChecked():
            who = key.identity.name if key.identity is not None else "its signer"
            return [
                f"The names are left out, and the signature names {who}; sign nothing to leave it out too."
            ]
        return []

    def choices(self) -> ReportChoices:
        """What is chosen."""
        return ReportChoices(
            folder=self.where.text().strip(),
            language=self.language.value(),
            paper=self.paper.value(),
            redact=tuple(name for name, box in self.withheld.items() if box.isChecked()),
            as_zip=self.as_zip.isChecked(),
            is_signed=self.is_signed.isChecked(),
            place=self.place.value() if self.is_signed.isChecked() else None,
        )


def command_button(look: Look, actions: Actions, command_id: str, *, kind: str) -> CommandButton:
    command = actions.command(command_id)
    return CommandButton(look, actions[command_id], kind=kind, icon=command.icon, key=key_hint(command))


def _box(words: str) -> QCheckBox:
    box = QCheckBox(words)
    box.setAccessibleName(words)
    return box
