"""How a YAFFS2 image is laid out: pages of flash memory, each with its spare bytes behind it, and in these
the tags that say whose page it is. No signature tells the kind, so that it is believed only where object
headers and their tags agree.

Sources: YAFFS, "How YAFFS Works" (Manning), "Object headers", "Tags" and "NAND ECC"; yaffs_guts.h of the
project for the fields and for the codes.
"""

import struct
from collections.abc import Callable, Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from forensics.entries import EntryKind
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.modes import kind_of_mode

Read = Callable[[int, int], bytes]
"""`read(offset, length)` inside the volume; fewer bytes only at its end."""

FILE, LINK, FOLDER, HARD_LINK, SPECIAL = range(1, 6)
ROOT, LOST_FOUND, UNLINKED, DELETED = range(1, 5)
TAGS_BYTES = 16
TAGS_WITH_CODE_BYTES = 28
LOWEST_SEQUENCE, HIGHEST_SEQUENCE = 0x1000, 0xEFFFFF00
IS_HEADER = 0x80000000  # of a chunk's number: the tags repeat some of the header
_LIKELY = 1 << 24
NUMBER_BITS = 0x0FFFFFFF  # of an object, where they do
HEADER_BYTES = 512
_LONGEST_NAME, _LONGEST_TARGET = 255, 159
# (bytes a page, spare bytes behind it); the first is what mkyaffs2image writes if it is not told otherwise
_GEOMETRIES = ((2048, 64), (4096, 128), (4096, 224), (4096, 256), (8192, 256), (8192, 448), (2048, 128))
_LAST_TAGS_PLACE = 32  # in the spare bytes; drivers leave a few to the mark of a bad block
_SAMPLE_BYTES, _PART_BYTES = 1 << 20, 1 << 16
_SAMPLES = 8
_SOUND_OF, _FEW_WRONG = 10, 2  # one in ten pages in use may have damaged tags, or two of a few
_LARGEST_DUMP_BYTES = 1 << 36  # no flash memory of this kind is larger
LEAST_BLOCK = 32  # pages that are erased together; a dump holds whole ones


class Layout(Struct, frozen=True, kw_only=True):
    page_bytes: int
    spare_bytes: int
    tags_place: int  # in the spare bytes
    order: str  # "<" or ">"
    has_code: bool  # a code over the tags stands behind them

    @property
    def chunk_bytes(self) -> int:
        return self.page_bytes + self.spare_bytes


class Header(Struct, frozen=True, kw_only=True):
    """What an object header says; times in seconds from 1970."""

    kind: int
    parent: int
    name: bytes
    mode: int
    accessed: int
    modified: int
    changed: int
    size_bytes: int
    same_as: int  # of a hard link: the object
    target: bytes  # of a symbolic link
    replaces: int  # the object whose name this one took, 0 for none
    is_cut: bool  # the file was made shorter here


