"""Measures the rows of the engine's table, ours and theirs in one run, and prints them with the machine."""

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.engine_rows import ENGINE_ROWS, EngineRow
from benchmarks.figures import Line, Measured, NotMeasured, table
from benchmarks.outside_tools import OUTSIDE_TOOLS
from benchmarks.own_scans import Fieldcase
from benchmarks.processes import ProgramFailed, run
from benchmarks.side_by_side import Bench
from benchmarks.work_folder import CannotMeasure, WorkFolder

_CORES = 2  # what the figures are asked for


def print_engine_table(rows: Sequence[str], *, runs: int, work: Path, program: Path) -> bool:
    """Measure the rows of those names, all without any; say whether every program did its work."""
    hold_to_cores()
    work.mkdir(parents=True, exist_ok=True)
    print(heading(program, runs=runs), flush=True)
    chosen = [row for row in ENGINE_ROWS if not rows or row.name in rows]
    with tempfile.TemporaryDirectory(prefix="cases-", dir=work) as cases:
        bench = Bench(
            work=WorkFolder(folder=work, program=program),
            fieldcase=Fieldcase(program=program, folder=Path(cases)),
            runs=runs,
        )
        lines = [_measured(row, bench) for row in chosen]
    print(table(lines))
    return not any(isinstance(line.outcome, NotMeasured) and line.outcome.word == _FAILED for line in lines)


_FAILED, _LEFT_OUT = "failed", "left out"


def _measured(row: EngineRow, bench: Bench) -> Line:
    print(f"measuring {row.name}", file=sys.stderr, flush=True)
    outcome: Measured | NotMeasured
    try:
        outcome = row.measure(bench)
    except CannotMeasure as reason:
        outcome = NotMeasured(word=_LEFT_OUT, reason=str(reason))
    except ProgramFailed as trouble:
        outcome = NotMeasured(word=_FAILED, reason=str(trouble))
    return Line(name=row.name, work=row.work, against=row.against, outcome=outcome)


def hold_to_cores() -> None:
    """On a machine with more cores, this process and all that it starts get two of them."""
    allowed = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, allowed[:_CORES])


def heading(program: Path, *, runs: int) -> str:
    """The machine, the versions of all programs, and how the table was measured."""
    versions = [run([program, "--version"]).lines[0].text.strip()]
    versions += [
        f"{tool.program} {tool.version()}" for tool in OUTSIDE_TOOLS if shutil.which(tool.program) is not None
    ]
    cores, memory = len(os.sched_getaffinity(0)), os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    load = os.getloadavg()[0]
    return "\n".join(
        (
            f"{platform.platform(terse=True)}; {_processor()}, {cores} of {os.cpu_count()} cores; "
            f"{memory / 2**30:.1f} GiB; Python {platform.python_version()}",
            "; ".join(versions),
            f"medians of {runs}, warm cache, wall time of the whole program unless said; load {load:.2f}",
            "",
        )
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    names = re.findall(r"^model name\s*:\s*(.+)$", told, flags=re.MULTILINE)
    has_sha = (
        "with" if re.search(r"^(flags|Features)\s*:.*\bsha(_ni|1)\b", told, flags=re.MULTILINE) else "without"
    )
    return f"{names[0] if names else platform.machine()} {has_sha} SHA instructions"
