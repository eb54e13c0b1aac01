"""What a set made from a case consists of, as frozen values: its records, and where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from forensics.digests import ALGORITHM_NAMES, Algorithm, DigestSet
from forensics.paths import EvidencePath, display_text
from forensics.times import MacTimes

MOST_PLACES = 1_000
"""Places told of one content. Some contents lie on a disk a hundred thousand times, and who reads a set takes
each record whole into memory; the number of all places is told beside them.
"""


class SetForm(StrEnum):
    VICS = "vics"
    CSV = "csv"
    HASHDEEP = "hashdeep"


class CategoryDoubt(StrEnum):
    """Why a record has no category although the records it equals have one."""

    OTHER_SCHEME = "other scheme"  # the codes are of a scheme that the file does not speak
    DISAGREEMENT = "disagreement"  # the records equalled say different things


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One name under which a content lies in an exhibit."""

    exhibit: str
    volume: int
    path: EvidencePath
    stream: bytes | None
    meta_addr: int
    allocated: bool
    times: MacTimes
    offset_bytes: int | None  # of the image, where the content begins; None: not in plain runs

    def file_name(self) -> str:
        return display_text(self.path.name) + self._stream_name()

    def path_in_exhibit(self) -> str:
        """`/vol2/DCIM/x.jpg`: always with `/`, because the backslash shows bytes that are no text."""
        return f"/vol{self.volume}{self.path_in_volume()}"

    def path_in_volume(self) -> str:
        return f"{self.path.display()}{self._stream_name()}"

    def _stream_name(self) -> str:
        return "" if self.stream is None else f":{display_text(self.stream)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRecord:
    """A record of a known-hash set that a content equals."""

    set_name: str
    set_version: str | None
    index_sha256: str
    role: str
    record: int  # from 0, in the order of the set's source
    algorithm: str
    category: str | None
    scheme: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRecord:
    """One record of the set: a content with all three digests."""

    digests: DigestSet
    size_bytes: int
    places: tuple[Place, ...]  # at most MOST_PLACES, in the order of the walk
    place_count: int
    matches: tuple[MatchedRecord, ...]
    category: str | None  # None: none, which is not 0
    scheme: str | None  # whose category it is, where that is known
    doubt: CategoryDoubt | None = None


class ContentRecords(Protocol):
    """The records of a set in the order of their digests; each iteration reads anew and gives the same."""

    def __iter__(self) -> Iterator[ContentRecord]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOrigin:
    """The scan of an exhibit that the records come from."""

    exhibit: str
    profile: str
    started_at: str
    finished_at: str | None  # None: not at its end when the set was made
    findings_sha256: str | None  # as the custody chain has it


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSet:
    """A known-hash set that the contents were compared with."""

    name: str
    version: str | None
    role: str
    source_sha256: str
    index_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOrigin:
    """Where the set comes from. `left_out`: (why, how many entries) that were chosen and are not in it."""

    case_number: str
    case_title: str | None
    examiner: str
    agency: str | None
    authority: str | None
    is_practice: bool
    made_at: datetime
    program_version: str
    chain_count: int
    chain_sha256: str
    choice: str  # in words, what was chosen
    left_out: tuple[tuple[str, int], ...]
    scans: tuple[ScanOrigin, ...]
    sets: tuple[LoadedSet, ...]


def one_line(text: str) -> str:
    """What a person typed, on one line of a list."""
    return display_text(text.encode("utf-8", "surrogateescape"))


def moment(made_at: datetime) -> str:
    return made_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def match_sentence(match: MatchedRecord) -> str:
    """`record 17 of "Project list" 2026-10 (notable) by MD5, category 2 of VICS 2.0 US`."""
    version = f" {match.set_version}" if match.set_version else ""
    record = f'record {match.record} of "{match.set_name}"{version} ({match.role})'
    said = f"{record} by {ALGORITHM_NAMES[Algorithm(match.algorithm)]}"
    if match.category is not None:
        said += f", category {match.category}" + (f" of {match.scheme}" if match.scheme else "")
    return one_line(said)
