"""Images under damage (`damages`): what a reader may then say of them.

Whatever the damage, opening and reading end within a deadline and a bound of memory, in sentences and faults
that the pipe to the engine can carry. Where the damage takes bytes away or a checksum shows it, a content is
true or absent; and where one is absent, something is told that the whole image did not tell. Whatever it is,
no content has zeros in place of its bytes and a digest while nothing is told.
"""

import multiprocessing
import resource
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from forensics.containers import open_image
from forensics.digests import hash_stream
from forensics.entries import Content, EntryKind, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, FieldcaseError, SourceNotUsable
from forensics.filesystems import FileSystem, open_file_system
from forensics.images import Volume, VolumeState
from forensics.layers import LayeredImage, space_of
from forensics.locks import Key
from forensics.planning import SizeGate
from forensics.reader.listing import Lister
from forensics.reader.protocol import Opened, write_message
from forensics.reader.surveying import Surveyor
from forensics.reader.walking import bounded
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.layered import with_layers
from forensics.volumes.unlocking import unlock
from tests.evidence.damages import Damage

DEADLINE_S = 60.0  # for images of some mebibytes on a machine at work; reading one whole takes a second
MOST_BYTES = 512 << 20  # of memory; a reader that takes 2 GiB is ended by the engine
_OPEN = (VolumeState.READABLE, VolumeState.HOLDS_VOLUMES)
_OWN_FILES = "/$"  # NTFS lists its metadata as files: what is damaged there is their true content
_LARGEST = 1 << 30  # of holes, by a damaged size; the examiner has a bound of its own
_MOST_KEPT_BYTES = 64 << 20  # of one content
_STRETCH_BYTES, _FLIPS_IN_A_STRETCH = 64, 8  # flipped bits make no such stretch of bytes one of zeros

Found = tuple[str, str]  # path with stream, SHA-256


@dataclass(slots=True)
class Told:
    """What an image gave: allocated files with their digests, and all sentences about trouble."""

    contents: Counter[Found] = field(default_factory=Counter)
    sentences: list[str] = field(default_factory=list)
    without_place: list[Fault] = field(default_factory=list)
    grown_bytes: int = 0
    kept: dict[str, bytes] = field(default_factory=dict)  # the contents themselves, where they are kept
    zeros: list[str] = field(default_factory=list)  # contents with a digest and zeros in place of bytes


# -- reading


def told_of(source: Path, key: Key | None = None, *, whole: Mapping[str, bytes] | None = None) -> Told:
    """`key` opens every volume that is locked. Contents are held against those of the `whole` image, or kept
    where there is none.
    """
    told = Told()
    try:
        image = LayeredImage(open_image(source))
    except SourceNotUsable as trouble:
        told.sentences.append(str(trouble))
        return told
    told.sentences += image.info.troubles
    try:
        mapped = _mapped(image, key, told)
    except EvidenceUnreadable as trouble:
        told.sentences.append(str(trouble))
        return told
    opened = Opened(image=image.info, volumes=mapped.volumes, gaps=mapped.gaps, faults=mapped.faults)
    write_message(BytesIO(), opened)
    told.sentences += [fault.reason for fault in mapped.faults]
    for volume in mapped.volumes:
        _read_volume(image, volume, told, whole)
    image.close()
    return told


def _mapped(image: LayeredImage, key: Key | None, told: Told) -> VolumeMap:
    mapped = with_layers(image, map_volumes(image))
    for volume in mapped.volumes if key is not None else ():
        if volume.state == VolumeState.LOCKED and key is not None:
            try:
                mapped, _ = unlock(image, mapped, volume.index, key)
            except FieldcaseError as trouble:
                told.sentences.append(str(trouble))
    return mapped


def _read_volume(image: LayeredImage, volume: Volume, told: Told, whole: Mapping[str, bytes] | None) -> None:
    if volume.state not in _OPEN:
        told.sentences.append(volume.reason or volume.state)
    if volume.state != VolumeState.READABLE:
        return
    try:
        file_system = open_file_system(space_of(image, volume.offset_bytes), volume)
        items = list(bounded(file_system))
        _send(volume, items)
        for item in items:
            _read_entry(file_system, item, told, whole)
        census = file_system.census()
    except EvidenceUnreadable as trouble:
        told.sentences.append(str(trouble))
        return
    if census is not None and census.in_use != census.met:
        told.sentences.append(f"{census.in_use} in use, {census.met} met.")


def _send(volume: Volume, items: Sequence[FileEntry | Fault]) -> None:
    """As the reader sends them: no number is too large for the pipe, and none for the store."""
    entries = [item for item in items if isinstance(item, FileEntry)]
    faults = [item for item in items if isinstance(item, Fault)]
    lister = Lister(volume, SizeGate((), is_closed=False))
    write_message(BytesIO(), lister.listed(entries, faults))
    write_message(BytesIO(), Surveyor(volume).surveyed(entries, faults))


def _read_entry(
    file_system: FileSystem, item: FileEntry | Fault, told: Told, whole: Mapping[str, bytes] | None
) -> None:
    if isinstance(item, Fault):
        told.sentences.append(item.reason)
        if item.stage is Stage.LIST and item.volume is None:
            told.without_place.append(item)
    elif not item.path.display().startswith(_OWN_FILES) and item.kind is EntryKind.FILE and item.allocated:
        _read_content(file_system, item, told, whole)


