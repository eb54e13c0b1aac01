"""fieldcase content: the first bytes of one entry, raw on standard output. The desktop's hex view asks for
them.
"""

import argparse
import sys
from pathlib import Path

from app.commands.desk import DONE, Desk
from app.engine.session import ExhibitSource, ReaderSession
from app.engine.watchdog import Patience
from app.store.case_file import CaseFile
from app.store.opening import CaseTrouble
from app.store.reading_plan import work_item
from app.store.results import entries_by_id
from forensics.entries import Content
from forensics.reader.protocol import Head, ReadHead

DESCRIPTION = "Reads an entry's content from the evidence, by its number in the case."
EXAMPLES = """\
example:
  fieldcase content case.fieldcase 1042 --length 4096 | xxd"""

MAX_LENGTH = 1 << 20
PATIENCE = Patience(silent_s=60.0)


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument("entry", type=int, metavar="NUMBER")
    parser.add_argument(
        "--length", type=int, default=4096, metavar="BYTES", help="at most 1 MiB; default: %(default)s"
    )


def _is_number(entry: int) -> bool:
    return 0 < entry < 1 << 63  # what the database can hold


def run(args: argparse.Namespace, desk: Desk) -> int:
    with CaseFile.open(args.case) as case:
        with case.reading() as connection:
            row = entries_by_id(connection, [args.entry]).get(args.entry) if _is_number(args.entry) else None
        if row is None:
            raise CaseTrouble(f"this case has no entry number {args.entry}")
        if row.content != Content.PRESENT.value:
            raise CaseTrouble(f"entry {args.entry} has no content to show")
        exhibit = case.exhibit(row.exhibit)
    source = ExhibitSource(label=exhibit.label, source=exhibit.source, size_bytes=exhibit.size_bytes)
    with ReaderSession(source, start_reader=desk.start_reader, cancelled=desk.stop.is_set) as session:
        session.open()
        session.send(ReadHead(item=work_item(row), length=max(0, min(args.length, MAX_LENGTH))))
        head = session.expect(Head, PATIENCE)
    sys.stdout.buffer.write(head.data)
    sys.stdout.buffer.flush()
    return DONE
