"""fieldcase evidence: take a source into a case, search it for lost volumes, read it whole, describe and
photograph it, hand it over.
"""

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import lost_search
from app.commands.custody_forms import (
    WITHDRAWS,
    add_by_option,
    add_exhibit_options,
    add_transfer_options,
    said,
)
from app.commands.desk import DIFFERS, DONE, FAILED, PART_UNREAD, STOPPED, Desk
from app.commands.showing import add_progress_option, meter_for
from app.custody.acts import describe_exhibit, photograph, sign_checkpoint, transfer
from app.custody.forms import exhibit_changes
from app.custody.state import CustodyState, custody_state
from app.engine.evidence import add_exhibit, verify_exhibit
from app.engine.lock import engine_lock
from app.engine.session import Stopped
from app.moments import iso_utc
from app.signing import add_signing_options, identity_for
from app.store.case_file import CaseFile
from app.store.new_exhibit import NewExhibit
from app.views.sentences import counted
from forensics.custody import EMPTY_CHAIN
from forensics.errors import FieldcaseError
from forensics.images import Volume, VolumeState

if TYPE_CHECKING:
    from collections.abc import Callable

DESCRIPTION = f"""\
Evidence is opened read-only, always; nothing is copied and nothing is written beside it.
What is said of an exhibit is an event of the custody chain; a correction is one more.
{WITHDRAWS}"""
EXAMPLES = """\
examples:
  fieldcase evidence add case.fieldcase stick.E01 --exhibit HR-03 --description "USB stick, red"
  fieldcase evidence search-lost case.fieldcase HR-03
  fieldcase evidence verify case.fieldcase HR-03
  fieldcase evidence describe case.fieldcase HR-03 --seal-in A4471 --seized '2026-11-22 06:10 +01:00'
  fieldcase evidence photograph case.fieldcase HR-03 front.jpg --caption "front, label side"
  fieldcase evidence transfer case.fieldcase HR-03 --released-by P1 --received-by P2 --purpose storage
exit status: 0 done, 3 part of it cannot be read, 4 a digest differs from the one on record, 130 stopped"""


