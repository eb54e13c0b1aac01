"""A look at content: begun, stepped through, and over, with every one of them in the custody chain.

The beginning is recorded before anything is shown, so that no crash and no kill can hide a look; the end says
which steps were shown and for how long. Nothing here draws: `shown` and `hidden` tell who does.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QDateTime, QElapsedTimer, QObject, QTimer, Signal

from app.answers import TroubleSentence
from app.rows import LookRow, LookStepRow, LooksToday
from app.workbench import Workbench
from ui.language import translate
from ui.questions import Questions
from ui.viewer import Sight, Viewer

STEPS: Final = ("lines", "grey", "blurred", "plain")
WIDTHS: Final = (128, 288)  # small first, larger by a further key
LONGEST_S: Final = 60  # a release that never arrives (a lock screen took the keys) must not leave it open
BREAK_AFTER_MIN: Final = 45
PULSE_MS: Final = 500
_SLEPT_MS: Final = 5_000  # that the clock went on without this program


def clock_ms() -> int:
    """The laptop's clock, which goes on while the laptop sleeps; a timer does not."""
    return QDateTime.currentMSecsSinceEpoch()


@dataclass(slots=True, kw_only=True, eq=False)
class _Look:
    """One look from the key down to its record."""

    entry: int
    reason: str | None
    folder: str
    begun: int | None = None
    is_begun: bool = False  # the chain has its beginning; set by the worker
    is_written: bool = False  # and its end
    wanted: int = 0  # place in STEPS that was asked for
    width: int = WIDTHS[0]
    sight: Sight | None = None  # waits for the beginning to be recorded
    steps: list[LookStepRow] = field(default_factory=list)
    showing: str | None = None
    trouble: str | None = None


