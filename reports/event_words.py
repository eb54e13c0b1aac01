"""Custody events in plain words, in the language of the reader. The event as written stays the record.

Persons stand in events by their ids and get their names here. An action that this version does not know, or
an event that does not say what this version expects, is told by its name.
"""

from collections.abc import Callable, Iterable, Mapping

from reports import review_words
from reports.told_event import Event, Told
from reports.wording import Wording

_ALGORITHMS = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}
_SHORT = 16  # digits of a digest in a sentence


def event_sentence(words: Wording, event: Event, names: Mapping[str, str]) -> str:
    """One sentence for one event. `names` are those of the persons, by id."""
    action, subject = str(event.get("action")), str(event.get("subject"))
    teller = _TELLERS.get(action)
    try:
        if teller is not None:
            return teller(Told(words=words, names=names, subject=subject, payload=event["payload"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        pass  # not what this version writes: told by its name, and whole in the data
    return words.text("event.other", action=action, subject=subject)


def _case_created(told: Told) -> str:
    key = "case.created.practice" if told.payload["practice"] else "case.created"
    return told.say(key, version=_version(told))


def _case_opened(told: Told) -> str:
    return told.say("case.opened", version=_version(told))


def _version(told: Told) -> str:
    return str(told.payload["tool"]["Fieldcase"])


def _described(what: str) -> Callable[[Told], str]:
    def tell(told: Told) -> str:
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


def _person_recorded(told: Told) -> str:
    said = told.payload
    facts = [str(said["name"])]
    facts += [
        told.words.text(f"event.{kind}.{said[kind]}") for kind in ("role", "standing") if said.get(kind)
    ]
    return told.say("person.recorded", facts=told.words.text("event.comma").join(facts))


def _exhibit_added(told: Told) -> str:
    return told.say(
        "exhibit.added",
        container=str(told.payload["container"]),
        size=int(told.payload["size_bytes"]),
        n=len(told.payload["volumes"]),
    )


def _exhibit_verified(told: Told) -> str:
    short = str(told.payload.get("sha256", ""))[:_SHORT] + "…"
    match told.payload["result"]:
        case "agrees" | "differs" | "recorded" as result:
            return told.say(f"exhibit.verified.{result}", digest=short)
        case _:
            return told.say(
                "exhibit.verified.unreadable", reason=told.words.recorded(str(told.payload["reason"]))
            )


def _exhibit_photographed(told: Told) -> str:
    short = str(told.payload["sha256"])[:_SHORT] + "…"
    return told.say("exhibit.photographed", name=str(told.payload["name"]), digest=short)


def _exhibit_transferred(told: Told) -> str:
    said = told.payload.get("rehashed")
    rehashed = "unsaid" if said is None else "rehashed" if said else "not_rehashed"
    return told.say(
        f"exhibit.transferred.{rehashed}",
        released=told.name(told.payload["released_by"]),
        received=told.name(told.payload["received_by"]),
        at=str(told.payload["at"]),
    )


def _scan_started(told: Told) -> str:
    sets = ", ".join(_set_words(told, each) for each in told.payload["sets"])
    plan = [
        told.words.text("event.plan.profile", profile=told.words.recorded(str(told.payload["profile"]))),
        *_plan_words(told),
    ]
    words = told.words.text("event.comma").join(plan)
    return told.say("scan.started" if sets else "scan.started.no_set", plan=words, sets=sets)


def _set_words(told: Told, loaded: Event) -> str:
    """Older cases do not say whether one was locked."""
    version = loaded.get("version")
    name = f"{loaded['name']}@{version}" if version else str(loaded["name"])
    return told.words.text("event.set.locked", name=name) if loaded.get("locked") else name


def _plan_words(told: Told) -> Iterable[str]:
    """What was recorded of the plan; scans from before format 1.1 have none of it."""
    if told.payload.get("algorithms"):
        yield " + ".join(_ALGORITHMS.get(name, name) for name in told.payload["algorithms"])
    if told.payload.get("size_gate_closed"):
        yield told.words.text("event.plan.gate")
    if told.payload.get("time_box_min"):
        yield told.words.text("event.plan.time_box", minutes=f"{told.payload['time_box_min']:g}")
    if told.payload.get("stop_after_first_hit"):
        yield told.words.text("event.plan.first_hit")


def _volume_unlocked(told: Told) -> str:
    return told.say(
        "volume.unlocked",
        volume=str(told.payload["volume"]),
        lock=str(told.payload["lock"]),
        means=_means(told),
        opened=", ".join(str(each["position"]) for each in told.payload["volumes"]),
    )


def _volumes_searched(told: Told) -> str:
    said = told.payload
    found = [str(each["position"]) for each in said["volumes"]]
    is_whole = said["ended"] == "complete" and said["searched_from"] == 0
    return told.say(
        ("volumes.searched" if is_whole else "volumes.searched.part") + ("" if found else ".none"),
        found=", ".join(found),
        start=told.words.number(said["searched_from"]),
        end=told.words.number(said["searched_until"]),
        size=told.words.number(said["size_bytes"]),
    )


def _volume_unlock_failed(told: Told) -> str:
    return told.say(
        "volume.unlock_failed",
        volume=str(told.payload["volume"]),
        lock=str(told.payload["lock"]),
        means=_means(told),
    )


def _means(told: Told) -> str:
    """What was given, never the secret itself."""
    means = str(told.payload["means"]).replace("-", "_")
    return told.words.text(f"event.volume.means.{means}")


def _copy_compared(told: Told) -> str:
    return told.say("scan.copy_compared", n=told.payload["left_out"], volume=told.payload["volume"])


def _scan_paused(told: Told) -> str:
    return told.say("scan.paused")


def _scan_resumed(told: Told) -> str:
    """After a pause, or by another run of the program."""
    return told.say("scan.resumed.after_pause" if "after" in told.payload else "scan.resumed")


def _scan_stopped(told: Told) -> str:
    reason = str(told.payload["reason"])
    if reason == "stopped by the examiner":
        return told.say("scan.stopped")
    return told.say("scan.stopped.otherwise", reason=told.words.recorded(reason))


def _scan_finished(told: Told) -> str:
    twice, faults = told.payload.get("read_twice"), told.payload["faults"]
    parts = [told.words.text("event.matched", n=told.payload["outcomes"].get("matched", 0))]
    parts += [told.words.text("event.read_twice", n=twice)] if twice else []
    parts.append(told.words.text("event.faults", n=faults))
    return told.say(
        "scan.finished", n=told.payload["entries"], rest=told.words.text("event.comma").join(parts)
    )


def _report_exported(told: Told) -> str:
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


def _set_exported(told: Told) -> str:
    digest = str(told.payload["files"][told.subject])
    return told.say("set.exported", n=told.payload["contents"], digest=digest)


def _self_test(told: Told) -> str:
    checks = told.payload["checks"]
    if told.payload["passed"]:
        return told.say("self_test.passed", n=len(checks))
    failed = sum(not each.get("passed") for each in checks)
    return told.say("self_test.failed", n=failed, checks=len(checks))


def _checkpoint_signed(told: Told) -> str:
    occasion = told.subject if told.words.has(f"event.checkpoint.{told.subject}") else "request"
    count = told.payload["statement"]["count"]
    return told.say(f"checkpoint.{occasion}", n=count, signer=str(told.payload["signer"]))


def _checkpoint_countersigned(told: Told) -> str:
    return told.say("checkpoint.countersigned", signer=str(told.payload["signer"]))


def _stamp_added(told: Told) -> str:
    said = told.payload
    return told.say("stamp.added", report=str(said["report_id"]), authority=str(said["authority"]))


def _counted(key: str, count: str) -> Callable[[Told], str]:
    return lambda told: told.say(key, n=told.payload[count])


def _case_closed(told: Told) -> str:
    return told.say("case.closed")


def _case_reopened(told: Told) -> str:
    return told.say("case.reopened", reason=str(told.payload["reason"]))


_TELLERS: Mapping[str, Callable[[Told], str]] = {
    "bundle.sealed": _counted("bundle.sealed", "recipients"),
    "case.closed": _case_closed,
    "case.created": _case_created,
    "case.described": _described("case"),
    "case.opened": _case_opened,
    "case.reopened": _case_reopened,
    "checkpoint.countersigned": _checkpoint_countersigned,
    "checkpoint.signed": _checkpoint_signed,
    "content.look_begun": review_words.look_begun,
    "content.revealed": review_words.revealed,
    "entries.bookmarked": review_words.bookmarked,
    "entries.disclosed": _counted("entries.disclosed", "count"),
    "entries.marked": review_words.marked,
    "entries.noted": review_words.noted,
    "exhibit.added": _exhibit_added,
    "exhibit.described": _described("exhibit"),
    "exhibit.photographed": _exhibit_photographed,
    "exhibit.transferred": _exhibit_transferred,
    "exhibit.verified": _exhibit_verified,
    "files.exported": _counted("files.exported", "contents"),
    "person.recorded": _person_recorded,
    "report.exported": _report_exported,
    "scan.copy_compared": _copy_compared,
    "scan.finished": _scan_finished,
    "volume.unlocked": _volume_unlocked,
    "volume.unlock_failed": _volume_unlock_failed,
    "volumes.searched": _volumes_searched,
    "scan.paused": _scan_paused,
    "scan.resumed": _scan_resumed,
    "scan.started": _scan_started,
    "scan.stopped": _scan_stopped,
    "self_test.run": _self_test,
    "set.exported": _set_exported,
    "stamp.added": _stamp_added,
    "wellness.limited": review_words.limited,
}
