"""Damaged NTFS: what cannot be believed is a fault with its record number, and the rest is listed."""

import random

import pytest

from forensics.entries import Content, Fault, FileEntry, Remains
from forensics.errors import EvidenceUnreadable
from tests.evidence.builders import MediaOfBytes, content_of
from tests.evidence.ntfs_builder import (
    CLUSTER,
    FOLDER,
    IN_USE,
    MFT_CLUSTER,
    MIRROR_CLUSTER,
    RECORD,
    RECORDS,
    NtfsDisk,
    Runs,
    a_record,
    data,
    listed,
    named,
    opened,
    reference,
    resident,
    standard_information,
)


def listing(image: bytes | bytearray | MediaOfBytes) -> tuple[dict[bytes, FileEntry], list[Fault]]:
    entries: dict[bytes, FileEntry] = {}
    faults = []
    for item in opened(image).entries():
        if isinstance(item, Fault):
            faults.append(item)
        elif item.stream is None:
            entries[item.path.raw] = item
    return entries, faults


def told(faults: list[Fault], words: str) -> Fault:
    """The one fault that says so."""
    (fault,) = [fault for fault in faults if words in fault.reason]
    assert fault.reason.endswith(".")
    assert ".." not in fault.reason
    return fault


def a_disk() -> NtfsDisk:
    disk = NtfsDisk()
    for number in range(30, 36):
        disk.file(number, f"file{number}.txt", b"x" * number)
    return disk


def test_a_record_written_in_part_is_a_fault_and_the_others_are_listed() -> None:
    disk = a_disk()
    image = disk.image()
    image[disk.place_of(32) + 1022] ^= 0xFF
    entries, faults = listing(image)
    assert (b"/file32.txt" in entries, b"/file31.txt" in entries, b"/file33.txt" in entries) == (
        False,
        True,
        True,
    )
    assert told(faults, "written in part").meta_addr == 32


@pytest.mark.parametrize(
    ("signature", "words"), [(b"BAAD", "marked as damaged"), (b"\0\0\0\0", "there is no file record")]
)
def test_neighbouring_records_with_the_same_damage_are_one_fault(signature: bytes, words: str) -> None:
    disk = a_disk()
    image = disk.image()
    for number in (31, 32, 33):
        place = disk.place_of(number)
        image[place : place + 4] = signature
    _, faults = listing(image)
    fault = told(faults, words)
    assert (fault.meta_addr, "31 to 33" in fault.reason) == (31, True)


def test_an_attribute_that_leaves_its_record_is_a_fault_with_the_path() -> None:
    disk = a_disk()
    bad = bytearray(data(b"x" * 20))
    bad[4:8] = (5000).to_bytes(4, "little")
    disk.records[32] = a_record(32, standard_information(), named("file32.txt"), bytes(bad))
    _, faults = listing(disk.image())
    fault = told(faults, "contradicts itself")
    assert (fault.meta_addr, fault.path and fault.path.raw) == (32, b"/file32.txt")


def test_folders_that_contain_each_other_are_listed_once_below_the_orphans() -> None:
    disk = NtfsDisk()
    disk.folder(30, "a", parent=reference(31))
    disk.folder(31, "b", parent=reference(30))
    disk.file(32, "inside.txt", b"i", parent=reference(30))
    entries, faults = listing(disk.image())
    assert [path for path in entries if path.endswith(b"/inside.txt")] == [b"/$OrphanFiles/a/inside.txt"]
    told(faults, "contains itself")


def test_names_in_use_without_their_folder_are_counted_in_one_fault() -> None:
    disk = NtfsDisk()
    for number in (31, 32, 33):
        disk.file(number, f"{number}.txt", parent=reference(30))
    entries, faults = listing(disk.image())
    assert entries[b"/$OrphanFiles/32.txt"].allocated
    assert told(faults, "3 names in use").meta_addr == 30


