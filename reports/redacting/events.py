"""Events of a redacted copy: those that name something withheld become stubs of the chain."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import rfc8785

from reports.content import CaseContent, EventContent
from reports.redacting.withheld import Withheld

_PATHS, _NAMES, _SETS = "paths", "names", "set_labels"
_TYPED: Final = frozenset({_PATHS, _NAMES})  # typed by a person, so it may hold either
_NOTHING: Final[frozenset[str]] = frozenset()

# What the events of each kind may hold. A kind that is not listed is withheld from every redacted copy.
HELD_BY_EVENTS: Mapping[str, frozenset[str]] = {
    "case.created": _TYPED,
    "case.opened": _NOTHING,
    "case.described": _TYPED,
    "case.closed": _TYPED,
    "case.reopened": _TYPED,
    "person.recorded": frozenset({_NAMES}),
    "exhibit.added": _TYPED,
    "exhibit.described": _TYPED,
    "exhibit.photographed": _TYPED,
    "exhibit.transferred": _TYPED,
    "exhibit.verified": _NOTHING,
    "volume.unlocked": _NOTHING,
    "volume.unlock_failed": _NOTHING,
    "volumes.searched": _NOTHING,
    "self_test.run": _NOTHING,
    "scan.started": frozenset({_SETS}),
    "scan.copy_compared": _NOTHING,
    "scan.paused": _NOTHING,
    "scan.resumed": _NOTHING,
    "scan.stopped": _NOTHING,
    "scan.finished": _NOTHING,
    "checkpoint.signed": frozenset({_NAMES}),  # a signature carries its signer's certificate
    "checkpoint.countersigned": frozenset({_NAMES}),
    "report.exported": frozenset({_NAMES}),
    "set.exported": frozenset({_PATHS, _SETS, _NAMES}),
    "stamp.added": _NOTHING,
    "content.look_begun": _TYPED,  # names an entry, and holds a reason
    "content.revealed": _TYPED,
    "entries.bookmarked": frozenset({_PATHS}),
    "entries.disclosed": _NOTHING,
    "entries.marked": frozenset({_PATHS, _SETS}),  # categories and their scheme
    "entries.noted": _TYPED,
    "files.exported": _NOTHING,
    "bundle.sealed": frozenset({_NAMES}),
    "wellness.limited": _NOTHING,
}
_PERSON_ID: Final = re.compile(r"P[0-9]+")


def redacted_events(content: CaseContent, withheld: Withheld) -> Iterator[EventContent]:
    """Every event, as itself or as a stub."""
    known = _words_withheld(content)
    for event in content.events:
        shown = _stub(event, withheld) if _is_withheld(event, withheld, known) else event
        yield replace(shown, actor=withheld.a_name(event.actor) or "")


def _is_withheld(event: EventContent, withheld: Withheld, known: "re.Pattern[str] | None") -> bool:
    kinds = withheld.kinds
    switched = {
        kind for kind, on in ((_PATHS, kinds.paths), (_NAMES, kinds.names), (_SETS, kinds.set_labels)) if on
    }
    held = HELD_BY_EVENTS.get(event.action)
    if held is None or held & switched:
        return True
    body: dict[str, Any] = json.loads(event.line)  # Any: a JSON value
    if kinds.names and not _PERSON_ID.fullmatch(str(body.get("actor"))):
        return True  # in cases of older versions an event carries the actor's name
    reason = body["payload"].get("reason") if isinstance(body.get("payload"), dict) else None
    if isinstance(reason, str) and withheld.reason(reason) != reason:
        return True
    return known is not None and bool(known.search(event.line) or known.search(event.sentence))


def _words_withheld(content: CaseContent) -> "re.Pattern[str] | None":
    """Whole words that no event may hold, whatever its kind: a second line behind HELD_BY_EVENTS."""
    kinds = content.redaction
    held: set[str | None] = set()
    if kinds.names:
        people = [content.case.examiner, content.case.supervisor, content.case.reviewer, *content.persons]
        held |= {person.name for person in people if person is not None}
        held |= {person.agency for person in people if person is not None}
        held |= {content.case.agency.name} if content.case.agency else set()
    if kinds.paths:
        held |= {segment for exhibit in content.exhibits for segment in exhibit.image.segments}
    if kinds.set_labels:
        held |= {known_set.name for known_set in content.sets}
    forms = {form for word in held if word for form in (word, json.dumps(word, ensure_ascii=False)[1:-1])}
    words = sorted((re.escape(form) for form in forms if len(form) > 1), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") if words else None


def _stub(event: EventContent, withheld: Withheld) -> EventContent:
    """Its place in the chain and no more. `line` is what custody.jsonl then holds; `sha256` is that of the
    whole event.
    """
    body = json.loads(event.line)
    stub = {
        "sequence": event.sequence,
        "utc": body["utc"],
        "action": event.action,
        "sha256": event.sha256.hex(),
        "previous_sha256": body["previous_sha256"],
        "withheld": True,
    }
    return replace(
        event,
        subject=withheld.text,
        sentence=withheld.event,
        line=rfc8785.dumps(stub).decode(),
    )
