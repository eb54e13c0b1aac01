"""Rests of a run: which exhibits the examiner has paused, and clocks that stand still meanwhile.

A rest costs nothing of what was given: neither of the time box nor of the time a content may take. The same
holds for a computer that was asleep, whose clock may have gone on.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Final

SLEPT_S: Final = 60.0  # nobody asked the clock for so long, although it is asked ten times a second
PAUSE: Final = "pause"
RESUME: Final = "resume"


class AwakeClock:
    """Seconds of `monotonic` without those in which the computer was asleep; asked often, by any thread."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._asked_at = monotonic()
        self._awake_s = 0.0

    def __call__(self) -> float:
        with self._lock:
            now = self._monotonic()
            step, self._asked_at = now - self._asked_at, now
            self._awake_s += step if step <= SLEPT_S else 0.0
            return self._awake_s


class Pauses:
    """What is paused, told by `hear` from whatever thread listens to the examiner."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.awake = AwakeClock(monotonic)
        self._lock = threading.Lock()
        self._labels: frozenset[str] = frozenset()
        self._all = False  # asked for before it was known which exhibits there are
        self._since: dict[str, float] = {}
        self._rested_s: dict[str, float] = {}

    def expect(self, labels: Iterable[str]) -> None:
        """The exhibits of the run."""
        self._labels = frozenset(labels)
        if self._all:
            self.pause()

    def hear(self, line: str) -> None:
        """`pause`, `resume`, or one of these with the label of an exhibit; other lines are not for this."""
        word, _, label = line.strip().partition(" ")
        if word == PAUSE:
            self.pause(label.strip() or None)
        elif word == RESUME:
            self.resume(label.strip() or None)

    def pause(self, label: str | None = None) -> None:
        """This exhibit, or all of the run."""
        now = self.awake()
        with self._lock:
            self._all = self._all or label is None
            for one in self._labels if label is None else {label}:
                self._since.setdefault(one, now)

    def resume(self, label: str | None = None) -> None:
        now = self.awake()
        with self._lock:
            self._all = self._all and label is not None
            for one in tuple(self._since) if label is None else (label,):
                if one in self._since:
                    self._rested_s[one] = self._rested_s.get(one, 0.0) + now - self._since.pop(one)

    def is_paused(self, label: str) -> bool:
        self.awake()  # it must be asked often, and this is
        return label in self._since

    def worked_s(self, label: str) -> float:
        """A clock of this exhibit: it stands still while the exhibit is paused."""
        now = self.awake()
        with self._lock:
            since = self._since.get(label, now)
            return since - self._rested_s.get(label, 0.0)


class Rest:
    """The rest of one exhibit, as a reader session minds it. `tell(whether it rests)` is called by the
    session when it has passed that on to the reader.
    """

    def __init__(self, pauses: Pauses, label: str) -> None:
        self._pauses, self._label = pauses, label
        self.tell: Callable[[bool], object] = _to_nobody

    def is_wanted(self) -> bool:
        return self._pauses.is_paused(self._label)

    def clock(self) -> float:
        return self._pauses.worked_s(self._label)


def _to_nobody(_is_resting: bool) -> None:
    """What is heard before anybody minds it."""
