"""fieldcase case: make a case, say what belongs to it and who takes part, show, close and reopen it."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.custody_forms import (
    WITHDRAWS,
    Said,
    add_by_option,
    add_case_options,
    add_person_options,
    said,
    shown,
)
from app.commands.desk import DONE, Desk
from app.custody import CustodyState, custody_state
from app.custody.acts import close_case, describe_case, record_person, reopen_case
from app.custody.forms import case_changes
from app.custody.supplied import ROLES, STANDINGS, free_text, line_of_text
from app.engine.lock import engine_lock
from app.moments import iso_utc
from app.signing import add_signing_options, identity_for
from app.store.case_file import CaseFile, CaseForm
from app.tool import tool_versions
from app.views.sentences import counted
from forensics.custody import EMPTY_CHAIN
from forensics.errors import FieldcaseError

if TYPE_CHECKING:
    from collections.abc import Callable

DESCRIPTION = f"""\
Makes a case folder: facts in an append-only database, each act linked to the one before.
What is said of a case and its persons are acts too: a correction is one more, and the first stays readable.
{WITHDRAWS}"""
EXAMPLES = """\
examples:
  fieldcase case new raid-12.fieldcase --number 2026-1187 --examiner "K. Osei" --standing sworn
  fieldcase case set raid-12.fieldcase --authority-kind "search warrant" --authority-number 26-MJ-0042
  fieldcase case set raid-12.fieldcase --referral "CyberTip 123456789" --logo agency.png
  fieldcase case person raid-12.fieldcase --name "M. Adair" --role lab       the next person: P2
  fieldcase case person raid-12.fieldcase --id P2 --standing civilian        a correction
  fieldcase case close raid-12.fieldcase"""


def register(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(
        dest="act", required=True, metavar="new | set | person | show | close | reopen"
    )
    _register_new(acts.add_parser("new", help="make a case", description=DESCRIPTION))
    described = acts.add_parser(
        "set", help="say what belongs to a case, or correct it", description=WITHDRAWS
    )
    described.add_argument("case", type=Path, metavar="CASE")
    add_case_options(described, later=True)
    described.add_argument(
        "--logo", type=Path, metavar="FILE.png", help="the agency's, for the report's head"
    )
    person = acts.add_parser("person", help="add a person to a case, or correct one", description=WITHDRAWS)
    person.add_argument("case", type=Path, metavar="CASE")
    person.add_argument("--id", metavar="ID", help="the person to correct; without it a new one is added")
    add_person_options(person)
    show = acts.add_parser("show", help="what is on record of a case, and of its persons")
    show.add_argument("case", type=Path, metavar="CASE")
    show.add_argument("--json", action="store_true", help="one JSON object")
    close = acts.add_parser("close", help="end the work on a case; signed where there is a key")
    close.add_argument("case", type=Path, metavar="CASE")
    add_signing_options(close)
    reopen = acts.add_parser("reopen", help="go on with a closed case")
    reopen.add_argument("case", type=Path, metavar="CASE")
    reopen.add_argument("--reason", default="more work was asked for", metavar="TEXT", help="%(default)s")
    for each in (described, person, close, reopen):
        add_by_option(each)


def _register_new(new: argparse.ArgumentParser) -> None:
    new.add_argument("case", type=Path, metavar="CASE", help="folder to make, as a rule NAME.fieldcase")
    new.add_argument("--number", required=True, help="case number")
    new.add_argument("--examiner", required=True, metavar="NAME")
    new.add_argument("--examiner-number", metavar="TEXT", help="the agency's number of the examiner")
    new.add_argument("--role", choices=ROLES, default="examiner", help="of the examiner; %(default)s")
    new.add_argument("--standing", choices=STANDINGS, help="of the examiner")
    new.add_argument("--title")
    new.add_argument("--agency")
    new.add_argument(
        "--authority",
        metavar="TEXT",
        help="warrant, consent or other legal authority, as it should be printed",
    )
    add_case_options(new, later=False)


def run(args: argparse.Namespace, desk: Desk) -> int:
    acts: dict[str, Callable[[argparse.Namespace, Desk], None]] = {
        "new": _new,
        "set": _set,
        "person": _person,
        "show": _show,
        "close": _close,
        "reopen": _reopen,
    }
    acts[args.act](args, desk)
    return DONE


def _new(args: argparse.Namespace, desk: Desk) -> None:
    told = said(args)
    if args.agency and "agency" in told:
        told["agency"]["name"] = args.agency  # or the address alone would withdraw the name
    form = CaseForm(
        number=args.number,
        examiner=args.examiner,
        title=_given(args.title, "title"),
        agency=_given(args.agency, "agency"),
        authority=_given(args.authority, "authority", has_lines=True),
        examiner_number=_given(args.examiner_number, "examiner's number"),
        role=args.role,
        standing=args.standing,
        particulars=case_changes(CustodyState(head=EMPTY_CHAIN), told),
    )
    CaseFile.create(args.case, form, utc=iso_utc(desk.now()), tool=tool_versions()).close()
    desk.note(f"case {args.number} is in {args.case}")


def _given(text: str | None, what: str, *, has_lines: bool = False) -> str | None:
    if not text or not text.strip():
        return None
    return (free_text if has_lines else line_of_text)(what, text)


def _set(args: argparse.Namespace, desk: Desk) -> None:
    told = said(args)
    if not told and args.logo is None:
        raise FieldcaseError("nothing was said of the case; see fieldcase case set --help")
    with CaseFile.open(args.case, write=True, by=args.by) as case:
        fields = describe_case(case, told, utc=iso_utc(desk.now()), logo=args.logo)
    desk.note(f"on record: {_listed(fields)}")


def _listed(fields: tuple[str, ...]) -> str:
    return ", ".join(field.replace("_", " ") for field in fields)


def _person(args: argparse.Namespace, desk: Desk) -> None:
    with CaseFile.open(args.case, write=True, by=args.by) as case:
        person = record_person(case, said(args), utc=iso_utc(desk.now()), person=args.id)
        with case.reading() as connection:
            name = custody_state(connection).name_of(person)
    desk.say(person)
    desk.note(f"{name} is {person} of this case")


def _show(args: argparse.Namespace, desk: Desk) -> None:
    with CaseFile.open(args.case) as case:
        record = case.record()
        with case.reading() as connection:
            state = custody_state(connection)
        exhibits = [row.label for row in case.exhibits()]
    told: Said = {
        "number": record.number,
        "created_at": record.created_at,
        "closed_at": state.closed_at,
        "authority_text": record.authority,
        "case": asdict(state.case),
        "persons": {key: asdict(person) for key, person in state.persons.items()},
        "exhibits": {label: asdict(state.described(label)) for label in exhibits},
        "photographs": [asdict(each) for each in state.photographs],
        "transfers": [asdict(each) for each in state.transfers],
        "checkpoints": [dict(each.statement) | {"sequence": each.sequence} for each in state.checkpoints],
        "chain": {"count": state.head.count, "head_sha256": state.head.sha256},
    }
    if args.json:
        desk.say_json(told)
        return
    lists = ("photographs", "transfers", "checkpoints")
    for label, text in shown({name: value for name, value in told.items() if name not in lists}):
        desk.say_row(label, text)
    for name in lists:
        desk.say_row(name, f"{len(told[name]):,}")


def _close(args: argparse.Namespace, desk: Desk) -> None:
    identity = identity_for(args, desk, or_unsigned=True)
    with engine_lock(args.case), CaseFile.open(args.case, write=True, by=args.by) as case:
        unfinished = [row.label for row in case.exhibits() if _is_unfinished(case, row.id)]
        close_case(case, identity, utc=iso_utc(desk.now()))
        number = case.record().number
    seal = f"signed by {identity.signer.name}" if identity is not None else "not signed"
    desk.note(f"case {number} is closed; {seal}")
    if unfinished:
        scans = counted(len(unfinished), "scan is", "scans are")
        desk.note(f"{scans} not at the end ({', '.join(unfinished)}); reopen the case to go on")


def _is_unfinished(case: CaseFile, exhibit: int) -> bool:
    scan = case.last_scan(exhibit)
    return scan is not None and scan.finished_at is None


def _reopen(args: argparse.Namespace, desk: Desk) -> None:
    with CaseFile.open(args.case, write=True, by=args.by) as case:
        reopen_case(case, reason=args.reason, utc=iso_utc(desk.now()))
    desk.note("the case is open again")
