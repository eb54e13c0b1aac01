"""Writes or checks the entry files of a case, or takes the root over its entries as a scan's end does, as a
process of its own: `python -m benchmarks.entry_files write CASE FOLDER`, `check FOLDER` or `root CASE`. Says
one JSON object: how many rows, in how many seconds, and in how much processor time with that of children.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.case_content import CaseEntryRows, case_content
from app.engine.root_share import RootShare
from app.store.case_file import CaseFile
from app.store.entries_root import shared_entries_root
from app.store.results import listing_ends, newest_scans
from forensics.entry_line import entry_line
from forensics.merkle import MerkleRoot
from reports.data_files.agreement import EntriesBeside
from reports.data_files.entries_csv import read_entries_csv
from reports.data_files.entry_files import write_entry_files


def main(act: str, *places: str) -> None:
    began = time.perf_counter()
    rows = _ACTS[act](*map(Path, places))
    seconds, used = time.perf_counter() - began, os.times()
    cpu_s = used.user + used.system + used.children_user + used.children_system
    print(json.dumps({"rows": rows, "seconds": seconds, "cpu_s": cpu_s}))


def _write(case_folder: Path, folder: Path) -> int:
    folder.mkdir()
    with CaseFile.open(case_folder) as case:
        content = case_content(case, report_id="R", made_at=datetime(2026, 1, 1, tzinfo=UTC))
        written = write_entry_files(folder, CaseEntryRows(case), content=content)
    return written.ledger.entries


def _check(folder: Path) -> int:
    """What `fieldcase verify` does with them: the three files held against each other, and the root."""
    beside = EntriesBeside(folder / "files.dfxml", folder / "hashdeep.txt")
    beside.add(read_entries_csv(folder / "entries.csv"))
    beside.finish()
    MerkleRoot().add(map(entry_line, read_entries_csv(folder / "entries.csv")))
    return beside.entries


def _root(case_folder: Path) -> int:
    """Of every exhibit's newest scan, one after the other."""
    with CaseFile.open(case_folder) as case, case.reading() as connection:
        scans = newest_scans(connection)
        for scan_id in scans:
            shared_entries_root(connection, scan_id, share=RootShare(folder=case_folder, scan_id=scan_id))
        return sum(row.entries for scan_id in scans for row in listing_ends(connection, scan_id))


_ACTS: dict[str, Callable[..., int]] = {"write": _write, "check": _check, "root": _root}


if __name__ == "__main__":
    main(*sys.argv[1:])
