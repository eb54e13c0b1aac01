"""The same contents looked up in an open set and in its locked form, in a process of its own:
python -m benchmarks.looking_up_locked OPEN LOCKED PASSPHRASE.

OPEN and LOCKED are libraries of one set each, imported from what `made_sets.write_vics` writes; PASSPHRASE is
a file whose first line opens the second. Prints one JSON object: microseconds of processor time a content,
the best of some rounds, in which both take turns.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.made_sets import vics_contents
from forensics.digests import DIGEST_BYTES, Algorithm, DigestSet
from forensics.entries import SetMatch
from forensics.hashset.index import HashIndex, LoadedSets
from forensics.hashset.vault import unlock

_ASKED, _ASKED_SINGLY = 200_000, 50_000
_ONE_IN = 100  # contents that are in the set
_PORTION = 20_000  # contents that are asked for together
_ROUNDS = 5

Answers = list[tuple[SetMatch, ...]]


def main(open_library: Path, locked_library: Path, passphrase: Path) -> None:
    with _opened(open_library) as plain, _opened(locked_library, passphrase) as locked:
        asked = _asked(plain.infos[0].record_count)
        found = _together(plain, asked)
        if found != _together(locked, asked):  # which also checks the blocks of both
            raise RuntimeError("the locked set answers otherwise than the open one")
        told = {
            "records": plain.infos[0].record_count,
            "asked": len(asked),
            "found": sum(1 for matches in found if matches),
            "batch": _best(_together, plain, locked, asked),
            "single": _best(_singly, plain, locked, asked[:_ASKED_SINGLY]),
        }
    print(json.dumps(told))


def _opened(library: Path, passphrase: Path | None = None) -> LoadedSets:
    (path,) = library.glob("*.hashset")
    if passphrase is None:
        return LoadedSets([path])
    with HashIndex.open(path) as index:
        if index.lock is None:
            raise RuntimeError(f"the set in {library} is not locked")
        words = passphrase.read_text(encoding="utf-8").splitlines()[0]
        return LoadedSets([path], keys={path: unlock(index.lock, words)})


def _asked(records: int) -> list[DigestSet]:
    """Contents with MD5 and SHA-1 in no order, one in a hundred of them in the set."""
    numbers = Random("contents of a disk")
    listed = islice(vics_contents(records), 0, None, max(1, records * _ONE_IN // _ASKED))
    asked = list(islice(listed, _ASKED // _ONE_IN))
    md5_bytes, sha1_bytes = DIGEST_BYTES[Algorithm.MD5], DIGEST_BYTES[Algorithm.SHA1]
    while len(asked) < _ASKED:
        asked.append(DigestSet(md5=numbers.randbytes(md5_bytes), sha1=numbers.randbytes(sha1_bytes)))
    numbers.shuffle(asked)
    return asked


def _together(sets: LoadedSets, asked: Sequence[DigestSet]) -> Answers:
    return [
        matches
        for first in range(0, len(asked), _PORTION)
        for matches in sets.lookup_many(asked[first : first + _PORTION])
    ]


def _singly(sets: LoadedSets, asked: Sequence[DigestSet]) -> Answers:
    return [sets.lookup(digests) for digests in asked]


def _best(
    ask: Callable[[LoadedSets, Sequence[DigestSet]], Answers],
    plain: LoadedSets,
    locked: LoadedSets,
    asked: Sequence[DigestSet],
) -> dict[str, float]:
    """Microseconds a content."""
    spent: dict[str, list[float]] = {"open": [], "locked": []}
    for _ in range(_ROUNDS):
        for form, sets in (("open", plain), ("locked", locked)):
            began = time.process_time()
            ask(sets, asked)
            spent[form].append(time.process_time() - began)
    return {form: min(each) / len(asked) * 1e6 for form, each in spent.items()}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
