"""The decoder at work: contents in, small pictures out, until its pipe closes. It may die; it holds
nothing.
"""

from typing import BinaryIO

from PIL import Image

from forensics.decoding.confinement import DECODER_MEMORY_BYTES, confine
from forensics.decoding.pictures import NotShown, small_picture
from forensics.decoding.protocol import (
    MOST_WIDTH,
    Decoded,
    DecodeRequest,
    DecoderGone,
    read_request,
    write_framed,
)
from forensics.decoding.steps import shown


def serve(questions: BinaryIO, answers: BinaryIO, *, memory_bytes: int = DECODER_MEMORY_BYTES) -> None:
    """Decode until `questions` ends or nobody reads the answers any more."""
    confine(memory_bytes=memory_bytes, opens_nothing=True)
    try:
        while (asked := read_request(questions)) is not None:
            head, data = _answer(*asked)
            del asked  # a large content is let go before the next one comes
            write_framed(answers, head, data)
            if head.is_last:
                return
    except DecoderGone:
        return


def _answer(request: DecodeRequest, content: bytes) -> tuple[Decoded, bytes]:
    width = max(1, min(request.width, MOST_WIDTH))
    try:
        picture, is_cut_off = _picture(request, content, width)
        made = shown(picture, request.step)
    except NotShown as trouble:
        return Decoded(sentence=str(trouble)), b""
    except MemoryError:
        return Decoded(sentence="decoding it takes more memory than is given to it", is_last=True), b""
    data = made.tobytes()
    head = Decoded(
        width=made.width, height=made.height, form=made.mode, length=len(data), is_cut_off=is_cut_off
    )
    return head, data


def _picture(request: DecodeRequest, content: bytes, width: int) -> tuple[Image.Image, bool]:
    if request.pixels is None:
        return small_picture(content, width=width)
    picture = Image.frombytes("RGB", request.pixels, content)
    picture.thumbnail((width, width))
    return picture, False
