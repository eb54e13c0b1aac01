"""A video as a strip of still frames: a process for each video takes them, the decoder draws each step.

The process asks for ranges of the content, and gets them here from the evidence. What it says is checked: it
has read hostile bytes.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO, Final

from msgspec import DecodeError, Struct
from msgspec.json import Decoder, encode

from app.viewing.children import FRAMES_COMMAND, CannotBeShown, Child, starter
from app.viewing.contents import Contents
from app.viewing.showing import IsWanted, NotWanted, Showing, Shown, shown_from
from forensics.decoding.protocol import MOST_FRAMES, DecodeRequest, DecoderGone, Step

STRIP_SECONDS: Final = 20.0
_MOST_SIDE: Final = 512
_MOST_ASKED_BYTES: Final = 1 << 20
_LENGTH: Final = struct.Struct("<I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Frames in the order of the video; `at_ms` says where each stands in its length."""

    kind: str
    frames: tuple[Shown, ...]
    at_ms: tuple[int, ...]
    length_ms: int
    is_cut_off: bool


class _Said(Struct, frozen=True, kw_only=True):
    """A line of the process: a question, or its last words."""

    want: tuple[int, int] | None = None
    frames: tuple[tuple[int, int, int], ...] = ()
    length_ms: int = 0
    sentence: str | None = None


_SAID = Decoder(_Said)


class Strips:
    """Makes strips for one viewer, one video at a time."""

    def __init__(self, contents: Contents, showing: Showing, *, taker: Child | None = None) -> None:
        self._contents, self._showing = contents, showing
        self.taker = taker or Child(starter(FRAMES_COMMAND), what="the decoder of videos")

    def close(self) -> None:
        self.taker.end(for_good=True)

    def hurry(self) -> None:
        """Nobody waits for the strip that is being made."""
        self.taker.hurry()

    def strip(self, entry: int, *, step: Step, width: int, count: int, is_wanted: IsWanted) -> Strip:
        """Raise CannotBeShown with one sentence, or NotWanted."""
        kind = self._showing.kind(entry)
        if not kind.is_video:
            raise CannotBeShown(f"it is a picture ({kind.name}), and no video")
        count = max(1, min(count, MOST_FRAMES))
        said, taken = self._taken(entry, count=count, width=width, is_wanted=is_wanted)
        if said.sentence is not None or not taken:
            raise CannotBeShown(said.sentence or "no frame of it can be decoded")
        frames = []
        for w, h, pixels in taken:
            asked = DecodeRequest(step=step, width=max(w, h), length=len(pixels), pixels=(w, h))
            head, data = self._showing.decode(asked, pixels)
            frames.append(shown_from(kind, head, data, is_cut_off=False))
        return Strip(
            kind=kind.name,
            frames=tuple(frames),
            at_ms=tuple(at for _w, _h, at in said.frames),
            length_ms=said.length_ms,
            is_cut_off=len(taken) < count and said.length_ms > 0,
        )

    def _taken(
        self, entry: int, *, count: int, width: int, is_wanted: IsWanted
    ) -> "tuple[_Said, list[tuple[int, int, bytes]]]":
        """What the process said at last, and its frames: width, height, RGB. One process for one video,
        however that ends: what a hostile one did to it ends with it.
        """
        try:
            with self.taker.job(seconds=STRIP_SECONDS) as pipes:
                size = self._contents.row(entry).size_bytes
                wanted = {"size": size, "count": count, "width": max(1, min(width, _MOST_SIDE))}
                pipes.questions.write(encode(wanted) + b"\n")
                pipes.questions.flush()
                said = self._talk(entry, pipes.questions, pipes.answers, is_wanted)
                return said, [(w, h, _exactly(pipes.answers, w * h * 3)) for w, h, _at in said.frames]
        finally:
            self.taker.end()

    def _talk(self, entry: int, questions: BinaryIO, answers: BinaryIO, is_wanted: IsWanted) -> _Said:
        """Give ranges of the content until the last words come."""
        while True:
            said = _line(answers)
            if said.want is None:
                return said
            if not is_wanted():
                raise NotWanted
            offset, length = said.want
            if not (0 <= offset < 1 << 63 and 0 < length <= _MOST_ASKED_BYTES):
                raise DecoderGone("a range that no content has was asked for")
            read = self._contents.read(entry, offset=offset, length=length)
            questions.write(_LENGTH.pack(len(read.data)) + read.data)  # zeros where it cannot be read
            questions.flush()


def _line(answers: BinaryIO) -> _Said:
    line = answers.readline(65_536)
    if not line:
        raise DecoderGone("the pipe closed")
    try:
        said = _SAID.decode(line)
    except DecodeError as trouble:
        raise DecoderGone(f"a line does not have the agreed form: {trouble}") from trouble
    if len(said.frames) > MOST_FRAMES or any(
        not (0 < w <= _MOST_SIDE and 0 < h <= _MOST_SIDE) for w, h, _ in said.frames
    ):
        raise DecoderGone("frames of an impossible number or size arrived")
    return said


def _exactly(answers: BinaryIO, length: int) -> bytes:
    data = answers.read(length)
    if len(data) != length:
        raise DecoderGone("the pipe closed inside a frame")
    return data
