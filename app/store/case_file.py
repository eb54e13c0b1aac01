"""A case: who, which exhibits, which scans, and the custody chain, over one open database.

Every act that belongs to the chain writes its rows and its event in one transaction. Callers give the time.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, Table, func, insert, select

from app.store.custody_log import EXAMINER, acting, append_event, verify_open
from app.store.new_exhibit import NewExhibit, exhibit_payload, exhibit_values, volume_values
from app.store.opening import (
    READING,
    CaseTrouble,
    create_database,
    file_identity,
    never_finished,
    open_database,
    store_trouble,
)
from app.store.scan_writing import fault_values
from app.store.schema import (
    CaseRecord,
    ExhibitRecord,
    GapRecord,
    ScanEnd,
    ScanRecord,
    VerificationRecord,
    VolumeRecord,
    table_of,
)
from app.store.vouching import exhibit_digest
from forensics.custody import Actor, CustodyEvent
from forensics.digests import DigestSet
from forensics.entries import ByteRange
from forensics.images import Gap
from forensics.ranges import RangeSet

_Answer = TypeVar("_Answer")
CaseRow = Row[Any]  # Any: a row carries its columns as attributes

_CASES = table_of(CaseRecord)
_EXHIBITS = table_of(ExhibitRecord)
_VOLUMES = table_of(VolumeRecord)
_GAPS = table_of(GapRecord)
_SCANS = table_of(ScanRecord)
_SCAN_ENDS = table_of(ScanEnd)
_VERIFICATIONS = table_of(VerificationRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseForm:
    """What a person says when a case is opened. `particulars` are those of the event `case.described`."""

    number: str
    examiner: str
    title: str | None = None
    agency: str | None = None
    authority: str | None = None
    practice: bool = False
    examiner_number: str | None = None
    role: str = "examiner"
    standing: str | None = None
    particulars: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON values

    @property
    def actor(self) -> Actor:
        return Actor(id=EXAMINER, role=self.role, standing=self.standing)

    @property
    def persons(self) -> dict[str, Any]:  # Any: JSON values
        return {
            EXAMINER: {
                "name": self.examiner,
                "number": self.examiner_number,
                "role": self.role,
                "standing": self.standing,
                "agency": self.agency,
            }
        }


def _digest_of(connection: Connection, exhibit_id: int, new: NewExhibit) -> str:
    return exhibit_digest(connection, exhibit_id, volumes=len(new.volumes), faults=len(new.faults))


class CaseFile:
    """An open case. `write` decides whether acts are allowed; reading never needs it. `by` is the id of the
    person who acts; `None`: the case's examiner.
    """

    def __init__(self, folder: Path, engine: Engine, *, by: str | None = None) -> None:
        self.folder = folder
        self._by = by
        self._engine = engine
        self._identity = file_identity(folder)
        self._answers: dict[str, tuple[object, Any]] = {}  # Any: each question has its own answer
        self._only_reads = engine.execution_options(
            **{READING: True}
        )  # the same pool, without the write lock

    @classmethod
    def create(cls, folder: Path, form: CaseForm, *, utc: str, tool: Mapping[str, str]) -> "CaseFile":
        """Make the case's folder with its first event; raise CaseTrouble where that cannot be done."""
        for what, text in (("case number", form.number), ("examiner's name", form.examiner)):
            if not text.strip() or not text.isprintable():
                raise CaseTrouble(f"the {what} must be plain text on one line, and not blank")
        case = cls(folder, create_database(folder))
        with case.transaction() as connection:
            connection.execute(
                insert(_CASES).values(
                    id=1,
                    number=form.number,
                    title=form.title,
                    examiner=form.examiner,
                    agency=form.agency,
                    authority=form.authority,
                    practice=form.practice,
                    created_at=utc,
                )
            )
            append_event(
                connection,
                utc=utc,
                actor=form.actor,
                action="case.created",
                subject=form.number,
                payload={
                    "persons": form.persons,
                    "title": form.title,
                    "agency": form.agency,
                    "authority": form.authority,
                    "practice": form.practice,
                    "tool": dict(tool),
                },
            )
            if form.particulars:
                append_event(
                    connection,
                    utc=utc,
                    actor=form.actor,
                    action="case.described",
                    subject=form.number,
                    payload=form.particulars,
                )
        return case

    @classmethod
    def open(cls, folder: Path, *, write: bool = False, by: str | None = None) -> "CaseFile":
        case = cls(folder, open_database(folder, write=write), by=by)
        try:
            case.record()
            if by is not None:
                case.actor()
        except CaseTrouble:
            case.close()
            raise
        return case

    def close(self) -> None:
        self._engine.dispose()

    def is_in_place(self) -> bool:
        """The file that was opened is the one that lies there."""
        return file_identity(self.folder) == self._identity

    def __enter__(self) -> "CaseFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the case, beside whoever writes; for reading only."""
        with store_trouble(self.folder), self._only_reads.begin() as connection:
            yield connection

    def remembered(self, name: str, question: Callable[[Connection], _Answer]) -> _Answer:
        """The answer to a costly question, asked again only after something was written to the case."""
        with self.reading() as connection:
            raw: Any = connection.connection.dbapi_connection  # Any: the driver's own connection
            version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
            state = (id(raw), version, raw.total_changes)
            known = self._answers.get(name)
            if known is None or known[0] != state:
                known = self._answers[name] = (state, question(connection))
        answer: _Answer = known[1]
        return answer

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction; trouble with the case's file becomes CaseTrouble, and nothing of the transaction
        stays.
        """
        with store_trouble(self.folder), self._engine.begin() as connection:
            if not self.is_in_place():
                # SQLite would go on writing to the file that was there, and all of it would be lost.
                raise CaseTrouble(
                    f"{self.folder} was moved or removed while it was worked on; put it back and run the "
                    "same command again"
                )
            yield connection

    def record(self) -> CaseRow:
        with self.reading() as connection:
            row = connection.execute(select(_CASES)).first()
        if row is None:
            raise CaseTrouble(never_finished(self.folder))
        return row

    @staticmethod
    def number(connection: Connection) -> str:
        return str(connection.execute(select(_CASES.c.number)).scalar_one())

    def exhibits(self) -> list[CaseRow]:
        with self.reading() as connection:
            return list(connection.execute(select(_EXHIBITS).order_by(_EXHIBITS.c.id)))

    def exhibit(self, label: str) -> CaseRow:
        for row in self.exhibits():
            if row.label == label:
                return row
        known = ", ".join(row.label for row in self.exhibits()) or "none yet"
        raise CaseTrouble(f"there is no exhibit {label} in this case (exhibits: {known})")

    def volumes(self, exhibit_id: int) -> list[CaseRow]:
        return self._of_exhibit(_VOLUMES, exhibit_id, order="position")

    def gaps(self, exhibit_id: int) -> tuple[Gap, ...]:
        """What belongs to no volume: what is on record as that, without the volumes that were found since."""
        of_media = [volume for volume in self.volumes(exhibit_id) if volume.within is None]
        taken = RangeSet.of(ByteRange(volume.offset_bytes, volume.length_bytes) for volume in of_media)
        return tuple(
            Gap(offset_bytes=start, length_bytes=end - start, description=gap.description)
            for gap in self._of_exhibit(_GAPS, exhibit_id, order="offset_bytes")
            for start, end in taken.parts_missing(gap.offset_bytes, gap.offset_bytes + gap.length_bytes)
        )

    def verifications(self, exhibit_id: int) -> list[CaseRow]:
        return self._of_exhibit(_VERIFICATIONS, exhibit_id, order="id")

    def _of_exhibit(self, table: Table, exhibit_id: int, *, order: str) -> list[CaseRow]:
        of_exhibit = select(table).where(table.c.exhibit_id == exhibit_id).order_by(table.c[order])
        with self.reading() as connection:
            return list(connection.execute(of_exhibit))

    def last_scan(self, exhibit_id: int) -> CaseRow | None:
        """The newest scan of an exhibit with `finished_at` (`None` while it is not at its end)."""
        with self.reading() as connection:
            return connection.execute(
                select(_SCANS, _SCAN_ENDS.c.finished_at, _SCAN_ENDS.c.findings_sha256)
                .outerjoin(_SCAN_ENDS, _SCAN_ENDS.c.scan_id == _SCANS.c.id)
                .where(_SCANS.c.exhibit_id == exhibit_id)
                .order_by(_SCANS.c.id.desc())
                .limit(1)
            ).first()

    def actor(self) -> Actor:
        """Who acts here, as the chain has that person now; raise CaseTrouble where it has no such person."""
        with self.reading() as connection:
            return acting(connection, self._by)

    def verify_open(self) -> None:
        """Raise CaseTrouble where the case was closed and not reopened."""
        with self.reading() as connection:
            verify_open(connection)

    def log(self, *, utc: str, action: str, subject: str, payload: Mapping[str, Any]) -> None:
        """An event with no rows of its own, by who acts here."""
        with self.transaction() as connection:
            self.append(connection, utc=utc, action=action, subject=subject, payload=payload)

    def append(
        self, connection: Connection, *, utc: str, action: str, subject: str, payload: Mapping[str, Any]
    ) -> CustodyEvent:
        """The same inside a transaction of this case."""
        actor = acting(connection, self._by)
        return append_event(connection, utc=utc, actor=actor, action=action, subject=subject, payload=payload)

    def next_label(self) -> str:
        taken = {row.label for row in self.exhibits()}
        return next(label for n in range(1, len(taken) + 2) if (label := f"E{n}") not in taken)

    def add_exhibit(self, new: NewExhibit, *, utc: str) -> int:
        """Record an exhibit with its volumes and what could not be read of it; raise CaseTrouble on a label
        in use.
        """
        if any(row.label == new.label for row in self.exhibits()):
            raise CaseTrouble(f"exhibit {new.label} is in this case already; choose another label")
        with self.transaction() as connection:
            exhibit_id = int(connection.execute(select(func.count()).select_from(_EXHIBITS)).scalar_one()) + 1
            connection.execute(insert(_EXHIBITS).values(exhibit_values(exhibit_id, new, utc)))
            if new.volumes:
                connection.execute(insert(_VOLUMES), [volume_values(exhibit_id, v) for v in new.volumes])
            if new.gaps:
                connection.execute(
                    insert(_GAPS),
                    [
                        {
                            "exhibit_id": exhibit_id,
                            "offset_bytes": gap.offset_bytes,
                            "length_bytes": gap.length_bytes,
                            "description": gap.description,
                        }
                        for gap in new.gaps
                    ],
                )
            for fault in new.faults:
                connection.execute(fault_values(fault, exhibit_id=exhibit_id))
            self.append(
                connection,
                utc=utc,
                action="exhibit.added",
                subject=new.label,
                payload=exhibit_payload(new) | {"rows_sha256": _digest_of(connection, exhibit_id, new)},
            )
        return exhibit_id

    def record_verification(
        self, exhibit: CaseRow, *, utc: str, result: str, digests: DigestSet, reason: str | None
    ) -> None:
        """All the media of an exhibit were read, or could not be: the digests, and how they stand to the
        stored ones.
        """
        with self.transaction() as connection:
            connection.execute(
                insert(_VERIFICATIONS).values(
                    exhibit_id=exhibit.id,
                    verified_at=utc,
                    result=result,
                    md5=digests.md5,
                    sha1=digests.sha1,
                    sha256=digests.sha256,
                    reason=reason,
                )
            )
            self.append(
                connection,
                utc=utc,
                action="exhibit.verified",
                subject=exhibit.label,
                payload={"result": result, "reason": reason}
                | {algorithm.value: raw.hex() for algorithm, raw in digests.present()},
            )
