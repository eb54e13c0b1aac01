"""SQL text taken apart without being executed: where a statement ends, and what an INSERT puts where.

The language is SQLite's (sqlite.org/lang.html), of which only what `sqldiff` and `.dump` write is read; for
anything else the caller is told so and refuses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_STRING = rb"'(?:[^']|'')*+'"
_COMMENT = rb"--[^\n]*+(?:\n|\Z)|/\*(?:[^*]|\*(?!/))*+\*/"
_LEADING = re.compile(rb"(?:\s++|" + _COMMENT + rb")*+")
_STATEMENT = re.compile(
    rb"(?:[^'\"`\[;/-]++|'[^']*+'|\"[^\"]*+\"|`[^`]*+`|\[[^\]]*+\]|" + _COMMENT + rb"|-(?!-)|/(?!\*))*+;\s*+"
)
_NAME = rb"(?:[A-Za-z_][A-Za-z0-9_]*+|\"[^\"]*+\"|`[^`]*+`|\[[^\]]*+\])"
_INSERT = re.compile(
    rb"(?:INSERT(?:\s++OR\s++[A-Za-z]++)?+|REPLACE)\s++INTO\s*+(?:main\s*+\.\s*+)?+(" + _NAME + rb")\s*+"
    rb"(?:\(([^()']*+)\)\s*+)?+VALUES\s*+",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    rb"(?:DELETE\s++FROM|UPDATE(?:\s++OR\s++[A-Za-z]++)?+)\s*+(?:main\s*+\.\s*+)?+("
    + _NAME
    + rb")\s*+(WHERE\b)?",
    re.IGNORECASE,
)
_FUNCTION = rb"(?:replace|unistr|char)\("  # what `.dump` writes for texts with line ends
_CALL = _FUNCTION + rb"(?:[^'()]|" + _STRING + rb")*+\)"
_CALL = _FUNCTION + rb"(?:" + _CALL + rb"|[^'()]|" + _STRING + rb")*+\)"
_CALL = _FUNCTION + rb"(?:" + _CALL + rb"|[^'()]|" + _STRING + rb")*+\)"
ANY_VALUE = rb"(?:" + _STRING + rb"|[-+]?+[0-9][0-9.eE+-]*+|NULL|[xX]'[0-9A-Fa-f]*+'|" + _CALL + rb")"


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertHead:
    """An INSERT up to its values."""

    table: str  # in capitals
    columns: tuple[str, ...]  # in small letters, none when the statement names none
    text: bytes  # from the verb to the end of VALUES, as written


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A DELETE or UPDATE."""

    table: str
    has_condition: bool  # of a DELETE


def statement_end(text: bytes, at: int) -> int | None:
    """Where the statement at `at` and the blanks behind it end, `None` when that is not in `text`."""
    found = _STATEMENT.match(text, at)
    return None if found is None else found.end()


def skip_comments(text: bytes, at: int = 0) -> int:
    """Where the first thing that is neither blank nor comment stands."""
    found = _LEADING.match(text, at)
    return at if found is None else found.end()


def insert_head(text: bytes, at: int) -> InsertHead | None:
    """What stands at `at`, `None` for an INSERT that does not list values or something else."""
    found = _INSERT.match(text, at)
    if found is None:
        return None
    columns = () if found[2] is None else tuple(_bare(name).lower() for name in found[2].split(b","))
    return InsertHead(table=_bare(found[1]).upper(), columns=columns, text=found[0])


def change(text: bytes, at: int) -> Change | None:
    found = _CHANGE.match(text, at)
    if found is None:
        return None
    return Change(table=_bare(found[1]).upper(), has_condition=found[2] is not None)


def row_pattern(fields: Sequence[bytes]) -> bytes:
    """The pattern of one row of values in brackets, each of which fits its own pattern."""
    return rb"\(\s*+" + rb"\s*+,\s*+".join(fields) + rb"\s*+\)"


def rows_behind(
    text: bytes, at: int, pattern: re.Pattern[bytes]
) -> Iterator[tuple[int, re.Match[bytes] | None]]:
    """(place, row) of every row from `at` to the end of the statement; `None` for one that does not fit."""
    while True:
        found = pattern.match(text, at)
        yield at, found
        if found is None:
            return
        at = skip_comments(text, found.end())
        if text[at : at + 1] == b";":
            return
        if text[at : at + 1] != b",":
            yield at, None
            return
        at = skip_comments(text, at + 1)


def _bare(name: bytes) -> str:
    return name.strip().strip(b'"`[]').decode("utf-8", errors="replace")
