"""What the category codes of the known schemes are called.

Codes mean different things in different countries and years, so the tables are data (`labels.json`), each
with its source, and a scheme that has no table has no labels: then the code stands alone beside the name of
its scheme.
"""

import json
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypedDict


class _Table(TypedDict):
    schemes: list[str]
    source: str
    labels: dict[str, str]


def label_of(scheme: str | None, code: str | None) -> str | None:
    """The label of `code` in `scheme`; `None` when there is no category or its scheme has no word for it."""
    if scheme is None or code is None:
        return None
    return _labels().get((scheme, code))


def codes_of(scheme: str) -> tuple[str, ...]:
    """The codes that `scheme` has a label for, in the order of its table; none where it has no table."""
    return tuple(code for of, code in _labels() if of == scheme)


@cache
def _labels() -> MappingProxyType[tuple[str, str], str]:
    text = files("forensics.hashset").joinpath("labels.json").read_text("utf-8")
    tables: list[_Table] = json.loads(text)["tables"]
    return MappingProxyType(
        {
            (scheme, code): label
            for table in tables
            for scheme in table["schemes"]
            for code, label in table["labels"].items()
        }
    )
