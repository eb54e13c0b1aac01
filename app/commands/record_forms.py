"""Records as JSON lines or CSV on standard output."""

import argparse
import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.commands.desk import Desk

Record = Mapping[str, Any]  # Any: JSON values


def add_format_option(parser: argparse.ArgumentParser, *, plain: str) -> None:
    """`plain` names the form for people, which is the usual one."""
    parser.add_argument(
        "--format", choices=(plain, "jsonl", "csv"), default=plain, help="default: %(default)s"
    )


def write_records(records: Iterable[Record], desk: Desk, *, form: str, fields: Sequence[str]) -> None:
    """`form` is jsonl or csv; `fields` are the columns of CSV, in their order."""
    if form == "jsonl":
        write_jsonl(records, desk)
    else:
        write_csv(records, desk, fields=fields)


def write_jsonl(records: Iterable[Record], desk: Desk) -> None:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for record in records:
        desk.out.write(encode(record) + "\n")


def write_csv(records: Iterable[Record], desk: Desk, *, fields: Sequence[str]) -> None:
    writer = csv.writer(desk.out)
    writer.writerow(fields)
    for record in records:
        writer.writerow(csv_cells(record, fields))


def csv_cells(record: Record, fields: Sequence[str]) -> list[str]:
    return [_cell(record.get(name)) for name in fields]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # A spreadsheet would run what begins like a formula; the apostrophe makes it text. JSON lines keep
        # the exact value.
        return "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list, bool)) else str(value)
