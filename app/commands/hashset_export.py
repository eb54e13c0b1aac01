"""fieldcase hashset export: hits or chosen entries of a case as a known-hash set for others."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from app.case_sets import CaseRecords, set_origin, told_left_out
from app.case_sets.categories import CategoryRule, category_rule, usual_profile
from app.case_sets.named_entries import numbers_of
from app.commands.desk import DONE, Desk
from app.commands.showing import add_progress_option, meter_for
from app.engine.lock import engine_lock
from app.engine.progress import ProgressMeter
from app.moments import iso_utc
from app.store.case_file import CaseFile
from app.store.chosen_contents import Choice, LeftOut, count_places, left_out
from app.store.opening import CaseTrouble, store_trouble
from app.store.results import WAITING
from app.views.sentences import counted
from forensics.entries import Outcome
from reports.set_files import WrittenSet, beside, verify_free, write_set
from reports.set_files.content import CategoryDoubt, SetForm, SetOrigin

DESCRIPTION = """\
Writes contents of a case as a known-hash set: VICS 2.0 JSON, CSV or hashdeep, one record a content, and
beside it FILE.provenance.json, which says where each record comes from. Only contents with MD5, SHA-1 and
SHA-256 of all their bytes are written; what is left out is counted. The export is an event of the custody
chain.
Without a choice: every content that equals a record of a notable set."""
EXAMPLES = """\
examples:
  fieldcase hashset export case.fieldcase --out exports/hits.json
  fieldcase hashset export case.fieldcase --out exports/one.json --entry E1:2:/DCIM/a.jpg --category 2
  fieldcase hashset export case.fieldcase --out exports/dcim.csv --form csv --of entries --under /DCIM"""


def register(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `export` to the acts of `fieldcase hashset`."""
    parser = acts.add_parser(
        "export",
        help="write hits or chosen entries of a case as a set",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="new file")
    parser.add_argument(
        "--form", choices=tuple(form.value for form in SetForm), default="vics", help="default: %(default)s"
    )
    parser.add_argument(
        "--of",
        choices=("hits", "entries"),
        help="hits: contents equal to a record of a notable set; entries: any; default: hits, or entries "
        "where some are chosen by --entry, --entries-file or --outcome",
    )
    _register_choice(parser)
    parser.add_argument(
        "--category",
        metavar="CODE",
        help="category of every record; default: that of the notable records equalled, where they agree",
    )
    parser.add_argument(
        "--profile",
        metavar="NAME",
        help="country profile of VICS 2.0, whose categories are meant; default: that of the records equalled",
    )
    add_progress_option(parser)


def _register_choice(parser: argparse.ArgumentParser) -> None:
    choice = parser.add_argument_group("choice", "each option narrows")
    choice.add_argument("--exhibit", action="extend", nargs="+", default=[], metavar="ID")
    choice.add_argument("--volume", type=int, metavar="N")
    choice.add_argument("--under", metavar="PATH", help="a folder with all below it, as listed, from /")
    outcomes = (*(outcome.value for outcome in Outcome), WAITING)
    choice.add_argument("--outcome", action="extend", nargs="+", choices=outcomes, default=[], metavar="WORD")
    choice.add_argument(
        "--entry",
        action="extend",
        nargs="+",
        metavar="ENTRY",
        help="EXHIBIT:VOLUME:/PATH as listed, or a number of an entry, or a span of them",
    )
    choice.add_argument(
        "--entries-file",
        metavar="LIST",
        help="the same, one a line; - reads standard input to its first blank line",
    )


def run(args: argparse.Namespace, desk: Desk) -> int:
    named = _named_entries(args)
    if args.progress == "json":
        desk.stop.listen(sys.stdin)
    with (
        engine_lock(args.case),  # what is read twice must be the same twice
        CaseFile.open(args.case, write=True) as case,
        meter_for(args.progress, desk) as meter,
        desk.stop.on_signals(),
    ):
        _verify_place(case, args.out)
        choice = _choice(case, args, named)
        written, left = _export(case, choice, args, meter=meter, desk=desk)
        sentence = _summary(written, left, SetForm(args.form))
        meter.finish(status=DONE, sentence=sentence)
    desk.note(sentence)
    return DONE


def _named_entries(args: argparse.Namespace) -> list[str] | None:
    """What was named one by one; `None` when nothing was."""
    if args.entry is None and args.entries_file is None:
        return None
    named = [part for text in args.entry or () for part in _split_numbers(text)]
    if args.entries_file == "-":
        named += _lines_of(iter(sys.stdin.readline, ""))
    elif args.entries_file is not None:
        try:
            with Path(args.entries_file).open(encoding="utf-8-sig") as lines:
                named += (line.rstrip("\r\n") for line in lines if line.strip())
        except UnicodeDecodeError as trouble:
            raise CaseTrouble(f"{args.entries_file} is not UTF-8 text; save it as UTF-8") from trouble
    if not named:
        raise CaseTrouble(f"{args.entries_file} names no entry")
    return named


