"""Importing sets: one file or several, with name, version, role and lock, and what each file seems to be.

A file is looked into in the background as soon as it is named; nothing of it is kept before Import.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.rows import FileOutlook
from ui.commands import Actions
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.parts.panels import Notice, line
from ui.set_words import ROLE_MEANINGS
from ui.sheets.choosing import Chooser
from ui.sheets.column_map import ColumnChoices
from ui.sheets.sheet import Field, Sheet, missing
from ui.wording import counted

SET_KINDS: Final = (
    "Hash sets (*.txt *.csv *.tsv *.md5 *.sha1 *.sha256 *.json *.db *.sqlite *.sql *.kdb *.hash *.hsh"
    " *.hashdeep *.gz *.zip);;Every file (*)"
)
SHORTEST_PASSPHRASE: Final = 8
TYPING_MS: Final = 400
LEAST_HEIGHT: Final = 460
FRAME_HEIGHT: Final = 150  # head, foot and a notice
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
        return f"NewSet({self.file!r}, name={self.name!r})"


class FileForm(QWidget):
    """One file: where it is, its name and version as a set, and what it seems to be."""

    grew = Signal()

    def __init__(self, look: Look, *, look_into: LookInto) -> None:
        super().__init__()
        self._look, self._look_into = look, look_into
        self.outlook: FileOutlook | None = None
        self._seen: str | None = None
        self._named_from_file = True
        self.file = Field("File", needed=True, mono=True)
        self.name = Field("Name", needed=True)
        self.version = Field("Version or date")
        self.member = Field("Which file inside the archive", mono=True, hint="its name, as listed above")
        self.role = _role_box()
        self._role_is_chosen = False
        self.seems = Notice(look)
        self.columns: ColumnChoices | None = None
        self.sha256 = QRadioButton("SHA-256 digests of whole files")
        self.pdq = QRadioButton("PDQ picture fingerprints: kept, not compared")
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

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(12)
        for field, stretch in ((self.file, 5), (self.name, 3), (self.version, 2)):
            row.addWidget(field, stretch)
        role = QVBoxLayout()
        role.setSpacing(3)
        role.addWidget(label("Role *", role="small", meaning="text2"))
        role.addWidget(self.role)
        row.addLayout(role)
        column.addLayout(row)
        column.addWidget(self.seems)
        column.addWidget(self.member)
        self.member.hide()
        self.question = Question("The digests have 64 digits. Are they", (self.sha256, self.pdq))
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
            self.version.edit.setPlaceholderText(f"as the file says: {outlook.version}")
        self._propose_role(outlook)
        self._show_columns(outlook)
        self.question.setVisible(outlook.is_64_digits and self.columns is None)
        if outlook.trouble is not None and self.columns is None and not outlook.is_64_digits:
            self.seems.say(outlook.trouble, meaning="unreadable")
        elif outlook.form is not None:
            only = "; it can only be notable" if outlook.is_notable_only else ""
            usual = "; such sets are known software" if outlook.likely_role == "known" else ""
            self.seems.say(f"Seems to be: {outlook.form}{only}{usual}.", meaning="accent")
        elif self.columns is not None:
            self.seems.say("A table: say what its columns hold.", meaning="accent")
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
            return "Say which file inside the archive is the set."
        if self.columns is not None:
            return self.columns.trouble()
        if self.question.isVisibleTo(self) and not (self.sha256.isChecked() or self.pdq.isChecked()):
            self.question.complain("say which")
            return "Say what the 64 digits are: the two cannot be told apart by looking."
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


class ImportSetSheet(Sheet):
    """Sends a tuple of NewSet, in the order of the files."""

    def __init__(
        self,
        look: Look,
        actions: Actions,
        chooser: Chooser,
        *,
        folder: str,
        look_into: LookInto,
        files: Sequence[str] = (),
    ) -> None:
        super().__init__(
            look,
            actions,
            title="Import a set",
            subtitle="into the library of this computer",
            button="Import",
            icon="download-simple",
        )
        self.wanted_width, self.wanted_height = 1180, LEAST_HEIGHT
        self._chooser, self._folder, self._look_into = chooser, folder, look_into
        self.forms: list[FileForm] = []
        self._is_waiting = False
        self.locked = QCheckBox("Locked: the index holds keyed digests, and a passphrase opens it")
        self.locked.setAccessibleName(self.locked.text())
        self.passphrase = _passphrase_field("Passphrase")
        self.again = _passphrase_field("The same passphrase again")
        self._lay_out()
        for file in files or ("",):
            self.add_file(file)
        self.locked.toggled.connect(lambda on: self._show_lock(is_on=on))
        self._show_lock(is_on=False)

    @property
    def file(self) -> Field:
        return self.forms[0].file

    @property
    def name(self) -> Field:
        return self.forms[0].name

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setObjectName("inside")
        self._files = QVBoxLayout()
        self._files.setSpacing(12)
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(self._files)
        choose = Button(self.look, "Choose files…", icon="folder-open")
        choose.clicked.connect(lambda _checked=False: self._choose_files())
        column.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(line())
        column.addLayout(self._roles_grid())
        column.addWidget(line())
        column.addWidget(self.locked)
        lock = QHBoxLayout()
        lock.setSpacing(12)
        lock.addWidget(self.passphrase, 1)
        lock.addWidget(self.again, 1)
        column.addLayout(lock)
        self.lock_words = label(
            "Who finds the laptop cannot read the list. Without the passphrase nobody can use the set, and "
            "there is no way around it: import the file again. Sizes and categories stay readable.",
            role="small",
            meaning="text2",
            wrap=True,
        )
        column.addWidget(self.lock_words)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName("Files, role and lock of the sets to import")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self._inner = inner
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(area, 1)
        self.body.addWidget(self.notice)
        self.foot_words.setText(
            "The form is told by the content. A file that is cut or malformed is refused whole. Digests of "
            "the empty file are dropped and counted."
        )

    @staticmethod
    def _roles_grid() -> QGridLayout:
        """What the roles mean."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (_role, words, meaning) in enumerate(ROLE_MEANINGS):
            grid.addWidget(label(words), row, 0)
            grid.addWidget(label(meaning, meaning="text2", wrap=True), row, 1)
        return grid

    def _show_lock(self, *, is_on: bool) -> None:
        for widget in (self.passphrase, self.again, self.lock_words):
            widget.setVisible(is_on)
        self._grow()

    def add_file(self, file: str) -> None:
        form = FileForm(self.look, look_into=self._look_into)
        form.grew.connect(self._on_seen)
        if self.forms:
            self._files.addWidget(line())
        self._files.addWidget(form)
        self.forms.append(form)
        if file:
            form.file.edit.setText(file)
        if len(self.forms) > 1:
            self.subtitle.setText(f"{counted(len(self.forms), 'file')}, one after the other")

    def first_field(self) -> QWidget:
        return self.name.edit if self.file.value() else self.file.edit

    def _grow(self) -> None:
        """As tall as the forms, as far as the window goes."""
        self.wanted_height = max(LEAST_HEIGHT, self._inner.sizeHint().height() + FRAME_HEIGHT)
        self.grew.emit()

    def accept(self) -> None:
        fields = [field for form in self.forms for field in (form.file, form.name)]
        if missing([*fields, *((self.passphrase, self.again) if self.locked.isChecked() else ())]):
            return
        if not all(form.is_seen for form in self.forms):
            self._wait_for_files()
            return
        troubles = [words for form in self.forms if (words := form.trouble())]
        if troubles:
            self.refuse(troubles[0])
            return
        if self.locked.isChecked() and not self._passphrase_fits():
            return
        passphrase = self.passphrase.edit.text() if self.locked.isChecked() else None
        self.accepted.emit(tuple(form.new_set(passphrase=passphrase) for form in self.forms))

    def _wait_for_files(self) -> None:
        """Go on by itself as soon as every file was looked into: what it is may change what is asked."""
        self._is_waiting = True
        self.notice.say("Looking into the file", meaning="accent")
        for form in self.forms:
            form.look_now()

    def _on_seen(self) -> None:
        self._grow()
        if self._is_waiting and all(form.is_seen for form in self.forms):
            self._is_waiting = False
            self.notice.say("")
            self.accept()

    def _passphrase_fits(self) -> bool:
        if len(self.passphrase.edit.text()) < SHORTEST_PASSPHRASE:
            self.passphrase.complain(f"at least {SHORTEST_PASSPHRASE} characters")
            return False
        if self.passphrase.edit.text() != self.again.edit.text():
            self.again.complain("is not the same")
            return False
        return True

    def _choose_files(self) -> None:
        chosen = self._chooser.files(
            self, title="Known-hash sets", folder=self.file.value() or self._folder, kinds=SET_KINDS
        )
        for file in chosen:
            empty = next((form for form in self.forms if form.file.value() is None), None)
            if empty is not None:
                empty.file.edit.setText(file)
                empty.file.complain("")
            else:
                self.add_file(file)
        self._grow()


def _role_box() -> QComboBox:
    box = QComboBox()
    box.setAccessibleName("Role of the set")
    box.setFixedWidth(184)
    for role, words, _meaning in ROLE_MEANINGS:
        box.addItem(words, role)
    return box


def _passphrase_field(title: str) -> Field:
    field = Field(title, needed=True)
    field.edit.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def proposed_name(path: str) -> str:
    """The name of the file without its last parts that only tell the form."""
    name = path.replace("\\", "/").rpartition("/")[2]
    for _ in range(2):
        stem, point, ending = name.rpartition(".")
        if not point or not stem or len(ending) > 8 or not ending.isalnum() or ending.isdigit():
            break
        name = stem
    return name
