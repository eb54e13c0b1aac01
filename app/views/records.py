"""Records for `fieldcase list`: one JSON object for each entry, hit, conflict, fault, coverage line, event,
exhibit.

The fields are a contract with scripts; see the command-line page of the documentation.
"""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from app.store.case_file import CaseFile, CaseRow
from app.store.conflicts import all_conflicts
from app.store.custody_log import custody_events
from app.store.results import (
    all_entries,
    all_faults,
    all_hits,
    byte_counts,
    census_rows,
    coverage_counts,
)
from app.views.review_records import LOOK_FIELDS, MARK_FIELDS, look_records, mark_records
from forensics.entries import Outcome
from forensics.hashset.labels import label_of
from forensics.images import SHADOW_COPY
from forensics.paths import EvidencePath, display_text
from forensics.times import FsTime, ZoneKind

Record = dict[str, Any]  # Any: JSON values

_ENTRY_FIELDS = (
    "exhibit",
    "volume",
    "path",
    "name_raw_b64",
    "meta_addr",
    "stream",
    "size",
    "allocated",
    "kind",
    "outcome",
    "md5",
    "sha1",
    "sha256",
    "mtime",
    "atime",
    "ctime",
    "crtime",
    "remains",
    "parent_known",
    "flags",
    "times_flags",
)
_HIT_FIELDS = (
    *("set", "role", "category", "scheme", "category_label", "algorithm", "record", "evidence"),
    *("set_version", "shadow_copy"),
)
_CONFLICT_FIELDS = (
    *("notable_set", "notable_version", "notable_record", "category", "scheme", "category_label"),
    *("notable_algorithm", "known_set", "known_version", "known_record", "known_algorithm"),
)


def fields_of(what: str, *, with_extents: bool) -> tuple[str, ...]:
    """Every field a record may have, in order, whether or not there is a record: the head of a table."""
    extents = ("extents",) if with_extents else ()
    match what:
        case "entries":
            return (*_ENTRY_FIELDS, *extents)
        case "hits":
            return (*_ENTRY_FIELDS, *extents, *_HIT_FIELDS)
        case "conflicts":
            return (*_ENTRY_FIELDS, *extents, *_CONFLICT_FIELDS)
        case "faults":
            return ("exhibit", "volume", "stage", "path", "meta_addr", "offset", "length", "reason")
        case "coverage":
            return (
                *("exhibit", "volume", "file_system", "state", *map(str, Outcome), "waiting", "entries"),
                *("records_in_use", "records_met", "bytes_read", "bytes"),
            )
        case "marks":
            return MARK_FIELDS
        case "looks":
            return LOOK_FIELDS
        case "custody":
            who = ("actor", "role", "standing")
            return ("sequence", "utc", *who, "action", "subject", "payload", "previous_sha256", "sha256")
        case _:
            return _EXHIBIT_FIELDS


_EXHIBIT_FIELDS = (
    "exhibit",
    "description",
    "source",
    "container",
    "size",
    "sector_size",
    "stored_md5",
    "stored_sha1",
    "stored_sha256",
    "verified",
    "media_sha256",
    "volumes",
)


def entry_record(row: CaseRow, *, with_extents: bool = False) -> Record:
    zone = ZoneKind(row.zone)
    path = EvidencePath(row.path)
    record: Record = {"exhibit": row.exhibit, "volume": row.volume, "path": path.display()}
    if not path.is_utf8():
        record["name_raw_b64"] = base64.b64encode(path.name).decode("ascii")
    record |= {
        "meta_addr": row.meta_addr,
        "stream": None if row.stream is None else display_text(row.stream),
        "size": row.size_bytes,
        "allocated": row.allocated,
        "kind": row.kind,
        "outcome": row.outcome,
        "md5": _hex(row.md5),
        "sha1": _hex(row.sha1),
        "sha256": _hex(row.sha256),
        "mtime": iso_time(row.mtime_ns, zone),
        "atime": iso_time(row.atime_ns, zone),
        "ctime": iso_time(row.ctime_ns, zone),
        "crtime": iso_time(row.crtime_ns, zone),
        "remains": row.remains,
        "parent_known": row.parent_known,
        "flags": row.flags,
        "times_flags": row.times_flags,
    }
    if with_extents:
        record["extents"] = None if row.extents is None else msgspec.msgpack.decode(row.extents)
    return record


def iso_time(ns: int | None, zone: ZoneKind) -> str | None:
    return None if ns is None else FsTime(ns).iso(zone)


def _hex(raw: bytes | None) -> str | None:
    return None if raw is None else raw.hex()


def entry_records(
    case: CaseFile, *, with_extents: bool = False, chosen: frozenset[int] | None = None
) -> Iterator[Record]:
    """Of all entries, or of those whose numbers are chosen."""
    with case.reading() as connection:
        for row in all_entries(connection):
            if chosen is None or row.id in chosen:
                yield entry_record(row, with_extents=with_extents)


def hit_records(
    case: CaseFile, *, with_extents: bool = False, chosen: frozenset[int] | None = None
) -> Iterator[Record]:
    """Of all entries, or of those whose numbers are chosen."""
    made = _copies(case)
    with case.reading() as connection:
        for row in all_hits(connection):
            if chosen is not None and row.id not in chosen:
                continue
            yield entry_record(row, with_extents=with_extents) | {
                "set": row.set_name,
                "role": row.role,
                "category": row.category,
                "scheme": row.scheme,
                "category_label": category_label(row.scheme, row.category),
                "algorithm": row.algorithm,
                "record": row.record,
                "evidence": "content",
                "set_version": row.set_version,
                "shadow_copy": made.get((row.exhibit, row.volume)),
            }


