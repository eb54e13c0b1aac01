"""Raw images: one file that is the media byte for byte, or the same cut into numbered or lettered segments.

Promises the media bytes by positional reads, never past a segment's end, and EvidenceUnreadable with the
offset where the file system or disk underneath fails. A segment missing from the middle of a series is
refused: the media would be shifted behind it.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forensics.containers.opening import open_read_only, size_of
from forensics.containers.series import series_of
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.images import ImageInfo

SECTOR_BYTES = 512  # a raw image does not say; 512 is what every tool assumes


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    handle: int
    start: int
    length_bytes: int
    path: Path


class RawImage:
    """The segments joined; positional reads, so any number of threads may read at once."""

    def __init__(self, segments: Sequence[Segment], *, container: str) -> None:
        self._segments = tuple(segments)
        self._only = segments[0] if len(segments) == 1 else None
        self.info = ImageInfo(
            container=container,
            size_bytes=sum(segment.length_bytes for segment in segments),
            sector_bytes=SECTOR_BYTES,
            segments=tuple(str(segment.path.absolute()) for segment in segments),
        )

    def read(self, offset: int, length: int) -> bytes:
        if not self._segments:
            raise ValueError("The image is closed.")
        if len(self._segments) == 1:
            wanted = max(0, min(length, self._segments[0].length_bytes - offset))
            return _read_exactly(self._segments[0], offset, wanted)
        pieces = []
        for segment in self._segments:
            inside = offset - segment.start
            if length > 0 and 0 <= inside < segment.length_bytes:
                piece = _read_exactly(segment, inside, min(length, segment.length_bytes - inside))
                pieces.append(piece)
                offset, length = offset + len(piece), length - len(piece)
        return b"".join(pieces)

    def read_into(self, offset: int, view: memoryview) -> int:
        if self._only is not None:
            return _read_from(self._only, offset, view)
        if not self._segments:
            raise ValueError("The image is closed.")
        done = 0
        for segment in self._segments:
            inside = offset + done - segment.start
            if done < len(view) and 0 <= inside < segment.length_bytes:
                part = view[done : done + segment.length_bytes - inside]
                _fill(segment, inside, part)
                done += len(part)
        return done

    def for_thread(self) -> "RawImage":
        return self

    def close(self) -> None:
        for segment in self._segments:
            os.close(segment.handle)
        self._segments, self._only = (), None


def _read_exactly(segment: Segment, inside: int, length: int) -> bytes:
    """`length` bytes at `inside` the segment; a short answer of the system is asked again, an empty one is
    trouble.
    """
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


def _unreadable(segment: Segment, inside: int, trouble: OSError) -> EvidenceUnreadable:
    return EvidenceUnreadable(f"{segment.path} cannot be read at byte {inside:,}: {trouble.strerror}.")


def _ended(segment: Segment, inside: int) -> EvidenceUnreadable:
    return EvidenceUnreadable(f"{segment.path} ends at byte {inside:,}; it was longer when it was opened.")


def _read_from(segment: Segment, offset: int, view: memoryview) -> int:
    """What `view` holds of a segment that is the whole image."""
    try:
        if os.preadv(segment.handle, (view,), offset) == len(view):  # nearly always
            return len(view)
    except OSError as trouble:
        raise _unreadable(segment, offset, trouble) from trouble
    wanted = max(0, min(len(view), segment.length_bytes - offset))
    _fill(segment, offset, view[:wanted])
    return wanted


def _fill(segment: Segment, inside: int, view: memoryview) -> None:
    """All of `view` from `inside` the segment, as `_read_exactly`, without a copy."""
    done = 0
    while done < len(view):
        try:
            got = os.preadv(segment.handle, (view[done:],), inside + done)
        except OSError as trouble:
            raise _unreadable(segment, inside + done, trouble) from trouble
        if not got:
            raise _ended(segment, inside + done)
        done += got


def open_source(source: Path) -> RawImage:
    """The image that starts with `source`; raise SourceNotUsable naming a missing segment or the true first
    one.
    """
    paths = series_of(source)
    segments: list[Segment] = []
    start = 0
    try:
        for path in paths:
            handle = open_read_only(path)
            length_bytes = size_of(handle)
            segments.append(Segment(handle=handle, start=start, length_bytes=length_bytes, path=path))
            start += length_bytes
    except SourceNotUsable:
        for segment in segments:
            os.close(segment.handle)
        raise
    return RawImage(segments, container="raw" if len(segments) == 1 else "split raw")


def is_segment(source: Path) -> bool:
    """Whether `source` is one of several segments that lie beside each other."""
    return len(series_of(source)) > 1
