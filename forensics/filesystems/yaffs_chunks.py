"""Which pages of a YAFFS2 image belong to which object: all tags are read once, and the newest page of each
place of an object wins.

Pages are only ever added: each block of them has a number in the sequence in which blocks were begun, and
within a block they are in order.

Source: YAFFS, "How YAFFS Works" (Manning), "Scanning" and "Resize headers".
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.yaffs_layout import (
    DELETED,
    FILE,
    HEADER_BYTES,
    IS_HEADER,
    LEAST_BLOCK,
    NUMBER_BITS,
    TAGS_BYTES,
    TAGS_WITH_CODE_BYTES,
    UNLINKED,
    Header,
    Layout,
    Read,
    Tags,
    header_in,
    repaired,
    tags_in,
)

_PIECE_BYTES = 1 << 20
_CHECKPOINT = 0x21  # in the place of the sequence: notes of the driver
_BAD_BLOCK = 0xFFFF0000  # the same, and of marks
_NOTES = (0x10, 0x20)  # objects that hold the driver's own notes
_NO_END = 1 << 62
_SEQUENCE, _NUMBER, _CHUNK, _LENGTH, _AT = range(5)

Rows = NDArray[np.int64]
"""A page in use each: sequence, object, chunk as the tags have it, bytes, page of the image."""


class Object(Struct, frozen=True, kw_only=True):
    """A file, folder or link. `header` is the newest that gives it a name and a place."""

    number: int
    header: Header | None
    header_at: int | None  # page of the image
    age: tuple[int, int]  # of the header: a larger one is newer
    is_deleted: bool
    size_bytes: int
    pages: dict[int, int]  # of the image, by page of the content; both from 0

    def pages_needed(self, page_bytes: int) -> int:
        return -(-self.size_bytes // page_bytes)


class Trouble(Struct, frozen=True, kw_only=True):
    words: str
    place: int  # in the volume
    length_bytes: int


class Chunks:
    """All tags of one volume, read when this is made; `read` reads inside the volume, `length_bytes` long."""

    def __init__(self, read: Read, layout: Layout, *, length_bytes: int) -> None:
        self._read, self.layout = read, layout
        self.count = length_bytes // layout.chunk_bytes
        self.troubles: list[Trouble] = []
        self._damaged: list[int] = []
        rows = np.concatenate([np.zeros((0, 5), np.int64), *self._scanned()])
        self._rows: Rows = rows[np.lexsort((rows[:, _AT], rows[:, _SEQUENCE], rows[:, _NUMBER]))]
        numbers, starts = np.unique(self._rows[:, _NUMBER], return_index=True)
        bounds = [*starts.tolist(), len(self._rows)]
        self._groups = dict(zip(numbers.tolist(), pairwise(bounds), strict=True))
        for note in _NOTES:
            self._groups.pop(note, None)
        self._tell_damaged()
        # A device begins its blocks one after the other; mkyaffs2image makes one of all.
        is_of_device = len(np.unique(rows[:, _SEQUENCE])) > 1
        self._tell_rest(length_bytes, is_of_device=is_of_device)
        self.has_holes = is_of_device and not self.troubles  # else what is missing may as well be lost

    def numbers(self) -> tuple[int, ...]:
        """Of all objects, in order."""
        return tuple(self._groups)

    def object(self, number: int) -> Object:
        """Raise EvidenceUnreadable where there is none, or a header of it cannot be read."""
        if number not in self._groups:
            raise EvidenceUnreadable(f"No page of the volume belongs to an object with the number {number}.")
        start, stop = self._groups[number]
        header: Header | None = None
        header_at: int | None = None
        is_deleted, age = False, (0, 0)
        end, cut_at = 0, _NO_END
        pages: dict[int, int] = {}
        page_bytes = self.layout.page_bytes
        for sequence, _, chunk, length, at in reversed(self._rows[start:stop].tolist()):
            if chunk and not chunk & IS_HEADER:
                place = (chunk - 1) * page_bytes
                if place < cut_at:
                    pages.setdefault(chunk - 1, at)
                if header is None:
                    end = max(end, place + length)
                continue
            said = self._header(chunk, at)
            if said is None:
                continue
            if said.parent in (UNLINKED, DELETED):
                is_deleted = is_deleted or header is None
                continue
            if header is None:
                header, header_at, age = said, at, (sequence, at)
                end = max(end, said.size_bytes)
            if said.is_cut and said.kind == FILE:
                cut_at = min(cut_at, said.size_bytes)
        return Object(
            number=number,
            header=header,
            header_at=header_at,
            age=age,
            is_deleted=is_deleted,
            size_bytes=end,
            pages=pages,
        )

    def place(self, at: int) -> int:
        """Of a page of the image, in the volume."""
        return at * self.layout.chunk_bytes

    def _header(self, chunk: int, at: int) -> Header | None:
        """`None` where it is damaged, which is told once."""
        raw = self._read(self.place(at), HEADER_BYTES)
        header = header_in(raw, self.layout.order)
        if header is not None and (not chunk & IS_HEADER or chunk & NUMBER_BITS == header.parent):
            return header
        words = "The header of a file or folder of YAFFS2 is damaged; a name may be missing or an older one."
        trouble = Trouble(words=words, place=self.place(at), length_bytes=self.layout.chunk_bytes)
        if trouble not in self.troubles:
            self.troubles.append(trouble)
            self.has_holes = False
        return None

    def _scanned(self) -> Iterator[Rows]:
        step = max(1, _PIECE_BYTES // self.layout.chunk_bytes)
        for first in range(0, self.count, step):
            wanted = min(step, self.count - first)
            try:
                yield self._rows_of(first, wanted)
            except EvidenceUnreadable:
                yield from self._one_by_one(first, wanted)

    def _one_by_one(self, first: int, count: int) -> Iterator[Rows]:
        for at in range(first, first + count):
            try:
                yield self._rows_of(at, 1)
            except EvidenceUnreadable as trouble:
                words = f"A page of YAFFS2 cannot be read, and what it belongs to is not known: {trouble}"
                self.troubles.append(
                    Trouble(words=words, place=self.place(at), length_bytes=self.layout.chunk_bytes)
                )

    def _rows_of(self, first: int, count: int) -> Rows:
        length = count * self.layout.chunk_bytes
        piece = self._read(self.place(first), length)
        if len(piece) != length:
            raise EvidenceUnreadable(f"The image ends at byte {self.place(first) + len(piece):,}.")
        chunks = np.frombuffer(piece, np.uint8).reshape(count, self.layout.chunk_bytes)
        tags = self._tags(chunks)
        is_note = (tags.sequence == _CHECKPOINT) | (tags.sequence >= _BAD_BLOCK)
        sound = tags.is_sound & (tags.is_header | (tags.length <= self.layout.page_bytes))
        if self.layout.has_code:
            sound &= tags.is_code_right
        self._damaged += (first + np.flatnonzero(~sound & ~is_note)).tolist()
        is_told_twice = tags.chunk & IS_HEADER != 0
        number = np.where(is_told_twice, tags.number & NUMBER_BITS, tags.number)
        columns = (tags.sequence, number, tags.chunk, tags.length, np.arange(first, first + count))
        rows: Rows = np.stack([column.astype(np.int64) for column in columns], axis=1)[sound & ~is_note]
        return rows

    def _tags(self, chunks: NDArray[np.uint8]) -> Tags:
        """With what their code can put right, as a driver does: flash memory loses a bit now and then."""
        place, order = self.layout.page_bytes + self.layout.tags_place, self.layout.order
        tags = tags_in(chunks, place=place, order=order)
        doubtful = np.flatnonzero(~tags.is_code_right & ~tags.is_free) if self.layout.has_code else ()
        if not len(doubtful):
            return tags
        chunks, is_right = chunks.copy(), tags.is_code_right.copy()
        for row in doubtful:
            mended = repaired(chunks[row, place : place + TAGS_WITH_CODE_BYTES].tobytes(), order)
            if mended is not None:
                chunks[row, place : place + TAGS_BYTES] = np.frombuffer(mended, np.uint8)
                is_right[row] = True
        return replace(tags_in(chunks, place=place, order=order), is_code_right=is_right)

    def _tell_damaged(self) -> None:
        if self._damaged:
            words = (
                f"{len(self._damaged):,} pages of YAFFS2 have damaged tags, the first of them here: what "
                "they belong to is not known, and names or content may be missing."
            )
            place = self.place(self._damaged[0])
            self.troubles.append(Trouble(words=words, place=place, length_bytes=self.layout.chunk_bytes))

    def _tell_rest(self, length_bytes: int, *, is_of_device: bool) -> None:
        place = self.place(self.count)
        rest = self._read(place, length_bytes - place)
        is_cut = is_of_device and (rest or self.count % LEAST_BLOCK)
        if is_cut or rest.strip(b"\xff").strip(b"\0"):
            words = "The image ends within a page or block of YAFFS2; what lay behind is missing."
            self.troubles.append(Trouble(words=words, place=place, length_bytes=len(rest)))
