"""How far the work is: counts, rates and an estimate as a range, for scripts and the desktop.

At most ten objects a second; the estimate is a range because the next files are not like the last ones.
"""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

ProgressLine = Mapping[str, Any]  # Any: JSON values

STEP_S = 0.1
WINDOW_S = 15.0
ENTRY_COST_BYTES = (
    48 * 1024
)  # opening a file costs about as long as reading this much of one; only the estimate uses it
SURE_AFTER_S = 2.0


class ProgressSink(Protocol):
    def show(self, line: ProgressLine) -> None: ...


class Silent:
    """No progress at all."""

    def show(self, line: ProgressLine) -> None:
        """Nothing is shown."""


class ProgressMeter:
    """Counts what one phase does and tells the sink. `monotonic` is a clock in seconds."""

    def __init__(self, sink: ProgressSink, *, monotonic: Callable[[], float]) -> None:
        self._sink = sink
        self._monotonic = monotonic
        self._began = monotonic()
        self._shown_at = 0.0
        self.hits = 0
        self.faults = 0
        self.start_phase("opening", exhibit=None)

    def start_phase(
        self,
        phase: str,
        *,
        exhibit: str | None,
        entries_total: int | None = None,
        bytes_total: int | None = None,
    ) -> None:
        self._phase = phase
        self._exhibit = exhibit
        self._entries_total = entries_total
        self._bytes_total = bytes_total
        self._entries = 0
        self._bytes = 0
        self._in_hand = 0
        self._current: str | None = None
        self._phase_began = self._monotonic()
        self._samples: deque[tuple[float, int, int]] = deque([(self._phase_began, 0, 0)])
        self._shown_at = 0.0

    def advance(self, *, entries: int = 0, bytes_: int = 0) -> None:
        self._entries += entries
        self._bytes += bytes_
        self._in_hand = 0
        self._tick()

    def set_bytes(self, bytes_done: int) -> None:
        self._bytes = bytes_done
        self._tick()

    def working_on(self, current: str | None, *, bytes_done: int = 0) -> None:
        """`bytes_done` of the content in hand, not yet counted by `advance`."""
        self._current = current
        self._in_hand = bytes_done
        self._tick()

    def found(self, *, exhibit: str, path: str, set_name: str, category: str | None) -> None:
        self.hits += 1
        elapsed = round(self._monotonic() - self._began, 3)
        self._sink.show(
            {
                "hit": {
                    "exhibit": exhibit,
                    "path": path,
                    "set": set_name,
                    "category": category,
                    "elapsed_s": elapsed,
                }
            }
        )

    def finish(self, *, status: int, sentence: str) -> None:
        self._show()
        self._sink.show({"phase": "finished", "status": status, "sentence": sentence})

    def _tick(self) -> None:
        now = self._monotonic()
        if now - self._shown_at >= STEP_S:
            self._shown_at = now
            self._samples.append((now, self._entries, self._bytes + self._in_hand))
            while now - self._samples[0][0] > WINDOW_S:
                self._samples.popleft()
            self._show()

    def _show(self) -> None:
        now = self._monotonic()
        entries_per_s, bytes_per_s = self._rates(now)
        low, high = self._estimate(now)
        self._sink.show(
            {
                "phase": self._phase,
                "exhibit": self._exhibit,
                "entries_done": self._entries,
                "entries_total": self._entries_total,
                "bytes_done": self._bytes + self._in_hand,
                "bytes_total": self._bytes_total,
                "entries_per_s": round(entries_per_s, 1),
                "bytes_per_s": round(bytes_per_s),
                "hits": self.hits,
                "faults": self.faults,
                "current": self._current,
                "elapsed_s": round(now - self._began, 1),
                "eta_low_s": low,
                "eta_high_s": high,
            }
        )

    def _rates(self, now: float) -> tuple[float, float]:
        then, entries, done = self._samples[0]
        seconds = max(now - then, STEP_S)
        return (self._entries - entries) / seconds, (self._bytes + self._in_hand - done) / seconds

    def _estimate(self, now: float) -> tuple[float | None, float | None]:
        """Seconds left at the faster and the slower of the recent and the overall pace, with room on both
        sides.
        """
        if self._bytes_total is None or now - self._phase_began < SURE_AFTER_S:
            return None, None
        done = self._work(self._entries, self._bytes + self._in_hand)
        left = max(0, self._work(self._entries_total or 0, self._bytes_total) - done)
        then, entries, read = self._samples[0]
        overall = done / (now - self._phase_began)
        recent = (done - self._work(entries, read)) / max(now - then, STEP_S)
        slow, fast = sorted((overall, recent))
        if slow <= 0:
            return None, None
        return round(0.9 * left / fast, 1), round(1.2 * left / slow, 1)

    @staticmethod
    def _work(entries: int, bytes_: int) -> int:
        return bytes_ + entries * ENTRY_COST_BYTES
