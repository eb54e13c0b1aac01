"""The time an examiner gives a run, and the two ways in which a run ends before its work does."""

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBox:
    """When reading must end; what is left then is recorded as skipped. Listing is never cut short."""

    ends_at: float | None  # None: no time box
    monotonic: Callable[[], float]
    minutes: float | None

    @classmethod
    def of(cls, minutes: float | None, monotonic: Callable[[], float]) -> "TimeBox":
        ends_at = None if minutes is None else monotonic() + 60 * minutes
        return cls(ends_at=ends_at, monotonic=monotonic, minutes=minutes)

    def by(self, clock: Callable[[], float]) -> "TimeBox":
        """The same box for one exhibit, by its clock, which stands still while that is paused."""
        return replace(self, monotonic=clock)

    def is_over(self) -> bool:
        return self.ends_at is not None and self.monotonic() >= self.ends_at


class ReadingEnds(Exception):  # not trouble: the plan said so
    """Reading ends before all is read; what is left is recorded as skipped, with a reason."""


class TimeIsOver(ReadingEnds):
    """The time box ended while contents were read."""


class FirstHitFound(ReadingEnds):
    """The plan asked for no more than the first match."""
