"""NTFS from its own records: names, folders, contents and what becomes of them when they are deleted."""

from pathlib import Path

import pytest

from forensics.entries import ByteRange, Content, EntryKind, Extent, Fault, FileEntry, Remains
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs import NtfsFileSystem
from forensics.times import FsTime
from tests.evidence.builders import MediaOfBytes, an_ntfs_image, content_of
from tests.evidence.ntfs_builder import (
    CLUSTER,
    DOS,
    FOLDER,
    IN_USE,
    NEW_YEAR_2024,
    WIN32,
    NtfsDisk,
    Runs,
    a_record,
    data,
    listed,
    named,
    nonresident,
    opened,
    reference,
    resident,
    standard_information,
)

Walked = tuple[dict[tuple[bytes, bytes | None], FileEntry], list[str]]


def walked(file_system: NtfsFileSystem) -> Walked:
    entries: dict[tuple[bytes, bytes | None], FileEntry] = {}
    faults = []
    for item in file_system.entries():
        if isinstance(item, Fault):
            faults.append(item.reason)
        else:
            assert (item.path.raw, item.stream) not in entries
            entries[item.path.raw, item.stream] = item
    return entries, faults


def test_files_are_listed_under_their_folders_whatever_the_order_of_the_records() -> None:
    disk = NtfsDisk()
    disk.file(30, "photo.jpg", b"p", parent=reference(40))
    disk.folder(40, "summer", parent=reference(41))
    disk.folder(41, "pictures")
    entries, faults = walked(opened(disk.image()))
    assert [path for path, _ in entries][:2] == [b"/", b"/$OrphanFiles"]
    assert entries[b"/pictures/summer", None].kind is EntryKind.DIRECTORY
    photo = entries[b"/pictures/summer/photo.jpg", None]
    assert (photo.kind, photo.allocated, photo.size_bytes, photo.links) == (EntryKind.FILE, True, 1, 1)
    assert (photo.address.meta_addr, photo.address.attr_type, photo.address.attr_id) == (30, 128, 2)
    assert faults == []


def test_resident_content_comes_from_its_record_and_tells_the_place_of_it() -> None:
    disk = NtfsDisk()
    content = bytes(range(256)) * 2  # crosses the end of a sector, where the update sequence lies
    disk.file(30, "a.bin", content)
    file_system = opened(disk.image())
    entry = walked(file_system)[0][b"/a.bin", None]
    assert (entry.extents, entry.place_bytes) == (None, disk.place_of(30))
    assert content_of(file_system, entry) == content
    reference_bytes = b"".join(file_system.reference_chunks(entry.address, entry.size_bytes, allocated=True))
    assert reference_bytes == content


def test_runs_become_extents_with_holes_and_the_end_cut() -> None:
    disk = NtfsDisk()
    runs = Runs(runs=[(120, 2), (None, 3), (110, 1)], size=5 * CLUSTER + 100, flags=0x8000)
    disk.file(30, "sparse.bin", runs)
    entry = walked(opened(disk.image()))[0][b"/sparse.bin", None]
    assert entry.extents == (
        Extent(offset_bytes=120 * CLUSTER, length_bytes=2 * CLUSTER),
        Extent(offset_bytes=None, length_bytes=3 * CLUSTER),
        Extent(offset_bytes=110 * CLUSTER, length_bytes=100),
    )


@pytest.mark.parametrize(
    "runs",
    [
        Runs(runs=[(120, 2)], size=8000, initialised=5000),
        Runs(runs=[(120, 2)], size=8000, flags=0x0001),
        Runs(runs=[(120, 1)], size=8000),
        Runs(runs=[(250, 20)], size=8000),
    ],
    ids=["not written to its end", "compressed", "runs too short", "behind the volume"],
)
def test_content_that_is_not_just_its_clusters_has_no_extents_but_a_place(runs: Runs) -> None:
    disk = NtfsDisk()
    disk.file(30, "a.bin", runs)
    entry = walked(opened(disk.image()))[0][b"/a.bin", None]
    assert (entry.extents, entry.content) == (None, Content.PRESENT)
    assert entry.place_bytes == (runs.runs[0][0] or 0) * CLUSTER


def test_what_was_never_written_reads_as_zeros() -> None:
    disk = NtfsDisk()
    disk.contents[120] = b"w" * 2 * CLUSTER
    disk.file(30, "a.bin", Runs(runs=[(120, 2)], size=8000, initialised=5000))
    file_system = opened(disk.image())
    entry = walked(file_system)[0][b"/a.bin", None]
    assert content_of(file_system, entry) == b"w" * 5000 + bytes(3000)


