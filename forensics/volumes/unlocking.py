"""Opens a locked volume with a key: its plain bytes are laid behind the media, and what they hold is listed.

The locked volume keeps its place among the volumes; what opens comes behind all that are known, so that an
index means the same ever after.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from forensics.errors import SourceNotUsable
from forensics.images import Volume, VolumeState
from forensics.layers import FoundLayer, Layer, LayeredImage, apfs_unlocked, bitlocker, corestorage, luks
from forensics.locks import Key, NotUnlocked
from forensics.locks.apfs import NAME as APFS
from forensics.locks.bitlocker import NAME as BITLOCKER
from forensics.locks.corestorage import NAME as CORESTORAGE
from forensics.volumes import VolumeMap
from forensics.volumes.layered import laid_behind
from forensics.volumes.on_record import are_those, expect_to_follow

NO_TABLE: Final = "none"
DESCRIPTION: Final = "unlocked volume"
_SHUT: Final = "It was unlocked before, but its secret was not given again; nothing inside can be read now."


def unlock(image: LayeredImage, mapped: VolumeMap, index: int, key: Key) -> tuple[VolumeMap, str | None]:
    """`mapped` and, behind it, what volume `index` opens as; and the lock's own name of the key (an ID, a
    slot). Raise NotUnlocked with a sentence where it stays shut, EvidenceUnreadable where its lock cannot be
    read.
    """
    locked = mapped.volumes[index] if 0 <= index < len(mapped.volumes) else None
    if locked is None or locked.state != VolumeState.LOCKED:
        raise NotUnlocked(f"Volume {index} is not locked.")
    way = _way_of(locked.file_system)
    if way is None:
        raise NotUnlocked(f"This version recognises {locked.file_system}, but cannot open it.")
    found, opened_by = way(image, locked, key)
    return laid_behind(image, mapped, found, within=index), opened_by


def unlock_again(
    image: LayeredImage, mapped: VolumeMap, index: int, key: Key, *, rows: Sequence[Volume]
) -> VolumeMap:
    """As `unlock`, where `rows` are on record as what it opened; raise SourceNotUsable where it opens other
    volumes now.
    """
    expect_to_follow(mapped, rows)
    opened, _by = unlock(image, mapped, index, key)
    if not are_those(opened.volumes[len(mapped.volumes) :], rows):
        raise SourceNotUsable(f"Volume {index} opens as other volumes than when it was unlocked first.")
    return opened


def left_shut(mapped: VolumeMap, rows: Sequence[Volume]) -> VolumeMap:
    """`mapped` and, behind it, `rows` of a volume that was unlocked before and is not now."""
    expect_to_follow(mapped, rows)
    shut = tuple(replace(row, state=VolumeState.LOCKED, reason=_SHUT) for row in rows)
    return replace(mapped, volumes=(*mapped.volumes, *shut))


_Opened = tuple[tuple[FoundLayer, ...], str | None]
_Way = Callable[[LayeredImage, Volume, Key], _Opened]


def _way_of(lock: str | None) -> _Way | None:
    return _WAYS.get("LUKS" if lock and lock.startswith("LUKS") else lock or "")


def _found(layer: Layer, *, key: str, kind: str) -> FoundLayer:
    return FoundLayer(
        key=key,
        layer=kind,
        table=NO_TABLE,
        description=DESCRIPTION,
        length_bytes=layer.size_bytes,
        opened=layer,
    )


def _by_bitlocker(image: LayeredImage, volume: Volume, key: Key) -> _Opened:
    layer, lock, opened_by = bitlocker.open_bitlocker(
        image, key, offset_bytes=volume.offset_bytes, length_bytes=volume.length_bytes
    )
    return (_found(layer, key=lock.identifier, kind=bitlocker.LAYER),), opened_by or None


def _by_luks(image: LayeredImage, volume: Volume, key: Key) -> _Opened:
    layer, lock, slot = luks.open_luks(
        image, key, offset_bytes=volume.offset_bytes, length_bytes=volume.length_bytes
    )
    return (_found(layer, key=lock.uuid, kind=luks.LAYER),), f"key slot {slot}"


def _by_corestorage(image: LayeredImage, volume: Volume, key: Key) -> _Opened:
    opened = corestorage.open_corestorage(
        image.for_thread(), key, offset_bytes=volume.offset_bytes, length_bytes=volume.length_bytes
    )
    return tuple(_found(layer, key=name, kind=corestorage.LAYER) for name, layer in opened), None


def _by_apfs(image: LayeredImage, volume: Volume, key: Key) -> _Opened:
    found, opened_by = apfs_unlocked.open_apfs(image, volume, key)
    return (found,), opened_by


_WAYS: Final[Mapping[str, _Way]] = {
    APFS: _by_apfs,
    BITLOCKER: _by_bitlocker,
    "LUKS": _by_luks,
    CORESTORAGE: _by_corestorage,
}
