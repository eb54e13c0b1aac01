"""Writes or checks the entry files of a case, as a process of its own: `python -m benchmarks.entry_files
write CASE FOLDER` or `check FOLDER`. Says one JSON object: how many rows, in how many seconds.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from app.case_content import CaseEntryRows, case_content
from app.store.case_file import CaseFile
from forensics.entry_line import entry_line
from forensics.merkle import MerkleRoot
from reports.data_files.agreement import EntriesBeside
from reports.data_files.entries_csv import read_entries_csv
from reports.data_files.entry_files import write_entry_files


def main(act: str, *places: str) -> None:
    began = time.perf_counter()
    rows = _write(*map(Path, places)) if act == "write" else _check(*map(Path, places))
    print(json.dumps({"rows": rows, "seconds": time.perf_counter() - began}))


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


if __name__ == "__main__":
    main(*sys.argv[1:])
