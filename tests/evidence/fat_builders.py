"""Recipes for FAT and exFAT volumes that no tool makes: by pure bytes, from a freshly made file system."""

import os
import struct
from pathlib import Path

from forensics.entries import Fault, FileEntry
from forensics.filesystems import FileSystem
from forensics.filesystems.fat import FatFileSystem
from forensics.filesystems.fat_layout import FatLayout, read_layout
from forensics.images import Volume, VolumeState
from tests.evidence.builders import MIB, MediaOfBytes, run

NOON = (46 << 9 | 6 << 5 | 15, 12 << 11)  # 2026-06-15, 12:00


def a_volume(kind: str, length_bytes: int) -> Volume:
    return Volume(
        index=0,
        offset_bytes=0,
        length_bytes=length_bytes,
        table="none",
        description="whole image",
        state=VolumeState.READABLE,
        file_system=kind,
    )


def split(file_system: FileSystem) -> tuple[dict[bytes, FileEntry], list[Fault]]:
    entries: dict[bytes, FileEntry] = {}
    faults: list[Fault] = []
    for found in file_system.entries():
        if isinstance(found, Fault):
            faults.append(found)
        else:
            entries[found.path.raw] = found
    return entries, faults


class FatDisk:
    """A FAT32 or exFAT volume in memory whose directory entries and FAT are written by hand."""

    def __init__(self, target: Path, *, kind: str = "FAT32", mib: int = 40) -> None:
        target.write_bytes(b"")
        os.truncate(target, mib * MIB)
        if kind == "exFAT":
            run("mkfs.exfat", "-c", "4096", target)
        else:
            run("mkfs.vfat", "-F", kind[3:], "-s", "8" if mib > 300 else "1", target)
        self.content = bytearray(target.read_bytes())
        self.kind = kind
        self.layout: FatLayout = read_layout(
            bytes(self.content[:512]), kind=kind, here_bytes=len(self.content)
        )

    def opened(self, *, bad: range = range(0)) -> FatFileSystem:
        media = MediaOfBytes(bytes(self.content), bad=bad)
        return FatFileSystem(media, a_volume(self.kind, len(self.content)))

    def walked(self) -> tuple[dict[bytes, FileEntry], list[Fault]]:
        return split(self.opened())

    def put(self, cluster: int, content: bytes) -> None:
        offset = self.layout.offset_of(cluster)
        self.content[offset : offset + len(content)] = content

    def link(self, *clusters: int, end: int = 0x0FFFFFFF) -> None:
        """A chain in both FATs."""
        for cluster, following in zip(clusters, (*clusters[1:], end), strict=True):
            for copy in range(self.layout.tables):
                place = self.layout.table_offset + copy * self.layout.table_bytes + cluster * 4
                struct.pack_into("<I", self.content, place, following)

    def mark(self, *clusters: int) -> None:
        """In the bitmap of exFAT, which is the first cluster's content after formatting."""
        start = self.layout.offset_of(2)
        for cluster in clusters:
            self.content[start + (cluster - 2) // 8] |= 1 << (cluster - 2) % 8

    def root(self, *entries: bytes) -> None:
        """Behind what the root directory holds already."""
        assert self.layout.root_cluster is not None
        offset = self.layout.offset_of(self.layout.root_cluster)
        while self.content[offset]:
            offset += 32
        joined = b"".join(entries)
        self.content[offset : offset + len(joined)] = joined


def a_slot(name: bytes, *, cluster: int, size: int = 0, attributes: int = 0x20) -> bytes:
    date, time = NOON
    times = (time, date, date, cluster >> 16, time, date)
    return struct.pack("<11sBBBHHHHHHHI", name, attributes, 0, 0, *times, cluster & 0xFFFF, size)


def a_folder(name: bytes, *, cluster: int) -> bytes:
    return a_slot(name, cluster=cluster, attributes=0x10)


def the_dots(cluster: int, parent: int = 0) -> bytes:
    return a_folder(b".          ", cluster=cluster) + a_folder(b"..         ", cluster=parent)


def a_set(
    name: str, *, cluster: int, size: int, valid: int | None = None, attributes: int = 0x20, flags: int = 3
) -> bytes:
    """An exFAT file with its right checksum; flags 3: its clusters follow each other without a chain."""
    units = name.encode("utf-16-le")
    pieces = [units[at : at + 30].ljust(30, b"\0") for at in range(0, len(units), 30)]
    date, time = NOON
    secondary = 1 + len(pieces)
    file = struct.pack("<BBHHHHHHHHHBB10x", 0x85, secondary, 0, attributes, 0, *(time, date) * 3, 0, 0)
    valid = size if valid is None else valid
    stream = struct.pack("<BBBBHHQIIQ", 0xC0, flags, 0, len(units) // 2, 0, 0, valid, 0, cluster, size)
    entries = bytearray(file + stream + b"".join(b"\xc1\0" + piece for piece in pieces))
    total = 0
    for at, byte in enumerate(entries):
        if at not in (2, 3):
            total = ((total << 15 | total >> 1) + byte) & 0xFFFF
    struct.pack_into("<H", entries, 2, total)
    return bytes(entries)


def deleted_set(entries: bytes) -> bytes:
    return bytes(byte & 0x7F if at % 32 == 0 else byte for at, byte in enumerate(entries))
