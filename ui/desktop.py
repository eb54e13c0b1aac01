"""The desktop as a whole: its language, its look, and the window, which is made anew where a setting asks for
it.

Words and sizes are drawn into every widget when it is made. A new language or size of text therefore makes a
new window; the open case, the page, the key and what a passphrase opened stay.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.workbench import Workbench
from ui.desk import Desk
from ui.language import Languages, translate
from ui.look import Look
from ui.settings_list import BY_KEY
from ui.times import choose_zone
from ui.window import Window


class Desktop(QObject):
    """`make_window` makes the window over the same workbench and look."""

    def __init__(
        self,
        application: QApplication,
        workbench: Workbench,
        *,
        look: Look,
        make_window: Callable[[], Window],
    ) -> None:
        super().__init__()
        self._workbench, self._look, self._make = workbench, look, make_window
        self.languages = Languages(application)
        self._laid_aside: list[Desk] = []
        self._waits_for: Desk | None = None
        self._apply_settings()
        self.window = self._make_window()

    def _setting(self, key: str) -> str:
        """A value of a damaged settings file counts as none."""
        value = self._workbench.setting(key, BY_KEY[key].default)
        return BY_KEY[key].default if BY_KEY[key].complaint(value) else value

    def _apply_settings(self) -> None:
        self.languages.apply(self._setting("language"))
        choose_zone(self._setting("time_zone"))
        self._look.set_text_percent(int(self._setting("text_scale")))
        self._look.apply(self._setting("theme"))

    def _make_window(self) -> Window:
        window = self._make()
        window.outgrown.connect(self._on_outgrown)
        return window

    @property
    def desks(self) -> tuple[Desk, ...]:
        """That of the window, and those of windows before it, whose threads may still end."""
        return (self.window.desk, *self._laid_aside)

    def _on_outgrown(self) -> None:
        """A child program reports to the window that started it: the window stays until it has ended."""
        desk = self.window.desk
        if not (desk.scan.is_running or desk.work.is_running):
            self.renew()
            return
        words = translate(
            "settings",
            "Stored. It is in force as soon as the work that runs has ended, or with the next start.",
        )
        self.window.tell(words)
        if self._waits_for is not desk:
            self._waits_for = desk
            for child in (desk.scan, desk.work):
                child.ended.connect(lambda _ending: self._renew_when_free())

    def _renew_when_free(self) -> None:
        desk = self.window.desk
        if self._waits_for is desk and not (desk.scan.is_running or desk.work.is_running):
            self._waits_for = None
            self.renew()

    def renew(self) -> None:
        """Make the window anew as the settings are now, with the same case and page."""
        before = self.window
        self._apply_settings()
        self.window = self._make_window()
        self.window.setGeometry(before.geometry())
        _carry_over(before.desk, self.window.desk)
        case = before.desk.case
        _come_back(self.window, page=before.page, folder=None if case is None else case.folder)
        self.window.show()
        if before.isMaximized():
            self.window.showMaximized()
        self._laid_aside.append(before.desk)
        before.desk.setParent(self)
        before.close()
        before.deleteLater()


def _carry_over(before: Desk, after: Desk) -> None:
    """What the examiner opened for the session stays open."""
    key = before.key
    if key.held is not None and key.identity is not None:
        after.key.hold(key.held, key.identity)
    elif key.is_without:
        after.key.go_without()
    after.locks = before.locks


def _come_back(window: Window, *, page: str, folder: str | None) -> None:
    if folder is None:
        window.show_page(page)
        return

    def show_page() -> None:
        window.desk.case_changed.disconnect(show_page)
        window.show_page(page)

    window.desk.case_changed.connect(show_page)
    window.desk.open(folder, remember=False)
