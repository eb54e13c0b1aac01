"""How acts of review and looks stand in events of the custody chain.

An act names its entries as they were found, says what it sets, and what stood there before, so that the
event alone tells what it did. An act that takes another one back says what it restores, entry by entry, and
names the other (`undoes`); one that does it again names the act that it repeats (`redoes`).
"""

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

import msgspec

from app.store.opening import CaseTrouble

MARKED: Final = "entries.marked"
NOTED: Final = "entries.noted"
BOOKMARKED: Final = "entries.bookmarked"
LOOK_BEGUN: Final = "content.look_begun"
REVEALED: Final = "content.revealed"
LIMITED: Final = "wellness.limited"

ACTS: Final = (MARKED, NOTED, BOOKMARKED)
LOOKS: Final = (LOOK_BEGUN, REVEALED, LIMITED)
STEPS: Final = ("lines", "grey", "blurred", "plain")

_Said = TypeVar("_Said")


class Mark(msgspec.Struct, frozen=True):
    """A category, and whose number it is; no scheme: plain."""

    category: str
    scheme: str | None = None


class EntryName(msgspec.Struct, frozen=True):
    """An entry as an event names it: `path` is display text with the name of the stream, `entry` its number
    in the case.
    """

    entry: int
    exhibit: str
    volume: int
    path: str
    sha256: str | None = None


class _Act(msgspec.Struct, frozen=True, kw_only=True):
    entries: tuple[EntryName, ...]
    undoes: int | None = None
    redoes: int | None = None

    def of_each(self, one: _Said, restored: Sequence[_Said] | None) -> Sequence[_Said]:
        return (one,) * len(self.entries) if restored is None else restored


class Marked(_Act, frozen=True, kw_only=True):
    category: str | None = None  # None takes the mark away
    scheme: str | None = None
    before: tuple[Mark | None, ...]
    restored: tuple[Mark | None, ...] | None = None

    def values(self) -> Sequence[Mark | None]:
        """What holds of each entry from now on."""
        mark = None if self.category is None else Mark(self.category, self.scheme)
        return self.of_each(mark, self.restored)


class Noted(_Act, frozen=True, kw_only=True):
    text: str | None = None  # None takes the note away
    before: tuple[str | None, ...]
    restored: tuple[str | None, ...] | None = None

    def values(self) -> Sequence[str | None]:
        return self.of_each(self.text, self.restored)


class Bookmarked(_Act, frozen=True, kw_only=True):
    on: bool = False
    before: tuple[bool, ...]
    restored: tuple[bool, ...] | None = None

    def values(self) -> Sequence[bool]:
        return self.of_each(self.on, self.restored)


class Step(msgspec.Struct, frozen=True):
    step: str  # one of STEPS
    seconds: float


class LookBegun(msgspec.Struct, frozen=True, kw_only=True):
    """Written before anything is shown, so that no end of the program hides a look."""

    entry: int
    exhibit: str
    volume: int
    path: str
    sha256: str | None = None
    is_known_match: bool = False
    reason: str | None = None
    limit: int | None = None  # files a day, as it held


class Revealed(LookBegun, frozen=True, kw_only=True):
    """A look that ended. `begun` is the event of its beginning; None: that was not recorded."""

    begun: int | None = None
    steps: tuple[Step, ...] = ()
    seconds: float = 0.0
    trouble: str | None = None
    second_look_today: bool = False


class Limited(msgspec.Struct, frozen=True, kw_only=True):
    """What a supervisor allows; None: no limit."""

    looks_a_day: int | None = None
    seconds_a_look: int | None = None
    break_after_min: int | None = None


class Event(msgspec.Struct, Generic[_Said], frozen=True):
    """The part of an event that review reads."""

    utc: str
    actor: str
    payload: _Said


def read_event(canonical: bytes, kind: type[_Said], *, sequence: int) -> Event[_Said]:
    """An event as a value; raise CaseTrouble where it is not what this program writes."""
    try:
        return _decoder(kind).decode(canonical)
    except (msgspec.DecodeError, UnicodeDecodeError) as trouble:
        raise CaseTrouble(
            f"event {sequence} of the custody chain is not as this program writes it ({trouble}); "
            "verify the case"
        ) from trouble


_DECODERS: dict[type, msgspec.json.Decoder[Event[object]]] = {}


def _decoder(kind: type[_Said]) -> "msgspec.json.Decoder[Event[_Said]]":
    """Made once a kind: twenty thousand events are read in a moment."""
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(Event[kind])  # type: ignore[valid-type]
    return _DECODERS[kind]  # type: ignore[return-value]


def action_of(canonical: bytes) -> str:
    """In canonical form the action stands first; no action of review has a quotation mark in it."""
    return canonical[len(b'{"action":"') :].split(b'"', 1)[0].decode("utf-8", "replace")
