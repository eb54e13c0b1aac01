"""UFS through The Sleuth Kit, counted a second time by its own superblock."""

import lzma
import struct
from pathlib import Path

import pytest

from forensics.entries import Fault, FileEntry
from forensics.filesystems.ufs import UfsFileSystem
from tests.evidence.builders import MediaOfBytes
from tests.evidence.fat_builders import a_volume

SAMPLE = Path(__file__).parents[3] / "shared" / "images" / "open" / "images" / "dissect-ffs" / "ffs.bin.xz"
FREE_INODES_AT = 65536 + 1024


@pytest.fixture(scope="module")
def sample() -> bytes:
    if not SAMPLE.exists():
        pytest.skip("no third-party images beside the repository, and Debian has no tool that makes UFS")
    return lzma.decompress(SAMPLE.read_bytes())


def opened(content: bytes) -> UfsFileSystem:
    return UfsFileSystem(MediaOfBytes(content), a_volume("UFS2", len(content)))


def test_the_walk_meets_as_many_inodes_as_the_superblock_counts(sample: bytes) -> None:
    file_system = opened(sample)
    items = list(file_system.entries())
    census = file_system.census()
    assert census is not None
    assert (census.in_use, census.met) == (5, 5)
    assert file_system.expected_records() == 5
    assert not [item for item in items if isinstance(item, Fault)]
    assert {item.path.raw for item in items if isinstance(item, FileEntry)} >= {b"/test_dir/test_file_2"}


def test_an_inode_that_no_name_leads_to_is_a_fault_with_both_numbers(sample: bytes) -> None:
    (free,) = struct.unpack_from("<q", sample, FREE_INODES_AT)
    changed = sample[:FREE_INODES_AT] + struct.pack("<q", free - 1) + sample[FREE_INODES_AT + 8 :]
    faults = [item.reason for item in opened(changed).entries() if isinstance(item, Fault)]
    assert faults == ["By the superblock 6 inodes of files and directories are in use, but names lead to 5."]


def test_a_superblock_that_is_none_gives_no_count(sample: bytes) -> None:
    absurd = sample[: 65536 + 44] + struct.pack("<i", -5) + sample[65536 + 48 :]
    with_magic_gone = sample[: 65536 + 1372] + bytes(4) + sample[65536 + 1376 :]
    for content in (absurd, with_magic_gone):
        file_system = opened(sample)
        file_system._image = MediaOfBytes(content)
        assert file_system._inodes_in_use() is None
