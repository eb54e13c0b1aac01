"""UFS1 and UFS2: listed by The Sleuth Kit, with the count that the volume itself keeps beside it.

Source: FreeBSD, sys/ufs/ffs/fs.h, struct fs, struct csum and struct csum_total.
"""

import struct
from collections.abc import Iterator

from forensics.entries import Census, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.images import EvidenceImage, Volume

SOURCE = "free inode count of the superblock"
_SUPERBLOCKS = {"UFS1": 8192, "UFS2": 65536}  # where it lies, in bytes of the volume
_MAGICS = {"UFS1": 0x00011954, "UFS2": 0x19540119}
_SUPERBLOCK_BYTES = 1376
_MAGIC_AT, _GROUPS_AT, _INODES_OF_GROUP_AT = 1372, 44, 184
_RESERVED = 2  # inodes 0 and 1 are in use and stand for no file


class UfsFileSystem(TskFileSystem):
    """Keeps the promises of `forensics.filesystems.FileSystem`."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        super().__init__(image, volume)
        self._image = image
        self._met: int | None = None
        self._in_use = self._inodes_in_use()

    def entries(self) -> Iterator[FileEntry | Fault]:
        met: set[int] = set()
        for item in super().entries():
            if isinstance(item, FileEntry) and item.allocated and item.address.meta_addr >= _RESERVED:
                met.add(item.address.meta_addr)
            yield item
        met.discard(int(self._opened.info.last_inum))  # The Sleuth Kit's own folder of orphans
        self._met = len(met)
        if self._in_use is not None and self._in_use != self._met:
            words = (
                f"By the superblock {self._in_use:,} inodes of files and directories are in use, but names "
                f"lead to {self._met:,}."
            )
            yield Fault(stage=Stage.LIST, reason=words, volume=self._volume.index)

    def expected_records(self) -> int | None:
        return self._in_use

    def census(self) -> Census | None:
        if self._in_use is None or self._met is None:
            return None
        return Census(source=SOURCE, in_use=self._in_use, met=self._met)

    def _inodes_in_use(self) -> int | None:
        """`None` where the superblock is not in its first place, or cannot be read; The Sleuth Kit then found
        the volume by a copy.
        """
        kind = self._volume.file_system or ""
        place = self._volume.offset_bytes + _SUPERBLOCKS[kind]
        try:
            raw = self._image.read(place, _SUPERBLOCK_BYTES)
        except EvidenceUnreadable:  # told by whoever reads the volume's start
            return None
        for order in "<>":
            if len(raw) == _SUPERBLOCK_BYTES and _number(raw, f"{order}i", _MAGIC_AT) == _MAGICS[kind]:
                groups, each = (_number(raw, f"{order}i", at) for at in (_GROUPS_AT, _INODES_OF_GROUP_AT))
                free = _number(raw, f"{order}i", 200) if kind == "UFS1" else _number(raw, f"{order}q", 1024)
                in_use = groups * each - free - _RESERVED
                return in_use if in_use >= 0 else None
        return None


def _number(raw: bytes, form: str, place: int) -> int:
    return int(struct.unpack_from(form, raw, place)[0])
