"""Case contents for the tests of the report: synthetic, benign, and consistent in every sum."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from forensics.digests import DigestSet
from forensics.entries import ByteRange, Census, EntryKind, Fault, Outcome, Stage
from forensics.entry_line import EntryRow
from forensics.images import Gap, ImageInfo, Volume, VolumeState
from forensics.ledger import ByteLedger, VolumeUse, byte_ledger
from forensics.paths import EvidencePath
from forensics.ranges import RangeSet
from forensics.times import EPOCH, FsTime, MacTimes, ZoneKind
from reports.content import (
    Agency,
    CaseContent,
    CaseFacts,
    EntryRecord,
    EventContent,
    ExhibitContent,
    GateContent,
    GateState,
    HitContent,
    MatchContent,
    MediaDigest,
    Person,
    ProgramFacts,
    ReportFacts,
    ScanContent,
    ScanEnd,
    SetContent,
    SetRole,
    ToolPart,
    VolumeContent,
)
from reports.tables import entry_row

START = datetime(2099, 2, 1, 14, 31, tzinfo=UTC)
MIB = 1024 * 1024

HOSTILE_NAMES: tuple[bytes, ...] = (
    b"line\nfeed\r\ttab.bin",
    "gnp.\u202egpj.exe".encode(),
    b"\xed\xa0\x80\xed\xb0\x80-lone-surrogates",
    bytes(range(128, 256)) + bytes(range(129, 256)),  # 255 bytes, none of it UTF-8
    b"<script>alert(1)</script>",
    b'#import "x": y; #panic("no") $x$ *b* _i_ `m` @r <l> \\u{41}',
    "漢字かな交じり文.dat".encode(),
    "emoji \U0001f600\U0001f469\u200d\U0001f52c.bin".encode(),
    "שלום/عربي".encode().replace(b"/", b"-"),
    "combining e\u0301\u0301\u0301\u0301 z\u0489".encode(),
    b'=HYPERLINK("x")',
    b"+1",
    b"-1",
    b"@SUM(A1)",
    b"'quoted",
    "\ufeffbom\u200bzero\u2066isolate\ue000private\U000e0041tag\uffffnonchar".encode(),
    b"{value} {#section} `code` *bold*",
    b"x" * 255,
)


def a_digest_set(seed: object) -> DigestSet:
    raw = repr(seed).encode()
    return DigestSet(
        md5=hashlib.md5(raw, usedforsecurity=False).digest(),
        sha1=hashlib.sha1(raw, usedforsecurity=False).digest(),
        sha256=hashlib.sha256(raw).digest(),
    )


def some_times(number: int, *, zone: ZoneKind = ZoneKind.UTC) -> MacTimes:
    seconds = int((START - EPOCH).total_seconds()) - 86_400 * 300 + number * 86_461
    step = FsTime(seconds // 2 * 2 * 1_000_000_000)
    return MacTimes(mtime=step, crtime=step, zone=zone)


def an_entry(
    number: int,
    *,
    exhibit: str = "E1",
    volume: int = 0,
    path: bytes | None = None,
    stream: bytes | None = None,
    outcome: Outcome | None = Outcome.COMPARED,
    allocated: bool = True,
    kind: EntryKind = EntryKind.FILE,
    zone: ZoneKind = ZoneKind.UTC,
) -> EntryRecord:
    has_digests = outcome in (Outcome.MATCHED, Outcome.KNOWN, Outcome.COMPARED)
    return EntryRecord(
        exhibit=exhibit,
        volume=volume,
        path=EvidencePath(path if path is not None else f"/folder/file-{number:05d}.bin".encode()),
        stream=stream,
        meta_addr=number + 5,
        size_bytes=0 if outcome is Outcome.NO_CONTENT else 4096 + number * 13,
        allocated=allocated,
        kind=kind,
        outcome=outcome,
        digests=a_digest_set((exhibit, volume, number)) if has_digests else DigestSet(),
        times=some_times(number, zone=zone),
    )


def a_match(
    *, position: int = 0, record: int = 0, category: str | None = "1", algorithm: str = "sha1"
) -> MatchContent:
    labels = {"1": "Practice category one", "2": "Practice category two"}
    return MatchContent(
        set_position=position,
        record=record,
        algorithm=algorithm,
        category=category,
        category_label=labels.get(category or ""),
        scheme="Practice scheme" if category else None,
    )


def a_notable_set(**changes: object) -> SetContent:
    known_set = SetContent(
        name="Example Notable Files",
        role=SetRole.NOTABLE,
        version="2099.02",
        origin="Example Regional Unit (invented)",
        format="VICS 2.0",
        source_name="notable.json",
        source_sha256=hashlib.sha256(b"notable").digest(),
        records=1_204_118,
        distinct=1_204_000,
        dropped_empty=2,
        algorithms=("md5", "sha1"),
        sized=1_204_118,
        scheme="Practice scheme",
        imported_at=START - timedelta(days=4),
    )
    return replace(known_set, **changes)  # type: ignore[arg-type]  # the tests name fields of the set


def a_watch_list() -> SetContent:
    return a_notable_set(
        name="Example Watch List",
        version="7",
        origin=None,
        format="sha256sum text",
        source_name="watch.sha256",
        source_sha256=hashlib.sha256(b"watch").digest(),
        records=48_220,
        distinct=48_220,
        dropped_empty=1,
        algorithms=("sha256",),
        sized=48_220,
        scheme=None,
    )


def a_fingerprint_set() -> SetContent:
    """A notable set without any digest that could be compared."""
    return a_notable_set(algorithms=(), records=0, distinct=0, sized=0, scheme=None)


def a_known_set() -> SetContent:
    return a_notable_set(
        name="Known software, extract",
        role=SetRole.KNOWN,
        version="2098.12.1",
        format="NSRL RDSv3",
        source_name="rds.db",
        source_sha256=hashlib.sha256(b"known").digest(),
        records=73_778_779,
        distinct=None,
        algorithms=("md5", "sha1", "sha256"),
        sized=73_778_779,
        scheme=None,
        notes=("Seven records without any usable digest were counted and left out.",),
    )


def a_volume(
    index: int = 0,
    *,
    offset: int = MIB,
    length: int = 62 * MIB,
    state: str = VolumeState.READABLE,
    file_system: str | None = "NTFS",
    label: str | None = "Windows",
    reason: str | None = None,
) -> Volume:
    return Volume(
        index=index,
        offset_bytes=offset,
        length_bytes=length,
        table="MBR",
        description="NTFS / exFAT (0x07)",
        state=state,
        file_system=file_system,
        label=label,
        block_bytes=4096,
        reason=reason,
    )


def ledger(volume: Volume, entries: Sequence[EntryRecord]) -> VolumeContent:
    """A volume whose ledger counts exactly these entries (those of its index)."""
    own = [entry for entry in entries if entry.volume == volume.index]
    outcomes = Counter(entry.outcome for entry in own if entry.outcome is not None)
    sizes: Counter[Outcome] = Counter()
    for entry in own:
        if entry.outcome is not None:
            sizes[entry.outcome] += entry.size_bytes
    waiting = sum(entry.outcome is None for entry in own)
    return VolumeContent(
        volume=volume, entries=len(own), outcomes=outcomes, waiting=waiting, content_bytes=sizes
    )


def an_image(size: int = 64 * MIB, *, name: str = "laptop.E01", stored: DigestSet | None = None) -> ImageInfo:
    return ImageInfo(
        container="EWF-E01" if name.endswith("E01") else "raw",
        size_bytes=size,
        sector_bytes=512,
        segments=(f"/media/case/{name}",),
        stored_digests=stored or DigestSet(),
        acquisition_notes=(("examiner_name", "R. Sample"), ("notes", "synthetic practice media"))
        if stored
        else (),
    )


def a_scan(*, sets: tuple[int, ...] = (0, 1, 2), **changes: object) -> ScanContent:
    scan = ScanContent(
        profile="standard",
        started_at=START + timedelta(minutes=31),
        ended_at=START + timedelta(minutes=78),
        end=ScanEnd.COMPLETED,
        sets=sets,
        gate=GateContent(state=GateState.NOT_USED),
        algorithms=("md5", "sha1", "sha256"),
    )
    return replace(scan, **changes)  # type: ignore[arg-type]  # the tests name fields of the scan


def a_chain(sentences: Sequence[tuple[str, str, str]]) -> tuple[EventContent, ...]:
    """Linked events of (action, subject, sentence), a minute apart."""
    events: list[EventContent] = []
    previous = "0" * 64
    for number, (action, subject, sentence) in enumerate(sentences, 1):
        at = START + timedelta(minutes=number)
        body = {
            "action": action,
            "actor": "R. Sample",
            "payload": {},
            "previous_sha256": previous,
            "sequence": number,
            "subject": subject,
            "utc": at.isoformat().replace("+00:00", "Z"),
        }
        line = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(line.encode()).digest()
        events.append(
            EventContent(
                sequence=number,
                at=at,
                actor="R. Sample",
                action=action,
                subject=subject,
                sentence=sentence,
                sha256=digest,
                line=line,
            )
        )
        previous = digest.hex()
    return tuple(events)


def some_events() -> tuple[EventContent, ...]:
    return a_chain(
        (
            ("case_opened", "2099-0142", "The case 2099-0142 was opened."),
            (
                "set_loaded",
                "Example Notable Files",
                "The notable set Example Notable Files, version 2099.02, was loaded.",
            ),
            (
                "set_loaded",
                "Example Watch List",
                "The notable set Example Watch List, version 7, was loaded.",
            ),
            (
                "set_loaded",
                "Known software",
                "The known set Known software, extract, version 2098.12.1, was loaded.",
            ),
            ("evidence_added", "E1", "Exhibit E1 was added, read-only."),
            ("verification_finished", "E1", "All bytes of E1 were digested."),
            ("scan_started", "E1", "The scan of E1 was started with the standard profile."),
            ("scan_finished", "E1", "The scan of E1 was completed."),
            ("verification_finished", "E1", "All bytes of E1 were digested again; the digests are equal."),
            ("report_started", "R1", "The report FC-2099-0142-R1 was prepared."),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltCase:
    """A content and the entries that close with it; iterating gives their rows."""

    content: CaseContent
    rows: tuple[EntryRecord, ...]

    def __iter__(self) -> Iterator[EntryRow]:
        return map(entry_row, self.rows)


def case_facts(**changes: object) -> CaseFacts:
    facts = CaseFacts(
        number="2099-0142",
        title="Example matter",
        examiner=Person(name="R. Sample", number="0417", role="field examiner, sworn"),
        agency=Agency(
            name="Example County Mobile Forensic Laboratory", address="1 Example Avenue, Example Town"
        ),
        authority="Search warrant 99-SW-0142, Example County Court, issued 2099-01-30. "
        "Storage media found at the address.",
        requester="Office of the Prosecutor, Example County",
        request="Compare the seized media with the notable sets loaded; report within the day",
        opened_at=START,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]  # the tests name fields of the facts


def _plain_facts() -> tuple[ReportFacts, ProgramFacts]:
    report = ReportFacts(
        id="FC-2099-0142-R1",
        made_at=datetime(2099, 2, 1, 17, 29, 13, tzinfo=UTC),
        local_offset=timedelta(hours=-5),
    )
    program = ProgramFacts(
        version="0.1.0",
        parts=(
            ToolPart(name="Python", version="3.11.2"),
            ToolPart(name="The Sleuth Kit, through pytsk3", version="4.15.0, 20260715"),
            ToolPart(name="SQLite", version="3.40.1"),
        ),
    )
    return report, program


def an_empty_case() -> BuiltCase:
    """No exhibit, no set, no event: what a case is a minute after it was made."""
    report, program = _plain_facts()
    facts = CaseFacts(number="2099-0001", examiner=Person(name="R. Sample"))
    content = CaseContent(report=replace(report, local_offset=None), program=program, case=facts)
    return BuiltCase(content=content, rows=())


def _computer_entries() -> list[EntryRecord]:
    """E1: an NTFS volume with ordinary, renamed, deleted and alternate-stream matches, and hostile names."""
    entries = [an_entry(0, path=b"/", outcome=Outcome.NO_CONTENT, kind=EntryKind.DIRECTORY)]
    entries += [
        an_entry(1, path=b"/Users/user1/Downloads/a0017.bin", outcome=Outcome.MATCHED),
        an_entry(2, path=b"/Users/user1/Downloads/set-09/item_003.dat", outcome=Outcome.MATCHED),
        an_entry(
            3, path="/Users/user1/Documents/Übersicht März/kopie (2).dat".encode(), outcome=Outcome.MATCHED
        ),
        an_entry(4, path="/Users/user1/Documents/архив/файл-06.dat".encode(), outcome=Outcome.MATCHED),
        an_entry(5, path=b"/Users/user1/Desktop/neu.dat", stream=b"stream2", outcome=Outcome.MATCHED),
        an_entry(6, path=b"/Users/user1/Downloads/item_012.dat", outcome=Outcome.MATCHED, allocated=False),
    ]
    entries += [
        an_entry(10 + n, path=b"/hostile/" + name, outcome=Outcome.COMPARED)
        for n, name in enumerate(HOSTILE_NAMES)
    ]
    entries += [an_entry(100 + n, outcome=Outcome.KNOWN) for n in range(40)]
    entries += [an_entry(200 + n, outcome=Outcome.RULED_OUT_BY_SIZE) for n in range(12)]
    entries += [an_entry(300 + n, outcome=Outcome.UNREADABLE) for n in range(6)]
    entries += [an_entry(400 + n, outcome=Outcome.ENCRYPTED) for n in range(3)]
    return entries


UNREADABLE = (ByteRange(2 * MIB, 1024), ByteRange(50 * MIB, 512), ByteRange(103 * MIB - 512, 1024))


def _computer_scan(volumes: Sequence[Volume], gaps: Sequence[Gap]) -> ScanContent:
    """E1's scan: 40 MiB of the first volume in use, two places of it unreadable, one across its end."""
    in_use = RangeSet.of([ByteRange(MIB, 10 * MIB), ByteRange(20 * MIB, 30 * MIB)])
    ledger = byte_ledger(
        size_bytes=104 * MIB,
        volumes=[VolumeUse(volume=volume, allocated=in_use) for volume in volumes],
        gaps=gaps,
        unreadable=UNREADABLE,
    )
    gate = GateContent(state=GateState.SHUT, sizes=912_004)
    return a_scan(
        profile="quick",
        profile_rule="reads only content whose size is in a record of the notable sets",
        gate=gate,
        algorithms=("sha1", "sha256"),
        match_algorithms=("md5", "sha1", "sha256"),
        double_readings=50,
        byte_ledger=ledger,
        unreadable=UNREADABLE,
    )


