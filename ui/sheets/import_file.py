"""One file of the import sheet: where it is, its name, version and role as a set, and what it seems to be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.rows import FileOutlook
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.parts.panels import Notice, line
from ui.set_words import ROLE_MEANINGS
from ui.sheets.column_map import ColumnChoices
from ui.sheets.sheet import Field

TYPING_MS: Final = 400
LookInto = Callable[[str, str | None, Callable[[FileOutlook], object]], None]  # file, member, then


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSet:
    """A set to import. `kinds` are what the columns of a table hold, as `outlook` counts them."""

    file: str
    name: str
    role: str
    version: str | None
    form: str | None = None
    member: str | None = None
    outlook: FileOutlook | None = None
    kinds: tuple[str | None, ...] = ()
    passphrase: str | None = None

    def __repr__(self) -> str:
        return f"NewSet({self.file}, name={self.name})"


class FileForm(QWidget):
    """One file: where it is, its name and version as a set, and what it seems to be."""

    grew = Signal()
    unwanted = Signal()

    def __init__(self, look: Look, *, look_into: LookInto) -> None:
        super().__init__()
        self._look, self._look_into = look, look_into
        self.outlook: FileOutlook | None = None
        self._seen: str | None = None
        self._named_from_file = True
        self.file = Field(translate("sets", "File"), needed=True, mono=True)
        self.name = Field(translate("sets", "Name"), needed=True)
        self.version = Field(translate("sets", "Version or date"))
        self.member = Field(
            translate("sets", "Which file inside the archive"),
            mono=True,
            hint=translate("sets", "its name, as listed above"),
        )
        self.role = _role_box()
        self._role_is_chosen = False
        self.seems = Notice(look)
        self.columns: ColumnChoices | None = None
        self.sha256 = QRadioButton(translate("sets", "SHA-256 digests of whole files"))
        self.pdq = QRadioButton(translate("sets", "PDQ picture fingerprints: kept, not compared"))
        self._columns_box = QVBoxLayout()
        self._soon = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._soon.timeout.connect(self._ask)
        self.file.edit.textChanged.connect(lambda _text: self._on_file())
        self.member.edit.textChanged.connect(lambda _text: self._on_member())
        self.name.edit.textEdited.connect(lambda _text: self._keep_name())
        self.role.activated.connect(lambda _row: self._keep_role())
        for button in (self.sha256, self.pdq):
            button.setAccessibleName(button.text())
            button.toggled.connect(lambda _on: self.question.complain(""))

    def show_as_one_of_several(self, *, is_first: bool, can_go: bool) -> None:
        self._edge.setVisible(not is_first)
        self._leave_out.setVisible(can_go)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._edge = line()
        column.addWidget(self._edge)
        row = QHBoxLayout()
        row.setSpacing(12)
        for field, stretch in ((self.file, 5), (self.name, 3), (self.version, 2)):
            row.addWidget(field, stretch)
        role = QVBoxLayout()
        role.setSpacing(3)
        role.addWidget(label(translate("sets", "Role *"), role="small", meaning="text2"))
        role.addWidget(self.role)
        row.addLayout(role)
        self._leave_out = Button(self._look, translate("sets", "Leave out"), kind="flat", icon="x")
        self._leave_out.clicked.connect(lambda _checked=False: self.unwanted.emit())
        row.addWidget(self._leave_out, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        column.addWidget(self.seems)
        column.addWidget(self.member)
        self.member.hide()
        self.question = Question(
            translate("sets", "The digests have 64 digits. Are they"), (self.sha256, self.pdq)
        )
        column.addWidget(self.question)
        column.addLayout(self._columns_box)
        self.question.hide()

    def _keep_name(self) -> None:
        self._named_from_file = False

    def _keep_role(self) -> None:
        self._role_is_chosen = True

    def _propose_role(self, outlook: FileOutlook) -> None:
        """Sets of some forms are known software; those of others can only be notable."""
        self.role.setEnabled(not outlook.is_notable_only)
        if outlook.is_notable_only:
            self.role.setCurrentIndex(self.role.findData("notable"))
        elif outlook.likely_role is not None and not self._role_is_chosen:
            self.role.setCurrentIndex(self.role.findData(outlook.likely_role))

    def _on_file(self) -> None:
        path = self.file.value() or ""
        if self._named_from_file:
            self.name.edit.setText(proposed_name(path))
        self.member.edit.clear()
        self.member.hide()
        self._soon.start()

    def _on_member(self) -> None:
        self._seen = None
        self._soon.start()

    @property
    def is_seen(self) -> bool:
        """The file that is named now has been looked into."""
        return self._seen is not None and self._seen == self.file.value()

    def look_now(self) -> None:
        """Look into the file without waiting for more typing."""
        if self._soon.isActive():
            self._soon.stop()
            self._ask()

    def _ask(self) -> None:
        path = self.file.value()
        member = self.member.value()
        if path is not None:
            self._look_into(path, member, lambda outlook: self.show_outlook((path, member), outlook))

    def show_outlook(self, asked: tuple[str, str | None], outlook: FileOutlook) -> None:
        """Say what the file seems to be; an answer about another file or member is too late."""
        path, member = asked
        if (path, member) != (self.file.value(), self.member.value()):
            return
        self.member.setVisible(outlook.asks_member or member is not None)
        self.outlook, self._seen = outlook, path
        if outlook.version and self.version.value() is None:
            self.version.edit.setPlaceholderText(
                translate("sets", "as the file says: {version}").format(version=outlook.version)
            )
        self._propose_role(outlook)
        self._show_columns(outlook)
        self.question.setVisible(outlook.is_64_digits and self.columns is None)
        if outlook.trouble is not None and self.columns is None and not outlook.is_64_digits:
            self.seems.say(outlook.trouble, meaning="unreadable")
        elif outlook.form is not None:
            only = translate("sets", "; it can only be notable") if outlook.is_notable_only else ""
            usual = (
                translate("sets", "; such sets are known software") if outlook.likely_role == "known" else ""
            )
            self.seems.say(
                translate("sets", "Seems to be: {form}{only}{usual}.").format(
                    form=outlook.form, only=only, usual=usual
                ),
                meaning="accent",
            )
        elif self.columns is not None:
            self.seems.say(translate("sets", "A table: say what its columns hold."), meaning="accent")
        else:
            self.seems.say("")
        self.grew.emit()

    def _show_columns(self, outlook: FileOutlook) -> None:
        if self.columns is not None:
            self.columns.hide()
            self.columns.deleteLater()
            self.columns = None
        if outlook.columns:
            self.columns = ColumnChoices(self._look, outlook)
            self.columns.changed.connect(self.grew)
            self._columns_box.addWidget(self.columns)

    def trouble(self) -> str:
        """What must still be said before this file can be imported; empty when nothing."""
        if self.outlook is not None and self.outlook.asks_member:
            return translate("sets", "Say which file inside the archive is the set.")
        if self.columns is not None:
            return self.columns.trouble()
        if self.question.isVisibleTo(self) and not (self.sha256.isChecked() or self.pdq.isChecked()):
            self.question.complain(translate("sets", "say which"))
            return translate("sets", "Say what the 64 digits are: the two cannot be told apart by looking.")
        return ""

    def new_set(self, *, passphrase: str | None) -> NewSet:
        outlook, columns, form = self.outlook, self.columns, None
        if self.question.isVisibleTo(self):
            form = "sha256" if self.sha256.isChecked() else "pdq"
        return NewSet(
            file=self.file.value() or "",
            name=self.name.value() or "",
            role=self.role.currentData(),
            version=self.version.value(),
            form=form,
            member=self.member.value(),
            outlook=outlook,
            kinds=columns.kinds() if columns is not None else (),
            passphrase=passphrase,
        )


class Question(QWidget):
    """A question with radio buttons; `complain` says that it waits for an answer."""

    def __init__(self, words: str, buttons: Sequence[QRadioButton]) -> None:
        super().__init__()
        self._wrong = label(role="small", meaning="unreadable")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(label(words, role="strong"))
        for button in buttons:
            row.addWidget(button)
        row.addWidget(self._wrong)
        row.addStretch(1)

    def complain(self, words: str) -> None:
        self._wrong.setText(words)


def _role_box() -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(translate("sets", "Role of the set"))
    box.setFixedWidth(184)
    for role, words, _meaning in ROLE_MEANINGS:
        box.addItem(translate("sets", words), role)
    return box


def proposed_name(path: str) -> str:
    """The name of the file without its last parts that only tell the form."""
    name = path.replace("\\", "/").rpartition("/")[2]
    for _ in range(2):
        stem, point, ending = name.rpartition(".")
        if not point or not stem or len(ending) > 8 or not ending.isalnum() or ending.isdigit():
            break
        name = stem
    return name
