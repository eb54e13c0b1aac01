"""Making an index file out of the records of a source, in memory that does not grow with the set.

`IndexBuilder.add_all` spools records to working files in a folder of the import, many at a time;
`build` sorts them and writes the form that `layout` describes.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from forensics.digests import EMPTY_CONTENT, Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset import Provenance, SetInfo
from forensics.hashset.building.batches import checked, of_records
from forensics.hashset.building.fingerprints import FingerprintFiles
from forensics.hashset.building.gathering import Gathered, GroupSpool
from forensics.hashset.building.writing import EntryTables, NumberType, SectionWriter, Work
from forensics.hashset.index.blocks import BlockWriter
from forensics.hashset.index.layout import (
    MOST_CATEGORIES,
    MOST_RECORDS,
    NO_SIZE,
    NO_SIZE_SHORT,
    STRONGEST_FIRST,
    Description,
    write_description,
)
from forensics.hashset.records import RecordBatch, Values
from forensics.hashset.vault import VaultKey

_EMPTY = dict(EMPTY_CONTENT.present())
_MOST_SHORT_CATEGORIES = 0xFF
_MERGING_SHARE = 0.6  # of the work after reading, measured


@dataclass(slots=True, kw_only=True)
class Counts:
    """What the records came to so far."""

    records: int = 0
    kept: int = 0  # with at least one digest that can be compared
    sized: int = 0  # kept ones with a size
    zero_sized: int = (
        0  # kept ones that give the size 0 to a content that is not empty; they count as unsized
    )
    dropped_empty: int = 0  # digests of the empty file
    pdq: int = 0  # PDQ values kept
    photodna: int = 0  # PhotoDNA values kept
    largest_size: int = 0
    of_algorithm: Counter[Algorithm] = field(default_factory=Counter)  # records with a digest kept
    of_category: Counter[int] = field(default_factory=Counter)  # records by number of the category
    withheld: Counter[str] = field(default_factory=Counter)  # values that a locked set does not keep, by why


class IndexBuilder:
    """Takes records in source order, then writes their index. Use it in a `with`; `folder` is its own.

    With a `key` the index is locked: it holds the keyed digests, and nothing to compare by likeness.
    """

    def __init__(self, folder: Path, key: VaultKey | None = None) -> None:
        self.counts = Counts()
        self._folder, self._key = folder, key
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="set-sorting")
        self._open_files = ExitStack()
        self._groups = {a: GroupSpool(a, folder=folder, worker=self._worker) for a in STRONGEST_FIRST}
        for group in self._groups.values():
            self._open_files.callback(group.spool.close)
        self._fingerprints = FingerprintFiles(folder)
        self._open_files.callback(self._fingerprints.close)
        # Called before those above: the worker writes to the files that they close.
        self._open_files.callback(self._worker.shutdown, cancel_futures=True)
        self._category_numbers: dict[str | None, int] = {None: 0}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._open_files.close()

    def add_all(self, batches: Iterable[RecordBatch]) -> None:
        """Keep what can be compared; the digests of the empty file are dropped and counted.

        Raise UnfitRecord for a record that cannot be true, HashSetRefused for a set beyond what an index can
        number.
        """
        for batch in batches:
            if self.counts.records + batch.count > MOST_RECORDS:
                raise HashSetRefused(
                    f"The set has more than {MOST_RECORDS:,} records; an index cannot number them."
                )
            if batch.count:
                self._add_batch(checked(batch, first=self.counts.records))

    def _add_batch(self, batch: RecordBatch) -> None:
        counts = self.counts
        strengths: npt.NDArray[np.uint8] = np.zeros(batch.count, dtype=np.uint8)
        digests: dict[Algorithm, Values] = {}
        for strength, algorithm in enumerate(reversed(STRONGEST_FIRST), 1):
            if algorithm in batch.digests:
                values = self._comparable(batch.digests[algorithm], algorithm=algorithm)
                strengths[values.places] = strength
                digests[algorithm] = values
        is_kept = strengths > 0
        numbers = self._numbered(batch)
        whole = Gathered(
            digests=digests,
            sizes=self._kept_sizes(batch, is_kept=is_kept),
            categories=numbers,
            records=np.arange(counts.records, counts.records + batch.count, dtype=np.uint32),
        )
        for strength, algorithm in enumerate(reversed(STRONGEST_FIRST), 1):
            if algorithm in digests:
                members = np.flatnonzero(strengths == strength)
                if len(members):
                    self._groups[algorithm].add(of_records(whole, members))
        self._add_fingerprints(batch, numbers=numbers)
        counts.records += batch.count
        counts.kept += int(np.count_nonzero(is_kept))

    def _comparable(self, values: Values, *, algorithm: Algorithm) -> Values:
        """The values without the digest of the empty file; keyed in a locked set."""
        digests, places = np.ascontiguousarray(values.raw), values.places
        empty = np.frombuffer(_EMPTY[algorithm], dtype=np.uint8)
        suspects = np.flatnonzero(digests.view(np.uint32)[:, 0] == empty.view(np.uint32)[0])
        dropped = suspects[(digests[suspects] == empty).all(axis=1)]
        if len(dropped):
            self.counts.dropped_empty += len(dropped)
            digests, places = np.delete(digests, dropped, axis=0), np.delete(places, dropped)
        self.counts.of_algorithm[algorithm] += len(places)
        if self._key is not None and len(places):
            digests = self._key.keyed(algorithm, digests)
        return Values(raw=digests, places=places)

    def _kept_sizes(
        self, batch: RecordBatch, *, is_kept: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.int64] | None:
        if batch.sizes is None:
            return None
        # Some writers put 0 for a size they do not know; the empty file itself has been dropped.
        zero_sized = is_kept & (batch.sizes == 0)
        sizes = np.where(is_kept & ~zero_sized, batch.sizes, NO_SIZE)
        self.counts.zero_sized += int(np.count_nonzero(zero_sized))
        self.counts.sized += int(np.count_nonzero(sizes != NO_SIZE))
        self.counts.largest_size = max(self.counts.largest_size, int(sizes.max()))
        return sizes

    def _numbered(self, batch: RecordBatch) -> npt.NDArray[np.uint16] | None:
        if batch.categories is None:
            self.counts.of_category[0] += batch.count
            return None
        known = self._category_numbers
        for category in dict.fromkeys(batch.categories):
            known.setdefault(category, len(known))
        if len(known) > MOST_CATEGORIES + 1:
            raise HashSetRefused(
                f"The set has more than {MOST_CATEGORIES:,} categories, which no real set has."
            )
        numbers = np.fromiter(
            (known[category] for category in batch.categories), dtype=np.uint16, count=batch.count
        )
        for number, count in enumerate(np.bincount(numbers).tolist()):
            self.counts.of_category[number] += count
        return numbers

    def _add_fingerprints(self, batch: RecordBatch, *, numbers: npt.NDArray[np.uint16] | None) -> None:
        counts = self.counts
        for name, values in (("PDQ", batch.pdq), ("PhotoDNA", batch.photodna)):
            if self._key is not None and values is not None and len(values.places):
                counts.withheld[f"{name} values, not kept in a locked set"] += len(values.places)
        if self._key is None:
            counts.pdq += self._fingerprints.add_pdq(batch, first=counts.records, categories=numbers)
            counts.photodna += self._fingerprints.add_photodna(batch, first=counts.records)

    def build(
        self,
        path: Path,
        *,
        provenance: Provenance,
        cancelled: Callable[[], bool],
        progress: Callable[[float], None] = lambda _share: None,
    ) -> SetInfo:
        """Write the index to `path` and make it last; give what it says of itself.

        `progress` is told the share of this work done, 0 to 1. Raise Cancelled when `cancelled` says so; what
        is in the folder then is no index.
        """
        work = Work(worker=self._worker, cancelled=cancelled, progress=progress)
        tables = EntryTables(
            self._folder, work=work, size_type=self._size_type(), category_type=self._category_type()
        )
        with ExitStack() as open_files:
            open_files.callback(tables.close)
            open_files.callback(self._worker.shutdown, cancel_futures=True)
            tables.merge(self._groups, share=_MERGING_SHARE)
            out = open_files.enter_context(path.open("w+b"))
            blocks = BlockWriter(out)
            writer = SectionWriter(blocks, tables=tables, work=work, folder=self._folder)
            writer.write_algorithms(start=_MERGING_SHARE)
            self._write_tables(writer, tables=tables)
            info = self._info(provenance, writer=writer, distinct_count=tables.distinct_count)
            own = write_description(
                out,
                Description(
                    info=info,
                    categories=tuple(name for name in self._category_numbers if name is not None),
                    entries={algorithm: tables.counts[algorithm] for algorithm in Algorithm},
                    sections=blocks.sections,
                    lock=self._key.lock if self._key is not None else None,
                    sections_end=blocks.at,
                    block_table=blocks.block_table(),
                ),
            )
            out.flush()
            os.fsync(out.fileno())
        progress(1.0)
        return replace(info, index_sha256=own)

    def _write_tables(self, writer: SectionWriter, *, tables: EntryTables) -> None:
        writer.write_file("records", tables.records)
        writer.write_file("sizes", tables.sizes)
        writer.write_file("categories", tables.categories)
        writer.write_known_sizes()
        for name, file in self._fingerprints.sections(with_categories=len(self._category_numbers) > 1):
            writer.write_file(name, file)

    def _size_type(self) -> NumberType | None:
        if not self.counts.sized:
            return None
        return "<u4" if self.counts.largest_size < NO_SIZE_SHORT else "<i8"

    def _category_type(self) -> NumberType | None:
        known = len(self._category_numbers) - 1
        if not known:
            return None
        return "<u1" if known <= _MOST_SHORT_CATEGORIES else "<u2"

    def _info(self, provenance: Provenance, *, writer: SectionWriter, distinct_count: int) -> SetInfo:
        counts = self.counts
        kept = tuple(algorithm for algorithm in Algorithm if writer.listed[algorithm])
        given = {field.name: getattr(provenance, field.name) for field in fields(Provenance)}
        return SetInfo(
            **given | {"dropped": (*provenance.dropped, *sorted(counts.withheld.items()))},
            record_count=counts.records,
            distinct_count=distinct_count,
            dropped_empty=counts.dropped_empty,
            algorithms=tuple(algorithm.value for algorithm in kept),
            digest_counts=tuple(counts.of_algorithm[algorithm] for algorithm in kept),
            distinct_counts=tuple(writer.distinct[algorithm] for algorithm in kept),
            sized_count=counts.sized,
            unsized_count=counts.kept - counts.sized,
            category_counts=self._category_counts(),
            pdq_count=counts.pdq,
            photodna_count=counts.photodna,
            is_locked=self._key is not None,
            index_sha256="",  # known when the file is written
        )

    def _category_counts(self) -> tuple[tuple[str | None, int], ...]:
        """Numbers in their order, then other codes, then the records without one."""
        of_category = self.counts.of_category
        counted = [(name, of_category[number]) for name, number in self._category_numbers.items()]
        given = [(name, count) for name, count in counted if count]
        return tuple(sorted(given, key=lambda pair: (pair[0] is None, len(pair[0] or ""), pair[0] or "")))
