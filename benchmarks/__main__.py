"""Measure on this machine: the parts by themselves, or the engine beside other tools as a table."""

import argparse
import os
import platform
import sys
import tempfile
from itertools import chain
from pathlib import Path

from benchmarks import digests, scans, sets
from benchmarks.engine_rows import ENGINE_ROWS
from benchmarks.engine_table import print_engine_table

_OWN_PROGRAM = Path(sys.executable).with_name("fieldcase")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures on this machine.")
    kinds = parser.add_subparsers(dest="kind", metavar="parts | engine")
    kinds.add_parser("parts", help="digests, sets and small scans by themselves (the default)")
    engine = kinds.add_parser("engine", help="the scan engine beside other tools, as a table")
    engine.add_argument(
        "--row",
        nargs="+",
        default=[],
        choices=[row.name for row in ENGINE_ROWS],
        help="only these; default: all",
    )
    engine.add_argument(
        "--runs", type=_runs, default=5, metavar="N", help="runs of each; default: %(default)s"
    )
    engine.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help="where images and sets are kept between runs (12 GB); default: a folder that is removed",
    )
    engine.add_argument(
        "--program",
        type=Path,
        default=_OWN_PROGRAM,
        metavar="FILE",
        help="the Fieldcase that is measured; default: the one beside this Python",
    )
    args = parser.parse_args()
    if args.kind != "engine":
        return _measure_parts()
    if args.work is not None:
        return _measure_engine(args, args.work)
    with tempfile.TemporaryDirectory(prefix="fieldcase-bench-") as folder:
        return _measure_engine(args, Path(folder))


def _runs(text: str) -> int:
    runs = int(text)
    if runs < 1:
        raise argparse.ArgumentTypeError("one or more")
    return runs


def _measure_engine(args: argparse.Namespace, work: Path) -> int:
    has_worked = print_engine_table(
        args.row, runs=args.runs, work=work.resolve(), program=args.program.resolve()
    )
    return 0 if has_worked else 1


def _measure_parts() -> int:
    print(f"{platform.platform(terse=True)}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="fieldcase-bench-") as folder:
        for measurement in chain(digests.measure(), sets.measure(Path(folder)), scans.measure(Path(folder))):
            print(measurement.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