class Looking(QObject):
    """The one look of a window at a time. `shown` carries the step and its sight, `refused` a sentence."""

    shown = Signal(str, object)  # step, Sight
    stepped = Signal()
    hidden = Signal()
    refused = Signal(str)
    failed = Signal(object, str)  # an entry that cannot be shown, and why; its number outgrows an int of C
    counted = Signal(object)  # LooksToday
    break_told = Signal(str)  # the words of a reminder, empty when it is over

    def __init__(self, workbench: Workbench, viewer: Viewer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workbench, self._viewer = workbench, viewer
        self._record = Questions(self, name="looks")
        self._folder = ""
        self._look: _Look | None = None
        self._ending: list[_Look] = []  # their ends are on the way into the chain
        self._question: int | None = None
        self._since = QElapsedTimer()
        self._longest = QTimer(self, singleShot=True)
        self._longest.timeout.connect(self._on_too_long)
        self._pulse = QTimer(self, interval=PULSE_MS)
        self._pulse.timeout.connect(self._on_pulse)
        self._beat, self._beat_ms = QElapsedTimer(), 0
        self.today = LooksToday()
        self._break_words = ""
        viewer.died.connect(self._on_viewer_died)

    @property
    def is_held(self) -> bool:
        return self._look is not None

    @property
    def is_busy(self) -> bool:
        """A record is still to be written."""
        return self._record.is_busy

    @property
    def step(self) -> str | None:
        """The step that is held now: the one asked for, shown or on its way."""
        return None if self._look is None else STEPS[self._look.wanted]

    @property
    def can_grow(self) -> bool:
        """A larger picture of the step can be asked for."""
        return self._look is not None and self._look.width < WIDTHS[-1]

    def set_case(self, folder: str) -> None:
        """The case that is open now, "" for none; a look at the former one is over."""
        self.release()
        self._folder, self.today = folder, LooksToday()

    def take_today(self, today: LooksToday) -> None:
        """What was looked at so far, as the case says."""
        self.today = today
        self.counted.emit(today)

    def press(self, entry: int, *, reason: str | None, is_match: bool) -> None:
        """The key went down over an entry: record that, and show its lines."""
        if self._look is not None or not self._folder:
            return
        if is_match and not reason:
            self.refused.emit(translate("look", "This file is a known match. Choose a reason first."))
            return
        if self.today.is_used_up and self.today.looks_a_day == 0:
            self.refused.emit(translate("look", "A supervisor allows no looks at content in this case."))
            return
        look = self._look = _Look(entry=entry, reason=reason or None, folder=self._folder)
        self._record.ask(
            partial(self._begin, look),
            then=lambda today: self._on_begun(look, today),
            otherwise=lambda sentence: self._on_refused(look, sentence),
        )
        self._longest.start(1_000 * (self.today.seconds_a_look or LONGEST_S))
        self._beat.start()
        self._beat_ms = clock_ms()
        self._pulse.start()
        self._ask(look)
        self.stepped.emit()

    def further(self) -> None:
        """One step more, while the key is held."""
        look = self._look
        if look is None or look.wanted + 1 >= len(STEPS) or look.showing != STEPS[look.wanted]:
            return
        if STEPS[look.wanted + 1] == "plain" and not look.reason:
            self.refused.emit(translate("look", "Plain needs a reason. Let go, choose one, and look again."))
            return
        look.wanted += 1
        self._ask(look)
        self.stepped.emit()

    def larger(self) -> None:
        """The same step, larger."""
        look = self._look
        if look is not None and look.showing is not None and look.width < WIDTHS[-1]:
            look.width = WIDTHS[-1]
            self._ask(look)

    def release(self) -> None:
        """The key went up, or anything else that ends a look: hidden first, recorded then."""
        look, self._look = self._look, None
        if look is None:
            return
        self.hidden.emit()
        self._longest.stop()
        self._pulse.stop()
        self._note_time(look)
        look.sight = None
        if self._question is not None:
            self._viewer.cancel(self._question)
            self._question = None
        self._ending.append(look)
        self._record.ask(
            partial(self._end, look),
            then=lambda today: self._on_ended(look, today),
            otherwise=self.refused.emit,
        )

    def close(self) -> None:
        """The window goes: what is still to be recorded is written before the worker ends."""
        self.release()
        ending, self._ending = self._ending, []
        self._record.close(*(partial(self._end_quietly, look) for look in ending))

    def wait(self) -> None:
        self._record.wait()

    def minutes_to_break(self, now: datetime, *, setting: int = BREAK_AFTER_MIN) -> int:
        """Minutes until a break is due, 0 or less where it is; a supervisor goes before the setting."""
        after = self.today.break_after_min or setting
        if self.today.stretch_began is None:
            return after
        began = datetime.fromisoformat(self.today.stretch_began)
        return after - int((now - began).total_seconds() // 60)

    def tell_break(self, words: str) -> None:
        """A break is due, or not any more; told once."""
        if words != self._break_words:
            self._break_words = words
            self.break_told.emit(words)

    def _ask(self, look: _Look) -> None:
        if self._question is not None:
            self._viewer.cancel(self._question)
        self._question = self._viewer.ask_look(
            look.entry,
            step=STEPS[look.wanted],
            width=look.width,
            then=lambda sight: self._on_sight(look, sight),
            otherwise=lambda sentence: self._on_failed(look, sentence),
        )

    # In the worker, one after the other: an end comes after its own beginning, whatever the hand does.

    def _begin(self, look: _Look) -> LooksToday:
        today = self._workbench.begin_look(look.folder, look.entry, reason=look.reason)
        look.begun, look.is_begun = today.begun, True
        return today

    def _end(self, look: _Look) -> LooksToday | None:
        """Record the end of a look whose beginning stands, once."""
        if not look.is_begun or look.is_written:
            return None
        look.is_written = True
        row = LookRow(
            entry=look.entry,
            steps=tuple(look.steps),
            seconds=sum(step.seconds for step in look.steps),
            reason=look.reason,
            trouble=look.trouble,
            begun=look.begun,
        )
        return self._workbench.log_look(look.folder, row)

    def _end_quietly(self, look: _Look) -> None:
        """The window is gone: a case that refuses the end still has the beginning."""
        with suppress(TroubleSentence):
            self._end(look)

    # What came of it

    def _on_begun(self, look: _Look, today: LooksToday) -> None:
        self.take_today(today)
        if look is self._look and look.sight is not None:
            self._show(look, look.sight)

    def _on_ended(self, look: _Look, today: LooksToday | None) -> None:
        if look in self._ending:
            self._ending.remove(look)
        if today is not None:
            self.take_today(today)

    def _on_refused(self, look: _Look, sentence: str) -> None:
        """The case takes no beginning: nothing is shown, and there is nothing to record."""
        if look is self._look:
            self.release()
        self.refused.emit(sentence)

    def _on_sight(self, look: _Look, sight: Sight) -> None:
        if look is not self._look:
            return
        self._question = None
        if look.is_begun:
            self._show(look, sight)
        else:
            look.sight = sight

    def _show(self, look: _Look, sight: Sight) -> None:
        look.sight = None
        self._note_time(look)
        look.showing = STEPS[look.wanted]
        self._since.start()
        self.shown.emit(look.showing, sight)

    def _note_time(self, look: _Look) -> None:
        """Add what was shown until now to the steps of the look."""
        if look.showing is None:
            return
        seconds = self._since.elapsed() / 1_000
        if look.steps and look.steps[-1].step == look.showing:
            seconds += look.steps.pop().seconds  # the same step, larger
        look.steps.append(LookStepRow(step=look.showing, seconds=seconds))
        look.showing = None

    def _on_failed(self, look: _Look, sentence: str) -> None:
        if look is not self._look:
            return
        self._question = None
        look.trouble = sentence
        self.release()
        self.failed.emit(look.entry, sentence)
        self.refused.emit(translate("look", "This file cannot be shown. {why}").format(why=sentence))

    def _on_viewer_died(self) -> None:
        """What it showed is hidden: nobody knows what it was doing."""
        if self._look is not None and self._question is None:
            self._look.trouble = translate("look", "The viewer ended while the key was held.")
            self.release()

    def _on_pulse(self) -> None:
        """A laptop that slept under the held key never heard it go up."""
        went_on = abs(clock_ms() - self._beat_ms - self._beat.restart()) > _SLEPT_MS
        self._beat_ms = clock_ms()
        if went_on:
            self.release()
            self.refused.emit(translate("look", "Hidden: the laptop slept, or its clock was set."))

    def _on_too_long(self) -> None:
        self.release()
        self.refused.emit(
            translate("look", "Hidden after the longest time for one look. Press again to go on.")
        )
