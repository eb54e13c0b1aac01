"""Which files make up a split raw image: `.001 .002 …`, `.000 .001 …` or `.aa .ab …`, found beside the first.

A series must begin with its first segment and have no hole: behind a missing segment all bytes would be
shifted, and every digest with them.
"""

import re
from collections.abc import Callable
from pathlib import Path

from forensics.errors import SourceNotUsable

_NUMBERED = re.compile(r"(?P<base>.+)\.(?P<place>\d{2,5})")
_LETTERED = re.compile(r"(?P<base>.+)\.(?P<place>[a-z]{2,3}|[A-Z]{2,3})")
_SEGMENT_DIGITS = 3  # .002 alone is read as a segment whose first is gone; .2024 is not


def series_of(source: Path) -> tuple[Path, ...]:
    """All segments in order, `source` first; `(source,)` where the name belongs to no series; SourceNotUsable
    at a hole.
    """
    if match := _NUMBERED.fullmatch(source.name):
        return _numbered(source, match)
    if match := _LETTERED.fullmatch(source.name):
        return _lettered(source, match)
    return (source,)


def _numbered(source: Path, match: re.Match[str]) -> tuple[Path, ...]:
    base, digits = match["base"], match["place"]
    width = len(digits)
    found = {
        int(m["place"]): path for path, m in _beside(source, _NUMBERED, base) if len(m["place"]) >= width
    }
    first = min(found, default=0)
    if first > 1:
        if width == _SEGMENT_DIGITS:
            raise SourceNotUsable(
                f"{source} looks like segment {digits} of a split image, but {base}.001 is not beside it."
            )
        return (source,)
    return _without_holes(source, found, place=int(digits), name_of=lambda n: f"{base}.{n:0{width}d}")


def _lettered(source: Path, match: re.Match[str]) -> tuple[Path, ...]:
    base, letters = match["base"], match["place"]
    found = {
        _place(m["place"]): path
        for path, m in _beside(source, _LETTERED, base)
        if len(m["place"]) == len(letters) and m["place"].isupper() == letters.isupper()
    }
    if 0 not in found or len(found) == 1 or (letters.lower().strip("a") and 1 not in found):
        return (source,)  # .dd, .raw or .img beside each other are file types, not places in a series
    members = {place: path for place, path in found.items() if place < 2 * len(found) + 26}
    if _place(letters) not in members:
        return (source,)
    return _without_holes(
        source, members, place=_place(letters), name_of=lambda n: f"{base}.{_letters(n, like=letters)}"
    )


def _beside(source: Path, form: re.Pattern[str], base: str) -> list[tuple[Path, re.Match[str]]]:
    try:
        names = sorted(source.absolute().parent.iterdir())
    except (
        OSError
    ):  # the folder may be closed to reading while its files are open: then only the given file is known
        names = [source]
    matches = ((path, form.fullmatch(path.name)) for path in names)
    return [(path, match) for path, match in matches if match and match["base"] == base]


def _without_holes(
    source: Path, found: dict[int, Path], *, place: int, name_of: Callable[[int], str]
) -> tuple[Path, ...]:
    first, last = min(found), max(found)
    missing = [name_of(n) for n in range(first, last) if n not in found]
    if missing:
        raise SourceNotUsable(
            f"Segment {', '.join(missing[:5])} of the split image is missing beside {source}; without "
            "it nothing can be read."
        )
    if place != first:
        raise SourceNotUsable(
            f"{source} is a later segment of a split image; open the first, {found[first].name}."
        )
    return tuple(found[n] for n in range(first, last + 1))


def _place(letters: str) -> int:
    place = 0
    for letter in letters.lower():
        place = place * 26 + ord(letter) - ord("a")
    return place


def _letters(place: int, *, like: str) -> str:
    text = ""
    for _ in like:
        place, rest = divmod(place, 26)
        text = chr(ord("a") + rest) + text
    return text.upper() if like.isupper() else text
