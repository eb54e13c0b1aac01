"""hashdeep.txt: the digests of whole contents, in the form of hashdeep 1.0, for an audit of exported files.

`hashdeep -a -l -r -k hashdeep.txt E1` compares the files in a folder E1 with it; files that lie elsewhere are
told as moved. Only entries that have a digest by each
algorithm of the head stand here; names have the exhibit and the volume in front, so that each is one.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from forensics.entry_line import EntryRow
from forensics.paths import display_text
from reports.content import CaseContent

NAME: Final = "hashdeep.txt"
ALGORITHMS: Final = ("md5", "sha1", "sha256")


def algorithms_of(content: CaseContent) -> tuple[str, ...]:
    """Those that every scan computed of every content; all three where that is not recorded."""
    kept = [
        set(exhibit.scan.algorithms)
        for exhibit in content.exhibits
        if exhibit.scan is not None and exhibit.scan.algorithms
    ]
    common = tuple(name for name in ALGORITHMS if all(name in each for each in kept))
    return common or ALGORITHMS


def head_lines(algorithms: tuple[str, ...]) -> tuple[str, ...]:
    return (
        "%%%% HASHDEEP-1.0",
        "%%%% " + ",".join(("size", *algorithms, "filename")),
        "## Contents that Fieldcase read from end to end. Names are EXHIBIT/VOLUME/PATH.",
        "##",
    )


def head_algorithms(lines: Sequence[str]) -> tuple[str, ...] | None:
    """Those that a head names; `None` where it is not one that this program writes."""
    for length in range(1, len(ALGORITHMS) + 1):
        for algorithms in combinations(ALGORITHMS, length):
            if tuple(lines) == head_lines(algorithms):
                return algorithms
    return None


class HashdeepLines:
    def __init__(self, algorithms: tuple[str, ...]) -> None:
        self._has_md5, self._has_sha1, self._has_sha256 = (name in algorithms for name in ALGORITHMS)

    def line(self, row: EntryRow) -> str:
        """Empty where a digest is missing."""
        md5, sha1, sha256 = row[10:13]
        if (self._has_md5 and not md5) or (self._has_sha1 and not sha1) or (self._has_sha256 and not sha256):
            return ""
        return (
            f"{row[6]},{f'{md5},' if self._has_md5 else ''}{f'{sha1},' if self._has_sha1 else ''}"
            f"{f'{sha256},' if self._has_sha256 else ''}{hashdeep_name(row)}\n"
        )


def hashdeep_name(row: EntryRow) -> str:
    """Volumes are counted from 0, as in entries.csv."""
    stream = f":{row[5]}" if row[5] else ""
    slash = "" if row[2][:1] == "/" else "/"
    exhibit = row[0] if row[0].isprintable() else display_text(row[0].encode("utf-8", "backslashreplace"))
    return f"{exhibit}/{row[1]}{slash}{row[2]}{stream}"
