"""A second person signs the last checkpoint, with a key of their own that is used once and forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.rows import CheckpointRow, PersonRow, SigningKey
from ui.commands import Actions
from ui.custody_words import checkpoint_words
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.sheets.choosing import Chooser
from ui.sheets.examiner_key import CARD_KINDS, KEY_KINDS
from ui.sheets.forms import with_button
from ui.sheets.sections import Asked, ChoiceField
from ui.sheets.sheet import Field, Sheet, missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersigning:
    by: str
    key: SigningKey


class CountersignSheet(Sheet):
    """Sends `Countersigning`."""

    def __init__(
        self,
        look: Look,
        actions: Actions,
        chooser: Chooser,
        *,
        persons: Sequence[PersonRow],
        checkpoint: CheckpointRow,
    ) -> None:
        super().__init__(
            look,
            actions,
            title=translate("custody", "Counter-sign"),
            subtitle=translate("custody", "a second person, with a key of their own"),
            button=translate("custody", "Counter-sign"),
            icon="pen-nib",
        )
        self._chooser = chooser
        people = tuple((person.id, f"{person.name} ({person.id})") for person in persons)
        self.by = ChoiceField(
            Asked(name="by", title=translate("custody", "Who counter-signs *"), choices=people)
        )
        self.file = Field(translate("custody", "Their key file"), mono=True, hint="PKCS#12")
        self.module = Field(
            translate("custody", "Or their card: its PKCS#11 module"),
            mono=True,
            hint="/usr/lib/opensc-pkcs11.so",
        )
        self.card = Field(
            translate("custody", "Name of the card"),
            mono=True,
            hint=translate("custody", "where there are several"),
        )
        self.passphrase = Field(translate("custody", "Their passphrase, or the PIN of the card"), needed=True)
        self.passphrase.edit.setEchoMode(QLineEdit.EchoMode.Password)
        said = translate("custody", "Checkpoint of event {sequence}: {checkpoint_words}.").format(
            sequence=checkpoint.sequence, checkpoint_words=checkpoint_words(checkpoint)
        )
        self.body.addWidget(label(said, wrap=True))
        self.body.addWidget(self.by)
        choose = Button(look, translate("custody", "Choose…"), icon="folder-open")
        self.body.addLayout(with_button(self.file, choose, self._choose))
        row = QHBoxLayout()
        row.setSpacing(12)
        choose_module = Button(look, translate("custody", "Choose…"), icon="folder-open")
        row.addLayout(with_button(self.module, choose_module, self._choose_module), 2)
        row.addWidget(self.card, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.passphrase)
        self.body.addWidget(self.notice)
        self.body.addStretch(1)
        self.foot_words.setText(
            translate(
                "custody",
                "This key is used for this signature and forgotten. Persons are recorded with Ctrl Shift P.",
            )
        )

    def first_field(self) -> QWidget:
        return self.by.box

    def accept(self) -> None:
        if self.by.value() is None:
            self.refuse(
                translate(
                    "custody",
                    "Say who counter-signs; a person who is not in the list is recorded with Ctrl Shift P.",
                )
            )
            self.by.box.setFocus()
        elif (self.file.value() is None) == (self.module.value() is None):
            self.refuse(translate("custody", "Name either a key file or the module of a card."))
            self.file.edit.setFocus()
        elif not missing((self.passphrase,)):
            self.accepted.emit(Countersigning(by=self.by.value() or "", key=self._key()))

    def _key(self) -> SigningKey:
        return SigningKey(
            file=self.file.value(),
            module=self.module.value(),
            card_label=self.card.value(),
            passphrase=self.passphrase.edit.text(),
        )

    def _choose(self) -> None:
        chosen = self._chooser.file(
            self,
            title=translate("custody", "Key file"),
            folder=self.file.value() or "",
            kinds=translate("custody", KEY_KINDS),
        )
        if chosen:
            self.file.edit.setText(chosen)
            self.file.complain("")

    def _choose_module(self) -> None:
        chosen = self._chooser.file(
            self,
            title=translate("custody", "PKCS#11 module"),
            folder="/usr/lib",
            kinds=translate("custody", CARD_KINDS),
        )
        if chosen:
            self.module.edit.setText(chosen)
