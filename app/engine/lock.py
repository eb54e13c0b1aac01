"""One engine a case: a second scan of an open case is refused with a sentence.

The operating system lets go of the lock when its holder dies, so a killed engine never leaves a case locked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from app.store.case_file import CaseFile
from app.store.opening import CaseTrouble, store_trouble

LOCK_NAME = "engine.lock"
PATIENCE_S = 0.5  # `engine_is_running` holds the lock for a moment; that is not another engine


@contextmanager
def engine_lock(folder: Path) -> Iterator[None]:
    CaseFile.open(folder).close()  # no lock file is left in a folder that is no case
    lock = FileLock(folder / LOCK_NAME, thread_local=False)
    with store_trouble(folder):
        try:
            lock.acquire(timeout=PATIENCE_S, poll_interval=0.05)
        except Timeout as trouble:
            raise CaseTrouble(
                f"{folder} is being worked on by another Fieldcase; wait for it to finish or stop it"
            ) from trouble
    try:
        yield
    finally:
        lock.release()


def engine_is_running(folder: Path) -> bool:
    """Whether some engine holds the case now. Never creates the lock file."""
    path = folder / LOCK_NAME
    if not path.exists():
        return False
    lock = FileLock(path, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:  # not ours to write to: a copy on a disc, or another person's case
        return False
    lock.release()
    return False
