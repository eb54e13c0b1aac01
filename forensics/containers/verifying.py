"""Digesting the media of an image from the first byte to the last, to be held against what the acquiring tool
stored.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from forensics.digests import ContentHasher, DigestSet
from forensics.errors import Cancelled, ShortRead
from forensics.images import EvidenceImage

PIECE_BYTES = 1024 * 1024


def digest_media(
    image: EvidenceImage, *, cancelled: Callable[[], bool], progress: Callable[[int], None]
) -> DigestSet:
    """MD5, SHA-1 and SHA-256 of all the media in one read; `progress` is given the bytes done so far.

    Raises EvidenceUnreadable where the source fails, ShortRead where it ends early, Cancelled when asked to
    stop: never a partial digest. A second thread takes MD5, half of the work, while this one reads on.
    """
    hasher = ContentHasher()
    size_bytes = image.info.size_bytes
    halves = (memoryview(bytearray(PIECE_BYTES)), memoryview(bytearray(PIECE_BYTES)))
    first: Future[None] | None = None
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="verifying") as second:
        while hasher.length_bytes < size_bytes:
            if cancelled():
                raise Cancelled(
                    f"Verification stopped after {hasher.length_bytes:,} of {size_bytes:,} bytes; no digest "
                    "is recorded."
                )
            piece = _next_piece(image, hasher.length_bytes, halves[0][: size_bytes - hasher.length_bytes])
            if first is not None:
                first.result()  # the other half is free again
            first = second.submit(hasher.update_first, piece)
            hasher.update_rest(piece)
            halves = (halves[1], halves[0])
            progress(hasher.length_bytes)
    return hasher.finish()


def _next_piece(image: EvidenceImage, offset: int, view: memoryview) -> memoryview:
    got = image.read_into(offset, view)
    if not got:
        raise ShortRead(
            f"The image ended at byte {offset:,} of {image.info.size_bytes:,}; no digest is recorded."
        )
    return view[:got]
