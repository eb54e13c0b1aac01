"""fieldcase report: the chain-of-custody report and the data behind it, as a folder."""

import argparse
import hashlib
from pathlib import Path

from app.case_content import CaseEntryRows, case_content
from app.commands.desk import DONE, Desk
from app.commands.showing import add_progress_option, meter_for
from app.engine.lock import engine_lock
from app.moments import iso_utc
from app.store.case_file import CaseFile
from app.store.custody_log import chain_head
from app.store.opening import store_trouble
from reports.bundle import WrittenReport, write_report
from reports.pdf import Paper

DESCRIPTION = """\
Writes a new folder with report.pdf (PDF/A-3a), hits.csv, entries.csv, faults.csv, coverage.csv, bytes.csv,
coverage.json, custody.jsonl and a SHA-256 manifest.
The report shows the case as it stands now; writing it is an event of the custody chain."""
EXAMPLES = """\
example:
  fieldcase report case.fieldcase --out case-report"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="new or empty folder")
    parser.add_argument("--paper", choices=("a4", "us-letter"), default="a4", help="default: %(default)s")
    add_progress_option(parser)


def run(args: argparse.Namespace, desk: Desk) -> int:
    with (
        engine_lock(args.case),  # the sums of a report close only while nobody adds to them
        CaseFile.open(args.case, write=True) as case,
        meter_for(args.progress, desk) as meter,
    ):
        meter.start_phase("reporting", exhibit=None)
        written = export_report(case, args.out, paper=args.paper, desk=desk)
        sentence = f"the report is in {args.out}: report.pdf and {len(written.files) - 1} data files"
        meter.finish(status=DONE, sentence=sentence)
    desk.note(sentence)
    return DONE


def export_report(case: CaseFile, out: Path, *, paper: Paper, desk: Desk) -> WrittenReport:
    """Write the report and record that it was written, with the digest of each file."""
    now = desk.now().replace(microsecond=0)
    with case.reading() as connection:
        head = chain_head(connection)
    number = case.record().number
    report_id = (
        "R-" + hashlib.sha256(f"{number} {head.sha256} {iso_utc(now)}".encode()).hexdigest()[:12].upper()
    )
    content = case_content(case, report_id=report_id, made_at=now)
    with store_trouble(case.folder):
        written = write_report(content, out, rows=CaseEntryRows(case), paper=paper)
    case.log(
        utc=iso_utc(desk.now()),
        action="report.exported",
        subject=report_id,
        payload={
            "report_id": report_id,
            "chain_head": head.sha256,
            "files": {file.name: file.sha256.hex() for file in written.files},
        },
    )
    return written
