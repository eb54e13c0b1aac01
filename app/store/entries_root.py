"""The Merkle root over the records of a scan, which its custody event carries: one record can then be shown
to belong to the scan without showing the others.

Taken from the store at the end, because outcomes and digests come long after an entry is listed. Of many
entries a second process may take a share.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, func, select

from app.store.entry_rows import scan_entry_rows
from app.store.results import ENTRIES
from app.store.schema import ENTRIES_OF_A_SCAN
from forensics.entry_line import entry_line
from forensics.merkle import BLOCK_LINES, DIGEST_BYTES, MerkleRoot, block_roots

_WORTH_SHARING = 100_000  # entries; below it a second process takes as long to start as it saves


class Share(Protocol):
    """Has another process take the roots of the blocks of entries after one number up to another, within the
    `with` block. The answer is waited for: all roots one after the other, `None` where there is none.
    """

    def __call__(self, *, after: int, until: int) -> AbstractContextManager[Callable[[], bytes | None]]: ...


def entries_root(connection: Connection, scan_id: int) -> bytes:
    """Of the canonical lines of all entries in walk order; 32 bytes."""
    tree = MerkleRoot()
    tree.add(_lines(connection, scan_id))
    return tree.root()


def shared_entries_root(
    connection: Connection, scan_id: int, *, share: Share, worth: int = _WORTH_SHARING
) -> bytes:
    """The same root, with a half of the entries given to `share`. What comes back without an answer is taken
    here: a process that somebody ends costs time.
    """
    first = scan_id * ENTRIES_OF_A_SCAN
    numbers = select(ENTRIES.c.id).where(ENTRIES.c.id > first, ENTRIES.c.id <= first + ENTRIES_OF_A_SCAN)
    count = int(connection.execute(select(func.count()).select_from(numbers.subquery())).scalar_one())
    blocks = count // BLOCK_LINES
    if count < worth or blocks < 2:
        return entries_root(connection, scan_id)
    middle, end = (
        int(connection.execute(numbers.order_by(ENTRIES.c.id).limit(1).offset(lines - 1)).scalar_one())
        for lines in (blocks // 2 * BLOCK_LINES, blocks * BLOCK_LINES)
    )
    tree = MerkleRoot()
    with share(after=middle, until=end) as answer:
        tree.add(_lines(connection, scan_id, until=middle))
        theirs = answer()
    if theirs is None or len(theirs) != (blocks - blocks // 2) * DIGEST_BYTES:
        tree.add(_lines(connection, scan_id, after=middle, until=end))
    else:
        tree.add_blocks(theirs[n : n + DIGEST_BYTES] for n in range(0, len(theirs), DIGEST_BYTES))
    tree.add(_lines(connection, scan_id, after=end))
    return tree.root()


def roots_of_blocks(connection: Connection, scan_id: int, *, after: int, until: int) -> bytes:
    """What a share answers."""
    return b"".join(block_roots(_lines(connection, scan_id, after=after, until=until)))


def _lines(
    connection: Connection, scan_id: int, *, after: int = 0, until: int | None = None
) -> Iterator[bytes]:
    for rows in scan_entry_rows(connection, scan_id, after=after, until=until, with_extents=False):
        yield from map(entry_line, rows)
