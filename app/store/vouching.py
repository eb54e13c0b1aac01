"""Digests over rows that the custody chain carries in its events, so that a later change of a row shows.

Findings have their own (`findings.findings_digest`); these are for what surrounds them: the exhibit with its
volumes, gaps and the faults met when it was added, and a scan with the sets it began with.
"""

import hashlib
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, select

from app.store.schema import (
    ExhibitRecord,
    FaultRecord,
    GapRecord,
    LoadedSetRecord,
    ScanRecord,
    VolumeRecord,
    table_of,
)

_EXHIBITS = table_of(ExhibitRecord)
_FAULTS = table_of(FaultRecord)
_GAPS = table_of(GapRecord)
_SCANS = table_of(ScanRecord)
_SETS = table_of(LoadedSetRecord)
_VOLUMES = table_of(VolumeRecord)


def exhibit_digest(connection: Connection, exhibit_id: int) -> str:
    """SHA-256 (hex) over an exhibit's rows as they were when it was added."""
    return _digest(
        connection,
        select(_EXHIBITS).where(_EXHIBITS.c.id == exhibit_id),
        select(_VOLUMES).where(_VOLUMES.c.exhibit_id == exhibit_id).order_by(_VOLUMES.c.position),
        select(_GAPS).where(_GAPS.c.exhibit_id == exhibit_id).order_by(_GAPS.c.offset_bytes),
        select(_FAULTS)
        .where(_FAULTS.c.exhibit_id == exhibit_id, _FAULTS.c.scan_id.is_(None))
        .order_by(_FAULTS.c.id),
    )


def plan_digest(connection: Connection, scan_id: int) -> str:
    """SHA-256 (hex) over a scan's row and the sets it began with."""
    return _digest(
        connection,
        _scan_as_begun(connection, scan_id),
        select(_SETS).where(_SETS.c.scan_id == scan_id).order_by(_SETS.c.position),
    )


def _scan_as_begun(connection: Connection, scan_id: int) -> Select[Any]:
    """Of scans from before format 1.1, which recorded no plan, only what there was to vouch for."""
    has_plan = connection.execute(select(_SCANS.c.plan).where(_SCANS.c.id == scan_id)).scalar_one_or_none()
    columns = [column for column in _SCANS.c if column.name != "plan" or has_plan is not None]
    return select(*columns).where(_SCANS.c.id == scan_id)


def _digest(connection: Connection, *statements: Select[Any]) -> str:
    running = hashlib.sha256()
    encode = msgspec.msgpack.Encoder(order="deterministic").encode
    for statement in statements:
        running.update(encode([list(row) for row in connection.execute(statement)]))
    return running.hexdigest()
