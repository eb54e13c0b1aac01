"""A boot sector of FAT whose numbers lead elsewhere makes no empty volume in silence."""

import struct

import pytest

from forensics.entries import Fault
from forensics.filesystems import open_file_system
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, a_fat_image

_RESERVED, _SECTORS_A_TABLE = 14, 22


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("fat") / "a.dd"
    return a_fat_image(target, {"brief.txt": b"meet at nine"}, label="NONE").read_bytes()


def told(content: bytes) -> list[str]:
    image = MediaOfBytes(content)
    volume = map_volumes(image).volumes[0]
    file_system = open_file_system(image, volume)
    return [item.reason for item in file_system.entries() if isinstance(item, Fault)]


def with_number(content: bytes, at: int, number: int) -> bytes:
    return content[:at] + struct.pack("<H", number) + content[at + 2 :]


def test_a_whole_volume_tells_nothing(whole: bytes) -> None:
    assert told(whole) == []


@pytest.mark.parametrize("number", [1028, 100])
def test_tables_that_do_not_lie_where_the_boot_sector_says_are_told(whole: bytes, number: int) -> None:
    assert any(
        "No copy of the FAT begins as one" in reason for reason in told(with_number(whole, _RESERVED, number))
    )


@pytest.mark.parametrize("number", [544, 33])
def test_a_wrong_length_of_the_tables_is_told(whole: bytes, number: int) -> None:
    assert told(with_number(whole, _SECTORS_A_TABLE, number))
