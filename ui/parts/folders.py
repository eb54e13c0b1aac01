"""Folders in little room: the last steps are what tells one from another."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def fitted_folder(folder: str, metrics: QFontMetrics, *, room: int) -> str:
    """The whole folder, or as many of its last steps as have room; a single step shortens in its middle."""
    if metrics.horizontalAdvance(folder) <= room:
        return folder
    steps = folder.strip("/").split("/")
    for first in range(1, len(steps)):
        shorter = "…/" + "/".join(steps[first:])
        if metrics.horizontalAdvance(shorter) <= room:
            return shorter
    return metrics.elidedText("…/" + steps[-1], Qt.TextElideMode.ElideMiddle, room)
