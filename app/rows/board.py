"""Rows for the scene board and the start page: what exhibits share, how a recent case stands, and what the
laptop says of itself.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRow:
    """The same matched content on several exhibits: their labels in the order of the case, and how many."""

    exhibits: tuple[str, ...]
    files: int  # different contents, each counted once


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentFacts:
    """How a recent case stands, read from the case itself.

    `state`: empty, added, scanning, paused, stopped, done, reported. `share_compared` is over all entries
    that have content; None before a scan.
    """

    state: str
    exhibits: int
    hits: int
    files: int
    with_hits: tuple[str, ...]  # labels
    locked: tuple[str, ...]  # labels of exhibits with a locked volume
    schemes: tuple[str, ...]  # what those volumes are locked with
    unread: tuple[str, ...]  # labels of exhibits that could not be read, or not in every part
    unreadable: int  # exhibits of which nothing could be read
    share_compared: float | None
    is_practice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LaptopRow:
    """What the laptop says of itself. `battery`: 0..100, None where it has none."""

    battery: int | None
    is_on_mains: bool | None  # None where the system does not say
    folder: str  # where cases lie
    free_bytes: int | None  # on the disk of that folder; None where it cannot be told
    utc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSelfTest:
    """The last self-test of this laptop, kept beside the settings."""

    passed: bool
    utc: str
    checks: int
    has_controls: bool  # a positive and a negative control were among them
    program_sha256: str
