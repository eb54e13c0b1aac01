"""Names in the blocks of an ext directory: those in use, and those left over in the slack behind them.

A name that is removed stays in the slack of the name before it until it is written over; all that can be made
out there is given as gone. Blocks of a hash tree's index hold no names. Source: [EXT] Linear (Classic)
Directories, Hash Tree Directories.
"""

import re
from struct import Struct

from forensics.filesystems.ext_layout import Superblock

Name = tuple[int, bytes, int]  # inode, name, kind by the directory
DOTS = (b".", b"..")

_NAME = Struct("<IHBB")
_NAME_MOST = 255
_SHORTEST = 12
_LARGEST_BLOCK = 65536
_WRITTEN = re.compile(rb"[^\0]")
_INDEX_AT = 32  # where the entries of a root begin, limit and count included; 8 in other index blocks
_TAIL_BYTES = 8  # of the index, for its checksum


class Names:
    """Names of one directory as they are read: `live` in order, `gone` without those that are live."""

    def __init__(self, superblock: Superblock, *, is_gone: bool) -> None:
        self._most = superblock.inodes
        self._has_types = superblock.has_name_types
        self._is_gone = is_gone  # of a deleted directory no name is live
        self.live: list[Name] = []
        self.gone: dict[tuple[int, bytes], int] = {}

    def read_block(self, block: bytes, *, is_first: bool) -> bool:
        """Take the names of one block; whether it was sound."""
        end = len(block)
        if is_first and (behind := _behind_index_root(block)):
            self._slack(block, behind, end)
            return True
        if _is_index(block):
            return True
        return self._chain(block, 0)

    def read_inline(self, head: bytes, rest: bytes) -> bool:
        """Take the names of a directory kept in its inode: no dots, the parent's number in front."""
        is_sound = self._chain(head[4:], 0)
        return (not rest or self._chain(rest, 0)) and is_sound

    def _chain(self, block: bytes, at: int) -> bool:
        end = len(block)
        last = end - _SHORTEST
        most, has_types, is_gone = self._most, self._has_types, self._is_gone
        live, gone, unpack = self.live, self.gone, _NAME.unpack_from
        is_sound = True
        while at <= last:
            inode, length, size, kind = unpack(block, at)
            if not has_types:
                size, kind = size | kind << 8, 0
            need = (size + 11) & ~3
            if (
                not size
                or size > _NAME_MOST
                or inode > most
                or length < need
                or length & 3
                or at + length > end
            ):
                step = _empty_length(inode, length, size, left=end - at)
                if step:
                    self._slack(block, at + 8, at + step)
                    at += step
                else:
                    is_sound = False
                    at = _next_written(block, at + 4, last + 1)
                continue
            name = block[at + 8 : at + 8 + size]
            if 0 in name:
                name = name[: name.index(0)]
            if name not in DOTS:
                if inode and not is_gone:
                    live.append((inode, name, kind))
                else:
                    gone.setdefault((inode, name), kind)
            if length - need >= _SHORTEST:
                self._slack(block, at + need, at + length)
            at += length
        return is_sound or is_gone

    def _slack(self, block: bytes, at: int, stop: int) -> None:
        """What can be made out as a name from `at` on, whole and in front of `stop`."""
        if not block[at:stop].strip(b"\0"):
            return
        end = len(block)
        last = stop - _SHORTEST
        while at <= last:
            inode, length, size, kind = _NAME.unpack_from(block, at)
            if not self._has_types:
                size, kind = size | kind << 8, 0
            need = (size + 11) & ~3
            is_name = 0 < size <= _NAME_MOST and inode <= self._most and need <= length and not length & 3
            if is_name and at + length <= end and at + need <= stop:
                name = block[at + 8 : at + 8 + size].partition(b"\0")[0]
                if name not in DOTS:
                    self.gone.setdefault((inode, name), kind)
                at += need
            else:
                at = _next_written(block, at + 4, stop) if not inode else at + 4


def _empty_length(inode: int, length: int, size: int, *, left: int) -> int:
    """The length of an entry that holds no name, 0 where it is none: an empty block, a block's checksum."""
    if inode or size:
        return 0
    if left == _LARGEST_BLOCK and length in (0, _LARGEST_BLOCK - 1):  # 16 bits cannot hold 65536
        return _LARGEST_BLOCK
    return length if 8 <= length <= left and not length & 3 else 0


def _next_written(block: bytes, at: int, stop: int) -> int:
    """The next place on a boundary of four from `at` where an entry could begin with something in it."""
    found = _WRITTEN.search(block, at, stop)
    return max(at, (found.start() - 7) & ~3) if found else stop


def _behind_index_root(block: bytes) -> int:
    """Where old names may begin in the first block of a hash tree; 0 where it is none."""
    if len(block) < _INDEX_AT + 8:
        return 0
    length, dots, zero, info, levels = (
        int.from_bytes(block[4:6], "little"),
        int.from_bytes(block[16:18], "little"),
        block[24:28],
        block[29],
        block[30],
    )
    limit, count = int.from_bytes(block[32:34], "little"), int.from_bytes(block[34:36], "little")
    is_root = (
        (length, dots, zero, info) == (12, len(block) - 12, bytes(4), 8)
        and block[8:10] == b".\0"
        and block[20:23] == b"..\0"
        and _is_limit(limit, count, len(block) - _INDEX_AT)
    )
    if not is_root:
        return 0
    # With more than one level the root was once full: no older name is left under its entries.
    return len(block) if levels else _INDEX_AT + 8 * count


def _is_index(block: bytes) -> bool:
    inode, length, size, _ = _NAME.unpack_from(block) if len(block) >= 16 else (1, 0, 0, 0)
    if inode or size or length not in (len(block), len(block) & 0xFFFF, 0xFFFF):
        return False
    limit, count = int.from_bytes(block[8:10], "little"), int.from_bytes(block[10:12], "little")
    return _is_limit(limit, count, len(block) - 8)


def _is_limit(limit: int, count: int, room: int) -> bool:
    return limit in (room // 8, (room - _TAIL_BYTES) // 8) and 0 < count <= limit
