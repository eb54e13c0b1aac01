"""Linux RAID: the volume on one disk of a mirror, whose superblock stands before it.

A mirror has all of it on each of its disks. Of every other kind only a part lies here: it is named, with how
many disks it needs. Superblocks at the end of a volume (0.90 and 1.0) leave its beginning where it is, so
that it is read as any other and told to be a part.

Source: Linux, include/uapi/linux/raid/md_p.h, struct mdp_superblock_1; drivers/md/md.c, calc_sb_1_csum.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage, Volume, VolumeState
from forensics.layers import FoundLayer, Layering
from forensics.paths import display_text

KIND: Final = "Linux RAID"
_PLACES: Final = (4096, 0)  # versions 1.2 and 1.1
_SECTOR_BYTES: Final = 512
_BLOCK_BYTES: Final = 4096
_MAGIC: Final = b"\xfc\x4e\x2b\xa9\x01\0\0\0"
_HEAD: Final = struct.Struct("<8sI4x16s32s8xiIQII")  # md_p.h, "constant array information"
_PLACE: Final = struct.Struct("<QQ8xQI")  # from byte 128: data, sectors of it, recovered up to, number
_CHECK_AT: Final = 216
_ROLES_AT: Final = 256
_MOST_ROLES: Final = (_BLOCK_BYTES - _ROLES_AT) // 2
_IS_RECOVERING: Final = 2  # MD_FEATURE_RECOVERY_OFFSET
_SPARE: Final = 0xFFFF
_FAULTY: Final = 0xFFFE
_LEVELS: Final = {-1: "linear", 0: "0", 1: "1", 4: "4", 5: "5", 6: "6", 10: "10"}
_MIRROR: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Superblock:
    uuid: str
    name: str
    level: int
    disks: int
    data_bytes: int  # where the data begin
    length_bytes: int
    role: int
    recovered_bytes: int | None  # where copying to this disk had come to; None: it is whole
    is_sound: bool

    @property
    def words(self) -> str:
        return f"{KIND} {_LEVELS.get(self.level, f'of level {self.level}')}"

    @property
    def is_all_here(self) -> bool:
        return self.level == _MIRROR or (self.disks == 1 and self.level in (-1, 0))


def volumes_within(image: EvidenceImage, volume: Volume, volumes: Sequence[Volume]) -> Layering | None:
    """`None` where `volume` is no Linux RAID with its superblock at its beginning."""
    if volume.file_system != KIND or volume.state != VolumeState.UNSUPPORTED:
        return None
    try:
        found = _superblock(image, volume)
    except EvidenceUnreadable as trouble:
        return _shut(f"The superblock of the {KIND} cannot be read: {trouble}")
    if found is None:
        return None
    if not found.is_all_here or found.role == _SPARE:
        return Layering(
            state=VolumeState.UNSUPPORTED, label=found.name or None, reason=_not_put_together(found)
        )
    if found.data_bytes >= volume.length_bytes or not found.length_bytes:
        return _shut(f"The {found.words} has its data at byte {found.data_bytes:,}, which is not here.")
    return Layering(
        found=(_inner(found, volume),),
        state=VolumeState.HOLDS_VOLUMES,
        label=found.name or None,
        faults=tuple(_told(found, volume)),
    )


def _not_put_together(found: _Superblock) -> str:
    if found.role == _SPARE:
        return (
            f"It is a spare disk of a {found.words} of {found.disks} disks, which this version cannot put "
            "together; nothing inside was looked at."
        )
    return (
        f"It is one part of a {found.words} of {found.disks} disks, which this version cannot put together; "
        "nothing inside was looked at."
    )


def _inner(found: _Superblock, volume: Volume) -> FoundLayer:
    return FoundLayer(
        key=found.uuid,
        layer=found.words,
        table=KIND,
        description=found.name or "no name",
        length_bytes=min(found.length_bytes, volume.length_bytes - found.data_bytes),
        media_offset_bytes=volume.offset_bytes + found.data_bytes,
    )


def _told(found: _Superblock, volume: Volume) -> Iterator[str]:
    if not found.is_sound:
        yield f"The superblock of the {found.words} does not have the checksum it should."
    if found.disks > 1:
        yield (
            f"It is one of {found.disks} disks of a mirror ({found.words}) and was read by itself; what the "
            "others hold may differ."
        )
    if found.role == _FAULTY:
        yield f"The {found.words} had given this disk up as faulty: it may hold less than the others do."
    if found.recovered_bytes is not None:
        yield f"The mirror was copied to this disk only up to byte {found.recovered_bytes:,} of it."
    if found.data_bytes + found.length_bytes > volume.length_bytes:
        yield (
            f"The {found.words} is {found.length_bytes:,} bytes long by its own account, but only "
            f"{volume.length_bytes - found.data_bytes:,} are here."
        )


def _shut(reason: str) -> Layering:
    return Layering(state=VolumeState.UNREADABLE, file_system=KIND, reason=reason)


def _superblock(image: EvidenceImage, volume: Volume) -> _Superblock | None:
    for place in _PLACES:
        length = max(0, min(_BLOCK_BYTES, volume.length_bytes - place))
        raw = image.read(volume.offset_bytes + place, length)
        if len(raw) == _BLOCK_BYTES and raw.startswith(_MAGIC):
            return _understood(raw)
    return None


def _understood(raw: bytes) -> _Superblock:
    _, features, uuid, name, level, _, size, _, disks = _HEAD.unpack_from(raw)
    data, sectors, recovered, number = _PLACE.unpack_from(raw, 128)
    roles = min(int.from_bytes(raw[220:224], "little"), _MOST_ROLES)
    role = int.from_bytes(raw[_ROLES_AT + 2 * number :][:2], "little") if number < roles else _SPARE
    return _Superblock(
        uuid=uuid.hex(),
        name=display_text(name.split(b"\0")[0]),
        level=level,
        disks=disks,
        data_bytes=data * _SECTOR_BYTES,
        length_bytes=(min(size, sectors) or sectors) * _SECTOR_BYTES,
        role=role,
        recovered_bytes=recovered * _SECTOR_BYTES if features & _IS_RECOVERING else None,
        is_sound=_checksum(raw[: _ROLES_AT + 2 * roles]) == int.from_bytes(raw[_CHECK_AT:220], "little"),
    )


def _checksum(raw: bytes) -> int:
    """The sum of its 32-bit numbers, a last 16-bit one included, with the field itself taken as zero."""
    whole = raw[:_CHECK_AT] + bytes(4) + raw[220:]
    longs = len(whole) // 4
    total: int = sum(struct.unpack_from(f"<{longs}I", whole)) + int.from_bytes(whole[4 * longs :], "little")
    return (total & 0xFFFFFFFF) + (total >> 32) & 0xFFFFFFFF
