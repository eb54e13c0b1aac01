"""The practice case of `fieldcase demo`: a whole job, every form filled in, signed with two practice keys."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.desk import Desk
from app.custody.acts import describe_case, describe_exhibit, photograph, record_person, transfer
from app.engine.evidence import add_exhibit, verify_exhibit
from app.engine.plans import ScanRequest
from app.engine.progress import ProgressMeter
from app.engine.running import Workplace, run_scan
from app.engine.tested_readers import TestedReaders
from app.moments import iso_utc
from app.practice import PracticeKit, particulars
from app.practice.pictures import card_photograph
from app.reporting import Course, ReportWish, export_report
from app.store.case_file import CaseFile, CaseForm
from app.store.checking import check_case
from app.store.opening import CaseTrouble
from app.tool import tool_versions

if TYPE_CHECKING:
    from reports.sealing.identity import Identity

EXHIBIT = "HR-01"
CASE_NAME = "practice.fieldcase"
KEYS = "keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeJob:
    """Where the practice lies, how it is followed, and the examiner's and the supervisor's keys."""

    folder: Path
    kit: PracticeKit
    meter: ProgressMeter
    desk: Desk
    identities: "tuple[Identity, ...]" = field(repr=False)

    def utc(self) -> str:
        return iso_utc(self.desk.now())


def make_keys(folder: Path, desk: Desk) -> "tuple[Identity, ...]":
    """Key files of the practice examiner and supervisor, with their passphrase beside them in the clear."""
    from reports.sealing.identity import identity_in, new_identity, write_secret

    keys = folder / KEYS
    keys.mkdir(parents=True)
    write_secret(keys / "passphrase.txt", f"{particulars.KEY_PASSPHRASE}\n".encode())
    identities = []
    for name, file in ((particulars.EXAMINER, "examiner.p12"), (_supervisor(), "supervisor.p12")):
        raw = new_identity(
            name, agency=particulars.AGENCY, passphrase=particulars.KEY_PASSPHRASE, now=desk.now()
        )
        write_secret(keys / file, raw)
        identities.append(identity_in(raw, particulars.KEY_PASSPHRASE, name=file))
    return tuple(identities)


def _supervisor() -> str:
    return str(particulars.SUPERVISOR["name"])


def work_the_case(job: PracticeJob) -> bool:
    """The job: case, exhibit, digest before, scan, digest after, hand-over, report, check. False when it was
    stopped.
    """
    form = CaseForm(
        number="PRACTICE-1",
        title="Practice case",
        examiner=particulars.EXAMINER,
        examiner_number="0001",
        standing="civilian",
        agency=particulars.AGENCY,
        authority="None needed: everything in this case was made by the program for practice",
        practice=True,
    )
    case_folder = job.folder / CASE_NAME
    with (
        CaseFile.create(case_folder, form, utc=job.utc(), tool=tool_versions()) as case,
        TestedReaders(job.desk.start_reader) as tested,
    ):
        place = Workplace(
            monotonic=job.desk.monotonic,
            start_reader=tested,
            now=job.desk.now,
            meter=job.meter,
            cancelled=job.desk.stop.is_set,
            self_test=tested.result,
            identity=job.identities[0],
        )
        laboratory = _take_in(case, job)
        _verify(case, place)
        ending = run_scan(case_folder, ScanRequest(library=job.folder / "library"), place)
        if ending.trouble:
            raise CaseTrouble(ending.trouble[0])
        if not ending.finished:
            return False
        _verify(case, place)
        hands = {"released_by": "P1", "received_by": laboratory}
        transfer(case, EXHIBIT, {**particulars.TRANSFER, **hands}, utc=job.utc())
        _report(case, job)
        check_case(case)
    return True


def _take_in(case: CaseFile, job: PracticeJob) -> str:
    """Persons, particulars and the exhibit with its picture; returns the id of who receives it later."""
    supervisor = record_person(case, particulars.SUPERVISOR, utc=job.utc())
    laboratory = record_person(case, particulars.LABORATORY, utc=job.utc())
    describe_case(case, {**particulars.CASE, "supervisor": supervisor}, utc=job.utc())
    add_exhibit(
        case,
        job.kit.image,
        label=EXHIBIT,
        description="Practice memory card, built by the program",
        start_reader=job.desk.start_reader,
        now=job.desk.now,
    )
    describe_exhibit(case, EXHIBIT, particulars.EXHIBIT, utc=job.utc())
    drawn = job.folder / "evidence" / "practice-card.png"
    drawn.write_bytes(card_photograph())
    photograph(case, EXHIBIT, drawn, caption=particulars.PHOTOGRAPH_CAPTION, utc=job.utc())
    return laboratory


def _verify(case: CaseFile, place: Workplace) -> None:
    verify_exhibit(
        case,
        case.exhibit(EXHIBIT),
        start_reader=place.start_reader,
        meter=place.meter,
        cancelled=place.cancelled,
        now=place.now,
    )


def _report(case: CaseFile, job: PracticeJob) -> None:
    job.meter.start_phase("reporting", exhibit=None)
    wish = ReportWish(identities=job.identities, place="Practice Laboratory")
    course = Course(now=job.desk.now, meter=job.meter, cancelled=job.desk.stop.is_set)
    export_report(case, job.folder / "report", wish, course)
