"""The act of reporting: sign the chain's head, write the bundle, record that it was written.

The order is the promise: a checkpoint is an event of its own; the bundle comes to its place in one rename;
and only what stands there is recorded. Whatever ends the work in between leaves a case that verifies.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.case_content import CaseEntryRows, case_content
from app.custody.acts import sign_checkpoint
from app.custody.seen_heads import remember_head
from app.engine.added_later import Secrets
from app.engine.progress import ProgressMeter
from app.engine.reader_link import ReaderLink
from app.evidence_files import FilesExported, export_files, record_export
from app.moments import from_iso, iso_utc
from app.store.case_file import CaseFile
from app.store.chosen_contents import Choice
from app.store.custody_log import chain_head, custody_events
from app.store.opening import CaseTrouble, store_trouble
from forensics.entry_line import EntryRow
from forensics.errors import Cancelled
from reports.bag import PAYLOAD
from reports.bundle import WrittenReport, write_report
from reports.content import CaseContent, Redaction
from reports.layout import STAMP_NAME, signature_name
from reports.pdf import Paper
from reports.tag_files import Seals, withheld_words
from reports.wording import Wording

if TYPE_CHECKING:
    from reports.sealing.identity import Identity

_STEP = 1000  # rows between two looks at whether to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWish:
    """What kind of report is wanted. `identities` sign it, the first one also the chain; none: unsigned.

    `at` is the moment it bears, in the zone of its local times; `None`: now, in this laptop's. `stamp` asks
    an authority for a stamp on a SHA-256. `files`: entries whose contents are copied out of the evidence into
    the bundle, those in unlocked volumes with the `secrets` of these.
    """

    paper: Paper = "a4"
    language: str = "en"
    redaction: Redaction = field(default_factory=Redaction)
    identities: "tuple[Identity, ...]" = ()
    place: str | None = None
    at: datetime | None = None
    with_zip: bool = False
    stamp: Callable[[bytes], bytes] | None = None
    files: Choice | None = None
    secrets: Secrets = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How the work is followed and ended from outside."""

    now: Callable[[], datetime]
    meter: ProgressMeter
    cancelled: Callable[[], bool] = lambda: False
    start_reader: Callable[[], ReaderLink] = ReaderLink

    def go_on(self) -> None:
        if self.cancelled():
            raise Cancelled("the report was stopped; nothing of it was kept")


def export_report(case: CaseFile, out: Path, wish: ReportWish, course: Course) -> WrittenReport:
    """Write the bundle and record it with the digest of each file; raise CaseTrouble for a moment that it
    cannot bear, Cancelled where the work was ended.
    """
    made_at = _moment(case, wish.at, now=course.now())
    if wish.identities:
        sign_checkpoint(case, wish.identities[0], occasion="export", utc=iso_utc(made_at))
    with case.reading() as connection:
        head = chain_head(connection)
    report_id = _report_id(case.record().number, head.sha256, made_at=made_at, wish=wish)
    content = case_content(case, report_id=report_id, made_at=made_at, language=wish.language)
    signers = tuple(identity.signer for identity in wish.identities)
    content = replace(content, report=replace(content.report, signers=signers), redaction=wish.redaction)
    copied: list[FilesExported] = []
    files = wish.files

    def fill_files(folder: Path) -> None:
        if files is not None:
            copied.append(_copied(case, folder, files, wish, course))

    with store_trouble(case.folder):
        written = write_report(
            content,
            out,
            rows=_FollowedRows(CaseEntryRows(case), course),
            paper=wish.paper,
            language=wish.language,
            seals=Seals(identities=wish.identities, place=wish.place, stamp=wish.stamp)
            if wish.identities
            else None,
            fill_files=None if files is None else fill_files,
            with_zip=wish.with_zip,
            at_step=lambda step: _begin(step, content, course),
        )
    _record(case, written, wish, report_id=report_id, head=head.sha256, utc=iso_utc(course.now()))
    if wish.stamp is not None and wish.identities:
        _record_stamp(case, written, report_id=report_id, utc=iso_utc(course.now()))
    for exported in copied:
        record_export(case, exported, report_id=report_id, utc=iso_utc(course.now()))
    remember_head(case, utc=iso_utc(course.now()))
    return written


