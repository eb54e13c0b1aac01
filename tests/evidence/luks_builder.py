"""LUKS2 volumes by recipe, with the plain ciphers of `cryptography` and without any code of the program.
Sources: LUKS On-Disk Format Specification 1.2.3, 2.4, for the split key; LUKS2 On-Disk Format Specification.
"""

import base64
import hashlib
import json
import struct
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SECRET: Final = "Grün und Grau 77"
DATA: Final = 0x20000
Changed = dict[str, Any]  # of the JSON area


def xts(key: bytes, data: bytes, *, unit: int = 512) -> bytes:
    """Sector by sector, numbered in steps of 512 bytes."""
    pieces = []
    for at in range(0, len(data), unit):
        encryptor = Cipher(algorithms.AES(key), modes.XTS((at // 512).to_bytes(16, "little"))).encryptor()
        pieces.append(encryptor.update(data[at : at + unit]))
    return b"".join(pieces)


def split(key: bytes, *, stripes: int) -> bytes:
    """The anti-forensic split of LUKS1 2.4, backwards from its last stripe."""
    pieces, last = [], bytes(len(key))
    for number in range(stripes - 1):
        piece = hashlib.sha512(b"stripe%d" % number).digest()[: len(key)]
        mixed = bytes(a ^ b for a, b in zip(last, piece, strict=True))
        last = b"".join(
            hashlib.sha256(struct.pack(">I", part) + mixed[part * 32 : part * 32 + 32]).digest()
            for part in range(len(key) // 32)
        )
        pieces.append(piece)
    return b"".join(pieces) + bytes(a ^ b for a, b in zip(last, key, strict=True))


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def a_luks2_volume(plain: bytes, *, unit: int = 512, changed: dict[str, Changed] | None = None) -> bytes:
    """One Argon2id key slot of 64 KiB and few stripes, `plain` behind it."""
    volume_key, salt = hashlib.sha512(b"volume key").digest(), bytes(range(32))
    by = Argon2id(salt=salt, length=64, iterations=1, lanes=1, memory_cost=64).derive(SECRET.encode())
    digest = hashlib.pbkdf2_hmac("sha256", volume_key, salt, 1000, 32)
    told: dict[str, Any] = {
        "keyslots": {
            "3": {
                "type": "luks2",
                "key_size": 64,
                "af": {"type": "luks1", "stripes": 8, "hash": "sha256"},
                "area": {
                    "type": "raw",
                    "offset": "32768",
                    "size": "4096",
                    "encryption": "aes-xts-plain64",
                    "key_size": 64,
                },
                "kdf": {"type": "argon2id", "time": 1, "memory": 64, "cpus": 1, "salt": b64(salt)},
            }
        },
        "segments": {
            "0": {
                "type": "crypt",
                "offset": str(DATA),
                "size": "dynamic",
                "iv_tweak": "0",
                "encryption": "aes-xts-plain64",
                "sector_size": unit,
            }
        },
        "digests": {
            "0": {
                "type": "pbkdf2",
                "keyslots": ["3"],
                "segments": ["0"],
                "hash": "sha256",
                "iterations": 1000,
                "salt": b64(salt),
                "digest": b64(digest),
            }
        },
        "tokens": {},
        "config": {},
    }
    told["keyslots"]["3"]["kdf"].update((changed or {}).get("kdf", {}))
    told["segments"]["0"].update((changed or {}).get("segment", {}))
    volume = bytearray(DATA)
    for place, magic in ((0, b"LUKS\xba\xbe"), (0x4000, b"SKUL\xba\xbe")):
        volume[place : place + 0x4000] = a_luks2_header(told, place=place, magic=magic)
    area = xts(by, split(volume_key, stripes=8))
    volume[32768 : 32768 + len(area)] = area
    return bytes(volume) + xts(volume_key, plain, unit=unit)


def a_luks2_header(told: dict[str, Any], *, place: int, magic: bytes) -> bytes:
    text = json.dumps(told).encode().ljust(0x3000, b"\0")
    head = bytearray(0x1000)
    head[:24] = magic + struct.pack(">HQQ", 2, 0x4000, 7)
    head[24:29] = b"bench"
    head[72:78] = b"sha256"
    head[168:204] = b"00000000-1111-2222-3333-444444444444"
    head[256:264] = struct.pack(">Q", place)
    head[448:480] = hashlib.sha256(bytes(head) + text).digest()
    return bytes(head) + text
