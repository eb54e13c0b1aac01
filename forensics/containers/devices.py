"""Disks attached to this computer, on Linux: `/dev/sdX`, `/dev/nvme0n1` and the like.

Promises the bytes of the device, its true size and sectors, and as notes what the system tells of it: what
it calls itself, how it is attached, whether writes are refused, and whether anybody has it in use or has
written to it. Whether a write blocker stands between cannot be seen from here; a bridge that says what it is
is named.

Source: Linux, Documentation/ABI/stable/sysfs-block, Documentation/admin-guide/iostats, proc(5).
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from forensics.containers.opening import is_claimed
from forensics.containers.raw import RawImage
from forensics.containers.sectors import SMALLEST_SECTOR_BYTES, sector_bytes_of
from forensics.containers.segments import Segment, close_all, open_segment
from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage
from forensics.paths import display_text

CONTAINER = "block device"
_UNIT_BYTES = 512  # sysfs counts sizes and written sectors in this unit, whatever the device's sectors are
_SECTORS_WRITTEN = 6  # field of `stat`, from 0
_LONGEST_WORDS = 200
_WAYS = (
    ("usb", re.compile(r"/usb\d+/")),
    ("NVMe", re.compile(r"/nvme\d+/")),
    ("SD or MMC", re.compile(r"/mmc\d+/")),
    ("FireWire", re.compile(r"/fw\d+")),
    ("iSCSI", re.compile(r"/session\d+/")),
    ("SAS", re.compile(r"/end_device-")),
    ("ATA", re.compile(r"/ata\d+/")),
    ("virtio", re.compile(r"/virtio\d+/")),
    ("a loop over a file", re.compile(r"/virtual/block/loop\d+")),
    ("a device of the system's own making", re.compile(r"/virtual/")),
)


def is_device(source: Path) -> bool:
    """Whether `source` is a block device; SourceNotUsable is left to whoever opens it."""
    try:
        return stat.S_ISBLK(source.stat().st_mode)
    except (OSError, ValueError):
        return False


def open_source(source: Path, *, system: Path = Path("/")) -> EvidenceImage:
    """Open the device read-only; raise SourceNotUsable. `system` is where `sys` and `proc` are found."""
    try:
        segment = open_segment(source)
    except SourceNotUsable as trouble:
        if isinstance(trouble.__cause__, PermissionError):
            words = f"{trouble} Only root and the group disk may read disks."
            raise SourceNotUsable(words) from trouble
        raise
    try:
        return _image(source, segment, system)
    except SourceNotUsable:
        close_all((segment,))
        raise


def _image(source: Path, segment: Segment, system: Path) -> EvidenceImage:
    if not segment.length_bytes:
        raise SourceNotUsable(f"{source} holds no medium, or its size cannot be learned.")
    told = _told_by(system, source)
    stated = told.sector_bytes or SMALLEST_SECTOR_BYTES
    sector_bytes = sector_bytes_of(RawImage((segment,), container=CONTAINER), otherwise=stated)
    notes = [("device", str(source)), *told.notes]
    if told.size_bytes not in (None, segment.length_bytes):
        words = f"the system tells of {told.size_bytes:,} bytes, and {segment.length_bytes:,} can be reached"
        notes.append(("warning", words))
    if sector_bytes != stated:
        words = f"it was written in sectors of {sector_bytes:,} bytes, and is spoken to in {stated:,}"
        notes.append(("sectors", words))
    if is_claimed(source) and not told.is_in_use:
        notes.append(("warning", "something on this system has it in use: its content may change"))
    return RawImage((segment,), container=CONTAINER, sector_bytes=sector_bytes, notes=tuple(notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the system tells of a device; `None` where it does not."""

    size_bytes: int | None
    sector_bytes: int | None  # as the device is spoken to
    is_in_use: bool
    notes: tuple[tuple[str, str], ...]


def _told_by(system: Path, source: Path) -> Told:
    number = source.stat().st_rdev
    folder = (system / f"sys/dev/block/{os.major(number)}:{os.minor(number)}").resolve()
    is_partition = (folder / "partition").exists()
    disk = folder.parent if is_partition else folder
    sectors = _number(folder / "size")
    uses = tuple(_uses(system, folder))
    return Told(
        size_bytes=None if sectors is None else sectors * _UNIT_BYTES,
        sector_bytes=_number(disk / "queue/logical_block_size"),
        is_in_use=bool(uses),
        notes=(
            *_names(disk),
            *_sector_notes(disk),
            *((("part", f"partition of {disk.name}, not the whole disk"),) if is_partition else ()),
            *_protection(folder),
            *uses,
            *_writes(folder),
        ),
    )


