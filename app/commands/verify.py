"""fieldcase verify: check a case, or a report folder, and say where it differs."""

import argparse
from pathlib import Path

from app.commands.desk import DIFFERS, DONE, Desk
from app.store.case_file import CaseFile
from app.store.checking import CaseDiffers, check_case
from app.store.opening import DATABASE_NAME
from app.views.sentences import counted
from reports.checking import MANIFEST, BundleDiffers, check_bundle

DESCRIPTION = """\
Of a case: the database, the guards that keep facts from being changed, every link of the custody chain, and
the findings of each finished scan against the digest in the chain. Of a report folder: every file against its
manifest, and the chain in it.
A chain cannot show that its end was cut off: compare the head with the one printed in the report."""
EXAMPLES = """\
examples:
  fieldcase verify case.fieldcase
  fieldcase verify case-report
exit status: 0 everything agrees, 4 something differs"""


_OF_A_REPORT = ("report.pdf", MANIFEST)  # either may have been removed


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", type=Path, metavar="CASE|BUNDLE")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace, desk: Desk) -> int:
    try:
        agrees, sentence = True, _check(args.what)
    except (CaseDiffers, BundleDiffers) as difference:
        agrees, sentence = False, str(difference)
    if args.json:
        desk.say_json({"agrees": agrees, "sentence": sentence})
    else:
        desk.say(("Agrees. " if agrees else "Differs. ") + sentence)
    return DONE if agrees else DIFFERS


def _check(what: Path) -> str:
    if not (what / DATABASE_NAME).exists() and any((what / name).exists() for name in _OF_A_REPORT):
        return check_bundle(what)
    with CaseFile.open(what) as case:
        checked = check_case(case)
    events = counted(checked.head.count, "custody event", "custody events")
    scans = counted(checked.scans, "finished scan", "finished scans")
    return f"{events} and the findings of {scans} are as they were written. Chain head {checked.head.sha256}"
