"""fieldcase list: what a case holds, as a table, JSON lines or CSV, on standard output."""

import argparse
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.commands.desk import DONE, Desk
from app.commands.record_forms import write_csv, write_jsonl
from app.listed_tables import ListingTrouble
from app.rows import EntryFilter, FilterTrouble
from app.rows.browsing import FIELDS
from app.store.case_file import CaseFile
from app.views.browse_rows import chosen_entries
from app.views.records import RECORDS, Record, fields_of

DESCRIPTION = "Writes what the newest scan of each exhibit found. Nothing but data goes to standard output."
EXAMPLES = """\
examples:
  fieldcase list case.fieldcase hits
  fieldcase list case.fieldcase conflicts                    contents that a notable and a known set both list
  fieldcase list case.fieldcase marks                        what was marked, noted and bookmarked
  fieldcase list case.fieldcase entries --where 'size:>1MB path:Users deleted:yes'
  fieldcase list case.fieldcase entries --format jsonl --with extents > entries.jsonl"""

TABLE_ROWS = 500
_TABLE_COLUMNS = {  # what fits a screen; the other forms give every field
    "entries": ("exhibit", "volume", "path", "stream", "size", "allocated", "kind", "outcome", "sha256"),
    "hits": (
        *("exhibit", "path", "stream", "size", "allocated"),
        *("set", "set_version", "role", "category", "category_label", "sha256"),
    ),
    "conflicts": (
        *("exhibit", "path", "notable_set", "notable_version", "notable_record", "category"),
        *("known_set", "known_version", "known_record", "sha256"),
    ),
    "coverage": (
        *("exhibit", "volume", "file_system", "state", "matched", "known", "compared", "ruled_out_by_size"),
        *("skipped_by_profile", "unreadable", "encrypted", "no_content", "waiting", "entries", "bytes_read"),
    ),
    "exhibits": ("exhibit", "description", "container", "size", "verified", "media_sha256"),
    "custody": ("sequence", "utc", "actor", "action", "subject", "sha256"),
    "marks": ("entry", "exhibit", "path", "category", "category_label", "note", "bookmarked"),
    "looks": ("sequence", "utc", "actor", "exhibit", "path", "known_match", "reason", "seconds"),
}
_SHORT_DIGEST = 16  # hexadecimal digits shown of a digest


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
    parser.add_argument(
        "--where",
        type=filter_asked,
        metavar="FILTER",
        help="of entries or hits those that fit, such as 'size:>1MB path:Users'; fields: "
        + ", ".join(name for name in FIELDS if name != "word"),
    )


def filter_asked(text: str) -> EntryFilter:
    """As argparse takes it: a mistake is its sentence."""
    try:
        return EntryFilter.of(text)
    except FilterTrouble as trouble:
        raise argparse.ArgumentTypeError(str(trouble)) from trouble


def run(args: argparse.Namespace, desk: Desk) -> int:
    with CaseFile.open(args.case) as case:
        records = RECORDS[args.what](case, with_extents="extents" in args.extra, **_chosen(case, args))
        if args.format == "jsonl":
            write_jsonl(records, desk)
        elif args.format == "csv":
            write_csv(records, desk, fields=fields_of(args.what, with_extents="extents" in args.extra))
        else:
            _write_table(records, desk, columns=_TABLE_COLUMNS.get(args.what))
    return DONE


def _chosen(case: CaseFile, args: argparse.Namespace) -> dict[str, frozenset[int]]:
    """The numbers of the entries asked for, where some are; raise ListingTrouble where none can be."""
    if args.where is None:
        return {}
    if args.what not in ("entries", "hits"):
        raise ListingTrouble("--where chooses entries and hits; leave it out, or list one of them")
    return {"chosen": chosen_entries(case, args.where)}


def _write_table(records: Iterator[Record], desk: Desk, *, columns: Sequence[str] | None) -> None:
    shown = list(islice(records, TABLE_ROWS))
    if not shown:
        desk.note("nothing to list")
        return
    names = columns or tuple(shown[0])
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, overflow="fold", no_wrap=name not in ("path", "reason", "description"))
    for record in shown:
        table.add_row(*(_shown(name, record[name]) for name in names))
    width = None if desk.out.isatty() else 200
    Console(file=desk.out, width=width, highlight=False).print(table)
    more = sum(1 for _ in records)
    if more:
        desk.note(f"{more:,} more rows; --format csv or jsonl lists them all")


def _shown(name: str, value: object) -> Text:
    """Words that a person reads faster than the fields of the other forms; digests cut short."""
    if name == "allocated":
        return Text("in use" if value else "deleted")
    if name.endswith("sha256") and isinstance(value, str):
        return Text(value[:_SHORT_DIGEST])
    if name == "entry":
        return Text(str(value))  # a number to type, not to count
    if isinstance(value, bool):
        return Text("yes" if value else "")
    return Text(f"{value:,}" if isinstance(value, int) else "" if value is None else str(value))
