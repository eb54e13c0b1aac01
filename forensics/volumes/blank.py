"""Whether a volume was ever written to, as far as can be seen in the time there is.

Blank is what is of one and the same byte: never written, erased, or wiped. A superblock that was overwritten
with zeros leaves tables, copies and content behind it, often little and not far from the beginning; so a
small volume is read whole, and of a large one the beginning, the end and places all over it.
"""

from collections.abc import Callable, Iterator
from typing import Final

from forensics.errors import EvidenceUnreadable

Read = Callable[[int, int], bytes]
"""`read(offset, length)` inside the volume; fewer bytes only at its end."""

MOST_BYTES: Final = 24 << 20  # a second of a slow disk at most, for all volumes of an image together
LEAST_BYTES: Final = 1 << 20  # of each volume, whatever their number
_SAMPLES: Final = 32  # so many seeks take a third of a second, of a volume that is empty
_SAMPLE_BYTES: Final = 4096
_PIECE_BYTES: Final = 1 << 20
# ext keeps copies in every so many-th group of 8,192 or 32,768 blocks, NTFS its table often at 3 GiB.
_USUAL_PLACES: Final = tuple(n << 20 for n in (8, 24, 40, 128, 384, 640, 3072))


def is_blank(read: Read, *, length_bytes: int, among: int = 1) -> bool:
    """`among`: how many volumes of the image share the time. `False` where a part cannot be read: that is no
    proof.
    """
    most_bytes = max(LEAST_BYTES, MOST_BYTES // max(1, among))
    try:
        first = read(0, 1)
        filling = first * _PIECE_BYTES
        return all(
            piece == filling[: len(piece)]
            for piece in _pieces(read, length_bytes=length_bytes, most_bytes=most_bytes)
        )
    except EvidenceUnreadable:
        return False


def _pieces(read: Read, *, length_bytes: int, most_bytes: int) -> Iterator[bytes]:
    """What is most likely written comes first."""
    yield read(0, min(_SAMPLE_BYTES, length_bytes))
    if length_bytes <= most_bytes:
        yield from _in_pieces(read, 0, length_bytes)
        return
    for place in _sampled(length_bytes):
        yield read(place, min(_SAMPLE_BYTES, length_bytes - place))
    last = most_bytes // 4
    yield from _in_pieces(read, 0, most_bytes - last)
    yield from _in_pieces(read, length_bytes - last, length_bytes)


def _in_pieces(read: Read, start: int, stop: int) -> Iterator[bytes]:
    for place in range(start, stop, _PIECE_BYTES):
        yield read(place, min(_PIECE_BYTES, stop - place))


def _sampled(length_bytes: int) -> Iterator[int]:
    yield from (place for place in _USUAL_PLACES if place < length_bytes)
    yield from range(0, length_bytes, max(1, length_bytes // _SAMPLES))
