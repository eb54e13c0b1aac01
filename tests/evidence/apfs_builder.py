"""Builds APFS containers from what Apple's reference says, since no tool here writes files into one.

Shares no code with the reader but the checksum, which the reader's own test holds against a published image.
"""

import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forensics.filesystems.apfs_blocks import checksum

BLOCK = 4096
DATA_TIME = 1_700_000_000_123_456_789
VOLUME_UUID = bytes(range(16))
_TRANSACTION = 7
_DESCRIPTORS, _DATA_AREA = 1, 9  # first blocks; eight blocks each
_EPHEMERAL, _PHYSICAL = 0x80000000, 0x40000000
_INODE_KIND, _ATTRIBUTE_KIND, _EXTENT_KIND, _NAME_KIND = 3, 4, 8, 9
_CHUNK_BLOCKS = 8 * BLOCK
_FILE, _FOLDER, _LINK = 0x81A4, 0x41ED, 0xA1ED
_UNIX_KIND = {_FILE: 8, _FOLDER: 4, _LINK: 10}

_ENCRYPTED = 4  # of an object map's value
_HAS_ONE_KEY, _IN_SOFTWARE = 8, 4  # of a volume; of a container
Record = tuple[bytes, bytes]
Seal = Callable[[bytes, int], bytes]
"""`seal(data, block)`: whole blocks, encrypted as if the first were that block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A file by its path. `pieces`: its content, `None` for a hole of one block."""

    content: bytes = b""
    pieces: Sequence[bytes | None] = ()
    attributes: Mapping[str, bytes] = field(default_factory=dict)
    flags: int = 0
    is_compressed: bool = False  # it has no content of its own
    clone_of: str | None = None
    link_of: str | None = None  # one more name of that file
    target: str | None = None  # a symbolic link


