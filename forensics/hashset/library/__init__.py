"""The library: a folder of index files, one for each version of each known-hash set.

Each index describes itself, so a copied folder is a working library, and one that cannot be written serves
for everything but import and removal. A set is identified by its name and version, spelled NAME or
NAME@VERSION; no two sets of a library are spelled alike, because the spelling gives the file its name.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.index.blocks import verify_whole
from forensics.hashset.index.layout import read_description
from forensics.paths import display_text

SUFFIX = ".hashset"
_MARK_DIGITS = 16  # of a file name: they tell sets apart that read alike


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenIndex:
    """A file of the library that is no set, or not one that this version reads."""

    file_name: str
    sentence: str  # what is wrong, with the remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All that lies in a library, whether or not it is in order."""

    sets: tuple[SetInfo, ...]  # by name and version
    broken: tuple[BrokenIndex, ...]  # by file name


def tidy_name(name: str) -> str:
    """The name a set is kept under: composed Unicode without blanks around; raise HashSetRefused if empty."""
    tidy = unicodedata.normalize("NFC", name).strip()
    if not tidy:
        raise HashSetRefused("A known-hash set needs a name.")
    return tidy


def tidy_version(version: str | None) -> str | None:
    """The version a set is kept under, as `tidy_name`; blank is none."""
    return unicodedata.normalize("NFC", version or "").strip() or None


def spelling(name: str, version: str | None) -> str:
    """NAME, or NAME@VERSION where the set has a version: what tells it from every other of its library."""
    return name if version is None else f"{name}@{version}"


def spelled(info: SetInfo) -> str:
    return spelling(info.name, info.version)


def path_for(library: Path, name: str, version: str | None) -> Path:
    """Where this version of the set lies, whether or not it is there; any text is a safe name."""
    return library / _file_name(spelling(tidy_name(name), tidy_version(version)))


def index_path(library: Path, info: SetInfo) -> Path:
    return path_for(library, info.name, info.version)


def list_sets(library: Path) -> tuple[SetInfo, ...]:
    """Every set by name and version, none without such a folder.

    Raise HashSetRefused when a file of the library is not a set in order: a scan that leaves a set out must
    not happen unnoticed.
    """
    return _sorted(_info_of(path) for path in _index_files(library))


def survey(library: Path) -> Survey:
    """Every set, and every file that would be one, so that one broken file does not hide the others."""
    sets: list[SetInfo] = []
    broken: list[BrokenIndex] = []
    for path in _index_files(library):
        try:
            sets.append(_info_of(path))
        except HashSetRefused as trouble:
            broken.append(BrokenIndex(file_name=path.name, sentence=str(trouble)))
    return Survey(sets=_sorted(sets), broken=tuple(broken))


def survey_called(library: Path, wanted: str) -> Survey:
    """All versions of the set called `wanted`, or the one that is spelled so; and the broken files that were
    one of them, or may have been one by their file names. Raise HashSetRefused when there is neither.
    """
    tidy = tidy_name(wanted)
    found = survey(library)
    called = tuple(info for info in found.sets if tidy in (info.name, spelled(info)))
    is_one_version = bool(called) and all(info.name != tidy for info in called)
    broken = () if is_one_version else tuple(one for one in found.broken if _may_be(one.file_name, tidy))
    if not called and not broken:
        raise HashSetRefused(_none_called(tidy, found))
    return Survey(sets=called, broken=broken)


def find_sets(library: Path, wanted: str) -> tuple[SetInfo, ...]:
    """All versions of the set called `wanted`, or the one that is spelled so.

    Raise HashSetRefused when there is none, and for a broken file that may be one of them: no version is left
    out unnoticed. Other broken files do not matter.
    """
    found = survey_called(library, wanted)
    for broken in found.broken:
        raise HashSetRefused(_broken_called(broken, tidy_name(wanted)))
    return found.sets


def find_set(library: Path, wanted: str) -> SetInfo:
    """The set spelled or called `wanted`; raise HashSetRefused, naming the versions, if there are several."""
    tidy = tidy_name(wanted)
    exact = tuple(info for info in survey(library).sets if spelled(info) == tidy)
    if len(exact) == 1:
        return exact[0]
    matching = find_sets(library, wanted)
    if len(matching) > 1:
        choices = ", ".join(spelled(info) for info in matching)
        raise HashSetRefused(f"There are {len(matching)} versions of the set {tidy}: {choices}; name one.")
    return matching[0]


