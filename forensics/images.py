"""An exhibit's data, opened read-only: what every container offers, and what is known of it.

A container kind (`forensics/containers/`) implements two hooks, `detect` and `open`; the promise is kept and
tested here once.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from forensics.digests import DigestSet

MOST_MEDIA_BYTES: Final = 1 << 46
"""More than any disk that is sold (36 TB). Places behind it are those of volumes inside others
(`forensics.layers`).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageInfo:
    container: str  # "raw", "split raw", "EWF-E01"
    size_bytes: int  # of the media inside the container
    sector_bytes: int
    segments: tuple[str, ...]  # absolute paths of all files that make up the source, in order
    stored_digests: DigestSet = DigestSet()  # as written by the acquiring tool
    acquisition_notes: tuple[tuple[str, str], ...] = ()  # (field, value) in the container's own words
    is_compressed: bool = False  # reading costs the processor, not only the disk
    troubles: tuple[str, ...] = ()  # what is damaged of the container itself, as sentences; each a fault


class EvidenceImage(Protocol):
    """Random access to the media bytes; safe for one thread at a time, another takes its own `for_thread`."""

    @property
    def info(self) -> ImageInfo: ...

    def read(self, offset: int, length: int) -> bytes:
        """Bytes at `offset`, fewer only at the end of the media; raise EvidenceUnreadable where the source
        fails.
        """
        ...

    def read_into(self, offset: int, view: memoryview) -> int:
        """Fill `view` with the bytes at `offset` and give how many these are, fewer than `view` holds only at
        the end of the media; raise EvidenceUnreadable where the source fails.
        """
        ...

    def for_thread(self) -> "EvidenceImage":
        """A handle that one more thread may read from at the same time; it is closed with this one. Raise
        SourceNotUsable where none can be had.
        """
        ...

    def close(self) -> None: ...


class VolumeState:
    READABLE = "readable"
    LOCKED = "locked"
    UNSUPPORTED = "unsupported"  # recognised by name, no reader for it here
    UNREADABLE = "unreadable"
    NO_FILE_SYSTEM = "no_file_system"
    HOLDS_VOLUMES = "holds_volumes"  # nothing to walk itself; its volumes come after those of the table


MOST_FOUND: Final = 128  # lost volumes that one search lists: as many as a GPT has entries by default
SHADOW_COPY: Final = "shadow copy"  # the layer of a volume as it was at an earlier moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A partition, the whole image where there is no table, or a volume inside another.

    Offsets in bytes from the media's start. Where the bytes of a volume inside another are not simply a
    stretch of the media, they lie behind it at a place of their own (`forensics.layers.base_of`).
    """

    index: int  # from 0; part of every EntryAddress
    offset_bytes: int
    length_bytes: int
    table: str  # "MBR", "GPT", "none", ...
    description: str  # the partition table's own words, or "whole image"
    state: str = VolumeState.NO_FILE_SYSTEM
    file_system: str | None = (
        None  # "NTFS", "FAT16", "exFAT", "ext4", "HFS+", "ISO 9660", or the recognised unsupported kind
    )
    label: str | None = None
    block_bytes: int | None = None
    reason: str | None = None  # why it cannot be read, as a sentence
    within: int | None = None  # index of the volume that holds it; None: of the partition table itself
    layer: str | None = None  # "LVM2 logical volume", "BitLocker, unlocked", "APFS volume", "shadow copy"
    layer_key: str | None = None  # what the layer itself calls it (UUID, name, number), to find it again


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A byte range of the image that belongs to no volume: partition tables and space between partitions."""

    offset_bytes: int
    length_bytes: int
    description: str
