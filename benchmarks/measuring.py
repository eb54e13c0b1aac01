"""One measurement: what was done, how much of it, how long it took."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """`amount` of `unit` in `seconds`; the best of the runs, as the others met other work on the machine."""

    name: str
    amount: float
    unit: str
    seconds: float

    def line(self) -> str:
        rate = self.amount / self.seconds
        return f"{self.name:<44} {self.seconds:9.3f} s {rate:14,.0f} {self.unit}/s"


def best_of(runs: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest of `runs` runs."""
    best = float("inf")
    for _ in range(runs):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best
