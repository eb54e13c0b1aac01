"""The top bar (case, menu, look, examiner) and the status bar (work at hand, evidence, chain; network and
clocks).
"""

from PySide6.QtCore import QDateTime, QPoint, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ui.commands import Actions, key_hint
from ui.desk import Desk
from ui.look import Look
from ui.parts.buttons import CommandButton
from ui.parts.labels import Chip, Glyph, SaidLabel, label
from ui.parts.panels import line
from ui.session_key import SessionKey
from ui.wording import Said, counted, grouped, middle_left_out

CLOCK_MS = 1_000
MENUS = ("Case", "Go", "Work", "View")
NAME_MOST = 26
WORDS_MOST = 30  # of the work at hand, beside the other facts on 1280 px


class TopBar(QFrame):
    """Names the case and holds what is always at hand."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setFixedHeight(48)
        self._look, self._desk, self._actions = look, desk, actions
        self._number = label("Fieldcase", role="title")
        self._title = label("No case open", meaning="text2")
        self._practice = Chip(look, Said(words="Practice", icon="graduation-cap", meaning="text2"))
        self._read_only = Chip(look, Said(words="Opened read-only", icon="lock-key", meaning="unreadable"))
        self._examiner = label(meaning="text2")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(12)
        for widget in (self._number, self._title, self._practice, self._read_only):
            row.addWidget(widget)
        row.addStretch(1)
        for command_id in ("look.toggle", "menu.open"):
            command = actions.command(command_id)
            button = CommandButton(look, actions[command_id], icon=command.icon, key=key_hint(command))
            row.addWidget(button)
            if command_id == "look.toggle":
                self._look_button = button
        look.changed.connect(self._name_look)
        self._name_look()
        row.addSpacing(4)
        row.addWidget(Glyph(look, "identification-badge"))
        row.addWidget(self._examiner)
        outer.addLayout(row, 1)
        outer.addWidget(line())
        desk.viewed.connect(self.show_case)
        desk.case_changed.connect(self.show_case)
        self.show_case()

    def show_case(self) -> None:
        view = self._desk.view
        self._practice.setVisible(view is not None and view.summary.practice)
        self._read_only.setVisible(view is not None and view.summary.read_only)
        if view is None:
            self._number.setText("Fieldcase")
            self._title.setText("No case open")
            self._examiner.setText(self._desk.workbench.setting("examiner", "") or "no examiner set")
            return
        self._number.setText(view.summary.number)
        self._title.setText(view.summary.title or "no title")
        self._examiner.setText(view.summary.examiner)

    def _name_look(self) -> None:
        """The button names the look it leads to."""
        is_dark = self._look.theme.name == "dark"
        self._look_button.set_words("Light" if is_dark else "Dark", "sun" if is_dark else "moon")

    def open_menu(self) -> None:
        """Every command with its key, by group."""
        menu = QMenu(self)
        menu.setAccessibleName("Menu of every command")
        menu.aboutToHide.connect(menu.deleteLater)
        for name in MENUS:
            section = menu.addMenu(name)
            section.addActions(self._actions.of_menu(name))
        menu.popup(self.mapToGlobal(QPoint(self.width() - 240, self.height())))


class StatusBar(QFrame):
    """One line of facts; nothing in it is the only place where a thing is said."""

    def __init__(self, look: Look, desk: Desk) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setFixedHeight(28)
        self._desk = desk
        self._work = SaidLabel(look, role="small", size=14)
        self._source = SaidLabel(
            look,
            Said(words="Sources opened read-only", icon="lock-key", meaning="text2"),
            role="small",
            size=14,
        )
        self._chain = SaidLabel(look, role="small", size=14)
        self._key = SaidLabel(look, role="small", size=14)
        self._network = SaidLabel(
            look, Said(words="No network used", icon="cloud-slash", meaning="text2"), role="small", size=14
        )
        self._clock = label(role="small", meaning="text2")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(line())
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        for widget in (self._work, self._source, self._key, self._chain):
            row.addWidget(widget)
            edge = _upright()
            row.addWidget(edge)
        self._chain_edge = edge
        row.addStretch(1)
        row.addWidget(self._network)
        row.addWidget(_upright())
        row.addWidget(self._clock)
        outer.addLayout(row, 1)
        self._tick = QTimer(self, interval=CLOCK_MS)
        self._tick.timeout.connect(self._show_clock)
        self._tick.start()
        told = (desk.viewed, desk.case_changed, desk.scan_changed, desk.task_changed, desk.key.changed)
        for signal in told:
            signal.connect(self.show_work)
        self.show_work()
        self._show_clock()

    def show_work(self) -> None:
        desk, view = self._desk, self._desk.view
        if desk.is_scanning:
            words = "Scan stopping" if desk.is_scan_stopping else "Scan running"
            self._work.say(Said(words=words, icon="gauge", meaning="accent"))
        elif desk.task is not None:
            self._work.say(Said(words=desk.task.said(most=WORDS_MOST), icon="hourglass", meaning="accent"))
        else:
            self._work.say(Said(words="Ready", icon="check-circle", meaning="text2"))
        self._key.say(key_said(desk.key))
        self._chain.setVisible(view is not None)
        self._chain_edge.setVisible(view is not None)
        if view is not None:
            words = (
                f"Chain: {counted(view.summary.chain_count, 'event')}, head "
                f"{grouped(view.summary.chain_head[:8])}"
            )
            self._chain.say(Said(words=words, icon="link", meaning="text2"))

    def _show_clock(self) -> None:
        here = QDateTime.currentDateTime()
        self._clock.setText(
            f"{here.toString('ddd d MMM yyyy  HH:mm')} local  {here.toUTC().toString('HH:mm')} UTC"
        )


def key_said(key: SessionKey) -> Said:
    """Who signs in this session."""
    if key.identity is not None:
        digest = key.identity.certificate_sha256
        name = middle_left_out(key.identity.name, NAME_MOST)
        second = f"Certificate SHA-256 {digest}" if digest else ""
        return Said(words=f"Signs: {name}", icon="key", meaning="accent", second=second)
    words = "Nothing is signed" if key.is_without else "No key yet"
    return Said(words=words, icon="key", meaning="text2", second="Ctrl Shift K names a key")


def _upright() -> QWidget:
    made = line()
    made.setFixedSize(1, 18)
    return made