@dataclass
class Builder:
    """Blocks as they are given away, and records as they are gathered."""

    blocks: dict[int, bytes] = field(default_factory=dict)
    next_block: int = 17
    next_number: int = 1030
    next_file: int = 16
    records: list[Record] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    streams: dict[str, tuple[int, int]] = field(default_factory=dict)  # number of the content, bytes
    places: dict[int, int] = field(default_factory=dict)  # block by number of an object
    counts: dict[int, int] = field(default_factory=lambda: {_FILE: 0, _FOLDER: 0, _LINK: 0})
    seal: Seal | None = None
    moved: int = 0  # blocks behind its place for which a content is sealed

    def put(self, data: bytes) -> int:
        block = self.next_block
        for at in range(0, len(data), BLOCK):
            self.blocks[self.next_block] = data[at : at + BLOCK].ljust(BLOCK, b"\0")
            self.next_block += 1
        return block

    def put_sealed(self, data: bytes, *, moved: int = 0) -> int:
        if self.seal is None:
            return self.put(data)
        whole = data.ljust(-(-len(data) // BLOCK) * BLOCK, b"\0")
        return self.put(self.seal(whole, self.next_block + moved))


def an_apfs_container(
    files: Mapping[str, Planted],
    *,
    snapshots: Sequence[tuple[str, int]] = (),
    is_encrypted: bool = False,
    features: int = 2,
    seal: Seal | None = None,
    moved: int = 0,
) -> bytes:
    """A container with one volume, "Evidence", that holds `files` and the folders above them."""
    made = Builder(seal=seal, moved=moved)
    _plant(made, files)
    root = _tree(made, sorted(made.records, key=_order), kind=2, subtype=14, numbers=True)
    volume_map = _object_map(made, made.places, is_encrypted=seal is not None)
    made.places.clear()
    snapshot_tree = _tree(made, [_snapshot(*each) for each in snapshots], kind=2, subtype=16)
    volume = made.put(
        _volume(made, volume_map, root, snapshot_tree, len(snapshots), is_encrypted=is_encrypted)
    )
    return _finished(
        made, _object_map(made, {1026: volume}), features=features, flags=_IN_SOFTWARE if is_encrypted else 0
    )


def _plant(made: Builder, files: Mapping[str, Planted]) -> None:
    _add_folder(made, "", 2, parent=1, name="root", children=_inside(files, ""))
    _add_folder(made, "private-dir", 3, parent=1, name="private-dir", children=0)
    links = Counter(planted.link_of for planted in files.values())
    for path, planted in files.items():
        parts = path.split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            if folder not in made.numbers:
                _add_folder(made, folder, _new(made), parent=made.numbers["/".join(parts[: depth - 1])],
                            name=parts[depth - 1], children=_inside(files, folder))  # fmt: skip
                made.counts[_FOLDER] += 1
        _add_file(made, path, planted, parent=made.numbers["/".join(parts[:-1])], links=1 + links[path])


def _new(made: Builder) -> int:
    made.next_file += 1
    return made.next_file - 1


def _inside(files: Mapping[str, Planted], folder: str) -> int:
    start = f"{folder}/" if folder else ""
    return len({path[len(start) :].split("/")[0] for path in files if path.startswith(start)})


def _key(number: int, kind: int) -> bytes:
    return struct.pack("<Q", kind << 60 | number)


def _name(made: Builder, parent: int, name: str, number: int, mode: int) -> None:
    raw = name.encode() + b"\0"
    hashed = (zlib.crc32(raw) & 0x3FFFFF) << 10 | len(raw)
    key = _key(parent, _NAME_KIND) + struct.pack("<I", hashed) + raw
    made.records.append((key, struct.pack("<QQH", number, DATA_TIME, _UNIX_KIND[mode])))


def _inode(
    number: int, *, parent: int, name: str, mode: int, stream: int, links: int, flags: int,
    size_bytes: int | None = None, is_sparse: bool = False,
) -> Record:  # fmt: skip
    raw = name.encode() + b"\0"
    fields, data = [struct.pack("<BBH", 4, 2, len(raw))], raw.ljust(-(-len(raw) // 8) * 8, b"\0")
    if size_bytes is not None:
        fields.append(struct.pack("<BBH", 8, 0x20, 40))
        data += struct.pack("<QQQQQ", size_bytes, -(-size_bytes // BLOCK) * BLOCK, 0, 0, 0)
    value = struct.pack(
        "<QQQQQQQiIIIIIHHQ", parent, stream, *([DATA_TIME] * 4), 0x8000 | (0x200 if is_sparse else 0), links,
        0, 1, flags, 99, 99, mode, 0, 0,
    )  # fmt: skip
    return _key(number, _INODE_KIND), value + struct.pack("<HH", len(fields), len(data)) + b"".join(
        fields
    ) + data


def _add_folder(made: Builder, path: str, number: int, *, parent: int, name: str, children: int) -> None:
    made.numbers[path] = number
    made.records.append(
        _inode(number, parent=parent, name=name, mode=_FOLDER, stream=number, links=children, flags=0)
    )
    _name(made, parent, name, number, _FOLDER)


def _add_file(made: Builder, path: str, planted: Planted, *, parent: int, links: int) -> None:
    name = path.rsplit("/", 1)[-1]
    if planted.link_of is not None:
        _name(made, parent, name, made.numbers[planted.link_of], _FILE)
        return
    number = made.numbers[path] = _new(made)
    mode = _FILE if planted.target is None else _LINK
    made.counts[mode] += 1
    attributes = dict(planted.attributes)
    if planted.target is not None:
        attributes["com.apple.fs.symlink"] = planted.target.encode() + b"\0"
    if planted.clone_of is not None:
        stream, size_bytes = made.streams[planted.clone_of]
    else:
        stream, size_bytes = number, _content(made, number, planted)
    made.streams[path] = stream, size_bytes
    has_stream = planted.target is None and not planted.is_compressed
    made.records.append(
        _inode(number, parent=parent, name=name, mode=mode, stream=stream, links=links, flags=planted.flags,
               size_bytes=size_bytes if has_stream else None, is_sparse=None in planted.pieces)
    )  # fmt: skip
    _name(made, parent, name, number, mode)
    for title, value in attributes.items():
        made.records.append(_attribute(made, number, title, value))


def _content(made: Builder, number: int, planted: Planted) -> int:
    if planted.content:
        made.records.append(_placed(made, number, 0, planted.content))
        return len(planted.content)
    at = 0
    for piece in planted.pieces:
        made.records.append(
            _extent(number, at, 0, BLOCK, 0) if piece is None else _placed(made, number, at, piece)
        )
        at += BLOCK if piece is None else len(piece)
    return at


def _placed(made: Builder, number: int, at: int, content: bytes) -> Record:
    block = made.put_sealed(content, moved=made.moved)
    first = 0 if made.seal is None else block + made.moved
    return _extent(number, at, block, len(content), first)


def _extent(number: int, at: int, block: int, length: int, first: int) -> Record:
    whole = -(-length // BLOCK) * BLOCK
    return _key(number, _EXTENT_KIND) + struct.pack("<Q", at), struct.pack("<QQQ", whole, block, first)


def _attribute(made: Builder, number: int, name: str, value: bytes) -> Record:
    raw = name.encode() + b"\0"
    key = _key(number, _ATTRIBUTE_KIND) + struct.pack("<H", len(raw)) + raw
    if len(value) <= 3804:
        return key, struct.pack("<HH", 2, len(value)) + value
    stream = _new(made)
    made.records.append(_placed(made, stream, 0, value))
    return key, struct.pack("<HHQQQQQQ", 1, 48, stream, len(value), len(value), 0, 0, 0)


def _order(record: Record) -> tuple[int, int, bytes]:
    (head,) = struct.unpack_from("<Q", record[0])
    rest = record[0][8:]
    kind = head >> 60
    return head & (1 << 60) - 1, kind, rest[::-1] if kind == _EXTENT_KIND else rest


def _snapshot(name: str, created_ns: int) -> Record:
    raw = name.encode() + b"\0"
    value = struct.pack("<QQQQQIIH", 0, 0, created_ns, created_ns, 0, 0, 0, len(raw)) + raw
    return _key(created_ns & 0xFFFF, 1), value


def _tree(
    made: Builder, records: Sequence[Record], *, kind: int, subtype: int, numbers: bool = False,
    fixed: tuple[int, int] = (0, 0),
) -> int:  # fmt: skip
    """The root's number (`numbers`) or block. Children are named alike."""
    level, count = 0, len(records)
    nodes = _nodes(records, fixed)
    while True:
        flags = (2 if level == 0 else 0) | (4 if fixed[0] else 0) | (1 if len(nodes) == 1 else 0)
        named = []
        for kept in nodes:
            number = made.next_number if numbers else made.next_block
            made.next_number += numbers
            storage = 0 if numbers else _PHYSICAL
            info = _info(fixed, count, numbers=numbers) if flags & 1 else b""
            data = _node(kept, flags, level, fixed, info)
            form = (2 if flags & 1 else 3) | storage
            node = _object(data, number, form, subtype)
            block = made.put_sealed(node) if numbers else made.put(node)
            made.places[number] = block if numbers else made.places.get(number, block)
            named.append((kept[0][0] if kept else b"", struct.pack("<Q", number)))
        if len(nodes) == 1:
            return int.from_bytes(named[0][1], "little")
        level += 1
        nodes = _nodes(named, fixed)


def _nodes(records: Sequence[Record], fixed: tuple[int, int]) -> list[list[Record]]:
    nodes: list[list[Record]] = [[]]
    room = BLOCK - 56 - 40 - 16
    left = room
    for key, value in records:
        need = len(key) + max(len(value), fixed[1]) + 8
        if need > left:
            nodes.append([])
            left = room
        nodes[-1].append((key, value))
        left -= need
    return nodes


def _node(records: Sequence[Record], flags: int, level: int, fixed: tuple[int, int], info: bytes) -> bytes:
    table, keys, values = b"", b"", b""
    for key, value in records:
        at = len(keys), len(values) + len(value)
        table += (
            struct.pack("<HH", *at) if fixed[0] else struct.pack("<HHHH", at[0], len(key), at[1], len(value))
        )
        keys, values = keys + key, value + values
    head = struct.pack("<HHIHHHHHHHH", flags, level, len(records), 0, len(table), 0, 0, 0xFFFF, 0, 0xFFFF, 0)
    front = head + table + keys
    return front.ljust(BLOCK - 32 - len(values) - len(info), b"\0") + values + info


def _info(fixed: tuple[int, int], count: int, *, numbers: bool) -> bytes:
    return struct.pack("<IIIIIIQQ", 0 if numbers else 0x10, BLOCK, *fixed, 64, 64, count, 1)


def _object(body: bytes, number: int, kind: int, subtype: int = 0) -> bytes:
    data = bytes(8) + struct.pack("<QQII", number, _TRANSACTION, kind, subtype) + body
    data = data.ljust(-(-len(data) // BLOCK) * BLOCK, b"\0")
    return checksum(data).to_bytes(8, "little") + data[8:]


def resealed(data: bytearray, block: int) -> None:
    """The right checksum for a block that a test changed."""
    start = block * BLOCK
    data[start : start + 8] = checksum(bytes(data[start : start + BLOCK])).to_bytes(8, "little")


def _object_map(made: Builder, places: Mapping[int, int], *, is_encrypted: bool = False) -> int:
    flags = _ENCRYPTED if is_encrypted else 0
    records = [
        (struct.pack("<QQ", number, _TRANSACTION), struct.pack("<IIQ", flags, BLOCK, block))
        for number, block in sorted(places.items())
    ]
    root = _tree(made, records, kind=2, subtype=11, fixed=(16, 16))
    body = struct.pack("<IIIIQQQQQ", 1, 0, 2 | _PHYSICAL, 2 | _PHYSICAL, root, 0, 0, 0, 0)
    return made.put(_object(body, made.next_block, 11 | _PHYSICAL))


def _volume(
    made: Builder, volume_map: int, root: int, snapshots: int, count: int, *, is_encrypted: bool
) -> bytes:
    body = bytearray(BLOCK - 32)
    struct.pack_into("<4sIQQQ", body, 0, b"APSB", 0, 2, 0, 1)
    struct.pack_into("<IIIQQQQ", body, 84, 2, 2, 2 | _PHYSICAL, volume_map, root, 0, snapshots)
    struct.pack_into("<QQQQQQ", body, 144, made.next_file, *made.counts.values(), 0, count)
    body[208:224] = VOLUME_UUID
    struct.pack_into("<QQ", body, 224, DATA_TIME, _HAS_ONE_KEY if is_encrypted else 1)
    body[672:680] = b"Evidence"
    struct.pack_into("<H", body, 932, 0x40)
    return _object(bytes(body), 1026, 13)


def _finished(made: Builder, map_block: int, *, features: int, flags: int) -> bytes:
    marked = made.next_block + 1 + -(-(made.next_block + 50) // _CHUNK_BLOCKS)  # this far all is in use
    blocks = marked + 10
    chunks = [_chunk(made, first, blocks, marked) for first in range(0, blocks, _CHUNK_BLOCKS)]
    lists = made.put(
        _object(struct.pack("<II", 0, len(chunks)) + b"".join(chunks), made.next_block, 7 | _PHYSICAL)
    )
    space = bytearray(BLOCK - 32)
    struct.pack_into("<IIII", space, 0, BLOCK, 8 * BLOCK, 126, 507)
    struct.pack_into("<QQIIQI", space, 16, blocks, len(chunks), 1, 0, blocks - marked, 2048)
    struct.pack_into("<Q", space, 2048 - 32, lists)
    made.blocks[_DATA_AREA] = _object(bytes(space), 1024, 5 | _EPHEMERAL)
    mapping = struct.pack("<IIIIQQQ", 5 | _EPHEMERAL, 0, BLOCK, 0, 0, 1024, _DATA_AREA)
    made.blocks[_DESCRIPTORS] = _object(struct.pack("<II", 1, 1) + mapping, 1, 12 | _PHYSICAL)
    superblock = _superblock(blocks, map_block, features, flags)
    made.blocks[_DESCRIPTORS + 1] = made.blocks[0] = _object(superblock, 1, 1 | _EPHEMERAL)
    return b"".join(made.blocks.get(number, bytes(BLOCK)) for number in range(blocks))


def _chunk(made: Builder, first: int, blocks: int, marked: int) -> bytes:
    count = min(_CHUNK_BLOCKS, blocks - first)
    used = max(0, min(count, marked - first))
    bits = made.put(((1 << used) - 1).to_bytes(BLOCK, "little"))
    return struct.pack("<QQIIQ", _TRANSACTION, first, count, count - used, bits)


def _superblock(blocks: int, map_block: int, features: int, flags: int) -> bytes:
    body = bytearray(1408 - 32)
    struct.pack_into(
        "<4sIQQQQ16sQQ", body, 0, b"NXSB", BLOCK, blocks, 0, 0, features, VOLUME_UUID[::-1], 2000, 8
    )
    struct.pack_into("<IIQQIIIIII", body, 72, 8, 8, _DESCRIPTORS, _DATA_AREA, 2, 1, 0, 2, 0, 1)
    struct.pack_into("<QQQIIQ", body, 120, 1024, map_block, 0, 0, 1, 1026)
    struct.pack_into("<Q", body, 1232, flags)
    return bytes(body)


def of_names(count: int, *, folder: str = "large") -> dict[str, Planted]:
    """Files of one block's content each in one folder."""
    return {
        f"{folder}/a file with the number {number}": Planted(content=b"%d" % number)
        for number in range(count)
    }


def folder_blocks(image: bytes, *, subtype: int = 14, levels: Iterable[int] = (0,)) -> list[int]:
    """The nodes of the tree of files, of these levels."""
    found = []
    for block in range(len(image) // BLOCK):
        _, _, _, kind, sub, _, level = struct.unpack_from("<QQQIIHH", image, block * BLOCK)
        if kind & 0xFFFF in (2, 3) and sub == subtype and level in levels:
            found.append(block)
    return found
