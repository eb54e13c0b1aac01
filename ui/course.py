"""The course of a running scan: the newest progress line of each exhibit, and what they say together.

Lines of several exhibits come mixed. A line is a few numbers and a path; times here are seconds of any clock
that only goes forward.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.rows import ExhibitRow
from ui.language import SpokenMapping, figures, marked, translate
from ui.programs import Progress
from ui.wording import LIMITS, count, counted, duration, size, time_left

SILENT_S: Final = 8.0  # a line comes many times a second while anything moves
_OVER: Final = ("done", "done_part_unread", "unreadable")
_PHASES: Final = SpokenMapping(
    "scan",
    {
        "opening": marked("scan", "Opening"),
        "checking": marked("scan", "Checking the sets"),
        "listing": marked("scan", "Listing"),
        "examining": marked("scan", "Reading"),
    },
)


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
    is_paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    progress: Progress
    at_s: float


class Course:
    """`take` each line as it comes; ask for rows and sums as often as the eye wants them."""

    def __init__(self) -> None:
        self._heard: dict[str, _Heard] = {}
        self._newest: Progress | None = None
        self._rested_s = 0.0

    def take(self, progress: Progress, *, at_s: float) -> None:
        self._newest = progress
        if progress.exhibit:
            before = self._heard.get(progress.exhibit)
            if before is not None and before.progress.paused:
                self._rested_s += progress.elapsed_s - before.progress.elapsed_s
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

    @property
    def faults(self) -> int:
        return 0 if self._newest is None else self._newest.faults

    @property
    def rested_s(self) -> float:
        """Seconds in which exhibits were paused, those that are paused still not counted."""
        return self._rested_s

    def newest(self, exhibit: str | None) -> Progress | None:
        """The newest line of one exhibit, or of all."""
        if exhibit is None:
            return self._newest
        heard = self._heard.get(exhibit)
        return None if heard is None else heard.progress

    def rates(self, now_s: float) -> dict[str, float]:
        """Bytes a second of each exhibit; nothing of one that has fallen silent."""
        return {
            name: one.progress.bytes_per_s if now_s - one.at_s < SILENT_S else 0.0
            for name, one in self._heard.items()
        }

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
        is_silent = silent_s >= SILENT_S and not is_closing and not progress.paused
        pace = "" if is_closing else _pace(progress)
        if is_silent:
            pace = translate("scan", "no word for {time}").format(time=duration(silent_s))
        return CourseRow(
            exhibit=name,
            phase=_phase(progress, is_closing=is_closing),
            share=progress.share,
            counts=_counts(progress),
            pace=pace,
            left="" if is_closing else time_left(progress.eta_low_s, progress.eta_high_s),
            current="" if is_closing else progress.current or "",
            is_paused=progress.paused,
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


def _phase(progress: Progress, *, is_closing: bool) -> str:
    if progress.paused:
        return translate("scan", "Paused")
    if is_closing:
        return translate("scan", "Adding up")
    return _PHASES.get(progress.phase, progress.phase.capitalize())


def _is_complete(progress: Progress) -> bool:
    """All is read; what is left is the sums."""
    if progress.phase != "examining" or progress.entries_total is None:
        return False
    return progress.entries_done >= progress.entries_total


def _counts(progress: Progress) -> str:
    parts = [entries_words(progress)]
    if progress.phase != "listing":
        parts.append(bytes_words(progress))
    return ", ".join(parts)


def entries_words(progress: Progress) -> str:
    """`301,877 of 486,214 entries`."""
    done = count(progress.entries_done)
    if not progress.entries_total:
        return translate("scan", "{done} entries").format(done=done)
    words = translate("scan", "{done} of {all} entries")
    if progress.phase == "listing":  # the file system's own count of records: a measure
        words = translate("scan", "{done} of about {all} entries")
    return words.format(done=done, all=count(progress.entries_total))


def bytes_words(progress: Progress) -> str:
    """`163.4 GiB of 212.4 GiB`."""
    if not progress.bytes_total:
        return size(progress.bytes_done)
    words = translate("scan", "{done} of {all}")
    return words.format(done=size(progress.bytes_done), all=size(progress.bytes_total))


def limit_words(progress: Progress) -> tuple[str, str]:
    """What limits the speed, and what that means for the examiner; the first is empty while nobody knows."""
    rate = figures(f"{progress.bytes_per_s / 1e6:,.0f}")
    if progress.paused:
        return translate("scan", "Paused."), translate("scan", "Nothing is read; the time box stands still.")
    if progress.phase == "listing":
        words = translate("scan", "{entries} a second; reading begins when all are listed.")
        entries = counted(round(progress.entries_per_s), "entry", "entries")
        return translate("scan", "Listing."), words.format(entries=entries)
    heads = {
        "disk": translate("scan", "The disk is the limit."),
        "processor": translate("scan", "The processor is the limit."),
        "decompression": translate("scan", "Unpacking the image is the limit."),
    }
    means = {
        "disk": translate("scan", "Reading {rate} MB/s. A faster computer would not help."),
        "processor": translate("scan", "Reading {rate} MB/s. A faster disk would not help."),
        "decompression": translate("scan", "Reading {rate} MB/s. A raw image would be faster."),
    }
    limit = progress.bottleneck or ""
    words = means.get(limit, translate("scan", "Reading {rate} MB/s."))
    return heads.get(limit, ""), words.format(rate=rate)


def _pace(progress: Progress) -> str:
    if progress.paused:
        return ""
    if progress.phase == "listing":
        entries = counted(round(progress.entries_per_s), "entry", "entries")
        return translate("scan", "{entries} a second").format(entries=entries)
    if progress.phase != "examining":
        return ""
    limit = LIMITS.get(progress.bottleneck or "", "")
    rate = figures(f"{progress.bytes_per_s / 1e6:,.0f}")
    return ", ".join(filter(None, (f"{rate} MB/s", limit)))
