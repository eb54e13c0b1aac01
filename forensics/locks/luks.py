"""What a LUKS header tells without a key: ciphers, key slots, where the data lie.

Sources: [LUKS1] LUKS On-Disk Format Specification 1.2.3, 2.1; [LUKS2] LUKS2 On-Disk Format Specification
1.1.1, 2 and 3.
"""

import base64
import hashlib
import hmac
import json
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from forensics.errors import EvidenceUnreadable
from forensics.paths import display_text

Read = Callable[[int, int], bytes]
"""`read(offset, length)` of the locked volume; fewer bytes only at its end."""

MAGIC: Final = b"LUKS\xba\xbe"
_SECOND_MAGIC: Final = b"SKUL\xba\xbe"
_HEADER_SIZES: Final = tuple(0x4000 << step for step in range(9))  # [LUKS2] 2.1: 16 KiB to 4 MiB
_ENABLED: Final = 0x00AC71F3  # [LUKS1] 2.1
_SECTOR: Final = 512  # what [LUKS1] counts in
_SLOT = struct.Struct(">II32sII")
_LONGEST_WORD: Final = 64  # of a cipher or hash
_MOST_SLOTS: Final = 32  # [LUKS2] 3.2 and cryptsetup's LUKS2_KEYSLOTS_MAX
_MOST_STRIPES: Final = 4000  # both specifications have no other number
_MOST_AREA_BYTES: Final = 4000 * 128  # of a key of 1,024 bits, split


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """How a key slot's key comes from a passphrase: `name` is pbkdf2, argon2i or argon2id."""

    name: str
    salt: bytes
    hash_name: str = ""  # of pbkdf2
    rounds: int  # iterations, or Argon2's time
    memory_kib: int = 0
    lanes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySlot:
    """The volume key, split and encrypted, at `place` of the volume. Lengths in bytes."""

    number: int
    derivation: Derivation
    cipher: str  # "aes-xts-plain64"
    cipher_key_bytes: int
    key_bytes: int  # of the volume key in it
    stripes: int
    split_hash: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDigest:
    """What proves a volume key; of the key slots `slots`."""

    slots: tuple[int, ...]
    hash_name: str
    rounds: int
    salt: bytes
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The encrypted data: `length_bytes` is `None` up to the end of the volume."""

    place: int
    length_bytes: int | None
    cipher: str
    sector_bytes: int
    first_number: int  # of its first sector, for the cipher
    is_plainly_encrypted: bool = True  # no integrity tags, no re-encryption under way


@dataclass(frozen=True, slots=True, kw_only=True)
class Luks:
    version: int
    uuid: str
    label: str | None
    slots: tuple[KeySlot, ...]
    other_slots: int  # of kinds that no passphrase opens here
    digests: tuple[KeyDigest, ...]
    segments: tuple[Segment, ...]

    @property
    def cipher(self) -> str:
        return self.segments[0].cipher if self.segments else "no cipher named"


def read_luks(read: Read) -> Luks:
    """The header, of LUKS2 the newer of its two copies that is whole; raise EvidenceUnreadable where there is
    none.
    """
    head = read(0, 0x1000)
    if head[:6] == MAGIC and head[6:8] == b"\x00\x01":
        return _luks1(head)
    copies = list(_whole_copies(read))
    if not copies:
        raise EvidenceUnreadable("Both copies of the LUKS2 header are damaged or cut off.")
    _sequence, head, text = max(copies, key=lambda copy: copy[0])
    try:
        return _luks2(head, json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as trouble:
        raise EvidenceUnreadable("The LUKS2 header does not have the form that it should have.") from trouble


# LUKS1


def _luks1(head: bytes) -> Luks:
    if len(head) < 592:
        raise EvidenceUnreadable("The LUKS1 header is cut off.")
    name, mode, hash_name = (_text(head[at : at + 32]) for at in (8, 40, 72))
    payload, key_bytes, digest, salt, rounds = struct.unpack_from(">104xII20s32sI", head)
    cipher = f"{name}-{mode}"
    slots = tuple(
        KeySlot(
            number=number,
            derivation=Derivation(name="pbkdf2", salt=slot_salt, hash_name=hash_name, rounds=slot_rounds),
            cipher=cipher,
            cipher_key_bytes=key_bytes,
            key_bytes=key_bytes,
            stripes=stripes,
            split_hash=hash_name,
            place=sector * _SECTOR,
        )
        for number, (state, slot_rounds, slot_salt, sector, stripes) in enumerate(
            _SLOT.iter_unpack(head[208:592])
        )
        if state == _ENABLED
    )
    return Luks(
        version=1,
        uuid=_text(head[168:208]),
        label=None,
        slots=slots,
        other_slots=0,
        digests=(
            KeyDigest(slots=tuple(range(8)), hash_name=hash_name, rounds=rounds, salt=salt, digest=digest),
        ),
        segments=(
            Segment(
                place=payload * _SECTOR, length_bytes=None, cipher=cipher, sector_bytes=512, first_number=0
            ),
        ),
    )


def _text(raw: bytes) -> str:
    """A field of text, safe to be shown."""
    return display_text(raw.split(b"\0", 1)[0])


# LUKS2


def _whole_copies(read: Read) -> Iterator[tuple[int, bytes, bytes]]:
    """(sequence, binary header, text) of each copy whose checksum holds: [LUKS2] 2.2."""
    for place, magic in ((0, MAGIC), *((size, _SECOND_MAGIC) for size in _HEADER_SIZES)):
        head = read(place, 0x1000)
        if len(head) < 0x1000 or head[:6] != magic or head[6:8] != b"\x00\x02":
            continue
        size, sequence = struct.unpack_from(">8xQQ", head)
        if size not in _HEADER_SIZES or int.from_bytes(head[256:264], "big") != place:
            continue
        text = read(place + 0x1000, size - 0x1000)
        if _text(head[72:104]) == "sha256" and _checksum(head, text) == head[448:480]:
            yield sequence, head, text.split(b"\0", 1)[0]


def _checksum(head: bytes, text: bytes) -> bytes:
    return hashlib.sha256(head[:448] + bytes(64) + head[512:] + text).digest()


def _luks2(head: bytes, told: Mapping[str, Any]) -> Luks:  # Any: JSON; each value is checked when taken
    slots = [_slot(int(number), slot) for number, slot in _items(told, "keyslots")]
    segments = [_segment(segment) for _number, segment in sorted(_items(told, "segments"))]
    return Luks(
        version=2,
        uuid=_text(head[168:208]),
        label=_text(head[24:72]) or None,
        slots=tuple(sorted((slot for slot in slots if slot is not None), key=lambda slot: slot.number)),
        other_slots=sum(slot is None for slot in slots),
        digests=tuple(
            KeyDigest(
                slots=tuple(int(number) for number in digest["keyslots"]),
                hash_name=_word(digest["hash"]),
                rounds=_count(digest["iterations"]),
                salt=_bytes(digest["salt"]),
                digest=_bytes(digest["digest"]),
            )
            for _number, digest in _items(told, "digests")
            if digest["type"] == "pbkdf2"
        ),
        segments=tuple(segments),
    )


def _items(told: Mapping[str, Any], name: str) -> Sequence[tuple[str, Any]]:
    items = list(told[name].items())
    if len(items) > _MOST_SLOTS:
        raise ValueError(f"{len(items)} {name}")
    return items


def _slot(number: int, slot: Mapping[str, Any]) -> KeySlot | None:
    """`None`: of a kind that holds no key of the data here (re-encryption, a token's)."""
    if slot["type"] != "luks2" or slot["af"]["type"] != "luks1" or slot["area"]["type"] != "raw":
        return None
    area = slot["area"]
    return KeySlot(
        number=number,
        derivation=_derivation(slot["kdf"]),
        cipher=_word(area["encryption"]),
        cipher_key_bytes=_count(area["key_size"]),
        key_bytes=_count(slot["key_size"]),
        stripes=_count(slot["af"]["stripes"]),
        split_hash=_word(slot["af"]["hash"]),
        place=_count(area["offset"]),
    )


def _derivation(kdf: Mapping[str, Any]) -> Derivation:
    """One of a kind that is not known here says only its name."""
    name, salt = _word(kdf["type"]), _bytes(kdf["salt"])
    if name == "pbkdf2":
        rounds, hash_name = _count(kdf["iterations"]), _word(kdf["hash"])
        return Derivation(name=name, salt=salt, hash_name=hash_name, rounds=rounds)
    if name not in ("argon2i", "argon2id"):
        return Derivation(name=name, salt=salt, rounds=0)
    return Derivation(
        name=name,
        salt=salt,
        rounds=_count(kdf["time"]),
        memory_kib=_count(kdf["memory"]),
        lanes=_count(kdf["cpus"]),
    )


def _segment(segment: Mapping[str, Any]) -> Segment:
    is_crypt = segment["type"] == "crypt"
    size = segment["size"]
    return Segment(
        place=_count(segment["offset"]),
        length_bytes=None if size == "dynamic" else _count(size),
        cipher=_word(segment["encryption"]) if is_crypt else "none",
        sector_bytes=_count(segment["sector_size"]) if is_crypt else 512,
        first_number=_count(segment.get("iv_tweak", 0)) if is_crypt else 0,
        is_plainly_encrypted=is_crypt and "integrity" not in segment and not segment.get("flags"),
    )


def _word(value: str) -> str:
    """A name in the header, safe to be shown; raise ValueError for one that is too long to be any."""
    if len(value) > _LONGEST_WORD:
        raise ValueError("a name of the header is too long")
    return display_text(value.encode("utf-8", "surrogatepass"))


def _count(value: int | str) -> int:
    """Large numbers are text in [LUKS2] 3; raise ValueError for one below zero or beyond 64 bits."""
    number = int(value)
    if not 0 <= number < 1 << 64:
        raise ValueError("a number of the header is impossible")
    return number


def _bytes(value: str) -> bytes:
    return base64.b64decode(value, validate=True)


# The split key


def key_area_bytes(slot: KeySlot) -> int | None:
    """How much of the volume the slot's split key takes; `None` where that is impossible."""
    size = slot.key_bytes * slot.stripes
    if not 16 <= slot.key_bytes <= 128 or not 0 < slot.stripes <= _MOST_STRIPES or size > _MOST_AREA_BYTES:
        return None
    return size


def merged(split: bytes, *, key_bytes: int, stripes: int, hash_name: str) -> bytes:
    """The key of an anti-forensic split: [LUKS1] 2.4."""
    last = bytes(key_bytes)
    for stripe in range(stripes):
        piece = split[stripe * key_bytes : (stripe + 1) * key_bytes]
        last = bytes(a ^ b for a, b in zip(last, piece, strict=True))
        if stripe < stripes - 1:
            last = _diffused(last, hash_name)
    return last


def _diffused(block: bytes, hash_name: str) -> bytes:
    size = hashlib.new(hash_name).digest_size
    pieces = [block[at : at + size] for at in range(0, len(block), size)]
    return b"".join(
        hashlib.new(hash_name, number.to_bytes(4, "big") + piece).digest()[: len(piece)]
        for number, piece in enumerate(pieces)
    )


def proves(digest: KeyDigest, key: bytes) -> bool:
    derived = hashlib.pbkdf2_hmac(digest.hash_name, key, digest.salt, digest.rounds, len(digest.digest))
    return hmac.compare_digest(derived, digest.digest)
