"""Plain lists whose lines of 64 digits are SHA-256 because the examiner or the name of the file says so:
never found by content.

Lines of 32 and 40 digits may stand among them; they are MD5 and SHA-1 in any list.
"""

from collections.abc import Iterator

from forensics.hashset.formats.plain import PlainLines, is_sha256_by_name, named_by
from forensics.hashset.parsing.hexdigests import WRITTEN_DIGEST
from forensics.hashset.records import RecordBatch
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "sha256"
_BY_NAME = "Lines of 64 digits were taken as SHA-256 because the name of the file says so."


def detect(opening: Opening) -> Recognised | None:
    first = opening.first_line
    if WRITTEN_DIGEST.fullmatch(first) and not opening.is_forced and is_sha256_by_name(opening):
        return Recognised(title="plain SHA-256 list", notes=(_BY_NAME,))
    if opening.is_forced and (WRITTEN_DIGEST.fullmatch(first) or named_by(first.encode())):
        return Recognised(title="plain SHA-256 list")
    return None


def read(source: SetSource) -> Iterator[RecordBatch]:
    return PlainLines(source, is_sha256_settled=True).batches()
