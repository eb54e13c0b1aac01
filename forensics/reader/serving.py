"""Answers the engine over a pipe: opens evidence, walks, reads, hashes, looks up.

Everything comes from one thread, because TSK's objects stay in one. The reader ends when its input closes.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from forensics.bounds import within_bounds
from forensics.containers import open_image
from forensics.containers.verifying import digest_media
from forensics.entries import Examination, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, FieldcaseError
from forensics.examining import WorkItem, examine_content, unreadable
from forensics.filesystems import FileSystem, open_file_system
from forensics.hashset.index import LoadedSets
from forensics.images import EvidenceImage, VolumeState
from forensics.reader.protocol import (
    Command,
    DigestMedia,
    Examine,
    Examined,
    Head,
    Listed,
    ListVolume,
    LoadSets,
    MediaDigested,
    MediaProgress,
    Opened,
    OpenEvidence,
    ReaderGone,
    ReadHead,
    Refused,
    Reply,
    SetsLoaded,
    VolumeListed,
    Walking,
    Working,
    read_message,
    write_message,
)
from forensics.reader.watching import WatchedImage
from forensics.volumes import VolumeMap, map_volumes

LIST_BATCH = 4_000
BATCH_SECONDS = 0.25  # what is found is sent at least this often, so that a kill costs little
ALIVE_SECONDS = 0.1
WALKING_SECONDS = 2.0


def serve(commands: BinaryIO, replies: BinaryIO) -> None:
    """Carry out commands until the pipe closes: in order, or because the engine is gone."""
    reader = Reader(replies)
    with suppress(ReaderGone):  # an engine that was killed has nobody left to be told
        while (command := read_message(commands)) is not None:
            reader.carry_out(command)  # type: ignore[arg-type]  # the engine sends commands only


class Reader:
    """One exhibit's evidence, held open between commands."""

    def __init__(self, replies: BinaryIO) -> None:
        self._replies = replies
        self._image: EvidenceImage | None = None
        self._map: VolumeMap | None = None
        self._file_systems: dict[int, FileSystem] = {}
        self._sets = LoadedSets(())
        self._load = LoadSets(index_paths=(), roles=())
        self._said_alive = 0.0

    def carry_out(self, command: Command) -> None:
        try:
            for reply in self._answers(command):
                self._say(reply)
        except ReaderGone:
            raise
        except FieldcaseError as trouble:
            self._say(Refused(sentence=str(trouble)))

    def _say(self, reply: Reply) -> None:
        self._said_alive = time.monotonic()
        write_message(self._replies, reply)

    def _answers(self, command: Command) -> Iterator[Reply]:
        match command:
            case OpenEvidence(source=source):
                yield self._open(Path(source))
            case LoadSets():
                self._sets = LoadedSets([Path(path) for path in command.index_paths])
                self._load = command
                yield SetsLoaded(sets=len(command.index_paths))
            case ListVolume():
                yield from self._list(command)
            case Examine(items=items, name_each=name_each):
                yield from self._examine(items, name_each=name_each)
            case DigestMedia():
                yield self._digest_media()
            case ReadHead(item=item, length=length):
                yield Head(data=self._head(item, length))

    def _open(self, source: Path) -> Opened:
        self._image = WatchedImage(open_image(source), self._new_ground)
        self._map = map_volumes(self._image)
        return Opened(
            image=self._image.info, volumes=self._map.volumes, gaps=self._map.gaps, faults=self._map.faults
        )

    def _new_ground(self, furthest_bytes: int) -> None:
        if time.monotonic() - self._said_alive > WALKING_SECONDS:
            self._say(Walking(furthest_bytes=furthest_bytes))

    def _file_system(self, volume: int) -> FileSystem:
        if self._image is None or self._map is None:
            raise EvidenceUnreadable("no evidence is open")
        if volume not in self._file_systems:
            self._file_systems[volume] = open_file_system(self._image, self._map.volumes[volume])
        return self._file_systems[volume]

    def _list(self, command: ListVolume) -> Iterator[Reply]:
        entries: list[FileEntry] = []
        faults: list[Fault] = []
        sent_at = time.monotonic()
        for found in islice(self._found(command.volume), command.skip, None):
            if isinstance(found, Fault):
                faults.append(found)
            else:
                entries.append(found)
            is_due = len(entries) >= LIST_BATCH or time.monotonic() - sent_at > BATCH_SECONDS
            if is_due or command.at_once:
                yield Listed(volume=command.volume, entries=tuple(entries), faults=tuple(faults))
                entries, faults, sent_at = [], [], time.monotonic()
        yield Listed(volume=command.volume, entries=tuple(entries), faults=tuple(faults))
        yield VolumeListed(volume=command.volume)

    def _found(self, volume: int) -> Iterator[FileEntry | Fault]:
        if self._map is None or self._map.volumes[volume].state != VolumeState.READABLE:
            return
        try:
            file_system = self._file_system(volume)
        except EvidenceUnreadable as trouble:
            yield Fault(stage=Stage.VOLUME, reason=str(trouble), volume=volume)
            return
        for found in file_system.entries():
            yield from within_bounds(found)

    def _examine(self, items: tuple[WorkItem, ...], *, name_each: bool) -> Iterator[Reply]:
        ready: list[Examination] = []
        sent_at = time.monotonic()
        for item in items:
            if name_each:
                yield Working(entry_id=item.entry_id, bytes_done=0)
            ready.append(self._examination(item))
            if name_each or time.monotonic() - sent_at > BATCH_SECONDS:
                yield Examined(examinations=tuple(ready))
                ready, sent_at = [], time.monotonic()
        yield Examined(examinations=tuple(ready))

    def _examination(self, item: WorkItem) -> Examination:
        try:
            source = self._file_system(item.address.volume)
        except EvidenceUnreadable as trouble:
            return unreadable(item, str(trouble))
        return examine_content(
            item,
            source,
            sets=self._sets,
            roles=self._load.roles,
            algorithms=self._load.algorithms,
            alive=lambda done: self._alive(item, done),
        )

    def _alive(self, item: WorkItem, done: int) -> None:
        """A long content says now and then that it is being read."""
        if time.monotonic() - self._said_alive > ALIVE_SECONDS:
            self._say(Working(entry_id=item.entry_id, bytes_done=done))

    def _digest_media(self) -> MediaDigested:
        if self._image is None:
            raise EvidenceUnreadable("no evidence is open")

        def progress(done: int) -> None:
            if time.monotonic() - self._said_alive > ALIVE_SECONDS:
                self._say(MediaProgress(bytes_done=done))

        try:
            digests = digest_media(self._image, cancelled=lambda: False, progress=progress)
        except EvidenceUnreadable as trouble:
            return MediaDigested(digests=None, fault=Fault(stage=Stage.VERIFY, reason=str(trouble)))
        return MediaDigested(digests=digests, fault=None)

    def _head(self, item: WorkItem, length: int) -> bytes:
        head = b""
        for chunk in self._file_system(item.address.volume).chunks(
            item.address, item.size_bytes, allocated=item.allocated
        ):
            head += chunk
            if len(head) >= length:
                break
        return head[:length]
