"""The tables beside the report: hits, faults, coverage and bytes as CSV (RFC 4180, UTF-8, CRLF), custody as
JSON lines. Entries, of which there may be millions, are written by `reports.data_files`.

A spreadsheet takes a cell that starts with `= + - @` as a formula. Such a cell, and one that starts with an
apostrophe, a tab or a line end, gets one apostrophe in front; taking the first apostrophe away again gives
the exact text. `custody.jsonl` is exact as it is.
"""

import base64
import csv
from collections.abc import Iterable, Iterator
from typing import IO

from forensics.entries import Outcome
from forensics.entry_line import ENTRY_FIELDS, WAITING, EntryRow
from forensics.paths import display_text
from forensics.times import FsTime
from reports.content import CaseContent, EntryRecord, HitContent
from reports.findings_order import numbered_hits, ordered_matches
from reports.reckoning import bytes_of

Scalar = str | int | None

HIT_FIELDS = (
    "no",
    *ENTRY_FIELDS,
    *(
        "set",
        "set_version",
        "role",
        "record",
        "category",
        "category_label",
        "scheme",
        "algorithm",
        "evidence",
    ),
)
FAULT_FIELDS = (
    *("exhibit", "stage", "volume", "path", "stream", "meta_addr", "offset_bytes", "length_bytes", "reason"),
)
COVERAGE_FIELDS = (
    *(
        "exhibit",
        "range",
        "volume",
        "offset_bytes",
        "length_bytes",
        "table",
        "description",
        "file_system",
        "label",
    ),
    *("state", "reason", "entries", *(o.value for o in Outcome), "waiting"),
    *(f"bytes_{o.value}" for o in Outcome),
)
BYTE_FIELDS = ("exhibit", "volume", "file_system", "label", "kind", "length_bytes")
_FORMULA_STARTS = frozenset("=+-@'\t\r\n")


def write_hits(file: IO[str], content: CaseContent) -> None:
    """One row for each match; a file that equals two records stands twice, under the same number."""
    _write(
        file, HIT_FIELDS, (row for no, hit in numbered_hits(content) for row in hit_rows(content, no, hit))
    )


def write_faults(file: IO[str], content: CaseContent) -> None:
    _write(file, FAULT_FIELDS, fault_rows(content))


def write_coverage(file: IO[str], content: CaseContent) -> None:
    """One row for each byte range of each image: volumes with their ledger, and the gaps between them."""
    _write(file, COVERAGE_FIELDS, coverage_rows(content))


def write_byte_lines(file: IO[str], content: CaseContent) -> None:
    """The byte ledger: the lengths of an exhibit add up to its capacity. No volume: outside every volume."""
    _write(file, BYTE_FIELDS, _byte_rows(content))


def write_custody(file: IO[str], content: CaseContent) -> None:
    """The events exactly as they were digested, one a line (line end LF, not part of the digest)."""
    file.writelines(event.line + "\n" for event in content.events)


def entry_row(entry: EntryRecord) -> EntryRow:
    """The entry as every form prints it."""
    digests, times = entry.digests, entry.times
    raw_name, shown_path = entry.path.name, entry.path.display()
    shown_stream = None if entry.stream is None else display_text(entry.stream)
    return EntryRow(
        exhibit=entry.exhibit,
        volume=entry.volume,
        path=shown_path,
        name_raw_b64=None if _is_utf8(raw_name) else base64.b64encode(raw_name).decode("ascii"),
        meta_addr=entry.meta_addr,
        stream=shown_stream,
        size=entry.size_bytes,
        allocated=entry.allocated,
        kind=entry.kind.value,
        outcome=WAITING if entry.outcome is None else entry.outcome.value,
        md5=None if digests.md5 is None else digests.md5.hex(),
        sha1=None if digests.sha1 is None else digests.sha1.hex(),
        sha256=None if digests.sha256 is None else digests.sha256.hex(),
        mtime=_iso(entry, times.mtime),
        atime=_iso(entry, times.atime),
        ctime=_iso(entry, times.ctime),
        crtime=_iso(entry, times.crtime),
        raw_path=None if shown_path.encode() == entry.path.raw else entry.path.raw,
        raw_stream=None if shown_stream is None or shown_stream.encode() == entry.stream else entry.stream,
    )


