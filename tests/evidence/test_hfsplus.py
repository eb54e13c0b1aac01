"""HFS+: forks and attributes from the volume's own trees, compressed files, damage."""

import struct
import zlib
from collections.abc import Callable

import pytest

from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems import decmpfs
from forensics.filesystems.hfsplus_trees import Fork, HfsForks

BLOCK = 512
NODE = 512
LONG = bytes(range(256)) * 5


def a_tree(*records: bytes) -> bytes:
    """A B-tree of a header node and one leaf (TN1150, "B-Trees")."""
    header = struct.pack(">IIbBHH", 0, 0, 1, 0, 3, 0) + struct.pack(">HIIIIH", 1, 1, len(records), 1, 1, NODE)
    leaf = bytearray(struct.pack(">IIbBHH", 0, 0, -1, 1, len(records), 0))
    places = []
    for record in records:
        places.append(len(leaf))
        leaf += record
    places.append(len(leaf))
    table = b"".join(struct.pack(">H", place) for place in reversed(places))
    return header.ljust(NODE, b"\0") + bytes(leaf).ljust(NODE - len(table), b"\0") + table


def a_fork(size: int, *runs: tuple[int, int]) -> bytes:
    return struct.pack(">QII", size, 0, 0) + b"".join(struct.pack(">II", *run) for run in runs).ljust(
        64, b"\0"
    )


def a_file(number: int, data: bytes, resource: bytes) -> bytes:
    key = struct.pack(">HIH", 6, 2, 0)
    return key + struct.pack(">hHII", 2, 0, 0, number).ljust(88, b"\0") + data + resource


def an_attribute(number: int, name: str, body: bytes) -> bytes:
    key = struct.pack(">HIIH", 0, number, 0, len(name)) + name.encode("utf-16-be")
    return struct.pack(">H", len(key)) + key + body


def inline(content: bytes) -> bytes:
    return struct.pack(">IIII", 0x10, 0, 0, len(content)) + content + bytes(len(content) % 2)


