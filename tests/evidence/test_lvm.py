"""LVM2: every byte of a logical volume comes from where its metadata says, or the volume says why not."""

import random
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.images import Volume, VolumeState
from forensics.layers import LayeredImage, base_of, space_of
from forensics.layers.lvm_text import BadText, parse
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.layered import with_layers
from tests.evidence.builders import an_ext_image, an_mbr, content_of
from tests.evidence.fat_builders import split
from tests.evidence.lvm_builder import (
    EXTENT,
    a_physical,
    a_text,
    an_id,
    fill,
    in_groups,
    of_kind,
    striped,
)


def opened(path: Path, disk: bytes | bytearray) -> tuple[LayeredImage, VolumeMap]:
    path.write_bytes(disk)
    image = LayeredImage(open_image(path))
    return image, with_layers(image, map_volumes(image))


def whole(image: LayeredImage, volume: Volume) -> bytes:
    return image.read(volume.offset_bytes, volume.length_bytes)


def random_extents(count: int, *, seed: int) -> list[bytes]:
    chance = random.Random(seed)
    return [chance.randbytes(EXTENT) for _ in range(count)]


def test_a_volume_in_two_segments_is_read_in_the_order_of_its_segments(tmp_path: Path) -> None:
    content = random_extents(5, seed=1)
    text = a_text({"root": [striped(0, 1, ("pv0", 3)), striped(1, 2, ("pv0", 0))]})
    disk = a_physical(text, extents=5)
    for number, extent in enumerate(content):
        fill(disk, number, extent)
    image, mapped = opened(tmp_path / "lvm.raw", disk)
    holder, root = mapped.volumes
    assert (holder.state, holder.label) == (VolumeState.HOLDS_VOLUMES, "vg")
    assert [fault.volume for fault in mapped.faults] == [1]  # data in which no file system is known
    assert (root.within, root.layer, root.layer_key) == (
        0,
        "LVM2 logical volume",
        in_groups(an_id("root")),
    )
    assert (root.description, root.offset_bytes) == ("vg/root", base_of(1))
    assert whole(image, root) == content[3] + content[0] + content[1]
    assert image.read(root.offset_bytes + EXTENT - 3, 6) == content[3][-3:] + content[0][:3]
    assert image.read(root.offset_bytes + root.length_bytes - 2, 9) == content[1][-2:]


def test_a_group_on_two_partitions_is_listed_once_and_its_stripes_are_joined(tmp_path: Path) -> None:
    text = a_text({"fast": [striped(0, 4, ("pv0", 1), ("pv1", 0), sectors=128)]}, physicals=("pv0", "pv1"))
    one, other = (a_physical(text, name=name, extents=3) for name in ("pv0", "pv1"))
    content = random_extents(4, seed=2)
    fill(one, 1, content[0] + content[1])
    fill(other, 0, content[2] + content[3])
    sectors = len(one) // 512
    table = an_mbr((2048, sectors, 0x8E), (2048 + sectors, sectors, 0x8E))
    image, mapped = opened(tmp_path / "two.raw", table.ljust(EXTENT, b"\0") + one + other)
    assert [volume.state for volume in mapped.volumes[:2]] == [VolumeState.HOLDS_VOLUMES] * 2
    assert mapped.volumes[1].reason is not None
    assert "listed in volume 0" in mapped.volumes[1].reason
    (fast,) = mapped.volumes[2:]
    columns = [content[0] + content[1], content[2] + content[3]]
    rows = [column[at : at + 65536] for at in range(0, 2 * EXTENT, 65536) for column in columns]
    assert whole(image, fast) == b"".join(rows)
    assert [fault.reason[:22] for fault in mapped.faults] == ["The volume holds data,"]  # and nothing known


