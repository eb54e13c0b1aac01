"""The processes of a window, by what they are, so that one can be killed in the middle of its work."""

import os
import signal
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def below(pid: int) -> list[int]:
    """Every process that this one started, and theirs."""
    found: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in (PROC / str(pid) / "task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found + [deeper for child in found for deeper in below(child)]


def words_of(pid: int) -> list[str]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return (PROC / str(pid) / "cmdline").read_text().split("\0")[:-1]
    return []


def called(word: str, *, under: int) -> list[int]:
    """Processes below one with this word among their own: `scan`, `reader`, `viewer`, `decoder`, `frames`."""
    return [pid for pid in below(under) if word in words_of(pid)]


def of_window(word: str) -> list[int]:
    """Such processes of this test's window."""
    return called(word, under=os.getpid())


def kill(pids: list[int]) -> None:
    assert pids, "there is nothing to kill"
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
