"""BitLocker volumes by recipe, with the plain ciphers of `cryptography` and without any code of the program.
Source: libbde, "BitLocker Drive Encryption (BDE) format".
"""

import struct
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

SECTOR: Final = 512
VOLUME_BYTES: Final = 512 << 10
METADATA: Final = (0x20000, 0x40000, 0x60000)
METADATA_BYTES: Final = 0x10000
HEADER_PLACE, HEADER_BYTES = 0x34000, 0x2000
SECTORS_USED: Final = (0, 1, 15, 40, 200, 700, 1023)  # the others hold zeros, and decrypt to noise
KEY_BYTES: Final = {0x8000: 64, 0x8001: 64, 0x8002: 16, 0x8003: 32, 0x8004: 32, 0x8005: 64}
_GUID = bytes(range(16))


def the_plain_volume() -> bytearray:
    """Each used sector tells its number; the first looks like the boot sector of NTFS."""
    plain = bytearray(VOLUME_BYTES)
    for number in SECTORS_USED:
        plain[number * SECTOR : (number + 1) * SECTOR] = f"sector {number:5}!!".encode() * 36 + bytes(8)
    boot = struct.pack(
        "<3s8sHB7xB18xQQQBxxxB", b"\xeb\x52\x90", b"NTFS    ", SECTOR, 8, 0xF8, 1023, 4, 8, 0xF6, 1
    )
    plain[0:SECTOR] = boot.ljust(510, b"\0") + b"\x55\xaa"
    return plain


