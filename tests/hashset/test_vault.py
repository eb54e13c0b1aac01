"""The vault: what a locked set keeps of a digest, and who gets the key."""

import copy
import hmac
import os
import pickle
from dataclasses import replace

import numpy as np
import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset.vault import (
    LONGEST_PASSPHRASE,
    Lock,
    VaultKey,
    WrongPassphrase,
    keys_to,
    lock_for,
    new_lock,
    unlock,
)

PASSPHRASE = "seven grey herons"


def a_cheap_key(passphrase: str = PASSPHRASE) -> VaultKey:
    return new_lock(passphrase, memory_kib=64, passes=1)


KEY = a_cheap_key()


def test_the_key_is_what_argon2id_derives_from_the_passphrase() -> None:
    key = new_lock(PASSPHRASE)
    lock = key.lock
    assert (lock.memory_kib, lock.passes, lock.lanes, len(lock.salt)) == (65_536, 3, 2, 16)
    derive = Argon2id(salt=lock.salt, length=32, iterations=3, lanes=2, memory_cost=65_536)
    assert key.revealed() == derive.derive(PASSPHRASE.encode())


@settings(derandomize=True, deadline=None, max_examples=50)
@given(algorithm=st.sampled_from(Algorithm), count=st.integers(0, 20), seed=st.integers(0, 1 << 32))
def test_a_keyed_digest_is_the_hmac_of_algorithm_and_digest_cut_to_its_width(
    algorithm: Algorithm, count: int, seed: int
) -> None:
    width = DIGEST_BYTES[algorithm]
    rows = np.random.default_rng(seed).integers(0, 256, (count, width), dtype=np.uint8)
    expected = [
        hmac.digest(KEY.revealed(), algorithm.value.encode() + b":" + row.tobytes(), "sha256")[:width]
        for row in rows
    ]
    keyed = KEY.keyed(algorithm, rows)
    assert keyed.shape == rows.shape
    assert keyed.dtype == np.uint8
    assert [row.tobytes() for row in keyed] == expected
    assert [KEY.keyed_one(algorithm, row.tobytes()) for row in rows] == expected


def test_a_digest_asked_for_again_is_keyed_the_same_and_another_one_is_not() -> None:
    digests = [bytes([number]) * 20 for number in (1, 1, 2, 1)]
    keyed = [KEY.keyed_one(Algorithm.SHA1, raw) for raw in digests]
    expected = [hmac.digest(KEY.revealed(), b"sha1:" + raw, "sha256")[:20] for raw in digests]
    assert keyed == expected
    assert KEY.keyed_one(Algorithm.MD5, bytes([1]) * 16) not in keyed


def test_rows_that_do_not_lie_side_by_side_are_keyed_alike() -> None:
    wide = np.random.default_rng(1).integers(0, 256, (9, 40), dtype=np.uint8)
    rows = wide[::2, 3:19]
    assert (KEY.keyed(Algorithm.MD5, rows) == KEY.keyed(Algorithm.MD5, rows.copy())).all()


def test_a_digest_that_ends_in_zero_bytes_is_keyed_whole() -> None:
    raw = b"\1" * 12 + bytes(4)
    keyed = KEY.keyed(Algorithm.MD5, np.frombuffer(raw, dtype=np.uint8).reshape(1, 16))
    assert keyed.tobytes() == KEY.keyed_one(Algorithm.MD5, raw) != KEY.keyed_one(Algorithm.MD5, raw[:12])


def test_rows_asked_for_again_are_keyed_once_unless_they_may_have_changed() -> None:
    fixed = np.frombuffer(os.urandom(64), dtype=np.uint8).reshape(4, 16)
    key = a_cheap_key()
    keyed = key.keyed(Algorithm.MD5, fixed)
    assert key.keyed(Algorithm.MD5, fixed) is keyed
    changing = fixed.copy()
    assert (key.keyed(Algorithm.MD5, changing) == keyed).all()
    changing[0] ^= 1
    assert key.keyed(Algorithm.MD5, changing)[0].tobytes() == key.keyed_one(
        Algorithm.MD5, changing[0].tobytes()
    )
    assert (a_cheap_key().keyed(Algorithm.MD5, fixed) != keyed).any()


