"""fieldcase scan: list, read, compare; resume what is unfinished."""

import argparse
import math
import sys
from pathlib import Path

from app.commands.desk import DONE, FAILED, PART_UNREAD, STOPPED, Desk, library_of, remark
from app.commands.showing import add_progress_option, meter_for
from app.engine.profiles import PROFILES
from app.engine.running import ScanEnding, ScanRequest, Workplace, run_scan
from app.views.sentences import counted

DESCRIPTION = """\
Lists every file of every volume, reads all content once (MD5, SHA-1, SHA-256) and compares it with the
known-hash sets. An unfinished scan is resumed with the sets it began with; an exhibit already scanned with
the same plan is left as it is.
Ctrl+C stops; what was found is kept."""
EXAMPLES = """\
examples:
  fieldcase scan case.fieldcase
  fieldcase scan case.fieldcase E1 --sets "Project list" NSRL
exit status: 0 done; 1 failed; 3 done, but part of the evidence could not be read; 130 stopped, can go on"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument(
        "exhibits", nargs="*", default=[], metavar="EXHIBIT", help="labels of exhibits; default: all"
    )
    parser.add_argument(
        "--profile",
        choices=tuple(PROFILES),
        help="quick reads no content of a size that no notable record has; default: standard",
    )
    parser.add_argument(
        "--sets",
        action="extend",
        nargs="+",
        metavar="NAME",
        help="names of known-hash sets; default: every set of the library",
    )
    parser.add_argument("--library", metavar="DIR", help="folder of known-hash sets")
    parser.add_argument("--anew", action="store_true", help="begin a new scan, whatever the last one found")
    parser.add_argument(
        "--time-box",
        type=_minutes,
        metavar="MINUTES",
        help="end reading then; what is left is recorded as skipped",
    )
    add_progress_option(parser)


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0 < minutes < math.inf:
        raise argparse.ArgumentTypeError("minutes above zero")
    return minutes


def run(args: argparse.Namespace, desk: Desk) -> int:
    request = ScanRequest(
        exhibits=tuple(args.exhibits),
        profile=args.profile,
        sets=None if args.sets is None else tuple(dict.fromkeys(args.sets)),
        library=library_of(args.library),
        anew=args.anew,
        time_box_min=args.time_box,
    )
    if args.progress == "json":
        desk.stop.listen(sys.stdin)
    with meter_for(args.progress, desk) as meter, desk.stop.on_signals():
        place = Workplace(
            monotonic=desk.monotonic,
            start_reader=desk.start_reader,
            now=desk.now,
            meter=meter,
            cancelled=desk.stop.is_set,
        )
        ending = run_scan(args.case, request, place)
        status, sentence = _verdict(ending)
        meter.finish(status=status, sentence=sentence)
    desk.note(sentence)
    return status


def _verdict(ending: ScanEnding) -> tuple[int, str]:
    if ending.trouble:
        return FAILED, "; ".join(map(remark, ending.trouble))
    if not ending.finished:
        return STOPPED, "stopped; what was found is kept: run the same command to go on"
    if ending.faults:
        unread = f"{counted(ending.faults, 'part', 'parts')} of the evidence could not be read"
        return PART_UNREAD, "; ".join(
            (f"done; {unread}, listed by: fieldcase list CASE faults", *ending.remarks)
        )
    return DONE, "; ".join(("done", *ending.remarks))
