"""How fast contents are read and digested, without listing and without the store, beside two threads of
hashlib over bytes in memory. `python -m benchmarks.reading` prints the medians of five runs of each,
taken in turns.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NoReturn

from msgspec import Raw, msgpack

from benchmarks.measuring import Measurement
from forensics.containers import open_image
from forensics.digests import Algorithm, ContentHasher
from forensics.examining.examiner import Examiner
from forensics.examining.work import WorkItem
from forensics.hashset.importing import import_set
from forensics.hashset.index import LoadedSets
from forensics.hashset.library import index_path
from forensics.images import EvidenceImage

_IMAGE_BYTES = 384 << 20
_CLUSTER_BYTES = 4096
_RUNS = 5
_SMALL_FILES = 20_000
_RECORDS = 200_000
_TWO = (Algorithm.MD5, Algorithm.SHA1)


def measure(folder: Path) -> Iterator[Measurement]:
    """Rates of the hashing stage, each beside what memory alone allows; then small files with two sets."""
    source = folder / "reading.dd"
    with source.open("wb") as file:
        for _ in range(_IMAGE_BYTES >> 20):
            file.write(os.urandom(1 << 20))
    image = open_image(source)
    memory = memoryview(bytearray(source.read_bytes()))
    with LoadedSets([]) as none, LoadedSets([_a_set(folder, name) for name in ("one", "two")]) as two:
        for name, sizes in _contents():
            work = _items(sizes)
            ours, theirs = _in_turns(
                lambda work=work: _examine(image, work, none, _TWO),  # type: ignore[misc]
                lambda sizes=sizes: _in_memory(memory, sum(sizes)),  # type: ignore[misc]
            )
            amount = sum(sizes) / 2**20
            yield Measurement(name=f"reading: {name}, MD5+SHA-1", amount=amount, unit="MiB", seconds=ours)
            yield Measurement(name="  the same bytes in memory", amount=amount, unit="MiB", seconds=theirs)
        for size_bytes in (1_024, 2_500, 4_096):
            work = _items([size_bytes] * _SMALL_FILES)
            (seconds,) = _in_turns(lambda work=work: _examine(image, work, two, tuple(Algorithm)))  # type: ignore[misc]
            name = f"reading: files of {size_bytes:,} B, 3 digests, 2 sets"
            yield Measurement(name=name, amount=_SMALL_FILES, unit="files", seconds=seconds)
    image.close()


def _contents() -> Iterator[tuple[str, list[int]]]:
    drawn = random.Random(5)
    mixed: list[int] = []
    while (size_bytes := int(min(40 << 20, max(600, drawn.lognormvariate(11.5, 2.2))))) <= (
        _IMAGE_BYTES - sum(mixed)
    ):
        mixed.append(size_bytes)
    yield "mixed files", mixed
    yield "files of 128 KiB", [128 << 10] * (_IMAGE_BYTES >> 17)
    yield "files of 1 MiB", [1 << 20] * (_IMAGE_BYTES >> 20)
    yield "one file", [_IMAGE_BYTES]


def _items(sizes: Sequence[int]) -> list[WorkItem]:
    """Contents one behind the other, from the start again where the image ends."""
    items = []
    at = 0
    for number, size_bytes in enumerate(sizes):
        at = at if at + size_bytes <= _IMAGE_BYTES else 0
        items.append(
            WorkItem(
                entry_id=number,
                volume=0,
                meta_addr=number,
                size_bytes=size_bytes,
                allocated=True,
                extents=Raw(msgpack.encode([(at, size_bytes)])),
            )
        )
        at += -(-size_bytes // _CLUSTER_BYTES) * _CLUSTER_BYTES
    return items


def _in_turns(*works: Callable[[], None]) -> tuple[float, ...]:
    """Median seconds of each work: done in turns, so that other work on the machine meets all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(_RUNS):
        for seconds, work in zip(taken, works, strict=True):
            began = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - began)
    return tuple(median(seconds) for seconds in taken)


def _examine(
    image: EvidenceImage, work: Sequence[WorkItem], sets: LoadedSets, algorithms: tuple[Algorithm, ...]
) -> None:
    examiner = Examiner(
        image,
        _no_file_system,
        sets=sets,
        roles=["notable"] * len(sets.infos),
        algorithms=algorithms,
        threads=os.cpu_count() or 1,
    )
    done = sum(1 for _ in examiner.examine(work, alive=lambda _in_hand: None))
    examiner.close()
    assert done == len(work)


def _no_file_system(_volume: int) -> NoReturn:
    raise AssertionError("all contents here have runs")


def _in_memory(memory: memoryview, length: int) -> None:
    half = min(length, len(memory)) // 2
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(_digest, (memory[:half], memory[half : 2 * half])))


def _digest(part: memoryview) -> None:
    hasher = ContentHasher(_TWO)
    for at in range(0, len(part), 1 << 20):
        hasher.update(part[at : at + (1 << 20)])
    hasher.finish()


def _a_set(folder: Path, name: str) -> Path:
    source = folder / f"{name}.txt"
    drawn = random.Random(name)
    with source.open("w", encoding="ascii") as stream:
        stream.writelines(f"{drawn.randbytes(20).hex()}\n" for _ in range(_RECORDS))
    library = folder / "reading-sets"
    info = import_set(
        source,
        library=library,
        name=name,
        role="notable",
        version=None,
        format_name=None,
        imported_at=datetime.now(UTC),
        tool_version="benchmark",
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    return index_path(library, info)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="fieldcase-bench-") as folder:
        for measurement in measure(Path(folder)):
            print(measurement.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
