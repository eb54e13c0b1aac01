"""ISO 9660 with Joliet or Rock Ridge, listed by its own records in linear time; contents are plain runs of
blocks, or packed ones (zisofs).

The Sleuth Kit takes quadratic time to open a disc of many files. It still reads the samples that readings are
compared with, up to a number of files, and discs recorded with their raw sectors, of which it alone finds the
descriptors. Names but for those of Rock Ridge, and addresses, are its own; what it passes over in silence is
listed too, with addresses behind the last of its own.

What the last session of a disc no longer shows, and what only UDF shows where that stands on the same disc,
is listed behind, each with a flag; and then what starts a computer.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from forensics.entries import (
    ByteRange,
    Census,
    Content,
    EntryAddress,
    EntryFlag,
    EntryKind,
    Extent,
    Fault,
    FileEntry,
    Remains,
    Stage,
    flag_words,
)
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.beside_tsk import BesideTsk
from forensics.filesystems.iso_boot import boot_images
from forensics.filesystems.iso_disc import SECTOR_BYTES, read_disc
from forensics.filesystems.iso_records import HAS_XAR
from forensics.filesystems.iso_session import Parts, Session
from forensics.filesystems.iso_sessions import begins_at, carries_udf, sessions_of
from forensics.filesystems.udf import UdfFileSystem
from forensics.images import EvidenceImage, Volume
from forensics.paths import EvidencePath

_MOST_TSK_NAMES = 5_000  # The Sleuth Kit opens these in 0.2 s, 20,000 in 3 s
_OF_UDF, _OF_BOOT = 1 << 16, 1 << 15  # second parts of addresses; below are the numbers of earlier sessions
_BOOT = b"/[BOOT]"  # as 7-Zip calls the folder that it makes up


class IsoFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`.

    The second part of an address is `None` for the last session.
    """

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._image, self._volume = image, volume
        self._beside = BesideTsk(image, volume)
        self._all: tuple[Session, ...] | None = None  # the last one first
        self._troubles: tuple[str, ...] = ()
        self._udf: UdfFileSystem | None = None
        self._is_disc = True
        try:
            self._first = read_disc(self._beside.read)
        except EvidenceUnreadable:  # raw sectors, which The Sleuth Kit knows, or its own refusal
            self._beside.tsk()
            self._is_disc = False

    def _sessions(self) -> tuple[Session, ...]:
        if self._all is None:
            size_bytes = self._image.info.size_bytes
            length_bytes = self._volume.length_bytes
            found = sessions_of(self._beside.read, self._first, length_bytes=length_bytes)
            self._troubles = found.troubles
            self._all = tuple(
                Session(self._beside.read, disc, volume=self._volume, image_bytes=size_bytes)
                for disc in found.discs
            )
        return self._all

    def entries(self) -> Iterator[FileEntry | Fault]:
        if not self._is_disc:
            yield from map(_without_extents, self._beside.tsk().entries())
            return
        last, *earlier = self._sessions()
        for trouble in self._troubles:
            yield Fault(stage=Stage.LIST, reason=trouble, volume=self._volume.index)
        has_udf = carries_udf(self._beside.read)
        seen: set[int] = set()
        for found in last.entries():
            if (earlier or has_udf) and isinstance(found, FileEntry):
                seen.add(_identity(found))
            yield found
        for number, session in enumerate(earlier, 1):
            yield from self._no_longer(session, number, seen)
        if has_udf:
            yield from self._by_udf(seen)
        yield from self._what_boots()

    def _no_longer(self, session: Session, number: int, seen: set[int]) -> Iterator[FileEntry | Fault]:
        """What an earlier session showed and none behind it shows."""
        behind = begins_at(self._sessions()[0].disc) + self._volume.offset_bytes
        for found in session.entries():
            if isinstance(found, Fault):
                yield found
            elif found.kind is not EntryKind.VIRTUAL and _identity(found) not in seen:
                seen.add(_identity(found))
                is_before = all((e.offset_bytes or 0) + e.length_bytes <= behind for e in found.extents or ())
                is_whole = found.extents is not None and is_before  # what comes later is written behind
                yield replace(
                    found,
                    address=replace(found.address, attr_type=number),
                    allocated=False,
                    remains=None
                    if found.content is not Content.PRESENT
                    else Remains.RECOVERED
                    if is_whole
                    else Remains.UNPROVEN,
                    flags=_with_flag(found, EntryFlag.EARLIER_SESSION),
                )

    def _by_udf(self, seen: set[int]) -> Iterator[FileEntry | Fault]:
        """What UDF shows otherwise, or alone."""
        try:
            self._udf = UdfFileSystem(self._image, self._volume)
        except EvidenceUnreadable as trouble:
            reason = f"The disc carries UDF too, of which files may be missing: {trouble}"
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index)
            return
        for found in self._udf.entries():
            if isinstance(found, Fault):
                yield found
            elif _identity(found) not in seen:
                part = _OF_UDF + (found.address.attr_type or 0)
                yield replace(
                    found,
                    address=replace(found.address, attr_type=part),
                    flags=_with_flag(found, EntryFlag.UDF),
                )

    def _what_boots(self) -> Iterator[FileEntry | Fault]:
        """Images that the boot catalogue leads to, in a folder that is made up."""
        index = self._volume.index
        try:
            images = boot_images(self._beside.read, length_bytes=self._volume.length_bytes)
        except EvidenceUnreadable as trouble:
            yield Fault(stage=Stage.LIST, reason=str(trouble), volume=index)
            return
        if images:
            yield FileEntry(
                address=EntryAddress(volume=index, meta_addr=0, attr_type=_OF_BOOT),
                path=EvidencePath(_BOOT),
                kind=EntryKind.VIRTUAL,
                size_bytes=0,
                allocated=True,
                content=Content.NOT_A_FILE,
            )
        for image in images:
            run = Extent(offset_bytes=self._volume.offset_bytes + image.place, length_bytes=image.size_bytes)
            is_inside = image.place + image.size_bytes <= self._volume.length_bytes
            yield FileEntry(
                address=EntryAddress(volume=index, meta_addr=image.place // SECTOR_BYTES, attr_type=_OF_BOOT),
                path=EvidencePath(_BOOT + b"/" + image.name),
                kind=EntryKind.FILE,
                size_bytes=image.size_bytes,
                allocated=True,
                content=Content.of_size(image.size_bytes),
                extents=(run,) if is_inside and image.size_bytes else None,
            )

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        if not self._is_disc:
            return self._beside.tsk().chunks(entry_address, size_bytes, allocated=allocated)
        part = entry_address.attr_type or 0
        if part >= _OF_UDF:
            if self._udf is None:
                self._udf = UdfFileSystem(self._image, self._volume)
            return self._udf.chunks(
                replace(entry_address, attr_type=part - _OF_UDF or None), size_bytes, allocated=allocated
            )
        if part == _OF_BOOT:
            session = self._sessions()[0]
            return session.content([(0, entry_address.meta_addr * SECTOR_BYTES, size_bytes)])
        if part >= len(self._sessions()):
            raise EvidenceUnreadable(f"The disc has no session {part} before its last one any more.")
        return self._sessions()[part].chunks(entry_address.meta_addr, size_bytes)

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        if not self._is_disc or entry_address.attr_type is not None or not self._is_first_session():
            return self.chunks(entry_address, size_bytes, allocated=allocated)
        session = self._sessions()[0]
        numbers = session.numbers
        is_plain = numbers.is_plain and numbers.count <= _MOST_TSK_NAMES
        if not is_plain or entry_address.meta_addr >= numbers.count:
            return self.chunks(entry_address, size_bytes, allocated=allocated)
        parts = session.parts(entry_address.meta_addr, size_bytes)
        if parts[-1][0] >= numbers.count or any(numbers.flags[address] & HAS_XAR for address, _, _ in parts):
            return session.content(parts)
        return self._by_tsk(parts, allocated=allocated)

    def _is_first_session(self) -> bool:
        """Whether the session that is listed is the one that The Sleuth Kit finds."""
        return self._sessions()[0].disc == self._first

    def _by_tsk(self, parts: Parts, *, allocated: bool) -> Iterator[bytes]:
        for address, _, length in parts:
            part = EntryAddress(volume=self._volume.index, meta_addr=address)
            yield from self._beside.tsk().chunks(part, length, allocated=allocated)

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        return None  # a disc keeps no map

    def expected_records(self) -> int | None:
        return None

    def census(self) -> Census | None:
        return self._all[0].census() if self._all is not None else None

    def close(self) -> None:
        self._beside.close()


def _identity(entry: FileEntry) -> int:
    """Of what stands under a name: the same name and content in two trees give the same number."""
    first = entry.extents[0].offset_bytes if entry.extents else None
    size_bytes = entry.size_bytes if entry.kind is EntryKind.FILE else 0
    return hash((entry.path.raw, entry.kind, size_bytes, first))


def _with_flag(entry: FileEntry, flag: EntryFlag) -> str | None:
    given = entry.flags.split(",") if entry.flags else []
    return flag_words([flag, *map(EntryFlag, given)])


def _without_extents(found: FileEntry | Fault) -> FileEntry | Fault:
    """Between raw sectors lie their headers and checks, so that no content is one run of bytes."""
    return replace(found, extents=None) if isinstance(found, FileEntry) and found.extents else found
