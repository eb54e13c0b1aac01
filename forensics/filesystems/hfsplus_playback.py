"""An HFS+ volume that was not closed, as macOS would show it: with what its journal holds in place.

Nothing is written. What cannot be played back is a sentence. Source: Apple, Technical Note TN1150, "Journal";
Apple's xnu, bsd/hfs/hfs_vfsutils.c, for when macOS plays a journal back.
"""

import struct
from dataclasses import dataclass

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.hfsplus_journal import Held, Journal
from forensics.filesystems.hfsplus_volume import HfsVolume
from forensics.filesystems.played_image import Piece, PlayedImage
from forensics.images import EvidenceImage, Volume

_HEADER_PLACE = 1024
_HEADER = struct.Struct(">4xI4sI")  # attributes, who mounted it last, block of the journal's record
_JOURNALED = 1 << 13
_KEEPS_JOURNALS = b"HFSJ"  # of those who mount
_RECORD = struct.Struct(">I32xQQ")  # flags, offset, bytes
_IN_VOLUME, _TO_BE_MADE = 1, 4
_DOUBT = "what was written last may be missing or be listed as it was before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A volume to be read through `image`; `played` where that is not the evidence itself. `sentences` are
    for the examiner.
    """

    image: EvidenceImage
    played: PlayedImage | None = None
    sentences: tuple[str, ...] = ()


def recovered(image: EvidenceImage, volume: Volume) -> Recovered:
    """The volume with its journal played back, where it needs that. What makes the volume header unreadable
    is left to whoever reads it next.
    """
    try:
        hfs = _opened(image, volume)
    except EvidenceUnreadable:  # told by the reader of the volume
        return Recovered(image=image)
    try:
        return _recovered(image, volume, hfs)
    except EvidenceUnreadable as trouble:
        words = (
            "The journal of the HFS+ volume cannot be read and was not played back; what was written last "
            f"may be missing or be listed as it was before. {trouble}"
        )
        return Recovered(image=image, sentences=(words,))


def _opened(image: EvidenceImage, volume: Volume) -> HfsVolume:
    return HfsVolume(VolumeWindows(image, volume).read, length_bytes=volume.length_bytes)


def _recovered(image: EvidenceImage, volume: Volume, hfs: HfsVolume) -> Recovered:
    header = hfs.piece(hfs.base + _HEADER_PLACE, _HEADER.size)
    attributes, mounted_by, block = _HEADER.unpack(header)
    found = _journal(hfs, block) if attributes & _JOURNALED else None
    if found is None:
        return Recovered(image=image)
    journal, place = found
    if journal.is_empty:
        return Recovered(image=image)
    if mounted_by != _KEEPS_JOURNALS:
        return Recovered(image=image, sentences=(_left(mounted_by),))
    return _played(image, volume, journal.held(), journal_at=place)


def _journal(hfs: HfsVolume, block: int) -> tuple[Journal, int] | None:
    """The journal and its place in the partition; `None` where there is none yet."""
    flags, offset, length = _RECORD.unpack(hfs.piece(hfs.base + block * hfs.block_bytes, _RECORD.size))
    if flags & _TO_BE_MADE:
        return None
    if not flags & _IN_VOLUME:
        raise EvidenceUnreadable("It lies on another disk.")
    place = hfs.base + offset
    return Journal(lambda at, count: hfs.piece(place + at, count), length_bytes=length), place


def _left(mounted_by: bytes) -> str:
    name = mounted_by.decode("ascii", "backslashreplace")
    return (
        "The journal of the HFS+ volume is not empty, but the volume was mounted last by a system that keeps "
        f"none ({name!r}); as macOS does, it was not played back, and {_DOUBT}."
    )


def _played(image: EvidenceImage, volume: Volume, held: Held, *, journal_at: int) -> Recovered:
    pieces = [
        Piece(
            volume.offset_bytes + kept.place,
            kept.length_bytes,
            volume.offset_bytes + journal_at + kept.source,
        )
        for kept in held.kept
        if kept.place + kept.length_bytes <= volume.length_bytes
    ]
    sentences = []
    played = PlayedImage(image, pieces) if pieces else None
    if played is not None:
        _opened(played, volume)  # a damaged header in the journal is not taken in place of a sound one
        newer = sum(piece.length_bytes for piece in pieces)
        sentences.append(
            f"The volume was not closed: its journal holds {newer:,} bytes that are newer than what stands "
            "in their places. They were read from the journal, as macOS does when it mounts a volume."
        )
    troubles = list(held.troubles)
    if len(pieces) < len(held.kept):
        troubles.append("It holds blocks of places outside the volume.")
    if troubles:
        sentences.append(f"The journal was not played back as a whole; {_DOUBT}. {' '.join(troubles)}")
    return Recovered(image=played or image, played=played, sentences=tuple(sentences))
