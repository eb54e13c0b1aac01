"""fieldcase preview: the pages of the report as pictures, before it is written."""

import argparse
import base64
import json
import sys
from pathlib import Path

from app.commands.desk import DONE, Desk
from app.commands.printing import languages, redaction_from
from app.previewing import preview_report, signer_from
from app.store.case_file import CaseFile
from forensics.errors import Cancelled, FieldcaseError
from reports.content import Redaction, Signer
from reports.previewing import PagePictures

DESCRIPTION = """\
Sets the pages of the report as the case stands now and gives each as a PNG picture. Nothing is recorded and
nothing signed. The number of the report and its head of the chain are given when it is written. Of a report
with very long tables, the tables are cut."""
EXAMPLES = """\
examples:
  fieldcase preview case.fieldcase --out pages
  fieldcase preview case.fieldcase --language es --json"""

SMALLEST_PPI, LARGEST_PPI = 20.0, 300.0


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, metavar="DIR", help="new or empty folder for page-001.png and on")
    where.add_argument(
        "--json", action="store_true", help="JSON lines: how many pages, then each page in base64"
    )
    parser.add_argument("--paper", choices=("a4", "us-letter"), default="a4", help="default: %(default)s")
    parser.add_argument("--language", choices=languages(), default="en", help="default: %(default)s")
    parser.add_argument(
        "--redact", type=redaction_from, default=Redaction(), metavar="WHAT", help="as of a report"
    )
    parser.add_argument(
        "--signer",
        type=_signer,
        metavar="JSON",
        help="who will sign, as `examiner show --json` tells of a key",
    )
    parser.add_argument(
        "--ppi", type=_ppi, default=110.0, metavar="N", help="dots in an inch; default: %(default)g"
    )


def _signer(text: str) -> Signer:
    try:
        fields = json.loads(text)
        return signer_from(fields if isinstance(fields, dict) else {})
    except (ValueError, FieldcaseError) as trouble:
        raise argparse.ArgumentTypeError("the answer of: fieldcase examiner show --json") from trouble


def _ppi(text: str) -> float:
    try:
        number = float(text)
    except ValueError as trouble:
        raise argparse.ArgumentTypeError("a number of dots") from trouble
    if not SMALLEST_PPI <= number <= LARGEST_PPI:
        raise argparse.ArgumentTypeError(f"from {SMALLEST_PPI:g} to {LARGEST_PPI:g}")
    return number


def run(args: argparse.Namespace, desk: Desk) -> int:
    if args.json:
        desk.stop.listen(sys.stdin)
    with desk.stop.on_signals(), CaseFile.open(args.case) as case:
        made = preview_report(
            case,
            now=desk.now(),
            language=args.language,
            paper=args.paper,
            redaction=args.redact,
            signers=() if args.signer is None else (args.signer,),
            ppi=args.ppi,
            cancelled=desk.stop.is_set,
        )
    if desk.stop.is_set():
        raise Cancelled("the preview was stopped")
    if args.json:
        _tell(made, desk)
    else:
        _write(made, args.out)
        desk.note(_sentence(made))
    return DONE


def _tell(made: PagePictures, desk: Desk) -> None:
    desk.say_json({"pages": len(made.pages), "shortened": made.is_shortened})
    for number, picture in enumerate(made.pages, start=1):
        desk.say_json({"page": number, "png": base64.b64encode(picture).decode("ascii")})


def _write(made: PagePictures, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FieldcaseError(f"{folder} is not empty; give a new or an empty folder for the pages")
        for number, picture in enumerate(made.pages, start=1):
            (folder / f"page-{number:03d}.png").write_bytes(picture)
    except OSError as trouble:
        raise FieldcaseError(f"the pages could not be written to {folder}: {trouble.strerror}") from trouble


def _sentence(made: PagePictures) -> str:
    words = f"{len(made.pages)} page{'' if len(made.pages) == 1 else 's'}"
    return f"{words}; long tables are cut, the report has more" if made.is_shortened else words
