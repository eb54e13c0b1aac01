"""HFS+ volumes byte by byte (Apple, Technical Note TN1150), since no tool that makes them runs everywhere.

The volumes are HFSX with binary comparison of names, so that the order of keys is the order of bytes.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

BLOCK = 4096
MADE = 3_600_000_000  # seconds from 1904
ROOT = 2
FILE_LINKS, FOLDER_LINKS = 16, 17  # numbers of the private folders
FILE_LINKS_NAME = "\0\0\0\0HFS+ Private Data"
FOLDER_LINKS_NAME = ".HFS+ Private Directory Data\r"
HEADER, INDEX, LEAF = 1, 0, -1
MAP_BLOCK = 1
# The Sleuth Kit does not list a folder whose thread record lies in the last 520 bytes of its node.
TSK_ROOM = 520


def key_of(number: int, name: str) -> bytes:
    """The key of a catalog record."""
    letters = name.encode("utf-16-be")
    return struct.pack(">HIH", 6 + len(letters), number, len(letters) // 2) + letters


def attribute_key(number: int, name: str, *, first_block: int = 0) -> bytes:
    letters = name.encode("utf-16-be")
    return struct.pack(">HHIIH", 12 + len(letters), 0, number, first_block, len(letters) // 2) + letters


def overflow_key(number: int, first_block: int, *, kind: int = 0) -> bytes:
    return struct.pack(">HBBII", 10, kind, 0, number, first_block)


def a_fork(size: int, *runs: tuple[int, int]) -> bytes:
    blocks = sum(count for _, count in runs)
    packed = b"".join(struct.pack(">II", *run) for run in runs[:8])
    return struct.pack(">QII", size, 0, blocks) + packed.ljust(64, b"\0")


def eight_runs(*runs: tuple[int, int]) -> bytes:
    return b"".join(struct.pack(">II", *run) for run in runs).ljust(64, b"\0")


def inline(content: bytes) -> bytes:
    """The body of an attribute whose content stands in the tree."""
    return struct.pack(">IIII", 0x10, 0, 0, len(content)) + content + bytes(len(content) % 2)


def in_runs(size: int, *runs: tuple[int, int]) -> bytes:
    """The body of an attribute whose content stands in blocks of its own."""
    return struct.pack(">II", 0x20, 0) + a_fork(size, *runs)


def a_node(
    kind: int, records: Sequence[bytes], *, node_bytes: int, following: int = 0, height: int = 1
) -> bytes:
    node = bytearray(struct.pack(">IIbBHH", following, 0, kind, height, len(records), 0))
    places = []
    for record in records:
        places.append(len(node))
        node += record
    places.append(len(node))
    table = b"".join(struct.pack(">H", place) for place in reversed(places))
    return bytes(node).ljust(node_bytes - len(table), b"\0") + table


def a_tree(
    records: Sequence[tuple[bytes, bytes]], *, node_bytes: int = BLOCK, index_key_bytes: int = 0
) -> bytes:
    """A B-tree of (key, body) in the order of keys, with as many levels of index as it takes.

    `index_key_bytes` is the fixed length of the keys in index nodes, 0 where it varies.
    """
    nodes: list[bytes] = [b""]
    level = _packed(records, node_bytes)
    first, height = 1, 0
    while level:
        height += 1
        above = []
        for place, group in enumerate(level):
            number = len(nodes)
            following = number + 1 if place + 1 < len(level) else 0
            joined = [key + bytes(len(key) % 2) + body for key, body in group]
            kind = LEAF if height == 1 else INDEX
            nodes.append(a_node(kind, joined, node_bytes=node_bytes, following=following, height=height))
            key = group[0][0]
            above.append((key.ljust(2 + index_key_bytes, b"\0"), struct.pack(">I", number)))
        if len(level) == 1:
            break
        level = _packed(above, node_bytes)
    last_leaf = sum(1 for node in nodes[1:] if node[8] == 0xFF)
    root = len(nodes) - 1 if height else 0
    numbers = (height, root, len(records), first if height else 0, last_leaf, node_bytes, 516, len(nodes), 0)
    header = struct.pack(">HIIIIHHII", *numbers) + struct.pack(">HIBBI", 0, BLOCK, 0, 0xBC, 6)
    used = b"\xff" * (len(nodes) // 8) + bytes([0xFF << (8 - len(nodes) % 8) & 0xFF])
    header_records = [header.ljust(106, b"\0"), bytes(128), used.ljust(node_bytes - 256, b"\0")]
    nodes[0] = a_node(HEADER, header_records, node_bytes=node_bytes, height=0)
    return b"".join(nodes)


def _packed(records: Sequence[tuple[bytes, bytes]], node_bytes: int) -> list[list[tuple[bytes, bytes]]]:
    groups: list[list[tuple[bytes, bytes]]] = []
    room = 0
    for key, body in records:
        needed = len(key) + len(key) % 2 + len(body) + 2
        if needed > room:
            groups.append([])
            room = node_bytes - 14 - 2 - TSK_ROOM
        groups[-1].append((key, body))
        room -= needed
    return groups


@dataclass
class HfsBuilder:
    """Collects what is to be on a volume; `image()` makes it."""

    blocks: int = 1024
    catalog: list[tuple[bytes, bytes]] = field(default_factory=list)
    attributes: list[tuple[bytes, bytes]] = field(default_factory=list)
    overflow: list[tuple[bytes, bytes]] = field(default_factory=list)
    contents: dict[int, bytes] = field(default_factory=dict)
    files: int = 0
    folders: int = -1  # the root is not counted
    next_number: int = 18
    free_block: int = 512
    node_bytes: int = BLOCK

    def __post_init__(self) -> None:
        self.folder("Volume", parent=1, number=ROOT)

    def private_folders(self) -> None:
        self.folder(FILE_LINKS_NAME, parent=ROOT, number=FILE_LINKS)
        self.folder(FOLDER_LINKS_NAME, parent=ROOT, number=FOLDER_LINKS)

    def number(self, wanted: int | None = None) -> int:
        if wanted is not None:
            return wanted
        self.next_number += 1
        return self.next_number - 1

    def put(self, content: bytes, *, pieces: int = 1) -> tuple[tuple[int, int], ...]:
        """The content in `pieces` runs that do not touch; gives the runs."""
        runs = []
        each = -(-len(content) // (BLOCK * pieces)) * BLOCK
        for start in range(0, len(content), each or 1):
            part = content[start : start + each]
            count = -(-len(part) // BLOCK)
            self.contents[self.free_block] = part
            runs.append((self.free_block, count))
            self.free_block += count + 1
        return tuple(runs)

    def folder(self, name: str, *, parent: int = ROOT, number: int | None = None, valence: int = 0) -> int:
        number = self.number(number)
        body = struct.pack(">HHII5I", 1, 0, valence, number, *[MADE] * 5) + _mode(0x41ED, 0)
        self._add(parent, name, number, body.ljust(88, b"\0"), thread=3)
        self.folders += 1
        return number

    def file(
        self,
        name: str,
        content: bytes = b"",
        *,
        parent: int = ROOT,
        number: int | None = None,
        mode: int = 0x81A4,
        resource: bytes = b"",
        pieces: int = 1,
        special: int = 0,
        finder: bytes = bytes(8),
        times: tuple[int, int, int, int] = (MADE, MADE + 1, MADE + 2, MADE + 3),
        data: bytes | None = None,
    ) -> int:
        """A file of `content`; `data` is a fork to take in place of it."""
        number = self.number(number)
        runs = self.put(content, pieces=pieces)
        for first in range(8, len(runs), 8):
            before = sum(count for _, count in runs[:first])
            self.overflow.append((overflow_key(number, before), eight_runs(*runs[first : first + 8])))
        body = struct.pack(">HHII5I", 2, 2, 0, number, *times, 0) + _mode(mode, special) + finder
        forks = (data or a_fork(len(content), *runs)) + a_fork(len(resource), *self.put(resource))
        self._add(parent, name, number, body.ljust(88, b"\0") + forks, thread=4)
        self.files += 1
        return number

    def link(self, name: str, target: int, *, parent: int = ROOT, finder: bytes = b"hlnkhfs+") -> int:
        return self.file(name, parent=parent, special=target, finder=finder, times=(MADE,) * 4)

    def attribute(self, number: int, name: str, body: bytes, *, first_block: int = 0) -> None:
        self.attributes.append((attribute_key(number, name, first_block=first_block), body))

    def _add(self, parent: int, name: str, number: int, body: bytes, *, thread: int) -> None:
        self.catalog.append((key_of(parent, name), body))
        self.catalog.append((key_of(number, ""), struct.pack(">hh", thread, 0) + key_of(parent, name)[2:]))

    def pieces(self) -> list[tuple[int, bytes]]:
        """(offset, bytes) of all that is not zero on the volume."""
        trees = [
            a_tree(sorted(self.overflow), node_bytes=BLOCK, index_key_bytes=10),
            a_tree(
                sorted(self.catalog, key=lambda each: each[0][2:6] + each[0][8:]), node_bytes=self.node_bytes
            ),
            a_tree(sorted(self.attributes, key=lambda each: each[0][4:8] + each[0][14:] + each[0][8:12])),
        ]
        map_bytes = -(-self.blocks // 8)
        place = MAP_BLOCK + -(-map_bytes // BLOCK)
        used = {0, self.blocks - 1, *range(MAP_BLOCK, place)}
        forks, found = [a_fork(-(-map_bytes // BLOCK) * BLOCK, (MAP_BLOCK, place - MAP_BLOCK))], []
        for tree in trees:
            count = -(-len(tree) // BLOCK)
            forks.append(a_fork(count * BLOCK, (place, count)))
            found.append((place * BLOCK, tree))
            used |= set(range(place, place + count))
            place += count
        assert place <= min(self.contents, default=place), "the trees reach into the contents"
        for block, content in self.contents.items():
            found.append((block * BLOCK, content))
            used |= set(range(block, block + -(-len(content) // BLOCK)))
        marks = bytearray(map_bytes)
        for block in used:
            marks[block // 8] |= 0x80 >> block % 8
        found.append((MAP_BLOCK * BLOCK, bytes(marks)))
        header = self._header(forks)
        return [(1024, header), *found, (self.blocks * BLOCK - 1024, header)]

    def _header(self, forks: Sequence[bytes]) -> bytes:
        dates = (MADE, MADE, 0, MADE)
        counts = (self.files, self.folders, BLOCK, self.blocks, 0, 0, BLOCK, BLOCK, self.next_number, 1, 0, 1)
        head = struct.pack(">2sHI4sI", b"HX", 5, 0x100, b"10.0", 0) + struct.pack(">4I", *dates)
        head += struct.pack(">12I", *counts)
        return (head.ljust(112, b"\0") + b"".join(forks)).ljust(512, b"\0")

    def image(self) -> bytes:
        volume = bytearray(self.blocks * BLOCK)
        for offset, content in self.pieces():
            volume[offset : offset + len(content)] = content
        return bytes(volume)


def _mode(mode: int, special: int) -> bytes:
    return struct.pack(">IIBBHI", 501, 20, 0, 0, mode, special)
