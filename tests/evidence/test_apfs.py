"""APFS by its own trees: what is planted is found, what libfsapfs reads is the same, damage is told."""

import random
import zlib
from collections.abc import Mapping

import lzfse
import pytest

from forensics.entries import ByteRange, Content, EntryKind, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.filesystems.apfs import ApfsFileSystem
from forensics.filesystems.apfs_inodes import COMPRESSED, DATALESS
from forensics.images import Volume, VolumeState
from forensics.layers import LayeredImage
from forensics.paths import EvidencePath
from forensics.times import FsTime
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.layered import with_layers
from tests.evidence.apfs_builder import (
    BLOCK,
    DATA_TIME,
    VOLUME_UUID,
    Planted,
    an_apfs_container,
    folder_blocks,
    of_names,
    resealed,
)
from tests.evidence.builders import MediaOfBytes

CONTENT = bytes(range(256)) * 700
WORDS = b"the same words again and again. " * 5_000
FILES = {
    "hello.txt": Planted(
        content=b"meet at nine", attributes={"user.short": b"abc", "user.long": b"z" * 9_000}
    ),
    "twice.txt": Planted(link_of="hello.txt"),
    "deep/er/picture.jpg": Planted(content=CONTENT),
    "clone.jpg": Planted(clone_of="deep/er/picture.jpg"),
    "sparse": Planted(pieces=[b"a" * BLOCK, None, None, b"b" * 100]),
    "link": Planted(target="deep/er/picture.jpg"),
    "empty": Planted(),
    **of_names(200),
}
Found = dict[tuple[bytes, bytes | None], FileEntry]


def mapped(data: bytes) -> VolumeMap:
    image = LayeredImage(MediaOfBytes(data))
    return with_layers(image, map_volumes(image))


def opened(data: bytes) -> ApfsFileSystem:
    file_system = open_file_system(MediaOfBytes(data), mapped(data).volumes[1])
    assert isinstance(file_system, ApfsFileSystem)
    return file_system


def walked(file_system: ApfsFileSystem) -> tuple[Found, list[Fault]]:
    items = list(file_system.entries())
    entries = {(item.path.raw, item.stream): item for item in items if isinstance(item, FileEntry)}
    assert len(entries) == sum(isinstance(item, FileEntry) for item in items), "a name came twice"
    return entries, [item for item in items if isinstance(item, Fault)]


def content_of(file_system: ApfsFileSystem, entry: FileEntry) -> bytes:
    return b"".join(file_system.chunks(entry.address, entry.size_bytes, allocated=entry.allocated))


def by_reference(file_system: ApfsFileSystem, entry: FileEntry) -> bytes:
    return b"".join(file_system.reference_chunks(entry.address, entry.size_bytes, allocated=True))


def test_a_container_is_listed_with_the_volumes_in_it() -> None:
    volumes = mapped(an_apfs_container(FILES, snapshots=[("before", DATA_TIME)])).volumes

    assert [each.state for each in volumes] == [VolumeState.HOLDS_VOLUMES, VolumeState.READABLE]
    inner = volumes[1]
    assert (inner.within, inner.layer, inner.layer_key) == (0, "APFS volume", VOLUME_UUID.hex())
    assert (inner.label, inner.file_system, inner.offset_bytes) == ("Evidence", "APFS", 0)
    told = "role Data, 1 snapshot: before (2023-11-14T22:13:20.123456789Z)"
    assert inner.description == told


def test_an_encrypted_volume_is_listed_as_locked() -> None:
    image = mapped(an_apfs_container(FILES, is_encrypted=True))
    assert [each.state for each in image.volumes] == [VolumeState.HOLDS_VOLUMES, VolumeState.LOCKED]
    assert any("password" in fault.reason for fault in image.faults)


def test_half_of_a_fusion_drive_is_named() -> None:
    volumes = mapped(an_apfs_container(FILES, features=0x102)).volumes
    assert [each.state for each in volumes] == [VolumeState.UNSUPPORTED]
    assert "Fusion" in (volumes[0].reason or "")


def test_all_that_was_planted_is_found_with_its_content() -> None:
    data = an_apfs_container(FILES)
    file_system = opened(data)
    entries, faults = walked(file_system)

    assert not faults
    assert content_of(file_system, entries[b"/hello.txt", None]) == b"meet at nine"
    assert content_of(file_system, entries[b"/hello.txt", b"user.short"]) == b"abc"
    assert content_of(file_system, entries[b"/hello.txt", b"user.long"]) == b"z" * 9_000
    assert entries[b"/twice.txt", None].address == entries[b"/hello.txt", None].address
    assert entries[b"/twice.txt", None].links == 2
    assert entries[b"/clone.jpg", None].extents == entries[b"/deep/er/picture.jpg", None].extents
    assert content_of(file_system, entries[b"/clone.jpg", None]) == CONTENT
    whole = b"a" * BLOCK + bytes(2 * BLOCK) + b"b" * 100
    assert content_of(file_system, entries[b"/sparse", None]) == whole
    assert entries[b"/link", None].kind is EntryKind.SYMLINK
    assert entries[b"/link", None].link_target == EvidencePath(b"deep/er/picture.jpg")
    assert entries[b"/empty", None].content is Content.EMPTY
    assert entries[b"/hello.txt", None].times.crtime == FsTime(DATA_TIME)
    assert sum(path.startswith(b"/large/") for path, _ in entries) == 200


