"""Progress as a bar on a terminal or as JSON lines; the same numbers either way."""

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from app.commands.desk import FAILED, Desk, remark
from app.engine.progress import ProgressLine, ProgressMeter, Silent
from forensics.errors import FieldcaseError

_WORDS = {
    "opening": "Opening",
    "searching": "Searching",
    "verifying": "Verifying",
    "checking": "Checking the sets",
    "listing": "Listing",
    "examining": "Reading and comparing",
    "importing": "Importing",
    "comparing": "Comparing",
    "reporting": "Writing the report",
    "exporting": "Writing the set",
    "building": "Building the practice image",
}


def add_progress_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--progress",
        choices=("bar", "json", "none"),
        help="a bar on standard error, JSON lines on standard output, or nothing; default: bar on a terminal",
    )


class JsonLines:
    """One JSON object a line. When nobody reads any more, the work goes on: the desktop may be gone."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def show(self, line: ProgressLine) -> None:
        try:
            self._out.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._out.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())


class Bar:
    """One line of Rich: what is done, how much of it, how fast, how long still."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("Opening", total=None, counts="", pace="", left="")

    def show(self, line: ProgressLine) -> None:
        if "hit" in line or line.get("phase") == "finished":
            return
        total = line["bytes_total"]
        self._progress.update(
            self._task,
            description=" ".join(filter(None, (_WORDS[line["phase"]], line["exhibit"]))),
            total=total,
            completed=line["bytes_done"] if total is not None else 0,
            counts=_counts(line),
            pace=_pace(line),
            left=_left(line),
        )


def _pace(line: ProgressLine) -> str:
    if not line["bytes_per_s"] or line["phase"] == "searching":  # which reads a little of each mebibyte
        return ""
    return f"{line['bytes_per_s'] / 1e6:,.0f} MB/s"


def _counts(line: ProgressLine) -> str:
    done, total = line["entries_done"], line["entries_total"]
    counts = f"{done:,} of {total:,} entries" if total is not None else f"{done:,} entries" if done else ""
    if line["hits"]:
        counts += f", {line['hits']:,} records matched"
    return counts


def _left(line: ProgressLine) -> str:
    low, high = line["eta_low_s"], line["eta_high_s"]
    return "" if low is None else f"{duration(low)} to {duration(high)} left"


def duration(seconds: float) -> str:
    """Words for a span of time, rounded as a person would."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < 5_400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3_600:.1f} h"


@contextmanager
def meter_for(choice: str | None, desk: Desk) -> Iterator[ProgressMeter]:
    """A meter that shows its progress as chosen while the block runs."""
    if choice is None:
        choice = "bar" if desk.err.isatty() else "none"
    if choice == "bar":
        console = Console(file=desk.err)
        columns: tuple[Any, ...] = (  # Any: Rich takes columns and strings alike
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[counts]}"),
            TextColumn("{task.fields[pace]}"),
            TextColumn("{task.fields[left]}"),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield ProgressMeter(Bar(progress), monotonic=desk.monotonic)
    else:
        sink = JsonLines(desk.out) if choice == "json" else Silent()
        meter = ProgressMeter(sink, monotonic=desk.monotonic)
        try:
            yield meter
        except FieldcaseError as trouble:  # whoever follows the lines learns how it ended from the last one
            meter.finish(status=FAILED, sentence=remark(str(trouble)))
            raise
