"""How many records of notable sets were matched: a record that several files equal is one record.

Records are told apart by the content of their set and their number in it, as scans load their sets anew.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from app.store.results import EXHIBITS, HITS, SCANS, SETS, newest_scans


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRecords:
    """`together` may be less than the sum over exhibits: the same record can be matched on two of them."""

    by_exhibit: dict[str, int]
    together: int


def matched_records(connection: Connection) -> MatchedRecords:
    """Of the newest scan of each exhibit. A set is of one scan, so that entries need no look."""
    met = (
        select(EXHIBITS.c.label, SETS.c.index_sha256, HITS.c.record)
        .select_from(HITS)
        .join(SETS, SETS.c.id == HITS.c.set_id)
        .join(SCANS, SCANS.c.id == SETS.c.scan_id)
        .join(EXHIBITS, EXHIBITS.c.id == SCANS.c.exhibit_id)
        .where(SETS.c.role == "notable", SETS.c.scan_id.in_(newest_scans(connection)))
        .distinct()
        .subquery()
    )
    counted = connection.execute(select(met.c.label, func.count()).group_by(met.c.label))
    records = select(met.c.index_sha256, met.c.record).distinct().subquery()
    together = connection.execute(select(func.count()).select_from(records)).scalar_one()
    return MatchedRecords(by_exhibit={row[0]: int(row[1]) for row in counted}, together=int(together))
