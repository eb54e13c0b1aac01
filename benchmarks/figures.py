"""One line of the table: what was measured, on both sides, and whether it is what was asked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

MB = 1_000_000
_HEADS = ("row", "work", "against", "measured", "ours", "theirs", "ratio", "asked", "result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure as it is shown; `theirs` and `ratio` are empty where the work stands by itself."""

    measured: str
    ours: str
    theirs: str = ""
    ratio: str = ""
    asked: str
    is_reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All figures of a row, and what helps to understand them."""

    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMeasured:
    """`word`: left out or failed; `reason` is a sentence."""

    word: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the table with its outcome."""

    name: str
    work: str
    against: str
    outcome: Measured | NotMeasured


def times_faster(ours: Sequence[float], theirs: Sequence[float], *, measured: str, at_least: float) -> Figure:
    """Seconds against seconds, the medians of the runs."""
    ratio = median(theirs) / median(ours)
    return Figure(
        measured=measured,
        ours=seconds(median(ours)),
        theirs=seconds(median(theirs)),
        ratio=f"{ratio:.2f} times as fast",
        asked=f"at least {at_least:g} times as fast",
        is_reached=ratio >= at_least,
    )


def share_of(
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    measured: str,
    at_most: float,
    show: Callable[[float], str],
) -> Figure:
    """Ours as a part of theirs, the medians of the runs; small is good."""
    ratio = median(ours) / median(theirs)
    return Figure(
        measured=measured,
        ours=show(median(ours)),
        theirs=show(median(theirs)),
        ratio=f"{ratio:.3f}",
        asked=f"at most {at_most:g}",
        is_reached=ratio <= at_most,
    )


def bound(
    ours: float,
    *,
    measured: str,
    show: Callable[[float], str],
    at_least: float = 0.0,
    at_most: float = float("inf"),
) -> Figure:
    """A figure that stands by itself."""
    asked = f"at least {show(at_least)}" if at_least else f"at most {show(at_most)}"
    return Figure(measured=measured, ours=show(ours), asked=asked, is_reached=at_least <= ours <= at_most)


def seconds(value: float) -> str:
    return f"{value:.2f} s"


def megabytes(value: float) -> str:
    return f"{value / MB:,.1f} MB"


def megabytes_per_s(value: float) -> str:
    return f"{value / MB:,.0f} MB/s"


def rows_per_s(value: float) -> str:
    return f"{value:,.0f} rows/s"


def number(value: float) -> str:
    return f"{value:,.0f}"


def table(lines: Iterable[Line]) -> str:
    """The lines as a Markdown table, its columns aligned for the eye too; the notes below it."""
    measured = tuple(lines)
    cells = [_HEADS, *(cells for line in measured for cells in _cells(line))]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEADS))]
    rows = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in cells]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    notes = [f"{line.name}: {note}" for line in measured for note in _notes(line)]
    return "\n".join([rows[0], rule, *rows[1:], "", *notes])


def _cells(line: Line) -> list[tuple[str, ...]]:
    who = (line.name, line.work, line.against)
    if isinstance(line.outcome, NotMeasured):
        return [(*who, "", "", "", "", "", line.outcome.word)]
    return [
        (
            *(who if position == 0 else ("", "", "")),  # said once for all figures of the row
            *(figure.measured, figure.ours, figure.theirs, figure.ratio, figure.asked, _result(figure)),
        )
        for position, figure in enumerate(line.outcome.figures)
    ]


def _result(figure: Figure) -> str:
    return "reached" if figure.is_reached else "NOT REACHED"


def _notes(line: Line) -> tuple[str, ...]:
    if isinstance(line.outcome, NotMeasured):
        return (f"{line.outcome.word}: {line.outcome.reason}",)
    return line.outcome.notes
