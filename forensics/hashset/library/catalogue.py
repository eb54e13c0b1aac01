"""The catalogue: `catalogue.json` in a library, so that a person or a script can read what should be there.

It is derived from the indexes, which are the truth, and no work depends on it: missing or damaged it is
written again. What it is good for is a comparison, which shows a set that has gone or came in by another way.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.library import index_path, spelled, survey
from forensics.hashset.library.workroom import publish

FILE_NAME = "catalogue.json"
SCHEMA = 1
_DRAFT = ".catalogue.json.new"
_LONGEST_BYTES = 64 << 20  # a hundred thousand sets


class CatalogueUnusable(HashSetRefused):
    """There is no catalogue, or it cannot be read: nothing can be compared with it."""


_Digests = Mapping[str, str]  # name of the index file: the index's own digest


def refresh(library: Path) -> None:
    """Write the catalogue of the sets that are in the library now; none for a library without sets.

    Raise HashSetRefused when it cannot be written: the sets are in order all the same.
    """
    if not library.is_dir():
        return
    try:
        with _draft(library) as draft:
            sets = survey(library).sets
            if not sets:
                (library / FILE_NAME).unlink(missing_ok=True)
                (library / _DRAFT).unlink()
                return
            try:
                draft.truncate(0)
                draft.write(_written(library, sets))
                draft.flush()
                os.fsync(draft.fileno())
                publish(library / _DRAFT, to=library / FILE_NAME)
            except OSError:
                (library / _DRAFT).unlink(missing_ok=True)
                raise
    except OSError as trouble:
        raise HashSetRefused(
            f"The sets are in the library, but its catalogue cannot be written: {trouble.strerror}."
        ) from trouble


def differences(library: Path) -> tuple[str, ...]:
    """A sentence for each way in which the catalogue and the indexes disagree; broken indexes are not its
    matter. Raise CatalogueUnusable where it cannot be asked.
    """
    found = survey(library)
    there = {index_path(library, info).name: info for info in found.sets}
    broken = {each.file_name for each in found.broken}
    try:
        listed = _read(library / FILE_NAME)
    except FileNotFoundError as trouble:
        if not there:
            return ()
        raise CatalogueUnusable(f"The library has sets and no {FILE_NAME}.") from trouble
    except (OSError, ValueError) as trouble:  # UnicodeDecodeError and JSONDecodeError are of this kind
        raise CatalogueUnusable(f"The library's {FILE_NAME} cannot be read.") from trouble
    missing = [
        f"{FILE_NAME} names the index {name}, which is not in the library."
        for name in listed
        if name not in there and name not in broken
    ]
    unknown = [
        f"The set {spelled(info)} is not in {FILE_NAME}."
        for name, info in there.items()
        if name not in listed
    ]
    changed = [
        f"The index of the set {spelled(info)} is not the one that {FILE_NAME} names."
        for name, info in there.items()
        if name in listed and listed[name] != info.index_sha256
    ]
    return (*missing, *unknown, *changed)


def _written(library: Path, sets: tuple[SetInfo, ...]) -> bytes:
    lines = [
        {
            "name": info.name,
            "version": info.version,
            "role": info.role,
            "records": info.record_count,
            "format": info.format,
            "source_sha256": info.source_sha256,
            "index": index_path(library, info).name,
            "index_sha256": info.index_sha256,
            "imported_at": info.imported_at,
        }
        for info in sets
    ]
    text = json.dumps({"schema": SCHEMA, "sets": lines}, ensure_ascii=False, indent=1)
    return text.encode("utf-8", errors="backslashreplace") + b"\n"


def _read(path: Path) -> _Digests:
    """Raise ValueError for what is not a catalogue of this schema."""
    with path.open("rb") as file:
        raw = file.read(_LONGEST_BYTES + 1)
    if len(raw) > _LONGEST_BYTES:
        raise ValueError("longer than any catalogue")
    try:
        told = json.loads(raw)
    except RecursionError as trouble:
        raise ValueError("nested deeper than any catalogue") from trouble
    if not isinstance(told, dict) or told.get("schema") != SCHEMA or not isinstance(told.get("sets"), list):
        raise ValueError("not a catalogue of this schema")
    return dict(_index_of(line) for line in told["sets"])


def _index_of(line: object) -> tuple[str, str]:
    named = (line.get("index"), line.get("index_sha256")) if isinstance(line, dict) else (None, None)
    name, digest = named
    if not isinstance(name, str) or not isinstance(digest, str):
        raise ValueError("a line without an index")  # noqa: TRY004  # the file is at fault
    return name, digest


@contextmanager
def _draft(library: Path) -> Iterator[BinaryIO]:
    """The one working copy, locked: whoever comes second surveys the library after the first has written."""
    path = library / _DRAFT
    while True:
        with path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_still_at(path, file):  # or the one before us has moved or removed it meanwhile
                yield file
                return


def _is_still_at(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
