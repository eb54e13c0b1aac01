"""What the maps, copies and checksums of FAT and exFAT say against each other is told."""

import struct
from pathlib import Path

import pytest

from forensics.entries import Fault
from forensics.filesystems.fat_layout import read_layout
from tests.evidence.builders import SECTOR
from tests.evidence.fat_builders import FatDisk, a_set, a_slot, deleted_set

_TWO_TABLES_AT, _FLAGS_AT = 110, 106  # [EXFAT] NumberOfFats, VolumeFlags


def reasons(faults: list[Fault]) -> list[str]:
    return [fault.reason for fault in faults]


def an_exfat(target: Path) -> FatDisk:
    return FatDisk(target, kind="exFAT", mib=8)


@pytest.mark.parametrize("names", [3, 20])
def test_a_set_of_exfat_whose_checksum_is_wrong_is_listed_and_told(tmp_path: Path, names: int) -> None:
    disk = an_exfat(tmp_path / "a.dd")
    disk.mark(100)
    sets = [
        a_set(f"photo {number}{'x' * (number % 3 * 15)}.jpeg", cluster=0, size=0) for number in range(names)
    ]
    spoiled = bytearray(sets[1])
    spoiled[66] ^= 1  # a letter of the name
    disk.root(sets[0], bytes(spoiled), *sets[2:], a_set("lake.jpeg", cluster=100, size=9))
    entries, faults = disk.walked()
    assert sum(path.startswith(b"/photo") or b"hoto" in path for path in entries) == names
    assert reasons(faults) == [
        "Entries of this directory whose checksum is wrong: 1; their names, sizes and places may be damaged."
    ]


def test_deleted_sets_are_not_held_to_their_checksum(tmp_path: Path) -> None:
    disk = an_exfat(tmp_path / "a.dd")
    gone = bytearray(deleted_set(a_set("gone.txt", cluster=0, size=0)))
    gone[66] ^= 1
    disk.root(bytes(gone))
    assert not disk.walked()[1]


def test_what_a_vendor_puts_behind_a_name_does_not_hide_the_file(tmp_path: Path) -> None:
    disk = an_exfat(tmp_path / "a.dd")
    disk.mark(100, 101)
    whole = bytearray(a_set("lake.jpeg", cluster=100, size=9) + b"\xe0".ljust(32, b"v"))
    whole[1] += 1
    total = 0
    for at, byte in enumerate(whole):
        if at not in (2, 3):
            total = ((total << 15 | total >> 1) + byte) & 0xFFFF
    whole[2:4] = total.to_bytes(2, "little")
    disk.root(bytes(whole), a_set("next.jpeg", cluster=101, size=9))
    entries, faults = disk.walked()
    assert {b"/lake.jpeg", b"/next.jpeg"} <= entries.keys()
    assert not faults


def test_content_in_clusters_that_the_map_calls_free_is_told(tmp_path: Path) -> None:
    disk = an_exfat(tmp_path / "a.dd")
    disk.mark(100)
    disk.root(a_set("lake.jpeg", cluster=100, size=9000))
    assert reasons(disk.walked()[1]) == [
        "2 clusters of files and directories listed here are free by the map of clusters: what lies there "
        "may be another's."
    ]


