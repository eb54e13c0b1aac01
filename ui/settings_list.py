"""Every setting of the desktop: its key, what it is called, what it does in a sentence, what it can be.

The page and the palette are made from this list; whoever needs a setting reads it by its key. Settings are of
this computer, never of a case.
"""

from dataclasses import dataclass
from typing import Final

from ui.language import marked, translate

TEXT, CHOICE, NUMBER, SWITCH, FOLDER, PICTURE, NAMES = (
    "text", "choice", "number", "switch", "folder", "picture", "names",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingSpec:
    """`title`, `does` and the words of `choices` are marked in the context `settings`. A number is from
    `least` to `most`, and 0 says that there is none. `names` holds one name a line. Choices that only the
    computer knows (profiles) are given to the page.
    """

    key: str
    section: str
    title: str
    does: str
    kind: str = TEXT
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 0
    unit: str = ""

    def complaint(self, value: str) -> str:
        """Why a value cannot be taken, in words; empty where it can."""
        if self.kind == NUMBER and not (value.isdigit() and (value == "0" or self._is_within(int(value)))):
            return translate("settings", "a whole number from {least} to {most}, or 0 for none").format(
                least=self.least, most=self.most
            )
        if self.kind == SWITCH and value not in ("yes", "no"):
            return translate("settings", "yes or no")
        if self.kind == CHOICE and self.choices and value not in dict(self.choices):
            return translate("settings", "one of the choices")
        return ""

    def _is_within(self, number: int) -> bool:
        return self.least <= number <= self.most


YOU: Final = marked("settings", "You and your agency")
SCANS: Final = marked("settings", "Scans and sets")
LOOKING: Final = marked("settings", "Looking at content")
SHOWN: Final = marked("settings", "How the desktop looks")
PLACES: Final = marked("settings", "Where things lie")
SECTIONS: Final = (YOU, SCANS, LOOKING, SHOWN, PLACES)

SETTINGS: Final = (
    SettingSpec(
        key="examiner",
        section=YOU,
        title=marked("settings", "Examiner"),
        does=marked("settings", "Your name as a new case begins with it and the report prints it."),
    ),
    SettingSpec(
        key="agency",
        section=YOU,
        title=marked("settings", "Agency"),
        does=marked("settings", "The name on the front page of a new case's report."),
    ),
    SettingSpec(
        key="agency_address",
        section=YOU,
        title=marked("settings", "Address of the agency"),
        does=marked("settings", "Stands below the name of the agency."),
    ),
    SettingSpec(
        key="agency_logo",
        section=YOU,
        title=marked("settings", "Logo of the agency"),
        does=marked("settings", "A PNG picture; a new case keeps its own copy for the report."),
        kind=PICTURE,
    ),
    SettingSpec(
        key="default_profile",
        section=SCANS,
        title=marked("settings", "Profile of a scan"),
        does=marked("settings", "The profile that a scan plan begins with; it can be changed for each scan."),
        kind=CHOICE,
        default="standard",
    ),
    SettingSpec(
        key="required_sets",
        section=SCANS,
        title=marked("settings", "Sets that must be loaded"),
        does=marked("settings", "One name a line. A scan plan warns when one of them is missing."),
        kind=NAMES,
    ),
    SettingSpec(
        key="sound_on_first_hit",
        section=SCANS,
        title=marked("settings", "Sound on the first hit"),
        does=marked(
            "settings", "One short sound when a scan finds its first match, so that you hear it next door."
        ),
        kind=SWITCH,
        default="yes",
    ),
    SettingSpec(
        key="break_after_min",
        section=LOOKING,
        title=marked("settings", "Remind me of a break"),
        does=marked(
            "settings", "A quiet line after so many minutes in which content was looked at; 0: no reminder."
        ),
        kind=NUMBER,
        default="45",
        least=5,
        most=240,
        unit=marked("settings", "minutes"),
    ),
    SettingSpec(
        key="looks_a_day",
        section=LOOKING,
        title=marked("settings", "My own limit of looks a day"),
        does=marked(
            "settings",
            "You are told when you have looked at so many files; 0: no limit. A case may have a stricter "
            "one, set by a supervisor.",
        ),
        kind=NUMBER,
        default="0",
        least=1,
        most=10_000,
        unit=marked("settings", "files a day"),
    ),
    SettingSpec(
        key="language",
        section=SHOWN,
        title=marked("settings", "Language"),
        does=marked(
            "settings",
            "The language of this desktop. Each report has its own; what the program says of a file that "
            "cannot be read stays in English.",
        ),
        kind=CHOICE,
        default="system",
        choices=(
            ("system", marked("settings", "As the computer")),
            ("en", "English"),  # a language is named in itself, so that whoever reads it finds it
            ("es", "Español"),
        ),
    ),
    SettingSpec(
        key="theme",
        section=SHOWN,
        title=marked("settings", "Dark or light"),
        does=marked("settings", "Dark for a van at night, light for daylight and paper."),
        kind=CHOICE,
        default="dark",
        choices=(
            ("dark", marked("settings", "Dark")),
            ("light", marked("settings", "Light")),
            ("system", marked("settings", "As the computer")),
        ),
    ),
    SettingSpec(
        key="text_scale",
        section=SHOWN,
        title=marked("settings", "Size of the text"),
        does=marked("settings", "Larger text needs more room: panels stack, and pages scroll."),
        kind=CHOICE,
        default="100",
        choices=(("100", "100 %"), ("125", "125 %"), ("150", "150 %"), ("175", "175 %"), ("200", "200 %")),
    ),
    SettingSpec(
        key="time_zone",
        section=SHOWN,
        title=marked("settings", "Times are shown in"),
        does=marked(
            "settings",
            "Only how times are shown: cases and reports keep UTC. Local times show their distance from it.",
        ),
        kind=CHOICE,
        default="utc",
        choices=(
            ("utc", "UTC"),
            ("local", marked("settings", "The zone of this computer")),
        ),
    ),
    SettingSpec(
        key="cases_folder",
        section=PLACES,
        title=marked("settings", "Cases lie in"),
        does=marked("settings", "Where a new case is made and where opening one begins."),
        kind=FOLDER,
    ),
    SettingSpec(
        key="library_folder",
        section=PLACES,
        title=marked("settings", "Known-hash sets lie in"),
        does=marked(
            "settings", "The library that scans compare with. Sets in the folder before stay where they are."
        ),
        kind=FOLDER,
    ),
)
BY_KEY: Final = {spec.key: spec for spec in SETTINGS}
