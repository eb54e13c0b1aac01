import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.merkle import (
    BLOCK_LINES,
    EMPTY_ROOT,
    InclusionPaths,
    MerkleRoot,
    ProofFails,
    block_roots,
    leaf_hash,
    verify_inclusion,
)

# The test vectors of the certificate-transparency tree (RFC 6962 and 9162 share it): lines, and roots of the
# first one, two, ... of them, as the reference implementation of certificate transparency publishes them.
REFERENCE_LINES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
REFERENCE_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def root_by_definition(lines: Sequence[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, word for word."""
    if not lines:
        return hashlib.sha256().digest()
    if len(lines) == 1:
        return hashlib.sha256(b"\x00" + lines[0]).digest()
    split = 1 << (len(lines) - 1).bit_length() - 1
    left, right = root_by_definition(lines[:split]), root_by_definition(lines[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def path_by_definition(index: int, lines: Sequence[bytes]) -> list[bytes]:
    """RFC 9162 section 2.1.3.1, word for word."""
    if len(lines) == 1:
        return []
    split = 1 << (len(lines) - 1).bit_length() - 1
    if index < split:
        return [*path_by_definition(index, lines[:split]), root_by_definition(lines[split:])]
    return [*path_by_definition(index - split, lines[split:]), root_by_definition(lines[:split])]


def some_lines(count: int) -> list[bytes]:
    return [b"line %d" % n for n in range(count)]


def root_of(lines: Sequence[bytes], *, at_once: int = 7) -> bytes:
    tree = MerkleRoot()
    for start in range(0, len(lines), at_once):
        tree.add(lines[start : start + at_once])
    assert tree.lines == len(lines)
    return tree.root()


def inclusion_path(lines: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    paths = InclusionPaths([index])
    for line in lines:
        paths.add(line)
    return paths.finish()[1][index]


@pytest.mark.parametrize("count", range(1, 9))
def test_roots_are_those_of_the_published_vectors(count: int) -> None:
    assert root_of(REFERENCE_LINES[:count]).hex() == REFERENCE_ROOTS[count - 1]


def test_no_lines_have_the_root_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT == root_by_definition([])
    assert InclusionPaths([]).finish() == (EMPTY_ROOT, {})


@pytest.mark.parametrize("count", [1, 2, 3, 1023, 1024, 1025, 2047, 2048, 2049, 3072, 4099])
@pytest.mark.parametrize("at_once", [1, 1000, 5000])
def test_however_lines_are_grouped_the_root_is_that_of_the_definition(count: int, at_once: int) -> None:
    lines = some_lines(count)
    assert root_of(lines, at_once=at_once) == root_by_definition(lines)


@given(st.integers(1, 70).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_each_line_has_the_path_of_the_definition_and_it_holds(place: tuple[int, int]) -> None:
    count, index = place
    lines = some_lines(count)
    path = inclusion_path(lines, index)
    assert list(path) == path_by_definition(index, lines)
    verify_inclusion(lines[index], index=index, count=count, path=path, root=root_of(lines))


def test_the_paths_of_several_lines_come_from_one_pass() -> None:
    lines = some_lines(1500)
    paths = InclusionPaths([0, 700, 1499])
    for line in lines:
        paths.add(line)
    root, found = paths.finish()
    assert root == root_of(lines)
    assert {index: list(path) for index, path in found.items()} == {
        index: path_by_definition(index, lines) for index in (0, 700, 1499)
    }


@pytest.mark.parametrize("count", [1, 2, 5, 8, 13])
def test_no_other_line_place_count_path_or_root_holds(count: int) -> None:
    lines = some_lines(count)
    root = root_of(lines)
    for index in range(count):
        path = inclusion_path(lines, index)

        def holds(
            line: bytes = lines[index],
            index: int = index,
            count: int = count,
            path: Sequence[bytes] = path,
            root: bytes = root,
        ) -> bool:
            try:
                verify_inclusion(line, index=index, count=count, path=path, root=root)
            except ProofFails:
                return False
            return True

        assert holds()
        assert not holds(line=b"another")
        assert not any(holds(index=other) for other in range(-1, count + 1) if other != index)
        assert not holds(path=[*path, leaf_hash(b"")])
        assert not path or not holds(path=path[1:])
        assert not path or not holds(path=path[:-1])
        for place, each in enumerate(path):
            assert not holds(path=[*path[:place], bytes([each[0] ^ 1]) + each[1:], *path[place + 1 :]])
            assert not holds(path=[*path[:place], each[:-1], *path[place + 1 :]])
        assert not holds(root=bytes([root[0] ^ 1]) + root[1:])


def test_a_line_that_is_not_there_has_no_path() -> None:
    with pytest.raises(ProofFails, match="there is no line 3: there are 3"):
        inclusion_path(some_lines(3), 3)


def test_a_node_cannot_be_shown_as_a_line() -> None:
    lines = some_lines(4)
    forged = leaf_hash(lines[0]) + leaf_hash(lines[1])
    (_, upper) = inclusion_path(lines, 0)
    with pytest.raises(ProofFails, match="do not lead to the root"):
        verify_inclusion(forged, index=0, count=2, path=[upper], root=root_of(lines))


@pytest.mark.parametrize(("before", "blocks", "rest"), [(0, 1, 0), (1, 2, 5), (2, 1, 0), (3, 2, 1)])
def test_blocks_whose_roots_were_taken_elsewhere_are_as_good_as_their_lines(
    before: int, blocks: int, rest: int
) -> None:
    lines = [str(n).encode() for n in range((before + blocks) * BLOCK_LINES + rest)]
    first, second = before * BLOCK_LINES, (before + blocks) * BLOCK_LINES
    whole, parted = MerkleRoot(), MerkleRoot()
    whole.add(lines)
    parted.add(lines[:first])
    parted.add_blocks(block_roots(lines[first:second]))
    parted.add(lines[second:])
    assert (parted.root(), parted.lines) == (whole.root(), whole.lines)


def test_a_block_cannot_begin_within_another() -> None:
    tree = MerkleRoot()
    tree.add([b"one line"])
    with pytest.raises(ProofFails):
        tree.add_blocks([EMPTY_ROOT])
