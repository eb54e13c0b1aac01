"""Media records as VICS and its relatives write them, decoded many at a time.

Writers differ: sizes are numbers or texts, an absent value is missing, `null` or empty, SHA-256 has no field
of its own and stands among AlternativeHashes, as does PhotoDNA in some sets. Only Category decides the
category; a missing or `null` one is none, never 0, for 0 has meant different things. Copies (MediaFiles) are
not read: what they repeat is the record's own.

`columns_of` reads what nearly all pieces hold, fields of the usual kinds; a piece with anything else in it
goes through `record_of`, record by record, which is what counts and says what is wrong.
"""

import re
from binascii import a2b_base64, unhexlify
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.parsing.hexdigests import raw_digest
from forensics.hashset.parsing.json_records import DamagedJson, RecordLists, decoded
from forensics.hashset.records import (
    LARGEST_SIZE,
    NO_SIZE,
    PHOTODNA_BYTES,
    RecordBatch,
    SetRecord,
    UnfitRecord,
    Values,
    batched,
    every_place,
)
from forensics.hashset.sources import SetSource

WITHOUT_DIGEST = "records without MD5, SHA-1 and SHA-256"
OTHER_KINDS = "values of other kinds"
BAD_PHOTODNA = "PhotoDNA values that cannot be read"
_FIELDS = ((Algorithm.MD5, "MD5"), (Algorithm.SHA1, "SHA1"), (Algorithm.SHA256, "SHA256"))
_ALTERNATIVES = {"MD5": Algorithm.MD5, "SHA1": Algorithm.SHA1, "SHA256": Algorithm.SHA256}
_PHOTODNA = "PHOTODNA"
_MOST_SIZE_DIGITS = 30
_LONGEST_CATEGORY = 256  # real ones have one to some dozens; each is kept in memory once
_DIGITS = re.compile(r"\s*[0-9]+\s*")

Media = Mapping[str, Any]  # JSON: any value may stand under any key; each is checked where it is used


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
    present = {algorithm: values for algorithm, values in digests.items() if values is not None}
    without = _without_digest(len(media), present)
    if without:
        dropped[WITHOUT_DIGEST] += without
    photodna = [one.PhotoDNA for one in media]
    return RecordBatch(
        count=len(media),
        digests=present,
        sizes=_sizes([one.MediaSize for one in media]),
        categories=_categories([one.Category for one in media]),
        photodna=_photodna(photodna, dropped) if any(photodna) else None,
    ), dropped


def _alternatives(media: Sequence[_Media], dropped: Counter[str]) -> list[str | None]:
    """The SHA-256 values that stand among the alternative hashes; usually there is nothing else."""
    values = [one.SHA256 for one in media]
    names: dict[str | None, str] = {}
    for place, one in enumerate(media):
        for alternative in one.AlternativeHashes or ():
            name = names.get(alternative.HashName) or names.setdefault(
                alternative.HashName, _bare(alternative.HashName)
            )
            if name == "SHA256" and not values[place]:
                values[place] = alternative.HashValue
            elif name in _ALTERNATIVES or name == _PHOTODNA:
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


def _without_digest(count: int, digests: Mapping[Algorithm, Values]) -> int:
    if any(len(values.places) == count for values in digests.values()):
        return 0
    has_one: npt.NDArray[np.bool_] = np.zeros(count, dtype=np.bool_)
    for values in digests.values():
        has_one[values.places] = True
    return int(np.count_nonzero(~has_one))


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


def _photodna(written: Sequence[str | None], dropped: Counter[str]) -> Values | None:
    read = [(place, photodna_of(text, dropped)) for place, text in enumerate(written) if text]
    kept = [(place, raw) for place, raw in read if raw is not None]
    if not kept:
        return None
    joined = b"".join(raw for _, raw in kept)
    return Values(
        raw=np.frombuffer(joined, dtype=np.uint8).reshape(-1, PHOTODNA_BYTES),
        places=np.array([place for place, _ in kept], dtype=np.uint32),
    )


# -- record by record


def records_of(
    piece: bytes,
    *,
    first: int,
    dropped: Counter[str],
    as_media: Callable[[Media], Media] = lambda record: record,
) -> Iterator[SetRecord]:
    """As `batches_of`, one by one; `as_media` gives a record the field names of VICS."""
    media = decoded(piece)
    if not isinstance(media, list):
        raise DamagedJson
    for row, one in enumerate(media, start=first):
        if not isinstance(one, dict):
            raise UnfitRecord(row, "it is not an object")
        try:
            yield record_of(as_media(one), dropped)
        except ValueError as trouble:
            raise UnfitRecord(row, str(trouble)) from trouble


