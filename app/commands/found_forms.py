"""How `hashset find` answers: for people, as JSON lines, as CSV, or with one sign a line."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from app.commands.record_forms import Record, csv_cells
from app.views.sentences import counted
from forensics.digests import ALGORITHM_NAMES, EMPTY_CONTENT, Algorithm
from forensics.hashset.asking import AskedDigests
from forensics.hashset.finding import ListedIn, Listing, by_place
from forensics.hashset.labels import label_of
from forensics.hashset.library import spelled
from forensics.paths import display_text

NOT_FOUND = "not found in the sets loaded"
FIELDS = (
    *("digest", "algorithm", "found", "set", "version", "role", "category", "label", "scheme"),
    *("record", "size"),
)
_SOME_DIGEST = "DIGEST"  # stands for the digits where many answers differ in nothing else

Answer = Callable[[str, Algorithm, Sequence[ListedIn]], str]
"""The text on one digest, given in hexadecimal, and the records that list it."""


def signs(asked: AskedDigests, listings: Sequence[Listing]) -> str:
    """For each digest a line: 1 found, 0 not."""
    lines = np.tile(np.frombuffer(b"0\n", dtype=np.uint8), (asked.count, 1))
    for listing in listings:
        lines[listing.places, 0] = ord("1")
    return lines.tobytes().decode("ascii")


def answers(asked: AskedDigests, listings: Sequence[Listing], *, answer: Answer) -> str:
    """The text on each digest, in the order asked."""
    written, found = asked.written(), by_place(listings)
    texts = list(written)
    for algorithm, values in asked.columns.items():
        before, after = answer(_SOME_DIGEST, algorithm, ()).split(_SOME_DIGEST)
        places = values.places.tolist()
        for place in places:
            texts[place] = f"{before}{written[place]}{after}"
        empty = EMPTY_CONTENT.of(algorithm) or b""
        is_of_empty_file = (values.raw == np.frombuffer(empty, dtype=np.uint8)).all(axis=1)
        for place in (*values.places[is_of_empty_file].tolist(), *(found.keys() & set(places))):
            texts[place] = answer(written[place], algorithm, found.get(place, ()))
    return "".join(texts)


def in_words(digest: str, algorithm: Algorithm, listed: Sequence[ListedIn]) -> str:
    if listed:
        return "".join(f"{line}\n" for line in (digest, *(f"  {_words(each)}" for each in listed)))
    empty = EMPTY_CONTENT.of(algorithm) or b""
    remark = " (the digest of the empty file, which no set keeps)" if digest == empty.hex() else ""
    return f"{digest}\n  {NOT_FOUND}{remark}\n"


def _words(listed: ListedIn) -> str:
    info, match = listed.info, listed.match
    label = label_of(match.scheme, match.category)
    category = "no category" if match.category is None else f"category {match.category}"
    words = ", ".join(
        part
        for part in (
            spelled(info),
            "known, not harmless" if info.role == "known" else info.role,
            f"{category} ({label})" if label else category,
            match.scheme,
            ALGORITHM_NAMES[Algorithm(match.algorithm)],
            f"record {match.record:,}",
            "" if match.size_bytes is None else counted(match.size_bytes, "byte", "bytes"),
        )
        if part
    )
    return display_text(words.encode("utf-8", "surrogateescape"))


def as_json_line(digest: str, algorithm: Algorithm, listed: Sequence[ListedIn]) -> str:
    told = {**_head(digest, algorithm, listed), "matches": [_match(each) for each in listed]}
    return json.dumps(told, ensure_ascii=False) + "\n"


def as_csv_rows(digest: str, algorithm: Algorithm, listed: Sequence[ListedIn]) -> str:
    """One row for each record that lists the digest; one where none does."""
    out = io.StringIO()
    csv.writer(out).writerows(csv_cells(row, FIELDS) for row in _rows(digest, algorithm, listed))
    return out.getvalue()


def _rows(digest: str, algorithm: Algorithm, listed: Sequence[ListedIn]) -> Iterator[Record]:
    head = _head(digest, algorithm, listed)
    if not listed:
        yield head
    for each in listed:
        yield {**head, **_match(each)}


def _head(digest: str, algorithm: Algorithm, listed: Sequence[ListedIn]) -> Record:
    return {"digest": digest, "algorithm": algorithm.value, "found": bool(listed)}


def _match(listed: ListedIn) -> Record:
    info, match = listed.info, listed.match
    return {
        "set": info.name,
        "version": info.version,
        "role": info.role,
        "category": match.category,
        "label": label_of(match.scheme, match.category),
        "scheme": match.scheme,
        "record": match.record,
        "size": match.size_bytes,
        "index_sha256": info.index_sha256,
    }
