"""Walking file systems: every name, deleted ones and streams included; damage ends as faults, never as
silence.
"""

import os
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics.digests import hash_stream
from forensics.entries import Content, EntryKind, Fault, FileEntry
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems import FileSystem, open_file_system
from forensics.images import EvidenceImage
from forensics.paths import EvidencePath
from forensics.times import ZoneKind
from forensics.volumes import map_volumes
from tests.evidence.builders import (
    MediaOfBytes,
    a_fat_image,
    an_ext_image,
    an_iso_image,
    an_ntfs_image,
    content_of,
    digests_of,
    run,
)

PHOTO = bytes(range(256)) * 700
FILES = {"notes.txt": b"meet at nine", "empty.txt": b"", "pictures/holiday.jpg": PHOTO}


def opened(image: EvidenceImage) -> FileSystem:
    return open_file_system(image, map_volumes(image).volumes[0])


def walked(file_system: FileSystem) -> tuple[dict[tuple[bytes, bytes | None], FileEntry], list[Fault]]:
    entries, faults = {}, []
    for item in file_system.entries():
        if isinstance(item, Fault):
            faults.append(item)
        else:
            entries[item.path.raw, item.stream] = item
    return entries, faults


def image_of(path: Path) -> MediaOfBytes:
    return MediaOfBytes(path.read_bytes())


@pytest.mark.parametrize("kind", ["ext2", "ext3", "ext4"])
def test_ext_files_are_listed_with_their_content(tmp_path: Path, kind: str) -> None:
    file_system = opened(image_of(an_ext_image(tmp_path / "a.dd", FILES, kind=kind)))
    entries, faults = walked(file_system)
    for name, content in FILES.items():
        entry = entries[b"/" + name.encode(), None]
        assert (entry.kind, entry.allocated, entry.size_bytes) == (EntryKind.FILE, True, len(content))
        assert content_of(file_system, entry) == content
    assert entries[b"/empty.txt", None].content is Content.EMPTY
    assert entries[b"/pictures", None].content is Content.NOT_A_FILE
    assert next(iter(entries)) == (b"/", None)
    assert faults == []


@pytest.mark.parametrize("bits", [12, 16, 32])
def test_fat_files_are_listed_with_their_content(tmp_path: Path, bits: int) -> None:
    file_system = opened(image_of(a_fat_image(tmp_path / "a.dd", FILES, bits=bits)))
    entries, faults = walked(file_system)
    for name, content in FILES.items():
        assert content_of(file_system, entries[b"/" + name.encode(), None]) == content
    assert entries[b"/$FAT1", None].kind is EntryKind.VIRTUAL
    assert faults == []


def test_iso_files_are_listed_with_their_content(tmp_path: Path) -> None:
    file_system = opened(image_of(an_iso_image(tmp_path / "a.iso", FILES)))
    entries, _ = walked(file_system)
    assert content_of(file_system, entries[b"/pictures/holiday.jpg", None]) == PHOTO


def test_ntfs_streams_follow_their_file(tmp_path: Path) -> None:
    planted = {"notes.txt": b"plain", "notes.txt:hidden": b"behind the file", "big.bin": PHOTO}
    file_system = opened(image_of(an_ntfs_image(tmp_path / "a.dd", planted)))
    entries, faults = walked(file_system)
    stream = entries[b"/notes.txt", b"hidden"]
    assert (stream.kind, stream.size_bytes, stream.allocated) == (EntryKind.FILE, 15, True)
    assert content_of(file_system, stream) == b"behind the file"
    assert content_of(file_system, entries[b"/notes.txt", None]) == b"plain"
    assert digests_of(file_system, entries[b"/big.bin", None]) == hash_stream([PHOTO], expected=len(PHOTO))
    assert entries[b"/$MFT", None].allocated
    assert entries[b"/$BadClus", b"$Bad"].content is Content.EMPTY
    assert faults == []


