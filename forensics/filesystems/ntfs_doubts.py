"""What in a file record shows that a file is not what it seems: attributes that are gone, sizes that
contradict each other, and holes that something else stands for.

A hole reads as zeros. Where it may be left by damage, or by Windows, which packed the content or took it
elsewhere, there are no zeros to be read and there is no digest; a file that was made sparse stays sound.

Sources: Linux kernel, fs/ntfs3/record.c, mi_enum_attr, for the sizes; [MS-FSCC] 2.6 for the attributes.
"""

from forensics.filesystems.ntfs_attributes import COMPRESSED, ENCRYPTED, SPARSE, RecordContent, Stored
from forensics.filesystems.ntfs_flags import ENCRYPTED_FILE, REPARSE_POINT, why_elsewhere
from forensics.filesystems.ntfs_records import FOLDER, NUMBER_MASK
from forensics.filesystems.ntfs_runs import HOLE

STREAM = b"WofCompressedData"
_POINT_IS_GONE = (
    "The content is not in the file itself: it was packed into the stream WofCompressedData, and the reparse "
    "point that tells how is gone."
)
_POINT_IS_MISSING = (
    "The content has holes and the file is marked as one that a reparse point stands for, which is gone."
)
_NOT_WHOLE = (
    "The content has holes and a part of what describes the file is lost, which may say what they stand for."
)
_NO_TIMES = "it is in use and has no times"
_NO_INDEX = "it is marked as a folder and has no index of names"
_IS_NO_FOLDER = "it is not marked as a folder and has an index of names"
_FOLDER_WITH_CONTENT = "it is marked as a folder and has content, which is not read"
_TWICE = "two of its contents have the same name; only one of them is listed"
_NO_CONTENT = "the content that every file has is gone; the file is listed as empty"
_NO_SIZE = "Windows packed its content, and what tells the size of that is gone; the file is listed as empty"
_CIPHERED = "its content is marked as encrypted and the file is not, or the other way round"
_LZNT1 = 1
_FLAGS = _LZNT1 | ENCRYPTED | SPARSE  # of a content
_UNIT_OF_16 = 4  # NTFS_COMPRESSION_UNIT, its only value
_EXTENDED = 11  # the record of $Extend, whose own files need no content
_VIEW_INDEX = 8  # MFT_RECORD_FLAGS: an index of something other than names
_FIRST_OF_A_USER = 24
_LIST_IS_DAMAGED = "The list of where the content lies is damaged."
_BEGINNING_IS_LOST = "Where the beginning of the content lies is not recorded any more."
_PART_IS_LOST = "Where part of the content lies is not recorded any more; it cannot be read whole."
_SIZES = "The sizes that the file record gives the content contradict each other."
_UNIT = "Whether the content is compressed, and how, contradicts itself in the file record."
_CUT_OFF = (
    "Windows packs all of WofCompressedData, and its file record says that it was not written to its end."
)
_HOLES = "The content has holes, and its file record does not mark it as sparse."


def contradiction_of(content: RecordContent, number: int, *, flags: int) -> str | None:
    """What damage has left out of the record of a file in use, in words that go on a sentence which names it;
    `None` where nothing is missed.
    """
    if content.times is None:
        return _NO_TIMES
    contents = content.contents
    if len(contents) == 1 and not (flags & FOLDER or content.has_index):
        only = contents[0]  # as nearly all files are; millions pass here
        if not (only.name or only.flags & ENCRYPTED or content.attributes & ENCRYPTED_FILE):
            return None
    main = next((stored for stored in contents if not stored.name), None)
    if content.attributes & ENCRYPTED_FILE:
        if main is not None and main.runs and not main.flags & ENCRYPTED:
            return _CIPHERED
    elif any(stored.flags & ENCRYPTED for stored in contents):
        return _CIPHERED
    if flags & FOLDER:
        return _FOLDER_WITH_CONTENT if main is not None else None if content.has_index else _NO_INDEX
    if content.has_index:
        return _IS_NO_FOLDER
    if len({stored.name for stored in contents}) < len(contents):
        return _TWICE
    if (main is None or not main.size_bytes) and any(stored.name == STREAM for stored in contents):
        return _NO_SIZE
    if main is not None or flags & _VIEW_INDEX or number < _FIRST_OF_A_USER:
        return None
    is_extended = any(parent & NUMBER_MASK == _EXTENDED for parent, _, _ in content.names)
    return None if is_extended else _NO_CONTENT


def has_hole(stored: Stored) -> bool:
    for cluster, _ in stored.runs or ():  # noqa: SIM110  (a third of the time of `any`)
        if cluster == HOLE:
            return True
    return False


def why_not_here(content: RecordContent, main: Stored, tag: int | None) -> str | None:
    """A sentence where the unnamed content does not lie, or may not lie, in its own clusters; `None` where it
    does. `tag` is that of the reparse point, 0 for one that cannot be read, `None` for none.
    """
    if tag is not None:
        return why_elsewhere(tag, main)
    if not main.size_bytes or not has_hole(main):
        return None
    if any(stored.name == STREAM for stored in content.contents):
        return _POINT_IS_GONE
    if content.attributes & REPARSE_POINT:
        return _POINT_IS_MISSING
    return None if content.is_whole else _NOT_WHOLE


def doubt_of(stored: Stored, cluster_bytes: int) -> str | None:
    """A sentence where a content in clusters contradicts itself; `None` where it can be believed, and for
    resident content.
    """
    runs, size = stored.runs, stored.size_bytes
    if runs is None or not size:
        return None
    if stored.first_vcn:
        return _BEGINNING_IS_LOST
    if not runs:
        return _LIST_IS_DAMAGED
    covered = 0
    for _, count in runs:
        covered += count
    if not stored.initialised_bytes <= size <= stored.allocated_bytes:
        return _SIZES
    if covered * cluster_bytes != stored.allocated_bytes:
        return _PART_IS_LOST if covered * cluster_bytes < stored.allocated_bytes else _SIZES
    if stored.name == STREAM and stored.initialised_bytes != size:
        return _CUT_OFF
    if stored.flags & ~_FLAGS or not _fits_unit(stored):
        return _UNIT
    return _HOLES if not stored.flags & (COMPRESSED | SPARSE) and has_hole(stored) else None


def _fits_unit(stored: Stored) -> bool:
    """What is compressed is so in units of 16 clusters; older versions of Windows give what is sparse the
    same.
    """
    if stored.flags & COMPRESSED:
        return stored.unit == _UNIT_OF_16
    return not stored.unit or (stored.unit == _UNIT_OF_16 and bool(stored.flags & SPARSE))
