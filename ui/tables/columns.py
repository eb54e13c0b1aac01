"""Columns as data: which field of a row, its title, its words, and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app.rows import EntryRow, HitRow
from ui.wording import OUTCOME_MEANING, OUTCOME_WORDS, count, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`field` is the field that SQL sorts by; `words` makes the text of a row; width 0 takes the room that is
    left.
    """

    field: str
    title: str
    words: Callable[[Any], str]  # Any: the row type of the table the column belongs to
    width: int
    right: bool = False
    mono: bool = False
    meaning: Callable[[Any], str] | None = None
    icon: Callable[[Any], str] | None = None


def _deleted(row: EntryRow | HitRow) -> str:
    return "" if row.allocated else "deleted"


def _category(row: HitRow) -> str:
    if row.role != "notable":
        return "Known"
    return f"Category {row.category}" if row.category else "Notable"


def _set(row: HitRow) -> str:
    return f"{row.set_name} {row.set_version}" if row.set_version else row.set_name


def _role_meaning(row: HitRow) -> str:
    return "hit" if row.role == "notable" else "known"


def _kind(row: EntryRow) -> str:
    return {"dir": "folder"}.get(row.kind, row.kind.replace("_", " "))


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

HIT_COLUMNS: Final = (
    Column(field="path", title="Path", words=lambda row: row.path, width=0, mono=True),
    Column(field="size_bytes", title="Bytes", words=lambda row: count(row.size_bytes), width=104, right=True),
    Column(
        field="category",
        title="Category",
        words=_category,
        width=112,
        meaning=_role_meaning,
        icon=lambda row: "target" if row.role == "notable" else "list-bullets",
    ),
    Column(field="set_name", title="Set", words=_set, width=204),
    Column(field="exhibit", title="Exhibit", words=lambda row: row.exhibit, width=72),
    Column(field="allocated", title="State", words=_deleted, width=70),
)

ENTRY_COLUMNS: Final = (
    Column(field="path", title="Path", words=lambda row: row.path, width=0, mono=True),
    Column(field="size_bytes", title="Bytes", words=lambda row: count(row.size_bytes), width=100, right=True),
    Column(
        field="outcome",
        title="Outcome",
        words=lambda row: OUTCOME_WORDS.get(row.outcome, row.outcome),
        width=136,
        meaning=lambda row: OUTCOME_MEANING.get(row.outcome, "text2"),
        icon=lambda row: OUTCOME_ICONS.get(row.outcome, "minus"),
    ),
    Column(field="kind", title="Kind", words=_kind, width=60),
    Column(field="allocated", title="State", words=_deleted, width=70),
    Column(field="exhibit", title="Exhibit", words=lambda row: row.exhibit, width=66),
    Column(field="mtime", title="Modified", words=lambda row: moment(row.mtime), width=132),
)
