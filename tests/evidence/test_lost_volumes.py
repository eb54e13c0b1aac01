"""Volumes that no table lists: found by their signatures, listed behind those of the table, and told."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from forensics.entries import ByteRange, Fault
from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo, VolumeState
from forensics.layers import LayeredImage
from forensics.ledger import VolumeUse, byte_ledger
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.layered import with_found
from forensics.volumes.lost import search_everywhere
from forensics.volumes.on_record import found_again
from tests.evidence.builders import (
    MIB,
    SECTOR,
    MediaOfBytes,
    a_fat_image,
    a_gpt_disk,
    an_ext_image,
    an_mbr,
    an_ntfs_image,
)
from tests.evidence.lvm_builder import a_physical


def listed(found: VolumeMap) -> list[tuple[str, str | None, int]]:
    return [(v.table, v.file_system, v.offset_bytes) for v in found.volumes]


def reasons(found: VolumeMap) -> str:
    return "\n".join(fault.reason for fault in found.faults)


class Course:
    """Of a search everywhere: what it said."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.looked_into: list[int] = []
        self.unread: list[int] = []

    def reached(self, place: int) -> None:
        self.at = place

    def looks_into(self, place: int) -> None:
        self.looked_into.append(place)

    def could_not_read(self, place: int) -> None:
        self.unread.append(place)

    def tells(self, fault: Fault) -> None:
        self.faults.append(fault)


def places(image: EvidenceImage, *, first_place: int = 0, course: Course | None = None) -> list[ByteRange]:
    """Where a search everywhere finds more than an opening."""
    unlisted = map_volumes(image).unlisted
    areas = search_everywhere(image, unlisted, course or Course(), first_place=first_place)
    return [ByteRange(area.offset_bytes, area.length_bytes) for area in areas]


def everywhere(image: EvidenceImage) -> VolumeMap:
    return with_found(LayeredImage(image), map_volumes(image), places(image))


def total(found: VolumeMap) -> int:
    return sum(volume.length_bytes for volume in found.volumes) + sum(gap.length_bytes for gap in found.gaps)


def a_disk(size: int, parts: Mapping[int, bytes]) -> bytes:
    disk = bytearray(size)
    for start, content in parts.items():
        disk[start : start + len(content)] = content
    return bytes(disk)


