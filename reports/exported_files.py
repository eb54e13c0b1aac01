"""The index of exported contents (files.csv): which entry each was, since none bears its own name.

CSV as in `tables`. A content that could not be exported has its reason under `fault` and no `sha256`: that
column names files that are there.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from reports.tables import guarded

INDEX_NAME = "files.csv"
FOLDER_NAME = "files"
FILE_FIELDS = ("sha256", "size_bytes", "exhibit", "volume", "path", "entry", "fault")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """An entry whose content was asked for. `sha256` is hex, that of its scan and of the file that was
    written; `None` where none was. `path` is as shown, or the words in its place.
    """

    sha256: str | None
    size_bytes: int
    exhibit: str
    volume: int
    path: str
    entry: int
    fault: str | None = None


def place_of(sha256: str) -> str:
    """Where a content lies, from the folder of the index: by its digest and never by a name of its own."""
    return f"{FOLDER_NAME}/{sha256[:2]}/{sha256}"


def write_file_index(file: IO[str], rows: Iterable[ExportedFile]) -> None:
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(FILE_FIELDS)
    for row in rows:
        cells = (row.sha256, row.size_bytes, row.exhibit, row.volume, row.path, row.entry, row.fault)
        writer.writerow(map(guarded, cells))
