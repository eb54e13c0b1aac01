"""Encrypted sectors, many at a time: AES in the modes of BitLocker and LUKS.

NumPy does for all sectors of a piece what a mode does between blocks, so the cipher itself sees long runs.
Sources: [XTS] IEEE 1619-2007; [dm-crypt] the kernel's dm-crypt for plain64 and ESSIV; [BDE] libbde,
"BitLocker Drive Encryption (BDE) format"; [Ferguson] N. Ferguson, "AES-CBC + Elephant diffuser", 2006.
"""

import hashlib
from typing import Final, Protocol

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

BLOCK_BYTES: Final = 16  # of AES
_FEW: Final = 16  # sectors: for so many the cipher's own XTS, one by one, takes less than NumPy to begin
_POLYNOMIAL: Final = np.uint64(0x87)  # [XTS] 5.2
_A_CYCLES, _A_TURNS = 5, (9, 0, 13, 0)  # [Ferguson] 4.3
_B_CYCLES, _B_TURNS = 3, (0, 10, 0, 25)  # [Ferguson] 4.4
_Words = NDArray[np.uint64]


class Sectors(Protocol):
    """How the sectors of a volume are encrypted."""

    @property
    def unit_bytes(self) -> int:
        """What is encrypted by itself: places and lengths are multiples of it."""
        ...

    def plain(self, data: bytes, *, place: int) -> bytes:
        """The plain bytes of `data`, which lies at byte `place` of the volume."""
        ...


def encrypted_blocks(key: bytes, data: bytes) -> bytes:
    """Each block of `data` by itself."""
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(data)  # noqa: S305 - part of a mode


def decrypted_blocks(key: bytes, data: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.ECB()).decryptor().update(data)  # noqa: S305 - part of a mode