def test_a_difference_between_the_bitmap_and_the_records_is_a_fault() -> None:
    disk = a_disk()
    disk.marked |= {50, 51}
    disk.unmarked = {30}
    disk.records[50] = a_record(50, standard_information(), named("freed.txt"), flags=0)
    disk.records[51] = a_record(51, standard_information(), named("freed too.txt"), flags=0)
    file_system = opened(disk.image())
    faults = [item for item in file_system.entries() if isinstance(item, Fault)]
    fault = told(faults, "bitmap of the $MFT")
    assert "2 marked ones were not met (first: 50, 51)" in fault.reason
    assert "1 that were met are not marked (first: 30)" in fault.reason
    census = file_system.census()
    assert census is not None
    assert (census.in_use, census.met) == (12, 11)


def test_a_deleted_file_whose_further_record_serves_another_is_no_damage_and_not_empty() -> None:
    disk = NtfsDisk()
    attributes = listed(0x80, reference(31), number=2)
    disk.records[30] = a_record(30, resident(0x20, attributes, number=9), named("gone.bin"), flags=0)
    disk.add(31, standard_information(), named("another.txt"), data(b"new"))
    items = list(opened(disk.image()).entries())

    assert not [item for item in items if isinstance(item, Fault) and item.meta_addr == 30]
    (entry,) = [item for item in items if isinstance(item, FileEntry) and item.path.name == b"gone.bin"]
    assert (entry.content, entry.remains) == (Content.NOT_LEFT, Remains.NO_CONTENT_LEFT)


def test_a_lost_further_record_is_a_fault_and_its_content_is_not_given() -> None:
    disk = NtfsDisk(contents={120: b"a" * CLUSTER})
    whole = Runs(runs=[(120, 1)], size=2 * CLUSTER)
    attributes = listed(0x80, reference(30), number=2) + listed(0x80, reference(31), first_vcn=1)
    disk.add(30, resident(0x20, attributes, number=9), named("half.bin"), data(whole))
    file_system = opened(disk.image())
    items = list(file_system.entries())
    told([item for item in items if isinstance(item, Fault)], "further records")
    (entry,) = [
        item
        for item in items
        if isinstance(item, FileEntry) and item.path.raw == b"/half.bin" and not item.stream
    ]
    assert (entry.extents, entry.content) == (None, Content.PRESENT)
    with pytest.raises(EvidenceUnreadable):
        list(file_system.chunks(entry.address, entry.size_bytes, allocated=True))


def test_a_further_record_that_nobody_lists_is_a_fault() -> None:
    disk = a_disk()
    disk.add(40, named("hidden.txt"), base=reference(31))
    _, faults = listing(disk.image())
    assert told(faults, "does not list it").meta_addr == 40


def test_bad_sectors_in_the_mft_cost_their_records_only() -> None:
    disk = a_disk()
    media = MediaOfBytes(bytes(disk.image()))
    media.bad = range(disk.place_of(31), disk.place_of(33))
    entries, faults = listing(media)
    assert {path for path in entries if path.startswith(b"/file")} == {
        b"/file30.txt",
        b"/file33.txt",
        b"/file34.txt",
        b"/file35.txt",
    }
    assert "31 to 32" in told(faults, "bad sector").reason


def test_an_image_that_ends_inside_the_mft_says_which_records_are_missing() -> None:
    disk = a_disk()
    entries, faults = listing(disk.image()[: disk.place_of(33)])
    assert b"/file32.txt" in entries
    assert b"/file33.txt" not in entries
    told(faults, "more file records than the image has room for")


def test_the_mirror_stands_in_for_the_first_record() -> None:
    disk = a_disk()
    image = disk.image()
    image[MFT_CLUSTER * CLUSTER : MFT_CLUSTER * CLUSTER + 4] = b"BAAD"
    entries, faults = listing(image)
    assert b"/file35.txt" in entries
    told(faults, "$MFTMirr was taken")


def test_without_a_first_record_the_sleuth_kit_lists_what_it_can_and_that_is_told() -> None:
    image = a_disk().image()
    for cluster in (MFT_CLUSTER, MIRROR_CLUSTER):
        image[cluster * CLUSTER : cluster * CLUSTER + 4] = b"\0\0\0\0"
    _, faults = listing(image)
    told(faults, "cannot be read record by record")


