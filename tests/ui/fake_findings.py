"""Findings of the fake case: stacks and groups made by formula from its numbers, as the store would give
them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from app.rows import EntryFilter, EntryRow, GroupRow, SortOrder, StackRow

FIRST_ENTRY = 7_000_000_000
SIZES = (3, 1, 1, 2, 1, 1, 1)  # files of one content, again and again


def stacks_of(rows: Sequence[EntryRow]) -> tuple[StackRow, ...]:
    """Rows in their order, some of them with the same content."""
    stacks, first, number = [], 0, 0
    while first < len(rows):
        files = rows[first : first + SIZES[number % len(SIZES)]]
        stacks.append(a_stack(files))
        first, number = first + len(files), number + 1
    return tuple(stacks)


def a_stack(files: Sequence[EntryRow]) -> StackRow:
    first = files[0]
    return StackRow(
        digest=(first.sha1 or "") + "0" * 24,
        hits=tuple(row.id - FIRST_ENTRY for row in files),
        entries=tuple(row.id for row in files),
        exhibits=tuple(dict.fromkeys(row.exhibit for row in files)),
        record=f"Practice list 1, record {first.id % 97}",
        records=1,
        role="notable",
        category=str(1 + first.id % 2),
        category_label=None,
        size_bytes=first.size_bytes,
    )


def groups_of(rows: Sequence[EntryRow]) -> tuple[GroupRow, ...]:
    """Exhibit, one set, folders."""
    return tuple(
        _exhibit(label, files) for label, files in _by(rows, lambda row: row.exhibit).items()
    )  # fmt: skip


def _by(rows: Iterable[EntryRow], key: Callable[[EntryRow], str]) -> dict[str, list[EntryRow]]:
    found: dict[str, list[EntryRow]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _exhibit(label: str, rows: Sequence[EntryRow]) -> GroupRow:
    folders = _by(rows, lambda row: row.path.rpartition("/")[0])
    where = EntryFilter.having(exhibit=label, role="notable")
    inner = tuple(
        GroupRow(
            key=(label, "Practice list", folder),
            level="folder",
            name=folder,
            files=len(files),
            folder_files=len(files) * 3,
            where=EntryFilter.having(exhibit=label, role="notable", set="Practice list", under=folder),
            role="notable",
        )
        for folder, files in folders.items()
    )
    listed = GroupRow(
        key=(label, "Practice list"),
        level="set",
        name="Practice list",
        files=len(rows),
        where=EntryFilter.having(exhibit=label, role="notable", set="Practice list"),
        role="notable",
        children=inner,
    )
    return GroupRow(
        key=(label,), level="exhibit", name=label, files=len(rows), where=where, children=(listed,)
    )


def ordered(rows: Sequence[EntryRow], order: SortOrder | None) -> list[EntryRow]:
    """By a field of the row; in the order of their numbers where none is given."""
    if order is None:
        return list(rows)
    keys: dict[str, Callable[[EntryRow], str | int]] = {
        "size_bytes": lambda row: row.size_bytes,
        "folder": lambda row: row.path.rpartition("/")[0],
        "name": lambda row: row.path.rpartition("/")[2],
    }
    key = keys.get(order.column, lambda row: row.path)
    return sorted(rows, key=key, reverse=order.descending)
