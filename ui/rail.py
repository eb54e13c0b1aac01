"""The rail: one entry for each page, its icon, word and key; pages of a case sleep while none is open."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QStyle, QVBoxLayout

from ui.commands import Actions, key_words
from ui.look import Look
from ui.parts.labels import label
from ui.parts.panels import line

RAIL_WIDTH = 84
BOTTOM = ("sets", "settings")  # of this computer, not of the case


class RailButton(QAbstractButton):
    """One entry of the rail; checked while its page is shown."""

    def __init__(self, look: Look, action: QAction, *, icon: str, key: str, name: str) -> None:
        super().__init__()
        self._look, self._icon, self._key = look, icon, key
        self.setText(action.text())
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setEnabled(action.isEnabled())
        action.enabledChanged.connect(self.setEnabled)
        self.clicked.connect(lambda _checked=False: action.trigger())

    def nextCheckState(self) -> None:
        """The window says which page is shown, not the click."""

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._look.font(12, bold=True)).horizontalAdvance(self.text())
        return QSize(max(self._look.scaled(RAIL_WIDTH) - 1, words + 12), 42 + self._look.scaled(18))

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
        painter.drawPixmap(
            QRect((self.width() - 22) // 2, 9, 22, 22), self._look.pixmap(self._icon, tone, size=22)
        )
        painter.setPen(theme.colour(tone))
        painter.setFont(self._look.font(12, bold=self.isChecked()))
        painter.drawText(
            QRect(0, 34, self.width(), self._look.scaled(18)), Qt.AlignmentFlag.AlignCenter, self.text()
        )
        painter.setFont(self._look.font(12))
        painter.setPen(theme.colour("text2" if self.isChecked() else "text3"))
        corner = QRect(0, 3, self.width() - 7, self._look.scaled(16))
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
            command = actions.command(f"page.{page}")
            self._buttons[page] = RailButton(
                look,
                actions[command.id],
                icon=command.icon,
                key=command.hint,
                name=f"{actions[command.id].text()}, {key_words(command.keys)}",
            )
            self._buttons[page].setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            if page == BOTTOM[0]:
                column.addStretch(1)
            column.addWidget(self._buttons[page])
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
