"""Whether the tables of a bundle say the same: entries, ledgers, hits, and the digest over all entries that
the custody chain holds.

One pass over entries.csv; what is held in memory is the hits, never the entries.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from forensics.entries import Outcome
from forensics.entry_line import ENTRY_FIELDS, WAITING, EntryRow, entry_line
from forensics.errors import FieldcaseError
from forensics.merkle import MerkleRoot
from reports import bag
from reports.checking.chain import Chain, finished_scans, read_chain
from reports.checking.files import facts_of, values_of
from reports.checking.opening import Bundle
from reports.checking.verdict import BundleDiffers, NotChecked, NotPresent
from reports.coverage_data import Coverage, CoverageOpen, read_coverage, verify_coverage
from reports.data_files import dfxml, hashdeep
from reports.data_files.agreement import EntriesBeside
from reports.data_files.entries_csv import csv_line, read_entries_csv
from reports.layout import COVERAGE_NAME
from reports.tables import HIT_FIELDS

ENTRIES = bag.PAYLOAD + "entries.csv"
DFXML = bag.PAYLOAD + dfxml.NAME
HASHDEEP = bag.PAYLOAD + hashdeep.NAME
HITS = bag.PAYLOAD + "hits.csv"
COVERAGE = bag.PAYLOAD + COVERAGE_NAME
_LARGEST_COVERAGE = 256 * 1024 * 1024  # bytes
_LARGEST_CELL = 1 << 20  # and row
_MOST_HITS = 10_000_000
_STEP = 4096

Place = tuple[str, int, str]  # exhibit, volume, outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTotals:
    """What one pass over entries.csv counted. `roots`: exhibit to Merkle root and number of entries."""

    counts: Mapping[Place, int]
    roots: Mapping[str, tuple[str, int]]
    unmatched: frozenset[tuple[str, ...]] = field(default_factory=frozenset)  # hits that no entry equals
    hits: int = 0  # entries among the hits
    beside: str = ""  # that DFXML and hashdeep tell the same
    beside_differs: str | None = None  # or where they do not


def check_ledgers(bundle: Bundle) -> str:
    """The sums of coverage.json, by itself."""
    try:
        left_open = verify_coverage(bundle.read(COVERAGE, most=_LARGEST_COVERAGE))
    except CoverageOpen as trouble:
        raise BundleDiffers(f"{COVERAGE} does not hold: {trouble}") from trouble
    if not left_open:
        return "the sums of entries and bytes close"
    return f"the byte ledger does not close for {', '.join(left_open)}, as the report says"


def read_totals(bundle: Bundle) -> EntryTotals:
    """One pass over entries.csv, with the hits held against it; raise BundleDiffers, RowsDiffer."""
    hits = _hits(bundle)
    counts: Counter[Place] = Counter()
    roots: dict[str, MerkleRoot] = {}
    left = set(hits)
    others = _Others(bundle)
    for rows in _stretches(read_entries_csv(bundle.path(ENTRIES))):
        counts.update((row.exhibit, row.volume, row.outcome) for row in rows)
        for exhibit in {row.exhibit for row in rows}:
            of_exhibit = (entry_line(row) for row in rows if row.exhibit == exhibit)
            roots.setdefault(exhibit, MerkleRoot()).add(of_exhibit)
        others.add(rows)
        if left:
            left.difference_update(_cells(row) for row in rows if row.outcome == Outcome.MATCHED.value)
    return EntryTotals(
        counts=counts,
        roots={exhibit: (root.root().hex(), root.lines) for exhibit, root in roots.items()},
        unmatched=frozenset(left),
        hits=len(hits),
        beside=others.finish(),
        beside_differs=others.trouble,
    )


class _Others:
    """DFXML and hashdeep beside the rows as they pass, up to the first difference."""

    def __init__(self, bundle: Bundle) -> None:
        self.trouble: str | None = None
        self._beside: EntriesBeside | None = None
        try:
            self._beside = EntriesBeside(bundle.path(DFXML), bundle.path(HASHDEEP))
        except (FieldcaseError, OSError) as trouble:
            self._stop(trouble)

    def add(self, rows: list[EntryRow]) -> None:
        try:
            if self._beside is not None:
                self._beside.add(rows)
        except (FieldcaseError, OSError) as trouble:
            self._stop(trouble)

    def finish(self) -> str:
        try:
            return "" if self._beside is None else self._beside.finish()
        except (FieldcaseError, OSError) as trouble:
            self._stop(trouble)
            return ""

    def _stop(self, trouble: Exception) -> None:
        self._beside, self.trouble = None, str(trouble)


def check_beside(totals: EntryTotals) -> str:
    """files.dfxml and hashdeep.txt tell the same of every entry as entries.csv."""
    if totals.beside_differs is not None:
        raise BundleDiffers(totals.beside_differs)
    return totals.beside


def _stretches(rows: Iterator[EntryRow]) -> Iterator[list[EntryRow]]:
    stretch: list[EntryRow] = []
    for row in rows:
        stretch.append(row)
        if len(stretch) == _STEP:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _cells(row: EntryRow) -> tuple[str, ...]:
    (cells,) = csv.reader(io.StringIO(csv_line(row), newline=""))
    return tuple(cells)


def check_entries(bundle: Bundle, totals: EntryTotals) -> str:
    """entries.csv against the ledger of coverage.json."""
    counted = {place: count for place, count in totals.counts.items() if count}
    expected = {place: count for place, count in _ledger(_coverage(bundle)) if count}
    for place in sorted(set(counted) | set(expected)):
        if counted.get(place, 0) != expected.get(place, 0):
            exhibit, volume, outcome = place
            raise BundleDiffers(
                f"{ENTRIES} has {counted.get(place, 0):,} entries of exhibit {exhibit}, volume {volume} as "
                f"{outcome}, and {COVERAGE} counts {expected.get(place, 0):,}"
            )
    return f"{sum(counted.values()):,} entries of entries.csv are those that the ledger counts"


def _coverage(bundle: Bundle) -> Coverage:
    try:
        return read_coverage(bundle.read(COVERAGE, most=_LARGEST_COVERAGE))
    except CoverageOpen as trouble:
        raise BundleDiffers(f"{COVERAGE} does not hold: {trouble}") from trouble


def _ledger(coverage: Coverage) -> Iterator[tuple[Place, int]]:
    for exhibit in coverage.exhibits:
        for volume in exhibit.entries:
            yield (exhibit.exhibit, volume.volume, WAITING), volume.waiting
            for outcome, count in volume.outcomes.items():
                yield (exhibit.exhibit, volume.volume, outcome.value), count


def check_roots(bundle: Bundle, totals: EntryTotals) -> str:
    """entries.csv gives the digest over all entries, and their number, that each scan put into the chain."""
    chain: Chain = read_chain(bundle)
    if "paths" in ", ".join(values_of(facts_of(bundle), bag.WITHHELD_LABEL)):
        raise NotChecked(
            "the digest over all entries is of entries with their paths, which this copy withholds"
        )
    held = {exhibit: end for exhibit, end in finished_scans(chain).items() if "entries_root" in end}
    if not held:
        raise NotPresent("no finished scan of this case has one")
    for exhibit, end in held.items():
        root, entries = totals.roots.get(exhibit, (MerkleRoot().root().hex(), 0))
        if entries != end.get("entries") or root != end["entries_root"]:
            raise BundleDiffers(
                f"{ENTRIES}: the {entries:,} entries of exhibit {exhibit} are not those that the custody "
                "chain vouches for at the end of the scan"
            )
    return f"the entries of {', '.join(sorted(held))} are exactly those of the finished scans in the chain"


def check_hits(bundle: Bundle, totals: EntryTotals) -> str:
    """Each row of hits.csv is of a matched entry, and each matched entry is there."""
    for cells in sorted(totals.unmatched)[:1]:
        raise BundleDiffers(f"{HITS} has a file that is no matched entry of {ENTRIES}: {cells[2][:200]}")
    matched = sum(count for place, count in totals.counts.items() if place[2] == Outcome.MATCHED.value)
    if matched != totals.hits:
        raise BundleDiffers(f"{HITS} has {totals.hits:,} matched files, and {ENTRIES} has {matched:,}")
    return f"{totals.hits:,} matched files are those that entries.csv has as matched"


def hit_rows(bundle: Bundle) -> Iterator[list[str]]:
    """The rows of hits.csv without their head, cells as written; raise BundleDiffers."""
    with bundle.open(HITS) as file:
        previous = csv.field_size_limit(_LARGEST_CELL)
        lines = _RowLines(file)
        try:
            rows = csv.reader(lines, strict=True)
            if next(rows, None) != list(HIT_FIELDS):
                raise BundleDiffers(f"{HITS} does not begin with the fields of a match")
            for number, row in enumerate(rows, start=1):
                lines.taken = 0
                if len(row) != len(HIT_FIELDS) or number > _MOST_HITS:
                    raise BundleDiffers(f"{HITS}, row {number:,} is not a match")
                yield row
        except (csv.Error, UnicodeDecodeError) as trouble:
            raise BundleDiffers(f"{HITS} cannot be read as a table") from trouble
        finally:
            csv.field_size_limit(previous)


class _RowLines:
    """The lines of a table for the reader of its rows; `taken` counts the bytes of the row being read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(_LARGEST_CELL + 1):
            self.taken += len(line)
            if self.taken > _LARGEST_CELL:
                raise BundleDiffers(f"{HITS} has a row longer than any this program writes")
            yield line.decode("utf-8")


def _hits(bundle: Bundle) -> tuple[tuple[str, ...], ...]:
    """The entries among the hits, each once: the rows of one number have the same entry."""
    found: dict[str, tuple[str, ...]] = {}
    for row in hit_rows(bundle):
        cells = tuple(row[1 : 1 + len(ENTRY_FIELDS)])
        if found.setdefault(row[0], cells) != cells:
            raise BundleDiffers(f"{HITS}: the rows of match {row[0][:20]} are of different files")
    return tuple(found.values())
