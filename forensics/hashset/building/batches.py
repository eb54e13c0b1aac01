"""A batch of records at the border of an index: what it says of itself is checked before it is believed."""

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES
from forensics.hashset.building.gathering import Gathered
from forensics.hashset.index.layout import NO_SIZE
from forensics.hashset.records import PDQ_BYTES, PHOTODNA_BYTES, RecordBatch, UnfitRecord, Values


def checked(batch: RecordBatch, *, first: int) -> RecordBatch:
    """The batch itself; `first` is the number of its first record in the source.

    Raise UnfitRecord for a size below zero, ValueError for columns that do not fit together: that is a fault
    of the form's reader.
    """
    for algorithm, values in batch.digests.items():
        _check_values(values, width=DIGEST_BYTES[algorithm], count=batch.count)
    for fingerprints, width in ((batch.pdq, PDQ_BYTES), (batch.photodna, PHOTODNA_BYTES)):
        if fingerprints is not None:
            _check_values(fingerprints, width=width, count=batch.count)
    qualities, pdq = batch.pdq_qualities, batch.pdq
    if qualities is not None and (pdq is None or len(qualities) != len(pdq.places)):
        raise ValueError("as many qualities as PDQ values are due")
    if batch.categories is not None and len(batch.categories) != batch.count:
        raise ValueError("one category a record is due")
    if batch.sizes is not None:
        _check_sizes(batch.sizes, count=batch.count, first=first)
    return batch


def _check_values(values: Values, *, width: int, count: int) -> None:
    places = values.places.astype(np.int64)
    if values.raw.dtype != np.uint8 or values.raw.shape != (len(places), width):
        raise ValueError(f"rows of {width} bytes, one for each place, are due")
    if len(places) and not (places[0] >= 0 and places[-1] < count and (places[1:] > places[:-1]).all()):
        raise ValueError(f"ascending places of {count} records are due")


def _check_sizes(sizes: npt.NDArray[np.int64], *, count: int, first: int) -> None:
    if sizes.dtype != np.int64 or sizes.shape != (count,):
        raise ValueError("one signed number of 64 bits for the size of each record is due")
    below = np.flatnonzero(sizes < NO_SIZE)
    if len(below):
        raise UnfitRecord(first + int(below[0]), f"no file has the size {int(sizes[below[0]])}")


def of_records(whole: Gathered, members: npt.NDArray[np.intp]) -> Gathered:
    """The records of those places, ascending, as columns of their own; absent where all are without."""
    count = len(whole.records)
    if len(members) == count:
        digests, sizes, categories, records = whole.digests, whole.sizes, whole.categories, whole.records
    else:
        chosen = {
            algorithm: _of_members(values, members, count) for algorithm, values in whole.digests.items()
        }
        digests = {algorithm: values for algorithm, values in chosen.items() if len(values.places)}
        sizes = None if whole.sizes is None else whole.sizes[members]
        categories = None if whole.categories is None else whole.categories[members]
        records = whole.records[members]
    return Gathered(
        digests=digests,
        sizes=sizes if sizes is not None and (sizes != NO_SIZE).any() else None,
        categories=categories if categories is not None and categories.any() else None,
        records=records,
    )


def _of_members(values: Values, members: npt.NDArray[np.intp], count: int) -> Values:
    among: npt.NDArray[np.int64] = np.full(count, -1, dtype=np.int64)
    among[values.places] = np.arange(len(values.places))
    rows = among[members]
    places = np.flatnonzero(rows >= 0)
    return Values(raw=values.raw[rows[places]], places=places.astype(np.uint32))
