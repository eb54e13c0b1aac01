"""Raw images: one file that is the media byte for byte, or the same cut into numbered or lettered segments.

Promises the media bytes by positional reads, never past a segment's end, and EvidenceUnreadable with the
offset where the file system or disk underneath fails. A segment missing from the middle of a series is
refused: the media would be shifted behind it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from forensics.containers.sectors import SMALLEST_SECTOR_BYTES, sector_bytes_of
from forensics.containers.segments import Segment, close_all, fill, open_segment, read_exactly, read_from
from forensics.containers.series import series_of
from forensics.errors import SourceNotUsable
from forensics.images import ImageInfo


class RawImage:
    """The segments joined; positional reads, so any number of threads may read at once."""

    def __init__(
        self,
        segments: Sequence[Segment],
        *,
        container: str,
        sector_bytes: int = SMALLEST_SECTOR_BYTES,
        notes: tuple[tuple[str, str], ...] = (),
        troubles: tuple[str, ...] = (),
    ) -> None:
        self._segments = tuple(segments)
        self._only = segments[0] if len(segments) == 1 else None
        self.info = ImageInfo(
            container=container,
            size_bytes=sum(segment.length_bytes for segment in segments),
            sector_bytes=sector_bytes,
            segments=tuple(str(segment.path.absolute()) for segment in segments),
            acquisition_notes=notes,
            troubles=troubles,
        )

    def read(self, offset: int, length: int) -> bytes:
        if not self._segments:
            raise ValueError("The image is closed.")
        if len(self._segments) == 1:
            wanted = max(0, min(length, self._segments[0].length_bytes - offset))
            return read_exactly(self._segments[0], offset, wanted)
        pieces = []
        for segment in self._segments:
            inside = offset - segment.start
            if length > 0 and 0 <= inside < segment.length_bytes:
                piece = read_exactly(segment, inside, min(length, segment.length_bytes - inside))
                pieces.append(piece)
                offset, length = offset + len(piece), length - len(piece)
        return b"".join(pieces)

    def read_into(self, offset: int, view: memoryview) -> int:
        if self._only is not None:
            return read_from(self._only, offset, view)
        if not self._segments:
            raise ValueError("The image is closed.")
        done = 0
        for segment in self._segments:
            inside = offset + done - segment.start
            if done < len(view) and 0 <= inside < segment.length_bytes:
                part = view[done : done + segment.length_bytes - inside]
                fill(segment, inside, part)
                done += len(part)
        return done

    def for_thread(self) -> "RawImage":
        return self

    def close(self) -> None:
        close_all(self._segments)
        self._segments, self._only = (), None


def open_source(source: Path) -> RawImage:
    """The image that starts with `source`; raise SourceNotUsable naming a missing segment or the true first
    one.
    """
    return _joined(series_of(source))


def open_single(source: Path) -> RawImage:
    """`source` alone, whatever lies beside it and whatever its bytes look like."""
    return _joined((source,))


def _joined(paths: Sequence[Path]) -> RawImage:
    segments: list[Segment] = []
    start = 0
    try:
        for path in paths:
            segments.append(open_segment(path, start=start))
            start += segments[-1].length_bytes
    except SourceNotUsable:
        close_all(segments)
        raise
    container = "raw" if len(segments) == 1 else "split raw"
    sector_bytes = sector_bytes_of(RawImage(segments, container=container))
    return RawImage(
        segments, container=container, sector_bytes=sector_bytes, troubles=tuple(_uneven(segments))
    )


def _uneven(segments: Sequence[Segment]) -> Iterator[str]:
    """What does not fit a series that was cut by one length, which all tools that write one do.

    A last segment that is longer shows nothing where two and more before it are alike: some tools join a
    short rest to it.
    """
    usual = segments[0]
    rest_is_judged = len(segments) == 2
    for number, segment in enumerate(segments[1:], 2):
        is_last = number == len(segments)
        if is_last and not (rest_is_judged and segment.length_bytes > usual.length_bytes):
            return
        if segment.length_bytes != usual.length_bytes:
            yield (
                f"Segment {segment.path.name} holds {segment.length_bytes:,} bytes and the first "
                f"{usual.length_bytes:,}; segments are alike up to the last, so one of them may be cut off "
                "or wrong, and what lies behind it may be read from the wrong place."
            )


def is_segment(source: Path) -> bool:
    """Whether `source` is one of several segments that lie beside each other."""
    return len(series_of(source)) > 1
