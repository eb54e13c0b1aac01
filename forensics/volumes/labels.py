"""The name a file system gives itself, read from its own structures.

Sources: [FAT], [EXFAT], [EXT], TN1150 and ECMA-119 as in `forensics.filesystems.timekeeping`.
"""

from collections.abc import Callable


def label_of(file_system: str, read: Callable[[int, int], bytes]) -> str | None:
    """The label, `None` where there is none; `read(offset, length)` reads inside the volume."""
    if file_system.startswith("ext"):
        return read(0x478, 16).split(b"\0")[0].decode("utf-8", "backslashreplace") or None
    return None
