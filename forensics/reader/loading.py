"""The sets of a scan, opened in a reader: those that the engine checked, the locked ones with their keys."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from forensics.errors import HashSetRefused
from forensics.hashset.index import HashIndex, LoadedSets, lock_at
from forensics.hashset.vault import Lock, VaultKey
from forensics.reader.protocol import SetToLoad


def load_sets(asked: Sequence[SetToLoad]) -> LoadedSets:
    """The sets in the order asked for; raise HashSetRefused for one that is not what was checked, or whose
    key is missing or wrong.
    """
    paths = [Path(each.index_path) for each in asked]
    keys = _keys({path: each.key for path, each in zip(paths, asked, strict=True) if each.key is not None})
    loaded = LoadedSets(paths, keys=keys)
    try:
        for index, each in zip(loaded.indexes, asked, strict=True):
            _check(index, each)
    except HashSetRefused:
        loaded.close()
        raise
    return loaded


def _keys(secrets: Mapping[Path, bytes]) -> dict[Path, VaultKey]:
    """One key for all sets under one lock: it keys each digest once for all of them."""
    keys: dict[Lock, VaultKey] = {}
    opened: dict[Path, VaultKey] = {}
    for path, secret in secrets.items():
        lock = lock_at(path)
        opened[path] = keys[lock] = keys.get(lock) or VaultKey(lock, secret)
    return opened


def _check(index: HashIndex, asked: SetToLoad) -> None:
    if index.info.index_sha256 != asked.index_sha256:
        raise HashSetRefused(
            f"The set {index.info.name} was replaced while it was used; scan again with the set as it is now."
        )
    if index.lock is not None and asked.key is None:
        raise HashSetRefused(f"The set {index.info.name} is locked and its key is missing.")
