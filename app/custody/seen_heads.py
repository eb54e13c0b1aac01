"""The last head that this laptop saw of each case, so that a chain whose end was cut off shows.

A chain alone cannot tell that its last events are gone. This register stands outside the case, in the user's
data folder (`FIELDCASE_SEEN_HEADS` names another file), and is written when a checkpoint is signed, a report
exported, a case verified. It is no proof for others: whoever rules this laptop can change it too. A register
that cannot be read or written stops no work; `verify` says so (RegisterTrouble).

A case is told by its first event and its place. Another copy, elsewhere, goes its own way.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import platformdirs

from app.store.case_file import CaseFile
from app.store.custody_log import CaseConnection, chain_head, digest_at
from forensics.custody import ChainHead
from forensics.errors import FieldcaseError

MOST_CASES: Final = 10_000
_PLACE: Final = "FIELDCASE_SEEN_HEADS"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenHead:
    head: ChainHead
    utc: str  # when this laptop saw it


class RegisterTrouble(FieldcaseError):
    """The register cannot be read or written; the sentence says what that leaves unseen."""


def register_file() -> Path:
    named = os.environ.get(_PLACE)
    if named:
        return Path(named)
    return Path(platformdirs.user_data_dir("fieldcase", appauthor=False)) / "seen-heads.json"


def seen_head(case: CaseFile) -> SeenHead | None:
    """What the register has of this case; `None` where it has nothing. Raise RegisterTrouble."""
    with case.reading() as connection:
        return _entry(_read().get(_key(case, connection)))


def remember_head(case: CaseFile, *, utc: str) -> RegisterTrouble | None:
    """Enter the case's head as it is now, unless the chain no longer holds what was seen before: that stays
    in the register until it is found. Returns what kept it from being entered: no work stops over it, and
    the next `verify` meets it too. A register that cannot be read is begun anew.
    """
    with case.reading() as connection:
        key, head = _key(case, connection), chain_head(connection)
        try:
            register = _read()
        except RegisterTrouble:
            register = {}
        before = _entry(register.get(key))
        if before is not None and digest_at(connection, before.head.count) != before.head.sha256:
            return None
    register.pop(key, None)
    register[key] = {"count": head.count, "head_sha256": head.sha256, "utc": utc}
    try:
        _write(dict(list(register.items())[-MOST_CASES:]))
    except RegisterTrouble as trouble:
        return trouble
    return None


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
    file = register_file()
    if not file.is_file():  # none yet, or a device, which a reader may wait at for ever
        return {}
    try:
        register = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as trouble:
        raise RegisterTrouble(
            f"what this laptop saw of cases before ({file}) cannot be read: {trouble}"
        ) from trouble
    if not isinstance(register, dict):
        raise RegisterTrouble(
            f"what this laptop saw of cases before ({file}) cannot be read: it is no register"
        )
    return register


def _write(register: Mapping[str, Any]) -> None:  # Any: JSON
    file = register_file()
    if file.exists() and not file.is_file():  # a device such as /dev/null keeps nothing, and must stay
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
        fresh.write_text(json.dumps(register, ensure_ascii=True, indent=1), encoding="utf-8")
        fresh.replace(file)
    except OSError as trouble:
        raise RegisterTrouble(
            f"what this laptop saw of this case cannot be kept in {file}: {trouble.strerror}"
        ) from trouble
