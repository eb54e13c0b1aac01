"""Whether entries.csv, files.dfxml and hashdeep.txt tell the same of every entry."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from pathlib import Path

from forensics.entry_line import EntryRow
from forensics.paths import display_text
from reports.data_files import entries_csv
from reports.data_files.dfxml_reading import read_dfxml, told_by
from reports.data_files.hashdeep import HashdeepLines, head_algorithms, head_lines
from reports.data_files.lines import RowsDiffer, bounded_lines


class EntriesBeside:
    """files.dfxml and hashdeep.txt, held against the rows of entries.csv as these pass by.

    Raises RowsDiffer naming the first entry that differs. `finish` must be called: what stands behind the
    last row is a difference too.
    """

    def __init__(self, dfxml: Path, hashdeep: Path) -> None:
        self._dfxml, self._hashdeep = dfxml, hashdeep
        self._elements = read_dfxml(dfxml)
        self._known = bounded_lines(hashdeep)
        self._digests = HashdeepLines(_hashdeep_algorithms(hashdeep, self._known))
        self.entries = 0

    def add(self, rows: Iterable[EntryRow]) -> None:
        """The next rows."""
        elements, hashdeep_line, known = self._elements, self._digests.line, self._known
        for row in rows:
            self.entries += 1
            try:
                expected = told_by(row)
            except KeyError as trouble:
                raise RowsDiffer(
                    f"{entries_csv.NAME}, entry {self.entries:,}: no entry is of the kind it says"
                ) from trouble
            told, path_base64, stream_base64 = next(elements, (None, None, None))
            if told != expected:
                raise self._differs(self._dfxml)
            if path_base64 is not None or row.name_raw_b64 is not None:
                self._verify_raw_path(row, path_base64)
            if stream_base64 is not None and _decoded(stream_base64) != row.stream:
                raise self._differs(self._dfxml)
            line = hashdeep_line(row)
            if line and next(known, None) != line.removesuffix("\n"):
                raise self._differs(self._hashdeep)

    def _verify_raw_path(self, row: EntryRow, path_base64: str | None) -> None:
        if path_base64 is None or _decoded(path_base64) != row.path:
            raise self._differs(self._dfxml)
        name = base64.b64decode(path_base64).rsplit(b"/", 1)[-1]
        if row.name_raw_b64 not in (None, base64.b64encode(name).decode("ascii")):
            raise self._differs(self._dfxml)

    def _differs(self, other: Path) -> RowsDiffer:
        return RowsDiffer(
            f"{other.name} does not tell the same of entry {self.entries:,} as {entries_csv.NAME}"
        )

    def finish(self) -> str:
        """That nothing is left over; the sentence to say."""
        for path, rest in ((self._dfxml, self._elements), (self._hashdeep, self._known)):
            if next(iter(rest), None) is not None:
                raise RowsDiffer(f"{path.name} has more entries than {entries_csv.NAME}")
        names = f"{entries_csv.NAME}, {self._dfxml.name} and {self._hashdeep.name}"
        return f"{names} tell the same of {self.entries:,} {'entry' if self.entries == 1 else 'entries'}"


def _decoded(text: str) -> str | None:
    """The display text of raw bytes; `None` where they are no base64."""
    try:
        return display_text(base64.b64decode(text, validate=True))
    except binascii.Error:
        return None


def _hashdeep_algorithms(path: Path, lines: Iterator[str]) -> tuple[str, ...]:
    """Passes the head."""
    said = [next(lines, "") for _ in head_lines(())]
    algorithms = head_algorithms(said)
    if algorithms is None:
        raise RowsDiffer(f"{path.name} does not begin as this program writes it")
    return algorithms
