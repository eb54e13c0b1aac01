"""Containers with bits changed anywhere, pieces cut out or doubled: sentences and faults, no traces, no
hanging.

A few of them are always tried, many with `make fuzz`.
"""

import random
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from tests.evidence.apple_builder import LZFSE, LZMA, ZLIB, a_dmg
from tests.evidence.container_builders import (
    KIB,
    MIB,
    a_cowd_extent,
    a_sesparse_extent,
    a_vmdk_extent,
    a_vmdk_text,
    converted,
    some_media,
    with_a_log,
)
from tests.evidence.ewf2_builder import an_ex01

MOST_SECONDS = 20  # for one damaged file; far more than any takes
SIZE = 512 * KIB


def _a_vmdk(folder: Path, media: bytes) -> list[Path]:
    return [converted(folder / "a.vmdk", media, form="vmdk")]


def _a_stream(folder: Path, media: bytes) -> list[Path]:
    text = a_vmdk_text(f'RW {len(media) // 512} SPARSE "a.vmdk"', kind="streamOptimized")
    (folder / "a.vmdk").write_bytes(a_vmdk_extent(media, text=text))
    return [folder / "a.vmdk"]


def _an_esx_disk(kind: str, extent: Callable[[bytes], bytes]) -> Callable[[Path, bytes], list[Path]]:
    def made(folder: Path, media: bytes) -> list[Path]:
        (folder / "x.vmdk").write_bytes(extent(media))
        (folder / "a.vmdk").write_text(a_vmdk_text(f'RW {len(media) // 512} {kind} "x.vmdk"', kind=kind))
        return [folder / "a.vmdk", folder / "x.vmdk"]

    return made


def _a_vhd(folder: Path, media: bytes) -> list[Path]:
    return [converted(folder / "a.vhd", media, form="vpc", options="force_size")]


def _a_vhdx(folder: Path, media: bytes) -> list[Path]:
    disk = converted(folder / "a.vhdx", media, form="vhdx", options="block_size=1M,log_size=1M")
    disk.write_bytes(with_a_log(disk.read_bytes(), {8 * MIB: bytes(range(256)) * 16}))
    return [disk]


def _a_dmg_of(packing: int) -> Callable[[Path, bytes], list[Path]]:
    def made(folder: Path, media: bytes) -> list[Path]:
        (folder / "a.dmg").write_bytes(a_dmg(media, packing=packing)[0])
        return [folder / "a.dmg"]

    return made


def _an_ex01(folder: Path, media: bytes) -> list[Path]:
    names = [folder / "a.Ex01", folder / "a.Ex02"]
    for name, content in zip(names, an_ex01(media, segments=2), strict=True):
        name.write_bytes(content)
    return names


MAKERS: dict[str, Callable[[Path, bytes], list[Path]]] = {
    "VMDK": _a_vmdk,
    "VMDK stream": _a_stream,
    "COWD": _an_esx_disk("VMFSSPARSE", a_cowd_extent),
    "SESPARSE": _an_esx_disk("SESPARSE", a_sesparse_extent),
    "VHD": _a_vhd,
    "VHDX": _a_vhdx,
    "DMG zlib": _a_dmg_of(ZLIB),
    "DMG LZFSE": _a_dmg_of(LZFSE),
    "DMG LZMA": _a_dmg_of(LZMA),
    "Ex01": _an_ex01,
}


def _damaged(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    parts = [
        range(len(content)),
        range(min(4096, len(content))),
        range(max(0, len(content) - 4096), len(content)),
    ]
    used = [at for at in range(0, len(content) - 8, 512) if any(content[at : at + 16])]
    for _ in range(dice.randrange(1, 12)):
        if len(changed) <= 8:
            break
        place = dice.choice(dice.choice([*parts, used])) % (len(changed) - 8)
        match dice.randrange(6):
            case 0 | 1 | 2:
                changed[place] ^= 1 << dice.randrange(8)
            case 3:
                number = dice.choice(
                    [0, 1, 0xFFFF_FFFF, 0x7FFF_FFFF, 1 << 62, (1 << 64) - 1, dice.randrange(1 << 64)]
                )
                changed[place : place + 8] = struct.pack(dice.choice("<>") + "Q", number)
            case 4:
                other = dice.randrange(len(content))
                changed[place : place + 64] = content[other : other + 64]
            case _:
                del changed[place : place + dice.choice([1, 512, 4096])]
    return bytes(changed)


def _try(folder: Path, kind: str, *, times: int, seed: int) -> None:
    dice = random.Random(seed)
    files = MAKERS[kind](folder, some_media(SIZE))
    whole = {file: file.read_bytes() for file in files}
    for _ in range(times):
        for file, content in whole.items():
            file.write_bytes(content)
        victim = dice.choice(files)
        victim.write_bytes(_damaged(whole[victim], dice))
        began = time.monotonic()
        _read_all(files[0])
        assert time.monotonic() - began < MOST_SECONDS, kind


def _read_all(source: Path) -> None:
    """Ends without a trace, whatever the file is."""
    try:
        image = open_image(source)
    except SourceNotUsable:
        return
    size = image.info.size_bytes
    for start in (*range(0, min(size, SIZE), 64 * KIB), max(0, size - 4096), size // 2):
        try:
            image.read(start, 64 * KIB)
        except EvidenceUnreadable:
            continue
    image.close()


@pytest.mark.parametrize("kind", MAKERS)
def test_a_few_damaged_files_leave_no_trace(tmp_path: Path, kind: str) -> None:
    _try(tmp_path, kind, times=4, seed=1)


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("seed", range(5))
def test_many_damaged_files_leave_no_trace(tmp_path: Path, kind: str, seed: int) -> None:
    _try(tmp_path, kind, times=400, seed=100 + seed)
