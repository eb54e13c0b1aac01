"""An inode as the log of XFS keeps it, put into its place: a head in the order of the machine, and the parts
behind it that were changed.

Source: Linux, fs/xfs/libxfs/xfs_log_format.h (struct xfs_inode_log_format, struct xfs_log_dinode), and
fs/xfs/xfs_inode_item_recover.c.
"""

import struct

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.xfs_transactions import Item

_FORM = struct.Struct(
    "<HHIHHIQ16xqii"
)  # kind, regions, parts; bytes of parts, …; number; …; place, sectors, …
_DATA_PARTS, _ATTRIBUTE_PARTS = 0x0E, 0x1C0
_DATA_ROOT, _ATTRIBUTE_ROOT = 0x08, 0x100
_OWNER_CHANGED = 0x600
# magic, mode, version, format, links (1), user, group, links, project; flush; times; bytes, blocks, …
_HEAD_4 = struct.Struct("<HHBBHIIIHH6sH8s8s8sQQIIHBBIHHI")
_HEAD_5 = struct.Struct("<HHBBHIIIHHQ8s8s8sQQIIHBBIHHI")
_MORE_5 = struct.Struct("<IQQQI12x8sQ16s")  # CRC, changes, place in the log, flags, …, born, number, volume
_LITERAL_AT = (100, 176)
_NEXT_AT = 96  # the next inode that was deleted while open; kept by other means
_BIG_TIMES = 0x08
_FORK_OFFSET_AT = 82
_TREE_HEAD_BYTES = (24, 72)
_ROOT_HEAD_BYTES = 4


class LoggedInode(Struct, frozen=True, gc=False):
    number: int
    fields: int
    sector: int  # of the block of inodes it is in, on the disk
    sectors: int
    head: bytes
    parts: tuple[bytes, ...]


def logged_inode(item: Item) -> LoggedInode:
    """Raise EvidenceUnreadable where it is cut off."""
    if len(item.regions[0]) != _FORM.size or len(item.regions) < 2:
        raise EvidenceUnreadable("An inode in its log is damaged, or of a machine of 32 bits.")
    _, _, fields, _, _, _, number, sector, sectors, _ = _FORM.unpack(item.regions[0])
    return LoggedInode(number, fields, sector, sectors, item.regions[1], tuple(item.regions[2:]))


def replayed(logged: LoggedInode, before: bytes, *, place: int) -> bytes:
    """All bytes of the inode, which was `before`, as of `place` in the log; without its checksum. Raise
    EvidenceUnreadable where the two do not fit each other.
    """
    if logged.fields & _OWNER_CHANGED:
        raise EvidenceUnreadable(
            f"The content of inode {logged.number:,} was exchanged with another's, which is not played back."
        )
    is_5 = logged.head[4:5] == b"\x03"
    start = _LITERAL_AT[is_5]
    if before[:2] != b"IN" or logged.head[:2] != b"NI" or len(logged.head) < start:
        raise EvidenceUnreadable(f"Inode {logged.number:,} of its log is damaged, or its place is.")
    out = bytearray(before)
    out[:_NEXT_AT] = _head(logged.head, is_5=is_5)[:_NEXT_AT]
    if is_5:
        _, changes, _, flags, copying, born, number, volume = _MORE_5.unpack_from(logged.head, 100)
        more = struct.pack(
            ">QQQI12x8sQ16s", changes, place, flags, copying, _time(born, flags), number, volume
        )
        out[104:start] = more
    _put_parts(out, logged, start=start, is_5=is_5)
    return bytes(out)


def _head(head: bytes, *, is_5: bool) -> bytes:
    form = _HEAD_5 if is_5 else _HEAD_4
    fields = list(form.unpack_from(head))
    flags = _MORE_5.unpack_from(head, 100)[3] if is_5 else 0
    at = 11 if is_5 else 12
    fields[at : at + 3] = [_time(raw, flags) for raw in fields[at : at + 3]]
    return struct.pack(">" + form.format[1:], *fields)


def _time(raw: bytes, flags: int) -> bytes:
    """One number of 64 bits, or two of 32."""
    return raw[::-1] if flags & _BIG_TIMES else raw[3::-1] + raw[:3:-1]


def _put_parts(out: bytearray, logged: LoggedInode, *, start: int, is_5: bool) -> None:
    offset = out[_FORK_OFFSET_AT] * 8
    middle = start + offset if offset else len(out)
    parts = list(logged.parts)
    for bits, root, begin, end in (
        (_DATA_PARTS, _DATA_ROOT, start, middle),
        (_ATTRIBUTE_PARTS, _ATTRIBUTE_ROOT, middle, len(out)),
    ):
        if not logged.fields & bits:
            continue
        if not parts:
            raise EvidenceUnreadable(f"Inode {logged.number:,} of its log is cut off.")
        part = parts.pop(0)
        if logged.fields & root:
            part = _root(part, room=end - begin, head_bytes=_TREE_HEAD_BYTES[is_5])
        if len(part) > end - begin:
            raise EvidenceUnreadable(f"Inode {logged.number:,} of its log does not fit into its place.")
        out[begin : begin + len(part)] = part


def _root(part: bytes, *, room: int, head_bytes: int) -> bytes:
    """The root of a tree, which has a larger head and other room for keys in memory."""
    count = int.from_bytes(part[6:8], "big")
    in_memory, on_disk = (len(part) - head_bytes) // 16, (room - _ROOT_HEAD_BYTES) // 16
    if not 0 < count <= min(in_memory, on_disk):
        raise EvidenceUnreadable("The root of a tree in its log is damaged.")
    keys = part[head_bytes : head_bytes + 8 * count]
    pointers = part[head_bytes + 8 * in_memory : head_bytes + 8 * (in_memory + count)]
    return part[4:8] + keys.ljust(8 * on_disk, b"\0") + pointers
