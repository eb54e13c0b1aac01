"""The last head that this laptop saw of each case, so that a chain whose end was cut off shows.

A chain alone cannot tell that its last events are gone. This register stands outside the case, in the user's
data folder (`FIELDCASE_SEEN_HEADS` names another file), and is written when a checkpoint is signed, a report
exported, a case verified. It is no proof for others: whoever rules this laptop can change it too.

A case is told by its first event and its place. Another copy, elsewhere, goes its own way.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import platformdirs

from app.store.case_file import CaseFile
from app.store.custody_log import CaseConnection, chain_head, digest_at
from forensics.custody import ChainHead

MOST_CASES: Final = 10_000
_PLACE: Final = "FIELDCASE_SEEN_HEADS"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenHead:
    head: ChainHead
    utc: str  # when this laptop saw it


def register_file() -> Path:
    named = os.environ.get(_PLACE)
    if named:
        return Path(named)
    return Path(platformdirs.user_data_dir("fieldcase", appauthor=False)) / "seen-heads.json"


def seen_head(case: CaseFile) -> SeenHead | None:
    """What the register has of this case; `None` where it has nothing, or cannot be read."""
    with case.reading() as connection:
        return _entry(_read().get(_key(case, connection)))


def remember_head(case: CaseFile, *, utc: str) -> None:
    """Enter the case's head as it is now, unless the chain no longer holds what was seen before: that stays
    in the register until it is found. A register that cannot be written never stops the work.
    """
    with case.reading() as connection:
        key, head = _key(case, connection), chain_head(connection)
        register = _read()
        before = _entry(register.get(key))
        if before is not None and digest_at(connection, before.head.count) != before.head.sha256:
            return
    register.pop(key, None)
    register[key] = {"count": head.count, "head_sha256": head.sha256, "utc": utc}
    _write(dict(list(register.items())[-MOST_CASES:]))


def _key(case: CaseFile, connection: CaseConnection) -> str:
    return f"{digest_at(connection, 1)} {case.folder.resolve()}"


def _entry(value: object) -> SeenHead | None:
    if not isinstance(value, dict):
        return None
    count, sha256, utc = value.get("count"), value.get("head_sha256"), value.get("utc")
    if not (isinstance(count, int) and isinstance(sha256, str) and isinstance(utc, str)):
        return None
    return SeenHead(head=ChainHead(count=count, sha256=sha256), utc=utc)


def _read() -> dict[str, Any]:  # Any: JSON
    if not register_file().is_file():  # none yet, or a device, which a reader may wait at for ever
        return {}
    try:
        register = json.loads(register_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not to be read, or cut off by a power failure
        return {}
    return register if isinstance(register, dict) else {}


def _write(register: Mapping[str, Any]) -> None:  # Any: JSON
    with suppress(OSError):
        file = register_file()
        if file.exists() and not file.is_file():  # a device such as /dev/null keeps nothing, and must stay
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
        fresh.write_text(json.dumps(register, ensure_ascii=True, indent=1), encoding="utf-8")
        fresh.replace(file)
