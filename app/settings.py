"""What the desktop keeps between sessions: choices by name, and the cases opened last.

Settings are a convenience: a file that is missing, damaged or cannot be written never stops the work.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import platformdirs

RECENT_LIMIT: Final = 20


class Settings:
    """A small JSON file in `folder`; None: where the system keeps settings."""

    def __init__(self, folder: Path | None = None) -> None:
        place = folder or Path(platformdirs.user_config_dir("fieldcase", appauthor=False))
        self._file = place / "settings.json"

    def value(self, name: str, default: str) -> str:
        return str(self._load().get(name, default))

    def keep(self, name: str, value: str) -> None:
        self._save(self._load() | {name: value})

    def drop(self, name: str) -> None:
        """Back to the default."""
        self._save({key: value for key, value in self._load().items() if key != name})

    @property
    def file(self) -> Path:
        return self._file

    def recent(self) -> list[dict[str, str]]:
        """The cases opened last, the latest first; what a damaged file holds instead is left out."""
        recent = self._load().get("recent", [])
        return [
            {key: value for key, value in item.items() if isinstance(value, str)}
            for item in (recent if isinstance(recent, list) else [])
            if isinstance(item, dict) and isinstance(item.get("folder"), str)
        ]

    def put_first(self, item: Mapping[str, str]) -> None:
        """Make a case, told apart by its `folder`, the one opened last."""
        self._save_recent([dict(item), *self._others(item["folder"])][:RECENT_LIMIT])

    def forget(self, folder: str) -> None:
        self._save_recent(self._others(folder))

    def _others(self, folder: str) -> list[dict[str, str]]:
        return [item for item in self.recent() if item["folder"] != folder]

    def _save_recent(self, recent: list[dict[str, str]]) -> None:
        self._save(self._load() | {"recent": recent})

    def _load(self) -> dict[str, Any]:  # Any: JSON
        try:
            loaded = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # none yet, or cut off by a power failure: the defaults serve
            return {}
        return loaded if isinstance(loaded, dict) else {}

    def _save(self, settings: Mapping[str, Any]) -> None:  # Any: JSON
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._file.with_suffix(".new")
            with fresh.open("w", encoding="utf-8") as file:
                json.dump(settings, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())  # else a power failure may leave an empty file under the old name
            fresh.replace(self._file)
