"""Walks the volumes of the evidence that is open, for a listing or for a survey, and gives what it meets
piece by piece.
"""

import time
from collections.abc import Callable, Iterator
from itertools import islice

from forensics.bounds import is_within, within_bounds
from forensics.entries import Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import FileSystem
from forensics.images import VolumeState
from forensics.planning import SizeGate
from forensics.reader.evidence import Evidence
from forensics.reader.listing import Listed, Lister
from forensics.reader.protocol import ListingBegins, ListVolume, Reply, VolumeListed
from forensics.reader.surveying import Surveyed, Surveyor

LIST_BATCH = 4_000
SURVEY_BATCH = 20_000
LISTED_AT_ONCE = 32  # looked at together: asking each time what is due costs as much as the entry itself
BATCH_SECONDS = 0.25  # what is found is sent at least this often, so that a kill costs little


class Walker:
    """`rest` is called before the next thing is touched; it waits while the engine holds the work."""

    def __init__(self, evidence: Evidence, *, rest: Callable[[], None]) -> None:
        self._evidence, self._rest = evidence, rest

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
        yield ListingBegins(volume=command.volume, expected=file_system.expected_records())
        yield from self._pieces(command, bounded(file_system), Lister(volume, gate))
        yield VolumeListed(volume=command.volume, census=file_system.census())

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


def bounded(file_system: FileSystem) -> Iterator[FileEntry | Fault]:
    """All that the walk of a file system meets, within `forensics.bounds`."""
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