def _computer() -> tuple[ExhibitContent, list[EntryRecord], list[HitContent]]:
    entries = _computer_entries()
    readable = a_volume()
    locked = a_volume(
        1, offset=63 * MIB, length=40 * MIB, state=VolumeState.LOCKED, file_system="BitLocker", label="Data"
    )
    digests = a_digest_set("E1 media")
    gaps = (
        Gap(offset_bytes=0, length_bytes=MIB, description="partition table"),
        Gap(offset_bytes=103 * MIB, length_bytes=MIB, description="after the last partition"),
    )
    census = Census(source="$MFT bitmap", in_use=12_345, met=12_345)
    exhibit = ExhibitContent(
        id="E1",
        image=an_image(104 * MIB, stored=DigestSet(md5=digests.md5)),
        volumes=(
            replace(ledger(readable, entries), census=census),
            VolumeContent(volume=locked, entries=None),
        ),
        gaps=gaps,
        faults=(
            *(
                Fault(
                    stage=Stage.READ,
                    reason="the list of the file's clusters is damaged",
                    volume=0,
                    path=e.path,
                )
                for e in entries
                if e.outcome is Outcome.UNREADABLE
            ),
            Fault(
                stage=Stage.VOLUME,
                reason="the volume is locked with BitLocker",
                volume=1,
                offset_bytes=63 * MIB,
            ),
        ),
        scan=_computer_scan((readable, locked), gaps),
        before=MediaDigest(at=START + timedelta(minutes=30), digests=digests),
        after=MediaDigest(at=START + timedelta(minutes=95), digests=digests),
        added_at=START + timedelta(minutes=5),
        description="Solid-state drive, removed from a laptop computer",
        make="Examplar",
        model="NV-512X",
        serial="SPEC-0001-117",
        condition="Working; scratch 4 cm on the label side",
        seal_in="B-220117",
        seal_out="B-220140",
        seized_where="Room 2, 12 Example Street, Example Town",
        seized_when="2099-02-01 08:41 (UTC−05:00)",
        write_blocker="Exampleblock WB-4, serial SPEC-WB-09",
    )
    matched = [entry for entry in entries if entry.outcome is Outcome.MATCHED]
    hits = [
        HitContent(entry=entry, matches=(a_match(record=310_000 + n, category=str(1 + n % 2)),))
        for n, entry in enumerate(matched)
    ]
    both = (*hits[1].matches, a_match(position=1, record=1_311, category=None, algorithm="sha256"))
    hits[1] = replace(hits[1], matches=both)
    return exhibit, entries, hits


