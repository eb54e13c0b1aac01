"""What is asked of a run, and what follows for each exhibit: done already, gone on with, or scanned anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.engine.added_later import NO_SECRETS, Secrets, added_later
from app.engine.known_sets import KnownSets
from app.engine.profiles import (
    DEFAULT_PROFILE,
    INDEX_NAMES,
    LOST_FOLDERS,
    PROFILES,
    SHADOW_COPIES,
    Profile,
    algorithms_for,
    can_match,
    gate_is_closed,
    sizeless_records,
)
from app.store.case_file import CaseFile, CaseRow
from app.store.opening import CaseTrouble
from app.store.results import listed_volumes, sets_of_scan, skipped_entries
from app.store.scan_starting import ScanPlan, same_sets
from app.views.sentences import counted
from forensics.digests import Algorithm
from forensics.hashset import SetInfo
from forensics.hashset.library import spelled
from forensics.images import VolumeState
from forensics.locks import CLEAR_KEY
from forensics.reader.protocol import Unlocking


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """What the examiner asked for. Empty `exhibits` means all; `None` for sets means every set of the
    library.
    """

    exhibits: tuple[str, ...] = ()
    profile: str | None = None  # None: that of the unfinished scan, or standard
    sets: tuple[str, ...] | None = None  # NAME: all versions of it, or NAME@VERSION
    library: Path
    anew: bool = False  # begin again although an unfinished or finished scan exists
    time_box_min: float | None = None  # what is not read by then is recorded as skipped
    stops_after_first_hit: bool = False  # each exhibit after its own; what is left is recorded as skipped
    algorithms: tuple[Algorithm, ...] | None = None  # None: what the profile says
    at_once: int | None = None  # exhibits; None: as many as there are processors


def chosen_exhibits(case: CaseFile, labels: Sequence[str]) -> list[CaseRow]:
    """Those called so, or all; raise CaseTrouble where there is none."""
    if labels:
        return [case.exhibit(label) for label in labels]
    exhibits = case.exhibits()
    if not exhibits:
        raise CaseTrouble("this case has no exhibit yet; add one with: fieldcase evidence add CASE SOURCE")
    return exhibits


class Plans:
    """Reads the case and the library and changes neither."""

    def __init__(
        self, case: CaseFile, request: ScanRequest, sets: KnownSets, *, secrets: Secrets = NO_SECRETS
    ) -> None:
        self._case, self._request, self._sets = case, request, sets
        self._secrets = secrets

    def is_done(self, exhibit: CaseRow) -> bool:
        """Whether the newest scan of this exhibit reached its end with this very plan, so that another would
        find the same.
        """
        request = self._request
        last = self._case.last_scan(exhibit.id)
        if request.anew or last is None or last.finished_at is None or request.time_box_min is not None:
            return False
        with self._case.reading() as connection:
            if skipped_entries(connection, last.id):
                return False
            listed = listed_volumes(connection, last.id)
            loaded = sets_of_scan(connection, last.id)
        has_same_plan = same_sets(loaded, self._sets.chosen) and _is_same_plan(last, self.new(exhibit))
        return has_same_plan and self._has_all_added(exhibit, listed)

    def _has_all_added(self, exhibit: CaseRow, listed: frozenset[int]) -> bool:
        """`False` where a volume can be read now, and was added after the scan or shut during it."""
        return all(
            row.index in listed
            for added in added_later(self._case, exhibit, self._secrets)
            if not isinstance(added, Unlocking) or added.secret is not None or added.means == CLEAR_KEY
            for row in added.rows
            if row.state == VolumeState.READABLE
        )

    def unfinished(self, exhibit: CaseRow) -> CaseRow | None:
        """The scan of this exhibit to be gone on with; `None` where a new one begins."""
        last = self._case.last_scan(exhibit.id)
        return None if last is None or last.finished_at is not None or self._request.anew else last

    def of(self, exhibit: CaseRow) -> ScanPlan:
        """The plan of its unfinished scan, or a new one; raise CaseTrouble where the two do not agree."""
        last = self.unfinished(exhibit)
        return self.new(exhibit) if last is None else self._as_begun(exhibit, last)

    def new(self, exhibit: CaseRow) -> ScanPlan:
        profile = PROFILES[self._request.profile or DEFAULT_PROFILE]
        return self._plan(exhibit, profile, self._sets.chosen, algorithms=self._request.algorithms)

    def _as_begun(self, exhibit: CaseRow, last: CaseRow) -> ScanPlan:
        request, label = self._request, exhibit.label
        with self._case.reading() as connection:
            loaded = sets_of_scan(connection, last.id)
        sets = self._sets.again(loaded)
        if request.sets is not None and not same_sets(loaded, self._sets.chosen):
            names = ", ".join(map(spelled, sets)) or "no set"
            raise CaseTrouble(
                f"the unfinished scan of {label} began with {names}; finish it without --sets, "
                "or begin a new one with --anew"
            )
        if request.profile not in (None, last.profile):
            raise CaseTrouble(
                f"the unfinished scan of {label} runs the profile {last.profile}; finish it with that, "
                "or begin a new one with --anew"
            )
        began_with = _algorithms_of(last)
        if request.algorithms and began_with and set(request.algorithms) != set(began_with):
            names = ", ".join(algorithm.value for algorithm in began_with)
            raise CaseTrouble(
                f"the unfinished scan of {label} computes {names}; finish it without --algorithms, "
                "or begin a new one with --anew"
            )
        plan = self._plan(exhibit, PROFILES[last.profile], sets, algorithms=began_with)
        return replace(plan, rules=_rules_of(last))

    def _plan(
        self,
        exhibit: CaseRow,
        profile: Profile,
        sets: tuple[SetInfo, ...],
        *,
        algorithms: tuple[Algorithm, ...] | None,
    ) -> ScanPlan:
        return ScanPlan(
            exhibit_id=exhibit.id,
            exhibit_label=exhibit.label,
            profile=profile.name,
            sets=sets,
            algorithms=algorithms_for(profile, sets, algorithms),
            rules=profile.as_data(),
            gate_is_closed=gate_is_closed(profile, sets),
            sizeless_records=sizeless_records(sets),
            time_box_min=self._request.time_box_min,
            stops_after_first_hit=self._request.stops_after_first_hit,
        )


def remarks_on(plan: ScanPlan) -> Iterator[str]:
    """Sentences on what the plan does not do."""
    profile = PROFILES[plan.profile]
    if profile.size_gate and plan.sizeless_records:
        records = counted(plan.sizeless_records, "notable record has", "notable records have")
        yield f"{records} no size, so content of every size was read"
    without = [spelled(info) for info in plan.sets if not can_match(info)]
    if without:
        holds = "set holds" if len(without) == 1 else "sets hold"
        yield (
            f"{len(without):,} {holds} only picture fingerprints ({', '.join(without)}); nothing is compared "
            "with them"
        )
    if profile.not_yet:
        yield f"not looked into in this version: {', '.join(profile.not_yet)}"


def _algorithms_of(scan: CaseRow) -> tuple[Algorithm, ...] | None:
    """What an earlier run computed; `None` for a scan from before that was recorded: it computed all."""
    return None if scan.plan is None else tuple(Algorithm(name) for name in scan.plan["algorithms"])


def _is_same_plan(scan: CaseRow, plan: ScanPlan) -> bool:
    before = _rules_of(scan)
    looks_alike = all(
        before.get(rule, False) == plan.rules.get(rule, False)
        for rule in (SHADOW_COPIES, INDEX_NAMES, LOST_FOLDERS)
    )
    is_same = scan.profile == plan.profile and looks_alike
    return is_same and (_algorithms_of(scan) or tuple(Algorithm)) == plan.algorithms


def _rules_of(scan: CaseRow) -> dict[str, Any]:
    """The profile as it was when the scan began; what an earlier version did not do is not in it."""
    return {} if scan.plan is None else dict(scan.plan["profile"])
