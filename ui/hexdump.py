"""Bytes as an examiner reads them: offset, hexadecimal, printable characters."""


def hex_lines(content: bytes, *, width: int = 8) -> str:
    """`00000000  ff d8 ff e0 …  ....`, one line for each `width` bytes; only printable ASCII is shown as
    itself.
    """
    return "\n".join(
        _line(offset, content[offset : offset + width], width) for offset in range(0, len(content), width)
    )


def _line(offset: int, piece: bytes, width: int) -> str:
    printable = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in piece)
    return f"{offset:08x}  {piece.hex(' '):<{width * 3 - 1}}  {printable}"
