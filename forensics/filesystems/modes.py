"""What kind of thing a POSIX file mode names, as the file systems of Unix keep it in their inodes.

Source: POSIX.1, `<sys/stat.h>`, with the values that all of them took over.
"""

from forensics.entries import EntryKind

_KIND_BITS = 0xF000
KIND_OF_MODE = {
    0x1000: EntryKind.FIFO,
    0x2000: EntryKind.CHARACTER_DEVICE,
    0x4000: EntryKind.DIRECTORY,
    0x6000: EntryKind.BLOCK_DEVICE,
    0x8000: EntryKind.FILE,
    0xA000: EntryKind.SYMLINK,
    0xC000: EntryKind.SOCKET,
}


def kind_of_mode(mode: int) -> EntryKind:
    """Of the lowest sixteen bits; what they do not name is OTHER."""
    return KIND_OF_MODE.get(mode & _KIND_BITS, EntryKind.OTHER)
