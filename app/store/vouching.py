"""Digests over rows that the custody chain carries in its events, so that a later change of a row shows.

Findings have their own (`findings.findings_digest`); these are for what surrounds them: the exhibit with its
volumes, gaps and the faults met when it was added, and a scan with the sets it began with.
"""

import hashlib
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, select

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
_OF_LAYERS = ("within", "layer", "layer_key")  # the last columns of a volume, from format 1.2 on


def exhibit_digest(connection: Connection, exhibit_id: int, *, volumes: int, faults: int) -> str:
    """SHA-256 (hex) over an exhibit's rows as they were when it was added, with so many volumes and faults:
    what was unlocked or found later stands behind them.
    """
    return _digest(
        connection,
        select(_EXHIBITS).where(_EXHIBITS.c.id == exhibit_id),
        _volumes(exhibit_id).where(_VOLUMES.c.position < volumes),
        select(_GAPS).where(_GAPS.c.exhibit_id == exhibit_id).order_by(_GAPS.c.offset_bytes),
        _faults(exhibit_id, range(faults)),
    )


def volumes_digest(connection: Connection, exhibit_id: int, *, first: int, behind: int) -> str:
    """SHA-256 (hex) over the volumes from `first` up to `behind`, which one unlocking added."""
    position = _VOLUMES.c.position
    return _digest(connection, _volumes(exhibit_id).where(position >= first, position < behind))


def later_digest(connection: Connection, exhibit_id: int, *, volumes: range, faults: range) -> str:
    """SHA-256 (hex) over the volumes at these positions, and these of the faults met outside a scan, counted
    in their order: what one search added.
    """
    position = _VOLUMES.c.position
    return _digest(
        connection,
        _volumes(exhibit_id).where(position >= volumes.start, position < volumes.stop),
        _faults(exhibit_id, faults),
    )


def _faults(exhibit_id: int, which: range) -> Select[Any]:
    of_no_scan = (_FAULTS.c.exhibit_id == exhibit_id, _FAULTS.c.scan_id.is_(None))
    return select(_FAULTS).where(*of_no_scan).order_by(_FAULTS.c.id).limit(len(which)).offset(which.start)


def _volumes(exhibit_id: int) -> Select[Any]:
    return select(_VOLUMES).where(_VOLUMES.c.exhibit_id == exhibit_id).order_by(_VOLUMES.c.position)


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
        running.update(encode([_as_written(row) for row in connection.execute(statement)]))
    return running.hexdigest()


def _as_written(row: Row[Any]) -> list[Any]:
    """Of volumes of a partition table only the columns that format 1.1 had: its events vouch for these."""
    values = list(row)
    if "layer_key" in row._fields and values[-len(_OF_LAYERS) :] == [None] * len(_OF_LAYERS):
        return values[: -len(_OF_LAYERS)]
    return values
