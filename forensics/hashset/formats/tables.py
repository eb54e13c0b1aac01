"""Tables of any program: comma, semicolon, tab or bar between the cells, quoted or not.

Without a column map from the examiner only a table whose head line names its digests is read; see proposing.
"""

from collections.abc import Iterator

from forensics.hashset.columns import HOW_TO_MAP, ColumnMap
from forensics.hashset.formats.table_rows import Layout, batches_of
from forensics.hashset.parsing.hexdigests import WRITTEN_DIGEST
from forensics.hashset.proposing import Proposal, propose
from forensics.hashset.records import RecordBatch
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "table"


def detect(opening: Opening) -> Recognised | None:
    given = _given(opening)
    proposal = propose(opening, columns=given)
    if proposal is None:
        if given is not None:
            raise opening.refusal("no line of it can be read as a row of a table")
        return None
    if given is None and not opening.is_forced and not _looks_like_a_table(opening, proposal):
        return None
    if given is not None:
        _check_head(opening, proposal, layout_of(opening, given, proposal))
        return Recognised(title="table", notes=(_told(given),))
    if proposal.doubts:
        raise opening.refusal(f"{proposal.doubts[0].rstrip('.')}; {HOW_TO_MAP}")
    if proposal.likely is None or proposal.doubts or not proposal.has_header:
        if opening.is_forced:
            raise opening.refusal(f"no column of it is called by the name of a digest; {HOW_TO_MAP}")
        return None
    return Recognised(title="table", notes=(_told(proposal.likely), *proposal.notes))


def read(source: SetSource) -> Iterator[RecordBatch]:
    given = _given(source.opening)
    proposal = propose(source.opening, columns=given)
    columns = given or (proposal.likely if proposal is not None else None)
    if proposal is None or columns is None:
        raise source.refusal(None, "no line of it can be read as a row of a table")
    yield from batches_of(source, layout_of(source.opening, columns, proposal))


def _looks_like_a_table(opening: Opening, proposal: Proposal) -> bool:
    return bool(proposal.rows) and opening.first_line[:1] not in ("{", "[")


def _check_head(opening: Opening, proposal: Proposal, layout: Layout) -> None:
    """Raise HashSetRefused when the map takes a row of digests for the line that names the columns."""
    if layout.has_header and any(
        WRITTEN_DIGEST.fullmatch(proposal.names[place]) for place in layout.places.values()
    ):
        raise opening.refusal(
            "its first line holds digests and does not name the columns; add header=no to the column map"
        )


def layout_of(opening: Opening, columns: ColumnMap, proposal: Proposal) -> Layout:
    """How to read the table with this map; raise HashSetRefused when the map does not fit it."""
    try:
        places = columns.places(proposal.names)
    except ValueError as trouble:
        raise opening.refusal(f"the column map does not fit: {trouble}") from trouble
    return Layout(
        places=places,
        width=len(proposal.names),
        delimiter=columns.delimiter or proposal.delimiter,
        has_header=columns.has_header,
        stated=proposal.stated if _given(opening) is None else None,
    )


def _given(opening: Opening) -> ColumnMap | None:
    return opening.columns if isinstance(opening.columns, ColumnMap) else None


def _told(columns: ColumnMap) -> str:
    return f"Columns taken: {columns.spelled()}."
