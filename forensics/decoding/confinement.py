"""Bounds that a process puts on itself before it touches a hostile picture or video.

On Linux and macOS the system enforces them: so much memory, no core file, not one byte into any file, and,
where asked, no further file or socket at all. Windows offers none of these to a process about itself; there
the time limit and the watch on memory from outside stand alone.
"""

import sys
from typing import Final

if sys.platform != "win32":
    import resource

DECODER_MEMORY_BYTES: Final = 1_536 << 20
FRAMES_MEMORY_BYTES: Final = 4_096 << 20  # of addresses: Qt and its libraries take a large part of them


def leave_no_core() -> None:
    """For this process and all it starts: a fault leaves no copy of its memory, and so of evidence."""
    if sys.platform != "win32":
        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def confine(*, memory_bytes: int, opens_nothing: bool) -> None:
    """For the rest of this process; `opens_nothing` needs everything imported by now."""
    if sys.platform == "win32":
        return
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    if opens_nothing:
        _limit(resource.RLIMIT_NOFILE, 0)


def _limit(what: int, most: int) -> None:
    _soft, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
