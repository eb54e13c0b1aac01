"""What the engine says of journals that were not emptied: of ext, HFS+ and XFS; used by `ui/sentences.py`."""

from typing import Final

from ui.language import marked

JOURNAL_SENTENCES: Final = (
    marked(
        "sentences",
        "The volume was not closed: its journal holds {number} blocks that are newer than what stands in "
        "their places. They were read from the journal, as Linux does when it mounts a volume.",
    ),
    marked(
        "sentences",
        "The volume was not closed: its journal holds {number} bytes that are newer than what stands in "
        "their places. They were read from the journal, as macOS does when it mounts a volume.",
    ),
    marked(
        "sentences",
        "The XFS volume was not closed: its log holds {number} blocks and inodes that are newer than what "
        "stands in their places. They were read from the log, as Linux does when it mounts a volume.",
    ),
    marked(
        "sentences",
        "The volume was not closed, and its journal was not played back; what was written last may be "
        "missing or be listed as it was before. {trouble}",
    ),
    marked(
        "sentences",
        "The journal was not played back as a whole; what was written last may be missing or be listed as it "
        "was before. {trouble}",
    ),
    marked(
        "sentences",
        "The journal of the HFS+ volume cannot be read and was not played back; what was written last may be "
        "missing or be listed as it was before. {trouble}",
    ),
    marked(
        "sentences",
        "The log was not played back as a whole; what was written last may be missing or be listed as it was "
        "before. {trouble}",
    ),
    marked(
        "sentences",
        "The XFS volume was not closed, and its log was not played back; what was written last may be "
        "missing or be listed as it was before. {trouble}",
    ),
    marked(
        "sentences",
        "Whether the XFS volume was closed cannot be told, and what was written last may be missing or be "
        "listed as it was before: {trouble}",
    ),
    marked("sentences", "Its fast commits, which hold what was written last, were not played back."),
    marked("sentences", "It lies on another disk."),
    marked("sentences", "Its log lies on another disk."),
)
