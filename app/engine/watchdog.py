"""Watches a reader process from outside: its memory, and the processor time it takes without a word.

A reader that waits for a slow disk takes no processor time and is left a long time; one that goes round in
circles takes a whole processor and is ended soon.
"""

from dataclasses import dataclass

import psutil

LOOK_EVERY_S = 1.0
ASLEEP_S = 30.0  # looks are a second apart: after so long, nobody was awake to hear the reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What a reader may do before it is ended."""

    silent_s: float = 300.0  # a disk may try a bad sector again for minutes
    processor_s: float = 60.0  # of work without a sign of life
    memory_bytes: int = 2 << 30  # a reader stays under a fifth of this, however large the image


class Watchdog:
    """Of one process; `clock` readings are in seconds."""

    def __init__(self, pid: int, *, now: float) -> None:
        self._process = psutil.Process(pid) if psutil.pid_exists(pid) else None
        self._heard_at = self._looked_at = now
        self._worked_s = 0.0  # processor time at the first look after the reader was heard
        self._is_looked_at = False

    def heard(self, now: float) -> None:
        """The reader gave a sign of life."""
        self._heard_at = now
        self._is_looked_at = False

    def complaint(self, now: float, patience: Patience) -> str | None:
        """Why the reader has to be ended, or `None`. Costs some microseconds; ask about once a second."""
        gone, self._looked_at = now - self._looked_at, now
        if gone > ASLEEP_S:
            self._heard_at += gone
        if self._process is None:
            return None
        try:
            memory = self._process.memory_info().rss
            times = self._process.cpu_times()
        except psutil.Error:  # it is gone, which the end of its pipe tells better
            return None
        worked_s = times.user + times.system
        if not self._is_looked_at:
            self._is_looked_at, self._worked_s = True, worked_s
        if memory > patience.memory_bytes:
            return f"it took more than {patience.memory_bytes >> 20:,} MiB of memory"
        if worked_s - self._worked_s > patience.processor_s:
            return f"it worked for {patience.processor_s:.0f} seconds without a sign of life"
        if now - self._heard_at > patience.silent_s:
            return f"it gave no sign of life for {patience.silent_s:.0f} seconds"
        return None
