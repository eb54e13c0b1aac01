"""Plain lists: one MD5, SHA-1 or SHA-256 a line in hexadecimal, mixed if the owner mixed them; `#` begins a
comment.

X-Ways' text export is the same with the name of the algorithm on its first line. A PDQ fingerprint has 64
digits as SHA-256 does: a list in which anything says PDQ is refused here.
"""

import re
from binascii import unhexlify
from collections.abc import Iterator

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.hexdigests import ALGORITHM_OF_BYTES, record_of_length
from forensics.hashset.records import RecordBatch, SetRecord, batched
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "plain"
_DIGEST = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}")
_NAMED = {
    b"MD5": Algorithm.MD5,
    b"SHA1": Algorithm.SHA1,
    b"SHA-1": Algorithm.SHA1,
    b"SHA256": Algorithm.SHA256,
    b"SHA-256": Algorithm.SHA256,
}


def detect(opening: Opening) -> Recognised | None:
    first = opening.first_line
    if first.upper().encode() in _NAMED:
        return Recognised(title="X-Ways text list")
    if _DIGEST.fullmatch(first) is None or (may_be_pdq(opening) and not opening.is_forced):
        return None
    return Recognised(title="plain hash list")


def may_be_pdq(opening: Opening) -> bool:
    """Whether the name, a comment or the head line of a list hints at picture fingerprints."""
    hints = (opening.path.name, opening.first_line, *opening.comments)
    return any("pdq" in hint.lower() for hint in hints)


def read(source: SetSource) -> Iterator[RecordBatch]:
    return batched(_records(source))


def _records(source: SetSource) -> Iterator[SetRecord]:
    declared: Algorithm | None = None
    seen = dict.fromkeys(ALGORITHM_OF_BYTES, 0)  # digests by their length in bytes
    length = number = 0
    for number, line in source.lines():
        try:
            raw = unhexlify(line)
            length = len(raw)
            seen[length] += 1
        except (ValueError, KeyError) as trouble:
            if declared is None and not any(seen.values()) and line.upper() in _NAMED:
                declared = _NAMED[line.upper()]
                continue
            reason = "it is not a digest of 32, 40 or 64 hexadecimal digits"
            raise source.refusal(f"line {number:,}", reason) from trouble
        if declared is not None and length != DIGEST_BYTES[declared]:
            raise source.refusal(
                f"line {number:,}", f"it is not a {declared.upper()} digest, which the first line names"
            )
        yield record_of_length(raw)
    if not source.last_line_is_ended and seen.get(length) == 1 and sum(seen.values()) > 1:
        reason = "the last line has no end and is not as long as any before it, so the file seems cut off"
        raise source.refusal(f"line {number:,}", reason)
