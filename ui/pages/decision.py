"""The decision line of a case: one sentence, and the reasons behind it, each naming where its evidence is."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.rows import EntryFilter, ExhibitRow, SharedRow
from ui.case_view import CaseView
from ui.language import translate
from ui.wording import Said, compared_words, count, listed, share


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What it says, and where it leads: a page (`findings`, `files`, `custody`, `scan`), or `card` for the
    exhibit's own card; nowhere where `leads` is empty.
    """

    said: Said
    leads: str = ""
    exhibit: str | None = None
    where: EntryFilter | None = None  # of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the decision line is made from: the case as read, and what the scan at work adds to it.

    `hits` are records by exhibit, and `records` those of all together (a record may be on several), where
    the scan knows more than the case; `still` the share still to go.
    """

    view: CaseView
    shared: Sequence[SharedRow] = ()
    hits: tuple[tuple[str, int], ...] = ()
    records: int = 0
    still: tuple[tuple[str, float], ...] = ()
    is_scanning: bool = False

    def hits_of(self, exhibit: ExhibitRow) -> int:
        return max(exhibit.hits, dict(self.hits).get(exhibit.label, 0))

    @property
    def with_hits(self) -> list[ExhibitRow]:
        return [exhibit for exhibit in self.view.exhibits if self.hits_of(exhibit)]


def decision(standing: Standing) -> str:
    """The case in one sentence."""
    exhibits, found = standing.view.exhibits, len(standing.with_hits)
    if not exhibits:
        return translate("board", "No exhibits yet")
    if found:
        words = translate("board", "Matches on {found} of %n exhibit(s)", "", len(exhibits))
        return words.format(found=found)
    unscanned = [exhibit for exhibit in exhibits if exhibit.state == "added"]
    if len(unscanned) == len(exhibits):
        if standing.is_scanning:
            return translate("board", "Scanning %n exhibit(s)", "", len(exhibits))
        return translate("board", "%n exhibit(s) to scan", "", len(exhibits))
    is_partial = bool(unscanned) or standing.is_scanning or standing.view.scan.state in ("stopped", "paused")
    if is_partial:
        return translate("board", "Nothing found in the sets loaded so far")
    return translate("board", "Nothing found in the sets loaded")


def reasons(standing: Standing) -> list[Reason]:
    """In fixed order: hits, the same file on two exhibits, differing digests, locked, unread, still to go,
    not scanned.
    """
    found = [
        *_hits(standing),
        *_same(standing),
        *_differences(standing.view),
        *_locked(standing.view),
        *_unread(standing.view),
        *_still(standing),
    ]
    return [*(found or [_plain(standing.view)]), *_unscanned(standing)]


def _hits(standing: Standing) -> list[Reason]:
    exhibits = standing.with_hits
    if not exhibits:
        return []
    each = (standing.hits_of(exhibit) for exhibit in exhibits)
    records = max(standing.view.summary.hits, standing.records, *each)
    words = translate("board", "%n record(s) matched, on {labels}", "", records)
    said = Said(words=words.format(labels=_labels(exhibits)), icon="target", meaning="hit")
    return [Reason(said=said, leads="findings", where=EntryFilter.having(outcome="matched"))]


def _same(standing: Standing) -> list[Reason]:
    shared = standing.shared
    if not shared:
        return []
    files = sum(row.files for row in shared)
    groups = {row.exhibits for row in shared}
    if len(groups) == 1:
        words = (
            translate("board", "%n file(s) on both", "", files)
            if len(standing.with_hits) == 2
            else translate("board", "%n file(s) on both {labels}", "", files)
        )
        labels = listed(next(iter(groups)))
    else:
        words = translate("board", "%n file(s) on more than one exhibit", "", files)
        labels = ""
    said = Said(words=words.format(labels=labels), icon="arrows-left-right", meaning="accent")
    where = EntryFilter.having(also="yes", outcome="matched")
    return [Reason(said=said, leads="findings", where=where)]


def _differences(view: CaseView) -> list[Reason]:
    exhibits = [exhibit for exhibit in view.exhibits if exhibit.verified == "differs"]
    if not exhibits:
        return []
    words = translate("board", "{labels}: digest differs from the one on record")
    said = Said(words=words.format(labels=_labels(exhibits)), icon="warning-octagon", meaning="differs")
    return [Reason(said=said, leads="custody")]


def _locked(view: CaseView) -> list[Reason]:
    """It leads to the first of them, whose card says what to do."""
    exhibits = [one for one in view.exhibits if any(volume.state == "locked" for volume in one.volumes)]
    if not exhibits:
        return []
    volumes = [volume for one in exhibits for volume in one.volumes]
    locked = sum(volume.state == "locked" for volume in volumes)
    words = (
        translate("board", "{labels} locked, nothing compared inside")
        if locked == len(volumes)
        else translate("board", "%n volume(s) of {labels} locked, nothing compared inside", "", locked)
    )
    said = Said(words=words.format(labels=_labels(exhibits)), icon="lock-key", meaning="locked")
    return [Reason(said=said, leads="card", exhibit=exhibits[0].label)]


def _unread(view: CaseView) -> list[Reason]:
    """Files that could not be read, by exhibit; else the parts that could not."""
    files = {one.label: view.counts(one.label).get("unreadable", 0) for one in view.exhibits}
    labels = [label for label, number in files.items() if number]
    if labels:
        words = translate("board", "{labels}: %n file(s) could not be read", "", sum(files.values()))
        said = Said(words=words.format(labels=listed(labels)), icon="warning", meaning="unreadable")
        one = labels[0] if len(labels) == 1 else None
        where = EntryFilter.having(exhibit=one, outcome="unreadable")
        return [Reason(said=said, leads="files", where=where)]
    if not view.summary.faults:
        return []
    words = translate("board", "%n part(s) could not be read", "", view.summary.faults)
    return [Reason(said=Said(words=words, icon="warning", meaning="unreadable"), leads="scan")]


def _still(standing: Standing) -> list[Reason]:
    if standing.still:
        goes = [f"{label}: {share(part)}" for label, part in standing.still]
        words = translate("board", "{exhibits} still to go").format(exhibits=", ".join(goes))
    else:
        waiting = standing.view.counts().get("waiting", 0)
        if not waiting:
            return []
        words = translate("board", "%n entr(y/ies) still to go", "", waiting)
    return [Reason(said=Said(words=words, icon="gauge", meaning="accent"), leads="scan")]


def _unscanned(standing: Standing) -> list[Reason]:
    """Exhibits that no scan has come to, beside others that one has."""
    exhibits = standing.view.exhibits
    waiting = [exhibit for exhibit in exhibits if exhibit.state == "added"]
    if not waiting or len(waiting) == len(exhibits) or standing.is_scanning:
        return []
    words = translate("board", "{labels} not scanned yet").format(labels=_labels(waiting))
    said = Said(words=words, icon="hard-drive", meaning="text2")
    return [Reason(said=said, leads="card", exhibit=waiting[0].label)]


def _plain(view: CaseView) -> Reason:
    if not view.exhibits:
        words = translate("board", "Attach a disk behind the write blocker, or drop an image here.")
        return Reason(said=Said(words=words, icon="info", meaning="text2"))
    counts = view.counts()
    content = sum(counts.values()) - counts.get("no_content", 0)
    if not content:
        words = translate("board", "Nothing compared so far")
        return Reason(said=Said(words=words, icon="info", meaning="text2"))
    looked = sum(counts.get(outcome, 0) for outcome in ("matched", "known", "compared", "ruled_out_by_size"))
    words = compared_words(looked / content, content)
    return Reason(said=Said(words=words, icon="magnifying-glass", meaning="compared"), leads="scan")


def _labels(exhibits: Sequence[ExhibitRow]) -> str:
    """All of up to four, else the first three and how many more."""
    labels = [exhibit.label for exhibit in exhibits]
    if len(labels) <= 4:
        return listed(labels)
    rest = translate("board", "{number} more").format(number=count(len(labels) - 3))
    return listed([*labels[:3], rest])