def test_what_libfsapfs_reads_is_the_same() -> None:
    file_system = opened(an_apfs_container(FILES))
    for entry in walked(file_system)[0].values():
        if entry.content is Content.PRESENT and entry.stream is None:
            assert by_reference(file_system, entry) == content_of(file_system, entry)


def test_extents_are_places_of_the_media_and_in_use() -> None:
    data = an_apfs_container(FILES)
    file_system = opened(data)
    entries, _ = walked(file_system)
    ranges, census = file_system.allocated_ranges(), file_system.census()

    assert census is not None
    assert census.in_use == census.met == 209  # files and links once, and two folders in /deep, one /large
    assert ranges is not None
    assert len(ranges) == 1
    for entry in entries.values():
        for extent in entry.extents or ():
            end = (extent.offset_bytes or 0) + extent.length_bytes
            assert ByteRange(0, end).end_bytes <= ranges[0].end_bytes
    picture = entries[b"/deep/er/picture.jpg", None].extents
    assert picture is not None
    assert data[picture[0].offset_bytes or 0 :][: len(CONTENT)] == CONTENT


def _header(kind: int, length: int) -> bytes:
    return b"fpmc" + kind.to_bytes(4, "little") + length.to_bytes(8, "little")


def _deflated_fork(content: bytes) -> bytes:
    blocks = [zlib.compress(content[at : at + 65536]) for at in range(0, len(content), 65536)]
    table, at = len(blocks).to_bytes(4, "little"), 4 + 8 * len(blocks)
    for block in blocks:
        table += at.to_bytes(4, "little") + len(block).to_bytes(4, "little")
        at += len(block)
    inside = table + b"".join(blocks)
    return (256).to_bytes(4, "big") + bytes(252) + len(inside).to_bytes(4, "big") + inside


def _bare_fork(blocks: list[bytes]) -> bytes:
    at = 4 * (len(blocks) + 1)
    table = at.to_bytes(4, "little")
    for block in blocks:
        at += len(block)
        table += at.to_bytes(4, "little")
    return table + b"".join(blocks)


def _pieces() -> list[bytes]:
    return [WORDS[at : at + 65536] for at in range(0, len(WORDS), 65536)]


def _lzvn(content: bytes) -> bytes:
    """What LZFSE packs a short content with, without its head and end; a long one is stored."""
    packed = lzfse.compress(content)
    return packed[12:-4] if packed.startswith(b"bvxn") else b"\x06" + content


def compressed() -> Mapping[str, Planted]:
    short, attribute, fork = WORDS[:2_000], "com.apple.decmpfs", "com.apple.ResourceFork"
    forks = {
        "stored": {attribute: _header(1, len(short)) + short},
        "deflate": {attribute: _header(3, len(short)) + zlib.compress(short)},
        "lzvn": {attribute: _header(7, len(short)) + _lzvn(short)},
        "lzfse": {attribute: _header(11, len(short)) + lzfse.compress(short)},
        "deflate fork": {attribute: _header(4, len(WORDS)), fork: _deflated_fork(WORDS)},
        "lzvn fork": {attribute: _header(8, len(WORDS)), fork: _bare_fork([_lzvn(p) for p in _pieces()])},
        "lzfse fork": {
            attribute: _header(12, len(WORDS)),
            fork: _bare_fork([lzfse.compress(p) for p in _pieces()]),
        },
    }
    return {
        name: Planted(attributes=attributes, flags=COMPRESSED, is_compressed=True)
        for name, attributes in forks.items()
    }


@pytest.mark.parametrize("name", compressed())
def test_compressed_files_are_unpacked_and_libfsapfs_agrees(name: str) -> None:
    file_system = opened(an_apfs_container(compressed()))
    entry = walked(file_system)[0][f"/{name}".encode(), None]
    content = WORDS if name.endswith("fork") else WORDS[:2_000]

    assert (entry.size_bytes, entry.extents, entry.flags) == (len(content), None, "compressed")
    assert content_of(file_system, entry) == content
    assert by_reference(file_system, entry) == content


def test_a_compressed_block_without_its_end_gives_no_content() -> None:
    packed = zlib.compress(WORDS[:2_000])[:-5]
    header = {"com.apple.decmpfs": _header(3, 2_000) + packed}
    file_system = opened(
        an_apfs_container({"a": Planted(attributes=header, flags=COMPRESSED, is_compressed=True)})
    )
    with pytest.raises(EvidenceUnreadable, match="damaged"):
        content_of(file_system, walked(file_system)[0][b"/a", None])


def test_a_placeholder_of_a_file_kept_elsewhere_has_no_content_here() -> None:
    file_system = opened(an_apfs_container({"a": Planted(pieces=[b"x" * 100], flags=DATALESS)}))
    entry = walked(file_system)[0][b"/a", None]
    assert entry.extents is None
    with pytest.raises(EvidenceUnreadable, match="not on this disk"):
        content_of(file_system, entry)


