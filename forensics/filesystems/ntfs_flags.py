"""What NTFS says of a file beside its content: attributes, and the reparse point that stands in its place.

A reparse point tells Windows to look elsewhere: a link, or content that another driver packed, took apart or
left with a cloud service. The file's own clusters then are holes, which would read as zeros that were never
its content.

Sources: [MS-FSCC] 2.1.2 Reparse Point Data Structures, 2.1.2.1 Reparse Tags, 2.6 File Attributes; Linux
kernel, fs/ntfs/layout.h, for the flags of an attribute.
"""

import struct
from functools import lru_cache

from forensics.entries import EntryFlag, flag_words
from forensics.filesystems.ntfs_attributes import COMPRESSED, ENCRYPTED, SPARSE, Stored, text
from forensics.filesystems.ntfs_runs import HOLE
from forensics.paths import EvidencePath

HIDDEN, SYSTEM = 0x2, 0x4
SPARSE_FILE, REPARSE_POINT, COMPRESSED_FILE, ENCRYPTED_FILE = 0x200, 0x400, 0x800, 0x4000
SYMLINK_TAG, JUNCTION_TAG = 0xA000000C, 0xA0000003
OVERLAY_TAG, DEDUPLICATED_TAG = 0x80000017, 0x80000013
_CLOUD_TAG, _CLOUD_MASK = 0x9000001A, 0xFFFF0FFF  # one number of 16 a service
_LINUX_SYMLINK_TAG = 0xA000001D
_OF_ATTRIBUTES = (
    (HIDDEN, EntryFlag.HIDDEN),
    (SYSTEM, EntryFlag.SYSTEM),
    (SPARSE_FILE, EntryFlag.SPARSE),
    (COMPRESSED_FILE, EntryFlag.COMPRESSED),
    (ENCRYPTED_FILE, EntryFlag.EFS),
)
FLAGGED = HIDDEN | SYSTEM | SPARSE_FILE | COMPRESSED_FILE | ENCRYPTED_FILE
_OF_CONTENT = ((COMPRESSED, EntryFlag.COMPRESSED), (ENCRYPTED, EntryFlag.EFS), (SPARSE, EntryFlag.SPARSE))
_OF_TAG = {
    SYMLINK_TAG: EntryFlag.SYMLINK,
    _LINUX_SYMLINK_TAG: EntryFlag.SYMLINK,
    JUNCTION_TAG: EntryFlag.JUNCTION,
    OVERLAY_TAG: EntryFlag.SYSTEM_COMPRESSED,
    DEDUPLICATED_TAG: EntryFlag.DEDUPLICATED,
    _CLOUD_TAG: EntryFlag.CLOUD,
}
_ELSEWHERE = {
    EntryFlag.SYSTEM_COMPRESSED: "Windows packed it into the stream WofCompressedData, which is not there",
    EntryFlag.DEDUPLICATED: "it lies in the volume's chunk store (data deduplication), "
    "which this version cannot read",
    EntryFlag.CLOUD: "it lies with a cloud service, and not or not all of it on this disk",
}
_HEAD = struct.Struct("<IH2x")  # tag, bytes of the data
_NAMES = struct.Struct("<HHHH")  # substitute name: place, length; print name: place, length
_GUID_BYTES = 16  # behind the head where the tag is not Microsoft's
_LONGEST_TARGET = 1 << 15


@lru_cache(maxsize=4096)
def words_of(attributes: int, content_flags: int, tag: int | None) -> str | None:
    """The flags of an entry; 0 and `None` for what there is none of."""
    found = {flag for bit, flag in _OF_ATTRIBUTES if attributes & bit}
    found |= {flag for bits, flag in _OF_CONTENT if content_flags & bits}
    if tag is not None:
        found.add(flag_of_tag(tag))
    return flag_words(found)


def flag_of_tag(tag: int) -> EntryFlag:
    if tag & _CLOUD_MASK == _CLOUD_TAG:
        return EntryFlag.CLOUD
    return _OF_TAG.get(tag, EntryFlag.REPARSE)


def tag_of(reparse: bytes) -> int:
    """The tag of a reparse point's content; 0, which is none, where that is cut off."""
    return _HEAD.unpack_from(reparse)[0] if len(reparse) >= _HEAD.size else 0


def target_of(reparse: bytes) -> EvidencePath | None:
    """Where a link or junction points, as Windows follows it; `None` for other kinds and damaged ones."""
    tag = tag_of(reparse)
    names_at = _HEAD.size + _NAMES.size
    if tag not in (SYMLINK_TAG, JUNCTION_TAG) or len(reparse) < names_at:
        return None
    place, length, _, _ = _NAMES.unpack_from(reparse, _HEAD.size)
    start = names_at + place + (4 if tag == SYMLINK_TAG else 0)  # flags stand before the names of a link
    name = reparse[start : start + length]
    if length > _LONGEST_TARGET or len(name) != length or not length or length % 2:
        return None
    return EvidencePath(text(name))


def why_elsewhere(tag: int | None, stored: Stored) -> str | None:
    """A sentence where the unnamed content is not in its own clusters; `None` where it is."""
    if tag is None or stored.runs is None or not stored.size_bytes:
        return None
    flag = flag_of_tag(tag)
    is_packed = flag in (EntryFlag.SYSTEM_COMPRESSED, EntryFlag.DEDUPLICATED)
    if not is_packed and not any(cluster == HOLE for cluster, _ in stored.runs):
        return None
    words = _ELSEWHERE.get(flag, f"a reparse point of the kind 0x{tag:08X} stands for it")
    return f"The content is not in the file itself: {words}."
