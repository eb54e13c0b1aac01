"""The decision line of a case: one sentence, and the reasons behind it, each naming the page it leads to."""

from app.rows import ExhibitRow
from ui.case_view import CaseView
from ui.wording import Said, counted, share

Reason = tuple[str, Said]  # the page it leads to, and what it says


def decision(view: CaseView) -> str:
    """The case in one sentence."""
    exhibits = view.exhibits
    with_hits = [exhibit for exhibit in exhibits if exhibit.hits]
    if not exhibits:
        return "No exhibits yet"
    if with_hits:
        return f"Matches on {len(with_hits)} of {counted(len(exhibits), 'exhibit')}"
    unscanned = [exhibit for exhibit in exhibits if exhibit.state == "added"]
    if len(unscanned) == len(exhibits):
        number = counted(len(exhibits), "exhibit")
        return f"Scanning {number}" if view.is_scanning else f"{number} to scan"
    is_partial = bool(unscanned) or view.is_scanning or view.scan.state == "stopped"
    return "Nothing found in the sets loaded" + (" so far" if is_partial else "")


def reasons(view: CaseView) -> list[Reason]:
    """In fixed order: hits, digests that differ, locked, unread, still to go, not scanned."""
    found = [*_hits(view), *_differences(view), *_locked(view)]
    if view.summary.faults:
        words = f"{counted(view.summary.faults, 'part')} could not be read"
        found.append(("faults", Said(words=words, icon="warning", meaning="unreadable")))
    waiting = view.counts().get("waiting", 0)
    if waiting:
        words = f"{counted(waiting, 'entry', 'entries')} still to go"
        found.append(("scan", Said(words=words, icon="gauge", meaning="accent")))
    return [*(found or [("scan", _plain_reason(view))]), *_unscanned(view)]


def _hits(view: CaseView) -> list[Reason]:
    labels = _labels([exhibit for exhibit in view.exhibits if exhibit.hits])
    if not labels:
        return []
    files = counted(view.summary.matched_files, "file")
    words = f"{counted(view.summary.hits, 'record')} matched in {files}, on {labels}"
    return [("findings", Said(words=words, icon="target", meaning="hit"))]


def _differences(view: CaseView) -> list[Reason]:
    labels = _labels([exhibit for exhibit in view.exhibits if exhibit.verified == "differs"])
    words = f"{labels}: digest differs from the one on record"
    return [("custody", Said(words=words, icon="warning-octagon", meaning="differs"))] if labels else []


def _locked(view: CaseView) -> list[Reason]:
    locked = [one for one in view.exhibits if any(volume.state == "locked" for volume in one.volumes)]
    if not locked:
        return []
    number = sum(volume.state == "locked" for exhibit in locked for volume in exhibit.volumes)
    words = f"{_labels(locked)}: {counted(number, 'volume')} locked, nothing compared inside"
    return [("board", Said(words=words, icon="lock-key", meaning="locked"))]


def _unscanned(view: CaseView) -> list[Reason]:
    """Exhibits that no scan has come to, beside others that one has."""
    waiting = [exhibit for exhibit in view.exhibits if exhibit.state == "added"]
    if not waiting or len(waiting) == len(view.exhibits):
        return []
    return [("board", Said(words=f"{_labels(waiting)} not scanned yet", icon="hard-drive", meaning="text2"))]


def _plain_reason(view: CaseView) -> Said:
    if not view.exhibits:
        words = "Attach a disk behind the write blocker, or drop an image here."
        return Said(words=words, icon="info", meaning="text2")
    counts = view.counts()
    content = sum(counts.values()) - counts.get("no_content", 0)
    if not content:
        return Said(words="Nothing compared so far", icon="info", meaning="text2")
    looked = sum(counts.get(outcome, 0) for outcome in ("matched", "known", "compared", "ruled_out_by_size"))
    part = share(looked / content)
    words = f"all {content:,} compared" if part == "all" else f"{part} compared"
    return Said(words=words, icon="magnifying-glass", meaning="compared")


def _labels(exhibits: list[ExhibitRow]) -> str:
    labels = [exhibit.label for exhibit in exhibits]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}" if labels else ""
