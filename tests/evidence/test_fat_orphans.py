"""Deleted folders that nothing leads to are found by what they hold, in free space, up to a bound."""

import os
import random
from pathlib import Path

import pytest

from app.engine.profiles import PROFILES
from forensics.containers import open_image
from forensics.entries import Content, EntryKind, Fault, FileEntry
from forensics.filesystems import fat_orphans, open_file_system
from forensics.filesystems.fat_clusters import ClusterChains, UseMap
from forensics.reader.walking import bounded
from forensics.reader.watching import WatchedImage
from forensics.volumes import map_volumes
from tests.evidence.builders import MIB, SECTOR, MediaOfBytes, planted, run
from tests.evidence.fat_builders import FatDisk, a_folder, a_set, a_slot, deleted_set, split, the_dots


def a_lost_tree(disk: FatDisk) -> None:
    """A folder with a file and a folder in it, none of it in use, and no name that leads there."""
    photo = a_slot(b"PHOTO   JPG", cluster=1010, size=20)
    disk.put(1000, the_dots(1000, 900) + photo + a_folder(b"INNER      ", cluster=1002))
    disk.put(1002, the_dots(1002, 1000) + a_slot(b"\xe5EEP    TXT", cluster=1011, size=4))
    disk.put(1010, b"a picture of a lake.")
    disk.put(1011, b"deep")


