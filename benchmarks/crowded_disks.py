"""Disks of very many small files: 100,000 in one folder, and a million on a sparse terabyte."""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ntfs_filling import PlannedFolder, SmallFile, fill_volume

_FOLDER_FILES = 100_000
_MILLION = 1_000_000
_FILES_IN_A_FOLDER = 800
_FOLDERS_IN_A_YEAR = 50
NOTABLE_FILES = 64
_ENDINGS = ("jpg", "txt", "dat", "log", "cfg", "png")


def build_one_folder(image: Path) -> None:
    """100,000 files in one folder of a 2 GiB volume."""
    files = tuple(_files(_FOLDER_FILES, random.Random("one folder")))
    _build(image, 2 << 30, PlannedFolder(name="Archive", files=files))


def build_million(image: Path) -> None:
    """1,000,000 files in some 1,250 folders of a sparse volume of one terabyte."""
    files = million_files()
    parts = [files[at : at + _FILES_IN_A_FOLDER] for at in range(0, len(files), _FILES_IN_A_FOLDER)]
    days = [PlannedFolder(name=f"day{number:04d}", files=part) for number, part in enumerate(parts)]
    years = [
        PlannedFolder(name=f"part{at:04d}", folders=days[at : at + _FOLDERS_IN_A_YEAR])
        for at in range(0, len(days), _FOLDERS_IN_A_YEAR)
    ]
    _build(image, 10**12, PlannedFolder(name="Archive", folders=years))


def build_million_in_one_folder(image: Path) -> None:
    """The same files in one folder."""
    _build(image, 10**12, PlannedFolder(name="Archive", files=million_files()))


def million_files() -> tuple[SmallFile, ...]:
    """The files of the terabyte; every hundredth is in the notable set, up to `NOTABLE_FILES`."""
    return tuple(_files(_MILLION, random.Random("a million")))


def notable_files() -> tuple[SmallFile, ...]:
    return million_files()[: NOTABLE_FILES * 100 : 100]


def _files(count: int, numbers: random.Random) -> Iterator[SmallFile]:
    for number in range(count):
        is_notable = number % 100 == 0 and number < NOTABLE_FILES * 100
        if is_notable:
            size = numbers.randint(20_000, 40_000)
        else:
            size = numbers.randint(1, 600) if numbers.random() < 0.65 else numbers.randint(601, 4096)
        yield SmallFile(name=f"file{number:07d}.{_ENDINGS[number % len(_ENDINGS)]}", size=size)


def _build(image: Path, size_bytes: int, folder: PlannedFolder) -> None:
    growing = image.with_suffix(".part")
    with growing.open("wb") as stream:
        stream.truncate(size_bytes // 4096 * 4096)
    subprocess.run(
        ["mkntfs", "-q", "-F", "-f", "-T", "-c", "4096", "-L", "CROWDED", growing],
        check=True,
        capture_output=True,
    )
    fill_volume(growing, folder)
    growing.rename(image)
