"""Questions about findings: heaps by exhibit, set and folder, and files with the same content."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from app.rows import EntryFilter, SortOrder
from app.store.browse_filters import chosen, record_condition, without_record_terms
from app.store.browse_tables import BROWSED, FINDINGS, FOLDERS, SHARED
from app.store.browsing import ordered
from app.store.results import EXAMINATIONS, EXHIBITS, HITS, SCANS, SETS

_B = BROWSED.c
_DENSEST: Final = SortOrder(column="density", descending=True)


def files_by_exhibit(connection: Connection, where: EntryFilter) -> list[Row[Any]]:
    """(exhibit, files) that equal a record and fit."""
    asked = (
        select(EXHIBITS.c.label.label("exhibit"), func.count().label("files"))
        .select_from(FINDINGS)
        .join(BROWSED, _B.id == FINDINGS.c.entry_id)
        .join(EXHIBITS, EXHIBITS.c.id == _B.exhibit_id)
    )
    grouped = chosen(asked, where).group_by(EXHIBITS.c.id).order_by(EXHIBITS.c.id)
    return list(connection.execute(grouped))


def files_by_folder(connection: Connection, where: EntryFilter) -> list[Row[Any]]:
    """(exhibit, set, version, role, category, scheme, volume, path, folder_files, files); densest folders
    first. A file lies in one folder only, so the files of a set are the sum over its folders.
    """
    record = (SETS.c.name, SETS.c.version, SETS.c.role, HITS.c.category, HITS.c.scheme)
    files = func.count(_B.id.distinct())
    asked = select(
        EXHIBITS.c.label.label("exhibit"),
        SETS.c.name.label("set_name"),
        SETS.c.version.label("set_version"),
        *record[2:],
        *(FOLDERS.c.volume, FOLDERS.c.path, FOLDERS.c.files.label("folder_files"), files.label("files")),
    )
    joined = _records(asked, where).join(FOLDERS, FOLDERS.c.id == _B.folder)
    density = files * files * 1.0 / func.max(FOLDERS.c.files, 1)
    # The number of a folder tells its exhibit, volume and path, and is compared faster than they are.
    grouped = joined.group_by(FOLDERS.c.id, *record)
    return list(connection.execute(grouped.order_by(density.desc(), FOLDERS.c.path)))


def count_records(connection: Connection, where: EntryFilter) -> int:
    """Different records that files which fit are equal to, of those asked for."""
    met = _records(select(SETS.c.index_sha256, HITS.c.record), where).distinct().subquery()
    return int(connection.execute(select(func.count()).select_from(met)).scalar_one())


def _records(asked: Select[Any], where: EntryFilter) -> Select[Any]:
    """Every record that a file which fits is equal to, of those asked for."""
    joined = (
        asked.select_from(HITS)
        .join(BROWSED, _B.id == HITS.c.entry_id)
        .join(SETS, SETS.c.id == HITS.c.set_id)
        .join(EXHIBITS, EXHIBITS.c.id == _B.exhibit_id)
    )
    return chosen(joined, without_record_terms(where)).where(record_condition(where))


def findings(connection: Connection, where: EntryFilter, order: SortOrder | None) -> Sequence[Any]:
    """(entry, hit, SHA-256, exhibit, size, record, category, scheme, set, version, role, records) of each
    file in order, as the driver gives them; without an order the densest folders come first.
    """
    asked = (
        select(
            *(_B.id, FINDINGS.c.hit_id, EXAMINATIONS.c.sha256, EXHIBITS.c.label, _B.size_bytes),
            *(HITS.c.record, HITS.c.category, HITS.c.scheme),
            *(SETS.c.name, SETS.c.version, SETS.c.role, FINDINGS.c.records),
        )
        .select_from(FINDINGS)
        .join(BROWSED, _B.id == FINDINGS.c.entry_id)
        .join(HITS, HITS.c.id == FINDINGS.c.hit_id)
        .join(SETS, SETS.c.id == HITS.c.set_id)
        .join(EXHIBITS, EXHIBITS.c.id == _B.exhibit_id)
        .outerjoin(EXAMINATIONS, EXAMINATIONS.c.entry_id == _B.id)
    )
    listed = ordered(chosen(asked, where), order or _DENSEST, has_joined=True)
    cursor: Any = connection.execute(listed).cursor  # Any: the driver's own
    rows: Sequence[Any] = cursor.fetchall()
    cursor.close()
    return rows


def other_exhibits(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Labels of other exhibits with the same content, for entries that have it there."""
    asked = (
        select(_B.id, EXHIBITS.c.label)
        .join(SHARED, SHARED.c.id == _B.shared)
        .join(SCANS, SCANS.c.id == SHARED.c.scan_id)
        .join(EXHIBITS, EXHIBITS.c.id == SCANS.c.exhibit_id)
        .where(_B.id.in_(ids), SHARED.c.scan_id != _B.scan_id)
        .order_by(EXHIBITS.c.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for entry, label in connection.execute(asked):
        found[entry] = (*found.get(entry, ()), label)
    return found