def a_volume(catalog: bytes, attributes: bytes, overflow: bytes, *, blocks: dict[int, bytes]) -> bytes:
    """Trees at blocks 10, 20 and 30, contents where told, the header at byte 1024."""
    header = bytearray(512)
    header[:4] = b"H+\0\4"
    header[40:44] = struct.pack(">I", BLOCK)
    for place, tree, block in ((192, overflow, 30), (272, catalog, 10), (352, attributes, 20)):
        header[place : place + 80] = a_fork(len(tree), (block, len(tree) // BLOCK))
    volume = bytearray(64 * BLOCK)
    volume[1024:1536] = header
    for block, content in ((10, catalog), (20, attributes), (30, overflow), *blocks.items()):
        volume[block * BLOCK : block * BLOCK + len(content)] = content
    return bytes(volume)


def reader(volume: bytes) -> Callable[[int, int], bytes]:
    return lambda offset, length: volume[offset : offset + length]


def test_an_attribute_in_runs_of_its_own_is_found_whole() -> None:
    catalog = a_tree(a_file(18, a_fork(3, (40, 1)), a_fork(0)))
    attributes = a_tree(
        an_attribute(18, "small", inline(b"abc")),
        an_attribute(18, "large", struct.pack(">II", 0x20, 0) + a_fork(len(LONG), (41, 1), (50, 2))),
    )
    forks = HfsForks(
        reader(a_volume(catalog, attributes, b"", blocks={40: b"one", 41: LONG[:512], 50: LONG[512:]}))
    )
    assert b"".join(forks.chunks(forks.data_fork(18) or Fork(size_bytes=0))) == b"one"
    assert [(a.name, b"".join(forks.chunks(a))) for a in forks.attributes(18)] == [
        (b"small", b"abc"),
        (b"large", LONG),
    ]


def test_runs_in_the_overflow_tree_continue_a_fork() -> None:
    catalog = a_tree(a_file(18, a_fork(1024, (40, 1)), a_fork(0)))
    more = struct.pack(">HBBII", 10, 0, 0, 18, 1) + struct.pack(">II", 45, 1).ljust(64, b"\0")
    volume = a_volume(catalog, b"", a_tree(more), blocks={40: b"A" * 512, 45: b"B" * 512})
    forks = HfsForks(reader(volume))
    fork = forks.data_fork(18)
    assert fork is not None
    assert b"".join(forks.chunks(fork)) == b"A" * 512 + b"B" * 512


def test_a_fork_whose_runs_end_early_is_no_content() -> None:
    forks = HfsForks(
        reader(a_volume(a_tree(a_file(18, a_fork(5000, (40, 1)), a_fork(0))), b"", b"", blocks={}))
    )
    fork = forks.data_fork(18)
    assert fork is not None
    with pytest.raises(ShortRead, match="before its size"):
        list(forks.chunks(fork))


def test_leaves_in_a_circle_are_damage_not_an_endless_read() -> None:
    tree = bytearray(a_tree(a_file(18, a_fork(0), a_fork(0))))
    tree[NODE : NODE + 4] = struct.pack(">I", 1)
    with pytest.raises(EvidenceUnreadable, match="circle"):
        HfsForks(reader(a_volume(bytes(tree), b"", b"", blocks={})))


@pytest.mark.parametrize("at", range(0, 2 * NODE, 3))
def test_a_damaged_tree_is_evidence_trouble_whatever_the_byte(at: int) -> None:
    tree = bytearray(a_tree(an_attribute(18, "small", inline(b"abc")), an_attribute(19, "b", inline(b"d"))))
    tree[at] ^= 0xFF
    try:
        forks = HfsForks(reader(a_volume(b"", bytes(tree), b"", blocks={})))
    except EvidenceUnreadable:
        return
    assert isinstance(forks.attributes(18), tuple)


def no_resource() -> bytes:
    raise AssertionError("this kind keeps nothing in the resource fork")


def test_small_compressed_contents_are_unpacked_from_the_attribute() -> None:
    packed = struct.pack("<4sIQ", b"fpmc", 3, len(LONG)) + zlib.compress(LONG)
    stored = struct.pack("<4sIQ", b"fpmc", 3, 4) + b"\xffabcd"
    assert decmpfs.content_bytes(packed) == len(LONG)
    assert b"".join(decmpfs.unpacked(packed, no_resource)) == LONG
    assert b"".join(decmpfs.unpacked(stored, no_resource)) == b"abcd"


def test_large_compressed_contents_are_unpacked_block_by_block() -> None:
    content = LONG * 100
    blocks = [zlib.compress(content[at : at + 65536]) for at in range(0, len(content), 65536)]
    table = struct.pack("<I", len(blocks))
    place = 4 + 8 * len(blocks)
    for block in blocks:
        table += struct.pack("<II", place, len(block))
        place += len(block)
    body = table + b"".join(blocks)
    resource = struct.pack(">IIII", 256, 256 + 4 + len(body), 4 + len(body), 0).ljust(256, b"\0")
    resource += struct.pack(">I", len(body)) + body
    header = struct.pack("<4sIQ", b"fpmc", 4, len(content))
    assert b"".join(decmpfs.unpacked(header, lambda: resource)) == content


@pytest.mark.parametrize(("kind", "name"), [(7, "LZVN"), (8, "LZVN"), (12, "LZFSE"), (99, "kind 99")])
def test_other_compressions_are_refused_by_name(kind: int, name: str) -> None:
    with pytest.raises(EvidenceUnreadable, match=name):
        list(decmpfs.unpacked(struct.pack("<4sIQ", b"fpmc", kind, 10), no_resource))


def test_a_damaged_block_is_no_content() -> None:
    packed = struct.pack("<4sIQ", b"fpmc", 3, 100) + b"\x78\x9cgarbage"
    with pytest.raises(EvidenceUnreadable, match="damaged"):
        list(decmpfs.unpacked(packed, no_resource))
