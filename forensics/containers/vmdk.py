"""VMDK disks (VMware, and export of others): one file, split into extents, packed, or the difference to a
parent.

Promises the media bytes of every form but raw devices; that each extent and parent is the file of that name
(of a parent: of that content identity) beside the descriptor; and that what is damaged is unreadable.
libvmdk does neither: docs/decisions/own-container-readers.md.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forensics.containers.beside import parent_beside
from forensics.containers.chains import beside, notes_below, opened_below, with_troubles_below
from forensics.containers.kinds import OpenBelow, Sniffed
from forensics.containers.stretches import (
    NEVER_WRITTEN,
    Flaw,
    MediaMap,
    Spoilt,
    StoredFile,
    Stretch,
    spread_image,
)
from forensics.containers.unclaimed import cut_words
from forensics.containers.vmdk_descriptor import (
    MOST_BYTES,
    MOST_SECTORS,
    NO_PARENT,
    SIGNATURE,
    Descriptor,
    Extent,
    ExtentKind,
    descriptor_of,
)
from forensics.containers.vmdk_grains import ESX, HOSTED, SECTOR_BYTES, GrainMap, NotSparse, layout_of
from forensics.containers.vmdk_sesparse import SpaceEfficientMap
from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

_PARENT = "parent disk"
_DESCRIPTOR_NEEDED = "VMDK disk without its descriptor; open the small text file NAME.vmdk that names it"


def detect(sniffed: Sniffed) -> bool:
    return sniffed.head.startswith((HOSTED, ESX)) or sniffed.head.lstrip()[:64].startswith(SIGNATURE)


def open_source(source: Path, open_below: OpenBelow) -> EvidenceImage:
    """Open the disk that `source` describes; raise SourceNotUsable where a part of it is missing or
    damaged.
    """
    described = StoredFile(source)
    opened = [described]
    try:
        descriptor, is_alone = _descriptor(described)
        below = _parent(source, descriptor, open_below)
        extents = _opened(described, descriptor, is_alone=is_alone, opened=opened)
        info = with_troubles_below(_info(opened, descriptor, extents, below), below)
        return spread_image(_ExtentsMap(extents), info, files=opened, below=below)
    except (NotSparse, Spoilt) as trouble:
        _close(opened)
        raise SourceNotUsable(f"{source} is a damaged VMDK disk: {trouble}.") from trouble
    except SourceNotUsable:
        _close(opened)
        raise


def _close(opened: Sequence[StoredFile]) -> None:
    for file in opened:
        file.close()


def _descriptor(file: StoredFile) -> tuple[Descriptor, bool]:
    """What describes the disk, and whether it lies inside the only extent. Raise SourceNotUsable, Spoilt."""
    head = file.part(0, min(4, file.length_bytes))
    is_sparse = head in (HOSTED, ESX)
    if head == ESX:
        raise SourceNotUsable(f"{file.path} is an extent of an ESX {_DESCRIPTOR_NEEDED}.")
    at, length = layout_of(file).descriptor if is_sparse else (0, min(file.length_bytes, MOST_BYTES))
    if is_sparse and not at:
        raise SourceNotUsable(f"{file.path} is an extent of a {_DESCRIPTOR_NEEDED}.")
    if length > MOST_BYTES:
        raise Spoilt(f"it tells a descriptor of {length:,} bytes")
    descriptor = descriptor_of(file.part(at, length))
    if descriptor is None and is_sparse:
        raise SourceNotUsable(f"{file.path} is an extent of a {_DESCRIPTOR_NEEDED}.")
    if descriptor is None or not descriptor.extents:
        raise Spoilt("its descriptor names no extents")
    if descriptor.is_encrypted:
        raise SourceNotUsable(
            f"{file.path} is an encrypted VMDK disk; there is no reader for it here. Remove the "
            "encryption in "
            "VMware on a copy, or export the machine, and add that."
        )
    return descriptor, is_sparse


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """An extent in the media."""

    start: int
    length: int
    what: MediaMap | None  # None: zeros
    flaw: Flaw | None = None


class _ExtentsMap:
    def __init__(self, extents: Sequence[_Placed]) -> None:
        self._extents = extents
        self._starts = [extent.start for extent in extents]

    def stretch_at(self, offset: int) -> Stretch:
        extent = self._extents[bisect_right(self._starts, offset) - 1]
        inside = offset - extent.start
        if extent.what is None:
            return Stretch(extent.length - inside, extent.flaw or NEVER_WRITTEN)
        return extent.what.stretch_at(inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class _FlatMap:
    file: StoredFile
    start: int
    length: int

    def stretch_at(self, offset: int) -> Stretch:
        return Stretch(self.length - offset, self.file, self.start + offset)

    def lost(self) -> tuple[str, ...]:
        return cut_words(self.file, needed_bytes=self.start + self.length)


def _opened(
    described: StoredFile, descriptor: Descriptor, *, is_alone: bool, opened: list[StoredFile]
) -> list[_Placed]:
    """The extents one behind the other; files are added to `opened`. Raise SourceNotUsable, NotSparse."""
    if is_alone and len(descriptor.extents) > 1:
        raise NotSparse("its descriptor names several extents, although it lies inside one")
    placed: list[_Placed] = []
    start = 0
    for extent in descriptor.extents:
        if not 0 < extent.sectors <= MOST_SECTORS:
            raise NotSparse(f"an extent has an impossible size of {extent.sectors:,} sectors")
        what = _map_of(described, descriptor, extent, is_alone=is_alone, opened=opened)
        flaw = None if extent.is_accessible else Flaw("the disk says that this extent is not to be had")
        length = extent.sectors * SECTOR_BYTES
        placed.append(_Placed(start=start, length=length, what=what, flaw=flaw))
        start += length
    return placed


def _map_of(
    described: StoredFile,
    descriptor: Descriptor,
    extent: Extent,
    *,
    is_alone: bool,
    opened: list[StoredFile],
) -> MediaMap | None:
    if extent.kind == ExtentKind.ZERO or not extent.is_accessible:
        return None
    if extent.kind not in tuple(ExtentKind):
        raise SourceNotUsable(
            f"{described.path} is a VMDK disk with an extent of the kind {extent.kind[:40]}, which lies "
            "on a device "
            "of the machine it was made on; there is nothing of it here."
        )
    file = described if is_alone else _extent_file(described, extent)
    if file is not described:
        opened.append(file)
    if extent.kind in (ExtentKind.FLAT, ExtentKind.VMFS):
        return _flat(file, extent)
    return _sparse(file, extent, has_parent=descriptor.parent_id != NO_PARENT)


def _extent_file(described: StoredFile, extent: Extent) -> StoredFile:
    if not extent.name:
        raise NotSparse("its descriptor names no file for an extent")
    return StoredFile(beside(described.path, extent.name, what="extent"))


def _flat(file: StoredFile, extent: Extent) -> MediaMap:
    if extent.start_sector > MOST_SECTORS:
        raise NotSparse(f"{file.path.name} should begin at the impossible sector {extent.start_sector:,}")
    return _FlatMap(file=file, start=extent.start_sector * SECTOR_BYTES, length=extent.sectors * SECTOR_BYTES)


def _sparse(file: StoredFile, extent: Extent, *, has_parent: bool) -> MediaMap:
    if extent.kind == ExtentKind.SE_SPARSE:
        return SpaceEfficientMap(file, sectors=extent.sectors, has_parent=has_parent)
    layout = layout_of(file)
    if layout.sectors < extent.sectors:
        raise NotSparse(
            f"{file.path.name} holds {layout.sectors:,} sectors, but the descriptor says "
            f"{extent.sectors:,}; it is "
            "another extent, or damaged"
        )
    return GrainMap(file, replace(layout, sectors=extent.sectors), has_parent=has_parent)


def _parent(source: Path, descriptor: Descriptor, open_below: OpenBelow) -> EvidenceImage | None:
    """The disk that this one differs from; raise SourceNotUsable where it is missing or has changed since."""
    if descriptor.parent_id == NO_PARENT:
        return None
    path = parent_beside(
        source,
        descriptor.parent_name or f"content identity {descriptor.parent_id:08x}",
        what=_PARENT,
        suffixes=(".vmdk",),
        is_it=lambda each: content_id_of(each) == descriptor.parent_id,
    )
    if content_id_of(path) != descriptor.parent_id:
        raise SourceNotUsable(
            f"{source} differs from a parent disk with the content identity {descriptor.parent_id:08x}; "
            f"{path.name} "
            "has another, so it was changed since or is not that disk. Both together give no true media."
        )
    return opened_below(source, path, what=_PARENT, open_below=open_below)


def content_id_of(path: Path) -> int | None:
    """`None` where the file is no VMDK disk with a descriptor."""
    try:
        file = StoredFile(path)
    except SourceNotUsable:
        return None
    try:
        return _descriptor(file)[0].content_id if _is_described(file) else None
    except (SourceNotUsable, NotSparse, Spoilt):
        return None
    finally:
        file.close()


def _is_described(file: StoredFile) -> bool:
    head = file.part(0, min(64, file.length_bytes))
    return head.startswith((HOSTED, ESX)) or head.lstrip().startswith(SIGNATURE)


def _info(
    opened: Sequence[StoredFile],
    descriptor: Descriptor,
    extents: Sequence[_Placed],
    below: EvidenceImage | None,
) -> ImageInfo:
    notes = [("Disk type", descriptor.kind), *descriptor.disk_facts]
    if descriptor.content_id is not None:
        notes.insert(1, ("Content ID", f"{descriptor.content_id:08x}"))
    below_segments = () if below is None else below.info.segments
    return ImageInfo(
        container="VMDK",
        size_bytes=extents[-1].start + extents[-1].length,
        sector_bytes=SECTOR_BYTES,
        segments=(*dict.fromkeys(str(file.path.absolute()) for file in opened), *below_segments),
        acquisition_notes=(*notes, *(() if below is None else notes_below(below.info, what="Parent"))),
        is_compressed=descriptor.kind == "streamOptimized",
        troubles=tuple(words for extent in extents for words in _lost(extent.what)),
    )


def _lost(what: MediaMap | None) -> tuple[str, ...]:
    return what.lost() if isinstance(what, GrainMap | SpaceEfficientMap | _FlatMap) else ()
