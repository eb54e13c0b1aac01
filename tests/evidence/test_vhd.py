"""VHD disks: the media as they were put in, parents by their identity, damage told with its place."""

from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import SourceNotUsable
from tests.evidence.container_builders import (
    MIB,
    Reading,
    a_differencing_vhd,
    assert_nothing_silent,
    content_of,
    converted,
    cut_at,
    flipped,
    notes_of,
    read_in_pieces,
    some_media,
)


@pytest.fixture
def media() -> bytes:
    return some_media(3 * MIB)


@pytest.mark.parametrize("options", ["force_size", "force_size,subformat=fixed"])
def test_what_qemu_writes_gives_its_media(tmp_path: Path, media: bytes, options: str) -> None:
    disk = converted(tmp_path / "disk.vhd", media, form="vpc", options=options)
    assert content_of(disk) == media
    assert notes_of(disk)["Disk type"] == ("fixed" if "fixed" in options else "dynamic")


def test_bytes_behind_the_last_cylinder_are_read_too(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhd", media, form="vpc")  # as Virtual PC: sized by cylinders
    content = content_of(disk)
    assert (content[: len(media)], any(content[len(media) :])) == (media, False)


def _a_difference(folder: Path, media: bytes) -> tuple[Path, bytes]:
    """A disk with some sectors of its own, and its media."""
    base = converted(folder / "base.vhd", media, form="vpc", options="force_size")
    changed = bytearray(media)
    for start in (0, 3 * 512, 2 * MIB + 700, 3 * MIB - 512):
        changed[start : start + 300] = b"\xd1" * 300
    disk = folder / "child.vhd"
    disk.write_bytes(a_differencing_vhd(base, bytes(changed), media, name="base.vhd"))
    return disk, bytes(changed)


def test_a_difference_gives_its_own_sectors_and_those_of_its_parent(tmp_path: Path, media: bytes) -> None:
    disk, changed = _a_difference(tmp_path, media)
    assert content_of(disk) == changed
    assert notes_of(disk)["Parent"].startswith("base.vhd (VHD")
    assert [Path(each).name for each in open_image(disk).info.segments] == ["child.vhd", "base.vhd"]


def test_a_renamed_parent_is_found_by_its_identity(tmp_path: Path, media: bytes) -> None:
    disk, changed = _a_difference(tmp_path, media)
    (tmp_path / "base.vhd").rename(tmp_path / "x.vhd")
    assert content_of(disk) == changed


def test_a_missing_parent_is_named(tmp_path: Path, media: bytes) -> None:
    disk, _ = _a_difference(tmp_path, media)
    (tmp_path / "base.vhd").unlink()
    with pytest.raises(SourceNotUsable, match=r"needs its parent disk “base\.vhd”"):
        open_image(disk)


def test_another_disk_of_the_parents_name_is_refused(tmp_path: Path, media: bytes) -> None:
    disk, _ = _a_difference(tmp_path, media)
    converted(tmp_path / "base.vhd", media, form="vpc", options="force_size")
    with pytest.raises(SourceNotUsable, match="both together give no true media"):
        open_image(disk)


def test_a_disk_that_is_its_own_parent_is_refused(tmp_path: Path, media: bytes) -> None:
    disk, _ = _a_difference(tmp_path, media)
    content = disk.read_bytes()
    identity = content[68:84]
    old = (tmp_path / "base.vhd").read_bytes()[-512:][68:84]
    head = bytearray(content[512:1536].replace(old, identity).replace(b"\0b\0a\0s\0e", b"\0c\0h\0i\0l\0d"))
    head[36:40] = bytes(4)
    head[36:40] = (~sum(head) & 0xFFFF_FFFF).to_bytes(4, "big")
    disk.write_bytes(content[:512] + bytes(head[:1024]) + content[1536:])
    with pytest.raises(SourceNotUsable, match=r"lies upon itself|needs its parent"):
        open_image(disk)


def test_a_missing_footer_is_noted_and_its_copy_used(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhd", media, form="vpc", options="force_size")
    disk.write_bytes(disk.read_bytes()[:-512])
    assert content_of(disk) == media
    assert "its copy at the start is used" in notes_of(disk)["Footer"]


def test_two_blocks_at_one_place_are_both_unreadable(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhd", media, form="vpc", options="force_size")
    content = bytearray(disk.read_bytes())
    content[1536 + 4 : 1536 + 8] = content[1536:1540]
    disk.write_bytes(content)
    reading = read_in_pieces(disk, media)
    assert isinstance(reading, Reading)
    assert (reading.unreadable, reading.wrong) == (48, ())
    assert any("Bytes 0 to 65,535 of the media" in reason for reason in reading.reasons)


def test_a_cut_disk_is_never_silent(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhd", media, form="vpc", options="force_size")
    cuts = cut_at(disk.read_bytes(), pieces=20)
    assert_nothing_silent(disk, cuts, media, keep=lambda words: "VHD" in words or "sector" in words)


def test_changed_bits_in_headers_and_table_are_never_silent(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhd", media, form="vpc", options="force_size")
    whole = disk.read_bytes()
    damaged = [flipped(whole, range(1536 + 12), times=3, seed=seed) for seed in range(25)]
    assert_nothing_silent(disk, damaged, media, keep=lambda words: "VHD" in words)
