"""fieldcase report: the chain-of-custody report and the data behind it, as a signed BagIt folder."""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.desk import DONE, Desk
from app.commands.printing import languages, redaction_from
from app.commands.secrets_again import add_again_option, secrets_again
from app.commands.showing import add_progress_option, meter_for
from app.engine.added_later import NO_SECRETS, Secrets, wants_secrets
from app.engine.lock import engine_lock
from app.evidence_files import WARNING, chosen_files
from app.reporting import Course, ReportWish, export_report
from app.signing import KeyPlace, add_signing_options, default_place, identity_for, named_place, opened
from app.stamping import Authority, verify_address
from app.store.case_file import CaseFile
from app.store.chosen_contents import Choice
from forensics.errors import FieldcaseError
from reports.bundle import WrittenReport
from reports.content import Redaction

if TYPE_CHECKING:
    from reports.sealing.identity import Identity

DESCRIPTION = """\
Writes a new folder in the BagIt form: in data/ report.pdf (PDF/A-3a, signed), report.html and the data behind
them as CSV, XLSX, DFXML, JSON and text, the custody chain with its signed checkpoints; around it manifests, a
signature over them, and VERIFY.txt, which tells a stranger how to check all of it.
The report shows the case as it stands now; writing it is an event of the custody chain. Without a key it is
not signed, and says so."""
EXAMPLES = """\
examples:
  fieldcase report case.fieldcase --out case-report
  fieldcase report case.fieldcase --out copy --redact paths,names --unsigned
  fieldcase report case.fieldcase --out both --sign-with osei.p12 --countersign-with brandt.p12 --zip"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="new or empty folder")
    parser.add_argument("--paper", choices=("a4", "us-letter"), default="a4", help="default: %(default)s")
    parser.add_argument(
        "--language", choices=languages(), default="en", help="of everything that is written; default: en"
    )
    parser.add_argument(
        "--redact",
        type=redaction_from,
        default=Redaction(),
        metavar="WHAT",
        help="withhold paths, names or set-labels, or several with commas between, in every file of the copy",
    )
    parser.add_argument("--zip", action="store_true", help="the same once more as DIR.zip")
    parser.add_argument(
        "--at",
        type=_moment,
        metavar="MOMENT",
        help="moment the report bears, with the zone of its local times, such as 2026-11-22T17:05:00+01:00; "
        "default: now. The same case, moment and keys give the same bytes anywhere",
    )
    parser.add_argument(
        "--files",
        nargs="+",
        metavar="ENTRY",
        help="copies contents out of the evidence into the bundle: hits, or entries by number or as "
        "EXHIBIT:VOLUME:/path",
    )
    add_again_option(parser, otherwise="contents in them are not copied, and the bundle says so")
    parser.add_argument(
        "--tsa", metavar="URL", help="have the signatures stamped: connects to this authority and to no other"
    )
    parser.add_argument("--by", metavar="ID", help="person of the case who reports; default: its examiner")
    parser.add_argument("--place", metavar="TEXT", help="where it is signed, as the PDF says it")
    add_progress_option(parser)
    add_signing_options(parser)
    parser.add_argument("--countersign-with", metavar="FILE.p12", help="key file of a second person")
    parser.add_argument(
        "--countersign-passphrase-file", metavar="F", help="as --key-passphrase-file, of the second key"
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as trouble:
        raise argparse.ArgumentTypeError("a moment such as 2026-11-22T17:05:00Z") from trouble
    offset = moment.utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        raise argparse.ArgumentTypeError("a moment with its zone, such as 2026-11-22T17:05:00+01:00")
    return moment


def run(args: argparse.Namespace, desk: Desk) -> int:
    if args.tsa is not None:
        verify_address(args.tsa)
    identities = _identities(args, desk)
    if args.tsa is not None and not identities:
        raise FieldcaseError("A time stamp stands on a signature; sign the report, or stamp it later.")
    secrets = _secrets(args, desk) if args.unlock and args.files is not None else NO_SECRETS
    if args.progress == "json":  # behind the secrets, which may be the first lines of standard input
        desk.stop.listen(sys.stdin)
    with (
        engine_lock(args.case),  # the sums of a report close only while nobody adds to them
        CaseFile.open(args.case, write=True, by=args.by) as case,
        meter_for(args.progress, desk) as meter,
        desk.stop.on_signals(),
    ):
        meter.start_phase("reporting", exhibit=None)
        wish = ReportWish(
            paper=args.paper,
            language=args.language,
            redaction=args.redact,
            identities=identities,
            place=args.place,
            at=args.at,
            with_zip=args.zip,
            stamp=None if args.tsa is None else _authority(args.tsa, desk).stamp,
            files=None if args.files is None else _chosen(case, args.files, desk),
            secrets=secrets,
        )
        course = Course(now=desk.now, meter=meter, cancelled=desk.stop.is_set, start_reader=desk.start_reader)
        written = export_report(case, args.out, wish, course)
        sentence = _sentence(written, args.out, identities)
        meter.finish(status=DONE, sentence=sentence)
    desk.note(sentence)
    if written.zip_sha256 is not None:
        desk.say(f"{written.zip_sha256.hex()}  {written.zip}")
    return DONE


def _secrets(args: argparse.Namespace, desk: Desk) -> Secrets:
    with CaseFile.open(args.case) as case:
        return secrets_again(tuple(wants_secrets(case, case.exhibits())), desk)


def _authority(url: str, desk: Desk) -> Authority:
    return Authority(url=url, tell=desk.note, monotonic=desk.monotonic)


def _chosen(case: CaseFile, words: list[str], desk: Desk) -> Choice:
    choice = chosen_files(case, words)
    desk.note(WARNING)
    return choice


def _sentence(written: WrittenReport, out: Path, identities: "tuple[Identity, ...]") -> str:
    signed = f"signed by {' and '.join(i.signer.name for i in identities)}" if identities else "not signed"
    return f"the report is in {out}, {signed}: {len(written.files)} files; VERIFY.txt says how to check it"


def _identities(args: argparse.Namespace, desk: Desk) -> "tuple[Identity, ...]":
    """Who signs, opened; a second person only beside a first."""
    first = None if _stays_unsigned(args) else identity_for(args, desk)
    if first is not None and args.redact.names:
        desk.note(f"the names are withheld, and the signature names {first.signer.name}")
    if args.countersign_with is None:
        return () if first is None else (first,)
    if first is None:
        raise FieldcaseError(
            "A counter-signature stands beside a signature; name the first key with --sign-with FILE.p12."
        )
    place = KeyPlace(file=args.countersign_with)
    second = opened(place, desk, passphrase_file=args.countersign_passphrase_file)
    if second.certificate == first.certificate:
        raise FieldcaseError("The second signature must be another person's; both keys are the same.")
    return (first, second)


def _stays_unsigned(args: argparse.Namespace) -> bool:
    """A copy without names is signed only where the key is named with it: a signature names its signer."""
    if not args.redact.names or args.unsigned or named_place(args) is not None:
        return False
    if default_place() is not None:
        raise FieldcaseError(
            "A signature names its signer, and the names are to be withheld: sign all the same with "
            "--sign-with FILE.p12, or leave the copy unsigned with --unsigned."
        )
    return True
