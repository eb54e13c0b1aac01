"""Columns as data: which field of a row, its title, its words, and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app.rows import EntryRow
from ui.entry_words import flag_words, remains_words
from ui.language import SpokenMapping, marked, translate
from ui.sentences import spoken
from ui.times import moment
from ui.wording import OUTCOME_MEANING, OUTCOME_WORDS, count


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`field` is the field that SQL sorts by; `words` makes the text of a row; `title` is marked. Width 0
    takes the room that is left. The lower `rank`, the longer a column stays where room is short; None: it is
    shown only where it was asked for.
    """

    field: str
    title: str
    words: Callable[[Any], str]  # Any: the row type of the table the column belongs to
    width: int
    right: bool = False
    mono: bool = False
    meaning: Callable[[Any], str] | None = None
    icon: Callable[[Any], str] | None = None
    rank: int | None = 0
    takes_more: bool = False  # of the room that is left


OUTCOME_ICONS: Final = {
    "matched": "target",
    "known": "list-bullets",
    "compared": "magnifying-glass",
    "ruled_out_by_size": "ruler",
    "no_content": "minus",
    "skipped_by_profile": "skip-forward",
    "unreadable": "warning",
    "encrypted": "lock-key",
    "waiting": "clock",
}
KIND_WORDS: Final = SpokenMapping(
    "files",
    {
        "file": marked("files", "File"),
        "dir": marked("files", "Folder"),
        "symlink": marked("files", "Link"),
        "chardev": marked("files", "Device"),
        "blockdev": marked("files", "Device"),
        "fifo": marked("files", "Pipe"),
        "socket": marked("files", "Socket"),
        "virtual": marked("files", "Made by the reader"),
        "other": marked("files", "Other"),
    },
)


def name_of(row: EntryRow) -> str:
    return row.path.rpartition("/")[2] or row.path


def folder_of(row: EntryRow) -> str:
    return row.path.rpartition("/")[0] or "/"


def _state(row: EntryRow) -> str:
    return "" if row.allocated else translate("files", "deleted")


def why_not_compared(row: EntryRow) -> str:
    """The rule or the trouble; nothing for what was compared."""
    if row.reason is None:
        return ""
    said = spoken(row.reason)
    return said[:1].upper() + said[1:]


def _also(row: EntryRow) -> str:
    return ", ".join(row.also_on)


def _noted(row: EntryRow) -> str:
    said = (
        (row.is_bookmarked, translate("files", "bookmark")),
        (row.has_note, translate("files", "note")),
    )
    return ", ".join(words for is_so, words in said if is_so)


ENTRY_COLUMNS: Final = (
    Column(field="name", title=marked("files", "Name"), words=name_of, width=0, mono=True),
    Column(
        field="size_bytes",
        title=marked("files", "Bytes"),
        words=lambda row: count(row.size_bytes),
        width=124,
        right=True,
        rank=2,
    ),
    Column(
        field="outcome",
        title=marked("files", "Outcome"),
        words=lambda row: OUTCOME_WORDS.get(row.outcome, row.outcome),
        width=156,
        meaning=lambda row: OUTCOME_MEANING.get(row.outcome, "text2"),
        icon=lambda row: OUTCOME_ICONS.get(row.outcome, "minus"),
        rank=1,
    ),
    Column(
        field="reason",
        title=marked("files", "Why not compared"),
        words=why_not_compared,
        width=190,
        rank=3,
        takes_more=True,
    ),
    Column(
        field="folder",
        title=marked("files", "Folder"),
        words=folder_of,
        width=190,
        mono=True,
        rank=6,
        takes_more=True,
    ),
    Column(
        field="mtime",
        title=marked("files", "Modified"),
        words=lambda row: moment(row.mtime),
        width=156,
        rank=5,
    ),
    Column(field="allocated", title=marked("files", "State"), words=_state, width=76, rank=4),
    Column(
        field="exhibit", title=marked("files", "Exhibit"), words=lambda row: row.exhibit, width=84, rank=7
    ),
    Column(field="also_on", title=marked("files", "Also on"), words=_also, width=90, rank=8),
    Column(
        field="kind",
        title=marked("files", "Kind"),
        words=lambda row: KIND_WORDS.get(row.kind, row.kind),
        width=90,
        rank=None,
    ),
    Column(field="remains", title=marked("files", "What is left"), words=remains_words, width=130, rank=None),
    Column(field="flags", title=marked("files", "Flags"), words=flag_words, width=130, rank=None),
    Column(
        field="path",
        title=marked("files", "Path"),
        words=lambda row: row.path,
        width=320,
        mono=True,
        rank=None,
    ),
    Column(
        field="volume",
        title=marked("files", "Volume"),
        words=lambda row: str(row.volume),
        width=70,
        right=True,
        rank=None,
    ),
    Column(
        field="crtime",
        title=marked("files", "Created"),
        words=lambda row: moment(row.crtime),
        width=156,
        rank=None,
    ),
    Column(
        field="atime",
        title=marked("files", "Accessed"),
        words=lambda row: moment(row.atime),
        width=156,
        rank=None,
    ),
    Column(
        field="mark", title=marked("files", "Mark"), words=lambda row: row.mark or "", width=60, rank=None
    ),
    Column(field="has_note", title=marked("files", "Note, bookmark"), words=_noted, width=120, rank=None),
    Column(field="md5", title="MD5", words=lambda row: row.md5 or "", width=260, mono=True, rank=None),
    Column(field="sha1", title="SHA-1", words=lambda row: row.sha1 or "", width=320, mono=True, rank=None),
    Column(
        field="sha256", title="SHA-256", words=lambda row: row.sha256 or "", width=480, mono=True, rank=None
    ),
    Column(
        field="id",
        title=marked("files", "Number"),
        words=lambda row: str(row.id),
        width=104,
        right=True,
        rank=None,
    ),
)
