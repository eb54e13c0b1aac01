"""Media spread over several files, packed blocks, an image below and parts that were never written.

A kind gives a `MediaMap`, which says of each place where what begins there lies; `SpreadImage` keeps the
promises of an `EvidenceImage` for all of them: neighbouring parts are joined into one positional read, and
what the map or a source calls `Spoilt` is unreadable with its place in the media, never zeros. Maps and
sources keep no place of their own, so threads share them.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

from forensics.containers.sectors import sector_bytes_of
from forensics.containers.segments import close_all, fill, open_segment, read_exactly
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

_ZEROS = bytes(1024 * 1024)


class Spoilt(Exception):
    """A part of the media cannot be had; the message is a reason for the examiner, without a full stop."""


class Source(Protocol):
    def fill(self, at: int, view: memoryview) -> None:
        """All of `view` from byte `at` of this source; raise Spoilt."""
        ...


class Stretch(NamedTuple):
    """The next `length` bytes of the media lie from byte `at` of `source` on."""

    length: int
    source: Source
    at: int = 0


class Closable(Protocol):
    def close(self) -> None: ...


class MediaMap(Protocol):
    def stretch_at(self, offset: int) -> Stretch:
        """What begins at byte `offset` of the media; at least one byte, and it may go on behind their end."""
        ...


class NeverWritten:
    """Bytes that the container says are zeros or were never written."""

    def fill(self, at: int, view: memoryview) -> None:
        for start in range(0, len(view), len(_ZEROS)):
            part = view[start : start + len(_ZEROS)]
            part[:] = _ZEROS[: len(part)]


class Below:
    """Bytes at the same place of the image below; a `SpreadImage` reads them itself."""

    def fill(self, at: int, view: memoryview) -> None:
        raise Spoilt("they lie in an image that is not there")


NEVER_WRITTEN = NeverWritten()
BELOW = Below()


class Flaw:
    """Bytes that the container should tell of and does not."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def fill(self, at: int, view: memoryview) -> None:
        raise Spoilt(self._reason)


class StoredFile:
    """A file of the container, opened read-only."""

    def __init__(self, path: Path) -> None:
        """Raise SourceNotUsable where it cannot be opened."""
        self._segment = open_segment(path)
        self.path, self.length_bytes = path, self._segment.length_bytes

    def fill(self, at: int, view: memoryview) -> None:
        if at + len(view) > self.length_bytes:
            raise Spoilt(
                f"they should lie in {self.path.name} at bytes {at:,} to {at + len(view) - 1:,}, but it "
                "has only "
                f"{self.length_bytes:,}; it is cut off, or the table that tells their place is damaged"
            )
        try:
            fill(self._segment, at, view)
        except EvidenceUnreadable as trouble:
            raise Spoilt(str(trouble).rstrip(".")) from trouble

    def part(self, at: int, length: int) -> bytes:
        """Exactly `length` bytes at `at`; raise Spoilt."""
        if at < 0 or at + length > self.length_bytes:
            raise Spoilt(
                f"{self.path.name} has only {self.length_bytes:,} bytes and should have {at + length:,}"
            )
        try:
            return read_exactly(self._segment, at, length)
        except EvidenceUnreadable as trouble:
            raise Spoilt(str(trouble).rstrip(".")) from trouble

    def close(self) -> None:
        close_all((self._segment,))


class PackedBlocks:
    """Blocks that are unpacked whole; the last ones are kept, for all threads."""

    def __init__(self, unpack: Callable[[int], bytes], *, kept: int) -> None:
        """`unpack(number)` gives one block or raises Spoilt."""
        self._content = lru_cache(maxsize=kept)(unpack)

    def stretch(self, number: int, *, inside: int, length: int) -> Stretch:
        return Stretch(length, _PackedBlock(self, number), inside)

    def content(self, number: int) -> bytes:
        return self._content(number)


