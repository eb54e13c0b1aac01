"""The viewer at work: questions from a window, taken in order by a worker for each kind.

Bytes and pictures have a worker each, so that scrolling through a content never waits for a slow picture.
The viewer ends when its input does, whatever is being read.
"""

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from app.engine.reader_link import ReaderLink
from app.engine.session import Stopped
from app.store.case_file import CaseFile
from app.viewing.contents import Contents
from app.viewing.showing import NotWanted, Showing
from app.viewing.strips import Strips
from app.viewing.talking import Answers, Request, read_request
from forensics.decoding.protocol import Step
from forensics.errors import FieldcaseError

Answering = Callable[[Request], None]


def serve(
    case: Path, questions: BinaryIO, replies: BinaryIO, *, start_reader: Callable[[], ReaderLink] = ReaderLink
) -> None:
    """Answer until `questions` ends; raise CaseTrouble where the case cannot be opened."""
    over = threading.Event()
    with (
        CaseFile.open(case) as opened,
        Contents(opened, start_reader=start_reader, cancelled=over.is_set) as contents,
    ):
        viewer = Viewer(contents, Answers(replies))
        try:
            for line in questions:
                request = read_request(line)
                if request is not None:
                    viewer.take(request)
        finally:
            over.set()
            viewer.end()


class Worker:
    """Takes the questions of some kinds one after the other."""

    def __init__(self, name: str, answer: Answering) -> None:
        self._answer = answer
        self._waiting: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def take(self, request: Request) -> None:
        self._waiting.put(request)

    def end(self) -> None:
        self._waiting.put(None)
        self._thread.join(timeout=2.0)

    def _work(self) -> None:
        while (request := self._waiting.get()) is not None:
            self._answer(request)


class Viewer:
    """Hands each question to who answers it, and leaves out those that were taken back."""

    def __init__(self, contents: Contents, answers: Answers) -> None:
        self._contents, self._answers = contents, answers
        self._showing = Showing(contents)
        self._strips = Strips(contents, self._showing)
        self._wanted: set[int] = set()
        self._in_hand = 0  # the picture or strip that is being made
        self._bytes = Worker("bytes", self._answered)
        self._looks = Worker("looks", self._answered)

    def take(self, request: Request) -> None:
        if request.ask == "drop":
            self._wanted.difference_update(request.ids)
            if self._in_hand in request.ids:
                self._showing.hurry()
                self._strips.hurry()
            return
        if request.ask == "secret":
            self._contents.give(request.exhibit, request.volume, request.secret)
            return
        self._wanted.add(request.id)
        (self._bytes if request.ask in ("bytes", "unlock") else self._looks).take(request)

    def end(self) -> None:
        self._wanted.clear()
        self._showing.close()
        self._strips.close()
        self._bytes.end()
        self._looks.end()

    def _answered(self, request: Request) -> None:
        if request.id not in self._wanted:
            return
        try:
            self._answer(request)
        except FieldcaseError as trouble:
            self._answers.refuse(request.id, str(trouble))
        except (NotWanted, Stopped):
            return
        finally:
            self._wanted.discard(request.id)

    def _answer(self, request: Request) -> None:
        match request.ask:
            case "bytes":
                self._give_bytes(request)
            case "unlock":
                self._contents.unlock(request.exhibit, request.volume, request.secret)
                self._answers.give(request.id)
            case "ready":
                self._showing.warm_up(request.entry)
                self._answers.give(request.id)
            case "look" if request.step in list(Step):
                self._give_look(request)
            case _:
                self._answers.refuse(request.id, f"the viewer has no answer to {request.ask!r}")

    def _give_bytes(self, request: Request) -> None:
        read = self._contents.read(request.entry, offset=request.offset, length=request.length)
        unreadable = [[each.offset_bytes, each.length_bytes] for each in read.unreadable]
        self._answers.give(request.id, read.data, unreadable=unreadable, reason=read.reason)

    def _give_look(self, request: Request) -> None:
        """A picture, or the frames of a video, in one form of answer."""
        self._in_hand = request.id
        step = Step(request.step)

        def is_wanted() -> bool:
            return request.id in self._wanted

        if not self._showing.kind(request.entry).is_video:
            made = self._showing.picture(request.entry, step=step, width=request.width, is_wanted=is_wanted)
            self._answers.give(
                request.id, made.data, kind=made.kind, pictures=[made.facts], is_cut_off=made.is_cut_off
            )
            return
        strip = self._strips.strip(
            request.entry, step=step, width=request.width, count=request.count, is_wanted=is_wanted
        )
        self._answers.give(
            request.id,
            b"".join(each.data for each in strip.frames),
            kind=strip.kind,
            pictures=[each.facts for each in strip.frames],
            at_ms=list(strip.at_ms),
            length_ms=strip.length_ms,
            is_cut_off=strip.is_cut_off,
        )
