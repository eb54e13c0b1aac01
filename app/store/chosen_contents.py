"""Contents of a case chosen for a set of its own: their places and matches, in the order of their digests.

Everything here takes a connection inside a transaction. Only entries of the newest scans with all three
digests are contents; of those left out `left_out` gives the counts.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from app.store.results import (
    ENTRIES,
    EXAMINATIONS,
    EXHIBITS,
    HITS,
    READ_AT_ONCE,
    SCANS,
    SETS,
    WAITING,
    newest_scans,
)
from forensics.entries import Outcome
from forensics.hashset import Role

_DIGESTS = (EXAMINATIONS.c.sha256, EXAMINATIONS.c.sha1, EXAMINATIONS.c.md5)
CONTENT_KEY = (*_DIGESTS, ENTRIES.c.size_bytes)
_HAS_ALL_DIGESTS = and_(*(column.is_not(None) for column in _DIGESTS))
_HAS_SOME_DIGEST = or_(*(column.is_not(None) for column in _DIGESTS))
_OUTCOME = func.coalesce(EXAMINATIONS.c.outcome, WAITING)
_NO_CONTENT = Outcome.NO_CONTENT.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a set is made of; each part narrows, an empty one does not."""

    only_hits: bool  # entries with a match in a notable set
    exhibits: tuple[str, ...] = ()
    volume: int | None = None
    under: str | None = None  # a path as it is shown, with everything below it; None: no matter where
    outcomes: tuple[str, ...] = ()
    entries: tuple[int, ...] | None = None  # numbers of entries


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Chosen entries that are not in the set, because a record needs all three digests of all the bytes."""

    no_content: int  # folders, empty files, links, device nodes
    fewer_digests: int  # read, and not every algorithm was computed
    no_digests: int  # not read, or not to the end

    @property
    def total(self) -> int:
        return self.no_content + self.fewer_digests + self.no_digests


def places(connection: Connection, choice: Choice) -> Iterator[Row[Any]]:
    """One row a chosen entry, those of one content side by side; a few thousand in memory at a time."""
    columns = (
        *CONTENT_KEY,
        ENTRIES.c.id,
        EXHIBITS.c.label.label("exhibit"),
        ENTRIES.c.volume,
        ENTRIES.c.path,
        ENTRIES.c.stream,
        ENTRIES.c.meta_addr,
        ENTRIES.c.allocated,
        ENTRIES.c.mtime_ns,
        ENTRIES.c.atime_ns,
        ENTRIES.c.crtime_ns,
        ENTRIES.c.zone,
        ENTRIES.c.place_bytes,
    )
    asked = _chosen(connection, _joined(select(*columns)), choice).where(_HAS_ALL_DIGESTS)
    yield from _streamed(connection, asked.order_by(*CONTENT_KEY, ENTRIES.c.id))


def matches(connection: Connection, choice: Choice) -> Iterator[Row[Any]]:
    """Which records of which sets the chosen contents equal, each once a content; ordered as `places`."""
    columns = (
        *CONTENT_KEY,
        SETS.c.name.label("set_name"),
        SETS.c.version.label("set_version"),
        SETS.c.index_sha256,
        SETS.c.role,
        HITS.c.record,
        HITS.c.algorithm,
        HITS.c.category,
        HITS.c.scheme,
    )
    asked = _chosen(connection, _with_hits(_joined(select(*columns))), choice).where(_HAS_ALL_DIGESTS)
    rest = (SETS.c.role.desc(), SETS.c.name, SETS.c.version, SETS.c.index_sha256, HITS.c.record)
    yield from _streamed(connection, asked.distinct().order_by(*CONTENT_KEY, *rest, HITS.c.algorithm))


def matched_schemes(connection: Connection, choice: Choice) -> list[str | None]:
    """Whose categories the chosen contents have by the notable records they equal."""
    asked = _chosen(connection, _with_hits(_joined(select(HITS.c.scheme))), choice)
    having = asked.where(_HAS_ALL_DIGESTS, SETS.c.role == Role.NOTABLE.value, HITS.c.category.is_not(None))
    return list(connection.execute(having.distinct().order_by(HITS.c.scheme)).scalars())


def left_out(connection: Connection, choice: Choice) -> LeftOut:
    kinds: tuple[ColumnElement[Any], ...] = (_OUTCOME == _NO_CONTENT, _HAS_SOME_DIGEST)
    asked = _chosen(connection, _joined(select(*kinds, func.count())), choice).where(~_HAS_ALL_DIGESTS)
    counts = dict.fromkeys(("no_content", "fewer_digests", "no_digests"), 0)
    for is_empty, has_some, count in connection.execute(asked.group_by(*kinds)):
        counts["no_content" if is_empty else "fewer_digests" if has_some else "no_digests"] += int(count)
    return LeftOut(**counts)


def count_places(connection: Connection, choice: Choice) -> int:
    asked = _chosen(connection, _joined(select(func.count())), choice).where(_HAS_ALL_DIGESTS)
    return int(connection.execute(asked).scalar_one())


def unknown_numbers(connection: Connection, numbers: Collection[int]) -> list[int]:
    """Those that are no entry of the results shown now."""
    asked = select(ENTRIES.c.id).where(
        ENTRIES.c.id.in_(_listed_numbers(numbers)), ENTRIES.c.scan_id.in_(newest_scans(connection))
    )
    return sorted(set(numbers) - set(connection.execute(asked).scalars()))


def shown_places(connection: Connection) -> Iterator[tuple[int, str, int, str]]:
    """(number, exhibit, volume, path as shown) of every entry of the newest scans."""
    columns = (ENTRIES.c.id, EXHIBITS.c.label, ENTRIES.c.volume, ENTRIES.c.shown_path)
    everything = _joined(select(*columns)).where(ENTRIES.c.scan_id.in_(newest_scans(connection)))
    for row in _streamed(connection, everything):
        yield row.id, row.label, row.volume, row.shown_path


def _streamed(connection: Connection, asked: Select[Any]) -> Iterator[Row[Any]]:
    yield from connection.execute(asked.execution_options(yield_per=READ_AT_ONCE))


def _joined(asked: Select[Any]) -> Select[Any]:
    return (
        asked.select_from(ENTRIES)
        .join(SCANS, SCANS.c.id == ENTRIES.c.scan_id)
        .join(EXHIBITS, EXHIBITS.c.id == SCANS.c.exhibit_id)
        .outerjoin(EXAMINATIONS, EXAMINATIONS.c.entry_id == ENTRIES.c.id)
    )


def _with_hits(asked: Select[Any]) -> Select[Any]:
    return asked.join(HITS, HITS.c.entry_id == ENTRIES.c.id).join(SETS, SETS.c.id == HITS.c.set_id)


def _chosen(connection: Connection, asked: Select[Any], choice: Choice) -> Select[Any]:
    asked = asked.where(ENTRIES.c.scan_id.in_(newest_scans(connection)))
    if choice.only_hits:
        asked = asked.where(ENTRIES.c.id.in_(_notable_entries()))
    if choice.exhibits:
        asked = asked.where(EXHIBITS.c.label.in_(choice.exhibits))
    if choice.volume is not None:
        asked = asked.where(ENTRIES.c.volume == choice.volume)
    if choice.under is not None:
        asked = asked.where(_is_under(choice.under))
    if choice.outcomes:
        asked = asked.where(_OUTCOME.in_(choice.outcomes))
    if choice.entries is not None:
        asked = asked.where(ENTRIES.c.id.in_(_listed_numbers(choice.entries)))
    return asked


def _notable_entries() -> Select[Any]:
    return (
        select(HITS.c.entry_id)
        .join(SETS, SETS.c.id == HITS.c.set_id)
        .where(SETS.c.role == Role.NOTABLE.value)
    )


def _is_under(folder: str) -> ColumnElement[bool]:
    """Not LIKE, which takes capital and small letters for the same."""
    top = folder.rstrip("/")
    below = f"{top}/"
    return or_(ENTRIES.c.shown_path == top, func.substr(ENTRIES.c.shown_path, 1, len(below)) == below)


def _listed_numbers(numbers: Collection[int]) -> Select[Any]:
    """As one bound value: SQLite takes 32,766 of them, and a choice may have any number."""
    return select(func.json_each(json.dumps(sorted(numbers))).table_valued("value").c.value)
