"""A scan plan as the desktop holds it, and what follows from one in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.rows import ExhibitRow, PlanOutlook, ProfileRow, SetRow
from ui.wording import Said, algorithm_words, count, counted, listed, size

DEFAULT_PROFILE: Final = "standard"
_TO_SCAN: Final = ("added", "stopped")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPlan:
    """What to scan and what to compare with, by name. None leaves `profile`, `sets` and `algorithms` to what
    an unfinished scan began with; no exhibit means all of them.
    """

    exhibits: tuple[str, ...] = ()
    sets: tuple[str, ...] | None = None
    profile: str | None = None
    algorithms: tuple[str, ...] | None = None
    time_box_min: float | None = None
    at_once: int | None = None  # None: as many exhibits as there are processors
    anew: bool = False


def plan_to_resume(
    exhibits: Sequence[ExhibitRow], *, last: ScanPlan | None, time_box_min: float | None
) -> ScanPlan:
    """The plan that goes on with what was stopped.

    `last` is the plan started from this window, if any: what it had not come to is scanned too. Otherwise
    only scans already begun go on, with the time box they were given.
    """
    to_scan = {exhibit.label for exhibit in exhibits if exhibit.state in _TO_SCAN}
    stopped = tuple(exhibit.label for exhibit in exhibits if exhibit.state == "stopped")
    if last is None or (last.exhibits and not set(stopped) <= set(last.exhibits)):
        return ScanPlan(exhibits=stopped, time_box_min=time_box_min)
    if last.time_box_min is None:
        return replace(last, anew=False)
    # With a time box the engine reads again what is done.
    planned = last.exhibits or tuple(exhibit.label for exhibit in exhibits)
    return replace(last, anew=False, exhibits=tuple(one for one in planned if one in to_scan))


def profile_words(profile: ProfileRow) -> str:
    return f"{profile.name.capitalize()}: {profile.description}"


def gate_words(outlook: PlanOutlook) -> str:
    """Whether content can be ruled out by its size alone, and if not, why."""
    if outlook.gate == "unused":
        return "not used: content of every size is read"
    if outlook.gate == "open":
        records = counted(outlook.sizeless_records, "notable record has", "notable records have")
        return f"open: {records} no size, so content of every size is read"
    if outlook.gate == "idle":
        return "open: no notable set is chosen, so content of every size is read"
    return "closed: content of any other size is ruled out unread; how much that is shows after the listing"


def digest_words(outlook: PlanOutlook) -> str:
    computed = algorithm_words(outlook.algorithms)
    return computed if len(outlook.algorithms) == 3 else f"{computed}; a hit gets all three"


def time_words(plan: ScanPlan) -> str:
    if plan.time_box_min is None:
        return "to the end"
    return f"reading ends after {plan.time_box_min:g} min; what is left is recorded as skipped"


def plan_facts(
    plan: ScanPlan, exhibits: Sequence[ExhibitRow], sets: Sequence[SetRow], *, at_once: int
) -> list[tuple[str, str]]:
    """Counted consequences of a plan, from what is recorded already; `at_once` as many as can be."""
    volumes = [volume for exhibit in exhibits for volume in exhibit.volumes]
    readable = [volume for volume in volumes if volume.state == "readable"]
    locked = [volume for volume in volumes if volume.state == "locked"]
    other = [volume for volume in volumes if volume.state in ("unsupported", "unreadable")]
    together = min(plan.at_once or at_once, len(exhibits))
    at_work = f"; {count(together)} at the same time" if together > 1 else ""
    return [
        (
            "Exhibits",
            f"{count(len(exhibits))}, {size(sum(exhibit.size_bytes for exhibit in exhibits))}{at_work}",
        ),
        (
            "Volumes to read",
            f"{count(len(readable))}, {size(sum(volume.length_bytes for volume in readable))}",
        ),
        ("Already scanned", _done_words(plan, exhibits)),
        ("Locked volumes", f"{count(len(locked))}, nothing compared inside" if locked else "none seen"),
        ("Not looked into", counted(len(other), "volume") if other else "none"),
        (
            "Compared with",
            f"{counted(sum(one.records for one in sets), 'record')} of {counted(len(sets), 'set')}",
        ),
        ("Notable records", count(sum(one.records for one in sets if one.role == "notable"))),
    ]


def _done_words(plan: ScanPlan, exhibits: Sequence[ExhibitRow]) -> str:
    done = sum(exhibit.state.startswith("done") for exhibit in exhibits)
    if not done:
        return "none"
    if plan.anew or plan.time_box_min is not None:
        return f"{count(done)}; scanned again"
    return f"{count(done)}; left as it is where the plan is the same"


def plan_warning(
    plan: ScanPlan, sets: Sequence[SetRow], *, outlook: PlanOutlook, profile: ProfileRow
) -> Said | None:
    """What speaks against a plan, in one sentence; the gravest first."""
    if not plan.exhibits:
        return _warning("No exhibit is chosen.")
    if not sets:
        return _warning("No set is chosen: there is nothing to compare with. Import a set first.")
    if not outlook.algorithms:
        return _warning("No digest is chosen: nothing can be compared.")
    if outlook.out_of_reach:
        chosen, names = algorithm_words(outlook.algorithms), listed(outlook.out_of_reach)
        return _warning(f"With {chosen} alone, records of {names} cannot match.")
    if not any(one.role == "notable" for one in sets):
        return _warning("No notable set is chosen: this scan can tell known files, but gives no hits.")
    if profile.not_yet:
        parts = listed(profile.not_yet)
        return _warning(f"This version does not look into {parts} yet: it reads what Standard reads.")
    return None


def _warning(words: str) -> Said:
    return Said(words=words, icon="warning", meaning="unreadable")