def record_of(media: Media, dropped: Counter[str]) -> SetRecord:
    """One record; raise ValueError, with the reason as a clause, when it cannot be."""
    digests: dict[Algorithm, bytes] = {}
    for algorithm, field in _FIELDS:
        _keep(digests, algorithm, media.get(field))
    photodna = photodna_of(media.get("PhotoDNA"), dropped)
    for alternative in _listed(media):
        name = _bare(alternative.get("HashName"))
        if name in _ALTERNATIVES:
            _keep(digests, _ALTERNATIVES[name], alternative.get("HashValue"))
        elif name == _PHOTODNA:
            alternative_value = photodna_of(alternative.get("HashValue"), dropped)
            photodna = photodna or alternative_value
        else:
            dropped[OTHER_KINDS] += 1
    if not digests:
        dropped[WITHOUT_DIGEST] += 1
    return SetRecord(
        md5=digests.get(Algorithm.MD5),
        sha1=digests.get(Algorithm.SHA1),
        sha256=digests.get(Algorithm.SHA256),
        size_bytes=size_of(media.get("MediaSize")),
        category=category_of(media.get("Category")),
        photodna=photodna,
    )


def _keep(digests: dict[Algorithm, bytes], algorithm: Algorithm, written: object) -> None:
    if written is None or written == "":
        return
    if not isinstance(written, str):
        raise ValueError(f"its {algorithm.upper()} value is not a text")  # noqa: TRY004  # the record is at fault
    raw = raw_digest(written.strip(), algorithm=algorithm)
    if digests.setdefault(algorithm, raw) != raw:
        raise ValueError(f"it gives two different {algorithm.upper()} values")


def _listed(media: Media) -> Iterator[Media]:
    listed = media.get("AlternativeHashes")
    if listed is None:
        return
    if not isinstance(listed, list):
        raise ValueError("its AlternativeHashes are not a list")  # noqa: TRY004  # the record is at fault
    for alternative in listed:
        if not isinstance(alternative, dict):
            raise ValueError("one of its AlternativeHashes is not an object")  # noqa: TRY004  # as above
        yield alternative


def _bare(name: object) -> str:
    return str(name or "").upper().replace("-", "").replace("_", "")


def photodna_of(written: object, dropped: Counter[str]) -> bytes | None:
    """144 bytes out of 192 characters of base64 or 288 hexadecimal digits; what is neither is counted."""
    if written is None or written == "":
        return None
    try:
        if not isinstance(written, str):
            raise ValueError("not a text")  # noqa: TRY004, TRY301  # all that cannot be read is counted alike
        text = written.strip()
        raw = unhexlify(text) if len(text) == 2 * PHOTODNA_BYTES else a2b_base64(text, strict_mode=True)
        if len(raw) != PHOTODNA_BYTES:
            raise ValueError("not of the length of a PhotoDNA value")  # noqa: TRY301  # as above
    except ValueError:
        dropped[BAD_PHOTODNA] += 1
        return None
    return raw


def size_of(written: object) -> int | None:
    if written is None or written == "":
        return None
    size: int | None = None
    if isinstance(written, int) and not isinstance(written, bool):
        size = written
    elif isinstance(written, str) and len(written) < _MOST_SIZE_DIGITS and _DIGITS.fullmatch(written):
        size = int(written)
    if size is None:
        raise ValueError("its MediaSize is not a number of bytes")
    if not 0 <= size <= LARGEST_SIZE:
        raise ValueError(f"no file has the size {size}")
    return size


def category_of(written: object) -> str | None:
    if written is None:
        return None
    if isinstance(written, str):
        return checked_category(written)
    if isinstance(written, int) and not isinstance(written, bool):
        return str(written)
    raise ValueError("its Category is neither a number nor a text")


def checked_category(written: str) -> str | None:
    """A category as its owner writes it; raise ValueError for what cannot be one."""
    category = written.strip()
    if len(category) > _LONGEST_CATEGORY:
        raise ValueError(f"its category has more than {_LONGEST_CATEGORY} characters")
    if any("\ud800" <= character <= "\udfff" for character in category):
        raise ValueError("its category is not written in Unicode")
    return category or None
