"""What a form reads out of a file, without an import: its records one by one, and what it left out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from forensics.digests import Algorithm
from forensics.hashset.columns import ColumnMap
from forensics.hashset.formats import SetForm, recognise
from forensics.hashset.records import NO_SIZE, RecordBatch, SetRecord, Values
from forensics.hashset.sources import Recognised, SetSource, open_source


def recognised(
    path: Path, *, format_name: str | None = None, columns: ColumnMap | None = None
) -> tuple[SetForm, Recognised]:
    opening = open_source(path, is_forced=format_name is not None, columns=columns)
    return recognise(opening, format_name=format_name)


def read_records(
    path: Path, *, format_name: str | None = None, columns: ColumnMap | None = None
) -> tuple[list[SetRecord], Counter[str]]:
    """All records of a file and what was left out; raise HashSetRefused as an import would."""
    opening = open_source(path, is_forced=format_name is not None, columns=columns)
    form, _ = recognise(opening, format_name=format_name)
    source = SetSource(opening, progress=lambda _done, _total: None, cancelled=lambda: False)
    records = list(rows_of(form.read(source)))
    source.whole_sha256()
    return records, source.dropped


def rows_of(batches: Iterable[RecordBatch]) -> Iterator[SetRecord]:
    """The records of batches, one by one."""
    for batch in batches:
        md5s, sha1s, sha256s = (_column(batch.digests.get(kind), batch.count) for kind in Algorithm)
        pdqs, photodnas = (_column(values, batch.count) for values in (batch.pdq, batch.photodna))
        qualities: list[int | None] = [None] * batch.count
        if batch.pdq is not None and batch.pdq_qualities is not None:
            for place, quality in zip(batch.pdq.places.tolist(), batch.pdq_qualities.tolist(), strict=True):
                qualities[place] = None if quality < 0 else quality
        for place in range(batch.count):
            size = NO_SIZE if batch.sizes is None else int(batch.sizes[place])
            yield SetRecord(
                md5=md5s[place],
                sha1=sha1s[place],
                sha256=sha256s[place],
                size_bytes=None if size == NO_SIZE else size,
                category=None if batch.categories is None else batch.categories[place],
                pdq=pdqs[place],
                pdq_quality=qualities[place],
                photodna=photodnas[place],
            )


def _column(values: Values | None, count: int) -> list[bytes | None]:
    column: list[bytes | None] = [None] * count
    if values is not None:
        for place, raw in zip(values.places.tolist(), values.raw, strict=True):
            column[place] = raw.tobytes()
    return column
