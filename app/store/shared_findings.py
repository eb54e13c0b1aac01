"""The same content matched on several exhibits of a case: one question over the hits of the newest scans."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, select

from app.store.results import newest_scans
from app.store.schema import (
    ExaminationRecord,
    ExhibitRecord,
    HitRecord,
    LoadedSetRecord,
    ScanRecord,
    table_of,
)

_EXAMINATIONS = table_of(ExaminationRecord)
_EXHIBITS = table_of(ExhibitRecord)
_HITS = table_of(HitRecord)
_SCANS = table_of(ScanRecord)
_SETS = table_of(LoadedSetRecord)
_ALGORITHMS: Final = ("sha256", "sha1", "md5")


def shared_contents(connection: Connection) -> dict[tuple[str, ...], int]:
    """Contents that notable records matched on more than one exhibit, by the labels of just those exhibits.

    Two exhibits may have been scanned with different algorithms: a content is the same where any algorithm
    that both have says so.
    """
    places: dict[bytes, set[int]] = {}
    labels: dict[int, str] = {}
    same: dict[bytes, bytes] = {}  # every digest of a content leads to its first one
    for exhibit, label, digests in _matched(connection):
        labels[exhibit] = label
        first = next((same[one] for one in digests if one in same), digests[0])
        same.update(dict.fromkeys(digests, first))
        places.setdefault(first, set()).add(exhibit)
    counts: dict[tuple[str, ...], int] = {}
    for exhibits in places.values():
        if len(exhibits) > 1:
            named = tuple(labels[one] for one in sorted(exhibits))
            counts[named] = counts.get(named, 0) + 1
    return counts


def _matched(connection: Connection) -> Iterator[tuple[int, str, tuple[bytes, ...]]]:
    """Exhibit, its label and the digests of each content matched, the surest algorithm first."""
    columns = [_EXAMINATIONS.c[name] for name in _ALGORITHMS]
    statement = (
        select(_EXHIBITS.c.id, _EXHIBITS.c.label, *columns)
        .distinct()
        .select_from(_HITS)
        .join(_SETS, _SETS.c.id == _HITS.c.set_id)
        .join(_SCANS, _SCANS.c.id == _SETS.c.scan_id)
        .join(_EXHIBITS, _EXHIBITS.c.id == _SCANS.c.exhibit_id)
        .join(_EXAMINATIONS, _EXAMINATIONS.c.entry_id == _HITS.c.entry_id)
        .where(_SETS.c.role == "notable", _SCANS.c.id.in_(newest_scans(connection)))
        .order_by(_EXHIBITS.c.id)
    )
    for exhibit, label, *raw in connection.execute(statement):
        digests = tuple(
            name.encode() + one for name, one in zip(_ALGORITHMS, raw, strict=True) if one is not None
        )
        if digests:
            yield exhibit, label, digests
