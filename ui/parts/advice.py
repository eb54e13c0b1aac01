"""What to do at the bench about a medium that is locked, in two lines."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout

from ui.language import translate
from ui.look import Look
from ui.parts.labels import label


def advice(scheme: str) -> tuple[tuple[str, str], ...]:
    """While the computer it belongs to runs, and when it does not; `scheme` is what it is locked with."""
    key = (
        translate("board", "ask for the 48-digit recovery key or its printed copy.")
        if "bitlocker" in scheme.lower()
        else translate("board", "ask for the passphrase or the key file, and write down who gave it.")
    )
    running = translate("board", "do not shut it down or close the lid; read memory or copy the files now.")
    return (
        (translate("board", "Computer on:"), running),
        (translate("board", "Computer off:"), key),
    )


class LockedAdvice(QFrame):
    """Beside an edge in the colour of a lock."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 1, 12, 1)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(1)
        self._lines = [(label(role="smallstrong"), label(role="small", wrap=True)) for _ in range(2)]
        for row, (when, what) in enumerate(self._lines):
            grid.addWidget(when, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(what, row, 1)
        grid.setColumnStretch(1, 1)

    def show_scheme(self, scheme: str) -> None:
        for labels, words in zip(self._lines, advice(scheme), strict=True):
            for one, said in zip(labels, words, strict=True):
                one.setText(said)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = self.width() - 3 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0
        painter.fillRect(QRect(left, 0, 3, self.height()), self._look.theme.colour("locked"))
        painter.end()
