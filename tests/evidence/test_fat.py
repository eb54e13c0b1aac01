"""FAT and exFAT are listed from the volume itself, as The Sleuth Kit lists them, and damage is told."""

import os
import random
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from forensics.containers import open_image
from forensics.entries import Content, Extent, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.filesystems.fat import FatFileSystem
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.paths import EvidencePath
from forensics.volumes import map_volumes
from tests.evidence.builders import SECTOR, a_fat_image, as_tsk_tells, digests_of, planted, run
from tests.evidence.fat_builders import FatDisk, a_folder, a_set, a_slot, deleted_set, split, the_dots

FILES = {
    "hello.txt": b"hello",
    "Holiday at the lake.jpg": b"\xff\xd8" + bytes(20_000),
    "deep/inner/Grüße aus Köln.txt": b"x" * 3000,
    "deep/EMPTY.DAT": b"",
    "deep/" + "long" * 50 + ".bin": b"y" * 70_000,
    "gone.jpg": b"z" * 9000,
    "lost/inside.txt": b"was here",
}


def a_stick(image: Path, *, bits: int) -> Path:
    """With a file and a folder deleted."""
    a_fat_image(image, {}, bits=bits)
    tree = planted(image.with_suffix(".files"), FILES)
    run("mcopy", "-s", "-i", image, *sorted(tree.iterdir()), "::/")
    for name in ("gone.jpg", "lost/inside.txt"):
        run("mdel", "-i", image, f"::/{name}")
    run("mrd", "-i", image, "::/lost")
    return image


@pytest.mark.parametrize("bits", [12, 16, 32])
def test_the_listing_is_that_of_the_sleuth_kit(tmp_path: Path, bits: int) -> None:
    media = open_image(a_stick(tmp_path / "a.dd", bits=bits))
    volume = map_volumes(media).volumes[0]
    own = open_file_system(media, volume)
    assert isinstance(own, FatFileSystem)
    expected = [
        found
        for found in map(as_tsk_tells, TskFileSystem(media, volume).entries())
        if isinstance(found, FileEntry)
    ]
    listed = [found for found in map(as_tsk_tells, own.entries()) if isinstance(found, FileEntry)]
    whole = [one if len(one.path.name) < 195 else replace(one, path=other.path)
             for one, other in zip(expected, listed, strict=True)]  # fmt: skip
    assert listed == whole
    assert sum(entry.allocated and entry.content is Content.PRESENT for entry in listed) >= 4
    assert sum(not entry.allocated for entry in listed) >= 2
    media.close()


@pytest.mark.parametrize("bits", [12, 16, 32])
def test_the_extents_are_the_content_that_the_sleuth_kit_reads(tmp_path: Path, bits: int) -> None:
    media = open_image(a_stick(tmp_path / "a.dd", bits=bits))
    own = open_file_system(media, map_volumes(media).volumes[0])
    entries, faults = split(own)
    assert not faults
    compared = 0
    for entry in entries.values():
        if entry.content is Content.PRESENT:
            assert entry.extents is not None
            read = b"".join(media.read(each.offset_bytes or 0, each.length_bytes) for each in entry.extents)
            assert read == b"".join(own.chunks(entry.address, entry.size_bytes, allocated=entry.allocated))
            compared += 1
    assert compared >= 5
    media.close()


