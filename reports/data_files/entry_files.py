"""Writes entries.csv, files.dfxml and hashdeep.txt in one pass over the rows, each row read once."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import IO

from forensics.entry_line import EntryRow
from forensics.images import Volume
from reports.closing import RowLedger
from reports.content import CaseContent, EntryRows
from reports.data_files import dfxml, entries_csv, hashdeep
from reports.errors import ReportRefused
from reports.writing import TextFile, WrittenFile

_AT_ONCE = 500  # rows
_PLACE = itemgetter(0, 1)  # exhibit and volume


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFiles:
    """What was written, read back, by name; and the rows as they were counted."""

    files: tuple[WrittenFile, ...]
    ledger: RowLedger


def write_entry_files(folder: Path, rows: EntryRows, *, content: CaseContent) -> EntryFiles:
    """The three files in `folder`. `content` gives the exhibits, volumes and versions that DFXML names, and
    is redacted as the rows are.

    Raise ReportRefused where a row is of no volume of the content, or volumes come out of order; OSError as
    it comes.
    """
    ledger = RowLedger()
    algorithms = hashdeep.algorithms_of(content)
    digests = hashdeep.HashdeepLines(algorithms)
    names = (entries_csv.NAME, dfxml.NAME, hashdeep.NAME)
    with ExitStack() as stack:
        files = [stack.enter_context(TextFile(folder / name)) for name in names]
        csv_file, dfxml_file, hashdeep_file = (file.text for file in files)
        csv_file.write(entries_csv.HEAD)
        hashdeep_file.writelines(line + "\n" for line in hashdeep.head_lines(algorithms))
        elements = _Elements(dfxml_file, content)
        for batch in _batches(rows):
            ledger.add_all(batch)
            csv_file.write("".join(map(entries_csv.csv_line, batch)))
            hashdeep_file.write("".join(map(digests.line, batch)))
            elements.add(batch)
        elements.end()
        return EntryFiles(files=tuple(file.finish() for file in files), ledger=ledger)


def _batches(rows: Iterable[EntryRow]) -> Iterator[list[EntryRow]]:
    each = iter(rows)
    while batch := list(islice(each, _AT_ONCE)):
        yield batch


class _Elements:
    """The document as it grows: every exhibit and every volume once, in the order of the content, whether or
    not it has entries.
    """

    def __init__(self, file: IO[str], content: CaseContent) -> None:
        self._file = file
        self._numbers = count(1)
        self._volumes = self._headed(content)
        self._place: tuple[str, int] | None = None
        self._objects: dfxml.FileObjects | None = None
        file.write(dfxml.head(content))

    def _headed(self, content: CaseContent) -> Iterator[tuple[tuple[str, int], Volume]]:
        """Each volume with its place, its head written when it is given and its end when the next is asked
        for.
        """
        for exhibit in content.exhibits:
            self._file.write(dfxml.exhibit_head(exhibit))
            for each in exhibit.volumes:
                volume = each.volume
                self._file.write(dfxml.volume_head(volume, sector_bytes=exhibit.image.sector_bytes))
                yield (exhibit.id, volume.index), volume
                self._file.write(dfxml.volume_foot(volume))
            self._file.write(dfxml.EXHIBIT_FOOT)

    def add(self, batch: list[EntryRow]) -> None:
        for place, rows in groupby(batch, _PLACE):
            self._file.write("".join(map(self._objects_of(place).element, rows)))

    def _objects_of(self, place: tuple[str, int]) -> dfxml.FileObjects:
        if place != self._place or self._objects is None:
            volume = next((volume for found, volume in self._volumes if found == place), None)
            if volume is None:
                raise ReportRefused(
                    f"exhibit {place[0]}, volume {place[1]}: its entries are not in the place where the case "
                    "has this volume; the report was not written"
                )
            self._place, self._objects = place, dfxml.FileObjects(volume, self._numbers)
        return self._objects

    def end(self) -> None:
        for _ in self._volumes:
            pass
        self._file.write(dfxml.FOOT)
