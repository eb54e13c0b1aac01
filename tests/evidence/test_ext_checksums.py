"""Checksums of ext4: what a flipped bit would make another name, size or place of is told, and not read."""

from pathlib import Path

import pytest

from forensics.errors import EvidenceUnreadable
from tests.evidence.builders import MediaOfBytes, content_of
from tests.evidence.container_builders import flipped
from tests.evidence.test_ext import an_image, changed, inode_of, media_of, opened, walked

_PIECES = 12  # of a content between holes: more than the four an inode has room for
_MAPPED = b"".join(bytes([number + 65]) * 1024 + bytes(9 * 1024) for number in range(_PIECES))
FILES = {"brief.txt": b"meet at nine", "d/pieces": _MAPPED}
KIND = ("-t", "ext4", "-b", "1024")


@pytest.fixture(params=["-I256", "-I128"])
def image(request: pytest.FixtureRequest, tmp_path: Path) -> MediaOfBytes:
    return media_of(an_image(tmp_path, *KIND, request.param, files=FILES, size="4M"))


def test_a_whole_volume_tells_nothing(image: MediaOfBytes) -> None:
    file_system = opened(image)
    entries, faults = walked(file_system)
    assert faults == []
    for name, content in FILES.items():
        assert content_of(file_system, entries[b"/" + name.encode()]) == content


def test_an_inode_with_a_flipped_bit_is_told_and_its_content_is_not_read(image: MediaOfBytes) -> None:
    entry = walked(opened(image))[0][b"/brief.txt"]
    place, inode = inode_of(opened(image), entry)
    length = inode.raw.index(b"\x0a\xf3") + 12 + 4  # of the first extent, behind the head of the tree
    broken = opened(changed(image, place + length, b"\0"))
    entries, faults = walked(broken)
    assert [fault.path for fault in faults] == [entry.path]
    assert "Its inode fails its checksum" in faults[0].reason
    with pytest.raises(EvidenceUnreadable, match="inode fails its checksum"):
        content_of(broken, entries[b"/brief.txt"])
    assert content_of(broken, entries[b"/d/pieces"]) == _MAPPED


def test_a_block_of_a_map_that_fails_its_checksum_is_not_followed(image: MediaOfBytes) -> None:
    _, inode = inode_of(opened(image), walked(opened(image))[0][b"/d/pieces"])
    node = int.from_bytes(inode.area[16:20], "little") * 1024
    broken = opened(changed(image, node + 12 + 12 + 8, bytes(4)))
    entry = walked(broken)[0][b"/d/pieces"]
    for read in (broken.chunks, broken.reference_chunks):
        with pytest.raises(EvidenceUnreadable, match="extent tree fails its checksum"):
            list(read(entry.address, entry.size_bytes, allocated=True))


def test_a_name_with_a_flipped_bit_is_told(image: MediaOfBytes) -> None:
    at = image.content.index(b"brief.txt")
    entries, faults = walked(opened(changed(image, at, b"c")))
    assert b"/crief.txt" in entries
    assert [fault.reason.partition(" of this ")[2] for fault in faults] == [
        "directory is damaged; names in it may be missing or wrong."
    ]


def test_a_superblock_that_fails_its_checksum_is_told_once_and_vouches_for_nothing(
    image: MediaOfBytes,
) -> None:
    file_system = opened(changed(image, 1024 + 0x68, bytes(16)))  # the identity that all checksums begin with
    entries, faults = walked(file_system)
    assert ["superblock fails its checksum" in fault.reason for fault in faults] == [True]
    assert content_of(file_system, entries[b"/d/pieces"]) == _MAPPED


def test_without_checksums_nothing_is_held_against_them(tmp_path: Path) -> None:
    target = an_image(tmp_path, *KIND, "-O", "^metadata_csum", files=FILES, size="4M")
    assert walked(opened(media_of(target)))[1] == []


def test_every_bit_of_a_used_inode_lies_under_its_checksum(tmp_path: Path) -> None:
    image = media_of(an_image(tmp_path, *KIND, files=FILES, size="4M"))
    place, inode = inode_of(opened(image), walked(opened(image))[0][b"/brief.txt"])
    for seed in range(20):
        raw = flipped(inode.raw, range(len(inode.raw)), times=1, seed=seed)
        file_system = opened(changed(image, place, raw))
        assert file_system._sums is not None
        assert file_system._sums.is_broken(inode.number), seed


def test_a_volume_that_ends_within_an_inode_ends_in_sentences(image: MediaOfBytes) -> None:
    place, _ = inode_of(opened(image), walked(opened(image))[0][b"/brief.txt"])
    _, faults = walked(opened(MediaOfBytes(image.content[: place + 300])))
    assert faults
