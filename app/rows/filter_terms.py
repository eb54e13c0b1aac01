"""The filter language: `size:>1MB path:Users deleted:yes set:"National 2"` as terms.

A word by itself is part of the path. `-` before a term turns it round. Values are given once for each field,
or with `or` between them. Every mistake has its place and says what can stand there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.rows.filter_values import span_of
from forensics.entries import EntryFlag, Remains
from forensics.errors import FieldcaseError

YES_NO: Final = ("yes", "no")
OUTCOMES: Final = (
    *("matched", "known", "compared", "ruled_out_by_size", "skipped_by_profile"),
    *("unreadable", "encrypted", "no_content", "waiting"),
)
REMAINS: Final = tuple(each.value for each in Remains)
FLAGS: Final = (*YES_NO, *(flag.value for flag in EntryFlag))
KINDS: Final = ("file", "dir", "symlink", "chardev", "blockdev", "fifo", "socket", "virtual", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterField:
    """A field of the language. `takes`: text, choice, number, size, moment, digest.

    `values` are all there are of a choice; of other kinds, words that are taken beside them. Terms of a field
    that `narrows` hold together; of others, one of them is enough.
    """

    name: str
    takes: str
    about: str
    values: tuple[str, ...] = ()
    narrows: bool = False


_FIELDS = (
    FilterField(name="word", takes="text", about="part of the path", narrows=True),
    FilterField(name="path", takes="text", about="part of the path"),
    FilterField(name="name", takes="text", about="part of the name, or the whole with * and ?"),
    FilterField(name="ext", takes="text", about="end of the name, such as jpg"),
    FilterField(name="under", takes="text", about="everything below a folder"),
    FilterField(name="in", takes="text", about="what lies in a folder itself"),
    FilterField(name="size", takes="size", about="size, such as >1MB or 10kB..2MB"),
    FilterField(name="exhibit", takes="text", about="label of an exhibit"),
    FilterField(name="volume", takes="number", about="number of a volume"),
    FilterField(name="set", takes="text", about="a set with a record that is equal"),
    FilterField(name="role", takes="choice", about="role of the set", values=("notable", "known")),
    FilterField(name="category", takes="text", about="category of an equal record"),
    FilterField(name="outcome", takes="choice", about="what came of it", values=OUTCOMES),
    FilterField(name="deleted", takes="choice", about="deleted or in use", values=YES_NO),
    FilterField(name="remains", takes="choice", about="what is left of a deleted file", values=REMAINS),
    FilterField(name="kind", takes="choice", about="file, dir and others", values=KINDS),
    FilterField(name="flag", takes="choice", about="hidden, sparse, efs and others", values=FLAGS),
    FilterField(name="stream", takes="text", about="a stream of a file, or part of its name", values=YES_NO),
    FilterField(name="modified", takes="moment", about="when it was modified (UTC)", values=("none",)),
    FilterField(name="created", takes="moment", about="when it was created (UTC)", values=("none",)),
    FilterField(name="accessed", takes="moment", about="when it was accessed (UTC)", values=("none",)),
    FilterField(name="digest", takes="digest", about="MD5, SHA-1 or SHA-256, or its beginning"),
    FilterField(name="mark", takes="text", about="category given in review", values=YES_NO),
    FilterField(name="note", takes="text", about="part of a note", values=YES_NO),
    FilterField(name="bookmarked", takes="choice", about="bookmarked in review", values=YES_NO),
    FilterField(name="also", takes="text", about="same content on another exhibit", values=YES_NO),
    FilterField(name="reason", takes="text", about="part of why it was not compared"),
    FilterField(name="offset", takes="size", about="bytes of the image it lies in"),
    FilterField(name="id", takes="number", about="number of an entry"),
)
FIELDS: Final[Mapping[str, FilterField]] = {field.name: field for field in _FIELDS}

_ALIASES: Final = {
    ("kind", "folder"): "dir",
    ("kind", "directory"): "dir",
    ("kind", "link"): "symlink",
    ("outcome", "ruled out"): "ruled_out_by_size",
    ("outcome", "ruled out by size"): "ruled_out_by_size",
    ("outcome", "skipped"): "skipped_by_profile",
    ("outcome", "skipped by profile"): "skipped_by_profile",
    ("outcome", "no content"): "no_content",
    ("remains", "partly overwritten"): "partly_overwritten",
    ("remains", "no content left"): "no_content_left",
}
_OPERATORS: Final = (">=", "<=", ">", "<", "=")
_COMPARED: Final = ("size", "number", "moment")
_NO_CHARACTER = re.compile("[\ud800-\udfff]")  # half of one: names are never shown with it
_DIGEST = re.compile(r"[0-9a-f]{4,64}")

TROUBLES: Final = {  # by what is wrong; the desktop has the same sentences to translate
    "field": "“{field}” is no field: write one of {fields}, or put the words in quotes.",
    "value": "{field}: needs a value: {about}.",
    "size": "{text}: write a number with B, kB, MB, GB, KiB, MiB or GiB, such as {field}:>1MB or "
    "{field}:10kB..2MB.",
    "number": "{text}: write a number, or two with .. between them.",
    "moment": "{text}: write a year, a month or a day, such as {field}:2019, {field}:>2019-08 or "
    "{field}:2019-08-01..2019-08-14.",
    "choice": "{text}: write one of {values}.",
    "digest": "{text}: write at least four digits of a digest (0 to 9, a to f).",
    "quote": "A quotation mark is not closed: {text}.",
    "compared": "{text}: “{operator}” is for sizes, numbers and dates.",
}


class FilterTrouble(FieldcaseError):
    """One sentence on a filter that cannot be read; `start` to `end` is the place of the mistake."""

    def __init__(self, what: str, *, place: tuple[int, int], **values: str) -> None:
        super().__init__(TROUBLES[what].format(**values))
        self.what, self.values = what, values
        self.start, self.end = place


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterTerm:
    """`operator`: is, >, >=, <, <=, between (its value is `low..high`)."""

    field: str
    operator: str = "is"
    value: str
    is_negated: bool = False

    @property
    def text(self) -> str:
        """As it is spelled in the language."""
        if self.field == "word":
            return self._sign + _quoted(self.value, is_word=True)
        return f"{self._sign}{self.field}:{self.value_text}"

    @property
    def value_text(self) -> str:
        """The value with its operator, as it is spelled."""
        sign = "" if self.operator in ("is", "between") else self.operator
        return sign + _quoted(self.value, is_word=False)

    @property
    def _sign(self) -> str:
        return "-" if self.is_negated else ""

    @property
    def holds_together(self) -> bool:
        """Every such term must hold; of the others with the same field one is enough."""
        return self.is_negated or FIELDS[self.field].narrows or self.operator in (">", ">=", "<", "<=")


def _quoted(value: str, *, is_word: bool) -> str:
    is_plain = value and not re.search(r'[\s"\\]', value) and not (is_word and _reads_otherwise(value))
    if is_plain and not (not is_word and value[0] in "<>="):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reads_otherwise(word: str) -> bool:
    return word.startswith("-") or ":" in word or word.lower() == "or"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What stands between spaces: text without its quotation marks, and which characters were in them."""

    text: str
    is_quoted: tuple[bool, ...]
    start: int
    end: int

    def after(self, length: int) -> "_Piece":
        return _Piece(
            text=self.text[length:],
            is_quoted=self.is_quoted[length:],
            start=min(self.start + length, self.end),
            end=self.end,
        )

    @property
    def begins_quoted(self) -> bool:
        return bool(self.is_quoted and self.is_quoted[0])


