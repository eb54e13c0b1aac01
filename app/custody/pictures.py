"""Pictures that a person attaches to a case (photographs of a device, the agency's logo): told by content,
bounded, copied under their digest. They are never decoded or shown here.
"""

import hashlib
import os
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.store.opening import CaseTrouble, store_trouble

ATTACHMENTS: Final = "attachments"
LARGEST_BYTES: Final = 32 << 20
MOST_PIXELS: Final = 120_000_000  # a telephone's camera; four bytes each where they are drawn
_PNG: Final = b"\x89PNG\r\n\x1a\n"  # ISO/IEC 15948, 5.2
_JPEG: Final = b"\xff\xd8\xff"
# Frame headers of ITU-T T.81, table B.1: SOF0 to SOF15 without DHT, JPG and DAC.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))  # markers without a length


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    content: bytes
    mime: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_picture(file: Path) -> Picture:
    """A PNG or JPEG file; raise CaseTrouble on anything else, on a damaged one or one too large."""
    try:
        if not file.is_file():
            raise CaseTrouble(f"{file} is not a file")
        with file.open("rb") as opened:
            content = opened.read(LARGEST_BYTES + 1)
    except OSError as trouble:
        raise CaseTrouble(f"{file} cannot be read ({trouble.strerror})") from trouble
    if len(content) > LARGEST_BYTES:
        raise CaseTrouble(f"{file} has more than {LARGEST_BYTES >> 20} MiB; attach a smaller picture")
    picture = recognised(content)
    if picture is None:
        raise CaseTrouble(f"{file} is not a whole PNG or JPEG picture")
    if picture.width * picture.height > MOST_PIXELS:
        raise CaseTrouble(
            f"{file} has {picture.width:,} by {picture.height:,} points; at most {MOST_PIXELS:,} are taken"
        )
    return picture


def recognised(content: bytes) -> Picture | None:
    """`None` where it is not a PNG or JPEG from its first byte to its end mark."""
    if content.startswith(_PNG):
        mime, size = "image/png", _png_size(content)
    elif content.startswith(_JPEG):
        mime, size = "image/jpeg", _jpeg_size(content)
    else:
        return None
    if size is None or 0 in size:
        return None
    return Picture(content=content, mime=mime, width=size[0], height=size[1])


def _png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height, where every chunk up to IEND has the check sum it states."""
    at, size, has_data = len(_PNG), None, False
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            return None
        if zlib.crc32(content[at + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            return None
        if size is None:
            if kind != b"IHDR" or length != 13:
                return None
            size = struct.unpack_from(">II", content, at + 8)
        has_data = has_data or kind == b"IDAT"
        if kind == b"IEND":
            return (size[0], size[1]) if has_data else None
        at = end
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from the frame header, where a scan follows it and the end mark is there."""
    at, size = 2, None
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker in (0xFF, *_ALONE):
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2 or at + 2 + length > len(content):
            return None
        if marker in _FRAMES:
            if length < 8:
                return None
            height, width = struct.unpack_from(">HH", content, at + 5)
            size = (width, height)
        if marker == 0xDA:  # the coded picture begins
            return size if content.rfind(b"\xff\xd9", at) > 0 else None
        at += 2 + length
    return None


def attachment_path(folder: Path, sha256: str) -> Path:
    return folder / ATTACHMENTS / sha256


def keep_attachment(folder: Path, picture: Picture) -> None:
    """Copy a picture into the case `folder` under its digest, forced to the disk; one that is there stays."""
    path = attachment_path(folder, picture.sha256)
    with store_trouble(folder):
        path.parent.mkdir(exist_ok=True)
        fresh = path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(picture.content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_attachment(folder: Path, sha256: str, *, size_bytes: int) -> bytes:
    """What the chain says was attached; raise CaseTrouble where it is missing or another."""
    path = attachment_path(folder, sha256)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as trouble:
        raise CaseTrouble(
            f"the attachment {sha256} of the case cannot be read ({trouble.strerror})"
        ) from trouble
    if len(content) != size_bytes or hashlib.sha256(content).hexdigest() != sha256:
        raise CaseTrouble(f"the attachment {sha256} of the case is not what was attached: it was changed")
    return content
