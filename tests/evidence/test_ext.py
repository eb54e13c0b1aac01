"""ext2, ext3 and ext4 by their own structures: the listing is that of The Sleuth Kit where that is right, and
better where it is not.
"""

import os
import re
import shutil
import struct
import subprocess
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from forensics.entries import ByteRange, Content, EntryKind, Extent, Fault, FileEntry, Remains
from forensics.filesystems.ext import ExtFileSystem
from forensics.filesystems.ext_inodes import Inode
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.times import MacTimes, ZoneKind
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of, planted, run

FILES = {
    "notes.txt": b"meet at nine",
    "empty.txt": b"",
    "pictures/holiday.jpg": bytes(range(256)) * 700,
    "pictures/more/a.jpg": b"a" * 100,
    "pictures/more/b.jpg": b"b" * 5000,
}
KINDS = {
    "ext2": ("-t", "ext2"),
    "ext2 of 1 KiB blocks": ("-t", "ext2", "-b", "1024"),
    "ext2 of the first revision": ("-t", "ext2", "-r", "0", "-I", "128", "-O", "none"),
    "ext3": ("-t", "ext3"),
    "ext4": ("-t", "ext4"),
    "ext4 of 1 KiB blocks": ("-t", "ext4", "-b", "1024"),
    "ext4 of 64 KiB blocks": ("-t", "ext4", "-b", "65536"),
    "32 bit": ("-t", "ext4", "-O", "^64bit"),
    "no journal": ("-t", "ext4", "-O", "^has_journal"),
    "quota": ("-t", "ext4", "-O", "quota,project"),
    "orphan file": ("-t", "ext4", "-O", "orphan_file"),
    "short inodes": ("-t", "ext4", "-I", "128"),
    "inline data": ("-t", "ext4", "-O", "inline_data", "-I", "256"),
    "large folders": ("-t", "ext4", "-O", "large_dir"),
    "casefold": ("-t", "ext4", "-O", "casefold"),
    "attributes in inodes": ("-t", "ext4", "-O", "ea_inode"),
    "sparse_super2": ("-t", "ext4", "-O", "sparse_super2"),
    "clusters": ("-t", "ext4", "-O", "bigalloc", "-C", "16384"),
    "clusters of small blocks": ("-t", "ext4", "-O", "bigalloc", "-b", "1024", "-C", "8192"),
    "meta_bg": ("-t", "ext4", "-O", "meta_bg,^resize_inode", "-b", "1024", "-g", "1024"),
}
Found = dict[bytes, FileEntry]


def an_image(folder: Path, *options: str, files: Mapping[str, bytes] = FILES, size: str = "20M") -> Path:
    target = folder / "a.dd"
    tree = planted(folder / "a.tree", files)
    tree.mkdir(exist_ok=True)
    run("mke2fs", "-q", "-F", *options, "-d", tree, target, size)
    return target


def edited(target: Path, *commands: str) -> Path:
    for command in commands:
        run("debugfs", "-w", "-R", command, target)
    return target


