"""How long a scan may take, as a range: from test reads, this machine's digesting, and what each content
costs however small it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.engine.progress import ENTRY_COST_BYTES
from forensics.digests import Algorithm
from forensics.reader.rates import ReadingTested

FAST_ENTRY_S = 25e-6  # a content of a few bytes from memory, its row stored; measured with a million of them
SLOW_ENTRY_S = 120e-6
DIGESTING_WORTH = 0.6  # of what the processors could digest if nothing else were to do
LISTING_TWICE = 3.0  # a scan lists once more, and stores what the survey only counts
LEAST_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Seconds, the fewest and the most."""

    low_s: float
    high_s: float


def reading_span(
    speed: ReadingTested, *, contents: int, bytes_: int, algorithms: Iterable[Algorithm]
) -> Span | None:
    """To read and digest so many contents of so many bytes; `None` where no test read succeeded."""
    if speed.slowest is None or speed.fastest is None:
        return None
    digesting = speed.processors / sum(1 / speed.digesting[each.value] for each in algorithms)
    fast = min(speed.fastest, digesting)
    slow = min(speed.slowest, digesting * DIGESTING_WORTH)
    low = bytes_ / fast + contents * FAST_ENTRY_S
    high = bytes_ / slow + contents * max(SLOW_ENTRY_S, ENTRY_COST_BYTES / speed.slowest)
    return Span(low_s=0.9 * low, high_s=1.2 * high)


def scan_span(reading: Span, *, listing_s: float) -> Span:
    """The whole scan of an exhibit whose survey took so long to walk it."""
    return Span(low_s=reading.low_s + listing_s, high_s=reading.high_s + LISTING_TWICE * listing_s + LEAST_S)


def together(spans: Iterable[Span], *, at_once: int) -> Span:
    """Of several exhibits, so many at a time."""
    all_spans = tuple(spans)
    lanes = max(1, min(at_once, len(all_spans)))
    return Span(
        low_s=max(
            max((one.low_s for one in all_spans), default=0.0), sum(one.low_s for one in all_spans) / lanes
        ),
        high_s=sum(one.high_s for one in all_spans),
    )
