"""Dividing a rectangle by weight into rectangles that are as square as can be.

Bruls, Huizing, van Wijk: Squarified Treemaps (2000). Plain numbers; whoever draws rounds them.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """A place in the rectangle; nothing lies outside, nothing overlaps."""

    left: float
    top: float
    width: float
    height: float


def squarified(weights: Sequence[float], *, width: float, height: float) -> tuple[Square, ...]:
    """A place for each weight, in their order, which must fall; a weight of nothing has an empty place.

    The areas are to each other as the weights are, and together they are the rectangle.
    """
    total = sum(weights)
    if total <= 0 or width <= 0 or height <= 0:
        return tuple(Square(left=0, top=0, width=0, height=0) for _ in weights)
    areas = [weight * width * height / total for weight in weights]
    rest = Square(left=0.0, top=0.0, width=width, height=height)
    placed: list[Square] = []
    while len(placed) < len(areas):
        row = _row(areas[len(placed) :], side=min(rest.width, rest.height))
        squares, rest = _laid(row, rest)
        placed += squares
    return tuple(placed)


def _row(areas: Sequence[float], *, side: float) -> Sequence[float]:
    """As many of the areas as make a row with the best of worst shapes."""
    best, taken, length = float("inf"), 0, 0.0
    for number, area in enumerate(areas, start=1):
        length += area
        worst = _worst(areas[0], area, length=length, side=side)
        if worst > best:
            break
        best, taken = worst, number
    return areas[: max(taken, 1)]


def _worst(largest: float, smallest: float, *, length: float, side: float) -> float:
    """The longer side by the shorter one of the worst shape in a row."""
    if smallest <= 0 or side <= 0:
        return float("inf")
    thick = length / side
    return max(largest / thick**2, thick**2 / smallest)


def _laid(row: Sequence[float], rest: Square) -> tuple[list[Square], Square]:
    """The row along the shorter side of what is left, and what is left then."""
    is_wide = rest.width >= rest.height
    side = rest.height if is_wide else rest.width
    # Never out of the rectangle: a thin row has its length from a division by next to nothing.
    thick = min(sum(row) / side, rest.width if is_wide else rest.height) if side else 0.0
    squares, at = list[Square](), 0.0
    for area in row:
        long = min(area / thick, max(side - at, 0.0)) if thick else 0.0
        squares.append(
            Square(left=rest.left, top=rest.top + at, width=thick, height=long)
            if is_wide
            else Square(left=rest.left + at, top=rest.top, width=long, height=thick)
        )
        at += long
    if is_wide:
        return squares, Square(
            left=rest.left + thick, top=rest.top, width=max(rest.width - thick, 0.0), height=rest.height
        )
    return squares, Square(
        left=rest.left, top=rest.top + thick, width=rest.width, height=max(rest.height - thick, 0.0)
    )