def parse_filter(text: str) -> tuple[FilterTerm, ...]:
    """The terms of a filter in their order; raise FilterTrouble."""
    terms: list[FilterTerm] = []
    wants_value = False  # an `or` stands before
    for piece in _pieces(_NO_CHARACTER.sub("\ufffd", text)):
        if terms and _is_or(piece) and terms[-1].field != "word" and not wants_value:
            wants_value = True
        elif wants_value and not _names_field(piece):
            terms.append(_term(terms[-1].field, piece, is_negated=terms[-1].is_negated, whole=piece))
            wants_value = False
        else:
            wants_value = False
            terms.append(_read(piece))
    if wants_value:
        terms.append(FilterTerm(field="word", value="or"))
    return tuple(terms)


def _is_or(piece: _Piece) -> bool:
    return piece.text.lower() == "or" and not piece.begins_quoted


def _names_field(piece: _Piece) -> bool:
    name, colon, _ = piece.text.partition(":")
    return bool(colon) and name.removeprefix("-").lower() in FIELDS and not piece.begins_quoted


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        piece = _piece(text, at)
        yield piece
        at = piece.end


def _piece(text: str, start: int) -> _Piece:
    letters: list[str] = []
    quoted: list[bool] = []
    at, inside = start, False
    while at < len(text) and (inside or not text[at].isspace()):
        if text[at] == '"':
            inside = not inside
            if not inside and text[at - 1] == '"' and not letters:
                quoted.append(True)  # an empty value was meant
        else:
            at += inside and text[at] == "\\" and text[at + 1 : at + 2] in ('"', "\\")
            letters.append(text[at])
            quoted.append(inside)
        at += 1
    if inside:
        raise FilterTrouble("quote", place=(start, at), text=text[start:at])
    return _Piece(text="".join(letters), is_quoted=tuple(quoted), start=start, end=at)


