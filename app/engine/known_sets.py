"""The known-hash sets of a run: found in the library, every byte of them checked, the locked ones opened."""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

from app.engine.progress import ProgressMeter
from app.store.case_file import CaseRow
from app.store.opening import CaseTrouble
from forensics.hashset import SetInfo
from forensics.hashset.index import lock_at
from forensics.hashset.library import find_sets, index_path, list_sets, spelled, spelling, survey, verify_set
from forensics.hashset.vault import VaultKey, WrongPassphrase, keys_to
from forensics.reader.protocol import SetToLoad

_MOST_AT_ONCE = 4  # more would only make a disk jump


class KnownSets:
    """The sets that the exhibits of one run are compared with.

    `make_ready` comes before `to_load`: nothing unchecked is used. A set is told from others by the digest of
    its index.
    """

    def __init__(self, library: Path, asked: Sequence[str] | None) -> None:
        """`asked`: sets as NAME (all its versions) or NAME@VERSION; `None`: every set of the library."""
        self._library, self._asked = library, asked
        self._ready: dict[str, SetToLoad] = {}

    @cached_property
    def chosen(self) -> tuple[SetInfo, ...]:
        """What was asked for, as the sets describe themselves, each once.

        Raise HashSetRefused where there is no such set, or for a file of the library that is out of order.
        """
        if self._asked is None:
            return list_sets(self._library)
        return _each_once(info for name in self._asked for info in find_sets(self._library, name))

    def again(self, rows: Sequence[CaseRow]) -> tuple[SetInfo, ...]:
        """The sets that an unfinished scan began with, byte for byte; raise CaseTrouble where one is gone."""
        there = {info.index_sha256: info for info in survey(self._library).sets} if rows else {}
        for row in rows:
            if row.index_sha256 not in there:
                raise CaseTrouble(
                    f"the set {spelling(row.name, row.version)} that the unfinished scan began with is not "
                    f"in the library {self._library} as it was; put its index file back from a copy of the "
                    "library (importing the set again makes another one), or begin a new scan with --anew"
                )
        return tuple(there[row.index_sha256] for row in rows)

    def make_ready(
        self,
        sets: Iterable[SetInfo],
        *,
        passphrase: Callable[[], str],
        meter: ProgressMeter,
        cancelled: Callable[[], bool],
    ) -> None:
        """Check every byte of `sets` and open those that are locked; the passphrase is asked for only then.

        Raise HashSetRefused for a set that is damaged or that the passphrase does not open, and Cancelled.
        """
        new = [info for info in _each_once(sets) if info.index_sha256 not in self._ready]
        if not new:
            return
        keys = self._keys([info for info in new if info.is_locked], passphrase)
        self._verify(new, meter=meter, cancelled=cancelled)
        for info in new:
            key = keys.get(info.index_sha256)
            self._ready[info.index_sha256] = SetToLoad(
                index_path=str(index_path(self._library, info)),
                role=str(info.role),
                index_sha256=info.index_sha256,
                key=None if key is None else key.revealed(),
            )

    def to_load(self, sets: Iterable[SetInfo]) -> tuple[SetToLoad, ...]:
        """What a reader is told of `sets`, which are ready."""
        return tuple(self._ready[info.index_sha256] for info in sets)

    def _keys(self, locked: Sequence[SetInfo], passphrase: Callable[[], str]) -> dict[str, VaultKey]:
        if not locked:
            return {}
        locks = {info.index_sha256: lock_at(index_path(self._library, info)) for info in locked}
        keys = keys_to(locks.values(), passphrase())
        shut = [spelled(info) for info in locked if locks[info.index_sha256] not in keys]
        if shut:
            raise WrongPassphrase(
                f"The passphrase does not open {', '.join(shut)}; nothing was started. One passphrase opens "
                "all sets of a scan: name those to be used with --sets."
            )
        return {index: keys[lock] for index, lock in locks.items()}

    def _verify(
        self, sets: Sequence[SetInfo], *, meter: ProgressMeter, cancelled: Callable[[], bool]
    ) -> None:
        progress = _Progress(meter, [index_path(self._library, info) for info in sets])
        is_over = threading.Event()

        def verify(info: SetInfo) -> None:
            verify_set(
                self._library,
                info,
                progress=lambda done: progress.tell(info, done),
                cancelled=lambda: is_over.is_set() or cancelled(),
            )

        at_once = min(_MOST_AT_ONCE, os.cpu_count() or 1)
        with ThreadPoolExecutor(at_once, thread_name_prefix="checking") as pool:
            running = [pool.submit(verify, info) for info in sets]
            try:
                for each in running:
                    each.result()
            finally:
                is_over.set()  # where one is damaged, the others need not be checked to their end
        meter.end_phase()


class _Progress:
    """The bytes of all sets that are checked, told by several threads."""

    def __init__(self, meter: ProgressMeter, paths: Sequence[Path]) -> None:
        self._meter = meter
        self._done: dict[str, int] = {}
        self._lock = threading.Lock()
        meter.start_phase("checking", exhibit=None, bytes_total=sum(path.stat().st_size for path in paths))

    def tell(self, info: SetInfo, done: int) -> None:
        with self._lock:
            self._done[info.index_sha256] = done
            self._meter.set_bytes(sum(self._done.values()))


def _each_once(sets: Iterable[SetInfo]) -> tuple[SetInfo, ...]:
    return tuple({info.index_sha256: info for info in sets}.values())
