"""Dividing an image: every byte in a volume or a gap, every volume named or refused with a reason."""

import os
import struct
import zlib
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.images import VolumeState
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.blank import is_blank
from forensics.volumes.labels import label_of
from forensics.volumes.layout import laid_out
from forensics.volumes.tables import Slot
from tests.evidence.builders import (
    MIB,
    SECTOR,
    MediaOfBytes,
    a_fat_image,
    a_gpt_disk,
    an_ext_image,
    an_iso_image,
    an_mbr,
    an_ntfs_image,
    run,
)


def total(found: VolumeMap) -> int:
    return sum(volume.length_bytes for volume in found.volumes) + sum(gap.length_bytes for gap in found.gaps)


def reasons(found: VolumeMap) -> str:
    return "\n".join(fault.reason for fault in found.faults)


@given(
    slots=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 200)), max_size=8), media=st.integers(1, 250)
)
def test_volumes_and_gaps_always_add_up_to_the_media(slots: list[tuple[int, int]], media: int) -> None:
    ordered = [
        Slot(offset_bytes=start, length_bytes=length, description=b"x", table="MBR")
        for start, length in sorted(slots, key=lambda slot: (slot[0], -slot[1]))
    ]
    layout = laid_out(ordered, media_bytes=media)
    division = [(area.offset_bytes, area.length_bytes) for area in layout.areas]
    division += [(gap.offset_bytes, gap.length_bytes) for gap in layout.gaps]
    beside = [(area.offset_bytes, area.length_bytes) for area in layout.overlapping]
    assert all(length > 0 for _, length in division + beside)
    once = [place for offset, length in division for place in range(offset, offset + length)]
    assert len(once) == len(set(once)), "a byte belongs to two parts of the division"
    more = {place for offset, length in beside for place in range(offset, offset + length)}
    assert set(once) | more == set(range(media))


def test_an_image_without_a_table_is_one_volume(tmp_path: Path) -> None:
    content = a_fat_image(tmp_path / "a.dd", {}).read_bytes()
    found = map_volumes(MediaOfBytes(content))
    (volume,) = found.volumes
    assert (volume.table, volume.description, volume.length_bytes) == ("none", "whole image", len(content))
    assert (volume.file_system, volume.label, volume.state) == ("FAT16", "FIELDKIT", VolumeState.READABLE)
    assert found.faults == ()


def test_mbr_partitions_are_volumes_and_the_rest_gaps(tmp_path: Path) -> None:
    stick = a_fat_image(tmp_path / "a.dd", {}).read_bytes()
    linux = an_ext_image(tmp_path / "b.dd", {"a": b"1"}).read_bytes()
    disk = an_mbr((64, len(stick) // SECTOR, 6), (40000, len(linux) // SECTOR, 0x83)).ljust(
        64 * SECTOR, b"\0"
    )
    disk = (disk + stick).ljust(40000 * SECTOR, b"\0") + linux + bytes(3 * SECTOR)
    found = map_volumes(MediaOfBytes(disk))
    assert [(v.table, v.file_system, v.offset_bytes) for v in found.volumes] == [
        ("MBR", "FAT16", 64 * SECTOR),
        ("MBR", "ext4", 40000 * SECTOR),
    ]
    assert [gap.length_bytes for gap in found.gaps] == [
        64 * SECTOR,
        40000 * SECTOR - 64 * SECTOR - len(stick),
        3 * SECTOR,
    ]
    assert total(found) == len(disk)


def test_logical_partitions_of_an_extended_one_are_found() -> None:
    disk = bytearray(4096 * SECTOR)
    disk[:SECTOR] = an_mbr((64, 1000, 0x83), (1100, 2900, 0x05))
    disk[1100 * SECTOR : 1101 * SECTOR] = an_mbr((10, 500, 0x83), (600, 700, 0x05))
    disk[1700 * SECTOR : 1701 * SECTOR] = an_mbr((10, 600, 0x83))
    found = map_volumes(MediaOfBytes(bytes(disk)))
    assert [v.offset_bytes // SECTOR for v in found.volumes] == [64, 1110, 1710]
    assert {v.state for v in found.volumes} == {VolumeState.NO_FILE_SYSTEM}
    assert total(found) == len(disk)


def test_gpt_partitions_carry_their_names() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "Grüße"), (2048, 4000, "data"))
    found = map_volumes(MediaOfBytes(bytes(disk)))
    assert [(v.table, v.description) for v in found.volumes] == [("GPT", "Grüße"), ("GPT", "data")]
    assert total(found) == len(disk)


