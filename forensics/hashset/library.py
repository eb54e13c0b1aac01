"""The library: a folder of index files, one for each known-hash set, and nothing else.

A library needs no catalogue; each index describes itself, so a copied folder is a working library.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.layout import damaged, own_digest, read_description

SUFFIX = ".hashset"


def tidy_name(name: str) -> str:
    """The name a set is kept under: composed Unicode without blanks around; raise HashSetRefused if empty."""
    tidy = unicodedata.normalize("NFC", name).strip()
    if not tidy:
        raise HashSetRefused("A known-hash set needs a name.")
    return tidy


def path_for(library: Path, name: str) -> Path:
    """Where the set called `name` lies, whether or not it is there; any text is a safe name."""
    tidy = tidy_name(name)
    readable = re.sub(r"[^a-z0-9]+", "-", tidy.lower())[:40].strip("-") or "set"
    mark = hashlib.sha256(tidy.encode("utf-8", errors="surrogatepass")).hexdigest()[:16]
    return library / f"{readable}-{mark}{SUFFIX}"


def index_path(library: Path, info: SetInfo) -> Path:
    return path_for(library, info.name)


def list_sets(library: Path) -> tuple[SetInfo, ...]:
    """Every set by name and version, none without such a folder; raise HashSetRefused on a damaged index."""
    if not library.is_dir():
        return ()
    infos = (_info_of(path) for path in library.glob(f"*{SUFFIX}"))
    return tuple(sorted(infos, key=lambda info: (info.name, info.version or "")))


def find_set(library: Path, name: str) -> SetInfo:
    return _info_of(_existing(library, name))


def remove_set(library: Path, name: str) -> None:
    """Take the set out of the library, damaged or not; raise HashSetRefused when it is not there."""
    path = _existing(library, name)
    try:
        path.unlink()
    except OSError as trouble:
        raise HashSetRefused(f"The set {tidy_name(name)} cannot be removed: {trouble.strerror}.") from trouble


def verify_set(
    library: Path,
    name: str,
    *,
    progress: Callable[[int], None] = lambda _done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SetInfo:
    """Compare the whole index with its own digest; raise HashSetRefused when a byte has changed."""
    path = _existing(library, name)
    info = _info_of(path)
    try:
        with path.open("rb") as file:
            found = own_digest(file, progress=progress, cancelled=cancelled)
    except OSError as trouble:
        raise HashSetRefused(f"The index {path.name} cannot be read: {trouble.strerror}.") from trouble
    if found.hex() != info.index_sha256:
        raise damaged(path, "its content is not what was written")
    return info


def _existing(library: Path, name: str) -> Path:
    path = path_for(library, name)
    if not path.is_file():
        raise HashSetRefused(f"There is no known-hash set called {tidy_name(name)} in the library.")
    return path


def _info_of(path: Path) -> SetInfo:
    try:
        with path.open("rb") as file:
            return read_description(file, path=path).info
    except OSError as trouble:
        raise HashSetRefused(
            f"The index {path.name} of a known-hash set cannot be opened: {trouble.strerror}."
        ) from trouble
