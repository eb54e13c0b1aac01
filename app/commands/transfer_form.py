"""fieldcase transfer-form: the form of a hand-over as PDF, to be printed and signed by hand."""

import argparse
from pathlib import Path

from app.commands.desk import DONE, Desk
from app.commands.printing import languages
from app.handing_over import form_of_transfer
from app.store.case_file import CaseFile
from forensics.errors import FieldcaseError

DESCRIPTION = """\
Prints what the custody chain says of one hand-over, with lines for both signatures; EVENT is its number, as
`list custody` gives it. With --exhibit an empty form of that exhibit, for a hand-over that is still to come:
what is written on it by hand is recorded later with `evidence transfer`. Nothing is recorded by this."""
EXAMPLES = """\
examples:
  fieldcase transfer-form case.fieldcase 210 --out transfer.pdf
  fieldcase transfer-form case.fieldcase --exhibit E1 --out empty.pdf --language es"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("event", type=int, nargs="?", metavar="EVENT", help="number of the custody event")
    which.add_argument("--exhibit", metavar="LABEL", help="an empty form of this exhibit instead")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help="a new file")
    parser.add_argument("--language", choices=languages(), default="en", help="default: %(default)s")
    parser.add_argument("--paper", choices=("a4", "us-letter"), default="a4", help="default: %(default)s")


def run(args: argparse.Namespace, desk: Desk) -> int:
    with CaseFile.open(args.case) as case:
        pdf = form_of_transfer(
            case,
            now=desk.now(),
            event=args.event,
            exhibit=args.exhibit,
            language=args.language,
            paper=args.paper,
        )
    try:
        with args.out.open("xb") as file:
            file.write(pdf)
    except FileExistsError as trouble:
        raise FieldcaseError(f"{args.out} exists already; give the name of a new file") from trouble
    except OSError as trouble:
        raise FieldcaseError(f"{args.out} could not be written: {trouble.strerror}") from trouble
    desk.note(f"the form is in {args.out}")
    return DONE
