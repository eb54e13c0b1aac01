"""Logs of XFS by recipe: records of transactions, as a machine that was switched off leaves them.

Source: Linux, fs/xfs/libxfs/xfs_log_format.h.
"""

import struct
from collections.abc import Sequence

from forensics.crc32c import crc32c
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.xfs_layout import XfsVolume
from forensics.images import Volume, VolumeState
from tests.evidence.builders import MediaOfBytes

SECTOR, CHUNK = 512, 128
FIRST_FREE = 2  # sectors of the log: mkfs.xfs leaves the mark that closes the volume in the first two
START, COMMIT, CONTINUED, WAS_CONTINUED = 0x01, 0x02, 0x04, 0x08
GIVEN_UP = 0x02
_HEAD_BYTES = 328
_MAGICS = (b"XFSB", b"XAGF", b"XAGI", b"XAFL", b"AB3B", b"AB3C", b"IAB3", b"FIB3", b"BMA3", b"XDB3", b"XDD3")
_MORE_MAGICS = (b"XDF3", b"XSLM")
_HASHES = (b"\x3d\xf1", b"\x3d\xff", b"\x3e\xbe", b"\x3b\xee")
Items = Sequence[Sequence[bytes]]


def the_volume(data: bytes) -> XfsVolume:
    volume = Volume(
        index=0, offset_bytes=0, length_bytes=len(data), table="none", description="whole image",
        state=VolumeState.READABLE, file_system="XFS",
    )  # fmt: skip
    return XfsVolume(VolumeWindows(MediaOfBytes(data), volume))


def log_of(data: bytes) -> tuple[int, int]:
    """Where the log begins, and its sectors."""
    xfs = the_volume(data)
    superblock = xfs.superblock
    sectors = superblock.log_blocks * superblock.block_bytes // SECTOR
    return xfs.place_of(superblock.log_block, superblock.log_blocks), sectors


