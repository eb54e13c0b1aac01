"""What a scan of this window says of each exhibit while it runs, for the cards of the board."""

from dataclasses import dataclass

from app.rows import ExhibitRow
from ui.course import Course
from ui.programs import HitSeen, Progress

_EXAMINING = "examining"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveExhibit:
    """One exhibit at work. `share` is None while the whole is not known; `hits` are the records matched in
    this run.
    """

    phase: str
    share: float | None
    entries_done: int
    entries_total: int | None
    eta_low_s: float | None
    eta_high_s: float | None
    hits: int
    files: int
    first_hit_s: float | None  # after the start of the run
    last_hit_at: str  # time of day
    last_folder: str

    @property
    def is_listing(self) -> bool:
        return self.phase != _EXAMINING


@dataclass(slots=True, kw_only=True)
class _Hits:
    records: set[tuple[str, int]]
    paths: set[str]
    first_s: float
    at: str = ""
    folder: str = ""


class BoardCourse:
    """`take` and `take_hit` as lines come; `of` tells what is known of an exhibit."""

    def __init__(self) -> None:
        self.course = Course()
        self._newest: dict[str, Progress] = {}
        self._hits: dict[str, _Hits] = {}

    def take(self, progress: Progress, *, at_s: float) -> None:
        self.course.take(progress, at_s=at_s)
        if progress.exhibit:
            self._newest[progress.exhibit] = progress

    def take_hit(self, hit: HitSeen, *, at: str) -> None:
        """`at` is the time of day, as it is shown."""
        met = self._hits.setdefault(hit.exhibit, _Hits(records=set(), paths=set(), first_s=hit.elapsed_s))
        met.records.add((hit.set_name, hit.record))
        met.paths.add(hit.path)
        met.at, met.folder = at, hit.path.rpartition("/")[0] or "/"

    def hits_of(self, exhibit: str) -> int:
        return len(self._hits[exhibit].records) if exhibit in self._hits else 0

    def of(self, exhibit: ExhibitRow, *, now_s: float) -> LiveExhibit | None:
        """None where the scan has not come to it yet, or is through with it."""
        if not self.course.at_work([exhibit], now_s=now_s):
            return None
        progress, hits = self._newest[exhibit.label], self._hits.get(exhibit.label)
        return LiveExhibit(
            phase=progress.phase,
            share=progress.share,
            entries_done=progress.entries_done,
            entries_total=progress.entries_total,
            eta_low_s=progress.eta_low_s,
            eta_high_s=progress.eta_high_s,
            hits=0 if hits is None else len(hits.records),
            files=0 if hits is None else len(hits.paths),
            first_hit_s=None if hits is None else hits.first_s,
            last_hit_at="" if hits is None else hits.at,
            last_folder="" if hits is None else hits.folder,
        )
