"""NTFS volumes that were not closed say so, and closed ones say nothing."""

import struct
from pathlib import Path

import pytest

from forensics.filesystems.ntfs import NtfsFileSystem
from forensics.images import SHADOW_COPY, Volume, VolumeState
from tests.evidence.builders import MediaOfBytes, an_ntfs_image
from tests.evidence.ntfs_builder import (
    CLUSTER,
    FREE_CLUSTER,
    LOG_CLUSTER,
    NtfsDisk,
    Runs,
    a_record,
    data,
    named,
    opened,
    resident,
    standard_information,
)
from tests.evidence.test_ntfs import walked

OPEN, NO_CLIENT, CLEAN = 0, 0xFFFF, 2
NOT_CLOSED = "The NTFS volume was not closed, and what stands in its log ($LogFile) alone was not played back"
NOT_KNOWN = "Whether the NTFS volume was closed cannot be told"


def a_page(sequence: int, *, client: int = OPEN, flags: int = 0, signature: bytes = b"RSTR") -> bytes:
    """A restart page of 4,096 bytes with its update sequence put in."""
    page = bytearray(CLUSTER)
    struct.pack_into("<4sHHQIIHHH", page, 0, signature, 0x1E, 9, 0, CLUSTER, CLUSTER, 0x30, 1, 1)
    struct.pack_into("<QHHHH", page, 0x30, sequence, 1, 0xFFFF, client, flags)
    for place in (0x1E, *range(510, CLUSTER, 512)):
        struct.pack_into("<H", page, place, 5)
    return bytes(page)


def torn(page: bytes) -> bytes:
    return page[:-1] + b"\x77"


def faults_of(log: bytes) -> list[str]:
    disk = NtfsDisk(contents={LOG_CLUSTER: log})
    disk.add(2, named("$LogFile"), data(Runs(runs=[(LOG_CLUSTER, len(log) // CLUSTER)], size=len(log))))
    return walked(opened(disk.image()))[1]


@pytest.mark.parametrize(
    "log",
    [
        a_page(7, client=NO_CLIENT) * 2,
        a_page(7, flags=CLEAN) * 2,
        a_page(7) + a_page(8, flags=CLEAN),  # the later one counts
        a_page(8, flags=CLEAN) + a_page(7),
        torn(a_page(9)) + a_page(8, flags=CLEAN),
        a_page(7, flags=CLEAN, signature=b"CHKD") * 2,
        b"\xff" * 2 * CLUSTER,
    ],
)
def test_a_volume_that_was_closed_has_no_fault(log: bytes) -> None:
    assert faults_of(log) == []


@pytest.mark.parametrize(
    "log", [a_page(7) * 2, a_page(8) + a_page(7, flags=CLEAN), a_page(7) + torn(a_page(8, flags=CLEAN))]
)
def test_a_volume_that_was_not_closed_says_so(log: bytes) -> None:
    (fault,) = faults_of(log)
    assert fault.startswith(NOT_CLOSED)
    assert fault.endswith("what was written last may be missing or be listed as it was before.")


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (torn(a_page(7)) * 2, "Both restart pages of $LogFile are damaged."),
        (bytes(2 * CLUSTER), "Both restart pages of $LogFile are damaged."),
        (a_page(7)[:16] + b"\xff" * 4080, "Both restart pages of $LogFile are damaged."),
    ],
)
def test_a_log_that_cannot_be_read_is_not_taken_for_a_closed_one(log: bytes, reason: str) -> None:
    (fault,) = faults_of(log)
    assert fault.startswith(NOT_KNOWN)
    assert fault.endswith(reason)


def test_a_log_in_a_bad_sector_is_not_taken_for_a_closed_one() -> None:
    media = MediaOfBytes(bytes(NtfsDisk().image()))
    media.bad = range(LOG_CLUSTER * CLUSTER, LOG_CLUSTER * CLUSTER + 512)
    (fault,) = walked(opened(media))[1]
    assert fault.startswith(NOT_KNOWN)


@pytest.mark.parametrize(("mark", "is_told"), [(0, False), (1, True), (0x8000, False)])
def test_a_volume_that_windows_marked_for_a_check_says_so(mark: int, is_told: bool) -> None:
    disk = NtfsDisk()
    information = resident(0x70, struct.pack("<8xBBH", 3, 1, mark), number=4)
    disk.records[3] = a_record(3, standard_information(), named("$Volume"), information, sequence=3)
    faults = walked(opened(disk.image()))[1]
    assert [fault.startswith("The NTFS volume is marked for a check (dirty)") for fault in faults] == (
        [True] if is_told else []
    )


@pytest.mark.parametrize(
    ("head", "is_told"), [(b"HIBR", True), (b"hibr", True), (b"WAKE", False), (bytes(4), False)]
)
def test_the_memory_of_a_windows_that_sleeps_is_told_with_advice(head: bytes, is_told: bool) -> None:
    disk = NtfsDisk(contents={FREE_CLUSTER: head})
    disk.file(30, "hiberfil.sys", Runs(runs=[(FREE_CLUSTER, 2)], size=2 * CLUSTER))
    disk.folder(31, "other")
    faults = walked(opened(disk.image()))[1]
    assert ["do not start the machine" in fault for fault in faults] == ([True] if is_told else [])


def test_a_shadow_copy_is_of_an_open_volume_and_does_not_say_so() -> None:
    disk = NtfsDisk(contents={LOG_CLUSTER: a_page(7)})
    media = MediaOfBytes(bytes(disk.image()))
    volume = Volume(
        index=1,
        offset_bytes=0,
        length_bytes=media.info.size_bytes,
        table="none",
        description="shadow copy",
        state=VolumeState.READABLE,
        file_system="NTFS",
        layer=SHADOW_COPY,
    )
    assert [fault[: len(NOT_CLOSED)] for fault in walked(opened(media))[1]] == [NOT_CLOSED]
    assert walked(NtfsFileSystem(media, volume))[1] == []


def test_a_volume_made_by_a_driver_is_closed(tmp_path: Path) -> None:
    image = an_ntfs_image(tmp_path / "a.raw", {"a.txt": b"x"})
    assert walked(opened(image.read_bytes()))[1] == []
