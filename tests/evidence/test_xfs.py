"""XFS of versions 4 and 5: what mkfs.xfs planted is found, and what is damaged is told and never guessed."""

import random
import struct
from pathlib import Path

import pytest

from forensics.entries import Content, EntryKind, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.xfs import XfsFileSystem
from forensics.filesystems.xfs_folders import folder_blocks
from forensics.filesystems.xfs_inodes import Inodes
from forensics.filesystems.xfs_layout import XfsVolume
from forensics.filesystems.xfs_maps import Run
from forensics.images import Volume, VolumeState
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, run

BLOCK = 4096
LARGE = 75 * BLOCK
VERSIONS = {"version 4": ("-m", "crc=0"), "version 5": ("-m", "crc=1")}
NAMES_IN_FOLDER = {"in its inode": 3, "in one block": 60, "in several blocks": 400}
LONG_TARGET = "/".join(["a_folder_far_away"] * 16)  # in a block of its own on version 4 only
V4_INODE_BYTES, V4_CORE_BYTES = 256, 100
Found = dict[tuple[bytes, bytes | None], FileEntry]


@pytest.fixture(autouse=True)
def _small_volumes(monkeypatch: pytest.MonkeyPatch) -> None:
    """mkfs.xfs makes volumes below 300 MiB only for its own tests, which it knows by these."""
    for name in ("TEST_DIR", "TEST_DEV", "QA_CHECK_FS"):
        monkeypatch.setenv(name, "1")


def an_image(folder: Path, *options: str) -> Path:
    target, plan = folder / "xfs.dd", folder / "plan"
    for name, content in {"hello": b"meet at nine", "large": _content(LARGE), "empty": b""}.items():
        (folder / name).write_bytes(content)
    lines = ["/none", "0 0", "d--755 0 0"]
    lines += [f"{name} ---644 7 8 {folder / name}" for name in ("hello", "large", "empty")]
    lines += ["short l--777 0 0 hello", f"long l--777 0 0 {LONG_TARGET}"]
    lines += ["pipe p--644 0 0", "null c--666 0 0 1 3"]
    for name, count in NAMES_IN_FOLDER.items():
        lines.append(f"{_one_word(name)} d--755 0 0")
        lines += [f"a_file_with_the_number_{number} ---600 0 0 {folder / 'hello'}" for number in range(count)]
        lines.append("$")
    plan.write_text("\n".join([*lines, "$", ""]))
    size = f"name={target},size=32m,agcount=2,file=1"
    run("mkfs.xfs", "-q", "-f", *options, "-L", "SCENE", "-d", size, "-l", "size=1368b", "-p", plan)
    return target


def _one_word(name: str) -> str:
    return name.replace(" ", "_")


def _content(length: int) -> bytes:
    return random.Random(3).randbytes(length)


def opened(media: MediaOfBytes) -> XfsFileSystem:
    file_system = open_file_system(media, map_volumes(media).volumes[0])
    assert isinstance(file_system, XfsFileSystem)
    return file_system


def walked(file_system: XfsFileSystem) -> tuple[Found, list[Fault]]:
    items = list(file_system.entries())
    entries = {(item.path.raw, item.stream): item for item in items if isinstance(item, FileEntry)}
    assert len(entries) == sum(isinstance(item, FileEntry) for item in items), "a name came twice"
    return entries, [item for item in items if isinstance(item, Fault)]


def content_of(file_system: XfsFileSystem, entry: FileEntry) -> bytes:
    return b"".join(file_system.chunks(entry.address, entry.size_bytes, allocated=entry.allocated))


@pytest.mark.parametrize("version", VERSIONS)
def test_all_that_was_planted_is_found_with_its_content(tmp_path: Path, version: str) -> None:
    media = MediaOfBytes(an_image(tmp_path, *VERSIONS[version]).read_bytes())
    volume = map_volumes(media).volumes[0]
    file_system = opened(media)
    entries, faults = walked(file_system)

    assert (volume.file_system, volume.label, volume.state) == ("XFS", "SCENE", VolumeState.READABLE)
    assert not faults
    large = entries[b"/large", None]
    assert content_of(file_system, large) == _content(LARGE)
    assert b"".join(file_system.reference_chunks(large.address, LARGE, allocated=True)) == _content(LARGE)
    assert large.extents is not None
    assert b"".join(media.read(e.offset_bytes or 0, e.length_bytes) for e in large.extents) == _content(LARGE)
    assert entries[b"/empty", None].content is Content.EMPTY
    assert entries[b"/pipe", None].kind is EntryKind.FIFO
    assert entries[b"/null", None].kind is EntryKind.CHARACTER_DEVICE
    targets = [entries[name, None].link_target for name in (b"/short", b"/long")]
    assert [each and each.raw for each in targets] == [b"hello", LONG_TARGET.encode()]
    for name, count in NAMES_IN_FOLDER.items():
        inside = [path for path, _ in entries if path.startswith(b"/%s/" % _one_word(name).encode())]
        assert len(inside) == count
        assert content_of(file_system, entries[inside[-1], None]) == b"meet at nine"


