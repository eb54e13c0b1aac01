"""fieldcase mark: marks, notes and bookmarks on entries of a case, each an event of the custody chain."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.answers import TroubleSentence
from app.commands.custody_forms import add_by_option
from app.commands.desk import DONE, Desk
from app.moments import iso_utc
from app.open_case import OpenCase
from app.review.acts import Reviewer
from app.review.reading import ReviewReader
from app.rows import EntryFilter, UndoneRow
from app.store.case_file import CaseFile
from app.views.sentences import counted
from forensics.errors import FieldcaseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

DESCRIPTION = """\
Says something of entries: each act is one event of the custody chain, and taking it back is another.
Entries are chosen by their numbers, which the desktop and `list marks` show, or by a filter."""
EXAMPLES = """\
examples:
  fieldcase mark case.fieldcase --where 'set:"Project list" path:DCIM' --category 2 --scheme "VICS 2.0 US"
  fieldcase mark case.fieldcase 1000000038 --note "seen before in the Harbour case"
  fieldcase mark case.fieldcase 1000000038 --no-category
  fieldcase mark case.fieldcase --undo"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument("entries", type=int, nargs="*", metavar="ENTRY")
    parser.add_argument("--where", metavar="FILTER", help="entries that this filter finds")
    act = parser.add_mutually_exclusive_group(required=True)
    act.add_argument("--category", metavar="CODE", help="give them this category")
    act.add_argument("--no-category", action="store_true", help="take their marks away")
    act.add_argument("--note", metavar="TEXT", help="an empty one takes the note away")
    act.add_argument("--bookmark", action=argparse.BooleanOptionalAction, help="or take the bookmark away")
    act.add_argument("--undo", action="store_true", help="take back the last act that is not taken back yet")
    act.add_argument("--redo", action="store_true", help="do again what was taken back last")
    parser.add_argument("--scheme", metavar="NAME", help="whose category it is; without it a plain number")
    add_by_option(parser)


def run(args: argparse.Namespace, desk: Desk) -> int:
    with CaseFile.open(args.case, write=True, by=args.by) as case:
        reviewer = Reviewer(case, ReviewReader())
        if args.undo or args.redo:
            take = reviewer.undo if args.undo else reviewer.redo
            desk.note(_again_words(take(utc=iso_utc(desk.now())), is_undo=args.undo))
            return DONE
        entries = _chosen(args, desk)
        sequence = _acts(args, reviewer, entries)(desk.now())
    desk.note(f"{counted(len(entries), 'entry', 'entries')}, event {sequence:,}")
    return DONE


def _chosen(args: argparse.Namespace, desk: Desk) -> Sequence[int]:
    if bool(args.entries) == (args.where is not None):
        raise FieldcaseError("say which entries: by their numbers, or with --where")
    if args.where is None:
        return list(args.entries)
    with OpenCase(CaseFile.open(args.case), now=desk.now) as opened:
        try:
            entries = opened.entry_ids(EntryFilter.of(args.where), None)
        except TroubleSentence as trouble:
            raise FieldcaseError(str(trouble)) from trouble
    if not entries:
        raise FieldcaseError(f"no entry fits {args.where!r}")
    return entries


def _acts(
    args: argparse.Namespace, reviewer: Reviewer, entries: Sequence[int]
) -> "Callable[[datetime], int]":
    """What is said of the entries."""
    if args.note is not None:
        text = args.note if args.note.strip() else None
        return lambda now: reviewer.note(entries, text=text, utc=iso_utc(now))
    if args.bookmark is not None:
        return lambda now: reviewer.bookmark(entries, is_on=args.bookmark, utc=iso_utc(now))
    category = None if args.no_category else args.category
    return lambda now: reviewer.mark(entries, category=category, scheme=args.scheme, utc=iso_utc(now))


def _again_words(row: UndoneRow | None, *, is_undo: bool) -> str:
    if row is None:
        return "there is nothing to take back" if is_undo else "nothing was taken back"
    done = "taken back" if is_undo else "done again"
    entries = counted(len(row.entries), "entry", "entries")
    return f"event {row.undone:,} is {done} for {entries}, by event {row.sequence:,}"
