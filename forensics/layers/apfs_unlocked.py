"""Encrypted APFS volumes, opened with the password of a user or a recovery key.

The layer shows the container with each block decrypted by its own number, which is how nearly all blocks of
the volume are encrypted; what it shares with others (superblocks, maps, free space) is noise there. The file
system reads these, and what was moved, through `lock`.
"""

import uuid
from typing import Final

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.apfs_container import Container
from forensics.filesystems.apfs_lock import lock_of
from forensics.filesystems.apfs_unlocked import OpenedLock
from forensics.filesystems.apfs_volume import ApfsVolume, volumes_of
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.images import EvidenceImage, Volume, VolumeState
from forensics.layers import FoundLayer, space_of
from forensics.layers.decrypted import DecryptedLayer, Stretch
from forensics.locks import Key
from forensics.locks.apfs_keys import volume_sectors
from forensics.locks.sectors import XtsSectors
from forensics.paths import display_text

LAYER: Final = "APFS volume, unlocked"
_FILE_SYSTEM: Final = "APFS"
_TABLE: Final = "none"
_DESCRIPTION: Final = "unlocked volume"


class UnlockedLayer(DecryptedLayer):
    """`volume`: the locked one, which lies where its container lies."""

    def __init__(self, image: EvidenceImage, volume: Volume, sectors: XtsSectors) -> None:
        length_bytes = volume.length_bytes - volume.length_bytes % sectors.unit_bytes
        super().__init__(
            image,
            sectors,
            base=volume.offset_bytes,
            stretches=(Stretch(start=0, length_bytes=length_bytes, place=0),),
        )
        self._of_volume, self._of_sectors = volume, sectors
        self.lock = OpenedLock(windows=_windows(image, volume), sectors=sectors)

    def for_thread(self, image: EvidenceImage) -> "UnlockedLayer":
        return UnlockedLayer(image, self._of_volume, self._of_sectors)


def open_apfs(image: EvidenceImage, volume: Volume, key: Key) -> tuple[FoundLayer, str]:
    """What the locked `volume` opens as, and the UUID of what opened it. Raise NotUnlocked where `key` does
    not open it, EvidenceUnreadable where its keys cannot be read.
    """
    container = Container(_windows(image, volume))
    locked = _the_volume(container, volume.layer_key)
    sectors, opener = volume_sectors(lock_of(container, locked), key)
    layer = UnlockedLayer(image, volume, sectors)
    trouble = _trouble(ApfsVolume(container, locked.number, lock=layer.lock))
    found = FoundLayer(
        key=locked.uuid.hex(),
        layer=LAYER,
        table=_TABLE,
        description=_DESCRIPTION,
        length_bytes=layer.size_bytes,
        opened=layer,
        state=VolumeState.READABLE if trouble is None else VolumeState.UNREADABLE,
        file_system=_FILE_SYSTEM,
        label=display_text(locked.name) or None,
        block_bytes=container.blocks.block_bytes,
        reason=trouble,
    )
    return found, str(uuid.UUID(bytes=opener.uuid)).upper()


def _windows(image: EvidenceImage, volume: Volume) -> VolumeWindows:
    return VolumeWindows(space_of(image, volume.offset_bytes), volume)


def _the_volume(container: Container, key: str | None) -> ApfsVolume:
    for found in volumes_of(container):
        if isinstance(found, ApfsVolume) and found.uuid.hex() == key:
            return found
    raise EvidenceUnreadable(f"The APFS container has no volume {key} that can be read.")


def _trouble(volume: ApfsVolume) -> str | None:
    """Why nothing in it can be read, though its key is right."""
    try:
        volume.tree()
    except EvidenceUnreadable as trouble:
        return f"The APFS volume was unlocked, but its files cannot be listed: {trouble}"
    return None
