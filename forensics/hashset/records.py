"""Records of a source file on their way into an index: many at a time, as columns.

A form that can decode whole blocks yields `RecordBatch`es; one that meets its records singly yields
`SetRecord`s through `batched`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm

NO_SIZE = -1
LARGEST_SIZE = (1 << 63) - 1
PDQ_BYTES = 32
PHOTODNA_BYTES = 144
_BATCH = 20_000

DigestRows = npt.NDArray[np.uint8]  # shape (n, bytes of one value)
Places = npt.NDArray[np.uint32]


class SetRecord(NamedTuple):
    """One record of a source file; `None` where it says nothing.

    A named tuple and not a dataclass because one is made for each of up to millions of lines, at a third of
    the cost.
    """

    md5: bytes | None = None
    sha1: bytes | None = None
    sha256: bytes | None = None
    size_bytes: int | None = None
    category: str | None = None  # the owner's code as written; no category is `None`, never "0"
    pdq: bytes | None = None  # 32 bytes; compared by likeness, never as a digest
    pdq_quality: int | None = None  # 0 to 100 as the list's owner gives it
    photodna: bytes | None = None  # 144 bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The values of one kind in a batch."""

    raw: DigestRows  # one row a value
    places: Places  # for each row: which record of the batch has it, ascending, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBatch:
    """Records of a source in source order. What a batch has no value of is absent."""

    count: int
    digests: Mapping[Algorithm, Values] = field(default_factory=dict)
    sizes: npt.NDArray[np.int64] | None = None  # one a record, NO_SIZE where none is given
    categories: Sequence[str | None] | None = None  # one a record
    pdq: Values | None = None
    pdq_qualities: npt.NDArray[np.int16] | None = None  # one for each row of `pdq`, -1 where none is given
    photodna: Values | None = None


class UnfitRecord(ValueError):
    """A record that cannot be true. `row` is its number in the source, from 0."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(reason)
        self.row = row


WITHOUT_DIGEST = "records without MD5, SHA-1 and SHA-256"


def without_digest(batch: RecordBatch) -> int:
    """How many records of a batch have neither a digest nor a PDQ value."""
    columns = (*batch.digests.values(), *(() if batch.pdq is None else (batch.pdq,)))
    if any(len(values.places) == batch.count for values in columns):
        return 0
    has_one: npt.NDArray[np.bool_] = np.zeros(batch.count, dtype=np.bool_)
    for values in columns:
        has_one[values.places] = True
    return int(np.count_nonzero(~has_one))


def every_place(count: int) -> Places:
    """The places of a column that every record of a batch fills."""
    return np.arange(count, dtype=np.uint32)


def batched(records: Iterable[SetRecord]) -> Iterator[RecordBatch]:
    """The same records as columns; raise UnfitRecord for a size no file has."""
    coming = iter(records)
    first = 0
    while some := list(islice(coming, _BATCH)):
        yield _batch(some, first=first)
        first += len(some)


def _batch(records: Sequence[SetRecord], *, first: int) -> RecordBatch:
    md5s, sha1s, sha256s, sizes, categories, pdqs, qualities, photodnas = zip(*records, strict=True)
    columns = zip(Algorithm, (md5s, sha1s, sha256s), strict=True)
    found = ((algorithm, values_of(column, width=DIGEST_BYTES[algorithm])) for algorithm, column in columns)
    pdq = values_of(pdqs, width=PDQ_BYTES)
    return RecordBatch(
        count=len(records),
        digests={algorithm: values for algorithm, values in found if values is not None},
        sizes=_sizes(sizes, first=first),
        categories=categories if any(category is not None for category in categories) else None,
        pdq=pdq,
        pdq_qualities=None if pdq is None else _qualities(qualities, pdq.places),
        photodna=values_of(photodnas, width=PHOTODNA_BYTES),
    )


def values_of(column: Sequence[bytes | None], *, width: int) -> Values | None:
    """A column of values of `width` bytes, one or none a record; `None` for a column without any."""
    present = [place for place, value in enumerate(column) if value is not None]
    if not present:
        return None
    joined = b"".join(value for value in column if value is not None)
    return Values(
        raw=np.frombuffer(joined, dtype=np.uint8).reshape(-1, width),
        places=np.array(present, dtype=np.uint32),
    )


def _sizes(sizes: Sequence[int | None], *, first: int) -> npt.NDArray[np.int64] | None:
    if not any(size is not None for size in sizes):
        return None
    for place, size in enumerate(sizes):
        if size is not None and not 0 <= size <= LARGEST_SIZE:
            raise UnfitRecord(first + place, f"no file has the size {size}")
    return np.array([NO_SIZE if size is None else size for size in sizes], dtype=np.int64)


def _qualities(qualities: Sequence[int | None], places: Places) -> npt.NDArray[np.int16]:
    given = (qualities[place] for place in places)
    return np.array([-1 if quality is None else quality for quality in given], dtype=np.int16)


Keyed = Callable[[Algorithm, DigestRows], DigestRows]
"""What a locked set keeps instead of each digest: as many values of the same width; see vault."""
