"""What is at hand on every page: the command palette, the sheet of keys, help."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from app.rows import RecentCase
from ui.commands import Actions
from ui.desk import Desk
from ui.help_overlay import HelpOverlay
from ui.help_texts import HelpText, read_texts, topic_of
from ui.key_sheet import KeySheet, key_pdf
from ui.language import language_in_force, translate
from ui.look import Look
from ui.overlays import OverlayHost
from ui.palette import Palette, PaletteEntry
from ui.palette_entries import case_entries, command_entries, exhibit_entries, files_entry, setting_entries
from ui.parts.buttons import Button

RECENT_SETTING: Final = "palette_recent"
RECENT_MOST: Final = 12


class Destinations(Protocol):
    """Where the palette leads to besides commands."""

    def show_exhibit(self, exhibit: str) -> None: ...

    def show_setting(self, key: str) -> None: ...

    def find_files(self, words: str) -> None: ...

    def open_case(self, folder: str) -> None: ...


class AtHand(QObject):
    """Shows the overlays of a window; `told` is good news for the page in front."""

    told = Signal(str)

    def __init__(self, look: Look, desk: Desk, actions: Actions, *, host: OverlayHost) -> None:
        super().__init__(desk)
        self._look, self._desk, self._actions, self._host = look, desk, actions, host
        used = desk.workbench.setting(RECENT_SETTING, "")
        self._recent = [one for one in used.splitlines() if one]

    def show_palette(self, to: Destinations) -> None:
        """Everything that can be done and gone to; recent cases follow when they were read."""
        entries = command_entries(self._actions)  # before the overlay puts the commands to sleep
        view = self._desk.view
        if view is not None:
            entries += exhibit_entries(view.exhibits, to.show_exhibit)
        entries += setting_entries(to.show_setting)
        entries.append(files_entry(to.find_files, is_open=view is not None))
        palette = Palette(self._look, entries, recent=self._recent)
        palette.chosen.connect(self._run)
        self._host.show_overlay(palette)
        self._desk.watch.ask(
            self._desk.workbench.recent_cases,
            then=lambda cases: self._add_cases(palette, cases, to.open_case),
            channel="palette",
        )

    def _add_cases(
        self, palette: Palette, cases: tuple[RecentCase, ...], open_case: Callable[[str], object]
    ) -> None:
        if self._host.overlay is palette:
            palette.add_entries(case_entries(cases, open_case))

    def _run(self, entry: PaletteEntry) -> None:
        self._recent = [entry.id, *(one for one in self._recent if one != entry.id)][:RECENT_MOST]
        kept, workbench = "\n".join(self._recent), self._desk.workbench
        self._desk.watch.ask(lambda: workbench.set_setting(RECENT_SETTING, kept), then=lambda _done: None)
        entry.run()

    def show_help(self, page: str, sheet: str | None) -> None:
        """The text for where the examiner is; the same key puts it away again."""
        if isinstance(self._host.overlay, HelpOverlay):
            self._host.close_overlay()
            return
        topic, code = topic_of(page, sheet), language_in_force()
        self._desk.watch.ask(
            lambda: read_texts(code), then=lambda texts: self._open_help(texts, topic), channel="help"
        )

    def _open_help(self, texts: Sequence[HelpText], topic: str) -> None:
        self._host.show_overlay(HelpOverlay(self._look, texts, topic=topic))

    def show_keys(self) -> None:
        """Every key on one sheet."""
        save = Button(self._look, translate("help", "Save to print"), kind="flat", icon="printer")
        save.clicked.connect(lambda _checked=False: self._save_from_sheet())
        self._host.show_overlay(KeySheet(self._look, save=save))

    def _save_from_sheet(self) -> None:
        self._host.close_overlay()
        self._actions["keys.print"].trigger()

    def save_keys(self, file: str) -> None:
        """Write the sheet of keys as a page to print."""
        content, workbench = key_pdf(self._look.font()), self._desk.workbench
        done = translate("help", "The keys lie in {file}, one page to print.").format(file=file)
        self._desk.watch.ask(
            lambda: workbench.save_page(file, content), then=lambda _done: self.told.emit(done)
        )
