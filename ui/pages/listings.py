"""The two listings of large tables: findings (hits) and files (entries)."""

from ui.case_view import CaseView
from ui.pages.table_page import Listing, outcome_choices
from ui.tables.columns import ENTRY_COLUMNS, HIT_COLUMNS
from ui.wording import counted, share


def _no_findings(view: CaseView) -> str:
    if view.summary.entries == 0:
        return "Nothing scanned yet. Start a scan on the board."
    counts = view.counts()
    looked = sum(counts.get(outcome, 0) for outcome in ("matched", "known", "compared", "ruled_out_by_size"))
    with_content = sum(counts.values()) - counts.get("no_content", 0)
    so_far = " so far" if view.is_scanning else ""
    part = f" {share(looked / with_content)} compared." if with_content else ""
    unread = counts.get("unreadable", 0)
    return f"Nothing found in the sets loaded{so_far}.{part}" + (
        f" {counted(unread, 'file')} could not be read." if unread else ""
    )


def _record_sum(view: CaseView, number: int) -> str:
    """A matched file may equal records of known sets too: listed beside the match, counted apart."""
    summary = view.summary
    files = f" in {counted(summary.matched_files, 'matched file')} on {counted(summary.exhibits, 'exhibit')}"
    also_known = number - summary.hits
    return files + (
        f": {counted(summary.hits, 'notable', 'notable')}, {counted(also_known, 'known', 'known')}"
        if also_known > 0
        else ""
    )


FINDINGS = Listing(
    name="records",
    one="record",
    columns=HIT_COLUMNS,
    ids=lambda case, where, order: case.hit_ids(where, order),
    rows=lambda case, ids: case.hit_rows(ids),
    by_hit=True,
    outcomes=(("matched", "Matched"), ("known", "Known"), (None, "Matched and known")),
    empty=_no_findings,
    sum_words=_record_sum,
    changed=lambda view: (view.summary.hits, view.summary.matched_files, view.is_scanning),
)

FILES = Listing(
    name="entries",
    one="entry",
    columns=ENTRY_COLUMNS,
    ids=lambda case, where, order: case.entry_ids(where, order),
    rows=lambda case, ids: case.entry_rows(ids),
    by_hit=False,
    outcomes=outcome_choices(),
    sum_words=lambda view, _number: f" on {counted(view.summary.exhibits, 'exhibit')}",
    empty=lambda _view: "No entries listed yet. Start a scan on the board.",
    changed=lambda view: (view.summary.entries, tuple(sorted(view.counts().items()))),
)
