"""What the viewer and its decoder say to each other: a JSON line each, with raw bytes behind it."""

from enum import StrEnum
from typing import BinaryIO

from msgspec import DecodeError, Struct
from msgspec.json import Decoder, Encoder

from forensics.errors import FieldcaseError

MOST_CONTENT_BYTES = 256 << 20
MOST_WIDTH = 2_048
MOST_FRAMES = 12


class Step(StrEnum):
    """How much of a picture is shown, from least to most."""

    LINES = "lines"
    GREY = "grey"
    BLURRED = "blurred"
    PLAIN = "plain"


class DecodeRequest(Struct, frozen=True, kw_only=True):
    """`length` bytes of content follow: a file, or RGB pixels of `pixels` (width, height)."""

    step: Step
    width: int  # of the picture wanted, on its longer side
    length: int
    pixels: tuple[int, int] | None = None


class Decoded(Struct, frozen=True, kw_only=True):
    """A picture of `width` by `height`, one byte a pixel (`L`: grey, or 255 where a line is) or three
    (`RGB`), rows without gaps; `length` bytes of it follow. With a `sentence` there is none.
    """

    width: int = 0
    height: int = 0
    form: str = "L"
    length: int = 0
    is_cut_off: bool = False
    sentence: str | None = None
    is_last: bool = False  # short of memory, the decoder takes nothing more; another is to be started


class DecoderGone(FieldcaseError):
    """The other end of the pipe closed or spoke nonsense."""


_ENCODER = Encoder()
_REQUEST = Decoder(DecodeRequest)
_ANSWER = Decoder(Decoded)


def write_framed(pipe: BinaryIO, head: DecodeRequest | Decoded, data: bytes) -> None:
    try:
        pipe.write(_ENCODER.encode(head) + b"\n")
        pipe.write(data)
        pipe.flush()
    except (BrokenPipeError, ValueError) as trouble:
        raise DecoderGone("the other end of the pipe is gone") from trouble


def read_request(pipe: BinaryIO) -> tuple[DecodeRequest, bytes] | None:
    """`None` at an orderly end."""
    line = pipe.readline()
    if not line:
        return None
    try:
        head = _REQUEST.decode(line)
    except DecodeError as trouble:
        raise DecoderGone(f"a question does not have the agreed form: {trouble}") from trouble
    return head, _exactly(pipe, head.length)


def read_decoded(pipe: BinaryIO) -> tuple[Decoded, bytes]:
    """Raise DecoderGone at the end; what the decoder says is checked, because it has read hostile bytes."""
    line = pipe.readline(4_096)
    if not line:
        raise DecoderGone("the decoder closed its pipe")
    try:
        head = _ANSWER.decode(line)
    except DecodeError as trouble:
        raise DecoderGone(f"an answer does not have the agreed form: {trouble}") from trouble
    depth = {"L": 1, "RGB": 3}.get(head.form, 0)
    is_fit = 0 <= head.width <= MOST_WIDTH and 0 <= head.height <= MOST_WIDTH
    if not is_fit or head.length != head.width * head.height * depth:
        raise DecoderGone("an answer with an impossible size arrived")
    return head, _exactly(pipe, head.length)


def _exactly(pipe: BinaryIO, length: int) -> bytes:
    data = pipe.read(length) if length else b""
    if len(data) != length:
        raise DecoderGone("the pipe ended inside a picture")
    return data
