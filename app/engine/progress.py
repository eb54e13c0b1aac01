"""How far the work is: counts, rates and an estimate as a range, for scripts and the desktop.

At most ten objects a second, whatever the number of exhibits; the estimate is a range because the next files
are not like the last ones, and it includes the listing that is still to come.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

ProgressLine = Mapping[str, Any]  # Any: JSON values

STEP_S = 0.1
WINDOW_S = 10.0
ENTRY_COST_BYTES = (
    48 * 1024
)  # opening a file costs about as long as reading this much of one; only the estimate uses it
SURE_AFTER_S = 2.0
# While nothing has been read yet: a fast disk and every core, or an old disk behind a slow port.
FASTEST_READING = 1_500_000_000
SLOWEST_READING = 60_000_000


class ProgressSink(Protocol):
    def show(self, line: ProgressLine) -> None: ...


class Silent:
    """No progress at all."""

    def show(self, line: ProgressLine) -> None:
        """Nothing is shown."""


class _Run:
    """What the meters of one run share: the sink, the clock, and the counts of all exhibits."""

    def __init__(self, sink: ProgressSink, monotonic: Callable[[], float]) -> None:
        self.sink = sink
        self.monotonic = monotonic
        self.began = monotonic()
        self.records: set[tuple[str, int]] = set()
        self.faults = 0
        self.meters = 1
        self._lock = threading.Lock()

    def show(self, line: ProgressLine) -> None:
        with self._lock:
            self.sink.show(line)

    def count(self, *, faults: int) -> None:
        with self._lock:
            self.faults += faults

    def met_record(self, set_key: str, record: int) -> None:
        """Several files equal to one record are one record matched, on whichever exhibit."""
        with self._lock:
            self.records.add((set_key, record))


class ProgressMeter:
    """Counts what one phase does and tells the sink. `monotonic` is a clock in seconds."""

    def __init__(
        self, sink: ProgressSink, *, monotonic: Callable[[], float], run: _Run | None = None
    ) -> None:
        self._run = run or _Run(sink, monotonic)
        self._rests_since: float | None = None
        self._monotonic = monotonic
        self._shown_at = 0.0
        self.start_phase("opening", exhibit=None)

    def for_exhibits(self, count: int) -> "list[ProgressMeter]":
        """Meters for exhibits that are worked on at the same time; they share the ten lines a second."""
        run = self._run
        run.meters = count
        return [ProgressMeter(run.sink, monotonic=run.monotonic, run=run) for _ in range(count)]

    @property
    def hits(self) -> int:
        return len(self._run.records)

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
        self._has_unknown = False  # a volume whose number of entries nobody knows beforehand
        self._to_read_entries = 0
        self._to_read_bytes = 0
        self._current: str | None = None
        self._bottleneck: str | None = None
        self._phase_began = self._monotonic()
        self._samples: deque[tuple[float, int, int]] = deque([(self._phase_began, 0, 0)])
        self._shown_at = 0.0

    def expect_entries(self, more: int | None) -> None:
        """So many more entries are to be listed, by the file system's own count; `None`: it keeps none.

        A record may stand for more than one entry, so the count is a measure and no promise.
        """
        if more is None or self._has_unknown:
            self._entries_total, self._has_unknown = None, True
        else:
            self._entries_total = max((self._entries_total or 0) + more, self._entries)

    def advance(self, *, entries: int = 0, bytes_: int = 0) -> None:
        self._entries += entries
        if self._entries_total is not None:
            self._entries_total = max(self._entries_total, self._entries)
        self._bytes += bytes_
        self._in_hand = 0
        self._tick()

    def to_read(self, *, entries: int, bytes_: int) -> None:
        """Of what was listed, so much is to be read later."""
        self._to_read_entries += entries
        self._to_read_bytes += bytes_

    def set_bytes(self, bytes_done: int) -> None:
        self._bytes = bytes_done
        self._tick()

    def is_due(self) -> bool:
        """Whether the next word would be shown: what is costly to find out is asked for only then."""
        return self._monotonic() - self._shown_at >= STEP_S * self._run.meters

    def working_on(self, current: str | None, *, bytes_done: int = 0, bottleneck: str | None = None) -> None:
        """`bytes_done` of the contents in hand, not yet counted by `advance`."""
        self._current = current
        self._in_hand = bytes_done
        self._bottleneck = bottleneck or self._bottleneck
        self._tick()

    def rest(self, is_resting: bool) -> None:
        """Paused, or going on: what was slow meanwhile says nothing of what is to come."""
        now = self._monotonic()
        if not is_resting and self._rests_since is not None:
            gone = now - self._rests_since
            self._phase_began += gone
            self._samples = deque((at + gone, entries, bytes_) for at, entries, bytes_ in self._samples)
        self._rests_since = now if is_resting else None
        self._show()

    def met_faults(self, count: int) -> None:
        self._run.count(faults=count)

    def found(
        self, *, exhibit: str, path: str, set_name: str, set_sha256: str, record: int, category: str | None
    ) -> None:
        """`record` is its number in the set, whose index has the digest `set_sha256`."""
        self._run.met_record(set_sha256, record)
        self._run.show(
            {
                "hit": {
                    "exhibit": exhibit,
                    "path": path,
                    "set": set_name,
                    "record": record,
                    "category": category,
                    "elapsed_s": round(self._monotonic() - self._run.began, 3),
                }
            }
        )

    def end_phase(self) -> None:
        """The last word of a phase, with all that it counted."""
        self._show()

    def finish(self, *, status: int, sentence: str) -> None:
        self._show()
        self._run.show({"phase": "finished", "status": status, "sentence": sentence})

    def _tick(self) -> None:
        now = self._monotonic()
        if now - self._shown_at >= STEP_S * self._run.meters:
            self._shown_at = now
            self._samples.append((now, self._entries, self._bytes + self._in_hand))
            while now - self._samples[0][0] > WINDOW_S:
                self._samples.popleft()
            self._show()

    def _show(self) -> None:
        now = self._monotonic()
        entries_per_s, bytes_per_s = self._rates(now)
        low, high = self._estimate(now)
        self._run.show(
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
                "faults": self._run.faults,
                "current": self._current,
                "elapsed_s": round(now - self._run.began, 1),
                "eta_low_s": low,
                "eta_high_s": high,
                "bottleneck": self._bottleneck,
                "paused": self._rests_since is not None,
            }
        )

    def _rates(self, now: float) -> tuple[float, float]:
        if self._rests_since is not None:
            return 0.0, 0.0
        then, entries, done = self._samples[0]
        seconds = max(now - then, STEP_S)
        return (self._entries - entries) / seconds, (self._bytes + self._in_hand - done) / seconds

    def _estimate(self, now: float) -> tuple[float | None, float | None]:
        """Seconds left at the faster and the slower of the recent and the overall pace, with room on both
        sides.
        """
        if now - self._phase_began < SURE_AFTER_S or self._rests_since is not None:
            return None, None
        if self._phase == "listing":
            return self._listing_estimate(now)
        if self._bytes_total is None:
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

    def _listing_estimate(self, now: float) -> tuple[float | None, float | None]:
        """What is left of the listing, and the reading of all that it will have found, at any speed that a
        source may have.
        """
        if not self._entries_total or not self._entries:
            return None, None
        share = min(1.0, self._entries / self._entries_total)
        listing = (1 - share) / share * (now - self._phase_began)
        work = self._work(self._to_read_entries, self._to_read_bytes) / share
        return round(0.9 * listing + work / FASTEST_READING, 1), round(
            1.2 * listing + work / SLOWEST_READING, 1
        )

    @staticmethod
    def _work(entries: int, bytes_: int) -> int:
        return bytes_ + entries * ENTRY_COST_BYTES
