"""The state of a case as its custody chain tells it: who, what was said, what changed hands, what was signed.

Nothing here is stored anywhere else. Events are folded in their order: what was said later stands, field by
field, and null withdraws it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.custody.particulars import (
    CaseParticulars,
    CasePerson,
    ExhibitParticulars,
    PhotographRecord,
    Said,
    SelfTestRecord,
    StampRecord,
    TransferRecord,
    read_as,
)
from app.store.custody_log import EXAMINER, CaseConnection, body_of, custody_events
from app.store.opening import CaseTrouble
from forensics.custody import EMPTY_CHAIN, ChainHead, Checkpoint, CustodyEvent, checkpoints_in
from forensics.errors import ChainBroken


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyState:
    """`persons` by id; P1 is the case's examiner, whatever version made the case. `exhibits` by label, only
    those that somebody described. `root_events` are the Merkle roots of finished scans as checkpoints state
    them, each with the sequence of its event.
    """

    head: ChainHead
    case: CaseParticulars = field(default_factory=CaseParticulars)
    persons: Mapping[str, CasePerson] = field(default_factory=dict)
    exhibits: Mapping[str, ExhibitParticulars] = field(default_factory=dict)
    photographs: tuple[PhotographRecord, ...] = ()
    transfers: tuple[TransferRecord, ...] = ()
    self_tests: tuple[SelfTestRecord, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    stamps: tuple[StampRecord, ...] = ()
    root_events: tuple[tuple[int, Said], ...] = ()
    closed_at: str | None = None  # ISO 8601 UTC; None: the case is open

    def name_of(self, actor: str) -> str:
        """The name behind an event's actor; in cases of older versions the actor is the name."""
        person = self.persons.get(actor)
        return actor if person is None else person.name

    def names(self) -> dict[str, str]:
        return {key: person.name for key, person in self.persons.items()}

    @property
    def roots(self) -> tuple[Said, ...]:
        return tuple(root for _, root in self.root_events)

    def described(self, exhibit: str) -> ExhibitParticulars:
        return self.exhibits.get(exhibit, ExhibitParticulars())


def custody_state(connection: CaseConnection) -> CustodyState:
    """Raise CaseTrouble where an event is not as this program writes it."""
    return state_of(list(custody_events(connection)))


def state_of(events: list[CustodyEvent]) -> CustodyState:
    """The same of a chain that is at hand; its links are not checked."""
    fold = _Fold()
    for event in events:
        fold.take(event)
    try:
        checkpoints = checkpoints_in(events)
    except ChainBroken as broken:
        raise CaseTrouble(f"{broken}; verify the case") from broken
    head = EMPTY_CHAIN
    if events:
        head = ChainHead(count=events[-1].sequence, sha256=events[-1].sha256)
    return fold.state(head, checkpoints)


class _Fold:
    def __init__(self) -> None:
        self._case: dict[str, Any] = {}  # Any: JSON values, here and below
        self._exhibits: dict[str, dict[str, Any]] = {}
        self._persons: dict[str, CasePerson] = {}
        self._photographs: list[PhotographRecord] = []
        self._transfers: list[TransferRecord] = []
        self._self_tests: list[SelfTestRecord] = []
        self._stamps: list[StampRecord] = []
        self._roots: list[tuple[int, Said]] = []
        self._closed_at: str | None = None
        self._last = 0

    def take(self, event: CustodyEvent) -> None:
        body = body_of(event.canonical, sequence=event.sequence)
        self._last = event.sequence
        action, subject = body.get("action"), str(body.get("subject"))
        said: dict[str, Any] = body["payload"]
        # A transfer says its own time; of all else the time is that of the event.
        placed = {"at": body.get("utc")} | said | {"sequence": event.sequence, "exhibit": subject}
        match action:
            case "case.created":
                self._take_creation(body)
            case "person.recorded":
                self._persons[subject] = read_as(CasePerson, said, sequence=event.sequence)
            case "case.described":
                self._case |= said
                self._checked(CaseParticulars, self._case)
            case "exhibit.described":
                self._exhibits[subject] = self._exhibits.get(subject, {}) | said
                self._checked(ExhibitParticulars, self._exhibits[subject])
            case "exhibit.photographed":
                self._photographs.append(read_as(PhotographRecord, placed, sequence=event.sequence))
            case "exhibit.transferred":
                self._transfers.append(read_as(TransferRecord, placed, sequence=event.sequence))
            case "self_test.run":
                self._self_tests.append(read_as(SelfTestRecord, placed, sequence=event.sequence))
            case "stamp.added":
                self._stamps.append(read_as(StampRecord, placed, sequence=event.sequence))
            case "scan.finished" if "entries_root" in said:
                self._roots.append((event.sequence, _root(subject, said)))
            case "case.closed":
                self._closed_at = str(body.get("utc"))
            case "case.reopened":
                self._closed_at = None

    def _take_creation(self, body: Said) -> None:
        """What older versions said once, when the case was made, is the beginning of what is said."""
        said, actor = body["payload"], str(body.get("actor"))
        self._case |= {"title": said.get("title")}
        if said.get("agency"):
            self._case["agency"] = {"name": said["agency"]}
        persons = said.get("persons")
        if isinstance(persons, dict):
            for key, person in persons.items():
                self._persons[key] = read_as(CasePerson, _object(person), sequence=self._last)
        else:
            older = {"name": actor, "agency": said.get("agency")}
            self._persons[EXAMINER] = read_as(CasePerson, older, sequence=self._last)

    def _checked(self, kind: type[CaseParticulars] | type[ExhibitParticulars], said: Said) -> None:
        """A field that cannot be read is told with the event that said it."""
        read_as(kind, said, sequence=self._last)

    def state(self, head: ChainHead, checkpoints: tuple[Checkpoint, ...]) -> CustodyState:
        return CustodyState(
            head=head,
            case=read_as(CaseParticulars, self._case, sequence=self._last),
            persons=self._persons,
            exhibits={
                label: read_as(ExhibitParticulars, said, sequence=self._last)
                for label, said in self._exhibits.items()
            },
            photographs=tuple(self._photographs),
            transfers=tuple(self._transfers),
            self_tests=tuple(self._self_tests),
            checkpoints=checkpoints,
            stamps=tuple(self._stamps),
            root_events=tuple(self._roots),
            closed_at=self._closed_at,
        )


def _object(said: object) -> Said:
    return said if isinstance(said, dict) else {}


def _root(exhibit: str, said: Said) -> Said:
    return {
        "scan": said.get("scan"),
        "exhibit": exhibit,
        "entries": said.get("entries"),
        "root": said.get("entries_root"),
    }