def test_links_devices_and_odd_names_are_listed_as_they_are(tmp_path: Path) -> None:
    tree = tmp_path / "a.tree"
    tree.mkdir()
    (tree / "link").symlink_to("notes.txt")
    os.mkfifo(tree / "pipe")
    odd = [b"caf\xe9", b"line\nbreak", b"\xe2\x80\xaetxt.exe"]
    for name in odd:
        Path(os.fsdecode(bytes(tree) + b"/" + name)).write_bytes(b"odd")
    entries, _ = walked(opened(image_of(an_ext_image(tmp_path / "a.dd", {"notes.txt": b"n"}))))
    assert entries[b"/link", None].kind is EntryKind.SYMLINK
    assert entries[b"/link", None].link_target == EvidencePath(b"notes.txt")
    assert entries[b"/pipe", None].kind is EntryKind.FIFO
    assert {b"/" + name for name in odd} <= {path for path, _ in entries}


def test_a_deleted_fat_file_keeps_its_content_and_is_called_deleted(tmp_path: Path) -> None:
    target = a_fat_image(tmp_path / "a.dd", {"secret.jpg": PHOTO})
    run("mdel", "-i", target, "::/secret.jpg")
    file_system = opened(image_of(target))
    entries, _ = walked(file_system)
    entry = entries[b"/secret.jpg" if (b"/secret.jpg", None) in entries else b"/_ecret.jpg", None]
    assert (entry.allocated, entry.content) == (False, Content.PRESENT)
    assert content_of(file_system, entry) == PHOTO


def test_a_deleted_name_whose_record_serves_another_file_gives_nothing_of_it(tmp_path: Path) -> None:
    """The last name in an ext2 folder is erased by hand, its inode left in use: it lies in the slack."""
    target = an_ext_image(tmp_path / "a.dd", {"aa.txt": b"a", "zz.txt": b"words of another"}, kind="ext2")
    content = bytearray(target.read_bytes())
    last = content.index(b"\x06\x01zz.txt") - 6
    before = content.index(b"\x06\x01aa.txt") - 6
    if before > last:
        before, last = last, before
    gone = bytes(content[last + 8 : last + 14])
    content[before + 4 : before + 6] = struct.pack(
        "<H", last - before + struct.unpack_from("<H", content, last + 4)[0]
    )
    entries, _ = walked(opened(MediaOfBytes(bytes(content))))
    entry = entries[b"/" + gone, None]
    assert (entry.allocated, entry.content, entry.size_bytes) == (False, Content.NOT_LEFT, 0)


def test_extents_point_at_the_very_bytes(tmp_path: Path) -> None:
    for target in (
        an_ext_image(tmp_path / "a.dd", FILES),
        an_ext_image(tmp_path / "b.dd", FILES, kind="ext2"),
        a_fat_image(tmp_path / "c.dd", FILES),
        an_iso_image(tmp_path / "d.iso", FILES),
    ):
        image = image_of(target)
        entries, _ = walked(opened(image))
        extents = entries[b"/pictures/holiday.jpg", None].extents
        assert extents is not None
        pieces = [
            image.content[e.offset_bytes :][: e.length_bytes] for e in extents if e.offset_bytes is not None
        ]
        assert b"".join(pieces) == PHOTO


def test_holes_of_ext4_read_as_zeros_and_are_told(tmp_path: Path) -> None:
    tree = tmp_path / "a.tree"
    tree.mkdir()
    with (tree / "sparse.bin").open("wb") as file:
        file.write(b"start")
        file.seek(500_000)
        file.write(b"middle")
        file.truncate(1_000_000)
    expected = (tree / "sparse.bin").read_bytes()
    file_system = opened(image_of(an_ext_image(tmp_path / "a.dd", {})))
    entries, _ = walked(file_system)
    entry = entries[b"/sparse.bin", None]
    assert content_of(file_system, entry) == expected
    assert any(extent.offset_bytes is None for extent in entry.extents or ())


def test_inline_data_of_ext4_is_content(tmp_path: Path) -> None:
    target = tmp_path / "a.dd"
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "tiny").write_bytes(b"t" * 100)
    run("mke2fs", "-q", "-F", "-t", "ext4", "-O", "inline_data", "-I", "256", "-d", tree, target, "4M")
    file_system = opened(image_of(target))
    entries, _ = walked(file_system)
    assert content_of(file_system, entries[b"/tiny", None]) == b"t" * 100


