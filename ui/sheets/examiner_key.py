"""The examiner's key: the one used last, another file, a new one, a card, or none; asked for once a session.

The passphrase goes to the child programs that sign, on their standard input, and is written nowhere.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.rows import SigningKey
from ui.commands import Actions
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.parts.panels import line
from ui.sheets.choosing import Chooser
from ui.sheets.forms import with_button
from ui.sheets.sheet import Field, Sheet, missing

SHORTEST_PASSPHRASE: Final = 8
KEY_KINDS: Final = marked("custody", "Keys (*.p12 *.pfx);;Every file (*)")
CARD_KINDS: Final = marked("custody", "PKCS#11 modules (*.so *.dll *.dylib);;Every file (*)")
FILE, NEW, CARD, NONE = "file", "new", "card", "none"
WAYS: Final = (
    (FILE, marked("custody", "A key file"), marked("custody", "PKCS#12, yours or your agency's")),
    (
        NEW,
        marked("custody", "Make a new key"),
        marked("custody", "ECDSA P-256 with a certificate of its own, good for ten years"),
    ),
    (CARD, marked("custody", "A card"), marked("custody", "through its PKCS#11 module")),
    (
        NONE,
        marked("custody", "Go on without"),
        marked("custody", "nothing is signed, and reports say so on every page"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What a new key is made of."""

    name: str
    number: str | None
    agency: str | None
    file: str
    key: SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class NoKey:
    """The examiner goes on without a key in this session."""


