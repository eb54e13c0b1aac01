"""The sessions of a disc that was written in steps, and what else stands beside ISO 9660 on it.

A drive shows the last session. On media that are written once, each has its volume descriptors behind the
sessions before. On media that can be written over, the first descriptors of the disc lead to the last
session, and those of the sessions before still stand where each began.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.iso_disc import FIRST_DESCRIPTOR, SECTOR_BYTES, Disc, Read, read_disc
from forensics.filesystems.iso_records import FolderReader

_PRIMARY = b"\1CD001\1\0"
_STEP_BYTES = 16 * SECTOR_BYTES  # DVD and others are written in such pieces; a session begins with one
_BASE_DESCRIPTOR = 48 * SECTOR_BYTES  # of the first session, where that is kept apart from the disc's own
_WRITTEN_OVER = (
    "The disc was grown by a later session, which wrote over the descriptors of the first; files that only "
    "the first session had are not listed."
)
_MOST_SESSIONS = 99  # of a CD, and few others have more
_NEAR_BYTES = 256 * SECTOR_BYTES  # between the descriptors of a session and its first folder or table
_WINDOW_BYTES = 1 << 20
_BEHIND_BYTES = 64 << 20  # between two sessions of a CD lie up to 11,400 sectors
_UDF_SECTORS = range(16, 64)
_UDF_MAGICS = (b"BEA01", b"NSR02", b"NSR03", b"TEA01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """The last session first. Those of which only the beginning is there are told, as sentences."""

    discs: tuple[Disc, ...]
    troubles: tuple[str, ...] = ()


def sessions_of(read: Read, first: Disc, *, length_bytes: int) -> Sessions:
    """All that are found; `first` is that of the disc's first descriptors."""
    found = {_place_of(first): first}
    troubles = []
    is_grown = has_base = False
    for place in _candidates(read, first, length_bytes=length_bytes):
        disc = _session_at(read, place, length_bytes=length_bytes)
        if isinstance(disc, str):
            troubles.append(disc)
        elif disc is not None and len(found) < _MOST_SESSIONS:
            has_base = has_base or place == _BASE_DESCRIPTOR
            is_grown = is_grown or _place_of(disc) == _place_of(first)
            found.setdefault(_place_of(disc), disc)
    if is_grown and not has_base:
        troubles.append(_WRITTEN_OVER)
    by_time = sorted(found.values(), key=lambda disc: (disc.written, _place_of(disc)), reverse=True)
    return Sessions(discs=tuple(by_time), troubles=tuple(troubles[:_MOST_SESSIONS]))


def begins_at(disc: Disc) -> int:
    """About where a session begins: whatever it added lies behind."""
    return min(min(tree.root, tree.table) for tree in (*disc.trees, disc.plain))


def carries_udf(read: Read) -> bool:
    """Whether the disc says that it is UDF too (ECMA-167, 2/9.1)."""
    first, sectors = _UDF_SECTORS.start * SECTOR_BYTES, len(_UDF_SECTORS)
    try:
        area = read(first, sectors * SECTOR_BYTES)
    except EvidenceUnreadable:  # told of the descriptors of ISO 9660, which lie there too
        return False
    places = range(0, len(area), SECTOR_BYTES)
    return any(area[at + 1 : at + 6] in _UDF_MAGICS for at in places)


def _place_of(disc: Disc) -> int:
    return disc.plain.root


def _candidates(read: Read, first: Disc, *, length_bytes: int) -> Iterator[int]:
    """Where other sets of descriptors may begin, in bytes."""
    start = begins_at(first)
    copies = list(_before(read, start))
    if copies:
        yield from copies
        for at in range(FIRST_DESCRIPTOR + _STEP_BYTES, copies[-1], _STEP_BYTES):
            if _starts(read, at):
                yield at
    end = min(first.size_bytes, length_bytes)
    for _ in range(_MOST_SESSIONS):
        following = _behind(read, end, length_bytes=length_bytes)
        if following is None:
            return
        yield following
        disc = _session_at(read, following, length_bytes=length_bytes)
        end = following + SECTOR_BYTES
        if isinstance(disc, Disc):
            end = max(end, disc.size_bytes)


def _before(read: Read, start: int) -> Iterator[int]:
    """A copy of the descriptors in front of what the first ones lead to: the disc was grown."""
    for at in range(max(FIRST_DESCRIPTOR + SECTOR_BYTES, start - _NEAR_BYTES), start, SECTOR_BYTES):
        if _starts(read, at):
            yield at


def _behind(read: Read, end: int, *, length_bytes: int) -> int | None:
    """The next descriptors behind the end of a session."""
    end = -(-end // SECTOR_BYTES) * SECTOR_BYTES
    stop = min(length_bytes, end + _BEHIND_BYTES)
    for at in range(end, stop, _WINDOW_BYTES):
        try:
            window = read(at, min(_WINDOW_BYTES, stop - at))
        except EvidenceUnreadable:  # between two sessions of a CD nothing can be read
            continue
        place = _in_window(window)
        if place is not None:
            return at + place
    return None


def _in_window(window: bytes) -> int | None:
    place = window.find(_PRIMARY)
    while place >= 0 and place % SECTOR_BYTES:
        place = window.find(_PRIMARY, place + 1)
    return place if place >= 0 else None


def _starts(read: Read, at: int) -> bool:
    try:
        return read(at, len(_PRIMARY)) == _PRIMARY
    except EvidenceUnreadable:  # no session that could be listed
        return False


def _session_at(read: Read, at: int, *, length_bytes: int) -> Disc | str | None:
    """A session, by its descriptors at `at`, or what is to be told of one; `None` where none begins.

    Its first folder lies behind its descriptors. Those of a disc kept in a file, and of a partition of a
    hybrid disc, count from where they stand.
    """
    try:
        disc = read_disc(read, at=at)
    except EvidenceUnreadable:
        return f"A session of the disc begins at byte {at:,} and cannot be read; its files are not listed."
    shift = at - FIRST_DESCRIPTOR
    if disc.plain.root <= at or _has_root(
        lambda offset, length: read(shift + offset, length), disc, length_bytes
    ):
        return None
    if not _has_root(read, disc, length_bytes):
        return (
            f"A session of the disc begins at byte {at:,}, but its first folder, at byte "
            f"{disc.plain.root:,}, cannot be read; its files are not listed."
        )
    return disc


def _has_root(read: Read, disc: Disc, length_bytes: int) -> bool:
    return FolderReader(read, disc, length_bytes=length_bytes).begins_with_itself(disc.plain.root)
