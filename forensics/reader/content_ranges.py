"""A part of one content, for somebody who looks into it: any range, at once where its place in the image is
known, else by reading up to it.

What cannot be read is told range by range and stands as zeros between the rest.
"""

from collections.abc import Callable, Iterator, Sequence

from forensics.entries import ByteRange, EntryAddress
from forensics.errors import EvidenceUnreadable
from forensics.examining.damage import BadPlace, BadPlaces, PatientReader, ProbingEnded, within_image
from forensics.examining.work import Run, WorkItem, direct_runs
from forensics.filesystems import FileSystem
from forensics.images import EvidenceImage
from forensics.reader.protocol import RangeRead

MOST_BYTES = 4 << 20  # of one answer
_ALIVE_BYTES = 64 << 20


class ContentRanges:
    """Ranges of the contents of one opened image. `alive` is called while a range is being read up to."""

    def __init__(
        self,
        image: EvidenceImage,
        file_system: Callable[[int], FileSystem],
        *,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        self._image, self._file_system, self._alive = image, file_system, alive
        self._known_bad = BadPlaces()
        self._passage: _Passage | None = None

    def read(self, item: WorkItem, *, offset: int, length: int) -> RangeRead:
        """At most `MOST_BYTES` at `offset`; nothing where the content is over before it."""
        start = min(max(0, offset), item.size_bytes)
        end = min(item.size_bytes, start + min(max(0, length), MOST_BYTES))
        runs = direct_runs(item)
        if runs is not None:
            return self._direct(_part_of(runs, start, end))
        return self._through(item, start, end)

    def _direct(self, runs: Sequence[Run]) -> RangeRead:
        data = bytearray(sum(length for _, length in runs))
        view = memoryview(data)
        reader = PatientReader(self._image, self._known_bad)
        lost: list[ByteRange] = []
        cause: str | None = None
        at = 0
        for run in runs:
            inside, outside = within_image([run], self._image)
            readable = sum(length for _, length in inside)
            begun = len(reader.bad)
            for place, _length in inside:
                if place is not None:
                    ended = _fill(reader, place, view[at : at + readable])
                    cause = cause or ended
                    if ended is not None:
                        lost.append(ByteRange(at, readable))
            for bad in (*reader.bad[begun:], *outside):
                cause = cause or bad.cause
                lost.append(_within(bad, run, at))
            at += run[1]
        return RangeRead(data=bytes(data), unreadable=_joined(lost), reason=cause)

    def _through(self, item: WorkItem, start: int, end: int) -> RangeRead:
        passage = self._passage
        if passage is None or not passage.can_give(item, start):
            chunks = self._file_system(item.volume).chunks(
                item.address, item.size_bytes, allocated=item.allocated
            )
            self._passage = passage = _Passage(item, chunks, self._alive)
        try:
            data = passage.take(start, end)
        except EvidenceUnreadable as trouble:
            self._passage = None
            data = passage.have(start, end)
            missing = ByteRange(len(data), end - start - len(data))
            return RangeRead(
                data=data + bytes(missing.length_bytes), unreadable=(missing,), reason=str(trouble)
            )
        return RangeRead(data=data)


class _Passage:
    """A content that is given in order only: the piece at hand, and the way on from it."""

    def __init__(self, item: WorkItem, chunks: Iterator[bytes], alive: Callable[[], None]) -> None:
        self._of: tuple[EntryAddress, int] = (item.address, item.size_bytes)
        self._chunks, self._alive = chunks, alive
        self._start, self._piece, self._former = 0, b"", b""

    def can_give(self, item: WorkItem, start: int) -> bool:
        return self._of == (item.address, item.size_bytes) and start >= self._start - len(self._former)

    def take(self, start: int, end: int) -> bytes:
        """Raise EvidenceUnreadable where the content gives out."""
        parts = [self.have(start, end)]
        at = start + len(parts[0])
        passed = 0
        while at < end:
            self._former, self._start = self._piece, self._start + len(self._piece)
            piece = next(self._chunks, None)
            if piece is None:
                self._piece = b""
                raise EvidenceUnreadable(f"The content ends at byte {self._start:,}.")
            self._piece = bytes(piece)
            passed += len(piece)
            if passed >= _ALIVE_BYTES:
                passed = 0
                self._alive()
            more = self.have(at, end) if at < self._start + len(self._piece) else b""
            parts.append(more)
            at += len(more)
        return b"".join(parts)

    def have(self, start: int, end: int) -> bytes:
        """What of the range stands in the piece at hand and the one before it, from its beginning."""
        first = self._start - len(self._former)
        if start < first:
            return b""
        return (self._former + self._piece)[start - first : end - first]


def _fill(reader: PatientReader, offset: int, view: memoryview) -> str | None:
    """Why the rest was not tried, or `None`."""
    try:
        reader.fill(offset, view)
    except ProbingEnded as ended:
        return str(ended)
    return None


def _part_of(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    """What lies between two places of the content."""
    part: list[Run] = []
    at = 0
    for offset, length in runs:
        first, last = max(start, at), min(end, at + length)
        if first < last:
            part.append((None if offset is None else offset + first - at, last - first))
        at += length
        if at >= end:
            break
    return part


def _within(bad: BadPlace, run: Run, at: int) -> ByteRange:
    """Where a bad place of the image stands in the answer; `run` begins at `at` there."""
    begin = run[0] or 0
    first = max(bad.start, begin)
    return ByteRange(at + first - begin, min(bad.end, begin + run[1]) - first)


def _joined(lost: Sequence[ByteRange]) -> tuple[ByteRange, ...]:
    joined: list[ByteRange] = []
    for each in sorted(lost):
        if joined and each.offset_bytes <= joined[-1].end_bytes:
            end = max(joined[-1].end_bytes, each.end_bytes)
            joined[-1] = ByteRange(joined[-1].offset_bytes, end - joined[-1].offset_bytes)
        else:
            joined.append(each)
    return tuple(joined)