def test_an_encrypted_file_is_called_so() -> None:
    disk = NtfsDisk()
    disk.file(30, "locked.doc", Runs(runs=[(120, 1)], size=100, flags=0x4000))
    assert walked(opened(disk.image()))[0][b"/locked.doc", None].content is Content.ENCRYPTED


def test_hard_links_are_one_content_under_each_name_and_short_names_are_none() -> None:
    disk = NtfsDisk()
    below = disk.folder(40, "other")
    names = (
        named("LONGNA~1.TXT", space=DOS, number=1),
        named("long name.txt", space=WIN32, number=3),
        named("second.txt", parent=below, number=4),
    )
    disk.add(30, *names, data(b"linked"))
    entries, _ = walked(opened(disk.image()))
    links = [entries[b"/long name.txt", None], entries[b"/other/second.txt", None]]
    assert [entry.links for entry in links] == [2, 2]
    assert links[0].address == links[1].address
    assert (b"/LONGNA~1.TXT", None) not in entries


def test_a_short_name_that_stands_alone_is_a_name() -> None:
    disk = NtfsDisk()
    disk.add(30, named("ONLY~1.TXT", space=DOS), data(b"x"))
    assert (b"/ONLY~1.TXT", None) in walked(opened(disk.image()))[0]


def test_streams_follow_their_file_and_a_folder_may_have_some() -> None:
    disk = NtfsDisk()
    disk.add(30, named("a.txt"), data(b"main"), data(b"hidden", name="Zone", number=5))
    disk.add(40, named("folder"), data(b"inside", name="s", number=6), flags=IN_USE | FOLDER)
    file_system = opened(disk.image())
    entries, _ = walked(file_system)
    keys = list(entries)
    assert keys.index((b"/a.txt", b"Zone")) == keys.index((b"/a.txt", None)) + 1
    assert content_of(file_system, entries[b"/a.txt", b"Zone"]) == b"hidden"
    assert content_of(file_system, entries[b"/folder", b"s"]) == b"inside"
    assert entries[b"/folder", None].kind is EntryKind.DIRECTORY


def test_times_before_1970_are_kept_and_a_zero_is_no_time() -> None:
    disk = NtfsDisk()
    when = standard_information(born=0, written=116_444_736_000_000_000 - 10_000_000)
    disk.records[30] = a_record(30, when, named("old.txt"), data(b""))
    disk.marked.add(30)
    times = walked(opened(disk.image()))[0][b"/old.txt", None].times
    assert (times.crtime, times.mtime) == (None, FsTime(-1_000_000_000))
    assert times.ctime == FsTime((NEW_YEAR_2024 + 1 - 116_444_736_000_000_000) * 100)


def test_a_lone_surrogate_in_a_name_stays_itself() -> None:
    disk = NtfsDisk()
    disk.file(30, "a\ud800b.txt")
    assert (b"/a\xed\xa0\x80b.txt", None) in walked(opened(disk.image()))[0]


def test_a_deleted_file_stays_in_its_folder_even_when_that_is_deleted_too() -> None:
    disk = NtfsDisk()
    gone = disk.folder(40, "gone", flags=FOLDER, sequence=2)  # deleting it made 2 of its 1
    disk.file(30, "in live.txt", b"a", flags=0, sequence=2)
    disk.file(31, "in gone.txt", b"b", flags=0, parent=reference(40, 1))
    file_system = opened(disk.image())
    entries, faults = walked(file_system)
    for path, content in ((b"/in live.txt", b"a"), (b"/gone/in gone.txt", b"b")):
        entry = entries[path, None]
        assert (entry.allocated, entry.content) == (False, Content.PRESENT)
        assert content_of(file_system, entry) == content
    assert (gone >> 48, entries[b"/gone", None].allocated) == (2, False)
    assert faults == []


def test_a_deleted_file_whose_folder_serves_another_is_an_orphan() -> None:
    disk = NtfsDisk()
    disk.folder(40, "new tenant", sequence=5)
    disk.file(30, "lost.txt", b"a", flags=0, parent=reference(40, 3))
    disk.file(31, "no folder.txt", b"a", flags=0, parent=reference(50, 1))
    disk.add(32, data(b"nameless"), flags=0)
    entries, faults = walked(opened(disk.image()))
    orphans = {path for path, _ in entries if path.startswith(b"/$OrphanFiles/")}
    assert orphans == {b"/$OrphanFiles/" + name for name in (b"lost.txt", b"no folder.txt", b"OrphanFile-32")}
    assert faults == []


