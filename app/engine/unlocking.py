"""Unlocking a volume of an exhibit, and doing so again whenever its evidence is opened.

A secret is kept in the memory of the running program and goes to readers through their pipes; the case
records who opened which volume, and by which means. So it must be given again for each run, but for a clear
key.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.engine.evidence import changed_segments, unlocked
from app.engine.reader_link import ReaderLink
from app.engine.session import EvidenceGone, ExhibitSource, ReaderSession
from app.moments import iso_utc
from app.store.case_file import CaseFile, CaseRow
from app.store.custody_log import events_of
from app.store.opening import CaseTrouble
from app.store.unlocked_volumes import UNLOCKED, add_unlocked
from forensics.images import Volume, VolumeState
from forensics.locks import CLEAR_KEY, Key
from forensics.reader.protocol import Unlocking

FAILED: Final = "volume.unlock_failed"

Secrets = Mapping[tuple[str, int], bytes]
"""By the exhibit's label and the index of the locked volume."""
NO_SECRETS: Final[Secrets] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """A volume that was unlocked, and what it opened as."""

    exhibit: str
    volume: int
    means: str
    lock: str
    rows: tuple[Volume, ...]

    @property
    def needs_secret(self) -> bool:
        return self.means != CLEAR_KEY


def unlocked_on_record(case: CaseFile, exhibit: CaseRow) -> tuple[OnRecord, ...]:
    """In the order in which they were unlocked."""
    with case.reading() as connection:
        told = [
            event["payload"] for event in events_of(connection, UNLOCKED) if event["subject"] == exhibit.label
        ]
    volumes = {row.position: _volume(row) for row in case.volumes(exhibit.id)} if told else {}
    return tuple(_on_record(exhibit.label, payload, volumes) for payload in told)


def _on_record(label: str, payload: Mapping[str, Any], volumes: Mapping[int, Volume]) -> OnRecord:
    return OnRecord(
        exhibit=label,
        volume=payload["volume"],
        means=payload["means"],
        lock=payload["lock"],
        rows=tuple(volumes[each["position"]] for each in payload["volumes"]),
    )


def _volume(row: CaseRow) -> Volume:
    return Volume(
        index=row.position,
        offset_bytes=row.offset_bytes,
        length_bytes=row.length_bytes,
        table=row.partition_table,
        description=row.description,
        state=row.state,
        file_system=row.file_system,
        label=row.label,
        block_bytes=row.block_bytes,
        reason=row.reason,
        within=row.within,
        layer=row.layer,
        layer_key=row.layer_key,
    )


def unlockings(case: CaseFile, exhibit: CaseRow, secrets: Secrets = NO_SECRETS) -> tuple[Unlocking, ...]:
    """What a reader of this exhibit is told to unlock again; without a secret it leaves a volume shut."""
    return tuple(
        Unlocking(
            volume=each.volume,
            means=each.means,
            secret=secrets.get((exhibit.label, each.volume)),
            rows=each.rows,
        )
        for each in unlocked_on_record(case, exhibit)
    )


def wants_secrets(case: CaseFile, exhibits: Sequence[CaseRow]) -> Iterator[OnRecord]:
    """The volumes of these exhibits that open again only with a secret."""
    for exhibit in exhibits:
        yield from (each for each in unlocked_on_record(case, exhibit) if each.needs_secret)


def the_locked_volume(case: CaseFile, exhibit: CaseRow, index: int | None) -> int:
    """The volume to unlock: `index`, or the only one that is still locked; raise CaseTrouble with the choice
    where that is not clear.
    """
    opened = {each.volume for each in unlocked_on_record(case, exhibit)}
    locked = {row.position: row for row in case.volumes(exhibit.id) if row.state == VolumeState.LOCKED}
    if index in opened:
        raise CaseTrouble(f"volume {index} of {exhibit.label} is unlocked already")
    left = sorted(set(locked) - opened)
    if index is not None:
        if index not in locked:
            raise CaseTrouble(f"volume {index} of {exhibit.label} is not locked")
        return index
    if not left:
        raise CaseTrouble(f"{exhibit.label} has no volume that is locked")
    if len(left) > 1:
        choice = ", ".join(f"{number} ({locked[number].file_system})" for number in left)
        raise CaseTrouble(f"{exhibit.label} has several locked volumes; name one of them: {choice}")
    return int(left[0])


def unlock_volume(
    case: CaseFile,
    exhibit: CaseRow,
    volume: int,
    key: Key,
    *,
    secrets: Secrets,
    start_reader: Callable[[], ReaderLink],
    now: Callable[[], datetime],
) -> tuple[Volume, ...]:
    """Open `volume` and record what it holds; `secrets` are those of volumes that it lies within. Raise
    EvidenceGone with one sentence where it stays shut, which is recorded too.
    """
    if changed := changed_segments(exhibit):
        raise EvidenceGone(f"{exhibit.label}: {changed[0]}")
    lock = next(row.file_system for row in case.volumes(exhibit.id) if row.position == volume)
    said: dict[str, Any] = {"volume": volume, "lock": lock, "means": key.means}
    source = ExhibitSource(
        label=exhibit.label,
        source=exhibit.source,
        size_bytes=exhibit.size_bytes,
        unlockings=unlockings(case, exhibit, secrets),
    )
    with ReaderSession(source, start_reader=start_reader, cancelled=lambda: False) as session:
        session.open()
        try:
            opened = unlocked(session, volume, key)
        except EvidenceGone:
            case.log(utc=iso_utc(now()), action=FAILED, subject=exhibit.label, payload=said)
            raise
    if opened.opened_by is not None:
        said["opened_by"] = opened.opened_by
    add_unlocked(case, exhibit, opened.volumes, utc=iso_utc(now()), payload=said)
    return opened.volumes
