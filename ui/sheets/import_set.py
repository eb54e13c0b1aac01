"""Importing sets: one file or several, with name, version, role and lock, and what each file seems to be.

A file is looked into in the background as soon as it is named; nothing of it is kept before Import.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.commands import Actions
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.parts.panels import line
from ui.set_words import ROLE_MEANINGS
from ui.sheets.choosing import Chooser
from ui.sheets.import_file import FileForm, LookInto
from ui.sheets.sheet import Field, Sheet, missing
from ui.wording import counted

SET_KINDS: Final = marked(
    "sets",
    "Hash sets (*.txt *.csv *.tsv *.md5 *.sha1 *.sha256 *.json *.db *.sqlite *.sql *.kdb *.hash *.hsh "
    "*.hashdeep *.gz *.zip);;Every file (*)",
)
SHORTEST_PASSPHRASE: Final = 8
LEAST_HEIGHT: Final = 460
FRAME_HEIGHT: Final = 150  # head, foot and a notice


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
            title=translate("sets", "Import a set"),
            subtitle=translate("sets", "into the library of this computer"),
            button=translate("sets", "Import"),
            icon="download-simple",
        )
        self.wanted_width, self.wanted_height = 1180, LEAST_HEIGHT
        self._chooser, self._folder, self._look_into = chooser, folder, look_into
        self.forms: list[FileForm] = []
        self._is_waiting = False
        self.locked = QCheckBox(
            translate("sets", "Locked: the index holds keyed digests, and a passphrase opens it")
        )
        self.locked.setAccessibleName(self.locked.text())
        self.passphrase = _passphrase_field(translate("sets", "Passphrase"))
        self.again = _passphrase_field(translate("sets", "The same passphrase again"))
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
        choose = Button(self.look, translate("sets", "Choose files…"), icon="folder-open")
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
            translate(
                "sets",
                "Who finds the laptop cannot read the list. Without the passphrase nobody can use the set, "
                "and there is no way around it: import the file again. Sizes and categories stay readable.",
            ),
            role="small",
            meaning="text2",
            wrap=True,
        )
        column.addWidget(self.lock_words)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName(translate("sets", "Files, role and lock of the sets to import"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self._inner, self._area = inner, area
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(area, 1)
        self.body.addWidget(beside_margins(self.notice))
        self.foot_words.setText(
            translate(
                "sets",
                "The form is told by the content. A file that is cut or malformed is refused whole. "
                "Digests of the empty file are dropped and counted.",
            )
        )

    @staticmethod
    def _roles_grid() -> QGridLayout:
        """What the roles mean."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (_role, words, meaning) in enumerate(ROLE_MEANINGS):
            grid.addWidget(label(translate("sets", words)), row, 0)
            grid.addWidget(label(translate("sets", meaning), meaning="text2", wrap=True), row, 1)
        return grid

    def _show_lock(self, *, is_on: bool) -> None:
        for widget in (self.passphrase, self.again, self.lock_words):
            widget.setVisible(is_on)
        self._grow()

    def add_file(self, file: str) -> None:
        form = FileForm(self.look, look_into=self._look_into)
        form.grew.connect(self._on_seen)
        form.unwanted.connect(lambda: self.take_out(form))
        self._files.addWidget(form)
        self.forms.append(form)
        if file:
            form.file.edit.setText(file)
        self._count_forms()

    def take_out(self, form: FileForm) -> None:
        """A file that is imported already, or not wanted; one form always stays."""
        if len(self.forms) > 1:
            self.forms.remove(form)
            form.hide()
            form.deleteLater()
            self._count_forms()
            self._grow()

    def _count_forms(self) -> None:
        several = len(self.forms) > 1
        files = translate("sets", "{files}, one after the other").format(
            files=counted(len(self.forms), "file")
        )
        self.subtitle.setText(files if several else translate("sets", "into the library of this computer"))
        for form in self.forms:
            form.show_as_one_of_several(is_first=form is self.forms[0], can_go=several)

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
        troubles = [(form, words) for form in self.forms if (words := form.trouble())]
        if troubles:
            form, words = troubles[0]
            self.refuse(words if len(self.forms) == 1 else f"{form.name.value()}: {words}")
            self._area.ensureWidgetVisible(form)
            return
        if self.locked.isChecked() and not self._passphrase_fits():
            return
        passphrase = self.passphrase.edit.text() if self.locked.isChecked() else None
        self.accepted.emit(tuple(form.new_set(passphrase=passphrase) for form in self.forms))

    def _wait_for_files(self) -> None:
        """Go on by itself as soon as every file was looked into: what it is may change what is asked."""
        self._is_waiting = True
        self.notice.say(translate("sets", "Looking into the file"), meaning="accent")
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
            self.passphrase.complain(
                translate("sets", "at least {SHORTEST_PASSPHRASE} characters").format(
                    SHORTEST_PASSPHRASE=SHORTEST_PASSPHRASE
                )
            )
            return False
        if self.passphrase.edit.text() != self.again.edit.text():
            self.again.complain(translate("sets", "is not the same"))
            return False
        return True

    def _choose_files(self) -> None:
        chosen = self._chooser.files(
            self,
            title=translate("sets", "Known-hash sets"),
            folder=self.file.value() or self._folder,
            kinds=translate("sets", SET_KINDS),
        )
        for file in chosen:
            empty = next((form for form in self.forms if form.file.value() is None), None)
            if empty is not None:
                empty.file.edit.setText(file)
                empty.file.complain("")
            else:
                self.add_file(file)
        self._grow()


def _passphrase_field(title: str) -> Field:
    field = Field(title, needed=True)
    field.edit.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def beside_margins(notice: QWidget) -> QWidget:
    """A notice below a scrolled area, in line with what is in it."""
    host = QWidget()
    row = QHBoxLayout(host)
    row.setContentsMargins(16, 0, 16, 8)
    row.addWidget(notice)
    return host
