"""What an entry tells beside its content: flags, links, where it lay, and times exactly as they are kept."""

import struct
from pathlib import Path

import pytest

from forensics.entries import Content, EntryFlag, Remains, flag_words
from forensics.errors import EvidenceUnreadable
from forensics.times import FsTime, ZoneKind
from tests.evidence.builders import content_of
from tests.evidence.fat_builders import FatDisk, a_set, a_slot, deleted_set, split
from tests.evidence.ntfs_builder import (
    CLUSTER,
    FOLDER,
    IN_USE,
    NtfsDisk,
    Runs,
    a_record,
    data,
    named,
    nonresident,
    opened,
    reference,
    resident,
)
from tests.evidence.test_ntfs import walked

HIDDEN, SYSTEM, SPARSE, REPARSE = 0x2, 0x4, 0x200, 0x400
OVERLAY, CLOUD, OTHER_TAG = 0x80000017, 0x9000301A, 0x8000001B
CREATED_1601 = 116_444_736_000_000_000


def information(attributes: int = 0, *, times: tuple[int, int, int, int] | None = None) -> bytes:
    given = times or (CREATED_1601 + 16_000_000_000_000_000,) * 4
    return resident(0x10, struct.pack("<QQQQI12x", *given, attributes), number=100)


def a_link(target: str, *, tag: int) -> bytes:
    raw = target.encode("utf-16-le")
    flags = bytes(4) if tag == 0xA000000C else b""
    names = struct.pack("<HHHH", 0, len(raw), len(raw), 0) + flags + raw
    return struct.pack("<IHH", tag, len(names), 0) + names


def a_point(tag: int) -> bytes:
    return struct.pack("<IHH", tag, 4, 0) + bytes(4)


def put(disk: NtfsDisk, number: int, *attributes: bytes, flags: int = IN_USE) -> None:
    disk.records[number] = a_record(number, *attributes, flags=flags)
    if flags & IN_USE:
        disk.marked.add(number)


def test_flags_are_words_in_one_order_each_once() -> None:
    assert flag_words([EntryFlag.SPARSE, EntryFlag.HIDDEN, EntryFlag.SPARSE]) == "hidden,sparse"
    assert flag_words([]) is None


def test_ntfs_tells_attributes_links_and_kinds_of_reparse_points() -> None:
    disk = NtfsDisk()
    put(disk, 30, information(HIDDEN | SYSTEM), named("desktop.ini"), data(b"x"))
    put(
        disk,
        31,
        information(REPARSE),
        named("link"),
        data(b""),
        resident(0xC0, a_link(r"C:\x", tag=0xA000000C)),
    )
    junction = resident(0xC0, a_link(r"\??\D:\y", tag=0xA0000003))
    index = resident(0x90, bytes(48), name="$I30")
    put(disk, 32, information(REPARSE), named("mount"), index, junction, flags=IN_USE | FOLDER)
    put(disk, 33, information(REPARSE), named("app.exe"), data(b""), resident(0xC0, a_point(OTHER_TAG)))
    stream = nonresident(0x80, Runs(runs=[(110, 16)], size=9, flags=1), name="packed", number=3)
    put(disk, 34, information(), named("plain.txt"), data(b"abc"), stream)
    disk.used_clusters |= stream.clusters
    put(disk, 35, information(REPARSE), named("cut"), data(b""), resident(0xC0, b"\x0c"))
    entries, faults = walked(opened(disk.image()))
    told = {path: entry.flags for (path, name), entry in entries.items() if name is None}
    assert told[b"/desktop.ini"] == "hidden,system"
    assert (told[b"/link"], told[b"/mount"]) == ("symlink", "junction")
    assert (told[b"/app.exe"], told[b"/cut"], told[b"/plain.txt"]) == ("reparse", "reparse", None)
    assert entries[b"/plain.txt", b"packed"].flags == "compressed"
    targets = [entries[path, None].link_target for path in (b"/link", b"/mount", b"/app.exe", b"/cut")]
    assert [target and target.raw for target in targets] == [rb"C:\x", rb"\??\D:\y", None, None]
    assert faults == []