def a_bitlocker_volume(
    method: int,
    *,
    protectors: tuple[bytes, ...] = (),
    encrypted_bytes: int | None = None,
    state: int = 4,
    plain_volume: bytes | None = None,
) -> bytes:
    """`the_plain_volume`, or all sectors of another that leaves room for METADATA, locked, with a clear key
    unless other protectors are given (`a_protector`).
    """
    key = bytes((method + each * 7) & 0xFF for each in range(KEY_BYTES[method]))
    volume = the_plain_volume() if plain_volume is None else bytearray(plain_volume)
    encrypted_bytes = len(volume) if encrypted_bytes is None else encrypted_bytes
    moved = range(HEADER_PLACE // SECTOR, (HEADER_PLACE + HEADER_BYTES) // SECTOR)
    used = SECTORS_USED if plain_volume is None else range(len(volume) // SECTOR)
    for number in used:
        if number in moved:
            continue  # the first sectors of the volume lie there
        place = number * SECTOR
        plain = bytes(volume[place : place + SECTOR])
        if place < HEADER_BYTES:
            place += HEADER_PLACE
        if place < encrypted_bytes:
            volume[place : place + SECTOR] = sealed_sector(method, key, plain, place)
    volume[:HEADER_BYTES] = bytes(HEADER_BYTES)
    volume[0:11] = b"\xeb\x58\x90-FVE-FS-"
    volume[11:14] = struct.pack("<HB", SECTOR, 8)
    volume[0xA0:0xD0] = (
        bytes.fromhex("3bd66749292ed84a8399f6a339e3d001") + struct.pack("<3Q", *METADATA) + bytes(8)
    )
    volume[510:512] = b"\x55\xaa"
    block = _metadata(method, key, protectors or (a_protector(0, b""),), encrypted_bytes, state)
    for place in METADATA:
        volume[place : place + len(block)] = block
    return bytes(volume)


MASTER: Final = bytes(range(100, 132))


def a_protector(kind: int, secret_key: bytes, *, salt: bytes | None = None) -> bytes:
    """An entry that holds the master key, sealed by `secret_key`; a clear key holds that too."""
    wrapper = secret_key or bytes(range(50, 82))
    inner = b""
    if kind == 0:
        inner += _entry(0, 1, struct.pack("<I", 0x2000) + wrapper)
    if salt is not None:
        inner += _entry(0, 3, struct.pack("<I", 0x1000) + salt + _sealed_entry(0, wrapper, MASTER))
    inner += _sealed_entry(0, wrapper, MASTER)
    head = bytes([kind & 0xFF]) * 16 + bytes(10) + struct.pack("<H", kind)
    return _entry(2, 8, head + inner)


def a_startup_key_file(key: bytes) -> bytes:
    inner = _entry(0, 1, struct.pack("<I", 0x2000) + key)
    external = _entry(6, 9, bytes(16) + bytes(8) + inner)
    return struct.pack("<4I", 48 + len(external), 1, 48, 48 + len(external)) + bytes(32) + external


def _metadata(
    method: int, key: bytes, protectors: tuple[bytes, ...], encrypted_bytes: int, state: int
) -> bytes:
    entries = _entry(7, 2, "BENCH C: 1/1/2026\0".encode("utf-16-le")) + b"".join(protectors)
    entries += _sealed_entry(3, MASTER, key, method=method)
    entries += _entry(0xF, 0xF, struct.pack("<QQ", HEADER_PLACE, HEADER_BYTES))
    size = 48 + len(entries)
    head = (
        struct.pack("<4I", size, 1, 48, size)
        + _GUID
        + struct.pack("<IIQ", 9, method, 132_000_000_000_000_000)
    )
    block = struct.pack("<8sHHHHQII", b"-FVE-FS-", 0x40 + size, 2, state, state, encrypted_bytes, 0, 16)
    return block + struct.pack("<3QQ", *METADATA, HEADER_PLACE) + head + entries


def _entry(kind: int, value: int, data: bytes) -> bytes:
    return struct.pack("<HHHH", 8 + len(data), kind, value, 1) + data


def _sealed_entry(kind: int, by: bytes, key: bytes, *, method: int = 0x2003) -> bytes:
    nonce = bytes(12)
    held = struct.pack("<HHHHI", 12 + len(key), 1, 1, 1, method) + key
    sealed = AESCCM(by).encrypt(nonce, held, None)
    return _entry(kind, 5, nonce + sealed[-16:] + sealed[:-16])


def sealed_sector(method: int, key: bytes, plain: bytes, place: int) -> bytes:
    if method in (0x8004, 0x8005):
        tweak = (place // SECTOR).to_bytes(16, "little")
        return _run(Cipher(algorithms.AES(key), modes.XTS(tweak)), plain)
    bits = 32 if method in (0x8001, 0x8003) else 16
    if method in (0x8000, 0x8001):
        plain = _diffused(plain, key[32 : 32 + bits], place)
    vector = _run(Cipher(algorithms.AES(key[:bits]), modes.ECB()), place.to_bytes(16, "little"))  # noqa: S305
    return _run(Cipher(algorithms.AES(key[:bits]), modes.CBC(vector)), plain)


def _diffused(plain: bytes, tweak_key: bytes, place: int) -> bytes:
    """The Elephant diffuser forwards, word by word."""
    ecb = Cipher(algorithms.AES(tweak_key), modes.ECB())  # noqa: S305
    at = place.to_bytes(16, "little")
    sector_key = _run(ecb, at) + _run(ecb, at[:15] + b"\x80")
    words = list(struct.unpack("<128I", bytes(a ^ b for a, b in zip(plain, sector_key * 16, strict=True))))
    for cycles, turns, near, far in ((5, (9, 0, 13, 0), -2, -5), (3, (0, 10, 0, 25), 2, 5)):
        for _cycle in range(cycles):
            for index in reversed(range(128)):
                other = words[(index + far) % 128]
                turn = turns[index % 4]
                turned = ((other << turn) | (other >> (32 - turn))) & 0xFFFFFFFF if turn else other
                words[index] = (words[index] - (words[(index + near) % 128] ^ turned)) & 0xFFFFFFFF
    return struct.pack("<128I", *words)


def _run(cipher: "Cipher[modes.XTS | modes.ECB | modes.CBC]", data: bytes) -> bytes:
    encryptor = cipher.encryptor()
    return encryptor.update(data) + encryptor.finalize()