def _read_content(
    file_system: FileSystem, item: FileEntry, told: Told, whole: Mapping[str, bytes] | None
) -> None:
    if item.size_bytes > _LARGEST:
        told.sentences.append(f"{item.size_bytes:,} bytes.")
    elif item.content is Content.PRESENT:
        name, passed = item.path.display() + repr(item.stream), bytearray()
        most = _MOST_KEPT_BYTES if whole is None else len(whole.get(name, b""))
        pieces = file_system.chunks(item.address, item.size_bytes, allocated=item.allocated)
        try:
            sha256 = hash_stream(_passing(pieces, passed, most=most), expected=item.size_bytes).sha256 or b""
        except EvidenceUnreadable as trouble:
            told.sentences.append(str(trouble))
            return
        told.contents[name, sha256.hex()] += 1
        if whole is None:
            told.kept[name] = bytes(passed)
        elif (place := zeros_in_place_of_bytes(bytes(passed), whole.get(name, b""))) is not None:
            told.zeros.append(f"{name} from byte {place:,} on")


def _passing(pieces: Iterable[bytes], passed: bytearray, *, most: int) -> Iterator[bytes]:
    """The pieces; the first `most` bytes of them are in `passed` afterwards."""
    for piece in pieces:
        passed += piece[: most - len(passed)]
        yield piece


def zeros_in_place_of_bytes(got: bytes, true: bytes) -> int | None:
    """Where the first stretch of some length lies that holds zeros and should hold bytes."""
    pieces = min(len(got), len(true)) // _STRETCH_BYTES
    if got == true or not pieces:
        return None
    here, there = (
        np.frombuffer(each, np.uint8, pieces * _STRETCH_BYTES).reshape(pieces, _STRETCH_BYTES)
        for each in (got, true)
    )
    is_lost = ~here.any(axis=1) & (np.count_nonzero(there, axis=1) > _FLIPS_IN_A_STRETCH)
    found = np.flatnonzero(is_lost)
    return int(found[0]) * _STRETCH_BYTES if len(found) else None


def told_by_a_process(
    source: Path, key: Key | None = None, *, whole: Mapping[str, bytes] | None = None
) -> Told | None:
    """What the image gives; `None` when the process that reads it dies, as a reader may."""
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send_told, args=(source, key, whole, theirs))
    process.start()
    theirs.close()
    try:
        assert mine.poll(DEADLINE_S), f"{source.name} was still being read after {DEADLINE_S} s"
        told = mine.recv()
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()
    assert isinstance(told, Told), told
    return told


def _send_told(source: Path, key: Key | None, whole: Mapping[str, bytes] | None, pipe: Connection) -> None:
    before = _most_resident_bytes()
    try:
        told = told_of(source, key, whole=whole)
        told.grown_bytes = _most_resident_bytes() - before
        pipe.send(told)
    except BaseException as trouble:  # what is no sentence has to show in the test, whatever it is
        pipe.send(repr(trouble))
        raise


def _most_resident_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # Linux counts it in KiB


# -- judging


def given(
    files: Sequence[Path], damages: Iterable[Damage], truth: Told, *, key: Key | None = None
) -> Iterator[tuple[Damage, Told | None]]:
    """Each damage is done to `files` as they are now and undone; what the first then gives, `None` where the
    process that read it died.
    """
    whole = [file.read_bytes() for file in files]
    for damage in damages:
        for number, content in damage.files.items():
            files[number].unlink() if content is None else files[number].write_bytes(content)
        try:
            yield damage, told_by_a_process(files[0], key, whole=truth.kept)
        finally:
            for number in damage.files:
                files[number].write_bytes(whole[number])


def hold(files: Sequence[Path], damages: Iterable[Damage], truth: Told, *, key: Key | None = None) -> None:
    """What each damage leaves is judged."""
    for damage, told in given(files, damages, truth, key=key):
        if told is not None:
            if damage.brings_zeros:
                told.zeros.clear()
            expect_nothing_hidden(
                told, truth, f"{files[0].name}, {damage.words}", is_exact=damage.hides_nothing
            )


def expect_nothing_hidden(told: Told, truth: Told, what: str, *, is_exact: bool) -> None:
    odd = [sentence for sentence in told.sentences if not _is_sentence(sentence)]
    assert not odd, f"{what}: no sentences: {odd[:3]}"
    assert not told.without_place, f"{what}: faults without a place: {told.without_place[:3]}"
    assert told.grown_bytes < MOST_BYTES, f"{what}: {told.grown_bytes:,} bytes of memory"
    is_told = bool(news_of(told, truth))
    assert is_told or not told.zeros, f"{what}: zeros in place of bytes, in silence: {told.zeros[:4]}"
    if is_exact:
        false = told.contents - truth.contents
        assert not false, f"{what}: content that is not true of {list(false)[:4]}; told: {told.sentences[:6]}"
        assert is_told or not truth.contents - told.contents, f"{what}: files are missing in silence"


def news_of(told: Told, truth: Told) -> Counter[str]:
    """The sentences that the whole image did not tell."""
    return Counter(told.sentences) - Counter(truth.sentences)


def _is_sentence(text: str) -> bool:
    return bool(text.strip()) and "\n" not in text and "Traceback" not in text and text.endswith(".")
