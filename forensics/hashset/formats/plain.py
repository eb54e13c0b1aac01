"""Plain lists: one MD5, SHA-1 or SHA-256 a line in hexadecimal, mixed if the owner mixed them; `#` begins a
comment.

X-Ways' text export is the same with the name of the algorithm on its first line. A PDQ fingerprint has 64
digits as SHA-256 does: a list in which anything says PDQ is refused here.
"""

import re
from binascii import unhexlify
from collections.abc import Iterator

from forensics.digests import Algorithm
from forensics.hashset import SetRecord
from forensics.hashset.hexdigests import ALGORITHM_OF_BYTES, record_of
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


def read(source: SetSource) -> Iterator[SetRecord]:
    declared: Algorithm | None = None
    seen: set[Algorithm] = set()
    held: tuple[int, Algorithm, SetRecord] | None = (
        None  # one line back, because the last line needs a second look
    )
    for number, line in source.lines():
        if held is None and declared is None and line.upper() in _NAMED:
            declared = _NAMED[line.upper()]
            continue
        try:
            raw = unhexlify(line)
            algorithm = ALGORITHM_OF_BYTES[len(raw)]
        except (ValueError, KeyError) as trouble:
            raise source.refusal(
                f"line {number:,}", "it is not a digest of 32, 40 or 64 hexadecimal digits"
            ) from trouble
        if declared is not None and algorithm is not declared:
            raise source.refusal(
                f"line {number:,}", f"it is not a digest of the kind the first line names ({declared})"
            )
        if held is not None:
            seen.add(held[1])
            yield held[2]
        held = (number, algorithm, record_of(algorithm, raw))
    if held is not None:
        number, algorithm, record = held
        if seen and algorithm not in seen and not source.last_line_is_ended:
            raise source.refusal(
                f"line {number:,}",
                "the last line has no end and is not as long as any before it, so the file seems cut off",
            )
        yield record
