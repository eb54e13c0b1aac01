"""entries.csv: one line for each entry, and the rows read back from it.

RFC 4180, UTF-8, CRLF. A cell that a spreadsheet would take as a formula gets one apostrophe in front, see
`reports.tables`; reading takes it away.
"""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from forensics.entry_line import ENTRY_FIELDS, EntryRow
from reports.data_files.lines import LONGEST_LINE, RowsDiffer, bounded_lines

NAME: Final = "entries.csv"
HEAD: Final = ",".join(ENTRY_FIELDS) + "\r\n"
_FORMULA_STARTS = frozenset("=+-@'\t\r\n")
_must_quote = re.compile('[,"\r\n]').search
_ALLOCATED = {"true": True, "false": False}


def csv_line(row: EntryRow) -> str:
    """The row with its line end."""
    # fmt: off
    (
        exhibit, volume, path, name_raw_b64, meta_addr, stream, size, allocated, kind, outcome,
        md5, sha1, sha256, mtime, atime, ctime, crtime, *_others,
    ) = row
    # fmt: on
    return (
        f"{_kept_cell(exhibit)},{volume},"
        # most paths are neither guarded nor quoted, and a call costs more than to see that
        f"{_cell(path) if path[:1] in _FORMULA_STARTS or _must_quote(path) else path},"
        f"{_cell(name_raw_b64) if name_raw_b64 else ''},{meta_addr},{_cell(stream) if stream else ''},"
        f"{size},{'true' if allocated else 'false'},{kind},{outcome},{md5 or ''},{sha1 or ''},"
        f"{sha256 or ''},{mtime or ''},{atime or ''},{ctime or ''},{crtime or ''}\r\n"
    )


def _cell(text: str) -> str:
    if text[:1] in _FORMULA_STARTS:
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if _must_quote(text) else text


_kept_cell = lru_cache(16)(_cell)


def read_entries_csv(path: Path) -> Iterator[EntryRow]:
    """The rows in their order, without what only other forms give. Raise RowsDiffer at the first that is not
    exactly as this program writes it; OSError as it comes.
    """
    lines = _records(path)
    if next(lines, None) != HEAD:
        raise RowsDiffer(f"{path.name} does not begin with the fields of an entry")
    for number, line in enumerate(lines, start=1):
        try:
            row = _row(line)
        except (ValueError, KeyError, csv.Error):
            row = None
        if row is None or csv_line(row) != line:
            raise RowsDiffer(f"{path.name}, entry {number:,}: the row is not one that this program writes")
        yield row


def _records(path: Path) -> Iterator[str]:
    """Lines with CRLF; a line end inside quotes does not end one."""
    held = ""
    for line in bounded_lines(path):
        text = f"{held}{line}\n"
        if '"' in text and text.count('"') % 2:
            if len(text) > LONGEST_LINE:
                raise RowsDiffer(f"{path.name} has a quoted cell without end")
            held = text
            continue
        held = ""
        yield text
    if held:
        raise RowsDiffer(f"{path.name} ends in the middle of a quoted cell")


def _row(line: str) -> EntryRow:
    bare = line.removesuffix("\r\n")
    cells = next(csv.reader([bare])) if '"' in bare else bare.split(",")
    exhibit, volume, path, name_raw_b64, meta_addr, stream, size, allocated, *rest = cells
    kind, outcome, md5, sha1, sha256, mtime, atime, ctime, crtime = rest
    return EntryRow(
        exhibit.removeprefix("'"),
        int(volume),
        path.removeprefix("'"),
        name_raw_b64.removeprefix("'") or None,
        int(meta_addr),
        stream.removeprefix("'") or None,
        int(size),
        _ALLOCATED[allocated],
        kind,
        outcome,
        md5 or None,
        sha1 or None,
        sha256 or None,
        mtime or None,
        atime or None,
        ctime or None,
        crtime or None,
    )
