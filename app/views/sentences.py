"""Custody events in plain words. The event as written stays the record; these sentences are for reading."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Event = Mapping[str, Any]  # Any: JSON values
_ALGORITHMS = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}


def sentence_of(event: Event) -> str:
    """One sentence for one event; an action this version does not know is told by its name."""
    teller = _TELLERS.get(event["action"])
    if teller is None:
        return f"{event['action']} ({event['subject']})."
    return teller(event["subject"], event["payload"])


def _case_created(subject: str, payload: Event) -> str:
    practice = " as a practice case" if payload["practice"] else ""
    return f"Case {subject} was opened{practice} with Fieldcase {payload['tool']['Fieldcase']}."


def _case_opened(subject: str, payload: Event) -> str:
    return f"Case {subject} was opened in the desktop of Fieldcase {payload['tool']['Fieldcase']}."


def _exhibit_added(subject: str, payload: Event) -> str:
    volumes = counted(len(payload["volumes"]), "volume", "volumes")
    media = f"{payload['container']}, {payload['size_bytes']:,} bytes, {volumes}"
    return f"Exhibit {subject} was added: {media}. Opened read-only."


def _exhibit_verified(subject: str, payload: Event) -> str:
    short = payload.get("sha256", "")[:16] + "…"
    match payload["result"]:
        case "agrees":
            return f"All of {subject} was read; its digests agree with those on record (SHA-256 {short})."
        case "differs":
            return f"All of {subject} was read; a digest differs from the one on record (SHA-256 {short})."
        case "recorded":
            return f"All of {subject} was read; SHA-256 {short} was recorded, with none to compare it to."
        case _:
            return f"{subject} could not be read to its end: {payload['reason']}"


def _scan_started(subject: str, payload: Event) -> str:
    sets = ", ".join(map(_set_words, payload["sets"])) or "no set"
    words = [f"profile {payload['profile']}", *_plan_words(payload), f"sets loaded: {sets}"]
    return f"The scan of {subject} began: {', '.join(words)}."


def _set_words(loaded: Event) -> str:
    """Older cases do not say whether one was locked."""
    name = spelled_set(loaded["name"], loaded.get("version"))
    return f"{name} (locked)" if loaded.get("locked") else name


def _plan_words(payload: Event) -> Iterator[str]:
    """What was recorded of the plan; scans from before format 1.1 have none of it."""
    if payload.get("algorithms"):
        yield " + ".join(_ALGORITHMS.get(name, name) for name in payload["algorithms"])
    if payload.get("size_gate_closed"):
        yield "size gate closed"
    if payload.get("time_box_min"):
        yield f"time box {payload['time_box_min']:g} min"


def _scan_resumed(subject: str, _payload: Event) -> str:
    return f"The scan of {subject} was taken up again where it had ended."


def _scan_stopped(subject: str, payload: Event) -> str:
    return f"The scan of {subject} was {payload['reason']}; it can be resumed."


def _scan_finished(subject: str, payload: Event) -> str:
    matched = payload["outcomes"].get("matched", 0)
    entries = counted(payload["entries"], "entry has its outcome", "entries have their outcome")
    faults = counted(payload["faults"], "fault", "faults")
    twice = counted(payload.get("read_twice", 0), "content", "contents") + " read twice, "
    return (
        f"The scan of {subject} reached its end: {entries}, {matched:,} matched, "
        f"{twice if payload.get('read_twice') else ''}{faults}."
    )


def _report_exported(_subject: str, payload: Event) -> str:
    return f"A report was written: {payload['report_id']}, {counted(len(payload['files']), 'file', 'files')}."


def _set_exported(subject: str, payload: Event) -> str:
    contents = counted(payload["contents"], "content", "contents")
    digest = payload["files"][subject]
    return f"A known-hash set was made from the case: {subject}, {contents}, SHA-256 {digest}."


def spelled_set(name: str, version: str | None) -> str:
    """As commands take it."""
    return f"{name}@{version}" if version else name


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


_TELLERS: dict[str, Callable[[str, Event], str]] = {
    "case.created": _case_created,
    "case.opened": _case_opened,
    "exhibit.added": _exhibit_added,
    "exhibit.verified": _exhibit_verified,
    "scan.started": _scan_started,
    "scan.resumed": _scan_resumed,
    "scan.stopped": _scan_stopped,
    "scan.finished": _scan_finished,
    "report.exported": _report_exported,
    "set.exported": _set_exported,
}
