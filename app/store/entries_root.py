"""The Merkle root over the records of a scan, which its custody event carries: one record can then be shown
to belong to the scan without showing the others.
"""

from sqlalchemy import Connection

from app.store.entry_rows import scan_entry_rows
from forensics.entry_line import entry_line
from forensics.merkle import MerkleRoot


def entries_root(connection: Connection, scan_id: int) -> bytes:
    """Of the canonical lines of all entries in walk order; 32 bytes.

    Taken from the store at the end, because outcomes and digests come long after an entry is listed.
    """
    tree = MerkleRoot()
    for rows in scan_entry_rows(connection, scan_id, with_extents=False):
        tree.add(map(entry_line, rows))
    return tree.root()
