"""Digesting the media of an image from the first byte to the last, to be held against what the acquiring tool
stored.
"""

from collections.abc import Callable

from forensics.digests import ContentHasher, DigestSet
from forensics.errors import Cancelled, ShortRead
from forensics.images import EvidenceImage

PIECE_BYTES = 4 * 1024 * 1024


def digest_media(
    image: EvidenceImage, *, cancelled: Callable[[], bool], progress: Callable[[int], None]
) -> DigestSet:
    """MD5, SHA-1 and SHA-256 of all the media in one read; `progress` is given the bytes done so far.

    Raises EvidenceUnreadable where the source fails, ShortRead where it ends early, Cancelled when asked to
    stop: never a partial digest.
    """
    hasher = ContentHasher()
    size_bytes = image.info.size_bytes
    while hasher.length_bytes < size_bytes:
        if cancelled():
            raise Cancelled(
                f"Verification stopped after {hasher.length_bytes:,} of {size_bytes:,} bytes; no digest "
                "is recorded."
            )
        piece = image.read(hasher.length_bytes, min(PIECE_BYTES, size_bytes - hasher.length_bytes))
        if not piece:
            raise ShortRead(
                f"The image ended at byte {hasher.length_bytes:,} of {size_bytes:,}; no digest is recorded."
            )
        hasher.update(piece)
        progress(hasher.length_bytes)
    return hasher.finish()
