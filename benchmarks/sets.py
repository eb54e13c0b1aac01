"""How fast a known-hash set is imported, and how fast contents are looked up in it."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measuring import Measurement, best_of
from forensics.digests import DigestSet
from forensics.hashset import SetInfo
from forensics.hashset.importing import import_set
from forensics.hashset.index import HashIndex
from forensics.hashset.library import index_path

_RECORDS = 500_000
_LOOKUPS = 100_000  # one in ten is in the set


def measure(folder: Path) -> Iterator[Measurement]:
    source = folder / "plain-sha1.txt"
    with source.open("w", encoding="ascii") as stream:
        stream.writelines(f"{_sha1(number).hex()}\n" for number in range(_RECORDS))
    library = folder / "sets"
    imported: list[SetInfo] = []
    seconds = best_of(1, lambda: imported.append(_import(source, library)))
    yield Measurement(
        name=f"set: import {_RECORDS:,} SHA-1 lines", amount=_RECORDS, unit="records", seconds=seconds
    )
    index = HashIndex.open(index_path(library, imported[0]))
    asked = [DigestSet(sha1=_sha1(number * (_RECORDS // 10_000))) for number in range(_LOOKUPS)]
    found = sum(1 for digests in asked if index.lookup(digests))
    if found != _LOOKUPS // 10:
        raise RuntimeError(f"{found} of {_LOOKUPS} lookups found a record; {_LOOKUPS // 10} must")
    seconds = best_of(3, lambda: [index.lookup(digests) for digests in asked])
    index.close()
    yield Measurement(name="set: lookups, one in ten found", amount=_LOOKUPS, unit="lookups", seconds=seconds)


def _import(source: Path, library: Path) -> SetInfo:
    return import_set(
        source,
        library=library,
        name="benchmark",
        role="notable",
        version=None,
        format_name=None,
        imported_at=datetime.now(UTC),
        tool_version="benchmark",
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )


def _sha1(number: int) -> bytes:
    return hashlib.sha1(number.to_bytes(8, "big"), usedforsecurity=False).digest()
