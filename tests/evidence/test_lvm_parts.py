"""Logical volumes that are made of others: mirrors, RAID 0, thin volumes. The forms of text are those that
lvm2 itself took and wrote again; that its kernel part would show the same bytes is not proven here.
"""

import random
import struct
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import EvidenceUnreadable
from forensics.images import Volume, VolumeState
from forensics.layers import LayeredImage
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.layered import with_layers
from tests.evidence.builders import an_ext_image, an_mbr, run
from tests.evidence.lvm_builder import EXTENT, a_physical, a_text, fill, of_kind, striped
from tests.evidence.thin_builder import BLOCK, CHUNK, put_node, thin_metadata

DONE = (1 << 64) - 1


def opened(path: Path, *disks: bytes | bytearray) -> tuple[LayeredImage, VolumeMap]:
    """Of physical volumes in partitions."""
    at, slots, whole = 2048, [], bytes(2048 * 512)
    for disk in disks:
        slots.append((at, len(disk) // 512, 0x8E))
        at += len(disk) // 512
        whole += disk
    path.write_bytes(an_mbr(*slots) + whole[512:])
    image = LayeredImage(open_image(path))
    return image, with_layers(image, map_volumes(image))


def named(mapped: VolumeMap, name: str) -> Volume:
    return next(volume for volume in mapped.volumes if volume.description == f"vg/{name}")


def whole(image: LayeredImage, volume: Volume) -> bytes:
    return image.read(volume.offset_bytes, volume.length_bytes)


def told(mapped: VolumeMap) -> str:
    return "\n".join(fault.reason for fault in mapped.faults)


def a_state(*, failed: int = 0, recovered: int = DONE, equal: int = DONE) -> bytes:
    """Linux, dm-raid.c, struct dm_raid_superblock."""
    return struct.pack("<4sIIIQQQQ", b"DmRd", 0, 2, 0, 9, failed, recovered, equal)


MIRROR = a_text(
    {
        "mir": [
            of_kind(
                "raid1", 2, 'device_count = 2\nraids = ["m_rmeta_0", "m_rimage_0", "m_rmeta_1", "m_rimage_1"]'
            )
        ],
        **{
            f"m_{what}_{half}": [striped(0, count, (f"pv{half}", first))]
            for half in (0, 1)
            for what, first, count in (("rmeta", 0, 1), ("rimage", 1, 2))
        },
    },
    physicals=("pv0", "pv1"),
    hidden=("m_rmeta_0", "m_rmeta_1", "m_rimage_0", "m_rimage_1"),
)


def a_mirror(first: bytes, second: bytes) -> tuple[bytearray, bytearray]:
    """Two disks of which the halves hold different bytes, with what is kept of each half's state."""
    disks = tuple(a_physical(MIRROR, name=f"pv{half}", extents=3) for half in (0, 1))
    for disk, state, letter in zip(disks, (first, second), b"AB", strict=True):
        fill(disk, 0, state)
        fill(disk, 1, bytes([letter]) * 2 * EXTENT)
    return disks[0], disks[1]


def test_a_mirror_is_read_by_its_first_half_when_both_are_whole(tmp_path: Path) -> None:
    image, mapped = opened(tmp_path / "m.raw", *a_mirror(a_state(), a_state()))
    assert [volume.description for volume in mapped.volumes[2:]] == ["vg/mir"], "its halves are hidden"
    assert whole(image, named(mapped, "mir")) == b"A" * 2 * EXTENT
    assert "mirror" not in told(mapped)


@pytest.mark.parametrize(
    ("first", "second", "shown", "words"),
    [
        (a_state(recovered=7), a_state(), b"B", "by its half 1: half 0 was copied only up to byte 3,584."),
        (a_state(), a_state(failed=1), b"B", "by its half 1: half 0 had failed."),
        (a_state(equal=0), a_state(equal=0), b"A", "half 1 was not yet made equal to the first."),
        (a_state(), bytes(48), b"A", "half 1 has lost the record of its state."),
        (a_state(failed=3), a_state(), b"A", "half 0 had failed; half 1 had failed."),
    ],
    ids=["being copied", "failed", "never made equal", "state lost", "all failed"],
)
def test_a_half_that_was_left_behind_is_not_read_and_told(
    tmp_path: Path, first: bytes, second: bytes, shown: bytes, words: str
) -> None:
    image, mapped = opened(tmp_path / "m.raw", *a_mirror(first, second))
    assert whole(image, named(mapped, "mir")) == shown * 2 * EXTENT
    assert words in told(mapped)


def test_a_mirror_of_which_one_disk_is_here_is_read_by_that(tmp_path: Path) -> None:
    image, mapped = opened(tmp_path / "m.raw", a_mirror(a_state(), a_state())[1])
    assert whole(image, named(mapped, "mir")) == b"B" * 2 * EXTENT
    assert "needs another disk" in told(mapped)


def test_a_mirror_of_the_old_kind_is_read_by_its_first_half(tmp_path: Path) -> None:
    halves = 'mirror_count = 2\nmirrors = ["o_mimage_0", 0, "o_mimage_1", 0]'
    text = a_text(
        {
            "old": [of_kind("mirror", 1, halves)],
            "o_mimage_0": [striped(0, 1, ("pv0", 1))],
            "o_mimage_1": [striped(0, 1, ("pv0", 0))],
        },
        hidden=("o_mimage_0", "o_mimage_1"),
    )
    disk = a_physical(text, extents=2)
    fill(disk, 1, b"o" * EXTENT)
    image, mapped = opened(tmp_path / "o.raw", disk)
    assert whole(image, named(mapped, "old")) == b"o" * EXTENT


@pytest.mark.parametrize(("kind", "key"), [("raid0", "raid0_lvs"), ("raid0_meta", "raids")])
def test_raid_0_joins_its_parts_by_turns(tmp_path: Path, kind: str, key: str) -> None:
    names = (
        '"r_rmeta_0", "r_rimage_0", "r_rmeta_1", "r_rimage_1"'
        if key == "raids"
        else '"r_rimage_0", "r_rimage_1"'
    )
    text = a_text(
        {
            "r": [of_kind(kind, 4, f"device_count = 2\nstripe_size = 128\n{key} = [{names}]")],
            "r_rimage_0": [striped(0, 1, ("pv0", 2)), striped(1, 1, ("pv0", 0))],
            "r_rimage_1": [striped(0, 2, ("pv1", 0))],
        },
        physicals=("pv0", "pv1"),
        hidden=("r_rimage_0", "r_rimage_1"),
    )
    one, other = (a_physical(text, name=name, extents=3) for name in ("pv0", "pv1"))
    content = random.Random(6).randbytes(4 * EXTENT)
    columns = [
        b"".join(content[at : at + 65536] for at in range(half * 65536, len(content), 131072))
        for half in (0, 1)
    ]
    fill(one, 2, columns[0][:EXTENT])
    fill(one, 0, columns[0][EXTENT:])
    fill(other, 0, columns[1])
    image, mapped = opened(tmp_path / "r.raw", one, other)
    assert whole(image, named(mapped, "r")) == content
    assert whole(image.for_thread(), named(mapped, "r"))[70_000:] == content[70_000:]


# thin volumes


def a_pool(metadata: bytes | bytearray, data: bytes, *, more: str = "") -> bytearray:
    """One disk: a mebibyte of metadata, three of data, and the volume of the number 1."""
    text = a_text(
        {
            "pool": [of_kind("thin-pool", 3, 'metadata = "p_tmeta"\npool = "p_tdata"\nchunk_size = 128')],
            "p_tmeta": [striped(0, 1, ("pv0", 0))],
            "p_tdata": [striped(0, 3, ("pv0", 1))],
            "thin": [of_kind("thin", 8, f'thin_pool = "pool"\ndevice_id = 1\n{more}')],
            "base": [striped(0, 1, ("pv0", 4))],
        },
        hidden=("p_tmeta", "p_tdata"),
    )
    disk = a_physical(text, extents=5)
    fill(disk, 0, metadata)
    fill(disk, 1, data)
    fill(disk, 4, b"below" * 1000)
    return disk


def chunks(count: int) -> bytes:
    return b"".join(bytes([number + 1]) * CHUNK for number in range(count))


def test_a_thin_volume_shows_its_chunks_and_zeros_where_nothing_was_written(tmp_path: Path) -> None:
    disk = a_pool(thin_metadata({1: {0: 5, 2: 0, 127: 3}, 2: {1: 1}}), chunks(6))
    image, mapped = opened(tmp_path / "t.raw", disk)
    assert [volume.description for volume in mapped.volumes[1:]] == ["vg/thin", "vg/base"]
    thin = named(mapped, "thin")
    expected = bytearray(8 * EXTENT)
    for chunk, place in ((0, 5), (2, 0), (127, 3)):
        expected[chunk * CHUNK : (chunk + 1) * CHUNK] = bytes([place + 1]) * CHUNK
    assert whole(image, thin) == expected
    assert image.for_thread().read(thin.offset_bytes + 2 * CHUNK - 2, 4) == b"\0\0\1\1"


def test_a_thin_volume_over_another_shows_that_where_nothing_was_written(tmp_path: Path) -> None:
    disk = a_pool(thin_metadata({1: {1: 0}}), chunks(1), more='external_origin = "base"')
    image, mapped = opened(tmp_path / "t.raw", disk)
    content = whole(image, named(mapped, "thin"))
    assert content[:5000] == b"below" * 1000
    assert content[CHUNK : 2 * CHUNK] == b"\1" * CHUNK
    assert not content[2 * CHUNK :].strip(b"\0")


def test_a_file_system_on_a_thin_volume_is_read(tmp_path: Path) -> None:
    inner = an_ext_image(tmp_path / "inner.raw", {"a.txt": b"thin"}, size="2M").read_bytes()
    used = [at for at in range(0, len(inner), CHUNK) if inner[at : at + CHUNK].strip(b"\0")]
    places = {at // CHUNK: number for number, at in enumerate(reversed(used))}
    data = b"".join(inner[at : at + CHUNK] for at in reversed(used))
    _image, mapped = opened(tmp_path / "t.raw", a_pool(thin_metadata({1: places}), data))
    assert (named(mapped, "thin").state, named(mapped, "thin").file_system) == (VolumeState.READABLE, "ext4")


@pytest.mark.parametrize("place", [0, BLOCK, 2 * BLOCK])
def test_damaged_metadata_of_a_pool_give_sentences_and_never_zeros(tmp_path: Path, place: int) -> None:
    metadata = thin_metadata({1: {0: 5}})
    metadata[place + 100] ^= 1
    image, mapped = opened(tmp_path / "t.raw", a_pool(metadata, chunks(6)))
    thin = named(mapped, "thin")
    assert thin.state == VolumeState.UNREADABLE
    assert any(fault.volume == thin.index for fault in mapped.faults)
    with pytest.raises(EvidenceUnreadable):
        image.read(thin.offset_bytes, 10)


def test_a_tree_that_leads_into_itself_or_out_of_the_pool_ends(tmp_path: Path) -> None:
    metadata = thin_metadata({1: {0: 5}})
    put_node(metadata, 2, {0: 2}, flags=1)
    _, mapped = opened(tmp_path / "t.raw", a_pool(metadata, chunks(6)))
    assert "levels deep" in told(mapped)
    put_node(metadata, 2, {0: 1 << 40}, flags=1)
    _, mapped = opened(tmp_path / "u.raw", a_pool(metadata, chunks(6)))
    assert "which is not there" in told(mapped)
    metadata = thin_metadata({1: {0: 1 << 30}})
    _, mapped = opened(tmp_path / "v.raw", a_pool(metadata, chunks(6)))
    assert "end before their byte" in told(mapped)


def test_volumes_made_of_each_other_end(tmp_path: Path) -> None:
    halves = ", ".join(['"a"'] * 100)
    text = a_text({"a": [of_kind("raid0", 1, f"stripe_size = 8\nraid0_lvs = [{halves}]")]})
    _, mapped = opened(tmp_path / "a.raw", a_physical(text, extents=1))
    assert "made of itself" in told(mapped)


def test_a_kind_that_does_not_say_what_it_is_made_of_costs_no_other_volume(tmp_path: Path) -> None:
    text = a_text({"odd": [of_kind("raid1", 1)], "root": [striped(0, 1, ("pv0", 0))]})
    _, mapped = opened(tmp_path / "a.raw", a_physical(text, extents=1))
    assert (named(mapped, "odd").state, named(mapped, "odd").file_system) == (
        VolumeState.UNSUPPORTED,
        "LVM2 raid1",
    )
    assert named(mapped, "root").state == VolumeState.NO_FILE_SYSTEM


def test_the_trees_that_linux_tools_write_are_followed(tmp_path: Path) -> None:
    chance = random.Random(4)
    places = dict(zip(sorted(chance.sample(range(128), 40)), chance.sample(range(48), 40), strict=True))
    lines = "".join(
        f'<single_mapping origin_block="{chunk}" data_block="{place}" time="0"/>'
        for chunk, place in places.items()
    )
    many = "".join(f'<single_mapping origin_block="{n}" data_block="{40 + n}" time="0"/>' for n in range(600))
    times = 'transaction="0" creation_time="0" snap_time="0"'
    (tmp_path / "pool.xml").write_text(
        '<superblock uuid="" time="0" transaction="1" data_block_size="128" nr_data_blocks="700">'
        f'<device dev_id="1" mapped_blocks="40" {times}>{lines}</device>'
        f'<device dev_id="5" mapped_blocks="600" {times}>{many}</device></superblock>'
    )
    (tmp_path / "meta").write_bytes(bytes(EXTENT))
    run("thin_restore", "-i", tmp_path / "pool.xml", "-o", tmp_path / "meta")
    image, mapped = opened(tmp_path / "t.raw", a_pool((tmp_path / "meta").read_bytes(), chunks(48)))
    content = whole(image, named(mapped, "thin"))
    seen = {chunk: content[chunk * CHUNK] - 1 for chunk in range(128) if content[chunk * CHUNK]}
    assert seen == places
