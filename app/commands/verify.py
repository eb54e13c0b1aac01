"""fieldcase verify: check a case, a report bundle or a disclosure, and say part by part where it differs."""

import argparse
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from app.commands.desk import DIFFERS, DONE, Desk
from app.custody.checking import SealsCheck, check_seals
from app.moments import iso_utc
from app.store.case_file import CaseFile
from app.store.checking import CaseDiffers, check_case
from app.store.custody_log import custody_events
from app.store.opening import DATABASE_NAME, CaseTrouble
from app.views.sentences import counted
from forensics.errors import FieldcaseError
from reports.checking import MOST_PARTS, PartState, PartVerdict, Verdict, check_bundle, check_same_chain
from reports.layout import is_bundle

DESCRIPTION = """\
Of a case: the database, the guards that keep facts from being changed, every link of the custody chain, and
the findings of each finished scan against the digest in the chain. Of a report bundle, as a folder or a zip:
every file against its manifests, signatures, stamps, the chain with its checkpoints, and every form of the
data against the others; this needs no case. Of a disclosure: each record against the signed scan.
A chain cannot show that its end was cut off: compare the head with the one printed in the report, or give a
bundle of the case with --with."""
EXAMPLES = """\
examples:
  fieldcase verify case.fieldcase
  fieldcase verify case.fieldcase --with case-report
  fieldcase verify case-report --trust laboratory.pem
  fieldcase verify case-report.zip
exit status: 0 everything agrees, 4 something differs"""

_CUT_OFF = "an end of the chain that was cut off may not show"
_SHOWN = {
    PartState.AGREES: "agrees",
    PartState.DIFFERS: "DIFFERS",
    PartState.NOT_PRESENT: "not present",
    PartState.NOT_CHECKED: "not checked",
}


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", type=Path, metavar="CASE|BUNDLE|DISCLOSURE")
    parser.add_argument(
        "--trust",
        action="append",
        type=Path,
        default=[],
        metavar="CERT.pem",
        help="certificate you got another way; signatures must lead to it (may be repeated)",
    )
    parser.add_argument(
        "--with", dest="with_bundle", type=Path, metavar="BUNDLE", help="report of this case: same chain?"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--progress", choices=("json", "none"), default="none", help="with json: each part as it is tried"
    )


def run(args: argparse.Namespace, desk: Desk) -> int:
    told = _Told(desk) if args.progress == "json" else _Untold()
    verdict = _verdict(args, utc=iso_utc(desk.now()), at_part=told.part)
    if args.json:
        parts = [asdict(part) for part in verdict.parts]
        desk.say_json({"agrees": verdict.agrees, "sentence": verdict.sentence, "parts": parts})
    else:
        desk.say(("Agrees. " if verdict.agrees else "Differs. ") + verdict.sentence)
        for part in verdict.parts if len(verdict.parts) > 1 else ():
            desk.say(f"{_SHOWN[part.state]:<11}  {part.part}: {part.sentence}")
    return DONE if verdict.agrees else DIFFERS


class _Untold:
    def part(self, name: str) -> None:
        """Nobody follows."""


class _Told(_Untold):
    """Each part as a JSON line before it is tried, with how many there will be at most."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._done = desk, 0

    def part(self, name: str) -> None:
        self._desk.say_json(
            {"phase": "verifying", "entries_done": self._done, "entries_total": MOST_PARTS, "current": name}
        )
        self._done = min(self._done + 1, MOST_PARTS)


def _verdict(args: argparse.Namespace, *, utc: str, at_part: Callable[[str], None]) -> Verdict:
    what: Path = args.what
    if (what / DATABASE_NAME).exists():
        if args.trust:
            raise CaseTrouble("--trust is for reports and disclosures; verify a report of this case with it")
        return _case_verdict(what, args.with_bundle, utc=utc)
    if args.with_bundle is not None:
        raise CaseTrouble(f"--with compares a case with its report, and {what} is no case")
    if what.suffix.lower() == ".json" and what.is_file():
        return _disclosure_verdict(what, anchors=_anchors(args.trust))
    if _is_packed(what) or is_bundle(what):
        return check_bundle(what, anchors=_anchors(args.trust), at_part=at_part)
    return _case_verdict(what, None, utc=utc)  # which says why it is no case


def _is_packed(what: Path) -> bool:
    return what.is_file() and (what.suffix.lower() == ".zip" or zipfile.is_zipfile(what))


def _anchors(paths: list[Path]) -> tuple[bytes, ...]:
    if not paths:
        return ()
    from reports.sealing.trust import read_anchors

    return read_anchors(paths)


def _case_verdict(what: Path, with_bundle: Path | None, *, utc: str) -> Verdict:
    """The case and its seals, and one part more where a report is held beside it."""
    with CaseFile.open(what) as case:
        try:
            checked = check_case(case)
            seals = check_seals(case, utc=utc)
        except CaseDiffers as difference:
            return Verdict(parts=(_part("Case", PartState.DIFFERS, str(difference)),))
        events = counted(checked.head.count, "custody event", "custody events")
        scans = counted(checked.scans, "finished scan", "finished scans")
        held = f"{events} and the findings of {scans} are as they were written"
        parts = [_part("Case", PartState.AGREES, held)]
        closing = f"Chain head {checked.head.sha256}"
        if seals.checkpoints:
            parts.append(_seals_part(seals))
        else:
            closing += "; no checkpoint is signed: whoever can write to the case could write its chain anew"
        if seals.unseen is not None:
            parts.append(_part("Seen before", PartState.NOT_CHECKED, f"{seals.unseen}; {_CUT_OFF}"))
        if with_bundle is not None:
            with case.reading() as connection:
                parts.append(check_same_chain(with_bundle, custody_events(connection)))
        return Verdict(parts=tuple(parts), closing=closing)


def _seals_part(seals: SealsCheck) -> PartVerdict:
    checkpoints = counted(seals.checkpoints, "signed checkpoint", "signed checkpoints")
    signatures = counted(seals.signatures, "signature holds", "signatures hold")
    keys = "; ".join(f"{each.name}, certificate {each.certificate_sha256.hex()}" for each in seals.signers)
    return _part("Seals", PartState.AGREES, f"{checkpoints}, {signatures}, by the key of {keys}")


def _part(part: str, state: PartState, sentence: str) -> PartVerdict:
    return PartVerdict(part=part, state=state, sentence=sentence)


def _disclosure_verdict(what: Path, *, anchors: tuple[bytes, ...]) -> Verdict:
    from reports.disclosure import verify_disclosure

    try:
        sentence = verify_disclosure(what, anchors=anchors)
        return Verdict(parts=(_part("Disclosure", PartState.AGREES, sentence),))
    except FieldcaseError as difference:
        return Verdict(parts=(_part("Disclosure", PartState.DIFFERS, str(difference).removesuffix(".")),))
