"""How many bytes a sector has is found in the media where the container does not say."""

import struct
import zlib
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.containers.sectors import sector_bytes_of
from tests.evidence.faulty import FaultyImage

MIB = 1024 * 1024


def gpt_header(*, place: int, checksum: int | None = None) -> bytes:
    head = b"EFI PART" + struct.pack("<IIIIQQQQ", 0x10000, 92, 0, 0, place, 1, 34, 100) + bytes(36)
    crc = zlib.crc32(head) if checksum is None else checksum
    return head[:16] + struct.pack("<I", crc) + head[20:]


def boot_mark(media: bytearray, at: int = 0) -> None:
    media[at + 510 : at + 512] = b"\x55\xaa"


def slot(media: bytearray, *, kind: int, start: int) -> None:
    boot_mark(media)
    media[446:462] = struct.pack("<B3sB3sII", 0, b"", kind, b"", start, 1000)


def found_in(folder: Path, media: bytes | bytearray) -> int:
    (folder / "media.dd").write_bytes(media)
    image = open_image(folder / "media.dd")
    image.close()
    return image.info.sector_bytes


@pytest.mark.parametrize("unit", [512, 2048, 4096])
def test_a_gpt_header_lies_in_the_second_sector_or_in_the_last(tmp_path: Path, unit: int) -> None:
    media = bytearray(2 * MIB)
    media[unit : unit + 92] = gpt_header(place=1)
    assert found_in(tmp_path, media) == unit
    media = bytearray(2 * MIB)
    media[-unit : -unit + 92] = gpt_header(place=2 * MIB // unit - 1)
    assert found_in(tmp_path, media) == unit


def test_a_whole_gpt_header_counts_more_than_the_rest_of_an_older_one(tmp_path: Path) -> None:
    media = bytearray(2 * MIB)
    media[512:604] = gpt_header(place=1, checksum=7)
    assert found_in(tmp_path, media) == 512
    media[4096:4188] = gpt_header(place=1)
    assert found_in(tmp_path, media) == 4096


@pytest.mark.parametrize("unit", [512, 2048, 4096])
def test_a_slot_of_the_mbr_is_counted_in_the_unit_that_leads_to_a_volume(tmp_path: Path, unit: int) -> None:
    media = bytearray(2 * MIB)
    slot(media, kind=0x83, start=64)
    start = 64 * unit
    media[start + 1080 : start + 1082] = b"\x53\xef"
    assert found_in(tmp_path, media) == unit


@pytest.mark.parametrize("unit", [512, 2048, 4096])
def test_a_boot_sector_says_how_long_its_sectors_are(tmp_path: Path, unit: int) -> None:
    media = bytearray(MIB)
    boot_mark(media)
    media[:13] = b"\xeb\x52\x90NTFS    " + struct.pack("<H", unit)
    assert found_in(tmp_path, media) == unit
    media[:13] = b"\xeb\x76\x90EXFAT   " + bytes(2)
    media[108] = unit.bit_length() - 1
    assert found_in(tmp_path, media) == unit


def test_a_disc_has_2048_and_one_made_for_a_stick_512(tmp_path: Path) -> None:
    media = bytearray(MIB)
    media[32768:32774] = b"\x01CD001"
    assert found_in(tmp_path, media) == 2048
    boot_mark(media)
    assert found_in(tmp_path, media) == 512


def test_an_apple_map_says_its_own_unit(tmp_path: Path) -> None:
    media = bytearray(MIB)
    media[:4] = b"ER" + struct.pack(">H", 2048)
    media[2048:2050] = b"PM"
    assert found_in(tmp_path, media) == 2048


def test_media_that_say_nothing_have_512(tmp_path: Path) -> None:
    assert found_in(tmp_path, bytes(MIB)) == 512
    assert found_in(tmp_path, b"x" * 700) == 512


def test_a_disk_that_cannot_be_read_at_its_start_may_still_tell_at_its_end() -> None:
    media = bytearray(2 * MIB)
    media[-4096:-4004] = gpt_header(place=2 * MIB // 4096 - 1)
    assert sector_bytes_of(FaultyImage(bytes(media), bad=(range(16384),))) == 4096