def _stick() -> tuple[ExhibitContent, list[EntryRecord], list[HitContent]]:
    """E2: a FAT32 stick without a partition table; nobody supplied anything about it."""
    volume = replace(
        a_volume(0, offset=0, length=32 * MIB, file_system="FAT32", label=None),
        table="none",
        description="whole image",
    )
    entries = [
        an_entry(n, exhibit="E2", path=f"/DCIM/IMG_{n:04d}.JPG".encode(), zone=ZoneKind.LOCAL)
        for n in range(20)
    ]
    entries += [
        an_entry(
            50, exhibit="E2", path=b"/_006.DAT", outcome=Outcome.MATCHED, allocated=False, zone=ZoneKind.LOCAL
        ),
        an_entry(51, exhibit="E2", path=b"/b/0001.dat", outcome=Outcome.MATCHED, zone=ZoneKind.LOCAL),
    ]
    exhibit = ExhibitContent(
        id="E2",
        image=an_image(32 * MIB, name="stick.dd"),
        volumes=(ledger(volume, entries),),
        scan=a_scan(),
        before=MediaDigest(at=START + timedelta(minutes=30), digests=a_digest_set("E2 media")),
        added_at=START + timedelta(minutes=6),
    )
    hits = [
        HitContent(entry=entries[-2], matches=(a_match(record=7, category="2"),)),
        HitContent(
            entry=entries[-1],
            matches=(a_match(record=9), a_match(position=2, record=12, category=None, algorithm="sha256")),
        ),
    ]
    return exhibit, entries, hits


