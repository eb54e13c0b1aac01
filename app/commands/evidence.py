"""fieldcase evidence add and verify."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.desk import DIFFERS, DONE, FAILED, PART_UNREAD, STOPPED, Desk
from app.commands.showing import add_progress_option, meter_for
from app.engine.evidence import add_exhibit, verify_exhibit
from app.engine.lock import engine_lock
from app.engine.session import Stopped
from app.store.case_file import CaseFile
from app.views.sentences import counted
from forensics.images import VolumeState

if TYPE_CHECKING:
    from collections.abc import Callable

DESCRIPTION = "Evidence is opened read-only, always; nothing is copied and nothing is written beside it."
EXAMPLES = """\
examples:
  fieldcase evidence add case.fieldcase stick.E01 --exhibit HR-03 --description "USB stick, red"
  fieldcase evidence verify case.fieldcase HR-03
exit status: 0 done, 3 part of it cannot be read, 4 a digest differs from the one on record"""


def register(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="add | verify")
    add = acts.add_parser("add", help="take a disk image into a case")
    add.add_argument("case", type=Path, metavar="CASE")
    add.add_argument(
        "source", type=Path, metavar="SOURCE", help="raw image, first part of a split one, or .E01"
    )
    add.add_argument("--exhibit", metavar="ID", help="label of the exhibit; default: E1, E2, ...")
    add.add_argument("--description", metavar="TEXT")
    add_progress_option(add)
    verify = acts.add_parser("verify", help="read all the media and compare its digests with those on record")
    verify.add_argument("case", type=Path, metavar="CASE")
    verify.add_argument("exhibit", nargs="?", metavar="EXHIBIT", help="default: all exhibits")
    add_progress_option(verify)


def run(args: argparse.Namespace, desk: Desk) -> int:
    act: Callable[[argparse.Namespace, Desk], int] = {"add": _add, "verify": _verify}[args.act]
    return act(args, desk)


def _add(args: argparse.Namespace, desk: Desk) -> int:
    with meter_for(args.progress, desk) as meter:
        meter.start_phase("opening", exhibit=args.exhibit)
        with CaseFile.open(args.case, write=True) as case:
            added = add_exhibit(
                case,
                args.source,
                label=args.exhibit,
                description=args.description,
                start_reader=desk.start_reader,
                now=desk.now,
            )
        closed = [v for v in added.volumes if v.state != VolumeState.READABLE]
        volumes = counted(len(added.volumes), "volume", "volumes")
        sentence = f"{added.label}: {added.image.container}, {added.image.size_bytes:,} bytes, {volumes}"
        if closed:
            which = "which" if len(added.volumes) == 1 else f"{len(closed)} of which"
            sentence += f", {which} cannot be scanned: {closed[0].reason or closed[0].state}"
        elif added.faults:
            sentence += f"; {added.faults[0].reason}"
        meter.finish(status=DONE, sentence=sentence)
    desk.note(sentence)
    return DONE


def _verify(args: argparse.Namespace, desk: Desk) -> int:
    if args.progress == "json":
        desk.stop.listen(sys.stdin)
    statuses = [DONE]
    sentences = []
    with (
        engine_lock(args.case),
        CaseFile.open(args.case, write=True) as case,
        meter_for(args.progress, desk) as meter,
        desk.stop.on_signals(),
    ):
        exhibits = case.exhibits() if args.exhibit is None else [case.exhibit(args.exhibit)]
        try:
            for exhibit in exhibits:
                result, sentence = verify_exhibit(
                    case,
                    exhibit,
                    start_reader=desk.start_reader,
                    meter=meter,
                    cancelled=desk.stop.is_set,
                    now=desk.now,
                )
                statuses.append({"differs": DIFFERS, "unreadable": PART_UNREAD}.get(result, DONE))
                sentences.append(sentence)
        except Stopped:
            statuses.append(STOPPED)
            sentences.append("stopped before the end; no digest was recorded")
        status = max(statuses)
        meter.finish(status=status, sentence="; ".join(sentences) or "this case has no exhibit yet")
    for sentence in sentences:
        desk.note(sentence)
    if not exhibits:
        desk.note("this case has no exhibit yet; add one with: fieldcase evidence add CASE SOURCE")
        return FAILED
    return status
