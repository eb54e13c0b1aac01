"""VHDX disks (Hyper-V, Windows): fixed, dynamic, and the difference to a parent, with what their log holds.

Promises the media bytes as a machine would find them after its log was replayed, which happens in memory
only, and that a block is unreadable where its place cannot be right. Headers, region tables and log entries
are held against their checksums; the table of blocks has none.

Source: Microsoft, [MS-VHDX] "Virtual Hard Disk v2 (VHDX) File Format".
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from forensics.containers.beside import parent_beside
from forensics.containers.chains import notes_below, opened_below, with_troubles_below
from forensics.containers.kinds import OpenBelow, Sniffed
from forensics.containers.stretches import Spoilt, SpreadImage, StoredFile
from forensics.containers.vhdx_blocks import BlocksMap
from forensics.containers.vhdx_headers import SIGNATURE, Header, Region, current_header, regions_of
from forensics.containers.vhdx_log import LoggedFile, logged_file
from forensics.containers.vhdx_metadata import Disk, disk_of
from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

_PARENT = "parent disk"


def detect(sniffed: Sniffed) -> bool:
    return sniffed.head.startswith(SIGNATURE)


def open_source(source: Path, open_below: OpenBelow) -> EvidenceImage:
    """Open the disk; raise SourceNotUsable where it is damaged or its parent is missing."""
    file = StoredFile(source)
    try:
        header, stored, disk = _read(file)
        below = _parent(source, disk, open_below) if disk.has_parent else None
        blocks = BlocksMap(stored, disk)
        info = _info(file, disk, (*_identity_notes(file, header, disk), *_notes(stored, blocks)), below=below)
        info = with_troubles_below(replace(info, troubles=blocks.troubles), below)
        return SpreadImage(blocks, info, files=(file,), below=below)
    except Spoilt as trouble:
        file.close()
        raise SourceNotUsable(f"{source} is a damaged VHDX disk: {trouble}.") from trouble
    except SourceNotUsable:
        file.close()
        raise


def _read(file: StoredFile) -> tuple[Header, LoggedFile, Disk]:
    header = current_header(file)
    stored = logged_file(file, header)
    return (
        header,
        stored,
        disk_of(stored, regions_of(stored), log=Region(at=header.log_at, length_bytes=header.log_bytes)),
    )


def _creator(file: StoredFile) -> str:
    return file.part(8, 512).decode("utf-16-le", "replace").partition("\0")[0]


def _parent(source: Path, disk: Disk, open_below: OpenBelow) -> EvidenceImage:
    """The disk with the data identity that this one names."""
    linked = tuple(
        UUID(text)
        for text in (disk.locator.get("parent_linkage"), disk.locator.get("parent_linkage2"))
        if text and _is_uuid(text)
    )
    name = disk.locator.get("relative_path") or disk.locator.get("absolute_win32_path")
    path = parent_beside(
        source,
        name or f"identity {disk.locator.get('parent_linkage', 'not told')}",
        what=_PARENT,
        suffixes=(".vhdx", ".avhdx"),
        is_it=lambda each: _data_identity_of(each) in linked,
    )
    if _data_identity_of(path) not in linked:
        raise SourceNotUsable(
            f"{source} differs from a disk with the data identity "
            f"{', '.join(map(str, linked)) or 'unknown'}, and "
            f"{path.name} has another: it was changed since, or is not that disk. Both together give no "
            "true media."
        )
    return opened_below(source, path, what=_PARENT, open_below=open_below)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _data_identity_of(path: Path) -> UUID | None:
    """`None` where the file is no whole VHDX disk."""
    try:
        file = StoredFile(path)
    except SourceNotUsable:
        return None
    try:
        return current_header(file).data_identity
    except Spoilt:
        return None
    finally:
        file.close()


def _info(
    file: StoredFile, disk: Disk, notes: tuple[tuple[str, str], ...], *, below: EvidenceImage | None
) -> ImageInfo:
    return ImageInfo(
        container="VHDX",
        size_bytes=disk.size_bytes,
        sector_bytes=disk.sector_bytes,
        segments=(str(file.path.absolute()), *(() if below is None else below.info.segments)),
        acquisition_notes=(*notes, *(() if below is None else notes_below(below.info, what="Parent"))),
    )


def _identity_notes(file: StoredFile, header: Header, disk: Disk) -> tuple[tuple[str, str], ...]:
    kind = "differencing" if disk.has_parent else "fixed" if disk.is_fixed else "dynamic"
    return (
        ("Disk type", kind),
        ("Created by", _creator(file)),
        ("Identity", str(disk.identity)),
        ("Data identity", str(header.data_identity)),
    )


def _notes(stored: LoggedFile, blocks: BlocksMap) -> Iterator[tuple[str, str]]:
    if stored.entries:
        yield (
            "Log",
            f"{stored.entries:,} entries not yet written to their places; they are read as if they were",
        )
    if blocks.left_behind:
        words = (
            "said to hold nothing, although the table still tells a place for them; they are read as zeros"
        )
        yield ("Blocks", f"{blocks.left_behind:,} {words}")
