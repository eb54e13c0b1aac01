"""The records of a JSON file far larger than memory, in pieces of whole records.

The file is never decoded at once. Brackets and commas outside of texts tell where the lists of records begin
and end and where a list may be cut; each piece is a JSON array of its own, and what is left when the lists
are emptied, the frame, is a small JSON text of its own. When every piece and the frame are sound JSON, so is
the file: a cut at a wrong place would leave a piece that is none.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

LARGEST_RECORD_BYTES = 8 << 20  # a picture's record is some hundred bytes, with all its copies a megabyte
LARGEST_FRAME_BYTES = 4 << 20  # a few hundred bytes for each case
_READ_BYTES = 1 << 20
_STRETCH_BYTES = 1 << 16  # what is looked at together: numbers about it fit a processor's cache
_DEEPEST = 500
_BLANKS = b" \t\r\n"  # RFC 8259, section 2
_KEY = re.compile(rb'[{,][ \t\r\n]*"([^"\\]{1,64})"[ \t\r\n]*:[ \t\r\n]*\Z')
_KEY_REACHES_BACK = 1024

_QUOTE, _COMMA, _BACKSLASH = 0x22, 0x2C, 0x5C
_IS_MARK = bytes(byte in b'",[]{}' for byte in range(256))
_STEPS: npt.NDArray[np.int32] = np.zeros(256, dtype=np.int32)  # how deep each mark leads
_STEPS[list(b"[{")], _STEPS[list(b"]}")] = 1, -1

Marks = npt.NDArray[np.uint8]  # the bytes themselves
Places = npt.NDArray[np.int64]


class DamagedJson(ValueError):
    """The text is not JSON, is cut off, or has parts larger than any real set's. The reason is a clause."""

    def __init__(self, reason: str = "the JSON is damaged or cut off") -> None:
        super().__init__(reason)


class RecordLists:
    """The lists of records of one JSON text.

    `path` leads to the lists: () is a text that is one list, ("value",) an object with the list under
    "value", ("value", "Media") one with a list of objects under "value", each with a list under "Media".
    """

    def __init__(self, stream: BinaryIO, *, path: Sequence[str]) -> None:
        self._stream = stream
        self._path = tuple(path)
        self._around: list[tuple[int, str | None]] = []  # the containers around a list: first byte, key
        for key in self._path:
            self._around += [(0x7B, None), (0x5B, key)]
        self._open: list[tuple[int, str | None]] = []
        self._text = b""  # read and not yet taken; never begins inside a JSON text
        self._is_over = False
        self._frame = bytearray()
        self._lists = 0

    def pieces(self) -> Iterator[bytes]:
        """JSON arrays that hold all records in order, of about 1 MiB; raise DamagedJson.

        The last of it is raised behind the last record, when the frame turns out not to be sound.
        """
        while self._reach_list():
            self._lists += 1
            yield from self._list()
        if len(self._frame) > LARGEST_FRAME_BYTES:
            raise DamagedJson("there is more around the lists of its records than in any real set")
        if _emptied(decoded(bytes(self._frame)), self._path) != self._lists:
            raise DamagedJson("a list of records is given twice in it")

    def _read_on(self) -> bool:
        """Read some more, twice as much as before where one record is long; False at the end."""
        if len(self._text) > LARGEST_RECORD_BYTES:
            raise DamagedJson("one record runs on for longer than any record of this form")
        read = self._stream.read(max(_READ_BYTES, len(self._text)))
        self._is_over = not read
        self._text += read
        return not self._is_over

    def _take(self, length: int) -> bytes:
        taken, self._text = self._text[:length], self._text[length:]
        return taken

    def _reach_list(self) -> bool:
        """Add to the frame whatever stands before the next list and its bracket; False when none follows."""
        while True:
            structure = _Structure(self._text)
            for place, byte in structure.brackets():
                if self._follow(place, byte):
                    self._frame += self._take(place + 1)
                    return True
            # A text that is still open is looked at again from its quote on.
            self._frame += self._take(structure.whole_bytes)
            if len(self._frame) > LARGEST_FRAME_BYTES:
                raise DamagedJson("there is more around the lists of its records than in any real set")
            if not self._read_on():
                self._frame += self._text
                return False

    def _follow(self, place: int, byte: int) -> bool:
        """Go into or out of a container of the frame; whether it is a list of records that begins."""
        if byte in b"]}":
            if not self._open:
                raise DamagedJson
            self._open.pop()
            return False
        if len(self._open) >= _DEEPEST:
            raise DamagedJson("its JSON is nested deeper than that of any real set")
        # Deeper than the lists lie, keys lead to none.
        key = self._key_before(place) if len(self._open) < max(len(self._around), 1) else None
        self._open.append((byte, key))
        return self._is_at_list()

    def _key_before(self, place: int) -> str | None:
        before = self._text[max(0, place - _KEY_REACHES_BACK) : place]
        if place < _KEY_REACHES_BACK:
            before = bytes(self._frame[-_KEY_REACHES_BACK:]) + before
        key = _KEY.search(before)
        return key[1].decode("utf-8", errors="replace") if key else None

    def _is_at_list(self) -> bool:
        if not self._path:
            return self._open == [(0x5B, None)]
        return self._open == self._around

    def _list(self) -> Iterator[bytes]:
        """The pieces of the list that begins here; its closing bracket is left."""
        self._open.pop()
        is_first = True
        while True:
            cut, end = self._cut_and_end()
            if end is not None:
                yield _piece(self._take(end), may_be_empty=is_first)
                self._frame += self._take(1)
                return
            if cut is not None:
                yield _piece(self._take(cut + 1)[:-1], may_be_empty=False)
                is_first = False
            if not self._read_on():
                raise DamagedJson

    def _cut_and_end(self) -> tuple[int | None, int | None]:
        """Place of the last comma between records, and of the bracket that ends the list, as far as read."""
        level, cut = 0, None
        for places, marks in _Structure(self._text).stretches():
            levels = np.cumsum(_STEPS[marks], dtype=np.int32) + level
            over = np.flatnonzero(levels < 0)
            within = int(over[0]) if over.size else len(levels)
            commas = np.flatnonzero((marks[:within] == _COMMA) & (levels[:within] == 0))
            if commas.size:
                cut = int(places[commas[-1]])
            if over.size:
                return cut, int(places[within])
            level = int(levels[-1]) if len(levels) else level
        return cut, None