class XtsSectors:
    """AES-XTS. The number of a sector is its place in steps of `numbered_by` bytes, plus `first_number`."""

    def __init__(
        self, key: bytes, *, unit_bytes: int = 512, numbered_by: int = 512, first_number: int = 0
    ) -> None:
        half = len(key) // 2
        self._key, self._tweak_key = key[:half], key[half:]
        self.unit_bytes = unit_bytes
        self._numbered_by = numbered_by
        self._first_number = first_number
        # The cipher refuses two equal keys, which keys that hide nothing are (bags of APFS).
        self._one_by_one = algorithms.AES(key) if self._key != self._tweak_key else None

    def plain(self, data: bytes, *, place: int) -> bytes:
        count = len(data) // self.unit_bytes
        if count <= _FEW and self._one_by_one is not None:
            return self._few(data, count, place, self._one_by_one)
        tweaks = self._tweaks(count, place)
        words = np.frombuffer(data, dtype="<u8") ^ tweaks
        whitened = decrypted_blocks(self._key, words.tobytes())
        return (np.frombuffer(whitened, dtype="<u8") ^ tweaks).tobytes()

    def _few(self, data: bytes, count: int, place: int, cipher: algorithms.AES) -> bytes:
        unit, step = self.unit_bytes, self.unit_bytes // self._numbered_by
        first = place // self._numbered_by + self._first_number
        return b"".join(
            Cipher(cipher, modes.XTS((first + number * step).to_bytes(16, "little")))
            .decryptor()
            .update(data[number * unit : (number + 1) * unit])
            for number in range(count)
        )

    def _tweaks(self, count: int, place: int) -> _Words:
        """[XTS] 5.1: that of a sector's first block is its number, encrypted; each next one is twice the
        one before.
        """
        numbers = np.zeros((count, 2), dtype="<u8")
        step = self.unit_bytes // self._numbered_by
        first = place // self._numbered_by + self._first_number
        numbers[:, 0] = np.arange(count, dtype=np.uint64) * np.uint64(step) + np.uint64(first)
        start = np.frombuffer(encrypted_blocks(self._tweak_key, numbers.tobytes()), dtype="<u8")
        low, high = start[0::2].copy(), start[1::2].copy()
        tweaks = np.empty((count, self.unit_bytes // BLOCK_BYTES, 2), dtype="<u8")
        one, top = np.uint64(1), np.uint64(63)
        for block in range(self.unit_bytes // BLOCK_BYTES):
            tweaks[:, block, 0], tweaks[:, block, 1] = low, high
            carry = (high >> top) * _POLYNOMIAL
            high = (high << one) | (low >> top)
            low = (low << one) ^ carry
        return tweaks.reshape(-1)


class CbcSectors:
    """AES-CBC; `numbering` says what is encrypted, and by which key, to be the vector of a sector."""

    def __init__(self, key: bytes, *, numbering: "Numbering", unit_bytes: int = 512) -> None:
        self._key = key
        self._numbering = numbering
        self.unit_bytes = unit_bytes

    def plain(self, data: bytes, *, place: int) -> bytes:
        count = len(data) // self.unit_bytes
        cipher = np.frombuffer(data, dtype="<u8").reshape(count, -1)
        before = np.empty_like(cipher)
        before[:, 2:] = cipher[:, :-2]
        before[:, :2] = self._numbering.vectors(count, place=place, unit_bytes=self.unit_bytes)
        blocks = np.frombuffer(decrypted_blocks(self._key, data), dtype="<u8").reshape(count, -1)
        return (blocks ^ before).tobytes()


class Numbering:
    """The vectors of CBC sectors: their numbers (in steps of `numbered_by` bytes) as 16 bytes, encrypted with
    `key` where there is one. `bits`: 32 where the number wraps there ("plain"), else 64.
    """

    def __init__(self, key: bytes | None, *, numbered_by: int, bits: int = 64) -> None:
        self._key = key
        self._numbered_by = numbered_by
        self._mask = np.uint64((1 << bits) - 1)

    def vectors(self, count: int, *, place: int, unit_bytes: int) -> _Words:
        numbers = np.zeros((count, 2), dtype="<u8")
        step = np.uint64(unit_bytes // self._numbered_by)
        first = np.uint64(place // self._numbered_by)
        numbers[:, 0] = (np.arange(count, dtype=np.uint64) * step + first) & self._mask
        if self._key is None:
            return numbers
        return np.frombuffer(encrypted_blocks(self._key, numbers.tobytes()), dtype="<u8").reshape(count, 2)


def essiv(key: bytes, hash_name: str) -> Numbering:
    """[dm-crypt] ESSIV: the sector's number, encrypted with the digest of the key."""
    return Numbering(hashlib.new(hash_name, key).digest(), numbered_by=512)


class PlainSectors:
    """Those of a volume whose encryption was turned off."""

    unit_bytes = 512

    def plain(self, data: bytes, *, place: int) -> bytes:
        del place
        return data


class EcbSectors:
    """Each block by itself, wherever it lies."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.unit_bytes = 512

    def plain(self, data: bytes, *, place: int) -> bytes:
        del place
        return decrypted_blocks(self._key, data)


class DiffusedSectors:
    """AES-CBC and the Elephant diffuser of Windows Vista and 7: [Ferguson] 4."""

    def __init__(self, key: bytes, tweak_key: bytes, *, unit_bytes: int = 512) -> None:
        self._cbc = CbcSectors(key, numbering=Numbering(key, numbered_by=1), unit_bytes=unit_bytes)
        self._tweak_key = tweak_key
        self.unit_bytes = unit_bytes

    def plain(self, data: bytes, *, place: int) -> bytes:
        count = len(data) // self.unit_bytes
        diffused = self._cbc.plain(data, place=place)
        # one row a word of the sector, so that a step over all sectors is one row
        words = np.frombuffer(diffused, dtype="<u4").reshape(count, -1).T.copy()
        _undiffuse(words, cycles=_B_CYCLES, turns=_B_TURNS, back=(-2, -5))
        _undiffuse(words, cycles=_A_CYCLES, turns=_A_TURNS, back=(2, 5))
        sectors = np.ascontiguousarray(words.T).view("<u8").reshape(count, -1)
        return (sectors ^ self._sector_keys(count, place)).tobytes()

    def _sector_keys(self, count: int, place: int) -> _Words:
        """32 bytes a sector, repeated over it: its place encrypted, and once more with the last byte 0x80."""
        places = np.zeros((count, 2, 2), dtype="<u8")
        steps = np.arange(count, dtype=np.uint64) * np.uint64(self.unit_bytes)
        places[:, :, 0] = steps[:, None] + np.uint64(place)
        places[:, 1, 1] = np.uint64(0x80 << 56)
        keys = np.frombuffer(encrypted_blocks(self._tweak_key, places.tobytes()), dtype="<u8")
        return np.tile(keys.reshape(count, 4), (1, self.unit_bytes // 32))


def _undiffuse(
    words: NDArray[np.uint32], *, cycles: int, turns: tuple[int, ...], back: tuple[int, int]
) -> None:
    """[Ferguson] `d[i] += d[i - back0] ^ (d[i - back1] <<< turns[i % 4])`, in place, indexes wrapping."""
    count = len(words)
    near, far = back
    for _cycle in range(cycles):
        for index in range(count):
            other = words[(index - far) % count]
            turn = turns[index % 4]
            if turn:
                other = (other << np.uint32(turn)) | (other >> np.uint32(32 - turn))
            words[index] += words[(index - near) % count] ^ other