@pytest.mark.parametrize("version", VERSIONS)
def test_both_counts_agree_and_what_is_in_use_covers_every_content(tmp_path: Path, version: str) -> None:
    file_system = opened(MediaOfBytes(an_image(tmp_path, *VERSIONS[version]).read_bytes()))
    entries, _ = walked(file_system)
    census, ranges = file_system.census(), file_system.allocated_ranges()

    assert census is not None
    assert census.in_use == census.met == len(entries)  # each has one name, and the root and two of its own
    assert ranges is not None
    for entry in entries.values():
        for extent in entry.extents or ():
            start = extent.offset_bytes or 0
            assert any(r.offset_bytes <= start and start + extent.length_bytes <= r.end_bytes for r in ranges)


@pytest.mark.parametrize("version", VERSIONS)
def test_extended_attributes_are_streams_wherever_they_are_kept(tmp_path: Path, version: str) -> None:
    target = an_image(tmp_path, *VERSIONS[version])
    for options in (
        "-v 20 short",
        "-v 2000 middle",
        "-r -v 40000 long",
        *(f"-v 900 n{k}" for k in range(30)),
    ):
        run("xfs_db", "-x", "-c", "path /hello", "-c", f"attr_set {options}", target)
    file_system = opened(MediaOfBytes(target.read_bytes()))
    entries, faults = walked(file_system)
    streams = {stream: entry for (path, stream), entry in entries.items() if path == b"/hello" and stream}

    assert not faults
    assert len(streams) == 33
    for name, length in {b"user.short": 20, b"user.middle": 2_000, b"trusted.long": 40_000}.items():
        assert content_of(file_system, streams[name]) == b"v" * length


def test_a_file_of_many_extents_is_read_by_its_tree(tmp_path: Path) -> None:
    """Made by hand on version 4, which has no checksums: the same blocks in another order."""
    data = bytearray(an_image(tmp_path, *VERSIONS["version 4"]).read_bytes())
    whole = MediaOfBytes(bytes(data))
    large = walked(opened(whole))[0][b"/large", None]
    xfs = XfsVolume(VolumeWindows(whole, map_volumes(whole).volumes[0]))
    _put_tree(
        data, large, inode=Inodes(xfs).place(large.address.meta_addr), block=xfs.superblock.group_blocks - 1
    )
    file_system = opened(MediaOfBytes(bytes(data)))
    entry = walked(file_system)[0][b"/large", None]
    pieces = [_content(LARGE)[at : at + 15 * BLOCK] for at in range(0, LARGE, 15 * BLOCK)]

    assert content_of(file_system, entry) == b"".join(reversed(pieces))
    assert entry.extents is not None
    assert len(entry.extents) == 5


def _put_tree(data: bytearray, file: FileEntry, *, inode: int, block: int) -> None:
    """Five extents of 15 blocks, the last of them first, in a leaf at `block`, which is free."""
    assert file.extents is not None
    first = (file.extents[0].offset_bytes or 0) // BLOCK
    starts = [first + 15 * number for number in (4, 3, 2, 1, 0)]
    records = [(15 * place << 9, start << 21 | 15) for place, start in enumerate(starts)]
    leaf = struct.pack(">4sHHqq", b"BMAP", 0, 5, -1, -1) + b"".join(
        struct.pack(">QQ", *each) for each in records
    )
    data[block * BLOCK : block * BLOCK + len(leaf)] = leaf
    room = (V4_INODE_BYTES - V4_CORE_BYTES - 4) // 16
    root = struct.pack(">HHQ", 1, 1, 0).ljust(4 + 8 * room, b"\0") + struct.pack(">Q", block)
    assert not data[inode + 82]  # no attributes, so all the room is the root's
    data[inode + 5] = 3  # kept as a tree
    data[inode + 76 : inode + 80] = (5).to_bytes(4, "big")
    data[inode + V4_CORE_BYTES : inode + V4_CORE_BYTES + len(root)] = root


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("inode", "fails its checksum"),
        ("folder", "fails its checksum"),
        ("superblock", "copy in the second group"),
    ],
)
def test_a_flipped_bit_of_metadata_is_told(tmp_path: Path, place: str, told: str) -> None:
    data = bytearray(an_image(tmp_path, *VERSIONS["version 5"]).read_bytes())
    at = {"inode": data.index(b"IN\x81\xa4") + 60, "folder": data.index(b"XDD3") + 200, "superblock": 130}[
        place
    ]
    data[at] ^= 0x10
    entries, faults = walked(opened(MediaOfBytes(bytes(data))))

    assert any(told in fault.reason for fault in faults)
    assert (b"/short", None) in entries
    assert all(fault.path is not None for fault in faults) or place == "superblock"


