"""What the laptop says of itself: power, room for cases, the clock. Asked in a worker, never by a page."""

import os
import shutil
from datetime import datetime
from pathlib import Path

import psutil

from app.moments import iso_utc
from app.rows import LaptopRow


def laptop(cases: Path, *, now: datetime) -> LaptopRow:
    """Power and clock, and the room where `cases` lie or will lie."""
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return LaptopRow(
        battery=None if battery is None else round(battery.percent),
        is_on_mains=None if battery is None else battery.power_plugged,
        folder=os.fspath(cases),
        free_bytes=_free_bytes(cases),
        utc=iso_utc(now),
    )


def _free_bytes(folder: Path) -> int | None:
    """Free for this user on the disk of the first folder above that is there."""
    for place in (folder, *folder.parents):
        if place.is_dir():
            try:
                return shutil.disk_usage(place).free
            except OSError:  # a disk that was pulled between the two questions: the room is not known
                return None
    return None
