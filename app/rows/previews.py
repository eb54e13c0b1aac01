"""Rows on a scan that has not begun: what a plan will read and leave, and how long that may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    entries: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GateCost:
    """What is read only because records of these notable sets have no size."""

    sets: tuple[str, ...]  # as spelled
    records: int
    entries: int
    size_bytes: int
    low_s: float | None
    high_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateRow:
    """Seconds of a scan as a range, from test reads between two rates in bytes a second."""

    low_s: float
    high_s: float
    slowest: float
    fastest: float
    tested_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """A class of contents in the order of reading. `what`: user_media, user, media, deleted, rest;
    `is_likely`: of a size that a notable record has.
    """

    what: str
    is_likely: bool
    entries: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPreview:
    """What a plan does. The five counts add up to `entries`; a content under several names counts for each of
    them. While not `is_complete`, these are the counts so far.
    """

    exhibits: tuple[str, ...]
    is_complete: bool
    entries: CountRow
    ruled_out: CountRow
    no_content: CountRow
    encrypted: CountRow
    skipped: CountRow
    to_read: CountRow
    unallocated_bytes: int | None  # None: not known (yet)
    image_bytes: int
    gate: str  # as in PlanOutlook
    gate_cost: GateCost | None
    estimate: EstimateRow | None
    order: tuple[OrderRow, ...]
    faults: int
    trouble: tuple[str, ...]  # a sentence for each exhibit that cannot be scanned
    from_case: tuple[str, ...]  # exhibits whose entries were listed by an earlier scan
    shadow_copies: int = 0  # of the exhibits, so far; none of the counts holds what is in them
    are_copies_read: bool = False  # by the profile of the plan, where they differ from their volume


def preview_from(fields: Mapping[str, Any]) -> PlanPreview:  # Any: JSON
    """From the JSON object that `plan` writes."""
    import msgspec  # only where a plan is shown: the desktop's first page must not wait for it

    return msgspec.convert(fields, PlanPreview)
