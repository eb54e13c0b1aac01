"""What the columns of a table seem to hold, for the examiner to confirm.

A table says of its values only what its head line says. Names that say it plainly are believed; a column
called "hash" is taken for MD5 or SHA-1 when its values have 32 or 40 digits, which nothing else has; 64
digits may be SHA-256 or a PDQ fingerprint and are never guessed: a column beside them has to name SHA-256 in
every row, as PowerShell's Get-FileHash does.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forensics.hashset.columns import COMPARABLE, DELIMITERS, ColumnMap, Kind
from forensics.hashset.parsing.hexdigests import WRITTEN_DIGEST
from forensics.hashset.sources import HEAD_BYTES, Opening
from forensics.paths import display_text

_ROWS_LOOKED_AT = 50
_ROWS_SHOWN = 10
_LONGEST_SHOWN = 200
_PLAIN_NAMES = {
    Kind.MD5: {"md5", "md5hash", "hashmd5", "md5sum", "md5digest"},
    Kind.SHA1: {"sha1", "sha1hash", "hashsha1", "sha1sum", "sha1digest"},
    Kind.SHA256: {"sha256", "sha2256", "sha256hash", "hashsha256", "sha256sum", "sha256digest"},
    Kind.SIZE: {
        "size",
        "filesize",
        "sizebytes",
        "sizeinbytes",
        "filesizebytes",
        "mediasize",
        "length",
        "bytes",
    },
    Kind.CATEGORY: {"category", "cat"},
    Kind.PDQ: {"pdq", "pdqhash"},
    Kind.QUALITY: {"quality", "pdqquality"},
    Kind.PHOTODNA: {"photodna", "pdna"},
}
_VAGUE_NAMES = {"hash", "hashvalue", "digest", "value", "checksum", "fingerprint"}
_STATED_KINDS = {"md5": Kind.MD5, "sha1": Kind.SHA1, "sha256": Kind.SHA256}  # of a column of algorithms
_STATING_NAMES = {"algorithm", "hashalgorithm", "hashtype"}
# What programs put above the head line: PowerShell 5's Export-Csv the type, Excel the delimiter.
_PREAMBLE = re.compile(r'#TYPE [^\r\n]*|"?sep=(?P<delimiter>[^\r\n])"?', re.IGNORECASE)
_DIGEST_NAME = re.compile(r"(?:hash|digest|checksum)[0-9]?(md5|sha1|sha256)")  # X-Ways: "Hash1 (MD5)"
_KIND_OF_DIGITS = {32: Kind.MD5, 40: Kind.SHA1}
_AMBIGUOUS_DIGITS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a table looks like, for the examiner to say what its columns hold."""

    names: tuple[str, ...]  # of the head line; "column 1" and so on where there is none
    rows: tuple[tuple[str, ...], ...]  # the first rows of values, as text
    delimiter: str
    has_header: bool
    likely: ColumnMap | None  # `None` when nothing in it can be compared
    doubts: tuple[str, ...]  # sentences; with a doubt nothing is imported unless the examiner gives a map
    stated: tuple[int, Kind] | None = None  # a column that names one kind of digest in all rows; the kind
    notes: tuple[str, ...] = ()  # sentences on what was taken for what without being named plainly


def propose(
    opening: Opening, *, columns: ColumnMap | None = None, skips_comments: bool = False
) -> Proposal | None:
    """What the columns of a table seem to be; `None` when the source is not a table of text.

    `columns` gives delimiter and header where the examiner has said them.
    """
    if "\0" in opening.text:
        return None
    text = _whole_lines(opening, skips_comments=skips_comments)
    preamble = _PREAMBLE.fullmatch(text.partition("\n")[0].strip())
    if preamble is not None:
        text = text.partition("\n")[2]
    named = preamble["delimiter"] if preamble is not None else None
    delimiter = (columns.delimiter if columns else None) or named or _even_delimiter(text)
    rows = [[_safe(cell) for cell in row] for row in _first_rows(text, delimiter)]
    if not rows:
        return None
    has_header = (
        columns.has_header if columns else not any(WRITTEN_DIGEST.fullmatch(cell.strip()) for cell in rows[0])
    )
    names = [cell.strip() for cell in rows[0]] if has_header else []
    values = rows[1:] if has_header else rows
    stated = _stated(names, values)
    likely, doubts, notes = _likely(names, values, stated=stated[1] if stated else None)
    return Proposal(
        names=tuple(names) or tuple(f"column {number}" for number in range(1, len(rows[0]) + 1)),
        rows=tuple(tuple(row) for row in values[:_ROWS_SHOWN]),
        delimiter=delimiter,
        has_header=has_header,
        likely=_map(likely, delimiter=delimiter, has_header=has_header),
        doubts=tuple(dict.fromkeys(doubts)),
        stated=stated,
        notes=tuple(notes),
    )


