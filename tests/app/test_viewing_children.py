"""What a viewer's children say is checked: they have read hostile bytes."""

import subprocess
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from app.viewing.children import CannotBeShown, Child, Start
from app.viewing.strips import Strips
from forensics.decoding.protocol import Step
from forensics.file_kinds import ShownKind

if TYPE_CHECKING:
    from app.viewing.contents import Contents
    from app.viewing.showing import Showing

READS = "import sys; sys.stdin.buffer.readline(); "
SAYS = READS + "sys.stdout.write({line!r}); sys.stdout.flush(); sys.stdin.buffer.read()"


class FakeContents:
    """Contents of one video. `trouble` is raised in place of its bytes."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.asked: list[tuple[int, int]] = []

    def row(self, entry: int) -> object:
        del entry
        return SimpleNamespace(size_bytes=1_000)

    def read(self, entry: int, *, offset: int, length: int) -> object:
        del entry
        self.asked.append((offset, length))
        if self.trouble is not None:
            raise self.trouble
        return SimpleNamespace(data=bytes(length))


class FakeShowing:
    def kind(self, entry: int) -> ShownKind:
        del entry
        return ShownKind(name="MP4", is_video=True)


def a_child(code: str) -> Start:
    def start() -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    return start


def strips_with(code: str, contents: FakeContents) -> Strips:
    taker = Child(a_child(code), what="the decoder of videos")
    return Strips(cast("Contents", contents), cast("Showing", FakeShowing()), taker=taker)


def strip_of(strips: Strips) -> None:
    strips.strip(1, step=Step.LINES, width=128, count=6, is_wanted=lambda: True)


@pytest.mark.parametrize(
    "line",
    [
        '{"want": [-5, 10]}',
        '{"want": [0, -1]}',
        '{"want": [0, 99999999999]}',
        '{"want": [9223372036854775808, 1]}',
        '{"frames": [[100000, 100000, 0]]}',
        '{"frames": [[-1, -1, 0]]}',
        '{"frames": "many"}',
        "no JSON at all",
    ],
)
def test_a_decoder_of_videos_that_says_the_impossible_is_ended(line: str) -> None:
    contents = FakeContents()
    strips = strips_with(SAYS.format(line=line + "\n"), contents)
    with pytest.raises(CannotBeShown, match="the decoder of videos ended over it"):
        strip_of(strips)
    assert contents.asked == []
    assert strips.taker.pid is None


def test_a_decoder_of_videos_is_ended_when_the_evidence_cannot_be_read() -> None:
    strips = strips_with(SAYS.format(line='{"want": [0, 10]}\n'), FakeContents(CannotBeShown("it is gone")))
    with pytest.raises(CannotBeShown, match="it is gone"):
        strip_of(strips)
    assert strips.taker.pid is None


def test_hurrying_a_child_that_has_nothing_to_do_ends_nothing() -> None:
    child = Child(a_child("import sys; sys.stdin.buffer.read()"), what="the child")
    child.warm_up()
    with child.job(seconds=5):
        pass
    child.hurry()
    time.sleep(0.5)
    with child.job(seconds=5):
        pid = child.pid
    assert pid is not None
    child.end(for_good=True)
    with pytest.raises(CannotBeShown, match="closing"), child.job(seconds=5):
        pass


def _hurried(child: Child) -> None:
    with child.job(seconds=60) as pipes:
        child.hurry()
        if not pipes.answers.read(1):
            raise OSError("its pipe closed")


def test_a_child_whose_job_is_hurried_is_ended_soon() -> None:
    child = Child(a_child("import sys; sys.stdin.buffer.read()"), what="the child")
    began = time.monotonic()
    with pytest.raises(CannotBeShown, match="took longer"):
        _hurried(child)
    assert time.monotonic() - began < 10
