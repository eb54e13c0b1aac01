"""Linux RAID with its superblock at the beginning: one disk of a mirror is read, a part of more is named."""

import struct
from pathlib import Path

import pytest

from forensics.images import VolumeState
from forensics.layers import LayeredImage
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.layered import with_layers
from tests.evidence.builders import MIB, SECTOR, MediaOfBytes, a_fat_image, an_mbr

DATA_SECTORS = 2048


def a_member(
    inner: bytes,
    *,
    level: int = 1,
    disks: int = 2,
    place: int = 4096,
    role: int = 0,
    recovered: int | None = None,
) -> bytearray:
    """Linux, md_p.h, struct mdp_superblock_1, before the data."""
    sectors = len(inner) // SECTOR
    head = struct.pack(
        "<4I16s32sQiIQII", 0xA92B4EFC, 1, 0 if recovered is None else 2, 0, b"u" * 16, b"van:home",
        1, level, 0, sectors, 128, disks,
    )  # fmt: skip
    middle = struct.pack("<QQQQI", DATA_SECTORS, sectors, place // SECTOR, recovered or 0, 0)
    end = struct.pack("<QQQII", 1, 17, (1 << 64) - 1, 0, 128)
    raw = bytearray(head.ljust(128, b"\0") + middle.ljust(64, b"\0") + end.ljust(64, b"\0"))
    raw += struct.pack("<H", role).ljust(256, b"\xff")
    total = sum(struct.unpack(f"<{len(raw) // 4}I", raw))
    raw[216:220] = struct.pack("<I", (total & 0xFFFFFFFF) + (total >> 32) & 0xFFFFFFFF)
    disk = bytearray(DATA_SECTORS * SECTOR) + inner
    disk[place : place + len(raw)] = raw
    return disk


def mapped(disk: bytes | bytearray) -> tuple[LayeredImage, VolumeMap]:
    image = LayeredImage(MediaOfBytes(bytes(disk)))
    return image, with_layers(image, map_volumes(image))


def reasons(found: VolumeMap) -> str:
    return "\n".join(fault.reason for fault in found.faults)


@pytest.mark.parametrize("place", [0, 4096])
def test_the_volume_on_one_disk_of_a_mirror_is_read_in_its_place(tmp_path: Path, place: int) -> None:
    inner = a_fat_image(tmp_path / "a.dd", {"a.txt": b"1"}, bits=12).read_bytes()
    member = a_member(inner, place=place)
    _, found = mapped(an_mbr((2048, len(member) // SECTOR, 0xFD)).ljust(MIB, b"\0") + member)
    holder, volume = found.volumes
    assert (holder.state, holder.label) == (VolumeState.HOLDS_VOLUMES, "van:home")
    assert (volume.within, volume.layer, volume.file_system) == (0, "Linux RAID 1", "FAT12")
    assert (volume.offset_bytes, volume.length_bytes) == (MIB + DATA_SECTORS * SECTOR, len(inner))
    (fault,) = found.faults
    assert fault.volume == 0
    assert fault.reason.startswith("It is one of 2 disks of a mirror (Linux RAID 1) and was read by itself")


@pytest.mark.parametrize(
    ("member", "words"),
    [
        (a_member(bytes(MIB), level=5, disks=3), "It is one part of a Linux RAID 5 of 3 disks"),
        (a_member(bytes(MIB), level=0), "It is one part of a Linux RAID 0 of 2 disks"),
        (a_member(bytes(MIB), level=77), "It is one part of a Linux RAID of level 77 of 2 disks"),
        (a_member(bytes(MIB), role=0xFFFF), "It is a spare disk of a Linux RAID 1 of 2 disks"),
    ],
    ids=["5", "0", "unknown", "spare"],
)
def test_a_part_of_more_is_named_with_how_many_disks_it_needs(member: bytearray, words: str) -> None:
    _, found = mapped(member)
    assert [volume.state for volume in found.volumes] == [VolumeState.UNSUPPORTED]
    (fault,) = found.faults
    assert (fault.volume, fault.reason.startswith(words)) == (0, True)


@pytest.mark.parametrize(
    ("member", "words"),
    [
        (a_member(bytes(MIB), recovered=100), "copied to this disk only up to byte 51,200"),
        (a_member(bytes(MIB), role=0xFFFE), "had given this disk up as faulty"),
        (a_member(bytes(MIB))[: -MIB // 2], "1,048,576 bytes long by its own account, but only 524,288"),
        (a_member(b"")[:8192], "has its data at byte 1,048,576, which is not here"),
    ],
    ids=["being copied", "faulty", "cut", "gone"],
)
def test_what_is_not_whole_of_a_mirror_is_told(member: bytearray, words: str) -> None:
    _, found = mapped(member)
    assert words in reasons(found)


def test_a_flipped_bit_of_the_superblock_is_told() -> None:
    member = a_member(bytes(MIB))
    member[4096 + 201] ^= 1
    _, found = mapped(member)
    assert "does not have the checksum it should" in reasons(found)


def test_no_number_of_a_superblock_leads_anywhere_wrong() -> None:
    for at in range(4104, 4096 + 264, 8):
        member = a_member(bytes(MIB))
        member[at : at + 8] = b"\xff" * 8
        _, found = mapped(member)
        assert all(v.offset_bytes + v.length_bytes <= len(member) for v in found.volumes)
