"""HFS+: the listing of its own trees against The Sleuth Kit's, and what only its own trees tell."""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from forensics.entries import Content, EntryKind, Fault, FileEntry
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems import open_file_system
from forensics.filesystems.hfsplus import HfsPlusFileSystem
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.images import Volume, VolumeState
from forensics.times import FsTime, MacTimes
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of
from tests.evidence.hfsplus_builder import (
    BLOCK,
    FILE_LINKS,
    FOLDER_LINKS,
    MADE,
    ROOT,
    HfsBuilder,
    a_fork,
    eight_runs,
    in_runs,
    inline,
    key_of,
    overflow_key,
)

PHOTO = bytes(range(256)) * 192  # 12 blocks
HFS_EPOCH_SECONDS = 2_082_844_800


def the_volume(image: MediaOfBytes) -> Volume:
    volume = map_volumes(image).volumes[0]
    assert (volume.file_system, volume.state) == ("HFSX", VolumeState.READABLE)
    return volume


def opened(builder: HfsBuilder) -> HfsPlusFileSystem:
    image = MediaOfBytes(builder.image())
    file_system = open_file_system(image, the_volume(image))
    assert isinstance(file_system, HfsPlusFileSystem)
    return file_system


def listed(file_system: HfsPlusFileSystem) -> tuple[dict[bytes, FileEntry], list[str]]:
    """Entries by path, `path:stream` for streams, and the reasons of the faults."""
    entries, faults = {}, []
    for item in file_system.entries():
        if isinstance(item, Fault):
            faults.append(item.reason)
        else:
            entries[item.path.raw + (b":" + item.stream if item.stream else b"")] = item
    return entries, faults


def a_varied_volume() -> HfsBuilder:
    """What a Macintosh leaves on a healthy disk, but for what The Sleuth Kit cannot read."""
    builder = HfsBuilder()
    builder.private_folders()
    deep = builder.folder("deep", parent=builder.folder("folder"))
    builder.file("notes.txt", b"meet at nine")
    builder.file("empty")
    builder.file("a/b", b"a slash in a name", parent=deep)
    builder.file("nul\0inside", b"n", parent=deep)
    builder.file("cafe\u0301 \U0001f308", b"decomposed, and a rainbow", parent=deep)
    photo = builder.file("photo.jpg", PHOTO, parent=deep, pieces=12, resource=b"icon" * 50)
    builder.file("old", b"from 1950", times=(5, 0, HFS_EPOCH_SECONDS, HFS_EPOCH_SECONDS + 1))
    builder.file("no mode", b"none is recorded", mode=0)
    builder.file("link", b"folder/deep", mode=0xA1FF)
    for name, mode in (
        ("pipe", 0x1000),
        ("tty", 0x2000),
        ("disk", 0x6000),
        ("socket", 0xC000),
        ("odd", 0xE000),
    ):
        builder.file(name, mode=mode | 0x1A4, special=7 if name in ("tty", "disk") else 0)
    builder.attribute(photo, "com.example.one", inline(b"first"))
    builder.attribute(photo, "com.example.two", inline(b"second one"))
    builder.attribute(deep, "com.example.folder", inline(b"of a folder"))
    builder.file("iNode77", b"shared", parent=FILE_LINKS, special=2, number=77)
    builder.link("first name", 77)
    builder.link("second name", 77, parent=deep)
    linked = builder.folder("dir_90", parent=FOLDER_LINKS, number=90)
    builder.file("inside", b"listed twice", parent=builder.folder("further", parent=linked))
    builder.link("folder link", 90, finder=b"fdrpMACS")
    builder.next_number = 100
    builder.overflow.append((overflow_key(5, 0), eight_runs((900, 2), (910, 1))))  # bad blocks
    return builder


def shown(items: Iterator[FileEntry | Fault]) -> list[tuple[object, ...]]:
    """All that both readers tell of an entry; The Sleuth Kit calls a resource fork `RSRC`."""
    rows: list[tuple[object, ...]] = []
    for item in items:
        assert isinstance(item, FileEntry), item
        place = (
            item.path.raw,
            (item.stream or b"").replace(b"RSRC", b"rsrc"),
            item.address.meta_addr,
            item.kind.value,
            item.size_bytes,
        )
        state = (item.allocated, item.content.value, _from_1970(item.times), item.link_target)
        rows.append(place + state + ((item.extents,) if item.kind is EntryKind.FILE else ()))
    return sorted(rows, key=repr)


