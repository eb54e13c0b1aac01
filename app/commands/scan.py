"""fieldcase scan: list, read, compare; resume what is unfinished."""

import argparse
import math
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from app.commands.custody_forms import add_by_option
from app.commands.desk import DONE, FAILED, PART_UNREAD, STOPPED, Desk, library_of, remark
from app.commands.passphrase import add_passphrase_option, passphrases
from app.commands.plan_options import add_plan_options
from app.commands.secrets_again import add_again_option, secrets_again
from app.commands.showing import add_progress_option, meter_for
from app.engine.added_later import NO_SECRETS
from app.engine.pausing import Pauses
from app.engine.plans import ScanRequest
from app.engine.running import ScanEnding, Workplace, needs_passphrase, run_scan, secrets_needed
from app.engine.tested_readers import TestedReaders
from app.signing import add_signing_options, identity_for
from app.views.sentences import counted
from forensics.digests import Algorithm
from forensics.errors import FieldcaseError

DESCRIPTION = """\
Lists every file of every volume, reads content once, in the order of the disk, and compares its digests with
the known-hash sets; what a hit is likely in comes first. An unfinished scan is resumed with the sets it began
with; an exhibit already scanned with the same plan is left as it is. Before a scan begins the program takes
its self-test, which the custody chain records; where that fails nothing is scanned.
With --progress json the lines `pause` and `resume` on standard input, alone or with the label of an exhibit,
pause the reading and go on; `stop` stops. Where there is a key, the custody chain is signed at the end of
each scan; without one the scan goes on unsigned. Ctrl+C stops; what was found is kept."""
EXAMPLES = """\
examples:
  fieldcase scan case.fieldcase
  fieldcase scan case.fieldcase E1 --sets "Project list@2026-10" NSRL
  fieldcase scan case.fieldcase --passphrase-file key.txt     locked sets; without it the terminal is asked
exit status: 0 done; 1 failed; 3 done, but part of the evidence could not be read; 130 stopped, can go on"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    add_plan_options(
        parser,
        profile=None,
        profile_help="quick reads no content of a size that no notable record has; standard reads all; "
        "thorough is standard until archives and unallocated space can be read; default: standard",
    )
    parser.add_argument("--anew", action="store_true", help="begin a new scan, whatever the last one found")
    parser.add_argument(
        "--time-box",
        type=_minutes,
        metavar="MINUTES",
        help="end reading then; what is left is recorded as skipped",
    )
    parser.add_argument(
        "--stop-after-first-hit",
        action="store_true",
        help="end reading an exhibit with its first match; what is left is recorded as skipped",
    )
    parser.add_argument(
        "--at-once",
        type=_count,
        metavar="N",
        help="exhibits scanned at the same time; default: one for each processor",
    )
    add_progress_option(parser)
    add_passphrase_option(parser)
    add_again_option(parser)
    add_by_option(parser)
    add_signing_options(parser)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return count


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
        stops_after_first_hit=args.stop_after_first_hit,
        algorithms=_algorithms(args),
        at_once=args.at_once,
    )
    identity = identity_for(args, desk, or_unsigned=True)
    passphrase = passphrases(args, desk)
    pauses = Pauses(desk.monotonic)
    with _tested_readers(desk) as tested:
        with meter_for("json" if args.progress == "json" else "none", desk):  # no bar beside a question
            if needs_passphrase(args.case, request):
                passphrase.get()
            secrets = secrets_again(secrets_needed(args.case, request), desk) if args.unlock else NO_SECRETS
        if args.progress == "json":  # behind the secrets, which may be the first lines of standard input
            desk.stop.listen(sys.stdin, otherwise=pauses.hear)
        with meter_for(args.progress, desk) as meter, desk.stop.on_signals():
            place = Workplace(
                monotonic=desk.monotonic,
                start_reader=tested or desk.start_reader,
                now=desk.now,
                meter=meter,
                cancelled=desk.stop.is_set,
                pauses=pauses,
                passphrase=passphrase.get,
                secrets=secrets,
                self_test=tested.result if tested else None,
                by=args.by,
                identity=identity,
            )
            ending = run_scan(args.case, request, place)
            status, sentence = _verdict(ending)
            meter.finish(status=status, sentence=sentence)
    desk.note(sentence)
    return status


def _tested_readers(desk: Desk) -> AbstractContextManager[TestedReaders | None]:
    """Those that began with the program, or others."""
    if isinstance(desk.start_reader, TestedReaders):
        return nullcontext(desk.start_reader)
    return TestedReaders(desk.start_reader) if desk.tests_itself else nullcontext()


def _algorithms(args: argparse.Namespace) -> tuple[Algorithm, ...] | None:
    if args.algorithms is None:
        return None
    if args.profile == "quick":
        raise FieldcaseError(
            "the profile quick computes what the sets need; choose --algorithms with the profile standard"
        )
    return tuple(algorithm for algorithm in Algorithm if algorithm.value in args.algorithms)


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
