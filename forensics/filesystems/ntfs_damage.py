"""What of the $MFT could not be used, gathered while it is read and told as faults with record numbers.

Records that follow each other and suffer from the same are one fault: a stretch of bad sectors in the $MFT
may hold a hundred thousand of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from forensics.entries import Fault, Stage
from forensics.filesystems.ntfs_folders import DEEPEST, Folders
from forensics.filesystems.ntfs_mft import Unread
from forensics.filesystems.ntfs_records import NUMBER_MASK
from forensics.paths import EvidencePath

UNCLAIMED = (
    "it says that it continues another record, which does not list it; its names and contents are lost"
)
_UNREAD = "cannot be read"
_NAMELESS = "it is in use and has no name; it is listed under /$OrphanFiles"


@dataclass(slots=True, eq=False)
class Stretch:
    first: int
    count: int
    kind: str  # what consecutive records must share to be told together
    words: str
    path: EvidencePath | None = None
    place_bytes: int | None = None  # of the image, where reading failed
    length_bytes: int = 0

    def goes_on_with(self, other: "Stretch") -> bool:
        """Whether `other` follows, suffers from the same, and lies right behind where this lies."""
        if self.kind != other.kind or self.first + self.count != other.first:
            return False
        end = None if self.place_bytes is None else self.place_bytes + self.length_bytes
        return other.place_bytes == end


class Damage:
    """Of one walk over one volume."""

    def __init__(self, volume: int) -> None:
        self._volume = volume
        self._stretches: list[Stretch] = []

    def add(self, number: int, words: str, *, path: bytes | None = None) -> None:
        if path is not None:
            self._stretches.append(Stretch(number, 1, "", words, EvidencePath(path)))
            return
        self._add(Stretch(number, 1, words, words))

    def add_unread(self, unread: Unread) -> None:
        self._add(
            Stretch(
                unread.first,
                unread.count,
                _UNREAD,
                unread.reason,
                place_bytes=unread.place_bytes,
                length_bytes=unread.length_bytes,
            )
        )

    def add_nameless(self, number: int) -> None:
        self._add(Stretch(number, 1, _NAMELESS, _NAMELESS))

    def add_lost(self, number: int, lost: int) -> None:
        words = f"{lost:,} of the further records that describe this file are lost or belong to another"
        self._stretches.append(Stretch(number, 1, "", words))

    def add_misfit(self, number: int, trouble: str | None) -> None:
        words = trouble or "the list of its attributes and the attributes that are there are not the same"
        self._stretches.append(Stretch(number, 1, "", words))

    def _add(self, stretch: Stretch) -> None:
        last = self._stretches[-1] if self._stretches else None
        if last and last.goes_on_with(stretch):
            last.count += stretch.count
            last.length_bytes += stretch.length_bytes
        else:
            self._stretches.append(stretch)

    def faults(self) -> Iterator[Fault]:
        for stretch in self._stretches:
            end = stretch.first + stretch.count - 1
            which = f"record {end}" if stretch.count == 1 else f"records {stretch.first} to {end}"
            yield Fault(
                stage=Stage.LIST,
                reason=f"File {which} of the $MFT: {stretch.words}".rstrip(".") + ".",
                volume=self._volume,
                path=stretch.path,
                meta_addr=stretch.first,
                offset_bytes=stretch.place_bytes,
                length_bytes=stretch.length_bytes if stretch.place_bytes is not None else None,
            )


def faults_of_folders(folders: Folders, volume: int) -> Iterator[Fault]:
    """Names whose way up to the root is broken; all of them are listed under `/$OrphanFiles`."""
    for number in folders.looped:
        yield _of_folder(number, volume, "This folder contains itself; it is listed under /$OrphanFiles.")
    for number in folders.too_deep:
        words = f"This folder lies more than {DEEPEST} folders deep; it is listed under /$OrphanFiles."
        yield _of_folder(number, volume, words)
    for reference, names in folders.lost.items():
        number = reference & NUMBER_MASK
        words = (
            f"{names:,} names in use belong into the folder of file record {number}, which is gone or cannot "
            "be read; they are listed under /$OrphanFiles."
        )
        yield _of_folder(number, volume, words)


def _of_folder(number: int, volume: int, words: str) -> Fault:
    return Fault(stage=Stage.LIST, reason=words, volume=volume, meta_addr=number)
