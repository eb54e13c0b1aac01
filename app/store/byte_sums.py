"""Sums of sizes that evidence claims: a few sparse files may claim more than 64 bits hold together, and
SQLite then gives up the question.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func

_LOW_BITS = 32


def bytes_in_all(column: ColumnElement[Any]) -> ColumnElement[int]:
    """The sum of a column of sizes; exact up to 63 bits, and the largest that these hold beyond.

    The halves are added by themselves: where their own sum is too large, SQLite goes on in floating point
    numbers, which the cast brings back.
    """
    high = func.sum(column.op(">>")(_LOW_BITS))
    low = func.sum(column.op("&")((1 << _LOW_BITS) - 1))
    return cast(high * (1 << _LOW_BITS) + low, BigInteger)