def remove_set(library: Path, wanted: str) -> str:
    """Take one set out of the library; give how it is spelled.

    A broken file is named by its file name or, where it is still the file of a set spelled so, by that. Raise
    HashSetRefused when there is no such set, or more than one.
    """
    path, name = _to_remove(library, wanted)
    try:
        path.unlink()
    except OSError as trouble:
        raise HashSetRefused(f"The set {name} cannot be removed: {trouble.strerror}.") from trouble
    return name


def _to_remove(library: Path, wanted: str) -> tuple[Path, str]:
    tidy = tidy_name(wanted)
    for broken in survey(library).broken:
        if broken.file_name in (tidy, _file_name(tidy)):
            return library / broken.file_name, tidy
    info = find_set(library, wanted)
    return index_path(library, info), spelled(info)


def verify_set(
    library: Path,
    wanted: SetInfo | str,
    *,
    progress: Callable[[int], None] = lambda _done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SetInfo:
    """Compare every byte of a set's index with what the index vouches for; raise HashSetRefused when one has
    changed.

    `progress` is told the bytes done. `wanted` is a set of this library or how it is spelled.
    """
    info = find_set(library, wanted) if isinstance(wanted, str) else wanted
    path = index_path(library, info)
    try:
        with path.open("rb") as file:
            there = verify_whole(file, path=path, progress=progress, cancelled=cancelled)
    except OSError as trouble:
        raise _unreadable(path, trouble) from trouble
    if there.index_sha256 != info.index_sha256:
        raise HashSetRefused(f"The set {spelled(info)} has been replaced by another import meanwhile.")
    return there


def _file_name(spelling: str) -> str:
    readable = _readable(spelling) or "set"
    mark = hashlib.sha256(spelling.encode("utf-8", errors="surrogatepass")).hexdigest()[:_MARK_DIGITS]
    return f"{readable}-{mark}{SUFFIX}"


def _readable(spelling: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", spelling.lower())[:48].strip("-")


def _may_be(file_name: str, name: str) -> bool:
    """Whether a file that cannot be asked may hold the set spelled `name`, or a version of it."""
    if file_name == _file_name(name):
        return True
    readable, _, mark = file_name.removesuffix(SUFFIX).rpartition("-")
    begins = _readable(name)
    return len(mark) == _MARK_DIGITS and f"{readable}-".startswith(f"{begins}-" if begins else "")


def _index_files(library: Path) -> Iterator[Path]:
    """In the order of their names; a folder that may not be read is not an empty one."""
    try:
        paths = sorted(path for path in library.iterdir() if path.name.endswith(SUFFIX))
    except FileNotFoundError:
        return
    except OSError as trouble:
        raise HashSetRefused(
            f"The library of known-hash sets {library} cannot be read: {trouble.strerror}."
        ) from trouble
    yield from paths


def _info_of(path: Path) -> SetInfo:
    try:
        with path.open("rb") as file:
            info = read_description(file, path=path).info
    except OSError as trouble:
        raise _unreadable(path, trouble) from trouble
    due = _file_name(spelling(tidy_name(info.name), tidy_version(info.version)))
    if path.name != due:
        raise HashSetRefused(
            f"The index {display_text(os.fsencode(path.name))} holds the known-hash set {spelled(info)}, "
            f"whose file is called {due}; rename it so or take it out of the library."
        )
    return info


def _unreadable(path: Path, trouble: OSError) -> HashSetRefused:
    return HashSetRefused(
        f"The index {path.name} of a known-hash set cannot be opened: {trouble.strerror or trouble}."
    )


def _sorted(infos: Iterable[SetInfo]) -> tuple[SetInfo, ...]:
    return tuple(sorted(infos, key=lambda info: (info.name, info.version or "")))


def _broken_called(broken: BrokenIndex, tidy: str) -> str:
    if broken.file_name == _file_name(tidy):
        return broken.sentence
    return f"{broken.sentence} It may be a version of {tidy}; to leave it out, name one as NAME@VERSION."


def _none_called(tidy: str, found: Survey) -> str:
    sentence = f"There is no known-hash set called {tidy} in the library"
    if found.broken:
        files = "1 file" if len(found.broken) == 1 else f"{len(found.broken):,} files"
        return f"{sentence}, which also has {files} that cannot be read as a set."
    return f"{sentence}."
