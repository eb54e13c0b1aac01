"""What review comes to: the acts folded in their order. What was said later stands."""

from dataclasses import dataclass, field

from app.review.said import (
    BOOKMARKED,
    MARKED,
    NOTED,
    Bookmarked,
    Mark,
    Marked,
    Noted,
    action_of,
    read_event,
)
from app.store.opening import CaseTrouble

Act = Marked | Noted | Bookmarked


@dataclass(slots=True, kw_only=True)
class ReviewFold:
    """What holds after event `sequence`, by number of the entry as it was named.

    `None` and `False` stay: they say that a mark, note or bookmark was taken away, and not that there never
    was one. `done` and `undone` are acts that can be taken back, and done again, the next one last.
    """

    marks: dict[int, Mark | None] = field(default_factory=dict)
    notes: dict[int, str | None] = field(default_factory=dict)
    bookmarks: dict[int, bool] = field(default_factory=dict)
    done: list[tuple[int, str]] = field(default_factory=list)  # (sequence, action)
    undone: list[tuple[int, str]] = field(default_factory=list)
    sequence: int = 0

    def take(self, sequence: int, canonical: bytes) -> None:
        """Fold the next act; raise CaseTrouble where it is not as this program writes it."""
        action = action_of(canonical)
        act = read_act(canonical, sequence=sequence)
        self._set(act, sequence)
        self._remember(act, sequence, action)
        self.sequence = sequence

    def _set(self, act: Act, sequence: int) -> None:
        numbers = [name.entry for name in act.entries]
        try:
            match act:
                case Marked():
                    self.marks.update(zip(numbers, act.values(), strict=True))
                case Noted():
                    self.notes.update(zip(numbers, act.values(), strict=True))
                case Bookmarked():
                    self.bookmarks.update(zip(numbers, act.values(), strict=True))
        except ValueError as trouble:
            raise CaseTrouble(
                f"event {sequence} of the custody chain does not say what it restores of each entry; "
                "verify the case"
            ) from trouble

    def _remember(self, act: Act, sequence: int, action: str) -> None:
        """An act that is new ends what could be done again."""
        if act.undoes is not None:
            _take_out(self.done, act.undoes)
            self.undone.append((act.undoes, action))
        elif act.redoes is not None:
            _take_out(self.undone, act.redoes)
            self.done.append((sequence, action))
        else:
            self.undone.clear()
            self.done.append((sequence, action))


def _take_out(acts: list[tuple[int, str]], sequence: int) -> None:
    """As a rule it is the last one."""
    place = next((n for n in range(len(acts) - 1, -1, -1) if acts[n][0] == sequence), None)
    if place is not None:
        del acts[place]


def read_act(canonical: bytes, *, sequence: int) -> Act:
    match action_of(canonical):
        case action if action == MARKED:
            return read_event(canonical, Marked, sequence=sequence).payload
        case action if action == NOTED:
            return read_event(canonical, Noted, sequence=sequence).payload
        case action if action == BOOKMARKED:
            return read_event(canonical, Bookmarked, sequence=sequence).payload
    raise CaseTrouble(f"event {sequence} of the custody chain is no act of review; verify the case")
