"""ext4: files kept in their inode that are longer than an inode, because the rest of them is a hole."""

from pathlib import Path

import pytest

from forensics.entries import FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext import ExtFileSystem
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of, planted, run

HEAD = b"a few bytes, and then a hole"
SIZE = 3 << 20


def volume_with_a_sparse_file(folder: Path, *, features: str = "inline_data") -> bytes:
    """As some mke2fs leave it: the beginning of the file in the inode, and the size as it is."""
    tree = planted(folder / "tree", {"sparse": HEAD})
    target, script = folder / "a.dd", folder / "script"
    run("mke2fs", "-q", "-F", "-t", "ext4", "-I", "256", "-O", features, "-d", tree, target, "8M")
    script.write_text(f"set_inode_field /sparse size {SIZE}\n")
    run("debugfs", "-w", "-f", script, target)
    return target.read_bytes()


def opened(content: bytes) -> tuple[ExtFileSystem, FileEntry]:
    image = MediaOfBytes(content)
    file_system = ExtFileSystem(image, map_volumes(image).volumes[0])
    items = list(file_system.entries())
    found = (item for item in items if isinstance(item, FileEntry) and item.path.raw == b"/sparse")
    return file_system, next(found)


def test_a_sparse_file_kept_in_its_inode_is_read_whole_as_linux_shows_it(tmp_path: Path) -> None:
    content = volume_with_a_sparse_file(tmp_path)
    file_system, entry = opened(content)
    assert entry.size_bytes == SIZE
    assert content_of(file_system, entry) == HEAD.ljust(SIZE, b"\0")
    again = file_system.reference_chunks(entry.address, entry.size_bytes, allocated=True)
    assert b"".join(again) == HEAD.ljust(SIZE, b"\0")


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ("inline_data", "Its inode fails its checksum"),
        ("inline_data,^metadata_csum", "An inode of 256 bytes cannot hold"),
    ],
)
def test_zeros_that_no_checksum_vouches_for_are_not_given(tmp_path: Path, features: str, words: str) -> None:
    content = bytearray(volume_with_a_sparse_file(tmp_path, features=features))
    inode = content.index(HEAD) - 40
    content[inode + 6] ^= 1  # of the size
    file_system, entry = opened(bytes(content))
    with pytest.raises(EvidenceUnreadable, match=words):
        content_of(file_system, entry)
