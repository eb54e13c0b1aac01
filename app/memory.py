"""Memory of this process that was needed once: glibc keeps what large answers were made with, and an open
case of a million entries would hold a third more than it uses.
"""

import ctypes
import sys
from functools import cache
from typing import Protocol


class _Trim(Protocol):
    def __call__(self, kept_bytes: int, /) -> int: ...


@cache
def _trim() -> _Trim | None:
    """None where the C library is another one: it gives back by itself."""
    if not sys.platform.startswith("linux"):
        return None
    found: _Trim | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found


def give_back() -> None:
    """Hand free memory back to the system; tens of milliseconds, in the thread that made a large answer."""
    if (trim := _trim()) is not None:
        trim(0)