def said_by(name: str, *arguments: str) -> str:
    program = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if program is None:
        pytest.skip(f"{name} is not installed")
    done = subprocess.run([program, *arguments], capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode(errors="replace")  # e2fsck: 1, errors corrected
    return done.stdout.decode(errors="replace")


def media_of(target: Path) -> MediaOfBytes:
    return MediaOfBytes(target.read_bytes())


def opened(image: MediaOfBytes) -> ExtFileSystem:
    return ExtFileSystem(image, map_volumes(image).volumes[0])


def walked(file_system: ExtFileSystem | TskFileSystem) -> tuple[Found, list[Fault]]:
    items = [item for item in file_system.entries() if isinstance(item, Fault) or item.stream is None]
    entries = {item.path.raw: item for item in items if isinstance(item, FileEntry)}
    assert len(entries) == sum(isinstance(item, FileEntry) for item in items), "a name came twice"
    return entries, [item for item in items if isinstance(item, Fault)]


def told_of(entry: FileEntry, *, in_seconds: bool) -> tuple[object, ...]:
    """What both readers must agree on; a long link's target is not read by The Sleuth Kit."""
    return (
        entry.address, entry.kind, entry.size_bytes, entry.allocated, entry.content,
        whole_seconds(entry.times) if in_seconds else entry.times, merged(entry.extents),
    )  # fmt: skip


def whole_seconds(times: MacTimes) -> tuple[int, ...]:
    """As The Sleuth Kit reads ext2 and ext3, whose inodes have the finer fields of ext4 today."""
    return tuple(time.ns // 10**9 for time in (times.mtime, times.atime, times.ctime) if time is not None)


def merged(extents: tuple[Extent, ...] | None) -> list[tuple[int | None, int]] | None:
    if extents is None:
        return None
    runs: list[tuple[int | None, int]] = []
    for extent in extents:
        last = runs[-1] if runs else (-1, 0)
        follows = extent.offset_bytes is None if last[0] is None else last[0] + last[1] == extent.offset_bytes
        if follows:
            runs[-1] = (last[0], last[1] + extent.length_bytes)
        else:
            runs.append((extent.offset_bytes, extent.length_bytes))
    return runs


def bytes_at(image: MediaOfBytes, entry: FileEntry) -> bytes:
    assert entry.extents is not None
    return b"".join(
        bytes(extent.length_bytes)
        if extent.offset_bytes is None
        else image.read(extent.offset_bytes, extent.length_bytes)
        for extent in entry.extents
    )


def inode_of(file_system: ExtFileSystem, entry: FileEntry) -> tuple[int, Inode]:
    """Where the inode lies in the image, and what it says."""
    number = entry.address.meta_addr
    return file_system._tables.place(number), file_system._tables.inode(number)


def changed(image: MediaOfBytes, at: int, new: bytes) -> MediaOfBytes:
    return MediaOfBytes(image.content[:at] + new + image.content[at + len(new) :])


@pytest.mark.parametrize("options", KINDS.values(), ids=KINDS.keys())
def test_the_listing_is_that_of_the_sleuth_kit(tmp_path: Path, options: tuple[str, ...]) -> None:
    target = an_image(tmp_path, *options)
    edited(target, "symlink short empty.txt", "ln empty.txt twice", "rm pictures/more/a.jpg", "rm notes.txt")
    edited(target, "rm pictures/more/b.jpg", "rmdir pictures/more")
    image = media_of(target)
    file_system = opened(image)
    entries, faults = walked(file_system)
    reference = TskFileSystem(image, map_volumes(image).volumes[0])
    expected, _ = walked(reference)
    in_seconds = options[1] != "ext4"
    assert {path: told_of(entry, in_seconds=in_seconds) for path, entry in entries.items()} == {
        path: told_of(entry, in_seconds=in_seconds) for path, entry in expected.items()
    }
    assert faults == []
    assert entries[b"/pictures/more/b.jpg"].allocated is False
    for path in (b"/pictures/holiday.jpg", b"/notes.txt", b"/pictures/more/b.jpg"):
        assert content_of(file_system, entries[path]) == FILES[path.decode()[1:]]
        if entries[path].extents is not None:
            assert bytes_at(image, entries[path]) == FILES[path.decode()[1:]]
    assert entries[b"/short"].link_target == expected[b"/short"].link_target


@pytest.mark.parametrize("options", KINDS.values(), ids=KINDS.keys())
def test_a_healthy_volume_agrees_with_its_own_count_and_map(tmp_path: Path, options: tuple[str, ...]) -> None:
    target = an_image(tmp_path, *options)
    file_system = opened(media_of(target))
    _, faults = walked(file_system)
    census = file_system.census()
    assert census is not None
    assert census.in_use == census.met == 2 + len(FILES) + 1  # two folders, the files, lost+found
    assert faults == []
    ranges = file_system.allocated_ranges()
    assert ranges is not None
    assert _free_by_dumpe2fs(target) == _gaps(ranges, target.stat().st_size)


def _gaps(ranges: tuple[ByteRange, ...], end: int) -> list[tuple[int, int]]:
    places = [(0, 0), *((each.offset_bytes, each.end_bytes) for each in ranges), (end, end)]
    pairs = [(before[1], after[0]) for before, after in pairwise(places)]
    return [pair for pair in pairs if pair[0] < pair[1]]


def _free_by_dumpe2fs(target: Path) -> list[tuple[int, int]]:
    text = said_by("dumpe2fs", str(target))
    size = int(re.findall(r"Block size: +(\d+)", text)[0])
    # of a run of clusters it names the first block of the last one
    last_blocks = int(re.findall(r"(?:Cluster|Block) size: +(\d+)", text)[-1]) // size
    runs: list[tuple[int, int]] = []
    for line in re.findall(r"^  Free blocks: (.+)$", text, re.MULTILINE):
        for part in filter(None, line.split(", ")):
            first, _, last = part.partition("-")
            start, stop = int(first) * size, (int(last or first) + last_blocks) * size
            if runs and runs[-1][1] == start:
                start = runs.pop()[0]
            runs.append((start, stop))
    return runs


def test_names_are_listed_in_few_reads(tmp_path: Path) -> None:
    files = {f"folder/file {n:04d} with a name of some length.txt": b"" for n in range(1200)}
    image = media_of(an_image(tmp_path, "-t", "ext4", "-N", "2000", files=files))
    file_system = opened(image)
    image.reads.clear()
    entries, _ = walked(file_system)
    assert len(entries) == 1200 + 4
    assert len(image.reads) < 40


def test_hard_links_tell_how_many_names_share_the_content(tmp_path: Path) -> None:
    target = edited(an_image(tmp_path, "-t", "ext4"), "ln notes.txt twice", "sif notes.txt links_count 2")
    entries, _ = walked(opened(media_of(target)))
    assert entries[b"/notes.txt"].links == entries[b"/twice"].links == 2
    assert entries[b"/empty.txt"].links == 1


def test_a_long_link_of_ext4_tells_where_it_points(tmp_path: Path) -> None:
    tree = planted(tmp_path / "a.tree", {})
    tree.mkdir()
    (tree / "long").symlink_to("x" * 200)
    entries, faults = walked(opened(media_of(an_image(tmp_path, "-t", "ext4", files={}))))
    target = entries[b"/long"].link_target
    assert target is not None
    assert target.raw == b"x" * 200
    assert faults == []


def test_reserved_blocks_that_were_never_written_read_as_zeros(tmp_path: Path) -> None:
    target = an_image(tmp_path, "-t", "ext4", "-b", "4096")
    edited(target, "fallocate notes.txt 1 3", "sif notes.txt size 16384")
    image = media_of(target)
    entry = walked(opened(image))[0][b"/notes.txt"]
    assert entry.extents is not None
    first = entry.extents[0].offset_bytes
    assert first is not None
    image = changed(image, first + 4096, b"left over from an older file" * 100)
    file_system = opened(image)
    entry = walked(file_system)[0][b"/notes.txt"]
    expected = FILES["notes.txt"].ljust(16384, b"\0")
    assert bytes_at(image, entry) == content_of(file_system, entry) == expected


def test_a_deleted_file_whose_space_serves_others_is_partly_overwritten_or_gone(tmp_path: Path) -> None:
    target = edited(an_image(tmp_path, "-t", "ext4", "-b", "1024"), "rm pictures/holiday.jpg")
    entry = walked(opened(media_of(target)))[0][b"/pictures/holiday.jpg"]
    assert (entry.content, entry.remains) == (Content.PRESENT, Remains.RECOVERED)
    assert entry.extents is not None
    place, blocks = entry.extents[0].offset_bytes, -(-entry.size_bytes // 1024)
    assert place is not None
    assert len(entry.extents) == 1
    edited(target, f"setb {place // 1024 + 7} 1")
    now = walked(opened(media_of(target)))[0][b"/pictures/holiday.jpg"]
    assert (now.content, now.extents, now.remains) == (
        Content.PRESENT, entry.extents, Remains.PARTLY_OVERWRITTEN,
    )  # fmt: skip
    edited(target, f"setb {place // 1024} {blocks}")
    now = walked(opened(media_of(target)))[0][b"/pictures/holiday.jpg"]
    assert (now.content, now.extents, now.remains) == (Content.NOT_LEFT, None, Remains.NO_CONTENT_LEFT)


def test_a_deleted_file_without_a_name_is_an_orphan(tmp_path: Path) -> None:
    target = edited(an_image(tmp_path, "-t", "ext4", "-O", "^metadata_csum"), "rm notes.txt")
    image = media_of(target)
    at = image.content.index(b"\x09\x01notes.txt")
    file_system = opened(changed(image, at - 6, bytes(20)))
    entries, faults = walked(file_system)
    orphan = next(entry for path, entry in entries.items() if path.startswith(b"/$OrphanFiles/"))
    assert orphan.path.name == b"OrphanFile-%d" % orphan.address.meta_addr
    assert content_of(file_system, orphan) == FILES["notes.txt"]
    assert faults == []


def test_what_lies_in_an_orphaned_folder_is_listed_below_it_and_only_there(tmp_path: Path) -> None:
    target = an_image(tmp_path, "-t", "ext4")
    edited(target, "rm pictures/more/b.jpg", "rm pictures/more/a.jpg", "rmdir pictures/more")
    image = media_of(target)
    at = image.content.index(b"\x04\x02more")
    entries, _ = walked(opened(changed(image, at - 6, bytes(20))))
    orphans = [path for path in entries if path.startswith(b"/$OrphanFiles/")]
    assert sorted(path.rsplit(b"/", 1)[1] for path in orphans if path.count(b"/") == 3) == [
        b"a.jpg",
        b"b.jpg",
    ]
    assert len(orphans) == 3


def test_blocks_of_a_folder_index_hold_no_names(tmp_path: Path) -> None:
    """The Sleuth Kit looks for names among the hashes and, by chance, finds some that count as in use."""
    files = {f"d/{n:0200d}": b"" for n in range(900)}
    target = an_image(tmp_path, "-t", "ext4", "-O", "^metadata_csum", "-N", "2000", "-b", "1024", files=files)
    said_by("e2fsck", "-fyD", str(target))
    image = media_of(target)
    node = image.content.index(struct.pack("<IHBBH", 0, 1024, 0, 0, 127))
    chance = struct.pack("<IHBB", 12, 12, 2, 1) + b"zz"  # a block's number, then the next hash and block
    image = changed(image, node + 20, chance)
    entries, faults = walked(opened(image))
    assert {path for path in entries if path.startswith(b"/d/")} == {b"/" + name.encode() for name in files}
    assert faults == []
    assert b"/d/zz" in walked(TskFileSystem(image, map_volumes(image).volumes[0]))[0]


def test_inline_content_behind_another_attribute_is_whole(tmp_path: Path) -> None:
    """The Sleuth Kit steps from attribute to attribute without their padding and gives zeros here."""
    content = bytes(range(100))
    target = an_image(
        tmp_path, "-t", "ext4", "-O", "inline_data,^metadata_csum", "-I", "256", files={"f": content}
    )
    image = media_of(target)
    place, inode = inode_of(opened(image), walked(opened(image))[0][b"/f"])
    assert inode.raw[160:164] == b"\0\0\x02\xea"
    attributes = struct.pack("<BBHIII7sx", 7, 6, 88, 0, 4, 0, b"selinux")
    attributes += struct.pack("<BBHIII4s", 4, 7, 48, 0, 40, 0, b"data")
    image = changed(image, place + 164, attributes + bytes(4) + content[60:] + b"test")
    file_system = opened(image)
    entry = walked(file_system)[0][b"/f"]
    pieces = b"".join(file_system.reference_chunks(entry.address, entry.size_bytes, allocated=True))
    assert content_of(file_system, entry) == pieces == content
    volume = map_volumes(image).volumes[0]
    wrong = b"".join(TskFileSystem(image, volume).chunks(entry.address, entry.size_bytes, allocated=True))
    assert wrong == content[:60].ljust(100, b"\0")


def test_files_of_far_groups_are_read_where_descriptors_are_spread(tmp_path: Path) -> None:
    files = {f"d/{n}": b"content of %d" % n for n in range(500)}
    options = ("-t", "ext4", "-O", "meta_bg,^resize_inode", "-b", "1024", "-g", "1024", "-N", "1024")
    file_system = opened(media_of(an_image(tmp_path, *options, files=files, size="64M")))
    entries, faults = walked(file_system)
    assert faults == []
    for name, content in files.items():
        assert content_of(file_system, entries[b"/" + name.encode()]) == content


def test_encrypted_files_are_told_apart(tmp_path: Path) -> None:
    target = an_image(tmp_path, "-t", "ext4", "-O", "encrypt")
    edited(target, "sif notes.txt flags 0x80800")
    entries, _ = walked(opened(media_of(target)))
    assert entries[b"/notes.txt"].content is Content.ENCRYPTED
    assert entries[b"/notes.txt"].extents is None
    assert entries[b"/pictures/holiday.jpg"].content is Content.PRESENT


def test_ext2_of_today_keeps_nanoseconds(tmp_path: Path) -> None:
    target = an_image(tmp_path, "-t", "ext2", files={"f": b"x"})
    edited(target, "set_inode_field f mtime_extra 0x1DCD6500")  # 125,000,000 ns and no further bit
    mtime = walked(opened(media_of(target)))[0][b"/f"].times.mtime
    assert mtime is not None
    assert mtime.ns % 10**9 == 125_000_000


def test_part_of_a_cluster_in_use_counts_by_its_blocks(tmp_path: Path) -> None:
    target = an_image(tmp_path, "-t", "ext4", "-O", "bigalloc", "-b", "1024", "-C", "8192")
    bitmaps = opened(media_of(target))._bitmaps
    first = next(block for block in range(8, 20_000, 8) if not bitmaps.in_use_among(block, 1))
    parts = ((first - 3, 3), (first - 3, 5), (first - 9, 9), (first, 8))
    assert [bitmaps.in_use_among(block, count) for block, count in parts] == [3, 3, 9, 0]


def test_finer_times_count_only_where_the_inode_has_room_for_them(tmp_path: Path) -> None:
    tree = planted(tmp_path / "a.tree", {"f": b"f"})
    os.utime(tree / "f", (1_700_000_000, 1_700_000_000))
    image = media_of(an_image(tmp_path, "-t", "ext4", files={}))
    place, _ = inode_of(opened(image), walked(opened(image))[0][b"/f"])
    image = changed(image, place + 136, struct.pack("<I", 123_456_789 << 2))  # i_mtime_extra
    entry = walked(opened(image))[0][b"/f"]
    assert entry.times.mtime is not None
    assert entry.times.mtime.ns == 1_700_000_000_123_456_789
    entry = walked(opened(changed(image, place + 128, bytes(2))))[0][b"/f"]
    assert entry.times.mtime is not None
    assert (entry.times.mtime.ns, entry.times.crtime) == (1_700_000_000_000_000_000, None)
    assert entry.kind is EntryKind.FILE


def test_seconds_are_signed_and_two_finer_bits_carry_them_beyond_2038(tmp_path: Path) -> None:
    image = media_of(an_image(tmp_path, "-t", "ext4", files={"f": b"f"}))
    place, _ = inode_of(opened(image), walked(opened(image))[0][b"/f"])
    image = changed(image, place + 16, struct.pack("<i", -86_400))  # i_mtime
    before = walked(opened(image))[0][b"/f"].times.mtime
    assert before is not None
    assert before.iso(ZoneKind.UTC) == "1969-12-31T00:00:00Z"
    image = changed(image, place + 136, struct.pack("<I", 500 << 2 | 1))  # i_mtime_extra
    after = walked(opened(image))[0][b"/f"].times.mtime
    assert after is not None
    assert after.iso(ZoneKind.UTC) == "2106-02-06T06:28:16.0000005Z"


def test_an_immutable_file_and_a_sparse_one_say_so(tmp_path: Path) -> None:
    image = media_of(an_image(tmp_path, "-t", "ext4", files={"f": b"f"}))
    place, _ = inode_of(opened(image), walked(opened(image))[0][b"/f"])
    flags = struct.unpack_from("<I", image.content, place + 32)[0]
    image = changed(image, place + 32, struct.pack("<I", flags | 0x10))
    assert walked(opened(image))[0][b"/f"].flags == "immutable"
    longer = changed(image, place + 4, struct.pack("<I", 1 << 20))
    entry = walked(opened(longer))[0][b"/f"]
    assert (entry.flags, entry.size_bytes) == ("immutable,sparse", 1 << 20)


def test_a_deleted_inode_without_a_map_has_no_content_left_and_is_no_file_of_zeros(tmp_path: Path) -> None:
    target = edited(an_image(tmp_path, "-t", "ext4"), "rm notes.txt")
    image = media_of(target)
    place, _ = inode_of(opened(image), walked(opened(image))[0][b"/notes.txt"])
    cleared = changed(image, place + 42, bytes(2))  # eh_entries, as ext4 leaves it where the size is kept
    entry = walked(opened(cleared))[0][b"/notes.txt"]
    assert (entry.content, entry.remains, entry.extents) == (
        Content.NOT_LEFT, Remains.NO_CONTENT_LEFT, None,
    )  # fmt: skip
