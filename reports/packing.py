"""A bundle as one zip file: its files stored as they are, in the order of their names, all dated alike.

Nothing is compressed, so the zip of a folder has one possible form: it can be made again byte for byte, and
`verify_packed` holds a zip against that form. A flipped bit anywhere, a second directory, bytes in front or
behind are found without trusting what the zip says of itself. Form: PKWARE APPNOTE 6.3.10, with ZIP64 records
where sizes ask for them.
"""

import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

CHUNK = 1 << 20
_DATE = (1 << 5) | 1  # 1980-01-01, the earliest that the form can hold
_MODE = 0o100644 << 16
_LIMIT_32 = 0xFFFFFFFF
_LIMIT_16 = 0xFFFF
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")


class PackedOtherwise(ValueError):
    """The zip is not the one that its own files give."""


def packed(folder: Path, names: Sequence[str], *, top: str) -> Iterator[bytes]:
    """The zip of the files `names` of `folder`, each as `top`/name, piece by piece.

    Each file is read twice (its checksum stands before it); OSError as it comes.
    """
    offset = 0
    central: list[bytes] = []
    for name in sorted(names):
        path, shown = folder / name, f"{top}/{name}".encode("ascii")
        size, crc = path.stat().st_size, _checksum(path)
        head = _local(shown, size=size, crc=crc)
        central.append(_directory_line(shown, size=size, crc=crc, offset=offset))
        yield head
        yield from _chunks(path, size)
        offset += len(head) + size
    directory = b"".join(central)
    yield directory
    yield _end(len(central), size=len(directory), offset=offset)


def write_packed(target: Path, folder: Path, names: Sequence[str], *, top: str) -> None:
    """A new file `target` with the zip, forced to the disk."""
    with target.open("xb") as file:
        for piece in packed(folder, names, top=top):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def verify_packed(source: Path, folder: Path, names: Sequence[str], *, top: str) -> None:
    """Raise PackedOtherwise unless `source` is exactly the zip of those files."""
    with source.open("rb") as file:
        for piece in packed(folder, names, top=top):
            if file.read(len(piece)) != piece:
                raise PackedOtherwise
        if file.read(1):
            raise PackedOtherwise


def _chunks(path: Path, size: int) -> Iterator[bytes]:
    left = size
    with path.open("rb") as file:
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
    if left:
        raise OSError(f"{path.name} became shorter while it was packed")


def _checksum(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc


def _local(name: bytes, *, size: int, crc: int) -> bytes:
    extra = struct.pack("<2H2Q", 1, 16, size, size) if size >= _LIMIT_32 else b""
    kept = min(size, _LIMIT_32)
    version = 45 if extra else 20
    fields = (b"PK\3\4", version, 0, 0, 0, _DATE, crc, kept, kept, len(name), len(extra))
    return _LOCAL.pack(*fields) + name + extra


def _directory_line(name: bytes, *, size: int, crc: int, offset: int) -> bytes:
    wide = [value for value in (size, size) if size >= _LIMIT_32] + [offset] * (offset >= _LIMIT_32)
    extra = struct.pack(f"<2H{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    kept, place = min(size, _LIMIT_32), min(offset, _LIMIT_32)
    version = 45 if wide else 20
    made_by = 3 << 8 | version  # 3: Unix, for the mode
    head = (b"PK\1\2", made_by, version, 0, 0, 0, _DATE, crc, kept, kept)
    return _CENTRAL.pack(*head, len(name), len(extra), 0, 0, 0, _MODE, place) + name + extra


def _end(count: int, *, size: int, offset: int) -> bytes:
    short = (min(count, _LIMIT_16), min(size, _LIMIT_32), min(offset, _LIMIT_32))
    end = _END.pack(b"PK\5\6", 0, 0, short[0], *short, 0)
    if (count, size, offset) == short and count < _LIMIT_16:
        return end
    at = offset + size
    wide = _END_64.pack(b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    return wide + _LOCATOR_64.pack(b"PK\6\7", 0, at, 1) + end
