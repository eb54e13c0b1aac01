"""Forks and extended attributes of HFS+ from its own catalog and attribute trees.

The Sleuth Kit gives nothing at all for a file one of whose extended attributes is too long for the tree,
leaves such attributes out, and takes compressed files for empty. This reader knows only where the bytes lie;
listing, names and times stay with TSK.

Source: Apple, Technical Note TN1150, "B-Trees", "Catalog File" and "Attributes File"; the inline-data record,
which TN1150 leaves open, as in Apple's xnu, bsd/hfs/hfs_format.h.
"""

import itertools
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from forensics.errors import EvidenceUnreadable, ShortRead

_CATALOG_FILE = 4
_ATTRIBUTES_FILE = 8
_HEADER_PLACE = 1024
_PIECE_BYTES = 1024 * 1024
_LARGEST_TREE_BYTES = 4 << 30
_LEAF = -1
_FILE_RECORD = 2
_FILE_RECORD_BYTES = 248
_DATA_FORK = 0x00
_RESOURCE_FORK = 0xFF
_ATTRIBUTE_INLINE = 0x10
_ATTRIBUTE_FORK = 0x20
_ATTRIBUTE_MORE = 0x30
_EXTENTS_IN_RECORD = 8
_NODE_HEAD = struct.Struct(">IIbBHH")  # next, previous, kind, height, records, reserved

Runs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """Content of `size_bytes`: in the tree itself (`inline`) or in runs of (first block, blocks)."""

    size_bytes: int
    name: bytes = b""  # of an extended attribute
    runs: Runs = ()
    inline: bytes | None = None


class HfsForks:
    """The forks of one volume, all trees read when it is made; raises EvidenceUnreadable where one is
    damaged.

    `read(offset, length)` reads inside the volume.
    """

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        self._read = read
        self._data: dict[int, Fork] = {}
        self._resource: dict[int, Fork] = {}
        self._attributes: dict[int, list[Fork]] = {}
        try:
            self._base = embedded_offset(read)
            self._load(read(self._base + _HEADER_PLACE, 512))
        except (struct.error, UnicodeDecodeError) as trouble:
            raise EvidenceUnreadable(
                "A tree of the HFS+ volume is damaged: a record is cut off."
            ) from trouble

    def _load(self, header: bytes) -> None:
        self.block_bytes = int.from_bytes(header[40:44], "big")
        overflow = _overflow(self._tree(_fork(header[192:])))
        catalog = _whole(_fork(header[272:]), overflow.get((_CATALOG_FILE, _DATA_FORK), ()))
        attributes = _whole(_fork(header[352:]), overflow.get((_ATTRIBUTES_FILE, _DATA_FORK), ()))
        for number, data, resource in _file_records(self._tree(catalog)):
            self._data[number] = _whole(data, overflow.get((number, _DATA_FORK), ()))
            if resource.size_bytes:
                self._resource[number] = _whole(resource, overflow.get((number, _RESOURCE_FORK), ()))
        self._attributes = _attributes(self._tree(attributes))

    def _tree(self, fork: Fork) -> bytes:
        if fork.size_bytes > _LARGEST_TREE_BYTES:
            raise EvidenceUnreadable("A tree of the HFS+ volume is too large to be true.")
        return b"".join(self.chunks(fork))

    def extents(self, fork: Fork) -> tuple[tuple[int, int], ...]:
        """(offset in the volume, length) of the fork's bytes; raise ShortRead where its runs end before its
        size.
        """
        found = []
        left = fork.size_bytes
        for start, blocks in fork.runs:
            length = min(left, blocks * self.block_bytes)
            if length:
                found.append((self._base + start * self.block_bytes, length))
            left -= length
        if left:
            raise ShortRead(
                f"The runs of the fork end {left:,} bytes before its size; no digest is recorded."
            )
        return tuple(found)

    def chunks(self, fork: Fork) -> Iterator[bytes]:
        """The fork's bytes, all `size_bytes` of them, in pieces of up to 1 MiB."""
        if fork.inline is not None:
            if len(fork.inline) != fork.size_bytes:
                raise ShortRead("The extended attribute ends before its size; no digest is recorded.")
            yield fork.inline
            return
        for offset, length in self.extents(fork):
            for done in range(0, length, _PIECE_BYTES):
                wanted = min(_PIECE_BYTES, length - done)
                piece = self._read(offset + done, wanted)
                if len(piece) != wanted:
                    raise ShortRead(
                        f"The image ends inside the fork, at byte {offset + done + len(piece):,} of the "
                        "volume."
                    )
                yield piece

    def data_fork(self, file_number: int) -> Fork | None:
        return self._data.get(file_number)

    def resource_fork(self, file_number: int) -> Fork | None:
        """The resource fork, `None` where it is empty."""
        return self._resource.get(file_number)

    def attributes(self, file_number: int) -> tuple[Fork, ...]:
        """The extended attributes of a file or folder in the order of the tree."""
        return tuple(self._attributes.get(file_number, ()))


