"""Which files make up an EWF image: `.E01 … .E99 .EAA … .ZZZ` beside the first, all of them, in order.

Source of the names: libyal, "Expert Witness Compression Format", section 2.2 (segment file extensions).
"""

import re
import struct
from io import FileIO
from pathlib import Path

from forensics.containers.opening import open_read_only
from forensics.errors import SourceNotUsable

SIGNATURE = b"EVF\x09\x0d\x0a\xff\x00"
_SEGMENT_NUMBER = struct.Struct("<8xBH")
_NAME = re.compile(r"(?P<base>.+)\.(?P<letter>[A-Za-z])(?P<place>\d\d|[A-Za-z]{2})")


def segments_of(source: Path) -> tuple[Path, ...]:
    """All segment files in order, from their names and the numbers inside them."""
    match = _NAME.fullmatch(source.name)
    if match is None:
        return (source,)
    beside = _named_like(source, match)
    number = _number_inside(source)
    if number != 1:
        raise SourceNotUsable(
            f"{source} is segment {number} of an EWF image; open the first, "
            f"{match['base']}.{match['letter']}01."
        )
    last = max(beside, default=1)
    missing = [n for n in range(2, last) if n not in beside]
    if missing:
        name = f"{match['base']}.{extension_of(missing[0], like=match['letter'])}"
        raise SourceNotUsable(
            f"Segment {name} of the EWF image is missing beside {source}; without it the image cannot "
            "be read."
        )
    return (source, *(beside[n] for n in range(2, last + 1)))


def _named_like(source: Path, match: re.Match[str]) -> dict[int, Path]:
    """The other segment files of this image by their place, case of the extension as in `source`."""
    found = {}
    try:
        names = list(source.absolute().parent.iterdir())
    except OSError:  # a folder that may be entered but not listed: look for the followers by name
        names = []
    present = {path.name: path for path in names}
    for place in range(2, 14_972):  # .E02 … .ZZZ
        name = f"{match['base']}.{extension_of(place, like=match['letter'])}"
        if name in present:
            found[place] = present[name]
    return {place: path for place, path in found.items() if _has_signature(path)}


def extension_of(place: int, *, like: str) -> str:
    """E01 … E99, EAA … EZZ, FAA …, in the letter and case of the first segment."""
    if place <= 99:
        return f"{like}{place:02d}"
    first, rest = divmod(place - 100, 26 * 26)
    second, third = divmod(rest, 26)
    letters = chr(ord(like.upper()) + first) + chr(ord("A") + second) + chr(ord("A") + third)
    return letters if like.isupper() else letters.lower()


def _has_signature(path: Path) -> bool:
    with FileIO(open_read_only(path), "rb") as file:
        return file.read(len(SIGNATURE)) == SIGNATURE


def _number_inside(path: Path) -> int:
    with FileIO(open_read_only(path), "rb") as file:
        header = file.read(_SEGMENT_NUMBER.size)
    if len(header) < _SEGMENT_NUMBER.size:
        raise SourceNotUsable(f"{path} is a damaged EWF image: it ends inside its header.")
    return int(_SEGMENT_NUMBER.unpack(header)[1])
