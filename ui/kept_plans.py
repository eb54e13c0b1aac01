"""Plans of scans that were started, kept between sessions by the folder of their case.

A window that is opened later goes on with the whole choice. Kept is what was chosen, by name; no secret is
part of a plan.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any, Final

from ui.planning import ScanPlan

NAME: Final = "plans_started"  # of the setting
MOST: Final = 20  # cases; as many as are listed as opened last
_LISTS: Final = ("exhibits", "sets", "algorithms")


class KeptPlans:
    """`read` and `write` are of the settings: a name with its default, a name with its value."""

    def __init__(self, read: Callable[[str, str], str], write: Callable[[str, str], None]) -> None:
        self._read, self._write = read, write

    def keep(self, folder: str, plan: ScanPlan) -> None:
        others = [(place, kept) for place, kept in self._all().items() if place != folder]
        self._write(NAME, json.dumps(dict([(folder, asdict(plan)), *others][:MOST])))

    def of(self, folder: str) -> ScanPlan | None:
        """None where none was kept, or another version kept it otherwise."""
        kept = self._all().get(folder)
        names = {field.name for field in fields(ScanPlan)}
        if not isinstance(kept, dict) or set(kept) != names:
            return None
        lists = {name: kept[name] for name in _LISTS}
        if not all(_is_list_of_names(value) for value in lists.values()) or lists["exhibits"] is None:
            return None
        tuples = {name: None if value is None else tuple(value) for name, value in lists.items()}
        return ScanPlan(**(kept | tuples))

    def _all(self) -> dict[str, Any]:  # Any: JSON
        try:
            kept = json.loads(self._read(NAME, "{}"))
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}


def _is_list_of_names(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, str) for one in value))
