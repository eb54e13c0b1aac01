"""All that a report prints, as one value."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from forensics.entry_line import EntryRow
from reports.content.chain import CheckpointContent, EventContent, SelfTest, StampContent
from reports.content.exhibits import ExhibitContent, TransferContent
from reports.content.findings import HitContent, ReviewContent, SetContent
from reports.content.people import CaseFacts, Person, ProgramFacts, ReportFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What a copy withholds. Digests, sizes, times and counts stay."""

    paths: bool = False  # paths and names of entries, of source files and of volumes
    names: bool = False  # of persons, their numbers and agencies
    set_labels: bool = False  # names, versions, origins, files and categories of known-hash sets

    def __bool__(self) -> bool:
        return self.paths or self.names or self.set_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseContent:
    """All that a report prints. `hits` hold one value for each matched entry, in the order to be printed
    (exhibit, volume, path).
    """

    report: ReportFacts
    case: CaseFacts
    program: ProgramFacts
    exhibits: tuple[ExhibitContent, ...] = ()
    sets: tuple[SetContent, ...] = ()
    hits: tuple[HitContent, ...] = ()
    events: tuple[EventContent, ...] = ()
    self_test: SelfTest | None = None  # the last one; None: none was run, and the report says so
    persons: tuple[Person, ...] = ()  # everyone the events name
    transfers: tuple[TransferContent, ...] = ()
    checkpoints: tuple[CheckpointContent, ...] = ()
    stamps: tuple[StampContent, ...] = ()
    review: ReviewContent = field(default_factory=ReviewContent)
    redaction: Redaction = field(default_factory=Redaction)
    practice: bool = False  # True prints PRACTICE CASE on every page
    # how often content was shown on a screen; None: this version does not count it
    pictures_shown: int | None = None


class EntryRows(Protocol):
    """All entries of the case once, exhibit after exhibit in the order of the walk, however many: read one at
    a time and never held. Each is the text that all forms print.
    """

    def __iter__(self) -> Iterator[EntryRow]: ...
