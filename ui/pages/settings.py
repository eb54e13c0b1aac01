"""The settings page: every setting in its section, in force as soon as it was chosen."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.commands import Actions
from ui.desk import Desk
from ui.language import translate
from ui.look import Look
from ui.parts.labels import label
from ui.parts.panels import Notice, Panel
from ui.parts.setting_rows import SettingRow
from ui.settings_list import FOLDER, PICTURE, SECTIONS, SETTINGS, SettingSpec
from ui.sheets.choosing import Chooser

if TYPE_CHECKING:
    from app.plan_table import PlanTable

STACKED_BELOW = 1000  # pixels of width at 100 %, under which the sections stand one below the other
LOGO_KINDS = "PNG (*.png)"


class SettingsPage(QWidget):
    """`changed` is sent with key and value after a setting was stored."""

    changed = Signal(str, str)

    def __init__(self, look: Look, desk: Desk, actions: Actions, *, chooser: Chooser) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._chooser = look, desk, chooser
        self.notice = Notice(look)
        self.rows = {spec.key: SettingRow(look, spec) for spec in SETTINGS}
        for key, row in self.rows.items():
            row.changed.connect(partial(self.take, key))
            row.undo.connect(partial(self.undo, key))
            row.browse.connect(partial(self._browse, row.spec))
        self._panels = [self._panel(section) for section in SECTIONS]
        self._lay_out()

    def _panel(self, section: str) -> Panel:
        panel = Panel(translate("settings", section), margin=16)
        panel.body.setSpacing(16)
        for row in self.rows.values():
            if row.spec.section == section:
                panel.body.addWidget(row)
        return panel

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 0)
        outer.setSpacing(8)
        outer.addWidget(label(translate("settings", "Settings"), role="screen"))
        words = translate(
            "settings",
            "They are of this computer, not of a case. Each is in force as soon as it was chosen.",
        )
        outer.addWidget(label(words, meaning="text2", wrap=True))
        outer.addWidget(self.notice)
        inside = QWidget()
        inside.setObjectName("inside")
        self._columns = QHBoxLayout(inside)
        self._columns.setContentsMargins(0, 8, 0, 16)
        self._columns.setSpacing(12)
        self._halves = (QVBoxLayout(), QVBoxLayout())
        for half in self._halves:
            host = QWidget()
            host.setObjectName("inside")
            host.setLayout(half)
            half.setContentsMargins(0, 0, 0, 0)
            half.setSpacing(12)
            self._columns.addWidget(host, 1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        outer.addWidget(self._scroll, 1)
        self._is_stacked: bool | None = None
        self._place_panels()

    def _place_panels(self) -> None:
        """Two columns where there is room, else one; the order of reading stays."""
        is_stacked = self.width() < self._look.scaled(STACKED_BELOW)
        if is_stacked == self._is_stacked:
            return
        self._is_stacked = is_stacked
        first, second = self._halves
        for half in self._halves:
            while half.count():
                half.takeAt(0)
        for number, panel in enumerate(self._panels):
            (first if is_stacked or number < 2 else second).addWidget(panel)
        for half in self._halves:
            half.addStretch(1)
        self._columns.setStretch(1, 0 if is_stacked else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panels()

    def show_view(self) -> None:
        """Show what is in force; profiles are read in the background."""
        workbench = self._desk.workbench
        for key, row in self.rows.items():
            row.complain("")
            row.show_value(workbench.setting(key, row.spec.default), place=self._place_of(key))
        self._desk.watch.ask(workbench.plan_table, then=self._offer_profiles, channel="profiles")

    def _place_of(self, key: str) -> str:
        """Where things lie while nothing else was said."""
        workbench = self._desk.workbench
        if key == "cases_folder":
            return str(workbench.default_case_folder())
        return str(workbench.library) if key == "library_folder" else ""

    def _offer_profiles(self, table: "PlanTable") -> None:
        self.rows["default_profile"].offer([(one.name, one.name.capitalize()) for one in table.profiles])

    def focus_first(self) -> None:
        self.rows[SETTINGS[0].key].take_focus()

    def show_setting(self, key: str) -> None:
        """Bring one setting into sight, with the cursor in it."""
        row = self.rows[key]
        self._scroll.ensureWidgetVisible(row)
        row.take_focus()

    def take(self, key: str, value: str) -> None:
        """Check a value and store it, or say beside the setting why it cannot be taken."""
        row = self.rows[key]
        complaint = row.spec.complaint(value)
        row.complain(complaint)
        if not complaint:
            self._store(row, value, self._checked(row.spec, value))

    def undo(self, key: str) -> None:
        """Back to the default."""
        row = self.rows[key]
        row.complain("")
        self._store(row, None, _nothing)

    def _checked(self, spec: SettingSpec, value: str) -> Callable[[], object]:
        """What is looked at on the disk before a value is stored; it raises where that does not serve."""
        workbench = self._desk.workbench
        checks = {FOLDER: workbench.check_folder, PICTURE: workbench.check_logo}
        return partial(checks[spec.kind], value) if value and spec.kind in checks else _nothing

    def _store(self, row: SettingRow, value: str | None, check: Callable[[], object]) -> None:
        workbench, key = self._desk.workbench, row.spec.key

        def keep() -> None:
            check()
            workbench.keep_setting(key, value)

        def on_kept(_done: None) -> None:
            shown = row.spec.default if value is None else value
            row.show_value(shown, place=self._place_of(key))
            self.changed.emit(key, shown)

        self._desk.watch.ask(keep, then=on_kept, otherwise=row.complain)

    def _browse(self, spec: SettingSpec) -> None:
        title, before = translate("settings", spec.title), self.rows[spec.key].value()
        if spec.kind == PICTURE:
            chosen = self._chooser.file(self, title=title, folder=before, kinds=LOGO_KINDS)
        else:
            chosen = self._chooser.folder(self, title=title, folder=before or self._place_of(spec.key))
        if chosen:
            self.take(spec.key, chosen)


def _nothing() -> None:
    """There is nothing to look at."""