@pytest.mark.parametrize("kind", ["FAT12", "FAT16", "FAT32"])
def test_copies_of_the_fat_that_differ_are_told(tmp_path: Path, kind: str) -> None:
    disk = FatDisk(tmp_path / "a.dd", kind=kind, mib={"FAT12": 2, "FAT16": 16, "FAT32": 40}[kind])
    assert not disk.walked()[1]
    second = disk.layout.table_offset + disk.layout.table_bytes
    disk.content[second + 200 * disk.layout.entry_bits // 8] ^= 0x11
    assert reasons(disk.walked()[1]) == [
        "The copies of the FAT differ for 1 clusters, the first of them cluster 200; the first FAT was read, "
        "and where it is damaged contents are not true."
    ]


def test_where_only_the_second_fat_is_kept_up_to_date_it_is_read(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    disk.root(a_slot(b"TWO     BIN", cluster=40, size=2 * SECTOR))
    disk.put(40, b"a" * SECTOR)
    disk.put(90, b"b" * SECTOR)
    second = disk.layout.table_offset + disk.layout.table_bytes
    struct.pack_into("<I", disk.content, second + 40 * 4, 90)
    struct.pack_into("<I", disk.content, second + 90 * 4, 0x0FFFFFFF)
    struct.pack_into("<H", disk.content, 40, 0x81)  # [FAT] BPB_ExtFlags: the second one alone
    file_system = disk.opened()
    entries = {found.path.raw: found for found in file_system.entries() if not isinstance(found, Fault)}
    chunks = file_system.chunks(entries[b"/TWO.BIN"].address, 2 * SECTOR, allocated=True)
    assert b"".join(chunks) == b"a" * SECTOR + b"b" * SECTOR
    assert not disk.walked()[1]


def test_the_second_fat_and_map_of_exfat_are_read_where_they_are_active(tmp_path: Path) -> None:
    disk = an_exfat(tmp_path / "a.dd")
    layout = disk.layout
    end = layout.table_offset + 2 * layout.table_bytes
    assert end <= layout.clusters_offset
    first = bytes(disk.content[layout.table_offset : layout.table_offset + layout.table_bytes])
    disk.content[_TWO_TABLES_AT], disk.content[_FLAGS_AT] = 2, 1
    second = layout.table_offset + layout.table_bytes
    disk.content[second:end] = first
    disk.link(120)  # in the first alone
    for cluster, following in ((100, 130), (130, 0xFFFFFFFF), (50, 0xFFFFFFFF)):
        struct.pack_into("<I", disk.content, second + cluster * 4, following)
    bitmap = bytearray(disk.content[layout.offset_of(2) :][: (layout.clusters + 7) // 8])
    for cluster in (50, 100, 130):
        bitmap[(cluster - 2) // 8] |= 1 << (cluster - 2) % 8
    disk.put(50, bytes(bitmap))
    place = struct.pack("<BB18xIQ", 0x81, 1, 50, len(bitmap))
    disk.root(place, a_set("lake.jpeg", cluster=100, size=5000, flags=1))
    disk.put(100, b"a" * 4096)
    disk.put(130, b"b" * 904)
    assert read_layout(bytes(disk.content[:512]), kind="exFAT", here_bytes=8 << 20).active_table == 1
    file_system = disk.opened()
    entries = {found.path.raw: found for found in file_system.entries() if not isinstance(found, Fault)}
    chunks = file_system.chunks(entries[b"/lake.jpeg"].address, 5000, allocated=True)
    assert b"".join(chunks) == b"a" * 4096 + b"b" * 904


def pieces_of(short: bytes, name: str, *, first: int | None = None) -> bytes:
    """The slots of a name of up to 26 characters before `short`; `first` stands in each for its number."""
    total = 0
    for byte in short:
        total = ((total & 1) << 7 | total >> 1) + byte & 0xFF
    units = (name.encode("utf-16-le") + b"\0\0").ljust(52, b"\xff")
    slots = []
    for number, piece in ((2 | 0x40, units[26:]), (1, units[:26])):
        head = bytes([number if first is None else first]) + piece[:10] + b"\x0f\0" + bytes([total])
        slots.append(head + piece[10:22] + b"\0\0" + piece[22:26])
    return b"".join(slots)


def test_a_long_name_that_is_left_before_another_file_is_not_given_to_it(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    stale = pieces_of(b"OLDNAM~1JPG", "the old name of it.jpg", first=0xE5)
    own = pieces_of(b"LAKEIN~1JPG", "lake in the morning.jpg")
    files = a_slot(b"NEW     TXT", cluster=0), a_slot(b"LAKEIN~1JPG", cluster=0)
    gone = pieces_of(b"AONEWA~1TXT", "gone with its pieces.txt", first=0xE5)
    disk.root(stale, files[0], own, files[1], gone, a_slot(b"\xe5ONEWA~1TXT", cluster=0))
    entries, faults = disk.walked()
    listed = {path for path in entries if not path.startswith(b"/$")}
    assert listed >= {b"/NEW.TXT", b"/lake in the morning.jpg", b"/gone with its pieces.txt"}
    assert b"/the old name of it.jpg" not in listed
    assert not faults
