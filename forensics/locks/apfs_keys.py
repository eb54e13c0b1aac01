"""From what a person gives to the key of an encrypted APFS volume.

Sources: RFC 3394 (key wrap), RFC 8018 (PBKDF2); [Sylve] J. T. Sylve, "2022 APFS Advent Challenge", day 16.
"""

import hashlib
import re
from contextlib import suppress
from typing import Final

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from forensics.locks import PASSWORD, RECOVERY_KEY, Key, NotUnlocked
from forensics.locks.apfs import DISK_USER, ICLOUD, RECOVERY, USER, ApfsLock, Opener, WrappedKey
from forensics.locks.sectors import XtsSectors

MOST_ROUNDS: Final = (
    100_000_000  # of PBKDF2 for all openers together: half a minute; macOS asks for 100,000 each
)
_LONG, _SHORT = 32, 16
_OPENS: Final = {PASSWORD: (DISK_USER, USER), RECOVERY_KEY: (RECOVERY, ICLOUD)}
_RECOVERY_KEY: Final = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){5}")


def volume_sectors(lock: ApfsLock, key: Key) -> tuple[XtsSectors, Opener]:
    """How the volume's sectors are encrypted, and what opened it; raise NotUnlocked where `key` does not."""
    if lock.bound_words is not None:
        raise NotUnlocked(lock.bound_words)
    if key.means not in _OPENS:
        raise NotUnlocked(f"APFS encryption does not open with a {_words(key)}.")
    if lock.volume_key is None:
        raise NotUnlocked("The container keeps no key of this APFS volume.")
    secret = recovery_words(key.words()) if key.means == RECOVERY_KEY else key.words()
    for opener in _fitting(lock, key):
        wrapping = _unwrapped(opener.key, _derived(opener.key, secret))
        of_volume = wrapping and _volume_key(lock.volume_key, wrapping)
        if of_volume:
            return XtsSectors(of_volume), opener
    refused = f"This {_words(key)} does not open the APFS volume."
    raise NotUnlocked(refused + _damaged(lock))


def _damaged(lock: ApfsLock) -> str:
    words = f" Unlock records that are damaged and could not be tried: {lock.damaged}."
    return words if lock.damaged else ""


def _fitting(lock: ApfsLock, key: Key) -> list[Opener]:
    fitting = [opener for opener in lock.openers if opener.words in _OPENS[key.means]]
    if not fitting:
        names = ", ".join(dict.fromkeys(opener.words for opener in lock.openers))
        told = f"it opens with: {names}" if names else "it names nothing that opens it"
        refused = f"This APFS volume does not open with a {_words(key)}; {told}."
        raise NotUnlocked(refused + _damaged(lock))
    if sum(opener.key.rounds for opener in fitting) > MOST_ROUNDS:
        raise NotUnlocked("The keys of this APFS volume ask for an impossible amount of work.")
    return fitting


def _words(key: Key) -> str:
    return key.means.replace("-", " ")


def recovery_words(words: str) -> str:
    """A recovery key as macOS writes it, six groups of four; raise NotUnlocked for other words."""
    plain = "".join(words.split()).replace("-", "").upper()
    written = "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))
    if not _RECOVERY_KEY.fullmatch(written):
        raise NotUnlocked("A FileVault recovery key has six groups of four letters and digits.")
    return written


def _derived(key: WrappedKey, secret: str) -> bytes:
    if not key.rounds:
        return b""  # it is wrapped by something else than a password
    return hashlib.pbkdf2_hmac("sha256", secret.encode("utf-8"), key.salt, key.rounds, _LONG)


def _unwrapped(key: WrappedKey, by: bytes) -> bytes | None:
    """`None` where `by` is not what wrapped it, which a check value in it says. Keys of volumes that came
    from CoreStorage have 128 bits or are wrapped by such a one, the first half.
    """
    for wrapping, size in ((_LONG, _LONG), (_SHORT, _SHORT), (_SHORT, _LONG)):
        if len(by) >= wrapping:
            with suppress(InvalidUnwrap):
                return aes_key_unwrap(by[:wrapping], key.wrapped[: size + 8])
    return None


def _volume_key(key: WrappedKey, wrapping: bytes) -> bytes | None:
    """Key and tweak key; a short one is the key alone, and the tweak key is made of it."""
    found = _unwrapped(key, wrapping)
    if found is not None and len(found) == _SHORT:
        return found + hashlib.sha256(found + key.uuid).digest()[:_SHORT]
    return found
