"""PKCS#12 files (RFC 7292, RFC 8018): what one asks of this machine before a passphrase is tried on it, and
its seal made as costly to guess at as what it holds.

Counts of rounds come out of the file: one with two thousand million rounds would never be opened. Those
inside an encrypted part can be read only with the passphrase and are taken on trust.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator

from asn1crypto import core, pkcs12

from reports.sealing.errors import IdentityUnusable

LARGEST_PKCS12 = 1024 * 1024  # bytes
MOST_ROUNDS = 10_000_000  # about ten seconds
_MOST_PARTS = 64
GARBAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


def verify_bounds(raw: bytes, *, name: str) -> None:
    """Raise IdentityUnusable where the file is too large, is no PKCS#12 file, or asks for too much work."""
    if len(raw) > LARGEST_PKCS12:
        raise IdentityUnusable(f"{name} is larger than a key file can be ({LARGEST_PKCS12:,} bytes).")
    try:
        rounds = max(_rounds(raw), default=0)
    except GARBAGE as trouble:
        raise IdentityUnusable(f"{name} is not a PKCS#12 file, or is damaged.") from trouble
    if rounds > MOST_ROUNDS:
        raise IdentityUnusable(
            f"{name} asks for {rounds:,} rounds of work to open it; at most {MOST_ROUNDS:,} are done."
        )


def _rounds(raw: bytes) -> Iterator[int]:
    store = pkcs12.Pfx.load(raw, strict=True)
    if store["mac_data"]:
        yield int(store["mac_data"]["iterations"].native)
    parts = pkcs12.AuthenticatedSafe.load(store["auth_safe"]["content"].native, strict=True)
    if len(parts) > _MOST_PARTS:
        raise ValueError("too many parts")
    for part in parts:
        if part["content_type"].native == "encrypted_data":
            yield from _of_algorithm(
                part["content"]["encrypted_content_info"]["content_encryption_algorithm"]
            )
        elif part["content_type"].native == "data":
            yield from _of_bags(pkcs12.SafeContents.load(part["content"].native, strict=True))


def _of_bags(bags: pkcs12.SafeContents) -> Iterator[int]:
    if len(bags) > _MOST_PARTS:
        raise ValueError("too many bags")
    for bag in bags:
        if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
            yield from _of_algorithm(bag["bag_value"]["encryption_algorithm"])
        elif bag["bag_id"].native == "safe_contents":
            raise ValueError("nested bags")


def _of_algorithm(algorithm: core.Sequence) -> Iterator[int]:
    parameters = algorithm["parameters"]
    if algorithm["algorithm"].native != "pbes2":
        yield int(parameters["iterations"].native)
        return
    derivation = parameters["key_derivation_func"]
    if derivation["algorithm"].native != "pbkdf2":
        raise ValueError("an unknown way to derive a key")
    yield int(derivation["parameters"]["iteration_count"].native)


def with_costly_mac(raw: bytes, passphrase: bytes, *, rounds: int) -> bytes:
    """The PKCS#12 file `raw` with a MAC of `rounds` rounds in place of its own. `passphrase` is UTF-8.

    pyca/cryptography makes that MAC with 2,048 rounds, and a guesser would try passphrases on it instead of
    on the key.
    """
    store = pkcs12.Pfx.load(raw, strict=True)
    salt = os.urandom(16)
    content = store["auth_safe"]["content"].native
    key = _mac_key(passphrase.decode("utf-8"), salt, rounds=rounds)
    store["mac_data"] = {
        "mac": {
            "digest_algorithm": {"algorithm": "sha256", "parameters": core.Null()},
            "digest": hmac.digest(key, content, "sha256"),
        },
        "mac_salt": salt,
        "iterations": rounds,
    }
    remade: bytes = store.dump(force=True)
    return remade


def _mac_key(passphrase: str, salt: bytes, *, rounds: int) -> bytes:
    """RFC 7292, appendix B.2, for SHA-256, whose output is as long as the key: one block of it suffices."""
    block = hashlib.sha256().block_size
    words = passphrase.encode("utf-16-be") + b"\0\0"
    state = b"\x03" * block + _filled(salt, block) + _filled(words, block)
    for _ in range(rounds):
        state = hashlib.sha256(state).digest()
    return state


def _filled(part: bytes, block: int) -> bytes:
    length = -(-len(part) // block) * block
    return (part * (length // len(part) + 1))[:length]
