"""Which key signs in this session: none yet, one that is held, or none by the examiner's choice."""

from PySide6.QtCore import QObject, Signal

from app.rows import IdentityRow, SigningKey


class SessionKey(QObject):
    """In memory only; `changed` after each change."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.held: SigningKey | None = None
        self.identity: IdentityRow | None = None
        self.is_without = False

    @property
    def is_answered(self) -> bool:
        """The examiner named a key, or said to go on without."""
        return self.is_without or self.held is not None

    @property
    def words(self) -> str | None:
        """The passphrase, for the first line of a child's standard input."""
        return None if self.held is None else self.held.passphrase

    def hold(self, key: SigningKey, identity: IdentityRow) -> None:
        self.held, self.identity, self.is_without = key, identity, False
        self.changed.emit()

    def go_without(self) -> None:
        self.held, self.identity, self.is_without = None, None, True
        self.changed.emit()

    def forget(self) -> None:
        self.held, self.identity, self.is_without = None, None, False
        self.changed.emit()
