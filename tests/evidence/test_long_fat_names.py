"""FAT names of more than 195 characters come whole, although The Sleuth Kit cuts them."""

import struct
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.entries import FileEntry
from forensics.filesystems import open_file_system
from forensics.volumes import map_volumes
from tests.evidence.builders import SECTOR, a_fat_image, run

LENGTHS = (190, 194, 195, 196, 199, 200, 208, 209, 221, 250)


def a_name(length: int) -> str:
    return "n" * (length - 7) + f"{length}.txt"


def names_in(image: Path) -> set[str]:
    media = open_image(image)
    file_system = open_file_system(media, map_volumes(media).volumes[0])
    found = {entry.path.raw.decode() for entry in file_system.entries() if isinstance(entry, FileEntry)}
    media.close()
    return found


@pytest.mark.parametrize("bits", [12, 16, 32])
@pytest.mark.parametrize("folder", ["", "deep/"])
def test_long_names_are_whole_wherever_their_directory_lies(tmp_path: Path, bits: int, folder: str) -> None:
    """Content written between the names scatters a directory over clusters that do not follow each other."""
    lengths = LENGTHS if bits == 32 or folder else LENGTHS[:6]  # the root of FAT12 and FAT16 is small
    names = [folder + a_name(length) for length in lengths]
    files = {f"{folder}first.txt": b"x"} if folder else {}
    image = a_fat_image(tmp_path / "stick.dd", files, bits=bits)
    _copy_in(image, names)
    assert {f"/{name}" for name in names} <= names_in(image)


def test_a_name_whose_pieces_do_not_belong_together_stays_as_it_comes(tmp_path: Path) -> None:
    """A flipped checksum in one piece: nothing is put together from what does not fit."""
    image = a_fat_image(tmp_path / "stick.dd", {}, bits=16)
    _copy_in(image, [a_name(208)])
    content = bytearray(image.read_bytes())
    pieces = [at for at in range(0, 64 * SECTOR * 4, 32) if content[at + 11] == 0x0F and content[at] & 0x1F]
    content[pieces[3] + 13] ^= 0xFF
    image.write_bytes(content)
    assert f"/{a_name(208)}" not in names_in(image)


def test_the_boot_sector_says_where_directories_begin(tmp_path: Path) -> None:
    """The recipe really makes directories of several clusters, or the tests above would prove little."""
    image = a_fat_image(tmp_path / "stick.dd", {}, bits=16)
    (bytes_a_sector, sectors_a_cluster) = struct.unpack_from("<HB", image.read_bytes(), 11)
    assert bytes_a_sector * sectors_a_cluster <= 21 * 32 * len(LENGTHS)


def _copy_in(image: Path, names: list[str]) -> None:
    source = image.with_suffix(".txt")
    source.write_bytes(b"content " * 600)
    for name in names:
        run("mcopy", "-i", image, source, f"::/{name}")
