"""The vault: a locked set keeps keyed digests, so that its index does not give the list away.

Each digest is replaced by its HMAC-SHA256 (RFC 2104) under a key that Argon2id (RFC 9106) derives from a
passphrase. The index carries the `Lock`: salt, costs, and a value that tells a right key from a wrong one;
never the key. Who has an index and no passphrase can only try passphrases, each at the cost of Argon2id; who
also has the file in question can then tell whether it is listed. Sizes, categories, the number of records and
the set's name stay readable.
"""

import hashlib
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hmac import compare_digest
from typing import NoReturn, Self

import numpy as np

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset.records import DigestRows

try:
    # Each digest costs two copies of a state; the interpreter's own copies in half the time of OpenSSL's.
    from _sha256 import sha256  # type: ignore[import-not-found]  # private to CPython 3.11, no type information
except ImportError:
    from hashlib import sha256

# RFC 9106, section 4, second recommendation: 64 MiB and 3 passes. Two lanes of its four, because the slowest
# laptop has two processors; the memory and the work are the same.
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 2
SHORTEST_PASSPHRASE = 8  # characters
LONGEST_PASSPHRASE = 1_024
_SALT_BYTES, _KEY_BYTES, _CHECK_BYTES = 16, 32, 32
# A lock comes out of a file: what it may ask of this machine is bounded.
_MOST_MEMORY_KIB, _MOST_PASSES, _MOST_LANES = 1024 * 1024, 32, 16
_LEAST_KIB_A_LANE = 8  # RFC 9106, section 3.1
_BLOCK_BYTES, _DIGEST_BYTES = 64, 32  # FIPS 180-4: of SHA-256
_CHECKED = b"fieldcase vault check"  # no algorithm is called so: no keyed digest tells the check value


class WrongPassphrase(HashSetRefused):
    """The passphrase does not open the lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What an index says of the key that its digests are keyed with: how to derive it, and whether it is
    right.
    """

    salt: bytes
    memory_kib: int
    passes: int
    lanes: int
    check: bytes

    def __post_init__(self) -> None:
        fits = (
            len(self.salt) == _SALT_BYTES
            and len(self.check) == _CHECK_BYTES
            and 1 <= self.lanes <= _MOST_LANES
            and 1 <= self.passes <= _MOST_PASSES
            and _LEAST_KIB_A_LANE * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
        )
        if not fits:
            raise ValueError("a lock beyond its bounds")

    def to_json(self) -> dict[str, str | int]:
        return {
            "kdf": "argon2id",
            "keyed": "hmac-sha256",
            "salt": self.salt.hex(),
            "memory_kib": self.memory_kib,
            "passes": self.passes,
            "lanes": self.lanes,
            "check": self.check.hex(),
        }

    @classmethod
    def from_json(cls, told: object) -> Self:
        """Raise ValueError where `told` is not what `to_json` gives."""
        if not isinstance(told, dict) or told.get("kdf") != "argon2id" or told.get("keyed") != "hmac-sha256":
            raise ValueError("not a lock of this form")
        costs = [told.get(name) for name in ("memory_kib", "passes", "lanes")]
        texts = [told.get(name) for name in ("salt", "check")]
        memory_kib, passes, lanes = (cost if type(cost) is int else 0 for cost in costs)
        salt, check = (bytes.fromhex(text) if isinstance(text, str) else b"" for text in texts)
        return cls(salt=salt, memory_kib=memory_kib, passes=passes, lanes=lanes, check=check)


