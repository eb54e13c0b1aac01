"""Attached disks: what the system tells of them stands in the notes, and they are only read."""

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.containers import devices, open_image, windows_drives
from forensics.containers.windows_drives import (
    ALIGNMENT_PROPERTY,
    GEOMETRY,
    IS_WRITABLE,
    LENGTH_INFO,
    QUERY_PROPERTY,
    WRITE_PROTECTED,
)
from forensics.errors import EvidenceUnreadable, SourceNotUsable

MIB = 1024 * 1024


def a_system(folder: Path, *, where: str = "pci0/usb1/1-2/host6/6:0:0:0/block/sdb", **facts: str) -> Path:
    """The part of Linux's `/sys` and `/proc` that tells of one disk; `facts` are files of the disk, `__` for
    a folder.
    """
    disk = folder / "sys/devices" / where
    plain = {"size": "2048", "ro": "0", "dev": "0:0", "queue/logical_block_size": "512"}
    plain["queue/physical_block_size"] = "512"
    for name, value in {**plain, **{name.replace("__", "/"): value for name, value in facts.items()}}.items():
        (disk / name).parent.mkdir(parents=True, exist_ok=True)
        (disk / name).write_text(value + "\n")
    (folder / "sys/dev/block").mkdir(parents=True)
    (folder / "sys/dev/block/0:0").symlink_to(disk)  # the number of a plain file, which stands for the disk
    (folder / "proc/self").mkdir(parents=True)
    (folder / "proc/self/mountinfo").write_text("22 27 0:21 / /proc rw,relatime - proc proc rw\n")
    (folder / "proc/swaps").write_text("Filename Type Size Used Priority\n")
    return folder


def noted(folder: Path, system: Path) -> list[tuple[str, str]]:
    """What is noted of a disk of one mebibyte."""
    (folder / "sdb").write_bytes(bytes(MIB))
    image = devices.open_source(folder / "sdb", system=system)
    image.close()
    return list(image.info.acquisition_notes)


def test_model_serial_number_and_bridge_are_told_as_they_name_themselves(tmp_path: Path) -> None:
    system = a_system(
        tmp_path, device__vendor="WDC     ", device__model="WD10\x1bEZEX ", device__serial="WX1"
    )
    hub = system / "sys/devices/pci0/usb1/1-2"
    for name, value in {
        "idVendor": "13d7",
        "idProduct": "001e",
        "product": "Forensic Bridge",
        "serial": "77",
    }.items():
        (hub / name).write_text(value + "\n")
    notes = dict(noted(tmp_path, system))
    assert notes["model"] == "WDC WD10\\x1BEZEX"
    assert notes["serial number"] == "WX1"
    assert notes["attached by"] == "USB, through “Forensic Bridge” (13d7:001e, serial number 77)"


def test_the_serial_number_of_a_scsi_disk_stands_behind_four_bytes(tmp_path: Path) -> None:
    system = a_system(
        tmp_path, where="pci0/ata3/host2/2:0:0:0/block/sda", device__vpd_pg80="\0\x00\0\x05 AB12"
    )
    notes = dict(noted(tmp_path, system))
    assert (notes["serial number"], notes["attached by"]) == ("AB12", "ATA")


@pytest.mark.parametrize(("ro", "words"), [("1", "refuses to write"), ("0", "none that the system knows of")])
def test_write_protection_is_told_as_far_as_the_system_knows(tmp_path: Path, ro: str, words: str) -> None:
    assert words in dict(noted(tmp_path, a_system(tmp_path, ro=ro)))["write protection"]


def test_sectors_are_those_of_the_device_and_of_its_medium(tmp_path: Path) -> None:
    facts = {"queue__logical_block_size": "4096", "queue__physical_block_size": "16384"}
    system = a_system(tmp_path, **facts)
    assert dict(noted(tmp_path, system))["sectors"] == "4,096 bytes as it is spoken to, 16,384 on the medium"
    image = devices.open_source(tmp_path / "sdb", system=system)
    assert (image.info.container, image.info.sector_bytes, image.info.size_bytes) == (
        "block device",
        4096,
        MIB,
    )
    image.close()


def test_a_disk_in_use_is_a_warning_that_says_by_whom(tmp_path: Path) -> None:
    system = a_system(tmp_path, sdb1__partition="1", sdb1__dev="8:17", sdb1__holders__x="", holders__dm_x="")
    (system / "proc/self/mountinfo").write_text(
        "36 35 8:17 / /mnt/my\\040stick rw,noatime shared:1 - vfat /dev/sdb1 rw,errors=continue\n"
        "37 35 0:0 / /other ro - ext4 /dev/sdb ro\n"
    )
    (system / "proc/swaps").write_text("Filename Type Size Used Priority\n/dev/sdb1 partition 8 0 -2\n")
    warnings = [value for field, value in noted(tmp_path, system) if field == "warning"]
    assert warnings == [
        "sdb1 is mounted at /mnt/my stick, so that it can be written to: it may change",
        "sdb is mounted at /other, read-only: it may change",
        "/dev/sdb1 is swap of this system: it is being written to",
        "sdb is in use by dm_x: it may change",
        "sdb1 is in use by x: it may change",
    ]


def test_what_this_system_wrote_since_the_disk_was_attached_is_a_warning(tmp_path: Path) -> None:
    system = a_system(tmp_path, stat="  5 0 40 1 2 0 16 3 0 4 4")
    assert ("warning", "this system has written 8,192 bytes to it since it was attached") in noted(
        tmp_path, system
    )


def test_a_size_that_is_not_the_one_told_is_a_warning(tmp_path: Path) -> None:
    warnings = dict(noted(tmp_path, a_system(tmp_path, size="4096")))
    assert warnings["warning"] == "the system tells of 2,097,152 bytes, and 1,048,576 can be reached"


