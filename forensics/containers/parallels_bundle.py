"""Parallels bundles (`.hdd` folders): the files that `DiskDescriptor.xml` names, put together as one disk.

Promises the present state of the media; older states are counted, not read. A single `.hds` is opened as the
disk it is, unless a descriptor beside it says that it is only a part or a difference.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from forensics.containers import raw
from forensics.containers.chains import beside, is_there, opened_below
from forensics.containers.kinds import OpenBelow, Sniffed
from forensics.containers.parallels import SECTOR_BYTES, open_growing
from forensics.containers.parallels_descriptor import MARK, Descriptor, Part, read_descriptor
from forensics.containers.sectors import SMALLEST_SECTOR_BYTES
from forensics.containers.stretches import Spoilt, StoredFile, Stretch, spread_image
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

DESCRIPTOR = "DiskDescriptor.xml"
_MARK_WITHIN = 4096
_FILE = "disk file"


def detect(sniffed: Sniffed) -> bool:
    return MARK in sniffed.head[:_MARK_WITHIN]


def descriptor_in(folder: Path) -> Path | None:
    """The descriptor, where `folder` is a bundle."""
    place = folder / DESCRIPTOR
    return place if is_there(place) else None


def open_source(source: Path, _open_below: OpenBelow) -> EvidenceImage:
    """Open the disk that the descriptor `source` tells of; raise SourceNotUsable."""
    file = StoredFile(source)
    with ExitStack() as opened:
        opened.callback(file.close)
        descriptor = read_descriptor(file)
        images: list[EvidenceImage] = []
        for part in descriptor.parts:
            images.append(_opened_part(source, part))
            opened.callback(images[-1].close)
        image = _joined(file, descriptor, images)
        opened.pop_all()
        return image


def open_alone(source: Path, _open_below: OpenBelow) -> EvidenceImage:
    """Open one `.hds` as a disk of its own; raise SourceNotUsable where it is only a piece of one."""
    place = source.absolute().parent / DESCRIPTOR
    if is_there(place):
        file = StoredFile(place)
        try:
            names = [layer.name for part in read_descriptor(file).parts for layer in part.layers]
        finally:
            file.close()
        if len(names) > 1 or source.name not in names:
            raise SourceNotUsable(
                f"{source} is one of several files of a Parallels disk; open the folder it lies in, or "
                f"{DESCRIPTOR}."
            )
    return open_growing(source, below=None)


def _opened_part(source: Path, part: Part) -> EvidenceImage:
    """The files of one part upon each other, the oldest lowest."""
    image: EvidenceImage | None = None
    try:
        for layer in reversed(part.layers):
            path = beside(source, layer.name, what=_FILE)
            if layer.is_plain and image is not None:
                image.close()  # what lies under bytes that are all there is never seen
            below = None if layer.is_plain else image
            opener = raw.open_single if layer.is_plain else partial(open_growing, below=below)
            image = opened_below(source, path, what=_FILE, open_below=opener)
    except SourceNotUsable:
        if image is not None:
            image.close()
        raise
    if image is None:
        raise ValueError("A part has at least one file.")
    return image


class _Lower:
    """One part of the media, as the source of a stretch."""

    def __init__(self, image: EvidenceImage, *, first: int, behind: int) -> None:
        self.image, self.first, self.behind = image, first, behind

    def fill(self, at: int, view: memoryview) -> None:
        try:
            got = self.image.read_into(at, view)
        except EvidenceUnreadable as trouble:
            raise Spoilt(str(trouble).rstrip(".")) from trouble
        if got < len(view):
            name = Path(self.image.info.segments[0]).name
            raise Spoilt(f"{name} holds {at + got:,} bytes of the disk, and should hold more")

    def close(self) -> None:
        self.image.close()


class _Parts:
    """The map of a disk in parts. Their images keep no place of their own, so threads share them."""

    def __init__(self, parts: list[_Lower]) -> None:
        self._parts = parts

    def stretch_at(self, offset: int) -> Stretch:
        part = next((each for each in self._parts if offset < each.behind), self._parts[-1])
        return Stretch(max(1, part.behind - offset), part, offset - part.first)


def _joined(file: StoredFile, descriptor: Descriptor, images: list[EvidenceImage]) -> EvidenceImage:
    parts = [
        _Lower(image, first=part.start_sector * SECTOR_BYTES, behind=part.end_sector * SECTOR_BYTES)
        for part, image in zip(descriptor.parts, images, strict=True)
    ]
    info = ImageInfo(
        container="Parallels bundle",
        size_bytes=descriptor.sectors * SECTOR_BYTES,
        sector_bytes=SMALLEST_SECTOR_BYTES,
        segments=(
            str(file.path.absolute()),
            *(segment for image in images for segment in image.info.segments),
        ),
        acquisition_notes=_notes(descriptor, images),
        troubles=(*_too_short(parts), *(trouble for image in images for trouble in image.info.troubles)),
    )
    return spread_image(_Parts(parts), info, files=(file, *parts))


def _too_short(parts: list[_Lower]) -> Iterator[str]:
    for part in parts:
        if part.image.info.size_bytes < part.behind - part.first:
            name = Path(part.image.info.segments[0]).name
            yield (
                f"{name} holds {part.image.info.size_bytes:,} bytes and should hold "
                f"{part.behind - part.first:,}; it is cut off, or what tells its size is damaged."
            )


def _notes(descriptor: Descriptor, images: list[EvidenceImage]) -> tuple[tuple[str, str], ...]:
    notes = []
    if descriptor.snapshots:
        notes.append(
            ("snapshots", f"{descriptor.snapshots:,}; not read, only the present state of the disk is")
        )
    for image in images:
        name = Path(image.info.segments[0]).name
        notes += [(f"{name}: {field}", value) for field, value in image.info.acquisition_notes]
    return tuple(notes)
