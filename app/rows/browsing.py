"""What browsing a case asks and gets: filters, groups and stacks of findings, folders."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.rows.filter_terms import FIELDS, FilterField, FilterTerm, FilterTrouble, parse_filter

if TYPE_CHECKING:
    from array import array

__all__ = [
    "FIELDS",
    "REASONS_BY_RULE",
    "EntryFilter",
    "FilterChip",
    "FilterField",
    "FilterTerm",
    "FilterTrouble",
    "FirstRows",
    "FolderRow",
    "GroupRow",
    "StackRow",
    "parse_filter",
]


REASONS_BY_RULE: Final = {  # of outcomes that record no reason of their own
    "ruled_out_by_size": "no notable record has its size",
    "encrypted": "encrypted by its file system",
    "waiting": "not read yet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChip:
    """Terms that belong together, as they are shown: `exhibit:A or B`."""

    text: str
    terms: tuple[FilterTerm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Terms of different fields hold together; of several values of one field one is enough, except words,
    terms turned round, and comparisons with < and >, which all hold.
    """

    terms: tuple[FilterTerm, ...] = ()

    @classmethod
    def of(cls, text: str) -> "EntryFilter":
        """From the filter language; raise FilterTrouble."""
        return cls(terms=parse_filter(text))

    @classmethod
    def having(cls, **values: str | None) -> "EntryFilter":
        """From plain values by field, as they are; None leaves one out: `having(word="a b", kind="dir")`."""
        return cls(
            terms=tuple(
                FilterTerm(field=field, value=value) for field, value in values.items() if value is not None
            )
        )

    @property
    def text(self) -> str:
        """Spelled in the filter language; `of` reads it back."""
        return " ".join(term.text for term in self.terms)

    def value_of(self, field: str) -> str | None:
        """The plain value of the first such term, or None."""
        return next((term.value for term in self.terms if term.field == field and not term.is_negated), None)

    def adding(self, *terms: FilterTerm) -> "EntryFilter":
        """With terms it did not have yet."""
        return replace(self, terms=tuple(dict.fromkeys((*self.terms, *terms))))

    def without(self, terms: Iterable[FilterTerm]) -> "EntryFilter":
        gone = frozenset(terms)
        return replace(self, terms=tuple(term for term in self.terms if term not in gone))

    def alternatives(self) -> tuple[tuple[FilterTerm, ...], ...]:
        """Groups of terms: one of each group must hold."""
        groups: dict[object, tuple[FilterTerm, ...]] = {}
        for number, term in enumerate(self.terms):
            key = number if term.holds_together else term.field
            groups[key] = (*groups.get(key, ()), term)
        return tuple(groups.values())

    def chips(self) -> tuple[FilterChip, ...]:
        return tuple(
            FilterChip(
                text=" or ".join((group[0].text, *(term.value_text for term in group[1:]))), terms=group
            )
            for group in self.alternatives()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRows:
    """The numbers that stand first in an order; `is_all`: there are no others."""

    ids: "array[int]"
    is_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A heap of findings: `level` is exhibit, set or folder; `key` is the way to it, unique in its tree.

    `files` have a record that is equal; `folder_files` are all files of a folder, matched or not.
    """

    key: tuple[str, ...]
    level: str
    name: str
    files: int
    where: EntryFilter  # the findings of this group alone
    role: str | None = None  # notable or known, from the level of sets on
    category: str | None = None
    category_label: str | None = None
    folder_files: int | None = None
    children: "tuple[GroupRow, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StackRow:
    """Findings with the same content: `entries` are all places of it that fit, the first stands for them, and
    `hits` has for each of them the number that `hit_rows` takes. The record is the first that the
    content is equal to, notable ones before.
    """

    digest: str | None  # SHA-256; None where it was not computed: such a stack has one place
    hits: tuple[int, ...]
    entries: tuple[int, ...]
    exhibits: tuple[str, ...]  # labels, each once
    record: str  # in words
    records: int  # of all sets that the content is equal to
    role: str
    category: str | None
    category_label: str | None
    size_bytes: int
    set_name: str = ""
    set_version: str | None = None
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderRow:
    """A folder of a volume, or the volume or exhibit itself (`path` is then `None`).

    `files` lie in it directly, `files_below` anywhere below it; folders are not counted.
    """

    exhibit: str
    volume: int | None
    path: str | None
    name: str
    has_folders: bool
    files: int
    files_below: int
    matched_below: int
    is_deleted: bool = False
