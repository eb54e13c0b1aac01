"""YAFFS2: images as mkyaffs2image writes them, dumps of devices, against The Sleuth Kit and unyaffs."""

import hashlib
import random
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from forensics.entries import Content, EntryKind, Fault, FileEntry, Remains
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.filesystems.yaffs import YaffsFileSystem
from forensics.images import VolumeState
from forensics.times import FsTime
from forensics.volumes import map_volumes
from tests.evidence.builders import MIB, MediaOfBytes, content_of, run
from tests.evidence.container_builders import flipped
from tests.evidence.yaffs_builder import FILE, HARD_LINK, LINK, ROOT, SPECIAL, YaffsBuilder

CHUNK = 2048 + 64
DICE = random.Random(8)
LONG = DICE.randbytes(60_000)
NOTES = b"meet at nine"


def a_made_image(**layout: int | str) -> YaffsBuilder:
    """With one of each kind, as mkyaffs2image writes a folder."""
    builder = YaffsBuilder(**layout)  # type: ignore[arg-type]  # each of its own kind
    builder.root()
    papers = builder.folder(b"papers")
    builder.file(b"notes.txt", NOTES, papers)
    long = builder.file(b"long.bin", LONG)
    builder.file(b"empty", b"")
    builder.header(builder.new(), LINK, papers, b"link", target=b"../long.bin")
    builder.header(builder.new(), HARD_LINK, papers, b"same", same_as=long)
    builder.header(builder.new(), SPECIAL, ROOT, b"pipe")
    return builder


def a_device() -> YaffsBuilder:
    """A dump: blocks of 64 pages, tags behind the mark of a bad block, some of each header in them."""
    builder = YaffsBuilder(says_twice=True, tags_place=2)
    builder.root()
    return builder


def opened(data: bytes) -> YaffsFileSystem:
    media = MediaOfBytes(data)
    file_system = open_file_system(media, map_volumes(media).volumes[0])
    assert isinstance(file_system, YaffsFileSystem)
    return file_system


def walked(file_system: YaffsFileSystem) -> tuple[dict[bytes, FileEntry], list[Fault]]:
    items = list(file_system.entries())
    entries = {item.path.raw: item for item in items if isinstance(item, FileEntry)}
    return entries, [item for item in items if isinstance(item, Fault)]


def contents_of(data: bytes) -> dict[str, str]:
    """SHA-256 of each file in use, by path."""
    file_system = opened(data)
    return {
        path.decode()[1:]: hashlib.sha256(content_of(file_system, entry)).hexdigest()
        for path, entry in walked(file_system)[0].items()
        if entry.kind is EntryKind.FILE and entry.allocated
    }


def test_an_image_of_mkyaffs2image_is_read_whole() -> None:
    data = a_made_image().image()
    (volume,) = map_volumes(MediaOfBytes(data)).volumes
    file_system = opened(data)
    entries, faults = walked(file_system)

    assert (volume.file_system, volume.state, volume.block_bytes) == ("YAFFS2", VolumeState.READABLE, 2048)
    assert not faults
    assert {path.decode(): entry.kind.value for path, entry in entries.items()} == {
        "/": "dir", "/papers": "dir", "/papers/notes.txt": "file", "/long.bin": "file", "/empty": "file",
        "/papers/link": "symlink", "/papers/same": "file", "/pipe": "fifo",
    }  # fmt: skip
    assert content_of(file_system, entries[b"/papers/notes.txt"]) == NOTES
    assert content_of(file_system, entries[b"/papers/same"]) == LONG
    assert entries[b"/papers/same"].address == entries[b"/long.bin"].address
    assert entries[b"/long.bin"].links == 2
    assert entries[b"/empty"].content is Content.EMPTY
    target = entries[b"/papers/link"].link_target
    assert target is not None
    assert target.raw == b"../long.bin"
    times = entries[b"/long.bin"].times
    assert [times.atime, times.mtime, times.ctime] == [FsTime(n * 1_000_000_000) for n in (1, 2, 3)]
    assert sum(each.length_bytes for each in file_system.allocated_ranges() or ()) == len(data)


