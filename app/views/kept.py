"""What is kept beside cases: the last self-test of the laptop, and the state a case was read at."""

import json
from collections.abc import Mapping
from pathlib import Path

import msgspec

from app.rows import KeptSelfTest


def case_stamp(folder: str) -> str:
    """Changes when something is written to the case; empty where there is no case."""
    from app.store.opening import DATABASE_NAME  # the first page does not wait for the database

    found = []
    for name in (DATABASE_NAME, f"{DATABASE_NAME}-wal"):
        file = Path(folder) / name
        if file.is_file():
            state = file.stat()
            found.append(f"{name} {state.st_mtime_ns} {state.st_size}")
    return "; ".join(found)


def self_test_words(answer: Mapping[str, object], *, utc: str) -> str:
    """What `self-test --json` said, in the form it is kept in."""
    checks = answer.get("checks")
    listed = [one for one in checks if isinstance(one, dict)] if isinstance(checks, list) else []
    controls = {one.get("control") for one in listed}
    kept = {
        "passed": answer.get("passed") is True,
        "utc": utc,
        "checks": len(listed),
        "has_controls": {"positive", "negative"} <= controls,
        "program_sha256": str(answer.get("program_sha256") or ""),
    }
    return json.dumps(kept)


def kept_self_test(words: str) -> KeptSelfTest | None:
    """None where nothing was kept, or what is kept is not a self-test: it is run again in a second."""
    try:
        return msgspec.json.decode(words, type=KeptSelfTest)
    except msgspec.DecodeError:
        return None
