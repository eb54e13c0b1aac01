"""QCOW2 disks of QEMU, versions 2 and 3, read by their own tables.

Promises the present state of the media byte for byte: clusters plain, packed (zlib, zstd), said to be zeros
or kept in a backing file; and EvidenceUnreadable where a table or a cluster leads nowhere. Snapshots are
named, not read. Encrypted disks are refused by name.
"""

import os
import re
from pathlib import Path

from forensics.containers import raw
from forensics.containers.chains import beside, notes_below, opened_below
from forensics.containers.kinds import OpenBelow, Sniffed
from forensics.containers.qcow2_counts import compared
from forensics.containers.qcow2_header import SIGNATURE, Header, damaged, read_header, snapshot_notes
from forensics.containers.qcow2_tables import ClusterMap
from forensics.containers.sectors import SMALLEST_SECTOR_BYTES
from forensics.containers.stretches import Spoilt, SpreadImage, StoredFile, spread_image
from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo
from forensics.paths import display_text

_NOT_A_FILE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # json:, nbd:, http:; a drive has one letter
_RAW = (b"raw", b"file", b"host_device")


def detect(sniffed: Sniffed) -> bool:
    return sniffed.head.startswith(SIGNATURE)


def open_source(source: Path, open_below: OpenBelow) -> EvidenceImage:
    """Open the disk with all it lies upon; raise SourceNotUsable naming what is missing or not readable."""
    file = StoredFile(source)
    opened: list[StoredFile | EvidenceImage] = [file]
    try:
        header = read_header(file)
        data = file
        if header.data_file_name is not None and header.has_data_file:
            data = StoredFile(beside(source, os.fsdecode(header.data_file_name), what="data file"))
            opened.append(data)
        below = _opened_backing(source, header, open_below)
        if below is not None:
            opened.append(below)
        return _image(header, file, data=data, below=below)
    except (SourceNotUsable, Spoilt) as trouble:
        for each in opened:
            each.close()
        if isinstance(trouble, Spoilt):
            raise damaged(source, str(trouble)) from trouble
        raise


def _image(header: Header, file: StoredFile, *, data: StoredFile, below: EvidenceImage | None) -> SpreadImage:
    doubts = compared(header, file)
    clusters = ClusterMap(header, file, data=data, has_below=below is not None, doubts=doubts)
    files = (file,) if data is file else (file, data)
    info = ImageInfo(
        container="QCOW2",
        size_bytes=header.media_bytes,
        sector_bytes=SMALLEST_SECTOR_BYTES,
        segments=(
            *(str(each.path.absolute()) for each in files),
            *(() if below is None else below.info.segments),
        ),
        acquisition_notes=_notes(header, file, data=data, below=below),
        troubles=(*doubts.troubles, *(() if below is None else _troubles_below(header, below.info))),
        is_compressed=clusters.is_packed() or (below is not None and below.info.is_compressed),
    )
    return spread_image(clusters, info, files=files, below=below)


def _opened_backing(source: Path, header: Header, open_below: OpenBelow) -> EvidenceImage | None:
    if header.backing_name is None:
        return None
    name = os.fsdecode(header.backing_name).removeprefix("file:")
    if _NOT_A_FILE.match(name):
        raise SourceNotUsable(
            f"{source} lies upon “{display_text(header.backing_name)}”, which is no file beside it. Convert "
            "it to raw by qemu-img convert where that can be reached."
        )
    path = beside(source, name, what="backing file")
    opener = raw.open_single if header.backing_format in _RAW else open_below
    return opened_below(source, path, what="backing file", open_below=opener)


def _troubles_below(header: Header, below: ImageInfo) -> tuple[str, ...]:
    """[QEMU] docs/interop/qcow2.txt, "Backing file": what lies behind its end reads as zeros. The disk does
    not keep how long it was, so one that was cut off looks as one of a disk that was made larger.
    """
    if below.size_bytes >= header.media_bytes:
        return below.troubles
    words = (
        f"The backing file {Path(below.segments[0]).name} holds {below.size_bytes:,} bytes, the disk "
        f"{header.media_bytes:,}; what lies behind its end reads as zeros, and is lost where it was cut off."
    )
    return (*below.troubles, words)


def _notes(
    header: Header, file: StoredFile, *, data: StoredFile, below: EvidenceImage | None
) -> tuple[tuple[str, str], ...]:
    parts = ", each in 32 parts" if header.is_extended else ""
    notes = [("format", f"QCOW2 version {header.version}, clusters of {header.cluster_bytes:,} bytes{parts}")]
    if header.is_dirty:
        notes.append(
            ("state", "marked as in use: it was not closed as it should be, and may not be up to date")
        )
    if header.is_corrupt:
        notes.append(("state", "marked as corrupt by the program that used it last"))
    notes += snapshot_notes(file, header)
    if data is not file:
        notes.append(("data file", data.path.name))
    return (*notes, *(() if below is None else notes_below(below.info, what="backing file")))
