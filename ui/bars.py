"""The top bar: the case, what is always in force (no-look, sound), the box that finds everything, menu and
examiner.
"""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout

from ui.commands import Actions, key_hint
from ui.desk import Desk
from ui.first_hit import FirstHits
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import CommandButton
from ui.parts.labels import Chip, Glyph, MiddleLabel, label
from ui.parts.panels import line
from ui.tips import plain_tip
from ui.wording import Said

MENUS: Final = (
    ("Case", marked("bars", "Case")),
    ("Go", marked("bars", "Go")),
    ("Work", marked("bars", "Work")),
    ("View", marked("bars", "View")),
    ("Help", marked("bars", "Help")),
)
BOX_WIDTH: Final = 300
BOX_NARROW: Final = 150
ROOMY: Final = 1180  # pixels of the bar that all of it needs


class FindBox(CommandButton):
    """Looks like a field and opens the palette, which is where one types."""

    def __init__(self, look: Look, action: QAction, *, key: str) -> None:
        words = translate("bars", "Find or do anything")
        super().__init__(look, action, icon="magnifying-glass", key=key, text=words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.is_narrow = False

    def sizeHint(self) -> QSize:
        wanted = super().sizeHint()
        if self.is_narrow:
            return QSize(self._look.scaled(BOX_NARROW), wanted.height())
        return QSize(max(wanted.width(), self._look.scaled(BOX_WIDTH)), wanted.height())

    def show_narrow(self, is_narrow: bool) -> None:
        if is_narrow != self.is_narrow:
            self.is_narrow = is_narrow
            words = translate("bars", "Find") if is_narrow else translate("bars", "Find or do anything")
            self.set_words(words)

    def _tones(self) -> tuple[str | None, str | None, str]:
        if not self.isEnabled():
            return super()._tones()
        return ("selection" if self.underMouse() else "field", "edge", "text2")


class SoundChip(CommandButton):
    """What is in force for the sound of a first hit; pressing it changes that."""

    def __init__(self, look: Look, action: QAction, first_hits: FirstHits) -> None:
        super().__init__(look, action, kind="flat", icon="speaker-high")
        self._first_hits = first_hits
        first_hits.changed.connect(self._name)
        self._name()

    def _name(self) -> None:
        is_silent = self._first_hits.is_silent
        words = translate("bars", "Silenced") if is_silent else translate("bars", "Sound on first hit")
        self.set_words(words, "speaker-slash" if is_silent else "speaker-high")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._look.theme.colour("line"))
        box = QRect(self.rect()).toRectF().adjusted(0.5, 2.5, -0.5, -2.5)
        painter.drawRoundedRect(box, 3, 3)
        painter.end()
        super().paintEvent(event)


class TopBar(QFrame):
    """Names the case and holds what is always at hand."""

    def __init__(self, look: Look, desk: Desk, actions: Actions, first_hits: FirstHits) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setFixedHeight(look.scaled(48))
        self._look, self._desk, self._actions = look, desk, actions
        self._number = label(role="title")
        self._case_number = label(role="monotitle")
        self._title = MiddleLabel(role="", meaning="text2")
        practice = Said(words=translate("bars", "Practice"), icon="graduation-cap", meaning="text2")
        self._practice = Chip(look, practice)
        read_only = Said(words=translate("bars", "Opened read-only"), icon="lock-key", meaning="unreadable")
        self._read_only = Chip(look, read_only)
        no_look = Said(words=translate("bars", "No-look on"), icon="eye-slash", meaning="text2")
        self._no_look = Chip(look, no_look)
        self._no_look.setToolTip(translate("bars", "No content is shown unless a key is held to look."))
        self._sound = SoundChip(look, actions["sound.silence"], first_hits)
        find = actions.command("palette.open")
        self.find_box = FindBox(look, actions[find.id], key=key_hint(find))
        menu = actions.command("menu.open")
        self._menu = CommandButton(look, actions[menu.id], kind="flat", icon=menu.icon)
        self._badge = Glyph(look, "identification-badge")
        self._examiner = label(meaning="text2")
        self._lay_out()
        desk.viewed.connect(self.show_case)
        desk.case_changed.connect(self.show_case)
        self.show_case()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(self._number)
        row.addWidget(self._case_number)
        row.addWidget(self._title, 1)
        chips = (self._practice, self._read_only, self._no_look)
        for chip in chips:
            row.addWidget(chip)
        for button in (self._sound, self.find_box, self._menu):
            row.addWidget(button)
        row.addWidget(self._badge)
        row.addWidget(self._examiner)
        outer.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(1)
        outer.addWidget(line())

    def show_case(self) -> None:
        view = self._desk.view
        has_case = view is not None
        for widget in (self._case_number, self._no_look, self._sound):
            widget.setVisible(has_case)
        self._number.setVisible(not has_case)
        self._practice.setVisible(view is not None and view.summary.practice)
        self._read_only.setVisible(view is not None and view.summary.read_only)
        if view is None:
            self._number.setText("Fieldcase")
            self._title.show_text(translate("bars", "No case open"))
            examiner = self._desk.workbench.setting("examiner", "")
            self._examiner.setText(examiner or translate("bars", "no examiner set"))
        else:
            self._case_number.setText(view.summary.number)
            self._title.show_text(view.summary.title or translate("bars", "no title"))
            self._examiner.setText(view.summary.examiner)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """On a narrow bar the box shrinks, and the examiner's name stands in the tooltip only."""
        is_narrow = self.width() < self._look.scaled(ROOMY)
        self.find_box.show_narrow(is_narrow)
        self._examiner.setVisible(not is_narrow)
        self._badge.setToolTip(plain_tip(self._examiner.text()))

    def open_menu(self) -> None:
        """Every command with its key, by group."""
        menu = QMenu(self)
        menu.setAccessibleName(translate("bars", "Menu of every command"))
        menu.aboutToHide.connect(menu.deleteLater)
        for name, words in MENUS:
            if actions := self._actions.of_menu(name):
                menu.addMenu(translate("bars", words)).addActions(actions)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        menu.popup(self.mapToGlobal(QPoint(16 if is_mirrored else self.width() - 240, self.height())))
