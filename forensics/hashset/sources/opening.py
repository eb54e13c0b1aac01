"""The first bytes of the file a set comes in: enough to recognise its form."""

import io
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, Self

from forensics.errors import HashSetRefused
from forensics.hashset.sources.archives import Layer, Unpackable, unpacked
from forensics.hashset.sources.text_encoding import encoding_of
from forensics.paths import display_text

HEAD_BYTES = 65_536


class ExaminersColumns(Protocol):
    """Which column of a table holds what, as the examiner said; see columns.ColumnMap."""

    def spelled(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first bytes of a source and how its text is written; enough to recognise a form."""

    path: Path  # the file with the bytes; a database out of an archive lies unpacked there
    name: str  # of the file the examiner gave, safe to show
    length_bytes: int  # of the file at `path`
    head: bytes  # of the content behind `layers`, up to HEAD_BYTES
    encoding: str
    bom_bytes: int
    is_forced: bool = False  # the examiner named the form: doubts about look-alikes are settled
    columns: ExaminersColumns | None = None
    member: str | None = None  # name inside the archive, safe to show
    layers: tuple[Layer, ...] = ()  # archives between the bytes at `path` and the content
    given_sha256: str | None = None  # of the file the examiner gave, where `path` is not that file

    @property
    def shown(self) -> str:
        """What to call the source in a sentence."""
        return self.name if self.member is None else f"{self.name} ({self.member})"

    @property
    def text(self) -> str:
        return self.head[self.bom_bytes :].decode(self.encoding, errors="replace")

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the head without blanks around; the last one may be cut."""
        text = self.text.replace("\r", "\n") if self.is_ended_by_returns else self.text
        return tuple(line.strip() for line in text.split("\n"))

    @property
    def first_line(self) -> str:
        """The first line that is neither blank nor a comment, "" when there is none."""
        return next((line for line in self.lines if line and not line.startswith("#")), "")

    @property
    def comments(self) -> tuple[str, ...]:
        return tuple(line for line in self.lines if line.startswith("#"))

    @property
    def is_ended_by_returns(self) -> bool:
        """Whether a carriage return alone ends each line, as spreadsheets on a Macintosh write them."""
        return "\r" in self.text and "\n" not in self.text and "\0" not in self.text

    def refusal(self, trouble: str, *, place: str | None = None) -> HashSetRefused:
        """`trouble` is a clause; `place` is where in the source, where that is known."""
        where = f"{self.shown}, {place}" if place else self.shown
        return HashSetRefused(f"{where}: {trouble}; nothing of the set was kept.")

    def behind(self, layer: Layer, *, member: str | None = None) -> Self:
        """The opening of what lies in the archive that this is; raise HashSetRefused when it is damaged."""
        packed = replace(self, layers=(*self.layers, layer), member=member or self.member)
        return packed.with_head()

    def with_head(self) -> Self:
        """The same with its head as the file now has it."""
        try:
            with self.path.open("rb", buffering=0) as raw:
                head = _first_bytes(unpacked(raw, self.layers))
        except OSError as trouble:
            raise HashSetRefused(f"{self.name} cannot be opened: {trouble.strerror}.") from trouble
        except Unpackable as trouble:
            raise self.refusal(str(trouble)) from trouble
        encoding, bom_bytes = encoding_of(head)
        return replace(self, head=head, encoding=encoding, bom_bytes=bom_bytes)


def _first_bytes(content: io.RawIOBase) -> bytes:
    head = b""
    while len(head) < HEAD_BYTES and (piece := content.read(HEAD_BYTES - len(head))):
        head += piece
    return head


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a form has learnt of a source before reading its records."""

    title: str  # in plain words, "VICS 2.0"
    scheme: str | None = None
    version: str | None = None  # as the file itself states it
    is_notable_only: bool = False
    notes: tuple[str, ...] = ()
    notes_if_notable: tuple[str, ...] = ()  # told when a set of known files comes in as a notable one


def open_source(
    path: Path, *, is_forced: bool, columns: ExaminersColumns | None = None, name: str | None = None
) -> Opening:
    """The opening of a regular, readable, non-empty file; raise HashSetRefused for anything else.

    An archive is opened as the archive; `choosing` looks into it.
    """
    name = display_text(os.fsencode(path.name)) if name is None else name
    try:
        facts = path.stat()
    except OSError as trouble:
        raise HashSetRefused(f"{name} cannot be opened: {trouble.strerror}.") from trouble
    if not stat.S_ISREG(facts.st_mode):
        kind = "a folder" if stat.S_ISDIR(facts.st_mode) else "not a file"
        raise HashSetRefused(f"{name} is {kind}; give the file that holds the known-hash set.")
    bare = Opening(
        path=path,
        name=name,
        length_bytes=facts.st_size,
        head=b"",
        encoding="utf-8",
        bom_bytes=0,
        is_forced=is_forced,
        columns=columns,
    )
    opening = bare.with_head()
    if not opening.head:
        raise HashSetRefused(f"{name} is empty; there is no known-hash set in it.")
    return opening
