"""A set as CSV (RFC 4180, UTF-8, CRLF), one row a content, with a head line that names each digest.

The first place of a content stands in the row, `places` counts them all. Cells that a spreadsheet would take
for a formula have an apostrophe in front, as in the tables beside a report.
"""

import csv
from typing import IO

from reports.set_files.content import ContentRecord, ContentRecords, SetOrigin, match_sentence
from reports.tables import Scalar, guarded

FIELDS = (
    *("md5", "sha1", "sha256", "size", "category", "scheme", "exhibit", "volume", "path", "deleted"),
    *("created", "written", "accessed", "places", "matched", "case_number", "examiner", "agency"),
)


def write_table(file: IO[str], records: ContentRecords, *, origin: SetOrigin) -> None:
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(FIELDS)
    writer.writerows([guarded(cell) for cell in _cells(record, origin)] for record in records)


def _cells(record: ContentRecord, origin: SetOrigin) -> tuple[Scalar, ...]:
    place, times = record.places[0], record.places[0].times
    moments = (None if at is None else at.iso(times.zone) for at in (times.crtime, times.mtime, times.atime))
    return (
        *(raw.hex() for _, raw in record.digests.present()),
        record.size_bytes,
        record.category,
        record.scheme,
        place.exhibit,
        place.volume,
        place.path_in_volume(),
        "false" if place.allocated else "true",
        *moments,
        record.place_count,
        "; ".join(match_sentence(match) for match in record.matches),
        origin.case_number,
        origin.examiner,
        origin.agency,
    )
