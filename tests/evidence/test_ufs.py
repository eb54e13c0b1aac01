"""UFS1 and UFS2 by their own structures, on volumes of makefs in both byte orders and one of FreeBSD."""

import lzma
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from forensics.entries import Content, EntryKind, Fault, FileEntry, Remains
from forensics.filesystems import FileSystem, open_file_system
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.filesystems.ufs import UfsFileSystem
from forensics.filesystems.ufs_groups import Groups
from forensics.filesystems.ufs_layout import UfsLayout, read_layout
from forensics.images import VolumeState
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, run
from tests.evidence.container_builders import flipped
from tests.evidence.fat_builders import a_volume, split

SAMPLE = Path(__file__).parents[3] / "shared" / "images" / "open" / "images" / "dissect-ffs" / "ffs.bin.xz"
_DICE = Random(4)
LONG = _DICE.randbytes(900_000)
FILES = {
    "brief.txt": b"meet at nine",
    "photos/lake.jpg": _DICE.randbytes(20_000),
    "photos/2026/long.bin": LONG,
    **{f"many/file_{number:03}.txt": b"%d" % number for number in range(150)},
}
IN_USE = len(FILES) + 6  # four folders and two links
SUPERBLOCK_AT = 8192  # where makefs puts it


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """By kind and byte order."""
    if shutil.which("makefs") is None:
        pytest.skip("makefs is not installed")
    folder = tmp_path_factory.mktemp("ufs")
    for name, content in FILES.items():
        target = folder / "tree" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (folder / "tree" / "link").symlink_to("photos/lake.jpg")
    (folder / "tree" / "far").symlink_to("x" * 200)
    made = {}
    for kind, order in (("1", "le"), ("1", "be"), ("2", "le"), ("2", "be")):
        image = folder / f"{kind}{order}"
        run("makefs", "-t", "ffs", "-B", order, "-o", f"version={kind}", "-s", "6m", image, folder / "tree")
        made[f"UFS{kind} {order}"] = image.read_bytes()
    return made


@pytest.fixture(scope="module")
def sample() -> bytes:
    if not SAMPLE.exists():
        pytest.skip("no third-party images beside the repository")
    return lzma.decompress(SAMPLE.read_bytes())


def opened(content: bytes) -> FileSystem:
    media = MediaOfBytes(content)
    (volume,) = map_volumes(media).volumes
    assert volume.state == VolumeState.READABLE, volume.reason
    return open_file_system(media, volume)


def contents(file_system: FileSystem, entries: dict[bytes, FileEntry]) -> Iterator[tuple[str, bytes]]:
    for path, entry in entries.items():
        if entry.kind is EntryKind.FILE and entry.stream is None:
            chunks = file_system.chunks(entry.address, entry.size_bytes, allocated=entry.allocated)
            yield path.decode()[1:], b"".join(chunks)