def _unscanned() -> ExhibitContent:
    """E3: a failing drive, added and never scanned."""
    return ExhibitContent(
        id="E3",
        image=an_image(10 * MIB, name="drive.001"),
        volumes=(
            VolumeContent(
                volume=a_volume(0, offset=0, length=6 * MIB, file_system="ext4", label="backup"), entries=None
            ),
            VolumeContent(
                volume=a_volume(
                    1,
                    offset=6 * MIB,
                    length=3 * MIB,
                    state=VolumeState.UNSUPPORTED,
                    file_system="XFS",
                    label=None,
                    reason="XFS is recognised but cannot be read by this version",
                ),
                entries=None,
            ),
        ),
        gaps=(Gap(offset_bytes=9 * MIB, length_bytes=MIB, description="after the last partition"),),
        before=MediaDigest(at=START, digests=None, reason="the drive does not read to its end"),
        description="External hard disk drive",
    )


def a_case(*, practice: bool = True) -> BuiltCase:
    """Three exhibits: a computer's drive with a locked volume, a bare stick, a drive never scanned."""
    computer, computer_entries, computer_hits = _computer()
    stick, stick_entries, stick_hits = _stick()
    report, program = _plain_facts()
    content = CaseContent(
        report=report,
        program=program,
        case=case_facts(),
        exhibits=(computer, stick, _unscanned()),
        sets=(a_notable_set(), a_watch_list(), a_known_set()),
        hits=(*computer_hits, *stick_hits),
        events=some_events(),
        practice=practice,
    )
    return BuiltCase(content=content, rows=(*computer_entries, *stick_entries))