def decoded(text: bytes) -> object:
    """The value of a JSON text, strictly read; a number no machine holds is a float. Raise DamagedJson."""
    try:
        return json.loads(text.decode("utf-8"), parse_constant=_no_number, parse_int=_whole_number)
    except RecursionError as trouble:
        raise DamagedJson("its JSON is nested deeper than that of any real set") from trouble
    except ValueError as trouble:
        raise DamagedJson from trouble


class _Structure:
    """What gives a JSON text its shape, looked at from a place outside of its strings."""

    def __init__(self, text: bytes) -> None:
        self._bytes = np.frombuffer(text, dtype=np.uint8)
        self._text = text
        self.whole_bytes = (
            0  # behind the last stretch: where the string that is still open begins, else the end
        )

    def stretches(self) -> Iterator[tuple[Places, Marks]]:
        """Commas and brackets outside of strings with their places."""
        is_inside = 0
        for start in range(0, len(self._text), _STRETCH_BYTES):
            stretch = self._text[start : start + _STRETCH_BYTES]
            places = np.flatnonzero(np.frombuffer(stretch.translate(_IS_MARK), dtype=np.bool_)) + start
            marks = self._bytes[places]
            quotes = self._without_escaped(marks == _QUOTE, places)
            inside = (np.cumsum(quotes, dtype=np.int32) + is_inside) & 1
            kept = (marks != _QUOTE) & (inside == 0)
            yield places[kept], marks[kept]
            if len(inside):
                is_inside = int(inside[-1])
            if quotes.any():
                self.whole_bytes = int(places[quotes][-1])
        if not is_inside:
            self.whole_bytes = len(self._text)

    def brackets(self) -> Iterator[tuple[int, int]]:
        for places, marks in self.stretches():
            brackets = marks != _COMMA
            yield from zip(places[brackets].tolist(), marks[brackets].tolist(), strict=True)

    def _without_escaped(self, quotes: npt.NDArray[np.bool_], places: Places) -> npt.NDArray[np.bool_]:
        """`quotes` without those that a backslash makes part of their string."""
        behind = quotes & (self._bytes[places - 1] == _BACKSLASH)  # a text does not begin inside a string
        if not behind.any():
            return quotes
        behind[places == 0] = False
        pairs = behind & (self._bytes[places - 2] == _BACKSLASH)
        for which in np.flatnonzero(pairs).tolist():
            behind[which] = self._backslashes_before(int(places[which])) % 2 == 1
        unescaped: npt.NDArray[np.bool_] = quotes & ~behind
        return unescaped

    def _backslashes_before(self, place: int) -> int:
        first = place
        while first and self._text[first - 1] == _BACKSLASH:
            first -= 1
        return place - first


def _piece(records: bytes, *, may_be_empty: bool) -> bytes:
    if not may_be_empty and not records.strip(_BLANKS):
        raise DamagedJson
    return b"[" + records + b"]"


def _emptied(frame: object, path: Sequence[str]) -> int:
    """How many emptied lists stand at `path`; raise DamagedJson when anything else does."""
    if not path:
        if frame != []:
            raise DamagedJson("its list of records is not a list")
        return 1
    if not isinstance(frame, Mapping):
        raise DamagedJson(f"what should hold its “{path[0]}” is not an object")
    inner = frame.get(path[0])
    if inner is None:
        return 0
    if not isinstance(inner, list):
        raise DamagedJson(f"its “{path[0]}” is not a list")
    if len(path) == 1:
        return _emptied(inner, ())
    return sum(_emptied(item, path[1:]) for item in inner)


def _no_number(written: str) -> float:
    raise ValueError(written)


def _whole_number(written: str) -> int | float:
    return int(written) if len(written) < 40 else float(written)