def cells_of(row: EntryRow) -> tuple[Scalar, ...]:
    """The cells of an entry, in the order of ENTRY_FIELDS."""
    place = (row.exhibit, row.volume, row.path, row.name_raw_b64, row.meta_addr, row.stream, row.size)
    state = ("true" if row.allocated else "false", row.kind, row.outcome)
    return (*place, *state, row.md5, row.sha1, row.sha256, row.mtime, row.atime, row.ctime, row.crtime)


def guarded(cell: Scalar) -> str | int:
    """The cell as it is written: empty for `None`, text that a spreadsheet would run with an apostrophe in
    front.
    """
    if cell is None:
        return ""
    if isinstance(cell, str) and cell[:1] in _FORMULA_STARTS and cell:
        return "'" + cell
    return cell


def _write(file: IO[str], fields: tuple[str, ...], rows: Iterable[tuple[Scalar, ...]]) -> None:
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows([guarded(cell) for cell in row] for row in rows)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _iso(row: EntryRecord, moment: FsTime | None) -> str | None:
    return None if moment is None else moment.iso(row.times.zone)


def hit_rows(content: CaseContent, no: int, hit: HitContent) -> Iterator[tuple[Scalar, ...]]:
    """One row for each match, in the order of HIT_FIELDS."""
    for match in ordered_matches(content, hit):
        known_set = content.sets[match.set_position]
        yield (
            no,
            *cells_of(entry_row(hit.entry)),
            known_set.name,
            known_set.version,
            known_set.role.value,
            match.record,
            match.category,
            match.category_label,
            match.scheme,
            match.algorithm,
            match.evidence,
        )


def fault_rows(content: CaseContent) -> Iterator[tuple[Scalar, ...]]:
    """In the order of FAULT_FIELDS."""
    for exhibit in content.exhibits:
        for fault in exhibit.faults:
            yield (
                exhibit.id,
                fault.stage.value,
                fault.volume,
                None if fault.path is None else fault.path.display(),
                None if fault.stream is None else display_text(fault.stream),
                fault.meta_addr,
                fault.offset_bytes,
                fault.length_bytes,
                fault.reason,
            )


def coverage_rows(content: CaseContent) -> Iterator[tuple[Scalar, ...]]:
    """In the order of COVERAGE_FIELDS."""
    for exhibit in content.exhibits:
        for v in exhibit.volumes:
            volume = v.volume
            place = (volume.index, volume.offset_bytes, volume.length_bytes, volume.table, volume.description)
            found = (volume.file_system, volume.label, volume.state, volume.reason, v.entries)
            listed = v.entries is not None
            counts = [v.outcomes.get(o, 0) if listed else None for o in Outcome]
            sizes = [v.content_bytes.get(o, 0) if v.content_bytes else None for o in Outcome]
            yield (exhibit.id, "volume", *place, *found, *counts, v.waiting if listed else None, *sizes)
        for gap in exhibit.gaps:
            rest: list[None] = [None] * (len(COVERAGE_FIELDS) - 7)
            yield (exhibit.id, "gap", None, gap.offset_bytes, gap.length_bytes, None, gap.description, *rest)


def _byte_rows(content: CaseContent) -> Iterator[tuple[Scalar, ...]]:
    for exhibit in content.exhibits:
        volumes = {v.volume.index: v.volume for v in exhibit.volumes}
        for line in bytes_of(exhibit).lines:
            volume = None if line.volume is None else volumes[line.volume]
            named = (None, None) if volume is None else (volume.file_system, volume.label)
            yield (exhibit.id, line.volume, *named, line.kind.value, line.length_bytes)
