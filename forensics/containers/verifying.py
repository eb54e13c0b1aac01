"""Digesting the media of an image from the first byte to the last, to be held against what the acquiring tool
stored, and holding what other checksums a container keeps of its media and of itself.
"""

import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from forensics.containers.stored_checks import ChecksItself, StoredChecksum
from forensics.digests import ContentHasher, DigestSet
from forensics.errors import Cancelled, EvidenceUnreadable, ShortRead
from forensics.images import EvidenceImage

PIECE_BYTES = 1024 * 1024


class CheckedMedia(NamedTuple):
    digests: DigestSet
    held: tuple[str, ...]  # checksums of the container that are right, in words


def verify_media(
    image: EvidenceImage, *, cancelled: Callable[[], bool], progress: Callable[[int], None]
) -> CheckedMedia:
    """MD5, SHA-1 and SHA-256 of all the media in one read, with the checksums the container keeps beside
    digests; `progress` is given the bytes done so far.

    Raises EvidenceUnreadable where the source fails or such a checksum is wrong, ShortRead where the media
    end early, Cancelled when asked to stop: never a partial digest. A second thread takes MD5, half of the
    work, while this one reads on.
    """
    checks = image if isinstance(image, ChecksItself) else None
    running = [_Running(stored) for stored in checks.stored_checksums] if checks else []
    digests = _digested(image, running, cancelled=cancelled, progress=progress)
    right = [each.held() for each in running]
    held = (f"{len(right):,} of parts of the media (CRC32)",) if right else ()

    def still() -> None:
        if cancelled():
            raise Cancelled("Verification stopped at the container's own checksums; no digest is recorded.")
        progress(image.info.size_bytes)

    return CheckedMedia(digests, held + (checks.check_container(still) if checks else ()))


def _digested(
    image: EvidenceImage,
    running: "list[_Running]",
    *,
    cancelled: Callable[[], bool],
    progress: Callable[[int], None],
) -> DigestSet:
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
            offset = hasher.length_bytes
            piece = _next_piece(image, offset, halves[0][: size_bytes - offset])
            if first is not None:
                first.result()  # the other half is free again
            first = second.submit(hasher.update_first, piece)
            hasher.update_rest(piece)
            for checksum in running:
                checksum.update(offset, piece)
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


class _Running:
    """A stored checksum while the media go by."""

    def __init__(self, stored: StoredChecksum) -> None:
        self._stored = stored
        self._crc32 = 0
        self._ranges: Iterator[tuple[int, int]] = iter(stored.ranges)
        self._start, self._length = next(self._ranges, (0, 0))

    def update(self, offset: int, piece: memoryview) -> None:
        """Take what of `piece`, which begins at `offset` of the media, the checksum is of."""
        end = offset + len(piece)
        while self._length and self._start < end:
            first = max(self._start, offset)
            behind = min(self._start + self._length, end)
            self._crc32 = zlib.crc32(piece[first - offset : behind - offset], self._crc32)
            if behind < self._start + self._length:
                return
            self._start, self._length = next(self._ranges, (0, 0))

    def held(self) -> StoredChecksum:
        """The checksum, when it is right; raise EvidenceUnreadable where it is not."""
        if self._crc32 != self._stored.crc32:
            raise EvidenceUnreadable(
                f"The image is damaged or was changed: the checksum of {self._stored.words} should be "
                f"{self._stored.crc32:08x}, but its bytes give {self._crc32:08x}."
            )
        return self._stored
