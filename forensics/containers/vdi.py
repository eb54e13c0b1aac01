"""VDI disks of VirtualBox: dynamic, fixed, and the differences that snapshots are.

Promises the media bytes by the block table; the parent of a difference is the disk beside it (or beside its
`Snapshots` folder) that carries the identity the difference names, else it is refused by that identity.

Source: VirtualBox, src/VBox/Storage/VDICore.h. Numbers are little-endian.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np

from forensics.containers.chains import notes_below, opened_below, with_troubles_below
from forensics.containers.flat_tables import MOST_BLOCKS, FlatMap, FlatTable, without_double_claims, words
from forensics.containers.kinds import OpenBelow, Sniffed
from forensics.containers.runs import What
from forensics.containers.sectors import SMALLEST_SECTOR_BYTES
from forensics.containers.stretches import Spoilt, StoredFile, spread_image
from forensics.containers.unclaimed import cut_words
from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

_SIGNATURE, _SIGNATURE_AT = b"\x7f\x10\xda\xbe", 0x40
_HEADER_BYTES = 0x1C8
_VERSION = struct.Struct("<III")  # version, size of the header, type; at 0x44
_PLACES = struct.Struct("<II20xQIIII")  # at 0x154: table, data; media, block, extra, blocks, of these written
_IDENTITIES = struct.Struct("<16s16s16s16s")  # at 0x188: own, own at the last change, parent's both
_KINDS = {1: "dynamic", 2: "fixed", 3: "undo", 4: "difference"}
_DIFFERENCE = 4
_NEVER, _ZEROS = 0xFFFFFFFF, 0xFFFFFFFE
_BLOCK_BYTES = range(4096, 256 * 1024 * 1024 + 1)  # VirtualBox makes 1 MiB
_PARENT = "parent disk"
_MOST_LOOKED_INTO = 2000  # a folder of that many disks is no set of snapshots


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    kind: int
    table_place: int
    data_place: int
    media_bytes: int
    block_bytes: int
    extra_bytes: int  # before the data of each block
    blocks: int
    written: int
    identity: UUID
    last_change: UUID
    parent: UUID
    parent_change: UUID


def detect(sniffed: Sniffed) -> bool:
    return sniffed.head[_SIGNATURE_AT : _SIGNATURE_AT + 4] == _SIGNATURE


def open_source(source: Path, open_below: OpenBelow) -> EvidenceImage:
    """Open the disk with its parents; raise SourceNotUsable."""
    file = StoredFile(source)
    below: EvidenceImage | None = None
    try:
        header = _header(file)
        below, notes = _opened_parent(source, header, open_below)
        table = _table(file, header)
        info = ImageInfo(
            container="VDI",
            size_bytes=header.media_bytes,
            sector_bytes=SMALLEST_SECTOR_BYTES,
            segments=(str(source.absolute()), *(() if below is None else below.info.segments)),
            acquisition_notes=(*_notes(header), *notes),
            is_compressed=below is not None and below.info.is_compressed,
            troubles=(*cut_words(file, needed_bytes=table.begun_bytes), *_troubles(source, header, table)),
        )
        blocks = FlatMap(table, data=file, has_below=below is not None)
        return spread_image(blocks, with_troubles_below(info, below), files=(file,), below=below)
    except (SourceNotUsable, Spoilt) as trouble:
        file.close()
        if below is not None:
            below.close()
        if isinstance(trouble, Spoilt):
            raise _damaged(source, str(trouble)) from trouble
        raise


def _damaged(source: Path, what: str) -> SourceNotUsable:
    return SourceNotUsable(f"{source} is a damaged VDI disk: {what}.")


def _header(file: StoredFile) -> Header:
    raw = file.part(0, _HEADER_BYTES)
    version, _, kind = _VERSION.unpack_from(raw, 0x44)
    if version >> 16 != 1:
        raise SourceNotUsable(
            f"{file.path} is a VDI disk of version {version >> 16}.{version & 0xFFFF}; this version has no "
            "reader for it. Convert it to raw by VBoxManage clonemedium and add that."
        )
    table, data, media, block, extra, blocks, written = _PLACES.unpack_from(raw, 0x154)
    identities = [UUID(bytes_le=each) for each in _IDENTITIES.unpack_from(raw, 0x188)]
    header = Header(
        kind=kind,
        table_place=table,
        data_place=data,
        media_bytes=media,
        block_bytes=block,
        extra_bytes=extra,
        blocks=blocks,
        written=written,
        identity=identities[0],
        last_change=identities[1],
        parent=identities[2],
        parent_change=identities[3],
    )
    _verify(file.path, header)
    return header


def _verify(source: Path, header: Header) -> None:
    if header.kind not in _KINDS:
        raise _damaged(source, f"its type would be number {header.kind}")
    if header.block_bytes not in _BLOCK_BYTES or header.block_bytes & (header.block_bytes - 1):
        raise _damaged(source, f"its blocks would have {header.block_bytes:,} bytes")
    if not header.media_bytes:
        raise _damaged(source, "it holds no media")
    needed = -(-header.media_bytes // header.block_bytes)
    if not needed <= header.blocks <= MOST_BLOCKS:
        raise _damaged(
            source,
            f"its media of {header.media_bytes:,} bytes would need {needed:,} blocks, and its table has room "
            f"for {header.blocks:,}",
        )
    if header.table_place < _HEADER_BYTES or header.data_place < header.table_place + 4 * header.blocks:
        raise _damaged(source, "its block table would lie in its header or in its data")


def _table(file: StoredFile, header: Header) -> FlatTable:
    length = min(4 * header.blocks, file.length_bytes - header.table_place)
    if length < 4:
        raise Spoilt("it is cut off before its block table")
    entries = words(file.part(header.table_place, length))
    is_stored = entries < _ZEROS
    whats = np.where(is_stored, What.STORED, np.where(entries == _ZEROS, What.ZEROS, What.BELOW))
    whats[is_stored & (entries >= header.blocks)] = What.SPOILT  # there are no more blocks than media
    stride = header.block_bytes + header.extra_bytes
    places = np.where(is_stored, header.data_place + header.extra_bytes + entries * stride, 0)
    return without_double_claims(
        FlatTable(whats=whats.astype(np.int8), places=places, block_bytes=header.block_bytes)
    )


def _notes(header: Header) -> Iterator[tuple[str, str]]:
    yield "format", f"VDI, {_KINDS[header.kind]}, blocks of {header.block_bytes:,} bytes"
    yield "identity", str(header.identity)


def _troubles(source: Path, header: Header, table: FlatTable) -> Iterator[str]:
    if table.stored != header.written:
        yield (
            f"{source.name}: {header.written:,} blocks were written by its header, and its table leads to "
            f"{table.stored:,}; it was not closed as it should be, or is damaged. What reads as zeros may be "
            "missing."
        )


def _opened_parent(
    source: Path, header: Header, open_below: OpenBelow
) -> tuple[EvidenceImage | None, tuple[tuple[str, str], ...]]:
    """The disk below and what is to be told of it."""
    if header.kind != _DIFFERENCE:
        return None, ()
    path, found = _parent_of(source, header)
    below = opened_below(source, path, what=_PARENT, open_below=open_below)
    notes = notes_below(below.info, what=_PARENT)
    if found.last_change != header.parent_change:
        changed = (
            f"{path.name} was changed after the difference was made; together they may give no true media"
        )
        notes = (*notes, ("state", changed))
    return below, notes


def _parent_of(source: Path, header: Header) -> tuple[Path, Header]:
    for path in _disks_near(source):
        found = _header_or_none(path)
        if found is not None and found.identity == header.parent:
            return path, found
    raise SourceNotUsable(
        f"{source} holds only the difference to the disk with the identity {header.parent}, and no VDI disk "
        "beside it has that; put the parent disk into the same folder."
    )


def _disks_near(source: Path) -> Iterator[Path]:
    """VirtualBox keeps differences in a folder `Snapshots` beside the disk they are of."""
    folder = source.absolute().parent
    for each in (folder, *((folder.parent,) if folder.name.lower() == "snapshots" else ())):
        try:
            paths = sorted(each.iterdir())
        except (
            OSError
        ):  # may be entered, not listed: then nothing is found there, and the parent is asked for
            continue
        disks = [path for path in paths if path.suffix.lower() == ".vdi" and path.name != source.name]
        yield from disks[:_MOST_LOOKED_INTO]


def _header_or_none(path: Path) -> Header | None:
    """`None`: not a disk that could be the parent."""
    try:
        file = StoredFile(path)
    except SourceNotUsable:
        return None
    try:
        if file.part(_SIGNATURE_AT, 4) != _SIGNATURE:
            return None
        return _header(file)
    except (SourceNotUsable, Spoilt):
        return None
    finally:
        file.close()
