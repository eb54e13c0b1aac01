"""The start page: new case, open a case, practice case; what is ready for work; recent cases with their
verdict.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.rows import KeptSelfTest, LaptopRow, RecentCase, SetRow, SigningKey
from ui.case_view import Task
from ui.commands import Actions, key_hint
from ui.custody_errands import SELF_TEST
from ui.desk import Desk
from ui.language import marked, translate
from ui.look import Look
from ui.pages.start_ready import (
    ReadyRow,
    age_ready,
    clock_ready,
    key_ready,
    room_ready,
    self_test_ready,
    sets_ready,
)
from ui.pages.start_recent import recent_cells, recent_heads
from ui.parts.buttons import CommandButton
from ui.parts.flow import Flow
from ui.parts.labels import Chip, label
from ui.parts.panels import Keys, Notice, Panel, line
from ui.programs import Ending
from ui.tables.cells import CellsModel, CellsTable
from ui.times import time_of_day
from ui.wording import Said, grouped

_READY: Final = (
    ("self_test", marked("start", "Self-test")),
    ("key", marked("start", "Examiner key")),
    ("sets", marked("start", "Sets")),
    ("age", marked("start", "Set age")),
    ("room", marked("start", "Room for cases")),
    ("clock", marked("start", "Clock")),
)
NARROW: Final = 760  # pixels of the list of recent cases, below which two columns go
EXHIBITS_COLUMN: Final = 1
STATE_COLUMN: Final = 2
DIGEST_SHOWN: Final = 12  # digits of the program's digest; all of it is in the tooltip


class StartPage(QWidget):
    """`wants` tells what was asked for that is not a command: `open` with a folder, `sets`, `examiner`."""

    wants = Signal(str, object)

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._default: SigningKey | None = None
        self._laptop: LaptopRow | None = None
        self._digest = ""
        self._is_to_read = False
        self.notice = Notice(look)
        self.progress = label(role="small", meaning="text2", wrap=True)
        self.ready = {name: ReadyRow(look, translate("start", words)) for name, words in _READY}
        self.recent = CellsModel[RecentCase](recent_heads(), recent_cells, self)
        name = translate("start", "Recent cases")
        self.table = CellsTable[RecentCase](look, self.recent, name=name, row_height=46)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addWidget(self._left())
        row.addLayout(self._right(), 1)
        self._connect()

    def _connect(self) -> None:
        self.table.opened.connect(self._on_opened)
        self.table.chosen.connect(lambda row: self._actions.refuse("case.forget", row is None))
        self._actions.refuse("case.forget", True)
        self._desk.key.changed.connect(self._show_ready)
        self._desk.sets_read.connect(self._show_ready)
        self._desk.task_ended.connect(self._on_task_ended)
        links = (("key", "key"), ("sets", "sets"), ("age", "import"), ("self_test", "self_test"))
        for row, wish in links:
            self.ready[row].link.clicked.connect(partial(self._on_link, wish))

    def _on_link(self, wish: str, _checked: bool = False) -> None:
        commands = {"import": "sets.import", "self_test": "selftest.run"}
        if wish in commands:
            self._actions[commands[wish]].trigger()
        else:
            self.wants.emit(wish, None)

    def _left(self) -> QWidget:
        box = QWidget()
        box.setFixedWidth(self._look.scaled(340))
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._start_panel())
        column.addWidget(self._practice_panel())
        column.addWidget(self.notice)
        column.addStretch(1)
        column.addWidget(self._version())
        return box

    def _version(self) -> QWidget:
        holder = QWidget()
        row = Flow(holder, spacing=6, last_width=self._look.scaled(120))
        words = translate("start", "Fieldcase {version}, program digest")
        self._digest_label = label(role="mono", meaning="text2")
        version = words.format(version=self._desk.workbench.version)
        row.addWidget(label(version, role="small", meaning="text2"))
        row.addWidget(self._digest_label)
        return holder

    def _start_panel(self) -> Panel:
        panel = Panel(margin=16)
        panel.body.addWidget(label(translate("start", "Start"), role="screen"))
        for command_id, kind in (("case.new", "start"), ("case.open", "large")):
            command = self._actions.command(command_id)
            button = CommandButton(
                self._look, self._actions[command_id], kind=kind, icon=command.icon, key=key_hint(command)
            )
            button.let_key_go()
            panel.body.addWidget(button)
            if command_id == "case.new":
                self.new_case = button
        command = self._actions.command("verify.open")
        verify = CommandButton(
            self._look,
            self._actions["verify.open"],
            kind="large",
            icon=command.icon,
            key=key_hint(command),
        )
        verify.let_key_go()
        panel.body.addWidget(verify)
        panel.body.addWidget(
            label(
                translate(
                    "start",
                    "You can drop a case folder anywhere on this window; a bundle, its zip or a disclosure "
                    "dropped here is verified.",
                ),
                meaning="text2",
                role="small",
                wrap=True,
            )
        )
        return panel

    def _practice_panel(self) -> Panel:
        panel = Panel(margin=16)
        head = QHBoxLayout()
        head.addWidget(label(translate("start", "Practice case"), role="title"))
        head.addWidget(
            Chip(
                self._look, Said(words=translate("start", "Practice"), icon="graduation-cap", meaning="text2")
            )
        )
        head.addStretch(1)
        panel.body.addLayout(head)
        words = translate(
            "start",
            "Builds a small disk image and a set, then walks through scan, findings, report and check. "
            "About ten minutes; nothing goes into a real case.",
        )
        panel.body.addWidget(label(words, meaning="text2", wrap=True))
        command = self._actions.command("case.practice")
        panel.body.addWidget(CommandButton(self._look, self._actions["case.practice"], key=key_hint(command)))
        panel.body.addWidget(self.progress)
        self.progress.hide()
        return panel

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(16)
        ready = Panel(translate("start", "Ready for work"), margin=0)
        command = self._actions.command("page.refresh")
        again = CommandButton(
            self._look,
            self._actions["page.refresh"],
            kind="flat",
            icon=command.icon,
            key=command.keys,
            text=translate("start", "Check again"),
        )
        self._checked = label(role="small", meaning="text2")
        ready.head.addWidget(self._checked)
        ready.head.addWidget(again)
        ready.body.setSpacing(0)
        for number, row in enumerate(self.ready.values()):
            if number:
                ready.body.addWidget(line())
            ready.body.addWidget(row)
        column.addWidget(ready)
        column.addWidget(self._recent_panel(), 1)
        return column

    def _recent_panel(self) -> Panel:
        panel = Panel(translate("start", "Recent cases"), margin=0)
        panel.head.addWidget(Keys(self._look, self._keys()))
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self.table)
        nothing = label(
            translate(
                "start", "No cases yet. Make a new case, or open the practice case to see how the work goes."
            ),
            meaning="text2",
            wrap=True,
        )
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(nothing)
        panel.body.addWidget(host)
        return panel

    @staticmethod
    def _keys() -> tuple[tuple[str, str], ...]:
        return (
            ("↑", ""),
            ("↓", translate("start", "choose")),
            (translate("start", "Enter"), translate("start", "open")),
            (translate("start", "Del"), translate("start", "take off the list")),
        )

    def show_view(self) -> None:
        """Read recent cases, sets, key, laptop and program again, in the background. What is asked before the
        window stands waits for it: the first question imports the database, which would hold it up.
        """
        self._is_to_read = not self.isVisible()
        if not self._is_to_read:
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_to_read:
            self._is_to_read = False
            QTimer.singleShot(0, self, self._read)

    def _read(self) -> None:
        workbench, aside = self._desk.workbench, self._desk.aside
        self._desk.watch.ask(workbench.recent_cases, then=self._show_recent, channel="recent")
        self._desk.read_sets()
        self._desk.questions.ask(workbench.default_key, then=self._take_key, channel="key")
        aside.ask(workbench.laptop, then=self._take_laptop, channel="start-laptop")
        if not self._digest:
            aside.ask(workbench.program_digest, then=self._take_digest, channel="digest")
        self._show_ready()

    def check_again(self) -> None:
        """Read everything again, and run the self-test unless other work is at hand."""
        self.show_view()
        if not self._desk.work.is_running:
            self._actions["selftest.run"].trigger()

    def focus_first(self) -> None:
        if self.recent.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.new_case.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_task(self, words: str) -> None:
        self.progress.setText(words)
        self.progress.setVisible(bool(words))

    # recent cases

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the list is narrow the result stays and the rest goes; the case itself tells it."""
        super().resizeEvent(event)
        is_narrow = self.width() - self._look.scaled(340) < self._look.scaled(NARROW)
        for column in (EXHIBITS_COLUMN, STATE_COLUMN):
            self.table.setColumnHidden(column, is_narrow)

    def _show_recent(self, cases: tuple[RecentCase, ...]) -> None:
        """At once as they were remembered, then each as its own folder says now."""
        chosen = self.table.current()
        before = {row.folder: row for row in self.recent.rows()}
        known = (
            replace(row, facts=before[row.folder].facts) if row.folder in before else row for row in cases
        )
        self.recent.show_rows(tuple(known))
        self._stack.setCurrentIndex(0 if cases else 1)
        folders = [row.folder for row in cases]
        at = folders.index(chosen.folder) if chosen is not None and chosen.folder in folders else 0
        self.table.choose_row(at)
        workbench = self._desk.workbench
        for row in cases:
            if row.exists:
                self._desk.aside.ask(partial(workbench.read_recent, row), then=self._take_recent)
        if self.isVisible() and self.window().focusWidget() in (None, self.new_case):
            self.focus_first()
        self._show_ready()

    def _take_recent(self, case: RecentCase) -> None:
        for number, row in enumerate(self.recent.rows()):
            if row.folder == case.folder:
                self.recent.change_row(number, case)

    def forget_chosen(self) -> None:
        """Take the chosen case off the list; nothing of the case itself is touched."""
        case = self.table.current()
        if case is not None:
            self._desk.workbench.forget_case(case.folder)
            self._desk.watch.ask(self._desk.workbench.recent_cases, then=self._show_recent, channel="recent")

    def _on_opened(self, case: RecentCase | None) -> None:
        if case is not None:
            self.wants.emit("open", case.folder)

    # what is ready

    def _take_key(self, default: SigningKey | None) -> None:
        self._default = default
        self._show_ready()

    def _take_laptop(self, laptop: LaptopRow) -> None:
        self._laptop = laptop
        words = translate("start", "checked {time}").format(
            time=time_of_day(datetime.fromisoformat(self._desk.workbench.utc()))
        )
        self._checked.setText(words)
        self._show_ready()

    def _take_digest(self, digest: str) -> None:
        self._digest = digest
        self._digest_label.setText(grouped(digest[:DIGEST_SHOWN]))
        self._digest_label.setToolTip(grouped(digest))
        self._show_ready()

    def _on_task_ended(self, task: Task, ending: Ending) -> None:
        """A self-test, wherever it was asked for, is kept for this list."""
        if task.words == SELF_TEST and ending.answer is not None and "passed" in ending.answer:
            self._desk.workbench.keep_self_test(ending.answer)
            self._show_ready()

    def _show_ready(self) -> None:
        """Each line as soon as what it needs has been read."""
        desk, laptop = self._desk, self._laptop
        kept: KeptSelfTest | None = desk.workbench.kept_self_test()
        self.ready["self_test"].say(self_test_ready(kept, self._digest))
        if laptop is None:
            return
        self.ready["key"].say(key_ready(desk.key.identity, self._default, now=laptop.utc))
        self.ready["room"].say(room_ready(laptop))
        if desk.sets is not None:
            self._show_sets(desk.sets, laptop)

    def _show_sets(self, sets: tuple[SetRow, ...], laptop: LaptopRow) -> None:
        required = self._desk.workbench.setting("required_sets", "").splitlines()
        self.ready["sets"].say(sets_ready(sets, [name.strip() for name in required if name.strip()]))
        age = age_ready(sets, now=laptop.utc)
        self.ready["age"].setVisible(age is not None)
        if age is not None:
            self.ready["age"].say(age)
        self.ready["clock"].say(clock_ready(laptop, sets, self.recent.rows()))
