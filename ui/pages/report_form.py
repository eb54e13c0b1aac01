"""What a report is written with: what is left out, its language and paper, where it goes, who signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui.commands import Actions, key_hint
from ui.language import SpokenPairs, language_in_force, marked, translate
from ui.look import Look
from ui.parts.buttons import Button, CommandButton
from ui.parts.flow import Flow
from ui.parts.labels import label
from ui.parts.panels import Facts, Notice, Panel, line
from ui.report_words import files_warning, outlook_words, parts_words
from ui.session_key import SessionKey
from ui.sheets.sections import Asked, ChoiceField
from ui.sheets.sheet import Field

FORM_WIDTH: Final = 400
WITHHELD: Final = SpokenPairs(
    "report",
    (
        ("paths", marked("report", "Paths")),
        ("names", marked("report", "Names of persons")),
        ("set-labels", marked("report", "Set labels")),
    ),
)
LANGUAGES: Final = {"en": "English", "es": "Español"}  # each in its own words
PAPERS: Final = (("a4", "A4"), ("us-letter", "US Letter"))
HITS: Final = "hits"  # as the command takes all matched files


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
    files: tuple[str, ...] = ()  # entries whose contents go along


class ReportForm(Panel):
    """`changed` after each choice but the folder, which is typed. Its buttons are commands of the window."""

    changed = Signal()

    def __init__(self, look: Look, actions: Actions, *, languages: tuple[str, ...]) -> None:
        super().__init__(translate("report", "Report and bundle"))
        self._look, self._actions = look, actions
        self.gaps = Notice(look)
        self.where = QLineEdit(placeholderText=translate("report", "Folder for the report"))
        self.where.setAccessibleName(translate("report", "Folder for the report"))
        self.where.setProperty("mono", True)
        self.where.setMinimumHeight(32)
        self.withheld = {name: _box(words) for name, words in WITHHELD}
        tongues = tuple((code, LANGUAGES.get(code, code)) for code in languages)
        language = Asked(name="language", title=marked("custody", "Language"), choices=tongues)
        self.language = ChoiceField(language, empty=None)
        self.language.show_value(language_in_force() if language_in_force() in languages else "en")
        paper = Asked(name="paper", title=marked("custody", "Paper"), choices=PAPERS)
        self.paper = ChoiceField(paper, empty=None)
        self.with_files = _box(translate("report", "Contents of the matched files"))
        self.as_zip = _box(translate("report", "Also as one zip file"))
        self.is_signed = _box(translate("report", "Sign it, and a checkpoint of the chain before it"))
        self.is_signed.setChecked(True)
        self._parts = label(role="small", meaning="text2", wrap=True)
        self._files_warning = label(role="small", meaning="unreadable", wrap=True)
        self._outlook = label(role="small", meaning="text2", wrap=True)
        self._signing = Facts(label_width=96)
        self._signing_rows: list[tuple[str, str]] = []
        place = translate("report", "printed beside the signature")
        self.place = Field(translate("report", "Place of signing"), hint=place)
        self._lay_out()
        for box in (self.is_signed, self.with_files, *self.withheld.values()):
            box.toggled.connect(lambda _on: self.changed.emit())
        for choice in (self.language, self.paper):
            choice.box.currentIndexChanged.connect(lambda _at: self.changed.emit())

    def _lay_out(self) -> None:
        self.setFixedWidth(FORM_WIDTH + (self._look.scaled(FORM_WIDTH) - FORM_WIDTH) // 4)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        inside = QWidget()
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        for part in (self._what_part(), self._language_part(), self._where_part(), self._sign_part()):
            column.addLayout(part)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self.body.addWidget(area, 1)
        self.body.addWidget(line())
        self.body.addLayout(self._foot())

    def _foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 12, 16, 12)
        foot.setSpacing(8)
        self.write_button = command_button(self._look, self._actions, "report.write", kind="start")
        policy = self.write_button.sizePolicy()
        self.write_button.setSizePolicy(policy.Policy.Expanding, policy.Policy.Fixed)
        foot.addWidget(self.write_button)
        foot.addWidget(self._outlook)
        return foot

    def _what_part(self) -> QVBoxLayout:
        column = _column(translate("report", "What leaves the van"))
        column.addWidget(self._parts)
        column.addWidget(self.with_files)
        column.addWidget(self._files_warning)
        column.addWidget(self.as_zip)
        column.addWidget(label(translate("report", "Leave out of this copy"), role="strong"))
        holder = QWidget()
        flow = Flow(holder, spacing=12, last_width=60)
        for box in self.withheld.values():
            flow.addWidget(box)
        column.addWidget(holder)
        return column

    def _language_part(self) -> QHBoxLayout:
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.language, 1)
        pair.addWidget(self.paper, 1)
        return pair

    def _where_part(self) -> QVBoxLayout:
        column = _column(translate("report", "Where to"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.where, 1)
        command = self._actions.command("report.folder")
        words, key = translate("report", "Choose"), key_hint(command)
        row.addWidget(CommandButton(self._look, self._actions["report.folder"], key=key, text=words))
        column.addLayout(row)
        column.addWidget(self.gaps)
        self.fill_in = Button(self._look, translate("report", "Fill in the case"), kind="link")
        self.fill_in.clicked.connect(lambda _checked=False: self._actions["case.describe"].trigger())
        column.addWidget(self.fill_in, 0, Qt.AlignmentFlag.AlignLeading)
        return column

    def _sign_part(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(label(translate("report", "Signing"), role="strong"), 1)
        command = self._actions.command("key.ask")
        key = CommandButton(self._look, self._actions["key.ask"], key=key_hint(command))
        head.addWidget(key)
        column.addLayout(head)
        column.addWidget(self.is_signed)
        column.addWidget(self._signing)
        column.addWidget(self.place)
        return column

    def show_gaps(self, sentences: Sequence[str]) -> None:
        self.gaps.say("\n".join(sentences))
        self.fill_in.setVisible(bool(sentences))

    def show_outlook(self, *, pages: int, entries: int, matched: int, signed: bool) -> None:
        """What the bundle will hold, and about how long it takes and how large it gets."""
        self.with_files.setEnabled(matched > 0)
        self._parts.setText(parts_words(pages, signed=signed))
        is_with = self.with_files.isChecked() and matched > 0
        self._files_warning.setText(files_warning(matched) if is_with else "")
        self._files_warning.setVisible(is_with)
        self._outlook.setText(outlook_words(entries, with_files=is_with))

    def show_signing(self, key: SessionKey, *, head: str) -> None:
        """Who signs, in words; the place belongs to a signature."""
        signs = self.is_signed.isChecked()
        self.place.setEnabled(signs)
        rows = [
            (translate("report", "Signs"), signer_words(key, signs=signs)),
            (translate("report", "Counter-signs"), translate("report", "nobody yet")),
            (translate("report", "Chain head"), head),
        ]
        if rows != self._signing_rows:  # laid out anew only where they say something else
            self._signing_rows = rows
            self._signing.show_facts(rows)

    def naming(self, key: SessionKey) -> list[str]:
        """A signature names its signer, whatever is left out."""
        if self.withheld["names"].isChecked() and self.is_signed.isChecked():
            who = key.identity.name if key.identity is not None else translate("report", "its signer")
            words = translate(
                "report",
                "The names are left out, and the signature names {who}; sign nothing to leave it out too.",
            )
            return [words.format(who=who)]
        return []

    def choices(self) -> ReportChoices:
        """What is chosen."""
        with_files = self.with_files.isChecked() and self.with_files.isEnabled()
        return ReportChoices(
            folder=self.where.text().strip(),
            language=self.language.value(),
            paper=self.paper.value(),
            redact=tuple(name for name, box in self.withheld.items() if box.isChecked()),
            as_zip=self.as_zip.isChecked(),
            is_signed=self.is_signed.isChecked(),
            place=self.place.value() if self.is_signed.isChecked() else None,
            files=(HITS,) if with_files else (),
        )


def signer_words(key: SessionKey, *, signs: bool) -> str:
    if not signs:
        return translate("report", "nobody; every page says so")
    if key.identity is not None:
        return ", ".join(filter(None, (key.identity.name, key.identity.algorithm)))
    if key.is_without:
        return translate("report", "nobody: no key is taken up")
    return translate("report", "the key is asked for; no signer in the preview yet")


def command_button(look: Look, actions: Actions, command_id: str, *, kind: str) -> CommandButton:
    command = actions.command(command_id)
    return CommandButton(look, actions[command_id], kind=kind, icon=command.icon, key=key_hint(command))


def _column(title: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(6)
    column.addWidget(label(title, role="strong"))
    return column


def _box(words: str) -> QCheckBox:
    box = QCheckBox(words)
    box.setAccessibleName(words)
    return box
