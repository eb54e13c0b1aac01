"""Long tables that a command wrote in CSV: their first rows for the desktop, all of them for a file."""

import csv
import shutil
from collections import Counter
from pathlib import Path
from typing import Final

from app.rows import ListedTable
from forensics.errors import FieldcaseError

ROWS_SHOWN: Final = 1_000


class ListingTrouble(FieldcaseError):
    """A table that was written for showing cannot be read or kept."""


def read_listing(file: Path) -> ListedTable:
    """The heads, the first rows, and the number of rows by their first column; raise ListingTrouble."""
    shown: list[tuple[str, ...]] = []
    counts: Counter[str] = Counter()
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            heads = tuple(next(rows, ()))
            for row in rows:
                if row:
                    counts[row[0]] += 1
                    if len(shown) < ROWS_SHOWN:
                        shown.append(tuple(row))
    except (OSError, ValueError, csv.Error) as trouble:
        raise ListingTrouble(f"The table that was made for showing cannot be read: {trouble}.") from trouble
    return ListedTable(
        heads=heads, rows=tuple(shown), total=counts.total(), counts=tuple(counts.most_common())
    )


def save_listing(file: Path, *, to: Path) -> None:
    """Keep the whole table as `to`; raise ListingTrouble."""
    try:
        shutil.copyfile(file, to)
    except OSError as trouble:
        raise ListingTrouble(f"{to} cannot be written: {trouble.strerror}.") from trouble
