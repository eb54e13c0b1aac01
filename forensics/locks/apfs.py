"""The keys that an APFS container keeps of its encrypted volumes, and what they tell without a secret.

Two bags of keys are encrypted with nothing but the UUID of what they belong to: that of the container holds
the wrapped key of each volume (VEK) and the place of the volume's own bag, which holds the key that wraps it
(KEK), wrapped once for each password and recovery key.

Sources: [APFS] Apple, "Apple File System Reference" (2020-06-22), "Encryption"; [APFS-libyal] libfsapfs,
"Apple File System (APFS)", "Key bag"; [Sylve] J. T. Sylve, "2022 APFS Advent Challenge", days 15 to 18, for
the packed keys.
"""

import hashlib
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from forensics.errors import EvidenceUnreadable
from forensics.locks.sectors import XtsSectors

NAME: Final = "APFS encryption"
CONTAINER_BAG, VOLUME_BAG = int.from_bytes(b"keys", "big"), int.from_bytes(b"recs", "big")
VOLUME_KEY, UNLOCK_RECORD = 2, 3  # [APFS] "Keybag Tags": the second is a place in the container's bag
HINT = 4
_BAG_HEADER_BYTES: Final = 32  # of an APFS object
_KIND = struct.Struct("<24xI")
_LOCKER = struct.Struct("<HHI8x")  # version, keys, bytes
_VERSION: Final = 2
_ENTRY = struct.Struct("<16sHH4x")
_ENTRY_STEP: Final = 16
_PLACE = struct.Struct("<QQ")
MOST_ENTRIES: Final = 256  # of a bag: macOS keeps a few users, each with a hint
_COOKIE: Final = bytes((0x01, 0x16, 0x20, 0x17, 0x15, 0x05))  # [Sylve] of the key of the HMAC
_WRAPPED_BYTES: Final = 40
_FLAGS_BYTES: Final = 8  # macOS 26 writes 22 where the chip has a part
_LAST_FIELD: Final = 5
DISK_USER: Final = "password of the disk"
USER: Final = "password of a user"
RECOVERY: Final = "personal recovery key"
INSTITUTION: Final = "recovery key of an institution"
ICLOUD: Final = "iCloud recovery key"
_KINDS: Final = {  # [Sylve] "Recovery Key UUIDs"
    bytes.fromhex("ebc6c064000011aaaa1100306543ecac"): RECOVERY,
    bytes.fromhex("c064ebc6000011aaaa1100306543ecac"): INSTITUTION,
    bytes.fromhex("2fa31400baff4de7ae2ac3aa6e1fd340"): INSTITUTION,
    bytes.fromhex("64c0c6eb000011aaaa1100306543ecac"): ICLOUD,
    bytes.fromhex("ec1c2ad9b6184ed6bd8d50f361c27507"): ICLOUD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BagEntry:
    uuid: bytes
    tag: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """A key wrapped by another one as in RFC 3394; `rounds` and `salt` where a password is to give that one,
    else 0 and none. `is_bound`: the security chip of the Mac has a part in it.
    """

    uuid: bytes
    wrapped: bytes
    is_bound: bool = False
    rounds: int = 0
    salt: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """What opens a volume: its kind in words, the UUID of its user or kind, the hint that its user wrote."""

    words: str
    uuid: bytes
    hint: str | None
    key: WrappedKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ApfsLock:
    """`bound_words`: why no secret opens the volume here, where that is so."""

    volume_key: WrappedKey | None = None
    openers: tuple[Opener, ...] = ()
    damaged: int = 0  # unlock records that cannot be read
    bound_words: str | None = None


def plain_bag(sealed: bytes, uuid: bytes, *, place: int) -> bytes:
    """A bag of keys as an APFS object, from its bytes at byte `place` of the container."""
    return XtsSectors(uuid + uuid).plain(sealed, place=place)


def bag_entries(bag: bytes, *, kind: int) -> tuple[BagEntry, ...]:
    """Of a bag whose checksum holds; raise EvidenceUnreadable where it is none of this kind, or its entries
    do not fit into it.
    """
    if len(bag) < _BAG_HEADER_BYTES + _LOCKER.size or _KIND.unpack_from(bag)[0] != kind:
        raise EvidenceUnreadable("The bag of keys is not what it should be.")
    version, count, length = _LOCKER.unpack_from(bag, _BAG_HEADER_BYTES)
    if version != _VERSION or count > MOST_ENTRIES or length > len(bag) - _BAG_HEADER_BYTES:
        raise EvidenceUnreadable(f"The bag of keys is of a form not known here (version {version}).")
    return tuple(_entries(bag, count))


def _entries(bag: bytes, count: int) -> Iterator[BagEntry]:
    at = _BAG_HEADER_BYTES + _LOCKER.size
    for _ in range(count):
        if at + _ENTRY.size > len(bag):
            raise EvidenceUnreadable("The bag of keys is damaged: an entry is cut off.")
        uuid, tag, length = _ENTRY.unpack_from(bag, at)
        start = at + _ENTRY.size
        if start + length > len(bag):
            raise EvidenceUnreadable("The bag of keys is damaged: an entry is cut off.")
        yield BagEntry(uuid=uuid, tag=tag, data=bag[start : start + length])
        at = -(-(start + length) // _ENTRY_STEP) * _ENTRY_STEP


def place_of_bag(entry: BagEntry) -> tuple[int, int]:
    """First block and blocks of a volume's own bag; raise EvidenceUnreadable where that is not said."""
    if len(entry.data) != _PLACE.size:
        raise EvidenceUnreadable("The place of the volume's bag of keys is damaged.")
    first, blocks = _PLACE.unpack(entry.data)
    return first, blocks


def opener_of(entry: BagEntry, *, volume: bytes, hint: str | None) -> Opener:
    """What an unlock record of the volume `volume` says; raise EvidenceUnreadable where it is damaged."""
    words = DISK_USER if entry.uuid == volume else _KINDS.get(entry.uuid, USER)
    return Opener(words=words, uuid=entry.uuid, hint=hint, key=unpacked_key(entry.data))


# Packed keys: DER


def unpacked_key(packed: bytes) -> WrappedKey:
    """[Sylve] KEKBLOB and VEKBLOB; raise EvidenceUnreadable where its HMAC does not hold."""
    outer = dict(_fields(_whole(packed, tag=0x30)))
    sealed = _element(packed, tag=0xA3)
    digest, salt = outer.get(0x81, b""), outer.get(0x82, b"")
    key = hashlib.sha256(_COOKIE + salt).digest()
    if not hmac.compare_digest(hmac.digest(key, sealed, "sha256"), digest):
        raise EvidenceUnreadable("The packed key is damaged: its checksum does not hold.")
    inner = dict(_fields(outer[0xA3]))
    wrapped, rounds = inner.get(0x83, b""), inner.get(0x84, b"")
    # Where the chip has a part, the flags are longer, or fields follow that no password needs.
    is_bound = len(inner.get(0x82, b"")) > _FLAGS_BYTES or any(tag & 0x1F > _LAST_FIELD for tag in inner)
    if (
        len(wrapped) != _WRAPPED_BYTES
        or len(inner.get(0x81, b"")) != 16
        or (len(rounds) > 8 and not is_bound)
    ):
        raise EvidenceUnreadable("The packed key is of a form not known here.")
    return WrappedKey(
        uuid=inner[0x81],
        wrapped=wrapped,
        is_bound=is_bound,
        rounds=0 if is_bound else int.from_bytes(rounds, "big"),
        salt=inner.get(0x85, b""),
    )


def _element(packed: bytes, *, tag: int) -> bytes:
    """The element with this tag inside the sequence, its own head included."""
    inside = _whole(packed, tag=0x30)
    at = 0
    while at < len(inside):
        found, _start, end = _head(inside, at)
        if found == tag:
            return inside[at:end]
        at = end
    raise EvidenceUnreadable("The packed key is of a form not known here.")


def _whole(packed: bytes, *, tag: int) -> bytes:
    found, start, end = _head(packed, 0)
    if found != tag:
        raise EvidenceUnreadable("The packed key is of a form not known here.")
    return packed[start:end]


def _fields(inside: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(inside):
        tag, start, at = _head(inside, at)
        yield tag, inside[start:at]


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """(tag, start, end) of the element at `at`: X.690, 8.1.3, lengths of up to two bytes."""
    length_bytes = data[at + 1] - 0x80 if at + 1 < len(data) and data[at + 1] > 0x80 else 0
    start = at + 2 + length_bytes
    if start > len(data) or length_bytes > 2:
        raise EvidenceUnreadable("The packed key is cut off.")
    length = int.from_bytes(data[at + 2 : start], "big") if length_bytes else data[at + 1]
    if start + length > len(data):
        raise EvidenceUnreadable("The packed key is cut off.")
    return data[at], start, start + length
