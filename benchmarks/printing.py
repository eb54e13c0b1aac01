"""Measures the rows of a table one after the other, and prints them with the machine."""

import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from benchmarks.figures import Line, Measured, NotMeasured, table
from benchmarks.outside_tools import OUTSIDE_TOOLS
from benchmarks.processes import ProgramFailed, run
from benchmarks.work_folder import CannotMeasure

_CORES = 2  # what the figures are asked for
_FAILED, _LEFT_OUT = "failed", "left out"
BenchT = TypeVar("BenchT", contravariant=True)


class Row(Protocol[BenchT]):
    """`measure` raises CannotMeasure when something is missing, ProgramFailed when a program fails."""

    @property
    def name(self) -> str: ...
    @property
    def work(self) -> str: ...
    @property
    def against(self) -> str: ...
    @property
    def measure(self) -> Callable[[BenchT], Measured]: ...


def print_rows(rows: Sequence[Row[BenchT]], bench: BenchT) -> bool:
    """Measure the rows and print their table; say whether every program did its work."""
    lines = [_measured(row, bench) for row in rows]
    print(table(lines))
    return not any(isinstance(line.outcome, NotMeasured) and line.outcome.word == _FAILED for line in lines)


def _measured(row: Row[BenchT], bench: BenchT) -> Line:
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


def heading(program: Path, *, measured: str) -> str:
    """The machine, the versions of all programs, and how the table was `measured`."""
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
            f"{measured}, wall time of the whole program unless said; load {load:.2f}",
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
