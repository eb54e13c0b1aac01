"""Answers the engine over a pipe: opens evidence, walks, reads, hashes, looks up.

All of it is done by one thread, because TSK's objects stay in one. The reader ends when its input closes.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np

from forensics.bounds import is_within, within_bounds
from forensics.containers import open_image
from forensics.containers.verifying import verify_media
from forensics.entries import Examination, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, FieldcaseError, HashSetRefused, ShortRead
from forensics.examining.examiner import Examiner
from forensics.examining.work import WorkItem, extents_of
from forensics.file_kinds import HEAD_BYTES, is_media_content
from forensics.filesystems import FileSystem, open_file_system
from forensics.hashset.index import LoadedSets
from forensics.images import ImageInfo, VolumeState
from forensics.layers import LayeredImage, space_of
from forensics.locks import CLEAR_KEY, Key
from forensics.planning import SizeGate
from forensics.reader.command_queue import CommandQueue
from forensics.reader.content_ranges import ContentRanges
from forensics.reader.holding import Holding
from forensics.reader.listing import Listed, Lister
from forensics.reader.loading import load_sets
from forensics.reader.protocol import (
    Command,
    ContentEnd,
    ContentPiece,
    DigestMedia,
    Examine,
    Examined,
    HeadsSeen,
    ListingBegins,
    ListVolume,
    LoadSets,
    LookAtHeads,
    MapRead,
    MediaDigested,
    MediaProgress,
    Opened,
    OpenEvidence,
    ReadContent,
    ReaderGone,
    ReadMap,
    ReadRange,
    Refused,
    Reply,
    SetsLoaded,
    SurveyVolume,
    TryReading,
    Unlock,
    Unlocked,
    Unlocking,
    VolumeListed,
    Walking,
    Working,
    write_message,
)
from forensics.reader.rates import ReadingTested, try_reading
from forensics.reader.surveying import Surveyed, Surveyor
from forensics.reader.watching import WatchedImage
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.layered import with_layers
from forensics.volumes.unlocking import left_shut, unlock, unlock_again

LIST_BATCH = 4_000
SURVEY_BATCH = 20_000
LISTED_AT_ONCE = 32  # looked at together: asking each time what is due costs as much as the entry itself
EXAMINED_BATCH = 1_024
BATCH_SECONDS = 0.25  # what is found is sent at least this often, so that a kill costs little
ALIVE_SECONDS = 0.1
WALKING_SECONDS = 2.0
PIECE_BYTES = 1 << 20  # of a content that is exported


def serve(commands: BinaryIO, replies: BinaryIO, *, at_end: Callable[[], None] = lambda: None) -> None:
    """Carry out commands until the pipe closes: in order, or because the engine is gone.

    `at_end` is called from another thread as soon as it closes, whatever hangs at that moment.
    """
    # A walk makes a million values that hold no circles; looking for circles took a third of its time.
    gc.set_threshold(100_000, 20, 100)
    holding = Holding()
    waiting = CommandQueue(commands, holding, at_end=at_end)
    reader = Reader(replies, waiting, holding)
    with suppress(ReaderGone):  # an engine that was killed has nobody left to be told
        while (command := waiting.next()) is not None:
            reader.carry_out(command)
    reader.close()


class Reader:
    """One exhibit's evidence, held open between commands. Opening another lets go of all of it."""

    def __init__(self, replies: BinaryIO, commands: CommandQueue, holding: Holding) -> None:
        self._replies = replies
        self._holding = holding
        self._commands = commands
        self._image: LayeredImage | None = None
        self._map: VolumeMap | None = None
        self._file_systems: dict[int, FileSystem] = {}
        self._sets = LoadedSets(())
        self._load = LoadSets()
        self._gate = SizeGate((), is_closed=False)
        self._examiner: Examiner | None = None
        self._ranges: ContentRanges | None = None
        self._said_alive = 0.0

    def carry_out(self, command: Command) -> None:
        try:
            for reply in self._answers(command):
                self._say(reply)
        except ReaderGone:
            raise
        except FieldcaseError as trouble:
            self._say(Refused(sentence=str(trouble), is_of_sets=isinstance(trouble, HashSetRefused)))

    def close(self) -> None:
        self._let_go()
        self._sets.close()

    def _drop_examiner(self) -> None:
        """It holds the image and the sets that it was made with."""
        if self._examiner is not None:
            self._examiner.close()
            self._examiner = None

    def _say(self, reply: Reply) -> None:
        self._said_alive = time.monotonic()
        write_message(self._replies, reply)

    def _answers(self, command: Command) -> Iterator[Reply]:
        match command:
            case OpenEvidence():
                yield self._open(command)
            case Unlock():
                yield self._unlock(command)
            case LoadSets():
                yield self._load_sets(command)
            case ListVolume():
                yield from self._list(command)
            case SurveyVolume(volume=volume):
                yield from self._survey(volume)
            case TryReading(seconds=seconds):
                yield self._try_reading(seconds)
            case Examine():
                yield from self._examine(command)
            case LookAtHeads(items=items):
                yield HeadsSeen(entry_ids=tuple(item.entry_id for item in items if self._is_media(item)))
            case ReadMap(volume=volume):
                yield self._read_map(volume)
            case DigestMedia():
                yield self._digest_media()
            case ReadContent(item=item):
                self._expect_open(item.volume)
                yield from self._content(item)
            case ReadRange(item=item, offset=offset, length=length):
                self._expect_open(item.volume)
                yield self._range().read(item, offset=offset, length=length)

    def _open(self, command: OpenEvidence) -> Opened:
        self._let_go()
        self._image = LayeredImage(WatchedImage(open_image(Path(command.source)), self._new_ground))
        self._map = with_layers(self._image, map_volumes(self._image, everywhere=command.searches_everywhere))
        unlocked, shut = self._unlock_all(command.unlockings)
        return Opened(
            image=self._image.info,
            volumes=self._map.volumes,
            gaps=self._map.gaps,
            faults=(*_of_container(self._image.info), *self._map.faults),
            unlocked=unlocked,
            shut=shut,
        )

    def _unlock(self, command: Unlock) -> Unlocked:
        image, known = self._opened()
        key = Key(means=command.means, secret=command.secret)
        self._map, opened_by = unlock(image, known, command.volume, key)
        return Unlocked(
            volumes=self._map.volumes[len(known.volumes) :],
            faults=self._map.faults[len(known.faults) :],
            opened_by=opened_by,
        )

    def _unlock_all(self, unlockings: Sequence[Unlocking]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The volumes that these opened before: those that are open now, and those that stay shut for want of
        a secret.
        """
        unlocked: list[int] = []
        shut: list[int] = []
        for asked in unlockings:
            image, known = self._opened()
            has_key = asked.secret is not None or asked.means == CLEAR_KEY
            if has_key and asked.volume not in shut:
                key = Key(means=asked.means, secret=asked.secret or b"")
                self._map = unlock_again(image, known, asked.volume, key, rows=asked.rows)
                unlocked += [row.index for row in asked.rows]
            else:
                self._map = left_shut(known, asked.rows)
                shut += [row.index for row in asked.rows]
        return tuple(unlocked), tuple(shut)

    def _let_go(self) -> None:
        self._drop_examiner()
        for file_system in self._file_systems.values():
            file_system.close()
        self._file_systems.clear()
        if self._image is not None:
            self._image.close()
        self._image = self._map = self._ranges = None

    def _load_sets(self, command: LoadSets) -> SetsLoaded:
        self._drop_examiner()
        self._sets.close()
        self._sets = load_sets(command.sets)
        self._load = command
        notable = [
            index
            for index, asked in zip(self._sets.indexes, command.sets, strict=True)
            if asked.role == "notable"
            and index.algorithms  # without digests nothing can match, whatever its size
        ]
        can_close = bool(notable) and not any(index.unsized_count for index in notable)
        self._gate = SizeGate(
            [index.size_array() for index in notable], is_closed=command.is_gated and can_close
        )
        return SetsLoaded(sets=len(command.sets))

    def _new_ground(self, furthest_bytes: int) -> None:
        if time.monotonic() - self._said_alive > WALKING_SECONDS:
            self._say(Walking(furthest_bytes=furthest_bytes))

    def _rest(self) -> None:
        """Before the next thing is touched: wait while the engine holds the work."""
        self._holding.rest_and_tell(self._say_still_here)

    def _say_still_here(self) -> None:
        self._say(Walking(furthest_bytes=0))

    def _opened(self) -> tuple[LayeredImage, VolumeMap]:
        if self._image is None or self._map is None:
            raise EvidenceUnreadable("no evidence is open")
        return self._image, self._map

    def _expect_open(self, volume: int) -> None:
        """Raise EvidenceUnreadable where a volume is shut: its bytes have no place now."""
        _image, volumes = self._opened()
        if volumes.volumes[volume].state == VolumeState.LOCKED:
            raise EvidenceUnreadable(volumes.volumes[volume].reason or f"Volume {volume} is locked.")

    def _file_system(self, volume: int) -> FileSystem:
        image, volumes = self._opened()
        if volume not in self._file_systems:
            opened = volumes.volumes[volume]
            self._file_systems[volume] = open_file_system(space_of(image, opened.offset_bytes), opened)
        return self._file_systems[volume]

    # Listing

    def _list(self, command: ListVolume) -> Iterator[Reply]:
        _image, volumes = self._opened()
        volume = volumes.volumes[command.volume]
        if volume.state != VolumeState.READABLE:
            yield VolumeListed(volume=command.volume)
            return
        try:
            file_system = self._file_system(command.volume)
        except EvidenceUnreadable as trouble:
            fault = Fault(stage=Stage.VOLUME, reason=str(trouble), volume=command.volume)
            yield Listed(volume=command.volume, faults=() if command.skip else (fault,))
            yield VolumeListed(volume=command.volume)
            return
        yield ListingBegins(volume=command.volume, expected=file_system.expected_records())
        yield from self._pieces(command, file_system, Lister(volume, self._gate))
        yield VolumeListed(volume=command.volume, census=file_system.census())

    def _pieces(self, command: ListVolume, file_system: FileSystem, lister: Lister) -> Iterator[Listed]:
        walk = islice(_bounded(file_system), command.skip, None)
        at_once, most = (1, 1) if command.at_once else (LISTED_AT_ONCE, LIST_BATCH)
        for entries, faults in _batches(walk, at_once=at_once, most=most, before_each=self._rest):
            yield lister.listed(entries, faults)

    def _survey(self, index: int) -> Iterator[Surveyed]:
        _image, volumes = self._opened()
        surveyor = Surveyor(volumes.volumes[index])
        try:
            walk = iter(_bounded(self._file_system(index)))
        except EvidenceUnreadable as trouble:
            fault = Fault(stage=Stage.VOLUME, reason=str(trouble), volume=index)
            yield surveyor.surveyed((), (fault,), is_last=True)
            return
        for entries, faults in _batches(walk, at_once=LISTED_AT_ONCE, most=SURVEY_BATCH):
            yield surveyor.surveyed(entries, faults)
        yield surveyor.surveyed((), (), is_last=True)

    def _try_reading(self, seconds: float) -> ReadingTested:
        image, _volumes = self._opened()

        def alive() -> None:
            if time.monotonic() - self._said_alive > WALKING_SECONDS:
                self._say_still_here()

        return try_reading(image.for_thread(), seconds=seconds, processors=os.cpu_count() or 1, alive=alive)

    # Contents

    def _examine(self, command: Examine) -> Iterator[Reply]:
        image, _volumes = self._opened()
        if self._examiner is None:
            self._examiner = Examiner(
                image,
                self._file_system,
                sets=self._sets,
                roles=tuple(each.role for each in self._load.sets),
                algorithms=self._load.algorithms,
                threads=(os.cpu_count() or 1) + 1,  # one may be waiting for the interpreter or the disk
                rest=self._rest,
                rest_in_thread=self._holding.rest,
            )
        examiner = self._examiner
        ready: list[Examination] = []
        most = 1 if command.serially else EXAMINED_BATCH
        sent_at = time.monotonic()

        def alive(in_hand: dict[int, int]) -> None:
            nonlocal ready, sent_at
            now = time.monotonic()
            if ready and now - sent_at > BATCH_SECONDS:
                self._say(Examined(examinations=tuple(ready)))
                ready, sent_at = [], now
            if command.serially or now - self._said_alive > ALIVE_SECONDS:
                self._say(Working(in_hand=in_hand, bottleneck=examiner.bottleneck()))

        for examination in examiner.examine(self._work(command), alive=alive, serially=command.serially):
            ready.append(examination)
            if len(ready) >= most or time.monotonic() - sent_at > BATCH_SECONDS:
                yield Examined(examinations=tuple(ready))
                ready, sent_at = [], time.monotonic()
        if ready:  # who counts the answers would take one more for that of the next command
            yield Examined(examinations=tuple(ready))

    def _work(self, command: Examine) -> Iterator[WorkItem]:
        """The items, and those of the commands that are here by the time these are used up."""
        more: Examine | None = command
        while more is not None:
            for item in more.items:
                self._rest()
                yield item
            more = None if command.serially else self._commands.more_work()

    def _is_media(self, item: WorkItem) -> bool:
        """What cannot be read is told when the content itself is read."""
        try:
            return is_media_content(self._head(item, HEAD_BYTES))
        except (EvidenceUnreadable, ShortRead):
            return False

    def _head(self, item: WorkItem, length: int) -> bytes:
        image, _volumes = self._opened()
        extents = extents_of(item)
        if item.allocated and extents and extents[0][0] is not None and extents[0][1] >= length:
            return image.read(extents[0][0], min(length, item.size_bytes))
        head = b""
        for chunk in self._file_system(item.volume).chunks(
            item.address, item.size_bytes, allocated=item.allocated
        ):
            head += chunk
            if len(head) >= length:
                break
        return head[:length]

    def _content(self, item: WorkItem) -> Iterator[Reply]:
        left = item.size_bytes
        try:
            source = self._file_system(item.volume)
            for chunk in source.chunks(item.address, item.size_bytes, allocated=item.allocated):
                kept = memoryview(chunk)[:left]
                left -= len(kept)
                for start in range(0, len(kept), PIECE_BYTES):
                    yield ContentPiece(data=bytes(kept[start : start + PIECE_BYTES]))
                if not left:
                    break
        except EvidenceUnreadable as trouble:  # ShortRead is one
            yield ContentEnd(fault=str(trouble))
            return
        short = f"it gave {item.size_bytes - left:,} of {item.size_bytes:,} bytes"
        yield ContentEnd(fault=short if left else None)

    def _range(self) -> ContentRanges:
        """Made at the first question; it remembers how far a content was read."""
        if self._ranges is None:
            image, _volumes = self._opened()
            self._ranges = ContentRanges(image, self._file_system, alive=self._say_still_here)
        return self._ranges

    # The media

    def _read_map(self, volume: int) -> MapRead:
        try:
            ranges = self._file_system(volume).allocated_ranges()
        except EvidenceUnreadable:
            ranges = None  # told as a fault when the volume was listed
        if ranges is None:
            return MapRead(volume=volume, ranges=None)
        packed = np.array([(each.offset_bytes, each.length_bytes) for each in ranges], dtype="<i8")
        return MapRead(volume=volume, ranges=packed.tobytes())

    def _digest_media(self) -> MediaDigested:
        image, _volumes = self._opened()

        def progress(done: int) -> None:
            if time.monotonic() - self._said_alive > ALIVE_SECONDS:
                self._say(MediaProgress(bytes_done=done))

        try:
            checked = verify_media(image.media.for_thread(), cancelled=lambda: False, progress=progress)
        except EvidenceUnreadable as trouble:
            return MediaDigested(digests=None, fault=Fault(stage=Stage.VERIFY, reason=str(trouble)))
        return MediaDigested(digests=checked.digests, fault=None, held=checked.held)


def _bounded(file_system: FileSystem) -> Iterator[FileEntry | Fault]:
    for found in file_system.entries():
        if isinstance(found, FileEntry) and is_within(found):
            yield found
        else:
            yield from within_bounds(found)


def _batches(
    walk: Iterator[FileEntry | Fault],
    *,
    at_once: int,
    most: int,
    before_each: Callable[[], None] = lambda: None,
) -> Iterator[tuple[list[FileEntry], list[Fault]]]:
    """What a walk meets, `at_once` looked at together, given on when there are `most` or time has passed;
    at its end the rest, which may be nothing.
    """
    entries: list[FileEntry] = []
    faults: list[Fault] = []
    sent_at = time.monotonic()
    while found := list(islice(walk, at_once)):
        before_each()
        entries += [each for each in found if isinstance(each, FileEntry)]
        faults += [each for each in found if isinstance(each, Fault)]
        is_due = time.monotonic() - sent_at > BATCH_SECONDS
        if is_due or len(entries) >= most or len(faults) >= most:
            yield entries, faults
            entries, faults, sent_at = [], [], time.monotonic()
    yield entries, faults


def _of_container(info: ImageInfo) -> tuple[Fault, ...]:
    return tuple(Fault(stage=Stage.OPEN, reason=sentence) for sentence in info.troubles)
