"""The bytes behind an entry, through TSK, with a guard against the two ways in which TSK gives wrong bytes in
silence.

TSK fills runs of which it knows nothing (a lost attribute-list entry) with zeros, and gives nothing at all
when a file's attributes cannot be loaded. Both become EvidenceUnreadable here: a digest of zeros or of
nothing would be a false statement about the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytsk3

from forensics.entries import EntryAddress
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.tsk.attributes import FILLER, gaps_are_holes, is_main
from forensics.filesystems.tsk.media import TSK_TROUBLE, Media
from forensics.filesystems.tsk.recognition import plain_reason

PIECE_BYTES = 1024 * 1024
_META_IN_USE = int(pytsk3.TSK_FS_META_FLAG_ALLOC)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedVolume:
    """TSK's view of one volume, kept together for as long as it is read."""

    file_system: str
    opened: pytsk3.FS_Info
    media: Media


def read_content(
    volume: OpenedVolume, address: EntryAddress, *, size_bytes: int, allocated: bool
) -> Iterator[bytes]:
    """`size_bytes` of content in pieces; EvidenceUnreadable or ShortRead with the offset where that fails."""
    media = volume.media
    file = _open(volume.opened, media, address, allocated=allocated)
    attribute = _attribute(file, media, address)
    if attribute.info.size != size_bytes:
        raise EvidenceUnreadable(
            f"The content is {attribute.info.size:,} bytes long, not the {size_bytes:,} bytes listed."
        )
    if not gaps_are_holes(volume.file_system) and any(int(run.flags) & FILLER for run in attribute):
        raise EvidenceUnreadable(
            "Where part of the content lies is not recorded any more; it cannot be read whole."
        )
    kind, number = attribute.info.type, attribute.info.id
    done = 0
    while done < size_bytes:
        wanted = min(PIECE_BYTES, size_bytes - done)
        media.take_trouble()  # of an earlier read; only this one's counts
        try:
            piece = file.read_random(done, wanted, kind, number)
        except TSK_TROUBLE as trouble:
            reason = media.take_trouble() or plain_reason(trouble)
            raise EvidenceUnreadable(
                _sentence(f"Content cannot be read at byte {done:,}: {reason}")
            ) from trouble
        if (
            media.gave_nothing and len(piece) == wanted
        ):  # TSK fills up with zeros then, from where it met that
            raise EvidenceUnreadable(
                _sentence(f"Content cannot be read from byte {done:,} on: {media.take_trouble()}")
            )
        trouble_below = media.take_trouble() if len(piece) != wanted else None
        if trouble_below:
            raise EvidenceUnreadable(
                _sentence(f"Content cannot be read at byte {done + len(piece):,}: {trouble_below}")
            )
        if len(piece) != wanted:
            raise ShortRead(
                f"Content ends at byte {done + len(piece):,} of {size_bytes:,}; no digest is recorded."
            )
        yield piece
        done += wanted


def _open(opened: pytsk3.FS_Info, media: Media, address: EntryAddress, *, allocated: bool) -> pytsk3.File:
    try:
        file = opened.open_meta(address.meta_addr)
    except TSK_TROUBLE as trouble:
        reason = media.take_trouble() or plain_reason(trouble)
        raise EvidenceUnreadable(
            _sentence(f"Metadata record {address.meta_addr} cannot be read: {reason}")
        ) from trouble
    meta = file.info.meta
    if meta is None:
        raise EvidenceUnreadable(f"Metadata record {address.meta_addr} is not there any more.")
    if not allocated and int(meta.flags) & _META_IN_USE:
        # The name was listed as deleted with this record free; a record in use would give another file's
        # bytes.
        raise EvidenceUnreadable(f"Metadata record {address.meta_addr} describes another file now.")
    return file


def _attribute(file: pytsk3.File, media: Media, address: EntryAddress) -> pytsk3.Attribute:
    try:
        attributes = list(file)
    except TSK_TROUBLE as trouble:
        reason = media.take_trouble() or plain_reason(trouble)
        raise EvidenceUnreadable(
            _sentence(f"The record of where the content lies cannot be read: {reason}")
        ) from trouble
    for attribute in attributes:
        info = attribute.info
        if address.attr_type is None:
            if is_main(int(info.type), info.name):
                return attribute
        elif int(info.type) == address.attr_type and int(info.id) == address.attr_id:
            return attribute
    raise EvidenceUnreadable("The record of where the content lies is missing or cannot be read.")


def _sentence(words: str) -> str:
    return words.rstrip(".") + "."
