"""Recipes for virtual disks: media of many kinds of stretch, disks by qemu-img, and what is read of them."""

import random
from pathlib import Path

from forensics.containers import open_image
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from tests.evidence.builders import run

PIECE = 64 * 1024


def some_media(length: int, *, seed: int = 1) -> bytes:
    """Random bytes, text and zeros in turn, none of them on round places."""
    chance = random.Random(seed)
    media = bytearray(length)
    for place in range(0, length, 200_000):
        at, behind = place + chance.randrange(60_000), place + 60_000 + chance.randrange(60_000)
        media[at:behind] = chance.randbytes(behind - at)
        text = b"place %d " % place * 3000
        media[behind : behind + len(text)] = text
    return bytes(media[:length])


def converted(folder: Path, media: bytes, form: str, *options: str, name: str = "disk") -> Path:
    (folder / "media.raw").write_bytes(media)
    place = folder / f"{name}.{form}"
    run("qemu-img", "convert", "-f", "raw", "-O", form, *options, folder / "media.raw", place)
    return place


def media_by_qemu(disk: Path) -> bytes:
    run("qemu-img", "convert", "-O", "raw", disk, disk.with_suffix(".out"))
    return disk.with_suffix(".out").read_bytes()


def media_here(disk: Path, *, seed: int = 2) -> bytes:
    """All of the media, and proof that odd reads and a second thread's reads give the same."""
    image = open_image(disk)
    try:
        media = image.read(0, image.info.size_bytes)
        chance = random.Random(seed)
        another = image.for_thread()
        for length in (1, 511, 4096, 70_000, 300_000):
            offset = chance.randrange(len(media))
            buffer = bytearray(length)
            got = another.read_into(offset, memoryview(buffer))
            assert bytes(buffer[:got]) == image.read(offset, length) == media[offset : offset + length]
        return media
    finally:
        image.close()


def pieces_told(disk: Path, media: bytes) -> list[str]:
    """What became of each piece of the media: right, wrong, zeros in place of bytes, or unreadable."""
    try:
        image = open_image(disk)
    except SourceNotUsable:
        return ["refused"]
    told = []
    for offset in range(0, min(len(media), image.info.size_bytes), PIECE):
        try:
            piece = image.read(offset, PIECE)
        except EvidenceUnreadable:
            told.append("unreadable")
            continue
        right = media[offset : offset + PIECE]
        told.append("right" if piece == right else "zeros" if not any(piece) else "wrong")
    image.close()
    return told
