"""Opening sets of a library for a command, the locked ones with the passphrase that opens them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.commands.passphrase import Passphrase
from app.secret_line import NoPassphrase
from forensics.hashset import SetInfo
from forensics.hashset.index import HashIndex, lock_at
from forensics.hashset.library import index_path, spelled
from forensics.hashset.vault import Lock, VaultKey, WrongPassphrase, keys_to


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSets:
    indexes: tuple[HashIndex, ...]
    left_locked: tuple[SetInfo, ...]  # for want of a passphrase, or because it is that of other sets


def keys_of(library: Path, locked: Sequence[SetInfo], passphrase: Passphrase) -> Mapping[str, VaultKey]:
    """For each set that the passphrase opens, by how it is spelled, its key; none without a passphrase.

    Raise WrongPassphrase when it opens none of them.
    """
    if not locked:
        return {}
    try:
        words = passphrase.get()
    except NoPassphrase:
        return {}  # the caller names the sets that are left out
    locks = locks_of(library, locked)
    keys = keys_to(locks.values(), words)
    if not keys:
        names = ", ".join(spelled(info) for info in locked)
        raise WrongPassphrase(f"The passphrase does not open {names}.")
    return {name: keys[lock] for name, lock in locks.items() if lock in keys}


@contextmanager
def opened_sets(library: Path, infos: Sequence[SetInfo], *, passphrase: Passphrase) -> Iterator[OpenedSets]:
    """The sets `infos`, open for lookups; the passphrase is asked for when one of them is locked.

    Without a passphrase the locked ones are left out. Raise WrongPassphrase when it opens none of them.
    """
    locked = [info for info in infos if info.is_locked]
    keys = keys_of(library, locked, passphrase)
    with ExitStack() as stack:
        yield OpenedSets(
            indexes=tuple(
                stack.enter_context(HashIndex.open(index_path(library, info), key=keys.get(spelled(info))))
                for info in infos
                if not info.is_locked or spelled(info) in keys
            ),
            left_locked=tuple(info for info in locked if spelled(info) not in keys),
        )


def locks_of(library: Path, infos: Sequence[SetInfo]) -> Mapping[str, Lock]:
    """The locks of those of `infos` that are locked, by how the set is spelled."""
    return {spelled(info): lock_at(index_path(library, info)) for info in infos if info.is_locked}
