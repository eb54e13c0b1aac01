"""The course of a running scan: the newest progress line of each exhibit, and what they say together.

Lines of several exhibits come mixed. A line is a few numbers and a path; times here are seconds of any clock
that only goes forward.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.rows import ExhibitRow
from ui.programs import Progress
from ui.wording import LIMITS, count, counted, duration, size, time_left

SILENT_S: Final = 8.0  # a line comes many times a second while anything moves
_OVER: Final = ("done", "done_part_unread", "unreadable")
_PHASES: Final = {"opening": "Opening", "listing": "Listing", "examining": "Reading"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow:
    """One exhibit at work, in words. `share` is None while the whole is not known."""

    exhibit: str
    phase: str
    share: float | None
    counts: str
    pace: str
    left: str
    current: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    progress: Progress
    at_s: float


class Course:
    """`take` each line as it comes; ask for rows and sums as often as the eye wants them."""

    def __init__(self) -> None:
        self._heard: dict[str, _Heard] = {}
        self._newest: Progress | None = None

    def take(self, progress: Progress, *, at_s: float) -> None:
        self._newest = progress
        if progress.exhibit:
            self._heard[progress.exhibit] = _Heard(progress=progress, at_s=at_s)

    @property
    def has_begun(self) -> bool:
        return self._newest is not None

    @property
    def hits(self) -> int:
        return 0 if self._newest is None else self._newest.hits

    @property
    def elapsed_s(self) -> float:
        return 0.0 if self._newest is None else self._newest.elapsed_s

    def pace(self, now_s: float) -> tuple[float, float]:
        """(bytes, entries) a second of all exhibits at work; what has fallen silent does not count."""
        moving = [one.progress for one in self._heard.values() if now_s - one.at_s < SILENT_S]
        return sum(one.bytes_per_s for one in moving), sum(one.entries_per_s for one in moving)

    def at_work(self, exhibits: Iterable[ExhibitRow], *, now_s: float) -> list[str]:
        """Exhibits that have been heard of and are not at their end, in the order of the case.

        The case may be read less often than lines come, and may still tell of an earlier scan: its word that
        an exhibit is done is taken only where the lines do not speak against it.
        """
        return [
            one.label
            for one in exhibits
            if (heard := self._heard.get(one.label)) is not None
            and not (one.state in _OVER and (_is_complete(heard.progress) or now_s - heard.at_s >= SILENT_S))
        ]

    def rows(self, exhibits: Iterable[ExhibitRow], *, now_s: float) -> list[CourseRow]:
        return [self._row(name, now_s) for name in self.at_work(exhibits, now_s=now_s)]

    def _row(self, name: str, now_s: float) -> CourseRow:
        heard = self._heard[name]
        progress, silent_s = heard.progress, now_s - heard.at_s
        is_closing = _is_complete(progress)
        is_silent = silent_s >= SILENT_S and not is_closing
        return CourseRow(
            exhibit=name,
            phase="Adding up" if is_closing else _PHASES.get(progress.phase, progress.phase.capitalize()),
            share=progress.share,
            counts=_counts(progress),
            pace=f"no word for {duration(silent_s)}" if is_silent else "" if is_closing else _pace(progress),
            left="" if is_closing else time_left(progress.eta_low_s, progress.eta_high_s),
            current="" if is_closing else progress.current or "",
        )

    def share(self, exhibits: Iterable[ExhibitRow], *, planned: int) -> float | None:
        """What has been read of all that is to be read; None until every exhibit of the plan is listed."""
        heard = [self._heard[one.label].progress for one in exhibits if one.label in self._heard]
        if not heard or len(heard) < planned or any(one.phase != "examining" for one in heard):
            return heard[0].share if planned == 1 and heard else None
        total = sum(one.bytes_total or 0 for one in heard)
        if not total:
            return heard[0].share if planned == 1 else None
        return min(1.0, sum(one.bytes_done for one in heard) / total)

    def left(self, exhibits: Iterable[ExhibitRow], *, planned: int, now_s: float) -> str:
        """The time until the last exhibit at work ends; empty while one waits or cannot be told yet."""
        at_work = self.at_work(exhibits, now_s=now_s)
        lines = [self._heard[name].progress for name in at_work]
        lines = [one for one in lines if not _is_complete(one)]
        if not lines or len(self._heard) < planned:
            return ""
        lows = [one.eta_low_s for one in lines if one.eta_low_s is not None]
        highs = [one.eta_high_s for one in lines if one.eta_high_s is not None]
        return time_left(max(lows), max(highs)) if len(lows) == len(highs) == len(lines) else ""


def _is_complete(progress: Progress) -> bool:
    """All is read; what is left is the sums."""
    if progress.phase != "examining" or progress.entries_total is None:
        return False
    return progress.entries_done >= progress.entries_total


def _counts(progress: Progress) -> str:
    total = f" of {count(progress.entries_total)}" if progress.entries_total else ""
    if progress.phase == "listing" and total:  # the file system's own count of records: a measure
        total = f" of about {count(progress.entries_total or 0)}"
    parts = [f"{count(progress.entries_done)}{total} entries"]
    if progress.phase != "listing":
        whole = f" of {size(progress.bytes_total)}" if progress.bytes_total else ""
        parts.append(f"{size(progress.bytes_done)}{whole}")
    return ", ".join(parts)


def _pace(progress: Progress) -> str:
    if progress.phase == "listing":
        return f"{counted(round(progress.entries_per_s), 'entry', 'entries')} a second"
    if progress.phase != "examining":
        return ""
    limit = LIMITS.get(progress.bottleneck or "", "")
    return ", ".join(filter(None, (f"{progress.bytes_per_s / 1e6:,.0f} MB/s", limit)))