def test_what_the_map_marks_is_what_is_in_use(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.link(10, 11, 12)
    disk.link(20)
    ranges = disk.opened().allocated_ranges()
    assert ranges is not None
    start = disk.layout.offset_of
    assert [(each.offset_bytes, each.end_bytes) for each in ranges] == [
        (0, start(3)),  # boot sectors, FATs and, in cluster 2, the root directory
        (start(10), start(13)),
        (start(20), start(21)),
    ]
    assert all(one.end_bytes < other.offset_bytes for one, other in pairwise(ranges))


def test_a_fragmented_file_is_read_along_its_chain(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(a_slot(b"PARTS   BIN", cluster=30, size=3 * SECTOR))
    disk.link(30, 10, 11)
    entries, faults = disk.walked()
    at = disk.layout.offset_of
    assert entries[b"/PARTS.BIN"].extents == (
        Extent(offset_bytes=at(30), length_bytes=SECTOR),
        Extent(offset_bytes=at(10), length_bytes=2 * SECTOR),
    )
    assert not faults


@pytest.mark.parametrize(
    ("chain", "end"), [((30, 31), 30), ((30, 31), 0), ((30, 31), 0x0FFFFFF7), ((30, 31), 0x00FFFFFF)]
)
def test_a_chain_that_loops_or_leads_nowhere_is_a_fault(
    tmp_path: Path, chain: tuple[int, ...], end: int
) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(a_slot(b"BROKEN  BIN", cluster=30, size=5 * SECTOR))
    disk.link(*chain, end=end)
    entries, faults = disk.walked()
    assert entries[b"/BROKEN.BIN"].extents is None
    assert entries[b"/BROKEN.BIN"].size_bytes == 5 * SECTOR
    assert ["ends after 2 of the 5 clusters" in fault.reason for fault in faults] == [True]


def test_a_directory_whose_chain_loops_is_listed_once_and_told(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(a_folder(b"ROUND      ", cluster=30))
    disk.put(30, the_dots(30) + a_slot(b"ONE     TXT", cluster=0) * 14)
    disk.link(30, 31, end=30)
    entries, faults = disk.walked()
    assert b"/ROUND/ONE.TXT" in entries
    assert "damaged" in faults[0].reason


def test_folders_that_lead_to_each_other_end(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(a_folder(b"A          ", cluster=30))
    disk.put(30, the_dots(30) + a_folder(b"B          ", cluster=31) * 14)
    disk.put(31, the_dots(31) + a_folder(b"A          ", cluster=30) * 14)
    disk.link(30)
    disk.link(31)
    found = list(disk.opened().entries())
    assert len(found) < 5000
    assert any(not isinstance(each, FileEntry) for each in found)


def test_clusters_of_two_files_are_told(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(
        a_slot(b"ONE     BIN", cluster=30, size=3 * SECTOR), a_slot(b"TWO     BIN", cluster=31, size=SECTOR)
    )
    disk.link(30, 31, 32)
    _, faults = disk.walked()
    assert [(fault.offset_bytes, fault.length_bytes) for fault in faults] == [
        (disk.layout.offset_of(31), SECTOR)
    ]
    assert "claimed by two entries" in faults[0].reason


def test_clusters_in_use_that_nothing_listed_claims_are_told_with_both_counts(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(a_folder(b"DCIM       ", cluster=30), a_slot(b"TWO     BIN", cluster=40, size=2 * SECTOR))
    disk.put(30, the_dots(30) + a_slot(b"ONE     BIN", cluster=31, size=3 * SECTOR))
    for chain in ((30,), (31, 32, 33), (40, 41)):
        disk.link(*chain)
    disk.link(50, end=0x0FFFFFF7)  # bad, and so nobody's
    assert disk.walked()[1] == []
    disk.put(30, bytes(SECTOR))
    _, (fault,) = disk.walked()
    assert (fault.volume, fault.path) == (0, EvidencePath(b"/"))
    assert fault.reason == (
        "7 clusters are marked as in use, but the files and directories listed have 4: 1,536 bytes belong to "
        "nothing that was listed, and names may be missing."
    )


def test_a_deleted_file_whose_cluster_is_in_use_again_has_nothing_left(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(a_slot(b"\xe5LD     BIN", cluster=30, size=100), a_slot(b"NEW     BIN", cluster=30, size=100))
    disk.link(30)
    entries, _ = disk.walked()
    assert entries[b"/_LD.BIN"].content is Content.NOT_LEFT
    assert entries[b"/_LD.BIN"].extents is None
    assert entries[b"/NEW.BIN"].content is Content.PRESENT


def test_a_deleted_file_is_taken_from_the_free_clusters_behind_its_first(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(
        a_slot(b"\xe5LD     BIN", cluster=30, size=3 * SECTOR), a_slot(b"NEW     BIN", cluster=31, size=9)
    )
    disk.link(31)
    entry = disk.walked()[0][b"/_LD.BIN"]
    at = disk.layout.offset_of
    assert entry.extents == (
        Extent(offset_bytes=at(30), length_bytes=SECTOR),
        Extent(offset_bytes=at(32), length_bytes=2 * SECTOR),
    )


def test_a_deleted_file_that_would_not_fit_any_more_has_nothing_left(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    last = disk.layout.last_cluster
    disk.root(a_slot(b"\xe5LD     BIN", cluster=last - 1, size=5 * SECTOR))
    assert disk.walked()[0][b"/_LD.BIN"].content is Content.NOT_LEFT


def test_a_name_with_a_blank_inside_is_listed_and_read(tmp_path: Path) -> None:
    """TSK takes no such slot for a file."""
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(a_slot(b"EA DATA  SF", cluster=30, size=7))
    disk.put(30, b"content")
    disk.link(30)
    file_system = disk.opened()
    entry = split(file_system)[0][b"/EA DATA. SF"]
    assert b"".join(file_system.chunks(entry.address, 7, allocated=True)) == b"content"


def test_damaged_slots_are_counted(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(
        a_slot(b"GOOD    TXT", cluster=0),
        a_slot(b"BAD*    TXT", cluster=0),
        a_slot(b"OK      TXT", cluster=0),
    )
    entries, faults = disk.walked()
    assert {b"/GOOD.TXT", b"/OK.TXT"} <= entries.keys()
    assert [fault.reason for fault in faults] == [
        "Entries of this directory that are damaged and could not be listed: 1.",
        "By their first bytes 3 directory entries are in use, but 2 files and directories were listed from "
        "them.",
    ]


def test_years_after_2037_are_told(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    slot = bytearray(a_slot(b"LATER   TXT", cluster=0))
    slot[24:26] = (120 << 9 | 2 << 5 | 29).to_bytes(2, "little")
    disk.root(bytes(slot))
    times = disk.walked()[0][b"/LATER.TXT"].times
    assert times.mtime is not None
    assert times.mtime.iso(times.zone) == "2100-03-01T12:00:00"  # 2100 has no 29th of February


def test_a_bad_sector_in_the_first_fat_is_read_from_the_second(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(a_slot(b"WHOLE   BIN", cluster=30, size=2 * SECTOR))
    disk.link(30, 31)
    start = disk.layout.table_offset
    file_system = disk.opened(bad=range(start, start + SECTOR))
    assert file_system.allocated_ranges() == disk.opened().allocated_ranges()


def test_a_volume_with_a_strange_boot_sector_is_left_to_the_sleuth_kit(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(a_slot(b"FILE    TXT", cluster=0))
    disk.content[:SECTOR] = bytes(SECTOR)  # TSK takes the copy in sector 6
    file_system = disk.opened()
    assert b"/FILE.TXT" in split(file_system)[0]
    assert file_system.allocated_ranges() is None


def test_what_was_never_written_of_an_exfat_file_reads_as_zeros(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd", kind="exFAT", mib=8)
    disk.put(100, b"A" * 4096 * 3)
    disk.mark(100, 101, 102)
    disk.root(a_set("log with a long name.bin", cluster=100, size=10_000, valid=5000))
    file_system = disk.opened()
    entries, faults = split(file_system)
    entry = entries[b"/log with a long name.bin"]
    assert entry.extents == (
        Extent(offset_bytes=disk.layout.offset_of(100), length_bytes=5000),
        Extent(offset_bytes=None, length_bytes=5000),
    )
    assert b"".join(file_system.chunks(entry.address, 10_000, allocated=True)) == b"A" * 5000 + bytes(5000)
    assert not faults


def test_an_exfat_image_that_ends_within_a_slot_of_a_set_gives_a_sentence(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd", kind="exFAT", mib=8)
    disk.mark(100, 101)
    disk.link(disk.layout.root_cluster or 0, 100)
    disk.root(*(a_set(f"picture number {number:04d}.jpeg", cluster=101, size=9) for number in range(24)))
    disk.put(100, a_set("last.jpeg", cluster=101, size=9))
    address = split(disk.opened())[0][b"/last.jpeg"].address
    del disk.content[disk.layout.slot_offset(address.meta_addr) + 20 :]
    with pytest.raises(EvidenceUnreadable):
        list(disk.opened().chunks(address, 9, allocated=True))


def test_exfat_sets_that_cross_clusters_of_a_fragmented_folder_are_whole(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd", kind="exFAT", mib=8)
    names = [f"picture number {number:04d}.jpeg" for number in range(60)]
    listing = b"".join(a_set(name, cluster=200, size=10) for name in names)
    listing = listing.ljust(2 * 4096, b"\0")
    disk.put(100, listing[:4096])
    disk.put(150, listing[4096:])
    disk.link(100, 150)
    disk.mark(100, 150, 200)
    disk.root(a_set("folder", cluster=100, size=8192, attributes=0x10, flags=1))
    entries, _ = disk.walked()
    assert {f"/folder/{name}".encode() for name in names} <= entries.keys()


def test_a_deleted_exfat_file_keeps_its_name_and_content(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd", kind="exFAT", mib=8)
    disk.put(100, b"secret")
    disk.root(deleted_set(a_set("a secret.txt", cluster=100, size=6)))
    file_system = disk.opened()
    entry = split(file_system)[0][b"/a secret.txt"]
    assert not entry.allocated
    assert digests_of(file_system, entry).sha256 is not None
    assert b"".join(file_system.chunks(entry.address, 6, allocated=False)) == b"secret"


@pytest.mark.parametrize("kind", ["FAT32", "exFAT"])
def test_no_damage_stops_the_walk(tmp_path: Path, kind: str) -> None:
    """Bytes changed at random in boot sector, FAT and directories: entries or faults, an end, no trace."""
    disk = FatDisk(tmp_path / "a.dd", kind=kind, mib=8 if kind == "exFAT" else 40)
    folder = a_folder(b"FOLDER     ", cluster=30)
    disk.root(*([a_set("folder", cluster=30, size=4096, attributes=0x10)] if kind == "exFAT" else [folder]))
    inside = a_set("inner file.txt", cluster=40, size=9000) if kind == "exFAT" else a_slot(
        b"INNER   TXT", cluster=40, size=1500
    )  # fmt: skip
    disk.put(30, (the_dots(30) if kind != "exFAT" else b"") + inside * 3)
    disk.link(30)
    disk.link(40, 41, 42)
    if kind == "exFAT":
        disk.mark(30, 40, 41, 42)
    layout, whole = disk.layout, bytes(disk.content)
    places = [
        *range(11, 112), *range(layout.table_offset, layout.table_offset + 200),
        *range(layout.offset_of(30), layout.offset_of(30) + 300),
        *range(layout.offset_of(layout.root_cluster or 2), layout.offset_of(layout.root_cluster or 2) + 300),
    ]  # fmt: skip
    chance = random.Random(3)
    for _ in range(30):
        disk.content[:] = whole
        for _ in range(chance.choice((1, 3, 30))):
            disk.content[chance.choice(places)] = chance.choice((0, 1, 0xFF, chance.randrange(256)))
        try:
            found = list(disk.opened().entries())
        except EvidenceUnreadable:  # told in a sentence, as a volume that cannot be opened
            continue
        assert 0 < len(found) < 100_000


def test_many_names_take_time_in_proportion(tmp_path: Path) -> None:
    """A count of reads, not of seconds: a folder of 4,000 names is read in pieces, not name by name."""
    disk = FatDisk(tmp_path / "a.dd")
    count = 4000
    disk.put(30, b"".join(a_slot(b"F%07dTXT" % number, cluster=0) for number in range(count)))
    disk.link(*range(30, 30 + count * 32 // SECTOR))
    disk.root(a_folder(b"MANY       ", cluster=30))
    file_system = disk.opened()
    entries, _ = split(file_system)
    assert sum(path.startswith(b"/MANY/") for path in entries) == count
    reads = file_system._image.reads  # type: ignore[attr-defined]  # the fake's own list
    assert len(reads) < 60


def test_the_image_may_end_within_the_volume(tmp_path: Path) -> None:
    image = a_stick(tmp_path / "a.dd", bits=32)
    content = image.read_bytes()
    for keep in (100_000, 700_000, len(content) // 2):
        image.write_bytes(content)
        os.truncate(image, keep)
        media = open_image(image)
        volume = map_volumes(media).volumes[0]
        if volume.state == "readable":
            entries, faults = split(open_file_system(media, volume))
            assert entries or faults
        media.close()


def test_a_thousand_files_on_the_same_scattered_clusters_stay_within_bounds(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    scattered = list(range(1000, 9000, 2))
    disk.link(*scattered)
    slots = (a_slot(b"F%07dBIN" % number, cluster=1000, size=SECTOR * 4000) for number in range(1000))
    disk.link(*range(30, 93))
    disk.put(30, b"".join(slots))
    disk.root(a_folder(b"MANY       ", cluster=30))
    entries, faults = disk.walked()
    assert sum(len(entry.extents or ()) for entry in entries.values()) <= disk.layout.clusters + 4000
    assert any("only the first 100 are told" in fault.reason for fault in faults)
    assert sum("More clusters are claimed" in fault.reason for fault in faults) > 900
