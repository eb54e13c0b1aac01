"""What a command works with: a clock, readers, the library's place, where to write, and whether it was asked
to stop.
"""

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TextIO

from app.commands.terminal import ask_hidden
from app.engine.reader_link import ReaderLink
from app.tool import default_library
from forensics.paths import display_text

DONE = 0
FAILED = 1
USAGE = 2
PART_UNREAD = 3
DIFFERS = 4
STOPPED = 130


class StopFlag:
    """Set by Ctrl+C, SIGTERM, or the line `stop` on standard input of a command that reports progress as
    JSON.
    """

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    def is_set(self) -> bool:
        return self._event.is_set()

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self.set()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def listen(self, lines: TextIO, *, otherwise: Callable[[str], object] = lambda _line: None) -> None:
        """Watch `lines` for the word stop, in a thread that ends with the process; other lines go to
        `otherwise`.
        """

        def watch() -> None:
            for line in lines:
                if line.strip() == "stop":
                    self.set()
                    return
                otherwise(line)

        threading.Thread(target=watch, name="stop-listener", daemon=True).start()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    out: TextIO
    err: TextIO
    stop: StopFlag = field(default_factory=StopFlag)
    start_reader: Callable[[], ReaderLink] = ReaderLink
    ask_hidden: Callable[[str], str] = ask_hidden
    tests_itself: bool = True  # before a scan; readers that are made to fail are not asked

    def say(self, text: str) -> None:
        """Data, on standard output, one line."""
        print(_shown(text), file=self.out)

    def say_row(self, *cells: str) -> None:
        """Data on one line, its cells divided by tabs."""
        print(*map(_shown, cells), sep="\t", file=self.out)

    def note(self, sentence: str) -> None:
        """A remark for the person, on standard error, one line."""
        print(_shown(sentence), file=self.err)

    def say_json(self, value: object) -> None:
        print(json.dumps(value, ensure_ascii=False), file=self.out)


def _shown(text: str) -> str:
    """A file's name or an acquiring tool's note may disturb a terminal; all else stays as it is."""
    return display_text(text.encode("utf-8", "surrogateescape"))


def library_of(chosen: str | None) -> Path:
    return Path(chosen) if chosen else default_library()


def is_terminal(stream: TextIO) -> bool:
    return stream.isatty() if stream is not sys.__stdin__ else False


_FIRST_WORDS = ("A ", "An ", "Another ", "It ", "No ", "The ", "There ", "This ", "What ")


def remark(sentence: str) -> str:
    """As it stands behind `fieldcase: `, whoever wrote it: small letter first, no full stop."""
    if sentence.startswith(_FIRST_WORDS):
        sentence = sentence[0].lower() + sentence[1:]
    return sentence.removesuffix(".")
