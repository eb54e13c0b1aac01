"""What was looked at, folded from the chain: how often, how long, and what a supervisor allows.

A look has a beginning and an end, each an event. One without an end was cut off, by a crash or a loss of
power: it counts as a look of unknown length.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from app.moments import from_iso
from app.review.said import LIMITED, LOOK_BEGUN, REVEALED, Limited, LookBegun, Revealed, action_of, read_event
from app.store.opening import CaseTrouble

BREAK_MIN: Final = 10  # minutes without a look that count as a break


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look. `ended` is `None` where its end was never recorded."""

    sequence: int  # of its first event
    at: datetime
    actor: str
    said: LookBegun
    ended: Revealed | None = None

    @property
    def seconds(self) -> float:
        return 0.0 if self.ended is None else self.ended.seconds

    @property
    def content(self) -> tuple[str, object]:
        """What tells one file from another: equal content is one file."""
        return ("content", self.said.sha256) if self.said.sha256 else ("entry", self.said.entry)


@dataclass(slots=True, kw_only=True)
class LooksFold:
    """Looks in their order after event `sequence`, and the limits that hold then."""

    looks: dict[int, Look] = field(default_factory=dict)  # by the event they began with
    limits: Limited = field(default_factory=Limited)
    limited_by: str | None = None  # id of the supervisor
    sequence: int = 0

    def take(self, sequence: int, canonical: bytes) -> None:
        match action_of(canonical):
            case action if action == LOOK_BEGUN:
                self._begin(sequence, canonical)
            case action if action == REVEALED:
                self._end(sequence, canonical)
            case action if action == LIMITED:
                event = read_event(canonical, Limited, sequence=sequence)
                self.limits, self.limited_by = event.payload, event.actor
        self.sequence = sequence

    def _begin(self, sequence: int, canonical: bytes) -> None:
        event = read_event(canonical, LookBegun, sequence=sequence)
        self.looks[sequence] = Look(
            sequence=sequence, at=_moment(event.utc, sequence), actor=event.actor, said=event.payload
        )

    def _end(self, sequence: int, canonical: bytes) -> None:
        event = read_event(canonical, Revealed, sequence=sequence)
        said = event.payload
        begun = None if said.begun is None else self.looks.get(said.begun)
        if begun is not None and begun.ended is None:
            self.looks[begun.sequence] = replace(begun, ended=said)
            return
        at = _moment(event.utc, sequence)
        self.looks[sequence] = Look(sequence=sequence, at=at, actor=event.actor, said=said, ended=said)

    def today(self, now: datetime) -> list[Look]:
        """Those since midnight of the laptop's clock, and those that are later than it: a clock that was set
        back gives no further looks.
        """
        day = now.astimezone().date()
        return [look for look in self.looks.values() if look.at.astimezone().date() >= day]

    def stretch_began(self, now: datetime) -> datetime | None:
        """When the present run of looks began: none of its pauses is as long as a break."""
        began = None
        last = now
        for look in reversed(self.looks.values()):
            if (last - look.at).total_seconds() >= BREAK_MIN * 60:
                break
            began = last = look.at
        return began


def _moment(utc: str, sequence: int) -> datetime:
    try:
        moment = from_iso(utc)
    except ValueError as trouble:
        raise CaseTrouble(
            f"event {sequence} of the custody chain has no time that can be read; verify the case"
        ) from trouble
    if moment.tzinfo is None:
        raise CaseTrouble(f"event {sequence} of the custody chain has no time zone; verify the case")
    return moment
