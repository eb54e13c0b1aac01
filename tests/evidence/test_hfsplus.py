"""HFS+: trees, forks and attributes, compressed files, damage."""

import struct
import zlib
from collections.abc import Sequence

import pytest

from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems import decmpfs
from forensics.filesystems.hfsplus_btree import Tree
from forensics.filesystems.hfsplus_forks import HfsForks
from forensics.filesystems.hfsplus_numbered import Attributes, NumberedTree
from forensics.filesystems.hfsplus_volume import Fork, HfsVolume
from tests.evidence.hfsplus_builder import (
    BLOCK,
    HfsBuilder,
    a_fork,
    a_tree,
    attribute_key,
    eight_runs,
    in_runs,
    inline,
)

LONG = bytes(range(256)) * 50


def opened(image: bytes) -> HfsVolume:
    return HfsVolume(lambda offset, length: image[offset : offset + length], length_bytes=len(image))


def forks_of(builder: HfsBuilder) -> tuple[HfsVolume, HfsForks]:
    volume = opened(builder.image())
    return volume, HfsForks(volume)


def tree_of(content: bytes) -> Tree:
    """The tree alone, in block 100 and on of an otherwise empty volume."""
    builder = HfsBuilder()
    builder.contents[600] = content
    runs = ((600, -(-len(content) // BLOCK)),)
    return Tree(opened(builder.image()), Fork(size_bytes=len(content), runs=runs))


def read(volume: HfsVolume, fork: Fork | None) -> bytes:
    assert fork is not None
    return b"".join(volume.chunks(fork))


def test_an_attribute_in_runs_of_its_own_is_found_whole() -> None:
    builder = HfsBuilder()
    number = builder.file("a", b"one")
    builder.attribute(number, "large", in_runs(len(LONG), *builder.put(LONG, pieces=2)))
    builder.attribute(number, "small", inline(b"abc"))
    volume, forks = forks_of(builder)
    assert read(volume, forks.data_fork(number)) == b"one"
    assert [(each.name, read(volume, each)) for each in forks.attributes(number)] == [
        (b"large", LONG),
        (b"small", b"abc"),
    ]


def test_runs_of_an_attribute_go_on_in_further_records() -> None:
    builder = HfsBuilder()
    first, second = builder.put(LONG[:BLOCK]), builder.put(LONG[BLOCK : 2 * BLOCK])
    builder.attribute(18, "large", in_runs(2 * BLOCK, *first))
    builder.attribute(18, "large", struct.pack(">II", 0x30, 0) + eight_runs(*second), first_block=1)
    volume, forks = forks_of(builder)
    assert [read(volume, each) for each in forks.attributes(18)] == [LONG[: 2 * BLOCK]]


def test_attributes_of_one_file_are_gathered_from_several_leaves() -> None:
    names = [f"name {place:03d}" for place in range(60)]
    records = [(attribute_key(20, name), inline(name.encode() * 20)) for name in names]
    tree = tree_of(
        a_tree([(attribute_key(19, "a"), inline(b"19")), *records, (attribute_key(21, "a"), inline(b"21"))])
    )
    assert len(list(tree.leaves())) > 2
    attributes = Attributes(tree)
    assert [(each.name.decode(), each.inline) for each in attributes.of(20)] == [
        (name, name.encode() * 20) for name in names
    ]
    assert [each.inline for each in attributes.of(21)] == [b"21"]
    assert attributes.of(22) == ()
    assert (20 in attributes, 22 in attributes) == (True, False)


@pytest.mark.parametrize("pieces", [8, 9, 30])
def test_runs_in_the_overflow_tree_continue_a_fork(pieces: int) -> None:
    builder = HfsBuilder()
    content = bytes(range(256)) * 16 * pieces
    number = builder.file("a", content, pieces=pieces)
    volume, forks = forks_of(builder)
    fork = forks.data_fork(number)
    assert fork is not None
    assert len(fork.runs) == pieces
    assert read(volume, fork) == content


def test_a_fork_whose_runs_end_early_is_no_content() -> None:
    builder = HfsBuilder()
    number = builder.file("a", data=a_fork(5 * BLOCK, (600, 1)))
    volume, forks = forks_of(builder)
    with pytest.raises(ShortRead, match="before its size"):
        read(volume, forks.data_fork(number))


def test_a_fork_outside_the_volume_is_no_content() -> None:
    builder = HfsBuilder()
    number = builder.file("a", data=a_fork(5 * BLOCK, (builder.blocks - 2, 5)))
    volume, forks = forks_of(builder)
    with pytest.raises(ShortRead, match="outside the volume"):
        read(volume, forks.data_fork(number))


def test_leaves_in_a_circle_are_damage_not_an_endless_read() -> None:
    tree = bytearray(a_tree([(attribute_key(18, "a"), inline(b"a"))]))
    tree[BLOCK : BLOCK + 4] = struct.pack(">I", 1)
    with pytest.raises(EvidenceUnreadable, match="circle"):
        NumberedTree(tree_of(bytes(tree)))


def test_numbers_out_of_order_are_damage() -> None:
    records = [(attribute_key(number, "a"), inline(b"a")) for number in (19, 18)]
    with pytest.raises(EvidenceUnreadable, match="out of order"):
        NumberedTree(tree_of(a_tree(records)))


@pytest.mark.parametrize(
    "at", [*range(0, 120), *range(BLOCK, BLOCK + 120), *range(2 * BLOCK - 12, 2 * BLOCK)]
)
def test_a_damaged_tree_is_evidence_trouble_whatever_the_byte(at: int) -> None:
    tree = bytearray(
        a_tree([(attribute_key(18, "small"), inline(b"abc")), (attribute_key(19, "b"), inline(b"d"))])
    )
    tree[at] ^= 0xFF
    try:
        attributes = Attributes(tree_of(bytes(tree)))
        found = [*attributes.of(18), *attributes.of(19)]
    except EvidenceUnreadable:
        return
    assert all(isinstance(each, Fork) for each in found)


@pytest.mark.parametrize(
    ("used", "ranges"),
    [
        ((), ()),
        ((0,), ((0, 1),)),
        (tuple(range(1024)), ((0, 1024),)),
        ((0, 1, 2, 7, 8, 9, 1023), ((0, 3), (7, 3), (1023, 1))),
        (tuple(range(500, 600)), ((500, 100),)),
    ],
)
def test_the_map_of_blocks_gives_merged_ranges(
    used: Sequence[int], ranges: Sequence[tuple[int, int]]
) -> None:
    image = bytearray(HfsBuilder().image())
    marks = bytearray(128)
    for block in used:
        marks[block // 8] |= 0x80 >> block % 8
    image[BLOCK : BLOCK + 128] = marks
    found = tuple(opened(bytes(image)).ranges_in_use())
    assert found == tuple((first * BLOCK, count * BLOCK) for first, count in ranges)


def test_ranges_go_on_across_the_pieces_a_large_map_is_read_in() -> None:
    builder = HfsBuilder(blocks=2 * 8 * 64 * 1024 + 1000)  # the map is 128 KiB and a bit
    edge = 8 * 64 * 1024
    pieces = dict(builder.pieces())
    marks = bytearray(pieces[BLOCK])
    marks[:] = bytes(len(marks))
    for block in (edge - 1, edge, edge + 1, 2 * edge, builder.blocks - 1):
        marks[block // 8] |= 0x80 >> block % 8
    image = bytearray(64 * BLOCK)
    image[1024:1536] = pieces[1024]
    image[BLOCK : BLOCK + len(marks)] = marks
    volume = HfsVolume(
        lambda offset, length: bytes(image[offset : offset + length]), length_bytes=builder.blocks * BLOCK
    )
    expected = ((edge - 1, 3), (2 * edge, 1), (builder.blocks - 1, 1))
    assert tuple(volume.ranges_in_use()) == tuple((first * BLOCK, count * BLOCK) for first, count in expected)


def no_resource() -> bytes:
    raise AssertionError("this kind keeps nothing in the resource fork")


def test_small_compressed_contents_are_unpacked_from_the_attribute() -> None:
    packed = struct.pack("<4sIQ", b"fpmc", 3, len(LONG)) + zlib.compress(LONG)
    stored = struct.pack("<4sIQ", b"fpmc", 3, 4) + b"\xffabcd"
    assert decmpfs.content_bytes(packed) == len(LONG)
    assert b"".join(decmpfs.unpacked(packed, no_resource)) == LONG
    assert b"".join(decmpfs.unpacked(stored, no_resource)) == b"abcd"


def a_packed_resource(content: bytes) -> bytes:
    """The resource fork of a compressed file of kind 4."""
    blocks = [zlib.compress(content[at : at + 65536]) for at in range(0, len(content), 65536)]
    table = struct.pack("<I", len(blocks))
    place = 4 + 8 * len(blocks)
    for block in blocks:
        table += struct.pack("<II", place, len(block))
        place += len(block)
    body = table + b"".join(blocks)
    resource = struct.pack(">IIII", 256, 256 + 4 + len(body), 4 + len(body), 0).ljust(256, b"\0")
    return resource + struct.pack(">I", len(body)) + body


def test_large_compressed_contents_are_unpacked_block_by_block() -> None:
    content = LONG * 10
    header = struct.pack("<4sIQ", b"fpmc", 4, len(content))
    assert b"".join(decmpfs.unpacked(header, lambda: a_packed_resource(content))) == content


@pytest.mark.parametrize(("kind", "name"), [(9, "raw blocks"), (14, "LZBITMAP"), (99, "kind 99")])
def test_other_compressions_are_refused_by_name(kind: int, name: str) -> None:
    with pytest.raises(EvidenceUnreadable, match=name):
        list(decmpfs.unpacked(struct.pack("<4sIQ", b"fpmc", kind, 10), no_resource))


def test_a_damaged_block_is_no_content() -> None:
    packed = struct.pack("<4sIQ", b"fpmc", 3, 100) + b"\x78\x9cgarbage"
    with pytest.raises(EvidenceUnreadable, match="damaged"):
        list(decmpfs.unpacked(packed, no_resource))
