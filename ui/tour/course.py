"""How far somebody is in the practice tour: in a practice case only, left and taken up at will."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.rows import CustodyRow
from ui.desk import Desk
from ui.tour.steps import STEPS, TourStep

PLACE_SETTING: Final = "tour_step"
STATE_SETTING: Final = "tour"  # empty: never begun; on, left, done


class TourCourse(QObject):
    """`changed` after each step, and when the tour comes or goes. Only a practice case's chain is read."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        workbench = desk.workbench
        place = workbench.setting(PLACE_SETTING, "0")
        self.at = min(int(place), len(STEPS)) if place.isdigit() else 0
        self._state = workbench.setting(STATE_SETTING, "")
        self._chain_read: int | None = None  # events that were there when the step began, or were seen since
        desk.viewed.connect(self._on_viewed)
        desk.case_changed.connect(self._on_case_changed)

    @property
    def is_practice(self) -> bool:
        """A real case never takes part."""
        return self._desk.view is not None and self._desk.view.summary.practice

    @property
    def is_on(self) -> bool:
        return self._state == "on" and self.is_practice

    @property
    def is_done(self) -> bool:
        return self.at >= len(STEPS)

    @property
    def was_offered(self) -> bool:
        return self._state != ""

    @property
    def step(self) -> TourStep | None:
        return None if self.is_done else STEPS[self.at]

    def begin(self) -> None:
        """Take the tour up where it was left; from the first step where it was done."""
        self._go(0 if self.is_done else self.at, state="on")

    def leave(self) -> None:
        self._go(self.at, state="done" if self.is_done else "left")

    def next_step(self) -> None:
        self._go(min(self.at + 1, len(STEPS)), state=self._state)

    def step_back(self) -> None:
        self._go(max(self.at - 1, 0), state=self._state)

    def _go(self, at: int, *, state: str) -> None:
        self.at, self._state, self._chain_read = at, state, None
        workbench = self._desk.workbench

        def keep() -> None:
            workbench.set_setting(PLACE_SETTING, str(at))
            workbench.set_setting(STATE_SETTING, state)

        self._desk.watch.ask(keep, then=_nothing)
        self._on_viewed()
        self.changed.emit()

    def saw(self, what: str) -> None:
        """Something happened: `page:NAME`, `sheet:NAME`, `event:ACTION`."""
        if self.is_on and self.step is not None and what in self.step.ends_with:
            self.next_step()

    def _on_case_changed(self) -> None:
        """The first practice case begins the tour by itself."""
        self._chain_read = None
        if self.is_practice and not self.was_offered:
            self.begin()
        else:
            self.changed.emit()

    def _on_viewed(self) -> None:
        """Where the step waits for an event, look at those that came since it began."""
        view, step, case = self._desk.view, self.step, self._desk.case
        if not self.is_on or view is None or step is None or case is None:
            return
        seen, self._chain_read = self._chain_read, view.summary.chain_count
        if seen is None or seen >= view.summary.chain_count or not _waits_for_the_chain(step):
            return
        self._desk.questions.ask(case.custody, then=_since(seen, self.saw), channel="tour")


def _waits_for_the_chain(step: TourStep) -> bool:
    return any(what.startswith("event:") for what in step.ends_with)


def _since(seen: int, tell: Callable[[str], object]) -> Callable[[tuple[CustodyRow, ...]], None]:
    def look(rows: tuple[CustodyRow, ...]) -> None:
        for row in rows:
            if row.sequence > seen:
                tell(f"event:{row.action}")

    return look


def _nothing(_done: None) -> None:
    """Nobody waits for a setting that was kept."""
