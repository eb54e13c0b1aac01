"""From what a person gives to the key of a BitLocker volume.

Sources: [BDE] libbde, "BitLocker Drive Encryption (BDE) format": "Key protection", "Stretch key", "AES-CCM
encrypted key", "External key file (.BEK)".
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from forensics.locks import CLEAR_KEY, KEY_FILE, PASSWORD, RECOVERY_KEY, Key, NotUnlocked
from forensics.locks import bitlocker as metadata
from forensics.locks.bitlocker import BitLocker, Entry, Protector, entries_of

_STRETCHES: Final = 0x100000  # "Stretch key": rounds of SHA-256
_BEK_HEAD_BYTES: Final = 48
_KEY_PLACE: Final = 12  # of the key in what was sealed: size, version, method come before


def volume_key(lock: BitLocker, key: Key) -> tuple[bytes, Protector]:
    if lock.sealed_key is None:
        raise NotUnlocked("The metadata of this BitLocker volume hold no key of the volume.")
    wanted = _KINDS[key.means]
    fitting = [each for each in lock.protectors if each.kind == wanted]
    if not fitting:
        raise NotUnlocked(f"This BitLocker volume does not open with a {_words(key)}; {_openers(lock)}.")
    for protector in fitting:
        master = _WAYS[key.means](protector, key)
        key_of_volume = master and unsealed(master, lock.sealed_key)
        if key_of_volume:
            return key_of_volume, protector
    raise NotUnlocked(f"This {_words(key)} does not open the BitLocker volume.")


def _words(key: Key) -> str:
    return key.means.replace("-", " ")


def _openers(lock: BitLocker) -> str:
    names = ", ".join(dict.fromkeys(each.words for each in lock.protectors))
    return f"it opens with: {names}" if names else "it names nothing that opens it"


def _by_password(protector: Protector, key: Key) -> bytes | None:
    first = hashlib.sha256(key.words().encode("utf-16-le")).digest()
    return _by_stretching(protector, hashlib.sha256(first).digest())


def _by_recovery_key(protector: Protector, key: Key) -> bytes | None:
    return _by_stretching(protector, hashlib.sha256(recovery_bytes(key.words())).digest())


def recovery_bytes(words: str) -> bytes:
    """The 16 bytes of a recovery key: eight groups of six digits, each eleven times a 16-bit number. Raise
    NotUnlocked for other words, naming the first group that was mistyped.
    """
    groups = words.replace("-", " ").split()
    if len(groups) == 1 and len(groups[0]) == 48:
        groups = [groups[0][at : at + 6] for at in range(0, 48, 6)]
    if len(groups) != 8:
        raise NotUnlocked("A BitLocker recovery key has eight groups of six digits.")
    for number, group in enumerate(groups, start=1):
        if (
            not (group.isascii() and group.isdecimal() and len(group) == 6)
            or int(group) % 11
            or (int(group) >= 11 << 16)
        ):
            raise NotUnlocked(f"Group {number} of the recovery key is mistyped: no key has it.")
    return b"".join((int(group) // 11).to_bytes(2, "little") for group in groups)


def _by_stretching(protector: Protector, first: bytes) -> bytes | None:
    stretch = _entry(protector.entries, metadata.VALUE_STRETCH)
    sealed = _entry(protector.entries, metadata.VALUE_SEALED)
    if stretch is None or sealed is None or len(stretch.data) < 20:
        raise NotUnlocked(f"The metadata of the {protector.words} are damaged.")
    return unsealed(_stretched(first, salt=stretch.data[4:20]), sealed.data)


def _stretched(first: bytes, *, salt: bytes) -> bytes:
    """ "Stretch key": each round digests the last digest, the first, the salt and the number of the round."""
    sha256, digest, rest = hashlib.sha256, bytes(32), first + salt
    for number in range(_STRETCHES):
        digest = sha256(digest + rest + number.to_bytes(8, "little")).digest()
    return digest


def _by_clear_key(protector: Protector, key: Key) -> bytes | None:
    del key
    clear = _entry(protector.entries, metadata.VALUE_KEY)
    sealed = _entry(protector.entries, metadata.VALUE_SEALED)
    if clear is None or sealed is None:
        raise NotUnlocked("The metadata of the clear key are damaged.")
    return unsealed(clear.data[4:], sealed.data)


def _by_key_file(protector: Protector, key: Key) -> bytes | None:
    external = _external_key(key.secret)
    sealed = _entry(protector.entries, metadata.VALUE_SEALED)
    if sealed is None:
        raise NotUnlocked("The metadata of the startup key are damaged.")
    return unsealed(external, sealed.data)


def _external_key(file: bytes) -> bytes:
    """Of a startup key file, "External key file (.BEK)"; raise NotUnlocked where it is none."""
    for entry in entries_of(file[_BEK_HEAD_BYTES:]):
        if entry.value == metadata.VALUE_EXTERNAL:
            inner = _entry(tuple(entries_of(entry.data[24:])), metadata.VALUE_KEY)
            if inner is not None and len(inner.data) >= 36:
                return inner.data[4:36]
    raise NotUnlocked("The key file is not a BitLocker startup key (.BEK).")


def _entry(entries: tuple[Entry, ...], value: int) -> Entry | None:
    return next((entry for entry in entries if entry.value == value), None)


def unsealed(key: bytes, sealed: bytes) -> bytes | None:
    """The key inside "AES-CCM encrypted key" data; `None` where `key` is not the one that sealed it."""
    if len(key) not in (16, 24, 32) or len(sealed) < 28 + _KEY_PLACE:
        return None
    nonce, tag, data = sealed[:12], sealed[12:28], sealed[28:]
    try:
        plain = AESCCM(key).decrypt(nonce, data + tag, None)
    except InvalidTag:
        return None
    return plain[_KEY_PLACE:]


_KINDS: Final[Mapping[str, int]] = {
    PASSWORD: metadata.PASSWORD,
    RECOVERY_KEY: metadata.RECOVERY,
    KEY_FILE: metadata.STARTUP,
    CLEAR_KEY: metadata.CLEAR,
}
_WAYS: Final[Mapping[str, Callable[[Protector, Key], bytes | None]]] = {
    PASSWORD: _by_password,
    RECOVERY_KEY: _by_recovery_key,
    KEY_FILE: _by_key_file,
    CLEAR_KEY: _by_clear_key,
}
