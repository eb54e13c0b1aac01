"""The custody page: the chain as a story with checkpoints inline, its state, the chosen event as written."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.commands import Actions, key_hint
from ui.custody_story import KINDS, StoryLine, chosen_lines, story
from ui.custody_words import DOES_NOT_PROVE, PROVES, signing_state
from ui.desk import Desk
from ui.language import language_in_force, translate
from ui.look import Look
from ui.pages.custody_event import EventPanel
from ui.pages.custody_table import StoryModel, StoryTable
from ui.parts.buttons import Button, CommandButton
from ui.parts.flow import Flow
from ui.parts.labels import SaidLabel, label
from ui.parts.panels import Facts, Notice, Panel
from ui.programs import Ending
from ui.times import moment
from ui.wording import Said, counted, grouped

SIDE, NARROW_SIDE = 360, 300
WIDE_PAGE: Final = 1000  # px; below it the side is narrow, below STACKED it stands under the story
STACKED: Final = 720


class CustodyPage(QWidget):
    """Reads the chain again whenever it has grown."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._lines: tuple[StoryLine, ...] = ()
        self._chosen: StoryLine | None = None
        self._shown_head = ""
        self.kind = "all"
        self.notice = Notice(look)
        self.model = StoryModel(self)
        self.table = StoryTable(look, self.model)
        self.state = SaidLabel(look, role="title")
        self._chain = Facts(label_width=88)
        self.event_panel = EventPanel(look, actions)
        self._nothing = label(meaning="text2", wrap=True)
        self._nothing.setContentsMargins(12, 12, 12, 12)
        self._nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._filters())
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(12)
        panel = Panel(margin=0)
        panel.body.setSpacing(0)
        panel.body.addWidget(self._nothing)
        panel.body.addWidget(self.table)
        self._beside.addWidget(panel, 1)
        self._side_area = QScrollArea(widgetResizable=True)
        self._side_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side_area.setWidget(self._side())
        self._beside.addWidget(self._side_area)
        column.addLayout(self._beside, 1)
        self.table.chosen.connect(self._show_line)
        desk.viewed.connect(self.show_view)
        desk.case_changed.connect(self._forget)

    def _filters(self) -> QWidget:
        holder = QWidget()
        row = Flow(holder, spacing=8, last_width=150)
        self._group = QButtonGroup(self)
        for number, (_name, words) in enumerate(KINDS):
            button = Button(self._look, words)
            button.setCheckable(True)
            button.setChecked(number == 0)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idClicked.connect(self._on_kind)
        self.exhibits, self.order = QComboBox(), QComboBox()
        self.exhibits.setAccessibleName(translate("custody", "Exhibit"))
        self.exhibits.addItem(translate("custody", "All exhibits"), "")
        self.order.setAccessibleName(translate("custody", "Order"))
        self.order.addItem(translate("custody", "Newest first"), True)
        self.order.addItem(translate("custody", "Oldest first"), False)
        self.words = QLineEdit(placeholderText=translate("custody", "Only events that say…"))
        self.words.setAccessibleName(translate("custody", "Only events that say"))
        self.words.setClearButtonEnabled(True)
        for field in (self.exhibits, self.order, self.words):
            field.setMinimumHeight(32)
            row.addWidget(field)
        self.exhibits.currentIndexChanged.connect(lambda _at: self._show_rows())
        self.order.currentIndexChanged.connect(lambda _at: self._show_rows())
        self.words.textChanged.connect(lambda _text: self._show_rows())
        return holder

    def _side(self) -> QWidget:
        side = QWidget()
        side.setObjectName("inside")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        chain = Panel(translate("custody", "Chain"))
        chain.body.addWidget(self.state)
        chain.body.addWidget(self._chain)
        words = translate("custody", "A cut-off end shows only up to the last signed checkpoint.")
        self._limit = label(words, role="small", meaning="text2", wrap=True)
        chain.body.addWidget(self._limit)
        self._proof_link = Button(self._look, translate("custody", "What the seals prove"), kind="link")
        chain.head.addWidget(self._proof_link)
        self._proof_link.clicked.connect(lambda _checked=False: self._turn_proof())
        chain.body.addWidget(self._buttons())
        chain.body.addWidget(self.notice)
        column.addWidget(chain)
        column.addWidget(self.event_panel, 1)
        return side

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = Flow(holder, spacing=8, last_width=1)
        for command_id, kind in (
            ("custody.sign", "primary"),
            ("custody.check", "large"),
            ("custody.countersign", "plain"),
            ("case.finish", "plain"),
        ):
            row.addWidget(self._button(command_id, kind))
        row.addWidget(QWidget())
        return holder

    def _button(self, command_id: str, kind: str) -> CommandButton:
        command = self._actions.command(command_id)
        short = {
            "custody.check": translate("custody", "Check"),
            "case.finish": translate("custody", "Close the case"),
        }
        button = CommandButton(
            self._look,
            self._actions[command_id],
            kind=kind,
            icon=command.icon if kind != "plain" else "",
            key=key_hint(command) if kind != "plain" else "",
            text=short.get(command_id, ""),
        )
        if command_id == "case.finish":
            self._finish_button = button
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide, ways = self.width(), QBoxLayout.Direction
        is_stacked = wide < self._look.scaled(STACKED)
        self._beside.setDirection(ways.TopToBottom if is_stacked else ways.LeftToRight)
        side = self._look.scaled(SIDE if wide >= self._look.scaled(WIDE_PAGE) else NARROW_SIDE)
        self._side_area.setMinimumWidth(0 if is_stacked else side)
        self._side_area.setMaximumWidth(16_777_215 if is_stacked else side)
        self._side_area.setMinimumHeight(320 if is_stacked else 0)

    def _turn_proof(self) -> None:
        """What seals prove and do not, in the place of the one sentence; and back."""
        short = translate("custody", "A cut-off end shows only up to the last signed checkpoint.")
        if self._limit.text() != short:
            self._limit.setText(short)
            self._proof_link.set_words(translate("custody", "What the seals prove"))
            return
        proves = translate("custody", "They prove: {words}").format(words=translate("custody", PROVES))
        not_proved = translate("custody", "They do not prove: {words}").format(
            words=translate("custody", DOES_NOT_PROVE)
        )
        self._limit.setText(f"{proves}\n{not_proved}")
        self._proof_link.set_words(translate("custody", "Less"))

    def _forget(self) -> None:
        self._lines, self._shown_head = (), ""
        self.notice.say("")
        self.words.clear()
        self.model.show_rows([])
        self._show_line(None)

    def show_view(self) -> None:
        """Show the chain's state; read its events again if it has grown and the page is seen."""
        view, case = self._desk.view, self._desk.case
        if view is None or case is None:
            return
        summary, facts = view.summary, view.custody
        closed = moment(facts.closed_at)
        state = (
            [(translate("custody", "Case"), translate("custody", "closed {utc}").format(utc=closed))]
            if facts.closed_at
            else []
        )
        head = (translate("custody", "Head"), grouped(summary.chain_head[:16]))
        self._chain.show_facts([*state, head, *signing_state(facts, summary.chain_count)])
        self._finish_button.set_words(
            translate("custody", "Reopen the case")
            if facts.closed_at
            else translate("custody", "Close the case")
        )
        self._actions.refuse("custody.countersign", not facts.checkpoints)
        if not self.notice.isVisible():
            words = translate("custody", "{events}, not checked yet")
            said = words.format(events=counted(summary.chain_count, "event"))
            self.state.say(Said(words=said, icon="link", meaning="text2"))
        self._offer_exhibits([row.label for row in view.exhibits])
        self.model.say_zone()
        self.table.viewport().update()
        if self.isVisible() and summary.chain_head != self._shown_head:
            self._shown_head, language = summary.chain_head, language_in_force()
            self._desk.questions.ask(
                lambda: story(case.custody(language)), then=self._on_custody, channel="custody"
            )

    def _offer_exhibits(self, labels: Sequence[str]) -> None:
        known = {self.exhibits.itemData(at) for at in range(1, self.exhibits.count())}
        if known != set(labels):
            chosen = self.exhibits.currentData()
            self.exhibits.blockSignals(True)
            while self.exhibits.count() > 1:
                self.exhibits.removeItem(1)
            for one in labels:
                self.exhibits.addItem(one, one)
            self.exhibits.setCurrentIndex(max(0, self.exhibits.findData(chosen)))
            self.exhibits.blockSignals(False)

    def focus_first(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit_filter(self) -> None:
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def show_check(self, ending: Ending) -> None:
        """Show how the check of the chain ended."""
        view = self._desk.view
        number = view.summary.chain_count if view is not None else 0
        if ending.status == 0:
            words = translate("custody", "{events}, all linked").format(events=counted(number, "event"))
            self.state.say(Said(words=words, icon="shield-check", meaning="verified"))
            self.notice.say(
                ending.sentence or translate("custody", "Every event holds the digest of the one before it."),
                meaning="verified",
                icon="shield-check",
            )
        else:
            words = translate("custody", "The chain differs")
            self.state.say(Said(words=words, icon="warning-octagon", meaning="differs"))
            self.notice.say(ending.sentence, meaning="differs", icon="warning-octagon")

    def _on_custody(self, lines: tuple[StoryLine, ...]) -> None:
        self._lines = lines
        self._show_rows()

    def _on_kind(self, kind: int) -> None:
        self.kind = KINDS[kind][0]
        self._show_rows()

    def _show_rows(self) -> None:
        """The chosen event stays chosen where it is still among them."""
        before = self._chosen
        newest_first = bool(self.order.currentData())
        found = chosen_lines(
            self._lines,
            kind=self.kind,
            exhibit=str(self.exhibits.currentData() or ""),
            words=self.words.text(),
            newest_first=newest_first,
        )
        self.model.show_rows(found)
        self._nothing.setVisible(not found and bool(self._lines))
        self._nothing.setText(translate("custody", "No event fits."))
        at = next(
            (n for n, line in enumerate(found) if before and line.last.sequence == before.last.sequence), 0
        )
        if found:
            self.table.choose_row(at if self.words.hasFocus() or at else 0)
        else:
            self._show_line(None)

    def _show_line(self, line: StoryLine | None) -> None:
        self._chosen = line
        self.event_panel.show_line(line)
        event, exhibit = self.form_asked()
        self._actions.refuse("custody.form", event is None and exhibit is None)
        if event is not None or exhibit is None:
            self.event_panel.show_form_words(translate("custody", "Print transfer form"))
        else:
            self.event_panel.show_form_words(translate("custody", "Print empty form"))

    def form_asked(self) -> tuple[int | None, str | None]:
        """The event of the hand-over that is chosen, or the exhibit of an empty form; both None: neither."""
        line = self._chosen
        if line is None:
            return None, None
        if line.action == "exhibit.transferred":
            return line.last.sequence, line.last.subject
        view = self._desk.view
        labels = {row.label for row in view.exhibits} if view is not None else set()
        chosen = str(self.exhibits.currentData() or "")
        named = chosen or (line.last.subject if line.last.subject in labels else "")
        return None, named or None