def test_ext2_of_the_first_revision_is_walked(tmp_path: Path) -> None:
    target = tmp_path / "a.dd"
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "old.txt").write_bytes(b"1993")
    run("mke2fs", "-q", "-F", "-t", "ext2", "-r", "0", "-I", "128", "-O", "none", "-d", tree, target, "2M")
    image = image_of(target)
    image.content = image.content[:0x458] + bytes(2) + image.content[0x45A:]  # rev. 0 has no inode-size field
    file_system = opened(image)
    entries, _ = walked(file_system)
    assert content_of(file_system, entries[b"/old.txt", None]) == b"1993"


def test_fat_times_are_local_and_what_was_not_recorded_is_none(tmp_path: Path) -> None:
    target = tmp_path / "a.dd"
    source = tmp_path / "x.txt"
    source.write_bytes(b"x")
    moment = datetime(2024, 3, 5, 17, 30, 43, tzinfo=UTC).timestamp()
    os.utime(source, (moment, moment))
    a_fat_image(target, {})
    run("mcopy", "-m", "-i", target, source, "::/x.txt")
    entries, _ = walked(opened(image_of(target)))
    times = entries[b"/x.txt", None].times
    assert times.zone is ZoneKind.LOCAL
    assert times.mtime is not None
    assert times.mtime.iso(times.zone) == "2024-03-05T17:30:42"
    assert times.ctime is None
    volume_label = entries[b"/FIELDKIT    (Volume Label Entry)", None]
    assert volume_label.content is Content.EMPTY


def test_ext_keeps_a_true_1970_and_no_birth_time_where_it_has_none(tmp_path: Path) -> None:
    tree = tmp_path / "a.tree"
    tree.mkdir()
    (tree / "old").write_bytes(b"o")
    os.utime(tree / "old", (0, 0))
    short_inodes = an_ext_image(tmp_path / "a.dd", {}, kind="ext2", options=("-I", "128"))
    entries, _ = walked(opened(image_of(short_inodes)))
    times = entries[b"/old", None].times
    assert times.mtime is not None
    assert times.mtime.iso(times.zone) == "1970-01-01T00:00:00Z"
    assert times.crtime is None


def test_a_bad_sector_in_a_file_is_unreadable_with_its_place(tmp_path: Path) -> None:
    image = image_of(an_ext_image(tmp_path / "a.dd", {"photo.jpg": os.urandom(900_000)}))
    entries, _ = walked(opened(image))
    entry = entries[b"/photo.jpg", None]
    assert entry.extents
    place = entry.extents[0].offset_bytes
    assert place is not None
    image.bad = range(place + 300_000, place + 300_512)
    file_system = opened(image)
    with pytest.raises(EvidenceUnreadable, match="bad sector"):
        digests_of(file_system, entry)


def test_an_image_cut_off_inside_a_file_gives_no_digest(tmp_path: Path) -> None:
    whole = image_of(an_ext_image(tmp_path / "a.dd", {"photo.jpg": os.urandom(900_000)}))
    entries, _ = walked(opened(whole))
    entry = entries[b"/photo.jpg", None]
    place = (entry.extents or ())[-1].offset_bytes
    assert place is not None
    cut = MediaOfBytes(whole.content[: place + 1000])
    with pytest.raises(EvidenceUnreadable):
        digests_of(opened(cut), entry)


def test_a_wrong_size_is_never_digested(tmp_path: Path) -> None:
    file_system = opened(image_of(an_ext_image(tmp_path / "a.dd", {"photo.jpg": PHOTO})))
    entries, _ = walked(file_system)
    entry = entries[b"/photo.jpg", None]
    with pytest.raises(EvidenceUnreadable, match="not the"):
        list(file_system.chunks(entry.address, entry.size_bytes - 1, allocated=True))


def test_a_folder_that_contains_itself_ends_as_a_fault(tmp_path: Path) -> None:
    target = an_ext_image(tmp_path / "a.dd", {"folder/inside.txt": b"i"})
    run("debugfs", "-w", "-R", "ln folder folder/again", target)
    entries, faults = walked(opened(image_of(target)))
    assert (b"/folder/again", None) in entries
    assert [fault.reason for fault in faults] == [
        "This directory contains itself; it is listed once and not entered again."
    ]


