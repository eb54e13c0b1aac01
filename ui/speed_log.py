"""How fast a scan has read so far, exhibit by exhibit, with its hits and the stretches where reading failed.

Kept for the graph: while it runs, and as a record afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MOST_POINTS: Final = 2_400  # ten minutes at four a second; older ones are thinned, the shape stays
MOST_TICKS: Final = 5_000
BAND_GAP_S: Final = 12.0  # faults closer together than this are one stretch
LEAST_BAND_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedPoint:
    """Bytes a second of each exhibit at a moment of the scan."""

    at_s: float
    rates: Mapping[str, float]

    def rate(self, exhibit: str | None) -> float:
        return sum(self.rates.values()) if exhibit is None else self.rates.get(exhibit, 0.0)


class SpeedLog:
    """`add` a point at each step, `add_tick` for each hit; ask for one exhibit, or with None for all."""

    def __init__(self) -> None:
        self._points: list[SpeedPoint] = []
        self._ticks: list[tuple[float, str]] = []
        self._bands: list[tuple[float, float]] = []
        self._faults = 0

    def add(self, at_s: float, rates: Mapping[str, float], *, faults: int) -> None:
        self._points.append(SpeedPoint(at_s=at_s, rates=dict(rates)))
        if len(self._points) > MOST_POINTS:
            self._points = self._points[::2]
        if faults > self._faults:
            self._faults = faults
            self._widen_band(at_s)

    def _widen_band(self, at_s: float) -> None:
        if self._bands and at_s - self._bands[-1][1] <= BAND_GAP_S:
            self._bands[-1] = (self._bands[-1][0], at_s)
        else:
            self._bands.append((max(0.0, at_s - LEAST_BAND_S), at_s))

    def add_tick(self, at_s: float, exhibit: str) -> None:
        if len(self._ticks) < MOST_TICKS:
            self._ticks.append((at_s, exhibit))

    @property
    def is_empty(self) -> bool:
        return not self._points

    @property
    def last_s(self) -> float:
        return self._points[-1].at_s if self._points else 0.0

    def points(self, exhibit: str | None) -> list[tuple[float, float]]:
        """(seconds, bytes a second)."""
        return [(point.at_s, point.rate(exhibit)) for point in self._points]

    def ticks(self, exhibit: str | None) -> list[float]:
        return [at_s for at_s, label in self._ticks if exhibit in (None, label)]

    def bands(self) -> list[tuple[float, float]]:
        """From when to when parts of the evidence could not be read."""
        return list(self._bands)