def test_a_record_that_was_never_used_is_no_entry() -> None:
    disk = NtfsDisk()
    disk.records[30] = a_record(30, flags=0)
    entries, faults = walked(opened(disk.image()))
    assert not [path for path, _ in entries if b"OrphanFile-" in path]
    assert faults == []


@pytest.mark.parametrize(
    ("used", "content", "remains"),
    [
        (set(), Content.PRESENT, Remains.RECOVERED),
        ({121}, Content.PRESENT, Remains.PARTLY_OVERWRITTEN),
        ({110, 120, 121, 122}, Content.NOT_LEFT, Remains.NO_CONTENT_LEFT),
    ],
)
def test_what_is_left_of_deleted_content_is_told_by_the_map_of_clusters(
    used: set[int], content: Content, remains: Remains
) -> None:
    disk = NtfsDisk(used_clusters=used)
    disk.file(30, "gone.jpg", Runs(runs=[(110, 1), (120, 3)], size=4 * CLUSTER), flags=0)
    entry = walked(opened(disk.image()))[0][b"/gone.jpg", None]
    assert (entry.content, entry.size_bytes, entry.allocated) == (content, 4 * CLUSTER, False)
    assert (entry.remains, entry.parent_known) == (remains, True)
    assert (entry.extents is None) is (content is Content.NOT_LEFT)


def test_a_record_in_use_again_gives_nothing_to_the_name_that_had_it() -> None:
    disk = NtfsDisk()
    disk.file(30, "a.txt", b"another")
    file_system = opened(disk.image())
    entry = walked(file_system)[0][b"/a.txt", None]
    with pytest.raises(EvidenceUnreadable, match="another file now"):
        list(file_system.chunks(entry.address, 7, allocated=False))
    with pytest.raises(EvidenceUnreadable, match="not the"):
        list(file_system.chunks(entry.address, 6, allocated=True))


def test_names_and_runs_from_further_records_are_one_file() -> None:
    disk = NtfsDisk(contents={120: b"a" * CLUSTER, 130: b"b" * CLUSTER})
    whole = Runs(runs=[(120, 1)], size=2 * CLUSTER)
    rest = nonresident(0x80, Runs(runs=[(130, 1)], size=0, first_vcn=1), number=0)
    attributes = listed(0x10, reference(30), number=100) + listed(0x30, reference(30), number=1)
    attributes += listed(0x30, reference(31), number=7)
    attributes += listed(0x80, reference(30), number=2) + listed(0x80, reference(31), first_vcn=1)
    disk.add(30, resident(0x20, attributes, number=9), named("first.bin"), data(whole))
    disk.add(31, named("second.bin", number=7), rest, base=reference(30))
    file_system = opened(disk.image())
    entries, faults = walked(file_system)
    for path in (b"/first.bin", b"/second.bin"):
        entry = entries[path, None]
        assert entry.links == 2
        assert [extent.offset_bytes for extent in entry.extents or ()] == [120 * CLUSTER, 130 * CLUSTER]
        assert content_of(file_system, entry) == b"a" * CLUSTER + b"b" * CLUSTER
    assert faults == []


def test_the_map_of_clusters_is_merged_and_in_bytes_of_the_image() -> None:
    disk = NtfsDisk(used_clusters={100, 101, 102, 115, *range(160, 200), 254, 255})
    ranges = opened(disk.image()).allocated_ranges()
    assert ranges is not None
    assert ranges[-4:] == (
        ByteRange(100 * CLUSTER, 3 * CLUSTER),
        ByteRange(115 * CLUSTER, CLUSTER),
        ByteRange(160 * CLUSTER, 40 * CLUSTER),
        ByteRange(254 * CLUSTER, CLUSTER),
    )


def test_the_bad_clusters_file_has_no_bytes_of_its_own() -> None:
    disk = NtfsDisk()
    disk.add(
        8, named("$BadClus"), data(b""), data(Runs(runs=[(None, 256)], size=1 << 20), name="$Bad", number=3)
    )
    entry = walked(opened(disk.image()))[0][b"/$BadClus", b"$Bad"]
    assert (entry.size_bytes, entry.content) == (0, Content.EMPTY)


def test_a_volume_made_by_a_driver_is_counted_alike_by_its_bitmap(tmp_path: Path) -> None:
    files = {f"file{number}.txt": b"x" * number for number in range(40)}
    image = MediaOfBytes(an_ntfs_image(tmp_path / "a.dd", files).read_bytes())
    file_system = opened(image)
    entries, faults = walked(file_system)
    census = file_system.census()
    assert census is not None
    assert census.in_use == census.met > 40
    assert {b"/" + name.encode() for name in files} <= {path for path, _ in entries}
    assert faults == []
