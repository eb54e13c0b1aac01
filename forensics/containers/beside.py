"""A parent that was renamed: found beside a container by what is inside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from forensics.containers.chains import beside
from forensics.errors import SourceNotUsable

MOST_LOOKED_INTO = 2000  # a folder of that many disks is no set of snapshots


def parent_beside(
    source: Path, name: str, *, what: str, suffixes: tuple[str, ...], is_it: Callable[[Path], bool]
) -> Path:
    """The file that `source` calls `name`, else the only one beside it for which `is_it` holds. Raise
    SourceNotUsable where there is none, or several and none of that name.
    """
    try:
        return beside(source, name, what=what)
    except SourceNotUsable:
        fitting = [path for path in _files_beside(source, suffixes) if is_it(path)]
        if not fitting:
            raise
    if len(fitting) > 1:
        raise SourceNotUsable(
            f"{source} needs its {what} “{name}”, which is not beside it, and several files there could "
            "be it: "
            f"{', '.join(path.name for path in fitting[:5])}. Give the right one that name."
        )
    return fitting[0]


def _files_beside(source: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    try:
        paths = sorted(source.absolute().parent.iterdir())
    except OSError:  # a folder that may be entered but not listed
        return
    found = [path for path in paths if path.name != source.name and path.suffix.lower() in suffixes]
    yield from (path for path in found[:MOST_LOOKED_INTO] if path.is_file())
