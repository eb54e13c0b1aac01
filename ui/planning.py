"""A scan plan as the desktop holds it, and what follows from one in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.rows import ExhibitRow, PlanOutlook, ProfileRow, SetRow
from app.rows.previews import EstimateRow, GateCost, OrderRow
from ui.language import SpokenMapping, figures, marked, translate
from ui.set_words import size_words
from ui.wording import Said, algorithm_words, count, listed, size

DEFAULT_PROFILE: Final = "standard"
_TO_SCAN: Final = ("added", "stopped")
PROFILE_TITLES: Final = SpokenMapping(
    "plan",
    {
        "quick": marked("plan", "Quick"),
        "standard": marked("plan", "Standard"),
        "thorough": marked("plan", "Thorough"),
    },
)
_PROFILE_READS: Final = SpokenMapping(
    "plan",
    {
        "quick": marked(
            "plan",
            "Only what a notable record can match by its size, deleted files included; users' media first",
        ),
        "standard": marked("plan", "Every content, allocated and deleted; users' media first"),
        "thorough": marked(
            "plan", "As Standard, and what differs in shadow copies; no archives and unallocated space yet"
        ),
    },
)
_PROFILE_RULES: Final = SpokenMapping(
    "plan",
    {
        "quick": marked("plan", "Size gate on. Digests the sets need"),
        "standard": marked("plan", "Size gate off. Digests you choose"),
        "thorough": marked("plan", "Size gate off. Digests you choose"),
    },
)
_NOT_YET: Final = SpokenMapping(
    "plan",
    {
        "archives": marked("plan", "archives"),
        "unallocated space": marked("plan", "unallocated space"),
    },
)
_ORDER: Final = SpokenMapping(
    "plan",
    {
        "likely": marked("plan", "what has the size of a notable record"),
        "user_media": marked("plan", "users' pictures, video and archives"),
        "user": marked("plan", "other files of users"),
        "media": marked("plan", "pictures, video and archives elsewhere"),
        "deleted": marked("plan", "deleted"),
        "rest": marked("plan", "rest"),
    },
)


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
    stops_after_first_hit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDefaults:
    """What this examiner's plans begin with, from the settings."""

    profile: str = DEFAULT_PROFILE
    time_box_min: int | None = None
    has_sound: bool = True
    stops_after_first_hit: bool = False
    required_sets: tuple[str, ...] = ()


def plan_to_resume(
    exhibits: Sequence[ExhibitRow], *, last: ScanPlan | None, time_box_min: float | None
) -> ScanPlan:
    """The plan that goes on with what was stopped.

    `last` is the plan that was started from a window, if any: what it had not come to is scanned too.
    Otherwise only scans already begun go on, with the time box they were given.
    """
    to_scan = {exhibit.label for exhibit in exhibits if exhibit.state in _TO_SCAN}
    stopped = tuple(exhibit.label for exhibit in exhibits if exhibit.state == "stopped")
    if last is None or (last.exhibits and not set(stopped) <= set(last.exhibits)):
        return ScanPlan(exhibits=stopped, time_box_min=time_box_min)
    if last.time_box_min is None and not last.stops_after_first_hit:
        return replace(last, anew=False)
    # What a plan left out would be read again where it is done.
    planned = last.exhibits or tuple(exhibit.label for exhibit in exhibits)
    return replace(last, anew=False, exhibits=tuple(one for one in planned if one in to_scan))


def profile_title(profile: ProfileRow) -> str:
    return PROFILE_TITLES.get(profile.name, profile.name.capitalize())


def profile_words(profile: ProfileRow) -> tuple[str, str]:
    """What it reads, and by which rules."""
    return _PROFILE_READS.get(profile.name, profile.description), _PROFILE_RULES.get(profile.name, "")


def digest_words(outlook: PlanOutlook) -> str:
    """What is computed of every content."""
    computed = algorithm_words(outlook.algorithms)
    if len(outlook.algorithms) in (0, 3):
        return computed
    return translate("plan", "{algorithms}; a hit gets all three").format(algorithms=computed)


def set_note(row: SetRow, *, is_open: bool, is_chosen: bool, is_required: bool) -> Said:
    """What is to be known of a set in the plan, in a few words."""
    if not is_chosen and is_required:
        return _warning(translate("plan", "must be loaded"))
    if not is_chosen:
        return Said(words=translate("plan", "not chosen"), icon="", meaning="text3")
    if not is_open:
        return Said(
            words=translate("plan", "locked: needs its passphrase"), icon="lock-key", meaning="locked"
        )
    if row.role != "notable":
        return Said(words=translate("plan", "known, not harmless"), icon="", meaning="text2")
    words = size_words(row)
    return _warning(words) if row.unsized or not row.sized else Said(words=words, icon="", meaning="text2")


def missing_sets(required: Sequence[str], chosen: Sequence[SetRow]) -> list[str]:
    """Names that must be loaded, and are not in the plan."""
    names = {name for row in chosen for name in (row.name, row.spelled)}
    return [name for name in required if name not in names]


