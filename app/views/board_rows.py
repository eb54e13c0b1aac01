"""Rows for the scene board and the list of recent cases."""

from app.rows import ExhibitRow, RecentFacts, SharedRow
from app.store.case_file import CaseFile
from app.store.custody_log import events_of
from app.store.shared_findings import shared_contents
from app.views import case_rows
from forensics.entries import Outcome


def shared(case: CaseFile) -> tuple[SharedRow, ...]:
    """The same content matched on several exhibits, those with the most first."""
    counts = case.remembered("shared contents", shared_contents)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(SharedRow(exhibits=labels, files=files) for labels, files in ordered)


def recent_facts(case: CaseFile, *, is_running: bool) -> RecentFacts:
    """How a case stands, for the list of recent cases."""
    summary, exhibits = case_rows.summary(case), case_rows.exhibits(case, is_running)
    locked = [one for one in exhibits if _locked(one)]
    compared = sum(number for one in exhibits for _outcome, number in one.compared_parts)
    counts = [count for row in case_rows.coverage(case) for count in row.counts]
    with_content = sum(number for outcome, number in counts if outcome != Outcome.NO_CONTENT)
    return RecentFacts(
        state=_state(case, exhibits, is_running=is_running),
        exhibits=len(exhibits),
        hits=summary.hits,
        files=summary.matched_files,
        with_hits=tuple(one.label for one in exhibits if one.hits),
        locked=tuple(one.label for one in locked),
        schemes=tuple(dict.fromkeys(scheme for one in locked for scheme in _locked(one))),
        unread=tuple(one.label for one in exhibits if one.faults or one.state == "unreadable"),
        unreadable=sum(one.state == "unreadable" for one in exhibits),
        share_compared=compared / with_content if with_content else None,
        is_practice=summary.practice,
    )


def _locked(exhibit: ExhibitRow) -> list[str]:
    """What the locked volumes of an exhibit are locked with, but for those that were unlocked."""
    opened = {volume.within for volume in exhibit.volumes}
    return [
        volume.file_system or volume.reason or "encrypted"
        for volume in exhibit.volumes
        if volume.state == "locked" and volume.index not in opened
    ]


def _state(case: CaseFile, exhibits: tuple[ExhibitRow, ...], *, is_running: bool) -> str:
    states = [one.state for one in exhibits]
    if not states:
        return "empty"
    if is_running:
        return "scanning"
    for state in ("paused", "stopped"):
        if state in states:
            return state
    if all(state == "added" for state in states):
        return "added"
    with case.reading() as connection:
        is_reported = next(events_of(connection, "report.exported"), None) is not None
    return "reported" if is_reported else "done"