def test_a_lost_folder_is_listed_with_what_is_below_it(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    a_lost_tree(disk)
    file_system = disk.opened()
    entries, faults = split(file_system)
    assert not faults
    below = {path for path in entries if path.startswith(b"/$OrphanFiles/")}
    assert below == {
        b"/$OrphanFiles/PHOTO.JPG",
        b"/$OrphanFiles/INNER",
        b"/$OrphanFiles/INNER/_EEP.TXT",
    }
    assert entries[b"/$OrphanFiles/INNER"].kind is EntryKind.DIRECTORY
    photo = entries[b"/$OrphanFiles/PHOTO.JPG"]
    assert not photo.allocated
    assert b"".join(file_system.chunks(photo.address, 20, allocated=False)) == b"a picture of a lake."


def test_a_folder_that_is_used_again_is_not_searched(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    a_lost_tree(disk)
    disk.link(1000)
    disk.link(1002)
    entries, _ = disk.walked()
    assert not any(path.startswith(b"/$OrphanFiles/") for path in entries)


def test_folders_that_lead_to_each_other_are_listed_once(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.put(1000, the_dots(1000) + a_folder(b"B          ", cluster=1001))
    disk.put(1001, the_dots(1001) + a_folder(b"A          ", cluster=1000))
    entries, _ = disk.walked()
    below = {path for path in entries if path.startswith(b"/$OrphanFiles/")}
    assert below == {b"/$OrphanFiles/B", b"/$OrphanFiles/B/A"}


@pytest.mark.parametrize("kind", ["FAT32", "exFAT"])
def test_other_data_in_free_space_is_not_taken_for_a_folder(tmp_path: Path, kind: str) -> None:
    disk = FatDisk(tmp_path / "a.dd", kind=kind, mib=40)
    chance = random.Random(5)
    size = 2 * MIB // disk.layout.cluster_bytes
    text = b"".join(b"%08d: the quick brown fox jumps\r\n" % number for number in range(60_000))
    disk.put(300, chance.randbytes(2 * MIB))
    disk.put(300 + size, text[: 2 * MIB])
    disk.put(300 + 2 * size, bytes(range(256)) * (MIB // 256))
    disk.put(300 + 3 * size, bytes([0x41, 0]) * (MIB // 2))  # "A" in UTF-16, a kind of exFAT's entries
    entries, _ = disk.walked()
    assert not any(path.startswith(b"/$OrphanFiles/") for path in entries)


def test_a_folder_is_found_behind_overwritten_sectors_of_its_cluster(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd", mib=400)
    assert disk.layout.cluster_bytes == 8 * SECTOR
    slots = b"".join(a_slot(b"F%07dTXT" % number, cluster=0) for number in range(64))
    disk.put(1000, b"something else".ljust(2 * SECTOR, b"!") + slots[2 * SECTOR : 4 * SECTOR])
    entries, _ = disk.walked()
    below = {path for path in entries if path.startswith(b"/$OrphanFiles/")}
    assert below == {b"/$OrphanFiles/F%07d.TXT" % number for number in range(32, 64)}


def test_lost_exfat_sets_are_found_by_their_checksum(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd", kind="exFAT", mib=8)
    names = [f"a long name of a picture {number}.jpeg" for number in range(12)]
    sets = b"".join(deleted_set(a_set(name, cluster=1500, size=8)) for name in names)
    disk.put(1000, sets)
    spoiled = bytearray(deleted_set(a_set("spoiled.txt", cluster=1501, size=8)))
    spoiled[40] ^= 1
    disk.put(1001, bytes(spoiled))
    disk.put(1500, b"content!")
    file_system = disk.opened()
    entries, _ = split(file_system)
    below = {path for path in entries if path.startswith(b"/$OrphanFiles/")}
    assert below == {f"/$OrphanFiles/{name}".encode() for name in names}
    entry = entries[f"/$OrphanFiles/{names[3]}".encode()]
    assert entry.content is Content.PRESENT
    assert b"".join(file_system.chunks(entry.address, 8, allocated=False)) == b"content!"


def test_the_bound_says_what_was_searched_and_what_was_not(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.put(100, the_dots(100) + a_slot(b"NEAR    TXT", cluster=0))
    disk.put(60_000, the_dots(60_000) + a_slot(b"FAR     TXT", cluster=0))
    media = MediaOfBytes(bytes(disk.content))
    in_use, _ = UseMap.of_fat(ClusterChains(media.read, disk.layout), disk.layout)
    free = in_use.free_clusters() * SECTOR
    found = fat_orphans.search(media.read, disk.layout, in_use, most_bytes=10 * MIB)
    assert [part.offset_bytes for part in found.parts] == [disk.layout.offset_of(100)]
    assert found.searched_bytes + found.unsearched_bytes == free
    assert 4 * MIB < found.searched_bytes <= 10 * MIB
    whole = fat_orphans.search(media.read, disk.layout, in_use)
    assert (whole.unsearched_bytes, len(whole.parts)) == (0, 2)


def test_a_lost_folder_behind_the_bound_is_found_where_all_free_space_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fat_orphans, "MOST_SEARCHED_BYTES", 10 * MIB)
    disk = FatDisk(tmp_path / "a.dd")
    disk.put(60_000, the_dots(60_000) + a_slot(b"FAR     TXT", cluster=0))
    within = list(disk.opened().entries())
    (told,) = (found for found in within if isinstance(found, Fault))
    assert told.reason.endswith("were not searched. The profile thorough searches all of it.")
    whole = list(bounded(disk.opened(), in_all_free_space=True))
    assert not any(isinstance(found, Fault) for found in whole)
    added = [found.path.raw for found in whole if isinstance(found, FileEntry) and found not in within]
    assert added == [b"/$OrphanFiles/FAR.TXT"]


def test_only_thorough_searches_all_free_space() -> None:
    assert [name for name, profile in PROFILES.items() if profile.lost_folders] == ["thorough"]


def test_free_space_made_of_folders_ends_the_search_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fat_orphans, "MOST_PARTS", 3)
    disk = FatDisk(tmp_path / "a.dd")
    for cluster in range(100, 60_000, 9_000):
        disk.put(cluster, the_dots(cluster) + a_slot(b"ONE     TXT", cluster=0))
    _, faults = disk.walked()
    assert faults[0].reason.startswith("What looks like parts of lost folders is more than any volume")


def test_a_bad_sector_in_free_space_is_told_and_the_search_goes_on(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.put(60_000, the_dots(60_000) + a_slot(b"FAR     TXT", cluster=0))
    place = disk.layout.offset_of(5000)
    entries, faults = split(disk.opened(bad=range(place, place + SECTOR)))
    assert b"/$OrphanFiles/FAR.TXT" in entries
    assert "could not be searched" in faults[0].reason


def test_the_search_gives_signs_of_life(tmp_path: Path) -> None:
    """Also when the last directory in use lies at the end of the volume, and was read before."""
    disk = FatDisk(tmp_path / "a.dd")
    last = disk.layout.last_cluster
    disk.root(a_folder(b"FAR        ", cluster=last))
    disk.put(last, the_dots(last))
    disk.link(last)
    told: list[int] = []
    media = WatchedImage(MediaOfBytes(bytes(disk.content)), told.append)
    volume = map_volumes(media).volumes[0]
    file_system = open_file_system(media, volume)
    entries = iter(file_system.entries())
    assert any(found.path is not None and found.path.raw == b"/FAR" for found in entries)
    before = len(told)
    assert list(entries)
    assert len(told) - before >= 5


@pytest.mark.slow
def test_a_large_stick_says_how_much_was_searched(tmp_path: Path) -> None:
    target = tmp_path / "stick.dd"
    target.write_bytes(b"")
    os.truncate(target, 33 << 30)
    run("mkfs.vfat", "-F", "32", "-s", "64", target)
    run("mcopy", "-i", target, planted(tmp_path / "tree", {"a.txt": b"a"}) / "a.txt", "::/a.txt")
    image = open_image(target)
    entries, faults = split(open_file_system(image, map_volumes(image).volumes[0]))
    image.close()
    assert b"/a.txt" in entries
    assert "bytes of it were not searched" in faults[0].reason
