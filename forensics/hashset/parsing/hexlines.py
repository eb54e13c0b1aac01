"""Blocks of text lines decoded at once, where every line is made the same way.

Each function gives `None` for a block that is not uniform: the form then reads it line by line, with the same
answers and the place of what is wrong.
"""

import re
from binascii import unhexlify
from functools import cache

import numpy as np

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.parsing.hexdigests import ALGORITHM_OF_DIGITS
from forensics.hashset.records import DigestRows, RecordBatch, Values, every_place

HEX = rb"[0-9A-Fa-f]"
_LINE_FEED, _RETURN = 0x0A, 0x0D
_LEADING_LINE = re.compile(rb"(" + HEX + rb"+)(\r?\n)")
# The end of a line as `bytes.strip` sees it: a sign that is no blank, then the line end.
LINE_REST = rb"[^\n]*[!-~\x80-\xff]\r?$"
_GNU_BEGIN = re.compile(rb"\\?(" + HEX + rb"+)[ ][ *]")


def bare_digests(block: bytes) -> tuple[Algorithm, DigestRows] | None:
    """Of a block that is nothing but digests of one length, one a line."""
    first = _LEADING_LINE.match(block)
    if first is None or (algorithm := ALGORITHM_OF_DIGITS.get(len(first[1]))) is None:
        return None
    digits, width = len(first[1]), len(first[0])
    if len(block) % width:
        return None
    rows = np.frombuffer(block, dtype=np.uint8).reshape(-1, width)
    if (rows[:, -1] != _LINE_FEED).any() or (width > digits + 1 and (rows[:, -2] != _RETURN).any()):
        return None
    raw = unhexed(rows[:, :digits].tobytes(), algorithm)
    return None if raw is None else (algorithm, raw)


def checksum_digests(block: bytes) -> tuple[Algorithm, DigestRows] | None:
    """Of a block of GNU checksum lines (`digest name`) of one algorithm."""
    first = _GNU_BEGIN.match(block)
    if first is None or (algorithm := ALGORITHM_OF_DIGITS.get(len(first[1]))) is None:
        return None
    found = _gnu_lines(len(first[1])).findall(block)
    if len(found) != line_count(block):
        return None
    raw = unhexed(b"".join(found), algorithm)
    return None if raw is None else (algorithm, raw)


@cache
def _gnu_lines(digits: int) -> re.Pattern[bytes]:
    return re.compile(rb"^\\?(" + HEX + rb"{%d})[ ][ *]" % digits + LINE_REST, re.MULTILINE)


def line_count(block: bytes) -> int:
    """Lines of a block, the last one whether or not it has an end."""
    return block.count(b"\n") + (not block.endswith(b"\n"))


def unhexed(text: bytes, algorithm: Algorithm) -> DigestRows | None:
    """Digests that stand one behind the other in `text`; `None` where it is not hexadecimal throughout."""
    try:
        raw = unhexlify(text)
    except ValueError:  # the caller finds out which line it is
        return None
    return np.frombuffer(raw, dtype=np.uint8).reshape(-1, DIGEST_BYTES[algorithm])


def column_of_digests(algorithm: Algorithm, raw: DigestRows) -> RecordBatch:
    """Records that say nothing but one digest each."""
    return RecordBatch(count=len(raw), digests={algorithm: Values(raw=raw, places=every_place(len(raw)))})
