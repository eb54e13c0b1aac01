"""The library as the desktop asks it: where a digest is listed, and which locked sets a passphrase opens.

Everything here reads in place and answers at once, however large a set is; what takes time is a child
program.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

from app.rows import FoundDigests, FoundRow
from forensics.digests import Algorithm, DigestSet
from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.index import HashIndex, RecordMatch, lock_at
from forensics.hashset.labels import label_of
from forensics.hashset.library import index_path, spelled, survey
from forensics.hashset.parsing.hexdigests import ALGORITHM_OF_DIGITS
from forensics.hashset.vault import Lock, VaultKey, keys_to

MOST_DIGESTS: Final = 100_000
MOST_SHOWN: Final = 10_000
_BETWEEN: Final = re.compile(r"[\s:.\-_]+")
_RUN: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:0x)?([0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![0-9A-Za-z])"
)


class OpenLocks:
    """The passphrase of a session and the keys it gives, in memory only: it shows itself to nobody."""

    __slots__ = ("_keys", "_passphrase", "opened", "still_locked")

    def __init__(
        self,
        passphrase: str,
        keys: Mapping[Lock, VaultKey],
        *,
        opened: tuple[str, ...],
        still_locked: tuple[str, ...],
    ) -> None:
        self._passphrase, self._keys = passphrase, dict(keys)
        self.opened, self.still_locked = opened, still_locked  # sets, as spelled

    @property
    def passphrase(self) -> str:
        """For the standard input of a child program, and nothing else."""
        return self._passphrase

    def key_to(self, lock: Lock) -> VaultKey | None:
        return self._keys.get(lock)

    def __repr__(self) -> str:
        return "OpenLocks(not shown)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a passphrase is never written")


def open_locks(library: Path, passphrase: str) -> OpenLocks:
    """Try a passphrase on every locked set; raise HashSetRefused when it opens none."""
    locked = [info for info in survey(library).sets if info.is_locked]
    if not locked:
        raise HashSetRefused("No set of this library is locked.")
    locks = {spelled(info): lock_at(index_path(library, info)) for info in locked}
    keys = keys_to(locks.values(), passphrase)
    opened = tuple(name for name, lock in locks.items() if lock in keys)
    if not opened:
        raise HashSetRefused("This passphrase opens none of the locked sets. Nothing was unlocked.")
    return OpenLocks(
        passphrase, keys, opened=opened, still_locked=tuple(name for name in locks if name not in opened)
    )


def digests_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The digests written in a text, each once and in small letters, and the lines that have none.

    A line is any text in which whole digests of 32, 40 or 64 digits stand by themselves, or one digest in
    groups (spaces, colons, points or dashes between them).
    """
    found: dict[str, None] = {}
    without: list[str] = []
    for line in text.splitlines():
        here = list(_digests_of_line(line.strip()))
        found.update(dict.fromkeys(here))
        if not here and line.strip():
            without.append(line.strip())
    return tuple(found), tuple(without)


def _digests_of_line(line: str) -> Iterator[str]:
    runs = [run.group(1).lower() for run in _RUN.finditer(line)]
    if runs:
        yield from runs
        return
    joined = _BETWEEN.sub("", line).lower().removeprefix("0x")
    if len(joined) in ALGORITHM_OF_DIGITS and re.fullmatch(r"[0-9a-f]+", joined):
        yield joined


def find_digests(library: Path, text: str, *, locks: OpenLocks | None) -> FoundDigests:
    """Where the digests in `text` are listed, in all sets that are open; raise HashSetRefused beyond
    MOST_DIGESTS or when there is none.
    """
    digests, without = digests_in(text)
    if not digests:
        raise HashSetRefused("There is no digest of 32, 40 or 64 hexadecimal digits in this text.")
    if len(digests) > MOST_DIGESTS:
        raise HashSetRefused(
            f"These are {len(digests):,} digests; up to {MOST_DIGESTS:,} are looked up here, more with "
            "fieldcase hashset find --file."
        )
    asked = survey(library)
    not_searched = [(one.file_name, one.sentence) for one in asked.broken]
    listed: dict[str, list[FoundRow]] = {digest: [] for digest in digests}
    searched = 0
    for info in asked.sets:
        if info.is_locked and (locks is None or spelled(info) not in locks.opened):
            not_searched.append((spelled(info), "it is locked"))
            continue
        searched += 1
        for digest, match in _matches(library, info, digests, locks=locks):
            listed[digest].append(_found_row(digest, match, info=info))
    return _answer(listed, without=without, searched=searched, not_searched=not_searched)


def _answer(
    listed: Mapping[str, Sequence[FoundRow]],
    *,
    without: Sequence[str],
    searched: int,
    not_searched: Sequence[tuple[str, str]],
) -> FoundDigests:
    found = [row for rows in listed.values() for row in rows]
    absent = [digest for digest, rows in listed.items() if not rows]
    return FoundDigests(
        found=tuple(found[:MOST_SHOWN]),
        absent=tuple(absent[:MOST_SHOWN]),
        unread=tuple(without[:MOST_SHOWN]),
        searched=searched,
        not_searched=tuple(not_searched),
        beyond=max(0, len(found) - MOST_SHOWN) + max(0, len(absent) - MOST_SHOWN),
    )


def _matches(
    library: Path, info: SetInfo, digests: Iterable[str], *, locks: OpenLocks | None
) -> Iterator[tuple[str, RecordMatch]]:
    key = None
    if info.is_locked and locks is not None:
        key = locks.key_to(lock_at(index_path(library, info)))
    with HashIndex.open(index_path(library, info), key=key) as index:
        for digest in digests:
            for match in index.lookup(_digest_set(digest)):
                yield digest, match


def _digest_set(digest: str) -> DigestSet:
    algorithm, raw = ALGORITHM_OF_DIGITS[len(digest)], bytes.fromhex(digest)
    return DigestSet(
        md5=raw if algorithm == Algorithm.MD5 else None,
        sha1=raw if algorithm == Algorithm.SHA1 else None,
        sha256=raw if algorithm == Algorithm.SHA256 else None,
    )


def _found_row(digest: str, match: RecordMatch, *, info: SetInfo) -> FoundRow:
    return FoundRow(
        digest=digest,
        set_name=info.name,
        version=info.version,
        role=str(info.role),
        category=match.category,
        category_label=label_of(match.scheme, match.category),
        scheme=match.scheme,
        algorithm=match.algorithm,
        record=match.record,
        size_bytes=match.size_bytes,
    )
