"""Whether a browse index is the one that this laptop made and closed.

An index decides which rows a table has and in what order; whoever can write into the case's folder could
plant one that leaves findings out, or a link to a file of somebody else. So an index is used only while it is
what this program left there, to the nanosecond; any other is taken away unread, and made anew from the facts.
Who works as the same person on this laptop is not kept out: he could change the program.
"""

import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

import platformdirs

MOST_CASES: Final = 1_000
_BESIDE: Final = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database
_held: dict[str, int] = {}  # indexes that this process has open, and how often
_turn = Lock()

Mark = list[int]


def register_file() -> Path:
    return Path(platformdirs.user_data_dir("fieldcase", appauthor=False)) / "browse-indexes.json"


def is_as_left(index: Path) -> bool:
    """This process has it open, or nobody touched it since this program closed it here."""
    with _turn:
        return _is_as_left(index)


def take(index: Path) -> None:
    """Before it is opened: take away what is not as it was left. Raise OSError where that cannot be done;
    then there is nothing to `leave` either.
    """
    with _turn:
        if not _is_as_left(index):
            for place in (index, *_beside(index)):
                place.unlink(missing_ok=True)
        _held[_key(index)] = _held.get(_key(index), 0) + 1


def leave(index: Path) -> None:
    """After it was closed, once for each `take`: the last one notes how it was left."""
    with _turn:
        key = _key(index)
        _held[key] -= 1
        if _held[key]:
            return
        del _held[key]
        known = {name: mark for name, mark in _register().items() if name != key}
        mark = _mark(index)
        if mark is not None:
            known[key] = mark
        _write(dict(list(known.items())[-MOST_CASES:]))


def _is_as_left(index: Path) -> bool:
    mark = _mark(index)
    return _key(index) in _held or (mark is not None and _register().get(_key(index)) == mark)


def _key(index: Path) -> str:
    return str(index.absolute())


def _beside(index: Path) -> tuple[Path, ...]:
    return tuple(index.with_name(index.name + ending) for ending in _BESIDE)


def _mark(index: Path) -> Mark | None:
    """What changes with any change of a file; `None` for what cannot be used at all: a link, a file with
    other names, one with a log that is not in it yet.
    """
    try:
        status, has_log = index.lstat(), _has_log(index)
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or has_log:
        return None
    return [status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _has_log(index: Path) -> bool:
    return any(
        os.path.lexists(log) and log.lstat().st_size > 0 for log in (_beside(index)[0], _beside(index)[2])
    )


def _register() -> Mapping[str, object]:
    try:
        loaded = json.loads(register_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or cut off: then no index is known
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _write(register: Mapping[str, object]) -> None:
    """Where it cannot be kept, indexes are made anew the next time."""
    place = register_file()
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(register), encoding="utf-8")
        fresh.replace(place)
