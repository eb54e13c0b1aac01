"""One exhibit's evidence, held open by a reader between commands: the image, its volumes, what was unlocked,
and the file systems that were asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from forensics.containers import open_image
from forensics.entries import ByteRange, Fault, Stage
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import FileSystem, open_file_system
from forensics.images import ImageInfo, Volume, VolumeState
from forensics.layers import LayeredImage, space_of
from forensics.locks import CLEAR_KEY, Key
from forensics.reader.protocol import (
    FoundBefore,
    FoundListed,
    Opened,
    OpenEvidence,
    Unlock,
    Unlocked,
    Unlocking,
)
from forensics.reader.watching import WatchedImage
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.layered import with_found, with_layers
from forensics.volumes.layout import Area
from forensics.volumes.lost import Course, search_everywhere
from forensics.volumes.on_record import found_again
from forensics.volumes.unlocking import left_shut, unlock, unlock_again


class Evidence:
    """Nothing at first. Opening another lets go of all of it; what is asked while nothing is open raises
    EvidenceUnreadable.
    """

    def __init__(self, new_ground: Callable[[int], None]) -> None:
        """`new_ground` is told as by a `WatchedImage`."""
        self._new_ground = new_ground
        self._image: LayeredImage | None = None
        self._map: VolumeMap | None = None
        self._file_systems: dict[int, FileSystem] = {}

    @property
    def image(self) -> LayeredImage:
        return self._opened()[0]

    @property
    def volumes(self) -> tuple[Volume, ...]:
        return self._opened()[1].volumes

    def _opened(self) -> tuple[LayeredImage, VolumeMap]:
        if self._image is None or self._map is None:
            raise EvidenceUnreadable("no evidence is open")
        return self._image, self._map

    def open(self, command: OpenEvidence) -> Opened:
        self.close()
        self._image = LayeredImage(WatchedImage(open_image(Path(command.source)), self._new_ground))
        self._map = with_layers(self._image, map_volumes(self._image))
        unlocked, shut = self._add_all(command.added_later)
        return Opened(
            image=self._image.info,
            volumes=self._map.volumes,
            gaps=self._map.gaps,
            faults=(*_of_container(self._image.info), *self._map.faults),
            unlocked=unlocked,
            shut=shut,
        )

    def unlock(self, command: Unlock) -> Unlocked:
        image, known = self._opened()
        key = Key(means=command.means, secret=command.secret)
        self._map, opened_by = unlock(image, known, command.volume, key)
        return Unlocked(
            volumes=self._map.volumes[len(known.volumes) :],
            faults=self._map.faults[len(known.faults) :],
            opened_by=opened_by,
        )

    def search(self, course: Course, *, first_place: int) -> Iterator[Area]:
        """Lost volumes wherever they may begin, but for those that are known."""
        image, known = self._opened()
        return search_everywhere(image, known.unlisted, course, first_place=first_place)

    def list_found(self, places: Sequence[ByteRange]) -> FoundListed:
        image, known = self._opened()
        self._map = with_found(image, known, places)
        return FoundListed(
            volumes=self._map.volumes[len(known.volumes) :],
            faults=self._map.faults[len(known.faults) :],
        )

    def has_told(self, fault: Fault) -> bool:
        """Whether the opening told the same."""
        return any(fault.reason == told.reason for told in self._opened()[1].faults)

    def _add_all(self, added: Sequence[Unlocking | FoundBefore]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Of the volumes that were unlocked before: those that are open now, and those that stay shut for
        want of a secret.
        """
        unlocked: list[int] = []
        shut: list[int] = []
        for each in added:
            image, known = self._opened()
            if isinstance(each, FoundBefore):
                self._map = found_again(image, known, each.places, rows=each.rows)
                continue
            rows = [row.index for row in each.rows]
            has_key = each.secret is not None or each.means == CLEAR_KEY
            if has_key and each.volume not in shut:
                key = Key(means=each.means, secret=each.secret or b"")
                self._map = unlock_again(image, known, each.volume, key, rows=each.rows)
                unlocked += rows
            else:
                self._map = left_shut(known, each.rows)
                shut += rows
        return tuple(unlocked), tuple(shut)

    def expect_open(self, index: int) -> None:
        """Raise EvidenceUnreadable where a volume is shut: its bytes have no place now."""
        volume = self.volumes[index]
        if volume.state == VolumeState.LOCKED:
            raise EvidenceUnreadable(volume.reason or f"Volume {index} is locked.")

    def file_system(self, index: int) -> FileSystem:
        """Opened when it is first asked for; raise EvidenceUnreadable where it cannot be."""
        if index not in self._file_systems:
            volume = self.volumes[index]
            self._file_systems[index] = open_file_system(space_of(self.image, volume.offset_bytes), volume)
        return self._file_systems[index]

    def close(self) -> None:
        for file_system in self._file_systems.values():
            file_system.close()
        self._file_systems.clear()
        if self._image is not None:
            self._image.close()
        self._image = self._map = None


def _of_container(info: ImageInfo) -> tuple[Fault, ...]:
    return tuple(Fault(stage=Stage.OPEN, reason=sentence) for sentence in info.troubles)
