"""Volumes whose first sectors are gone are read by the copies of the file system, and that is told."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics.entries import FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.filesystems.mending import MendedImage
from forensics.images import VolumeState
from forensics.volumes import map_volumes
from tests.evidence.builders import (
    MIB,
    MediaOfBytes,
    a_fat_image,
    an_ext_image,
    an_ntfs_image,
    run,
)

Builder = Callable[[Path], bytes]
FILES = {f"f{number}.bin": bytes([number]) * (number * 700) for number in range(1, 12)}


def ntfs(folder: Path) -> bytes:
    return an_ntfs_image(folder / "a.dd", FILES).read_bytes()


def fat32(folder: Path) -> bytes:
    return a_fat_image(folder / "a.dd", {"a.txt": b"a" * 9000}, bits=32).read_bytes()


def exfat(folder: Path) -> bytes:
    target = folder / "a.dd"
    target.write_bytes(b"")
    os.truncate(target, 4 * MIB)
    run("mkfs.exfat", "-L", "STICK", target)
    return target.read_bytes()


def ext4(folder: Path) -> bytes:
    return an_ext_image(folder / "a.dd", FILES, size="20M").read_bytes()


def contents(image: MediaOfBytes) -> list[tuple[bytes, int | None, bytes | str]]:
    """Path, size and content of each entry of the only volume, or why there is no content."""
    (volume,) = map_volumes(image).volumes
    opened = open_file_system(image, volume)
    found: list[tuple[bytes, int | None, bytes | str]] = []
    for entry in opened.entries():
        assert isinstance(entry, FileEntry)
        content: bytes | str
        try:
            content = b"".join(opened.chunks(entry.address, entry.size_bytes or 0, allocated=entry.allocated))
        except EvidenceUnreadable as trouble:
            content = str(trouble)
        if entry.path.raw == b"/$Boot":  # the damaged sectors themselves
            continue
        found.append((entry.path.raw, entry.size_bytes, content))
    return found


@pytest.mark.parametrize(
    ("build", "damaged", "words"),
    [
        (ntfs, range(4096), "The boot sector of the NTFS volume is damaged; its backup at byte 8,388,096"),
        (ntfs, range(48, 56), "The boot sector of the NTFS volume is damaged"),
        (fat32, range(512), "The boot sector of the FAT32 volume is damaged; its backup at byte 3,072 was"),
        (exfat, range(12 * 512), "The boot sector of the exFAT volume is damaged; its backup at byte 6,144"),
        (exfat, range(88, 89), "The boot sector of the exFAT volume is damaged"),
        (
            ext4,
            range(1024, 2048),
            "The superblock of the ext volume is damaged; its backup at byte 8,389,632",
        ),
        (ext4, range(8192), "The table of its block groups was taken from the copy too"),
    ],
)
def test_a_damaged_beginning_is_read_by_its_copy(
    tmp_path: Path, build: Builder, damaged: range, words: str
) -> None:
    whole = build(tmp_path)
    broken = bytearray(whole)
    broken[damaged.start : damaged.stop] = bytes(byte ^ 0x5A for byte in whole[damaged.start : damaged.stop])
    image = MediaOfBytes(bytes(broken))
    found = map_volumes(image)
    before = map_volumes(MediaOfBytes(whole)).volumes[0]
    assert (found.volumes[0].state, found.volumes[0].label) == (VolumeState.READABLE, before.label)
    assert words in "\n".join(fault.reason for fault in found.faults)
    assert contents(image) == contents(MediaOfBytes(whole))


def fat12(folder: Path) -> bytes:
    return a_fat_image(folder / "a.dd", {"a.txt": b"a" * 9000}, bits=12).read_bytes()


def fat16(folder: Path) -> bytes:
    return a_fat_image(folder / "a.dd", {"a.txt": b"a" * 9000}).read_bytes()


@pytest.mark.parametrize("build", [fat12, fat16, fat32])
def test_fat_whose_boot_sector_has_lost_its_mark_is_listed_and_told(tmp_path: Path, build: Builder) -> None:
    whole = build(tmp_path)
    image = MediaOfBytes(whole[:510] + b"\0\0" + whole[512:])
    found = map_volumes(image)
    assert found.volumes[0].state == VolumeState.READABLE
    assert found.faults[0].reason == (
        "The boot sector does not end with its mark 55 AA; all else in it fits the FAT and was used."
    )
    assert contents(image) == contents(MediaOfBytes(whole))


def test_a_boot_sector_without_mark_that_its_fat_does_not_repeat_is_not_believed(tmp_path: Path) -> None:
    whole = fat16(tmp_path)
    reserved = int.from_bytes(whole[14:16], "little") * 512
    image = MediaOfBytes(whole[:510] + b"\0\0" + whole[512:reserved] + b"\x17" + whole[reserved + 1 :])
    (volume,) = map_volumes(image).volumes
    assert volume.state == VolumeState.UNREADABLE


def test_an_unreadable_boot_sector_is_read_by_its_copy(tmp_path: Path) -> None:
    image = MediaOfBytes(ntfs(tmp_path), bad=range(512))
    (volume,) = map_volumes(image).volumes
    assert (volume.state, volume.file_system) == (VolumeState.READABLE, "NTFS")
    entries = open_file_system(image, volume).entries()
    assert any(isinstance(entry, FileEntry) and entry.path.raw == b"/f1.bin" for entry in entries)


def test_the_damaged_sectors_themselves_are_given_as_they_are(tmp_path: Path) -> None:
    whole = ntfs(tmp_path)
    image = MediaOfBytes(bytes(512) + whole[512:])
    (volume,) = map_volumes(image).volumes
    opened = open_file_system(image, volume)
    (boot,) = (e for e in opened.entries() if isinstance(e, FileEntry) and e.path.raw == b"/$Boot")
    for chunks in (opened.chunks, opened.reference_chunks):
        content = b"".join(chunks(boot.address, boot.size_bytes or 0, allocated=True))
        assert content == image.content[: len(content)]


@pytest.mark.parametrize("build", [ntfs, fat32, exfat, ext4])
def test_a_sound_volume_is_never_mended(tmp_path: Path, build: Builder) -> None:
    assert map_volumes(MediaOfBytes(build(tmp_path))).faults == ()


def test_a_mended_image_gives_the_patch_and_reads_nothing_below_it() -> None:
    image = MediaOfBytes(bytes(range(100)), bad=range(10, 20))
    mended = MendedImage(image, [(10, b"x" * 10)])
    assert mended.read(5, 20) == bytes(range(5, 10)) + b"x" * 10 + bytes(range(20, 25))
    assert mended.read(12, 3) == b"xxx"
    view = memoryview(bytearray(8))
    assert (mended.read_into(16, view), bytes(view)) == (8, b"xxxx" + bytes(range(20, 24)))
    assert mended.read(95, 20) == bytes(range(95, 100))
