"""The rail: one entry for each page and for help, its icon, word and key; pages of a case sleep while none
is open.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QStyle, QVBoxLayout

from ui.commands import Actions, key_words
from ui.language import translate
from ui.look import Look
from ui.parts.labels import label
from ui.parts.panels import line

RAIL_WIDTH = 84
BOTTOM = ("sets", "settings")  # of this computer, not of the case


class RailButton(QAbstractButton):
    """One entry of the rail; checked while its page is shown."""

    def __init__(self, look: Look, action: QAction, *, words: str, icon: str, key: str, name: str) -> None:
        super().__init__()
        self._look, self._icon, self._key = look, icon, key
        self.setText(words)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setEnabled(action.isEnabled())
        action.enabledChanged.connect(self.setEnabled)
        self.clicked.connect(lambda _checked=False: action.trigger())

    def nextCheckState(self) -> None:
        """The window says which page is shown, not the click."""

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._look.font(12, bold=True)).horizontalAdvance(self.text())
        return QSize(max(self._look.scaled(RAIL_WIDTH) - 1, words + 12), 42 + self._look.scaled(18))

    def minimumSizeHint(self) -> QSize:
        """In a low window the entries move together; none is cut."""
        return QSize(self.sizeHint().width(), 24 + self._look.scaled(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        tone = "text3" if not self.isEnabled() else "text" if self.isChecked() else "text2"
        if not self.isEnabled():
            painter.setOpacity(0.5)
        if self.isChecked() or (self.underMouse() and self.isEnabled()):
            painter.fillRect(self.rect(), theme.colour("selection" if self.isChecked() else "raised"))
        if self.isChecked():
            edge = QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(0, 0, 3, self.height()))
            painter.fillRect(edge, theme.colour("accent"))
        spare = self.height() - 22 - self._look.scaled(18)
        above = max(1, spare * 9 // 20)
        painter.drawPixmap(
            QRect((self.width() - 22) // 2, above, 22, 22), self._look.pixmap(self._icon, tone, size=22)
        )
        painter.setPen(theme.colour(tone))
        painter.setFont(self._look.font(12, bold=self.isChecked()))
        painter.drawText(
            QRect(0, above + 22 + min(3, spare // 4), self.width(), self._look.scaled(18)),
            Qt.AlignmentFlag.AlignCenter,
            self.text(),
        )
        painter.setFont(self._look.font(12))
        painter.setPen(theme.colour("text2" if self.isChecked() else "text3"))
        corner = QRect(0, min(3, above), self.width() - 7, self._look.scaled(16))
        painter.drawText(
            QStyle.visualRect(self.layoutDirection(), self.rect(), corner),
            Qt.AlignmentFlag.AlignRight,
            self._key,
        )
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()


class Rail(QFrame):
    """`show_page` marks the page that is shown; what is of this computer stands apart at the bottom."""

    def __init__(self, look: Look, actions: Actions, pages: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setMinimumWidth(look.scaled(RAIL_WIDTH))
        self._buttons: dict[str, RailButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column)
        edge = line()
        edge.setFixedSize(1, 16_777_215)
        edge.setMinimumHeight(0)
        row.addWidget(edge)
        column.addWidget(self._mark())
        column.addWidget(line())
        for page in pages:
            self._buttons[page] = _button(look, actions, f"page.{page}")
            if page == BOTTOM[0]:
                column.addStretch(1)
            column.addWidget(self._buttons[page])
        self.help = _button(look, actions, "help.open")
        column.addWidget(self.help)
        column.addSpacing(8)

    def _mark(self) -> QFrame:
        mark = QFrame()
        mark.setFixedHeight(47)
        box = QHBoxLayout(mark)
        box.setContentsMargins(0, 0, 0, 0)
        words = label("Fieldcase", role="small", meaning="text2")
        words.setStyleSheet("font-weight: 700")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(words)
        return mark

    def show_page(self, page: str) -> None:
        for name, button in self._buttons.items():
            button.setChecked(name == page)


def _button(look: Look, actions: Actions, command_id: str) -> RailButton:
    command, action = actions.command(command_id), actions[command_id]
    is_help = command_id == "help.open"
    key = key_words(command.keys)
    return RailButton(
        look,
        action,
        words=translate("help", "Help") if is_help else action.text(),
        icon=command.icon,
        key=key if is_help else command.hint,
        name=f"{action.text()}, {key}",
    )
