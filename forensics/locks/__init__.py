"""Locked volumes: what their metadata tell without a key, how keys are got from what a person knows, and the
sectors behind them.

The one door to AES and key derivation for evidence. Nothing here keeps a secret longer than the call that was
given it, or the open layer that was made with it.
"""

from dataclasses import dataclass
from typing import Final

from forensics.errors import FieldcaseError

PASSWORD: Final = "password"  # noqa: S105 - the name of a means, no secret
RECOVERY_KEY: Final = "recovery-key"
KEY_FILE: Final = "key-file"
CLEAR_KEY: Final = "clear-key"
MEANS: Final = (PASSWORD, RECOVERY_KEY, KEY_FILE, CLEAR_KEY)
LARGEST_KEY_FILE_BYTES: Final = 8 << 20  # cryptsetup reads no more of a key file


class NotUnlocked(FieldcaseError):
    """The lock stays shut: a wrong secret, a means that does not fit, a kind that is not read here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a person gives for a volume. `secret`: UTF-8 words, the bytes of a key file, `b""` for a clear
    key.
    """

    means: str
    secret: bytes = b""

    def __repr__(self) -> str:
        """Without the secret: a trace may show it."""
        return f"Key({self.means!r})"

    def words(self) -> str:
        """The secret as text; raise NotUnlocked where it is none."""
        try:
            return self.secret.decode("utf-8")
        except UnicodeDecodeError:  # not chained to its cause, which carries the bytes
            raise NotUnlocked("The secret is not UTF-8 text.") from None
