"""A FAT32 volume written from nothing, byte for byte the same each time, deletions and reused space included.

Only what a practice card needs: folders, files with long names, deletion, and a file put on purpose over the
clusters of a deleted one. Layout after Microsoft's "FAT32 File System Specification" 1.03 (2000); section
names are quoted below. The volume is made in memory up to its last used cluster and written sparsely.
"""

import struct
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import BinaryIO

SECTOR_BYTES = 512
# One sector a cluster: more than 65,524 clusters, the least FAT32 may have, fit into a small volume.
CLUSTER_BYTES = 512
_RESERVED_SECTORS = 32
_FATS = 2
_ROOT_CLUSTER = 2
_MEDIA = 0xF8
_END_OF_CHAIN = 0x0FFFFFFF
_ENTRY_BYTES = 32
_LAST_LONG_ENTRY = 0x40
_LONG_NAME_UNITS = 13  # UTF-16 units in one long-name entry
_DELETED = 0xE5
_FOLDER, _LABEL, _LONG_NAME, _ARCHIVE = 0x10, 0x08, 0x0F, 0x20
_SHORT_NAME_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-~$!#%&'()@^`{}")


@dataclass(slots=True)
class _Named:
    """Where an entry stands in its folder, and the clusters behind it."""

    first_slot: int
    slots: int
    clusters: list[int]


@dataclass(slots=True)
class _Folder:
    clusters: list[int]
    slots: bytearray = field(default_factory=bytearray)
    names: dict[str, _Named] = field(default_factory=dict)
    short_names: set[bytes] = field(default_factory=set)