def embedded_offset(read: Callable[[int, int], bytes]) -> int:
    """Where the HFS+ volume begins: 0, or its place inside an HFS wrapper (TN1150, "HFS Wrapper")."""
    header = read(_HEADER_PLACE, 512)
    if header[:2] != b"BD":
        return 0
    block_bytes = int.from_bytes(header[20:24], "big")
    first = int.from_bytes(header[28:30], "big") * 512
    return first + int.from_bytes(header[126:128], "big") * block_bytes


def _file_records(tree: bytes) -> Iterator[tuple[int, Fork, Fork]]:
    for record in _leaf_records(tree):
        body = _body(record)
        if len(body) >= _FILE_RECORD_BYTES and int.from_bytes(body[:2], "big") == _FILE_RECORD:
            yield int.from_bytes(body[8:12], "big"), _fork(body[88:]), _fork(body[168:])


def _overflow(tree: bytes) -> dict[tuple[int, int], Runs]:
    """The runs beyond the first eight, by file and fork; the tree keeps them in order."""
    found: dict[tuple[int, int], Runs] = {}
    for record in _leaf_records(tree):
        _, fork, _, number, _ = struct.unpack_from(">HBBII", record)
        found[number, fork] = found.get((number, fork), ()) + _runs(_body(record))
    return found


def _attributes(tree: bytes) -> dict[int, list[Fork]]:
    found: defaultdict[int, list[Fork]] = defaultdict(list)
    for record in _leaf_records(tree):
        _, _, number, _, letters = struct.unpack_from(">HHIIH", record)
        text = record[14 : 14 + 2 * letters].decode("utf-16-be", "surrogatepass")
        name = text.encode("utf-8", "surrogatepass")
        body = _body(record)
        kind = int.from_bytes(body[:4], "big")
        if kind == _ATTRIBUTE_INLINE:
            length = int.from_bytes(body[12:16], "big")
            found[number].append(Fork(name=name, size_bytes=length, inline=body[16 : 16 + length]))
        elif kind == _ATTRIBUTE_FORK:
            found[number].append(replace(_fork(body[8:]), name=name))
        elif kind == _ATTRIBUTE_MORE and found[number] and found[number][-1].name == name:
            found[number][-1] = _whole(found[number][-1], _runs(body[8:]))
    return dict(found)


def _body(record: bytes) -> bytes:
    key_bytes = 2 + int.from_bytes(record[:2], "big")
    return record[key_bytes + key_bytes % 2 :]


def _fork(data: bytes) -> Fork:
    return Fork(size_bytes=int.from_bytes(data[:8], "big"), runs=_runs(data[16:]))


def _whole(fork: Fork, more: Runs) -> Fork:
    return replace(fork, runs=fork.runs + more) if more else fork


def _runs(data: bytes) -> Runs:
    pairs = (struct.unpack_from(">II", data, 8 * place) for place in range(_EXTENTS_IN_RECORD))
    return tuple((start, blocks) for start, blocks in pairs if blocks)


def _leaf_records(tree: bytes) -> Iterator[bytes]:
    """The records of all leaves in key order; raise EvidenceUnreadable where the tree is broken."""
    if len(tree) < 512:
        return
    first_leaf, _, node_bytes = struct.unpack_from(">IIH", tree, _NODE_HEAD.size + 10)
    node = first_leaf
    seen = 0
    while node:
        start = node * node_bytes
        seen += node_bytes or len(tree)
        if start + node_bytes > len(tree) or seen > len(tree):
            raise EvidenceUnreadable(
                "A tree of the HFS+ volume is damaged: its leaves run in a circle or past its end."
            )
        following, _, kind, _, records, _ = _NODE_HEAD.unpack_from(tree, start)
        if kind != _LEAF:
            raise EvidenceUnreadable("A tree of the HFS+ volume is damaged: a node among its leaves is none.")
        yield from _records(tree[start : start + node_bytes], records)
        node = following


def _records(node: bytes, count: int) -> Iterator[bytes]:
    if 2 * (count + 1) > len(node):
        raise EvidenceUnreadable(
            "A tree of the HFS+ volume is damaged: a node counts more records than it can hold."
        )
    places = [int.from_bytes(node[len(node) - 2 * (k + 1) :][:2], "big") for k in range(count + 1)]
    for start, stop in itertools.pairwise(places):
        if not _NODE_HEAD.size <= start < stop <= len(node):
            raise EvidenceUnreadable("A tree of the HFS+ volume is damaged: a record lies outside its node.")
        yield node[start:stop]
