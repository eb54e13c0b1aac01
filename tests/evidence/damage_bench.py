"""Images under damage: what is done to their files, and what a reader may then say.

Whatever the damage, opening and reading end within a deadline and a bound of memory, in sentences and faults
that the pipe to the engine can carry. Where the damage takes bytes away or a checksum shows it, a content is
true or absent; and where one is absent, something is told that the whole image did not tell.
"""

import multiprocessing
import random
import resource
import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path

from forensics.containers import open_image
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
from tests.evidence.builders import digests_of
from tests.evidence.container_builders import flipped

DEADLINE_S = 60.0  # for images of some mebibytes on a machine at work; reading one whole takes a second
MOST_BYTES = 512 << 20  # of memory; a reader that takes 2 GiB is ended by the engine
_OPEN = (VolumeState.READABLE, VolumeState.HOLDS_VOLUMES)
_OWN_FILES = "/$"  # NTFS lists its metadata as files: what is damaged there is their true content
_LARGEST = 1 << 30  # of holes, by a damaged size; the examiner has a bound of its own

Found = tuple[str, str]  # path with stream, SHA-256


@dataclass(slots=True)
class Told:
    """What an image gave: allocated files with their digests, and all sentences about trouble."""

    contents: Counter[Found] = field(default_factory=Counter)
    sentences: list[str] = field(default_factory=list)
    without_place: list[Fault] = field(default_factory=list)
    grown_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Damage:
    words: str
    files: Mapping[int, bytes | None]  # number of the file -> what it holds now; None: it is gone
    hides_nothing: bool = True  # every content is true or absent, and what is absent is told


# -- reading


def told_of(source: Path, key: Key | None = None) -> Told:
    """`key` opens every volume that is locked."""
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
        _read_volume(image, volume, told)
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


def _read_volume(image: LayeredImage, volume: Volume, told: Told) -> None:
    if volume.state not in _OPEN:
        told.sentences.append(volume.reason or volume.state)
    if volume.state != VolumeState.READABLE:
        return
    try:
        file_system = open_file_system(space_of(image, volume.offset_bytes), volume)
        items = list(bounded(file_system))
        _send(volume, items)
        for item in items:
            _read_entry(file_system, item, told)
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


def _read_entry(file_system: FileSystem, item: FileEntry | Fault, told: Told) -> None:
    if isinstance(item, Fault):
        told.sentences.append(item.reason)
        if item.stage is Stage.LIST and item.volume is None:
            told.without_place.append(item)
    elif not item.path.display().startswith(_OWN_FILES) and item.kind is EntryKind.FILE and item.allocated:
        _read_content(file_system, item, told)


def _read_content(file_system: FileSystem, item: FileEntry, told: Told) -> None:
    if item.size_bytes > _LARGEST:
        told.sentences.append(f"{item.size_bytes:,} bytes.")
    elif item.content is Content.PRESENT:
        try:
            sha256 = digests_of(file_system, item).sha256 or b""
        except EvidenceUnreadable as trouble:
            told.sentences.append(str(trouble))
        else:
            told.contents[item.path.display() + repr(item.stream), sha256.hex()] += 1


def told_by_a_process(source: Path, key: Key | None = None) -> Told | None:
    """What the image gives; `None` when the process that reads it dies, as a reader may."""
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send_told, args=(source, key, theirs))
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


def _send_told(source: Path, key: Key | None, pipe: Connection) -> None:
    before = _most_resident_bytes()
    try:
        told = told_of(source, key)
        told.grown_bytes = _most_resident_bytes() - before
        pipe.send(told)
    except BaseException as trouble:  # what is no sentence has to show in the test, whatever it is
        pipe.send(repr(trouble))
        raise


def _most_resident_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # Linux counts it in KiB


# -- damage


def truncations(whole: Sequence[bytes], *, times: int, hides_nothing: bool = True) -> Iterator[Damage]:
    last = len(whole) - 1
    for part in range(times):
        length = len(whole[last]) * part // times + (part % 3) * 77
        yield Damage(f"cut at {length}", {last: whole[last][:length]}, hides_nothing)


