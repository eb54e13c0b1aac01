"""Encrypted APFS volumes by recipe, with the plain ciphers of `cryptography` and no code of the program but
its checksum.

Source: [Sylve] J. T. Sylve, "2022 APFS Advent Challenge", days 15, 16 and 18; libfsapfs opens what is made.
"""

import hashlib
import hmac
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from forensics.filesystems.apfs_blocks import checksum
from tests.evidence.apfs_builder import BLOCK, VOLUME_UUID, Planted, an_apfs_container, resealed

PASSWORD: Final = "Möwe über dem Fluss"
USER_PASSWORD: Final = "second of two users"
RECOVERY_KEY: Final = "ABCD-EFGH-2345-6789-KLMN-PQRS"
HINT: Final = "the bird"
USER: Final = bytes(range(0x40, 0x50))
RECOVERY_UUID: Final = bytes.fromhex("ebc6c064000011aaaa1100306543ecac")
INSTITUTION_UUID: Final = bytes.fromhex("c064ebc6000011aaaa1100306543ecac")
CONTAINER_UUID: Final = VOLUME_UUID[::-1]
SUPERBLOCKS: Final = (0, 2)
ROUNDS: Final = 100  # macOS asks for 100,000
_SECTORS: Final = BLOCK // 512
_KEYS_AT, _FLAGS_AT = 1296, 1264
_WRAPPING_KEY: Final = bytes(range(100, 132))


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Of a volume: 128-bit keys come from CoreStorage, whose flag is 2. `is_bound`: by a security chip, as
    macOS 26 writes it.
    """

    is_short: bool = False
    is_mixed: bool = False  # a short key wraps a long one
    is_bound: bool = False

    @property
    def wrapping(self) -> bytes:
        return _WRAPPING_KEY[:16] if self.is_short or self.is_mixed else _WRAPPING_KEY

    @property
    def volume(self) -> bytes:
        """As it is wrapped."""
        return bytes(range(16)) if self.is_short else bytes(range(7, 39))

    @property
    def of_sectors(self) -> bytes:
        if not self.is_short:
            return self.volume
        return self.volume + hashlib.sha256(self.volume + VOLUME_UUID).digest()[:16]

    @property
    def flags(self) -> bytes:
        plain = bytes((2 if self.is_short else 0, 0, 0, 0, 0, 0, 0x17, 0x12))
        return plain + bytes(range(14)) if self.is_bound else plain


def a_locked_container(
    files: Mapping[str, Planted], *, keys: Keys | None = None, moved: int = 0, openers: Iterable[bytes] = ()
) -> bytes:
    """As `an_apfs_container`, encrypted, with a password, a second user, a recovery key and a hint unless
    other `openers` (`a_record`) are given. Each content is sealed for the place `moved` blocks behind it.
    """
    keys = keys or Keys()
    data = bytearray(
        an_apfs_container(
            files, is_encrypted=True, moved=moved, seal=lambda raw, block: sealed(keys.of_sectors, raw, block)
        )
    )
    of_volume = len(data) // BLOCK - 1
    of_container = of_volume - 1
    records = tuple(openers) or (
        a_record(VOLUME_UUID, PASSWORD, keys),
        a_record(USER, USER_PASSWORD, keys),
        a_record(RECOVERY_UUID, RECOVERY_KEY, keys),
        an_entry(VOLUME_UUID, 4, HINT.encode() + b"\0"),
    )
    wrapped = aes_key_wrap(keys.wrapping, keys.volume)
    entries = (
        an_entry(VOLUME_UUID, 2, _packed(keys, wrapped)),
        an_entry(VOLUME_UUID, 3, struct.pack("<QQ", of_volume, 1)),
    )
    put_bag(data, of_container, b"syek", entries, uuid=CONTAINER_UUID)
    put_bag(data, of_volume, b"scer", records, uuid=VOLUME_UUID)
    for block in SUPERBLOCKS:
        struct.pack_into("<QQ", data, block * BLOCK + _KEYS_AT, of_container, 1)
        resealed(data, block)
    return bytes(data)


def sealed(key: bytes, data: bytes, block: int) -> bytes:
    """Sector by sector, numbered from that of `block`."""
    return _by_sectors(key, data, block, _blocks(key).encryptor())


def unsealed(key: bytes, data: bytes, block: int) -> bytes:
    return _by_sectors(key, data, block, _blocks(key).decryptor())


def _blocks(key: bytes) -> "Cipher[modes.ECB]":
    return Cipher(algorithms.AES(key[: len(key) // 2]), modes.ECB())  # noqa: S305 - part of a mode


def _by_sectors(key: bytes, data: bytes, block: int, cipher: CipherContext) -> bytes:
    sectors = (data[at : at + 512] for at in range(0, len(data), 512))
    return b"".join(_xts(key, each, block * _SECTORS + number, cipher) for number, each in enumerate(sectors))


def _xts(key: bytes, sector: bytes, number: int, cipher: CipherContext) -> bytes:
    """IEEE 1619, block by block: `cryptography` refuses the two equal keys of a bag."""
    half = len(key) // 2
    tweak = int.from_bytes(_ecb(key[half:], number.to_bytes(16, "little")), "little")
    masks = b""
    for _ in range(0, len(sector), 16):
        masks += tweak.to_bytes(16, "little")
        tweak = (tweak << 1 & (1 << 128) - 1) ^ (0x87 if tweak >> 127 else 0)
    return _xor(cipher.update(_xor(sector, masks)), masks)


def _ecb(key: bytes, data: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(data)  # noqa: S305 - part of a mode


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).to_bytes(len(one), "big")


def a_record(uuid: bytes, password: str, keys: Keys, *, rounds: int = ROUNDS) -> bytes:
    """What opens the volume with `password`."""
    salt = hashlib.sha256(uuid).digest()[:16]
    size = len(keys.wrapping)
    derived = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, min(rounds, ROUNDS), size)
    wrapped = aes_key_wrap(derived, keys.wrapping)
    more = _der(0x84, rounds.to_bytes(4, "big")) + _der(0x85, salt)
    return an_entry(uuid, 3, _packed(keys, wrapped, uuid=uuid, more=more))


def _packed(keys: Keys, wrapped: bytes, *, uuid: bytes = VOLUME_UUID, more: bytes = b"") -> bytes:
    inner = (
        _der(0x80, b"\0") + _der(0x81, uuid) + _der(0x82, keys.flags) + _der(0x83, wrapped.ljust(40, b"\0"))
    )
    blob = _der(0xA3, inner + more)
    salt = b"saltsalt"
    key = hashlib.sha256(bytes.fromhex("011620171505") + salt).digest()
    digest = hmac.digest(key, blob, "sha256")
    return _der(0x30, _der(0x80, b"\0") + _der(0x81, digest) + _der(0x82, salt) + blob)


def _der(tag: int, data: bytes) -> bytes:
    length = bytes((len(data),)) if len(data) < 0x80 else bytes((0x81, len(data)))
    return bytes((tag,)) + length + data


def an_entry(uuid: bytes, tag: int, data: bytes) -> bytes:
    entry = struct.pack("<16sHHI", uuid, tag, len(data), 0) + data
    return entry.ljust(-(-len(entry) // 16) * 16, b"\0")


def put_bag(data: bytearray, block: int, kind: bytes, entries: Iterable[bytes], *, uuid: bytes) -> None:
    """A bag of keys at `block`, encrypted with the UUID of what it belongs to."""
    kept = tuple(entries)
    inside = b"".join(kept)
    locker = struct.pack("<HHI8x", 2, len(kept), 16 + len(inside)) + inside
    bag = (bytes(8) + struct.pack("<QQ4sI", 0, 7, kind, 0) + locker).ljust(BLOCK, b"\0")
    bag = checksum(bag).to_bytes(8, "little") + bag[8:]
    data[block * BLOCK : (block + 1) * BLOCK] = sealed(uuid * 2, bag, block)


def damage_bag(data: bytearray, block: int, *, uuid: bytes, chance: Random) -> None:
    """Some bytes of the bag at `block` changed, with the right checksum."""
    start = block * BLOCK
    bag = bytearray(unsealed(uuid * 2, bytes(data[start : start + BLOCK]), block))
    for _ in range(chance.randint(1, 4)):
        bag[chance.randrange(24, 700)] = chance.choice((0, 1, 3, 0x7F, 0x80, 0x82, 0xFF))
    bag[:8] = checksum(bytes(bag)).to_bytes(8, "little")
    data[start : start + BLOCK] = sealed(uuid * 2, bytes(bag), block)
