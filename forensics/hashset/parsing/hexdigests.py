"""Digests as lists write them: 32, 40 or 64 hexadecimal digits of either case."""

import re
from binascii import unhexlify

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.records import SetRecord

_MD5_BYTES, _SHA1_BYTES = DIGEST_BYTES[Algorithm.MD5], DIGEST_BYTES[Algorithm.SHA1]
WRITTEN_DIGEST = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}")
ALGORITHM_OF_DIGITS = {2 * length: algorithm for algorithm, length in DIGEST_BYTES.items()}
ALGORITHM_OF_BYTES = {length: algorithm for algorithm, length in DIGEST_BYTES.items()}


def raw_digest(written: bytes | str, *, algorithm: Algorithm) -> bytes:
    """The digest that `written` stands for; raise ValueError, saying why, when it is none of `algorithm`."""
    try:
        raw = unhexlify(written)
    except ValueError as trouble:
        raise ValueError(f"its {algorithm.upper()} value is not hexadecimal") from trouble
    if len(raw) != DIGEST_BYTES[algorithm]:
        raise ValueError(f"its {algorithm.upper()} value has {len(written)} digits")
    return raw


def record_of_length(raw: bytes) -> SetRecord:
    """A record that says nothing but this digest of 16, 20 or 32 bytes."""
    if len(raw) == _SHA1_BYTES:
        return SetRecord(None, raw)
    if len(raw) == _MD5_BYTES:
        return SetRecord(raw)
    return SetRecord(None, None, raw)
