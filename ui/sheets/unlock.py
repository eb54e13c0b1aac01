"""The passphrase of the locked sets: asked for once, kept in memory until the window closes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QWidget

from app.rows import SetRow
from ui.commands import Actions
from ui.language import translate
from ui.look import Look
from ui.parts.labels import label
from ui.sheets.sheet import Field, Sheet, missing
from ui.wording import listed


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Typed:
    """A passphrase as typed; it is shown nowhere."""

    passphrase: str


class UnlockSheet(Sheet):
    """Sends `Typed`."""

    def __init__(self, look: Look, actions: Actions, *, locked: Sequence[SetRow]) -> None:
        super().__init__(
            look,
            actions,
            title=translate("sets", "Unlock"),
            subtitle=translate("sets", "for this session"),
            button=translate("sets", "Unlock"),
            icon="lock-key-open",
        )
        names = listed([row.spelled for row in locked])
        self.body.addWidget(
            label(translate("sets", "Locked in this library: {names}.").format(names=names), wrap=True)
        )
        self.passphrase = Field(translate("sets", "Passphrase"), needed=True)
        self.passphrase.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.body.addWidget(self.passphrase)
        self.body.addWidget(self.notice)
        self.body.addStretch(1)
        self.foot_words.setText(
            translate(
                "sets",
                "It is kept in memory only, until this window closes, and is never written. Trying it "
                "takes about a second.",
            )
        )

    def first_field(self) -> QWidget:
        return self.passphrase.edit

    def accept(self) -> None:
        if not missing((self.passphrase,)):
            self.accepted.emit(Typed(passphrase=self.passphrase.edit.text()))