def _copies(case: CaseFile) -> dict[tuple[str, int], str]:
    """When each shadow copy was made, in words, by exhibit and volume."""
    return {
        (exhibit.label, volume.position): volume.label or volume.description
        for exhibit in case.exhibits()
        for volume in case.volumes(exhibit.id)
        if volume.layer == SHADOW_COPY
    }


def conflict_records(case: CaseFile, *, with_extents: bool = False) -> Iterator[Record]:
    """Contents that a notable and a known set both list: one record for each such pair of their records."""
    with case.reading() as connection:
        for row in all_conflicts(connection):
            told = {name: getattr(row, name) for name in _CONFLICT_FIELDS if name != "category_label"}
            label = {"category_label": category_label(row.scheme, row.category)}
            yield entry_record(row, with_extents=with_extents) | told | label


def category_label(scheme: str | None, category: str | None) -> str | None:
    if scheme is None or category is None:
        return None
    return label_of(scheme, category)


def fault_records(case: CaseFile, *, with_extents: bool = False) -> Iterator[Record]:
    del with_extents  # faults have none
    with case.reading() as connection:
        for row in all_faults(connection):
            yield {
                "exhibit": row.exhibit,
                "volume": row.volume,
                "stage": row.stage,
                "path": shown_path(row.path, row.stream),
                "meta_addr": row.meta_addr,
                "offset": row.offset_bytes,
                "length": row.length_bytes,
                "reason": row.reason,
            }


def shown_path(path: bytes | None, stream: bytes | None) -> str | None:
    if path is None:
        return None
    return display_text(path) + ("" if stream is None else ":" + display_text(stream))


def coverage_records(case: CaseFile, *, with_extents: bool = False) -> Iterator[Record]:
    """One record a volume, also of those nothing was listed of: entries by outcome and their sum, the file
    system's own count, bytes read, the image's bytes by kind; then one for what lies between volumes.
    """
    del with_extents
    with case.reading() as connection:
        counts = coverage_counts(connection)
    for exhibit in case.exhibits():
        censuses, kinds = _books(case, exhibit)
        for volume in case.volumes(exhibit.id):
            of_volume = [
                row for row in counts if (row.exhibit, row.volume) == (exhibit.label, volume.position)
            ]
            outcomes = {row.outcome: row.entries for row in of_volume}
            in_use, met = censuses.get(volume.position, (None, None))
            yield (
                {
                    "exhibit": exhibit.label,
                    "volume": volume.position,
                    "file_system": volume.file_system,
                    "state": volume.state,
                }
                | {outcome.value: outcomes.get(outcome.value, 0) for outcome in Outcome}
                | {
                    "waiting": outcomes.get("waiting", 0),
                    "entries": sum(outcomes.values()),
                    "records_in_use": in_use,
                    "records_met": met,
                    "bytes_read": sum(row.bytes_read for row in of_volume),
                    "bytes": kinds.get(volume.position, {}),
                }
            )
        if None in kinds:
            yield (
                {"exhibit": exhibit.label, "volume": None, "file_system": None, "state": "between volumes"}
                | dict.fromkeys((outcome.value for outcome in Outcome), 0)
                | {"waiting": 0, "entries": 0, "records_in_use": None, "records_met": None, "bytes_read": 0}
                | {"bytes": kinds[None]}
            )


_Books = tuple[dict[int, tuple[int, int]], dict[int | None, dict[str, int]]]


def _books(case: CaseFile, exhibit: CaseRow) -> _Books:
    """Censuses, and bytes by kind, of an exhibit's newest scan, by volume."""
    scan = case.last_scan(exhibit.id)
    if scan is None:
        return {}, {}
    kinds: dict[int | None, dict[str, int]] = {}
    with case.reading() as connection:
        lines, counts = byte_counts(connection, scan.id), census_rows(connection, scan.id)
    for row in lines:
        kinds.setdefault(row.volume, {})[row.kind] = row.length_bytes
    censuses = {row.volume: (row.records_in_use, row.records_met) for row in counts}
    return censuses, kinds


def custody_records(case: CaseFile, *, with_extents: bool = False) -> Iterator[Record]:
    del with_extents
    with case.reading() as connection:
        for event in custody_events(connection):
            # Events of older versions say nothing of role and standing.
            unsaid = {"role": None, "standing": None}
            yield unsaid | json.loads(event.canonical) | {"sha256": event.sha256}


def exhibit_records(case: CaseFile, *, with_extents: bool = False) -> Iterator[Record]:
    del with_extents
    for row in case.exhibits():
        verifications = case.verifications(row.id)
        yield {
            "exhibit": row.label,
            "description": row.description,
            "source": row.source,
            "container": row.container,
            "size": row.size_bytes,
            "sector_size": row.sector_bytes,
            "stored_md5": _hex(row.stored_md5),
            "stored_sha1": _hex(row.stored_sha1),
            "stored_sha256": _hex(row.stored_sha256),
            "verified": verifications[-1].result if verifications else None,
            "media_sha256": _hex(verifications[-1].sha256) if verifications else None,
            "volumes": [
                {
                    "volume": volume.position,
                    "offset": volume.offset_bytes,
                    "length": volume.length_bytes,
                    "table": volume.partition_table,
                    "file_system": volume.file_system,
                    "label": volume.label,
                    "state": volume.state,
                    "reason": volume.reason,
                    "within": volume.within,
                    "layer": volume.layer,
                    "layer_key": volume.layer_key,
                }
                for volume in case.volumes(row.id)
            ],
        }


RECORDS: dict[str, Callable[..., Iterator[Record]]] = {
    "entries": entry_records,
    "hits": hit_records,
    "conflicts": conflict_records,
    "faults": fault_records,
    "coverage": coverage_records,
    "custody": custody_records,
    "exhibits": exhibit_records,
    "marks": mark_records,
    "looks": look_records,
}
