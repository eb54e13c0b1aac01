"""Custody events in plain words, in the language of the reader. The event as written stays the record.

Persons stand in events by their ids and get their names here. An action that this version does not know, or
an event that does not say what this version expects, is told by its name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.blocks import Span
from reports.wording import Wording, clipped

Event = Mapping[str, Any]  # Any: JSON values
_ALGORITHMS = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}
_SHORT = 16  # digits of a digest in a sentence
_NOTE = 200  # characters of a note in a sentence; the event has all of them


def event_sentence(words: Wording, event: Event, names: Mapping[str, str]) -> str:
    """One sentence for one event. `names` are those of the persons, by id."""
    action, subject = str(event.get("action")), str(event.get("subject"))
    teller = _TELLERS.get(action)
    try:
        if teller is not None:
            return teller(_Told(words=words, names=names, subject=subject, payload=event["payload"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        pass  # not what this version writes: told by its name, and whole in the data
    return words.text("event.other", action=action, subject=subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    words: Wording
    names: Mapping[str, str]
    subject: str
    payload: Event

    def say(self, key: str, **values: str | int) -> str:
        return self.words.text(f"event.{key}", subject=self.subject, **values)

    def listing(self, items: Iterable[str]) -> str:
        """With the words of the language between them."""
        return "".join(span.text for span in self.words.listing([(Span(item),) for item in items]))

    def name(self, person: str) -> str:
        return self.names.get(person, person)

    def fields(self, given: Iterable[str]) -> str:
        """Names of fields; one that this version does not know stands as it was written."""
        return self.listing(
            self.words.text(f"event.field.{name}") if self.words.has(f"event.field.{name}") else name
            for name in given
        )


def _case_created(told: _Told) -> str:
    key = "case.created.practice" if told.payload["practice"] else "case.created"
    return told.say(key, version=_version(told))


def _case_opened(told: _Told) -> str:
    return told.say("case.opened", version=_version(told))


def _version(told: _Told) -> str:
    return str(told.payload["tool"]["Fieldcase"])


def _described(what: str) -> Callable[[_Told], str]:
    def tell(told: _Told) -> str:
        # The same moment stands in two fields: in UTC, and as it was supplied.
        said = {name: value for name, value in told.payload.items() if name != "seized_at"}
        given = [name for name, value in said.items() if value is not None]
        withdrawn = [name for name, value in said.items() if value is None]
        if not withdrawn:
            return told.say(f"{what}.described", fields=told.fields(given))
        if not given:
            return told.say(f"{what}.withdrawn", withdrawn=told.fields(withdrawn))
        return told.say(
            f"{what}.described.and_withdrawn", fields=told.fields(given), withdrawn=told.fields(withdrawn)
        )

    return tell


def _person_recorded(told: _Told) -> str:
    said = told.payload
    facts = [str(said["name"])]
    facts += [
        told.words.text(f"event.{kind}.{said[kind]}") for kind in ("role", "standing") if said.get(kind)
    ]
    return told.say("person.recorded", facts=told.words.text("event.comma").join(facts))


def _exhibit_added(told: _Told) -> str:
    return told.say(
        "exhibit.added",
        container=str(told.payload["container"]),
        size=int(told.payload["size_bytes"]),
        n=len(told.payload["volumes"]),
    )


def _exhibit_verified(told: _Told) -> str:
    short = str(told.payload.get("sha256", ""))[:_SHORT] + "…"
    match told.payload["result"]:
        case "agrees" | "differs" | "recorded" as result:
            return told.say(f"exhibit.verified.{result}", digest=short)
        case _:
            return told.say(
                "exhibit.verified.unreadable", reason=told.words.recorded(str(told.payload["reason"]))
            )


def _exhibit_photographed(told: _Told) -> str:
    short = str(told.payload["sha256"])[:_SHORT] + "…"
    return told.say("exhibit.photographed", name=str(told.payload["name"]), digest=short)


def _exhibit_transferred(told: _Told) -> str:
    said = told.payload.get("rehashed")
    rehashed = "unsaid" if said is None else "rehashed" if said else "not_rehashed"
    return told.say(
        f"exhibit.transferred.{rehashed}",
        released=told.name(told.payload["released_by"]),
        received=told.name(told.payload["received_by"]),
        at=str(told.payload["at"]),
    )


def _scan_started(told: _Told) -> str:
    sets = ", ".join(_set_words(told, each) for each in told.payload["sets"])
    plan = [
        told.words.text("event.plan.profile", profile=told.words.recorded(str(told.payload["profile"]))),
        *_plan_words(told),
    ]
    words = told.words.text("event.comma").join(plan)
    return told.say("scan.started" if sets else "scan.started.no_set", plan=words, sets=sets)


def _set_words(told: _Told, loaded: Event) -> str:
    """Older cases do not say whether one was locked."""
    version = loaded.get("version")
    name = f"{loaded['name']}@{version}" if version else str(loaded["name"])
    return told.words.text("event.set.locked", name=name) if loaded.get("locked") else name


def _plan_words(told: _Told) -> Iterable[str]:
    """What was recorded of the plan; scans from before format 1.1 have none of it."""
    if told.payload.get("algorithms"):
        yield " + ".join(_ALGORITHMS.get(name, name) for name in told.payload["algorithms"])
    if told.payload.get("size_gate_closed"):
        yield told.words.text("event.plan.gate")
    if told.payload.get("time_box_min"):
        yield told.words.text("event.plan.time_box", minutes=f"{told.payload['time_box_min']:g}")
    if told.payload.get("stop_after_first_hit"):
        yield told.words.text("event.plan.first_hit")


def _scan_paused(told: _Told) -> str:
    return told.say("scan.paused")


def _scan_resumed(told: _Told) -> str:
    """After a pause, or by another run of the program."""
    return told.say("scan.resumed.after_pause" if "after" in told.payload else "scan.resumed")


def _scan_stopped(told: _Told) -> str:
    reason = str(told.payload["reason"])
    if reason == "stopped by the examiner":
        return told.say("scan.stopped")
    return told.say("scan.stopped.otherwise", reason=told.words.recorded(reason))


def _scan_finished(told: _Told) -> str:
    twice, faults = told.payload.get("read_twice"), told.payload["faults"]
    parts = [told.words.text("event.matched", n=told.payload["outcomes"].get("matched", 0))]
    parts += [told.words.text("event.read_twice", n=twice)] if twice else []
    parts.append(told.words.text("event.faults", n=faults))
    return told.say(
        "scan.finished", n=told.payload["entries"], rest=told.words.text("event.comma").join(parts)
    )


def _report_exported(told: _Told) -> str:
    key = "report.exported"
    signers = [
        each if isinstance(each, str) else each["name"] for each in told.payload.get("signed_by") or ()
    ]
    if signers:
        key = "report.exported.signed"
    return told.say(
        key,
        report=str(told.payload["report_id"]),
        n=len(told.payload["files"]),
        signers=told.listing(signers),
    )


def _set_exported(told: _Told) -> str:
    digest = str(told.payload["files"][told.subject])
    return told.say("set.exported", n=told.payload["contents"], digest=digest)


def _self_test(told: _Told) -> str:
    checks = told.payload["checks"]
    if told.payload["passed"]:
        return told.say("self_test.passed", n=len(checks))
    failed = sum(not each.get("passed") for each in checks)
    return told.say("self_test.failed", n=failed, checks=len(checks))


def _checkpoint_signed(told: _Told) -> str:
    occasion = told.subject if told.words.has(f"event.checkpoint.{told.subject}") else "request"
    count = told.payload["statement"]["count"]
    return told.say(f"checkpoint.{occasion}", n=count, signer=str(told.payload["signer"]))


def _checkpoint_countersigned(told: _Told) -> str:
    return told.say("checkpoint.countersigned", signer=str(told.payload["signer"]))


def _stamp_added(told: _Told) -> str:
    said = told.payload
    return told.say("stamp.added", report=str(said["report_id"]), authority=str(said["authority"]))


def _counted(key: str, count: str) -> Callable[[_Told], str]:
    return lambda told: told.say(key, n=told.payload[count])


def _marked(told: _Told) -> str:
    if (again := _again(told)) is not None:
        return again
    category, scheme = told.payload["category"], told.payload["scheme"]
    if category is None:
        return _of_entries(told, "entries.unmarked")
    words = told.words.text("event.scheme", scheme=str(scheme)) if scheme else ""
    return _of_entries(told, "entries.marked", category=str(category), scheme=words)


def _noted(told: _Told) -> str:
    if (again := _again(told)) is not None:
        return again
    text = told.payload["text"]
    if text is None:
        return _of_entries(told, "entries.unnoted")
    return _of_entries(told, "entries.noted", text=clipped(str(text), _NOTE))


def _bookmarked(told: _Told) -> str:
    if (again := _again(told)) is not None:
        return again
    return _of_entries(told, "entries.bookmarked" if told.payload["on"] else "entries.unbookmarked")


def _again(told: _Told) -> str | None:
    """An act that takes another one back, or does it again."""
    for field in ("undoes", "redoes"):
        if (of := told.payload.get(field)) is not None:
            return told.say(f"entries.{field}", n=len(told.payload["entries"]), event=str(int(of)))
    return None


def _of_entries(told: _Told, key: str, **values: str) -> str:
    """One entry by its name, several by their number."""
    entries = told.payload["entries"]
    if len(entries) > 1:
        return told.say(f"{key}.several", n=len(entries), **values)
    return told.say(key, path=str(entries[0]["path"]), exhibit=str(entries[0]["exhibit"]), **values)


def _look_begun(told: _Told) -> str:
    return told.say("content.look_begun", path=str(told.payload["path"]), **_reason(told))


def _revealed(told: _Told) -> str:
    said = told.payload
    path, reason = str(said["path"]), _reason(told)
    if not said["steps"]:
        return told.say("content.not_shown", path=path, **reason)
    steps = told.listing(
        told.words.text(f"event.step.{each['step']}", seconds=told.words.tenths(each["seconds"]))
        for each in said["steps"]
    )
    seconds = told.words.tenths(said["seconds"])
    return told.say("content.revealed", path=path, seconds=seconds, steps=steps, **reason)


def _reason(told: _Told) -> dict[str, str]:
    reason = told.payload.get("reason")
    return {"reason": told.words.text("event.reason", reason=str(reason)) if reason else ""}


def _limited(told: _Told) -> str:
    said = [
        told.words.text(f"event.limit.{name}", n=int(told.payload[name]))
        for name in ("looks_a_day", "seconds_a_look", "break_after_min")
        if told.payload[name] is not None
    ]
    return told.say("wellness.limited", limits=told.listing(said)) if said else told.say("wellness.unlimited")


def _case_closed(told: _Told) -> str:
    return told.say("case.closed")


def _case_reopened(told: _Told) -> str:
    return told.say("case.reopened", reason=str(told.payload["reason"]))


_TELLERS: Mapping[str, Callable[[_Told], str]] = {
    "bundle.sealed": _counted("bundle.sealed", "recipients"),
    "case.closed": _case_closed,
    "case.created": _case_created,
    "case.described": _described("case"),
    "case.opened": _case_opened,
    "case.reopened": _case_reopened,
    "checkpoint.countersigned": _checkpoint_countersigned,
    "checkpoint.signed": _checkpoint_signed,
    "content.look_begun": _look_begun,
    "content.revealed": _revealed,
    "entries.bookmarked": _bookmarked,
    "entries.disclosed": _counted("entries.disclosed", "count"),
    "entries.marked": _marked,
    "entries.noted": _noted,
    "exhibit.added": _exhibit_added,
    "exhibit.described": _described("exhibit"),
    "exhibit.photographed": _exhibit_photographed,
    "exhibit.transferred": _exhibit_transferred,
    "exhibit.verified": _exhibit_verified,
    "files.exported": _counted("files.exported", "contents"),
    "person.recorded": _person_recorded,
    "report.exported": _report_exported,
    "scan.finished": _scan_finished,
    "scan.paused": _scan_paused,
    "scan.resumed": _scan_resumed,
    "scan.started": _scan_started,
    "scan.stopped": _scan_stopped,
    "self_test.run": _self_test,
    "set.exported": _set_exported,
    "stamp.added": _stamp_added,
    "wellness.limited": _limited,
}