def test_a_file_system_in_a_logical_volume_is_read_as_any_other(tmp_path: Path) -> None:
    inner = an_ext_image(tmp_path / "inner.raw", {"brief.txt": b"x" * 70_000}, kind="ext4").read_bytes()
    disk = a_physical(a_text({"home": [striped(0, 4, ("pv0", 2))]}, seqno=9), extents=6, turned=True)
    fill(disk, 2, inner)
    image, mapped = opened(tmp_path / "lvm.raw", disk)
    home = mapped.volumes[1]
    assert (home.state, home.file_system) == (VolumeState.READABLE, "ext4")
    file_system = open_file_system(space_of(image, home.offset_bytes), home)
    entries, faults = split(file_system)
    entry = entries[b"/brief.txt"]
    assert content_of(file_system, entry) == b"x" * 70_000
    assert entry.extents is not None
    begins = entry.extents[0].offset_bytes
    assert begins is not None
    assert image.read(begins, 8) == b"x" * 8
    assert begins >= home.offset_bytes
    assert not faults


def test_what_lies_on_another_disk_names_the_physical_volume_that_is_missing(tmp_path: Path) -> None:
    text = a_text(
        {"here": [striped(0, 1, ("pv0", 0))], "there": [striped(0, 1, ("pv1", 0))]},
        physicals=("pv0", "pv1"),
    )
    _image, mapped = opened(tmp_path / "half.raw", a_physical(text, extents=2))
    here, there = mapped.volumes[1:]
    missing = in_groups(an_id("pv1"))
    assert here.state == VolumeState.NO_FILE_SYSTEM
    assert there.state == VolumeState.UNREADABLE
    assert there.reason is not None
    assert missing in there.reason
    assert any(missing in fault.reason and "needs another disk" in fault.reason for fault in mapped.faults)


def test_a_physical_volume_that_was_cut_off_is_told_although_nothing_of_its_volumes_is_lost(
    tmp_path: Path,
) -> None:
    disk = a_physical(a_text({"home": [striped(0, 1, ("pv0", 0))]}), extents=4)
    _image, mapped = opened(tmp_path / "whole.raw", disk)
    assert mapped.faults == ()
    _image, mapped = opened(tmp_path / "cut.raw", disk[: -2 * EXTENT])
    (fault,) = mapped.faults
    assert fault.volume == 0
    assert f"{len(disk):,} bytes long by its own account, but only {len(disk) - 2 * EXTENT:,}" in fault.reason


@pytest.mark.parametrize("kind", ["thin", "raid1", "cache", "mirror", "vdo"])
def test_a_kind_that_is_not_read_is_listed_by_its_name(kind: str, tmp_path: Path) -> None:
    disk = a_physical(a_text({"odd": [of_kind(kind, 1)]}), extents=1)
    _image, mapped = opened(tmp_path / "odd.raw", disk)
    odd = mapped.volumes[1]
    assert (odd.state, odd.file_system) == (VolumeState.UNSUPPORTED, f"LVM2 {kind}")
    assert any(fault.volume == 1 and kind in fault.reason for fault in mapped.faults)


def test_the_saved_chunks_of_a_snapshot_are_not_taken_for_a_file_system(tmp_path: Path) -> None:
    names = 'chunk_size = 8\norigin = "root"\ncow_store = "before"'
    text = a_text(
        {
            "root": [striped(0, 1, ("pv0", 0))],
            "before": [striped(0, 1, ("pv0", 1))],
            "snapshot0": [of_kind("snapshot", 1, names)],
        },
        hidden=("snapshot0",),
    )
    _image, mapped = opened(tmp_path / "snap.raw", a_physical(text, extents=2))
    assert [volume.description for volume in mapped.volumes[1:]] == ["vg/root", "vg/before"]
    assert mapped.volumes[2].file_system == "LVM2 snapshot"
    assert mapped.volumes[2].reason is not None
    assert "vg/root" in mapped.volumes[2].reason


def test_a_text_with_a_wrong_checksum_is_used_and_told(tmp_path: Path) -> None:
    disk = a_physical(a_text({"root": [striped(0, 1, ("pv0", 0))]}), extents=1)
    at = disk.index(b"Generated by a recipe")
    disk[at] ^= 0x20
    _image, mapped = opened(tmp_path / "flipped.raw", disk)
    assert [volume.description for volume in mapped.volumes[1:]] == ["vg/root"]
    assert any("checksum" in fault.reason for fault in mapped.faults)


