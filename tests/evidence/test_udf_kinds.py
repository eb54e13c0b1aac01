"""UDF discs whose blocks do not lie as they count: rewritable ones with spare packets, discs written in
steps, and volumes that keep their metadata together. The empty volumes are made by mkudffs; files are added
here (ECMA-167, 4/14).
"""

import random
import struct
from binascii import crc_hqx
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from forensics.entries import Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.filesystems.udf import UdfFileSystem
from forensics.images import VolumeState
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of, run
from tests.evidence.container_builders import flipped

BLOCK = 2048
FOLDER, FILE, TABLE, METADATA, METADATA_COPY = 4, 5, 248, 250, 251
SHORT, LONG, INLINE = 0, 1, 3
_NAME, _ENTRY = 257, 261
DICE = random.Random(21)
LONG_FILE = DICE.randbytes(5 * BLOCK + 77)
SIZE = 8 << 20
_SPARED_AT, _SPARED_ENTRIES = (160, 4064), 56
_SPARES_AT, _PACKET = 288, 32


def tagged(kind: int, block: int, body: bytes) -> bytes:
    head = bytearray(struct.pack("<HHBxHHHI", kind, 3, 0, 1, crc_hqx(body, 0), len(body), block))
    head[4] = sum(head) & 0xFF
    return bytes(head) + body


def an_entry(block: int, kind: int, content: bytes, *, size: int, form: int) -> bytes:
    """`content` is what stands in the entry: places, or the content itself."""
    tag = struct.pack("<IHHHxBIHH", 0, 4, 0, 1, kind, 0, 0, form)
    rest = struct.pack("<IIIHBBIQQ", 0, 0, 0, 1, 0, 0, 0, size, 0) + bytes(36)
    rest += struct.pack("<I16x32xQII", 1, 0, 0, len(content))
    return tagged(_ENTRY, block, tag + rest + content)


def a_name(name: bytes, block: int, partition: int, *, is_parent: bool = False) -> bytes:
    raw = b"" if is_parent else b"\x08" + name
    place = struct.pack("<IIH6x", BLOCK, block, partition)
    body = struct.pack("<HBB16sH", 1, 0x0A if is_parent else 0, len(raw), place, 0) + raw
    return tagged(_NAME, 0, body + bytes(-(16 + len(body)) % 4))


@dataclass
class Disc:
    data: bytearray
    first: int  # block of the partition

    @classmethod
    def made(cls, folder: Path, media: str) -> "Disc":
        target = folder / "disc.udf"
        target.write_bytes(bytes(SIZE))
        run("mkudffs", f"--media-type={media}", "--blocksize=2048", target)
        data = bytearray(target.read_bytes())
        return cls(data, first=1312 if media == "cdrw" else 257)

    def put(self, block: int, content: bytes) -> None:
        """At a block of the partition."""
        at = (self.first + block) * BLOCK
        self.data[at : at + len(content)] = content

    def block(self, block: int) -> bytes:
        at = (self.first + block) * BLOCK
        return bytes(self.data[at : at + BLOCK])

    def root(self) -> int:
        """The block of the partition with the entry of the root folder, as mkudffs wrote it."""
        entries = (b for b in range(2000) if self.block(b)[:2] in (b"\x05\x01", b"\x0a\x01"))
        return next(b for b in entries if self.block(b)[27] == FOLDER)


def opened(data: bytes) -> UdfFileSystem:
    media = MediaOfBytes(data)
    file_system = open_file_system(media, map_volumes(media).volumes[0])
    assert isinstance(file_system, UdfFileSystem)
    return file_system


def walked(file_system: UdfFileSystem) -> tuple[dict[bytes, FileEntry], list[Fault]]:
    items = list(file_system.entries())
    entries = {item.path.raw: item for item in items if isinstance(item, FileEntry)}
    return entries, [item for item in items if isinstance(item, Fault)]


# -- rewritable discs


def a_rewritable(folder: Path, *, is_spared: bool) -> bytes:
    """One file over two packets; with `is_spared` the second one lies in the spare area."""
    disc = Disc.made(folder, "cdrw")
    at = 10 * _PACKET - 2
    disc.put(at, LONG_FILE)
    root, entry = disc.root(), 500
    places = struct.pack("<II", len(LONG_FILE), at)
    disc.put(entry, an_entry(entry, FILE, places, size=len(LONG_FILE), form=SHORT))
    names = a_name(b"", root, 0, is_parent=True) + a_name(b"long.bin", entry, 0)
    disc.put(root, an_entry(root, FOLDER, names, size=len(names), form=INLINE).ljust(BLOCK, b"\0"))
    if is_spared:
        start = (disc.first + 10 * _PACKET) * BLOCK
        packet = disc.data[start : start + _PACKET * BLOCK]
        disc.data[_SPARES_AT * BLOCK : _SPARES_AT * BLOCK + len(packet)] = packet
        disc.data[start : start + len(packet)] = b"\xee" * len(packet)
        for block in _SPARED_AT:
            _spare(disc.data, block, 10 * _PACKET)
    return bytes(disc.data)