def _read(piece: _Piece) -> FilterTerm:
    is_negated = piece.text.startswith("-") and not piece.begins_quoted and len(piece.text) > 1
    rest = piece.after(1) if is_negated else piece
    name, colon, _ = rest.text.partition(":")
    if not colon or rest.begins_quoted or any(rest.is_quoted[: len(name) + 1]):
        return FilterTerm(field="word", value=rest.text, is_negated=is_negated)
    if name.lower() not in FIELDS or name.lower() == "word":
        fields = ", ".join(field for field in FIELDS if field != "word")
        raise FilterTrouble("field", place=(rest.start, rest.start + len(name)), field=name, fields=fields)
    return _term(name.lower(), rest.after(len(name) + 1), is_negated=is_negated, whole=piece)


def _term(field: str, piece: _Piece, *, is_negated: bool, whole: _Piece) -> FilterTerm:
    """A field's value, understood as the field takes it."""
    rule, value, operator = FIELDS[field], piece.text, "is"
    if not piece.begins_quoted:
        operator = next((sign for sign in _OPERATORS if value.startswith(sign)), "is")
        value = value if operator == "is" else value[len(operator) :].strip()
    if not value and not piece.is_quoted:
        raise FilterTrouble("value", place=(whole.start, whole.end), field=field, about=rule.about)
    place, said = (piece.start, piece.end), f"{field}:{piece.text}"
    if operator not in ("is", "=") and rule.takes not in _COMPARED:
        raise FilterTrouble("compared", place=place, text=said, operator=operator)
    operator = "is" if operator == "=" else operator
    if rule.takes in _COMPARED and ".." in value and operator == "is":
        operator = "between"
    fit = _fitting(rule, operator, value)
    if fit is None:
        what = rule.takes
        raise FilterTrouble(what, place=place, text=said, field=field, values=", ".join(rule.values))
    return FilterTerm(field=field, operator=operator, value=fit, is_negated=is_negated)


def _fitting(rule: FilterField, operator: str, value: str) -> str | None:
    """The value as it is kept, or None where the field cannot take it."""
    lower = _ALIASES.get((rule.name, value.lower()), value.lower())
    if lower in rule.values and operator == "is":
        return lower
    if rule.takes == "choice":
        return None
    if rule.takes in _COMPARED:
        return value if span_of(operator, value, field_is=rule.takes) is not None else None
    if rule.takes == "digest":
        return lower if _DIGEST.fullmatch(lower) else None
    return value