def test_a_group_whose_label_was_wiped_is_read_by_its_metadata_where_it_has_one_disk(tmp_path: Path) -> None:
    disk = a_physical(a_text({"root": [striped(0, 1, ("pv0", 0))]}), extents=1)
    fill(disk, 0, b"r" * EXTENT)
    disk[:4096] = bytes(4096)
    image, mapped = opened(tmp_path / "wiped.raw", disk)
    assert whole(image, mapped.volumes[1]) == b"r" * EXTENT
    assert any("label of the LVM2 physical volume is gone" in fault.reason for fault in mapped.faults)
    text = a_text({"root": [striped(0, 1, ("pv0", 0))]}, physicals=("pv0", "pv1"))
    disk = a_physical(text, extents=1)
    disk[:4096] = bytes(4096)
    _image, mapped = opened(tmp_path / "two.raw", disk)
    assert [volume.state for volume in mapped.volumes] == [VolumeState.UNREADABLE]
    assert any(fault.volume == 0 and "label is damaged" in fault.reason for fault in mapped.faults)


@pytest.mark.parametrize("cut", [b"extent_size", b"logical_volumes {", b'type = "striped"'])
def test_a_damaged_text_shuts_the_volume_with_a_sentence(cut: bytes, tmp_path: Path) -> None:
    disk = a_physical(a_text({"root": [striped(0, 1, ("pv0", 0))]}), extents=1)
    at = disk.index(cut)
    disk[at : at + len(cut)] = b"\xff" * len(cut)
    _image, mapped = opened(tmp_path / "bad.raw", disk)
    (only,) = mapped.volumes
    assert (only.state, only.file_system) == (VolumeState.UNREADABLE, "LVM2")
    assert any("is damaged" in fault.reason and fault.volume == 0 for fault in mapped.faults)


def test_a_place_behind_the_end_of_the_disk_is_an_error_and_never_zeros(tmp_path: Path) -> None:
    disk = a_physical(a_text({"root": [striped(0, 2, ("pv0", 0))]}), extents=1)
    image, mapped = opened(tmp_path / "cut.raw", disk)
    root = mapped.volumes[1]
    assert len(image.read(root.offset_bytes, EXTENT)) == EXTENT
    with pytest.raises(EvidenceUnreadable, match="ends at byte"):
        image.read(root.offset_bytes + EXTENT - 1, 2)


def test_a_group_inside_its_own_volume_ends_there(tmp_path: Path) -> None:
    text = a_text({"loop": [striped(0, 2, ("pv0", 0))]}).replace(b"pe_start = 2048", b"pe_start = 0")
    _image, mapped = opened(tmp_path / "loop.raw", a_physical(text, extents=2))
    assert len(mapped.volumes) == 2
    assert mapped.volumes[1].reason is not None
    assert "inside one of its own" in mapped.volumes[1].reason


@pytest.mark.parametrize(
    "text",
    [b"vg {", b"}", b"a = ", b"a = [1", b'a = "b', b"a {" * 50, b"\xff", b"a = " + b"9" * 400, b"a b"],
)
def test_a_text_that_is_none_is_told_and_never_recursed_into(text: bytes) -> None:
    with pytest.raises(BadText):
        parse(text)


def test_a_second_thread_reads_the_same_bytes(tmp_path: Path) -> None:
    disk = a_physical(a_text({"root": [striped(0, 2, ("pv0", 0))]}), extents=2)
    fill(disk, 0, random_extents(1, seed=3)[0])
    image, mapped = opened(tmp_path / "lvm.raw", disk)
    root = mapped.volumes[1]
    other = image.for_thread()
    buffer = bytearray(EXTENT)
    assert other.read_into(root.offset_bytes + 5, memoryview(buffer)) == EXTENT
    assert bytes(buffer) == image.read(root.offset_bytes + 5, EXTENT)
    image.close()
