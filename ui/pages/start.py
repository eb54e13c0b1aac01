"""The start page: new case, open a case, practice case; what is ready for work; recent cases with their
verdict.
"""

from collections.abc import Sequence

from PySide6.QtCore import QStorageInfo, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.rows import RecentCase, SetRow, SigningKey
from ui.commands import Actions, key_hint
from ui.desk import Desk
from ui.look import Look
from ui.parts.buttons import Button, CommandButton
from ui.parts.labels import Chip, Glyph, MiddleLabel, label, set_property
from ui.parts.panels import Keys, Notice, Panel, line
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import Said, counted, moment, size

RECENT_HEADS = (
    Head(title="Case and place", width=280),
    Head(title="Result so far", width=0),
    Head(title="Last opened (UTC)", width=150, right=True),
)


def recent_cells(row: RecentCase) -> Sequence[Cell]:
    first, _semicolon, second = row.verdict.partition("; ")
    said = verdict_look(row)
    return (
        Cell(first=row.number, second=row.title or "no title", strong=True, mono=True),
        Cell(
            first=first[:1].upper() + first[1:],
            second=second or row.folder,
            meaning=said.meaning,
            icon=said.icon,
        ),
        Cell(first=moment(row.opened_at), right=True, meaning="text2"),
    )


def verdict_look(row: RecentCase) -> Said:
    """Icon and colour of a recent case's one-line verdict."""
    words = row.verdict.lower()
    if not row.exists:
        return Said(words=row.verdict, icon="warning", meaning="unreadable")
    if "matched" in words:
        return Said(words=row.verdict, icon="target", meaning="hit")
    if "locked" in words:
        return Said(words=row.verdict, icon="lock-key", meaning="locked")
    if "could not" in words:
        return Said(words=row.verdict, icon="warning", meaning="unreadable")
    if "nothing found" in words:
        return Said(words=row.verdict, icon="magnifying-glass", meaning="compared")
    return Said(words=row.verdict, icon="folder", meaning="text2")


