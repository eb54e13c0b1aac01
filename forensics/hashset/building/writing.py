"""Writing the sections of an index file out of gathered records; `layout` describes what they are."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset import ImportStopped
from forensics.hashset.building.gathering import Entries, GroupSpool
from forensics.hashset.building.ordering import Rows, big_endian, leading_words
from forensics.hashset.building.sorting import RowSpool
from forensics.hashset.index.blocks import BlockWriter
from forensics.hashset.index.layout import NO_SIZE, STRONGEST_FIRST, fanout_bits

NumberType = Literal["<u1", "<u2", "<u4", "<i8"]

_ENTRY_BYTES, _SIZE_BYTES = 4, 8
_CHUNK_BYTES = 8 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How the writing is told of and stopped."""

    worker: Executor
    cancelled: Callable[[], bool]
    progress: Callable[[float], None]  # share of the whole, 0 to 1

    def go_on(self) -> None:
        if self.cancelled():
            raise ImportStopped


class NumberFile:
    """A column of numbers, or of rows of bytes, in a working file of the import."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("x+b")

    def add(self, values: npt.NDArray[Any]) -> None:  # Any: numbers of every width
        if len(values):
            self._file.write(np.ascontiguousarray(values).data)

    @property
    def length_bytes(self) -> int:
        return self._file.seek(0, 2)

    def chunks(self, *, width: int = 1) -> Iterator[Rows]:
        """All that was added, as rows of `width` bytes, some megabytes at a time."""
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK_BYTES // width * width):
            yield np.frombuffer(chunk, dtype=np.uint8).reshape(-1, width)

    def close(self) -> None:
        self._file.close()


class EntryTables:
    """Merges the groups into entries: their tables, and the digests of each algorithm on the way to sections.

    The types of sizes and category numbers are known from the records before; `None` where none has one.
    """

    def __init__(
        self, folder: Path, *, work: Work, size_type: NumberType | None, category_type: NumberType | None
    ) -> None:
        self._work, self._open_files = work, ExitStack()
        self._size_type, self._category_type = size_type, category_type
        self.records, self.sizes, self.categories = (
            self._file(folder / f"entry-{name}") for name in ("records", "sizes", "categories")
        )
        self.strongest = {algorithm: self._file(folder / f"{algorithm}.strongest") for algorithm in Algorithm}
        self.listed = {
            algorithm: self._spool(
                folder / f"{algorithm}.listed", widths=(DIGEST_BYTES[algorithm], _ENTRY_BYTES)
            )
            for algorithm in Algorithm
        }
        self.known_sizes = self._spool(folder / "known-sizes", widths=(_SIZE_BYTES,))
        self.counts: Counter[Algorithm] = Counter()  # entries by strongest algorithm
        self.distinct_count = 0

    def _file(self, path: Path) -> NumberFile:
        file = NumberFile(path)
        self._open_files.callback(file.close)
        return file

    def _spool(self, path: Path, *, widths: tuple[int, ...]) -> RowSpool:
        spool = RowSpool(path, widths=widths, tail=0, worker=self._work.worker)
        self._open_files.callback(spool.close)
        return spool

    def merge(self, groups: Mapping[Algorithm, GroupSpool], *, share: float) -> None:
        """Number the entries of all groups; that is `share` of the whole work."""
        for group in groups.values():
            group.spool.finish(self._work.cancelled)
        total, done = sum(group.spool.count for group in groups.values()), 0
        for algorithm in STRONGEST_FIRST:
            group, is_alone = groups[algorithm], self.is_implied(algorithm)
            last = b""
            for rows in group.spool.pieces(self._work.cancelled):
                entries = group.entries(rows)
                self._take(entries, strongest=algorithm, is_alone=is_alone)
                strongest = entries.digests[algorithm].raw
                self.distinct_count += count_new(strongest, leading=leading_words(strongest), last=last)
                last = strongest[-1].tobytes()
                self._work.progress(share * (done + group.spool.merged) / total)
            done += group.spool.count
            group.spool.discard()

    def is_implied(self, algorithm: Algorithm) -> bool:
        """Whether the digests of an algorithm are so far those of its own group alone."""
        return not self.listed[algorithm].has_rows

    def _take(self, entries: Entries, *, strongest: Algorithm, is_alone: bool) -> None:
        first = sum(self.counts.values())
        for algorithm, values in entries.digests.items():
            if algorithm is strongest and is_alone:
                self.strongest[algorithm].add(values.raw)
            elif len(values.places):
                numbers = big_endian(values.places + np.uint32(first), _ENTRY_BYTES)
                self.listed[algorithm].add((values.raw, numbers))
        self.records.add(entries.records.astype("<u4"))
        count = len(entries.records)
        if self._size_type is not None:
            self._take_sizes(np.full(count, NO_SIZE) if entries.sizes is None else entries.sizes)
        if self._category_type is not None:
            given = np.zeros(count, dtype=np.uint16) if entries.categories is None else entries.categories
            self.categories.add(given.astype(self._category_type))
        self.counts[strongest] += count

    def _take_sizes(self, given: npt.NDArray[np.int64]) -> None:
        # As an unsigned number of 32 bits the -1 for none is NO_SIZE_SHORT.
        self.sizes.add(given.astype(self._size_type))
        known = np.sort(given[given != NO_SIZE])  # not np.unique: it hashes, at ten times the time
        if len(known):
            known = known[np.concatenate(([True], known[1:] != known[:-1]))]
            self.known_sizes.add((big_endian(known, _SIZE_BYTES),))

    def close(self) -> None:
        self._open_files.close()


class SectionWriter:
    """Writes what `EntryTables` holds as sections."""

    def __init__(self, out: BlockWriter, *, tables: EntryTables, work: Work, folder: Path) -> None:
        self._out, self._tables, self._work, self._folder = out, tables, work, folder
        self.distinct: Counter[Algorithm] = Counter()
        self.listed: Counter[Algorithm] = Counter()
        self._done_share = 0.0

    def write_algorithms(self, *, start: float) -> None:
        """The sections of every algorithm: the work from the share `start` on."""
        for algorithm in Algorithm:
            self._tables.listed[algorithm].finish(self._work.cancelled)
            self.listed[algorithm] = self._tables.listed[algorithm].count or (
                self._tables.strongest[algorithm].length_bytes // DIGEST_BYTES[algorithm]
            )
        total, done = sum(self.listed.values()), 0
        for algorithm in Algorithm:
            if self.listed[algorithm]:
                for count in self._write_algorithm(algorithm):
                    done += count
                    self._work.go_on()
                    self._work.progress(start + (1 - start) * done / total)

    def _write_algorithm(self, algorithm: Algorithm) -> Iterator[int]:
        """Yield the number of digests written, piece by piece."""
        count, width = self.listed[algorithm], DIGEST_BYTES[algorithm]
        fanout = _Fanout(fanout_bits(count))
        last = b""
        start = self._out.begin()
        with (self._folder / f"{algorithm}.entries").open("x+b") as entry_file:
            for rows in self._sorted(algorithm):
                digests = rows[:, :width]
                leading = leading_words(digests)
                fanout.count(leading)
                self.distinct[algorithm] += count_new(digests, leading=leading, last=last)
                last = digests[-1].tobytes()
                self._out.write(np.ascontiguousarray(digests[:, fanout.bits // 8 :]))
                if rows.shape[1] > width:
                    entry_file.write(np.ascontiguousarray(rows[:, width:]).view(">u4").astype("<u4").data)
                yield len(rows)
            self._out.end(f"{algorithm}.digests", start)
            self.write_array(f"{algorithm}.fanout", fanout.table())
            if entry_file.seek(0, 2):
                start = self._out.begin()
                entry_file.seek(0)
                while chunk := entry_file.read(_CHUNK_BYTES):
                    self._work.go_on()
                    self._out.write(chunk)
                self._out.end(f"{algorithm}.entries", start)

    def _sorted(self, algorithm: Algorithm) -> Iterator[Rows]:
        """Digests in order, each followed by its entry unless that is implied."""
        if self._tables.is_implied(algorithm):
            return self._tables.strongest[algorithm].chunks(width=DIGEST_BYTES[algorithm])
        return self._tables.listed[algorithm].pieces(self._work.cancelled)

    def write_array(self, name: str, values: npt.NDArray[Any]) -> None:  # Any: numbers of every width
        start = self._out.begin()
        for first in range(0, len(values), _CHUNK_BYTES):
            self._work.go_on()
            self._out.write(np.ascontiguousarray(values[first : first + _CHUNK_BYTES]))
        self._out.end(name, start)

    def write_file(self, name: str, file: NumberFile) -> None:
        """The section `name`, none where nothing was added."""
        if file.length_bytes:
            start = self._out.begin()
            for chunk in file.chunks():
                self._work.go_on()
                self._out.write(chunk)
            self._out.end(name, start)

    def write_known_sizes(self) -> None:
        if not self._tables.known_sizes.has_rows:
            return
        start = self._out.begin()
        for rows in self._tables.known_sizes.pieces(self._work.cancelled):
            self._out.write(rows.view(">i8").astype("<i8"))
        self._out.end("known_sizes", start)


class _Fanout:
    """Counts sorted digests by their leading bits."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self._counts: npt.NDArray[np.uint32] = np.zeros((1 << bits) + 1, dtype=np.uint32)

    def count(self, words: npt.NDArray[np.uint64]) -> None:
        """Count digests that begin with these words, ascending."""
        # In two steps, because a shift by all 64 bits is not defined.
        leading = ((words >> np.uint64(8)) >> np.uint64(56 - self.bits)).astype(np.int64)
        firsts = np.flatnonzero(np.concatenate(([True], leading[1:] != leading[:-1])))
        self._counts[leading[firsts] + 1] += np.diff(firsts, append=len(leading)).astype(np.uint32)

    def table(self) -> npt.NDArray[np.uint32]:
        return np.cumsum(self._counts, dtype=np.uint32, out=self._counts)


def count_new(digests: Rows, *, leading: npt.NDArray[np.uint64], last: bytes) -> int:
    """How many of the sorted digests differ from the one before; `last` is the one before the first.

    `leading` are their leading words.
    """
    after = np.flatnonzero(leading[1:] == leading[:-1]) + 1
    repeats = int((digests[after] == digests[after - 1]).all(axis=1).sum())
    return len(digests) - repeats - int(digests[0].tobytes() == last)
