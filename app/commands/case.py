"""fieldcase case new."""

import argparse
from pathlib import Path

from app.commands.desk import DONE, Desk
from app.moments import iso_utc
from app.store.case_file import CaseFile, CaseForm
from app.tool import tool_versions

DESCRIPTION = "Makes a case folder: facts in an append-only database, each act linked to the one before."
EXAMPLES = """\
example:
  fieldcase case new raid-12.fieldcase --number 2026-1187 --examiner "K. Osei" --authority "26-MJ-0042"
"""


def register(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="new")
    new = acts.add_parser("new", help="make a case", description=DESCRIPTION)
    new.add_argument("case", type=Path, metavar="CASE", help="folder to make, as a rule NAME.fieldcase")
    new.add_argument("--number", required=True, help="case number")
    new.add_argument("--examiner", required=True, metavar="NAME")
    new.add_argument("--title")
    new.add_argument("--agency")
    new.add_argument(
        "--authority",
        metavar="TEXT",
        help="warrant, consent or other legal authority, as it should be printed",
    )


def run(args: argparse.Namespace, desk: Desk) -> int:
    form = CaseForm(
        number=args.number,
        examiner=args.examiner,
        title=args.title,
        agency=args.agency,
        authority=args.authority,
    )
    CaseFile.create(args.case, form, utc=iso_utc(desk.now()), tool=tool_versions()).close()
    desk.note(f"case {args.number} is in {args.case}")
    return DONE
