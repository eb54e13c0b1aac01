"""Apple disk images (UDIF, `.dmg`): packed or not, in one file or in segments.

Promises the media bytes, that what no chunk tells of is unreadable, and the checksums of the partitions, of
the stored data and of these checksums, for `evidence verify` to hold the media against. Packed chunks of
LZFSE and ADC, and those that are not packed, have no other guard.

Source: libyal, "Mac OS disk image types", on UDIF; hdiutil(1).
"""

import plistlib
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from forensics.containers.dmg_chunks import SECTOR_BYTES, ChunksMap, DataFork, Partition, partition_of
from forensics.containers.kinds import OpenBelow, Sniffed
from forensics.containers.stored_checks import StoredChecksum
from forensics.containers.stretches import Spoilt, SpreadImage, StoredFile, spread_image
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

TRAILER_BYTES = 512
_SIGNATURE = b"koly"
_TRAILER = struct.Struct(">4sIIIQQQQQII16sII128sQQ120xII128sIQ12x")
_CRC32 = 2  # the kind of checksum; others are not written any more
_PACKED_STARTS = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda", b"BZh", b"bvx", b"\xfd7zXZ")  # no disk begins so
_MOST_PLIST_BYTES = 64 * 1024 * 1024
_MOST_SEGMENTS = 1000
_MOST_SECTORS = 1 << 53
_PIECE_BYTES = 1024 * 1024


class Checksum(NamedTuple):
    kind: int
    value: int

    @property
    def is_told(self) -> bool:
        return self.kind == _CRC32


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer:
    fork_start: int  # of this segment's data, in the data of all segments
    fork_at: int  # in this file
    fork_bytes: int
    segment: int
    segments: int
    identity: bytes
    data: Checksum  # of the data of all segments
    plist_at: int
    plist_bytes: int
    master: Checksum  # of the checksums of the partitions
    sectors: int


def detect(sniffed: Sniffed) -> bool:
    """By the trailer; of one that lost its trailer, by its name and the packed chunk it begins with."""
    is_named_so = sniffed.name.lower().endswith((".dmg", ".dmgpart"))
    return sniffed.tail.startswith(_SIGNATURE) or (is_named_so and sniffed.head.startswith(_PACKED_STARTS))


def open_source(source: Path, _open_below: OpenBelow) -> EvidenceImage:
    """Open the image whose first segment is `source`; raise SourceNotUsable where it is damaged or a
    segment is missing.
    """
    files = [StoredFile(source)]
    try:
        return _opened(files)
    except Spoilt as trouble:
        _close(files)
        raise SourceNotUsable(f"{source} is a damaged Apple disk image: {trouble}.") from trouble
    except SourceNotUsable:
        _close(files)
        raise


def _close(files: Sequence[StoredFile]) -> None:
    for file in files:
        file.close()


def _opened(files: list[StoredFile]) -> EvidenceImage:
    """`files` holds the first segment, the others are added. Raise Spoilt, SourceNotUsable."""
    trailer = trailer_of(files[0])
    fork = _data_fork(files, trailer)
    partitions = _partitions(files[0], trailer)
    chunks = ChunksMap(fork, partitions)
    media = spread_image(chunks, _info(files, trailer, partitions, chunks), files=files)
    return DiskImage(media, fork, trailer, partitions)


class DiskImage:
    """The media, and what the image itself says they must come to."""

    def __init__(
        self, media: SpreadImage, fork: DataFork, trailer: Trailer, partitions: Sequence[Partition]
    ) -> None:
        self.info = media.info
        self.read, self.read_into, self.close = media.read, media.read_into, media.close
        self._fork, self._trailer, self._partitions = fork, trailer, partitions

    def for_thread(self) -> "DiskImage":
        return self

    @property
    def stored_checksums(self) -> tuple[StoredChecksum, ...]:
        return tuple(
            StoredChecksum(
                ranges=part.checked_ranges,
                crc32=part.crc32,
                words=f"partition “{part.name.strip() or number}”",
            )
            for number, part in enumerate(self._partitions)
            if part.crc32 is not None and part.checked_ranges
        )

    def check_container(self, still: Callable[[], None]) -> tuple[str, ...]:
        """Hold the stored data against their checksum and the checksums against theirs; gives what held, in
        words. Raise EvidenceUnreadable where one does not.
        """
        held = []
        if self._trailer.master.is_told:
            _hold("the checksum of its checksums", _master(self._partitions), self._trailer.master)
            held.append("that of these checksums (CRC32)")
        if self._trailer.data.is_told:
            _hold("the checksum of its stored data", _digested(self._fork, still), self._trailer.data)
            held.append("that of the stored data (CRC32)")
        return tuple(held)


def _hold(what: str, found: int, stored: Checksum) -> None:
    if found != stored.value:
        raise EvidenceUnreadable(
            f"The Apple disk image is damaged or was changed: {what} is {stored.value:08x}, but what is "
            "there gives "
            f"{found:08x}."
        )


def _master(partitions: Sequence[Partition]) -> int:
    return zlib.crc32(b"".join((part.crc32 or 0).to_bytes(4, "big") for part in partitions))


