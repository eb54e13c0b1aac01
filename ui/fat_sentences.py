"""What the engine says of FAT, exFAT and UFS whose parts are damaged or contradict each other; used by
`ui/sentences.py`.
"""

from typing import Final

from ui.language import marked

FAT_SENTENCES: Final = (
    marked(
        "sentences",
        "The boot sector does not end with its mark 55 AA; all else in it fits the FAT and was used.",
    ),
    marked(
        "sentences",
        "The copies of the FAT differ for {number} clusters, the first of them cluster {start}; the first "
        "FAT was read, and where it is damaged contents are not true.",
    ),
    marked(
        "sentences",
        "Entries of this directory whose checksum is wrong: {number}; their names, sizes and places may be "
        "damaged.",
    ),
    marked(
        "sentences",
        "{number} clusters of files and directories listed here are free by the map of clusters: what lies "
        "there may be another's.",
    ),
    marked(
        "sentences",
        "Deleted files whose folder is gone were searched for in the first {number} bytes of free space; "
        "{left} bytes of it were not searched. The profile thorough searches all of it.",
    ),
    marked(
        "sentences",
        "By the maps of the volume {number} inodes of files and directories are in use, but names lead to "
        "{left}.",
    ),
    marked("sentences", "Sectors of this folder that are damaged, whose names may be missing: {number}."),
)