class Fat32Volume:
    """A volume under construction. Paths are `/`-separated; names may hold any character but `/`."""

    def __init__(
        self, *, sectors: int, hidden_sectors: int, label: str, serial: int, made_at: datetime
    ) -> None:
        self._sectors = sectors
        self._hidden_sectors = hidden_sectors
        self._label = label.upper().ljust(11).encode("ascii")
        self._serial = serial
        self._fat_sectors = _sectors_of_one_fat(sectors)
        self._fat: dict[int, int] = {_ROOT_CLUSTER: _END_OF_CHAIN}
        self._next_cluster = _ROOT_CLUSTER + 1
        self._content = bytearray(CLUSTER_BYTES)
        self._folders = {"": _Folder(clusters=[_ROOT_CLUSTER])}
        self._deleted: dict[str, list[int]] = {}
        self._append(self._folders[""], _short_entry(self._label, _LABEL, 0, 0, made_at))

    def make_folder(self, path: str, *, made_at: datetime) -> None:
        parent, name = _split(path)
        clusters = self._allocate(1)
        above = 0 if parent == "" else self._folders[parent].clusters[0]
        self._enter(parent, name, _FOLDER, clusters, 0, made_at)
        folder = _Folder(clusters=clusters)
        self._folders[path] = folder
        self._append(folder, _short_entry(b".".ljust(11), _FOLDER, clusters[0], 0, made_at))
        self._append(folder, _short_entry(b"..".ljust(11), _FOLDER, above, 0, made_at))

    def write_file(self, path: str, content: bytes, *, made_at: datetime, over: str | None = None) -> None:
        """Write a file; with `over`, start on the clusters that the deleted file `over` had."""
        parent, name = _split(path)
        needed = -(-len(content) // CLUSTER_BYTES)
        clusters = self._reuse(over, needed) if over else self._allocate(needed)
        for place, cluster in enumerate(clusters):
            piece = content[place * CLUSTER_BYTES : (place + 1) * CLUSTER_BYTES]
            start = (cluster - _ROOT_CLUSTER) * CLUSTER_BYTES
            self._content[start : start + len(piece)] = (
                piece  # the slack keeps what was there, as on a real card
            )
        self._enter(parent, name, _ARCHIVE, clusters, len(content), made_at)

    def delete(self, path: str) -> None:
        """Delete a file or a folder as a camera does: slots marked, chain freed, content left in place."""
        parent, name = _split(path)
        folder = self._folders[parent]
        gone = folder.names.pop(name)
        for slot in range(gone.first_slot, gone.first_slot + gone.slots):
            folder.slots[slot * _ENTRY_BYTES] = _DELETED
        for cluster in gone.clusters:
            del self._fat[cluster]
        self._deleted[path] = gone.clusters

    def write_to(self, stream: BinaryIO, *, offset_bytes: int) -> None:
        """Write the volume at `offset_bytes`; unused clusters are not written (the stream must read them as
        zeros).
        """
        for folder in self._folders.values():
            self._store_folder(folder)
        boot, info = self._boot_sector(), self._info_sector()
        for sector, content in ((0, boot), (1, info), (6, boot), (7, info)):  # sector 6: backup boot sector
            stream.seek(offset_bytes + sector * SECTOR_BYTES)
            stream.write(content)
        fat_start = offset_bytes + _RESERVED_SECTORS * SECTOR_BYTES
        fat = self._fat_content()
        for copy in range(_FATS):
            stream.seek(fat_start + copy * self._fat_sectors * SECTOR_BYTES)
            stream.write(fat)
        stream.seek(fat_start + _FATS * self._fat_sectors * SECTOR_BYTES)
        stream.write(self._content)

    def _allocate(self, count: int) -> list[int]:
        clusters = list(range(self._next_cluster, self._next_cluster + count))
        self._next_cluster += count
        if self._next_cluster - _ROOT_CLUSTER > self._cluster_count():
            raise ValueError(f"the practice volume of {self._sectors} sectors is too small for its plan")
        self._content.extend(bytes(count * CLUSTER_BYTES))
        self._chain(clusters)
        return clusters

    def _reuse(self, deleted_path: str, count: int) -> list[int]:
        free = self._deleted[deleted_path]
        if count > len(free) or any(cluster in self._fat for cluster in free[:count]):
            raise ValueError(f"no {count} free clusters are left of the deleted {deleted_path}")
        self._chain(free[:count])
        return free[:count]

    def _chain(self, clusters: list[int]) -> None:
        for cluster, following in pairwise([*clusters, _END_OF_CHAIN]):
            self._fat[cluster] = following

    def _enter(
        self, parent: str, name: str, attributes: int, clusters: list[int], size: int, made_at: datetime
    ) -> None:
        folder = self._folders[parent]
        if name in folder.names:
            raise ValueError(f"{parent}/{name} exists already")
        short, needs_long = _short_name(name, taken=folder.short_names)
        folder.short_names.add(short)
        first_slot = len(folder.slots) // _ENTRY_BYTES
        if needs_long:
            self._append(folder, _long_entries(name, short))
        first = clusters[0] if clusters else 0
        self._append(folder, _short_entry(short, attributes, first, size, made_at))
        slots = len(folder.slots) // _ENTRY_BYTES - first_slot
        folder.names[name] = _Named(first_slot=first_slot, slots=slots, clusters=clusters)

    def _append(self, folder: _Folder, entries: bytes) -> None:
        folder.slots += entries
        while len(folder.slots) > len(folder.clusters) * CLUSTER_BYTES:
            folder.clusters += self._allocate(1)  # the list is the one its entry in the parent holds
            self._chain(folder.clusters)

    def _store_folder(self, folder: _Folder) -> None:
        padded = folder.slots.ljust(len(folder.clusters) * CLUSTER_BYTES, b"\0")
        for place, cluster in enumerate(folder.clusters):
            start = (cluster - _ROOT_CLUSTER) * CLUSTER_BYTES
            piece = padded[place * CLUSTER_BYTES : (place + 1) * CLUSTER_BYTES]
            self._content[start : start + CLUSTER_BYTES] = piece

    def _cluster_count(self) -> int:
        return self._sectors - _RESERVED_SECTORS - _FATS * self._fat_sectors

    def _boot_sector(self) -> bytes:
        """Section "Boot Sector and BPB", FAT32 structure starting at offset 36."""
        bpb = struct.pack(
            "<3s8sHBHBHHBHHHII",
            b"\xeb\x58\x90", b"MSWIN4.1", SECTOR_BYTES, CLUSTER_BYTES // SECTOR_BYTES, _RESERVED_SECTORS,
            _FATS, 0, 0, _MEDIA, 0, 63, 255, self._hidden_sectors, self._sectors,
        )  # fmt: skip
        fat32 = struct.pack(
            "<IHHIHH12sBBBI11s8s",
            self._fat_sectors, 0, 0, _ROOT_CLUSTER, 1, 6, bytes(12), 0x80, 0, 0x29, self._serial, self._label,
            b"FAT32   ",
        )  # fmt: skip
        return (bpb + fat32).ljust(510, b"\0") + b"\x55\xaa"

    def _info_sector(self) -> bytes:
        """Section "FAT32 FSInfo Sector Structure"."""
        free = self._cluster_count() - len(self._fat)
        head = b"RRaA".ljust(484, b"\0") + b"rrAa" + struct.pack("<II", free, self._next_cluster)
        return head.ljust(508, b"\0") + b"\0\0\x55\xaa"

    def _fat_content(self) -> bytes:
        content = bytearray(self._fat_sectors * SECTOR_BYTES)
        struct.pack_into("<II", content, 0, 0x0FFFFF00 | _MEDIA, _END_OF_CHAIN)
        for cluster, following in self._fat.items():
            struct.pack_into("<I", content, cluster * 4, following)
        return bytes(content)


def _sectors_of_one_fat(sectors: int) -> int:
    """Section "FAT Data Structure": enough 4-byte entries for the clusters that remain; rounds up by at most
    a few.
    """
    return -(-(sectors - _RESERVED_SECTORS + 2) * 4 // SECTOR_BYTES)


def _split(path: str) -> tuple[str, str]:
    parent, _, name = path.rpartition("/")
    return parent, name


def _short_name(name: str, *, taken: set[bytes]) -> tuple[bytes, bool]:
    """The 11-byte 8.3 name, and whether the real name needs long-name entries beside it."""
    stem, dot, extension = name.rpartition(".") if "." in name[1:] else (name, "", "")
    base, ending = _short_signs(stem), _short_signs(extension)[:3]
    plain = base[:8].ljust(8).encode("ascii") + ending.ljust(3).encode("ascii")
    if f"{base}{dot}{ending}" == name and len(base) <= 8 and plain not in taken:
        return plain, False
    for number in range(1, 1000):
        tail = f"~{number}"
        short = f"{(base or '_')[: 8 - len(tail)]}{tail}".ljust(8).encode("ascii") + plain[8:]
        if short not in taken:
            return short, True
    raise ValueError(f"no short name is left for {name!r}")


def _short_signs(text: str) -> str:
    signs = (sign for sign in text.upper() if sign not in " .")
    return "".join(sign if sign in _SHORT_NAME_SIGNS else "_" for sign in signs)


def _short_entry(short: bytes, attributes: int, cluster: int, size: int, made_at: datetime) -> bytes:
    """Section "FAT Directory Structure": DIR_Name to DIR_FileSize; local times in two-second steps."""
    day = (made_at.year - 1980) << 9 | made_at.month << 5 | made_at.day
    moment = made_at.hour << 11 | made_at.minute << 5 | made_at.second // 2
    tenths = (made_at.second % 2) * 100
    return struct.pack(
        "<11sBBBHHHHHHHI",
        short, attributes, 0, tenths, moment, day, day, cluster >> 16, moment, day, cluster & 0xFFFF, size,
    )  # fmt: skip


def _long_entries(name: str, short: bytes) -> bytes:
    """Section "Long Directory Entries": last piece first, each bound to the short name by its checksum."""
    checksum = 0
    for byte in short:
        checksum = ((checksum >> 1 | checksum << 7) + byte) & 0xFF
    units = name.encode("utf-16-le", "surrogatepass")
    if len(units) > 255 * 2:
        raise ValueError(f"{name!r} is longer than 255 UTF-16 units")
    if len(units) % (_LONG_NAME_UNITS * 2):
        units += b"\0\0"
    count = -(-len(units) // (_LONG_NAME_UNITS * 2))
    units = units.ljust(count * _LONG_NAME_UNITS * 2, b"\xff")
    entries = []
    for order in range(count, 0, -1):
        piece = units[(order - 1) * 26 : order * 26]
        flag = _LAST_LONG_ENTRY if order == count else 0
        head = struct.pack("<B10sBBB", order | flag, piece[:10], _LONG_NAME, 0, checksum)
        entries.append(head + piece[10:22] + b"\0\0" + piece[22:26])
    return b"".join(entries)
