"""The engine's table: ours and theirs in one run."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.engine_rows import ENGINE_ROWS
from benchmarks.own_scans import Fieldcase
from benchmarks.printing import heading, hold_to_cores, print_rows
from benchmarks.side_by_side import Bench
from benchmarks.work_folder import WorkFolder


def print_engine_table(rows: Sequence[str], *, runs: int, work: Path, program: Path) -> bool:
    """Measure the rows of those names, all without any; say whether every program did its work."""
    hold_to_cores()
    work.mkdir(parents=True, exist_ok=True)
    print(heading(program, measured=f"medians of {runs}, warm cache"), flush=True)
    chosen = [row for row in ENGINE_ROWS if not rows or row.name in rows]
    with tempfile.TemporaryDirectory(prefix="cases-", dir=work) as cases:
        bench = Bench(
            work=WorkFolder(folder=work, program=program),
            fieldcase=Fieldcase(program=program, folder=Path(cases)),
            runs=runs,
        )
        return print_rows(chosen, bench)
