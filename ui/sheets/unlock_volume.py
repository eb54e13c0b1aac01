"""The key of a locked volume: which volume, by what it opens, and the secret, kept in memory only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.rows import SecretRow, VolumeRow
from ui.commands import Actions
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.sheets.choosing import Chooser
from ui.sheets.forms import with_button
from ui.sheets.sections import Asked, ChoiceField
from ui.sheets.sheet import Field, Sheet, missing
from ui.wording import locked_scheme, size

PASSWORD, RECOVERY_KEY, KEY_FILE, CLEAR_KEY = "password", "recovery-key", "key-file", "clear-key"
_MEANS: Final = {
    PASSWORD: marked("board", "Password"),
    RECOVERY_KEY: marked("board", "Recovery key"),
    KEY_FILE: marked("board", "Key file"),
    CLEAR_KEY: marked("board", "Its own clear key: protection is suspended, or nothing is encrypted"),
}
_OF_LOCKS: Final = {
    "BitLocker": tuple(_MEANS),
    "LUKS": (PASSWORD, KEY_FILE),
    "APFS": (PASSWORD, RECOVERY_KEY),
}
_OF_OTHERS: Final = (PASSWORD, RECOVERY_KEY, CLEAR_KEY)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VolumeKey:
    """What was given for a volume: words, or the path of a key file; shown nowhere."""

    volume: int
    means: str
    secret: str


class UnlockVolumeSheet(Sheet):
    """Sends `VolumeKey`."""

    def __init__(
        self, look: Look, actions: Actions, chooser: Chooser, *, exhibit: str, locked: Sequence[VolumeRow]
    ) -> None:
        super().__init__(
            look,
            actions,
            title=translate("board", "Unlock a volume of {label}").format(label=exhibit),
            subtitle=translate("board", "the secret is kept in memory only"),
            button=translate("board", "Unlock"),
            icon="lock-key-open",
        )
        self._chooser, self._locked = chooser, {str(volume.index): volume for volume in locked}
        names = tuple((index, _volume_words(volume)) for index, volume in self._locked.items())
        self.volume = ChoiceField(
            Asked(name="volume", title=marked("custody", "Volume"), choices=names), empty=None
        )
        self.how = label(meaning="text2", wrap=True)
        self.means = ChoiceField(Asked(name="means", title=marked("custody", "It opens with")), empty=None)
        self.secret = Field(translate("board", "Secret"), needed=True)
        self.shown = QCheckBox(translate("board", "Show what is typed"))
        self.file = Field(translate("board", "Key file"), needed=True, mono=True)
        choose = Button(look, translate("board", "Choose…"), icon="folder-open")
        self._file_row = QWidget()
        self._file_row.setLayout(with_button(self.file, choose, self._choose))
        for part in (self.volume, self.how, self.means, self.secret, self.shown, self._file_row, self.notice):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.foot_words.setText(
            translate("board", "The custody chain records who tried which means, and never the secret.")
        )
        self.volume.box.currentIndexChanged.connect(lambda _row: self._show_lock())
        self.means.box.currentIndexChanged.connect(lambda _row: self._show_means())
        self.shown.toggled.connect(lambda _on: self._show_means())
        self._show_lock()

    def first_field(self) -> QWidget:
        return self.secret.edit

    def _show_lock(self) -> None:
        volume = self._locked[self.volume.value() or ""]
        self.how.setText(volume.reason or "")
        self.means.box.clear()
        for means in means_of(volume.file_system or ""):
            self.means.box.addItem(translate("board", _MEANS[means]), means)

    def _show_means(self) -> None:
        means = self.means.value()
        self.secret.setVisible(means in (PASSWORD, RECOVERY_KEY))
        self.shown.setVisible(means in (PASSWORD, RECOVERY_KEY))
        self._file_row.setVisible(means == KEY_FILE)
        _hide_words(self.secret.edit, is_hidden=not self.shown.isChecked())

    def accept(self) -> None:
        means = self.means.value() or PASSWORD
        asked = {KEY_FILE: (self.file,), CLEAR_KEY: ()}.get(means, (self.secret,))
        if not missing(asked):
            words = self.file.edit.text() if means == KEY_FILE else self.secret.edit.text() if asked else ""
            self.accepted.emit(VolumeKey(volume=int(self.volume.value() or 0), means=means, secret=words))

    def _choose(self) -> None:
        chosen = self._chooser.file(
            self, title=translate("board", "Key file"), folder="", kinds=translate("board", "All files (*)")
        )
        if chosen:
            self.file.edit.setText(chosen)
            self.file.complain("")


class UnlockAgainSheet(Sheet):
    """Before a scan, or a look: sends the secret of a volume that was unlocked before, empty to leave it
    shut.
    """

    def __init__(self, look: Look, actions: Actions, *, row: SecretRow, is_to_look: bool = False) -> None:
        super().__init__(
            look,
            actions,
            title=translate("board", "Unlock volume {number} of {label} again").format(
                number=row.volume, label=row.exhibit
            ),
            subtitle=row.lock,
            button=translate("board", "Go on"),
            icon="lock-key-open",
        )
        is_file = row.means == KEY_FILE
        self.secret = Field(translate("board", _MEANS[row.means]), mono=is_file)
        self.shown = QCheckBox(translate("board", "Show what is typed"))
        self.shown.setVisible(not is_file)
        _hide_words(self.secret.edit, is_hidden=not is_file)
        self.shown.toggled.connect(lambda on: _hide_words(self.secret.edit, is_hidden=not on))
        for part in (self.secret, self.shown, self.notice):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.foot_words.setText(
            translate("board", "Kept in memory only, so that the files of the volume can be looked at.")
            if is_to_look
            else translate("board", "Left empty, the volume stays shut, and the scan reports it as not read.")
        )

    def first_field(self) -> QWidget:
        return self.secret.edit

    def accept(self) -> None:
        self.accepted.emit(self.secret.edit.text())


def means_of(lock: str) -> tuple[str, ...]:
    """By what a lock of this name may open."""
    return next((means for name, means in _OF_LOCKS.items() if lock.startswith(name)), _OF_OTHERS)


def _volume_words(volume: VolumeRow) -> str:
    return f"{volume.index}: {locked_scheme(volume)}, {size(volume.length_bytes)}"


def _hide_words(edit: QLineEdit, *, is_hidden: bool) -> None:
    edit.setEchoMode(QLineEdit.EchoMode.Password if is_hidden else QLineEdit.EchoMode.Normal)
