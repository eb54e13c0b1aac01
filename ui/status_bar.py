"""The status bar, one line of facts: work at hand, evidence, chain, key; network, power and both clocks.

Nothing in it is the only place where a thing is said. Where the window is narrow the least needed facts go.
"""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QDateTime, QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.rows import LaptopRow
from ui.case_view import CaseView
from ui.desk import Desk
from ui.language import translate
from ui.look import Look
from ui.parts.labels import SaidLabel, label
from ui.parts.panels import line
from ui.session_key import SessionKey
from ui.times import day, weekday
from ui.wording import Said, counted, grouped, middle_left_out

CLOCK_MS: Final = 1_000
LAPTOP_MS: Final = 20_000
LOW_BATTERY: Final = 20  # per cent, from which on it is a warning
NAME_MOST: Final = 26
WORDS_MOST: Final = 30  # of the work at hand, beside the other facts on 1280 px


class StatusBar(QFrame):
    """`laptop` is the last word of the laptop, for pages that show it too."""

    def __init__(self, look: Look, desk: Desk) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setFixedHeight(look.scaled(28))
        self._look, self._desk = look, desk
        self.laptop: LaptopRow | None = None
        self._work, self._source, self._folder = self._fact(), self._fact(), self._fact()
        self._chain, self._key, self._network = self._fact(), self._fact(), self._fact()
        self.power, self.rest = self._fact(), self._fact()
        self._clock = label(role="small", meaning="text2")
        self._held: QDateTime | None = None
        read_only = translate("bars", "Sources opened read-only")
        self._source.say(Said(words=read_only, icon="lock-key", meaning="text2"))
        network = translate("bars", "No network used")
        self._network.say(Said(words=network, icon="cloud-slash", meaning="text2"))
        self._edges: dict[QWidget, QWidget] = {}
        self._wanted: dict[QWidget, bool] = {}
        self._lay_out()
        self._tick = QTimer(self, interval=CLOCK_MS)
        self._tick.timeout.connect(self._show_clock)
        self._tick.start()
        self._laptop_tick = QTimer(self, interval=LAPTOP_MS)
        self._laptop_tick.timeout.connect(self.ask_laptop)
        self._laptop_tick.start()
        told = (desk.viewed, desk.case_changed, desk.scan_changed, desk.task_changed, desk.key.changed)
        for signal in (*told, desk.tables.stepped, desk.tables.ended):
            signal.connect(self.show_work)
        self._want(self.rest, False)
        desk.looking.break_told.connect(self._say_rest)
        self.show_work()
        self._show_clock()
        QTimer.singleShot(0, self, self.ask_laptop)

    def _fact(self) -> SaidLabel:
        return SaidLabel(self._look, role="small", size=14)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(line())
        self._row = QHBoxLayout()
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(12)
        for fact in (self._work, self._folder, self._source, self._chain, self._key):
            self._add(fact)
        self._row.addStretch(1)
        for fact in (self.rest, self._network, self.power):
            self._add(fact)
        self._row.addWidget(self._clock)
        outer.addLayout(self._row, 1)

    def _add(self, fact: SaidLabel) -> None:
        edge = line()
        edge.setFixedSize(1, 18)
        self._edges[fact], self._wanted[fact] = edge, True
        self._row.addWidget(fact)
        self._row.addWidget(edge)

    def show_work(self) -> None:
        desk, view = self._desk, self._desk.view
        self._work.say(_work_said(desk))
        self._key.say(key_said(desk.key))
        self._want(self._key, view is not None)
        self._want(self._source, view is not None)
        self._want(self._chain, view is not None)
        self._want(self._folder, view is None)
        if view is not None:
            self._chain.say(chain_said(view))
        self._fit()

    def _want(self, fact: SaidLabel, is_wanted: bool) -> None:
        self._wanted[fact] = is_wanted

    def ask_laptop(self) -> None:
        """Power and room, asked in a worker."""
        self._desk.aside.ask(self._desk.workbench.laptop, then=self._take_laptop, channel="laptop")

    def _take_laptop(self, laptop: LaptopRow) -> None:
        self.laptop = laptop
        said = power_said(laptop)
        self._want(self.power, said is not None)
        if said is not None:
            self.power.say(said)
        folder = translate("bars", "Cases lie in {folder}").format(folder=middle_left_out(laptop.folder, 40))
        self._folder.say(Said(words=folder, icon="folder", meaning="text2", second=laptop.folder))
        self._fit()

    def _say_rest(self, words: str) -> None:
        """A quiet reminder for who has looked at content for long."""
        self.rest.say(Said(words=words, icon="coffee", meaning="unreadable"))
        self._want(self.rest, bool(words))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another look has letters of another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Show what there is room for; a warning of the battery is the last to go."""
        for fact, is_wanted in self._wanted.items():
            self._show(fact, is_wanted)
        for fact in (self._key, self._network, self._source, self._folder, self._chain):
            self._row.invalidate()
            if self._row.sizeHint().width() <= self.width():
                return
            self._show(fact, False)

    def _show(self, fact: QWidget, is_shown: bool) -> None:
        fact.setVisible(is_shown)
        self._edges[fact].setVisible(is_shown)

    def hold_clock(self, at: QDateTime) -> None:
        """Stand still at a moment, for a picture."""
        self._held = at if at.isValid() else None
        self._show_clock()

    def _show_clock(self) -> None:
        here = (self._held or QDateTime.currentDateTime()).toLocalTime()
        date = datetime.fromisoformat(here.toString(Qt.DateFormat.ISODate))
        words = translate("bars", "{day}  {local} local  {utc} UTC").format(
            day=f"{weekday(date)} {day(date)}",
            local=here.toString("HH:mm"),
            utc=here.toUTC().toString("HH:mm"),
        )
        self._clock.setText(words)


def _work_said(desk: Desk) -> Said:
    view = desk.view
    if desk.is_scan_ours and desk.is_scan_stopping:
        return Said(words=translate("bars", "Scan stopping"), icon="gauge", meaning="accent")
    if desk.is_scanning:
        at_work = sum(one.state == "scanning" for one in view.exhibits) if view is not None else 0
        words = translate("bars", "%n reader(s) running", "", max(1, at_work))
        return Said(words=words, icon="gauge", meaning="accent")
    if desk.task is not None:
        return Said(words=desk.task.said(most=WORDS_MOST), icon="hourglass", meaning="accent")
    if words := desk.tables.said_shortly():
        return Said(words=words, icon="hourglass", meaning="accent")
    return Said(words=translate("bars", "Ready"), icon="check-circle", meaning="text2")


def chain_said(view: CaseView) -> Said:
    """`Chain: 214 events, head 9f3c 41ab, last signed 22 Nov 2026 02:48`."""
    said = translate("bars", "Chain: {events}, head {head}").format(
        events=counted(view.summary.chain_count, "event"), head=grouped(view.summary.chain_head[:8])
    )
    signed = view.custody.checkpoints
    if signed:
        at = QDateTime.fromString(signed[-1].utc, "yyyy-MM-ddTHH:mm:ssZ")
        time = at.toString("HH:mm") if at.isValid() else signed[-1].utc
        said = translate("bars", "{chain}, last signed {time} UTC").format(chain=said, time=time)
    return Said(words=said, icon="link", meaning="text2", second=view.summary.chain_head)


def power_said(laptop: LaptopRow) -> Said | None:
    """`Mains, 78 %`, `Battery 64 %`, a warning from 20 % on; None where there is no battery."""
    if laptop.battery is None:
        return None
    percent = f"{laptop.battery} %"
    if laptop.is_on_mains:
        words = translate("bars", "Mains, {percent}").format(percent=percent)
        return Said(words=words, icon="battery-charging", meaning="text2")
    if laptop.battery < LOW_BATTERY:
        words = translate("bars", "Battery {percent}. The scan saves itself every 5 s.")
        return Said(words=words.format(percent=percent), icon="battery-warning", meaning="unreadable")
    words = translate("bars", "Battery {percent}").format(percent=percent)
    return Said(words=words, icon="battery-high", meaning="text2")


def key_said(key: SessionKey) -> Said:
    """Who signs in this session."""
    if key.identity is not None:
        digest = key.identity.certificate_sha256
        name = middle_left_out(key.identity.name, NAME_MOST)
        second = translate("bars", "Certificate SHA-256 {digest}").format(digest=digest) if digest else ""
        words = translate("bars", "Signs: {name}").format(name=name)
        return Said(words=words, icon="key", meaning="accent", second=second)
    words = translate("bars", "Nothing is signed") if key.is_without else translate("bars", "No key yet")
    return Said(
        words=words, icon="key", meaning="text2", second=translate("bars", "Ctrl Shift K names a key")
    )
