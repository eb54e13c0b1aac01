"""fieldcase hashset columns: what the columns of a table seem to hold, before it is imported."""

import argparse
from dataclasses import asdict
from pathlib import Path

from app.commands.desk import DONE, Desk
from forensics.errors import HashSetRefused
from forensics.hashset.choosing import look_into
from forensics.hashset.columns import ColumnMap
from forensics.hashset.proposing import Proposal, propose

DESCRIPTION = """\
Shows the first rows of a table and which columns an import would take for what. Nothing is imported.
A map names the column of each kind by its head or its number from 1:
  md5, sha1, sha256, size, category, pdq, quality, photodna, and delimiter=tab|,|;  header=no"""
EXAMPLES = """\
examples:
  fieldcase hashset columns list.csv
  fieldcase hashset import list.csv --name N --columns 'md5=Hash,size=File Size,category=3,delimiter=;'"""
_JSON_BEGINS = ("[", "[{")
_WIDEST = 40  # characters of a cell that are shown


def register(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = acts.add_parser(
        "columns",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--columns", metavar="MAP", help="delimiter and header, where they are known")
    parser.add_argument("--member", metavar="M", help="name of the file inside an archive")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace, desk: Desk) -> int:
    columns = ColumnMap.parse(args.columns) if args.columns else None
    opening = look_into(args.file, columns=columns, member=args.member)
    if opening.first_line.replace(" ", "")[:2] in _JSON_BEGINS or opening.first_line.startswith("{"):
        raise HashSetRefused(f"{opening.shown} is JSON and no table; it is imported without a column map.")
    proposal = propose(opening, columns=columns)
    if proposal is None:
        raise HashSetRefused(f"{opening.shown} is not a table of text.")
    (_say_json if args.json else _say_text)(proposal, desk)
    return DONE


def _say_json(proposal: Proposal, desk: Desk) -> None:
    told = asdict(proposal)
    told["likely"] = None if proposal.likely is None else proposal.likely.spelled()
    desk.say_json(told)


def _say_text(proposal: Proposal, desk: Desk) -> None:
    for number, name in enumerate(proposal.names, start=1):
        values = [row[number - 1] for row in proposal.rows if len(row) >= number and row[number - 1].strip()]
        desk.say_row(str(number), _cut(name), ", ".join(_cut(value) for value in values[:2]))
    if proposal.likely is None:
        desk.say("No column can be compared.")
    else:
        desk.say(f"--columns '{proposal.likely.spelled()}'")
    for remark in (*proposal.doubts, *proposal.notes):
        desk.note(remark)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
