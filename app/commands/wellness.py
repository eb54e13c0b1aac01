"""fieldcase wellness: what was looked at today, and the limits that a supervisor sets for that."""

import argparse
from dataclasses import asdict
from pathlib import Path

from app.commands.custody_forms import add_by_option
from app.commands.desk import DONE, Desk
from app.moments import iso_utc
from app.review.looking import Looker, looks_today
from app.review.reading import ReviewReader
from app.store.case_file import CaseFile
from forensics.errors import FieldcaseError

DESCRIPTION = """\
Shows what was looked at today. With limits: sets them, in place of those before; only a person of the case
with the role supervisor does. A limit that is left out is none."""
EXAMPLES = """\
examples:
  fieldcase wellness case.fieldcase
  fieldcase wellness case.fieldcase --by P2 --looks-a-day 20 --break-after 45
  fieldcase wellness case.fieldcase --by P2 --no-limits"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument("--looks-a-day", type=int, metavar="N", help="files that may be looked at in a day")
    parser.add_argument("--seconds-a-look", type=int, metavar="N", help="how long one look may take")
    parser.add_argument("--break-after", type=int, metavar="MIN", help="when the desktop reminds of a break")
    parser.add_argument("--no-limits", action="store_true", help="take all limits away")
    parser.add_argument("--json", action="store_true", help="what was looked at, as one JSON object")
    add_by_option(parser)


def run(args: argparse.Namespace, desk: Desk) -> int:
    limits = {
        "looks_a_day": args.looks_a_day,
        "seconds_a_look": args.seconds_a_look,
        "break_after_min": args.break_after,
    }
    is_limited = any(limit is not None for limit in limits.values())
    if is_limited and args.no_limits:
        raise FieldcaseError("--no-limits takes every limit away; leave the others out")
    if is_limited or args.no_limits:
        with CaseFile.open(args.case, write=True, by=args.by) as case:
            Looker(case, ReviewReader()).limit(**limits, utc=iso_utc(desk.now()))
    _show(args, desk)
    return DONE


def _show(args: argparse.Namespace, desk: Desk) -> None:
    with CaseFile.open(args.case) as case, case.reading() as connection:
        today = looks_today(connection, ReviewReader(), now=desk.now())
    if args.json:
        desk.say_json(asdict(today))
        return
    desk.say_row("files looked at today", f"{today.files:,}")
    desk.say_row("seconds", f"{today.seconds:,.1f}")
    for name, number in (
        ("files a day", today.looks_a_day),
        ("seconds a look", today.seconds_a_look),
        ("break after minutes", today.break_after_min),
    ):
        desk.say_row(name, "no limit" if number is None else f"{number:,}")
    if today.set_by is not None:
        desk.say_row("set by", today.set_by)
