"""What one volume holds: a file system that can be read, something locked or unsupported by name, something
broken, or none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from forensics.entries import Fault, Stage
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.backups import Mended, copies_used, family_of
from forensics.filesystems.tsk.media import Media
from forensics.filesystems.tsk.recognition import Recognised, recognise, refusal
from forensics.images import EvidenceImage, VolumeState
from forensics.locks.uniform import SENTENCE, is_uniform
from forensics.volumes.blank import is_blank
from forensics.volumes.labels import label_of
from forensics.volumes.signatures import (
    Signature,
    beheaded_signature,
    broken_file_system,
    signature_at_end,
    signature_within,
)
from forensics.volumes.tables.kinds import ANY_KIND, Kind

HEAD_BYTES = 64 * 1024
BOOT_BYTES = 2048  # no more than needed: one bad sector further on must not cost the volume
# a signature in the first kilobyte is where the newest format wrote last; deeper ones may be left over
SURE_BYTES = 0x400
_NOTHING_READ = "The volume holds data, but no file system was found in it: nothing of it was listed or read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    state: str
    file_system: str | None = None
    label: str | None = None
    block_bytes: int | None = None
    reason: str | None = None
    faults: tuple[tuple[str, int | None], ...] = ()  # (sentence, byte of the image)
    size_bytes: int | None = None  # by the file system's own account
    also: tuple["Contents", ...] = ()  # the same bytes as another file system that opens there


def contents_of(
    image: EvidenceImage,
    media: Media,
    *,
    offset_bytes: int,
    length_bytes: int,
    kind: Kind = ANY_KIND,
    among: int = 1,
) -> Contents:
    """Look at the range, which a table calls `kind`; trouble of the image is told in `reason`, never raised.

    `among`: how many volumes of the image share the time that looking may take.
    Where nothing opens, or the beginning cannot be read, the copies that file systems keep of it are tried.
    """
    read = _reader(image, offset_bytes=offset_bytes, length_bytes=length_bytes)
    try:
        found = _looked_at(
            read,
            media,
            offset_bytes=offset_bytes,
            length_bytes=length_bytes,
        )
    except EvidenceUnreadable as trouble:
        reason = f"The start of the volume cannot be read: {trouble}"
        found = Contents(state=VolumeState.UNREADABLE, reason=reason)
    if found.file_system in (None, "FAT32"):
        beheaded = beheaded_signature(read, opens_as_fat=found.file_system is not None)
        if beheaded:
            return _named(beheaded)
    name = found.file_system if found.state == VolumeState.READABLE else None
    if name is not None or found.state in (VolumeState.NO_FILE_SYSTEM, VolumeState.UNREADABLE):
        for used in copies_used(
            image, offset_bytes=offset_bytes, length_bytes=length_bytes, file_system=name
        ):
            by_copy = _by_copy(used, offset_bytes=offset_bytes, length_bytes=length_bytes)
            if by_copy is not None:
                return _beside_its_kind(by_copy, kind)
    if found.state == VolumeState.NO_FILE_SYSTEM:
        return found if is_blank(read, length_bytes=length_bytes, among=among) else _unknown(found, kind)
    return _beside_its_kind(found, kind)


def _unknown(found: Contents, kind: Kind) -> Contents:
    """Data in which no file system is known, where the table does not say that it should be so."""
    if kind.part_of is not None:
        reason = (
            f"By its partition type it is part of a {kind.part_of}, which this version does not put "
            "together; it was not read as a whole."
        )
        return replace(found, file_system=kind.part_of, reason=reason, faults=((reason, None),))
    return found if kind.is_raw else replace(found, faults=((_NOTHING_READ, None),))


def _beside_its_kind(found: Contents, kind: Kind) -> Contents:
    """What was found, and that there may be more of it by the type of its partition."""
    if kind.part_of is None or found.state != VolumeState.READABLE:
        return found
    words = (
        f"By its partition type it is part of a {kind.part_of}, which this version does not put together; "
        "more of it may lie elsewhere."
    )
    return replace(found, faults=(*found.faults, (words, None)))


def _by_copy(used: Mended, *, offset_bytes: int, length_bytes: int) -> Contents | None:
    """What opens there with the copy of its beginning; only that kind is believed."""
    read = _reader(used.image, offset_bytes=offset_bytes, length_bytes=length_bytes)
    kinds = recognise(
        Media(used.image), offset_bytes=offset_bytes, length_bytes=length_bytes, head=read(0, BOOT_BYTES)
    )
    chosen = tuple(kind for kind in kinds if family_of(kind.name) == used.family)
    if not chosen:
        return None
    found = _readable(chosen[:1], read, length_bytes=length_bytes)
    return replace(found, faults=((used.words, None), *found.faults))


def _looked_at(
    read: Callable[[int, int], bytes], media: Media, *, offset_bytes: int, length_bytes: int
) -> Contents:
    sure = signature_within(read, upto=SURE_BYTES)
    if sure:
        return _named(sure)
    head = read(0, BOOT_BYTES)
    found = recognise(media, offset_bytes=offset_bytes, length_bytes=length_bytes, head=head)
    trouble = media.take_trouble()
    if found:
        readable = _readable(found, read, length_bytes=length_bytes)
        return replace(readable, faults=(*readable.faults, *_part_of_more(read, length_bytes=length_bytes)))
    if trouble:
        raise trouble
    deep = signature_within(read)
    if deep:
        return _named(deep)
    ending = signature_at_end(read, length_bytes=length_bytes)
    if ending:
        return _named(ending)
    broken = broken_file_system(read)
    if broken:
        why = refusal(media, offset_bytes=offset_bytes, kind=broken)
        reason = (
            f"The volume carries the signature of {broken}, but it is damaged, cut off or of a kind "
            f"not read here: {why}."
        )
        return Contents(state=VolumeState.UNREADABLE, file_system=broken, reason=reason)
    nothing = SENTENCE if is_uniform(read, length_bytes=length_bytes) else _nothing_known(read(0, HEAD_BYTES))
    return Contents(state=VolumeState.NO_FILE_SYSTEM, reason=nothing)


def _readable(
    found: tuple[Recognised, ...], read: Callable[[int, int], bytes], *, length_bytes: int
) -> Contents:
    """The most trusted kind, the others as second readings of the same bytes."""
    chosen, others = found[0], found[1:]
    faults = list(_kind_troubles(chosen, length_bytes=length_bytes))
    if others:
        names = " and ".join(each.name for each in others)
        faults.insert(
            0,
            (
                f"The volume also fits {names}. It was read as {chosen.name}, and is listed once more as "
                f"{names}, because one of them may be left over.",
                None,
            ),
        )
    return Contents(
        state=VolumeState.READABLE,
        file_system=chosen.name,
        label=label_of(chosen.name, read),
        block_bytes=chosen.block_bytes,
        faults=tuple(faults),
        size_bytes=chosen.size_bytes,
        also=tuple(_readable((each,), read, length_bytes=length_bytes) for each in others),
    )


def _part_of_more(
    read: Callable[[int, int], bytes], *, length_bytes: int
) -> Iterator[tuple[str, int | None]]:
    """One disk of a mirror reads like a volume of its own; one of another array does so at first only."""
    try:
        ending = signature_at_end(read, length_bytes=length_bytes)
    except EvidenceUnreadable:  # a mark that cannot be read says nothing; the volume itself can be read
        return
    if ending:
        words = (
            f"The end of the volume carries the mark of {ending.name}: it is one part of an array, and "
            "more of it may lie on other disks."
        )
        yield words, length_bytes


def _kind_troubles(chosen: Recognised, *, length_bytes: int) -> Iterator[tuple[str, int | None]]:
    if chosen.was_forced:
        yield (
            f"The {chosen.name} file system has fewer clusters than its kind allows; it was read by "
            "its boot sector.",
            None,
        )
    if chosen.size_bytes > length_bytes:
        yield (
            f"The {chosen.name} file system is {chosen.size_bytes:,} bytes long by its own account, "
            f"but only {length_bytes:,} are here.",
            length_bytes,
        )


def _named(signature: Signature) -> Contents:
    reason = signature.reason or (
        f"{signature.name} is recognised, but this version has no reader for it; nothing inside was "
        "looked at."
    )
    return Contents(state=signature.state, file_system=signature.name, reason=reason)


def _nothing_known(head: bytes) -> str:
    if not head.strip(b"\0"):
        return f"No file system found; the first {len(head):,} bytes are zeros."
    return "No file system found: no signature known here is in its place."


def _reader(image: EvidenceImage, *, offset_bytes: int, length_bytes: int) -> Callable[[int, int], bytes]:
    def read(offset: int, length: int) -> bytes:
        return image.read(offset_bytes + offset, max(0, min(length, length_bytes - offset)))

    return read


def as_faults(contents: Contents, *, volume: int, offset_bytes: int, length_bytes: int) -> tuple[Fault, ...]:
    """The troubles of one volume for the report: what stands in `faults`, and an unreadable state itself."""
    sentences = list(contents.faults)
    if (
        contents.state != VolumeState.READABLE
        and contents.state != VolumeState.NO_FILE_SYSTEM
        and contents.reason
    ):
        sentences.insert(0, (contents.reason, None))
    return tuple(
        Fault(
            stage=Stage.VOLUME,
            reason=sentence,
            volume=volume,
            offset_bytes=offset_bytes if inside is None else offset_bytes + inside,
            length_bytes=length_bytes if inside is None else None,
        )
        for sentence, inside in sentences
    )
