"""Walks the volumes of the evidence that is open, for a listing or for a survey, and gives what it meets
piece by piece.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import islice
from typing import TypeVar

from forensics.bounds import is_within, within_bounds
from forensics.entries import Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import FileSystem
from forensics.filesystems.fat import FatFileSystem
from forensics.filesystems.ntfs import NtfsFileSystem
from forensics.images import Volume, VolumeState
from forensics.layers.byte_runs import ByteRuns
from forensics.layers.shadow_catalog import stores_since
from forensics.layers.shadow_stores import not_kept, saved_since
from forensics.planning import SizeGate
from forensics.reader.evidence import Evidence
from forensics.reader.listing import Listed, Lister
from forensics.reader.protocol import ListingBegins, ListVolume, Reply, VolumeListed
from forensics.reader.sameness import Remembered, Sameness
from forensics.reader.surveying import Surveyed, Surveyor

LIST_BATCH = 4_000
SURVEY_BATCH = 20_000
LISTED_AT_ONCE = 32  # looked at together: asking each time what is due costs as much as the entry itself
BATCH_SECONDS = 0.25  # what is found is sent at least this often, so that a kill costs little
_Each = TypeVar("_Each")


class Walker:
    """`rest` is called before the next thing is touched; it waits while the engine holds the work. `alive` is
    called where a walk goes on and nothing of it is given.
    """

    def __init__(self, evidence: Evidence, *, rest: Callable[[], None], alive: Callable[[], None]) -> None:
        self._evidence, self._rest, self._alive = evidence, rest, alive
        self._remembered: tuple[int, Remembered] | None = None  # the volume whose copies are listed next

    def forget(self) -> None:
        """What was remembered for listing shadow copies."""
        self._remembered = None

    def list_volume(self, command: ListVolume, gate: SizeGate) -> Iterator[Reply]:
        volume = self._evidence.volumes[command.volume]
        if volume.state != VolumeState.READABLE:
            yield VolumeListed(volume=command.volume)
            return
        try:
            file_system = self._evidence.file_system(command.volume)
        except EvidenceUnreadable as trouble:
            fault = Fault(stage=Stage.VOLUME, reason=str(trouble), volume=command.volume)
            yield Listed(volume=command.volume, faults=() if command.skip else (fault,))
            yield VolumeListed(volume=command.volume)
            return
        same = self._sameness(volume, command)
        expected = file_system.expected_records() if same is None else None
        yield ListingBegins(volume=command.volume, expected=expected)
        walk = bounded(
            file_system,
            with_index_names=command.with_index_names,
            in_all_free_space=command.in_all_free_space,
        )
        walk = self._remembering(command, walk) if same is None else self._others(same, walk)
        yield from self._pieces(command, walk, Lister(volume, gate))
        left_out = None if same is None else same.left_out
        yield VolumeListed(volume=command.volume, census=file_system.census(), left_out=left_out)

    def _remembering(
        self, command: ListVolume, walk: Iterator[FileEntry | Fault]
    ) -> Iterator[FileEntry | Fault]:
        if not command.has_copies:
            return walk
        remembered = Remembered(self._evidence.volumes[command.volume])
        self._remembered = (command.volume, remembered)
        return remembered.passing(walk)

    def _sameness(self, copy: Volume, command: ListVolume) -> Sameness | None:
        """`None` where nothing is to be left out, or nothing can be shown to be the same."""
        if command.live is None or copy.layer_key is None:
            return None
        holder, image = self._evidence.volumes[command.live], self._evidence.image
        try:
            gone = not_kept(image, holder, stores_since(image, holder, copy.layer_key)[0])
            saved = saved_since(image, holder, copy.layer_key)
            marks = self._marks(holder, command) if saved is not None else frozenset[bytes]()
            return Sameness(marks, copy=copy, saved=saved or ByteRuns.none(), not_kept=gone)
        except EvidenceUnreadable:  # then all of the copy is listed, and reading it says what is damaged
            return None

    def _marks(self, live: Volume, command: ListVolume) -> Set[bytes]:
        """Of the walk that listed the volume, if it is this reader's; else of another walk like it."""
        known = self._remembered
        if known is None or known[0] != live.index or not known[1].is_whole:
            known = (live.index, Remembered(live))
            file_system = self._evidence.file_system(live.index)
            walk = bounded(file_system, with_index_names=command.with_index_names)
            for _each in self._with_signs(known[1].passing(walk)):
                pass
            self._remembered = known
        return known[1].marks

    def _others(self, same: Sameness, walk: Iterator[FileEntry | Fault]) -> Iterator[FileEntry | Fault]:
        return (each for each in self._with_signs(same.others(walk)) if each is not None)

    def _with_signs(self, walk: Iterable[_Each]) -> Iterator[_Each]:
        for each in walk:
            self._alive()
            self._rest()
            yield each

    def _pieces(
        self, command: ListVolume, walk: Iterator[FileEntry | Fault], lister: Lister
    ) -> Iterator[Listed]:
        not_stored = islice(walk, command.skip, None)
        at_once, most = (1, 1) if command.at_once else (LISTED_AT_ONCE, LIST_BATCH)
        for entries, faults in _batches(not_stored, at_once=at_once, most=most, before_each=self._rest):
            yield lister.listed(entries, faults)

    def survey_volume(self, index: int) -> Iterator[Surveyed]:
        surveyor = Surveyor(self._evidence.volumes[index])
        try:
            walk = bounded(self._evidence.file_system(index))
        except EvidenceUnreadable as trouble:
            fault = Fault(stage=Stage.VOLUME, reason=str(trouble), volume=index)
            yield surveyor.surveyed((), (fault,), is_last=True)
            return
        for entries, faults in _batches(walk, at_once=LISTED_AT_ONCE, most=SURVEY_BATCH):
            yield surveyor.surveyed(entries, faults)
        yield surveyor.surveyed((), (), is_last=True)


def bounded(
    file_system: FileSystem, *, with_index_names: bool = False, in_all_free_space: bool = False
) -> Iterator[FileEntry | Fault]:
    """All that the walk of a file system meets, within `forensics.bounds`."""
    walk = _walk_of(file_system, with_index_names=with_index_names, in_all_free_space=in_all_free_space)
    for found in walk:
        if isinstance(found, FileEntry) and is_within(found):
            yield found
        else:
            yield from within_bounds(found)


def _walk_of(
    file_system: FileSystem, *, with_index_names: bool, in_all_free_space: bool
) -> Iterator[FileEntry | Fault]:
    """`entries`; of NTFS, at its end and only if asked for, the names that are left only in the indexes of
    folders too, each of which is read for them; of FAT, if asked for, with all free space read.
    """
    if in_all_free_space and isinstance(file_system, FatFileSystem):
        return file_system.entries(in_all_free_space=True)
    if with_index_names and isinstance(file_system, NtfsFileSystem):
        return file_system.entries(with_index_names=True)
    return file_system.entries()


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