def _digested(fork: DataFork, still: Callable[[], None]) -> int:
    checksum, at = 0, 0
    while at < fork.length_bytes:
        try:
            piece = fork.part(at, min(_PIECE_BYTES, fork.length_bytes - at))
        except Spoilt as trouble:
            raise EvidenceUnreadable(f"The Apple disk image cannot be read: {trouble}.") from trouble
        checksum, at = zlib.crc32(piece, checksum), at + len(piece)
        still()
    return checksum


def trailer_of(file: StoredFile) -> Trailer:
    """Raise Spoilt where it is missing or impossible."""
    raw = file.part(max(0, file.length_bytes - TRAILER_BYTES), min(TRAILER_BYTES, file.length_bytes))
    if len(raw) < TRAILER_BYTES or not raw.startswith(_SIGNATURE):
        raise Spoilt(f"the trailer of {file.path.name} is missing; it is cut off")
    fields = _TRAILER.unpack(raw)
    (_, version, length, _flags, fork_start, fork_at, fork_bytes, _, _, segment, segments) = fields[:11]
    identity, data_kind, _, data, plist_at, plist_bytes, kind, _, master, _variant, sectors = fields[11:]
    if (version, length) != (4, TRAILER_BYTES):
        raise Spoilt("its trailer is damaged or of a version that is not known")
    if fork_at + fork_bytes > file.length_bytes or sectors > _MOST_SECTORS:
        raise Spoilt("its trailer tells of data behind its end; it is cut off or damaged")
    return Trailer(
        fork_start=fork_start,
        fork_at=fork_at,
        fork_bytes=fork_bytes,
        segment=segment or 1,
        segments=segments or 1,
        identity=identity,
        data=Checksum(data_kind, int.from_bytes(data[:4], "big")),
        plist_at=plist_at,
        plist_bytes=plist_bytes,
        master=Checksum(kind, int.from_bytes(master[:4], "big")),
        sectors=sectors,
    )


def _data_fork(files: list[StoredFile], first: Trailer) -> DataFork:
    """The stored data of all segments, which are added to `files`. Raise Spoilt, SourceNotUsable."""
    source = files[0].path
    if first.segment != 1:
        raise SourceNotUsable(
            f"{source} is segment {first.segment} of an Apple disk image; open the first, which ends in .dmg."
        )
    if first.segments > _MOST_SEGMENTS:
        raise Spoilt(f"its trailer tells of {first.segments:,} segments")
    pieces = [(first.fork_start, files[0], first.fork_at, first.fork_bytes)]
    for number in range(2, first.segments + 1):
        file = StoredFile(_segment_path(source, number))
        files.append(file)
        trailer = trailer_of(file)
        if (trailer.identity, trailer.segment) != (first.identity, number):
            raise SourceNotUsable(
                f"{file.path} is not segment {number} of {source}; it belongs to another image."
            )
        pieces.append((trailer.fork_start, file, trailer.fork_at, trailer.fork_bytes))
    return DataFork(pieces)


def _segment_path(source: Path, number: int) -> Path:
    """`NAME.002.dmgpart` beside `NAME.dmg`; SourceNotUsable where it is missing."""
    path = source.with_name(f"{source.stem}.{number:03d}.dmgpart")
    if not path.is_file():
        raise SourceNotUsable(
            f"Segment {path.name} of the Apple disk image is missing beside {source}; without it the "
            "image cannot "
            "be read."
        )
    return path


def _partitions(file: StoredFile, trailer: Trailer) -> tuple[Partition, ...]:
    """In the order of the property list. Raise Spoilt, SourceNotUsable."""
    if not trailer.plist_bytes:
        raise SourceNotUsable(
            f"{file.path} is an Apple disk image of the time before Mac OS X 10.2, with a resource fork; "
            "this version "
            "has no reader for it. Convert it on a Mac (hdiutil convert -format UDTO) and add that."
        )
    if trailer.plist_bytes > _MOST_PLIST_BYTES:
        raise Spoilt(f"its property list has {trailer.plist_bytes:,} bytes")
    try:
        plist = plistlib.loads(file.part(trailer.plist_at, trailer.plist_bytes), fmt=plistlib.FMT_XML)
        tables = plist["resource-fork"]["blkx"]
        told = [(_name(table), table["Data"]) for table in tables]
    except (ExpatError, ValueError, LookupError, TypeError, AttributeError) as trouble:
        raise Spoilt("its property list is damaged") from trouble
    if not told or not all(isinstance(raw, bytes) for _, raw in told):
        raise Spoilt("its property list tells of no partitions")
    return tuple(partition_of(raw, name=name) for name, raw in told)


def _name(table: dict[str, object]) -> str:
    return str(table.get("CFName") or table.get("Name") or "")


def _info(
    files: Sequence[StoredFile], trailer: Trailer, partitions: Sequence[Partition], chunks: ChunksMap
) -> ImageInfo:
    size_bytes = max(trailer.sectors * SECTOR_BYTES, chunks.end)
    return ImageInfo(
        container="DMG",
        size_bytes=size_bytes,
        sector_bytes=SECTOR_BYTES,
        segments=tuple(str(file.path.absolute()) for file in files),
        acquisition_notes=(
            ("Disk type", f"UDIF, {chunks.packing}"),
            *((f"Partition {number}", part.name) for number, part in enumerate(partitions) if part.name),
        ),
        is_compressed=chunks.is_packed,
    )
