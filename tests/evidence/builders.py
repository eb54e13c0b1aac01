"""Recipes for small images: by the tools of the file systems where they exist, by pure bytes for tables and
faults.
"""

import os
import shutil
import struct
import subprocess
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from forensics.digests import DigestSet, hash_stream
from forensics.entries import Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import FileSystem
from forensics.images import ImageInfo
from forensics.times import FsTime, MacTimes, ZoneKind

SECTOR = 512
MIB = 1024 * 1024


def run(*command: str | Path) -> None:
    """Run an image tool; skip the test where the tool is not installed."""
    program = shutil.which(str(command[0]), path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if program is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([program, *map(str, command[1:])], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def planted(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def an_ext_image(
    target: Path,
    files: Mapping[str, bytes],
    *,
    kind: str = "ext4",
    size: str = "4M",
    options: Sequence[str] = (),
) -> Path:
    tree = planted(target.with_suffix(".tree"), files)
    run("mke2fs", "-q", "-F", "-t", kind, *options, "-d", tree, target, size)
    return target


def a_fat_image(target: Path, files: Mapping[str, bytes], *, bits: int = 16, label: str = "FIELDKIT") -> Path:
    size = {12: 1, 16: 16, 32: 40}[bits] * MIB
    target.write_bytes(b"")
    os.truncate(target, size)
    run("mkfs.vfat", "-F", str(bits), "-n", label, target)
    for name, content in files.items():
        source = planted(target.with_suffix(".tree"), {name: content}) / name
        folder = Path(name).parent.as_posix()
        if folder != ".":
            run("mmd", "-i", target, f"::/{folder}")
        run("mcopy", "-i", target, source, f"::/{name}")
    return target


def an_ntfs_image(target: Path, files: Mapping[str, bytes]) -> Path:
    """Files into the root; `name:stream` makes an alternate data stream of a file named before."""
    target.write_bytes(b"")
    os.truncate(target, 8 * MIB)
    run("mkntfs", "-q", "-F", "-L", "Tresor", target)
    for number, (name, content) in enumerate(files.items()):
        source = planted(target.with_suffix(".tree"), {f"{number}.bin": content}) / f"{number}.bin"
        plain, _, stream = name.partition(":")
        run("ntfscp", "-f", *(("-N", stream) if stream else ()), target, source, plain)
    return target


def an_iso_image(target: Path, files: Mapping[str, bytes]) -> Path:
    tree = planted(target.with_suffix(".tree"), files)
    run("genisoimage", "-quiet", "-R", "-J", "-V", "SCENE DISC", "-o", target, tree)
    return target


def an_ewf_image(raw: Path, *, segment_bytes: int = MIB) -> Path:
    """The raw image as E01 segments beside it; gives the first."""
    target = raw.with_suffix("")
    notes = ("-C", "case 7", "-E", "exhibit 1", "-e", "A. Examiner", "-D", "a stick", "-N", "none")
    form = ("-c", "none", "-S", str(segment_bytes), "-d", "sha1", "-f", "encase6")
    run("ewfacquire", "-u", "-q", "-t", target, *notes, *form, raw)
    return target.with_suffix(".E01")


def an_mbr(*slots: tuple[int, int, int]) -> bytes:
    """A boot record with up to four slots of (first sector, sectors, type)."""
    entries = b"".join(struct.pack("<B3xB3xII", 0, kind, start, count) for start, count, kind in slots)
    return bytes(446) + entries.ljust(64, b"\0") + b"\x55\xaa"


def a_gpt_disk(sectors: int, *slots: tuple[int, int, str]) -> bytearray:
    """A disk of `sectors` sectors with both GPT copies and slots of (first sector, last sector, name)."""
    kind = bytes.fromhex("a2a0d0ebe5b9334487c068b6b72699c7")
    entries = b"".join(
        kind
        + bytes([number + 1]) * 16
        + struct.pack("<QQQ", first, last, 0)
        + name.encode("utf-16-le").ljust(72, b"\0")
        for number, (first, last, name) in enumerate(slots)
    ).ljust(128 * 128, b"\0")
    disk = bytearray(sectors * SECTOR)
    disk[:SECTOR] = an_mbr((1, sectors - 1, 0xEE))
    for mine, other, table in ((1, sectors - 1, 2), (sectors - 1, 1, sectors - 33)):
        fields = (92, 0, 0, mine, other, 34, sectors - 34, bytes(16), table, 128, 128, zlib.crc32(entries))
        header = struct.pack("<8s4sIIIQQQQ16sQIII", b"EFI PART", b"\0\0\1\0", *fields)
        header = header[:16] + struct.pack("<I", zlib.crc32(header)) + header[20:]
        disk[mine * SECTOR : mine * SECTOR + len(header)] = header
        disk[table * SECTOR : table * SECTOR + len(entries)] = entries
    return disk


@dataclass
class MediaOfBytes:
    """An evidence image held in memory; reads that touch a bad range fail."""

    content: bytes
    bad: range = range(0)
    reads: list[tuple[int, int]] = field(default_factory=list)

    @property
    def info(self) -> ImageInfo:
        return ImageInfo(
            container="raw",
            size_bytes=len(self.content),
            sector_bytes=SECTOR,
            segments=("/evidence/fake.raw",),
        )

    def read(self, offset: int, length: int) -> bytes:
        self.reads.append((offset, length))
        if offset < self.bad.stop and self.bad.start < offset + length:
            raise EvidenceUnreadable(
                f"The disk cannot be read at byte {max(offset, self.bad.start):,}: bad sector."
            )
        return self.content[offset : offset + length]

    def read_into(self, offset: int, view: memoryview) -> int:
        piece = self.read(offset, len(view))
        view[: len(piece)] = piece
        return len(piece)

    def for_thread(self) -> "MediaOfBytes":
        return self

    def close(self) -> None:
        self.content = b""


def digests_of(file_system: FileSystem, entry: FileEntry) -> DigestSet:
    pieces = file_system.chunks(entry.address, entry.size_bytes, allocated=entry.allocated)
    return hash_stream(pieces, expected=entry.size_bytes)


def content_of(file_system: FileSystem, entry: FileEntry) -> bytes:
    return b"".join(file_system.chunks(entry.address, entry.size_bytes, allocated=entry.allocated))


def as_tsk_tells(item: FileEntry | Fault) -> FileEntry | Fault:
    """Without what The Sleuth Kit's listing does not tell: flags, remains, and offsets from UTC."""
    if isinstance(item, Fault):
        return item
    times = wall_clock(item.times)
    return replace(item, remains=None, parent_known=True, flags=None, times=times)


def wall_clock(times: MacTimes) -> MacTimes:
    """Times that are UTC by one offset beside them as the clock showed them; without flags."""
    flags = times.flags or ""
    if not flags.startswith("utc"):
        return replace(times, flags=None)
    hours, minutes = flags[4:].split(",")[0].split(":")
    shift = (int(hours) * 60 + int(minutes)) * (-1 if flags[3] == "-" else 1) * 60_000_000_000

    def moved(at: FsTime | None) -> FsTime | None:
        return None if at is None else FsTime(at.ns + shift)

    return MacTimes(
        mtime=moved(times.mtime),
        atime=moved(times.atime),
        ctime=moved(times.ctime),
        crtime=moved(times.crtime),
        zone=ZoneKind.LOCAL,
    )
