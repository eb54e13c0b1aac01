"""Answers the engine over a pipe: opens evidence, walks, reads, hashes, looks up, each by its own module.

All of it is done by one thread, because TSK's objects stay in one. The reader ends when its input closes.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import BinaryIO

import numpy as np

from forensics.containers.verifying import verify_media
from forensics.entries import Examination, Fault, Stage
from forensics.errors import EvidenceUnreadable, FieldcaseError, HashSetRefused
from forensics.examining.examiner import Examiner
from forensics.examining.work import WorkItem
from forensics.hashset.index import LoadedSets
from forensics.planning import SizeGate
from forensics.reader.command_queue import CommandQueue
from forensics.reader.content_ranges import ContentRanges
from forensics.reader.contents import is_media, whole_content
from forensics.reader.evidence import Evidence
from forensics.reader.holding import Holding
from forensics.reader.loading import load_sets
from forensics.reader.protocol import (
    Command,
    DigestMedia,
    Examine,
    Examined,
    HeadsSeen,
    ListFound,
    ListVolume,
    LoadSets,
    LookAtHeads,
    MapRead,
    MediaDigested,
    MediaProgress,
    OpenEvidence,
    ReadContent,
    ReaderGone,
    ReadMap,
    ReadRange,
    Refused,
    Reply,
    SearchLost,
    SetsLoaded,
    SurveyVolume,
    TryReading,
    Unlock,
    Walking,
    Working,
    write_message,
)
from forensics.reader.rates import ReadingTested, try_reading
from forensics.reader.searching import search_lost
from forensics.reader.walking import BATCH_SECONDS, Walker

EXAMINED_BATCH = 1_024
ALIVE_SECONDS = 0.1
WALKING_SECONDS = 2.0


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
        self._evidence = Evidence(self._new_ground)
        self._walker = Walker(self._evidence, rest=self._rest, alive=lambda: self._new_ground(0))
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
        self._let_go_of_contents()
        self._evidence.close()
        self._sets.close()

    def _let_go_of_contents(self) -> None:
        self._drop_examiner()
        self._walker.forget()
        self._ranges = None

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
                self._let_go_of_contents()
                yield self._evidence.open(command)
            case Unlock():
                yield self._evidence.unlock(command)
            case SearchLost():
                yield from search_lost(self._evidence, command, say=self._say, rest=self._rest)
            case ListFound(places=places):
                yield self._evidence.list_found(places)
            case LoadSets():
                yield self._load_sets(command)
            case ListVolume():
                yield from self._walker.list_volume(command, self._gate)
            case SurveyVolume(volume=volume):
                yield from self._walker.survey_volume(volume)
            case TryReading(seconds=seconds):
                yield self._try_reading(seconds)
            case Examine():
                yield from self._examine(command)
            case LookAtHeads(items=items):
                yield HeadsSeen(
                    entry_ids=tuple(item.entry_id for item in items if is_media(self._evidence, item))
                )
            case ReadMap(volume=volume):
                yield self._read_map(volume)
            case DigestMedia():
                yield self._digest_media()
            case ReadContent(item=item):
                yield from whole_content(self._evidence, item)
            case ReadRange(item=item, offset=offset, length=length):
                self._evidence.expect_open(item.volume)
                yield self._range().read(item, offset=offset, length=length)

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

    def _try_reading(self, seconds: float) -> ReadingTested:
        image = self._evidence.image

        def alive() -> None:
            if time.monotonic() - self._said_alive > WALKING_SECONDS:
                self._say_still_here()

        return try_reading(image.for_thread(), seconds=seconds, processors=os.cpu_count() or 1, alive=alive)

    # Contents

    def _examine(self, command: Examine) -> Iterator[Reply]:
        self._walker.forget()
        if self._examiner is None:
            self._examiner = Examiner(
                self._evidence.image,
                self._evidence.file_system,
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

    def _range(self) -> ContentRanges:
        """Made at the first question; it remembers how far a content was read."""
        if self._ranges is None:
            evidence = self._evidence
            self._ranges = ContentRanges(evidence.image, evidence.file_system, alive=self._say_still_here)
        return self._ranges

    # The media

    def _read_map(self, volume: int) -> MapRead:
        try:
            ranges = self._evidence.file_system(volume).allocated_ranges()
        except EvidenceUnreadable:
            ranges = None  # told as a fault when the volume was listed
        if ranges is None:
            return MapRead(volume=volume, ranges=None)
        packed = np.array([(each.offset_bytes, each.length_bytes) for each in ranges], dtype="<i8")
        return MapRead(volume=volume, ranges=packed.tobytes())

    def _digest_media(self) -> MediaDigested:
        image = self._evidence.image

        def progress(done: int) -> None:
            if time.monotonic() - self._said_alive > ALIVE_SECONDS:
                self._say(MediaProgress(bytes_done=done))

        try:
            checked = verify_media(image.media.for_thread(), cancelled=lambda: False, progress=progress)
        except EvidenceUnreadable as trouble:
            return MediaDigested(digests=None, fault=Fault(stage=Stage.VERIFY, reason=str(trouble)))
        return MediaDigested(digests=checked.digests, fault=None, held=checked.held)
