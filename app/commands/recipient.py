"""fieldcase recipient: the key of somebody whom bundles are sealed to."""

import argparse
from pathlib import Path

from app.commands.desk import DONE, Desk
from app.moments import iso_utc
from forensics.errors import FieldcaseError

DESCRIPTION = """\
Makes the key of a recipient: a secret file that opens what is sealed to it, and a public key (age1...) for
whoever seals. The Debian tool age-keygen makes the same."""
EXAMPLES = """\
example:
  fieldcase recipient new --out laboratory.key      prints the public key to hand on"""


def register(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    new = acts.add_parser("new", help="make a key")
    new.add_argument("--out", type=Path, required=True, metavar="F", help="new file for the secret key")


def run(args: argparse.Namespace, desk: Desk) -> int:
    from reports.sealing.envelopes import new_recipient
    from reports.sealing.identity import write_secret

    secret, public = new_recipient()
    text = f"# created: {iso_utc(desk.now())}\n# public key: {public}\n{secret}\n"
    try:
        write_secret(args.out, text.encode("ascii"))
    except FileExistsError as trouble:
        raise FieldcaseError(
            f"{args.out} exists; a key is never overwritten. Give another --out."
        ) from trouble
    except OSError as trouble:
        raise FieldcaseError(f"The key could not be written to {args.out}: {trouble.strerror}.") from trouble
    desk.say(public)
    desk.note(f"who has {args.out} opens what is sealed to this key; the file is not locked, keep it safe")
    return DONE
