"""None, True and False outlive a long session on Python before 3.12.

From 3.12 on these objects are immortal (PEP 683), and PySide6 6.12 counts on it: each call that returns one
of them gives back a reference it never took. On 3.11 the count falls with every `setText` and every signal;
at nought the interpreter ends the whole program ("deallocating None"), after some ten thousands of calls.
"""

import ctypes
import sys
from typing import Final

IMMORTAL_SINCE: Final = (3, 12)
REFERENCES: Final = 1 << 48  # a call each microsecond for nine years; far below what the count can hold


def keep_constants() -> None:
    """Take so many references to the constants that no session gives them all back; doing it twice is
    harmless.
    """
    if sys.version_info >= IMMORTAL_SINCE:
        return
    for constant in (None, True, False, NotImplemented):
        # The count is the first field of every object (CPython's object.h), and id() is its address.
        count = ctypes.c_ssize_t.from_address(id(constant))
        if count.value < REFERENCES:
            count.value += REFERENCES
