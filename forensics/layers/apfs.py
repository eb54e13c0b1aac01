"""The volumes of an APFS container. All of them lie where the container lies, and share its space.

Snapshots are told with the volume they are of: name and time. A container that spans two disks (Fusion) is
named and not read: half of its bytes are on the other disk.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.apfs_container import Container
from forensics.filesystems.apfs_lock import lock_of
from forensics.filesystems.apfs_volume import ApfsVolume, volumes_of
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.images import EvidenceImage, Volume, VolumeState
from forensics.layers import FoundLayer, Layering, space_of
from forensics.layers.apfs_unlocked import LAYER as UNLOCKED
from forensics.locks.apfs import NAME, Opener
from forensics.paths import display_text
from forensics.times import utc_text

KIND: Final = "APFS"
LAYER: Final = "APFS volume"
_TABLE: Final = "APFS container"
_MOST_SNAPSHOTS_TOLD: Final = 5
_MOST_OPENERS_TOLD: Final = 8
_FUSION: Final = (
    "This APFS container is one half of a Fusion drive: its volumes spread over two disks, which this "
    "version cannot put together; nothing inside was looked at."
)
_ENCRYPTED: Final = (
    "Encrypted with APFS encryption (FileVault); without the password of a user or the recovery key nothing "
    "inside can be read."
)
_WITHOUT_KEY: Final = "Encrypted with {scheme}; without its key nothing inside can be read."


def volumes_within(image: EvidenceImage, volume: Volume, volumes: Sequence[Volume]) -> Layering | None:
    """`None` where `volume` is no APFS container, or is a volume of one already."""
    if volume.file_system != KIND or volume.layer in (LAYER, UNLOCKED):
        return None
    windows = VolumeWindows(space_of(image, volume.offset_bytes), volume)
    try:
        container = Container(windows)
    except EvidenceUnreadable as trouble:
        reason = f"The APFS container cannot be read: {trouble}"
        return Layering(state=VolumeState.UNREADABLE, file_system=KIND, reason=reason)
    if container.is_fusion:
        return Layering(state=VolumeState.UNSUPPORTED, file_system=KIND, reason=_FUSION)
    faults: list[str] = []
    found = tuple(_found(container, volume, faults))
    if not found and not faults:
        return Layering(
            state=VolumeState.NO_FILE_SYSTEM, file_system=KIND, reason="The APFS container has no volumes."
        )
    return Layering(
        found=found, state=VolumeState.HOLDS_VOLUMES, file_system=KIND, faults=(*_cut(container), *faults)
    )


def _cut(container: Container) -> Iterator[str]:
    blocks = container.blocks
    if blocks.count > blocks.here:
        yield (
            f"The APFS container is {blocks.count * blocks.block_bytes:,} bytes long by its own account, but "
            f"only {blocks.here * blocks.block_bytes:,} are here."
        )
    if container.newest_trouble is not None:
        words = "An older checkpoint of the APFS container was read, the newest is damaged"
        yield f"{words}: {container.newest_trouble}"


def _found(container: Container, volume: Volume, faults: list[str]) -> Iterator[FoundLayer]:
    for found in volumes_of(container):
        if isinstance(found, EvidenceUnreadable):
            faults.append(f"A volume of the APFS container cannot be read: {found}")
            continue
        yield FoundLayer(
            key=found.uuid.hex(),
            layer=LAYER,
            table=_TABLE,
            description=_described(found, faults),
            length_bytes=volume.length_bytes,
            media_offset_bytes=volume.offset_bytes,
            state=VolumeState.LOCKED if found.is_locked else VolumeState.READABLE,
            file_system=NAME if found.is_locked else KIND,
            label=display_text(found.name) or None,
            block_bytes=container.blocks.block_bytes,
            reason=_lock_words(container, found) if found.is_locked else None,
        )


def _lock_words(container: Container, volume: ApfsVolume) -> str:
    """How it is encrypted and what opens it."""
    try:
        lock = lock_of(container, volume)
    except EvidenceUnreadable as trouble:
        damaged = f"{NAME}, whose keys cannot be read ({str(trouble).removesuffix('.')})"
        return _WITHOUT_KEY.format(scheme=damaged)
    if lock.bound_words is not None:
        return lock.bound_words
    if not lock.openers:
        return _ENCRYPTED
    told = list(dict.fromkeys(map(_opener_words, lock.openers)))
    more = [f"{len(told) - _MOST_OPENERS_TOLD} more"] if len(told) > _MOST_OPENERS_TOLD else []
    openers = ", ".join((*told[:_MOST_OPENERS_TOLD], *more))
    return _WITHOUT_KEY.format(scheme=f"{NAME} (FileVault), which opens with: {openers}")


def _opener_words(opener: Opener) -> str:
    return opener.words if opener.hint is None else f'{opener.words} (hint: "{opener.hint}")'


def _described(found: ApfsVolume, faults: list[str]) -> str:
    """In the words of macOS: the role of the volume, and its snapshots."""
    words = "no role" if found.role is None else f"role {found.role}"
    try:
        snapshots = found.snapshots()
    except EvidenceUnreadable as trouble:
        faults.append(f"The snapshots of the APFS volume cannot be listed: {trouble}")
        return words
    if not snapshots:
        return words
    told = [f"{display_text(s.name)} ({utc_text(s.created_ns)})" for s in snapshots[:_MOST_SNAPSHOTS_TOLD]]
    more = len(snapshots) - len(told)
    count = "1 snapshot" if len(snapshots) == 1 else f"{len(snapshots)} snapshots"
    return f"{words}, {count}: {', '.join(told)}" + (f" and {more} more" if more else "")
