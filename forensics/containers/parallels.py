"""Parallels disks: one `.hds` file that grows, of either magic.

Promises the media bytes by the block table. What several such files make together is `parallels_bundle`'s.

Source: QEMU, docs/interop/parallels.txt and block/parallels.c. Numbers are little-endian.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from forensics.containers.chains import with_troubles_below
from forensics.containers.flat_tables import MOST_BLOCKS, FlatMap, FlatTable, without_double_claims, words
from forensics.containers.kinds import Sniffed
from forensics.containers.runs import What
from forensics.containers.sectors import SMALLEST_SECTOR_BYTES
from forensics.containers.stretches import Spoilt, StoredFile, spread_image
from forensics.containers.unclaimed import cut_words, unclaimed_words
from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

PLAIN, EXTENDED = b"WithoutFreeSpace", b"WithouFreSpacExt"
SECTOR_BYTES = 512
_HEAD = struct.Struct("<16sIIIIIQIIIQ")
_IN_USE = 0x746F6E59
_LARGEST_BLOCK_SECTORS = 2**22  # QEMU's own limit (INT32_MAX bytes, about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    is_extended: bool  # the table counts in blocks, not in sectors
    block_sectors: int
    blocks: int
    media_bytes: int
    data_place: int  # no block lies before it
    is_in_use: bool


def detect(sniffed: Sniffed) -> bool:
    return sniffed.head.startswith((PLAIN, EXTENDED))


def open_growing(source: Path, *, below: EvidenceImage | None) -> EvidenceImage:
    """The disk of one file, over `below`, which is closed with it; raise SourceNotUsable (`below` then stays
    open).
    """
    file = StoredFile(source)
    try:
        header = _header(file)
        table = _table(file, header)
    except (SourceNotUsable, Spoilt) as trouble:
        file.close()
        if isinstance(trouble, Spoilt):
            raise damaged(source, str(trouble)) from trouble
        raise
    info = ImageInfo(
        container="Parallels",
        size_bytes=header.media_bytes,
        sector_bytes=SMALLEST_SECTOR_BYTES,
        segments=(str(source.absolute()), *(() if below is None else below.info.segments)),
        acquisition_notes=tuple(_notes(header)),
        troubles=_lost(file, header, table),
    )
    blocks = FlatMap(table, data=file, has_below=below is not None)
    return spread_image(blocks, with_troubles_below(info, below), files=(file,), below=below)


def damaged(source: Path, what: str) -> SourceNotUsable:
    return SourceNotUsable(f"{source} is a damaged Parallels disk: {what}.")


def _header(file: StoredFile) -> Header:
    magic, _, _, _, block, blocks, sectors, in_use, data, _, _ = _HEAD.unpack(file.part(0, _HEAD.size))
    is_extended = magic == EXTENDED
    if magic not in (PLAIN, EXTENDED):
        raise damaged(file.path, "it does not begin as one")
    header = Header(
        is_extended=is_extended,
        block_sectors=block,
        blocks=blocks,
        # Before the second magic only the lower half of the field was used (block/parallels.c).
        media_bytes=(sectors if is_extended else sectors & 0xFFFF_FFFF) * SECTOR_BYTES,
        data_place=max(data * SECTOR_BYTES, _HEAD.size + 4 * blocks),  # the field is 0 in old disks
        is_in_use=in_use == _IN_USE,
    )
    if not 0 < block <= _LARGEST_BLOCK_SECTORS:
        raise damaged(file.path, f"its blocks would have {block:,} sectors")
    if not header.media_bytes:
        raise damaged(file.path, "it holds no media")
    needed = -(-header.media_bytes // (block * SECTOR_BYTES))
    if not needed <= blocks <= MOST_BLOCKS:
        raise damaged(
            file.path,
            f"its media of {header.media_bytes:,} bytes would need {needed:,} blocks, and its table has room "
            f"for {blocks:,}",
        )
    return header


def _table(file: StoredFile, header: Header) -> FlatTable:
    length = min(4 * header.blocks, file.length_bytes - _HEAD.size)
    if length < 4:
        raise Spoilt("it is cut off before its block table")
    entries = words(file.part(_HEAD.size, length))
    unit = header.block_sectors if header.is_extended else 1
    places = entries * unit * SECTOR_BYTES
    whats = np.where(entries != 0, What.STORED, What.BELOW).astype(np.int8)
    whats[(entries != 0) & (places < header.data_place)] = What.SPOILT
    block_bytes = header.block_sectors * SECTOR_BYTES
    return without_double_claims(FlatTable(whats=whats, places=places, block_bytes=block_bytes))


def _lost(file: StoredFile, header: Header, table: FlatTable) -> tuple[str, ...]:
    is_stored = table.whats != What.BELOW
    claims = ((table.places[is_stored], table.block_bytes),)
    data = range(header.data_place, file.length_bytes)
    return (
        *cut_words(file, needed_bytes=table.begun_bytes),
        *unclaimed_words(file, claims, data=data, block_bytes=table.block_bytes),
    )


def _notes(header: Header) -> Iterator[tuple[str, str]]:
    words = "second" if header.is_extended else "first"
    block_bytes = header.block_sectors * SECTOR_BYTES
    yield "format", f"Parallels disk of the {words} form, blocks of {block_bytes:,} bytes"
    if header.is_in_use:
        yield "state", "marked as in use: it was not closed as it should be, and may not be up to date"