def test_a_scattered_mft_is_read_through_the_list_in_its_first_record() -> None:
    half = RECORDS * RECORD // CLUSTER // 2
    disk = NtfsDisk(mft_runs=((MFT_CLUSTER, half), (100, half)))
    disk.used_clusters |= set(range(100, 100 + half))
    disk.file(60, "far.txt", b"far away")
    attributes = listed(0x10, reference(0), number=100) + listed(0x30, reference(0), number=1)
    attributes += listed(0x80, reference(0), number=3) + listed(0x80, reference(20), first_vcn=half)
    attributes += listed(0xB0, reference(0))
    first = Runs(runs=[(MFT_CLUSTER, half)], size=RECORDS * RECORD)
    marks = bytes([0x6D, 0, 0x10, 0, 0, 0, 0, 0x10])
    disk.records[0] = a_record(
        0,
        standard_information(),
        resident(0x20, attributes),
        named("$MFT"),
        data(first, number=3),
        resident(0xB0, marks),
    )
    disk.add(20, data(Runs(runs=[(100, half)], size=0, first_vcn=half), number=0), base=reference(0))
    entries, faults = listing(disk.image())
    assert entries[b"/far.txt"].place_bytes == 100 * CLUSTER + (60 - half * CLUSTER // RECORD) * RECORD
    assert faults == []


def test_an_unreadable_cluster_map_is_a_fault_and_deleted_content_is_not_vouched_for() -> None:
    disk = a_disk()
    disk.file(40, "gone.jpg", Runs(runs=[(120, 1)], size=100), flags=0)
    media = MediaOfBytes(bytes(disk.image()))
    media.bad = range(2 * CLUSTER, 2 * CLUSTER + 512)
    entries, faults = listing(media)
    assert entries[b"/gone.jpg"].content is Content.NOT_LEFT
    told(faults, "$Bitmap")
    assert opened(media).allocated_ranges() is None


@pytest.mark.parametrize("seed", range(60))
def test_flipped_bytes_in_file_records_end_in_entries_and_faults_and_never_in_a_trace(seed: int) -> None:
    disk = a_disk()
    disk.contents[120] = b"a" * CLUSTER
    disk.folder(40, "folder")
    disk.file(41, "inside.bin", Runs(runs=[(120, 1), (None, 2)], size=3 * CLUSTER), parent=reference(40))
    attributes = listed(0x10, reference(42), number=100) + listed(0x30, reference(43), number=1)
    attributes += listed(0x80, reference(42), number=2)
    disk.add(42, resident(0x20, attributes, number=9), data(b"spread"))
    disk.add(43, named("spread.txt"), base=reference(42))
    numbers = random.Random(seed)
    image = disk.image()
    for _ in range(1 + seed % 20):
        record = numbers.choice([0, 5, 6, *range(30, 44)])
        image[disk.place_of(record) + numbers.randrange(420)] = numbers.choice([0, 1, 0x7F, 0x80, 0xFF])
    try:
        file_system = opened(image)
    except EvidenceUnreadable:
        return
    found = list(file_system.entries())
    assert found
    for entry in found:
        if isinstance(entry, FileEntry) and entry.content is Content.PRESENT and entry.size_bytes < 1 << 20:
            try:
                content = content_of(file_system, entry)
            except EvidenceUnreadable:
                continue
            assert len(content) == entry.size_bytes


def test_a_folder_tree_without_end_is_cut_and_told() -> None:
    disk = NtfsDisk()
    name = "d" * 200
    for number in range(24, 60):
        disk.folder(number, name, parent=reference(number + 1))
    disk.add(60, named(name, parent=reference(24)), flags=IN_USE | FOLDER)
    entries, faults = listing(disk.image())
    assert len([path for path in entries if path.endswith(name.encode())]) == 37
    told(faults, "contains itself")