def test_a_partition_is_told_to_be_no_whole_disk(tmp_path: Path) -> None:
    system = a_system(tmp_path, where="pci0/ata3/block/sda/sda1", partition="1")
    assert dict(noted(tmp_path, system))["part"] == "partition of sda, not the whole disk"


def test_a_system_that_tells_nothing_is_told_as_that(tmp_path: Path) -> None:
    notes = dict(noted(tmp_path, tmp_path / "nowhere"))
    assert notes["write protection"] == "the system does not tell"
    assert notes["sectors"] == "the system does not tell how long they are"


@pytest.fixture
def looped(tmp_path: Path) -> Iterator[Path]:
    """A real block device with sectors of 4,096 bytes over a file."""
    place = tmp_path / "disk.img"
    place.write_bytes(os.urandom(MIB))
    losetup = shutil.which("losetup", path="/usr/sbin:/sbin:/usr/bin")
    if losetup is None or os.geteuid() != 0:
        pytest.skip("a loop device needs losetup and root")
    made = subprocess.run(
        [losetup, "--find", "--show", "--read-only", "--sector-size", "4096", place],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"no loop device can be had here: {made.stderr.decode().strip()}")
    device = Path(made.stdout.decode().strip())
    yield device
    subprocess.run([losetup, "--detach", device], check=True)


def test_a_real_device_gives_its_bytes_its_size_and_its_sectors(tmp_path: Path, looped: Path) -> None:
    image = open_image(looped)
    assert (image.info.container, image.info.size_bytes, image.info.sector_bytes) == (
        "block device",
        MIB,
        4096,
    )
    assert image.read(1000, 70000) == (tmp_path / "disk.img").read_bytes()[1000:71000]
    assert dict(image.info.acquisition_notes)["write protection"] == "the system refuses to write to it"
    image.close()


class WindowsStandIn:
    """A drive of 10 sectors as Windows would answer, by the documented structures."""

    def __init__(self, *, sector_bytes: int = 4096, is_protected: bool = True) -> None:
        self.content = bytes(place % 251 for place in range(10 * sector_bytes))
        self.sector_bytes, self.is_protected = sector_bytes, is_protected
        self.bad = range(0)
        self.opened: list[str] = []
        self.is_open = False

    def open(self, name: str) -> int:
        self.opened.append(name)
        self.is_open = True
        return 7

    def control(self, handle: int, code: int, asked: bytes, *, most_bytes: int) -> bytes:
        assert handle == 7
        if code == LENGTH_INFO:
            return struct.pack("<q", len(self.content))
        if code == GEOMETRY:
            return struct.pack("<qIIII", 1, 12, 255, 63, self.sector_bytes)
        if code == IS_WRITABLE and self.is_protected:
            raise OSError(WRITE_PROTECTED, "The media is write protected")
        if code == QUERY_PROPERTY and struct.unpack_from("<I", asked)[0] == ALIGNMENT_PROPERTY:
            return struct.pack("<7I", 1, 28, 0, 0, self.sector_bytes, 16384, 0)
        if code == QUERY_PROPERTY:
            return struct.pack("<IIBBBBIIIIII", 1, 80, 0, 0, 1, 0, 40, 48, 0, 60, 7, 0).ljust(40, b"\0") + (
                b"WD\0".ljust(8, b"\0") + b"Elements\0".ljust(12, b"\0") + b"  WX77\0"
            )
        return b""

    def read_at(self, handle: int, offset: int, length: int) -> bytes:
        assert handle == 7
        assert not offset % self.sector_bytes
        assert not length % self.sector_bytes
        if offset < self.bad.stop and self.bad.start < offset + length:
            raise OSError(23, "Data error (cyclic redundancy check)")
        return self.content[offset : offset + length]

    def close(self, handle: int) -> None:
        self.is_open = False


DRIVE = Path("\\\\.\\PhysicalDrive3")


def test_a_windows_drive_is_read_in_whole_sectors_and_tells_what_it_is() -> None:
    windows = WindowsStandIn()
    image = windows_drives.open_source(Path(str(DRIVE) + "\\"), kernel=windows)
    assert windows.opened == ["\\\\.\\PhysicalDrive3"]
    assert (image.info.size_bytes, image.info.sector_bytes) == (40960, 4096)
    assert image.read(4000, 5000) == windows.content[4000:9000]
    assert image.read(40000, 5000) == windows.content[40000:]
    buffer = bytearray(100)
    assert image.for_thread().read_into(40900, memoryview(buffer)) == 60
    assert dict(image.info.acquisition_notes) == {
        "device": "\\\\.\\PhysicalDrive3",
        "model": "WD Elements",
        "serial number": "WX77",
        "attached by": "USB",
        "sectors": "4,096 bytes as it is spoken to, 16,384 on the medium",
        "write protection": "the system refuses to write to it",
    }
    image.close()
    assert not windows.is_open


def test_a_bad_sector_of_a_windows_drive_is_unreadable_with_its_place() -> None:
    windows = WindowsStandIn(is_protected=False)
    image = windows_drives.open_source(DRIVE, kernel=windows)
    assert "none that the system knows of" in dict(image.info.acquisition_notes)["write protection"]
    windows.bad = range(8192, 12288)
    with pytest.raises(EvidenceUnreadable, match=r"at byte 8,192: Data error"):
        image.read(8200, 10)
    assert image.read(12288, 10) == windows.content[12288:12298]


def test_a_windows_drive_on_another_system_is_refused_in_words() -> None:
    with pytest.raises(SourceNotUsable, match=r"here drives are found in /dev"):
        open_image(DRIVE)
