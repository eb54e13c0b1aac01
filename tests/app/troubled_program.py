"""This program with a reader that is slow, dies, hangs, or reads a failing disk where the variable `TROUBLE`
says so.

Run as a script: with the word `reader` it is the reader, with other words it is the command line that starts
such readers. Trouble with a content is named by the content's size, which tests choose to be unique; trouble
with the disk is named by the place in the image.
"""

import errno
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.__main__ import main
from app.commands.desk import Desk
from app.commands.line import run_line
from app.engine.reader_link import ReaderLink
from forensics.containers import open_image
from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.examining import examiner
from forensics.filesystems import FileSystem, open_file_system
from forensics.images import EvidenceImage, ImageInfo, Volume
from forensics.reader import evidence

TROUBLE: dict[str, Any] = json.loads(os.environ.get("TROUBLE", "{}"))  # Any: JSON values
LONG_S = 3600.0


def strike(kind: str) -> None:
    """`strikes` bounds how often, over all readers; they are counted in a file."""
    if "strikes" in TROUBLE:
        with Path(TROUBLE["counter"]).open("a+") as counter:
            counter.write("x")
            if counter.tell() > TROUBLE["strikes"]:
                return
    match kind:
        case "die":
            os.abort()
        case "burn":
            while True:
                pass
        case "eat":
            _eat_memory()
    time.sleep(LONG_S)


def _eat_memory() -> None:
    """Up to half a gibibyte, which tests forbid; no machine is brought down by it."""
    eaten = []
    for _ in range(64):
        eaten.append(b"\1" * (8 << 20))
        time.sleep(0.02)
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
            if TROUBLE["reading"] == "trickle":
                yield from _trickle(size_bytes)
                return
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

    def expected_records(self) -> int | None:
        return self._inner.expected_records()

    def census(self) -> Census | None:
        return self._inner.census()

    def close(self) -> None:
        self._inner.close()


def _trickle(size_bytes: int) -> Iterator[bytes]:
    """A content that comes byte by byte, with signs of life all the time."""
    for _ in range(size_bytes):
        time.sleep(0.02)
        yield b"?"


class TroubledImage:
    """An image with bad sectors at `bad`, a read that never returns at `stuck`, and reads that are slow."""

    def __init__(self, inner: EvidenceImage) -> None:
        self._inner = inner

    @property
    def info(self) -> ImageInfo:
        return self._inner.info

    def read(self, offset: int, length: int) -> bytes:
        self._meet_trouble(offset, length)
        return self._inner.read(offset, length)

    def read_into(self, offset: int, view: memoryview) -> int:
        self._meet_trouble(offset, len(view))
        return self._inner.read_into(offset, view)

    @staticmethod
    def _meet_trouble(offset: int, length: int) -> None:
        time.sleep(TROUBLE.get("disk_pause_s", 0))
        if _touches(offset, length, TROUBLE.get("stuck", ())):
            strike("hang")
        if _touches(offset, length, TROUBLE.get("bad", ())):
            cause = OSError(errno.EIO, os.strerror(errno.EIO))
            raise EvidenceUnreadable(f"cannot be read near byte {offset:,}: {cause.strerror}.") from cause

    def for_thread(self) -> EvidenceImage:
        return TroubledImage(self._inner.for_thread())

    def close(self) -> None:
        self._inner.close()


def _touches(offset: int, length: int, ranges: Sequence[Sequence[int]]) -> bool:
    return any(offset < end and start < offset + length for start, end in ranges)


def open_troubled(image: EvidenceImage, volume: Volume) -> FileSystem:
    return TroubledFileSystem(open_file_system(image, volume))


def open_troubled_image(source: Path) -> EvidenceImage:
    return TroubledImage(open_image(source))


def troubled_readers() -> Callable[[], ReaderLink]:
    return partial(ReaderLink, program=(sys.executable, __file__))


def run(words: list[str]) -> int:
    if words == ["reader"]:
        vars(evidence)["open_file_system"] = open_troubled
        vars(evidence)["open_image"] = open_troubled_image
        if not TROUBLE.get("reads_directly"):
            # Every content goes through `chunks`, where the trouble is, and not straight from the image.
            vars(examiner)["direct_runs"] = lambda _item: None
        return main(words)
    desk = Desk(
        now=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        out=sys.stdout,
        err=sys.stderr,
        start_reader=troubled_readers(),
        tests_itself=False,
    )
    return run_line(words, desk)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
