"""The tab of the times of a file, with what is known of their zone."""

from typing import Final

from app.rows import EntryFacts
from ui.entry_words import odd_times
from ui.language import SpokenMapping, marked, translate
from ui.parts.detail_sections import LABEL_WIDTH, Facts, Section
from ui.parts.labels import label
from ui.parts.panels import line
from ui.times import moment, shows_local_time

_TIME_WORDS: Final = SpokenMapping(
    "detail",
    {
        "modified": marked("detail", "Modified"),
        "accessed": marked("detail", "Accessed"),
        "changed": marked("detail", "Metadata changed"),
        "created": marked("detail", "Created"),
    },
)


class TimesSection(Section):
    """The four times, and honestly what is known of their zone."""

    def __init__(self) -> None:
        super().__init__(translate("detail", "Times of the chosen file"))

    def show_times(self, facts: EntryFacts) -> None:
        self.begin()
        unsaid = translate("detail", "not recorded")
        odd = odd_times(facts)
        rows = [
            (_TIME_WORDS[time.kind], _with_oddity(exact_time(time.at) or unsaid, odd.get(time.kind)))
            for time in facts.times
        ]
        self.rows.addWidget(Facts(rows, label_width=LABEL_WIDTH + 28, mono=True))
        if facts.zone_known and shows_local_time():
            self.rows.addWidget(line())
            self.head(translate("detail", "In the zone of this computer"))
            local = [(_TIME_WORDS[time.kind], moment(time.at)) for time in facts.times if time.at]
            self.rows.addWidget(Facts(local, label_width=LABEL_WIDTH + 28, mono=True))
        self.rows.addWidget(line())
        if "all" in odd:
            self.rows.addWidget(label(odd["all"][:1].upper() + odd["all"][1:], role="small", wrap=True))
        for sentence in zone_sentences(facts):
            self.rows.addWidget(label(sentence, role="small", meaning="text2", wrap=True))
        self.end()


def _with_oddity(words: str, oddity: str | None) -> str:
    return words if oddity is None else f"{words} ({oddity})"


def exact_time(at: str | None) -> str:
    """`2019-08-14 10:22:31.1234567 UTC`: every digit that was recorded."""
    if at is None:
        return ""
    words = at.replace("T", " ")
    return words[:-1] + " UTC" if words.endswith("Z") else words


def zone_sentences(facts: EntryFacts) -> list[str]:
    """What the file system keeps, and what it does not."""
    if facts.zone_known and any(word.startswith("utc") or ":utc" in word for word in facts.times_flags):
        offsets = "The file system keeps local times and their distance from UTC; they are shown in UTC."
        return [translate("detail", offsets)]
    if facts.zone_known:
        return [translate("detail", "The file system keeps these times in UTC.")]
    said = [
        translate(
            "detail",
            "These are times of the clock of the machine that wrote the file. Its zone is not on the disk.",
        )
    ]
    if (facts.file_system or "").startswith("FAT"):
        said.append(
            translate(
                "detail",
                "FAT keeps the modified time in steps of 2 seconds, and of the accessed time only the day.",
            )
        )
    return said