@pytest.mark.parametrize(
    ("tag", "hole", "reason"),
    [
        (OVERLAY, True, "WofCompressedData"),
        (CLOUD, True, "cloud service"),
        (OTHER_TAG, True, "0x8000001B"),
        (CLOUD, False, None),
    ],
)
def test_content_that_a_reparse_point_stands_for_is_never_read_as_zeros(
    tag: int, hole: bool, reason: str | None
) -> None:
    disk = NtfsDisk(contents={110: b"\x01" * CLUSTER})
    runs: list[tuple[int | None, int]] = [(None, 1)] if hole else [(110, 1)]
    main = data(Runs(runs=runs, size=CLUSTER, flags=0x8000 if hole else 0))
    put(disk, 30, information(SPARSE | REPARSE), named("a.dll"), main, resident(0xC0, a_point(tag)))
    file_system = opened(disk.image())
    entry = walked(file_system)[0][b"/a.dll", None]
    assert (entry.content, entry.size_bytes) == (Content.PRESENT, CLUSTER)
    if reason is None:
        assert content_of(file_system, entry) == b"\x01" * CLUSTER
        return
    assert entry.extents is None
    with pytest.raises(EvidenceUnreadable, match=reason):
        content_of(file_system, entry)


def test_resident_and_packed_deleted_contents_say_what_is_left() -> None:
    disk = NtfsDisk(used_clusters={120})
    disk.file(30, "small.txt", b"here", flags=0)
    disk.file(31, "packed.txt", Runs(runs=[(119, 2)], size=2 * CLUSTER, flags=1), flags=0)
    disk.file(32, "empty.txt", b"", flags=0)
    entries, _ = walked(opened(disk.image()))
    left = {path: (entry.content, entry.remains) for (path, _), entry in entries.items()}
    assert left[b"/small.txt"] == (Content.PRESENT, Remains.RESIDENT)
    assert left[b"/packed.txt"] == (Content.NOT_LEFT, Remains.PARTLY_OVERWRITTEN)
    assert left[b"/empty.txt"] == (Content.EMPTY, None)
    assert left[b"/$MFT"][1] is None


def test_a_parent_is_proven_by_its_sequence_number_or_not_known() -> None:
    disk = NtfsDisk()
    disk.folder(40, "now another", sequence=7)
    disk.file(30, "proven.txt", b"a", parent=reference(40, 7), flags=0)
    disk.file(31, "of the former.txt", b"b", parent=reference(40, 5), flags=0)
    entries, _ = walked(opened(disk.image()))
    assert entries[b"/now another/proven.txt", None].parent_known
    assert not entries[b"/$OrphanFiles/of the former.txt", None].parent_known


def test_a_filetime_of_zero_or_beyond_64_bits_of_nanoseconds_is_told_as_kept() -> None:
    disk = NtfsDisk()
    put(disk, 30, information(times=(0, 2**63 - 1, 2**64 - 1, CREATED_1601)), named("odd"), data(b"x"))
    times = walked(opened(disk.image()))[0][b"/odd", None].times
    assert (times.crtime, times.mtime, times.ctime, times.atime) == (None, None, None, FsTime(0))
    assert times.flags == "crtime:zero,mtime:beyond=0x7FFFFFFFFFFFFFFF,ctime:beyond=0xFFFFFFFFFFFFFFFF"


def test_content_that_would_begin_far_outside_the_volume_has_no_place() -> None:
    disk = NtfsDisk()
    disk.file(30, "far.bin", Runs(runs=[(2**31 - 1, 16)], size=40_000, flags=1))
    entry = walked(opened(disk.image()))[0][b"/far.bin", None]
    assert (entry.extents, entry.place_bytes) == (None, None)


def with_offsets(entries: bytes, *, created: int, modified: int, accessed: int) -> bytes:
    return entries[:22] + bytes((created, modified, accessed)) + entries[25:]