def _from_1970(times: MacTimes) -> MacTimes:
    """The Sleuth Kit takes what is before for not recorded."""

    def kept(at: FsTime | None) -> FsTime | None:
        return at if at is not None and at.ns > 0 else None

    return MacTimes(
        mtime=kept(times.mtime),
        atime=kept(times.atime),
        ctime=kept(times.ctime),
        crtime=kept(times.crtime),
    )


def test_times_before_1970_are_kept_and_a_zero_is_told() -> None:
    builder = HfsBuilder()
    builder.file("old", b"from 1904", times=(5, 0, HFS_EPOCH_SECONDS, HFS_EPOCH_SECONDS + 1))
    image = MediaOfBytes(builder.image())
    listed = HfsPlusFileSystem(image, the_volume(image)).entries()
    (old,) = (each for each in listed if isinstance(each, FileEntry) and each.path.raw == b"/old")
    assert old.times.crtime == FsTime((5 - HFS_EPOCH_SECONDS) * 1_000_000_000)
    assert (old.times.mtime, old.times.flags) == (None, "mtime:zero")
    assert (old.times.ctime, old.times.atime) == (FsTime(0), FsTime(1_000_000_000))


def test_a_healthy_volume_is_listed_as_the_sleuth_kit_lists_it() -> None:
    image = MediaOfBytes(a_varied_volume().image())
    volume = the_volume(image)
    mine = shown(HfsPlusFileSystem(image, volume).entries())
    reference = shown(TskFileSystem(image, volume).entries())
    assert [row for row in mine if row not in reference] == []
    assert [row for row in reference if row not in mine] == []
    assert len(mine) > 30


def test_content_is_the_same_by_extents_by_own_reading_and_by_the_sleuth_kit() -> None:
    image = MediaOfBytes(a_varied_volume().image())
    file_system = HfsPlusFileSystem(image, the_volume(image))
    read = 0
    for item in file_system.entries():
        assert isinstance(item, FileEntry)
        if item.kind is not EntryKind.FILE:
            continue
        content = content_of(file_system, item)
        reference = b"".join(file_system.reference_chunks(item.address, item.size_bytes, allocated=True))
        assert content == reference
        assert len(content) == item.size_bytes
        if item.extents is not None:
            pieces = (image.read(each.offset_bytes or 0, each.length_bytes) for each in item.extents)
            assert b"".join(pieces) == content
        read += bool(content)
    assert read > 15


def test_an_hfs_wrapper_moves_all_places() -> None:
    inner = a_varied_volume().image()
    wrapper = bytearray(64 * 1024)
    head = bytearray(512)
    head[:2], head[20:24], head[28:30] = b"BD", struct.pack(">I", 4096), struct.pack(">H", 16)
    head[124:128] = b"HX" + struct.pack(">H", 14)
    wrapper[1024:1536] = head
    image = MediaOfBytes(bytes(wrapper) + inner)
    volume = Volume(
        index=0,
        offset_bytes=0,
        length_bytes=len(image.content),
        table="none",
        description="whole image",
        state=VolumeState.READABLE,
        file_system="HFSX",
    )
    file_system = HfsPlusFileSystem(image, volume)
    entries, faults = listed(file_system)
    assert faults == []
    assert content_of(file_system, entries[b"/folder/deep/photo.jpg"]) == PHOTO
    extents = entries[b"/folder/deep/photo.jpg"].extents or ()
    assert b"".join(image.read(each.offset_bytes or 0, each.length_bytes) for each in extents) == PHOTO
    ranges = file_system.allocated_ranges() or ()
    assert (ranges[0].offset_bytes, ranges[-1].end_bytes) == (65536, len(image.content))


def test_entries_come_in_the_same_order_each_time_with_the_root_first() -> None:
    file_system = opened(a_varied_volume())
    first = list(file_system.entries())
    assert first == list(file_system.entries())
    assert isinstance(first[0], FileEntry)
    assert first[0].path.raw == b"/"


def test_names_that_share_a_content_say_how_many_there_are() -> None:
    entries, _ = listed(opened(a_varied_volume()))
    assert entries[b"/first name"].links == entries[b"/folder/deep/second name"].links == 2
    assert entries[b"/first name"].address == entries[b"/^^^^HFS+ Private Data/iNode77"].address
    assert (entries[b"/notes.txt"].links, entries[b"/tty"].links) == (1, 1)


