"""Volumes that were added to an exhibit later: what one opened as when it was unlocked, and what a search of
the whole disk found. Their rows stand behind those that were there before.

No row is ever changed: a locked volume keeps its own, and what opened says which one it lies within.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from app.store.case_file import CaseFile, CaseRow
from app.store.new_exhibit import volume_payload, volume_values
from app.store.opening import CaseTrouble
from app.store.scan_writing import fault_values
from app.store.schema import FaultRecord, VolumeRecord, table_of
from app.store.vouching import later_digest, volumes_digest
from forensics.entries import Fault
from forensics.images import Volume

UNLOCKED = "volume.unlocked"
SEARCHED = "volumes.searched"
_FAULTS = table_of(FaultRecord)
_VOLUMES = table_of(VolumeRecord)


def add_unlocked(
    case: CaseFile, exhibit: CaseRow, volumes: Sequence[Volume], *, utc: str, payload: Mapping[str, Any]
) -> None:
    """Append `volumes` with the event that vouches for them. `payload` says which volume was opened and by
    which means, never the secret. Raise CaseTrouble where the case has other volumes than these go on from.
    """
    with case.transaction() as connection:
        known = _append(connection, exhibit, volumes)
        digest = volumes_digest(connection, exhibit.id, first=known, behind=known + len(volumes))
        added = {"volumes": [volume_payload(volume) for volume in volumes], "rows_sha256": digest}
        case.append(
            connection, utc=utc, action=UNLOCKED, subject=exhibit.label, payload=dict(payload) | added
        )


def add_searched(
    case: CaseFile,
    exhibit: CaseRow,
    volumes: Sequence[Volume],
    *,
    faults: Sequence[Fault],
    utc: str,
    payload: Mapping[str, Any],
) -> None:
    """The same of the volumes that a search found, if any, and of what it has to tell. `payload` says where
    they are, how it searched and how far.
    """
    with case.transaction() as connection:
        known = _append(connection, exhibit, volumes)
        told = _known_faults(connection, exhibit.id)
        for fault in faults:
            connection.execute(fault_values(fault, exhibit_id=exhibit.id))
        added = {
            "volumes": [volume_payload(volume) for volume in volumes],
            "faults": len(faults),
            "rows_sha256": later_digest(
                connection,
                exhibit.id,
                volumes=range(known, known + len(volumes)),
                faults=range(told, told + len(faults)),
            ),
        }
        case.append(
            connection, utc=utc, action=SEARCHED, subject=exhibit.label, payload=dict(payload) | added
        )


def _append(connection: Connection, exhibit: CaseRow, volumes: Sequence[Volume]) -> int:
    """Returns how many there were before."""
    known = _known_volumes(connection, exhibit.id)
    if [volume.index for volume in volumes] != list(range(known, known + len(volumes))):
        words = f"{exhibit.label} has {known} volumes on record; what is added does not follow them"
        raise CaseTrouble(words)
    if volumes:
        connection.execute(insert(_VOLUMES), [volume_values(exhibit.id, volume) for volume in volumes])
    return known


def holds_only_vouched(
    connection: Connection, exhibit_id: int, *, added: Mapping[str, Any], later: Iterable[Mapping[str, Any]]
) -> bool:
    """Whether the volumes and faults behind those that the exhibit was `added` with are those of the `later`
    events, in order; all are given by their payloads.
    """
    volumes, faults = len(added["volumes"]), added["faults"]
    for payload in later:
        first, first_fault = volumes, faults
        volumes, faults = first + len(payload["volumes"]), first_fault + payload.get("faults", 0)
        if "faults" in payload:
            digest = later_digest(
                connection, exhibit_id, volumes=range(first, volumes), faults=range(first_fault, faults)
            )
        else:
            digest = volumes_digest(connection, exhibit_id, first=first, behind=volumes)
        if digest != payload["rows_sha256"]:
            return False
    is_all = _known_volumes(connection, exhibit_id) == volumes
    return is_all and _known_faults(connection, exhibit_id) == faults


def _known_volumes(connection: Connection, exhibit_id: int) -> int:
    of_exhibit = select(func.count()).where(_VOLUMES.c.exhibit_id == exhibit_id)
    return int(connection.execute(of_exhibit).scalar_one())


def _known_faults(connection: Connection, exhibit_id: int) -> int:
    """Those of no scan."""
    of_exhibit = select(func.count()).where(_FAULTS.c.exhibit_id == exhibit_id, _FAULTS.c.scan_id.is_(None))
    return int(connection.execute(of_exhibit).scalar_one())
