"""Volumes that were found when one of an exhibit was unlocked: rows behind those that were there before.

No row is ever changed: the locked volume keeps its own, and what opened says which one it lies within.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from app.store.case_file import CaseFile, CaseRow
from app.store.new_exhibit import volume_payload, volume_values
from app.store.opening import CaseTrouble
from app.store.schema import VolumeRecord, table_of
from app.store.vouching import volumes_digest
from forensics.images import Volume

UNLOCKED = "volume.unlocked"
_VOLUMES = table_of(VolumeRecord)


def add_unlocked(
    case: CaseFile, exhibit: CaseRow, volumes: Sequence[Volume], *, utc: str, payload: Mapping[str, Any]
) -> None:
    """Append `volumes` with the event that vouches for them. `payload` says which volume was opened and by
    which means, never the secret. Raise CaseTrouble where the case has other volumes than these go on from.
    """
    with case.transaction() as connection:
        known = _known_volumes(connection, exhibit.id)
        indexes = [volume.index for volume in volumes]
        if not volumes or indexes != list(range(known, known + len(volumes))):
            raise CaseTrouble(
                f"{exhibit.label} has {known} volumes on record; what was unlocked does not follow them"
            )
        connection.execute(insert(_VOLUMES), [volume_values(exhibit.id, volume) for volume in volumes])
        digest = volumes_digest(connection, exhibit.id, first=known, behind=known + len(volumes))
        added = {"volumes": [volume_payload(volume) for volume in volumes], "rows_sha256": digest}
        case.append(
            connection, utc=utc, action=UNLOCKED, subject=exhibit.label, payload=dict(payload) | added
        )


def holds_only_vouched(
    connection: Connection, exhibit_id: int, *, added: int, unlocked: Iterable[Mapping[str, Any]]
) -> bool:
    """Whether the volumes behind the first `added` are those of these events (their payloads, in order)."""
    behind = added
    for payload in unlocked:
        first, behind = behind, behind + len(payload["volumes"])
        if volumes_digest(connection, exhibit_id, first=first, behind=behind) != payload["rows_sha256"]:
            return False
    return _known_volumes(connection, exhibit_id) == behind


def _known_volumes(connection: Connection, exhibit_id: int) -> int:
    of_exhibit = select(func.count()).where(_VOLUMES.c.exhibit_id == exhibit_id)
    return int(connection.execute(of_exhibit).scalar_one())
