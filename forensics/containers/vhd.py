"""VHD disks (Virtual PC, Hyper-V, Azure): fixed, dynamic, and the difference to a parent.

Promises the media bytes, also those behind the last whole cylinder, and that a block is unreadable where its
place cannot be right. The parent is the disk whose identity the difference names, beside it.

Source: Microsoft, "Virtual Hard Disk Image Format Specification", version 1.0.
"""

import struct
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from forensics.containers.beside import parent_beside
from forensics.containers.chains import notes_below, opened_below, with_troubles_below
from forensics.containers.kinds import OpenBelow, Sniffed
from forensics.containers.stretches import Flaw, Spoilt, StoredFile, Stretch, spread_image
from forensics.containers.vhd_blocks import BlocksMap, Header, header_of, ones_complement
from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

SIGNATURE = b"conectix"
SECTOR_BYTES = 512
_FOOTER = struct.Struct(">8sIIQI4sI4sQQHBBII16sB")
_FOOTER_BYTES, _SHORT_FOOTER_BYTES = 512, 511  # Virtual PC before 2004 wrote the second
_CHECKSUM_AT = 64
_KINDS = {2: "fixed", 3: "dynamic", 4: "differencing"}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # of times in the footer, seconds since then
_MOST_BYTES = 1 << 62
_PARENT = "parent disk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    kind: str
    size_bytes: int
    cylinders: tuple[int, int, int]  # cylinders, heads, sectors a track
    header_at: int
    identity: uuid.UUID
    written: datetime
    creator: str
    has_checksums: bool  # False: its writer reckons them otherwise, so they prove nothing


def detect(sniffed: Sniffed) -> bool:
    return any(each.startswith(SIGNATURE) for each in (sniffed.head, sniffed.tail, sniffed.tail[1:]))


def open_source(source: Path, open_below: OpenBelow) -> EvidenceImage:
    """Open the disk; raise SourceNotUsable where it is damaged or its parent is missing."""
    file = StoredFile(source)
    try:
        footer, notes = _footer(file)
        if footer.kind == "fixed":
            media = _Fixed(file, size_bytes=footer.size_bytes)
            return spread_image(media, _info(file, footer, notes, below=None), files=(file,))
        header = header_of(
            file, footer.header_at, size_bytes=footer.size_bytes, has_checksum=footer.has_checksums
        )
        below = _parent(source, header, open_below) if footer.kind == "differencing" else None
        blocks = BlocksMap(file, header, size_bytes=footer.size_bytes, has_parent=below is not None)
        info = replace(_info(file, footer, notes, below=below), troubles=blocks.troubles)
        return spread_image(blocks, with_troubles_below(info, below), files=(file,), below=below)
    except Spoilt as trouble:
        file.close()
        raise SourceNotUsable(f"{source} is a damaged VHD disk: {trouble}.") from trouble
    except SourceNotUsable:
        file.close()
        raise


class _Fixed:
    def __init__(self, file: StoredFile, *, size_bytes: int) -> None:
        self._file = file
        self._end = min(size_bytes, file.length_bytes - _SHORT_FOOTER_BYTES)

    def stretch_at(self, offset: int) -> Stretch:
        if offset >= self._end:
            return Stretch(1 << 62, Flaw(f"{self._file.path.name} ends before them; a part of it is missing"))
        return Stretch(self._end - offset, self._file, offset)


def _footer(file: StoredFile) -> tuple[Footer, tuple[tuple[str, str], ...]]:
    """The footer or its copy at the start, and what is to be said of it; raise Spoilt."""
    ends = [_raw_footer(file, file.length_bytes - length) for length in (_FOOTER_BYTES, _SHORT_FOOTER_BYTES)]
    copy = _raw_footer(file, 0)
    for raw in ends:
        if _is_sound(raw):
            return _footer_in(raw, has_checksums=True), ()
    if _is_sound(copy):
        words = "missing or damaged at the end of the file; its copy at the start is used"
        return _footer_in(copy, has_checksums=True), (("Footer", words),)
    if copy.startswith(SIGNATURE) and copy in ends:
        words = "wrong in the same way in both footers: the tool that made it reckons them otherwise"
        return _footer_in(copy, has_checksums=False), (("Checksums", words),)
    raise Spoilt("neither its footer nor the copy of it is whole")