def test_a_destroyed_first_gpt_is_replaced_by_its_copy_and_told() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "first"), (2048, 4000, "data"))
    disk[: 34 * SECTOR] = bytes(34 * SECTOR)
    found = map_volumes(MediaOfBytes(bytes(disk)))
    assert [v.description for v in found.volumes] == ["first", "data"]
    assert "its copy at the end of the disk was used" in reasons(found)


def test_an_image_that_ends_inside_a_partition_is_a_fault(tmp_path: Path) -> None:
    stick = a_fat_image(tmp_path / "a.dd", {}).read_bytes()
    disk = an_mbr((1, len(stick) // SECTOR, 6), (50000, 1000, 0x83)) + stick
    cut = disk[: len(disk) // 2]
    found = map_volumes(MediaOfBytes(cut))
    assert total(found) == len(cut)
    assert found.volumes[0].file_system == "FAT16"
    assert "the image ends after" in reasons(found)
    assert "lies beyond the end of the image" in reasons(found)
    assert "by its own account" in reasons(found)


def test_an_unreadable_start_is_unreadable_not_empty() -> None:
    found = map_volumes(MediaOfBytes(bytes(MIB), bad=range(0, 4096)))
    (volume,) = found.volumes
    assert volume.state == VolumeState.UNREADABLE
    assert "bad sector" in str(volume.reason)
    assert "partition table cannot be read" in reasons(found)


def test_zeros_hold_no_file_system() -> None:
    (volume,) = map_volumes(MediaOfBytes(bytes(MIB))).volumes
    assert (volume.state, volume.file_system) == (VolumeState.NO_FILE_SYSTEM, None)
    assert "zeros" in str(volume.reason)


def test_random_bytes_are_not_called_encrypted() -> None:
    (volume,) = map_volumes(MediaOfBytes(os.urandom(MIB))).volumes
    assert volume.state == VolumeState.NO_FILE_SYSTEM


@pytest.mark.parametrize("byte", [b"\0", b"\xff"])
def test_an_image_without_a_file_system_is_a_fault_unless_it_is_blank(byte: bytes) -> None:
    assert map_volumes(MediaOfBytes(byte * MIB)).faults == ()
    for place in (0, 60_000, 777_777, MIB - 10):
        changed = bytearray(byte * MIB)
        changed[place : place + 3] = b"xyz"
        (fault,) = map_volumes(MediaOfBytes(bytes(changed))).faults
        assert (fault.volume, fault.offset_bytes, fault.length_bytes) == (0, 0, MIB)
        assert fault.reason.startswith("The volume holds data, but no file system was found")


def untold(found: VolumeMap) -> list[tuple[int | None, int | None]]:
    return [(fault.volume, fault.offset_bytes) for fault in found.faults if "holds data" in fault.reason]


@pytest.mark.parametrize(
    ("number", "is_told"),
    [(0x07, True), (0x83, True), (0x0C, True), (0xAF, True), (0x99, True), (0x82, False), (0xDA, False)],
)
def test_a_partition_whose_type_does_not_promise_data_alone_is_a_fault(number: int, is_told: bool) -> None:
    disk = bytearray(4096 * SECTOR)
    disk[:SECTOR] = an_mbr((64, 1000, number), (2000, 1000, 0x07))
    disk[900 * SECTOR : 900 * SECTOR + 5] = b"bytes"
    found = map_volumes(MediaOfBytes(bytes(disk)))
    assert [volume.state for volume in found.volumes] == [VolumeState.NO_FILE_SYSTEM] * 2
    assert untold(found) == ([(0, 64 * SECTOR)] if is_told else [])


@pytest.mark.parametrize(
    ("kind", "is_told"),
    [
        ("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", True),  # basic data
        ("12345678-b9e5-4433-87c0-68b6b72699c7", True),  # known to nobody
        ("21686148-6449-6e6f-744e-656564454649", False),  # BIOS boot
        ("dea0ba2c-cbdd-4805-b4f9-f428251c3e98", False),  # the first loader of many telephones
    ],
)
def test_a_gpt_type_says_whether_files_are_promised(kind: str, is_told: bool) -> None:
    disk = a_gpt_disk(4096, (64, 1063, "x"))
    for table, header in ((2, 1), (4063, 4095)):
        disk[table * SECTOR : table * SECTOR + 16] = UUID(kind).bytes_le
        entries = zlib.crc32(disk[table * SECTOR : table * SECTOR + 128 * 128])
        struct.pack_into("<I", disk, header * SECTOR + 88, entries)
        struct.pack_into("<I", disk, header * SECTOR + 16, 0)
        head = zlib.crc32(disk[header * SECTOR : header * SECTOR + 92])
        struct.pack_into("<I", disk, header * SECTOR + 16, head)
    disk[100 * SECTOR] = 1
    found = map_volumes(MediaOfBytes(bytes(disk)))
    assert untold(found) == ([(0, 64 * SECTOR)] if is_told else [])
    assert len(found.faults) == is_told


def test_a_part_of_a_dynamic_disk_is_named_and_what_is_seen_in_it_is_listed(tmp_path: Path) -> None:
    inner = a_fat_image(tmp_path / "a.dd", {"a.txt": b"1"}).read_bytes()
    disk = bytearray(2 * MIB) + inner + bytes(MIB)
    disk[:SECTOR] = an_mbr((63, len(disk) // SECTOR - 63, 0x42))
    disk[63 * SECTOR : 64 * SECTOR] = b"L" * SECTOR
    found = map_volumes(MediaOfBytes(bytes(disk)))
    assert [(v.file_system, v.state) for v in found.volumes] == [
        ("Windows dynamic disk", VolumeState.NO_FILE_SYSTEM),
        ("FAT16", VolumeState.READABLE),
    ]
    assert any(
        fault.volume == 0 and "part of a Windows dynamic disk" in fault.reason for fault in found.faults
    )
    whole = bytes(MIB)[SECTOR:] + inner
    found = map_volumes(MediaOfBytes(an_mbr((2048, len(inner) // SECTOR, 0x42)) + whole))
    assert [volume.state for volume in found.volumes] == [VolumeState.READABLE]
    assert "more of it may lie elsewhere" in reasons(found)


@pytest.mark.parametrize("written", [12_345_678, 128 * MIB, 3 << 30, 1 << 39, (1 << 40) - 5])
def test_a_few_bytes_in_a_large_volume_are_seen(written: int) -> None:
    def read(offset: int, length: int) -> bytes:
        return bytes(length) if not offset <= written < offset + length else bytes(length - 1) + b"1"

    assert not is_blank(read, length_bytes=1 << 40)


def test_many_large_volumes_share_the_time_that_looking_takes() -> None:
    looked: list[int] = []

    def read(offset: int, length: int) -> bytes:
        looked.append(length)
        return bytes(length)

    assert all(is_blank(read, length_bytes=1 << 33, among=128) for _ in range(128))
    assert sum(looked) < 200 * MIB
    assert len(looked) < 128 * 64


def test_a_volume_of_which_a_part_cannot_be_read_is_not_called_blank() -> None:
    media = MediaOfBytes(bytes(MIB), bad=range(700_000, 700_512))
    assert not is_blank(media.read, length_bytes=MIB)


def with_signature(place: int, value: bytes, *, size: int = 3 * MIB) -> bytes:
    return bytes(place) + value + bytes(size - place - len(value))


@pytest.mark.parametrize(
    ("place", "value", "name", "state"),
    [
        (0, b"LUKS\xba\xbe\x00\x01", "LUKS1", VolumeState.LOCKED),
        (0, b"LUKS\xba\xbe\x00\x02", "LUKS2", VolumeState.LOCKED),
        (3, b"-FVE-FS-", "BitLocker", VolumeState.LOCKED),
        (0x1A8, bytes.fromhex("3bd66749292ed84a8399f6a339e3d001"), "BitLocker", VolumeState.LOCKED),
        (0x10040, b"_BHRfS_M", "Btrfs", VolumeState.UNSUPPORTED),
        (0x400, b"\x10\x20\xf5\xf2", "F2FS", VolumeState.UNSUPPORTED),
        (0x20, b"NXSB", "APFS", VolumeState.UNSUPPORTED),
        (3, b"ReFS\0\0\0\0", "ReFS", VolumeState.UNSUPPORTED),
        (0, b"hsqs", "squashfs", VolumeState.UNSUPPORTED),
        (4086, b"SWAPSPACE2", "Linux swap", VolumeState.UNSUPPORTED),
        (0x200, b"LABELONE", "LVM2", VolumeState.UNSUPPORTED),
        (0x10034, b"ReIsEr2Fs", "reiserfs", VolumeState.UNSUPPORTED),
        (0x100000, b"\x0d\xd0\x01\xc0", "VMFS", VolumeState.UNSUPPORTED),
    ],
)
def test_what_has_no_reader_is_named(place: int, value: bytes, name: str, state: str) -> None:
    image = MediaOfBytes(with_signature(place, value))
    found = map_volumes(image)
    (volume,) = found.volumes
    assert (volume.file_system, volume.state) == (name, state)
    assert name in reasons(found)
    with pytest.raises(EvidenceUnreadable, match=name):
        open_file_system(image, volume)


def test_bitlocker_to_go_is_locked_although_it_looks_like_fat(tmp_path: Path) -> None:
    stick = bytearray(a_fat_image(tmp_path / "a.dd", {}, bits=32).read_bytes())
    stick[0x1A8:0x1B8] = bytes.fromhex("3bd66749292ed84a8399f6a339e3d001")
    (volume,) = map_volumes(MediaOfBytes(bytes(stick))).volumes
    assert (volume.state, volume.file_system) == (VolumeState.LOCKED, "BitLocker")


def test_a_stray_deep_signature_does_not_hide_a_file_system(tmp_path: Path) -> None:
    stick = bytearray(a_fat_image(tmp_path / "a.dd", {}).read_bytes())
    stick[0x100000:0x100004] = b"\x0d\xd0\x01\xc0"
    (volume,) = map_volumes(MediaOfBytes(bytes(stick))).volumes
    assert volume.file_system == "FAT16"


def test_a_broken_file_system_is_named_with_a_reason(tmp_path: Path) -> None:
    content = bytearray(an_ntfs_image(tmp_path / "a.dd", {}).read_bytes())
    content[48:56] = struct.pack("<Q", 2**40)  # the MFT far beyond the end
    content[-SECTOR:] = bytes(SECTOR)  # and no copy of the boot sector
    (volume,) = map_volumes(MediaOfBytes(bytes(content))).volumes
    assert (volume.state, volume.file_system) == (VolumeState.UNREADABLE, "NTFS")
    assert volume.reason


def test_ufs2_with_its_superblock_at_8_kib_is_named_and_not_taken_for_nothing() -> None:
    content = bytearray(MIB)
    content[0x255C:0x2560] = b"\x19\x01\x54\x19"
    (volume,) = map_volumes(MediaOfBytes(bytes(content))).volumes
    assert (volume.state, volume.file_system) == (VolumeState.UNREADABLE, "UFS")


def test_fat32_with_few_clusters_is_read_and_told(tmp_path: Path) -> None:
    target = tmp_path / "small.dd"
    target.write_bytes(b"")
    os.truncate(target, 4 * MIB)
    run("mkfs.vfat", "-F", "32", "-s", "8", target)
    found = map_volumes(MediaOfBytes(target.read_bytes()))
    assert found.volumes[0].file_system == "FAT32"
    assert "fewer clusters" in reasons(found)


@pytest.mark.parametrize("bits", [12, 16, 32])
def test_fat_says_its_cluster_size_and_label(tmp_path: Path, bits: int) -> None:
    content = a_fat_image(tmp_path / "a.dd", {}, bits=bits, label="ABC 12").read_bytes()
    (volume,) = map_volumes(MediaOfBytes(content)).volumes
    assert (volume.file_system, volume.label) == (f"FAT{bits}", "ABC 12")
    assert volume.block_bytes == content[13] * 512


def test_bytes_of_a_label_that_are_no_text_are_shown_one_by_one() -> None:
    label = b"a\xff\x01b".ljust(16, b"\0")
    assert label_of("ext4", lambda _offset, _length: label) == r"a\xFF\x01b"


def test_a_disc_with_a_partition_behind_it_is_listed_with_that(tmp_path: Path) -> None:
    """As installation sticks are: the table lists the disc itself, and behind it what starts a computer."""
    iso = an_iso_image(tmp_path / "a.iso", {"a.txt": b"a" * 5000}).read_bytes()
    stick = a_fat_image(tmp_path / "b.img", {"b.txt": b"b"}, bits=12).read_bytes()
    end = len(iso) // SECTOR
    behind = end + len(stick) // SECTOR
    disk = a_gpt_disk(behind + 64, (64, end - 1, "ISO9660"), (end, behind - 1, "EFI"))
    disk[0x8000 : end * SECTOR] = iso[0x8000:]
    disk[end * SECTOR : behind * SECTOR] = stick
    found = map_volumes(MediaOfBytes(bytes(disk)))
    assert [(v.file_system, v.offset_bytes) for v in found.volumes] == [
        ("ISO 9660", 0),
        ("FAT12", end * SECTOR),
    ]
    assert "of these, only FAT12 was listed as a volume" in reasons(found)


def test_ntfs_and_iso_say_their_labels(tmp_path: Path) -> None:
    ntfs = an_ntfs_image(tmp_path / "a.dd", {}).read_bytes()
    iso = an_iso_image(tmp_path / "b.iso", {"a.txt": b"a"}).read_bytes()
    labels = [map_volumes(MediaOfBytes(content)).volumes[0].label for content in (ntfs, iso)]
    assert labels == ["Tresor", "SCENE DISC"]


def test_a_hybrid_disc_is_one_volume_though_it_carries_a_table(tmp_path: Path) -> None:
    iso = bytearray(an_iso_image(tmp_path / "a.iso", {"a.txt": b"a" * 5000}).read_bytes())
    iso[:SECTOR] = an_mbr((64, len(iso) // SECTOR - 64, 0x83))
    found = map_volumes(MediaOfBytes(bytes(iso)))
    assert [(v.file_system, v.table, v.offset_bytes) for v in found.volumes] == [("ISO 9660", "none", 0)]
    assert "spans the MBR partitions" in reasons(found)


def test_a_stick_that_once_held_a_disc_shows_its_new_partition(tmp_path: Path) -> None:
    iso = an_iso_image(tmp_path / "a.iso", {"old.txt": b"old"}).read_bytes()
    stick = a_fat_image(tmp_path / "b.dd", {}).read_bytes()
    disk = (an_mbr((2048, len(stick) // SECTOR, 6)) + iso[SECTOR:]).ljust(MIB, b"\0")[:MIB] + stick
    found = map_volumes(MediaOfBytes(disk))
    assert [(v.file_system, v.table) for v in found.volumes] == [("FAT16", "MBR"), ("ISO 9660", "lost")]
    assert "File system signatures found at byte 0: ISO 9660" in reasons(found)


def test_two_file_systems_at_once_are_read_as_the_newer_and_told(tmp_path: Path) -> None:
    content = bytearray(a_fat_image(tmp_path / "a.dd", {}, bits=32).read_bytes())
    iso = an_iso_image(tmp_path / "b.iso", {"old.txt": b"old"}).read_bytes()
    content[0x8000 : len(iso)] = iso[0x8000:]
    found = map_volumes(MediaOfBytes(bytes(content)))
    assert found.volumes[0].file_system == "FAT32"
    assert "also fits ISO 9660" in reasons(found)


def test_a_bad_sector_behind_the_boot_sector_does_not_cost_the_volume(tmp_path: Path) -> None:
    content = an_ext_image(tmp_path / "a.dd", {"a.txt": b"a"}).read_bytes()
    (volume,) = map_volumes(MediaOfBytes(content, bad=range(60_000, 60_512))).volumes
    assert (volume.state, volume.file_system) == (VolumeState.READABLE, "ext4")