def _split_numbers(text: str) -> list[str]:
    """`1-5,9` is a list of numbers; a path may hold commas."""
    return text.split(",") if text[:1].isdecimal() and "/" not in text else [text]


def _lines_of(lines: Iterator[str]) -> list[str]:
    """To the first blank line; what follows is the word that stops the work."""
    named = []
    for line in lines:
        if not line.strip():
            break
        named.append(line.rstrip("\r\n"))
    return named


def _choice(case: CaseFile, args: argparse.Namespace, named: list[str] | None) -> Choice:
    of = args.of or ("entries" if named is not None or args.outcome else "hits")
    for label in args.exhibit:
        case.exhibit(label)
    if args.under is not None and not args.under.startswith("/"):
        raise CaseTrouble(f"--under takes a path from the root of a volume, such as /DCIM, not {args.under}")
    return Choice(
        only_hits=of == "hits",
        exhibits=tuple(dict.fromkeys(args.exhibit)),
        volume=args.volume,
        under=args.under,
        outcomes=tuple(dict.fromkeys(args.outcome)),
        entries=None if named is None else numbers_of(case, named),
    )


def _verify_place(case: CaseFile, out: Path) -> None:
    """Never over a file, never among evidence or the case's own files."""
    with store_trouble(case.folder):
        folder = out.parent.resolve()
        if folder == case.folder.resolve():
            raise CaseTrouble(
                f"{out} would stand among the case's own files; give a folder of its own for exports"
            )
        for exhibit in case.exhibits():
            places = {Path(path).resolve().parent for path, *_ in exhibit.segments}
            if folder in places | {Path(exhibit.source).resolve().parent}:
                raise CaseTrouble(
                    f"{out} would stand in the folder that holds the evidence of {exhibit.label}; "
                    "nothing is written there: give another folder"
                )
    verify_free(out)


def _export(
    case: CaseFile, choice: Choice, args: argparse.Namespace, *, meter: ProgressMeter, desk: Desk
) -> tuple[WrittenSet, LeftOut]:
    form = SetForm(args.form)
    profile = args.profile
    if profile is None and form is SetForm.VICS:
        profile = usual_profile(case, choice)
    rule = category_rule(form, given=args.category, profile=profile)
    with case.reading() as connection:
        left, places = left_out(connection, choice), count_places(connection, choice)
    origin = set_origin(case, choice, left=left, made_at=desk.now().replace(microsecond=0))
    meter.start_phase("exporting", exhibit=None, entries_total=2 * places)  # the set, then its provenance
    records = _records(case, choice, rule, meter=meter, desk=desk)
    written = write_set(args.out, records, form=form, profile=profile or "", origin=origin)
    try:
        _log(case, written, origin, form=form, desk=desk)
    except BaseException:
        written.remove()  # a set that the custody chain does not know is not handed out
        raise
    return written, left


def _records(
    case: CaseFile, choice: Choice, rule: CategoryRule, *, meter: ProgressMeter, desk: Desk
) -> CaseRecords:
    return CaseRecords(
        case,
        choice,
        rule=rule,
        advanced=lambda places: meter.advance(entries=places),
        cancelled=desk.stop.is_set,
    )


def _log(case: CaseFile, written: WrittenSet, origin: SetOrigin, *, form: SetForm, desk: Desk) -> None:
    case.log(
        utc=iso_utc(desk.now()),
        action="set.exported",
        subject=written.set_file.name,
        payload={
            "form": form.value,
            "chosen": origin.choice,
            "contents": written.contents,
            "places": written.places,
            "left_out": dict(origin.left_out),
            "chain_head": origin.chain_sha256,
            "files": {
                written.set_file.name: written.set_file.sha256.hex(),
                written.provenance.name: written.provenance.sha256.hex(),
            },
        },
    )


def _told_categories(written: WrittenSet) -> tuple[str, ...]:
    doubts = (f"{count:,} {_DOUBTS[doubt]}" for doubt, count in written.doubts)
    return (f"{written.with_category:,} with a category", *doubts)


_DOUBTS = {
    CategoryDoubt.OTHER_SCHEME: "without because that of the records equalled is of another scheme",
    CategoryDoubt.DISAGREEMENT: "without because the records equalled disagree",
}


def _summary(written: WrittenSet, left: LeftOut, form: SetForm) -> str:
    contents, places = (
        counted(written.contents, "content", "contents"),
        counted(written.places, "place", "places"),
    )
    parts = [
        f"{contents} in {places} written to {written.path}, SHA-256 {written.set_file.sha256.hex()}",
        f"where they come from: {beside(written.path)}",
        *(_told_categories(written) if form is not SetForm.HASHDEEP else ()),
        *(
            f"{count:,} chosen {'entry' if count == 1 else 'entries'} left out {why}"
            for why, count in told_left_out(left)
        ),
    ]
    return "; ".join(parts)