def register(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(
        dest="act", required=True, metavar="add | search-lost | verify | describe | photograph | transfer"
    )
    add = acts.add_parser("add", help="take a disk image into a case")
    add.add_argument("case", type=Path, metavar="CASE")
    add.add_argument(
        "source", type=Path, metavar="SOURCE", help="raw image, first part of a split one, or .E01"
    )
    add.add_argument("--exhibit", metavar="ID", help="label of the exhibit; default: E1, E2, ...")
    add_exhibit_options(add)
    add.add_argument(
        "--search-lost",
        action="store_true",
        help="then look for volumes that no partition table lists on the whole disk, as search-lost does",
    )
    add_progress_option(add)
    search = acts.add_parser(
        "search-lost",
        help="look for volumes that no partition table lists on the whole disk",
        description=lost_search.DESCRIPTION,
    )
    search.add_argument("case", type=Path, metavar="CASE")
    search.add_argument("exhibit", metavar="EXHIBIT")
    add_progress_option(search)
    verify = acts.add_parser("verify", help="read all the media and compare its digests with those on record")
    verify.add_argument("case", type=Path, metavar="CASE")
    verify.add_argument("exhibit", nargs="?", metavar="EXHIBIT", help="default: all exhibits")
    add_progress_option(verify)
    describe = acts.add_parser("describe", help="say what an exhibit is", description=WITHDRAWS)
    taken = acts.add_parser("photograph", help="attach a photograph of the device (PNG or JPEG)")
    handed = acts.add_parser("transfer", help="an exhibit changed hands; signed where there is a key")
    for each in (describe, taken, handed):
        each.add_argument("case", type=Path, metavar="CASE")
        each.add_argument("exhibit", metavar="EXHIBIT")
    add_exhibit_options(describe)
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.add_argument("--caption", metavar="TEXT")
    add_transfer_options(handed)
    add_signing_options(handed)
    for each in (add, search, verify, describe, taken, handed):
        add_by_option(each)


def run(args: argparse.Namespace, desk: Desk) -> int:
    act: Callable[[argparse.Namespace, Desk], int] = {
        "add": _add,
        "search-lost": lost_search.run_search_lost,
        "verify": _verify,
        "describe": _describe,
        "photograph": _photograph,
        "transfer": _transfer,
    }[args.act]
    return act(args, desk)


def _add(args: argparse.Namespace, desk: Desk) -> int:
    told = said(args)
    description = told.pop("description", None)
    exhibit_changes(
        CustodyState(head=EMPTY_CHAIN), "", told
    )  # what cannot be kept is refused before the work
    status = DONE
    found: tuple[Volume, ...] = ()
    if args.search_lost:
        lost_search.listen(args, desk)
    with meter_for(args.progress, desk) as meter:
        meter.start_phase("opening", exhibit=args.exhibit)
        with CaseFile.open(args.case, write=True, by=args.by) as case, _stoppable(args, desk):
            added = add_exhibit(
                case,
                args.source,
                label=args.exhibit,
                description=description,
                start_reader=desk.start_reader,
                now=desk.now,
            )
            if told:
                describe_exhibit(case, added.label, told, utc=iso_utc(desk.now()))
            sentence = _added(added)
            if args.search_lost:
                desk.note(sentence)
                exhibit = case.exhibit(added.label)
                status, sentence, found = lost_search.searched(case, exhibit, meter=meter, desk=desk)
        meter.finish(status=status, sentence=sentence)
    lost_search.say_volumes(found, args=args, desk=desk)
    desk.note(sentence)
    return status


def _stoppable(args: argparse.Namespace, desk: Desk) -> AbstractContextManager[object]:
    """A search may take hours; opening takes seconds, and Ctrl+C ends it."""
    return desk.stop.on_signals() if args.search_lost else nullcontext()


def _added(added: NewExhibit) -> str:
    closed = [v for v in added.volumes if v.state not in (VolumeState.READABLE, VolumeState.HOLDS_VOLUMES)]
    volumes = counted(len(added.volumes), "volume", "volumes")
    sentence = f"{added.label}: {added.image.container}, {added.image.size_bytes:,} bytes, {volumes}"
    if closed:
        which = "which" if len(added.volumes) == 1 else f"{len(closed)} of which"
        return f"{sentence}, {which} cannot be scanned: {closed[0].reason or closed[0].state}"
    return f"{sentence}; {added.faults[0].reason}" if added.faults else sentence


def _verify(args: argparse.Namespace, desk: Desk) -> int:
    if args.progress == "json":
        desk.stop.listen(sys.stdin)
    statuses = [DONE]
    sentences = []
    with (
        engine_lock(args.case),
        CaseFile.open(args.case, write=True, by=args.by) as case,
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


def _describe(args: argparse.Namespace, desk: Desk) -> int:
    told = said(args)
    if not told:
        raise FieldcaseError("nothing was said of the exhibit; see fieldcase evidence describe --help")
    with CaseFile.open(args.case, write=True, by=args.by) as case:
        fields = describe_exhibit(case, args.exhibit, told, utc=iso_utc(desk.now()))
    desk.note(f"on record of {args.exhibit}: {', '.join(field.replace('_', ' ') for field in fields)}")
    return DONE


def _photograph(args: argparse.Namespace, desk: Desk) -> int:
    with CaseFile.open(args.case, write=True, by=args.by) as case:
        sha256 = photograph(case, args.exhibit, args.file, caption=args.caption, utc=iso_utc(desk.now()))
    desk.note(f"{args.file} is attached to {args.exhibit}; SHA-256 {sha256}")
    return DONE


def _transfer(args: argparse.Namespace, desk: Desk) -> int:
    identity = identity_for(args, desk, or_unsigned=True)
    with CaseFile.open(args.case, write=True, by=args.by) as case:
        remarks = transfer(case, args.exhibit, said(args), utc=iso_utc(desk.now()))
        if identity is not None:
            sign_checkpoint(case, identity, occasion="transfer", utc=iso_utc(desk.now()))
        with case.reading() as connection:
            state = custody_state(connection)
    last = state.transfers[-1]
    released, received = (state.name_of(person) for person in (last.released_by, last.received_by))
    seal = f"signed by {identity.signer.name}" if identity is not None else "not signed"
    desk.note(f"{args.exhibit} went from {released} to {received} at {last.at}; {seal}")
    for remark in remarks:
        desk.note(remark)
    return DONE