def _raw_footer(file: StoredFile, at: int) -> bytes:
    if at < 0:
        return b""
    return file.part(at, min(_FOOTER_BYTES, file.length_bytes - at)).ljust(_FOOTER_BYTES, b"\0")


def _is_sound(raw: bytes) -> bool:
    return raw.startswith(SIGNATURE) and ones_complement(raw, _CHECKSUM_AT) == _checksum(raw)


def _footer_in(raw: bytes, *, has_checksums: bool) -> Footer:
    """Raise Spoilt where it tells what cannot be."""
    (_, _features, _version, header_at, seconds, creator, _creator_version, _host, _original, size) = (
        _FOOTER.unpack_from(raw)[:10]
    )
    cylinders, heads, sectors, kind, _, identity, _ = _FOOTER.unpack_from(raw)[10:]
    if kind not in _KINDS or not 0 < size <= _MOST_BYTES:
        raise Spoilt(f"its footer tells kind {kind} and a size of {size:,} bytes, which cannot be")
    return Footer(
        kind=_KINDS[kind],
        size_bytes=size,
        cylinders=(cylinders, heads, sectors),
        header_at=header_at,
        identity=uuid.UUID(bytes=identity),
        written=_EPOCH + timedelta(seconds=seconds),
        creator=creator.rstrip(b"\0 ").decode("ascii", "replace"),
        has_checksums=has_checksums,
    )


def _checksum(raw: bytes) -> int:
    return int.from_bytes(raw[_CHECKSUM_AT : _CHECKSUM_AT + 4], "big")


def _parent(source: Path, header: Header, open_below: OpenBelow) -> EvidenceImage:
    path = parent_beside(
        source,
        header.parent_name or str(header.parent_identity),
        what=_PARENT,
        suffixes=(".vhd", ".avhd"),
        is_it=lambda each: _identity_of(each) == header.parent_identity,
    )
    if _identity_of(path) != header.parent_identity:
        raise SourceNotUsable(
            f"{source} differs from the disk with the identity {header.parent_identity}, and {path.name} has "
            "another; both together give no true media."
        )
    return opened_below(source, path, what=_PARENT, open_below=open_below)


def _identity_of(path: Path) -> uuid.UUID | None:
    """`None` where the file is no whole VHD disk."""
    try:
        file = StoredFile(path)
    except SourceNotUsable:
        return None
    try:
        return _footer(file)[0].identity
    except Spoilt:
        return None
    finally:
        file.close()


def _info(
    file: StoredFile, footer: Footer, notes: tuple[tuple[str, str], ...], *, below: EvidenceImage | None
) -> ImageInfo:
    return ImageInfo(
        container="VHD",
        size_bytes=footer.size_bytes,
        sector_bytes=SECTOR_BYTES,
        segments=(str(file.path.absolute()), *(() if below is None else below.info.segments)),
        acquisition_notes=(
            ("Disk type", footer.kind),
            ("Created by", footer.creator),
            ("Created", f"{footer.written:%Y-%m-%d %H:%M:%S} UTC"),
            ("Identity", str(footer.identity)),
            *_geometry_note(footer),
            *notes,
            *(() if below is None else notes_below(below.info, what="Parent")),
        ),
    )


def _geometry_note(footer: Footer) -> tuple[tuple[str, str], ...]:
    """Virtual PC shows its guests only whole cylinders; what lies behind them is read here all the same."""
    cylinders, heads, sectors = footer.cylinders
    whole = cylinders * heads * sectors * SECTOR_BYTES
    if not 0 < whole < footer.size_bytes or footer.creator != "vpc":
        return ()
    return (("Size by cylinders", f"{whole:,} bytes of {footer.size_bytes:,}"),)
