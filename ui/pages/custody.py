"""The custody page: the chain as a story, newest first, its state, and the chosen event as written."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.rows import CustodyRow
from ui.commands import Actions, key_hint
from ui.custody_words import signing_state
from ui.desk import Desk
from ui.look import Look
from ui.parts.buttons import Button, CommandButton
from ui.parts.labels import SaidLabel, label
from ui.parts.panels import Facts, Notice, Panel
from ui.programs import Ending
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import Said, count, counted, grouped, moment

HEADS = (
    Head(title="No.", width=56, right=True),
    Head(title="UTC", width=104),
    Head(title="What happened", width=0),
    Head(title="By", width=160),
    Head(title="Event digest", width=100),
)
KINDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Everything", ()),
    ("Exhibits", ("exhibit.",)),
    ("Hand-overs", ("exhibit.transferred",)),
    ("Scans and sets", ("scan.", "set.", "self_test.")),
    ("People and case", ("case.", "person.")),
    ("Exports", ("report.", "files.", "entries.", "bundle.", "set.exported")),
    ("Seals", ("checkpoint.", "stamp.")),
)
_ICONS: Final = (
    ("checkpoint", "pen-nib"),
    ("stamp", "clock"),
    ("transferred", "arrows-left-right"),
    ("photographed", "camera"),
    ("described", "pencil-simple"),
    ("person", "identification-badge"),
    ("self_test", "gear"),
    ("disclosed", "file-text"),
    ("verif", "shield-check"),
    ("evidence", "hard-drive"),
    ("exhibit", "hard-drive"),
    ("set", "database"),
    ("scan", "gauge"),
    ("report", "file-text"),
    ("export", "file-text"),
    ("stop", "pause-circle"),
    ("fault", "warning"),
    ("case", "folder"),
)


def icon_of(action: str) -> str:
    return next((icon for part, icon in _ICONS if part in action), "link")


def custody_cells(row: CustodyRow) -> Sequence[Cell]:
    differs = "differs" in row.sentence
    is_seal = row.action.startswith(("checkpoint.", "stamp."))
    day, _t, clock = row.utc.partition("T")
    return (
        Cell(first=count(row.sequence), right=True, meaning="text2"),
        Cell(first=clock[:8] or row.utc, second=day, mono=True, meaning="text2"),
        Cell(
            first=row.sentence,
            icon="warning-octagon" if differs else icon_of(row.action),
            meaning="differs" if differs else "verified" if is_seal else "text",
            wrap=True,
        ),
        Cell(first=row.actor, second=actor_words(row), meaning="text2"),
        Cell(first=grouped(row.sha256[:8]), mono=True, meaning="text2"),
    )


def actor_words(row: CustodyRow) -> str:
    """Role and standing of whoever acted: `supervisor, sworn`."""
    return ", ".join(part for part in (row.role, row.standing) if part)


class CustodyPage(QWidget):
    """Reads the chain again whenever it has grown."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._all: tuple[CustodyRow, ...] = ()
        self._kind = 0
        self._shown_head = ""
        self.notice = Notice(look)
        self.model = CellsModel[CustodyRow](HEADS, custody_cells, self)
        self.table = CellsTable[CustodyRow](look, self.model, name="Custody events", row_height=46)
        self.state = SaidLabel(look, role="title")
        self._chain = Facts(label_width=88)
        self._event = Facts(label_width=64)
        self._sentence = label(wrap=True)
        self._json = QPlainTextEdit(readOnly=True)
        self._json.setAccessibleName("The event as written")
        self._json.setMinimumHeight(40)
        # It takes what is left: its own wish would press the lines above it together.
        self._json.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(self._kinds())
        row = QHBoxLayout()
        row.setSpacing(12)
        panel = Panel(margin=0)
        panel.body.addWidget(self.table)
        row.addWidget(panel, 1)
        row.addWidget(self._side())
        column.addLayout(row, 1)
        self.table.chosen.connect(self._show_event)
        desk.viewed.connect(self.show_view)
        desk.case_changed.connect(self._forget)

    def _kinds(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        group = QButtonGroup(self)
        for number, (words, _parts) in enumerate(KINDS):
            button = Button(self._look, words)
            button.setCheckable(True)
            button.setChecked(number == 0)
            group.addButton(button, number)
            row.addWidget(button)
        group.idClicked.connect(self._on_kind)
        row.addStretch(1)
        row.addWidget(label("newest first", role="small", meaning="text2"))
        return row

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(360)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        chain = Panel("Chain")
        chain.body.addWidget(self.state)
        chain.body.addWidget(self._chain)
        words = "A cut-off end shows only up to the last signed checkpoint."
        chain.body.addWidget(label(words, role="small", meaning="text2", wrap=True))
        for line_ in (
            (("custody.sign", "primary"), ("custody.check", "large")),
            (("custody.countersign", "plain"), ("case.finish", "plain")),
        ):
            row = QHBoxLayout()
            row.setSpacing(8)
            for command_id, kind in line_:
                row.addWidget(self._button(command_id, kind))
            row.addStretch(1)
            chain.body.addLayout(row)
        chain.body.addWidget(self.notice)
        column.addWidget(chain)
        column.addWidget(self._event_panel(), 1)
        return side

    def _button(self, command_id: str, kind: str) -> CommandButton:
        command = self._actions.command(command_id)
        text = {"custody.check": "Check", "case.finish": "Close the case"}.get(command_id, command.title)
        button = CommandButton(
            self._look,
            self._actions[command_id],
            kind=kind,
            icon=command.icon if kind != "plain" else "",
            key=key_hint(command) if kind != "plain" else "",
            text=text,
        )
        if command_id == "case.finish":
            self._finish_button = button
        return button

    def _event_panel(self) -> Panel:
        panel = Panel("Event")
        self._event_title = panel.title
        panel.body.addWidget(self._sentence)
        panel.body.addWidget(self._event)
        panel.body.addWidget(self._json, 1)
        copy = Button(self._look, "Copy", kind="flat", icon="copy")
        copy.setAccessibleName("Copy the event as written")
        copy.clicked.connect(
            lambda _checked=False: QGuiApplication.clipboard().setText(self._json.toPlainText())
        )
        panel.head.addWidget(copy)
        return panel

    def _forget(self) -> None:
        self._all, self._shown_head = (), ""
        self.notice.say("")
        self.model.show_rows([])

    def show_view(self) -> None:
        """Show the chain's state; read its events again if it has grown and the page is seen."""
        view, case = self._desk.view, self._desk.case
        if view is None or case is None:
            return
        summary = view.summary
        facts = view.custody
        state = [("Case", f"closed {moment(facts.closed_at)} UTC")] if facts.closed_at else []
        signed = signing_state(facts, summary.chain_count)
        self._chain.show_facts([*state, ("Head", grouped(summary.chain_head[:16])), *signed])
        self._finish_button.set_words("Reopen the case" if facts.closed_at else "Close the case")
        self._actions.refuse("custody.countersign", not facts.checkpoints)
        if not self.notice.isVisible():
            self.state.say(
                Said(
                    words=f"{counted(summary.chain_count, 'event')}, not checked yet",
                    icon="link",
                    meaning="text2",
                )
            )
        if self.isVisible() and summary.chain_head != self._shown_head:
            self._shown_head = summary.chain_head
            self._desk.questions.ask(case.custody, then=self._on_custody, channel="custody")

    def focus_first(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_check(self, ending: Ending) -> None:
        """Show how the check of the chain ended."""
        view = self._desk.view
        number = view.summary.chain_count if view is not None else 0
        if ending.status == 0:
            self.state.say(
                Said(words=f"{counted(number, 'event')}, all linked", icon="shield-check", meaning="verified")
            )
            self.notice.say(
                ending.sentence or "Every event holds the digest of the one before it.",
                meaning="verified",
                icon="shield-check",
            )
        else:
            self.state.say(Said(words="The chain differs", icon="warning-octagon", meaning="differs"))
            self.notice.say(ending.sentence, meaning="differs", icon="warning-octagon")

    def _on_custody(self, rows: tuple[CustodyRow, ...]) -> None:
        self._all = tuple(sorted(rows, key=lambda row: row.sequence, reverse=True))
        self._show_rows()

    def _on_kind(self, kind: int) -> None:
        self._kind = kind
        self._show_rows()

    def _show_rows(self) -> None:
        parts = KINDS[self._kind][1]
        self.model.show_rows([row for row in self._all if not parts or row.action.startswith(parts)])
        self.table.choose_row(0)

    def _show_event(self, row: CustodyRow | None) -> None:
        self._event_title.setText(f"Event {count(row.sequence)}" if row is not None else "Event")
        if row is None:
            self._event.show_facts([])
            self._sentence.setText("")
            self._json.setPlainText("")
            return
        self._sentence.setText(row.sentence)
        self._event.show_facts(
            [
                ("Action", f"{row.action}, {row.subject}"),
                ("By", f"{row.actor}{', ' + words if (words := actor_words(row)) else ''}"),
                ("Digest", grouped(row.sha256[:16])),
            ]
        )
        self._json.setPlainText(row.event_json)
