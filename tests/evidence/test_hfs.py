"""HFS, before HFS+: volumes written by hfsutils, read by its own trees."""

import random
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from forensics.entries import Content, EntryKind, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.filesystems.hfs import HfsFileSystem
from forensics.images import VolumeState
from forensics.times import FsTime, ZoneKind
from forensics.volumes import map_volumes
from tests.evidence.builders import MIB, MediaOfBytes, content_of, planted, run
from tests.evidence.container_builders import flipped
from tests.evidence.hfsplus_builder import HfsBuilder

MASTER = 1024
HFS_EPOCH_SECONDS = 2_082_844_800
MADE, CHANGED = 3_000_000_000, 3_100_000_000
DICE = random.Random(5)
FILES = {
    "notes.txt": b"meet at nine",
    "empty": b"",
    "Papers/long.bin": DICE.randbytes(90_000),
    **{f"Many/file number {number}": b"%d" % number * 40 for number in range(30)},
}
FORKS = (b"data fork " * 50, b"resource " * 700)


@dataclass(frozen=True, slots=True)
class Disk:
    """A volume that is filled by hfsutils, which keep the mounted one in the home folder."""

    path: Path

    @classmethod
    def made(cls, folder: Path, *, size: int) -> "Disk":
        disk = cls(folder / "disk.dd")
        disk.path.write_bytes(bytes(size))
        run("hformat", "-l", "Scene Disk", disk.path)
        run("hmount", disk.path)
        return disk

    def add(self, name: str, content: bytes, *, form: str = "-r") -> None:
        source = self.path.with_name("source")
        source.write_bytes(content)
        run("hcopy", form, source, ":" + name)

    def fill(self, files: Mapping[str, bytes]) -> None:
        for folder in sorted({name.partition("/")[0] for name in files if "/" in name}):
            run("hmkdir", ":" + folder)
        for name, content in files.items():
            self.add(name.replace("/", ":"), content)

    def media(self) -> bytes:
        run("humount")
        return self.path.read_bytes()


