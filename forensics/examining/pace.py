"""What holds the reading up: the disk, the processor, or decompression; and whether a disk is better read by
one at a time.
"""

import threading
from collections import deque
from typing import Literal

Bottleneck = Literal["disk", "processor", "decompression"]

WINDOW_S = 10.0
LEAST_WORK_S = 0.2  # below this, nothing is said
MEASURED_BYTES = 64 * 1024  # pieces from this size on are measured; asking the clock costs a microsecond


class Pace:
    """Seconds spent, added up by all threads. Times are seconds of any clock that only goes forward."""

    def __init__(self, *, is_compressed: bool) -> None:
        self._is_compressed = is_compressed
        self._lock = threading.Lock()
        self._noted: deque[tuple[float, float, float, float]] = deque()  # begun, waiting, in reads, hashing
        self.bytes_read = 0

    def read(self, now: float, *, seconds: float, processor_seconds: float, length: int) -> None:
        """A read took `seconds`, of them `processor_seconds` on this thread's processor: libewf decompresses
        inside a read, everything else is waiting.
        """
        self.bytes_read += length
        self._note(now, max(0.0, seconds - processor_seconds), processor_seconds, 0.0)

    def hashed(self, now: float, *, seconds: float) -> None:
        self._note(now, 0.0, 0.0, seconds)

    def _note(self, now: float, waiting: float, in_reads: float, hashing: float) -> None:
        with self._lock:
            noted = self._noted
            if noted and now - noted[-1][0] < WINDOW_S / 40:
                begun, *sums = noted[-1]
                noted[-1] = (begun, sums[0] + waiting, sums[1] + in_reads, sums[2] + hashing)
            else:
                noted.append((now, waiting, in_reads, hashing))
            while noted[0][0] < now - WINDOW_S:
                noted.popleft()

    def bottleneck(self, now: float) -> Bottleneck | None:
        """What most of the last ten seconds of work went to; `None` where there was hardly any."""
        since = now - WINDOW_S
        with self._lock:
            recent = [each for each in self._noted if each[0] >= since]
        waiting = sum(each[1] for each in recent)
        in_reads = sum(each[2] for each in recent)
        hashing = sum(each[3] for each in recent)
        if waiting + in_reads + hashing < LEAST_WORK_S:
            return None
        if waiting > in_reads + hashing:
            return "disk"
        if self._is_compressed and in_reads > hashing:
            return "decompression"
        return "processor"


class Streams:
    """Whether several may read at once. A disk that has to move its head gives more to one reader than to
    two: while the disk is what holds up, one is tried against several, and what gave more stays for a while.
    """

    TRIAL_S = 3.0
    HOLD_S = 60.0
    BETTER = 1.1  # one reader must give this much more, so that noise does not decide

    def __init__(self, *, trial_s: float = TRIAL_S, hold_s: float = HOLD_S) -> None:
        self._trial_s, self._hold_s = trial_s, hold_s
        self.is_single = False
        self._rate_of_several: float | None = None
        self._since: tuple[float, int] | None = None  # begin of the present measurement, and bytes by then
        self._held_until = 0.0

    def consider(self, now: float, *, bytes_read: int, is_disk_slow: bool) -> None:
        """Call now and then; sets `is_single`."""
        if now < self._held_until:
            return
        if self.is_single and self._rate_of_several is None:
            self.is_single = False  # the hold is over: see again what several give
        if not is_disk_slow and not self.is_single:
            self._since = None
            return
        if self._since is None:
            self._since = (now, bytes_read)
            return
        began, bytes_then = self._since
        if now - began >= self._trial_s:
            self._judge(now, rate=(bytes_read - bytes_then) / (now - began), bytes_read=bytes_read)

    def _judge(self, now: float, *, rate: float, bytes_read: int) -> None:
        if not self.is_single:
            self._rate_of_several, self.is_single, self._since = rate, True, (now, bytes_read)
            return
        several = self._rate_of_several or 0.0
        self.is_single = rate > several * self.BETTER
        self._rate_of_several, self._since, self._held_until = None, None, now + self._hold_s
