"""Which column of a table holds what, as the examiner says it or a proposal found it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from forensics.errors import HashSetRefused

HOW_TO_MAP = "say which column holds what, for example --columns 'md5=1,sha256=2,size=4,header=no'"


class Kind(StrEnum):
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    SIZE = "size"
    CATEGORY = "category"
    PDQ = "pdq"
    QUALITY = "quality"
    PHOTODNA = "photodna"


COMPARABLE = frozenset({Kind.MD5, Kind.SHA1, Kind.SHA256, Kind.PDQ, Kind.PHOTODNA})
DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_DELIMITER_NAMES = {"\t": "tab"}
_PART = re.compile(rf",(?=\s*(?:{'|'.join(Kind)}|delimiter|header)\s*=)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """Where the values of a table stand."""

    columns: tuple[tuple[Kind, str | int], ...]  # kind and name in the head line, or number from 1
    delimiter: str | None = None  # one character; `None`: whichever divides the lines evenly
    has_header: bool = True

    @classmethod
    def parse(cls, text: str) -> Self:
        """The map spelled as "md5=Hash,sha1=3,size=File Size,delimiter=;,header=no"; raise HashSetRefused."""
        columns: dict[Kind, str | int] = {}
        delimiter, has_header = None, True
        for part in _PART.split(text):
            key, is_given, value = part.partition("=")
            key, value = key.strip().lower(), value.strip(" ")
            if not key or not is_given or not value:
                raise _unclear(text, f"“{part.strip()}” is not of the form kind=column")
            if key == "delimiter":
                delimiter = _delimiter(value, text)
            elif key == "header":
                has_header = _yes_or_no(value, text)
            elif key not in tuple(Kind):
                raise _unclear(text, f"there is no kind called {key}; the kinds are {', '.join(Kind)}")
            elif Kind(key) in columns:
                raise _unclear(text, f"{key} is given twice")
            else:
                columns[Kind(key)] = int(value) if value.isascii() and value.isdigit() else value
        found = cls(columns=tuple(columns.items()), delimiter=delimiter, has_header=has_header)
        found.check(text)
        return found

    def check(self, text: str) -> None:
        """Raise HashSetRefused when no table can be read with this map, spelled `text`."""
        kinds = {kind for kind, _ in self.columns}
        if not kinds & COMPARABLE:
            raise _unclear(text, "it names no column of digests")
        if Kind.QUALITY in kinds and Kind.PDQ not in kinds:
            raise _unclear(text, "a quality belongs to a PDQ column, and none is named")
        where = [column for _, column in self.columns]
        if len(set(where)) < len(where):
            raise _unclear(text, "it names one column twice")
        if 0 in where:
            raise _unclear(text, "columns are counted from 1")
        if not self.has_header and any(isinstance(column, str) for column in where):
            raise _unclear(text, "without a header line columns are given by number")

    def spelled(self) -> str:
        """As `parse` reads it."""
        parts = [f"{kind}={column}" for kind, column in self.columns]
        if self.delimiter is not None:
            parts.append(f"delimiter={_DELIMITER_NAMES.get(self.delimiter, self.delimiter)}")
        return ",".join([*parts, *(() if self.has_header else ("header=no",))])

    def places(self, names: Sequence[str]) -> Mapping[Kind, int]:
        """For each kind its column from 0, where `names` is the first row; raise ValueError if absent."""
        return {kind: _place(column, names) for kind, column in self.columns}


def _place(column: str | int, names: Sequence[str]) -> int:
    if isinstance(column, int):
        if column > len(names):
            raise ValueError(f"there is no column {column}; the first line has {len(names)}")
        return column - 1
    found = [place for place, name in enumerate(names) if name.strip().lower() == column.lower()]
    if len(found) != 1:
        how_many = "two columns are" if found else "no column is"
        raise ValueError(f"{how_many} called {column}")
    return found[0]


def _delimiter(value: str, text: str) -> str:
    delimiter = DELIMITERS.get(value.lower(), value)
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in '"\r\n\0 ':
        raise _unclear(text, f"{value} cannot divide columns")
    return delimiter


def _yes_or_no(value: str, text: str) -> bool:
    if value.lower() not in ("yes", "no"):
        raise _unclear(text, "header is yes or no")
    return value.lower() == "yes"


def _unclear(text: str, reason: str) -> HashSetRefused:
    return HashSetRefused(f"The column map “{text}” cannot be used: {reason}.")
