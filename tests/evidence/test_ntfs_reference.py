"""The own listing of NTFS held against The Sleuth Kit's, entry by entry, and its bytes against theirs.

The differences that are meant: a lone surrogate in a name is kept, deleted content whose clusters are all in
use again is not vouched for, more content is told as plain runs, and where a reparse point leads to is told.
"""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from forensics.containers import open_image
from forensics.entries import Content, FileEntry
from forensics.filesystems import FileSystem
from forensics.filesystems.ntfs import NtfsFileSystem
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.images import EvidenceImage
from forensics.volumes import map_volumes
from tests.evidence.builders import an_ntfs_image, content_of
from tests.evidence.test_third_party_images import _manifest, _unpacked

Key = tuple[bytes, bytes | None, int]
NTFS_IMAGES = [
    item for item in _manifest() if "ntfs" in item.get("fs", ()) and {"raw", "ewf"} & set(item["container"])
]


def _entries(file_system: FileSystem) -> dict[Key, FileEntry]:
    return {
        (item.path.raw, item.stream, item.address.meta_addr): item
        for item in file_system.entries()
        if isinstance(item, FileEntry)
    }


def _compare(image: EvidenceImage) -> int:
    """Hold each NTFS volume against the reference; gives how many entries were held."""
    held = 0
    for volume in map_volumes(image).volumes:
        if volume.file_system != "NTFS":
            continue
        own = NtfsFileSystem(image, volume)
        ours, theirs = _entries(own), _entries(TskFileSystem(image, volume))
        assert set(ours) == set(theirs)
        for key, entry in ours.items():
            _same(entry, theirs[key])
            _same_bytes(own, image, entry)
        held += len(ours)
    return held


def _same(ours: FileEntry, theirs: FileEntry) -> None:
    assert replace(ours.times, flags=None) == theirs.times, ours.path
    for name in ("address", "kind", "size_bytes", "allocated"):
        assert getattr(ours, name) == getattr(theirs, name), (ours.path, name)
    if ours.content is Content.NOT_LEFT:
        assert not ours.allocated
        return
    assert ours.content is theirs.content
    assert theirs.extents is None or ours.extents == theirs.extents


def _same_bytes(own: NtfsFileSystem, image: EvidenceImage, entry: FileEntry) -> None:
    if entry.content is not Content.PRESENT or entry.size_bytes > 1 << 22:
        return
    expected = b"".join(own.reference_chunks(entry.address, entry.size_bytes, allocated=entry.allocated))
    assert content_of(own, entry) == expected
    if entry.extents is not None:
        pieces = [
            bytes(e.length_bytes) if e.offset_bytes is None else image.read(e.offset_bytes, e.length_bytes)
            for e in entry.extents
        ]
        assert b"".join(pieces) == expected


def test_a_volume_made_by_a_driver_is_listed_as_the_sleuth_kit_lists_it(tmp_path: Path) -> None:
    files = {"a.txt": b"a", "a.txt:hidden": b"h" * 900, "big.bin": bytes(range(256)) * 900, "empty": b""}
    image = open_image(an_ntfs_image(tmp_path / "a.dd", files))
    assert _compare(image) > len(files)
    image.close()


@pytest.mark.skipif(not NTFS_IMAGES, reason="no third-party images beside the repository")
@pytest.mark.parametrize("item", NTFS_IMAGES, ids=lambda item: str(item["id"]))
def test_third_party_volumes_are_listed_as_the_sleuth_kit_lists_them(
    item: dict[str, Any], tmp_path: Path
) -> None:
    _unpacked(item, tmp_path)
    image = open_image(tmp_path / item["first"])
    assert _compare(image) > 0
    image.close()
