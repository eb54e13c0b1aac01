"""The first hit on an exhibit is heard in the next room: once for each exhibit and scan, unless silenced.

What was heard is not heard again after a resume or when the case is opened anew. Where no sound can be made,
that is told once; the card's edge and the decision line say the same without it.
"""

from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from ui.case_view import CaseView
from ui.desk import Desk
from ui.language import translate
from ui.programs import HitSeen
from ui.tone import Tone

SETTING = "sound_on_first_hit"
OFF = ("no", "off", "false", "0")


class Sound(Protocol):
    """What makes the sound; `failed` where it cannot."""

    @property
    def failed(self) -> SignalInstance: ...
    def play(self) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


class FirstHits(QObject):
    """`met` tells the exhibit of a first hit, `changed` that sound was silenced or put on again; `told` is a
    sentence where a sound could not be made.
    """

    met = Signal(str)
    changed = Signal()
    told = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._tone: Sound = Tone(self)
        self._met: set[str] = set()  # exhibits of the open case whose first hit is known
        self._folder = ""
        self._is_following = False  # a scan runs whose beginning, or whose state, this window has seen
        self._is_silenced: bool | None = None  # None: as the setting says
        self._tone.failed.connect(self._on_failed)
        self._has_told = False
        desk.scan.hit_seen.connect(self._on_hit)
        desk.viewed.connect(self._on_view)
        desk.scan_changed.connect(self._on_scan_changed)

    def use(self, tone: Sound) -> None:
        """Make another sound: tests bring one that is not heard."""
        self._tone = tone
        tone.failed.connect(self._on_failed)

    @property
    def is_silent(self) -> bool:
        if self._is_silenced is not None:
            return self._is_silenced
        return self._desk.workbench.setting(SETTING, "yes").lower() in OFF

    def toggle(self) -> None:
        """Silence, and put on again, until the window ends; a sound that plays stops."""
        self._is_silenced = not self.is_silent
        if self._is_silenced:
            self._tone.stop()
        self.changed.emit()

    def read_setting(self) -> None:
        """The setting was changed: it holds from now on."""
        self._is_silenced = None
        self.changed.emit()

    def try_out(self) -> None:
        """Play the sound now, silenced or not; a laptop without sound is told each time."""
        self._has_told = False
        self._tone.play()

    def close(self) -> None:
        self._tone.close()

    def _on_scan_changed(self) -> None:
        """A scan that begins anew has first hits again; a resumed one has those it had."""
        desk = self._desk
        if desk.is_scan_ours and not self._is_following:
            self._is_following = True
            if desk.plan.anew:
                self._met -= set(desk.plan.exhibits) or set(self._met)
        elif not desk.is_scanning:
            self._is_following = False

    def _on_hit(self, hit: HitSeen) -> None:
        if self._desk.is_scan_ours and hit.exhibit not in self._met:
            self._meet(hit.exhibit)

    def _on_view(self) -> None:
        """What a case shows when it is opened was met before; what comes while it is scanned is new."""
        view, case = self._desk.view, self._desk.case
        if view is None or case is None:
            return
        if case.folder != self._folder:
            self._folder, self._met = case.folder, _with_hits(view)
            return
        fresh = _with_hits(view) - self._met
        for label in sorted(fresh):
            if self._desk.is_scanning:
                self._meet(label)
        self._met |= fresh

    def _meet(self, exhibit: str) -> None:
        self._met.add(exhibit)
        self.met.emit(exhibit)
        if not self.is_silent:
            self._tone.play()

    def _on_failed(self) -> None:
        if not self._has_told:
            self._has_told = True
            self.told.emit(
                translate(
                    "board", "This laptop has no sound that can be used; first hits are shown, not heard."
                )
            )


def _with_hits(view: CaseView) -> set[str]:
    return {exhibit.label for exhibit in view.exhibits if exhibit.hits}
