"""Bytes as an examiner reads them: offset, hexadecimal, printable characters."""

from typing import Final

_SPACE: Final = 0x20
# Latin 1 as it is printed; control characters, and the soft hyphen that no font draws, as a point.
_SHOWN: Final = "".join(
    chr(byte) if _SPACE <= byte < 0x7F or (byte > 0xA0 and byte != 0xAD) else "." for byte in range(256)
)


def hex_lines(content: bytes, *, width: int = 8, offset: int = 0) -> str:
    """`00000000  ff d8 ff e0 …  ÿØÿà`, one line for each `width` bytes, the first at `offset`."""
    return "\n".join(
        f"{offset + at:08x}  {content[at : at + width].hex(' '):<{width * 3 - 1}}  "
        f"{shown_text(content[at : at + width])}"
        for at in range(0, len(content), width)
    )


def shown_text(content: bytes) -> str:
    """One character a byte."""
    return "".join([_SHOWN[byte] for byte in content])


def offset_digits(size_bytes: int) -> int:
    """How many hexadecimal digits the offsets of a content have: eight, more beyond 4 GiB."""
    return max(8, (max(size_bytes - 1, 0).bit_length() + 3) // 4)