def a_crowded_case() -> BuiltCase:
    """Twelve exhibits with long ids, descriptions and serials, sets with long names, many categories."""
    built = a_case()
    description = "Solid-state drive, removed from a laptop computer found in the second room, black"
    exhibits: list[ExhibitContent] = []
    rows: list[EntryRecord] = []
    hits: list[HitContent] = []
    for number in range(12):
        source = built.content.exhibits[number % 3]
        name = f"EX-2099-{number:03d}"
        exhibits.append(replace(source, id=name, description=description * 2, serial="SPEC-" * 10))
        rows += [replace(row, exhibit=name) for row in built.rows if row.exhibit == source.id]
        own = [hit for hit in built.content.hits if hit.entry.exhibit == source.id]
        for place, hit in enumerate(own):
            label = "A fairly long label of a category of its owner"
            match = replace(hit.matches[0], category=str(place), category_label=label)
            hits.append(replace(hit, entry=replace(hit.entry, exhibit=name), matches=(match,)))
    sets = tuple(replace(s, name=s.name + " of an office with a long name") for s in built.content.sets)
    facts = case_facts(authority="Warrant of the court. " * 14, title="A long title " * 12)
    content = replace(built.content, exhibits=tuple(exhibits), hits=tuple(hits), sets=sets, case=facts)
    return BuiltCase(content=content, rows=tuple(rows))


