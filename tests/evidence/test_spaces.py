"""The media and each layer are spaces apart: no made-up place of one leads into another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage
from forensics.layers import LayeredImage, base_of, space_of

MEDIA, FIRST, SECOND = b"m" * 4096, b"1" * 2048, b"2" * 2048


class BytesLayer:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size_bytes = len(content)

    def read(self, offset: int, length: int) -> bytes:
        return self._content[offset : offset + length]

    def read_into(self, offset: int, view: memoryview) -> int:
        piece = self.read(offset, len(view))
        view[: len(piece)] = piece
        return len(piece)

    def for_thread(self, _image: EvidenceImage) -> "BytesLayer":
        return self

    def close(self) -> None:
        """Nothing is held open."""


@pytest.fixture
def image(tmp_path: Path) -> Iterator[LayeredImage]:
    (tmp_path / "a.dd").write_bytes(MEDIA)
    made = LayeredImage(open_image(tmp_path / "a.dd"))
    made.lay(1, BytesLayer(FIRST))
    made.lay(2, BytesLayer(SECOND))
    yield made
    made.close()


def both_ways(space: EvidenceImage, offset: int, length: int) -> bytes:
    buffer = bytearray(length)
    got = bytes(buffer[: space.read_into(offset, memoryview(buffer))])
    assert space.read(offset, length) == got
    return got


@pytest.mark.parametrize("is_of_a_thread", [False, True])
def test_each_space_ends_where_its_own_bytes_end(image: LayeredImage, is_of_a_thread: bool) -> None:
    for start, content in ((0, MEDIA), (base_of(1), FIRST), (base_of(2), SECOND)):
        space = space_of(image, start)
        space = space.for_thread() if is_of_a_thread else space
        assert both_ways(space, start, 10_000) == content
        assert both_ways(space, start + len(content) - 5, 512) == content[-5:]
        assert both_ways(space, start + len(content), 512) == b""


@pytest.mark.parametrize("own", [0, base_of(1), base_of(2)])
@pytest.mark.parametrize("other", [0, base_of(1), base_of(2)])
def test_the_readers_of_one_space_never_get_bytes_of_another(
    image: LayeredImage, own: int, other: int
) -> None:
    space = space_of(image, own)
    if other < own:
        with pytest.raises(EvidenceUnreadable, match="no such place"):
            space.read(other, 512)
    elif other > own:
        assert both_ways(space, other, 512) == b""
