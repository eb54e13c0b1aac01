"""fieldcase compare: a laboratory's run against the one made on scene."""

import argparse
from pathlib import Path

from app.commands.desk import DIFFERS, DONE, Desk
from app.comparing import Comparison, compare_cases
from app.store.case_file import CaseFile
from app.store.opening import DATABASE_NAME, CaseTrouble
from app.views.sentences import counted
from reports.layout import is_bundle

DESCRIPTION = (
    "Compares the entries and hits of two cases: what only one has, what differs, and totals that close."
)
EXAMPLES = """\
example:
  fieldcase compare scene.fieldcase lab.fieldcase
exit status: 0 they agree, 4 they differ"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", type=Path, metavar="CASE")
    parser.add_argument("second", type=Path, metavar="CASE")
    parser.add_argument("--json", action="store_true", help="JSON lines: totals, then each difference")
    parser.add_argument(
        "--limit",
        type=int,
        default=100,
        metavar="N",
        help="differences shown of each kind; default: %(default)s",
    )


def run(args: argparse.Namespace, desk: Desk) -> int:
    if not (args.second / DATABASE_NAME).exists() and is_bundle(args.second):
        raise CaseTrouble(
            f"{args.second} is a report folder: check it with fieldcase verify; compare the case it came from"
        )
    with CaseFile.open(args.first) as first, CaseFile.open(args.second) as second:
        comparison = compare_cases(first, second, shown_limit=max(0, args.limit))
    (_say_json if args.json else _say_text)(comparison, desk)
    for way in comparison.other_ways:
        desk.note(
            f"{way.exhibit}: the first case was scanned as {way.first}, the second as {way.second}; "
            "digests that only one computed and content that only one ruled out count as different"
        )
    return DONE if comparison.agrees else DIFFERS


def _say_json(comparison: Comparison, desk: Desk) -> None:
    for tally in comparison.tallies:
        desk.say_json(
            {
                "what": tally.what,
                "first": tally.first,
                "second": tally.second,
                "same": tally.same,
                "different": tally.different,
                "only_first": tally.only_first,
                "only_second": tally.only_second,
            }
        )
    for difference in comparison.differences:
        desk.say_json({"what": difference.what, "side": difference.side.value} | difference.record)


def _say_text(comparison: Comparison, desk: Desk) -> None:
    for tally in comparison.tallies:
        plural = {"entry": "entries", "hit": "hits"}[tally.what]
        shared = f"{tally.same:,} same + {tally.different:,} different"
        desk.say(f"{plural} in the first   {tally.first:>12,} = {shared} + {tally.only_first:,} only there")
        desk.say(f"{plural} in the second  {tally.second:>12,} = {shared} + {tally.only_second:,} only there")
    for difference in comparison.differences:
        record = difference.record
        place = f"{record['exhibit']}, volume {record['volume']}: {record['path']}"
        facts = f"{record['size']:,} bytes, {record['outcome']}"
        desk.say(f"{difference.side.value}: {difference.what} {place} ({facts})")
    left = sum(t.different + t.only_first + t.only_second for t in comparison.tallies)
    left -= len(comparison.differences)
    if left:
        desk.say(f"and {counted(left, 'more difference', 'more differences')}; --limit N shows more")
    desk.say("The two cases agree." if comparison.agrees else "The two cases differ.")
