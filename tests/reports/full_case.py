"""A case with everything a report can print: signed, transferred, photographed, self-tested, stamped."""

import base64
import hashlib
import json
import struct
import zlib
from dataclasses import replace
from datetime import datetime, timedelta

from reports.content import (
    Agency,
    Authority,
    CaseContent,
    CheckpointContent,
    EventContent,
    ExhibitContent,
    LookedAt,
    MarkedFiles,
    Person,
    Photograph,
    Redaction,
    ReviewContent,
    SelfTest,
    SelfTestCheck,
    Signer,
    StampContent,
    TransferContent,
)
from tests.reports.builders import HOSTILE_NAMES, START, BuiltCase, a_case, case_facts, scan_of

# 24 by 16 dots of grey, as ImageMagick writes them.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO"
    "UlNSMj5aYVpQYEpRUk//wAALCAAQABgBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAAUG/8QAFhAAAwAAAAAAAAAAAAAAAAAAABVi"
    "/9oACAEBAAA/AIyyQskLJNkskLJCyT//2Q=="
)

EXAMINER = Person(
    id="P1", name="R. Sample", number="0417", role="examiner", standing="sworn", agency="Example County"
)
SUPERVISOR = Person(id="P2", name="T. Placeholder", number="0533", role="supervisor", standing="civilian")
REVIEWER = Person(id="P3", name="L. Invented", role="document examiner, retired")
PERSONS = (EXAMINER, SUPERVISOR, REVIEWER)


