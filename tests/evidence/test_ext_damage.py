"""Damaged and hostile ext volumes: trouble is a Fault in its place, the rest is listed, and it ends."""

import random
import struct
from pathlib import Path

import pytest

from forensics.entries import Content, Fault, FileEntry
from forensics.errors import FieldcaseError
from forensics.filesystems.ext import ExtFileSystem
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of
from tests.evidence.test_ext import FILES, an_image, changed, edited, inode_of, media_of, opened, walked


def reasons(faults: list[Fault]) -> str:
    return " ".join(fault.reason for fault in faults)


def place_and_block(image: MediaOfBytes, path: bytes) -> tuple[int, int]:
    """Where the inode lies, and the first block of its only extent."""
    place, inode = inode_of(opened(image), walked(opened(image))[0][path])
    return place, struct.unpack_from("<I", inode.area, 20)[0]


def test_an_inode_in_use_that_no_name_leads_to_is_told(tmp_path: Path) -> None:
    file_system = opened(media_of(edited(an_image(tmp_path, "-t", "ext4"), "unlink notes.txt")))
    entries, faults = walked(file_system)
    number = entries[b"/notes.txt"].address.meta_addr
    assert entries[b"/notes.txt"].content is Content.NOT_LEFT  # the name is gone, the inode is not
    census = file_system.census()
    assert census is not None
    assert census.in_use == census.met + 1
    assert [fault.reason for fault in faults] == [
        f"By the inode bitmaps {census.in_use} files and directories are in use, but names lead to only "
        f"{census.met} of them; no name leads to inode {number}. What they are is listed in /$OrphanFiles."
    ]


def test_what_no_name_leads_to_is_listed_with_its_content(tmp_path: Path) -> None:
    target = edited(an_image(tmp_path, "-t", "ext4"), "unlink notes.txt", "unlink pictures")
    file_system = opened(media_of(target))
    entries, faults = walked(file_system)
    lost = entries[b"/$OrphanFiles/OrphanFile-%d" % entries[b"/notes.txt"].address.meta_addr]
    folder = b"/$OrphanFiles/OrphanFile-%d" % entries[b"/pictures"].address.meta_addr
    assert content_of(file_system, lost) == FILES["notes.txt"]
    assert (lost.allocated, lost.parent_known) == (True, False)
    for name in ("holiday.jpg", "more/b.jpg"):
        entry = entries[folder + b"/" + name.encode()]
        assert content_of(file_system, entry) == FILES[f"pictures/{name}"]
        assert not entry.parent_known
    assert len([path for path in entries if path.startswith(b"/$OrphanFiles/")]) == 6
    assert len(faults) == 1


def test_an_unreadable_inode_costs_its_own_names_only(tmp_path: Path) -> None:
    image = media_of(an_image(tmp_path, "-t", "ext4", "-b", "1024", "-I", "1024"))
    healthy, _ = walked(opened(image))
    place, _ = inode_of(opened(image), healthy[b"/notes.txt"])
    image.bad = range(place, place + 512)
    entries, faults = walked(opened(image))
    assert set(entries) == set(healthy)
    assert (entries[b"/notes.txt"].allocated, entries[b"/notes.txt"].content) == (False, Content.NOT_LEFT)
    assert entries[b"/pictures/holiday.jpg"] == healthy[b"/pictures/holiday.jpg"]
    assert any(fault.path == entries[b"/notes.txt"].path and "bad sector" in fault.reason for fault in faults)


def test_a_lost_inode_bitmap_is_made_up_for_by_link_counts(tmp_path: Path) -> None:
    image = media_of(an_image(tmp_path, "-t", "ext4", "-b", "1024"))
    file_system = opened(image)
    healthy, _ = walked(file_system)
    assert file_system._layout is not None
    place = file_system._layout[1][0].inode_bitmap * 1024
    image.bad = range(place, place + 512)
    entries, faults = walked(opened(image))
    assert entries == healthy
    assert "The inode bitmap of block group 0 cannot be read" in reasons(faults)


def test_a_bad_block_costs_a_folder_only_its_own_names(tmp_path: Path) -> None:
    files = {f"d/a file with a name of some length {n:04d}": b"" for n in range(200)}
    image = media_of(an_image(tmp_path, "-t", "ext4", "-b", "1024", files=files))
    at = image.content.index(b"a file with a name of some length 0100")
    image.bad = range(at, at + 1)
    entries, faults = walked(opened(image))
    assert 150 < sum(path.startswith(b"/d/") for path in entries) < 200
    assert "names may be missing" in reasons(faults)
    assert "no name leads to inode" in reasons(faults)


def test_a_broken_chain_of_names_is_told(tmp_path: Path) -> None:
    image = media_of(an_image(tmp_path, "-t", "ext4"))
    at = image.content.index(b"\x09\x01notes.txt")
    entries, faults = walked(opened(changed(image, at - 2, b"\x03\x00")))
    assert b"/pictures/holiday.jpg" in entries
    assert "is damaged; names in it may be missing or wrong" in reasons(faults)


