"""fieldcase sign: a signed checkpoint of a case, on request."""

import argparse
from pathlib import Path

from app.commands.custody_forms import add_by_option
from app.commands.desk import DONE, Desk
from app.custody.acts import sign_checkpoint
from app.moments import iso_utc
from app.signing import add_signing_options, identity_needed
from app.store.case_file import CaseFile
from app.views.sentences import counted

DESCRIPTION = """\
Signs how many events the custody chain has and the SHA-256 of the last one. From then on an end of the chain
that was cut off shows, and whoever rewrote the chain would need the key.
Scans, reports, transfers and the closing of a case do the same where there is a key."""
EXAMPLES = """\
example:
  fieldcase sign case.fieldcase
  fieldcase sign case.fieldcase --sign-with osei.p12"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    add_signing_options(parser)
    add_by_option(parser)


def run(args: argparse.Namespace, desk: Desk) -> int:
    identity = identity_needed(args, desk)
    with CaseFile.open(args.case, write=True, by=args.by) as case:
        checkpoint = sign_checkpoint(case, identity, occasion="request", utc=iso_utc(desk.now()))
    events = counted(checkpoint.head.count, "event", "events")
    desk.note(f"{identity.signer.name} signed {events}; chain head {checkpoint.head.sha256}")
    return DONE
