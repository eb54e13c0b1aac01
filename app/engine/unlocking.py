"""Unlocking a volume of an exhibit.

A secret is kept in the memory of the running program and goes to readers through their pipes; the case
records who opened which volume, and by which means. So it must be given again for each run, but for a clear
key.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from app.engine.added_later import Secrets, added_later, unlocked_on_record
from app.engine.evidence import changed_segments
from app.engine.reader_link import ReaderLink
from app.engine.session import EvidenceGone, ExhibitSource, ReaderSession
from app.engine.sources import unlocked
from app.moments import iso_utc
from app.store.case_file import CaseFile, CaseRow
from app.store.later_volumes import add_unlocked
from app.store.opening import CaseTrouble
from forensics.images import Volume, VolumeState
from forensics.locks import Key

FAILED: Final = "volume.unlock_failed"


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
        added_later=added_later(case, exhibit, secrets),
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
