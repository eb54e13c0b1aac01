"""The look in force: theme, fonts, icons. One object, made at start-up and handed to every widget that paints
by itself.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui.icons import icon_of
from ui.stylesheet import stylesheet
from ui.theme import DARK, LIGHT, Theme, palette

FONT_FOLDER: Final = Path(__file__).parent / "fonts"
DRESSING_MS: Final = 25
TEXT_PERCENTS: Final = (100, 125, 150, 175, 200)
_PICTURES: Final = {"caret": "caret-down", "check": "check-bold", "up": "caret-up", "down": "caret-down"}


def load_fonts() -> None:
    """Make the shipped fonts known to Qt; a broken font file is a broken installation and raises."""
    for file in sorted(FONT_FOLDER.glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise RuntimeError(f"the font {file.name} of this installation cannot be loaded")


class Look(QObject):
    """Theme, fonts and icons; `changed` is sent after a new theme is in force."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = DARK
        self._percent = 100
        self._pictures = TemporaryDirectory(
            prefix="fieldcase-look-"
        )  # style sheets take pictures only from files
        self._pixmaps: dict[tuple[str, str, int, str], QPixmap] = {}
        self.sheet = ""
        load_fonts()
        QApplication.setStyle("Fusion")

    def apply(self, choice: str) -> None:
        """Put `dark`, `light` or `system` in force for the whole program."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise TypeError("the look needs a running QApplication")
        self.theme = LIGHT if choice == "light" or (choice == "system" and not _system_is_dark()) else DARK
        application.setFont(self.font())
        application.setPalette(palette(self.theme))
        pictures = self._draw_pictures()
        self.sheet = stylesheet(self.theme, pictures=pictures, percent=self._percent)
        self.changed.emit()

    @property
    def text_percent(self) -> int:
        return self._percent

    def set_text_percent(self, percent: int) -> None:
        """How large text is, from 100 to 200; in force with the next `apply` and the next window."""
        self._percent = min(max(percent, TEXT_PERCENTS[0]), TEXT_PERCENTS[-1])

    def scaled(self, pixels: int) -> int:
        """A height or width that holds text, at the size text has now."""
        return round(pixels * self._percent / 100)

    def close(self) -> None:
        self._pictures.cleanup()

    def font(self, pixels: int = 13, *, bold: bool = False, mono: bool = False) -> QFont:
        made = QFont("JetBrains Mono" if mono else "Noto Sans")
        made.setPixelSize(self.scaled(pixels))
        made.setBold(bold)
        return made

    def icon(self, name: str, tone: str = "text") -> QIcon:
        """The Phosphor icon `name` in the colour of a theme tone."""
        return icon_of(name, colour=self.theme.colour(tone), disabled=self.theme.colour("text3"))

    def pixmap(self, name: str, tone: str = "text", *, size: int = 16) -> QPixmap:
        """The icon as a picture, kept for the next paint."""
        key = (name, tone, size, self.theme.name)
        if key not in self._pixmaps:
            ratio = QGuiApplication.primaryScreen().devicePixelRatio()
            self._pixmaps[key] = self.icon(name, tone).pixmap(QSize(size, size), ratio)
        return self._pixmaps[key]

    def _draw_pictures(self) -> dict[str, str]:
        drawn: dict[str, str] = {}
        for role, name in _PICTURES.items():
            file = Path(self._pictures.name) / f"{role}-{self.theme.name}.png"
            colour = self.theme.colour("on_fill" if role == "check" else "text2")
            icon_of(name, colour=colour, disabled=colour).pixmap(QSize(48, 48)).save(str(file))
            drawn[role] = file.as_posix()
        return drawn


class Dress(QObject):
    """Keeps one part of a window dressed in the look in force.

    Dressing the whole window at once takes longer than the eye forgives; what is seen is dressed at once, the
    rest soon after the window stands, or when it is shown before that.
    """

    def __init__(self, widget: QWidget, look: Look, *, order: int = 0) -> None:
        super().__init__(widget)
        self._widget, self._look = widget, look
        self._soon = QTimer(self, singleShot=True, interval=DRESSING_MS * (order + 1))
        self._soon.timeout.connect(self._put_on)
        self.is_due = True
        widget.installEventFilter(self)
        look.changed.connect(self._on_changed)
        QTimer.singleShot(0, self, self._soon.start)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.is_due and event.type() == QEvent.Type.Show:
            self._put_on()
        return super().eventFilter(watched, event)

    def _on_changed(self) -> None:
        self.is_due = True
        if self._widget.isVisible():
            self._put_on()
        else:
            self._soon.start()

    def _put_on(self) -> None:
        if not self.is_due:
            return
        self.is_due = False
        self._soon.stop()
        self._widget.setStyleSheet(self._look.sheet)


def _system_is_dark() -> bool:
    return QGuiApplication.palette().window().color().lightness() < 128