@pytest.mark.parametrize(
    ("at", "new", "words"),
    [
        (40, b"\0\0", "A node of the extent tree is damaged"),
        (42, struct.pack("<H", 40), "A node of the extent tree is damaged"),
        (52, struct.pack("<IHHI", 0, 44, 0, 0x7FFFFFFF), "is outside the volume"),
        (46, struct.pack("<H", 1), "The record of where the content lies cannot be read"),
    ],
)
def test_a_damaged_record_of_the_place_is_told(tmp_path: Path, at: int, new: bytes, words: str) -> None:
    image = media_of(an_image(tmp_path, "-t", "ext4"))
    place, _ = inode_of(opened(image), walked(opened(image))[0][b"/pictures/holiday.jpg"])
    entries, faults = walked(opened(changed(image, place + at, new)))
    entry = entries[b"/pictures/holiday.jpg"]
    assert (entry.extents, entry.size_bytes) == (None, len(FILES["pictures/holiday.jpg"]))
    assert words in reasons(faults)


def test_an_extent_tree_that_leads_into_itself_ends(tmp_path: Path) -> None:
    image = media_of(an_image(tmp_path, "-t", "ext4", "-b", "1024"))
    place, block = place_and_block(image, b"/pictures/holiday.jpg")
    index = struct.pack("<IIHH", 0, block, 0, 0)
    node = struct.pack("<HHHHI", 0xF30A, 2, 84, 1, 0) + index * 2
    image = changed(image, place + 40, struct.pack("<HHHHI", 0xF30A, 1, 4, 2, 0) + index)
    _, faults = walked(opened(changed(image, block * 1024, node)))
    assert "stands in it twice" in reasons(faults)


def test_indirect_blocks_that_lead_into_themselves_end(tmp_path: Path) -> None:
    image = media_of(an_image(tmp_path, "-t", "ext2", "-b", "1024"))
    place, inode = inode_of(opened(image), walked(opened(image))[0][b"/pictures/holiday.jpg"])
    block = struct.unpack_from("<I", inode.area, 48)[0]
    image = changed(image, block * 1024, struct.pack("<I", block) * 256)
    image = changed(
        changed(image, place + 96, struct.pack("<I", block)), place + 108, struct.pack("<I", 0xFF)
    )
    _, faults = walked(opened(image))
    assert "stands in it twice" in reasons(faults)


def test_a_folder_claiming_more_than_the_volume_ends(tmp_path: Path) -> None:
    image = media_of(an_image(tmp_path, "-t", "ext4", "-b", "1024", size="4M"))
    _, block = place_and_block(image, b"/pictures/holiday.jpg")
    place, _ = place_and_block(image, b"/pictures")
    extents = b"".join(struct.pack("<IHHI", n * 2400, 2400, 0, block) for n in range(50))
    image = changed(image, place + 4, struct.pack("<I", 120_000 * 1024))
    index = struct.pack("<IIHH", 0, block, 0, 0)
    image = changed(image, place + 40, struct.pack("<HHHHI", 0xF30A, 1, 4, 1, 0) + index)
    image = changed(image, block * 1024, struct.pack("<HHHHI", 0xF30A, 50, 84, 0, 0) + extents)
    entries, faults = walked(opened(image))
    assert b"/notes.txt" in entries
    assert "The directories claim more blocks than the volume has" in reasons(faults)


def test_a_volume_whose_descriptors_cannot_be_read_is_listed_by_the_sleuth_kit(tmp_path: Path) -> None:
    image = media_of(an_image(tmp_path, "-t", "ext4", "-b", "1024"))
    volume = map_volumes(image).volumes[0]
    image.bad = range(2048, 2049)
    file_system = ExtFileSystem(image, volume)
    items = list(file_system.entries())
    assert isinstance(items[0], Fault)
    assert "listed by The Sleuth Kit alone" in items[0].reason
    assert file_system.census() is None
    assert file_system.allocated_ranges() is None


@pytest.mark.parametrize("options", [("-t", "ext4"), ("-t", "ext2"), ("-t", "ext4", "-O", "inline_data")])
def test_random_damage_never_ends_the_walk_with_a_trace(tmp_path: Path, options: tuple[str, ...]) -> None:
    target = edited(an_image(tmp_path, *options, size="4M"), "rm notes.txt", "rm pictures/more/b.jpg")
    whole = media_of(target)
    file_system = opened(whole)
    places = [
        inode_of(file_system, entry)[0]
        for path, entry in walked(file_system)[0].items()
        if path != b"/$OrphanFiles"
    ]
    for seed in range(150):
        chance = random.Random(seed)
        content = bytearray(whole.content)
        for _ in range(chance.choice((1, 4, 20))):
            at = chance.choice(places) + chance.randrange(160)
            content[at : at + 4] = chance.choice((bytes(4), b"\xff" * 4, chance.randbytes(4)))
        image = MediaOfBytes(bytes(content))
        damaged = opened(image)
        for item in damaged.entries():
            if isinstance(item, FileEntry) and item.content is Content.PRESENT and item.size_bytes < 1 << 20:
                try:
                    got = b"".join(damaged.chunks(item.address, item.size_bytes, allocated=item.allocated))
                except FieldcaseError:
                    continue
                assert len(got) == item.size_bytes
        damaged.allocated_ranges()