def a_buffer(place: int, before: bytes, after: bytes, *, flags: int = 0) -> list[bytes]:
    """What `after` changes of a block that stands at byte `place`."""
    changed = [n for n in range(0, len(after), CHUNK) if before[n : n + CHUNK] != after[n : n + CHUNK]]
    words = [0] * -(-len(after) // CHUNK // 32) or [0]
    runs: list[list[int]] = []
    for at in changed:
        words[at // CHUNK // 32] |= 1 << at // CHUNK % 32
        if runs and runs[-1][1] == at:
            runs[-1][1] += CHUNK
        else:
            runs.append([at, at + CHUNK])
    regions = [after[begin:end] for begin, end in runs]
    head = (0x123C, 1 + len(regions), flags, len(after) // SECTOR, place // SECTOR, len(words))
    return [struct.pack("<HHHHqI", *head) + struct.pack(f"<{len(words)}I", *words), *regions]


def given_up(place: int, length: int) -> list[bytes]:
    return [struct.pack("<HHHHqII", 0x123C, 1, GIVEN_UP, length // SECTOR, place // SECTOR, 1, 0)]


def an_inode(number: int, raw: bytes) -> list[bytes]:
    """All of an inode of version 3, in the order of the machine."""
    form = ">2sHBBHIIIHHQ8s8s8sQQIIHBBIHHII"
    fields = list(struct.unpack_from(form, raw))
    flags = int.from_bytes(raw[120:128], "big")

    def turned(stamp: bytes) -> bytes:
        return stamp[::-1] if flags & 0x08 else stamp[3::-1] + stamp[:3:-1]

    fields[0] = fields[0][::-1]
    fields[11:14] = [turned(stamp) for stamp in fields[11:14]]
    change, _, flags, copying, born, own, volume = struct.unpack_from(">QQQI12x8sQ16s", raw, 104)
    more = struct.pack("<IQQQI12x8sQ16s", 0, change, 0, flags, copying, turned(born), own, volume)
    core = struct.pack("<" + form[1:], *fields) + more
    middle = 176 + 8 * raw[82] if raw[82] else len(raw)
    data, attributes = raw[176:middle], raw[middle:]
    asked = 0x01 | {1: 0x02, 2: 0x04, 3: 0x08}.get(raw[5], 0) | (0x40 if raw[82] else 0)
    parts = [data] * bool(asked & 0x0E) + [attributes] * bool(raw[82])
    head = (0x123B, 2 + len(parts), asked, len(attributes), len(data), 0, number, bytes(16), 0, 0, 0)
    return [struct.pack("<HHIHHIQ16sqii", *head), core, *parts]


def new_inodes(group: int, block: int, count: int, each: int, blocks: int) -> list[bytes]:
    return [struct.pack("<HH", 0x123F, 1) + struct.pack(">IIIIII", group, block, count, each, blocks, 7)]


def a_transaction(items: Items, *, number: int = 9, is_committed: bool = True) -> list[bytes]:
    """Operations, each with its head."""
    out = [
        _operation(number, b"", START),
        _operation(number, struct.pack("<IIII", 0x5452414E, 1, 0, len(items))),
    ]
    out += [_operation(number, region) for item in items for region in item]
    return out + [_operation(number, b"", COMMIT)] * is_committed


def cut_in_two(operation: bytes) -> list[bytes]:
    """An operation that goes on in the next record."""
    number, length, _, _ = struct.unpack_from(">IIBBxx", operation)
    half = length // 2
    return [
        _operation(number, operation[12 : 12 + half], CONTINUED),
        _operation(number, operation[12 + half :], WAS_CONTINUED),
    ]


def _operation(number: int, data: bytes, flags: int = 0) -> bytes:
    return struct.pack(">IIBBxx", number, len(data), 0x69, flags) + data


def put_records(
    data: bytearray, records: Sequence[Sequence[bytes]], *, at: int = FIRST_FREE, cycle: int = 1
) -> None:
    """Write the records from a sector of the log on, round its end too, and the number of the round into each
    of their sectors.
    """
    start, sectors = log_of(bytes(data))
    tail = cycle << 32 | at
    for operations in records:
        body = b"".join(operations)
        body = body.ljust(-(-len(body) // SECTOR) * SECTOR, b"\0")
        assert len(body) <= 32 * 1024
        head = bytearray(SECTOR)
        place = cycle << 32 | at
        struct.pack_into(">IIIIQQ", head, 0, 0xFEEDBABE, cycle, 2, len(body), place, tail)
        struct.pack_into(">I", head, 40, len(operations))
        struct.pack_into(">I", head, 320, 32 * 1024)
        stamped = bytearray(body)
        for number in range(len(body) // SECTOR):
            head[44 + 4 * number : 48 + 4 * number] = body[number * SECTOR : number * SECTOR + 4]
            stamped[number * SECTOR : number * SECTOR + 4] = (cycle + (at + 1 + number >= sectors)).to_bytes(
                4, "big"
            )
        head[32:36] = crc32c(bytes(head[:_HEAD_BYTES]) + bytes(stamped)).to_bytes(4, "little")
        for number, piece in enumerate([bytes(head), *_in_sectors(stamped)]):
            sector = start + (at + number) % sectors * SECTOR
            data[sector : sector + SECTOR] = piece
        at += 1 + len(body) // SECTOR
        cycle, at = cycle + at // sectors, at % sectors


def _in_sectors(data: bytearray) -> list[bytes]:
    return [bytes(data[at : at + SECTOR]) for at in range(0, len(data), SECTOR)]


def metadata_that_differs(before: bytes, after: bytes) -> tuple[list[int], list[int], list[int]]:
    """Places of sectors of heads of groups, of blocks, and of inodes that `after` has otherwise."""
    superblock = the_volume(after).superblock
    block, each = superblock.block_bytes, superblock.inode_bytes
    heads, blocks, inodes = [], [], []
    log, sectors = log_of(after)
    for at in range(0, len(after), block):
        piece = after[at : at + block]
        if piece == before[at : at + block] or log <= at < log + sectors * SECTOR:
            continue
        if piece[:4] == b"XFSB":
            steps = range(at, at + 4 * SECTOR, SECTOR)
            heads += [s for s in steps if before[s : s + SECTOR] != after[s : s + SECTOR]]
        elif piece[:2] == b"IN":
            inodes += [s for s in range(at, at + block, each) if before[s : s + each] != after[s : s + each]]
        elif piece[:4] in _MAGICS + _MORE_MAGICS or piece[8:10] in _HASHES:
            blocks.append(at)
    return heads, blocks, inodes


def say_written_later(data: bytearray, at: int, length: int) -> None:
    """Of a block: that it was written to its place after all that the log holds."""
    place_at, crc_at = (16, 4) if bytes(data[at : at + 3]) in (b"XDB", b"XDD", b"XDF") else (24, 52)
    data[at + place_at : at + place_at + 8] = (9 << 32).to_bytes(8, "big")
    data[at + crc_at : at + crc_at + 4] = bytes(4)
    data[at + crc_at : at + crc_at + 4] = crc32c(bytes(data[at : at + length])).to_bytes(4, "little")


def seal_records(data: bytearray) -> None:
    """Make the checksums of all records hold again."""
    start, sectors = log_of(bytes(data))
    for at in range(start, start + sectors * SECTOR, SECTOR):
        length = int.from_bytes(data[at + 12 : at + 16], "big")
        if data[at : at + 4] == b"\xfe\xed\xba\xbe" and not length % 4 and length < 32 * 1024:
            data[at + 32 : at + 36] = bytes(4)
            record = bytes(data[at : at + _HEAD_BYTES]) + bytes(data[at + SECTOR : at + SECTOR + length])
            data[at + 32 : at + 36] = crc32c(record).to_bytes(4, "little")
