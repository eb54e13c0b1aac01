"""Partition tables as evidence has them: chains that loop, copies that differ, tables inside partitions."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.images import ImageInfo, VolumeState
from forensics.reader.protocol import Opened, write_message
from forensics.volumes import VolumeMap, map_volumes, tables
from tests.evidence.builders import MIB, SECTOR, MediaOfBytes, a_gpt_disk, an_mbr


def mapped(disk: bytes | bytearray) -> VolumeMap:
    return map_volumes(MediaOfBytes(bytes(disk)))


def reasons(found: VolumeMap) -> str:
    return "\n".join(fault.reason for fault in found.faults)


def places(found: VolumeMap) -> list[tuple[str, int, int]]:
    return [(v.table, v.offset_bytes // SECTOR, v.length_bytes // SECTOR) for v in found.volumes]


def a_disk(sectors: int, **at: bytes) -> bytearray:
    """A disk of zeros with bytes at sectors named `s63=`."""
    disk = bytearray(sectors * SECTOR)
    for name, value in at.items():
        start = int(name[1:]) * SECTOR
        disk[start : start + len(value)] = value
    return disk


def resealed(disk: bytearray, header: int) -> None:
    """Make the checksum of the GPT header at that sector right again."""
    at = header * SECTOR
    disk[at + 16 : at + 20] = bytes(4)
    disk[at + 16 : at + 20] = struct.pack("<I", zlib.crc32(disk[at : at + 92]))


# MBR


def test_a_chain_of_extended_records_that_leads_back_ends_and_is_told() -> None:
    disk = a_disk(4096, s0=an_mbr((100, 3000, 0x05)), s100=an_mbr((10, 50, 0x83), (0, 3000, 0x05)))
    found = mapped(disk)
    assert places(found) == [("MBR", 110, 50)]
    assert "leads back to a record that was read before" in reasons(found)


def test_a_chain_that_leads_behind_the_image_or_to_no_record_is_told() -> None:
    disk = a_disk(
        4096,
        s0=an_mbr((100, 500, 0x0F), (700, 500, 0x05)),
        s100=an_mbr((10, 50, 0x83), (90_000, 10, 0x05)),
    )
    found = mapped(disk)
    assert "leads behind the end of the image (2,097,152 bytes) (byte 46,131,200)" in reasons(found)
    assert "leads to a sector that is no boot record (byte 358,400)" in reasons(found)
    assert places(found) == [("MBR", 110, 50), ("MBR", 700, 500)], "what lies there is looked at all the same"


def test_an_unreadable_extended_record_costs_only_what_it_lists() -> None:
    disk = a_disk(4096, s0=an_mbr((63, 30, 0x83), (100, 500, 0x05)), s100=an_mbr((10, 50, 0x83)))
    found = map_volumes(MediaOfBytes(bytes(disk), bad=range(100 * SECTOR, 101 * SECTOR)))
    assert places(found) == [("MBR", 63, 30)]
    assert "cannot be read on" in reasons(found)


def test_sectors_of_extended_records_are_gaps_of_their_own() -> None:
    disk = a_disk(4096, s0=an_mbr((100, 500, 0x05)), s100=an_mbr((10, 490, 0x83)))
    gaps = [(g.offset_bytes // SECTOR, g.length_bytes, g.description) for g in mapped(disk).gaps]
    assert (100, SECTOR, "extended partition table") in gaps


def test_impossible_entries_are_named_and_the_others_listed() -> None:
    table = bytearray(an_mbr((0, 10, 0x83), (200, 100, 0x83), (400, 100, 0), (600, 0, 0x07)))
    found = mapped(a_disk(4096, s0=bytes(table)))
    assert places(found) == [("MBR", 200, 100)]
    assert "Entry 1 of the MBR begins at sector 0" in reasons(found)
    assert "Entry 3 of the MBR gives a place (sector 400, 100 sectors) but has the type 0" in reasons(found)
    assert "Entry 4 of the MBR gives a place (sector 600, 0 sectors) but has no length" in reasons(found)


def test_overlapping_partitions_are_both_listed_and_told() -> None:
    found = mapped(a_disk(4096, s0=an_mbr((100, 1000, 0x83), (500, 1000, 0x07))))
    assert places(found) == [("MBR", 100, 1000), ("MBR", 500, 1000)]
    assert "overlaps the partition before it, which ends at byte 563,200; both are listed" in reasons(found)


def test_an_mbr_counts_in_the_sectors_of_its_disk() -> None:
    disk = MediaOfBytes(bytes(a_disk(16384, s0=an_mbr((256, 1000, 0x83)))))
    info = replace(disk.info, sector_bytes=4096)

    class BigSectors(MediaOfBytes):
        @property
        def info(self) -> ImageInfo:
            return info

    (volume,) = map_volumes(BigSectors(disk.content)).volumes
    assert (volume.offset_bytes, volume.length_bytes) == (256 * 4096, 1000 * 4096)


# GPT


def test_a_flipped_byte_in_the_entries_makes_the_other_copy_count() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "first"), (2048, 4000, "data"))
    disk[2 * SECTOR + 32] ^= 0xFF
    found = mapped(disk)
    assert places(found) == [("GPT", 64, 1000), ("GPT", 2048, 1953)]
    assert "damaged (the checksum of its entries is wrong); its copy at the end of the disk was" in reasons(
        found
    )


def test_a_damaged_or_missing_copy_is_told() -> None:
    damaged = a_gpt_disk(4096, (64, 1063, "first"))
    damaged[4095 * SECTOR + 60] ^= 1
    assert "The copy of the GPT at the end of the disk is damaged (the checksum of its header" in reasons(
        mapped(damaged)
    )
    cut = a_gpt_disk(4096, (64, 1063, "first"))[: 2000 * SECTOR]
    assert "lies behind the end of the image (1,024,000 bytes)" in reasons(mapped(cut))


def test_copies_that_differ_are_told_with_what_each_has() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "first"), (2048, 3000, "data"))
    other = a_gpt_disk(4096, (64, 1063, "first"), (3100, 4000, "hidden"))
    disk[4063 * SECTOR :] = other[4063 * SECTOR :]
    found = mapped(disk)
    assert [v.description for v in found.volumes] == ["first", "data"]
    assert "only the first has “data” (sectors 2,048 to 3,000); only the copy has “hidden”" in reasons(found)


def test_both_copies_damaged_are_read_as_they_stand_and_told() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "first"))
    for header in (1, 4095):
        disk[header * SECTOR + 56] ^= 1
    found = mapped(disk)
    assert places(found) == [("GPT", 64, 1000)]
    assert "it was read as it stands" in reasons(found)


def test_a_gpt_partition_beyond_all_numbers_is_named_and_can_be_told() -> None:
    disk = a_gpt_disk(4096, (1 << 62, (1 << 63) - 1, "far"), (64, (1 << 64) - 2, "long"))
    found = mapped(disk)
    assert "“far” at byte 2,361,183,241,434,822,606,848 lies beyond the end of the image" in reasons(found)
    assert [volume.description for volume in found.volumes] == ["long"]
    send(found, disk)


def test_an_impossible_gpt_entry_is_named() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "first"), (3000, 2000, "backwards"))
    found = mapped(disk)
    assert places(found) == [("GPT", 64, 1000)]
    assert "The GPT entry “backwards” (sectors 3,000 to 2,000) has an impossible place" in reasons(found)


def test_a_table_of_absurd_size_is_refused_not_read() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "first"))
    struct.pack_into("<II", disk, SECTOR + 80, 0xFFFFFFFF, 128)
    resealed(disk, 1)
    found = mapped(disk)
    assert "it gives an impossible size of its entries" in reasons(found)
    assert places(found) == [("GPT", 64, 1000)], "by the copy"


def test_an_announced_gpt_that_is_not_there_is_told() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "first"))
    disk[SECTOR : 34 * SECTOR] = bytes(33 * SECTOR)
    disk[4063 * SECTOR :] = bytes(33 * SECTOR)
    assert "announces a GPT, but neither the GPT nor its copy" in reasons(mapped(disk))


def test_a_gpt_without_its_protective_mbr_is_used_and_told() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "first"))
    disk[:SECTOR] = bytes(SECTOR)
    found = mapped(disk)
    assert places(found) == [("GPT", 64, 1000)]
    assert "holds no protective MBR" in reasons(found)


def test_an_mbr_over_an_old_gpt_counts_and_the_gpt_is_told() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "first"))
    disk[:SECTOR] = an_mbr((2000, 500, 0x83))
    found = mapped(disk)
    assert places(found) == [("MBR", 2000, 500)]
    assert "A second partition table (GPT) lists other partitions: byte 32,768 (512,000 bytes)" in reasons(
        found
    )


def test_partitions_of_a_hybrid_mbr_alone_are_told() -> None:
    disk = a_gpt_disk(4096, (64, 1063, "first"))
    disk[:SECTOR] = an_mbr((1, 63, 0xEE), (64, 1000, 0x83), (2000, 500, 0x07))
    found = mapped(disk)
    assert places(found) == [("GPT", 64, 1000)]
    assert "A second partition table (MBR) lists other partitions: byte 1,024,000" in reasons(found)


# Apple, BSD, Sun


def an_apm(*parts: tuple[int, int, bytes], unit: int = SECTOR) -> bytes:
    """Blocks 0 and the map of (first block, blocks, type), which lists itself first."""
    parts = ((1, len(parts) + 1, b"Apple_partition_map"), *parts)
    blocks = [b"ER" + struct.pack(">H", unit) + bytes(unit - 4)]
    for first, count, kind in parts:
        entry = struct.pack(">2s2xIII32s32s", b"PM", len(parts), first, count, b"", kind)
        blocks.append(entry.ljust(unit, b"\0"))
    return b"".join(blocks)


@pytest.mark.parametrize("unit", [512, 2048])
def test_an_apple_map_is_read_in_its_own_blocks(unit: int) -> None:
    table = an_apm((64, 100, b"Apple_HFS"), (164, 20, b"Apple_Free"), unit=unit)
    found = mapped(table.ljust(256 * unit, b"\0"))
    assert [(v.table, v.offset_bytes, v.description) for v in found.volumes] == [
        ("APM", 64 * unit, "Apple_HFS")
    ]


def test_a_damaged_entry_of_an_apple_map_is_told() -> None:
    table = bytearray(an_apm((64, 100, b"Apple_HFS"), (164, 20, b"Apple_UFS")))
    table[3 * SECTOR] = 0
    found = mapped(bytes(table).ljust(256 * SECTOR, b"\0"))
    assert places(found) == [("APM", 64, 100)]
    assert "claims 3 entries, but number 3 is damaged or unreadable" in reasons(found)


def a_bsd_label(*parts: tuple[int, int, int]) -> bytes:
    """(first sector, sectors, type)."""
    head = bytearray(148)
    head[:4] = head[132:136] = struct.pack("<I", 0x82564557)
    struct.pack_into("<I", head, 40, SECTOR)
    struct.pack_into("<H", head, 138, len(parts))
    rows = b"".join(struct.pack("<IIIBBH", count, first, 0, kind, 0, 0) for first, count, kind in parts)
    return bytes(head) + rows


@pytest.mark.parametrize("base", [0, 1000])
def test_bsd_slices_inside_an_mbr_partition_are_volumes(base: int) -> None:
    """Counted from the partition, or from the disk as old labels do; partition c tells."""
    label = a_bsd_label((base + 16, 500, 7), (base + 516, 100, 1), (base, 3000, 0))
    found = mapped(a_disk(8192, s0=an_mbr((1000, 3000, 0xA5)), s1001=label))
    assert places(found) == [("BSD", 1016, 500), ("BSD", 1516, 100)]
    assert [v.description for v in found.volumes] == ["a: 4.2BSD", "b: swap"]


def test_a_bsd_slice_outside_of_its_partition_is_told() -> None:
    label = a_bsd_label((16, 500, 7), (7000, 100, 7), (0, 3000, 0))
    found = mapped(a_disk(8192, s0=an_mbr((1000, 3000, 0xA5)), s1001=label))
    assert places(found) == [("BSD", 1016, 500)]
    assert "which is outside that partition" in reasons(found)


def test_solaris_slices_of_a_partition_are_volumes_and_linux_swap_stays_whole() -> None:
    vtoc = bytearray(SECTOR)
    struct.pack_into("<I", vtoc, 12, 0x600DDEEE)
    struct.pack_into("<H", vtoc, 30, 16)
    struct.pack_into("<HHII", vtoc, 72, 2, 0, 64, 1000)
    table = an_mbr((1000, 3000, 0x82), (5000, 100, 0x82))
    found = mapped(a_disk(8192, s0=table, s1001=bytes(vtoc)))
    assert places(found) == [("Sun", 1064, 1000), ("MBR", 5000, 100)]


def test_a_sparc_label_is_read() -> None:
    label = bytearray(SECTOR)
    struct.pack_into(">HH", label, 436, 2, 32)  # tracks, sectors
    struct.pack_into(">II", label, 444, 10, 2000)
    struct.pack_into(">H", label, 142, 2)
    struct.pack_into(">H", label, 508, 0xDABE)
    check = 0
    for (word,) in struct.iter_unpack(">H", label):
        check ^= word
    struct.pack_into(">H", label, 510, check)
    found = mapped(a_disk(8192, s0=bytes(label)))
    assert [(v.table, v.offset_bytes // SECTOR, v.description) for v in found.volumes] == [
        ("Sun", 640, "0: root")
    ]


# Tables that are named and not read


def summed(block: bytearray, at: int) -> bytes:
    """With the long at `at` such that all are zero together."""
    total = sum(struct.unpack(f">{len(block) // 4}I", block))
    struct.pack_into(">I", block, at, -total & 0xFFFFFFFF)
    return bytes(block)


def a_rigid_disk_block() -> bytes:
    return summed(bytearray(b"RDSK" + struct.pack(">I", 64) + bytes(248)), 8).ljust(SECTOR, b"\0")


def an_atari_table(*parts: tuple[bytes, int, int]) -> bytes:
    rows = b"".join(struct.pack(">B3sII", 1, *part) for part in parts)
    return (bytes(0x1C6) + rows).ljust(SECTOR, b"\0")


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("SGI", 0, summed(bytearray(b"\x0b\xe5\xa9\x41" + bytes(508)), 504)),
        ("Amiga", 0, a_rigid_disk_block()),
        ("Amiga", 7, a_rigid_disk_block()),
        ("Atari", 0, an_atari_table((b"GEM", 2, 500), (b"BGM", 502, 1000))),
        ("PC-98", 0, (bytes(4) + b"IPL1").ljust(510, b"\0") + b"\x55\xaa"),
        ("AIX", 0, b"\xc9\xc2\xd4\xc1"),
        ("Ultrix", 31, bytes(SECTOR - 72) + struct.pack("<II", 0x032957, 1)),
    ],
)
def test_a_table_of_another_machine_is_named(name: str, place: int, value: bytes) -> None:
    disk = a_disk(4096)
    disk[place * SECTOR : place * SECTOR + len(value)] = value
    found = mapped(disk)
    assert f"A partition table of the kind {name} is there, which this version does not read." in reasons(
        found
    )
    spoilt = bytearray(disk)
    spoilt[place * SECTOR + len(value) - len(value.lstrip(b"\0")) + 1] ^= 0x5A
    assert "A partition table of the kind" not in reasons(mapped(spoilt))


def test_a_signature_without_its_checksum_names_no_table() -> None:
    for block in (a_rigid_disk_block(), summed(bytearray(b"\x0b\xe5\xa9\x41" + bytes(508)), 504)):
        spoilt = bytearray(block)
        spoilt[100] ^= 1
        assert "A partition table of the kind" not in reasons(mapped(a_disk(4096, s0=bytes(spoilt))))


def test_entries_that_reach_behind_the_disk_make_no_atari_table() -> None:
    assert "Atari" not in reasons(mapped(a_disk(4096, s0=an_atari_table((b"GEM", 2, 5000)))))


def test_a_disk_with_an_empty_table_and_nothing_else_holds_no_data() -> None:
    disk = a_disk(4096, s0=an_mbr())
    found = mapped(disk)
    assert (found.faults, [volume.state for volume in found.volumes]) == ((), [VolumeState.NO_FILE_SYSTEM])
    assert "lists no partition" in str(found.volumes[0].reason)
    disk[3000 * SECTOR] = 1
    assert "The volume holds data" in reasons(mapped(disk))


# Second opinion, and anything at all


def test_another_reading_by_the_sleuth_kit_is_a_fault_with_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "places_by_tsk", lambda _media, table: {(64 * SECTOR, 999 * SECTOR)})
    found = mapped(a_gpt_disk(4096, (64, 1063, "first")))
    assert (
        "The Sleuth Kit reads the GPT differently: only it lists byte 32,768 (511,488 bytes); only Fieldcase "
        "lists byte 32,768 (512,000 bytes)."
    ) in reasons(found)


Edits = list[tuple[int, int]]
DAMAGE = st.lists(st.tuples(st.integers(0, 40 * SECTOR), st.integers(0, 255)), max_size=12)


def send(found: VolumeMap, disk: bytearray) -> None:
    """As the reader does; no number may be too large for it."""
    info = MediaOfBytes(bytes(disk)).info
    write_message(BytesIO(), Opened(image=info, volumes=found.volumes, gaps=found.gaps, faults=found.faults))


def hold_for_any_damage(edits: Edits, kind: int) -> None:
    disk = (
        a_gpt_disk(1024, (64, 500, "x")),
        a_disk(
            1024,
            s0=an_mbr((10, 500, 5), (600, 9, 0xA5)),
            s10=an_mbr((1, 9, 7), (9, 9, 5)),
            s601=a_bsd_label(),
        ),
        bytearray(an_apm((64, 100, b"Apple_HFS")).ljust(MIB // 2, b"\0")),
        a_disk(1024, s1=a_bsd_label((16, 500, 7))),
    )[kind]
    for place, value in edits:
        disk[place] = value
    found = mapped(disk)
    assert found.volumes or found.gaps
    assert all(v.offset_bytes >= 0 and v.offset_bytes + v.length_bytes <= len(disk) for v in found.volumes)
    send(found, disk)


@settings(max_examples=40, deadline=None)
@given(edits=DAMAGE, kind=st.integers(0, 3))
def test_no_bytes_of_a_table_are_a_bug(edits: Edits, kind: int) -> None:
    hold_for_any_damage(edits, kind)


@pytest.mark.fuzz
@settings(max_examples=2000, deadline=None)
@given(edits=DAMAGE, kind=st.integers(0, 3))
def test_no_bytes_of_a_table_are_a_bug_at_length(edits: Edits, kind: int) -> None:
    hold_for_any_damage(edits, kind)