def test_exfat_times_are_utc_where_every_offset_is_valid_and_local_where_one_is_not(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd", kind="exFAT")
    east, west = 0x80 | 8, 0x80 | (0x80 - 14)  # UTC+02:00, UTC-03:30
    disk.root(
        with_offsets(a_set("a", cluster=0, size=0), created=east, modified=east, accessed=east),
        with_offsets(a_set("b", cluster=0, size=0), created=east, modified=west, accessed=west),
        with_offsets(a_set("c", cluster=0, size=0), created=east, modified=8, accessed=0),
        a_set("d", cluster=0, size=0),
    )
    entries, _ = disk.walked()
    told = {path: entries[path].times for path in (b"/a", b"/b", b"/c", b"/d")}
    noon = told[b"/d"].mtime
    assert noon is not None
    assert (told[b"/d"].zone, told[b"/d"].flags) == (ZoneKind.LOCAL, None)
    assert (told[b"/a"].zone, told[b"/a"].flags) == (ZoneKind.UTC, "utc+02:00")
    assert told[b"/a"].mtime == FsTime(noon.ns - 2 * 3_600_000_000_000)
    assert told[b"/b"].flags == "mtime:utc-03:30,atime:utc-03:30,crtime:utc+02:00"
    assert told[b"/b"].mtime == FsTime(noon.ns + 3 * 3_600_000_000_000 + 1_800_000_000_000)
    assert (told[b"/c"].zone, told[b"/c"].mtime) == (ZoneKind.LOCAL, noon)
    assert told[b"/c"].flags == "crtime:utc+02:00"


def test_what_is_left_on_fat_is_proven_only_where_it_lies_in_one_piece(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    cluster_bytes = disk.layout.cluster_bytes
    disk.link(103)
    gone = b"\xe5"
    disk.root(
        a_slot(gone + b"NE     BIN", cluster=200, size=2 * cluster_bytes),
        a_slot(gone + b"WO     BIN", cluster=102, size=2 * cluster_bytes),
        a_slot(gone + b"HREE   BIN", cluster=103, size=2 * cluster_bytes),
        a_slot(b"HIDDEN  SYS", cluster=0, attributes=0x26),
    )
    entries, _ = disk.walked()
    assert entries[b"/_NE.BIN"].remains is Remains.RECOVERED
    assert entries[b"/_WO.BIN"].remains is Remains.UNPROVEN
    assert (entries[b"/_HREE.BIN"].remains, entries[b"/_HREE.BIN"].content) == (
        Remains.NO_CONTENT_LEFT,
        Content.NOT_LEFT,
    )
    assert (entries[b"/HIDDEN.SYS"].flags, entries[b"/HIDDEN.SYS"].remains) == ("hidden,system", None)


def test_a_fat_date_that_is_none_is_told_and_not_made_up(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd")
    slot = bytearray(a_slot(b"ODD     TXT", cluster=0))
    slot[24:26] = struct.pack("<H", 46 << 9 | 13 << 5 | 1)  # the thirteenth month
    disk.root(bytes(slot))
    times = disk.walked()[0][b"/ODD.TXT"].times
    assert (times.mtime, times.flags) == (None, "mtime:invalid")
    assert times.crtime is not None


def test_a_deleted_file_of_exfat_in_one_free_piece_is_recovered(tmp_path: Path) -> None:
    disk = FatDisk(tmp_path / "a.dd", kind="exFAT")
    disk.root(deleted_set(a_set("gone.bin", cluster=300, size=5000)))
    assert disk.walked()[0][b"/gone.bin"].remains is Remains.RECOVERED


@pytest.mark.parametrize("kind", ["FAT32", "exFAT"])
def test_directory_entries_are_counted_a_second_time_by_their_first_bytes(tmp_path: Path, kind: str) -> None:
    disk = FatDisk(tmp_path / "a.dd", kind=kind)
    if kind == "exFAT":
        sound, broken = a_set("a.txt", cluster=0, size=0), bytearray(a_set("b.txt", cluster=0, size=0))
        broken[32] = 0  # the stream of the second is gone, and with it the end of the directory comes
        broken[64:] = bytes(len(broken) - 64)
        gone = deleted_set(a_set("c.txt", cluster=0, size=0))
    else:
        sound, gone = a_slot(b"A       TXT", cluster=0), a_slot(b"\xe5       TXT", cluster=0)
        broken = bytearray(a_slot(b"B       TXT", cluster=0, size=5))  # bytes, but nowhere
    disk.root(gone, sound)
    file_system = disk.opened()
    _, faults = split(file_system)
    census = file_system.census()
    assert census is not None
    assert (census.in_use, census.met, faults) == (1, 1, [])
    disk.root(bytes(broken))
    file_system = disk.opened()
    _, faults = split(file_system)
    census = file_system.census()
    assert census is not None
    assert (census.in_use, census.met) == (2, 1)
    assert any("2 directory entries are in use, but 1 files" in fault.reason for fault in faults)