class Tags(Struct, frozen=True):
    """Of many chunks, in columns."""

    sequence: NDArray[np.uint32]
    number: NDArray[np.uint32]
    chunk: NDArray[np.uint32]
    length: NDArray[np.uint32]
    is_code_right: NDArray[np.bool_]

    @property
    def is_header(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (self.chunk == 0) | (self.chunk & IS_HEADER != 0)
        return found

    @property
    def is_free(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.sequence == 0xFFFFFFFF
        return found

    @property
    def is_sound(self) -> NDArray[np.bool_]:
        in_range = (self.sequence >= LOWEST_SEQUENCE) & (self.sequence < HIGHEST_SEQUENCE)
        found: NDArray[np.bool_] = in_range & (self.number != 0) & (self.chunk != 0xFFFFFFFF)
        return found

    @property
    def is_likely(self) -> NDArray[np.bool_]:
        """Sound, and with numbers as small as on any device in use: more than random bytes have."""
        number = np.where(self.chunk & IS_HEADER != 0, self.number & NUMBER_BITS, self.number)
        is_small = (self.sequence < _LIKELY) & (number < _LIKELY)
        found: NDArray[np.bool_] = self.is_sound & is_small & (self.is_header | (self.chunk < _LIKELY))
        return found


def layout_of(read: Read, *, length_bytes: int) -> Layout:
    """Raise EvidenceUnreadable where the volume does not seem to be YAFFS2."""
    head = _sample(read, 0)
    for page_bytes, spare_bytes in _GEOMETRIES:
        chunk_bytes = page_bytes + spare_bytes
        for sample in _samples(read, head, chunk_bytes=chunk_bytes, length_bytes=length_bytes):
            for order in "<>":
                found = _by_headers(sample, page_bytes=page_bytes, order=order)
                if found is not None:
                    return found
    raise EvidenceUnreadable("No object headers of YAFFS2 with tags that agree are in their places.")


def _samples(read: Read, head: bytes, *, chunk_bytes: int, length_bytes: int) -> Iterator[NDArray[np.uint8]]:
    """Rows of a chunk each: the first ones, and of what can be a dump of whole blocks some further on too."""
    chunks = min(length_bytes, _LARGEST_DUMP_BYTES) // chunk_bytes
    is_dump = length_bytes % (LEAST_BLOCK * chunk_bytes) == 0 and length_bytes <= _LARGEST_DUMP_BYTES
    for part in range(_SAMPLES if is_dump else 1):
        first = chunks * part // _SAMPLES
        piece = _sample(read, first * chunk_bytes) if part else head
        whole = len(piece) // chunk_bytes
        if whole:
            yield np.frombuffer(piece[: whole * chunk_bytes], np.uint8).reshape(whole, chunk_bytes)


def _sample(read: Read, place: int) -> bytes:
    """As much as can be read from there: what cannot is told when all tags are read."""
    pieces: list[bytes] = []
    for inside in range(0, _SAMPLE_BYTES, _PART_BYTES):
        try:
            pieces.append(read(place + inside, _PART_BYTES))
        except EvidenceUnreadable:
            break
    return b"".join(pieces)


def _by_headers(sample: NDArray[np.uint8], *, page_bytes: int, order: str) -> Layout | None:
    """The layout whose tags agree best with the pages that look like headers."""
    kinds = np.ascontiguousarray(sample[:, :4]).view(f"{order}u4")[:, 0]
    likely = np.flatnonzero((kinds >= FILE) & (kinds <= SPECIAL)).tolist()
    headers = {row: found for row in likely if (found := _sure_header(sample[row], order)) is not None}
    if not headers:
        return None
    spare_bytes = sample.shape[1] - page_bytes
    best = (False, 0, 0)  # code, folders that are there, place (the first is the likeliest)
    for place in range(min(_LAST_TAGS_PLACE, spare_bytes - TAGS_BYTES) + 1):
        tags = tags_in(sample, place=page_bytes + place, order=order)
        agrees = tags.is_likely & tags.is_header
        rows = [row for row in headers if agrees[row]]
        if 2 * len(rows) >= len(headers) and _are_nearly_all_sound(tags, page_bytes):
            has_code = bool(np.mean(tags.is_code_right[rows]) > 0.5)
            told_twice = tags.chunk[rows] & IS_HEADER != 0
            numbers = np.where(told_twice, tags.number[rows] & NUMBER_BITS, tags.number[rows]).tolist()
            folders = {ROOT, LOST_FOUND, UNLINKED, DELETED, *numbers}
            there = sum(headers[row].parent in folders for row in rows)
            best = max(best, (has_code, there, -place))
    has_code, there, place = best
    if not there:
        return None
    return Layout(
        page_bytes=page_bytes, spare_bytes=spare_bytes, tags_place=-place, order=order, has_code=has_code
    )


def _sure_header(page: NDArray[np.uint8], order: str) -> Header | None:
    """The header of a page, of which kind and mode go together."""
    header = header_in(page[:HEADER_BYTES].tobytes(), order)
    if header is None or not 0 < header.parent <= NUMBER_BITS or not (header.name or header.kind == FOLDER):
        return None
    kind = kind_of_mode(header.mode)
    expected = {FILE: EntryKind.FILE, LINK: EntryKind.SYMLINK, FOLDER: EntryKind.DIRECTORY}
    is_sure = header.kind == HARD_LINK or expected.get(header.kind, kind) is kind is not EntryKind.OTHER
    return header if is_sure else None


def _are_nearly_all_sound(tags: Tags, page_bytes: int) -> bool:
    used = ~tags.is_free
    sound = tags.is_likely & used & (tags.is_header | (tags.length <= page_bytes))
    in_use, wrong = int(used.sum()), int(used.sum() - sound.sum())
    return wrong <= max(_FEW_WRONG, in_use // _SOUND_OF) and 2 * wrong < in_use


def tags_in(chunks: NDArray[np.uint8], *, place: int, order: str) -> Tags:
    """The tags of each row, which stand at `place` in it."""
    raw = np.ascontiguousarray(chunks[:, place : place + TAGS_BYTES])
    words = raw.view(f"{order}u4").astype(np.uint32)
    code = chunks[:, place + TAGS_BYTES : place + TAGS_WITH_CODE_BYTES]
    is_right = np.zeros(len(chunks), np.bool_)
    if code.shape[1] == TAGS_WITH_CODE_BYTES - TAGS_BYTES:
        is_right = _is_code(raw, np.ascontiguousarray(code), order)
    return Tags(words[:, 0], words[:, 1], words[:, 2], words[:, 3], is_right)


def _bit_parities() -> NDArray[np.uint8]:
    """Of each byte: in bit 0 whether its bits are odd in number; above, by halves, quarters and eighths."""
    table = np.zeros(256, np.uint8)
    for byte in range(256):
        for bit in range(8):
            if byte >> bit & 1:
                table[byte] ^= 1 | 4 << (bit & 1) | 16 << (bit >> 1 & 1) | 64 << (bit >> 2)
    return table


_PARITIES = _bit_parities()


def _is_code(raw: NDArray[np.uint8], code: NDArray[np.uint8], order: str) -> NDArray[np.bool_]:
    """Whether the code behind the tags is theirs: parities of columns, a byte and three unused ones, then of
    lines, and of lines inverted.
    """
    parities = _PARITIES[raw]
    columns = np.bitwise_xor.reduce(parities, axis=1) >> 2
    lines = np.arange(TAGS_BYTES, dtype=np.uint32)
    is_odd = (parities & 1).astype(np.bool_)
    by_line = np.bitwise_xor.reduce(np.where(is_odd, lines, np.uint32(0)), axis=1)
    inverted = np.bitwise_xor.reduce(np.where(is_odd, ~lines, np.uint32(0)), axis=1)
    stored = code[:, 4:].copy().view(f"{order}u4")
    right: NDArray[np.bool_] = (
        (code[:, 0] == columns) & (stored[:, 0] == by_line) & (stored[:, 1] == inverted)
    )
    return right


def repaired(raw: bytes, order: str) -> bytes | None:
    """The tags of `raw`, which has their code behind them, with one wrong bit put right; `None` where more
    than one is wrong, of both together.
    """
    parities = _PARITIES[np.frombuffer(raw, np.uint8)[:TAGS_BYTES]].tolist()
    columns = lines = inverted = 0
    for place, parity in enumerate(parities):
        columns ^= parity >> 2
        if parity & 1:
            lines ^= place
            inverted ^= ~place & 0xFFFFFFFF
    stored = struct.unpack_from(order + "B3xII", raw, TAGS_BYTES)
    column, line, other = columns ^ stored[0] & 0x3F, lines ^ stored[1], inverted ^ stored[2]
    if column.bit_count() + line.bit_count() + other.bit_count() <= 1:
        return raw[:TAGS_BYTES]  # the code itself has the wrong bit
    is_one = line ^ other == 0xFFFFFFFF and line < TAGS_BYTES and (column ^ column >> 1) & 0x15 == 0x15
    if not is_one:
        return None
    bit = column >> 1 & 1 | column >> 2 & 2 | column >> 3 & 4
    mended = bytearray(raw[:TAGS_BYTES])
    mended[line] ^= 1 << bit
    return bytes(mended)


_FIELDS = "IIH256s2xI8x3IiI160s36xI4xII"


def header_in(raw: bytes, order: str) -> Header | None:
    """The object header of a page; `None` where it is none."""
    if len(raw) < HEADER_BYTES:
        return None
    (
        kind, parent, _, name, mode, accessed, modified, changed, size, same_as, target, high,
        replaces, is_cut,
    ) = struct.unpack_from(order + _FIELDS, raw)  # fmt: skip
    end = name.find(b"\0")
    if not FILE <= kind <= SPECIAL or not 0 <= end <= _LONGEST_NAME:
        return None
    low = size & 0xFFFFFFFF
    return Header(
        kind=kind,
        parent=parent,
        name=name[:end],
        mode=mode,
        accessed=accessed,
        modified=modified,
        changed=changed,
        size_bytes=(low | (high << 32 if high != 0xFFFFFFFF else 0)) if kind == FILE else 0,
        same_as=same_as,
        target=target[:_LONGEST_TARGET].partition(b"\0")[0] if kind == LINK else b"",
        replaces=replaces if replaces <= NUMBER_BITS else 0,
        is_cut=bool(is_cut) and is_cut != 0xFFFFFFFF,
    )
