"""ISO 9660 discs byte by byte (ECMA-119), for what no tool writes."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

BLOCK = 2048
STAMP = bytes((126, 6, 15, 12, 30, 45, 36))  # 2026-06-15 12:30:45, nine hours east of Greenwich
FOLDER, NOT_LAST = 0x02, 0x80
_FIRST_FREE = 24
_TABLE = 20

TableEntry = tuple[bytes, int, int]
"""Name, first block, position of the parent from 1."""


def both(number: int) -> bytes:
    return struct.pack("<I", number) + struct.pack(">I", number)


def both_short(number: int) -> bytes:
    return struct.pack("<H", number) + struct.pack(">H", number)


def a_record(
    name: bytes,
    *,
    block: int,
    size: int,
    flags: int = 0,
    xar: int = 0,
    gap: int = 0,
    stamp: bytes = STAMP,
) -> bytes:
    length = 33 + len(name) + (len(name) + 1) % 2
    head = bytes((length, xar)) + both(block) + both(size) + stamp + bytes((flags, 0, gap)) + both_short(1)
    return (head + bytes((len(name),)) + name).ljust(length, b"\0")


def in_sectors(records: Sequence[bytes]) -> bytes:
    """Records do not cross sectors."""
    sectors = [b""]
    for record in records:
        if len(sectors[-1]) + len(record) > BLOCK:
            sectors.append(b"")
        sectors[-1] += record
    return b"".join(sector.ljust(BLOCK, b"\0") for sector in sectors)


@dataclass
class DiscBuilder:
    """Blocks by number; the root folder is whatever is placed at `root`."""

    blocks: dict[int, bytes] = field(default_factory=dict)
    table: list[TableEntry] = field(default_factory=list)
    root: int = _FIRST_FREE
    free: int = _FIRST_FREE + 1
    declared_blocks: int | None = None  # else as many as there are

    def content(self, data: bytes) -> int:
        """The block at which `data` was placed."""
        first = self.free
        for place in range(0, max(len(data), 1), BLOCK):
            self.blocks[self.free] = data[place : place + BLOCK].ljust(BLOCK, b"\0")
            self.free += 1
        return first

    def a_file(self, name: bytes, data: bytes, *, flags: int = 0, gap: int = 0) -> bytes:
        return a_record(name, block=self.content(data), size=len(data), flags=flags, gap=gap)

    def a_folder(
        self, name: bytes, records: Sequence[bytes], *, parent: int = 1, is_in_table: bool = True
    ) -> bytes:
        """A folder with `records` in it; gives the record that its parent needs."""
        first = self.free
        size = self._place_folder(first, records)
        self.free += size // BLOCK
        if is_in_table:
            self.table.append((name, first, parent))
        return a_record(name, block=first, size=size, flags=FOLDER)

    def _place_folder(self, first: int, records: Sequence[bytes]) -> int:
        size = len(in_sectors([a_record(b"\0", block=0, size=0), a_record(b"\1", block=0, size=0), *records]))
        dots = [a_record(name, block=first, size=size, flags=FOLDER) for name in (b"\0", b"\1")]
        data = in_sectors([*dots, *records])
        for place in range(0, len(data), BLOCK):
            self.blocks[first + place // BLOCK] = data[place : place + BLOCK]
        return size

    def image(self, records: Sequence[bytes]) -> bytes:
        """The disc with `records` in its root folder, which comes last if it takes more than a block."""
        needs = len(in_sectors([bytes(34), bytes(34), *records]))
        if needs > BLOCK:
            self.root = self.free
            self.free += needs // BLOCK
        size = self._place_folder(self.root, records)
        table = b"".join(
            bytes((len(name), 0)) + struct.pack(">IH", block, parent) + name + bytes(len(name) % 2)
            for name, block, parent in [(b"\0", self.root, 1), *self.table]
        )
        for place in range(0, len(table), BLOCK):
            self.blocks[_TABLE + place // BLOCK] = table[place : place + BLOCK].ljust(BLOCK, b"\0")
        self.blocks[16] = self._descriptor(len(table), size)
        self.blocks[17] = (b"\xffCD001\1").ljust(BLOCK, b"\0")
        return b"".join(self.blocks.get(number, bytes(BLOCK)) for number in range(max(self.blocks) + 1))

    def _descriptor(self, table_bytes: int, root_bytes: int) -> bytes:
        blocks = self.declared_blocks or max(self.blocks) + 1
        return (
            b"\1CD001\1\0" + b"FIELD".ljust(32) + b"CASE DISC".ljust(32) + bytes(8) + both(blocks) + bytes(32)
            + both_short(1) + both_short(1) + both_short(BLOCK) + both(table_bytes)
            + bytes(8) + struct.pack(">II", _TABLE, 0)
            + a_record(b"\0", block=self.root, size=root_bytes, flags=FOLDER)
        ).ljust(BLOCK, b"\0")  # fmt: skip


def in_raw_sectors(image: bytes) -> bytes:
    """As a drive reads a CD in raw mode 1: sync and header before each sector, checks behind it."""
    head = bytes.fromhex("00ffffffffffffffffffff0000020001")
    return b"".join(
        head + image[place : place + BLOCK] + b"\xee" * 288 for place in range(0, len(image), BLOCK)
    )