def _spare(data: bytearray, block: int, packet: int) -> None:
    at = block * BLOCK
    length = struct.unpack_from("<H", data, at + 10)[0]
    body = bytearray(data[at + 16 : at + 16 + length])
    struct.pack_into("<I", body, _SPARED_ENTRIES - 16, packet)
    data[at : at + 16 + length] = tagged(0, block, bytes(body))


@pytest.mark.parametrize("is_spared", [False, True])
def test_a_file_is_read_across_a_packet_that_was_replaced(tmp_path: Path, is_spared: bool) -> None:
    data = a_rewritable(tmp_path, is_spared=is_spared)
    file_system = opened(data)
    entries, faults = walked(file_system)
    entry = entries[b"/long.bin"]

    assert not faults
    assert content_of(file_system, entry) == LONG_FILE
    assert len(entry.extents or ()) == 1 + is_spared
    placed = (data[e.offset_bytes or 0 :][: e.length_bytes] for e in entry.extents or ())
    assert b"".join(placed) == LONG_FILE


def test_a_damaged_table_of_spare_packets_is_replaced_by_its_copy(tmp_path: Path) -> None:
    data = bytearray(a_rewritable(tmp_path, is_spared=True))
    data[_SPARED_AT[0] * BLOCK + _SPARED_ENTRIES] ^= 1
    file_system = opened(bytes(data))
    assert content_of(file_system, walked(file_system)[0][b"/long.bin"]) == LONG_FILE

    data[_SPARED_AT[1] * BLOCK + _SPARED_ENTRIES] ^= 1
    (volume,) = map_volumes(MediaOfBytes(bytes(data))).volumes
    assert volume.state == VolumeState.UNREADABLE
    assert "tables of spare packets are damaged" in (volume.reason or "")


# -- discs written in steps


def a_table(block: int, places: list[int], *, files: int, form: int = INLINE) -> bytes:
    head = struct.pack("<HH128sIIIHHHH", 152, 0, b"\x08disc", 0xFFFFFFFF, files, 1, 0x201, 0x201, 0x201, 0)
    content = head + struct.pack(f"<{len(places)}I", *places)
    return an_entry(block, TABLE, content, size=len(content), form=form)


def steps(folder: Path) -> Iterator[bytes]:
    """The disc after each of two steps: first one file, then another and the first one changed."""
    disc = Disc.made(folder, "cdr")
    root, first, second = 1, 2, 3  # virtual blocks
    table = [100, 101, 102]
    file_set = next(b for b in range(200) if disc.block(b)[:2] == b"\x00\x01")
    table[0] = file_set
    body = bytearray(disc.block(file_set)[16 : 16 + 496])
    body[400 - 16 : 416 - 16] = struct.pack("<IIH6x", BLOCK, root, 1)
    disc.put(file_set, tagged(256, 0, bytes(body)))
    disc.put(150, LONG_FILE)
    disc.put(102, an_entry(first, FILE, b"draft", size=5, form=INLINE))
    names = a_name(b"", root, 1, is_parent=True) + a_name(b"note", first, 1)
    disc.put(101, an_entry(root, FOLDER, names, size=len(names), form=INLINE))
    disc.data[(disc.first + 160) * BLOCK :] = bytes(len(disc.data) - (disc.first + 160) * BLOCK)
    disc.put(200, a_table(200, table, files=1))
    yield bytes(disc.data)
    place = struct.pack("<IIH6x", len(LONG_FILE), 150, 0)
    disc.put(201, an_entry(first, FILE, b"final", size=5, form=INLINE))
    disc.put(202, an_entry(second, FILE, place, size=len(LONG_FILE), form=LONG))
    names += a_name(b"long.bin", second, 1)
    disc.put(203, an_entry(root, FOLDER, names, size=len(names), form=INLINE))
    disc.put(204, a_table(204, [file_set, 203, 201, 202], files=2))
    yield bytes(disc.data)


def test_a_disc_written_in_steps_is_read_as_its_last_table_says(tmp_path: Path) -> None:
    before, after = (opened(data) for data in steps(tmp_path))
    for file_system, names in ((before, {b"/", b"/note"}), (after, {b"/", b"/note", b"/long.bin"})):
        entries, faults = walked(file_system)
        census = file_system.census()
        assert (set(entries), faults) == (names, [])
        assert census is not None
        assert census.in_use == census.met == len(names)
    assert content_of(before, walked(before)[0][b"/note"]) == b"draft"
    entries = walked(after)[0]
    assert content_of(after, entries[b"/note"]) == b"final"
    assert content_of(after, entries[b"/long.bin"]) == LONG_FILE


