"""fieldcase countersign: a second person signs the last checkpoint of a case, or a bundle."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.custody_forms import add_by_option
from app.commands.desk import DONE, Desk
from app.custody.acts import countersign
from app.moments import iso_utc
from app.signing import add_signing_options, identity_needed
from app.store.case_file import CaseFile
from app.store.opening import DATABASE_NAME
from forensics.errors import FieldcaseError

if TYPE_CHECKING:
    from reports.sealing.identity import Identity

DESCRIPTION = """\
Of a case: signs the statement of its last checkpoint with another key than those that signed it.
Of a report folder: puts a second signature beside the first, over the same tag manifest."""
EXAMPLES = """\
examples:
  fieldcase countersign case.fieldcase --sign-with supervisor.p12 --by P2
  fieldcase countersign case-report --sign-with supervisor.p12"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", type=Path, metavar="CASE|BUNDLE")
    add_signing_options(parser)
    add_by_option(parser)


def run(args: argparse.Namespace, desk: Desk) -> int:
    identity = identity_needed(args, desk)
    if (args.what / DATABASE_NAME).exists():
        _countersign_case(args, desk, identity)
    else:
        _countersign_bundle(args, desk, identity)
    return DONE


def _countersign_case(args: argparse.Namespace, desk: Desk, identity: "Identity") -> None:
    with CaseFile.open(args.what, write=True, by=args.by) as case:
        checkpoint = countersign(case, identity, utc=iso_utc(desk.now()))
    desk.note(
        f"{identity.signer.name} counter-signed the checkpoint of event {checkpoint.sequence}: "
        f"{checkpoint.head.count:,} events, head {checkpoint.head.sha256}"
    )


def _countersign_bundle(args: argparse.Namespace, desk: Desk, identity: "Identity") -> None:
    if args.by is not None:
        raise FieldcaseError("--by names a person of a case; a bundle is signed in the key's own name")
    from reports.countersigning import countersign_bundle

    name = countersign_bundle(args.what, identity, at=desk.now())
    desk.note(f"{identity.signer.name} counter-signed {args.what}: {name}")