def a_macbinary(name: bytes, data: bytes, resource: bytes) -> bytes:
    """MacBinary II: an invisible file with both forks."""
    head = bytearray(128)
    head[1] = len(name)
    head[2 : 2 + len(name)] = name
    head[65:74] = b"APPLtest\x40"
    struct.pack_into(">IIII", head, 83, len(data), len(resource), MADE, CHANGED)
    head[122:124] = b"\x81\x81"
    total = 0
    for byte in head[:124]:
        total ^= byte << 8
        for _ in range(8):
            total = (total << 1 ^ 0x1021 if total & 0x8000 else total << 1) & 0xFFFF
    struct.pack_into(">H", head, 124, total)
    return bytes(head) + b"".join(fork + bytes(-len(fork) % 128) for fork in (data, resource))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("hfs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        disk = Disk.made(folder, size=MIB)
        disk.fill(FILES)
        disk.add("", a_macbinary(b"caf\x8e 9/11", *FORKS), form="-m")
        return disk.media()


def opened(data: bytes) -> HfsFileSystem:
    media = MediaOfBytes(data)
    file_system = open_file_system(media, map_volumes(media).volumes[0])
    assert isinstance(file_system, HfsFileSystem)
    return file_system


def walked(file_system: HfsFileSystem) -> tuple[dict[tuple[bytes, bytes | None], FileEntry], list[Fault]]:
    items = list(file_system.entries())
    entries = {(item.path.raw, item.stream): item for item in items if isinstance(item, FileEntry)}
    return entries, [item for item in items if isinstance(item, Fault)]


def told_of(data: bytes) -> str:
    """All sentences, whether of the volume or of its files."""
    found = map_volumes(MediaOfBytes(data))
    told = [fault.reason for fault in found.faults]
    if found.volumes[0].state == VolumeState.READABLE:
        file_system = opened(data)
        entries, faults = walked(file_system)
        told += [fault.reason for fault in faults]
        for entry in entries.values():
            if entry.content is Content.PRESENT:
                try:
                    content_of(file_system, entry)
                except EvidenceUnreadable as trouble:
                    told.append(str(trouble))
    return " ".join(told)


def test_all_files_of_a_volume_are_found_with_their_contents(whole: bytes) -> None:
    (volume,) = map_volumes(MediaOfBytes(whole)).volumes
    file_system = opened(whole)
    entries, faults = walked(file_system)
    census = file_system.census()

    assert (volume.file_system, volume.label, volume.block_bytes) == ("HFS", "Scene Disk", 512)
    assert not faults
    for name, content in FILES.items():
        entry = entries[b"/" + name.encode(), None]
        assert content_of(file_system, entry) == content
        placed = b"".join(whole[e.offset_bytes or 0 :][: e.length_bytes] for e in entry.extents or ())
        assert placed == content
    assert entries[b"/Papers", None].kind is EntryKind.DIRECTORY
    assert census is not None
    assert census.in_use == census.met == len(FILES) + 3


def test_both_forks_the_times_and_the_name_of_a_file_are_told(whole: bytes) -> None:
    file_system = opened(whole)
    entries, _ = walked(file_system)
    data, resource = (entries["/café 9:11".encode(), stream] for stream in (None, b"rsrc"))

    assert [content_of(file_system, entry) for entry in (data, resource)] == list(FORKS)
    assert data.times.crtime == FsTime((MADE - HFS_EPOCH_SECONDS) * 1_000_000_000)
    assert data.times.mtime == FsTime((CHANGED - HFS_EPOCH_SECONDS) * 1_000_000_000)
    assert data.times.zone is ZoneKind.LOCAL
    assert data.flags == "hidden"


def test_what_is_in_use_is_where_files_lie(whole: bytes) -> None:
    file_system = opened(whole)
    entries, _ = walked(file_system)
    ranges = file_system.allocated_ranges()
    assert ranges is not None
    assert ranges[0].offset_bytes == 0
    for entry in entries.values():
        for extent in entry.extents or ():
            start = extent.offset_bytes or 0
            assert any(r.offset_bytes <= start and start + extent.length_bytes <= r.end_bytes for r in ranges)
    blocks, block_bytes, first, free = struct.unpack_from(">HI4xH4xH", whole, MASTER + 18)
    in_use = sum(each.length_bytes for each in ranges)
    assert in_use == first * 512 + (blocks - free) * block_bytes


def test_a_file_in_many_pieces_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    disk = Disk.made(tmp_path, size=900 * 1024)
    disk.fill({f"{number}": bytes(22_000) for number in range(32)})
    run("hdel", *(f":{number}" for number in range(0, 32, 2)))
    content = DICE.randbytes(300_000)
    disk.add("in pieces", content)
    file_system = opened(disk.media())
    entries, faults = walked(file_system)

    assert not faults
    assert content_of(file_system, entries[b"/in pieces", None]) == content
    assert len(entries[b"/in pieces", None].extents or ()) > 3


def test_a_lost_master_block_is_read_by_its_copy(whole: bytes) -> None:
    damaged = bytes(2048) + whole[2048:]
    entries, _ = walked(opened(damaged))
    assert (b"/Papers/long.bin", None) in entries
    assert "its backup at byte 1,047,552 was used" in told_of(damaged)


def test_a_volume_without_master_block_and_copy_is_named(whole: bytes) -> None:
    damaged = bytearray(whole)
    damaged[MASTER + 20 : MASTER + 24] = b"\0\0\0\7"  # bytes of a block
    damaged[-1024:-512] = bytes(512)
    (volume,) = map_volumes(MediaOfBytes(bytes(damaged))).volumes
    assert (volume.state, volume.file_system) == (VolumeState.UNREADABLE, "HFS")
    assert "master directory block" in (volume.reason or "")


def test_two_letters_alone_are_no_volume() -> None:
    media = MediaOfBytes(bytes(MASTER) + b"BD" + bytes(MIB))
    assert map_volumes(media).volumes[0].state == VolumeState.NO_FILE_SYSTEM


def test_hfs_plus_inside_a_wrapper_stays_hfs_plus() -> None:
    inner = HfsBuilder().image()
    wrapper = bytearray(8 * 512)
    wrapper[MASTER : MASTER + 2] = b"BD"
    struct.pack_into(">I", wrapper, MASTER + 20, 512)
    struct.pack_into(">H", wrapper, MASTER + 28, 8)
    wrapper[MASTER + 124 : MASTER + 126] = b"H+"
    (volume,) = map_volumes(MediaOfBytes(bytes(wrapper) + inner)).volumes
    assert volume.file_system == "HFS+"


def test_both_halves_of_a_hybrid_disc_are_listed(tmp_path: Path) -> None:
    tree = planted(tmp_path / "tree", {"notes.txt": b"meet at nine"})
    for options in ((), ("-part",)):  # without a partition table, and with one
        target = tmp_path / "disc.iso"
        run("genisoimage", "-quiet", "-hfs", *options, "-o", target, tree)
        media = MediaOfBytes(target.read_bytes())
        found = map_volumes(media)
        assert [volume.file_system for volume in found.volumes] == ["ISO 9660", "HFS"]
        file_system = open_file_system(media, found.volumes[1])
        entries = {e.path.raw: e for e in file_system.entries() if isinstance(e, FileEntry)}
        assert content_of(file_system, entries[b"/notes.txt"]) == b"meet at nine"


@pytest.mark.parametrize("kept", [0.1, 0.3, 0.5, 0.9])
def test_a_cut_volume_gives_true_content_or_none_and_tells(whole: bytes, kept: float) -> None:
    data = whole[: int(len(whole) * kept)]
    assert told_of(data)
    file_system = opened(data)
    for (path, stream), entry in walked(file_system)[0].items():
        if stream is None and entry.content is Content.PRESENT and path.decode()[1:] in FILES:
            try:
                content = content_of(file_system, entry)
            except EvidenceUnreadable:
                continue
            assert content == FILES[path.decode()[1:]]


@pytest.mark.fuzz
def test_flipped_bits_end_in_sentences(whole: bytes) -> None:
    for seed in range(400):
        told_of(flipped(whole, range(MASTER, 60_000), times=1 + seed % 30, seed=seed))