@pytest.fixture(scope="module")
def fat(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return a_fat_image(tmp_path_factory.mktemp("fat") / "a.dd", {"a.txt": b"a"}, bits=12).read_bytes()


@pytest.fixture(scope="module")
def ntfs(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return an_ntfs_image(tmp_path_factory.mktemp("ntfs") / "a.dd", {"a.txt": b"a"}).read_bytes()


@pytest.fixture(scope="module")
def ext(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("ext") / "a.dd"
    return an_ext_image(target, {"a.txt": b"a"}, kind="ext2", size="10M").read_bytes()


def test_the_volumes_of_a_wiped_table_are_found_and_told(fat: bytes, ntfs: bytes) -> None:
    disk = a_disk(14 * MIB, {63 * SECTOR: fat, 3 * MIB: ntfs})
    found = map_volumes(MediaOfBytes(disk))
    assert listed(found) == [("lost", "FAT12", 63 * SECTOR), ("lost", "NTFS", 3 * MIB)]
    assert {v.description for v in found.volumes} == {"found by its signature"}
    assert [v.length_bytes for v in found.volumes] == [len(fat), len(ntfs)]
    assert "No partition table was found" in reasons(found)
    assert "File system signatures found at byte 3,145,728: NTFS, 8,388,608 bytes" in reasons(found)
    assert total(found) == len(disk)


def test_a_deleted_partition_is_listed_behind_those_of_the_table(fat: bytes, ext: bytes) -> None:
    disk = a_disk(16 * MIB, {0: an_mbr((12 * 2048, len(fat) // SECTOR, 1)), MIB: ext, 12 * MIB: fat})
    found = map_volumes(MediaOfBytes(disk))
    assert listed(found) == [("MBR", "FAT12", 12 * MIB), ("lost", "ext2", MIB)]
    assert total(found) == len(disk)


def test_what_would_reach_into_a_partition_is_told_and_not_listed(fat: bytes, ext: bytes) -> None:
    disk = a_disk(12 * MIB, {0: an_mbr((5 * 2048, len(fat) // SECTOR, 1)), MIB: ext[: 4 * MIB], 5 * MIB: fat})
    found = map_volumes(MediaOfBytes(disk))
    assert listed(found) == [("MBR", "FAT12", 5 * MIB)]
    assert "It would reach into the partition at byte 5,242,880 and is not listed" in reasons(found)


def test_the_copy_of_a_boot_sector_leads_to_its_volume(ntfs: bytes) -> None:
    disk = a_disk(2 * MIB + len(ntfs) + MIB // 2, {2 * MIB: bytes(SECTOR) + ntfs[SECTOR:]})
    found = map_volumes(MediaOfBytes(disk))
    assert listed(found) == [("lost", "NTFS", 2 * MIB)]
    assert found.volumes[0].length_bytes == len(ntfs)
    assert "The boot sector of the NTFS volume is damaged; its backup at byte" in reasons(found)


def test_the_copy_of_a_superblock_leads_to_its_volume(ext: bytes) -> None:
    """With blocks of 1 KiB the copy stands 8,193 blocks behind the start; here that is a whole mebibyte."""
    start = 3 * MIB - 1024
    disk = a_disk(16 * MIB, {start: bytes(4096) + ext[4096:]})
    found = map_volumes(MediaOfBytes(disk))
    assert listed(found) == [("lost", "ext2", start)]
    assert "The superblock or the table of block groups of the ext volume is damaged" in reasons(found)


def test_what_lies_behind_a_shorter_file_system_is_found(fat: bytes, ext: bytes) -> None:
    disk = a_disk(16 * MIB, {0: fat, 4 * MIB: ext})
    found = map_volumes(MediaOfBytes(disk))
    assert listed(found) == [("none", "FAT12", 0), ("lost", "ext2", 4 * MIB)]
    assert found.volumes[0].length_bytes == len(disk)


def test_a_locked_volume_is_found_too() -> None:
    disk = a_disk(8 * MIB, {2 * MIB: b"LUKS\xba\xbe\x00\x02"})
    (volume,) = map_volumes(MediaOfBytes(disk)).volumes
    assert (volume.table, volume.state, volume.offset_bytes) == ("lost", VolumeState.LOCKED, 2 * MIB)


def test_what_lies_behind_a_lock_of_unknown_length_is_found_too(fat: bytes) -> None:
    """A LUKS header does not say where its volume ends."""
    lock = b"LUKS\xba\xbe\x00\x02"
    disk = a_disk(12 * MIB, {2 * MIB: lock, 6 * MIB: fat, 8 * MIB: lock})
    found = map_volumes(MediaOfBytes(disk))
    assert [(v.file_system, v.offset_bytes, v.length_bytes) for v in found.volumes] == [
        ("LUKS2", 2 * MIB, 10 * MIB),
        ("FAT12", 6 * MIB, MIB),
        ("LUKS2", 8 * MIB, 4 * MIB),
    ]


def test_what_lies_behind_a_lost_physical_volume_is_found_too(fat: bytes) -> None:
    physical = bytes(a_physical(None, extents=2))
    behind = 2 * MIB + -(-len(physical) // MIB) * MIB
    found = map_volumes(MediaOfBytes(a_disk(behind + 2 * MIB, {2 * MIB: physical, behind: fat})))
    assert [(v.file_system, v.offset_bytes, v.length_bytes) for v in found.volumes] == [
        ("LVM2", 2 * MIB, len(physical)),
        ("FAT12", behind, MIB),
    ]


@pytest.mark.parametrize("content", [bytes(4 * MIB), os.urandom(4 * MIB), b"\x55\xaa\x53\xef" * MIB])
def test_nothing_is_found_where_nothing_is(content: bytes) -> None:
    (volume,) = map_volumes(MediaOfBytes(content)).volumes
    assert (volume.table, volume.state) == ("none", VolumeState.NO_FILE_SYSTEM)


def test_an_unreadable_gap_is_no_bug_and_costs_no_volume(fat: bytes) -> None:
    disk = a_disk(8 * MIB, {0: an_mbr((2 * 2048, len(fat) // SECTOR, 1)), 2 * MIB: fat})
    found = map_volumes(MediaOfBytes(disk, bad=range(4 * MIB, 8 * MIB)))
    assert listed(found) == [("MBR", "FAT12", 2 * MIB)]


@dataclass
class SparseMedia(MediaOfBytes):
    """What it holds stands at byte `at` of a disk of zeros."""

    at: int = 0
    size_bytes: int = 1 << 40

    @property
    def info(self) -> ImageInfo:
        return replace(super().info, size_bytes=self.size_bytes)

    def read(self, offset: int, length: int) -> bytes:
        self.reads.append((offset, length))
        wanted = max(0, min(length, self.size_bytes - offset))
        before = b"".ljust(max(0, min(wanted, self.at - offset)), b"\0")
        inside = max(0, offset - self.at)
        return (before + self.content[inside : inside + wanted - len(before)]).ljust(wanted, b"\0")


def test_the_search_is_bounded_on_a_large_disk_and_says_where_it_ended() -> None:
    image = SparseMedia(b"")
    (volume,) = map_volumes(image).volumes
    assert sum(length for _, length in image.reads) < 48 * MIB
    assert len(image.reads) < 10_000
    assert "Signatures were looked for up to byte 2,148,532,224 and at the end, not behind; `evidence" in str(
        volume.reason
    )


def test_a_gap_of_a_large_disk_is_searched_without_a_word_where_nothing_is() -> None:
    disk = bytes(a_gpt_disk(4096, (64, 1063, "first")))
    found = map_volumes(SparseMedia(disk[: 34 * SECTOR]))
    assert [v.table for v in found.volumes] == ["GPT"]


def test_everything_is_looked_at_on_request(fat: bytes) -> None:
    far = 2060 * MIB
    image = SparseMedia(fat, at=far, size_bytes=far + 4 * MIB)
    assert listed(map_volumes(image)) == [("none", None, 0)]
    assert listed(everywhere(image)) == [("none", None, 0), ("lost", "FAT12", far)]


def test_a_search_that_goes_on_finds_what_begins_before_by_its_copy(ext: bytes) -> None:
    """The beginning is gone, and the copy that leads to it stands behind where the first search ended."""
    start = 2060 * MIB - 1024
    image = SparseMedia(bytes(4096) + ext[4096:], at=start, size_bytes=start + 40 * MIB)
    assert places(image, first_place=start + 2 * MIB) == [ByteRange(start, len(ext))]
    assert places(image, first_place=start + 9 * MIB) == []


def test_what_lies_in_a_partition_that_was_never_formatted_is_found_everywhere(fat: bytes) -> None:
    disk = a_disk(12 * MIB, {0: an_mbr((2048, 2048, 1), (2 * 2048, 8 * 2048, 7)), MIB: fat, 5 * MIB: fat})
    image = MediaOfBytes(disk)
    assert listed(map_volumes(image)) == [("MBR", "FAT12", MIB), ("MBR", None, 2 * MIB)]
    found = everywhere(image)
    assert listed(found)[2:] == [("lost", "FAT12", 5 * MIB)]
    assert "File system signatures found at byte 5,242,880" in reasons(found)
    ledger = byte_ledger(
        size_bytes=len(disk), volumes=[VolumeUse(volume=v) for v in found.volumes], gaps=found.gaps
    )
    assert [(line.volume, line.length_bytes) for line in ledger.lines] == [
        (0, MIB), (1, 7 * MIB), (2, MIB), (None, 3 * MIB)
    ]  # fmt: skip


def test_places_that_could_not_be_read_are_counted(fat: bytes) -> None:
    disk = a_disk(20 * MIB, {0: an_mbr((2 * 2048, len(fat) // SECTOR, 1)), 2 * MIB: fat})
    course = Course()
    assert places(MediaOfBytes(disk, bad=range(8 * MIB, 10 * MIB)), course=course) == []
    assert course.unread == [8 * MIB, 9 * MIB]


def test_other_volumes_at_the_places_on_record_are_refused(fat: bytes, ext: bytes) -> None:
    disk = a_disk(12 * MIB, {0: an_mbr((2048, 2048, 1), (2 * 2048, 8 * 2048, 7)), MIB: fat, 5 * MIB: fat})
    image, place = LayeredImage(MediaOfBytes(disk)), (ByteRange(5 * MIB, MIB),)
    mapped = map_volumes(image)
    rows = with_found(image, mapped, place).volumes[2:]
    assert found_again(image, mapped, place, rows=rows).volumes[2:] == rows
    with pytest.raises(SourceNotUsable, match="hold other volumes"):
        found_again(image, mapped, place, rows=(replace(rows[0], length_bytes=5),))
    with pytest.raises(SourceNotUsable, match="shows 2 volumes now and showed 3"):
        found_again(image, mapped, place, rows=(replace(rows[0], index=3),))


def test_two_file_systems_at_once_are_both_listed(tmp_path: Path) -> None:
    content = bytearray(a_fat_image(tmp_path / "a.dd", {"new.txt": b"new"}, bits=32).read_bytes())
    iso_like = an_ext_image(tmp_path / "b.dd", {"old.txt": b"old"}, kind="ext2", size="4M").read_bytes()
    content[1024 : 3 * 1024] = iso_like[1024 : 3 * 1024]  # a superblock left in the reserved sectors
    found = map_volumes(MediaOfBytes(bytes(content)))
    kinds = [(v.file_system, v.offset_bytes, v.length_bytes) for v in found.volumes]
    assert kinds == [("FAT32", 0, len(content)), ("ext2", 0, len(content))]
    assert "It was read as FAT32, and is listed once more as ext2" in reasons(found)
