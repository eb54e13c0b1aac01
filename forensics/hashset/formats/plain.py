"""Plain lists: one MD5 or SHA-1 a line in hexadecimal, mixed if the owner mixed them; `#` begins a comment.

64 digits are a SHA-256 or a PDQ fingerprint, and nothing in the line tells which. Such a line is refused
unless something names it: the first line, as X-Ways writes it ("SHA-256"), the name of the file
("known.sha256.txt"), or the examiner (`plain_sha256`, `pdq`). X-Ways may write further columns behind a tab;
the first one counts.
"""

import re
from binascii import unhexlify
from collections.abc import Iterator

from forensics.digests import Algorithm
from forensics.hashset.parsing.hexdigests import ALGORITHM_OF_BYTES, WRITTEN_DIGEST, record_of_length
from forensics.hashset.parsing.hexlines import bare_digests, column_of_digests
from forensics.hashset.records import RecordBatch, SetRecord, batched
from forensics.hashset.sources import Opening, Recognised, SetSource, lines_of

KEY = "plain"
AMBIGUOUS = (
    "64 digits may be a SHA-256 or a PDQ picture fingerprint, and the list does not say which; "
    "name it with --format sha256 or --format pdq"
)
_DOUBTFUL_DIGITS = 64
_NAMED = {
    b"MD5": Algorithm.MD5,
    b"SHA1": Algorithm.SHA1,
    b"SHA-1": Algorithm.SHA1,
    b"SHA256": Algorithm.SHA256,
    b"SHA-256": Algorithm.SHA256,
}
_SHA256_IN_A_NAME = re.compile(r"(?<![A-Za-z0-9])sha-?256(?![A-Za-z0-9])", re.IGNORECASE)
# A second column of these makes a table: see tables.
_TABLE_HEADS = re.compile(rb"md5|sha-?1|sha-?256|pdq|photodna|(file ?)?size|category", re.IGNORECASE)


def detect(opening: Opening) -> Recognised | None:
    if opening.columns is not None:
        return None
    first = opening.first_line
    if named_by(first.encode()) is not None:
        return Recognised(title="X-Ways text list")
    if WRITTEN_DIGEST.fullmatch(first) is None:
        return None
    if len(first) == _DOUBTFUL_DIGITS:
        if is_sha256_by_name(opening):
            return None  # `plain_sha256` takes it
        raise opening.refusal(AMBIGUOUS)
    return Recognised(title="plain hash list")


def is_sha256_by_name(opening: Opening) -> bool:
    """Whether the file is called after the algorithm, and not after the other thing that has 64 digits."""
    name = opening.member or opening.name
    return _SHA256_IN_A_NAME.search(name) is not None and "pdq" not in name.lower()


def named_by(line: bytes) -> Algorithm | None:
    """The algorithm that a first line names as X-Ways does, `None` for any other line."""
    first, *others = line.split(b"\t")
    if any(_TABLE_HEADS.fullmatch(other.strip()) for other in others):
        return None
    return _NAMED.get(first.strip().upper())


def read(source: SetSource) -> Iterator[RecordBatch]:
    return PlainLines(source, is_sha256_settled=False).batches()


class PlainLines:
    """The reading of one list, block by block."""

    def __init__(self, source: SetSource, *, is_sha256_settled: bool) -> None:
        self._source = source
        self._is_sha256_settled = is_sha256_settled
        self._named: Algorithm | None = None
        self._seen = dict.fromkeys(ALGORITHM_OF_BYTES, 0)  # digests by their length in bytes
        self._last = (0, 0)  # number of the last line, length of its digest in bytes

    def batches(self) -> Iterator[RecordBatch]:
        for number, block in self._source.blocks():
            batch = self._at_once(block, number)
            if batch is not None:
                yield batch
            else:
                yield from batched(self._records(block, number))
        self._check_end()

    def _at_once(self, block: bytes, number: int) -> RecordBatch | None:
        found = bare_digests(block)
        if found is None:
            return None
        algorithm, raw = found
        if not self._is_fit(algorithm):
            return None
        self._seen[raw.shape[1]] += len(raw)
        self._last = (number + len(raw) - 1, raw.shape[1])
        return column_of_digests(algorithm, raw)

    def _is_fit(self, algorithm: Algorithm) -> bool:
        if self._named is not None:
            return algorithm == self._named
        return algorithm != Algorithm.SHA256 or self._is_sha256_settled

    def _records(self, block: bytes, number: int) -> Iterator[SetRecord]:
        for place, line in lines_of(block, number=number):
            if self._is_name(line):
                continue
            raw = self._digest(line, place)
            self._seen[len(raw)] += 1
            self._last = (place, len(raw))
            yield record_of_length(raw)

    def _is_name(self, line: bytes) -> bool:
        if self._named is None and not any(self._seen.values()):
            self._named = named_by(line)
            return self._named is not None
        return False

    def _digest(self, line: bytes, place: int) -> bytes:
        written = line.split(b"\t", 1)[0].rstrip() if self._named is not None else line
        try:
            raw = unhexlify(written)
            algorithm = ALGORITHM_OF_BYTES[len(raw)]
        except (ValueError, KeyError) as trouble:
            reason = "it is not a digest of 32, 40 or 64 hexadecimal digits"
            raise self._source.refusal(f"line {place:,}", reason) from trouble
        if not self._is_fit(algorithm):
            raise self._source.refusal(f"line {place:,}", self._misfit())
        return raw

    def _misfit(self) -> str:
        if self._named is None:
            return AMBIGUOUS
        return f"it is not a {self._named.upper()} digest, which the first line names"

    def _check_end(self) -> None:
        number, length = self._last
        total = sum(self._seen.values())
        if not self._source.last_line_is_ended and self._seen.get(length) == 1 and total > 1:
            reason = "the last line has no end and is not as long as any before it, so the file seems cut off"
            raise self._source.refusal(f"line {number:,}", reason)