@pytest.mark.parametrize(
    "layout",
    [
        {"order": ">"},
        {"tags_place": 2},
        {"tags_place": 6},
        {"page_bytes": 4096, "spare_bytes": 128, "tags_place": 2},
        {"spare_bytes": 128},
    ],
)
def test_other_layouts_are_told_by_their_headers(layout: dict[str, int | str]) -> None:
    assert contents_of(a_made_image(**layout).image()) == contents_of(a_made_image().image())


@pytest.mark.parametrize("place", [0, 2, 5, 20])
def test_the_place_of_the_tags_is_told_by_headers_alone(place: int) -> None:
    builder = YaffsBuilder(tags_place=place)
    builder.root()
    for name in (b"first", b"second"):
        builder.folder(name, builder.folder(name))
    damaged = bytearray(builder.image())
    damaged[CHUNK + 2048 + place + 3] ^= 0xF0  # one of the headers has tags that cannot be true
    for data in (builder.image(), bytes(damaged)):
        entries, faults = walked(opened(data))
        assert b"/second/second" in entries
        assert bool(faults) == (data == damaged)


def test_unyaffs_finds_the_same_files(tmp_path: Path) -> None:
    data = a_made_image().image()
    (tmp_path / "image").write_bytes(data)
    target = tmp_path / "found"
    target.mkdir()
    run("unyaffs", tmp_path / "image", target)
    found = {
        str(path.relative_to(target)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in target.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    assert found == contents_of(data)


def a_used_device() -> tuple[bytes, bytes]:
    """A dump after some use, and the content of the file deleted in it."""
    builder = a_device()
    papers = builder.folder(b"papers")
    notes = builder.file(b"notes.txt", b"meet at ten, perhaps later", papers)
    gone = DICE.randbytes(9_000)
    victim = builder.file(b"gone.bin", gone, papers)
    builder.next_block()
    builder.content(notes, NOTES)
    builder.header(notes, FILE, papers, b"plan.txt", size=len(NOTES))
    builder.delete(victim)
    builder.file(b"long.bin", LONG)
    builder.file(b"sparse", LONG[:20_000], skip=(3, 4))
    builder.next_block()
    return builder.image(), gone


def test_the_newest_pages_win_and_holes_of_a_device_are_zeros() -> None:
    data, _ = a_used_device()
    file_system = opened(data)
    entries, faults = walked(file_system)

    assert not faults
    assert b"/papers/notes.txt" not in entries
    assert content_of(file_system, entries[b"/papers/plan.txt"]) == NOTES
    assert content_of(file_system, entries[b"/long.bin"]) == LONG
    with_hole = LONG[:4096] + bytes(4096) + LONG[8192:20_000]
    assert content_of(file_system, entries[b"/sparse"]) == with_hole
    assert entries[b"/sparse"].flags == "sparse"


def test_a_deleted_file_keeps_its_name_and_its_content() -> None:
    data, gone = a_used_device()
    file_system = opened(data)
    entries, _ = walked(file_system)
    entry = entries[b"/papers/gone.bin"]
    in_use = file_system.allocated_ranges() or ()

    assert (entry.allocated, entry.remains, entry.parent_known) == (False, Remains.RECOVERED, True)
    assert content_of(file_system, entry) == gone
    assert not any(each.offset_bytes <= (entry.place_bytes or 0) < each.end_bytes for each in in_use)


def test_a_deleted_file_whose_pages_are_erased_has_no_content_left() -> None:
    builder = a_device()
    victim = builder.file(b"gone.bin", LONG, skip=(2,))
    builder.delete(victim)
    builder.next_block()
    builder.folder(b"papers")
    builder.next_block()
    entry = walked(opened(builder.image()))[0][b"/gone.bin"]
    assert (entry.content, entry.remains) == (Content.NOT_LEFT, Remains.NO_CONTENT_LEFT)


def test_what_lay_behind_a_cut_does_not_come_back_when_the_file_grows_again() -> None:
    builder = a_device()
    number = builder.file(b"log", LONG[:10_000])
    builder.header(number, FILE, ROOT, b"log", size=2048, is_cut=True)
    builder.header(number, FILE, ROOT, b"log", size=6144)
    builder.next_block()
    builder.folder(b"papers")
    builder.next_block()
    file_system = opened(builder.image())
    entry = walked(file_system)[0][b"/log"]
    assert content_of(file_system, entry) == LONG[:2048] + bytes(4096)


def test_a_file_whose_name_another_took_is_deleted() -> None:
    builder = a_device()
    old = builder.file(b"notes", b"the old ones")
    new = builder.file(b"draft", b"the new ones")
    builder.header(new, FILE, ROOT, b"notes", size=12, replaces=old)
    builder.next_block()
    items = [item for item in opened(builder.image()).entries() if isinstance(item, FileEntry)]
    found = {item.address.meta_addr: item.allocated for item in items if item.path.raw == b"/notes"}
    assert found == {old: False, new: True}


def test_the_sleuth_kit_finds_the_same_in_a_dump(tmp_path: Path) -> None:
    if shutil.which("fls") is None:
        pytest.skip("fls is not installed")
    data, gone = a_used_device()
    path = tmp_path / "dump"
    path.write_bytes(data)
    listed = subprocess.run(
        ["fls", "-f", "yaffs2", "-rpF", path], capture_output=True, check=True, text=True
    ).stdout
    numbers = {line.partition("\t")[2]: line.split()[-2].strip("*:") for line in listed.splitlines()}
    found = {
        name.partition("#")[0]: subprocess.run(
            ["icat", "-f", "yaffs2", path, number], capture_output=True, check=True
        ).stdout
        for name, number in numbers.items()
        if "," not in name or ",0." in name
    }
    file_system = opened(data)
    entries, _ = walked(file_system)
    files = {path.decode()[1:]: entry for path, entry in entries.items() if entry.kind is EntryKind.FILE}
    assert found == {name: content_of(file_system, entry) for name, entry in files.items()}
    assert found["papers/gone.bin"] == gone


def test_damaged_tags_are_told_and_what_is_missing_is_not_taken_for_a_hole() -> None:
    data = bytearray(a_used_device()[0])
    at = next(at for at in range(0, len(data), CHUNK) if data[at : at + 2048] == LONG[2048:4096])
    data[at + 2048 + 2 + 8] ^= 12  # two bits of the number of the page in the file
    file_system = opened(bytes(data))
    entries, faults = walked(file_system)
    assert [fault.offset_bytes for fault in faults] == [at]
    assert "damaged tags" in faults[0].reason
    with pytest.raises(EvidenceUnreadable, match="1 pages of the content are not there"):
        content_of(file_system, entries[b"/long.bin"])
    with pytest.raises(EvidenceUnreadable, match="2 pages"):
        content_of(file_system, entries[b"/sparse"])


@pytest.mark.parametrize("place", [0, 7, 8, 15, 16, 21, 27])
def test_one_wrong_bit_in_tags_or_their_code_is_put_right(place: int) -> None:
    data = bytearray(a_used_device()[0])
    truth = contents_of(bytes(data))
    for number, at in enumerate(range(0, 5 * CHUNK, CHUNK)):
        data[at + 2048 + 2 + place] ^= 1 << (number + place) % 6
    assert not walked(opened(bytes(data)))[1]
    assert contents_of(bytes(data)) == truth


@pytest.mark.parametrize("pages", [5.5, 20.0, 30.25])
def test_a_cut_image_gives_true_content_or_none_and_tells(pages: float) -> None:
    whole = a_made_image().image()
    cut = whole[: int(pages * CHUNK)]
    file_system = opened(cut)
    entries, faults = walked(file_system)
    truth = {b"/long.bin": LONG, b"/papers/same": LONG, b"/papers/notes.txt": NOTES}
    troubles = [fault.reason for fault in faults]
    for path, entry in entries.items():
        if entry.content is Content.PRESENT and entry.kind is EntryKind.FILE:
            try:
                content = content_of(file_system, entry)
            except EvidenceUnreadable as trouble:
                troubles.append(str(trouble))
            else:
                assert content == truth[path]
    assert troubles


def test_pages_without_a_header_are_listed_and_told() -> None:
    builder = a_made_image()
    builder.content(999, b"whose is this?")
    file_system = opened(builder.image())
    entries, faults = walked(file_system)
    entry = entries[b"/$OrphanFiles/OrphanFile-999"]
    assert (content_of(file_system, entry), entry.parent_known) == (b"whose is this?", False)
    assert any("no header" in fault.reason for fault in faults)


def test_folders_in_a_circle_and_in_none_are_listed_once() -> None:
    builder = a_made_image()
    first, second = builder.new(), builder.new()
    builder.header(first, 3, second, b"first")
    builder.header(second, 3, first, b"second")
    builder.file(b"stray", b"in no folder", 4711)
    entries, faults = walked(opened(builder.image()))
    assert [path for path in entries if b"Orphan" in path] == [
        b"/$OrphanFiles/4711/stray",
        b"/$OrphanFiles/%d/first" % second,
        b"/$OrphanFiles/%d/first/second" % second,
    ]
    assert len(faults) == 2


def test_a_link_to_nothing_is_unreadable_and_told() -> None:
    builder = a_made_image()
    builder.header(builder.new(), HARD_LINK, ROOT, b"lost", same_as=4711)
    file_system = opened(builder.image())
    entries, faults = walked(file_system)
    assert len(faults) == 1
    assert entries[b"/lost"].content is Content.PRESENT
    with pytest.raises(EvidenceUnreadable, match="stands for is not there"):
        content_of(file_system, entries[b"/lost"])


def test_headers_alone_or_tags_alone_are_no_file_system() -> None:
    image = a_made_image().image()
    without_tags = b"".join(image[at : at + 2048] + bytes(64) for at in range(0, len(image), CHUNK))
    without_headers = b"".join(
        bytes(2048) + image[at + 2048 : at + CHUNK] for at in range(0, len(image), CHUNK)
    )
    for data in (without_tags, without_headers, DICE.randbytes(MIB), b"\xff" * MIB):
        (volume,) = map_volumes(MediaOfBytes(data)).volumes
        assert volume.file_system != "YAFFS2"


def test_a_page_that_cannot_be_read_is_told_with_its_place() -> None:
    data, _ = a_used_device()
    bad = 70 * CHUNK
    media = MediaOfBytes(data, bad=range(bad, bad + 1))
    file_system = open_file_system(media, map_volumes(MediaOfBytes(data)).volumes[0])
    faults = [item for item in file_system.entries() if isinstance(item, Fault)]
    assert [fault.offset_bytes for fault in faults if "cannot be read" in fault.reason] == [bad]


@pytest.mark.fuzz
def test_flipped_bits_end_in_sentences() -> None:
    data, _ = a_used_device()
    for seed in range(400):
        damaged = flipped(data, range(len(data)), times=1 + seed % 40, seed=seed)
        media = MediaOfBytes(damaged)
        for volume in map_volumes(media).volumes:
            if volume.state == VolumeState.READABLE:
                file_system = open_file_system(media, volume)
                for item in list(file_system.entries()):
                    if isinstance(item, FileEntry) and item.content is Content.PRESENT:
                        with suppress(EvidenceUnreadable):
                            content_of(file_system, item)