class ReadyRow(QWidget):
    """One line of the readiness list."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.setFixedHeight(30)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 12, 0)
        row.setSpacing(12)
        self._glyph = Glyph(look, "clock", tone="text2")
        title = label(name)
        title.setFixedWidth(150)
        self._words = MiddleLabel("Looking…", role="", meaning="text2")
        self.link = Button(look, name, kind="link")
        self.link.hide()
        for widget, stretch in ((self._glyph, 0), (title, 0), (self._words, 1), (self.link, 0)):
            row.addWidget(widget, stretch)

    def say(self, words: str, *, is_ready: bool, link: str = "") -> None:
        meaning = "text2" if is_ready else "unreadable"
        self._glyph.show_icon(
            "check-circle" if is_ready else "warning", "verified" if is_ready else "unreadable"
        )
        self._words.show_text(words)
        set_property(self._words, "meaning", meaning)
        if link:
            self.link.set_words(link)
        self.link.setVisible(bool(link))


class StartPage(QWidget):
    """`wants` tells what was asked for that is not a command: `open` with a folder, `sets`, `examiner`."""

    wants = Signal(str, object)

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._default: SigningKey | None = None
        self.notice = Notice(look)
        self.progress = label(role="small", meaning="text2", wrap=True)
        self.ready = {name: ReadyRow(look, words) for name, words in _READY}
        self.recent = CellsModel[RecentCase](RECENT_HEADS, recent_cells, self)
        self.table = CellsTable[RecentCase](look, self.recent, name="Recent cases", row_height=46)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addWidget(self._left())
        row.addLayout(self._right(), 1)
        self.table.opened.connect(self._on_opened)
        self.ready["key"].link.clicked.connect(lambda _checked=False: self.wants.emit("key", None))
        desk.key.changed.connect(self._show_key)
        self.ready["sets"].link.clicked.connect(lambda _checked=False: self.wants.emit("sets", None))
        desk.sets_read.connect(self._show_sets)

    def _left(self) -> QWidget:
        box = QWidget()
        box.setFixedWidth(340)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._start_panel())
        column.addWidget(self._practice_panel())
        column.addWidget(self.notice)
        column.addStretch(1)
        column.addWidget(label(f"Fieldcase {self._desk.workbench.version}", role="small", meaning="text2"))
        return box

    def _start_panel(self) -> Panel:
        panel = Panel(margin=16)
        panel.body.addWidget(label("Start", role="screen"))
        for command_id, kind in (("case.new", "start"), ("case.open", "large")):
            command = self._actions.command(command_id)
            button = CommandButton(
                self._look, self._actions[command_id], kind=kind, icon=command.icon, key=key_hint(command)
            )
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
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
        verify.setSizePolicy(verify.sizePolicy().Policy.Expanding, verify.sizePolicy().Policy.Fixed)
        panel.body.addWidget(verify)
        panel.body.addWidget(
            label(
                "You can drop a case folder anywhere on this window; a bundle, its zip or a disclosure "
                "dropped here is verified.",
                meaning="text2",
                role="small",
                wrap=True,
            )
        )
        return panel

    def _practice_panel(self) -> Panel:
        panel = Panel(margin=16)
        head = QHBoxLayout()
        head.addWidget(label("Practice case", role="title"))
        head.addWidget(Chip(self._look, Said(words="Practice", icon="graduation-cap", meaning="text2")))
        head.addStretch(1)
        panel.body.addLayout(head)
        words = (
            "Builds a small disk image and a set, scans it and writes a report. Nothing goes into a real "
            "case."
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
        ready = Panel("Ready for work", margin=0)
        command = self._actions.command("page.refresh")
        again = CommandButton(
            self._look,
            self._actions["page.refresh"],
            kind="flat",
            icon=command.icon,
            key=command.keys,
            text="Check again",
        )
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
        panel = Panel("Recent cases", margin=0)
        panel.head.addWidget(Keys(self._look, (("Up", ""), ("Down", "choose"), ("Enter", "open"))))
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self.table)
        nothing = label(
            "No cases yet. Make a new case, or open the practice case to see how the work goes.",
            meaning="text2",
            wrap=True,
        )
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(nothing)
        panel.body.addWidget(host)
        return panel

    def show_view(self) -> None:
        """Read recent cases, sets and room again, in the background."""
        workbench = self._desk.workbench
        self._desk.watch.ask(workbench.recent_cases, then=self._show_recent, channel="recent")
        self._desk.read_sets()
        examiner = workbench.setting("examiner", "")
        self.ready["examiner"].say(
            examiner or "No name set yet; the first new case asks for it.", is_ready=bool(examiner)
        )
        self._desk.questions.ask(workbench.default_key, then=self._take_key, channel="key")
        self._desk.questions.ask(
            lambda: _room(str(workbench.default_case_folder())), then=self._show_room, channel="room"
        )

    def focus_first(self) -> None:
        if self.recent.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.new_case.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_task(self, words: str) -> None:
        self.progress.setText(words)
        self.progress.setVisible(bool(words))

    def _show_recent(self, cases: tuple[RecentCase, ...]) -> None:
        self.recent.show_rows(cases)
        self._stack.setCurrentIndex(0 if cases else 1)
        self.table.choose_row(0)
        if self.isVisible() and self.window().focusWidget() in (None, self.new_case):
            self.focus_first()

    def _show_sets(self) -> None:
        sets: tuple[SetRow, ...] = self._desk.sets or ()
        row = self.ready["sets"]
        if not any(one.role == "notable" for one in sets):
            row.say(
                "No notable set is loaded: a scan would compare with nothing.",
                is_ready=False,
                link="Import a set",
            )
            return
        records = sum(one.records for one in sets)
        newest = max(one.imported_at for one in sets)
        row.say(
            f"{len(sets)} loaded, {counted(records, 'record')}, last imported {moment(newest)}",
            is_ready=True,
            link="Sets",
        )

    def _take_key(self, default: SigningKey | None) -> None:
        self._default = default
        self._show_key()

    def _show_key(self) -> None:
        key, row = self._desk.key, self.ready["key"]
        if key.identity is not None:
            row.say(f"{key.identity.name} signs in this session", is_ready=True, link="Another key")
        elif self._default is not None:
            where = self._default.file or f"The card {self._default.card_label or ''}".strip()
            row.say(f"{where}; its passphrase is asked for once a session", is_ready=True, link="Open it")
        else:
            row.say(
                "None yet: scans and reports would not be signed.", is_ready=False, link="Make or choose one"
            )

    def _show_room(self, answer: tuple[str, int]) -> None:
        folder, free = answer
        self.ready["folder"].say(folder, is_ready=True)
        words = f"{size(free)} free; a case takes about 2 GB for each 1,000,000 entries"
        self.ready["room"].say(words, is_ready=free > 5 << 30)

    def _on_opened(self, case: RecentCase | None) -> None:
        if case is not None:
            self.wants.emit("open", case.folder)


_READY = (
    ("sets", "Sets"),
    ("examiner", "Examiner"),
    ("key", "Your key"),
    ("folder", "Cases lie in"),
    ("room", "Room for cases"),
)


def _room(folder: str) -> tuple[str, int]:
    """The folder and the bytes free where it lies (or will lie)."""
    storage = QStorageInfo(folder)
    at = folder
    while not storage.isValid() and "/" in at.strip("/"):
        at = at.rpartition("/")[0]
        storage = QStorageInfo(at or "/")
    return folder, max(storage.bytesAvailable(), 0)