def test_rows_of_another_width_are_not_keyed() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        KEY.keyed(Algorithm.MD5, np.zeros((2, 20), dtype=np.uint8))


def test_the_same_digest_is_keyed_differently_for_each_algorithm_and_lock() -> None:
    raw, other = bytes(range(32)), a_cheap_key()
    values = {key.keyed_one(algorithm, raw)[:16] for key in (KEY, other) for algorithm in Algorithm}
    assert len(values) == 6


def test_a_lock_gives_its_key_to_the_right_passphrase_only() -> None:
    lock = Lock.from_json(KEY.lock.to_json())
    assert lock == KEY.lock
    assert unlock(lock, PASSPHRASE).revealed() == KEY.revealed()
    for wrong in (PASSPHRASE + " ", PASSPHRASE.upper(), "", "x"):
        with pytest.raises(WrongPassphrase, match="does not open"):
            unlock(lock, wrong)


def test_an_accented_letter_is_the_same_however_the_keyboard_gives_it() -> None:
    composed, apart = "h\u00e9rons gris", "he\u0301rons gris"
    key = a_cheap_key(composed)
    assert unlock(key.lock, apart).revealed() == key.revealed()


@pytest.mark.parametrize("passphrase", ["short", "\udcff" * 9, "x" * (LONGEST_PASSPHRASE + 1)])
def test_a_passphrase_that_will_not_do_is_refused_in_a_sentence(passphrase: str) -> None:
    with pytest.raises(HashSetRefused, match=r"passphrase .*\.$"):
        new_lock(passphrase)


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": 1 << 40},
        {"memory_kib": 0},
        {"memory_kib": "65536"},
        {"memory_kib": True},
        {"passes": 1 << 31},
        {"passes": 0},
        {"lanes": 0},
        {"lanes": 1 << 20},
        {"salt": ""},
        {"salt": "zz"},
        {"salt": 7},
        {"check": "00"},
        {"kdf": "none"},
        {"keyed": None},
    ],
)
def test_a_lock_that_cannot_be_true_is_no_lock(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"lock|hexadecimal"):
        Lock.from_json(KEY.lock.to_json() | change)


@pytest.mark.parametrize("told", [None, [], "lock", {}])
def test_what_is_no_object_is_no_lock(told: object) -> None:
    with pytest.raises(ValueError, match="lock"):
        Lock.from_json(told)


def test_a_changed_check_value_is_a_wrong_passphrase() -> None:
    with pytest.raises(WrongPassphrase):
        VaultKey(replace(KEY.lock, check=os.urandom(32)), KEY.revealed())


def test_one_passphrase_opens_those_sets_that_are_its_own() -> None:
    mine, also_mine, foreign = a_cheap_key(), a_cheap_key(), a_cheap_key("another passphrase")
    keys = keys_to([mine.lock, foreign.lock, also_mine.lock, mine.lock], PASSPHRASE)
    assert {lock: key.revealed() for lock, key in keys.items()} == {
        mine.lock: mine.revealed(),
        also_mine.lock: also_mine.revealed(),
    }


def test_a_lock_of_the_library_that_the_passphrase_opens_is_used_again() -> None:
    foreign = a_cheap_key("another passphrase")
    assert lock_for([foreign.lock, KEY.lock], PASSPHRASE).lock == KEY.lock
    fresh = lock_for([foreign.lock], PASSPHRASE)
    assert fresh.lock not in (foreign.lock, KEY.lock)
    assert unlock(fresh.lock, PASSPHRASE).revealed() == fresh.revealed()


def test_the_key_shows_itself_to_nobody() -> None:
    secret = KEY.revealed()
    for shown in (repr(KEY), str(KEY), repr([KEY]), f"{KEY!r}", repr(KEY.lock)):
        assert secret.hex() not in shown
        assert repr(secret) not in shown
    with pytest.raises(TypeError, match="never written"):
        pickle.dumps(KEY)
    with pytest.raises(TypeError, match="never written"):
        copy.copy(KEY)
