"""The coverage of each exhibit as data (`coverage.json`): what was planned, and both ledgers with their sums.

The same numbers stand on the pages of B2, B4 and B6. `verify_coverage` adds them up again from the file
alone, so that a report can be checked without the case.
"""

from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from forensics.entries import ByteRange, Census, Outcome
from forensics.ledger import ByteKind
from reports.content import CaseContent, ExhibitContent, GateState, ScanContent, VolumeContent
from reports.reckoning import bytes_of, unreadable_of

FORM = "Fieldcase coverage 1"


class Gate(Struct, frozen=True, kw_only=True):
    state: GateState
    sizes: int | None
    sizeless_records: int


class Plan(Struct, frozen=True, kw_only=True):
    profile: str
    profile_rule: str | None
    gate: Gate | None
    algorithms: tuple[str, ...]
    match_algorithms: tuple[str, ...]
    double_readings: int | None
    time_box_s: int | None
    end: str


class ByteLine(Struct, frozen=True, kw_only=True):
    volume: int | None
    kind: ByteKind
    length_bytes: int


class VolumeEntries(Struct, frozen=True, kw_only=True):
    """`entries` is `None` where nothing was listed."""

    volume: int
    entries: int | None
    outcomes: Mapping[Outcome, int]
    waiting: int
    census: Census | None


class ExhibitCoverage(Struct, frozen=True, kw_only=True):
    """`difference_bytes` is 0 where the byte ledger closes; anything else is a fault of the program."""

    exhibit: str
    size_bytes: int
    scan: Plan | None
    bytes: tuple[ByteLine, ...]
    difference_bytes: int
    entries: tuple[VolumeEntries, ...]
    unreadable: tuple[ByteRange, ...]


class Coverage(Struct, frozen=True, kw_only=True):
    form: str
    exhibits: tuple[ExhibitCoverage, ...]


class CoverageOpen(ValueError):
    """A sum of the file does not close, or the file is not of this form."""


def coverage_json(content: CaseContent) -> str:
    """The file's text: UTF-8, indented, one line end behind it."""
    coverage = Coverage(form=FORM, exhibits=tuple(_exhibit(e) for e in content.exhibits))
    return msgspec.json.format(msgspec.json.encode(coverage), indent=1).decode("utf-8") + "\n"


def verify_coverage(raw: bytes) -> tuple[str, ...]:
    """Add everything up again; raise CoverageOpen at the first sum that is not what the file says.

    Returns the ids of the exhibits of which the file itself says that the byte ledger does not close.
    """
    coverage = read_coverage(raw)
    for exhibit in coverage.exhibits:
        for sentence in _troubles(exhibit):
            raise CoverageOpen(f"exhibit {exhibit.exhibit}: {sentence}")
    return tuple(e.exhibit for e in coverage.exhibits if e.difference_bytes)


def read_coverage(raw: bytes) -> Coverage:
    """The file's values, as they stand; raise CoverageOpen where it is not of this form."""
    try:
        coverage = msgspec.json.decode(raw, type=Coverage)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as trouble:
        raise CoverageOpen(f"it cannot be read ({trouble})") from trouble
    if coverage.form != FORM:
        raise CoverageOpen(f"it is not of the form “{FORM}”")
    return coverage


def _troubles(exhibit: ExhibitCoverage) -> Iterator[str]:
    counted = sum(line.length_bytes for line in exhibit.bytes)
    if counted + exhibit.difference_bytes != exhibit.size_bytes:
        yield f"the bytes add up to {counted:,} of {exhibit.size_bytes:,}"
    for volume in exhibit.entries:
        total = sum(volume.outcomes.values()) + volume.waiting
        if total != (volume.entries or 0):
            listed = f"{volume.entries or 0:,} entries"
            yield f"volume {volume.volume}: the outcomes add up to {total:,} of {listed}"
    end = 0
    for place in exhibit.unreadable:
        if place.offset_bytes < end or place.length_bytes <= 0 or place.end_bytes > exhibit.size_bytes:
            yield f"the unreadable place at byte {place.offset_bytes:,} stands twice or outside the image"
        end = place.end_bytes


def _exhibit(exhibit: ExhibitContent) -> ExhibitCoverage:
    ledger = bytes_of(exhibit)
    return ExhibitCoverage(
        exhibit=exhibit.id,
        size_bytes=ledger.size_bytes,
        scan=None if exhibit.scan is None else _plan(exhibit.scan),
        bytes=tuple(
            ByteLine(volume=line.volume, kind=line.kind, length_bytes=line.length_bytes)
            for line in ledger.lines
        ),
        difference_bytes=ledger.difference_bytes,
        entries=tuple(_entries(v) for v in exhibit.volumes),
        unreadable=tuple(unreadable_of(exhibit)),
    )


def _plan(scan: ScanContent) -> Plan:
    gate = scan.gate
    return Plan(
        profile=scan.profile,
        profile_rule=scan.profile_rule,
        gate=None
        if gate is None
        else Gate(state=gate.state, sizes=gate.sizes, sizeless_records=gate.sizeless_records),
        algorithms=scan.algorithms,
        match_algorithms=scan.match_algorithms,
        double_readings=scan.double_readings,
        time_box_s=None if scan.time_box is None else round(scan.time_box.total_seconds()),
        end=scan.end.value,
    )


def _entries(v: VolumeContent) -> VolumeEntries:
    return VolumeEntries(
        volume=v.volume.index,
        entries=v.entries,
        outcomes={} if v.entries is None else {o: v.outcomes.get(o, 0) for o in Outcome},
        waiting=v.waiting,
        census=v.census,
    )