class _PackedBlock:
    def __init__(self, blocks: PackedBlocks, number: int) -> None:
        self._blocks, self._number = blocks, number

    def fill(self, at: int, view: memoryview) -> None:
        view[:] = self._blocks.content(self._number)[at : at + len(view)]


class SpreadImage:
    """The media as the map tells them; any number of threads may read at once, each by its own
    `for_thread`.
    """

    def __init__(
        self,
        media_map: MediaMap,
        info: ImageInfo,
        *,
        files: Sequence[Closable] = (),
        below: EvidenceImage | None = None,
    ) -> None:
        """`files` are closed with the image, and `below` too where there are files."""
        self.info = info
        self._map, self._files, self._below = media_map, tuple(files), below
        self._is_closed = False

    def read(self, offset: int, length: int) -> bytes:
        wanted = max(0, min(length, self.info.size_bytes - offset))
        if wanted and offset >= 0 and not self._is_closed:
            known, source, at = self._joined(offset, offset + wanted)
            if known == wanted and isinstance(source, StoredFile):
                with suppress(Spoilt):  # met again below, and told with its place in the media
                    return source.part(at, wanted)  # eight times as quick as by a buffer of our own
        content = bytearray(wanted)
        self.read_into(offset, memoryview(content))
        return bytes(content)

    def read_into(self, offset: int, view: memoryview) -> int:
        if self._is_closed:
            raise ValueError("The image is closed.")
        if offset < 0:
            raise EvidenceUnreadable(f"There is no byte {offset:,} of the media: they begin at byte 0.")
        end = min(offset + len(view), self.info.size_bytes)
        at = offset
        while at < end:
            stretch = self._joined(at, end)
            self._fill(at, stretch, view[at - offset : at - offset + stretch.length])
            at += stretch.length
        return max(0, at - offset)

    def for_thread(self) -> "SpreadImage":
        if self._below is None:
            return self
        return SpreadImage(self._map, self.info, below=self._below.for_thread())

    def close(self) -> None:
        if self._files and not self._is_closed and self._below is not None:
            self._below.close()
        if not self._is_closed:
            for file in self._files:
                file.close()
        self._is_closed = True

    def _joined(self, at: int, end: int) -> Stretch:
        """What begins at `at`, with all that follows it in the same source."""
        length, source, inside = self._map.stretch_at(at)
        while at + length < end:
            following = self._map.stretch_at(at + length)
            goes_on = following.at == inside + length or source is NEVER_WRITTEN or source is BELOW
            if following.source is not source or not goes_on:
                break
            length += following.length
        return Stretch(min(length, end - at), source, inside)

    def _fill(self, at: int, stretch: Stretch, part: memoryview) -> None:
        if stretch.source is BELOW and self._below is not None:
            # Where the image below ends before this one, there was nothing.
            NEVER_WRITTEN.fill(0, part[self._below.read_into(at, part) :])
            return
        try:
            stretch.source.fill(stretch.at, part)
        except Spoilt as trouble:
            raise EvidenceUnreadable(
                f"Bytes {at:,} to {at + len(part) - 1:,} of the media cannot be read from the "
                f"{self.info.container}: {trouble}."
            ) from trouble


def spread_image(
    media_map: MediaMap, info: ImageInfo, *, files: Sequence[Closable], below: EvidenceImage | None = None
) -> SpreadImage:
    """The image with the bytes of a sector that the media tell of themselves, for a container that does
    not.
    """
    looked_at = SpreadImage(media_map, info, below=below)
    info = replace(info, sector_bytes=sector_bytes_of(looked_at))
    return SpreadImage(media_map, info, files=files, below=below)


def opened_files(paths: Sequence[Path]) -> tuple[StoredFile, ...]:
    """All of them, or none: raise SourceNotUsable."""
    files: list[StoredFile] = []
    try:
        for path in paths:
            files.append(StoredFile(path))  # noqa: PERF401  # what is open when one fails must be closed
    except SourceNotUsable:
        for file in files:
            file.close()
        raise
    return tuple(files)
