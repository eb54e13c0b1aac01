"""Everything recorded of an entry beside its row: times, names of its record, runs of its content."""

from typing import Final

import msgspec

from app.rows import EntryFacts, ExtentRow, NameRow, NamesRow, TimeRow
from app.store import results
from app.store.case_file import CaseFile, CaseRow
from app.store.opening import CaseTrouble
from app.store.same_address import AddressBook
from app.views.records import iso_time
from forensics.layers import place_of
from forensics.paths import display_text
from forensics.times import ZoneKind

NAMES_SHOWN: Final = 200
_TIMES: Final = (
    ("modified", "mtime_ns"),
    ("accessed", "atime_ns"),
    ("changed", "ctime_ns"),
    ("created", "crtime_ns"),
)


def entry_facts(case: CaseFile, entry_id: int) -> EntryFacts:
    with case.reading() as connection:
        row = results.entries_by_id(connection, [entry_id]).get(entry_id)
    if row is None:
        raise CaseTrouble(f"there is no entry {entry_id} among the results shown now")
    exhibit = case.exhibit(row.exhibit)
    volume = next((one for one in case.volumes(exhibit.id) if one.position == row.volume), None)
    zone = ZoneKind(row.zone)
    extents, slack = _extents(row)
    return EntryFacts(
        times=tuple(TimeRow(kind=kind, at=iso_time(getattr(row, name), zone)) for kind, name in _TIMES),
        zone_known=zone is ZoneKind.UTC,
        file_system=None if volume is None else volume.file_system,
        meta_address=row.meta_addr,
        extents=extents,
        slack=slack,
        links=row.links,
        times_flags=tuple(row.times_flags.split(",")) if row.times_flags else (),
    )


def _extents(row: CaseRow) -> tuple[tuple[ExtentRow, ...] | None, int]:
    """The runs as far as the content goes, and how many bytes of them lie behind its end."""
    if row.extents is None:
        return None, 0
    runs: list[ExtentRow] = []
    at, behind = 0, 0
    for image_offset, length in msgspec.msgpack.decode(row.extents):
        inside = max(0, min(length, row.size_bytes - at))
        if inside:
            volume, place = (None, None) if image_offset is None else place_of(image_offset)
            runs.append(ExtentRow(offset=at, length=inside, image_offset=place, volume=volume))
        behind += length - inside
        at += length
    return tuple(runs), behind


def names(case: CaseFile, addresses: AddressBook, entry_id: int) -> NamesRow:
    with case.reading() as connection:
        numbers = addresses.entries_with(connection, entry_id)
        rows = results.entries_by_id(connection, _shown(numbers, entry_id))
    if entry_id not in rows:
        raise CaseTrouble(f"there is no entry {entry_id} among the results shown now")
    return NamesRow(
        names=tuple(_name(rows[number]) for number in sorted(rows)),
        total=len(numbers),
        links=rows[entry_id].links,
    )


def _shown(numbers: list[int], entry_id: int) -> list[int]:
    """The first ones, and in any case the one that is asked about."""
    return list(dict.fromkeys([entry_id, *numbers]))[:NAMES_SHOWN]


def _name(row: CaseRow) -> NameRow:
    return NameRow(
        entry=row.id,
        path=display_text(row.path),
        stream=None if row.stream is None else display_text(row.stream),
        size_bytes=row.size_bytes,
        allocated=row.allocated,
        outcome=row.outcome,
    )
