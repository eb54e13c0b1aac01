"""The practice disk: a partition table, a camera card, a locked partition, and space in no partition."""

import hashlib
import struct
from pathlib import Path
from typing import BinaryIO

from app.practice.fat32 import SECTOR_BYTES, Fat32Volume

CARD_START_SECTOR, CARD_SECTORS = 2048, 81920  # 40 MiB from the first MiB on
LOCKED_START_SECTOR, LOCKED_SECTORS = 86016, 16384  # 8 MiB, after a gap of 1 MiB
DISK_SECTORS = 114688  # 56 MiB: the last 6 MiB are in no partition
_FAT32_LBA, _LINUX = 0x0C, 0x83  # partition types
_DISK_SIGNATURE = 0x46434153


def write_disk(path: Path, *, card: Fat32Volume) -> None:
    """Write the whole image sparsely; the same card gives the same bytes."""
    with path.open("wb") as stream:
        stream.truncate(DISK_SECTORS * SECTOR_BYTES)
        stream.write(_partition_table())
        card.write_to(stream, offset_bytes=CARD_START_SECTOR * SECTOR_BYTES)
        _write_locked_partition(stream)


def _partition_table() -> bytes:
    slots = b"".join(
        _slot(kind, start, sectors)
        for kind, start, sectors in (
            (_FAT32_LBA, CARD_START_SECTOR, CARD_SECTORS),
            (_LINUX, LOCKED_START_SECTOR, LOCKED_SECTORS),
        )
    )
    return bytes(440) + struct.pack("<IH", _DISK_SIGNATURE, 0) + slots.ljust(64, b"\0") + b"\x55\xaa"


def _slot(kind: int, start: int, sectors: int) -> bytes:
    no_chs = b"\xfe\xff\xff"  # "use the sector numbers"
    return struct.pack("<B3sB3sII", 0, no_chs, kind, no_chs, start, sectors)


def _write_locked_partition(stream: BinaryIO) -> None:
    noise = hashlib.shake_256(b"Fieldcase practice: a locked partition").digest(LOCKED_SECTORS * SECTOR_BYTES)
    header = _luks_header(noise)
    stream.seek(LOCKED_START_SECTOR * SECTOR_BYTES)
    stream.write(header + noise[len(header) :])


def _luks_header(noise: bytes) -> bytes:
    """LUKS On-Disk Format Specification 1.2.3, figure 1. The key is noise: no passphrase opens it."""
    payload_sector, key_bytes, stripes = 4096, 64, 4000
    head = struct.pack(
        ">6sH32s32s32sII20s32sI40s",
        b"LUKS\xba\xbe", 1, b"aes", b"xts-plain64", b"sha256", payload_sector, key_bytes,
        noise[:20], noise[20:52], 100_000, b"f1e1dca5-0000-4000-8000-00005eed0001",
    )  # fmt: skip
    slot_sectors = 512  # 64 bytes in 4,000 stripes take 500 sectors; slots are aligned to 4 KiB
    slots = [
        struct.pack(
            ">II32sII", state, 1_000_000 if state == 0x00AC71F3 else 0, salt, 8 + n * slot_sectors, stripes
        )
        for n, (state, salt) in enumerate([(0x00AC71F3, noise[64:96])] + [(0x0000DEAD, bytes(32))] * 7)
    ]
    return head + b"".join(slots)
