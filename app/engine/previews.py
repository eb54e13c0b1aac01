"""What a plan would do, answered from the surveys of the exhibits as often as the plan is changed.

The answers come from the functions by which a scan itself plans: what is ruled out here is what the scan
rules out.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.engine.estimates import Span, reading_span, scan_span, together
from app.engine.known_sets import KnownSets
from app.engine.profiles import (
    DEFAULT_PROFILE,
    PROFILES,
    algorithms_for,
    gate_is_closed,
    gate_word,
    is_looked_for,
)
from app.engine.size_table import SizeTable
from app.engine.surveys import Survey
from app.rows.previews import CountRow, EstimateRow, GateCost, OrderRow, PlanPreview
from forensics.digests import Algorithm
from forensics.entries import Outcome
from forensics.errors import FieldcaseError
from forensics.hashset import SetInfo
from forensics.hashset.index import HashIndex
from forensics.hashset.library import index_path, spelled
from forensics.planning import Priority

Mask = npt.NDArray[np.bool_]


class QuestionRefused(FieldcaseError):
    """A question that is no plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanQuestion:
    """`None` for exhibits: all that were surveyed; for sets: every set of the library."""

    exhibits: tuple[str, ...] | None = None
    profile: str = DEFAULT_PROFILE
    sets: tuple[str, ...] | None = None
    algorithms: tuple[Algorithm, ...] | None = None
    at_once: int | None = None

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "PlanQuestion":
        """Raise QuestionRefused where a field is not what it must be."""
        try:
            profile = str(fields.get("profile") or DEFAULT_PROFILE)
            algorithms = fields.get("algorithms")
            at_once = fields.get("at_once")
            question = cls(
                exhibits=_names(fields.get("exhibits")),
                profile=PROFILES[profile].name,
                sets=_names(fields.get("sets")),
                algorithms=None if algorithms is None else tuple(Algorithm(name) for name in algorithms),
                at_once=None if at_once is None else int(at_once),
            )
        except (KeyError, TypeError, ValueError) as trouble:
            raise QuestionRefused(f"The question does not ask for a plan: {trouble}.") from trouble
        return question


