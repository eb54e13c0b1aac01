"""The table of known-hash sets: imports, index sizes and lookups."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.printing import heading, hold_to_cores, print_rows
from benchmarks.set_rows import SET_ROWS, SetBench


def print_set_table(rows: Sequence[str], *, scale: float, work: Path, program: Path) -> bool:
    """Measure the rows of those names, all without any; say whether every program did its work."""
    hold_to_cores()
    work.mkdir(parents=True, exist_ok=True)
    print(heading(program, measured=f"one run, {scale:g} of the lengths asked for"), flush=True)
    chosen = [row for row in SET_ROWS if not rows or row.name in rows]
    return print_rows(chosen, SetBench(folder=work, program=program, scale=scale))
