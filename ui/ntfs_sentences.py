"""What the engine says of NTFS volumes that were not closed or contradict themselves; used by
`ui/sentences.py`.
"""

from typing import Final

from ui.language import marked

NTFS_SENTENCES: Final = (
    marked(
        "sentences",
        "The NTFS volume was not closed, and what stands in its log ($LogFile) alone was not played back: "
        "what was written last may be missing or be listed as it was before.",
    ),
    marked(
        "sentences",
        "Whether the NTFS volume was closed cannot be told, and what was written last may be missing or be "
        "listed as it was before: {trouble}",
    ),
    marked(
        "sentences",
        "The NTFS volume is marked for a check (dirty): what its file records, folders and maps say may not "
        "agree.",
    ),
    marked(
        "sentences",
        "Windows was hibernated, or shut down by fast start: its memory is in /hiberfil.sys, and what it had "
        "not written yet may be missing or be listed as it was before. Examine that file too, and do not "
        "start the machine.",
    ),
    marked(
        "sentences",
        "The first file record of the $MFT and its copy in $MFTMirr do not agree on where the $MFT lies and "
        "how long it is; the first was taken, and files may be missing.",
    ),
    marked(
        "sentences",
        "{number} runs of contents in use lie in clusters that $Bitmap marks as free (file records, first: "
        "{numbers}): $Bitmap is damaged, or these contents may be something else.",
    ),
    marked(
        "sentences",
        "The clusters from {start} to {end} are claimed by two contents in use (file records {one} and "
        "{other}): at most one of them reads as it was written.",
    ),
    marked(
        "sentences",
        "The content is not in the file itself: it was packed into the stream WofCompressedData, and the "
        "reparse point that tells how is gone.",
    ),
    marked(
        "sentences",
        "The content has holes and the file is marked as one that a reparse point stands for, which is gone.",
    ),
    marked(
        "sentences",
        "The content has holes and a part of what describes the file is lost, which may say what they stand "
        "for.",
    ),
    marked("sentences", "The content has holes, and its file record does not mark it as sparse."),
    marked("sentences", "The list of where the content lies is damaged."),
    marked("sentences", "Where the beginning of the content lies is not recorded any more."),
    marked(
        "sentences",
        "Where part of the content lies is not recorded any more; it cannot be read whole.",
    ),
    marked("sentences", "The sizes that the file record gives the content contradict each other."),
    marked(
        "sentences",
        "Whether the content is compressed, and how, contradicts itself in the file record.",
    ),
    marked(
        "sentences",
        "Windows packs all of WofCompressedData, and its file record says that it was not written to its "
        "end.",
    ),
)