def plan_warning(
    plan: ScanPlan,
    sets: Sequence[SetRow],
    *,
    outlook: PlanOutlook,
    profile: ProfileRow,
    required: Sequence[str] = (),
) -> Said | None:
    """What speaks against a plan, in one sentence; the gravest first."""
    if not plan.exhibits:
        return _warning(translate("plan", "No exhibit is chosen."))
    if not sets:
        words = translate("plan", "No set is chosen: there is nothing to compare with. Import a set first.")
        return _warning(words)
    if not outlook.algorithms:
        return _warning(translate("plan", "No digest is chosen: nothing can be compared."))
    if missing := missing_sets(required, sets):
        words = translate("plan", "Your settings say that {names} must be loaded.")
        return _warning(words.format(names=listed(missing)))
    if outlook.out_of_reach:
        words = translate("plan", "With {algorithms} alone, records of {names} cannot match.").format(
            algorithms=algorithm_words(outlook.algorithms), names=listed(outlook.out_of_reach)
        )
        return _warning(words)
    if not any(one.role == "notable" for one in sets):
        words = translate(
            "plan", "No notable set is chosen: this scan can tell known files, but gives no hits."
        )
        return _warning(words)
    if profile.not_yet:
        words = translate("plan", "This version does not look into {parts} yet.").format(
            parts=listed([_NOT_YET.get(one, one) for one in profile.not_yet])
        )
        return _warning(words)
    return None


def limit_words(exhibits: Sequence[ExhibitRow], plan: ScanPlan) -> list[str]:
    """What this plan cannot reach, or does once more, whatever is chosen."""
    volumes = [volume for exhibit in exhibits for volume in exhibit.volumes]
    locked = sum(volume.state == "locked" for volume in volumes)
    other = sum(volume.state in ("unsupported", "unreadable") for volume in volumes)
    copies = sum(volume.layer == "shadow copy" for volume in volumes)
    done = sum(exhibit.state.startswith("done") for exhibit in exhibits)
    said = []
    if locked:
        said.append(translate("plan", "%n locked volume(s): nothing is compared inside.", "", locked))
    if other:
        said.append(translate("plan", "%n volume(s) cannot be looked into.", "", other))
    if copies and plan.profile == "thorough":
        words = translate(
            "plan",
            "%n shadow cop(y/ies): what differs there is read too, and is not in these numbers.",
            "",
            copies,
        )
        said.append(words)
    elif copies:
        words = translate(
            "plan", "%n shadow cop(y/ies): not in this plan. Thorough reads what differs there.", "", copies
        )
        said.append(words)
    if done and (plan.anew or plan.time_box_min is not None or plan.stops_after_first_hit):
        said.append(translate("plan", "%n exhibit(s) already scanned; scanned again.", "", done))
    elif done:
        words = translate(
            "plan", "%n exhibit(s) already scanned; left as it is where the plan is the same.", "", done
        )
        said.append(words)
    return said


def gate_cost_words(cost: GateCost) -> tuple[str, str]:
    """Why the size gate is open, and what that costs."""
    head = translate("plan", "The size gate is open for %n set(s)", "", len(cost.sets))
    records = translate("plan", "%n record(s) of {names} have no size.", "", cost.records).format(
        names=listed(cost.sets)
    )
    more = translate("plan", "For these, %n file(s) more are read", "", cost.entries)
    parts = [size(cost.size_bytes)]
    if cost.low_s is not None and cost.high_s is not None:
        parts.append(span_words(cost.low_s, cost.high_s))
    return head, f"{records} {more} ({', '.join(parts)})."


def estimate_head(estimate: EstimateRow) -> str:
    """From which test reads an estimate is."""
    low, high = estimate.slowest / 1e6, estimate.fastest / 1e6
    if estimate.tested_s < 1:
        return translate("plan", "Estimate, from test reads at {low} to {high} MB/s").format(
            low=figures(f"{low:,.0f}"), high=figures(f"{high:,.0f}")
        )
    return translate("plan", "Estimate, from {seconds} s of test reads at {low} to {high} MB/s").format(
        seconds=f"{estimate.tested_s:.0f}", low=figures(f"{low:,.0f}"), high=figures(f"{high:,.0f}")
    )


def span_words(low_s: float, high_s: float) -> str:
    """A range of time, coarse on purpose: `19 to 32 min`."""
    if high_s < 60:
        return translate("plan", "less than 1 min")
    low, high = max(1, round(low_s / 60)), max(1, round(high_s / 60))
    if high >= 180:
        hours = translate("plan", "{low} to {high} h")
        return hours.format(low=figures(f"{low / 60:.1f}"), high=figures(f"{high / 60:.1f}"))
    if low == high:
        return translate("plan", "about {number} min").format(number=low)
    return translate("plan", "{low} to {high} min").format(low=low, high=high)


def order_words(rows: Sequence[OrderRow]) -> str:
    """`Order: what has the size of a notable record, users' pictures, …; inside each in disk order.`"""
    names = [_ORDER["likely"]] if any(row.is_likely for row in rows) else []
    names += [_ORDER[row.what] for row in rows if not row.is_likely]
    if not names:
        return ""
    words = translate("plan", "Order: {classes}; inside each in disk order.")
    return words.format(classes=", ".join(names))


def box_words(time_box_min: float | None) -> str:
    """What a time box does."""
    if time_box_min is None:
        return translate("plan", "Reading goes on to the end. You can stop at any moment and resume later.")
    words = translate(
        "plan",
        "After {minutes} min the rest is recorded as skipped by profile: time box. The listing is never cut, "
        "and a pause does not count.",
    )
    return words.format(minutes=count(int(time_box_min)))


def _warning(words: str) -> Said:
    return Said(words=words, icon="warning", meaning="unreadable")
