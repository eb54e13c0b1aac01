"""fieldcase stamp: a time stamp on a finished bundle, from an authority on the network."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.desk import DONE, Desk
from app.moments import iso_utc
from app.stamping import Authority, verify_address
from app.store.case_file import CaseFile
from app.store.custody_log import custody_events
from app.store.opening import CaseTrouble

if TYPE_CHECKING:
    from app.stamped_bundles import StampedBundle

DESCRIPTION = """\
Asks a time-stamping authority (RFC 3161) over the network for a stamp on the bundle's signature, and for one
on the PDF's, and puts both beside the bundle, which is not changed otherwise. What is sent is two SHA-256
digests. No other command but report --tsa uses a network."""
EXAMPLES = """\
examples:
  fieldcase stamp case-report --tsa https://tsa.example/tsr
  fieldcase stamp case-report --tsa https://tsa.example/tsr --case case.fieldcase    recorded in its chain"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="folder that `fieldcase report` wrote")
    parser.add_argument("--tsa", required=True, metavar="URL", help="address of the authority, https or http")
    parser.add_argument(
        "--case", type=Path, metavar="CASE", help="case that the bundle is of: records the stamp in its chain"
    )
    parser.add_argument("--by", metavar="ID", help="person of the case who acts; default: its examiner")


def run(args: argparse.Namespace, desk: Desk) -> int:
    verify_address(args.tsa)
    from app.stamped_bundles import stamp_bundle, tag_manifest_sha256  # what verifies stamps takes a while

    authority = Authority(url=args.tsa, tell=desk.note, monotonic=desk.monotonic)
    if args.case is None:
        stamped = stamp_bundle(args.bundle, authority.stamp)
    else:
        with CaseFile.open(args.case, write=True, by=args.by) as case:
            case.actor()
            report = _report_of(case, tag_manifest_sha256(args.bundle), args.bundle)
            stamped = stamp_bundle(args.bundle, authority.stamp)
            _record(case, report, stamped, desk)
    desk.note(_sentence(stamped, args.bundle))
    return DONE


def _report_of(case: CaseFile, manifest_sha256: bytes, bundle: Path) -> str:
    """The report that this bundle is, as the case's chain has it; raise CaseTrouble where it is another's."""
    with case.reading() as connection:
        for event in custody_events(connection):
            body = json.loads(event.canonical)
            is_report = body["action"] == "report.exported"
            if is_report and body["payload"].get("manifest_sha256") == manifest_sha256.hex():
                return str(body["subject"])
    raise CaseTrouble(f"{bundle} is no report that this case has exported, or its tag manifest was changed")


def _record(case: CaseFile, report: str, stamped: "StampedBundle", desk: Desk) -> None:
    case.log(
        utc=iso_utc(desk.now()),
        action="stamp.added",
        subject=report,
        payload={
            "report_id": report,
            "manifest_sha256": stamped.manifest_sha256.hex(),
            "token_sha256": stamped.token_sha256.hex(),
            "authority": stamped.stamp.authority,
            "utc": iso_utc(stamped.stamp.utc),
        },
    )


def _sentence(stamped: "StampedBundle", bundle: Path) -> str:
    stamp = stamped.stamp
    certificate = stamp.certificate_sha256.hex()
    pdf = "" if stamped.pdf is None else f", and a stamped copy of the PDF is in {stamped.pdf}"
    return (
        f"{stamp.authority} says that the seal of {bundle} existed at {iso_utc(stamp.utc)}{pdf}; "
        f"SHA-256 of its certificate {certificate}"
    )
