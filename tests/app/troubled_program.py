"""This program with a reader that is slow, dies or hangs where the variable `TROUBLE` says so.

Run as a script: with the word `reader` it is the reader, with other words it is the command line that starts
such readers. Trouble with a content is named by the content's size, which tests choose to be unique.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.__main__ import main
from app.commands.desk import Desk
from app.commands.line import run_line
from app.engine.reader_link import ReaderLink
from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry
from forensics.examining import examiner
from forensics.filesystems import FileSystem, open_file_system
from forensics.images import EvidenceImage, Volume
from forensics.reader import serving

TROUBLE: dict[str, Any] = json.loads(os.environ.get("TROUBLE", "{}"))  # Any: JSON values
LONG_S = 3600.0


def strike(kind: str) -> None:
    """`strikes` bounds how often, over all readers; they are counted in a file."""
    if "strikes" in TROUBLE:
        with Path(TROUBLE["counter"]).open("a+") as counter:
            counter.write("x")
            if counter.tell() > TROUBLE["strikes"]:
                return
    if kind == "die":
        os.abort()
    time.sleep(LONG_S)


class TroubledFileSystem:
    """A file system with the trouble asked for, and nothing else changed."""

    def __init__(self, inner: FileSystem) -> None:
        self._inner = inner

    def entries(self) -> Iterator[FileEntry | Fault]:
        for number, found in enumerate(self._inner.entries()):
            time.sleep(TROUBLE.get("listing_pause_s", 0))
            if number == TROUBLE.get("listing_at"):
                strike(TROUBLE["listing"])
            yield found

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        time.sleep(TROUBLE.get("reading_pause_s", 0))
        if size_bytes in TROUBLE.get("reading_sizes", ()):
            strike(TROUBLE["reading"])
        for chunk in self._inner.chunks(entry_address, size_bytes, allocated=allocated):
            time.sleep(TROUBLE.get("chunk_pause_s", 0))
            yield chunk

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        return self._inner.reference_chunks(entry_address, size_bytes, allocated=allocated)

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        return self._inner.allocated_ranges()

    def census(self) -> Census | None:
        return self._inner.census()

    def close(self) -> None:
        self._inner.close()


def open_troubled(image: EvidenceImage, volume: Volume) -> FileSystem:
    return TroubledFileSystem(open_file_system(image, volume))


def troubled_readers() -> Callable[[], ReaderLink]:
    return partial(ReaderLink, program=(sys.executable, __file__))


def _run(words: list[str]) -> int:
    if words == ["reader"]:
        vars(serving)["open_file_system"] = open_troubled
        # Every content goes through `chunks`, where the trouble is, and not straight from the image.
        vars(examiner)["direct_runs"] = lambda _item: None
        return main(words)
    desk = Desk(
        now=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        out=sys.stdout,
        err=sys.stderr,
        start_reader=troubled_readers(),
    )
    return run_line(words, desk)


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
