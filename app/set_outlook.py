"""What a file seems to be before it is imported as a set: its form, the columns of a table, what is doubtful.

Only the first bytes are read, and only as text: a database is opened by the import, in a process that may
die.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.rows import FileOutlook, TableColumnRow
from forensics.errors import HashSetRefused
from forensics.hashset.choosing import MemberUnsaid, look_into
from forensics.hashset.columns import ColumnMap, Kind
from forensics.hashset.formats import recognise
from forensics.hashset.parsing.databases import MAGIC as DATABASE_MAGIC
from forensics.hashset.parsing.hexdigests import WRITTEN_DIGEST
from forensics.hashset.proposing import Proposal, propose
from forensics.hashset.sources import Opening, Recognised

_ROWS_SHOWN: Final = 3
_SIXTY_FOUR: Final = re.compile(r"[0-9A-Fa-f]{64}")


def file_outlook(file: Path, *, member: str | None = None) -> FileOutlook:
    """What `file`, or the one set inside it, seems to be. A refusal is part of the answer."""
    try:
        opening = look_into(file, member=member)
    except HashSetRefused as trouble:
        return _outlook(None, trouble=str(trouble), asks_member=isinstance(trouble, MemberUnsaid))
    if opening.head.startswith(DATABASE_MAGIC):
        return _outlook(Recognised(title=_database_words(opening.head)))
    if _SIXTY_FOUR.fullmatch(opening.first_line):
        return _outlook(None, is_64_digits=True)
    return _of_text(opening)


def _database_words(head: bytes) -> str:
    """By the names of tables in its first page, which are plain text; the import looks closer."""
    if b"FILE" in head and b"package_id" in head:
        return "NSRL RDSv3 database"
    if b"db_properties" in head:
        return "Autopsy hash database"
    return "database; the import says of which form"


def _of_text(opening: Opening) -> FileOutlook:
    try:
        form, recognised = recognise(opening, format_name=None)
    except HashSetRefused as trouble:
        table = propose(opening)
        return _outlook(
            None, trouble=str(trouble), table=table if table is not None and _may_be_a_set(table) else None
        )
    return _outlook(recognised, table=propose(opening) if form.KEY == "table" else None)


def _may_be_a_set(table: Proposal) -> bool:
    """Any text is a table of something; one that may become a set has values like digests."""
    values = (value.strip() for row in table.rows for value in row)
    return table.likely is not None or bool(table.doubts) or any(map(WRITTEN_DIGEST.fullmatch, values))


def _outlook(
    recognised: Recognised | None,
    *,
    trouble: str | None = None,
    table: Proposal | None = None,
    is_64_digits: bool = False,
    asks_member: bool = False,
) -> FileOutlook:
    return FileOutlook(
        form=None if recognised is None else recognised.title,
        version=None if recognised is None else recognised.version,
        is_notable_only=recognised is not None and recognised.is_notable_only,
        likely_role="known" if recognised is not None and recognised.title.startswith("NSRL") else None,
        trouble=trouble,
        columns=() if table is None else _columns(table),
        delimiter="" if table is None else table.delimiter,
        has_head=table is not None and table.has_header,
        doubts=() if table is None else (*table.doubts, *table.notes),
        is_64_digits=is_64_digits,
        asks_member=asks_member,
    )


def _columns(table: Proposal) -> tuple[TableColumnRow, ...]:
    likely = {} if table.likely is None else dict(table.likely.places(table.names))
    kind_at = {place: kind.value for kind, place in likely.items()}
    return tuple(
        TableColumnRow(
            head=name if table.has_header else "",
            samples=tuple(row[place].strip() for row in table.rows[:_ROWS_SHOWN] if place < len(row)),
            kind=kind_at.get(place),
        )
        for place, name in enumerate(table.names)
    )


def column_map(outlook: FileOutlook, kinds: Sequence[str | None]) -> str:
    """What the examiner chose for each column, as the command takes it; raise HashSetRefused."""
    chosen = tuple((Kind(kind), number) for number, kind in enumerate(kinds, start=1) if kind is not None)
    columns = ColumnMap(columns=chosen, delimiter=outlook.delimiter or None, has_header=outlook.has_head)
    spelled = columns.spelled()
    columns.check(spelled)
    return spelled
