"""One content as something to look at: told by its first bytes, read from the evidence, decoded by a child.

Contents pass through memory only. Whatever goes wrong is CannotBeShown with one sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.viewing.children import DECODER_COMMAND, CannotBeShown, Child, starter
from app.viewing.contents import Contents
from forensics.decoding.protocol import (
    MOST_CONTENT_BYTES,
    MOST_WIDTH,
    Decoded,
    DecodeRequest,
    Step,
    read_decoded,
    write_framed,
)
from forensics.file_kinds import HEAD_BYTES, ShownKind, shown_kind

PICTURE_SECONDS: Final = 10.0
_PIECE_BYTES: Final = 4 << 20

IsWanted = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture: `form` L or RGB, rows of `data` without gaps."""

    kind: str
    width: int
    height: int
    form: str
    data: bytes
    is_cut_off: bool

    @property
    def facts(self) -> tuple[int, int, str]:
        """As an answer tells it."""
        return self.width, self.height, self.form


class NotWanted(Exception):  # not trouble: the key was let go
    """Nobody waits for it any more."""


class Showing:
    """Decodes for one viewer, one content at a time."""

    def __init__(self, contents: Contents, *, decoder: Child | None = None) -> None:
        self._contents = contents
        self.decoder = decoder or Child(starter(DECODER_COMMAND), what="the decoder")

    def close(self) -> None:
        self.decoder.end(for_good=True)

    def hurry(self) -> None:
        """Nobody waits for what is being decoded."""
        self.decoder.hurry()

    def warm_up(self, entry: int) -> None:
        """Have a reader and the decoder ready before they are needed."""
        self.decoder.warm_up()
        self.kind(entry)

    def kind(self, entry: int) -> ShownKind:
        """What it begins like, whatever its name says; raise CannotBeShown where nothing here shows it."""
        read = self._contents.read(entry, offset=0, length=HEAD_BYTES)
        if read.unreadable:
            raise CannotBeShown(f"its first bytes cannot be read: {read.reason}")
        found = shown_kind(read.data)
        if found is None:
            raise CannotBeShown("it is no picture or video of a form that is shown here")
        return found

    def picture(self, entry: int, *, step: Step, width: int, is_wanted: IsWanted) -> Shown:
        kind = self.kind(entry)
        if kind.is_video:
            raise CannotBeShown(f"it is a video ({kind.name}); it is shown as still frames")
        content, is_whole = self._whole(entry, is_wanted)
        asked = DecodeRequest(step=step, width=min(width, MOST_WIDTH), length=len(content))
        head, data = self.decode(asked, content)
        return shown_from(kind, head, data, is_cut_off=head.is_cut_off or not is_whole)

    def decode(self, asked: DecodeRequest, content: bytes) -> tuple[Decoded, bytes]:
        """As the decoder answers; raise CannotBeShown where it gives no picture."""
        with self.decoder.job(seconds=PICTURE_SECONDS) as pipes:
            write_framed(pipes.questions, asked, content)
            head, data = read_decoded(pipes.answers)
        if head.is_last:
            self.decoder.end()
        if head.sentence is not None:
            raise CannotBeShown(head.sentence)
        return head, data

    def _whole(self, entry: int, is_wanted: IsWanted) -> tuple[bytes, bool]:
        """All of a content, up to its first unreadable byte; whether that is all of it."""
        size = self._contents.row(entry).size_bytes
        if size > MOST_CONTENT_BYTES:
            raise CannotBeShown(
                f"it has {size:,} bytes; a picture of more than {MOST_CONTENT_BYTES >> 20} MiB is not decoded"
            )
        parts: list[bytes] = []
        for offset in range(0, size, _PIECE_BYTES):
            if not is_wanted():
                raise NotWanted
            read = self._contents.read(entry, offset=offset, length=_PIECE_BYTES)
            if read.unreadable:
                parts.append(read.data[: read.unreadable[0].offset_bytes])
                return b"".join(parts), False
            parts.append(read.data)
        return b"".join(parts), True


def shown_from(kind: ShownKind, head: Decoded, data: bytes, *, is_cut_off: bool) -> Shown:
    return Shown(
        kind=kind.name,
        width=head.width,
        height=head.height,
        form=head.form,
        data=data,
        is_cut_off=is_cut_off,
    )