def _copied(case: CaseFile, folder: Path, files: Choice, wish: ReportWish, course: Course) -> FilesExported:
    return export_files(
        case,
        files,
        folder,
        start_reader=course.start_reader,
        cancelled=course.cancelled,
        redaction=wish.redaction,
        words=Wording(wish.language),
        secrets=wish.secrets,
    )


def _moment(case: CaseFile, wanted: datetime | None, *, now: datetime) -> datetime:
    """To the second, with its zone: never before what is reported, nor still to come."""
    made_at = (wanted or now.astimezone()).replace(microsecond=0)
    with case.reading() as connection:
        moments = [str(json.loads(event.canonical)["utc"]) for event in custody_events(connection)]
    if made_at > now:
        raise CaseTrouble(f"the report cannot bear {iso_utc(made_at)}: this laptop says that it is earlier")
    if wanted is not None and moments and made_at < from_iso(max(moments)):
        raise CaseTrouble(
            f"the report cannot bear {iso_utc(made_at)}: the case has an event of {max(moments)}"
        )
    return made_at


def _report_id(number: str, head: str, *, made_at: datetime, wish: ReportWish) -> str:
    """One id for one report: the same case, moment, language, redaction and paper give it again."""
    parts = [number, head, iso_utc(made_at)]
    if wish.language != "en" or wish.redaction:
        parts += [wish.language, *withheld_words(wish.redaction)]
    if wish.paper != "a4":  # other pages: a reference to one of them must tell which report it is of
        parts.append(wish.paper)
    return "R-" + hashlib.sha256(" ".join(parts).encode("utf-8", "replace")).hexdigest()[:12].upper()


def _record_stamp(case: CaseFile, written: WrittenReport, *, report_id: str, utc: str) -> None:
    from reports.sealing.stamps import verify_stamp  # what verifies stamps takes a while to import

    token = (written.folder / STAMP_NAME).read_bytes()
    sealed = (written.folder / signature_name(1)).read_bytes()
    stamp = verify_stamp(token, hashlib.sha256(sealed).digest())
    case.log(
        utc=utc,
        action="stamp.added",
        subject=report_id,
        payload={
            "report_id": report_id,
            "manifest_sha256": written.manifest_sha256.hex(),
            "token_sha256": hashlib.sha256(token).hexdigest(),
            "authority": stamp.authority,
            "utc": iso_utc(stamp.utc),
        },
    )


class _FollowedRows:
    """The entries as they come, counted for the person who waits."""

    def __init__(self, rows: CaseEntryRows, course: Course) -> None:
        self._rows = rows
        self._course = course

    def __iter__(self) -> Iterator[EntryRow]:
        for number, row in enumerate(self._rows):
            if number % _STEP == 0:
                self._course.go_on()
                self._course.meter.advance(entries=_STEP if number else 0)
            yield row


def _begin(step: str, content: CaseContent, course: Course) -> None:
    course.go_on()
    entries = sum(v.entries or 0 for exhibit in content.exhibits for v in exhibit.volumes)
    if step == "data":
        course.meter.start_phase("reporting", exhibit=None, entries_total=entries, bytes_total=0)
    else:
        course.meter.start_phase("reporting", exhibit=None)
        course.meter.working_on(_WORDS_OF_STEPS[step])


_WORDS_OF_STEPS = {
    "files": "contents of evidence files",
    "forms": "hits.xlsx, case.jsonld, vics.json",
    "pages": "report.html, report.pdf",
    "seals": "manifests and signatures",
    "zip": "zip",
}


def _record(
    case: CaseFile, written: WrittenReport, wish: ReportWish, *, report_id: str, head: str, utc: str
) -> None:
    # Contents of evidence files are named by the digests in files.csv, which is one of these.
    files = {
        file.name: file.sha256.hex() for file in written.files if not file.name.startswith(f"{PAYLOAD}files/")
    }
    case.log(
        utc=utc,
        action="report.exported",
        subject=report_id,
        payload={
            "report_id": report_id,
            "chain_head": head,
            "language": wish.language,
            "redaction": list(withheld_words(wish.redaction)),
            "signed_by": [
                {"name": i.signer.name, "certificate_sha256": i.signer.certificate_sha256.hex()}
                for i in wish.identities
            ],
            "manifest_sha256": written.manifest_sha256.hex(),
            "files": files,
        },
    )