def _likely(
    names: Sequence[str], rows: Sequence[Sequence[str]], *, stated: Kind | None
) -> tuple[dict[Kind, int], list[str], list[str]]:
    """For each kind its likely column from 0, doubts, notes. Without `names` only the digits can say."""
    found: dict[Kind, int] = {}
    doubts: list[str] = []
    notes: list[str] = []
    for place, name in enumerate(names):
        kind = plain_kind(name)
        if kind in found:
            doubts.append(f"Two columns are called {kind.upper()}.")
        elif kind is not None:
            found[kind] = place
    width = max((len(row) for row in rows), default=0)
    for place in range(width):
        if place in found.values():
            continue
        digits = _digits(rows, place)
        if digits == _AMBIGUOUS_DIGITS and stated is Kind.SHA256 and is_vague(_name(names, place)):
            if found.setdefault(stated, place) == place:
                notes.append(f"The column “{names[place]}” was taken for SHA-256, which each row states.")
        else:
            _weigh(place, names=names, digits=digits, found=found, doubts=doubts, notes=notes)
    if Kind.QUALITY in found and Kind.PDQ not in found:
        del found[Kind.QUALITY]
    return found, doubts, notes


def _stated(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, Kind] | None:
    """The column that says of each row what kind of digest it holds, when all rows say the same."""
    for place, name in enumerate(names):
        if _bare(name) in _STATING_NAMES:
            kinds = {stated_kind(row[place]) for row in rows if place < len(row)}
            kind = kinds.pop() if len(kinds) == 1 else None
            return None if kind is None else (place, kind)
    return None


def stated_kind(cell: str) -> Kind | None:
    """The kind of digest that a cell names."""
    return _STATED_KINDS.get(_bare(cell))


def is_preamble(line: str) -> bool:
    """Whether a first line is not of the table but tells a program how to read it."""
    return _PREAMBLE.fullmatch(line.strip()) is not None


def _weigh(
    place: int,
    *,
    names: Sequence[str],
    digits: int | None,
    found: dict[Kind, int],
    doubts: list[str],
    notes: list[str],
) -> None:
    """Decide on a column whose name says nothing plain."""
    called = f"The column “{names[place]}”" if place < len(names) else f"Column {place + 1}"
    if digits == _AMBIGUOUS_DIGITS and COMPARABLE & set(found):
        notes.append(f"{called} has values of 64 digits and is not called SHA-256; it was not taken.")
    elif digits == _AMBIGUOUS_DIGITS:
        doubts.append(f"{called} has values of 64 digits, which may be SHA-256 or PDQ.")
    elif digits in _KIND_OF_DIGITS and _KIND_OF_DIGITS[digits] not in found:
        kind = _KIND_OF_DIGITS[digits]
        if not names:
            doubts.append("There is no line that names the columns.")
            found[kind] = place
        elif is_vague(_name(names, place)):
            notes.append(f"{called} was taken for {kind.upper()}, because its values have {digits} digits.")
            found[kind] = place


def _map(found: Mapping[Kind, int], *, delimiter: str, has_header: bool) -> ColumnMap | None:
    if not COMPARABLE & set(found):
        return None
    columns = tuple((kind, found[kind] + 1) for kind in Kind if kind in found)
    return ColumnMap(columns=columns, delimiter=delimiter, has_header=has_header)


def _digits(rows: Sequence[Sequence[str]], place: int) -> int | None:
    """How many digits all filled cells of a column have; `None` when they are no digests of one length."""
    cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
    lengths = {len(cell) if WRITTEN_DIGEST.fullmatch(cell) else None for cell in cells}
    return lengths.pop() if len(lengths) == 1 else None


def plain_kind(name: str) -> Kind | None:
    """The kind that the name of a column says plainly."""
    bare = _bare(name)
    if found := _DIGEST_NAME.fullmatch(bare):
        return Kind(found[1])
    return next((kind for kind, names in _PLAIN_NAMES.items() if bare in names), None)


def is_vague(name: str) -> bool:
    """Whether the name of a column says that it holds digests or fingerprints, and not of which kind."""
    return _bare(name) in _VAGUE_NAMES


def _name(names: Sequence[str], place: int) -> str:
    """The name of a column, "" where the row is longer than the head line."""
    return names[place] if place < len(names) else ""


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _whole_lines(opening: Opening, *, skips_comments: bool) -> str:
    text = opening.text.replace("\r", "\n") if opening.is_ended_by_returns else opening.text
    if len(opening.head) >= HEAD_BYTES:
        text = text[: text.rfind("\n") + 1]  # the last line of the opening is cut
    if skips_comments:
        lines = (line for line in text.split("\n") if not line.lstrip().startswith("#"))
        text = "\n".join(lines)
    return text


def _even_delimiter(text: str) -> str:
    """What divides most of the first rows into as many columns as the first; a comma when nothing does."""
    evenness = {delimiter: _evenness(text, delimiter) for delimiter in DELIMITERS.values()}
    best = max(evenness, key=lambda delimiter: evenness[delimiter])
    return best if evenness[best] > (0, 0) else ","


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows have the width of the first, and that width; nothing for a single column."""
    widths = [len(row) for row in _first_rows(text, delimiter)]
    return (widths.count(widths[0]), widths[0]) if widths and widths[0] > 1 else (0, 0)


def _first_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    looked_at = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                yield row
                looked_at += 1
            if looked_at == _ROWS_LOOKED_AT:
                return
    except csv.Error:  # the text is no table from here on; reading it in earnest says where
        return


def _safe(cell: str) -> str:
    return display_text(cell.strip().encode("utf-8", errors="replace"))[:_LONGEST_SHOWN]
