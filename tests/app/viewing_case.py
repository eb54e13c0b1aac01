"""A case over a small disk with pictures, videos and broken things on it, and its viewer as a program."""

import json
import sqlite3
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from app.store.opening import DATABASE_NAME
from tests.app.builders import FIELDCASE, a_case, a_set, environment, said
from tests.evidence.builders import an_ext_image
from tests.forensics.decoding_samples import a_file, a_png_of, an_avi

ANSWER_S = 60.0


def files_to_look_at() -> Mapping[str, bytes]:
    picture = a_file("JPEG")
    return {
        "field.jpg": picture,
        "field.png": a_file("PNG"),
        "large.png": a_png_of(8_000, 8_000),
        "named wrongly.txt": a_file("WEBP"),
        "cut off.jpg": picture[: len(picture) // 2],
        "empty.jpg": b"",
        "bomb.png": a_png_of(30_000, 30_000),
        "broken.mp4": b"\0\0\0\x18ftypisom" + bytes(range(256)) * 40,
        "harbour.avi": an_avi(),
        "cut off.avi": an_avi()[: len(an_avi()) // 2],
        "letter.txt": b"Dear Harbour Row,\n" * 400,
    }


def a_viewing_case(home: Path, files: Mapping[str, bytes] | None = None) -> Path:
    image = an_ext_image(home / "disk.dd", files or files_to_look_at(), size="16M")
    library = a_set(home / "library", "Wanted", ["0" * 40])
    case = a_case(home / "looks.fieldcase", image)
    assert said("scan", case, "--library", library).status == 0
    return case


def numbers(case: Path) -> dict[str, int]:
    """Entry numbers of a case by the names of their files."""
    with closing(sqlite3.connect(f"{(case / DATABASE_NAME).as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT shown_path, id FROM entry").fetchall()
    return {path.rpartition("/")[2]: number for path, number in rows}


class Talk:
    """A viewer program that a test talks to."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self._last = 0

    def send(self, **request: object) -> int:
        self._last += 1
        self._write({"id": self._last, **request})
        return self._last

    def drop(self, *ids: int) -> None:
        self._write({"ask": "drop", "ids": list(ids)})

    def _write(self, request: Mapping[str, object]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()

    def answer(self) -> tuple[dict[str, Any], bytes]:  # Any: JSON
        """The next answer; a viewer that says nothing for long is ended, which fails the test."""
        assert self.process.stdout is not None
        guard = threading.Timer(ANSWER_S, self.process.kill)
        guard.start()
        try:
            line = self.process.stdout.readline()
            assert line, "the viewer ended"
            head: dict[str, Any] = json.loads(line)
            return head, self.process.stdout.read(head["length"])
        finally:
            guard.cancel()
            guard.join()

    def ask(self, **request: object) -> tuple[dict[str, Any], bytes]:  # Any: JSON
        sent = self.send(**request)
        head, data = self.answer()
        assert head["id"] == sent
        return head, data

    def look(self, entry: int, *, step: str = "plain", width: int = 128) -> tuple[dict[str, Any], bytes]:
        return self.ask(ask="look", entry=entry, step=step, width=width, count=6)


@contextmanager
def a_viewer(case: Path, *, before: tuple[str, ...] = (), status: int = 0) -> Iterator[Talk]:
    """`before` are words ahead of the program: strace and its options; `status` is how it must end."""
    process = subprocess.Popen(
        [*before, *FIELDCASE, "viewer", str(case)],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Talk(process)
        process.stdin.close()
        assert process.wait(timeout=ANSWER_S) == status
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