def a_small_case(*, practice: bool = False) -> BuiltCase:
    """One exhibit, scanned, nothing found."""
    volume = a_volume(0, offset=0, length=8 * MIB, file_system="FAT16", label="CAMERA")
    entries = [an_entry(n) for n in range(5)]
    digests = a_digest_set("media")
    exhibit = ExhibitContent(
        id="E1",
        image=an_image(8 * MIB, name="camera.dd"),
        volumes=(ledger(volume, entries),),
        scan=a_scan(sets=(0,)),
        before=MediaDigest(at=START, digests=digests),
        after=MediaDigest(at=START + timedelta(hours=1), digests=digests),
        description="Memory card",
    )
    report, program = _plain_facts()
    content = CaseContent(
        report=report,
        program=program,
        case=case_facts(),
        exhibits=(exhibit,),
        sets=(a_notable_set(),),
        events=some_events()[:3],
        practice=practice,
    )
    return BuiltCase(content=content, rows=tuple(entries))


def scan_of(content: CaseContent) -> ScanContent:
    """The scan of the first exhibit."""
    scan = content.exhibits[0].scan
    assert scan is not None
    return scan


def with_byte_ledger(content: CaseContent, ledger: ByteLedger) -> CaseContent:
    """A case of one exhibit whose scan made this ledger."""
    scan = replace(scan_of(content), byte_ledger=ledger)
    return replace(content, exhibits=(replace(content.exhibits[0], scan=scan),))


