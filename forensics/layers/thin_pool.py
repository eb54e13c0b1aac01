"""Thin volumes: which chunk of the pool's data holds which chunk of a volume, as the pool's metadata say.

Every block of the metadata is held to its checksum. A chunk that was never written has no entry: it reads as
zeros by definition, or as the volume that it was made from.

Sources: Linux, Documentation/admin-guide/device-mapper/thin-provisioning.rst; drivers/md/dm-thin-metadata.c
(thin_disk_superblock, data mapping), drivers/md/persistent-data/dm-btree-internal.h (btree_node).
"""

import struct
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from forensics.crc32c import crc32c
from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage
from forensics.layers import Layer

_BLOCK_BYTES: Final = 4096  # dm-thin-metadata.h: THIN_METADATA_BLOCK_SIZE, 8 sectors
_SECTOR_BYTES: Final = 512
_MAGIC: Final = 27022010
_VERSIONS: Final = (1, 2)
_SUPERBLOCK_XOR: Final = 160774  # dm-thin-metadata.c: SUPERBLOCK_CSUM_XOR
_NODE_XOR: Final = 121107  # dm-btree-spine.c: BTREE_CSUM_XOR
_NODE: Final = struct.Struct("<IIQIIII")  # checksum, flags, block, entries, most entries, value bytes
_INNER, _LEAF = 1, 2
_MOST_DEEP: Final = 16  # a tree of 252 entries a node has five levels for all chunks there can be
_NODES_KEPT: Final = 256  # a mebibyte; reading goes through the leaves in order
_TIME_BITS: Final = 24  # dm-thin-metadata.c: pack_block_time
_NEEDS_CHECK: Final = 1
_CHUNK_SECTORS: Final = range(128, 2097152 + 1)  # thin-provisioning.rst: 64 KiB to 1 GiB


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    is_leaf: bool
    keys: tuple[int, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What the superblock of the metadata says."""

    mapping_root: int
    chunk_bytes: int
    blocks: int  # of the metadata that are here
    needs_check: bool


def read_pool(metadata: Layer) -> Pool:
    """Raise EvidenceUnreadable where the superblock is none, or damaged."""
    raw = metadata.read(0, _BLOCK_BYTES)
    if len(raw) < _BLOCK_BYTES or int.from_bytes(raw[32:40], "little") != _MAGIC:
        raise EvidenceUnreadable("The metadata of the thin pool have no superblock.")
    if _checksum(raw, _SUPERBLOCK_XOR) != int.from_bytes(raw[:4], "little"):
        raise EvidenceUnreadable("The superblock of the thin pool does not have the checksum it should.")
    (flags,) = struct.unpack_from("<I", raw, 4)
    (version,) = struct.unpack_from("<I", raw, 40)
    (mapping,) = struct.unpack_from("<Q", raw, 320)
    sectors, own_sectors = struct.unpack_from("<II", raw, 336)
    if (
        version not in _VERSIONS
        or own_sectors * _SECTOR_BYTES != _BLOCK_BYTES
        or sectors not in _CHUNK_SECTORS
    ):
        raise EvidenceUnreadable(f"The thin pool is of a kind that is not known here (version {version}).")
    return Pool(
        mapping_root=mapping,
        chunk_bytes=sectors * _SECTOR_BYTES,
        blocks=metadata.size_bytes // _BLOCK_BYTES,
        needs_check=bool(flags & _NEEDS_CHECK),
    )


class _Trees:
    """Look-ups in the trees of the metadata; the last nodes are kept."""

    def __init__(self, metadata: Layer, pool: Pool) -> None:
        self._metadata, self._pool = metadata, pool
        self._nodes: OrderedDict[int, _Node] = OrderedDict()

    def value_of(self, key: int, *, root: int) -> int | None:
        """The value of `key` in the tree at block `root`; `None` where it has none."""
        place = root
        for _ in range(_MOST_DEEP):
            node = self._node(place)
            at = bisect_right(node.keys, key) - 1
            if at < 0:
                return None
            if node.is_leaf:
                return node.values[at] if node.keys[at] == key else None
            place = node.values[at]
        raise EvidenceUnreadable(f"A tree of the thin pool is more than {_MOST_DEEP} levels deep.")

    def _node(self, block: int) -> _Node:
        if block in self._nodes:
            self._nodes.move_to_end(block)
            return self._nodes[block]
        node = self._read(block)
        self._nodes[block] = node
        if len(self._nodes) > _NODES_KEPT:
            self._nodes.popitem(last=False)
        return node

    def _read(self, block: int) -> _Node:
        if not 0 < block < self._pool.blocks:
            raise EvidenceUnreadable(f"A tree of the thin pool leads to block {block:,}, which is not there.")
        raw = self._metadata.read(block * _BLOCK_BYTES, _BLOCK_BYTES)
        checksum, flags, own, entries, most, value_bytes, _ = _NODE.unpack_from(raw)
        values_at = _NODE.size + 8 * most
        if _checksum(raw, _NODE_XOR) != checksum or own != block:
            raise EvidenceUnreadable(f"Block {block:,} of the metadata of the thin pool is damaged.")
        is_whole = entries <= most and values_at + 8 * entries <= _BLOCK_BYTES
        if flags not in (_INNER, _LEAF) or value_bytes != 8 or not is_whole:
            raise EvidenceUnreadable(f"Block {block:,} of the metadata of the thin pool is no such node.")
        return _Node(
            is_leaf=flags == _LEAF,
            keys=struct.unpack_from(f"<{entries}Q", raw, _NODE.size),
            values=struct.unpack_from(f"<{entries}Q", raw, values_at),
        )


def _checksum(raw: bytes, last: int) -> int:
    """dm-block-manager.c: the CRC-32C of all behind the checksum, not inverted, and a number of each kind."""
    return crc32c(raw[4:]) ^ 0xFFFFFFFF ^ last


class ThinLayer:
    """The thin volume `device` of a pool. `below` is what it shows where nothing was written to it."""

    def __init__(
        self, metadata: Layer, data: Layer, *, device: int, size_bytes: int, below: Layer | None = None
    ) -> None:
        self._metadata, self._data, self._below = metadata, data, below
        self._device = device
        self.size_bytes = size_bytes
        pool = read_pool(metadata)
        self._chunk_bytes = pool.chunk_bytes
        self._trees = _Trees(metadata, pool)
        root = self._trees.value_of(device, root=pool.mapping_root)
        if root is None:
            raise EvidenceUnreadable(f"The thin pool knows no volume of the number {device}.")
        self._root = root

    def read(self, offset: int, length: int) -> bytes:
        data = bytearray(max(0, min(length, self.size_bytes - offset)))
        self.read_into(offset, memoryview(data))
        return bytes(data)

    def read_into(self, offset: int, view: memoryview) -> int:
        wanted = max(0, min(len(view), self.size_bytes - offset))
        done = 0
        while done < wanted:
            chunk, within = divmod(offset + done, self._chunk_bytes)
            part = view[done : done + min(wanted - done, self._chunk_bytes - within)]
            self._read_chunk(chunk, within, part)
            done += len(part)
        return done

    def _read_chunk(self, chunk: int, within: int, part: memoryview) -> None:
        value = self._trees.value_of(chunk, root=self._root)
        if value is None:
            self._read_unwritten(chunk * self._chunk_bytes + within, part)
            return
        place = (value >> _TIME_BITS) * self._chunk_bytes + within
        if self._data.read_into(place, part) != len(part):
            raise EvidenceUnreadable(f"The data of the thin pool end before their byte {place:,}.")

    def _read_unwritten(self, offset: int, part: memoryview) -> None:
        """Zeros by the pool's own definition, but for what the volume below has there."""
        got = 0 if self._below is None else self._below.read_into(offset, part)
        part[got:] = bytes(len(part) - got)

    def for_thread(self, image: EvidenceImage) -> "ThinLayer":
        below = None if self._below is None else self._below.for_thread(image)
        return ThinLayer(
            self._metadata.for_thread(image),
            self._data.for_thread(image),
            device=self._device,
            size_bytes=self.size_bytes,
            below=below,
        )

    def close(self) -> None:
        for layer in (self._metadata, self._data, *([] if self._below is None else [self._below])):
            layer.close()
