"""Child programs: all work on evidence runs in them, and they speak JSON lines.

A child is asked to stop by the line `stop` on its standard input and ended after five seconds if it does not.
A passphrase is the first line on that same input: other programs can read arguments and the environment.
A child whose
standard output goes away goes on; that is the promise of the command, not of this module.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from ui.language import translate
from ui.sentences import spoken

STOP_PATIENCE_MS: Final = 5_000
STOPPED: Final = 130
DIFFERS: Final = 4
PART_UNREAD: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One progress line; `None` where the child does not know."""

    phase: str
    exhibit: str | None = None
    entries_done: int = 0
    entries_total: int | None = None
    bytes_done: int = 0
    bytes_total: int | None = None
    entries_per_s: float = 0.0
    bytes_per_s: float = 0.0
    hits: int = 0
    faults: int = 0
    current: str | None = None
    elapsed_s: float = 0.0
    eta_low_s: float | None = None
    eta_high_s: float | None = None
    paused: bool = False
    bottleneck: str | None = None  # disk, processor, decompression

    @property
    def share(self) -> float | None:
        """Done so far by bytes where they are known, else by entries, else None."""
        if self.bytes_total:
            return min(1.0, self.bytes_done / self.bytes_total)
        if self.entries_total:
            return min(1.0, self.entries_done / self.entries_total)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class HitSeen:
    """A notable hit, told as it is found."""

    exhibit: str
    path: str
    set_name: str
    category: str | None
    elapsed_s: float
    record: int = 0  # its number in the set


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a child ended: exit status, its sentence, and what it wrote when that was asked for.

    `output` are the lines of standard output that were no JSON, all of it where it is kept; `remarks` are the
    last lines of its standard error, `answer` the last JSON object that was no progress. `was_killed`: it had
    no chance to say a word.
    """

    status: int
    sentence: str
    output: bytes = b""
    remarks: str = ""
    answer: Mapping[str, Any] | None = None  # Any: JSON
    was_killed: bool = False

    @property
    def is_done(self) -> bool:
        return self.status in (0, PART_UNREAD)

    @property
    def is_stopped(self) -> bool:
        return self.status == STOPPED


def progress_from(fields: Mapping[str, Any]) -> Progress:  # Any: JSON
    """A progress value from one JSON object; absent or null numbers count as not known."""
    known = {name: fields[name] for name in Progress.__slots__ if fields.get(name) is not None}
    return Progress(**{"phase": "", **known})


def hit_from(fields: Mapping[str, Any]) -> HitSeen:  # Any: JSON
    category = fields.get("category")
    return HitSeen(
        exhibit=str(fields.get("exhibit") or ""),
        path=str(fields.get("path") or ""),
        set_name=str(fields.get("set") or ""),
        category=None if category is None else str(category),
        elapsed_s=float(fields.get("elapsed_s") or 0.0),
        record=int(fields.get("record") or 0),
    )


def as_sentence(words: str) -> str:
    """A line of a program as a sentence: without the program's name before it, with a capital and an end, in
    the language in force where it is one that is met often.
    """
    words = words.removeprefix("fieldcase: ").strip()
    if not words:
        return ""
    return spoken(f"{words[0].upper()}{words[1:]}" + ("" if words.endswith((".", "!", "?")) else "."))


class ChildProgram(QObject):
    """One child at a time. With `keep_output` its standard output is kept as bytes, else it is read as JSON
    lines.
    """

    progressed = Signal(object)
    hit_seen = Signal(object)
    answered = Signal(object)  # any other JSON object, as it comes
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None, *, keep_output: bool = False) -> None:
        super().__init__(parent)
        self._keep_output = keep_output
        self._process: QProcess | None = None
        self._rest, self._output, self._errors = b"", b"", b""
        self._sentence = ""
        self._answer: dict[str, Any] | None = None  # Any: JSON
        self._patience = QTimer(self, singleShot=True, interval=STOP_PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self, argv: Sequence[str], *, first_words: str | None = None) -> None:
        """Start the command; a child that still runs is our own mistake.

        `first_words` (a passphrase, a list) go ahead of everything else on standard input.
        """
        if self._process is not None:
            raise RuntimeError("this child program is already running")
        self._rest, self._output, self._errors, self._sentence = b"", b"", b"", ""
        self._answer = None
        process = QProcess(self)
        if sys.platform != "win32":  # a closing terminal or its Ctrl C must not reach a scan
            process.setUnixProcessParameters(QProcess.UnixProcessFlag.CreateNewSession)
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_errors)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        self._process = process
        process.start(argv[0], list(argv[1:]))
        if first_words is not None:
            process.write(first_words.encode() + b"\n")

    def stop(self) -> None:
        """Ask the child to stop; it ends by itself with status 130, or is ended after five seconds."""
        if self._process is not None:
            self._process.write(b"stop\n")
            self._patience.start()

    def say(self, line: str) -> None:
        """A line on the child's standard input; nothing where there is no child."""
        if self._process is not None:
            self._process.write(f"{line}\n".encode())

    def kill(self) -> None:
        """End the child now and wait for it: only for reads of a few bytes, and for the end of a test."""
        if self._process is not None:
            self._process.kill()
            self._process.waitForFinished(2_000)

    def leave(self, *, patience_ms: int) -> None:
        """End the child in its own way and wait a moment for it: it has something of its own to take away."""
        if self._process is not None:
            self._process.terminate()
            self._process.waitForFinished(patience_ms)

    def _lose_patience(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def _on_output(self) -> None:
        if self._process is None:
            return
        chunk = self._process.readAllStandardOutput().data()
        if self._keep_output:
            self._output += chunk
            return
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            self._read_line(line)

    def _read_line(self, line: bytes) -> None:
        if not line.strip():
            return
        try:
            fields = json.loads(line)
        except ValueError:
            fields = None
        if not isinstance(fields, dict):
            self._output += line + b"\n"
        elif "hit" in fields:
            self.hit_seen.emit(hit_from(fields["hit"]))
        elif fields.get("phase") == "finished":
            self._sentence, self._answer = str(fields.get("sentence") or ""), fields
        elif "phase" in fields:
            self.progressed.emit(progress_from(fields))
        else:
            self._answer = fields
            self.answered.emit(fields)
            self._sentence = str(fields.get("sentence") or self._sentence)

    def _on_errors(self) -> None:
        if self._process is not None:
            self._errors = (self._errors + self._process.readAllStandardError().data())[-4_000:]

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._end(
                status=1,
                sentence=translate("words", "The program could not be started: {why}.").format(
                    why=self._process.errorString()
                ),
            )

    def _on_finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._on_output()
        self._on_errors()
        if how == QProcess.ExitStatus.CrashExit:
            self._end(
                status=1,
                sentence=translate(
                    "words", "The program ended without a word. What it had recorded stands; nothing is lost."
                ),
                was_killed=True,
            )
            return
        self._end(status=status, sentence=self._last_words(status))

    def _last_words(self, status: int) -> str:
        """The sentence it gave as data, else the last line of standard error, else what the status means."""
        errors = self._errors.decode("utf-8", "replace").strip().splitlines()
        if self._sentence or status == 0:
            return as_sentence(self._sentence)
        if errors:
            return as_sentence(errors[-1])
        if self._output and not self._keep_output:
            first = self._output.splitlines()[0][:80]
            return translate(
                "words", "The program wrote a line that Fieldcase does not understand: {line}."
            ).format(line=repr(first))
        return translate("words", "The program ended with status {status}.").format(status=status)

    def _end(self, *, status: int, sentence: str, was_killed: bool = False) -> None:
        process, self._process = self._process, None
        self._patience.stop()
        if process is not None:
            process.deleteLater()
        remarks = self._errors.decode("utf-8", "replace").strip()
        self.ended.emit(
            Ending(
                status=status,
                sentence=sentence,
                output=self._output,
                remarks=remarks,
                answer=self._answer,
                was_killed=was_killed,
            )
        )
