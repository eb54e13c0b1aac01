"""Pictures that go into a report: the agency's logo and photographs of exhibits, named by their digest.

A picture is a file that somebody else made: its kind and its size in dots are read from its first bytes and
bounded before any decoder sees it.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator

from reports import blocks
from reports.blocks import Block, Document

MOST_DOTS = 60_000_000  # width times height
MOST_BYTES = 16 * 1024 * 1024  # of one picture
MOST_TOTAL_BYTES = 48 * 1024 * 1024  # of all pictures of one report
MOST_UNPACKED_BYTES = 512 * 1024 * 1024  # of all pictures of one report, where the typesetter unpacks them

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive (ITU-T T.81, table B.1)
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a segment
_STANDALONE_LIMIT = 4_096  # segments looked at before the frame; a camera writes some dozens
_LARGEST_PROFILE = 4 * 1024 * 1024  # bytes of a colour profile, unpacked; those for print have some 2 MB


def is_printable(content: bytes) -> bool:
    """Whether the picture is a PNG, or a grey or colour JPEG, of a size that a report can print."""
    if len(content) > MOST_BYTES:
        return False
    size = _dots(content)
    return size is not None and 0 < size[0] * size[1] <= MOST_DOTS


def unpacked_bytes(content: bytes) -> int:
    """What a printable picture takes in the typesetter's memory beside its own bytes: a PNG is unpacked
    whole, a JPEG goes into the PDF as it is.
    """
    size = _dots(content) if content.startswith(_PNG) else None
    if size is None:
        return 0
    depth_bits = content[24]  # of one sample; 16 where it is more than a byte
    return size[0] * size[1] * (8 if depth_bits == 16 else 4)


def picture_name(content: bytes) -> str:
    """The name under which the template finds the picture."""
    ending = "png" if content.startswith(_PNG) else "jpg"
    return f"picture-{hashlib.sha256(content).hexdigest()}.{ending}"


def pictures_of(document: Document) -> dict[str, bytes]:
    """Logo and photographs of the document, each once, by name."""
    logo = document.cover.logo
    return ({picture_name(logo): logo} if logo else {}) | {
        picture_name(picture.content): picture.content
        for block in _flat(document.blocks)
        if isinstance(block, blocks.Pictures)
        for picture in block.items
    }


def _flat(parts: Iterable[Block]) -> Iterator[Block]:
    for block in parts:
        yield block
        if isinstance(block, blocks.Keep):
            yield from _flat(block.blocks)


def _dots(content: bytes) -> tuple[int, int] | None:
    """Width and height as the file says them; `None` where it is no picture that is printed."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR" and len(content) > 24:
        width, height = struct.unpack(">II", content[16:24])
        return (width, height) if _has_small_profile(content) else None
    return _jpeg_dots(content) if content.startswith(_JPEG) else None


def _has_small_profile(content: bytes) -> bool:
    """Whether no colour profile before the data of the PNG unpacks to more than a profile has (ISO/IEC 15948,
    11.3.3.3: a name, a zero, a byte for the method, and a zlib stream).
    """
    at = len(_PNG)
    for _ in range(_STANDALONE_LIMIT):
        if at + 8 > len(content):
            return False
        length, kind = struct.unpack_from(">I4s", content, at)
        if kind == b"IDAT":
            return True
        if kind == b"iCCP":
            packed = content[at + 8 : at + 8 + length].partition(b"\0")[2][1:]
            unpacking = zlib.decompressobj()
            try:
                unpacking.decompress(packed, _LARGEST_PROFILE)
            except zlib.error:
                return False
            if unpacking.unconsumed_tail:
                return False
        at += 12 + length
    return False


def _jpeg_dots(content: bytes) -> tuple[int, int] | None:
    at = 2
    for _ in range(_STANDALONE_LIMIT):
        if at + 4 > len(content) or content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF or marker in _BARE:  # fill bytes before a marker are allowed
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4])
        if marker in _FRAMES and at + 10 <= len(content):
            height, width, components = struct.unpack(">HHB", content[at + 5 : at + 10])
            # Four components are ink values, which PDF/A-3 allows only with a profile (ISO 19005-3, 6.2.4.3).
            return (width, height) if components in (1, 3) else None
        if length < 2:
            return None
        at += 2 + length
    return None