def test_an_older_table_is_used_with_a_fault_when_the_last_is_damaged(tmp_path: Path) -> None:
    *_, whole = steps(tmp_path)
    data = bytearray(whole)
    data[(257 + 204) * BLOCK + 40] ^= 1
    file_system = opened(bytes(data))
    entries, faults = walked(file_system)
    assert set(entries) == {b"/", b"/note"}
    assert any("behind the last sound table" in fault.reason for fault in faults)


def test_a_disc_cut_before_its_last_table_is_told(tmp_path: Path) -> None:
    first, _ = steps(tmp_path)
    _, faults = walked(opened(first[: (257 + 190) * BLOCK]))  # with the table that mkudffs wrote
    assert any("behind the last sound table" in fault.reason for fault in faults)

    (volume,) = map_volumes(MediaOfBytes(first[: (257 + 40) * BLOCK])).volumes
    assert volume.state == VolumeState.UNREADABLE
    assert "table of the blocks" in (volume.reason or "")


# -- metadata kept together, as revision 2.50 has it


def a_disc_with_metadata(folder: Path) -> Disc:
    """The metadata lie in two runs with a part between that was not written; a copy of where they lie."""
    disc = Disc.made(folder, "hd")
    runs = ((8, 300), (4 | 1 << 30, 0), (8, 400))  # in blocks, of the partition
    places = b"".join(struct.pack("<II", (n & 0xFF) * BLOCK | n >> 30 << 30, at) for n, at in runs)
    for block, kind in ((290, METADATA), (291, METADATA_COPY)):
        disc.put(block, an_entry(block, kind, places, size=20 * BLOCK, form=SHORT))
    at = {number: 300 + number if number < 8 else 400 + number - 12 for number in range(20)}
    root, entry = 14, 15  # in the second run
    _say_metadata(disc.data)
    body = bytearray(next(disc.block(b) for b in range(200) if disc.block(b)[:2] == b"\0\1")[16:512])
    body[400 - 16 : 416 - 16] = struct.pack("<IIH6x", BLOCK, root, 1)
    disc.put(at[0], tagged(256, 0, bytes(body)))
    disc.put(500, LONG_FILE)
    place = struct.pack("<IIH6x", len(LONG_FILE), 500, 0)
    disc.put(at[entry], an_entry(entry, FILE, place, size=len(LONG_FILE), form=LONG))
    names = a_name(b"", root, 1, is_parent=True) + a_name(b"long.bin", entry, 1)
    disc.put(at[root], an_entry(root, FOLDER, names, size=len(names), form=INLINE))
    return disc


def _say_metadata(data: bytearray) -> None:
    """Both descriptors of the logical volume get a second partition map."""
    for block in range(len(data) // BLOCK):
        at = block * BLOCK
        kind, length = struct.unpack_from("<H8xH", data, at)
        if kind != 6 or struct.unpack_from("<I", data, at + 12)[0] != block:
            continue
        body = bytearray(data[at + 16 : at + 16 + length])[: 446 - 16]
        struct.pack_into("<IIH", body, 248 - 16, BLOCK, 0, 1)
        struct.pack_into("<II", body, 264 - 16, 6 + 64, 2)
        words, places = b"*UDF Metadata Partition", (290, 291, 0xFFFFFFFF)
        body += struct.pack("<BBxxB23s8xHHIIIIHBx", 2, 64, 0, words, 1, 0, *places, 32, 1, 0)
        data[at : at + BLOCK] = tagged(6, block, bytes(body).ljust(446 + 64 - 16, b"\0")).ljust(BLOCK, b"\0")


@pytest.mark.parametrize("damaged", [None, 290])
def test_metadata_kept_together_are_found_also_by_their_copy(tmp_path: Path, damaged: int | None) -> None:
    disc = a_disc_with_metadata(tmp_path)
    if damaged is not None:
        disc.put(damaged, bytes(BLOCK))
    file_system = opened(bytes(disc.data))
    entries, faults = walked(file_system)
    assert not faults
    assert content_of(file_system, entries[b"/long.bin"]) == LONG_FILE


@pytest.mark.fuzz
def test_flipped_bits_of_both_kinds_end_in_sentences(tmp_path: Path) -> None:
    for whole in (a_rewritable(tmp_path, is_spared=True), *steps(tmp_path)):
        used = [at for at in range(0, len(whole), 512) if whole[at : at + 512].strip(b"\0\xee")]
        places = [place for at in used for place in range(at, at + 64)]
        for seed in range(60):
            media = MediaOfBytes(flipped(whole, places, times=1 + seed % 20, seed=seed))  # type: ignore[arg-type]
            for volume in map_volumes(media).volumes:
                if volume.state == VolumeState.READABLE:
                    file_system = open_file_system(media, volume)
                    for item in list(file_system.entries()):
                        if isinstance(item, FileEntry) and item.size_bytes < 1 << 24:
                            _read(file_system, item)


def _read(file_system: object, entry: FileEntry) -> None:
    assert isinstance(file_system, UdfFileSystem)
    try:
        content_of(file_system, entry)
    except EvidenceUnreadable:
        return