def test_a_volume_that_is_cut_off_gives_no_content_from_behind_its_end(tmp_path: Path) -> None:
    whole = an_image(tmp_path, *VERSIONS["version 5"]).read_bytes()
    file_system = opened(MediaOfBytes(whole))
    large = walked(file_system)[0][b"/large", None]
    assert large.extents is not None
    end = (large.extents[-1].offset_bytes or 0) + 8192
    cut = opened(MediaOfBytes(whole[:end]))

    with pytest.raises(EvidenceUnreadable, match="ends"):
        content_of(cut, large)


def test_a_superblock_that_no_copy_helps_is_unreadable_by_name() -> None:
    media = MediaOfBytes(b"XFSB".ljust(1 << 20, b"\0"))
    volume = map_volumes(media).volumes[0]
    assert (volume.state, volume.file_system) == (VolumeState.UNREADABLE, "XFS")


@pytest.mark.parametrize("version", VERSIONS)
def test_damage_anywhere_ends_in_sentences(tmp_path: Path, version: str) -> None:
    whole = an_image(tmp_path, *VERSIONS[version]).read_bytes()
    _hold_against_damage(whole, rounds=5)


@pytest.mark.fuzz
@pytest.mark.parametrize("version", VERSIONS)
def test_much_damage_ends_in_sentences(tmp_path: Path, version: str) -> None:
    whole = an_image(tmp_path, *VERSIONS[version]).read_bytes()
    _hold_against_damage(whole, rounds=400)


def _hold_against_damage(whole: bytes, *, rounds: int) -> None:
    chance = random.Random(11)
    places = [at for at in range(0, len(whole), 512) if whole[at : at + 512].strip(b"\0")]
    for _ in range(rounds):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 60)):
            data[chance.choice(places) + chance.randrange(512)] = chance.choice((0, 1, 0x7F, 0xFF))
        _read_all(bytes(data))


def _read_all(data: bytes) -> None:
    media = MediaOfBytes(data)
    volume = Volume(
        index=0, offset_bytes=0, length_bytes=len(data), table="none", description="whole image",
        state=VolumeState.READABLE, file_system="XFS",
    )  # fmt: skip
    try:
        file_system = XfsFileSystem(media, volume)
    except EvidenceUnreadable:
        return
    file_system.allocated_ranges()
    for entry in list(file_system.entries()):
        if isinstance(entry, FileEntry) and entry.content is Content.PRESENT and entry.size_bytes < 1 << 24:
            _taste(file_system, entry)


def _taste(file_system: XfsFileSystem, entry: FileEntry) -> None:
    try:
        for _ in file_system.chunks(entry.address, entry.size_bytes, allocated=entry.allocated):
            pass
    except EvidenceUnreadable:
        pass


def test_a_folder_with_a_reserved_stretch_is_told_once() -> None:
    """However long the stretch: it would be read as millions of blocks of the folder."""
    runs = [Run(0, 1, 7), Run(1, 1 << 20, None), Run(1 << 21, 1, 9)]
    assert list(folder_blocks(runs, each=1, end=1 << 22)) == [[7], [None], [9]]


def test_a_volume_that_was_not_closed_says_what_may_be_missing(tmp_path: Path) -> None:
    content = bytearray(an_image(tmp_path).read_bytes())
    mark = content.index(b"\xfe\xed\xba\xbe")
    content[mark + 512 + 9] = 0  # the mark that it was closed
    content[mark + 20] ^= 1  # of the only record in the log, which is then damaged
    _, faults = walked(opened(MediaOfBytes(bytes(content))))
    assert "Its log has no whole record at its end." in faults[0].reason
