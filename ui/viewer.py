"""What is looked into or at, asked of the viewer: a child program that reads evidence and answers in bytes.

One child for a window. It is started at the first question, started again when it dies, and ended with the
window or when another case is opened. Answers that nobody waits for any more are dropped; a question that was
open when the child died is told so in one sentence.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from ui.language import translate
from ui.programs import as_sentence

Otherwise = Callable[[str], object]
FRAMES: Final = 6  # of a video
END_PATIENCE_MS: Final = 5_000  # it may have a look to record


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentBytes:
    """A part of a content. `unreadable` are (offset, length) within `data`, where zeros stand; `reason` says
    why.
    """

    data: bytes
    unreadable: tuple[tuple[int, int], ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """A decoded picture: `form` is L (a byte a pixel; 255 where a line is) or RGB; rows have no gaps."""

    width: int
    height: int
    form: str
    data: bytes
    at_ms: int | None = None  # of a frame: where it stands in its video


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One content as a step shows it: a picture, or the still frames of a video in their order."""

    kind: str
    pictures: tuple[Pixels, ...]
    length_ms: int | None = None  # None: no video
    is_cut_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    then: Callable[[Mapping[str, Any], bytes], object]  # Any: JSON
    otherwise: Otherwise


class Viewer(QObject):
    """Asks the viewer program of one case; everything here is done in the GUI thread and returns at once."""

    died = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._argv: tuple[str, ...] = ()
        self._process: QProcess | None = None
        self._leaving: list[QProcess] = []
        self._arrived = bytearray()
        self._head: dict[str, Any] | None = None  # Any: JSON; of the answer whose bytes are still coming
        self._waiting: dict[int, _Waiting] = {}
        self._secrets: dict[tuple[str, int], str] = {}  # by exhibit and volume; in memory only
        self._errors = b""
        self._last = 0
        self._readying = 0  # the question that makes an entry ready
        self._is_ended = False

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def is_busy(self) -> bool:
        """An answer is still to come."""
        return bool(self._waiting)

    @property
    def pid(self) -> int | None:
        """Of the child, for tests that end it."""
        return None if self._process is None else int(self._process.processId())

    def set_command(self, argv: Sequence[str]) -> None:
        """The program for the case that is open now; none without a case. The former one is ended."""
        if tuple(argv) != self._argv:
            self.close()
            self._argv = tuple(argv)
            self._secrets.clear()

    def ask_bytes(
        self,
        entry: int,
        *,
        offset: int,
        length: int,
        then: Callable[[ContentBytes], object],
        otherwise: Otherwise,
    ) -> int:
        """Up to 4 MiB of a content at an offset, fewer at its end; gives the number of the question."""
        return self._ask(
            {"ask": "bytes", "entry": entry, "offset": offset, "length": length},
            then=lambda facts, data: then(_content_bytes(facts, data)),
            otherwise=otherwise,
        )

    def ask_look(
        self,
        entry: int,
        *,
        step: str,
        width: int,
        then: Callable[[Sight], object],
        otherwise: Otherwise,
    ) -> int:
        """A picture, or the still frames of a video, as a step shows it: lines, grey, blurred or plain; at
        most `width` pixels on the longer side. Only who holds a recorded look may ask.
        """
        return self._ask(
            {"ask": "look", "entry": entry, "step": step, "width": width, "count": FRAMES},
            then=lambda facts, data: then(_sight(facts, data)),
            otherwise=otherwise,
        )

    def give_secret(self, exhibit: str, volume: int, words: str) -> None:
        """What opens a volume of this case, for this child and each that is started after it."""
        self._secrets[exhibit, volume] = words
        self._say(_secret("secret", exhibit, volume, words))

    def try_secret(
        self, exhibit: str, volume: int, words: str, *, then: Callable[[], object], otherwise: Otherwise
    ) -> None:
        """Open a volume that was unlocked before; where that is so, the secret is kept as a given one."""

        def on_opened(_facts: Mapping[str, Any], _data: bytes) -> None:  # Any: JSON
            self._secrets[exhibit, volume] = words
            then()

        self._ask(_secret("unlock", exhibit, volume, words), then=on_opened, otherwise=otherwise)

    def make_ready(self, entry: int) -> None:
        """Start what a look at this entry would need, so that a held key is answered at once. Of many rows
        passed fast, only the last is made ready.
        """
        if self._argv:
            self.cancel(self._readying)
            self._readying = self._ask({"ask": "ready", "entry": entry}, then=_nothing, otherwise=_nothing)

    def cancel(self, question: int) -> None:
        """Nobody waits for this answer any more."""
        if self._waiting.pop(question, None) is not None:
            self._say({"ask": "drop", "ids": [question]})

    def close(self) -> None:
        """Let go of the child, which ends when its input does; `wait` sees to it that it has."""
        self._waiting.clear()
        process, self._process = self._process, None
        if process is None:
            return
        process.readyReadStandardOutput.disconnect(self._on_output)
        process.readyReadStandardError.disconnect(self._on_errors)
        process.errorOccurred.disconnect(self._on_error)
        process.finished.disconnect(self._on_finished)
        self._leaving.append(process)
        process.finished.connect(self._on_left)
        process.closeWriteChannel()
        patience = QTimer(process, singleShot=True, interval=END_PATIENCE_MS)
        patience.timeout.connect(process.kill)
        patience.start()

    def end(self) -> None:
        """The window goes: what is asked from now on has nobody to hear the answer, and starts no child."""
        self._is_ended = True
        self.close()

    def wait(self) -> None:
        """Block until every child has ended; for the end of the program and of tests."""
        for process in tuple(self._leaving):
            if not process.waitForFinished(END_PATIENCE_MS):
                process.kill()
                process.waitForFinished(END_PATIENCE_MS)

    def _on_left(self) -> None:
        for process in tuple(self._leaving):
            if process.state() == QProcess.ProcessState.NotRunning:
                self._leaving.remove(process)
                process.deleteLater()

    def _ask(
        self,
        request: Mapping[str, object],
        *,
        then: Callable[[Mapping[str, Any], bytes], object],  # Any: JSON
        otherwise: Otherwise,
    ) -> int:
        if not self._argv:
            raise RuntimeError("the viewer was asked without a case")
        self._last += 1
        if self._is_ended:
            return self._last
        self._waiting[self._last] = _Waiting(then=then, otherwise=otherwise)
        self._start()
        self._say({"id": self._last, **request})
        return self._last

    def _start(self) -> None:
        if self._process is not None:
            return
        self._arrived.clear()
        self._head = None
        process = QProcess(self)
        if sys.platform != "win32":  # a closing terminal or its Ctrl C ends the window, which ends this
            process.setUnixProcessParameters(QProcess.UnixProcessFlag.CreateNewSession)
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_errors)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        self._errors = b""
        self._process = process
        process.start(self._argv[0], list(self._argv[1:]))
        for (exhibit, volume), words in self._secrets.items():
            self._say(_secret("secret", exhibit, volume, words))

    def _say(self, request: Mapping[str, object]) -> None:
        if self._process is not None:
            self._process.write(json.dumps(request).encode() + b"\n")

    def _on_output(self) -> None:
        if self._process is None:
            return
        self._arrived += self._process.readAllStandardOutput().data()
        while self._take_answer():
            pass

    def _take_answer(self) -> bool:
        """One answer, if it is here whole."""
        if self._head is None:
            line, found, rest = self._arrived.partition(b"\n")
            if not found:
                return False
            self._head, self._arrived = json.loads(line), rest
        head = self._head
        length = int(head["length"])
        if len(self._arrived) < length:
            return False
        data = bytes(memoryview(self._arrived)[:length])
        del self._arrived[:length]
        self._head = None
        self._deliver(head, data)
        return self._process is not None  # an answer may have closed it

    def _deliver(self, head: Mapping[str, Any], data: bytes) -> None:  # Any: JSON
        waiting = self._waiting.pop(int(head["id"]), None)
        if waiting is None:
            return
        if head["ok"]:
            waiting.then(head, data)
        else:
            waiting.otherwise(as_sentence(str(head["sentence"])))

    def _on_errors(self) -> None:
        if self._process is not None:
            self._errors = (self._errors + self._process.readAllStandardError().data())[-4_000:]

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            words = translate("look", "The viewer could not be started: {reason}.")
            self._lose(words.format(reason=self._process.errorString()))

    def _on_finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._on_output()
        self._on_errors()
        said = self._errors.decode("utf-8", "replace").strip().splitlines()
        if how == QProcess.ExitStatus.NormalExit and status and said:
            self._lose(as_sentence(said[-1]))
        else:
            self._lose(translate("look", "The viewer ended without a word. Ask again; it is started anew."))

    def _lose(self, sentence: str) -> None:
        """The child is gone: whoever waits is told, and the next question starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        left, self._waiting = list(self._waiting.values()), {}
        self.died.emit()
        for waiting in left:
            waiting.otherwise(sentence)


def _secret(ask: str, exhibit: str, volume: int, words: str) -> Mapping[str, object]:
    return {"ask": ask, "exhibit": exhibit, "volume": volume, "secret": words}


def _content_bytes(facts: Mapping[str, Any], data: bytes) -> ContentBytes:  # Any: JSON
    reason = facts.get("reason")
    return ContentBytes(
        data=data,
        unreadable=tuple((int(offset), int(length)) for offset, length in facts.get("unreadable", ())),
        reason=None if reason is None else str(reason),
    )


def _sight(facts: Mapping[str, Any], data: bytes) -> Sight:  # Any: JSON
    pictures: list[Pixels] = []
    at_ms = list(facts.get("at_ms") or ())
    start = 0
    for number, (width, height, form) in enumerate(facts["pictures"]):
        end = start + width * height * (3 if form == "RGB" else 1)
        place = int(at_ms[number]) if number < len(at_ms) else None
        pictures.append(Pixels(width=width, height=height, form=form, data=data[start:end], at_ms=place))
        start = end
    length_ms = facts.get("length_ms")
    return Sight(
        kind=str(facts["kind"]),
        pictures=tuple(pictures),
        length_ms=None if length_ms is None else int(length_ms),
        is_cut_off=bool(facts.get("is_cut_off")),
    )


def _nothing(*_answer: object) -> None:
    """Nobody waits for it."""
