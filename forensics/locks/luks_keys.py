"""From a passphrase or a key file to the key of a LUKS volume, and to its sectors.

Sources: [LUKS1] LUKS On-Disk Format Specification 1.2.3, 3; [LUKS2] LUKS2 On-Disk Format Specification 1.1.1;
[dm-crypt] the kernel's dm-crypt for the modes and the numbers of sectors.
"""

import hashlib
from collections.abc import Callable
from typing import Final, TypeVar

from cryptography.hazmat.primitives.kdf.argon2 import Argon2i, Argon2id

from forensics.errors import EvidenceUnreadable
from forensics.locks import NotUnlocked
from forensics.locks.luks import Derivation, KeyDigest, KeySlot, Luks, key_area_bytes, merged, proves
from forensics.locks.sectors import CbcSectors, EcbSectors, Numbering, Sectors, XtsSectors, essiv

MOST_ROUNDS: Final = 200_000_000  # of PBKDF2: minutes; cryptsetup takes two seconds' worth by default
MOST_MEMORY_KIB: Final = 4 << 20  # of Argon2: cryptsetup's own limit
MOST_ARGON_ROUNDS: Final = 1 << 10
MOST_KEY_BYTES: Final = 128  # 512 bits are the most in use
MOST_LANES: Final = 4  # cryptsetup's own limit
_KEY_BYTES: Final = (16, 24, 32)  # of AES
_Rounds = TypeVar("_Rounds", Derivation, KeyDigest)


def volume_key(lock: Luks, secret: bytes, read: Callable[[int, int], bytes]) -> tuple[bytes, int]:
    """The key and the number of its slot; one that is damaged is said where no other opens."""
    if not lock.slots:
        raise NotUnlocked("This LUKS volume has no key slot in use: no passphrase opens it.")
    trouble: list[str] = []
    for slot in lock.slots:
        try:
            key = _slot_key(slot, secret, read)
            digests = [digest for digest in lock.digests if slot.number in digest.slots]
            if any(proves(_bounded(digest), key) for digest in digests):
                return key, slot.number
        except (NotUnlocked, EvidenceUnreadable) as found:
            trouble.append(f" Key slot {slot.number} could not be tried: {found}")
    refused = f"This secret does not open the LUKS{lock.version} volume."
    raise NotUnlocked("".join((refused, *trouble)))


def _bounded(asked: _Rounds) -> _Rounds:
    """Raise NotUnlocked for more rounds of PBKDF2 than anybody waits for."""
    if not 0 < asked.rounds <= MOST_ROUNDS:
        raise NotUnlocked(f"It asks for {asked.rounds:,} rounds of PBKDF2.")
    return asked


def _slot_key(slot: KeySlot, secret: bytes, read: Callable[[int, int], bytes]) -> bytes:
    size = key_area_bytes(slot)
    if not 16 <= slot.cipher_key_bytes <= MOST_KEY_BYTES:
        raise NotUnlocked("The key of its cipher is impossibly long or short.")
    if size is None or not _is_hash(slot.split_hash):
        raise NotUnlocked("Its split key is of a form not known here.")
    derived = _derived(slot.derivation, secret, slot.cipher_key_bytes)
    split = read(slot.place, -(-size // 512) * 512)
    if len(split) < size or len(split) % 512:
        raise EvidenceUnreadable("the volume is cut off before its key.")
    plain = sectors_of(slot.cipher, derived).plain(split, place=0)[:size]
    return merged(plain, key_bytes=slot.key_bytes, stripes=slot.stripes, hash_name=slot.split_hash)


def _derived(how: Derivation, secret: bytes, length: int) -> bytes:
    if how.name == "pbkdf2":
        if not _is_hash(how.hash_name):
            raise NotUnlocked(f"It uses the hash {how.hash_name}, which this version does not have.")
        return hashlib.pbkdf2_hmac(how.hash_name, secret, how.salt, _bounded(how).rounds, length)
    if how.name not in ("argon2i", "argon2id"):
        raise NotUnlocked(f"It derives its key by {how.name}, which this version does not have.")
    if not 0 < how.rounds <= MOST_ARGON_ROUNDS or not 0 < how.lanes <= MOST_LANES:
        raise NotUnlocked("It asks for an impossible amount of work.")
    if not 8 * how.lanes <= how.memory_kib <= MOST_MEMORY_KIB:
        raise NotUnlocked(f"It asks for {how.memory_kib:,} KiB of memory.")
    return _by_argon(how, secret, length)


def _by_argon(how: Derivation, secret: bytes, length: int) -> bytes:
    kind = Argon2id if how.name == "argon2id" else Argon2i
    try:
        return kind(
            salt=how.salt, length=length, iterations=how.rounds, lanes=how.lanes, memory_cost=how.memory_kib
        ).derive(secret)
    except ValueError as trouble:  # a salt of less than eight bytes
        raise NotUnlocked(f"It asks for what Argon2 does not do: {trouble}") from trouble
    except MemoryError as trouble:
        raise NotUnlocked(
            f"It needs {how.memory_kib:,} KiB of memory, which this computer does not have free."
        ) from trouble


def _is_hash(name: str) -> bool:
    return name in hashlib.algorithms_available and not name.startswith("shake")


def sectors_of(cipher: str, key: bytes, *, unit_bytes: int = 512, first_number: int = 0) -> Sectors:
    """What `cipher` (as LUKS writes one) means; raise NotUnlocked for one that is not read here."""
    name, _, mode = cipher.partition("-")
    if name == "aes" and unit_bytes in (512, 1024, 2048, 4096):
        if mode in ("xts-plain64", "xts-plain") and len(key) in (32, 64):
            return XtsSectors(key, unit_bytes=unit_bytes, first_number=first_number)
        if not first_number and len(key) in _KEY_BYTES:
            if mode == "ecb":
                return EcbSectors(key)
            if (numbering := _numbering(mode, key)) is not None:
                return CbcSectors(key, numbering=numbering, unit_bytes=unit_bytes)
    raise NotUnlocked(f"This version cannot read the encryption {cipher} with keys of {len(key) * 8} bits.")


def _numbering(mode: str, key: bytes) -> Numbering | None:
    if mode in ("cbc-plain", "cbc-plain64"):
        return Numbering(None, numbered_by=512, bits=64 if mode.endswith("64") else 32)
    if mode.startswith("cbc-essiv:") and _is_hash(hash_name := mode.removeprefix("cbc-essiv:")):
        return essiv(key, hash_name)
    return None
