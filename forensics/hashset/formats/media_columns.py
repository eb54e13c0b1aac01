"""Media records decoded many at a time, as columns.

`columns_of` reads what nearly all pieces hold, fields of the usual kinds; a piece with anything else in it
goes through `media.record_of`, record by record, which is what counts and says what is wrong.
"""

from binascii import unhexlify
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.formats.media import (
    ALTERNATIVES,
    OTHER_KINDS,
    PHOTODNA,
    bare_name,
    category_of,
    photodna_column,
    records_of,
    size_of,
)
from forensics.hashset.parsing.json_records import DamagedJson, RecordLists
from forensics.hashset.records import (
    NO_SIZE,
    WITHOUT_DIGEST,
    RecordBatch,
    UnfitRecord,
    Values,
    batched,
    every_place,
    without_digest,
)
from forensics.hashset.sources import SetSource


class _Alternative(msgspec.Struct, gc=False):
    HashName: str | None = None
    HashValue: str | None = None


class _Media(msgspec.Struct, gc=False):
    MD5: str | None = None
    SHA1: str | None = None
    SHA256: str | None = None
    MediaSize: int | str | None = None
    Category: int | str | None = None
    PhotoDNA: str | None = None
    AlternativeHashes: list[_Alternative] | None = None


class _Unusual(Exception):
    """Something in a piece is not of the usual kind; record by record it will be found out what."""


_usual_media = msgspec.json.Decoder(list[_Media])


class BatchesOf(Protocol):
    """Reads a piece of a list, such as `batches_of`."""

    def __call__(self, piece: bytes, *, first: int, dropped: Counter[str]) -> Iterator[RecordBatch]: ...


def read_lists(source: SetSource, *, path: Sequence[str], batches: BatchesOf) -> Iterator[RecordBatch]:
    """The records in the lists at `path` of a JSON source; raise HashSetRefused, with the place."""
    count = 0
    try:
        with source.stream() as stream:
            for piece in RecordLists(stream, path=path).pieces():
                for batch in batches(piece, first=count, dropped=source.dropped):
                    yield batch
                    count += batch.count
    except DamagedJson as trouble:
        raise source.refusal(f"after {count:,} records", str(trouble)) from trouble
    except UnfitRecord as trouble:
        raise source.refusal(f"record {trouble.row:,} (counted from 0)", str(trouble)) from trouble


def batches_of(piece: bytes, *, first: int, dropped: Counter[str]) -> Iterator[RecordBatch]:
    """The records of a JSON array of media, `first` being the number of the first of them.

    What is left out is counted in `dropped`. Raise DamagedJson, and UnfitRecord for a record that cannot be.
    """
    try:
        batch, left_out = columns_of(piece)
    except _Unusual:
        yield from batched(records_of(piece, first=first, dropped=dropped))
        return
    dropped.update(left_out)
    if batch.count:
        yield batch


def columns_of(piece: bytes) -> tuple[RecordBatch, Counter[str]]:
    """A piece as columns, and what was left out of it; raise _Unusual when it is not of the usual kind."""
    try:
        str(piece, "utf-8")  # fields that are skipped are not looked at so closely
        media = _usual_media.decode(piece)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as trouble:
        raise _Unusual from trouble
    dropped: Counter[str] = Counter()
    alternatives = _alternatives(media, dropped)
    digests = {
        Algorithm.MD5: _digests([one.MD5 for one in media], algorithm=Algorithm.MD5),
        Algorithm.SHA1: _digests([one.SHA1 for one in media], algorithm=Algorithm.SHA1),
        Algorithm.SHA256: _digests(alternatives, algorithm=Algorithm.SHA256),
    }
    photodna = [one.PhotoDNA for one in media]
    batch = RecordBatch(
        count=len(media),
        digests={algorithm: values for algorithm, values in digests.items() if values is not None},
        sizes=_sizes([one.MediaSize for one in media]),
        categories=_categories([one.Category for one in media]),
        photodna=photodna_column(photodna, dropped) if any(photodna) else None,
    )
    if without := without_digest(batch):
        dropped[WITHOUT_DIGEST] += without
    return batch, dropped


def _alternatives(media: Sequence[_Media], dropped: Counter[str]) -> list[str | None]:
    """The SHA-256 values that stand among the alternative hashes; usually there is nothing else."""
    values = [one.SHA256 for one in media]
    names: dict[str | None, str] = {}
    for place, one in enumerate(media):
        for alternative in one.AlternativeHashes or ():
            name = names.get(alternative.HashName) or names.setdefault(
                alternative.HashName, bare_name(alternative.HashName)
            )
            if name == "SHA256" and not values[place]:
                values[place] = alternative.HashValue
            elif name in ALTERNATIVES or name == PHOTODNA:
                raise _Unusual
            else:
                dropped[OTHER_KINDS] += 1
    return values


def _digests(written: Sequence[str | None], *, algorithm: Algorithm) -> Values | None:
    places = every_place(len(written))
    texts = [text for text in written if text]
    if not texts:
        return None
    if len(texts) < len(written):
        places = np.array([place for place, text in enumerate(written) if text], dtype=np.uint32)
    width = DIGEST_BYTES[algorithm]
    if set(map(len, texts)) != {2 * width}:
        raise _Unusual
    try:
        raw = unhexlify("".join(texts))
    except ValueError as trouble:
        raise _Unusual from trouble
    return Values(raw=np.frombuffer(raw, dtype=np.uint8).reshape(-1, width), places=places)


def _sizes(written: Sequence[int | str | None]) -> npt.NDArray[np.int64] | None:
    kinds = set(map(type, written))
    if kinds == {type(None)}:
        return None
    try:
        if kinds != {int}:
            return np.array([_known_size(size) for size in written], dtype=np.int64)
        found = np.array(written, dtype=np.int64)
    except (OverflowError, ValueError) as trouble:
        raise _Unusual from trouble
    if (found < 0).any():
        raise _Unusual
    return found


def _known_size(written: int | str | None) -> int:
    size = size_of(written)
    return NO_SIZE if size is None else size


def _categories(written: Sequence[int | str | None]) -> list[str | None] | None:
    try:
        names = {category: category_of(category) for category in set(written)}
    except ValueError as trouble:
        raise _Unusual from trouble
    if not any(name is not None for name in names.values()):
        return None
    return [names[category] for category in written]
