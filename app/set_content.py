"""The known-hash sets of a report, out of what each scan recorded of them."""

from collections.abc import Mapping
from typing import Any

from app.moments import from_iso
from app.store.case_file import CaseRow
from reports.content import SetContent, SetRole


class ShownSets:
    """The sets of all shown scans, each once; a set used by two scans is one set if its index is the same."""

    def __init__(self) -> None:
        self.contents: list[SetContent] = []
        self._places: dict[tuple[str, str], int] = {}
        self.place_of_row: dict[int, int] = {}  # loaded_set.id -> position

    def take(self, row: CaseRow) -> int:
        key = (row.name, row.index_sha256)
        if key not in self._places:
            self._places[key] = len(self.contents)
            self.contents.append(_set(row.info))
        self.place_of_row[row.id] = self._places[key]
        return self._places[key]


def _set(info: Mapping[str, Any]) -> SetContent:  # Any: JSON values, as SetInfo has them
    """Cases of earlier versions do not have what is asked for with `get`."""
    return SetContent(
        name=info["name"],
        role=SetRole(info["role"]),
        version=info["version"],
        format=info["format"],
        source_name=info["source_name"],
        source_sha256=bytes.fromhex(info["source_sha256"]),
        records=info["sized_count"] + info["unsized_count"],
        distinct=info["distinct_count"],
        dropped_empty=info["dropped_empty"],
        left_out=tuple((what, count) for what, count in info.get("dropped", ())),
        algorithms=tuple(info["algorithms"]),
        sized=info["sized_count"],
        scheme=info["scheme"],
        imported_at=from_iso(info["imported_at"]),
        source_member=info.get("source_member"),
        index_sha256=bytes.fromhex(info["index_sha256"]),
        index_version=info["tool_version"],
        is_locked=info.get("is_locked", False),
        notes=tuple(info["notes"]),
    )
