"""fieldcase list: what a case holds, as a table, JSON lines or CSV, on standard output."""

import argparse
import csv
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.commands.desk import DONE, Desk
from app.store.case_file import CaseFile
from app.views.records import RECORDS, Record

DESCRIPTION = "Writes what the newest scan of each exhibit found. Nothing but data goes to standard output."
EXAMPLES = """\
examples:
  fieldcase list case.fieldcase hits
  fieldcase list case.fieldcase entries --format jsonl --with extents > entries.jsonl"""

TABLE_ROWS = 500


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument("what", choices=tuple(RECORDS))
    parser.add_argument(
        "--format", choices=("table", "jsonl", "csv"), default="table", help="default: %(default)s"
    )
    parser.add_argument(
        "--with",
        dest="extra",
        action="append",
        choices=("extents",),
        default=[],
        help="fields that are left out otherwise",
    )


def run(args: argparse.Namespace, desk: Desk) -> int:
    with CaseFile.open(args.case) as case:
        records = RECORDS[args.what](case, with_extents="extents" in args.extra)
        writer = {"table": _write_table, "jsonl": _write_jsonl, "csv": _write_csv}[args.format]
        writer(records, desk)
    return DONE


def _write_jsonl(records: Iterable[Record], desk: Desk) -> None:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for record in records:
        desk.out.write(encode(record) + "\n")


def _write_csv(records: Iterator[Record], desk: Desk) -> None:
    first = next(records, None)
    if first is None:
        return
    writer = csv.writer(desk.out)
    writer.writerow(first)
    for record in chain([first], records):
        writer.writerow(_cell(value) for value in record.values())


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # A spreadsheet would run what begins like a formula; the apostrophe makes it text. JSON lines keep
        # the exact value.
        return "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list, bool)) else str(value)


def _write_table(records: Iterator[Record], desk: Desk) -> None:
    shown: list[Record] = []
    more = 0
    for record in records:
        if len(shown) < TABLE_ROWS:
            shown.append(record)
        else:
            more += 1
    if not shown:
        desk.note("nothing to list")
        return
    table = Table(box=None, pad_edge=False)
    for name in shown[0]:
        table.add_column(name, overflow="fold")
    for record in shown:
        table.add_row(*(Text("" if value is None else str(value)) for value in record.values()))
    width = None if desk.out.isatty() else 240
    Console(file=desk.out, width=width, highlight=False).print(table)
    if more:
        desk.note(f"{more:,} more rows; --format csv or jsonl lists them all")