def _names(given: object) -> tuple[str, ...] | None:
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise TypeError("names must be a list of texts")
    return tuple(given)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One exhibit under one plan."""

    survey: Survey
    table: SizeTable
    settled: Mapping[str, tuple[int, int]]
    likely: Mask
    is_read: Mask

    def counted(self, rows: Mask) -> CountRow:
        entries, sizes = self.table.entries[rows], self.table.sizes[rows].astype(np.int64)
        return CountRow(entries=int(entries.sum()), size_bytes=int((entries * sizes).sum()))

    def span(self, rows: Mask, algorithms: Sequence[Algorithm]) -> Span | None:
        if self.survey.speed is None:
            return None
        contents, sizes = self.table.contents[rows], self.table.sizes[rows].astype(np.int64)
        bytes_ = int((contents * sizes).sum())
        return reading_span(
            self.survey.speed, contents=int(contents.sum()), bytes_=bytes_, algorithms=algorithms
        )


class Previews:
    """Answers for one case. The sizes of a set are read once, when a plan first names it."""

    def __init__(self, library: Path, surveys: Sequence[Survey]) -> None:
        self._library, self._surveys = library, tuple(surveys)
        self._sizes: dict[str, npt.NDArray[np.uint64]] = {}
        self._chosen: dict[tuple[str, ...] | None, tuple[SetInfo, ...]] = {}

    @property
    def is_complete(self) -> bool:
        return all(survey.is_over for survey in self._surveys)

    def answer(self, question: PlanQuestion) -> PlanPreview:
        """Raise HashSetRefused for sets that are not there, QuestionRefused for such exhibits."""
        surveys, infos = self._asked(question), self._infos(question.sets)
        profile = PROFILES[question.profile]
        notable = [info for info in infos if is_looked_for(info)]
        parts = [self._part(one, notable, is_closed=gate_is_closed(profile, infos)) for one in surveys]
        algorithms = algorithms_for(profile, infos, question.algorithms)
        return PlanPreview(
            exhibits=tuple(one.exhibit.label for one in surveys),
            is_complete=all(one.is_over for one in surveys),
            **_counts(parts),
            unallocated_bytes=_sum_or_none([one.unallocated_bytes for one in surveys]),
            image_bytes=sum(one.exhibit.size_bytes for one in surveys),
            gate=gate_word(profile, infos),
            gate_cost=_gate_cost(parts, infos, algorithms) if gate_word(profile, infos) == "open" else None,
            estimate=_estimate(parts, algorithms, at_once=question.at_once or os.cpu_count() or 1),
            order=tuple(_order(parts)),
            faults=sum(one.faults for one in surveys),
            trouble=tuple(one.trouble for one in surveys if one.trouble),
            from_case=tuple(one.exhibit.label for one in surveys if one.is_from_case),
            shadow_copies=sum(one.shadow_copies for one in surveys),
            are_copies_read=profile.shadow_copies,
        )

    def _asked(self, question: PlanQuestion) -> list[Survey]:
        by_label = {survey.exhibit.label: survey for survey in self._surveys}
        labels = tuple(by_label) if question.exhibits is None else question.exhibits
        if unknown := [label for label in labels if label not in by_label]:
            raise QuestionRefused(
                f"The exhibit {unknown[0]} is not surveyed; name it when the plan is begun."
            )
        return [by_label[label] for label in labels]

    def _infos(self, names: tuple[str, ...] | None) -> tuple[SetInfo, ...]:
        if names not in self._chosen:
            self._chosen[names] = KnownSets(self._library, names).chosen
        return self._chosen[names]

    def _part(self, survey: Survey, notable: Sequence[SetInfo], *, is_closed: bool) -> _Part:
        table, settled = survey.counts()
        likely = np.zeros(len(table.sizes), dtype=np.bool_)
        for info in notable:
            likely |= table.which_occur(self._sizes_of(info))
        is_read = likely if is_closed else np.ones(len(table.sizes), dtype=np.bool_)
        return _Part(survey=survey, table=table, settled=settled, likely=likely, is_read=is_read)

    def _sizes_of(self, info: SetInfo) -> npt.NDArray[np.uint64]:
        """Sizes are not keyed: a locked set tells them without its passphrase."""
        if info.index_sha256 not in self._sizes:
            index = HashIndex.open(index_path(self._library, info))
            try:
                self._sizes[info.index_sha256] = index.size_array()
            finally:
                index.close()
        return self._sizes[info.index_sha256]


def _counts(parts: Sequence[_Part]) -> dict[str, CountRow]:
    counts = {
        "to_read": _added(part.counted(part.is_read) for part in parts),
        "ruled_out": _added(part.counted(~part.is_read) for part in parts),
        "no_content": _added(_settled(part, Outcome.NO_CONTENT) for part in parts),
        "encrypted": _added(_settled(part, Outcome.ENCRYPTED) for part in parts),
        "skipped": CountRow(entries=0, size_bytes=0),  # no profile skips what it has listed
    }
    return counts | {"entries": _added(counts.values())}


def _settled(part: _Part, outcome: Outcome) -> CountRow:
    entries, size = part.settled.get(outcome.value, (0, 0))
    return CountRow(entries=entries, size_bytes=0 if outcome is Outcome.NO_CONTENT else size)


def _added(rows: Iterable[CountRow]) -> CountRow:
    each = tuple(rows)
    return CountRow(entries=sum(row.entries for row in each), size_bytes=sum(row.size_bytes for row in each))


def _sum_or_none(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _estimate(parts: Sequence[_Part], algorithms: Sequence[Algorithm], *, at_once: int) -> EstimateRow | None:
    spans = []
    for part in parts:
        reading = part.span(part.is_read, algorithms)
        if reading is not None:
            spans.append(scan_span(reading, listing_s=part.survey.listing_s))
    speeds = [part.survey.speed for part in parts if part.survey.speed is not None]
    slowest = [speed.slowest for speed in speeds if speed.slowest is not None]
    fastest = [speed.fastest for speed in speeds if speed.fastest is not None]
    readable = [part for part in parts if not (part.survey.is_over and part.survey.trouble)]
    if not spans or len(spans) < len(readable):
        return None
    whole = together(spans, at_once=at_once)
    return EstimateRow(
        low_s=round(whole.low_s, 1),
        high_s=round(whole.high_s, 1),
        slowest=min(slowest),
        fastest=max(fastest),
        tested_s=round(max(speed.seconds for speed in speeds), 1),
    )


def _gate_cost(parts: Sequence[_Part], infos: Sequence[SetInfo], algorithms: Sequence[Algorithm]) -> GateCost:
    """What would be ruled out if every notable record had a size."""
    at_fault = [info for info in infos if is_looked_for(info) and info.unsized_count]
    more = _added(part.counted(~part.likely) for part in parts)
    spans = [span for part in parts if (span := part.span(~part.likely, algorithms)) is not None]
    return GateCost(
        sets=tuple(spelled(info) for info in at_fault),
        records=sum(info.unsized_count for info in at_fault),
        entries=more.entries,
        size_bytes=more.size_bytes,
        low_s=sum(span.low_s for span in spans) if spans else None,
        high_s=sum(span.high_s for span in spans) if spans else None,
    )


def _order(parts: Sequence[_Part]) -> list[OrderRow]:
    """What is read, in the order of reading; classes without any entry are left out."""
    rows = []
    for is_likely in (True, False):
        for priority in Priority:
            count = _added(
                part.counted(part.is_read & (part.likely == is_likely) & _of(part.table, priority))
                for part in parts
            )
            if count.entries:
                rows.append(
                    OrderRow(
                        what=priority.name.lower(),
                        is_likely=is_likely,
                        entries=count.entries,
                        size_bytes=count.size_bytes,
                    )
                )
    return rows


def _of(table: SizeTable, priority: Priority) -> Mask:
    """What an earlier scan ruled out has no priority in its case; it counts with the rest."""
    mask = table.priorities == priority
    return np.asarray(mask | (table.priorities == 0) if priority is Priority.REST else mask)
