"""Plain lists whose lines of 64 digits are SHA-256 because the examiner says so: never found by content.

Lines of 32 and 40 digits may stand among them; they are MD5 and SHA-1 in any list.
"""

import re
from collections.abc import Iterator

from forensics.hashset.formats.plain import PlainLines, named_by
from forensics.hashset.records import RecordBatch
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "sha256"
_DIGEST = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}")


def detect(opening: Opening) -> Recognised | None:
    first = opening.first_line
    if not opening.is_forced or (_DIGEST.fullmatch(first) is None and named_by(first.encode()) is None):
        return None
    return Recognised(title="plain SHA-256 list")


def read(source: SetSource) -> Iterator[RecordBatch]:
    return PlainLines(source, is_sha256_settled=True).batches()
