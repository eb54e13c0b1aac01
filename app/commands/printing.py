"""Options of whatever is printed: languages, and what a copy withholds."""

import argparse
from importlib.resources import files

from reports.content import Redaction

_KINDS = {"paths": "paths", "names": "names", "set-labels": "set_labels"}


def languages() -> tuple[str, ...]:
    """Those that a report can be written in."""
    folder = files("reports").joinpath("languages")
    return tuple(sorted(file.name.removesuffix(".json") for file in folder.iterdir()))


def redaction_from(text: str) -> Redaction:
    """`paths,names` as what a copy withholds; raise ArgumentTypeError."""
    wanted = [word.strip() for word in text.split(",")]
    if unknown := [word for word in wanted if word not in _KINDS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(_KINDS)}")
    return Redaction(**{_KINDS[word]: True for word in wanted})
