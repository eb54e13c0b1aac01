"""The help as it lies in ui/help: a short text a page, sheet or question in each language, and its search."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ui.matching import plain

FOLDER: Final = Path(__file__).parent / "help"
# In the order of the list; each is a file NAME.md of every language.
TOPICS: Final = (
    "start",
    "case",
    "board",
    "exhibit",
    "volumes",
    "plan",
    "scan",
    "findings",
    "looking",
    "map",
    "files",
    "custody",
    "report",
    "verify",
    "sets",
    "key",
    "settings",
    "glossary",
)
# What a sheet is helped with, by the name of its kind; others belong to the page behind them.
OF_SHEETS: Final = {
    "NewCaseSheet": "case",
    "CaseDetailsSheet": "case",
    "PersonsSheet": "case",
    "AddExhibitSheet": "exhibit",
    "ExhibitDetailsSheet": "exhibit",
    "TransferSheet": "exhibit",
    "ScanPlanSheet": "plan",
    "ExaminerKeySheet": "key",
    "CountersignSheet": "key",
    "ImportSetSheet": "sets",
    "ExportSetSheet": "sets",
    "UnlockSheet": "sets",
    "UnlockVolumeSheet": "volumes",
    "UnlockAgainSheet": "volumes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpText:
    """`words` are Markdown; the first line is the title."""

    topic: str
    title: str
    words: str


def read_texts(language: str) -> tuple[HelpText, ...]:
    """Every text of a language, in order; a missing one is a broken installation and raises OSError."""
    return tuple(_read(topic, language) for topic in TOPICS)


def _read(topic: str, language: str) -> HelpText:
    words = (FOLDER / language / f"{topic}.md").read_text(encoding="utf-8")
    return HelpText(topic=topic, title=words.partition("\n")[0].lstrip("# "), words=words)


def topic_of(page: str, sheet: str | None) -> str:
    """What helps where the examiner is: at a sheet, or on the page."""
    if sheet in OF_SHEETS:
        return OF_SHEETS[sheet]
    return page if page in TOPICS else "start"


def found_texts(texts: Sequence[HelpText], asked: str) -> list[HelpText]:
    """The texts that hold every word asked for: first those with them in the title, then those where they
    stand together.
    """
    words = plain(asked).split()
    together = " ".join(words)
    fitting = [text for text in texts if all(word in plain(text.words) for word in words)]

    def order(text: HelpText) -> tuple[bool, bool]:
        in_title = all(word in plain(text.title) for word in words)
        return not in_title, together not in plain(text.words)

    return sorted(fitting, key=order)
