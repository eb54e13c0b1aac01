"""Rows on review: marks, notes, bookmarks, and what was looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """The category that an examiner gave an entry; `scheme` None: plain, of no scheme."""

    category: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewState:
    """What holds after event `sequence`, by numbers of entries of the results shown now. `undo` and `redo`
    are the actions that `Workbench.undo` and `redo` would take next (`entries.marked`), None: nothing to do.
    """

    marks: Mapping[int, MarkRow] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    bookmarks: frozenset[int] = frozenset()
    sequence: int = 0
    undo: str | None = None
    redo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneRow:
    """An act of review that was taken back, or done again: `action` is entries.marked, entries.noted or
    entries.bookmarked, `entries` are those whose state it changed.
    """

    sequence: int  # of the event that took it back
    undone: int  # of the act
    action: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRow:
    """What a digit key means for an entry."""

    key: str  # "1" to "9"
    category: str
    scheme: str | None
    label: str | None  # None where the scheme has no word for it


@dataclass(frozen=True, slots=True, kw_only=True)
class LookStepRow:
    step: str  # lines, grey, blurred, plain
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """One look at the content of one entry. `begun` is what `Workbench.begin_look` gave; `trouble` says why
    nothing, or not all, could be shown.
    """

    entry: int
    steps: tuple[LookStepRow, ...]
    seconds: float
    reason: str | None = None
    trouble: str | None = None
    begun: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksToday:
    """What was looked at since midnight of the laptop's clock, by everybody, and what a supervisor allows.

    `begun` is the event of a look that begins now. `stretch_began` is when the present run of looks without a
    break began, ISO 8601 UTC; None where nothing was looked at for the length of a break.
    """

    files: int = 0
    looks: int = 0
    seconds: float = 0.0
    looks_a_day: int | None = None  # files a day; None: no limit
    seconds_a_look: int | None = None
    break_after_min: int | None = None  # None: a supervisor said nothing; the setting holds
    set_by: str | None = None  # name of the supervisor
    stretch_began: str | None = None
    begun: int | None = None

    @property
    def is_used_up(self) -> bool:
        return self.looks_a_day is not None and self.files >= self.looks_a_day


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One event of an entry's history: marks, notes, bookmarks, looks."""

    sequence: int
    utc: str
    actor: str  # a name
    action: str
    sentence: str
