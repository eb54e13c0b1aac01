"""Rows on one entry: its times, the other names of its metadata record, and where its content lies."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRow:
    """`kind`: modified, accessed, changed (the metadata), created. `at` is ISO 8601 with a Z where the file
    system keeps UTC, without where the zone is not on the disk; None: not recorded.
    """

    kind: str
    at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRow:
    """A name of the same metadata record: of the same volume and scan. `stream` None: the content itself."""

    entry: int
    path: str
    stream: str | None
    size_bytes: int
    allocated: bool
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesRow:
    """`names` in the order of the walk, at most `NAMES_SHOWN`; `total` is how many there are."""

    names: tuple[NameRow, ...]
    total: int
    links: int  # names that share the content, as the metadata counts them


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtentRow:
    """A run of the content. `image_offset` None: a hole, which reads as zeros and is not on the disk.

    Where `volume` is given, the offset is one of that volume, whose bytes lie inside another's.
    """

    offset: int  # in the content
    length: int
    image_offset: int | None
    volume: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """`extents` are cut to the content; None: it has no plain runs (resident, compressed, or not known).
    `slack` is how many bytes of the last runs lie behind its end. `zone_known`: the times are UTC.
    """

    times: tuple[TimeRow, ...]
    zone_known: bool
    file_system: str | None
    meta_address: int
    extents: tuple[ExtentRow, ...] | None
    slack: int
    links: int
    times_flags: tuple[str, ...] = ()  # forensics.times.TimeFlag, each behind the name of its time
