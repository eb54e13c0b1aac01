"""What md5sum, sha1sum and sha256sum write: GNU lines (`digest name`) and BSD or OpenSSL lines (`SHA256
(name) = digest`).

Only the digests are taken; names are the list maker's and identify nothing. GNU puts a backslash before a
digest whose name is escaped; with -z nothing is escaped and zero bytes end the lines. The tools end every
line, so a last line without an end was cut off.
"""

import re
from binascii import unhexlify
from collections.abc import Iterator

from forensics.digests import Algorithm
from forensics.hashset.parsing.hexdigests import ALGORITHM_OF_DIGITS, raw_digest, record_of_length
from forensics.hashset.parsing.hexlines import checksum_digests, column_of_digests
from forensics.hashset.records import RecordBatch, SetRecord, batched
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "sums"
_GNU = re.compile(rb"\\?([0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})[ ][ *].+", re.DOTALL)
_BSD = re.compile(
    rb"\\?(MD5|SHA-?1|SHA2?-?256) ?\(.*\) ?= ?([0-9A-Fa-f]+)", re.DOTALL
)  # openssl dgst has no blanks round the brackets
_TITLES = {Algorithm.MD5: "md5sum list", Algorithm.SHA1: "sha1sum list", Algorithm.SHA256: "sha256sum list"}


def detect(opening: Opening) -> Recognised | None:
    first = _up_to_zero(opening) or opening.first_line.encode()
    if found := _GNU.fullmatch(first):
        return Recognised(title=_TITLES[ALGORITHM_OF_DIGITS[len(found[1])]])
    if _BSD.fullmatch(first):
        return Recognised(title="BSD checksum list")
    return None


def _up_to_zero(opening: Opening) -> bytes | None:
    """The first line of a list whose lines end with zero bytes, as `md5sum -z` writes it; else `None`."""
    line, zero, _ = opening.head.partition(b"\0")
    is_line = _GNU.fullmatch(line) is not None or _BSD.fullmatch(line) is not None
    return line if zero and is_line and b"\n" not in line.partition(b" ")[0] else None


def read(source: SetSource) -> Iterator[RecordBatch]:
    is_ended_by_zeros = _up_to_zero(source.opening) is not None
    for number, block in source.blocks(is_ended_by_zeros=is_ended_by_zeros):
        found = checksum_digests(block)
        if found is not None:
            yield column_of_digests(*found)
        else:
            yield from batched(_records(source, block, first=number))
    source.expect_last_line_end()


def _records(source: SetSource, block: bytes, *, first: int) -> Iterator[SetRecord]:
    for number, line in enumerate(block.split(b"\n"), start=first):
        stripped = line.strip()
        if not stripped or stripped.startswith(b"#"):
            continue
        if found := _GNU.fullmatch(line.lstrip().removesuffix(b"\r")):  # a name may be nothing but blanks
            yield record_of_length(unhexlify(found[1]))
        elif found := _BSD.fullmatch(stripped):
            algorithm = _algorithm_named(found[1])
            try:
                yield record_of_length(raw_digest(found[2], algorithm=algorithm))
            except ValueError as trouble:
                raise source.refusal(f"line {number:,}", str(trouble)) from trouble
        else:
            raise source.refusal(f"line {number:,}", "it is not a digest followed by a file name")


def _algorithm_named(tag: bytes) -> Algorithm:
    if tag == b"MD5":
        return Algorithm.MD5
    return Algorithm.SHA256 if tag.endswith(b"256") else Algorithm.SHA1
