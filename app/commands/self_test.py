"""fieldcase self-test: what this program finds where the answer is known."""

import argparse
from pathlib import Path

from app.commands.desk import DIFFERS, DONE, Desk
from app.engine.running import record_self_test
from app.engine.self_testing import SelfTested, self_test
from app.moments import iso_utc
from app.program_digest import program_files
from app.store.case_file import CaseFile

DESCRIPTION = """\
Gives a reader a small disk and a set whose answers are known from other tools, on the way that a scan takes,
and holds what it finds against them: digests of messages from RFC 1321 and FIPS 180, files of three file
systems, one content that must be found, others that must not, and damaged copies that must be refused.
Every scan does the same before it begins."""
EXAMPLES = """\
examples:
  fieldcase self-test
  fieldcase self-test --case case.fieldcase                recorded in its custody chain
  fieldcase self-test --program-files | sha256sum          the program's digest, from its parts
exit status: 0 passed, 4 something was not found as it must be"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--case", type=Path, metavar="CASE", help="record it as an event of this case")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--program-files",
        action="store_true",
        help="test nothing; list the files that the program's digest covers",
    )


def run(args: argparse.Namespace, desk: Desk) -> int:
    if args.program_files:
        desk.out.write(program_files())
        return DONE
    tested = _tested(args.case, desk)
    if args.json:
        desk.say_json(tested.payload())
    else:
        _say(tested, desk)
    return DONE if tested.passed else DIFFERS


def _tested(folder: Path | None, desk: Desk) -> SelfTested:
    with desk.start_reader() as reader:
        if folder is None:
            return self_test(reader)
        with CaseFile.open(folder, write=True) as case:
            tested = self_test(reader)
            record_self_test(case, tested, utc=iso_utc(desk.now()))
        return tested


def _say(tested: SelfTested, desk: Desk) -> None:
    for check in tested.checks:
        desk.say(f"{'passed' if check.passed else 'FAILED'}  {check.what}: {check.got}")
        if not check.passed:
            desk.say(f"        expected: {check.expected}")
    desk.say(tested.sentence())
