"""The ends of long FAT names that The Sleuth Kit leaves out.

TSK (seen in 4.11.1 and 4.15.0) takes four bits of a long-name entry's number, so the last piece of a name in
sixteen or more pieces is lost: a name of 200 characters comes as 195. Such names are read from the directory
itself. Layout: Microsoft FAT specification, sections 3.1 (boot sector), 6 and 7 (long directory entries).
"""

import struct
from collections.abc import Iterator

import pytsk3

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.tsk.media import TSK_TROUBLE
from forensics.images import EvidenceImage

_ENTRY_BYTES = 32
_PIECE_UNITS = 13  # UTF-16 code units in one long-name entry
_FIRST_CUT = 16  # pieces from which TSK loses the last
SHORTEST_CUT = (_FIRST_CUT - 1) * _PIECE_UNITS  # bytes of the shortest name that may have lost its end
_LAST_PIECE = 0x40
_NUMBER = 0x1F
_LONG_NAME = 0x0F  # attributes of a long-name entry
_FIRST_ADDRESS = 3  # TSK's metadata address of the first directory entry of the volume
_PLACES = ((1, 11), (14, 26), (28, 32))  # where the thirteen units stand in an entry


class LongNames:
    """The whole names in one FAT12, FAT16 or FAT32 volume, by metadata address."""

    def __init__(self, opened: pytsk3.FS_Info, image: EvidenceImage, *, offset_bytes: int) -> None:
        self._opened = opened
        self._image = image
        self._offset_bytes = offset_bytes
        self._first_entry = _directories_start(image.read(offset_bytes, 512))
        self._known: dict[int, dict[int, bytes]] = {}  # directory -> address -> name

    def whole(self, name: bytes, *, meta_addr: int, directory: int) -> bytes:
        """The name with the end TSK lost, or `name` where nothing is missing or nothing more can be read."""
        if directory not in self._known:
            self._known[directory] = dict(self._names(directory))
        found = self._known[directory].get(meta_addr, name)
        return found if found.startswith(name) else name

    def _names(self, directory: int) -> Iterator[tuple[int, bytes]]:
        """(address, name) of the entries of a directory whose names are long enough to be cut."""
        pieces: list[bytes] = []
        for place, entry in self._entries(directory):
            if entry[11] != _LONG_NAME:
                if len(pieces) >= _FIRST_CUT and _is_chain(pieces, entry[:11]):
                    yield (place - self._first_entry) // _ENTRY_BYTES + _FIRST_ADDRESS, _joined(pieces)
                pieces = []
            elif entry[0] & _LAST_PIECE:
                pieces = [entry]
            else:
                pieces.append(entry)

    def _entries(self, directory: int) -> Iterator[tuple[int, bytes]]:
        """(byte of the volume, 32 bytes) of each entry in the order of the directory."""
        block_bytes = int(self._opened.info.block_size)
        try:
            runs = [
                (run.addr, run.len) for attribute in self._opened.open_meta(directory) for run in attribute
            ]
            for addr, length in runs:
                start = addr * block_bytes
                content = self._image.read(self._offset_bytes + start, length * block_bytes)
                for at in range(0, len(content) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
                    yield start + at, content[at : at + _ENTRY_BYTES]
        except (EvidenceUnreadable, *TSK_TROUBLE):
            return  # the walk meets the same trouble and tells it; the names stay as TSK gives them


def _directories_start(boot: bytes) -> int:
    """Bytes from the start of the volume to where TSK counts directory entries from: behind the FATs."""
    sector_bytes, reserved, tables = struct.unpack_from("<HxHB", boot, 11)
    (sectors,) = struct.unpack_from("<H", boot, 22)
    if sectors == 0:  # FAT32 has its own field
        (sectors,) = struct.unpack_from("<I", boot, 36)
    return int((reserved + tables * sectors) * sector_bytes)


def _is_chain(pieces: list[bytes], short_name: bytes) -> bool:
    """Whether these are all the pieces of one name, last first, and belong to the entry behind them."""
    checksum = _short_name_sum(short_name)
    numbers = [piece[0] & _NUMBER for piece in pieces]
    return numbers == list(range(len(pieces), 0, -1)) and all(piece[13] == checksum for piece in pieces)


def _short_name_sum(name: bytes) -> int:
    total = 0
    for byte in name:
        total = (((total & 1) << 7) + (total >> 1) + byte) & 0xFF
    return total


def _joined(pieces: list[bytes]) -> bytes:
    """The name as UTF-8, up to the zero that ends it."""
    units = b"".join(piece[start:end] for piece in reversed(pieces) for start, end in _PLACES)
    ends = [at for at in range(0, len(units), 2) if units[at : at + 2] == b"\0\0"]
    text = units[: ends[0] if ends else len(units)].decode("utf-16-le", "surrogatepass")
    return text.encode("utf-8", "surrogatepass")
