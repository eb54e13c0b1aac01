"""The right side of the findings: the record of the current file, or the pane to look at its content.

Beside the table stands the record, and the space bar brings the pane to look; beside the grid that pane
stands always.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.rows import EntryDetail
from ui.commands import Actions
from ui.desk import Desk
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.detail import DetailPane
from ui.parts.looking import LookPane
from ui.parts.panels import line
from ui.tips import plain_tip


class FindingSide(QWidget):
    """`show_entry` tells both panes; `left` is sent when the record is asked for again."""

    left = Signal()

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self._desk = desk
        self._entry: int | None = None
        self._looks_always = False
        self.detail = DetailPane(look, desk)
        self.looking = LookPane(look, desk, desk.viewer)
        words = translate("findings", "Back to the record")
        self.back = Button(look, words, kind="flat", icon="arrow-left", key=translate("words", "Esc"))
        self.back.clicked.connect(lambda _checked=False: self.left.emit())
        self.detail.body.addWidget(line())
        self.detail.body.addLayout(self._acts(look, actions))
        self._panes = QStackedWidget()
        self._panes.addWidget(self.detail)
        self._panes.addWidget(self.looking)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._panes, 1)
        self.show_looking(False)

    def _acts(self, look: Look, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(6)
        words, space = translate("findings", "Hold to look"), translate("words", "Space")
        self.hold = Button(look, words, kind="keyed", icon="eye-slash", key=space)
        self.hold.let_key_go()
        self.hold.clicked.connect(lambda _checked=False: self.show_looking(True))
        row.addWidget(self.hold, 1)
        for command, icon, key in (
            ("review.note", "note-pencil", "N"),
            ("review.bookmark", "bookmark-simple", "B"),
        ):
            row.addWidget(_key_button(look, actions[command], icon=icon, key=key))
        return row

    # Looking

    def watch(self, widget: QWidget) -> None:
        """Let the space bar over a list show the pane to look, and be held for it."""
        self.looking.holding.watch(widget)
        widget.installEventFilter(self)  # asked before the other: the pane stands when the look begins

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and not event.isAutoRepeat()
        ):
            self.show_looking(True)
        return super().eventFilter(watched, event)

    @property
    def is_looking(self) -> bool:
        return self._panes.currentWidget() is self.looking

    def look_always(self, is_always: bool) -> None:
        """The pane to look stands here for good, as beside the grid, or only while it is asked for."""
        self._looks_always = is_always
        self.show_looking(is_always)

    def show_looking(self, is_looking: bool) -> None:
        """Show the pane to look, or the record."""
        is_shown = is_looking or self._looks_always
        self._panes.setCurrentWidget(self.looking if is_shown else self.detail)
        self.back.setVisible(is_shown and not self._looks_always)
        if not is_shown:
            self.detail.show_entry(self._entry)

    # The file

    def show_entry(self, entry: int | None) -> None:
        """Tell both panes of a file; the pane to look has nothing until it is known which file it is."""
        if entry != self._entry:
            self.looking.show_entry(None)
        self._entry = entry
        self.detail.show_entry(None if self.is_looking else entry)
        case = self._desk.case
        if entry is not None and case is not None:
            self._desk.questions.ask(
                lambda: case.entry_detail(entry), then=self._on_detail, channel="findings:looking"
            )

    def _on_detail(self, detail: EntryDetail) -> None:
        if detail.entry.id == self._entry:
            self.looking.show_entry(detail)


def _key_button(look: Look, action: QAction, *, icon: str, key: str) -> Button:
    """A command where there is room only for its icon and its key; its words are in the tooltip."""
    button = Button(look, "", kind="keyed", icon=icon, key=key)
    button.setAccessibleName(f"{action.text()}, {key}")
    button.setToolTip(plain_tip(action.text()))
    button.setEnabled(action.isEnabled())
    action.enabledChanged.connect(button.setEnabled)
    button.clicked.connect(lambda _checked=False: action.trigger())
    return button
