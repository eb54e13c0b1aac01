"""What a scan need not read, and what it reads first.

The size gate is lossless: a content whose size is in no record of the notable sets has another digest than
all of them. Priorities only order the reading: they never decide whether something is read.
"""

import re
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from forensics.entries import Content, FileEntry, Outcome
from forensics.file_kinds import is_media_name

Sizes = npt.NDArray[np.uint64]  # ascending


class Priority(IntEnum):
    """Lower is read earlier."""

    USER_MEDIA = 1  # pictures, video and archives in user folders and on removable volumes
    USER = 2
    MEDIA = 3  # pictures, video and archives elsewhere, by name or by leading bytes
    DELETED = 4
    REST = 5


UNLIKELY_SIZE = 8
"""Added to a priority where no record of a notable set has the size: those that have one come before all."""

_REMOVABLE = ("FAT12", "FAT16", "FAT32", "exFAT")  # cards and sticks are made with these
# Folders that an operating system makes for itself at the root of its volume; all else there is the user's.
_SYSTEM = re.compile(
    rb"/(?:windows|winnt|program files|program files \(x86\)|programdata|perflogs|recovery|boot|efi|msocache"
    rb"|system volume information|config\.msi|windows\.old|onedrivetemp"
    rb"|bin|sbin|usr|lib|lib32|lib64|libx32|etc|var|opt|proc|sys|dev|run|snap|srv|lost\+found"
    rb"|system|library|applications|private|cores|vendor|product|apex|odm|metadata"
    rb"|\$(?!recycle\.bin)[^/]*|\^\^\^\^[^/]*|[^/]*\.sys|bootmgr|bootnxt)(?:/|$)"
)


def priority_of(entry: FileEntry, *, is_removable: bool) -> Priority:
    """When an entry's content is read, by its place and name."""
    path = entry.path.raw.lower()
    if is_removable or _SYSTEM.match(path) is None:
        return Priority.USER_MEDIA if is_media_name(path) else Priority.USER
    if is_media_name(path):
        return Priority.MEDIA
    return Priority.REST if entry.allocated else Priority.DELETED


def is_removable(file_system: str | None) -> bool:
    return file_system in _REMOVABLE


class SizeGate:
    """Which sizes the notable sets' records have.

    `is_closed` where content of other sizes is ruled out: the profile says so, there is a notable set, and no
    notable record lacks a size.
    """

    def __init__(self, sizes: Sequence[Sizes], *, is_closed: bool) -> None:
        self._sizes = tuple(each for each in sizes if len(each))
        self.is_closed = is_closed

    def which_occur(self, sizes: Sequence[int]) -> list[bool]:
        """For each of `sizes`, whether some notable record has it."""
        asked = np.array(sizes, dtype=np.uint64)
        found = np.zeros(len(asked), dtype=np.bool_)
        for known in self._sizes:
            places = np.minimum(np.searchsorted(known, asked), len(known) - 1)
            found |= known[places] == asked
        return [bool(each) for each in found.tolist()]


Settlement = tuple[Outcome, str]

_WITHOUT_READING: dict[Content, Settlement] = {
    Content.EMPTY: (Outcome.NO_CONTENT, "empty"),
    Content.NOT_A_FILE: (Outcome.NO_CONTENT, "not a file"),
    Content.NOT_LEFT: (Outcome.NO_CONTENT, "deleted; no content is left that can be shown to be its own"),
    Content.ENCRYPTED: (Outcome.ENCRYPTED, "encrypted by the file system"),
}
RULED_OUT: Settlement = (
    Outcome.RULED_OUT_BY_SIZE,
    "no record of the notable sets has this size; not read",
)


def settled_without_reading(content: Content) -> Settlement | None:
    """The outcome of an entry that has no bytes to read; `None` where it has."""
    return _WITHOUT_READING.get(content)