class Parts:
    """Of a volume in memory, to be changed by hand."""

    def __init__(self, content: bytes) -> None:
        self.content = bytearray(content)
        self.layout: UfsLayout = read_layout(self._read)

    def _read(self, offset: int, length: int) -> bytes:
        return bytes(self.content[offset : offset + length])

    def put(self, place: int, form: str, *numbers: int) -> None:
        struct.pack_into(self.layout.order + form, self.content, place, *numbers)

    def number(self, place: int, form: str) -> int:
        return int(struct.unpack_from(self.layout.order + form, self.content, place)[0])

    def record_of(self, name: bytes) -> int:
        """Where the record of a name begins."""
        return self.content.index(bytes([len(name)]) + name + b"\0") - 7

    def free(self, inode: int) -> None:
        group, inside = divmod(inode, self.layout.inodes_of_group)
        head = self.layout.header_place(group)
        self.content[head + self.number(head + 92, "I") + inside // 8] &= ~(1 << inside % 8) & 0xFF

    def forget(self, name: bytes) -> int:
        """As unlinking does to a folder: the record before takes the room. The number of its inode."""
        at = self.record_of(name)
        before = next(
            place
            for place in range(at - 12, at - 300, -4)
            if self.number(place + 4, "H") == at - place and self.number(place, "I")
        )
        self.put(before + 4, "H", at - before + self.number(at + 4, "H"))
        return self.number(at, "I")


@pytest.mark.parametrize("kind", ["UFS1 le", "UFS1 be", "UFS2 le", "UFS2 be"])
def test_every_name_and_content_of_a_volume_of_either_byte_order_is_given(
    volumes: dict[str, bytes], kind: str
) -> None:
    file_system = opened(volumes[kind])
    entries, faults = split(file_system)
    assert not faults
    assert dict(contents(file_system, entries)) == FILES
    targets = {path: entry.link_target.raw for path, entry in entries.items() if entry.link_target}
    assert targets == {b"/link": b"photos/lake.jpg", b"/far": b"x" * 200}
    census = file_system.census()
    assert census is not None
    assert census.in_use == census.met == file_system.expected_records() == IN_USE
    ranges = file_system.allocated_ranges()
    assert ranges is not None
    extents = entries[b"/photos/2026/long.bin"].extents or ()
    assert sum(extent.length_bytes for extent in extents) == len(LONG)
    for extent in extents:
        assert any(
            each.offset_bytes <= (extent.offset_bytes or 0)
            and (extent.offset_bytes or 0) + extent.length_bytes <= each.end_bytes
            for each in ranges
        )


def test_the_sleuth_kit_lists_the_same_where_it_knows_the_place(volumes: dict[str, bytes]) -> None:
    content = volumes["UFS1 be"]
    theirs, _ = split(TskFileSystem(MediaOfBytes(content), a_volume("UFS1", len(content))))
    ours, _ = split(opened(content))
    assert set(ours) == set(theirs)
    for path, entry in theirs.items():
        if entry.kind is not EntryKind.VIRTUAL:
            mine = ours[path]
            assert (mine.address, mine.size_bytes, mine.times) == (
                entry.address,
                entry.size_bytes,
                entry.times,
            )


def test_a_deleted_name_is_listed_with_what_is_left_of_its_inode(volumes: dict[str, bytes]) -> None:
    parts = Parts(volumes["UFS2 le"])
    lake = parts.forget(b"lake.jpg")
    parts.free(lake)
    brief = parts.forget(b"brief.txt")
    parts.free(brief)
    place = parts.layout.inode_place(brief)
    parts.content[place : place + parts.layout.inode_bytes] = bytes(parts.layout.inode_bytes)
    file_system = opened(bytes(parts.content))
    entries, faults = split(file_system)
    assert not faults
    found = entries[b"/photos/lake.jpg"]
    assert (found.allocated, found.remains, found.size_bytes) == (False, Remains.UNPROVEN, 20_000)
    chunks = file_system.chunks(found.address, 20_000, allocated=False)
    assert b"".join(chunks) == FILES["photos/lake.jpg"]
    gone = entries[b"/brief.txt"]
    assert (gone.allocated, gone.content, gone.address.meta_addr) == (False, Content.NOT_LEFT, brief)


def test_an_inode_that_no_name_leads_to_is_listed_and_a_fault_with_both_numbers(
    volumes: dict[str, bytes],
) -> None:
    parts = Parts(volumes["UFS1 le"])
    folder = parts.forget(b"2026")
    file_system = opened(bytes(parts.content))
    entries, faults = split(file_system)
    assert [fault.reason for fault in faults] == [
        f"By the maps of the volume {IN_USE:,} inodes of files and directories are in use, but names lead to "
        f"{IN_USE - 1:,}."
    ]
    assert not entries[b"/photos/2026"].allocated
    found = entries[b"/$OrphanFiles/OrphanFile-%d/long.bin" % folder]
    assert b"".join(file_system.chunks(found.address, len(LONG), allocated=True)) == LONG


def test_a_name_whose_inode_is_free_is_a_fault_and_not_a_file(volumes: dict[str, bytes]) -> None:
    parts = Parts(volumes["UFS2 be"])
    number = parts.number(parts.record_of(b"brief.txt"), "I")
    parts.free(number)
    entries, faults = split(opened(bytes(parts.content)))
    assert entries[b"/brief.txt"].kind is EntryKind.OTHER
    assert faults[0].reason == f"What this name stands for cannot be read: Inode {number} is free."


@pytest.mark.parametrize("kind", ["UFS1 be", "UFS2 le"])
def test_a_volume_without_its_superblock_is_read_by_the_copy(volumes: dict[str, bytes], kind: str) -> None:
    content = bytearray(volumes[kind])
    content[SUPERBLOCK_AT : SUPERBLOCK_AT + 1376] = bytes(1376)
    assert "its backup at byte 16,384 was used" in map_volumes(MediaOfBytes(bytes(content))).faults[0].reason
    file_system = opened(bytes(content))
    assert dict(contents(file_system, split(file_system)[0])) == FILES


def test_the_name_of_the_volume_is_told(volumes: dict[str, bytes]) -> None:
    content = bytearray(volumes["UFS2 le"])
    content[SUPERBLOCK_AT + 680 : SUPERBLOCK_AT + 688] = b"archive\0"
    assert map_volumes(MediaOfBytes(bytes(content))).volumes[0].label == "archive"


def test_extended_attributes_are_streams(volumes: dict[str, bytes]) -> None:
    parts = Parts(volumes["UFS2 le"])
    groups = Groups(
        UfsFileSystem(MediaOfBytes(volumes["UFS2 le"]), a_volume("UFS2", 6 << 20))._windows, parts.layout
    )
    free = int(groups.free_fragments(0).argmax())
    value = b"where it came from"
    attribute = struct.pack("<IBBB", 40, 1, 6, 6) + b"origin" + bytes(3) + value + bytes(6)
    place = free * parts.layout.fragment_bytes
    parts.content[place : place + 40] = attribute
    inode = parts.layout.inode_place(parts.number(parts.record_of(b"brief.txt"), "I"))
    parts.put(inode + 92, "I", 40)
    parts.put(inode + 96, "q", free)
    file_system = opened(bytes(parts.content))
    (found,) = (each for each in file_system.entries() if isinstance(each, FileEntry) and each.stream)
    assert (found.path.raw, found.stream, found.size_bytes) == (b"/brief.txt", b"user.origin", len(value))
    assert b"".join(file_system.chunks(found.address, len(value), allocated=True)) == value


def test_a_content_is_not_told_where_its_blocks_cannot_be(volumes: dict[str, bytes]) -> None:
    parts = Parts(volumes["UFS2 le"])
    inode = parts.layout.inode_place(parts.number(parts.record_of(b"long.bin"), "I"))
    parts.put(inode + 112, "q", 1 << 40)
    entries, faults = split(opened(bytes(parts.content)))
    assert entries[b"/photos/2026/long.bin"].extents is None
    assert "leads to block 1,099,511,627,776, outside of the volume" in faults[0].reason


def test_damage_ends_in_sentences(volumes: dict[str, bytes]) -> None:
    for seed in range(12):
        content = volumes["UFS2 be" if seed % 2 else "UFS1 le"]
        media = MediaOfBytes(flipped(content, range(8192, 200_000), times=200, seed=seed))
        (volume,) = map_volumes(media).volumes
        if volume.state != VolumeState.READABLE:
            assert volume.reason
            continue
        entries, faults = split(open_file_system(media, volume))
        assert len(entries) < 4 * len(FILES)
        assert all(fault.reason.endswith(".") for fault in faults)


def test_a_volume_of_freebsd_is_listed(sample: bytes) -> None:
    file_system = opened(sample)
    items = list(file_system.entries())
    census = file_system.census()
    assert census is not None
    assert (census.in_use, census.met) == (5, 5)
    assert file_system.expected_records() == 5
    assert not [item for item in items if isinstance(item, Fault)]
    found = {item.path.raw: item for item in items if isinstance(item, FileEntry)}
    assert b"/test_dir/test_file_2" in found
    assert found[b"/"].times.crtime is not None