def heads_zeroed(whole: Sequence[bytes]) -> Iterator[Damage]:
    """Where boot sectors and superblocks lie."""
    for place, length in ((0, 512), (0, 1024), (512, 512), (1024, 1024), (0, 4096), (32_768, 2048)):
        content = bytearray(whole[0])
        content[place : place + length] = bytes(len(content[place : place + length]))
        # At 32,768 lies the superblock of ISO 9660 and UDF; of others it may be the content of a file.
        yield Damage(f"{length} zeros at {place}", {0: bytes(content)}, hides_nothing=place < 32_768)


def files_missing(whole: Sequence[bytes], *, tell_each_other_apart: bool) -> Iterator[Damage]:
    """One is gone, is another, or has changed places with the next."""
    for number in range(1, len(whole)):
        yield Damage(f"file {number} missing", {number: None})
        other = {number: whole[number - 1]}
        yield Damage(f"file {number} is another", other, hides_nothing=tell_each_other_apart)
    for number in range(1, len(whole) - 1):
        swapped = {number: whole[number + 1], number + 1: whole[number]}
        yield Damage(f"files {number}, {number + 1} swapped", swapped, hides_nothing=tell_each_other_apart)


def flips(whole: Sequence[bytes], *, seeds: range, each: int, hides_nothing: bool) -> Iterator[Damage]:
    for seed in seeds:
        victim = seed % len(whole)
        content = flipped(whole[victim], range(len(whole[victim])), times=each, seed=seed)
        yield Damage(f"{each} bits flipped, seed {seed}", {victim: content}, hides_nothing)


def made_up_numbers(whole: Sequence[bytes], *, seeds: range) -> Iterator[Damage]:
    """Numbers that point anywhere, in places that hold something, the first of them above all."""
    blank = bytes(64)
    used = [at for at in range(0, len(whole[0]) - 512, 512) if whole[0][at : at + 64] != blank] or [0]
    for seed in seeds if len(whole[0]) > 1024 else ():
        dice = random.Random(seed)
        content = bytearray(whole[0])
        for _ in range(dice.choice((1, 1, 4, 20, 1_000))):
            at = dice.choice(used[: dice.choice((4, 40, len(used)))]) + dice.randrange(0, 505)
            number = dice.choice((0, 1, 7, 0xFFFF, 0xFFFF_FFFF, (1 << 63) - 1, dice.randrange(1 << 20)))
            kind = dice.choice(("<Q", ">Q", "<I", ">I", "<H"))
            struct.pack_into(kind, content, at, number & ((1 << 8 * struct.calcsize(kind)) - 1))
        yield Damage(f"made-up numbers, seed {seed}", {0: bytes(content)}, hides_nothing=False)


# -- judging


def hold(files: Sequence[Path], damages: Iterator[Damage], truth: Told, *, key: Key | None = None) -> None:
    """Each damage is done to `files` as they are now and undone; what the first then gives is judged."""
    whole = [file.read_bytes() for file in files]
    for damage in damages:
        for number, content in damage.files.items():
            files[number].unlink() if content is None else files[number].write_bytes(content)
        told = told_by_a_process(files[0], key)
        for number in damage.files:
            files[number].write_bytes(whole[number])
        if told is not None:
            expect_nothing_hidden(
                told, truth, f"{files[0].name}, {damage.words}", is_exact=damage.hides_nothing
            )


def expect_nothing_hidden(told: Told, truth: Told, what: str, *, is_exact: bool) -> None:
    odd = [sentence for sentence in told.sentences if not _is_sentence(sentence)]
    assert not odd, f"{what}: no sentences: {odd[:3]}"
    assert not told.without_place, f"{what}: faults without a place: {told.without_place[:3]}"
    assert told.grown_bytes < MOST_BYTES, f"{what}: {told.grown_bytes:,} bytes of memory"
    if is_exact:
        false = told.contents - truth.contents
        assert not false, f"{what}: content that is not true of {list(false)[:4]}; told: {told.sentences[:6]}"
        is_told = bool(Counter(told.sentences) - Counter(truth.sentences))
        assert is_told or not truth.contents - told.contents, f"{what}: files are missing in silence"


def _is_sentence(text: str) -> bool:
    return bool(text.strip()) and "\n" not in text and "Traceback" not in text and text.endswith(".")