def a_hostile_case() -> BuiltCase:
    """Every hostile name as a matched file, and hostile text in every field people or sets fill."""
    texts = [name.decode("utf-8", "surrogateescape") for name in HOSTILE_NAMES]
    nasty = " ".join(texts)
    volume = a_volume(0, offset=0, length=8 * MIB, label=texts[0], file_system="NTFS")
    entries = [
        an_entry(n, path=b"/" + name, stream=name, outcome=Outcome.MATCHED)
        for n, name in enumerate(HOSTILE_NAMES)
    ]
    hits = tuple(
        HitContent(
            entry=entry,
            matches=(
                replace(a_match(record=n, category=texts[n]), scheme=texts[n], category_label=texts[n]),
            ),
        )
        for n, entry in enumerate(entries)
    )
    exhibit = ExhibitContent(
        id=texts[4][:8],
        image=replace(an_image(8 * MIB), segments=tuple("/m/" + t.replace("/", "") for t in texts[:3])),
        volumes=(ledger(volume, entries),),
        faults=tuple(
            Fault(stage=Stage.READ, reason=t, path=EvidencePath(b"/" + n))
            for t, n in zip(texts, HOSTILE_NAMES, strict=True)
        ),
        scan=a_scan(sets=(0,), skip_rule=nasty),
        description=nasty,
        make=texts[6],
        clock=nasty,
    )
    entries = [replace(entry, exhibit=exhibit.id) for entry in entries]
    hits = tuple(replace(hit, entry=replace(hit.entry, exhibit=exhibit.id)) for hit in hits)
    report, program = _plain_facts()
    hostile_set = a_notable_set(
        name=texts[9], version=texts[10], source_name=texts[11], notes=(nasty,), origin=nasty
    )
    content = CaseContent(
        report=replace(report, id=texts[5][:30]),
        program=replace(program, computer=nasty),
        case=case_facts(
            number=texts[4], title=nasty, authority=nasty * 3, examiner=Person(name=texts[1], role=texts[2])
        ),
        exhibits=(exhibit,),
        sets=(hostile_set,),
        hits=hits,
        events=a_chain([("x", "y", text.encode("utf-8", "replace").decode()) for text in texts]),
    )
    return BuiltCase(content=content, rows=tuple(entries))


def a_large_case(hits: int, *, volumes: int = 1) -> BuiltCase:
    """So many hits, spread evenly over so many volumes of one exhibit."""
    each = hits // volumes
    parts = [a_volume(n, offset=n * 4 * MIB, length=4 * MIB, label=None) for n in range(volumes)]
    entries = [
        an_entry(
            n,
            volume=v,
            path=f"/Users/user1/Pictures/archive-{n % 40:03d}/image-{n:07d}.jpg".encode(),
            outcome=Outcome.MATCHED,
        )
        for v in range(volumes)
        for n in range(each)
    ]
    exhibit = ExhibitContent(
        id="E1",
        image=an_image(4 * MIB * volumes, name="large.dd"),
        volumes=tuple(ledger(volume, entries) for volume in parts),
        scan=a_scan(sets=(0,)),
    )
    found = tuple(
        HitContent(entry=e, matches=(a_match(record=n, category=str(1 + n % 2)),))
        for n, e in enumerate(entries)
    )
    report, program = _plain_facts()
    content = CaseContent(
        report=report,
        program=program,
        case=case_facts(),
        exhibits=(exhibit,),
        sets=(a_notable_set(),),
        hits=found,
        events=some_events(),
    )
    return BuiltCase(content=content, rows=tuple(entries))
