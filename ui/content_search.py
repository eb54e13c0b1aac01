"""Finding bytes or text in a content of any size: piece after piece is asked of the viewer, none is kept.

What could not be read was not searched, and that is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from ui.language import translate
from ui.viewer import ContentBytes, Viewer
from ui.wording import count

PIECE_BYTES: Final = 1 << 20
LONGEST: Final = 1_024  # bytes that can be searched for


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is searched for: any of `needles` is a hit. Text is found in any case, bytes as they are."""

    needles: tuple[bytes, ...]
    any_case: bool = False


class NothingSought(ValueError):
    """`str()` of it says what is wrong with what was typed."""


def sought_bytes(text: str) -> Sought:
    """From hexadecimal digits, in pairs, with spaces where one likes; raise NothingSought."""
    digits = re.sub(r"\s+|0x", "", text)
    if not digits or len(digits) % 2 or not re.fullmatch(r"[0-9a-fA-F]+", digits):
        raise NothingSought(translate("detail", "Write bytes as pairs of hexadecimal digits, like ff d8 ff."))
    return _sought((bytes.fromhex(digits),), any_case=False)


def sought_text(text: str) -> Sought:
    """Text as UTF-8 and as UTF-16; raise NothingSought."""
    if not text:
        raise NothingSought(translate("detail", "Write what is searched for."))
    # Letters of ASCII are found in any case, in the bytes of both alike; others as they are typed.
    encoded = (text.encode("utf-8", "replace").lower(), text.encode("utf-16-le", "surrogatepass").lower())
    return _sought(encoded, any_case=True)


def _sought(needles: tuple[bytes, ...], *, any_case: bool) -> Sought:
    if max(map(len, needles)) > LONGEST:
        raise NothingSought(
            translate("detail", "At most {number} bytes are searched for.").format(number=count(LONGEST))
        )
    return Sought(needles=needles, any_case=any_case)


def first_hit(data: bytes, sought: Sought, *, begins: int, is_backward: bool) -> tuple[int, int] | None:
    """(offset, length) of the first hit that begins within `begins` bytes of a piece, or of the last one."""
    piece = data.lower() if sought.any_case else data
    hits = []
    for needle in sought.needles:
        search = piece.rfind if is_backward else piece.find
        place = search(needle, 0, begins - 1 + len(needle))
        if place >= 0:
            hits.append((place, len(needle)))
    if not hits:
        return None
    return max(hits) if is_backward else min(hits)


class ContentSearch(QObject):
    """One search at a time. `found` gives offset and length, as Python numbers; `ended` says that there is no
    hit, `progressed` how many bytes were searched.
    """

    found = Signal(object, object)
    ended = Signal(str)
    progressed = Signal(object)
    troubled = Signal(str)

    def __init__(self, viewer: Viewer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self._question: int | None = None
        self._sought = Sought(needles=())
        self._entry, self._size, self._searched, self._unread = 0, 0, 0, 0
        self._is_backward = False
        self._left: list[tuple[int, int]] = []  # parts still to search, the next one last

    @property
    def is_running(self) -> bool:
        return self._question is not None

    def start(
        self, entry: int, size_bytes: int, sought: Sought, *, start: int, is_backward: bool = False
    ) -> None:
        """From `start` to one end of the content, then from the other end back to there."""
        self.stop()
        self._entry, self._size, self._sought, self._is_backward = entry, size_bytes, sought, is_backward
        self._searched = self._unread = 0
        here = min(max(0, start), size_bytes)
        parts = [(0, here), (here, size_bytes)]
        self._left = [part for part in (parts[::-1] if is_backward else parts) if part[0] < part[1]]
        self._next()

    def stop(self) -> None:
        if self._question is not None:
            self._viewer.cancel(self._question)
            self._question = None
        self._left.clear()

    def _next(self) -> None:
        if not self._left:
            self._question = None
            self.ended.emit(self._not_found())
            return
        first, after = self._left.pop()
        more = max(map(len, self._sought.needles)) - 1
        if self._is_backward:
            begin = max(first, after - PIECE_BYTES)
            rest = (first, begin)
        else:
            begin = first
            rest = (min(after, first + PIECE_BYTES), after)
        if rest[0] < rest[1]:
            self._left.append(rest)
        # A hit may reach out of the piece it begins in.
        last = after if self._is_backward else rest[0]
        end = min(self._size, last + more)
        self._question = self._viewer.ask_bytes(
            self._entry,
            offset=begin,
            length=end - begin,
            then=lambda content: self._on_bytes(begin, last - begin, content),
            otherwise=self._on_trouble,
        )

    def _on_bytes(self, begin: int, begins: int, content: ContentBytes) -> None:
        if self._question is None:
            return
        hit = self._hit(content, begins)
        if hit is not None:
            self._question = None
            self._left.clear()
            self.found.emit(begin + hit[0], hit[1])
            return
        self._searched += begins
        self._unread += sum(length for _offset, length in content.unreadable)
        self.progressed.emit(min(self._searched, self._size))
        self._next()

    def _hit(self, content: ContentBytes, begins: int) -> tuple[int, int] | None:
        """Between what could not be read: zeros stand there that are not the file's."""
        hits = []
        for first, after in _readable(len(content.data), content.unreadable):
            if first >= begins:
                break
            piece = content.data[first:after]
            hit = first_hit(piece, self._sought, begins=begins - first, is_backward=self._is_backward)
            if hit is not None:
                hits.append((first + hit[0], hit[1]))
        if not hits:
            return None
        return hits[-1] if self._is_backward else hits[0]

    def _on_trouble(self, sentence: str) -> None:
        if self._question is not None:
            self._question = None
            self._left.clear()
            self.troubled.emit(sentence)

    def _not_found(self) -> str:
        words = translate("detail", "Not found in this content.")
        if self._unread:
            words += " " + translate("detail", "%n byte(s) could not be read or searched.", "", self._unread)
        return words


def _readable(length: int, unreadable: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts of a piece between what could not be read."""
    parts, at = [], 0
    for offset, lost in sorted(unreadable):
        parts.append((at, offset))
        at = max(at, offset + lost)
    parts.append((at, length))
    return [(first, after) for first, after in parts if first < after]