def test_a_link_is_followed_by_its_target_s_name_where_that_is_not_its_number() -> None:
    """Older systems gave targets numbers of their own; The Sleuth Kit does not list such a folder at all."""
    builder = HfsBuilder()
    builder.private_folders()
    builder.file("iNode77", b"shared", parent=FILE_LINKS, special=1, number=30)
    builder.file("iNode99", b"another", parent=FILE_LINKS, special=1, number=77)
    builder.file("inside", parent=builder.folder("dir_5", parent=FOLDER_LINKS, number=40))
    builder.link("link", 77)
    builder.link("wrong", 30)
    builder.link("folder link", 5, finder=b"fdrpMACS")
    file_system = opened(builder)
    entries, faults = listed(file_system)
    assert content_of(file_system, entries[b"/link"]) == b"shared"
    assert entries[b"/folder link"].kind is EntryKind.DIRECTORY
    assert b"/folder link/inside" in entries
    assert len(faults) == 1  # there is an inode of the number 30, but of another name


def test_a_hard_link_whose_target_is_gone_is_listed_and_told() -> None:
    builder = HfsBuilder()
    builder.private_folders()
    builder.link("link", 500)
    other = builder.file("not a target", b"x")
    builder.link("wrong", other)
    entries, faults = listed(opened(builder))
    assert entries[b"/link"].content is Content.EMPTY
    assert [reason for reason in faults if "hard link" in reason] == faults
    assert len(faults) == 2


def test_a_file_that_only_looks_like_a_link_is_a_file() -> None:
    builder = HfsBuilder()
    builder.private_folders()
    builder.file("iNode50", b"target", parent=FILE_LINKS, number=50)
    builder.file("copy", b"own", finder=b"hlnkhfs+", special=50, times=(MADE + 9,) * 4)
    entries, faults = listed(opened(builder))
    assert (entries[b"/copy"].size_bytes, faults) == (3, [])


def test_attributes_of_the_root_and_of_folders_can_be_read() -> None:
    builder = HfsBuilder()
    folder = builder.folder("folder")
    builder.attribute(ROOT, "of the root", inline(b"root"))
    builder.attribute(folder, "of a folder", inline(b"folder"))
    file_system = opened(builder)
    entries, faults = listed(file_system)
    assert content_of(file_system, entries[b"/:of the root"]) == b"root"
    assert content_of(file_system, entries[b"/folder:of a folder"]) == b"folder"
    assert faults == []


def test_compressed_files_are_listed_with_the_size_of_their_content() -> None:
    builder = HfsBuilder()
    small = builder.file("small")
    builder.attribute(small, "com.apple.decmpfs", inline(_header(3, PHOTO) + zlib.compress(PHOTO)))
    blocks = [zlib.compress(PHOTO)]
    table = struct.pack("<III", 1, 12, len(blocks[0]))
    body = table + blocks[0]
    fork = struct.pack(">IIII", 256, 260 + len(body), 4 + len(body), 0).ljust(256, b"\0")
    large = builder.file("large", resource=fork + struct.pack(">I", len(body)) + body)
    builder.attribute(large, "com.apple.decmpfs", inline(_header(4, PHOTO)))
    file_system = opened(builder)
    entries, faults = listed(file_system)
    for name in (b"/small", b"/large"):
        entry = entries[name]
        assert (entry.size_bytes, entry.content, entry.extents) == (len(PHOTO), Content.PRESENT, None)
        assert content_of(file_system, entry) == PHOTO
        reference = file_system.reference_chunks(entry.address, entry.size_bytes, allocated=True)
        assert b"".join(reference) == PHOTO
    rsrc = entries[b"/large:rsrc"].extents
    assert rsrc is not None
    assert entries[b"/large"].place_bytes == rsrc[0].offset_bytes
    assert faults == []


def _header(kind: int, content: bytes) -> bytes:
    return struct.pack("<4sIQ", b"fpmc", kind, len(content))


def test_a_file_with_a_long_attribute_is_read_whole_though_the_sleuth_kit_gives_nothing() -> None:
    builder = HfsBuilder()
    number = builder.file("photo.jpg", PHOTO)
    builder.attribute(number, "long", in_runs(len(PHOTO), *builder.put(PHOTO)))
    file_system = opened(builder)
    entries, faults = listed(file_system)
    for name in (b"/photo.jpg", b"/photo.jpg:long"):
        entry = entries[name]
        assert content_of(file_system, entry) == PHOTO
        assert b"".join(file_system.reference_chunks(entry.address, len(PHOTO), allocated=True)) == PHOTO
    assert faults == []


