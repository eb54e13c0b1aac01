"""Files that media lie in, read by positions: any number of threads may read at once.

A short answer of the system is asked again; an empty one, and a failure of the file system or disk
underneath, is EvidenceUnreadable with the offset in the file.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from forensics.containers.opening import open_read_only, size_of
from forensics.errors import EvidenceUnreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    handle: int
    start: int  # its first byte in the media, where the media are segments joined
    length_bytes: int
    path: Path


def open_segment(path: Path, *, start: int = 0) -> Segment:
    """`path` opened read-only; raise SourceNotUsable."""
    handle = open_read_only(path)
    return Segment(handle=handle, start=start, length_bytes=size_of(handle), path=path)


def close_all(segments: Iterable[Segment]) -> None:
    for segment in segments:
        os.close(segment.handle)


def read_exactly(segment: Segment, inside: int, length: int) -> bytes:
    """`length` bytes at `inside` the segment."""
    got = b""
    while len(got) < length:
        try:
            piece = os.pread(segment.handle, length - len(got), inside + len(got))
        except OSError as trouble:
            raise _unreadable(segment, inside + len(got), trouble) from trouble
        if not piece:
            raise _ended(segment, inside + len(got))
        if len(piece) == length:
            return piece
        got += piece
    return got


def read_upto(segment: Segment, inside: int, length: int) -> bytes:
    """As `read_exactly`, but fewer where the segment ends."""
    return read_exactly(segment, inside, max(0, min(length, segment.length_bytes - inside)))


def read_from(segment: Segment, offset: int, view: memoryview) -> int:
    """What `view` holds of a segment that is the whole image."""
    try:
        if os.preadv(segment.handle, (view,), offset) == len(view):  # nearly always
            return len(view)
    except OSError as trouble:
        raise _unreadable(segment, offset, trouble) from trouble
    wanted = max(0, min(len(view), segment.length_bytes - offset))
    fill(segment, offset, view[:wanted])
    return wanted


def fill(segment: Segment, inside: int, view: memoryview) -> None:
    """All of `view` from `inside` the segment, as `read_exactly`, without a copy."""
    done = 0
    while done < len(view):
        try:
            got = os.preadv(segment.handle, (view[done:],), inside + done)
        except OSError as trouble:
            raise _unreadable(segment, inside + done, trouble) from trouble
        if not got:
            raise _ended(segment, inside + done)
        done += got


def _unreadable(segment: Segment, inside: int, trouble: OSError) -> EvidenceUnreadable:
    return EvidenceUnreadable(f"{segment.path} cannot be read at byte {inside:,}: {trouble.strerror}.")


def _ended(segment: Segment, inside: int) -> EvidenceUnreadable:
    return EvidenceUnreadable(f"{segment.path} ends at byte {inside:,}; it was longer when it was opened.")
