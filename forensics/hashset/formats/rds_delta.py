"""What NSRL RDS version 3 adds from one release to the next: a `.sql` text of INSERTs within a transaction.

The text is read and never executed. A delta is a set of its own, to stand beside the full set: the rows it
adds to FILE are its records. Rows that it deletes from the full set are counted and told; nothing here can
take them out of a set that is already in the library. A delta that changes rows of FILE is refused.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset.formats.rds import NOTE, NOTE_IF_NOTABLE
from forensics.hashset.parsing.hexcolumns import digest_column, size_column
from forensics.hashset.parsing.sql_text import (
    ANY_VALUE,
    InsertHead,
    change,
    insert_head,
    row_pattern,
    rows_behind,
    skip_comments,
    statement_end,
)
from forensics.hashset.records import WITHOUT_DIGEST, RecordBatch, UnfitRecord, without_digest
from forensics.hashset.sources import HEAD_BYTES, Opening, Recognised, SetSource
from forensics.paths import display_text

KEY = "nsrl-delta"
DELETED = "rows that the delta deletes from its full set"
_ADDITIONS_NOTE = "A delta holds what a release adds; it stands beside the full set and does not replace it."
_NAMED_NOTE = "The version is the one in the name of the file."
_NAMED = re.compile(r"RDS_(\d{4}\.\d{2}\.\d{1,2})_")  # RDS_2026.09.1_modern_minimal_delta.sql
_PIECE_BYTES = 4 << 20
_LONGEST_STATEMENT_BYTES = 16 << 20
_MOST_HEADS = 8  # spellings of INSERT that are worth a pattern of their own

# The order of FILE in schema.sql of RDSv3, for an INSERT that names no columns.
_FILE_COLUMNS = ("sha256", "sha1", "md5", "crc32", "file_name", "file_size", "package_id")
_ALGORITHMS = {"sha256": Algorithm.SHA256, "sha1": Algorithm.SHA1, "md5": Algorithm.MD5}
_SIZE = "file_size"
_WANTED = (*_ALGORITHMS, _SIZE)
_BEGIN = re.compile(rb"BEGIN\b[\w\s]*;", re.IGNORECASE)
_ON_NSRL = re.compile(
    rb"\b(?:INTO|FROM|UPDATE)\s+(?:main\.)?[\"`\[]?(?:FILE|PKG|MFG|OS|VERSION)\b", re.IGNORECASE
)
_INSERT_ON_FILE = re.compile(rb"(?:INSERT|REPLACE)\b[^'(;]*\bINTO\s+[\"`\[]?FILE\b", re.IGNORECASE)
_STATED = re.compile(
    rb"^INSERT\s+INTO\s+\"?VERSION\"?\s*(?:\(\s*\"?version\"?\s*,[^()']*\)\s*)?VALUES\s*\(\s*'([^'\n]{1,100})'",
    re.IGNORECASE | re.MULTILINE,
)
_VERB = re.compile(rb"[A-Za-z]+")
_WITHOUT_ROWS = {b"PRAGMA", b"ANALYZE"}

Row = tuple[bytes | None, ...]  # sha256, sha1, md5, file_size as written, without quotes


def detect(opening: Opening) -> Recognised | None:
    text = opening.text.encode(errors="replace")
    at = _behind_pragmas(text)
    if _INSERT_ON_FILE.match(text, at):
        raise opening.refusal(
            "its INSERTs stand outside BEGIN and COMMIT, so nothing shows whether all of them are there; "
            "have it written again as one transaction (sqldiff --transaction)"
        )
    begin = _BEGIN.match(text, at)
    if begin is None or not (opening.is_forced or _ON_NSRL.search(text)):
        return None
    version, version_note = _version(opening)
    return Recognised(
        title="NSRL RDSv3 delta",
        version=version,
        notes=(*version_note, _ADDITIONS_NOTE, NOTE),
        notes_if_notable=(NOTE_IF_NOTABLE,),
    )


def _behind_pragmas(text: bytes) -> int:
    at = skip_comments(text)
    while text[at : at + 6].upper() == b"PRAGMA" and (end := statement_end(text, at)) is not None:
        at = skip_comments(text, end)
    return at


def _version(opening: Opening) -> tuple[str | None, tuple[str, ...]]:
    """The version that the delta inserts, as a rule behind everything else, or that its name gives; notes."""
    parts = [opening.head]
    if not opening.layers:  # the end of a file in an archive is not at hand
        try:
            with opening.path.open("rb") as file:
                file.seek(max(0, file.seek(0, 2) - HEAD_BYTES))
                parts.append(file.read(HEAD_BYTES))
        except OSError as trouble:
            raise HashSetRefused(f"{opening.name} cannot be opened: {trouble.strerror}.") from trouble
    stated = [found[1] for part in parts for found in _STATED.finditer(part)]
    if stated:
        return display_text(stated[-1]), ()
    named = _NAMED.search(opening.member or opening.name)
    return (named[1], (_NAMED_NOTE,)) if named else (None, ())


def read(source: SetSource) -> Iterator[RecordBatch]:
    script = _Script(source)
    text = b""
    with source.stream() as stream:
        while piece := stream.read(_PIECE_BYTES):
            text += piece
            rows = script.take(text)
            if rows:
                batch = script.batch(rows, text)
                source.dropped[WITHOUT_DIGEST] += without_digest(batch)
                yield batch
            text = script.left(text)
            if len(text) > _LONGEST_STATEMENT_BYTES:
                raise script.refusal(text, 0, "the statement is far longer than any of a delta")
    script.end(text)


class _Script:
    """Takes the statements of a delta one after the other and remembers where it is."""

    def __init__(self, source: SetSource) -> None:
        self._source = source
        self._line = 1  # of the beginning of the text at hand
        self._taken = 0  # bytes of the text at hand that are behind us
        self._places: Sequence[int] | None = None  # of the rows in the text at hand; None: one a line
        self._is_open = False
        self._shapes: dict[bytes, _Shape] = {}
        self._shape: _Shape | None = None  # of the INSERT that came last

    def refusal(self, text: bytes, at: int, reason: str) -> HashSetRefused:
        line = self._line + text.count(b"\n", 0, at)
        return self._source.refusal(f"line {line:,}", reason)

    def take(self, text: bytes) -> Sequence[Row]:
        """The rows of all statements that are whole in `text`."""
        end = text.rfind(b"\n") + 1
        if self._shape is not None and self._is_open:
            rows = self._shape.lines.findall(text, 0, end)
            if rows and len(rows) == text.count(b"\n", 0, end):
                self._taken, self._places = end, None
                return self._shape.in_order(rows)
        return self._statements(text)

    def _statements(self, text: bytes) -> Sequence[Row]:
        at, rows, places = 0, list[Row](), list[int]()
        while True:
            if self._shape is not None and self._is_open and (found := self._shape.statement.match(text, at)):
                rows += self._shape.in_order([found.groups()])
                places.append(at)
                at = found.end()
                continue
            end = statement_end(text, at)
            if end is None:
                break
            for place, row in self._statement(text[at:end], text, at):
                rows.append(row)
                places.append(place)
            at = end
        self._taken, self._places = at, places
        return rows

    def left(self, text: bytes) -> bytes:
        """What of `text` belongs to a statement that is not whole yet."""
        self._line += text.count(b"\n", 0, self._taken)
        return text[self._taken :]

    def batch(self, rows: Sequence[Row], text: bytes) -> RecordBatch:
        columns = dict(zip(_WANTED, zip(*rows, strict=True), strict=True))
        try:
            digests = {
                algorithm: values
                for name, algorithm in _ALGORITHMS.items()
                if (values := digest_column(columns[name], algorithm=algorithm)) is not None
            }
            sizes = size_column([size or b"" for size in columns[_SIZE]])
        except UnfitRecord as trouble:
            if self._places is None:
                place = f"line {self._line + trouble.row:,}"
                raise self._source.refusal(place, str(trouble)) from trouble
            raise self.refusal(text, self._places[trouble.row], str(trouble)) from trouble
        return RecordBatch(count=len(rows), digests=digests, sizes=sizes)

    def end(self, text: bytes) -> None:
        if self._is_open or skip_comments(text) != len(text):
            raise self._source.refusal(
                None, "its last statement is not COMMIT, so the file is cut off or not a delta"
            )

    def _statement(self, statement: bytes, text: bytes, at: int) -> Iterator[tuple[int, Row]]:
        begin = skip_comments(statement)
        found = _VERB.match(statement, begin)
        verb = found[0].upper() if found else statement[begin : begin + 1]
        if verb in (b"BEGIN", b"COMMIT", b"END"):
            if self._is_open == (verb == b"BEGIN"):
                raise self.refusal(text, at, "BEGIN and COMMIT do not go together")
            self._is_open = verb == b"BEGIN"
        elif verb in (b"INSERT", b"REPLACE"):
            yield from self._insert(statement, begin, text=text, at=at)
        elif verb in (b"DELETE", b"UPDATE"):
            self._change(statement, begin, text=text, at=at, is_update=verb == b"UPDATE")
        elif verb == b"CREATE":
            reason = (
                "it makes tables and views, so it is the text of a whole database and no delta; "
                "import the database itself"
            )
            raise self.refusal(text, at + begin, reason)
        elif verb not in _WITHOUT_ROWS and verb != b";":
            told = display_text(verb[:40])
            raise self.refusal(text, at + begin, f"a delta has no statement that begins with {told}")

    def _insert(self, statement: bytes, begin: int, *, text: bytes, at: int) -> Iterator[tuple[int, Row]]:
        head = insert_head(statement, begin)
        if head is None:
            raise self.refusal(text, at + begin, "its INSERT is not a list of values")
        if head.table != "FILE":
            return
        if not self._is_open:
            raise self.refusal(text, at + begin, "its INSERT stands outside BEGIN and COMMIT")
        shape = self._shape_of(head, text=text, at=at + begin)
        for place, found in rows_behind(statement, begin + len(head.text), shape.row):
            if found is None:
                raise self.refusal(text, at + place, "its values do not fit the columns of FILE")
            try:
                yield at + place, shape.row_of(found)
            except ValueError as trouble:
                raise self.refusal(text, at + place, str(trouble)) from trouble

    def _shape_of(self, head: InsertHead, *, text: bytes, at: int) -> "_Shape":
        shape = self._shapes.get(head.text)
        if shape is None:
            columns = head.columns or _FILE_COLUMNS
            if len(set(columns)) != len(columns) or not set(columns) <= set(_FILE_COLUMNS):
                raise self.refusal(text, at, "its INSERT names other columns than FILE has")
            if not set(columns) & set(_ALGORITHMS):
                raise self.refusal(text, at, "its INSERT names no column with digests")
            shape = _Shape(head, columns)
            if len(self._shapes) < _MOST_HEADS:
                self._shapes[head.text] = shape
        self._shape = shape
        return shape

    def _change(self, statement: bytes, begin: int, *, text: bytes, at: int, is_update: bool) -> None:
        found = change(statement, begin)
        if found is None or (found.table == "FILE" and (is_update or not found.has_condition)):
            reason = (
                "it changes rows of FILE, which cannot be done beside the full set; "
                "apply the delta to the full set and import that"
            )
            raise self.refusal(text, at + begin, reason)
        if found.table == "FILE":
            self._source.dropped[DELETED] += 1


class _Shape:
    """One spelling of INSERT INTO FILE: which column its values stand in, and how to take them out fast."""

    def __init__(self, head: InsertHead, columns: Sequence[str]) -> None:
        self._named = [name for name in columns if name in _WANTED]
        self._is_in_order = tuple(self._named) == _WANTED
        loose = [rb"(" + ANY_VALUE + rb")" if name in _WANTED else ANY_VALUE for name in columns]
        self.row: Final = re.compile(row_pattern(loose), re.IGNORECASE)
        whole = re.escape(head.text) + rb"\(" + rb", ?+".join(map(_usual, columns)) + rb"\);"
        self.lines: Final = re.compile(rb"^" + whole + rb"\r?$", re.MULTILINE)
        self.statement: Final = re.compile(whole + rb"\s*+")

    def in_order(self, rows: Sequence[tuple[bytes, ...]]) -> Sequence[Row]:
        """Rows that one of the patterns gave, as `Row`s."""
        if self._is_in_order:
            return rows
        named = (dict(zip(self._named, row, strict=True)) for row in rows)
        return [tuple(values.get(name) for name in _WANTED) for values in named]

    def row_of(self, found: re.Match[bytes]) -> Row:
        values = dict(zip(self._named, found.groups(), strict=True))
        return tuple(_written(values.get(name), name) for name in _WANTED)


def _usual(column: str) -> bytes:
    """The pattern of a value as nearly all rows have it."""
    if column in _ALGORITHMS:
        return rb"'(.{%d})'" % (2 * DIGEST_BYTES[_ALGORITHMS[column]])
    if column == _SIZE:
        return rb"([0-9]++)"
    return rb"(?:'[^'\r\n]*+(?:''[^'\r\n]*+)*+'|[0-9]++)"


def _written(value: bytes | None, column: str) -> bytes | None:
    """The text of a literal without its quotes; raise ValueError for one of a wrong kind."""
    if value is None or value.upper() == b"NULL":
        return None
    if value.startswith(b"'"):
        return value[1:-1]
    if column == _SIZE and value.isdigit():
        return value
    raise ValueError(
        f"its {column} is not a text" if column != _SIZE else "its file_size is not a number of bytes"
    )