class VaultKey:
    """The key to one lock, in memory only: it shows itself to nobody and cannot be pickled or copied."""

    __slots__ = ("_inner", "_last", "_last_rows", "_lock", "_outer", "_secret")

    def __init__(self, lock: Lock, secret: bytes) -> None:
        """Raise WrongPassphrase when `secret` is not the key to `lock`."""
        if len(secret) != _KEY_BYTES or not compare_digest(_check_of(secret), lock.check):
            raise WrongPassphrase("The passphrase does not open this set.")
        self._lock, self._secret = lock, secret
        self._inner = {algorithm: _inner(secret, algorithm.value.encode() + b":") for algorithm in Algorithm}
        self._outer = _outer(secret)
        self._last = dict.fromkeys(Algorithm, (b"", b""))
        self._last_rows: dict[Algorithm, tuple[DigestRows, DigestRows]] = {}

    @property
    def lock(self) -> Lock:
        return self._lock

    def revealed(self) -> bytes:
        """The key itself: for the pipe to a reader, and nothing else."""
        return self._secret

    def keyed_one(self, algorithm: Algorithm, raw: bytes) -> bytes:
        """What a locked set keeps in place of the digest `raw`: as many bytes."""
        asked, keyed = self._last[algorithm]
        if raw == asked:  # several sets under one lock are asked for one content after the other
            return keyed
        inner, outer = self._inner[algorithm].copy(), self._outer.copy()
        inner.update(raw)
        outer.update(inner.digest())
        keyed = outer.digest()[: DIGEST_BYTES[algorithm]]
        self._last[algorithm] = raw, keyed
        return keyed

    def keyed(self, algorithm: Algorithm, rows: DigestRows) -> DigestRows:
        """`keyed_one` of each row."""
        asked, keyed = self._last_rows.get(algorithm, (None, rows))
        if rows is asked:  # several sets under one lock are asked for one batch after the other
            return keyed
        keyed = self._keyed_rows(algorithm, rows)
        if not rows.flags.writeable:
            self._last_rows[algorithm] = rows, keyed
        return keyed

    def _keyed_rows(self, algorithm: Algorithm, rows: DigestRows) -> DigestRows:
        width = DIGEST_BYTES[algorithm]
        if rows.ndim != 2 or rows.shape[1] != width:
            raise ValueError(f"rows of {width} bytes are due")
        new_inner, new_outer = self._inner[algorithm].copy, self._outer.copy
        values: list[bytes] = []
        for raw in np.ascontiguousarray(rows).view(f"V{width}").ravel().tolist():
            inner, outer = new_inner(), new_outer()
            inner.update(raw)
            outer.update(inner.digest())
            values.append(outer.digest())
        whole = np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, _DIGEST_BYTES)
        return np.ascontiguousarray(whole[:, :width])

    def __repr__(self) -> str:
        return "VaultKey(not shown)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a vault key is never written")


def new_lock(passphrase: str, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> VaultKey:
    """The key to a lock with a salt of its own; raise HashSetRefused for a passphrase that will not do."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise HashSetRefused(f"A passphrase has at least {SHORTEST_PASSPHRASE} characters.")
    salt = os.urandom(_SALT_BYTES)
    secret = _derived(passphrase, salt, memory_kib=memory_kib, passes=passes, lanes=LANES)
    lock = Lock(salt=salt, memory_kib=memory_kib, passes=passes, lanes=LANES, check=_check_of(secret))
    return VaultKey(lock, secret)


def unlock(lock: Lock, passphrase: str) -> VaultKey:
    """The key to `lock`; raise WrongPassphrase when `passphrase` is not the one."""
    return VaultKey(
        lock,
        _derived(passphrase, lock.salt, memory_kib=lock.memory_kib, passes=lock.passes, lanes=lock.lanes),
    )


def keys_to(locks: Iterable[Lock], passphrase: str) -> dict[Lock, VaultKey]:
    """The keys to those of `locks` that `passphrase` opens; each is tried once, however often it occurs."""
    keys: dict[Lock, VaultKey] = {}
    for lock in dict.fromkeys(locks):
        try:
            keys[lock] = unlock(lock, passphrase)
        except WrongPassphrase:
            continue  # said by its absence: one passphrase need not open every set of a library
    return keys


def lock_for(locks: Iterable[Lock], passphrase: str) -> VaultKey:
    """The key to the first of `locks` (of the sets there are) that `passphrase` opens, else to a new one.

    Sets under one lock can be compared with each other, and one derivation opens them all.
    """
    for lock in dict.fromkeys(locks):
        if key := keys_to([lock], passphrase).get(lock):
            return key
    return new_lock(passphrase)


def _derived(passphrase: str, salt: bytes, *, memory_kib: int, passes: int, lanes: int) -> bytes:
    # Here and not above: it takes longer to import than all else a reader or a listing of sets needs.
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    if len(passphrase) > LONGEST_PASSPHRASE:
        raise HashSetRefused(f"A passphrase has at most {LONGEST_PASSPHRASE:,} characters.")
    try:
        # Composed, because keyboards and systems differ in how they give an accented letter.
        material = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    except UnicodeEncodeError as trouble:
        raise HashSetRefused("The passphrase is not text in UTF-8.") from trouble
    stretch = Argon2id(salt=salt, length=_KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=memory_kib)
    try:
        return stretch.derive(material)
    except MemoryError as trouble:
        raise HashSetRefused(
            f"There is not enough memory free to open a locked set: it needs {memory_kib // 1024:,} MB."
        ) from trouble


def _inner(secret: bytes, prefix: bytes) -> "hashlib._Hash":
    state: hashlib._Hash = sha256(_padded(secret, 0x36))
    state.update(prefix)
    return state


def _outer(secret: bytes) -> "hashlib._Hash":
    state: hashlib._Hash = sha256(_padded(secret, 0x5C))
    return state


def _padded(secret: bytes, pad: int) -> bytes:
    """RFC 2104, section 2."""
    return bytes(byte ^ pad for byte in secret.ljust(_BLOCK_BYTES, b"\0"))


def _check_of(secret: bytes) -> bytes:
    outer = _outer(secret)
    outer.update(_inner(secret, _CHECKED).digest())
    return outer.digest()
