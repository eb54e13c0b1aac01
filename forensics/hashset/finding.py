"""Digests an examiner asks for, looked up in many sets at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forensics.digests import ALGORITHM_NAMES, DIGEST_BYTES, EMPTY_CONTENT, Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.index import HashIndex, RecordMatch

_ALGORITHM_OF_DIGITS = {2 * length: algorithm for algorithm, length in DIGEST_BYTES.items()}
_BETWEEN_DIGITS = re.compile(r"[\s:.\-_]")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_SHOWN = 80  # characters of what is no digest


@dataclass(frozen=True, slots=True)  # positional: one is made for each of up to millions of lines
class AskedDigest:
    algorithm: Algorithm
    raw: bytes

    @property
    def is_of_empty_file(self) -> bool:
        """No set lists it: it would match every empty file, so imports leave it out."""
        return EMPTY_CONTENT.of(self.algorithm) == self.raw


def asked_digest(written: str) -> AskedDigest:
    """The digest that a person wrote, in any spelling, or the first word of a line of a checksum list.

    64 digits are SHA-256. Raise HashSetRefused for anything else.
    """
    asked = _plain_digest(written)  # nearly always
    if asked is None:
        asked = _plain_digest(_BETWEEN_DIGITS.sub("", written))
    if asked is None and (words := written.split(maxsplit=1)):
        asked = _plain_digest(words[0])
    if asked is not None:
        return asked
    shown = written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
    raise HashSetRefused(f"“{shown}” is not a digest of 32, 40 or 64 hexadecimal digits.")


def _plain_digest(text: str) -> AskedDigest | None:
    algorithm = _ALGORITHM_OF_DIGITS.get(len(text))
    if algorithm is None or not _HEX.fullmatch(text):
        return None
    return AskedDigest(algorithm, bytes.fromhex(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedIn:
    """A record of one of the sets that lists a digest."""

    info: SetInfo
    match: RecordMatch


def find_all(indexes: Sequence[HashIndex], asked: Sequence[AskedDigest]) -> tuple[tuple[ListedIn, ...], ...]:
    """For each digest every record that lists it, by set and record number. Locked sets need their key."""
    found: list[list[ListedIn]] = [[] for _ in asked]
    places_of = _by_algorithm(asked)
    for index in indexes:
        for algorithm, places in places_of.items():
            if algorithm in index.info.algorithms:
                for place, match in _matches(index, algorithm, places, asked):
                    found[place].append(ListedIn(info=index.info, match=match))
    return tuple(map(tuple, found))


def _by_algorithm(asked: Sequence[AskedDigest]) -> Mapping[Algorithm, list[int]]:
    places: dict[Algorithm, list[int]] = {}
    for place, each in enumerate(asked):
        places.setdefault(each.algorithm, []).append(place)
    return places


def _matches(
    index: HashIndex, algorithm: Algorithm, places: Sequence[int], asked: Sequence[AskedDigest]
) -> Iterator[tuple[int, RecordMatch]]:
    joined = b"".join(asked[place].raw for place in places)
    rows = np.frombuffer(joined, dtype=np.uint8).reshape(-1, DIGEST_BYTES[algorithm])
    queries, entries = index.lookup_many(algorithm, rows)
    records = index.record_numbers(entries).tolist()
    codes = index.category_codes(entries)
    sizes = index.sizes_of(entries).tolist()
    order = np.lexsort((records, queries)).tolist()
    asked_by = queries.tolist()
    for at in order:
        yield (
            places[asked_by[at]],
            RecordMatch(
                algorithm=algorithm.value,
                record=records[at],
                category=codes[at],
                scheme=index.info.scheme,
                size_bytes=sizes[at] if sizes[at] >= 0 else None,
            ),
        )


def not_compared(info: SetInfo, algorithm: Algorithm) -> str | None:
    """Why a digest of this algorithm is not compared with all of a set; `None` when it is."""
    if algorithm not in info.algorithms:
        return f"it holds no {ALGORITHM_NAMES[algorithm]}"
    count = info.digest_counts[info.algorithms.index(algorithm)]
    kept = info.sized_count + info.unsized_count
    if count < kept:
        return f"{kept - count:,} of its {kept:,} records have no {ALGORITHM_NAMES[algorithm]}"
    return None
