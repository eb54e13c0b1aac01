"""fieldcase disclose: the records of single entries, with the proof that they belong to a scan."""

import argparse
from pathlib import Path

from app.commands.custody_forms import add_by_option
from app.commands.desk import DONE, Desk
from app.disclosing import disclose
from app.engine.lock import engine_lock
from app.moments import iso_utc
from app.store.case_file import CaseFile
from app.views.sentences import counted

DESCRIPTION = """\
Writes the records of the entries that are named, and nothing of the others. Each record comes with the hashes
that lead from it to the digest over all entries of its scan, and with the signed checkpoint of the custody
chain that states this digest. Whoever gets the file checks it with: fieldcase verify FILE.json"""
EXAMPLES = """\
examples:
  fieldcase disclose case.fieldcase "E1:0:/Users/bo/Pictures/a.jpg" --out one-record.json
  fieldcase disclose case.fieldcase 1000001042 1000002000-1000002010 --out records.json
Numbers are those of: fieldcase content"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument(
        "entries",
        nargs="+",
        metavar="ENTRY",
        help="EXHIBIT:VOLUME:/PATH as listed, or a number of an entry, or a span of them",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="new file")
    add_by_option(parser)


def run(args: argparse.Namespace, desk: Desk) -> int:
    with engine_lock(args.case), CaseFile.open(args.case, write=True, by=args.by) as case:
        done = disclose(case, args.entries, file=args.out, utc=iso_utc(desk.now()))
    desk.note(f"{counted(done.records, 'record is', 'records are')} in {args.out}")
    if done.checkpoint is None:
        desk.note(
            "no signed checkpoint holds the digest over all entries; sign one with: fieldcase sign CASE"
        )
    desk.say(f"SHA-256 {done.sha256.hex()}")
    return DONE
