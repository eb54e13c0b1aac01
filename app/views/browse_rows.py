"""What browsing shows: numbers in order for tables, heaps and stacks of findings, and folders."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.review.reading import ReviewReader
from app.rows import (
    EntryFilter,
    FilterTerm,
    FirstRows,
    FolderRow,
    GroupRow,
    ReviewState,
    SortOrder,
    StackRow,
)
from app.store import browsed_findings, browsed_folders, browsing, results
from app.store.browse_filters import put_review
from app.store.browse_index import BrowseIndex
from app.store.case_file import CaseFile, CaseRow
from app.store.custody_log import CaseConnection
from app.views.records import category_label
from app.views.sentences import spelled_set

if TYPE_CHECKING:
    from array import array

_SAID_IN_REVIEW = frozenset({"mark", "note", "bookmarked", "has_note", "is_bookmarked"})


def asks_review(where: EntryFilter, order: SortOrder | None) -> bool:
    """The answer depends on what was said in review."""
    asked = {term.field for term in where.terms} | {order.column if order is not None else ""}
    return not _SAID_IN_REVIEW.isdisjoint(asked)


@contextmanager
def _asking(
    index: BrowseIndex, state: ReviewState | None, *, is_fresh: bool = True
) -> Iterator[CaseConnection]:
    with index.reading(is_fresh=is_fresh) as connection:
        if state is not None:
            put_review(connection, state)
        yield connection


def entry_ids(
    index: BrowseIndex, where: EntryFilter, order: SortOrder | None, *, state: ReviewState | None
) -> "array[int]":
    with _asking(index, state) as connection:
        return browsing.entry_ids(connection, where, order)


def chosen_entries(case: CaseFile, where: EntryFilter) -> frozenset[int]:
    """The numbers of the entries that fit, for a command: nothing is left beside the case."""
    with case.reading() as connection:
        state = ReviewReader().state(connection)
    index = BrowseIndex(case.folder, keeps=False)
    try:
        return frozenset(entry_ids(index, where, None, state=state))
    finally:
        index.close()


def hit_ids(
    index: BrowseIndex, where: EntryFilter, order: SortOrder | None, *, state: ReviewState | None
) -> "array[int]":
    with _asking(index, state) as connection:
        return browsing.hit_ids(connection, where, order)


def first_entries(
    case: CaseFile,
    index: BrowseIndex,
    *,
    where: EntryFilter,
    order: SortOrder | None,
    limit: int,
    state: ReviewState | None,
) -> FirstRows:
    """What stands first; the beginning of the walk does not wait for the index."""
    if not index.is_prepared and not where.terms and order is None:
        with case.reading() as connection:
            ids = results.first_entries(connection, limit)
    else:
        with _asking(index, state, is_fresh=False) as connection:
            ids = browsing.entry_ids(connection, where, order, limit=limit)
    return FirstRows(ids=ids, is_all=len(ids) < limit)


def listed_ids(case: CaseFile) -> "array[int]":
    """All entries, exhibit after exhibit in the order of the walk."""
    with case.reading() as connection:
        return results.listed_ids(connection)


def groups(index: BrowseIndex, where: EntryFilter, *, state: ReviewState | None) -> tuple[GroupRow, ...]:
    """Exhibits, the sets and categories in each, and the folders in those; densest folders first."""
    with _asking(index, state) as connection:
        exhibits = browsed_findings.files_by_exhibit(connection, where)
        folders = browsed_findings.files_by_folder(connection, where)
    sets = _by_set(folders)
    return tuple(
        GroupRow(
            key=(row.exhibit,),
            level="exhibit",
            name=row.exhibit,
            files=row.files,
            where=EntryFilter.having(exhibit=row.exhibit),
            children=tuple(_set_group(inside) for inside in sets[row.exhibit]),
        )
        for row in exhibits
    )


_KEY = ("exhibit", "set_name", "set_version", "role", "category", "scheme")


def _key(row: CaseRow) -> tuple[Any, ...]:  # Any: texts, and None where there is none
    return tuple(getattr(row, name) for name in _KEY)


def _by_set(folders: Iterable[CaseRow]) -> dict[str, list[list[CaseRow]]]:
    """For each exhibit the folders of each set and category; notable sets first, then by name."""
    together: dict[tuple[Any, ...], list[CaseRow]] = defaultdict(list)
    for row in folders:
        together[_key(row)].append(row)
    by_name = sorted(together.values(), key=lambda rows: (rows[0].set_name, rows[0].category or ""))
    found: dict[str, list[list[CaseRow]]] = defaultdict(list)
    for rows in sorted(by_name, key=lambda rows: str(rows[0].role), reverse=True):
        found[rows[0].exhibit].append(rows)
    return found


def _set_group(folders: Sequence[CaseRow]) -> GroupRow:
    row = folders[0]
    key = tuple(str(part or "") for part in _key(row))
    terms = _set_terms(row)
    label = category_label(row.scheme, row.category)
    return GroupRow(
        key=key,
        level="set",
        name=spelled_set(row.set_name, row.set_version),
        files=sum(one.files for one in folders),
        where=EntryFilter(terms=terms),
        role=row.role,
        category=row.category,
        category_label=label,
        children=tuple(
            GroupRow(
                key=(*key, str(one.volume), one.path),
                level="folder",
                name=one.path.rstrip("/") or "/",
                files=one.files,
                where=EntryFilter(terms=(*terms, *_terms(volume=str(one.volume), **{"in": one.path}))),
                role=row.role,
                category=row.category,
                category_label=label,
                folder_files=one.folder_files,
            )
            for one in folders
        ),
    )


def _set_terms(row: CaseRow) -> tuple[FilterTerm, ...]:
    spelled = spelled_set(row.set_name, row.set_version)
    return _terms(exhibit=row.exhibit, set=spelled, role=row.role, category=row.category or "none")


def _terms(**values: str) -> tuple[FilterTerm, ...]:
    return EntryFilter.having(**values).terms


def count_records(index: BrowseIndex, where: EntryFilter, *, state: ReviewState | None) -> int:
    """Different records that the files which fit are equal to, of those asked for."""
    with _asking(index, state) as connection:
        return browsed_findings.count_records(connection, where)


def stacks(
    index: BrowseIndex, where: EntryFilter, order: SortOrder | None, *, state: ReviewState | None
) -> tuple[StackRow, ...]:
    """Files of the same content together, where the first of them stands in the order; without an order
    those of the densest folders come first.
    """
    with _asking(index, state) as connection:
        found = browsed_findings.findings(connection, where, order)
    together: dict[object, list[Any]] = {}
    for row in found:
        together.setdefault(row[0] if row[2] is None else row[2], []).append(row)
    return tuple(_stack(rows) for rows in together.values())


def _stack(rows: Sequence[Any]) -> StackRow:  # Any: the driver's rows, as browsed_findings.findings tells
    _, _, sha256, _, size, record, category, scheme, name, version, role, records = rows[0]
    return StackRow(
        digest=None if sha256 is None else sha256.hex(),
        hits=tuple([row[1] for row in rows]),
        entries=tuple([row[0] for row in rows]),
        exhibits=tuple(dict.fromkeys([row[3] for row in rows])),
        record=f"{spelled_set(name, version)}, record {record}",
        records=records,
        role=role,
        category=category,
        category_label=category_label(scheme, category),
        size_bytes=size,
        set_name=name,
        set_version=version,
        scheme=scheme,
    )


def volumes(index: BrowseIndex) -> tuple[FolderRow, ...]:
    """Each volume with listed entries, as the folder that all others lie in."""
    with index.reading() as connection:
        rows = browsed_folders.volumes_with_files(connection)
    return tuple(
        FolderRow(
            exhibit=row.exhibit,
            volume=row.volume,
            path=None,
            name=str(row.volume),
            has_folders=bool(row.has_folders),
            files=row.files or 0,
            files_below=row.files_below,
            matched_below=row.matched_below,
        )
        for row in rows
    )


def folders(index: BrowseIndex, exhibit: str, *, volume: int, parent: str) -> tuple[FolderRow, ...]:
    """The folders that lie in one, by name; also those without anything in them."""
    with index.reading(is_fresh=False) as connection:
        filled = {
            row.name: row
            for row in browsed_folders.folders_with_files(connection, exhibit, volume=volume, parent=parent)
        }
        listed = browsed_folders.folder_entries(connection, exhibit, volume=volume, parent=parent)
    in_use = {name for name, is_deleted in listed if not is_deleted}
    deleted = {name for name, is_deleted in listed if is_deleted} - in_use
    above = "/" + parent.strip("/") + "/" if parent.strip("/") else "/"
    return tuple(
        FolderRow(
            exhibit=exhibit,
            volume=volume,
            path=above + name,
            name=name,
            has_folders=bool(row.has_folders) if (row := filled.get(name)) is not None else False,
            files=row.files if row is not None else 0,
            files_below=row.files_below if row is not None else 0,
            matched_below=row.matched_below if row is not None else 0,
            is_deleted=name in deleted,
        )
        for name in sorted(in_use | deleted | filled.keys(), key=lambda name: (name.casefold(), name))
    )
