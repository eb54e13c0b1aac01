"""Measure on this machine: the parts by themselves, or the engine and the known-hash sets as tables."""

import argparse
import os
import platform
import sys
import tempfile
from itertools import chain
from pathlib import Path

from benchmarks import digests, scans, sets
from benchmarks.desktop_table import print_desktop_table
from benchmarks.engine_rows import ENGINE_ROWS
from benchmarks.engine_table import print_engine_table
from benchmarks.set_rows import SET_ROWS
from benchmarks.set_table import print_set_table

_OWN_PROGRAM = Path(sys.executable).with_name("fieldcase")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures on this machine.")
    kinds = parser.add_subparsers(dest="kind", metavar="parts | engine | sets | desktop")
    kinds.add_parser("parts", help="digests, sets and small scans by themselves (the default)")
    engine = kinds.add_parser("engine", help="the scan engine beside other tools, as a table")
    _add_common(engine, rows=[row.name for row in ENGINE_ROWS], kept="images and sets (12 GB)")
    engine.add_argument(
        "--runs", type=_runs, default=5, metavar="N", help="runs of each; default: %(default)s"
    )
    known = kinds.add_parser("sets", help="imports of and lookups in very large known-hash sets, as a table")
    _add_common(known, rows=[row.name for row in SET_ROWS], kept="sets and libraries (35 GB at scale 1)")
    known.add_argument(
        "--scale",
        type=_scale,
        default=1.0,
        metavar="X",
        help="share of the lengths that the figures are asked for; default: %(default)s",
    )
    desktop = kinds.add_parser("desktop", help="tables over a made case of a million entries")
    desktop.add_argument(
        "--entries", type=int, default=1_000_000, metavar="N", help="of the case; default: %(default)s"
    )
    desktop.add_argument("--work", type=Path, metavar="DIR", help="where the case is kept between runs")
    args = parser.parse_args()
    if args.kind is None or args.kind == "parts":
        return _measure_parts()
    if args.work is not None:
        return _measure(args, args.work)
    with tempfile.TemporaryDirectory(prefix="fieldcase-bench-") as folder:
        return _measure(args, Path(folder))


def _add_common(parser: argparse.ArgumentParser, *, rows: list[str], kept: str) -> None:
    parser.add_argument(
        "--row",
        nargs="+",
        default=[],
        choices=rows,
        metavar="ROW",
        help=f"of {', '.join(rows)}; default: all",
    )
    parser.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help=f"where {kept} are kept between runs; default: a folder that is removed",
    )
    parser.add_argument(
        "--program",
        type=Path,
        default=_OWN_PROGRAM,
        metavar="FILE",
        help="the Fieldcase that is measured; default: the one beside this Python",
    )


def _runs(text: str) -> int:
    runs = int(text)
    if runs < 1:
        raise argparse.ArgumentTypeError("one or more")
    return runs


def _scale(text: str) -> float:
    scale = float(text)
    if not 0 < scale <= 1:
        raise argparse.ArgumentTypeError("above 0, at most 1")
    return scale


def _measure(args: argparse.Namespace, work: Path) -> int:
    if args.kind == "desktop":
        return print_desktop_table(work.resolve(), entries=args.entries)
    work, program = work.resolve(), args.program.resolve()
    if args.kind == "sets":
        has_worked = print_set_table(args.row, scale=args.scale, work=work, program=program)
    else:
        has_worked = print_engine_table(args.row, runs=args.runs, work=work, program=program)
    return 0 if has_worked else 1


def _measure_parts() -> int:
    print(f"{platform.platform(terse=True)}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="fieldcase-bench-") as folder:
        for measurement in chain(digests.measure(), sets.measure(Path(folder)), scans.measure(Path(folder))):
            print(measurement.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