def _names(disk: Path) -> Iterator[tuple[str, str]]:
    """Model, serial number and the way it is attached, in the device's own words."""
    model = " ".join(filter(None, (_text(disk / "device/vendor"), _text(disk / "device/model"))))
    model = model or _text(disk / "device/name")
    if model and not model.startswith("0x"):  # virtio keeps a bare number there
        yield "model", model
    serial = _text(disk / "device/serial") or _vital_serial(disk) or _text(disk / "serial")
    if serial:
        yield "serial number", serial
    backing = _text(disk / "loop/backing_file")
    way = next((words for words, form in _WAYS if form.search(str(disk) + "/")), None)
    bridge = _bridge(disk) if way == "usb" else None
    if bridge:
        yield "attached by", f"USB, {bridge}"
    elif way:
        yield "attached by", f"{way}, {backing}" if backing else way.replace("usb", "USB")


def _vital_serial(disk: Path) -> str:
    """SCSI's page 0x80: four bytes, then the number (SPC-4, 7.8.16)."""
    try:
        raw = (disk / "device/vpd_pg80").read_bytes()
    except OSError:
        return ""
    return _words(raw[4:])


def _bridge(disk: Path) -> str | None:
    """The USB device the disk hangs on: a stick, or the bridge of an enclosure or write blocker."""
    for folder in disk.parents:
        if (folder / "idVendor").exists():
            kind = f"{_text(folder / 'idVendor')}:{_text(folder / 'idProduct')}"
            name = " ".join(filter(None, (_text(folder / "manufacturer"), _text(folder / "product"))))
            serial = _text(folder / "serial")
            number = f", serial number {serial}" if serial else ""
            return f"through “{name}” ({kind}{number})" if name else f"through {kind}{number}"
    return None


def _sector_notes(disk: Path) -> Iterator[tuple[str, str]]:
    logical, physical = (
        _number(disk / "queue/logical_block_size"),
        _number(disk / "queue/physical_block_size"),
    )
    if logical is None:
        yield "sectors", "the system does not tell how long they are"
    elif physical not in (None, logical):
        yield "sectors", f"{logical:,} bytes as it is spoken to, {physical:,} on the medium"


def _protection(folder: Path) -> Iterator[tuple[str, str]]:
    protected = _text(folder / "ro")
    if protected == "1":
        yield "write protection", "the system refuses to write to it"
    elif protected == "0":
        yield (
            "write protection",
            "none that the system knows of; a write blocker that does not say so cannot be seen from here",
        )
    else:
        yield "write protection", "the system does not tell"


def _uses(system: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Who has the device, or a partition of it, in use."""
    pieces = [folder, *(path.parent for path in sorted(folder.glob("*/partition")))]
    numbers = {_text(piece / "dev"): piece.name for piece in pieces}
    for line in _lines(system / "proc/self/mountinfo"):
        fields, _, rest = line.partition(" - ")
        number, place = fields.split(" ")[2], fields.split(" ")[4]
        if number in numbers:
            is_writable = "rw" in rest.split(" ")[-1].split(",")
            how = "so that it can be written to" if is_writable else "read-only"
            yield "warning", f"{numbers[number]} is mounted at {_unescaped(place)}, {how}: it may change"
    names = {f"/dev/{piece.name}" for piece in pieces}
    for line in _lines(system / "proc/swaps")[1:]:
        if line.split()[0] in names:
            yield "warning", f"{line.split()[0]} is swap of this system: it is being written to"
    for piece in pieces:
        for holder in sorted((piece / "holders").glob("*")):
            yield (
                "warning",
                f"{piece.name} is in use by {display_text(os.fsencode(holder.name))}: it may change",
            )


def _writes(folder: Path) -> Iterator[tuple[str, str]]:
    fields = (_text(folder / "stat") or "").split()
    if len(fields) > _SECTORS_WRITTEN and int(fields[_SECTORS_WRITTEN]):
        written = int(fields[_SECTORS_WRITTEN]) * _UNIT_BYTES
        yield "warning", f"this system has written {written:,} bytes to it since it was attached"


def _text(place: Path) -> str:
    """What a file of the system says, empty where there is none."""
    try:
        return _words(place.read_bytes())
    except OSError:
        return ""


def _words(raw: bytes) -> str:
    """A device says of itself what it likes: shown as evidence is."""
    return display_text(raw.strip(b"\0 \t\n")[:_LONGEST_WORDS])


def _number(place: Path) -> int | None:
    text = _text(place)
    return int(text) if text.isascii() and text.isdigit() else None


def _lines(place: Path) -> list[str]:
    try:
        return place.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return []


def _unescaped(place: str) -> str:
    """proc(5): space, tab, newline and backslash stand as octal numbers."""
    plain = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), place)
    return display_text(plain.encode("utf-8", "surrogateescape"))
