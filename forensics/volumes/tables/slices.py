"""BSD disk labels and Sun labels: slices of a whole disk, or of one MBR partition.

Sources: [BSD] FreeBSD, sys/sys/disklabel.h, struct disklabel; NetBSD and OpenBSD, the same file; [SUN] Linux
kernel, block/partitions/sun.h (SPARC) and block/partitions/msdos.c (Solaris on x86, "sunpt").
"""

import struct
from collections.abc import Iterator

from forensics.errors import EvidenceUnreadable
from forensics.volumes.tables.kinds import Kind
from forensics.volumes.tables.slots import PartitionTable, Read, Slot, in_disk_order, trouble

_BSD_MAGIC = struct.pack("<I", 0x82564557)
_BSD_SECTORS = (1, 0)  # the label is in the second sector on PCs, at 64 of the first on others
_BSD_HEAD_BYTES = 148
_BSD_PARTITION = struct.Struct("<IIIBBH")  # sectors, first, fragment size, type, fragments, cylinders
_BSD_MOST = 22  # what fits into a sector
_BSD_KINDS = {
    1: "swap", 7: "4.2BSD", 8: "MS-DOS", 9: "LFS", 11: "HPFS", 12: "ISO 9660", 13: "boot", 14: "Vinum",
    15: "RAID", 17: "ext2", 18: "NTFS", 27: "ZFS",
}  # fmt: skip
_BSD_RAW = (1, 13)
_BSD_WHOLE = 2  # partition "c" is the whole disk or slice
_SPARC_MAGIC, _SPARC_AT = 0xDABE, 508
_SPARC_PARTITION_AT, _SPARC_TAG_AT = 444, 142
_X86_MAGIC = struct.pack("<I", 0x600DDEEE)
_X86_AT, _X86_PARTITION_AT = 512, 72
_X86_PARTITION = struct.Struct("<HHII")
_X86_MOST = 16
_SUN_KINDS = {
    1: "boot", 2: "root", 3: "swap", 4: "usr", 5: "whole disk", 6: "stand", 7: "var", 8: "home",
    9: "alternates", 11: "reserved", 0x83: "Linux",
}  # fmt: skip
_SUN_RAW = (3, 9, 11)
_SUN_WHOLE = 5


def slices_of(read: Read, slot: Slot, *, sector_bytes: int, kind: str) -> PartitionTable | None:
    """The slices of an MBR partition of `kind` "BSD" or "Sun"; `None` where there is no label of that kind
    that names one, so that the partition stays one volume.
    """
    try:
        found = (
            _bsd(read, slot.offset_bytes, sector_bytes)
            if kind == "BSD"
            else _solaris_x86(read, slot.offset_bytes, sector_bytes)
        )
    except EvidenceUnreadable:  # the partition is a volume of its own then, and says that it cannot be read
        return None
    inside = [part for part in found if slot.offset_bytes <= part.offset_bytes < slot.end_bytes]
    if not inside:
        return None
    outside = [part for part in found if part not in inside]
    words = f"A {kind} label inside {slot.description.decode()} names"
    faults = tuple(
        trouble(
            f"{words} {part.description.decode()} at byte {part.offset_bytes:,}, which is outside that "
            "partition; it is not listed.",
            offset_bytes=part.offset_bytes,
        )
        for part in outside
    )
    return PartitionTable(name=kind, slots=in_disk_order(inside), faults=faults)


def read_label(read: Read, *, sector_bytes: int) -> PartitionTable | None:
    """A BSD or Sun label over the whole disk; `None` where there is none. Raise EvidenceUnreadable where its
    sector fails.
    """
    for name, found in (
        ("Sun", _sparc(read, sector_bytes)),
        ("BSD", _bsd(read, 0, sector_bytes)),
        ("Sun", _solaris_x86(read, 0, sector_bytes)),
    ):
        if found:
            return PartitionTable(name=name, slots=in_disk_order(found))
    return None


def _bsd(read: Read, base: int, unit: int) -> list[Slot]:
    for sector in _BSD_SECTORS:
        label = read(base + sector * unit + (0 if sector else 64), 512)
        if len(label) >= _BSD_HEAD_BYTES and label[:4] == _BSD_MAGIC and label[132:136] == _BSD_MAGIC:
            return list(_bsd_slots(label, base, unit))
    return []


def _bsd_slots(label: bytes, base: int, unit: int) -> Iterator[Slot]:
    own_unit = int.from_bytes(label[40:44], "little")
    unit = own_unit if own_unit in (512, 1024, 2048, 4096) else unit
    count = min(int.from_bytes(label[138:140], "little"), _BSD_MOST)
    table = label[_BSD_HEAD_BYTES : _BSD_HEAD_BYTES + count * _BSD_PARTITION.size]
    table = table[: len(table) // _BSD_PARTITION.size * _BSD_PARTITION.size]
    rows = list(_BSD_PARTITION.iter_unpack(table))
    # FreeBSD counts from the slice, others and old labels from the disk: partition c says where it begins.
    whole = rows[_BSD_WHOLE] if len(rows) > _BSD_WHOLE else (0, 0)
    start = 0 if base and whole[1] * unit == base else base
    for number, (sectors, first, _, kind, _, _) in enumerate(rows):
        if sectors and number != _BSD_WHOLE and kind:
            words = f"{chr(ord('a') + number)}: {_BSD_KINDS.get(kind, f'type {kind}')}"
            yield _slot(start + first * unit, sectors * unit, words, "BSD", is_raw=kind in _BSD_RAW)


def _sparc(read: Read, unit: int) -> list[Slot]:
    label = read(0, 512)
    if len(label) < 512 or int.from_bytes(label[_SPARC_AT : _SPARC_AT + 2], "big") != _SPARC_MAGIC:
        return []
    check = 0
    for (word,) in struct.iter_unpack(">H", label):
        check ^= word
    tracks, sectors = struct.unpack_from(">HH", label, 436)
    if check or not tracks or not sectors:
        return []
    found = []
    for number in range(8):
        cylinder, count = struct.unpack_from(">II", label, _SPARC_PARTITION_AT + number * 8)
        tag = int.from_bytes(label[_SPARC_TAG_AT + number * 4 :][:2], "big")
        if count and tag != _SUN_WHOLE:
            words = f"{number}: {_SUN_KINDS.get(tag, f'type {tag}')}"
            place = cylinder * tracks * sectors * unit
            found.append(_slot(place, count * unit, words, "Sun", is_raw=tag in _SUN_RAW))
    return found


def _solaris_x86(read: Read, base: int, unit: int) -> list[Slot]:
    label = read(base + _X86_AT, 512)
    if len(label) < 512 or label[12:16] != _X86_MAGIC:
        return []
    found = []
    for number in range(min(int.from_bytes(label[30:32], "little"), _X86_MOST)):
        tag, _, first, count = _X86_PARTITION.unpack_from(
            label, _X86_PARTITION_AT + number * _X86_PARTITION.size
        )
        if count and tag != _SUN_WHOLE:
            words = f"{number}: {_SUN_KINDS.get(tag, f'type {tag}')}"
            place = base + first * unit
            found.append(_slot(place, count * unit, words, "Sun", is_raw=tag in _SUN_RAW))
    return found


def _slot(offset: int, length: int, words: str, table: str, *, is_raw: bool) -> Slot:
    return Slot(
        offset_bytes=offset,
        length_bytes=length,
        description=words.encode(),
        table=table,
        kind=Kind(words=words, is_raw=is_raw),
    )
