"""What the palette offers: commands, exhibits, recent cases, settings, and files by a part of their name."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from app.rows import ExhibitRow, RecentCase
from ui.catalogue import CATALOGUE, Command
from ui.commands import Actions, key_words
from ui.language import SpokenMapping, marked, translate
from ui.palette import PaletteEntry
from ui.settings_list import SETTINGS, SettingSpec
from ui.wording import verdict

# What belongs to a sheet or to the palette itself is not looked for in the palette.
NOT_OFFERED: Final = frozenset({"palette.open", "sheet.accept", "sheet.close"})
MENU_WORDS: Final = SpokenMapping(
    "words",
    {
        "Case": marked("words", "Case"),
        "Go": marked("words", "Go"),
        "Work": marked("words", "Work"),
        "View": marked("words", "View"),
        "Help": marked("words", "Help"),
    },
)


def command_entries(actions: Actions) -> list[PaletteEntry]:
    """Every command, those that sleep with the reason."""
    return [_command_entry(command, actions) for command in CATALOGUE if command.id not in NOT_OFFERED]


def _command_entry(command: Command, actions: Actions) -> PaletteEntry:
    is_page = command.id.startswith("page.")
    kind = translate("palette", "Page") if is_page else translate("palette", "Command")
    return PaletteEntry(
        id=command.id,
        kind=kind,
        title=actions[command.id].text(),
        icon=command.icon or "terminal-window",
        run=actions[command.id].trigger,
        keys=key_words(command.keys),
        detail=kind if is_page else MENU_WORDS.get(command.menu, kind),
        asleep=actions.why_asleep(command.id),
        also=command.title,  # the English words find it in every language
    )


def exhibit_entries(exhibits: Sequence[ExhibitRow], show: Callable[[str], object]) -> list[PaletteEntry]:
    """The exhibits of the open case, each with its verdict."""
    kind = translate("palette", "Exhibit")
    return [
        PaletteEntry(
            id=f"exhibit:{row.label}",
            kind=kind,
            title=f"{row.label}  {row.description or ''}".strip(),
            icon="hard-drive",
            run=partial(show, row.label),
            detail=f"{kind}, {verdict(row, dict(row.compared_parts)).words}",
        )
        for row in exhibits
    ]


def case_entries(cases: Sequence[RecentCase], open_case: Callable[[str], object]) -> list[PaletteEntry]:
    """The cases opened last; one whose folder is gone sleeps."""
    kind = translate("palette", "Recent case")
    return [
        PaletteEntry(
            id=f"case:{row.folder}",
            kind=kind,
            title=f"{row.number}  {row.title}".strip(),
            icon="folder-open",
            run=partial(open_case, row.folder),
            detail=f"{kind}, {row.folder}",
            asleep="" if row.exists else translate("palette", "its folder is not there"),
        )
        for row in cases
    ]


def setting_entries(show: Callable[[str], object]) -> list[PaletteEntry]:
    """Every setting by its name and by the sentence that tells what it does."""
    kind = translate("palette", "Setting")
    return [_setting_entry(spec, kind, show) for spec in SETTINGS]


def _setting_entry(spec: SettingSpec, kind: str, show: Callable[[str], object]) -> PaletteEntry:
    return PaletteEntry(
        id=f"setting:{spec.key}",
        kind=kind,
        title=translate("settings", spec.title),
        icon="gear",
        run=lambda: show(spec.key),
        detail=kind,
        also=f"{spec.title} {translate('settings', spec.does)}",
    )


def files_entry(find: Callable[[str], object], *, is_open: bool) -> PaletteEntry:
    """Goes to the files whose path holds what was typed."""
    kind = translate("palette", "Files")
    asleep = "" if is_open else translate("words", "needs an open case")

    def called(words: str) -> PaletteEntry | None:
        title = translate("palette", "Find files called “{words}”").format(words=words)
        entry = PaletteEntry(
            id="files.called",
            kind=kind,
            title=title,
            icon="folder",
            run=lambda: find(words),
            detail=kind,
            asleep=asleep,
        )
        return entry if words else None

    return PaletteEntry(
        id="files.called", kind=kind, title="", icon="folder", run=lambda: None, takes_words=called
    )
