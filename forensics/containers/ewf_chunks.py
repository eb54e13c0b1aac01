"""Reading the media of an EWF image chunk by chunk, each against its own checksum.

A chunk that fails is EvidenceUnreadable with its range, never zeros. Positional reads of neighbouring chunks
at once; libdeflate and the system let go of the interpreter lock, so threads read side by side, each through
its own `for_thread` with the few chunks it last took a part of.
"""

import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import FileIO

import deflate

from forensics.containers.ewf_sections import Segment
from forensics.containers.ewf_tables import ChunkPlace, ChunkTables, unreadable
from forensics.errors import EvidenceUnreadable
from forensics.images import ImageInfo

SPAN_BYTES = 256 * 1024  # of packed data read at once; more would leave the processor's cache
KEPT_BYTES = 256 * 1024  # of unpacked chunks; one is always kept
MOST_KNOWN_BAD = 4096
_CHECKSUM_BYTES = 4


class _Spoilt(Exception):
    """One chunk cannot be unpacked; the message is a reason for the examiner."""


class ChunkedImage:
    """The media inside the chunks; safe for one thread at a time."""

    def __init__(self, tables: ChunkTables, info: ImageInfo, *, files: Sequence[FileIO] = ()) -> None:
        """`files` are closed with the image."""
        self.info = info
        self._tables, self._files = tables, tuple(files)
        self._size_bytes, self._chunk_bytes = info.size_bytes, tables.geometry.chunk_bytes
        self._most_packed_bytes = 2 * self._chunk_bytes + 4096  # deflate gains a few bytes on what is random
        self._most_kept = max(1, KEPT_BYTES // self._chunk_bytes)
        self._kept: dict[int, bytes] = {}  # chunks of which a part was taken, the latest last
        self._bad: dict[int, str] = {}
        self._packed = memoryview(b"")  # what was last read, used again: fresh memory costs more than reading

    def read(self, offset: int, length: int) -> bytes:
        number, skip = divmod(offset, self._chunk_bytes)
        kept = self._kept.get(number)
        if kept is not None and 0 < length <= len(kept) - skip:
            return kept[skip : skip + length]
        return b"".join([bytes(piece) for piece in self._pieces(offset, length)])

    def read_into(self, offset: int, view: memoryview) -> int:
        done = 0
        for piece in self._pieces(offset, len(view)):
            behind = done + len(piece)
            view[done:behind] = piece
            done = behind
        return done

    def for_thread(self) -> "ChunkedImage":
        return ChunkedImage(self._tables, self.info)

    def close(self) -> None:
        self._kept.clear()
        if self._files:
            self._tables.close()
        for file in self._files:
            file.close()

    def _pieces(self, offset: int, length: int) -> Iterator[bytes | memoryview]:
        """Each stands until the next is asked for."""
        if offset < 0:
            raise EvidenceUnreadable(f"There is no byte {offset:,} of the media: they begin at byte 0.")
        end = min(offset + length, self._size_bytes)
        if end <= offset:
            return
        size = self._chunk_bytes
        for number, content in self._chunks(offset // size, -(-end // size)):
            start = number * size
            first, behind = max(0, offset - start), min(len(content), end - start)
            if first or behind < len(content):
                self._keep(number, content)
                yield content[first:behind]
            else:
                yield content

    def _chunks(self, number: int, behind: int) -> Iterator[tuple[int, bytes | memoryview]]:
        while number < behind:
            kept = self._kept.get(number)
            if kept is not None:
                yield number, kept
                number += 1
                continue
            segment, places = self._span(number, behind)
            begin = places[0].start
            packed = self._read(segment, begin, places[-1].end)
            for place in places:
                piece = packed[place.start - begin : place.end - begin]
                yield number, self._unpacked(number, piece, place, segment)
                number += 1

    def _keep(self, number: int, content: bytes | memoryview) -> None:
        self._kept.pop(number, None)
        self._kept[number] = bytes(content)
        if len(self._kept) > self._most_kept:
            del self._kept[next(iter(self._kept))]

    def _span(self, number: int, behind: int) -> tuple[Segment, list[ChunkPlace]]:
        """Chunks from `number` on that lie one after the other, to be read at once."""
        loaded = self._tables.holding(number)
        place = self._bounded(number, loaded.place_of(number))
        places = [place]
        most_end = place.start + SPAN_BYTES
        for following in range(number + 1, min(behind, loaded.behind)):
            after = loaded.place_of(following)
            if after is None or after.start != place.end or after.end > most_end:
                break
            place = after
            places.append(place)
        return loaded.table.segment, places

    def _read(self, segment: Segment, start: int, end: int) -> memoryview:
        """Shorter where the file ends; then a chunk is found spoilt."""
        length = end - start
        if length > len(self._packed):
            self._packed = memoryview(bytearray(max(length, SPAN_BYTES)))
        try:
            got = os.preadv(segment.handle, (self._packed[:length],), start)
        except OSError as trouble:
            raise EvidenceUnreadable(
                f"{segment.path} cannot be read at byte {start:,}: {trouble.strerror}."
            ) from trouble
        return self._packed[:got]

    def _bounded(self, number: int, place: ChunkPlace | None) -> ChunkPlace:
        """Where to read; not more than a chunk can take, whatever the table says."""
        if number in self._bad:
            raise self._unreadable(number, self._bad[number])
        if place is None:
            raise self._unreadable(number, "both tables are damaged where they tell its place")
        if place.end - place.start > self._most_packed_bytes:
            return place._replace(end=place.start + self._most_packed_bytes)
        return place

    def _unpacked(
        self, number: int, piece: memoryview, place: ChunkPlace, segment: Segment
    ) -> bytes | memoryview:
        length = min(self._chunk_bytes, self._size_bytes - number * self._chunk_bytes)
        try:
            if place.is_packed:
                return _inflated(piece, length, chunk_bytes=self._chunk_bytes)
            return _checked(piece, length, chunk_bytes=self._chunk_bytes)
        except _Spoilt as trouble:
            reason = f"in {segment.path.name} at byte {place.start:,}, {trouble}"
            if len(self._bad) < MOST_KNOWN_BAD:
                self._bad[number] = reason
            raise self._unreadable(number, reason) from None

    def _unreadable(self, number: int, reason: str) -> EvidenceUnreadable:
        return unreadable(self._tables.geometry, range(number, number + 1), reason)


def _inflated(piece: memoryview, length: int, *, chunk_bytes: int) -> bytes:
    """At least `length` bytes, cut to them: the last chunk may hold more than the sectors of the media."""
    with suppress(deflate.DeflateError):  # zlib, two to three times slower, says what is wrong
        return bytes(deflate.zlib_decompress(piece, length))
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(piece, chunk_bytes + 1)
    except zlib.error as trouble:
        raise _Spoilt("its packed data are damaged") from trouble
    if not inflater.eof:
        raise _Spoilt("its packed data end too early or are too long")
    if not length <= len(content) <= chunk_bytes:
        raise _Spoilt(f"it holds {len(content):,} bytes instead of {length:,}")
    return content[:length]


def _checked(piece: memoryview, length: int, *, chunk_bytes: int) -> memoryview:
    """As `_inflated`, of a chunk stored as it is with its checksum behind."""
    stored_bytes = [length]
    if length < chunk_bytes:
        stored_bytes += [min(len(piece) - _CHECKSUM_BYTES, chunk_bytes), chunk_bytes]
    for stored in stored_bytes:
        if length <= stored <= len(piece) - _CHECKSUM_BYTES:
            checksum = int.from_bytes(piece[stored : stored + _CHECKSUM_BYTES], "little")
            if deflate.adler32(piece[:stored], 1) == checksum:
                return piece[:length]
    raise _Spoilt("its checksum does not hold" if len(piece) >= length + _CHECKSUM_BYTES else "it is cut off")
