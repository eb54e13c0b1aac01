"""Looks digests up in a library, in a process of its own: python -m benchmarks.looking_up LIBRARY QUERIES.

QUERIES is a file with one MD5 a line. Prints one JSON object: seconds, counts, and the most memory held
beside mapped files at the end of any portion.
"""

import json
import re
import sys
import time
from binascii import unhexlify
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from forensics.digests import DigestSet
from forensics.hashset.index import LoadedSets

_PORTION = 20_000  # contents that are asked for together
_SINGLE = 100_000
_WARM_PASSES = 3


def main(library: Path, queries: Path) -> None:
    first_asked = next(_portions(queries))[0]
    began = time.perf_counter()
    sets = LoadedSets(sorted(library.glob("*.hashset")))
    sets.lookup(first_asked)
    open_and_first_s = time.perf_counter() - began
    first_s, first_found, _ = _look_up(sets, queries)
    passes = [_look_up(sets, queries) for _ in range(_WARM_PASSES)]
    warm_s = median(spent for spent, _found, _most in passes)
    anonymous_bytes = max(most for _spent, _found, most in passes)
    if any(found != first_found for _spent, found, _most in passes):
        raise RuntimeError("the same digests gave different answers the second time")
    single_s, asked_singly = _look_up_singly(sets, queries)
    told = {
        "records": sum(info.record_count for info in sets.infos),
        "sets": len(sets.infos),
        "asked": sum(map(len, _portions(queries))),
        "found": first_found,
        "open_and_first_s": open_and_first_s,
        "first_pass_s": first_s,
        "batch_s": warm_s,
        "single_s": single_s / asked_singly,
        "anonymous_bytes": anonymous_bytes,
    }
    print(json.dumps(told))


def _portions(queries: Path) -> Iterator[list[DigestSet]]:
    with queries.open("rb") as stream:
        while some := [DigestSet(md5=unhexlify(line.strip())) for line in islice(stream, _PORTION)]:
            yield some


def _look_up(sets: LoadedSets, queries: Path) -> tuple[float, int, int]:
    """(seconds inside the lookups, contents found, most anonymous bytes)."""
    spent, found, most = 0.0, 0, 0
    for asked in _portions(queries):
        began = time.perf_counter()
        answers = sets.lookup_many(asked)
        spent += time.perf_counter() - began
        found += sum(1 for matches in answers if matches)
        most = max(most, _anonymous_bytes())
    return spent, found, most


def _look_up_singly(sets: LoadedSets, queries: Path) -> tuple[float, int]:
    spent, asked_so_far = 0.0, 0
    for asked in _portions(queries):
        answers = sets.lookup_many(asked)
        began = time.perf_counter()
        singly = [sets.lookup(digests) for digests in asked]
        spent += time.perf_counter() - began
        if singly != answers:
            raise RuntimeError("a digest alone and among others gave different answers")
        asked_so_far += len(asked)
        if asked_so_far >= _SINGLE:
            break
    return spent, asked_so_far


def _anonymous_bytes() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^RssAnon:\s*(\d+) kB$", status, flags=re.MULTILINE)
    if found is None:
        raise RuntimeError("this system does not tell anonymous memory")
    return int(found[1]) * 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
