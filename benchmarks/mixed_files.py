"""The files of the mixed disk: what a lived-in Windows laptop holds, in proportion, and none of it real.

Photos and videos are noise behind their usual first bytes, for no compressor shortens real ones; documents,
mail stores and programs are text. Everything follows from a seed, so every machine builds the same contents.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

_KIB, _MIB = 1 << 10, 1 << 20
_PIECE = _MIB  # contents are made and written in pieces of this size
_JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
_MP4 = bytes.fromhex("00000018667479706d703432000000006d70343269736f6d")
_ZIP = bytes.fromhex("504b0304140000000800")
_PROGRAM = b"MZ" + bytes(58) + bytes.fromhex("80000000")
_SAVED_PICTURES = 50
_WORDS = (
    b"report invoice meeting river garden train window letter number summer please regards delivery address "
    b"account morning kitchen holiday bicycle station winter project budget answer question folder picture"
).split()


class Content(Enum):
    """What a file's bytes are like: what it begins with, and whether no compressor can shorten the rest."""

    PHOTO = (_JPEG, True)
    VIDEO = (_MP4, True)
    ARCHIVE = (_ZIP, True)
    PROGRAM = (_PROGRAM, False)
    TEXT = (b"", False)

    @property
    def opening(self) -> bytes:
        return self.value[0]

    @property
    def is_noise(self) -> bool:
        return self.value[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """A file as the recipe wants it; `path` has no leading stroke and is the seed of the content."""

    path: str
    size: int
    content: Content
    is_notable: bool = False  # a record of the set of 1,000,000
    is_first_hit: bool = False  # the only record of the set of one
    is_deleted: bool = False

    def pieces(self) -> Iterator[bytes]:
        """The content, `size` bytes in all, the same on every call."""
        number = int.from_bytes(hashlib.sha256(self.path.encode()).digest()[:8], "big")
        noise = np.random.Generator(np.random.SFC64(number))
        left, opening = self.size, self.content.opening
        while left > 0:
            length = min(left, _PIECE)
            body = noise.bytes(length) if self.content.is_noise else _text(noise, length)
            piece = opening + body[len(opening) :]
            yield piece[:length]
            left, opening = left - length, b""


def _text(noise: np.random.Generator, length: int) -> bytes:
    chosen = noise.integers(0, len(_WORDS), size=min(length // 4 + 1, 16 * _KIB))
    page = b" ".join([_WORDS[index] for index in chosen]) + b"\r\n"
    return (page * (length // len(page) + 1))[:length]


def mixed_files() -> tuple[PlannedFile, ...]:
    """Every file of the mixed disk in the order of writing, about 3.55 GiB, the deleted ones among them."""
    numbers = random.Random("mixed disk")
    planned = [*_system(numbers), *_person("anna", numbers), *_person("bo", numbers), *_notable(numbers)]
    numbers.shuffle(planned)  # a disk is not filled folder by folder
    return tuple(planned)


def _system(numbers: random.Random) -> Iterator[PlannedFile]:
    for number in range(700):
        folder = f"Windows/System32/{'drivers/' if number % 5 == 0 else ''}"
        yield _file(f"{folder}part{number:04d}.dll", numbers.randint(8 * _KIB, 400 * _KIB), Content.PROGRAM)
    for number in range(300):
        depth = "/".join(f"level {level}" for level in range(number % 12))
        place = f"Program Files/Suite {number % 9}/{depth}"
        yield _file(f"{place}/item{number:04d}.cfg", numbers.randint(40, 3000), Content.TEXT)
    yield _file("Windows/Logs/events.log", 60 * _MIB + 17, Content.TEXT)


def _person(name: str, numbers: random.Random) -> Iterator[PlannedFile]:
    home = f"Users/{name}"
    for number in range(220):
        photo = f"{home}/Pictures/2025-{number % 12 + 1:02d}/IMG_{number:04d}.JPG"
        yield _file(photo, numbers.randint(2 * _MIB, 6 * _MIB), Content.PHOTO, is_deleted=number % 40 == 7)
    for number, mib in enumerate((104, 140, 390) if name == "anna" else (118, 320)):
        yield _file(f"{home}/Videos/clip {number}.mp4", mib * _MIB + numbers.randint(0, _MIB), Content.VIDEO)
    for number in range(600):
        place = f"{home}/Documents/" + "/".join(f"Year {year}" for year in range(2026 - number % 15, 2026))
        yield _file(f"{place}/letter {number}.docx", numbers.randint(4 * _KIB, 200 * _KIB), Content.TEXT)
    for number in range(900):
        deleted = number % 18 == 5
        cached = f"{home}/AppData/Local/Browser/Cache/f_{number:06x}"
        yield _file(cached, int(2 ** numbers.uniform(5, 17)), Content.PHOTO, is_deleted=deleted)
    for number in range(400):
        note = f"{home}/AppData/Roaming/Notes/{number % 20}/note{number}.txt"
        yield _file(note, numbers.randint(1, 640), Content.TEXT)
    for number in range(20):
        archive = f"{home}/Downloads/archive{number}.zip"
        yield _file(archive, numbers.randint(_MIB, 12 * _MIB), Content.ARCHIVE)
    yield _file(f"{home}/AppData/Local/Mail/store.pst", numbers.randint(90 * _MIB, 110 * _MIB), Content.TEXT)


def _notable(numbers: random.Random) -> Iterator[PlannedFile]:
    places = (
        "Users/anna/Pictures/Saved/{}.jpg",
        "Users/bo/Downloads/pack/{}.dat",
        "Users/bo/Desktop/New/{}.jpg",
    )
    for number in range(_SAVED_PICTURES):
        path = places[number % len(places)].format(f"p{number:03d}")
        size = numbers.randint(40 * _KIB, 500 * _KIB)
        yield _file(path, size, Content.PHOTO, is_notable=True, is_deleted=number % 25 == 3)
    yield PlannedFile(
        path="Users/bo/Pictures/Camera/IMG_9000.JPG", size=3_141_593, content=Content.PHOTO, is_first_hit=True
    )


def _file(
    path: str, size: int, content: Content, *, is_notable: bool = False, is_deleted: bool = False
) -> PlannedFile:
    return PlannedFile(
        path=path.replace("//", "/"), size=size, content=content, is_notable=is_notable, is_deleted=is_deleted
    )
