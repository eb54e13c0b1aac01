"""What the filter line says: mistakes, fields and values, in the language of the examiner.

The filter language itself is the same everywhere, so that a filter in a note means the same to every reader.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.rows import FilterTrouble
from app.rows.browsing import FIELDS, FilterField
from ui.language import marked, translate

# By what is wrong; a test holds that these are the sentences of the filter language.
TROUBLES: Final[Mapping[str, str]] = {
    "field": marked("files", "“{field}” is no field: write one of {fields}, or put the words in quotes."),
    "value": marked("files", "{field}: needs a value: {about}."),
    "size": marked(
        "files",
        "{text}: write a number with B, kB, MB, GB, KiB, MiB or GiB, such as {field}:>1MB or "
        "{field}:10kB..2MB.",
    ),
    "number": marked("files", "{text}: write a number, or two with .. between them."),
    "moment": marked(
        "files",
        "{text}: write a year, a month or a day, such as {field}:2019, {field}:>2019-08 or "
        "{field}:2019-08-01..2019-08-14.",
    ),
    "choice": marked("files", "{text}: write one of {values}."),
    "digest": marked("files", "{text}: write at least four digits of a digest (0 to 9, a to f)."),
    "quote": marked("files", "A quotation mark is not closed: {text}."),
    "compared": marked("files", "{text}: “{operator}” is for sizes, numbers and dates."),
}
ABOUT: Final[Mapping[str, str]] = {
    "word": marked("files", "part of the path"),
    "path": marked("files", "part of the path"),
    "name": marked("files", "part of the name, or the whole with * and ?"),
    "ext": marked("files", "end of the name, such as jpg"),
    "under": marked("files", "everything below a folder"),
    "in": marked("files", "what lies in a folder itself"),
    "size": marked("files", "size, such as >1MB or 10kB..2MB"),
    "exhibit": marked("files", "label of an exhibit"),
    "volume": marked("files", "number of a volume"),
    "set": marked("files", "a set with a record that is equal"),
    "role": marked("files", "role of the set"),
    "category": marked("files", "category of an equal record"),
    "outcome": marked("files", "what came of it"),
    "deleted": marked("files", "deleted or in use"),
    "remains": marked("files", "what is left of a deleted file"),
    "kind": marked("files", "file, dir and others"),
    "flag": marked("files", "hidden, sparse, efs and others"),
    "stream": marked("files", "a stream of a file, or part of its name"),
    "modified": marked("files", "when it was modified (UTC)"),
    "created": marked("files", "when it was created (UTC)"),
    "accessed": marked("files", "when it was accessed (UTC)"),
    "digest": marked("files", "MD5, SHA-1 or SHA-256, or its beginning"),
    "mark": marked("files", "category given in review"),
    "note": marked("files", "part of a note"),
    "bookmarked": marked("files", "bookmarked in review"),
    "also": marked("files", "same content on another exhibit"),
    "reason": marked("files", "part of why it was not compared"),
    "offset": marked("files", "bytes of the image it lies in"),
    "id": marked("files", "number of an entry"),
}
MOST_OFFERED: Final = 14


def trouble_words(trouble: FilterTrouble) -> str:
    """The sentence about a mistake."""
    values = dict(trouble.values)
    if "about" in values:
        values["about"] = translate("files", ABOUT[values["field"]])
    return translate("files", TROUBLES[trouble.what]).format(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be taken over into the line: how it is spelled, and what it means."""

    spelled: str
    about: str = ""


def offers(piece: str, values: Mapping[str, Sequence[str]]) -> tuple[Offer, ...]:
    """What the piece of a filter being written can become; `values` are those of the case by field."""
    sign = "-" if piece.startswith("-") else ""
    name, colon, begun = piece.removeprefix("-").partition(":")
    if not colon:
        found = (field for field in FIELDS.values() if field.name.startswith(name.lower()))
        return tuple(
            Offer(spelled=f"{sign}{field.name}:", about=translate("files", ABOUT[field.name]))
            for field in found
            if field.name != "word"
        )[:MOST_OFFERED]
    field = FIELDS.get(name.lower())
    if field is None:
        return ()
    wanted = begun.strip('"').lower()
    known = (value for value in _values(field, values) if wanted in value.lower() and value.lower() != wanted)
    return tuple(Offer(spelled=f"{sign}{field.name}:{quoted(value)}") for value in known)[:MOST_OFFERED]


def _values(field: FilterField, values: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*values.get(field.name, ()), *field.values)))


def quoted(value: str) -> str:
    return (
        '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if " " in value or '"' in value else value
    )