def a_png(width: int = 120, height: int = 80) -> bytes:
    """A grey ramp as a PNG file (PNG specification, section 11)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" + bytes(255 * x // max(width - 1, 1) for x in range(width))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(row * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def a_photograph(content: bytes | None, *, name: str = "front.png", caption: str | None = None) -> Photograph:
    mime = "image/jpeg" if name.endswith("jpg") else "image/png"
    raw = content or b""
    return Photograph(
        name=name,
        mime=mime,
        sha256=hashlib.sha256(raw).digest(),
        size_bytes=len(raw),
        caption=caption,
        content=content,
    )


def a_signer(name: str = "R. Sample", *, self_issued: bool = True) -> Signer:
    return Signer(
        name=name,
        issuer=name if self_issued else "Example County Certificate Office",
        certificate_sha256=hashlib.sha256(name.encode()).digest(),
        self_issued=self_issued,
        not_after=START + timedelta(days=3650),
        algorithm="ECDSA P-256",
    )


def a_self_test() -> SelfTest:
    checks = (
        SelfTestCheck(what="SHA-256 of the empty string", expected="published value", got="published value"),
        SelfTestCheck(what="Planted file in the built-in image", expected="matched", got="matched"),
        SelfTestCheck(
            what="File one bit away from a record", expected="no match", got="no match", control="negative"
        ),
    )
    program = hashlib.sha256(b"program").digest()
    return SelfTest(at=START + timedelta(minutes=29), checks=checks, program_sha256=program)


def linked(events: tuple[EventContent, ...], *, person: Person) -> tuple[EventContent, ...]:
    """The same events, told by id with role and standing as new cases record them."""
    told: list[EventContent] = []
    previous = "0" * 64
    for event in events:
        body = json.loads(event.line) | {
            "actor": person.id,
            "role": person.role,
            "standing": person.standing,
            "previous_sha256": previous,
        }
        line = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(line.encode()).digest()
        told.append(
            replace(
                event,
                actor=person.name,
                actor_id=person.id,
                role=person.role,
                standing=person.standing,
                line=line,
                sha256=digest,
            )
        )
        previous = digest.hex()
    return tuple(told)


def some_checkpoints(events: tuple[EventContent, ...]) -> tuple[CheckpointContent, ...]:
    def checkpoint(at: datetime, count: int, occasion: str, signers: tuple[Signer, ...]) -> CheckpointContent:
        return CheckpointContent(
            sequence=count + 1,
            at=at,
            occasion=occasion,
            count=count,
            head_sha256=events[count - 1].sha256,
            signers=signers,
            statement=b"{}",
            signatures=(b"",) * len(signers),
        )

    return (
        checkpoint(START + timedelta(minutes=80), 8, "scan", (a_signer(),)),
        checkpoint(
            START + timedelta(minutes=99),
            9,
            "export",
            (a_signer(), a_signer("T. Placeholder", self_issued=False)),
        ),
    )


def some_transfers() -> tuple[TransferContent, ...]:
    return (
        TransferContent(
            sequence=4,
            exhibit="E1",
            at=START - timedelta(minutes=11),
            at_local="2099-02-01 09:20 (UTC−05:00)",
            released_by=Person(name="Seizing officer", number="2207"),
            received_by=EXAMINER,
            purpose="Triage on scene",
            place="Street outside the address",
            seal_out="B-220117",
            seal_in="B-220117, unbroken",
        ),
        TransferContent(
            sequence=9,
            exhibit="E1",
            at=START + timedelta(hours=3),
            released_by=EXAMINER,
            received_by=SUPERVISOR,
            purpose="Transport to the store",
            rehashed=True,
            comment="One bag, two labels",
        ),
        TransferContent(
            sequence=10,
            exhibit="E2",
            at=START + timedelta(hours=3),
            released_by=EXAMINER,
            received_by=SUPERVISOR,
            rehashed=False,
        ),
    )


def the_full_exhibit(exhibit: ExhibitContent) -> ExhibitContent:
    return replace(
        exhibit,
        item_number="17",
        quantity="1",
        seized_at=START - timedelta(minutes=50),
        seized_from="Occupier, recorded in property record 99-P-0311",
        authority="Search warrant 99-SW-0142, item 3",
        notes="Found under the desk",
        clock="Not read: the laptop was off and stays off",
        photographs=(
            a_photograph(a_png(), caption="Front, with the seal"),
            a_photograph(JPEG, name="back.jpg"),
            a_photograph(None, name="left.png", caption="Left side"),
        ),
    )


def some_review() -> ReviewContent:
    marked = MarkedFiles(category="2", scheme="National 2024", label="second of four", files=1_204)
    looked = LookedAt(person="K. Osei", files=2, known_matches=1, looks=3, unended=1, seconds=7.25)
    return ReviewContent(marked=(marked,), notes=1, looked_at=(looked,))


def a_full_case(*, redaction: Redaction | None = None) -> BuiltCase:
    """The three exhibits of `a_case` with everything that people, keys and tests add."""
    built = a_case(practice=False)
    content = built.content
    events = linked(content.events, person=EXAMINER)
    scan = replace(scan_of(content), entries_root=hashlib.sha256(b"root of E1").digest())
    first = the_full_exhibit(replace(content.exhibits[0], scan=scan))
    facts = case_facts(
        examiner=EXAMINER,
        supervisor=SUPERVISOR,
        reviewer=REVIEWER,
        agency=Agency(name="Example Laboratory", address="1 Example Avenue", logo=a_png(300, 100)),
        authority_parts=Authority(
            kind="Search warrant",
            number="99-SW-0142",
            issued_by="Example County Court",
            issued_on="2099-01-30",
            scope="Storage media found at the address.",
        ),
        referrals=("CyberTip 123456789", "Referral 7"),
        offense="Example statute, section 1",
        laptop_clock="0.4 s behind a trusted clock at 2099-02-01 14:20Z",
        closed_at=START + timedelta(hours=4),
    )
    stamp = StampContent(
        at=START + timedelta(hours=9), authority="Example Time Authority", report_id="FC-0", sequence=10
    )
    full = replace(
        content,
        report=replace(content.report, signers=(a_signer(),)),
        case=facts,
        exhibits=(first, *content.exhibits[1:]),
        events=events,
        self_test=a_self_test(),
        persons=PERSONS,
        transfers=some_transfers(),
        review=some_review(),
        checkpoints=some_checkpoints(events),
        stamps=(stamp,),
        redaction=redaction or Redaction(),
    )
    return BuiltCase(content=full, rows=built.rows)


def a_hostile_full_case() -> BuiltCase:
    """Hostile text in every field that people fill, pictures that are none, and a hostile certificate."""
    built = a_full_case()
    content = built.content
    texts = [name.decode("utf-8", "surrogateescape") for name in HOSTILE_NAMES]
    nasty = " ".join(texts)
    person = Person(id=texts[5], name=nasty, number=texts[0], role=texts[4], standing=texts[2], agency=nasty)
    signer = replace(a_signer(), name=nasty, issuer=texts[5], self_issued=False, algorithm=texts[4])
    cut = a_png()[:60]
    exhibit = replace(
        content.exhibits[0],
        item_number=nasty,
        quantity=texts[4],
        seized_from=nasty,
        seized_when=texts[1],
        authority=nasty,
        notes=nasty,
        condition=nasty,
        photographs=(
            a_photograph(cut, caption=nasty),
            a_photograph(b"\xff\xd8\xff" + b"\xff\xe0\x00\x00" * 20, name="x.jpg"),
            a_photograph(a_png(), caption=nasty),
        ),
    )
    checks = (SelfTestCheck(what=nasty, expected=texts[4], got=texts[5], control=texts[3], passed=False),)
    facts = replace(
        content.case,
        authority_parts=Authority(kind=nasty, number=texts[4], issued_by=nasty, issued_on=nasty, scope=nasty),
        referrals=tuple(texts),
        offense=nasty,
        laptop_clock=nasty,
        examiner=person,
    )
    transfer = replace(
        content.transfers[0],
        released_by=person,
        received_by=person,
        purpose=nasty,
        place=nasty,
        seal_in=nasty,
        at_local=texts[1],
        comment=nasty,
    )
    hostile: CaseContent = replace(
        content,
        case=facts,
        exhibits=(exhibit, *content.exhibits[1:]),
        report=replace(content.report, signers=(signer,)),
        persons=(person,),
        transfers=(transfer,),
        checkpoints=tuple(replace(c, occasion=texts[4], signers=(signer,)) for c in content.checkpoints),
        stamps=tuple(replace(s, authority=nasty, report_id=texts[5]) for s in content.stamps),
        self_test=replace(a_self_test(), checks=checks, passed=False),
    )
    return BuiltCase(content=hostile, rows=built.rows)