def test_the_census_of_a_healthy_volume_agrees_and_a_lost_record_shows() -> None:
    builder = a_varied_volume()
    file_system = opened(builder)
    assert file_system.census() is None
    entries, _ = listed(file_system)
    census = file_system.census()
    assert census is not None
    assert census.in_use == census.met == builder.files + builder.folders
    assert len(entries) > census.met
    builder.files += 1
    short = opened(builder)
    list(short.entries())
    counted = short.census()
    assert counted is not None
    assert counted.in_use == counted.met + 1


def test_blocks_in_use_cover_every_extent() -> None:
    file_system = opened(a_varied_volume())
    ranges = file_system.allocated_ranges()
    assert ranges is not None
    assert ranges == tuple(sorted(ranges))
    for item in file_system.entries():
        assert isinstance(item, FileEntry)
        for extent in item.extents or ():
            start = extent.offset_bytes
            assert start is not None
            assert any(
                each.offset_bytes <= start and start + extent.length_bytes <= each.end_bytes
                for each in ranges
            )


def test_files_whose_folder_has_no_record_are_listed_and_told() -> None:
    builder = HfsBuilder()
    builder.file("lost.jpg", PHOTO, parent=4000)
    file_system = opened(builder)
    entries, faults = listed(file_system)
    assert content_of(file_system, entries[b"/$OrphanFiles/4000/lost.jpg"]) == PHOTO
    assert len(faults) == 1
    assert "4000 has no record" in faults[0]


def test_a_record_of_an_unknown_kind_is_told_and_the_rest_listed() -> None:
    builder = HfsBuilder()
    builder.catalog.append((key_of(ROOT, "odd"), struct.pack(">H", 77).ljust(88, b"\0")))
    builder.file("photo.jpg", PHOTO)
    entries, faults = listed(opened(builder))
    assert b"/photo.jpg" in entries
    assert len(faults) == 1
    assert "unknown kind 77" in faults[0]


def test_an_attribute_that_is_cut_off_costs_its_file_nothing_else() -> None:
    builder = HfsBuilder()
    number = builder.file("photo.jpg", PHOTO)
    builder.attribute(number, "cut", struct.pack(">II", 0x20, 0) + bytes(20))
    file_system = opened(builder)
    entries, faults = listed(file_system)
    assert entries[b"/photo.jpg"].size_bytes == len(PHOTO)
    assert len(faults) == 1
    assert "extended attributes" in faults[0]


def test_a_link_that_cannot_be_read_is_told() -> None:
    builder = HfsBuilder()
    builder.file("long", b"x" * 5000, mode=0xA1FF)
    builder.file("outside", mode=0xA1FF, data=a_fork(10, (builder.blocks + 5, 1)))
    entries, faults = listed(opened(builder))
    assert (entries[b"/long"].link_target, entries[b"/outside"].link_target) == (None, None)
    assert len(faults) == 2


def test_a_run_behind_the_end_of_the_volume_is_a_short_read_and_no_extent() -> None:
    builder = HfsBuilder()
    builder.file("a", data=a_fork(BLOCK, (builder.blocks, 1)))
    file_system = opened(builder)
    entries, _ = listed(file_system)
    assert entries[b"/a"].extents is None
    with pytest.raises(ShortRead, match="outside the volume"):
        content_of(file_system, entries[b"/a"])


def test_a_number_without_a_record_has_no_content() -> None:
    file_system = opened(a_varied_volume())
    entry = listed(file_system)[0][b"/notes.txt"]
    for address in (
        {"meta_addr": 9999},
        {"attr_type": 0x1102, "attr_id": 0},
        {"attr_type": 0x1101, "attr_id": 0},
    ):
        wanted = entry.address.__class__(**{"volume": 0, "meta_addr": entry.address.meta_addr, **address})
        with pytest.raises(EvidenceUnreadable):
            list(file_system.chunks(wanted, 5, allocated=True))


def catalog_place(image: bytes) -> int:
    return BLOCK * int.from_bytes(image[1024 + 272 + 16 : 1024 + 272 + 20], "big")


