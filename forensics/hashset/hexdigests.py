"""Digests as lists write them: 32, 40 or 64 hexadecimal digits of either case."""

from binascii import unhexlify

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset import SetRecord

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


def record_of(algorithm: Algorithm, raw: bytes) -> SetRecord:
    """A record that says nothing but this digest."""
    if algorithm is Algorithm.MD5:
        return SetRecord(md5=raw)
    if algorithm is Algorithm.SHA1:
        return SetRecord(sha1=raw)
    return SetRecord(sha256=raw)
