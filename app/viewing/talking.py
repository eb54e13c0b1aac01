"""What a window and its viewer say to each other: a JSON line each, an answer with raw bytes behind it.

`{"id": 1, "ask": "bytes", "entry": 1042, "offset": 0, "length": 65536}` is answered by
`{"id": 1, "ok": true, "length": 65536}` and that many bytes, or by
`{"id": 1, "ok": false, "length": 0, "sentence": "…"}`. `{"ask": "drop", "ids": [1, 2]}` takes back what
is not needed any more: it gets no answer, nor do those. `{"ask": "secret", "exhibit": "E1", "volume": 1,
"secret": "…"}` gives what a person typed for a volume that was unlocked before, and gets no answer; asked as
"unlock" it is tried, and the answer says whether it opens the volume.
"""

import json
import threading
from collections.abc import Mapping
from typing import Any, BinaryIO

from msgspec import DecodeError, Struct
from msgspec.json import Decoder


class Request(Struct, frozen=True, kw_only=True):
    """One question; which fields count depends on what is asked."""

    id: int = 0
    ask: str
    entry: int = 0
    offset: int = 0
    length: int = 0
    step: str = ""
    width: int = 0
    count: int = 0
    reason: str | None = None
    ids: tuple[int, ...] = ()
    exhibit: str = ""
    volume: int = 0
    secret: str = ""

    def __repr__(self) -> str:
        """Without the secret: a trace may show it."""
        return f"Request({self.id}, {self.ask!r})"


_DECODER = Decoder(Request)


def read_request(line: bytes) -> Request | None:
    """`None` where the line is no question: our own window sends none, and nobody else is answered."""
    try:
        return _DECODER.decode(line)
    except DecodeError:
        return None


class Answers:
    """Where answers go; threads may give them side by side."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()

    def give(self, request: int, data: bytes = b"", **facts: object) -> None:
        self._write({"id": request, "ok": True, "length": len(data), **facts}, data)

    def refuse(self, request: int, sentence: str, **facts: object) -> None:
        self._write({"id": request, "ok": False, "length": 0, "sentence": sentence, **facts}, b"")

    def _write(self, head: Mapping[str, Any], data: bytes) -> None:  # Any: JSON
        line = json.dumps(head, ensure_ascii=True).encode() + b"\n"
        with self._lock:
            try:
                self._pipe.write(line + data)
                self._pipe.flush()
            except (BrokenPipeError, ValueError):  # the window is gone; its end is seen at the other pipe
                return