def test_a_volume_with_a_damaged_catalog_is_listed_by_the_sleuth_kit_and_says_so() -> None:
    builder = HfsBuilder()
    builder.file("notes.txt", b"meet at nine")
    inside = builder.folder("inside")
    for place in range(60):
        builder.file(f"photo {place}", parent=inside)
    content = bytearray(builder.image())
    content[catalog_place(bytes(content)) + 3 * BLOCK + 8] = 5  # the third leaf says it is none
    image = MediaOfBytes(bytes(content))
    file_system = HfsPlusFileSystem(image, the_volume(image))
    entries, faults = listed(file_system)
    assert "damaged" in faults[0]
    assert b"/" in entries
    entry = entries[b"/notes.txt"]
    for reading in (file_system.chunks, file_system.reference_chunks):
        assert sum(map(len, reading(entry.address, entry.size_bytes, allocated=True))) == entry.size_bytes
    assert file_system.census() is None


def test_damage_to_the_attributes_costs_only_these() -> None:
    builder = HfsBuilder()
    number = builder.file("photo.jpg", PHOTO)
    builder.attribute(number, "a", inline(b"a"))
    content = bytearray(builder.image())
    tree = BLOCK * int.from_bytes(content[1024 + 352 + 16 : 1024 + 352 + 20], "big")
    content[tree + BLOCK + 8] = 5
    image = MediaOfBytes(bytes(content))
    file_system = HfsPlusFileSystem(image, the_volume(image))
    entries, faults = listed(file_system)
    assert content_of(file_system, entries[b"/photo.jpg"]) == PHOTO
    assert b"/photo.jpg:a" not in entries
    assert len(faults) == 1
    assert "Extended attributes and compressed files cannot be told" in faults[0]


def test_the_sleuth_kit_is_not_asked_to_list_a_root_folder_of_many_names() -> None:
    builder = HfsBuilder()
    builder.file("notes.txt", b"meet at nine")
    root = builder.catalog[0]
    builder.catalog[0] = (root[0], root[1][:4] + struct.pack(">I", 1_000_000) + root[1][8:])
    image = MediaOfBytes(builder.image())
    file_system = HfsPlusFileSystem(image, the_volume(image))
    entry = listed(file_system)[0][b"/notes.txt"]
    image.reads.clear()
    assert b"".join(file_system.reference_chunks(entry.address, 12, allocated=True)) == b"meet at nine"
    assert len(image.reads) < 3


def test_a_root_that_is_no_folder_is_told() -> None:
    builder = HfsBuilder()
    builder.file("0", parent=0, number=ROOT)
    image = MediaOfBytes(builder.image())
    volume = replace(the_volume(MediaOfBytes(HfsBuilder().image())), file_system="HFSX")
    faults = [item for item in HfsPlusFileSystem(image, volume).entries() if isinstance(item, Fault)]
    assert "root folder" in faults[0].reason


def test_large_folders_in_many_leaves_are_listed_whole() -> None:
    builder = HfsBuilder(blocks=4096, free_block=4000)
    inside = builder.folder("inside")
    for place in range(5000):
        builder.file(f"IMG_{place:05d}", parent=inside)
    entries, faults = listed(opened(builder))
    assert {b"/inside/IMG_%05d" % place for place in range(5000)} <= set(entries)
    assert faults == []


@pytest.mark.parametrize("seed", range(60))
def test_damage_anywhere_in_the_trees_ends_in_faults_never_in_a_traceback(seed: int) -> None:
    content = bytearray(a_varied_volume().image())
    for turn in range(6):
        number = int.from_bytes(hashlib.sha256(f"{seed} {turn}".encode()).digest()[:8], "big")
        content[1024 + number % 512 if number % 5 == 0 else BLOCK + number % (8 * BLOCK)] ^= 1 << turn
    image = MediaOfBytes(bytes(content))
    volume = Volume(
        index=0,
        offset_bytes=0,
        length_bytes=len(content),
        table="none",
        description="whole image",
        state=VolumeState.READABLE,
        file_system="HFSX",
    )
    try:
        file_system = HfsPlusFileSystem(image, volume)
    except EvidenceUnreadable:
        return
    items = list(file_system.entries())
    for item in items:
        if isinstance(item, FileEntry) and item.kind is EntryKind.FILE and item.size_bytes < 1_000_000:
            for reading in (file_system.chunks, file_system.reference_chunks):
                try:
                    list(reading(item.address, item.size_bytes, allocated=item.allocated))
                except EvidenceUnreadable:
                    continue
    file_system.allocated_ranges()
