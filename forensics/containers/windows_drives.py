r"""Disks attached to this computer, on Windows: `\\.\PhysicalDriveN`.

Promises the bytes of the drive by reads of whole sectors, which is all Windows allows, its true size and
sectors, and what Windows tells of it. Written from the documentation and tried against a stand-in for Windows
only; it has not been run on Windows.

Source: Microsoft, winioctl.h and ntddstor.h (IOCTL_DISK_*, IOCTL_STORAGE_QUERY_PROPERTY), CreateFileW.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from forensics.containers.windows_kernel import Kernel, system_kernel
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.images import ImageInfo
from forensics.paths import display_text

CONTAINER = "block device"
LENGTH_INFO, GEOMETRY, IS_WRITABLE, QUERY_PROPERTY = 0x7405C, 0x70000, 0x70024, 0x2D1400
DEVICE_PROPERTY, ALIGNMENT_PROPERTY = 0, 6
WRITE_PROTECTED = 19  # ERROR_WRITE_PROTECT
_NAME = re.compile(r"\\\\[.?]\\PhysicalDrive\d+\\?", re.IGNORECASE)
_PIECE_BYTES = 1024 * 1024
_BUSES = {
    1: "SCSI",
    2: "ATAPI",
    3: "ATA",
    4: "FireWire",
    6: "Fibre Channel",
    7: "USB",
    8: "RAID",
    9: "iSCSI",
    10: "SAS",
    11: "SATA",
    12: "SD",
    13: "MMC",
    14: "a virtual disk",
    15: "a virtual disk over a file",
    16: "Storage Spaces",
    17: "NVMe",
}


def is_named_like(source: Path) -> bool:
    return bool(_NAME.fullmatch(str(source)))


def open_source(source: Path, *, kernel: Kernel | None = None) -> "WindowsDrive":
    """Open the drive read-only; raise SourceNotUsable."""
    kernel = kernel or system_kernel()
    if kernel is None:
        raise SourceNotUsable(f"{source} is the name of a drive on Windows; here drives are found in /dev.")
    name = str(source).rstrip("\\")  # pathlib takes the name for a share and gives it a root
    try:
        handle = kernel.open(name)
    except OSError as trouble:
        raise SourceNotUsable(
            f"{name} cannot be opened: {trouble.strerror}. Reading a drive needs the rights of an "
            "administrator."
        ) from trouble
    try:
        return WindowsDrive(kernel, handle, _info(kernel, handle, name))
    except OSError as trouble:
        kernel.close(handle)
        raise SourceNotUsable(f"{name} does not tell its size: {trouble.strerror}.") from trouble


class WindowsDrive:
    """The media of one drive; reads go by position, so any number of threads may read at once."""

    def __init__(self, kernel: Kernel, handle: int, info: ImageInfo) -> None:
        self._kernel, self._handle, self.info = kernel, handle, info
        self._is_closed = False

    def read(self, offset: int, length: int) -> bytes:
        content = bytearray(max(0, min(length, self.info.size_bytes - offset)))
        self.read_into(offset, memoryview(content))
        return bytes(content)

    def read_into(self, offset: int, view: memoryview) -> int:
        if self._is_closed:
            raise ValueError("The image is closed.")
        if offset < 0:
            raise EvidenceUnreadable(f"There is no byte {offset:,} of the media: they begin at byte 0.")
        end = min(offset + len(view), self.info.size_bytes)
        at = offset
        while at < end:
            piece = self._from_whole_sectors(at, min(end - at, _PIECE_BYTES))
            view[at - offset : at - offset + len(piece)] = piece
            at += len(piece)
        return max(0, at - offset)

    def for_thread(self) -> "WindowsDrive":
        return self

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._kernel.close(self._handle)

    def _from_whole_sectors(self, offset: int, length: int) -> bytes:
        sector = self.info.sector_bytes
        start = offset // sector * sector
        wanted = -(-(offset + length - start) // sector) * sector
        try:
            got = self._kernel.read_at(self._handle, start, wanted)
        except OSError as trouble:
            raise EvidenceUnreadable(
                f"{self.info.segments[0]} cannot be read at byte {start:,}: {trouble.strerror}."
            ) from trouble
        if len(got) < offset - start + length:
            raise EvidenceUnreadable(f"{self.info.segments[0]} gives no bytes at byte {start + len(got):,}.")
        return got[offset - start : offset - start + length]


def _info(kernel: Kernel, handle: int, name: str) -> ImageInfo:
    size_bytes = struct.unpack("<q", kernel.control(handle, LENGTH_INFO, b"", most_bytes=8)[:8])[0]
    sector_bytes = struct.unpack_from("<I", kernel.control(handle, GEOMETRY, b"", most_bytes=24), 20)[0]
    if size_bytes <= 0 or not 512 <= sector_bytes <= 65536:
        raise SourceNotUsable(f"{name} holds no medium, or its size cannot be learned.")
    return ImageInfo(
        container=CONTAINER,
        size_bytes=size_bytes,
        sector_bytes=sector_bytes,
        segments=(name,),
        acquisition_notes=tuple(_notes(kernel, handle, name, sector_bytes=sector_bytes)),
    )


def _notes(kernel: Kernel, handle: int, name: str, *, sector_bytes: int) -> Iterator[tuple[str, str]]:
    yield "device", name
    told = _property(kernel, handle, DEVICE_PROPERTY)
    if len(told) >= 36:
        vendor, product, _, serial, bus = struct.unpack_from("<IIIII", told, 12)
        model = " ".join(filter(None, (_string(told, vendor), _string(told, product))))
        named = (("model", model), ("serial number", _string(told, serial)))
        yield from ((field, words) for field, words in named if words)
        yield "attached by", _BUSES.get(bus, f"a bus of kind {bus}")
    alignment = _property(kernel, handle, ALIGNMENT_PROPERTY)
    if len(alignment) >= 24:
        physical = struct.unpack_from("<I", alignment, 20)[0]
        if physical != sector_bytes:
            yield "sectors", f"{sector_bytes:,} bytes as it is spoken to, {physical:,} on the medium"
    yield "write protection", _protection(kernel, handle)


def _protection(kernel: Kernel, handle: int) -> str:
    try:
        kernel.control(handle, IS_WRITABLE, b"", most_bytes=0)
    except OSError as trouble:
        if getattr(trouble, "winerror", trouble.errno) == WRITE_PROTECTED:
            return "the system refuses to write to it"
        return "the system does not tell"
    return "none that the system knows of; a write blocker that does not say so cannot be seen from here"


def _property(kernel: Kernel, handle: int, number: int) -> bytes:
    """Empty where the driver does not tell."""
    try:
        return kernel.control(handle, QUERY_PROPERTY, struct.pack("<III", number, 0, 0), most_bytes=4096)
    except OSError:
        return b""


def _string(told: bytes, place: int) -> str:
    if not 0 < place < len(told):
        return ""
    return display_text(told[place:].split(b"\0", 1)[0].strip())