def test_a_gap_that_no_record_places_is_never_zeros() -> None:
    data = bytearray(an_apfs_container({"a": Planted(pieces=[b"a" * BLOCK, b"b" * BLOCK])}))
    block = folder_blocks(bytes(data))[0]
    key = data.index((8 << 60 | 16).to_bytes(8, "little") + BLOCK.to_bytes(8, "little"), block * BLOCK)
    data[key + 8 : key + 16] = (5 * BLOCK).to_bytes(8, "little")
    resealed(data, block)
    file_system = opened(bytes(data))
    entries, faults = walked(file_system)

    assert any("Nothing says where" in fault.reason for fault in faults)
    with pytest.raises(EvidenceUnreadable):
        content_of(file_system, entries[b"/a", None])


def test_a_flipped_bit_in_a_leaf_costs_that_leaf_and_is_told_with_its_place() -> None:
    data = bytearray(an_apfs_container(FILES))
    leaves = folder_blocks(bytes(data))
    data[leaves[3] * BLOCK + 2_000] ^= 1
    file_system = opened(bytes(data))
    entries, faults = walked(file_system)

    told = [fault for fault in faults if fault.offset_bytes == leaves[3] * BLOCK]
    assert len(told) == 1
    assert "fails its checksum" in told[0].reason
    assert (b"/hello.txt", None) in entries
    census = file_system.census()
    assert census is not None
    assert census.met < census.in_use


def test_an_older_checkpoint_is_read_and_told_where_the_newest_is_damaged() -> None:
    data = bytearray(an_apfs_container(FILES))
    newer = bytearray(data[2 * BLOCK : 3 * BLOCK])
    newer[16:24] = (99).to_bytes(8, "little")
    newer[160:168] = (3).to_bytes(8, "little")  # its object map is not there
    data[4 * BLOCK : 5 * BLOCK] = newer
    resealed(data, 4)
    image = mapped(bytes(data))
    assert image.volumes[1].state == VolumeState.READABLE
    assert any("older checkpoint" in fault.reason for fault in image.faults)


def test_a_name_whose_record_is_gone_and_a_record_without_a_name_are_both_listed() -> None:
    data = bytearray(an_apfs_container({"a": Planted(content=b"a"), "b": Planted(content=b"b")}))
    block = folder_blocks(bytes(data))[0]
    value = data.rindex((17).to_bytes(8, "little") + DATA_TIME.to_bytes(8, "little"), 0, (block + 1) * BLOCK)
    data[value : value + 8] = (77).to_bytes(8, "little")
    resealed(data, block)
    file_system = opened(bytes(data))
    entries, faults = walked(file_system)

    assert content_of(file_system, entries[b"/$OrphanFiles/OrphanFile-17", None]) == b"b"
    assert not entries[b"/$OrphanFiles/OrphanFile-17", None].allocated
    assert any(fault.path == EvidencePath(b"/b") and "77" in fault.reason for fault in faults)


def test_damage_anywhere_ends_in_sentences() -> None:
    _hold_against_damage(an_apfs_container(FILES), rounds=25)


@pytest.mark.fuzz
def test_much_damage_ends_in_sentences() -> None:
    _hold_against_damage(an_apfs_container({**FILES, **compressed()}), rounds=4_000)


def _hold_against_damage(whole: bytes, *, rounds: int) -> None:
    """Changed blocks have the right checksum, so that what they say is looked at."""
    chance = random.Random(11)
    blocks = [0, 1, 2, 9, *range(len(whole) // BLOCK - 60, len(whole) // BLOCK)]
    for _ in range(rounds):
        data = bytearray(whole)
        for block in chance.sample(blocks, 5):
            start = block * BLOCK
            if any(data[start : start + BLOCK]):
                for _ in range(chance.randint(1, 12)):
                    data[start + 8 + chance.randrange(200)] = chance.choice((0, 1, 0x7F, 0xFF))
                    data[start + chance.randrange(8, BLOCK)] = chance.choice((0, 1, 0x7F, 0xFF))
                resealed(data, block)
        _read_all(bytes(data[: chance.choice((len(data), len(data) // 2))]))


def _read_all(data: bytes) -> None:
    image = LayeredImage(MediaOfBytes(data))
    whole = Volume(
        index=0, offset_bytes=0, length_bytes=len(data), table="none", description="whole image",
        state=VolumeState.UNSUPPORTED, file_system="APFS",
    )  # fmt: skip
    for volume in with_layers(image, VolumeMap(volumes=(whole,), gaps=(), faults=())).volumes[1:]:
        if volume.state == VolumeState.READABLE:
            _taste(open_file_system(image, volume))


def _taste(file_system: object) -> None:
    assert isinstance(file_system, ApfsFileSystem)
    file_system.allocated_ranges()
    for entry in list(file_system.entries()):
        if isinstance(entry, FileEntry) and entry.content is Content.PRESENT and entry.size_bytes < 1 << 24:
            try:
                content_of(file_system, entry)
            except EvidenceUnreadable:
                continue
