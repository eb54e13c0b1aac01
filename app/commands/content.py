"""fieldcase content: the first bytes of one entry, raw on standard output, for scripts of a laboratory."""

import argparse
import sys
from pathlib import Path

from app.commands.desk import DONE, Desk
from app.commands.secrets_again import add_again_option, secrets_again
from app.engine.added_later import NO_SECRETS, wants_secrets
from app.store.case_file import CaseFile
from app.store.opening import CaseTrouble
from app.store.results import entries_by_id
from app.viewing.contents import Contents

DESCRIPTION = """\
Reads an entry's content from the evidence, by its number in the case. It is no look: no picture is made, and
neither the custody chain nor a limit of looks knows of it."""
EXAMPLES = """\
example:
  fieldcase content case.fieldcase 1042 --length 4096 | xxd"""

MAX_LENGTH = 1 << 20


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument("entry", type=int, metavar="NUMBER")
    parser.add_argument(
        "--length", type=int, default=4096, metavar="BYTES", help="at most 1 MiB; default: %(default)s"
    )
    add_again_option(parser)


def _secrets(case: CaseFile, entry: int, desk: Desk) -> dict[tuple[str, int], bytes]:
    with case.reading() as connection:
        row = entries_by_id(connection, [entry]).get(entry)
    return {} if row is None else secrets_again(tuple(wants_secrets(case, [case.exhibit(row.exhibit)])), desk)


def run(args: argparse.Namespace, desk: Desk) -> int:
    length = max(0, min(args.length, MAX_LENGTH))
    with CaseFile.open(args.case) as case:
        secrets = _secrets(case, args.entry, desk) if args.unlock else NO_SECRETS
        with Contents(
            case, start_reader=desk.start_reader, cancelled=desk.stop.is_set, secrets=secrets
        ) as contents:
            read = contents.read(args.entry, offset=0, length=length)
    if read.unreadable or read.reason is not None:
        raise CaseTrouble(read.reason or "a part of the content cannot be read")
    sys.stdout.buffer.write(read.data)
    sys.stdout.buffer.flush()
    return DONE
