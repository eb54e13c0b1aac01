"""Rows of the disk map: what each byte of an image belongs to, when files were written, what lies in which
folder.
"""

from dataclasses import dataclass
from typing import Final

from app.rows.cases import VolumeRow

# What a byte belongs to. Where several files hold it, the first kind of this order has it.
BYTE_OUTCOMES: Final = (
    "matched",
    "known",
    "compared",
    "ruled_out_by_size",
    "no_content",
    "skipped_by_profile",
    "unreadable",
    "encrypted",
    "waiting",
)
FREE: Final = "free"  # of a readable volume, and no file's content lies there
NOT_LOOKED_INTO: Final = "not_looked_into"  # no file system that this version reads
HELD: Final = "holds_volumes"  # of a volume that holds others, and not known to be a file's
GAP: Final = "gap"  # belongs to no volume
MAP_KINDS: Final = (*BYTE_OUTCOMES, FREE, NOT_LOOKED_INTO, HELD, GAP)
TIME_FIELDS: Final = ("modified", "created", "accessed")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskMap:
    """One image as a whole; the bytes in `kinds` add up to `size_bytes`.

    Files are entries of the kind file, streams included, deleted or not.
    """

    exhibit: str
    size_bytes: int
    volumes: tuple[VolumeRow, ...]
    gaps: tuple[tuple[int, int], ...]  # (offset, length) of what belongs to no volume
    kinds: tuple[tuple[str, int], ...]  # (one of MAP_KINDS, bytes), in that order; those without a byte too
    shared_bytes: int  # held by more than one file
    unreadable_areas: int
    largest_unreadable: tuple[int, int] | None  # (offset, length)
    entries: int
    files: int
    matched_files: int
    placeless_files: int  # have content, and no plain place of their own
    placeless_bytes: int
    placeless_matched: int  # matched files of which not even the beginning is known
    free_by_map: int | None  # bytes that the file systems' own maps call free; None: not counted
    is_scanned: bool
    is_finished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MapStrip:
    """A stretch of an image in columns of equal length; `columns[n]` is bytes by MAP_KINDS of the nth.

    `hits` counts, for each column, the matched files that begin there.
    """

    start_bytes: int
    end_bytes: int
    edges: tuple[int, ...]  # where columns begin, and the end of the last
    columns: tuple[tuple[int, ...], ...]
    hits: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapChoice:
    """What lies in a stretch of an image: files with content there, whole or in part."""

    start_bytes: int
    end_bytes: int
    volumes: tuple[int, ...]  # positions of the volumes it touches
    files: int
    matched_files: int
    folder: str | None  # the folder most of the files are in
    folder_files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBar:
    """Files of one month (`2019-08`) or one day (`2019-08-14`), and how many of them matched."""

    when: str
    files: int
    matched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """Files by one of their times, oldest first; bars without a file are left out.

    `files` = those in bars + `without_time` + `beyond`; what lies after the seizure is in its bar too.
    """

    field: str  # one of TIME_FIELDS
    unit: str  # month, day
    bars: tuple[TimeBar, ...]
    files: int
    matched: int
    without_time: int
    beyond: int  # of a year that cannot be printed
    without_zone: int  # local time, the zone is not on the disk
    after_seizure: int | None  # None: the time of the seizure is not on record
    most_matched: TimeBar | None
    most_matched_folder: str | None  # where all of them lie in one folder
    outside_span: int = 0  # files whose time lies outside the months asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderCell:
    """A folder with everything below it, or what lies directly in one (`is_direct`)."""

    key: str  # asks for what is in it; empty where that cannot be asked
    name: str  # empty for the root of a volume
    path: str  # display text; / for the root of a volume; empty for those that were put together
    volume: int
    files: int
    size_bytes: int
    matched: int
    outcomes: tuple[tuple[str, int], ...]  # (outcome, files), those without a file left out
    has_folders: bool
    is_direct: bool = False
    inside: "tuple[FolderCell, ...]" = ()  # its own cells, where they were asked for; theirs are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderMap:
    """What is in a folder, the largest first; `path` None: the volumes of the exhibit."""

    key: str | None
    above: str | None  # the key of the folder it lies in; None: the volumes
    volume: int | None
    path: str | None
    files: int
    size_bytes: int
    cells: tuple[FolderCell, ...]
    left_out: int  # folders too small to be drawn, all in the last cell
