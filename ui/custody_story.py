"""The chain of custody as a story: events in lines, marks in a row as one, by kind, exhibit and words."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from app.rows import CustodyRow
from ui.language import SpokenPairs, marked, translate

KINDS: Final = SpokenPairs(
    "custody",
    (
        ("all", marked("custody", "Everything")),
        ("exhibits", marked("custody", "Exhibits and transfers")),
        ("scans", marked("custody", "Scans")),
        ("looks", marked("custody", "Looks")),
        ("marks", marked("custody", "Marks")),
        ("exports", marked("custody", "Exports")),
        ("seals", marked("custody", "Seals")),
    ),
)
ACTIONS: Final[dict[str, tuple[str, ...]]] = {
    "all": ("",),
    "exhibits": ("exhibit.",),
    "scans": ("scan.", "self_test."),
    "looks": ("content.", "wellness."),
    "marks": ("entries.marked", "entries.noted", "entries.bookmarked"),
    "exports": ("report.", "files.", "entries.disclosed", "bundle.", "set.exported"),
    "seals": ("checkpoint.", "stamp."),
}
RUN: Final = timedelta(minutes=10)  # marks that follow one another within it are one run


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """One event, or a run of marks with the same category by the same person; `events` in their order."""

    events: tuple[CustodyRow, ...]
    exhibits: frozenset[str] = frozenset()
    files: int = 0  # of a run
    category: str = ""

    @property
    def last(self) -> CustodyRow:
        return self.events[-1]

    @property
    def action(self) -> str:
        return self.events[-1].action

    @property
    def sentence(self) -> str:
        if len(self.events) == 1:
            return self.events[0].sentence
        words = translate(
            "custody", "%n file(s) were marked as category {category}, in {acts} acts.", "", self.files
        )
        return words.format(category=self.category, acts=len(self.events))

    def holds(self, words: str) -> bool:
        """Whether the line says these words, in small letters; digests and names count."""
        said = (f"{one.sentence} {one.actor} {one.action} {one.sha256}" for one in self.events)
        return any(words in one.lower() for one in said) or words in self.sentence.lower()


def story(rows: Sequence[CustodyRow]) -> tuple[StoryLine, ...]:
    """The lines of a whole chain, in its order; asked in a worker."""
    return tuple(_lines(rows))


def _lines(rows: Sequence[CustodyRow]) -> Iterator[StoryLine]:
    run: StoryLine | None = None
    for row in rows:
        if not row.action.startswith("entries."):
            if run is not None:
                yield run
            run = None
            yield StoryLine(events=(row,), exhibits=frozenset({row.subject}))
            continue
        line = _of_entries(row)
        joined = None if run is None else _joined(run, line)
        if run is not None and joined is None:
            yield run
        run = joined or line
    if run is not None:
        yield run


def _of_entries(row: CustodyRow) -> StoryLine:
    payload: dict[str, Any] = json.loads(row.event_json).get("payload") or {}  # Any: JSON
    entries = [one for one in payload.get("entries") or () if isinstance(one, dict)]
    is_plain = row.action == "entries.marked" and not {"undoes", "redoes"} & payload.keys()
    category = payload.get("category")
    return StoryLine(
        events=(row,),
        exhibits=frozenset(str(one.get("exhibit")) for one in entries),
        files=len(entries),
        category=str(category) if is_plain and category is not None else "",
    )


def _joined(run: StoryLine, line: StoryLine) -> StoryLine | None:
    """Both as one line, where they are one run."""
    first, then = run.last, line.events[0]
    if not line.category or line.category != run.category or first.actor != then.actor:
        return None
    if _time(then) - _time(first) > RUN:
        return None
    return StoryLine(
        events=(*run.events, then),
        exhibits=run.exhibits | line.exhibits,
        files=run.files + line.files,
        category=run.category,
    )


def _time(row: CustodyRow) -> datetime:
    return datetime.fromisoformat(row.utc)


def chosen_lines(
    lines: Sequence[StoryLine], *, kind: str, exhibit: str, words: str, newest_first: bool
) -> list[StoryLine]:
    """Those that are asked for; an empty exhibit is every one."""
    wanted, small = ACTIONS[kind], words.strip().lower()
    found = [
        line
        for line in lines
        if line.action.startswith(wanted)
        and (not exhibit or exhibit in line.exhibits)
        and (not small or line.holds(small))
    ]
    return found[::-1] if newest_first else found
