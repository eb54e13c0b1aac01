"""Contents for their own sake: the first bytes, that tell what they are, and the whole for an export."""

from collections.abc import Iterator

from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.examining.work import WorkItem, extents_of
from forensics.file_kinds import HEAD_BYTES, is_media_content
from forensics.reader.evidence import Evidence
from forensics.reader.protocol import ContentEnd, ContentPiece

PIECE_BYTES = 1 << 20  # of a content that is exported


def is_media(evidence: Evidence, item: WorkItem) -> bool:
    """Whether it begins like a picture, video or archive. What cannot be read is told when the content itself
    is read.
    """
    try:
        return is_media_content(_head(evidence, item, HEAD_BYTES))
    except (EvidenceUnreadable, ShortRead):
        return False


def _head(evidence: Evidence, item: WorkItem, length: int) -> bytes:
    extents = extents_of(item)
    if item.allocated and extents and extents[0][0] is not None and extents[0][1] >= length:
        return evidence.image.read(extents[0][0], min(length, item.size_bytes))
    head = b""
    source = evidence.file_system(item.volume)
    for chunk in source.chunks(item.address, item.size_bytes, allocated=item.allocated):
        head += chunk
        if len(head) >= length:
            break
    return head[:length]


def whole_content(evidence: Evidence, item: WorkItem) -> Iterator[ContentPiece | ContentEnd]:
    """In pieces, with the reason at the end where it is not whole."""
    evidence.expect_open(item.volume)
    left = item.size_bytes
    try:
        source = evidence.file_system(item.volume)
        for chunk in source.chunks(item.address, item.size_bytes, allocated=item.allocated):
            kept = memoryview(chunk)[:left]
            left -= len(kept)
            for start in range(0, len(kept), PIECE_BYTES):
                yield ContentPiece(data=bytes(kept[start : start + PIECE_BYTES]))
            if not left:
                break
    except EvidenceUnreadable as trouble:  # ShortRead is one
        yield ContentEnd(fault=str(trouble))
        return
    short = f"it gave {item.size_bytes - left:,} of {item.size_bytes:,} bytes"
    yield ContentEnd(fault=short if left else None)