class ExaminerKeySheet(Sheet):
    """Sends `SigningKey`, `NewKey` or `NoKey`."""

    def __init__(
        self,
        look: Look,
        actions: Actions,
        chooser: Chooser,
        *,
        before: SigningKey | None,
        name: str,
        agency: str,
        folder: str,
    ) -> None:
        super().__init__(
            look,
            actions,
            title=translate("custody", "Your key"),
            subtitle=translate("custody", "asked for once a session"),
            button=translate("custody", "Go on"),
            icon="key",
        )
        self._chooser, self._folder = chooser, folder
        self.ways = {
            way: QRadioButton(f"{translate('custody', title)}: {translate('custody', why)}")
            for way, title, why in WAYS
        }
        self.file = Field(translate("custody", "Key file"), needed=True, mono=True)
        self.name = Field(translate("custody", "Name as it is to be signed"), needed=True)
        self.number = Field(
            translate("custody", "Number"),
            mono=True,
            hint=translate("custody", "badge or certificate number"),
        )
        self.agency = Field(translate("custody", "Agency"))
        self.out = Field(translate("custody", "The key lies in"), needed=True, mono=True)
        self.module = Field("PKCS#11 module", needed=True, mono=True, hint="/usr/lib/opensc-pkcs11.so")
        self.card = Field(
            translate("custody", "Name of the card"),
            mono=True,
            hint=translate("custody", "where there are several"),
        )
        self.passphrase = _hidden(translate("custody", "Passphrase"))
        self.again = _hidden(translate("custody", "The same passphrase again"))
        self._show_before(before)
        self.name.edit.setText(name)
        self.agency.edit.setText(agency)
        self.out.edit.setText(f"{folder.rstrip('/')}/examiner.p12")
        self._lay_out()
        is_card = before is not None and before.file is None
        self.ways[NEW if before is None else CARD if is_card else FILE].setChecked(True)
        self._follow()

    def _show_before(self, before: SigningKey | None) -> None:
        if before is not None:
            self.file.edit.setText(before.file or "")
            self.module.edit.setText(before.module or "")
            self.card.edit.setText(before.card_label or "")

    def _lay_out(self) -> None:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for button in self.ways.values():
            button.setAccessibleName(button.text())
            column.addWidget(button)
            button.toggled.connect(lambda _on: self._follow())
        self.body.addWidget(box)
        self.body.addWidget(line())
        self._stack = QStackedWidget()
        self._pages = {
            FILE: self._file_page(),
            NEW: self._new_page(),
            CARD: self._card_page(),
            NONE: QWidget(),
        }
        for page in self._pages.values():
            self._stack.addWidget(page)
        self.body.addWidget(self._stack)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.passphrase, 1)
        row.addWidget(self.again, 1)
        self.body.addLayout(row)
        self._why = label(role="small", meaning="text2", wrap=True)
        self.body.addWidget(self._why)
        self.body.addWidget(self.notice)
        self.body.addStretch(1)
        self.wanted_height = 560
        self.foot_words.setText(
            translate(
                "custody",
                "The passphrase is kept in memory only, until this window closes or the key is put away. "
                "It is never written, and never stands on a command line.",
            )
        )

    def _file_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(
            with_button(
                self.file,
                Button(self.look, translate("custody", "Choose…"), icon="folder-open"),
                self._choose_file,
            )
        )
        column.addStretch(1)
        return page

    def _new_page(self) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.number, 0, 1)
        grid.addWidget(self.agency, 0, 2)
        out = with_button(
            self.out, Button(self.look, translate("custody", "Choose…"), icon="folder-open"), self._choose_out
        )
        grid.addLayout(out, 1, 0, 1, 3)
        return page

    def _card_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        module = with_button(
            self.module,
            Button(self.look, translate("custody", "Choose…"), icon="folder-open"),
            self._choose_module,
        )
        row.addLayout(module, 2)
        row.addWidget(self.card, 1)
        return page

    def way(self) -> str:
        return next(way for way, button in self.ways.items() if button.isChecked())

    def _follow(self) -> None:
        way = next((way for way, button in self.ways.items() if button.isChecked()), NONE)
        self._stack.setCurrentWidget(self._pages[way])
        self.passphrase.setVisible(way != NONE)
        self.again.setVisible(way == NEW)
        self.passphrase.edit.setAccessibleName(
            translate("custody", "PIN of the card") if way == CARD else translate("custody", "Passphrase")
        )
        self._why.setText(translate("custody", _WHY[way]))
        self.notice.say("")

    def first_field(self) -> QWidget:
        if self.way() == FILE:
            return self.passphrase.edit if self.file.value() else self.file.edit
        if self.way() == CARD:
            return self.passphrase.edit
        return self.name.edit if self.name.value() is None else self.passphrase.edit

    def accept(self) -> None:
        way = self.way()
        needed = {FILE: (self.file,), NEW: (self.name, self.out), CARD: (self.module,), NONE: ()}[way]
        if way == NONE:
            self.accepted.emit(NoKey())
        elif not missing((*needed, self.passphrase)):
            self._send(way)

    def _send(self, way: str) -> None:
        passphrase = self.passphrase.edit.text()
        if way == CARD:
            self.accepted.emit(
                SigningKey(module=self.module.value(), card_label=self.card.value(), passphrase=passphrase)
            )
        elif way == FILE:
            self.accepted.emit(SigningKey(file=self.file.value(), passphrase=passphrase))
        elif len(passphrase) < SHORTEST_PASSPHRASE:
            self.refuse(
                translate(
                    "custody", "The passphrase of a new key has {SHORTEST_PASSPHRASE} characters at least."
                ).format(SHORTEST_PASSPHRASE=SHORTEST_PASSPHRASE)
            )
        elif passphrase != self.again.edit.text():
            self.refuse(translate("custody", "The two passphrases are not the same; nothing was made."))
        else:
            out = self.out.value() or ""
            self.accepted.emit(
                NewKey(
                    name=self.name.value() or "",
                    number=self.number.value(),
                    agency=self.agency.value(),
                    file=out,
                    key=SigningKey(file=out, passphrase=passphrase),
                )
            )

    def _choose_file(self) -> None:
        chosen = self._chooser.file(
            self,
            title=translate("custody", "Key file"),
            folder=self.file.value() or self._folder,
            kinds=translate("custody", KEY_KINDS),
        )
        if chosen:
            self.file.edit.setText(chosen)
            self.file.complain("")
            self.passphrase.edit.setFocus()

    def _choose_out(self) -> None:
        chosen = self._chooser.new_file(
            self,
            title=translate("custody", "New key file"),
            file=self.out.value() or "",
            kinds=translate("custody", KEY_KINDS),
        )
        if chosen:
            self.out.edit.setText(chosen)

    def _choose_module(self) -> None:
        chosen = self._chooser.file(
            self,
            title=translate("custody", "PKCS#11 module"),
            folder="/usr/lib",
            kinds=translate("custody", CARD_KINDS),
        )
        if chosen:
            self.module.edit.setText(chosen)


def _hidden(title: str) -> Field:
    field = Field(title, needed=True)
    field.edit.setEchoMode(QLineEdit.EchoMode.Password)
    return field


_WHY: Final = {
    FILE: marked(
        "custody", "What is signed with it says whose certificate signed, whatever name stands in the case."
    ),
    NEW: (
        marked(
            "custody",
            "Whoever has the file and its passphrase can sign as you: keep a copy of the file apart from "
            "this computer, and give the fingerprint of its certificate to those who will check your "
            "reports.",
        )
    ),
    CARD: marked(
        "custody", "The passphrase is the card's PIN. A card that refuses a PIN several times locks itself."
    ),
    NONE: (
        marked(
            "custody",
            "Scans and hand-overs go on unsigned: their events are linked, but nobody's signature holds "
            "the chain. A key can be taken up later in the same session with Ctrl Shift K.",
        )
    ),
}
