"""What a locked volume is told as, before anybody gives a key: which lock, how it encrypts, what opens it."""

from collections.abc import Callable
from dataclasses import dataclass

from forensics.errors import EvidenceUnreadable
from forensics.locks.bitlocker import (
    DECRYPTED,
    BitLocker,
    is_bitlocker,
    is_to_go_copy,
    read_bitlocker,
)
from forensics.locks.bitlocker import NAME as BITLOCKER
from forensics.locks.corestorage import NAME as CORESTORAGE
from forensics.locks.corestorage import is_corestorage, read_corestorage
from forensics.locks.luks import MAGIC, Luks, read_luks

Read = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`name` of the lock, and a sentence that says how it is to be opened."""

    name: str
    sentence: str


def lock_of(read: Read) -> Told | None:
    """The lock that `read(offset, length)` of a volume shows; `None` where none is known here. Damage of its
    metadata is told in the sentence.
    """
    head = read(0, 512)
    if head.startswith(MAGIC):
        return _luks(read, f"LUKS{int.from_bytes(head[6:8], 'big')}")
    if is_bitlocker(head):
        return _bitlocker(read)
    if is_corestorage(head):
        return _corestorage(head)
    return None


def beheaded_lock(read: Read, *, opens_as_fat: bool) -> Told | None:
    """BitLocker whose first sector is damaged, by what stands elsewhere; for volumes in which nothing else is
    found, or only the FAT that a volume To Go shows.
    """
    is_to_go = is_to_go_copy(read)
    if opens_as_fat and not is_to_go:
        return None
    try:
        lock = read_bitlocker(read)
    except EvidenceUnreadable as trouble:
        if not is_to_go:
            return None
        damaged = f"{BITLOCKER} To Go, whose first sector is damaged ({_phrase(trouble)})"
        return Told(name=BITLOCKER, sentence=_sentence(damaged))
    return Told(name=BITLOCKER, sentence=bitlocker_sentence(lock, note=", first sector damaged"))


def _phrase(trouble: EvidenceUnreadable) -> str:
    """A sentence as part of another one."""
    return str(trouble).removesuffix(".")


def _sentence(scheme: str) -> str:
    return f"Encrypted with {scheme}; without its key nothing inside can be read."


def _bitlocker(read: Read) -> Told:
    try:
        lock = read_bitlocker(read)
    except EvidenceUnreadable as trouble:
        damaged = f"{BITLOCKER}, whose metadata are damaged ({_phrase(trouble)})"
        return Told(name=BITLOCKER, sentence=_sentence(damaged))
    return Told(name=BITLOCKER, sentence=bitlocker_sentence(lock))


def bitlocker_sentence(lock: BitLocker, *, note: str = "") -> str:
    scheme = f"{BITLOCKER}{' To Go' if lock.is_to_go else ''} ({lock.method_words}{note})"
    if lock.states == DECRYPTED:
        return f"{scheme} was turned off here and nothing is encrypted: it opens with its clear key."
    if lock.is_suspended:
        return f"Encrypted with {scheme}, but its protection is suspended: it opens with its clear key."
    openers = ", ".join(dict.fromkeys(protector.words for protector in lock.protectors))
    return _sentence(f"{scheme}, which opens with: {openers}" if openers else scheme)


def _luks(read: Read, name: str) -> Told:
    try:
        lock = read_luks(read)
    except EvidenceUnreadable as trouble:
        return Told(name=name, sentence=_sentence(f"{name}, whose header is damaged ({_phrase(trouble)})"))
    return Told(name=name, sentence=luks_sentence(lock))


def luks_sentence(lock: Luks) -> str:
    scheme = f"LUKS{lock.version} ({lock.cipher}, UUID {lock.uuid})"
    if not lock.slots:
        return f"Encrypted with {scheme}, and no key slot is in use: no passphrase opens it."
    kinds = ", ".join(dict.fromkeys(slot.derivation.name for slot in lock.slots))
    return _sentence(f"{scheme}, key slots in use: {len(lock.slots)} ({kinds})")


def _corestorage(head: bytes) -> Told:
    group = read_corestorage(head).group_uuid
    return Told(
        name=CORESTORAGE,
        sentence=f"{CORESTORAGE} of group {group}: FileVault 2, or part of a Fusion Drive. It opens with a "
        "password or a recovery key, or with none where it is not encrypted.",
    )