def test_a_damaged_directory_is_a_fault_and_the_walk_goes_on(tmp_path: Path) -> None:
    target = an_ext_image(tmp_path / "a.dd", {"a/one.txt": b"1", "b/two.txt": b"2"})
    image = image_of(target)
    entries, _ = walked(opened(image))
    block = _first_block(target, "a")
    image.bad = range(block, block + 1024)
    entries, faults = walked(opened(image))
    assert (b"/b/two.txt", None) in entries
    assert any(fault.path is not None and fault.path.raw == b"/a" for fault in faults)


def _first_block(target: Path, name: str) -> int:
    """Byte place of a directory's first block, found by the dot entry it begins with."""
    content = target.read_bytes()
    inode = next(
        struct.unpack_from("<I", content, at - 8)[0]
        for at in range(8, len(content) - 8)
        if content[at : at + 1] == name.encode() and content[at - 4 : at] in (b"\x0c\x00\x01\x02",)
    )
    dot = struct.pack("<IHBB", inode, 12, 1, 2) + b"."
    return content.index(dot)


def test_two_walks_give_the_same_order(tmp_path: Path) -> None:
    image = image_of(an_ntfs_image(tmp_path / "a.dd", {f"file{n}.txt": b"x" * n for n in range(20)}))
    first = [item.path for item in opened(image).entries() if isinstance(item, FileEntry)]
    second = [item.path for item in opened(image).entries() if isinstance(item, FileEntry)]
    assert first == second


@pytest.mark.parametrize("at", range(0, 4096, 97))
def test_a_flipped_byte_never_ends_the_walk_with_a_trace(
    tmp_path_factory: pytest.TempPathFactory, at: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "flipped"
    folder.mkdir(exist_ok=True)
    target = folder / "a.dd"
    if not target.exists():
        an_ext_image(target, FILES)
    content = bytearray(target.read_bytes())
    content[1024 + at] ^= 0xFF
    image = MediaOfBytes(bytes(content))
    for volume in map_volumes(image).volumes:
        try:
            file_system = open_file_system(image, volume)
        except EvidenceUnreadable:
            continue
        for item in file_system.entries():
            if isinstance(item, FileEntry) and item.content is Content.PRESENT:
                try:
                    digests = digests_of(file_system, item)
                except (EvidenceUnreadable, ShortRead):
                    continue
                assert digests.sha256


def test_ntfs_extents_are_told_only_where_the_content_is_written_to_its_end(tmp_path: Path) -> None:
    image = image_of(an_ntfs_image(tmp_path / "a.dd", {"photo.jpg": PHOTO}))
    entries, _ = walked(opened(image))
    extents = entries[b"/photo.jpg", None].extents
    assert extents is not None
    pieces = [
        image.content[e.offset_bytes :][: e.length_bytes] for e in extents if e.offset_bytes is not None
    ]
    assert b"".join(pieces) == PHOTO
    sizes = struct.pack("<QQ", len(PHOTO), len(PHOTO))  # data size, initialised size
    assert image.content.count(sizes) == 1
    image.content = image.content.replace(sizes, struct.pack("<QQ", len(PHOTO), 5000))
    file_system = opened(image)
    entries, _ = walked(file_system)
    entry = entries[b"/photo.jpg", None]
    assert entry.extents is None
    assert content_of(file_system, entry) == PHOTO[:5000] + bytes(len(PHOTO) - 5000)


@pytest.mark.parametrize("kind", ["ext", "ntfs", "fat"])
def test_a_bad_sector_where_names_lie_is_always_told(tmp_path: Path, kind: str) -> None:
    files = {f"file{number:02d}.txt": b"x" * 600 for number in range(30)}
    makers = {"ext": an_ext_image, "ntfs": an_ntfs_image, "fat": a_fat_image}
    image = image_of(makers[kind](tmp_path / "a.dd", files))
    whole, _ = walked(opened(image))
    missed_in_silence = []
    first = image.content.find("file07".encode("utf-16-le") if kind == "ntfs" else b"file07")
    first = first if first > 0 else image.content.find(b"FILE07")
    for place in range(first - 2048 - first % 512, first + 2048, 512):
        image.bad = range(place, place + 512)
        try:
            entries, faults = walked(opened(image))
        except (EvidenceUnreadable, IndexError):
            continue
        if set(whole) - set(entries) and not faults:
            missed_in_silence.append(place)
    assert missed_in_silence == []
