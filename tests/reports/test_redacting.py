"""What a copy withholds is in no file of its bundle: words planted in every text of a case are looked for in
all that was written, unpacked.
"""

import dataclasses
import hashlib
import json
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from forensics.entries import Fault, Stage
from forensics.entry_line import EntryRow
from forensics.paths import EvidencePath
from reports import content as words_of_content
from reports.bundle import write_report
from reports.checking import PartState, check_bundle
from reports.content import CaseContent, EventContent, Redaction
from reports.redacting import HELD_BY_EVENTS, redacted, redacted_rows
from reports.wording import Wording
from tests.reports.builders import START
from tests.reports.full_case import a_full_case

ALL = Redaction(paths=True, names=True, set_labels=True)
SWITCHES = {
    "paths": Redaction(paths=True),
    "names": Redaction(names=True),
    "set_labels": Redaction(set_labels=True),
}

# Texts that no switch withholds, with the reason; every other text of a case is withheld by those named in
# WITHHELD. A new text in `reports.content` must be put into one of them.
KEPT = {
    "Person": {"id", "role", "standing"},  # events refer to persons by these
    "Authority": {"kind", "number", "issued_on"},  # without them a court cannot tell what was allowed
    "CaseFacts": {"number", "referrals"},  # numbers by which the matter is known
    "Signer": {"algorithm"},
    "ReportFacts": {"id"},
    "ToolPart": {"name", "version"},
    "ProgramFacts": {"version", "name", "computer"},  # of the program, not typed by anyone
    "ScanContent": {"profile", "profile_rule", "skip_rule", "tool_version", "algorithms", "match_algorithms"},
    "VolumeContent": {"locked_contents"},  # the program's words for kinds of encrypted files, and counts
    "Photograph": {"mime"},
    "TransferContent": {"exhibit", "at_local", "seal_out", "seal_in"},  # numbers and times of the form
    "ExhibitContent": {
        *("id", "make", "model", "serial", "seal_in", "seal_out", "seized_when", "item_number", "quantity"),
        "write_blocker",
    },
    "SetContent": {"format", "algorithms", "index_version"},
    "EntryRecord": {"exhibit"},
    "MatchContent": {"algorithm", "evidence"},
    "EventContent": {"actor_id", "role", "standing", "action"},
    "CheckpointContent": {"occasion"},
    "StampContent": {"authority", "report_id"},  # an authority that everybody may ask
    "SelfTestCheck": {"what", "expected", "got", "control"},  # the program's own words
    "ImageInfo": {"container"},
    "Volume": {"table", "state", "file_system", "layer"},  # the program's words
    "Gap": {"description"},  # the program's words for what lies between volumes
}
WITHHELD = {
    "Person": {"name": "names", "number": "names", "agency": "names"},
    "Agency": {"name": "names", "address": "names"},
    "Authority": {"issued_by": "names", "scope": "typed"},
    "CaseFacts": dict.fromkeys(
        ("title", "authority", "requester", "request", "offense", "laptop_clock"), "typed"
    ),
    "LookedAt": {"person": "names"},
    "MarkedFiles": dict.fromkeys(("category", "scheme", "label"), "set_labels"),
    "MediaDigest": {"reason": "paths"},
    "Photograph": {"name": "typed", "caption": "typed"},
    "TransferContent": dict.fromkeys(("purpose", "place", "comment"), "typed"),
    "ExhibitContent": dict.fromkeys(
        ("description", "condition", "seized_where", "seized_from", "authority", "notes", "clock"), "typed"
    ),
    "SetContent": dict.fromkeys(
        ("name", "version", "origin", "source_name", "scheme", "left_out", "source_member", "notes"),
        "set_labels",
    ),
    "MatchContent": dict.fromkeys(("category", "category_label", "scheme"), "set_labels"),
    "ImageInfo": {"segments": "paths", "acquisition_notes": "typed", "troubles": "paths"},
    "Volume": dict.fromkeys(("description", "label", "reason", "layer_key"), "paths"),
    "Fault": {"reason": "paths"},
    "Signer": {"name": "names", "issuer": "names"},
    "EventContent": {"actor": "names", "subject": "event", "sentence": "event", "line": "event"},
}
_OF_ANOTHER_KIND = {"Signer", "EventContent"}  # planted by hand below


def _planted(value: object, plant: Callable[[str, str], str | None]) -> object:
    """The same value with a word in every text of it that is to be withheld."""
    if isinstance(value, EvidencePath | bytes | str | int | float | type(None)):
        return value
    if isinstance(value, tuple):
        return tuple(_planted(part, plant) for part in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    kind = type(value).__name__
    changes: dict[str, object] = {}
    for each in dataclasses.fields(value):
        old = getattr(value, each.name)
        word = None if kind in _OF_ANOTHER_KIND or _is_empty(old) else plant(kind, each.name)
        if word is not None:
            changes[each.name] = _with(old, word)
        else:
            changes[each.name] = _planted(old, plant)
    if kind == "Volume":
        changes["table"] = "GPT"  # whose descriptions are names that somebody gave
    return dataclasses.replace(value, **changes)


def _is_empty(old: object) -> bool:
    """A tuple without a place for a word, or a value that another field decides to print."""
    return old == ()


def _with(old: object, word: str) -> object:
    if isinstance(old, str) or old is None:
        return word
    if isinstance(old, tuple) and old and isinstance(old[0], tuple):
        return tuple((word, *row[1:]) if isinstance(row[1], int) else (word, word) for row in old)
    return tuple(word for _ in old) if isinstance(old, tuple) and old else old


class Canaries:
    """Words that occur nowhere else, and which switch must take each out."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}

    def plant(self, kind: str, name: str) -> str | None:
        switch = WITHHELD.get(kind, {}).get(name)
        if switch is None:
            return None
        word = f"Kanarie{len(self.held):03d}x{name.replace('_', '')}"
        self.held[word] = switch
        return f"/{word}/" if switch == "paths" and name == "reason" else word

    def for_switch(self, redaction: Redaction) -> set[str]:
        on = {name for name, one in SWITCHES.items() if getattr(redaction, name) and one}
        return {
            word
            for word, switch in self.held.items()
            if switch in on or (switch == "typed" and on & {"paths", "names"})
        }


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PlantedCase:
    content: CaseContent
    rows: tuple[EntryRow, ...]


def a_case_of_canaries(redaction: Redaction) -> tuple[PlantedCase, Canaries]:
    built = a_full_case()
    canaries = Canaries()
    planted = _planted(built.content, canaries.plant)
    assert isinstance(planted, CaseContent)
    entries = dict(canaries.held)
    path = EvidencePath(b"/KanariePath/KanarieName.bin")
    canaries.held |= {"KanariePath": "paths", "KanarieName": "paths", "KanarieStream": "paths"}
    hits = tuple(
        dataclasses.replace(hit, entry=dataclasses.replace(hit.entry, path=path, stream=b"KanarieStream"))
        for hit in planted.hits
    )
    fault = Fault(
        stage=Stage.OPEN,
        reason="cannot be read: KanarieName.bin",
        volume=0,
        path=path,
        stream=b"KanarieStream",
    )
    first = dataclasses.replace(planted.exhibits[0], faults=(fault, *planted.exhibits[0].faults))
    content = dataclasses.replace(
        planted,
        hits=hits,
        exhibits=(first, *planted.exhibits[1:]),
        events=_events_with_words(planted.events, canaries),
        redaction=redaction,
        report=dataclasses.replace(planted.report, signers=()),
    )
    assert len(entries) > 40
    rows = tuple(
        row._replace(
            path="/KanariePath/KanarieName.bin",
            stream="KanarieStream",
            name_raw_b64="S2FuYXJpZVJhdw==",
            raw_path=b"/KanarieRaw",
            raw_stream=b"KanarieRaw",
            link_target=b"KanarieLink",
        )
        for row in built
    )
    canaries.held |= {"KanarieRaw": "paths", "S2FuYXJpZVJhdw": "paths", "KanarieLink": "paths"}
    return PlantedCase(content=content, rows=rows), canaries


def _events_with_words(events: tuple[EventContent, ...], canaries: Canaries) -> tuple[EventContent, ...]:
    """One event of each kind that may hold something, linked anew, each with a word of its own."""
    canaries.held["KanarieActor"] = "names"
    linked: list[EventContent] = []
    previous = "0" * 64
    for number, (action, held) in enumerate(HELD_BY_EVENTS.items(), start=1):
        payload: dict[str, Any] = {}
        for switch in sorted(held):
            word = f"Kanarie{switch.replace('_', '')}{number:03d}"
            payload[switch] = word
            # Where it may hold several things, each of them has it withheld.
            canaries.held[word] = switch
        body = {
            **{"sequence": number, "utc": "2099-02-01T14:40:00Z", "actor": "P1", "role": None},
            **{"standing": None, "action": action, "subject": "E1", "payload": payload},
            "previous_sha256": previous,
        }
        line = rfc8785.dumps(body).decode()
        previous = hashlib.sha256(line.encode()).hexdigest()
        linked.append(
            EventContent(
                sequence=number,
                at=START + timedelta(minutes=9),
                actor="KanarieActor",
                actor_id="P1",
                action=action,
                subject="E1",
                sentence=" ".join(("It happened.", *payload.values())),
                sha256=bytes.fromhex(previous),
                line=line,
            )
        )
    assert len(linked) >= len(events)
    return tuple(linked)


def _everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and what is packed inside the workbook and the PDF."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        raw = path.read_bytes()
        yield path.name, raw
        if path.suffix in (".xlsx", ".zip"):
            with zipfile.ZipFile(path) as packed:
                yield from ((f"{path.name}:{name}", packed.read(name)) for name in packed.namelist())
        if path.suffix == ".pdf":
            yield from ((f"{path.name}:{n}", part) for n, part in enumerate(_streams(raw)))
            yield f"{path.name} as text", _pdf_text(path)


def _streams(pdf: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n", pdf):
        unpacking = zlib.decompressobj()
        try:
            yield unpacking.decompress(pdf[found.end() :])
        except zlib.error:
            continue


def _pdf_text(path: Path) -> bytes:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (Debian: poppler-utils) is not installed")
    return subprocess.run([program, "-raw", str(path), "-"], capture_output=True, check=True).stdout


def _found(folder: Path, words: set[str]) -> set[tuple[str, str]]:
    forms = {word: {word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")} for word in words}
    found = set()
    for name, raw in _everything_in(folder):
        joined = raw.replace(b"\n", b"") if name.endswith("as text") else raw
        for word, encoded in forms.items():
            if any(form in joined for form in encoded):
                found.add((name, word))
    return found


@pytest.mark.parametrize("redaction", [*SWITCHES.values(), ALL], ids=[*SWITCHES, "all"])
def test_what_is_withheld_is_in_no_file_of_the_bundle(redaction: Redaction, tmp_path: Path) -> None:
    case, canaries = a_case_of_canaries(redaction)
    out = tmp_path / "out"
    write_report(case.content, out, rows=case.rows, with_zip=True)
    wanted = canaries.for_switch(redaction)
    assert len(wanted) > 10
    assert _found(tmp_path, wanted) == set()
    agreeing = {part.part for part in check_bundle(out).parts if part.state is PartState.AGREES}
    assert agreeing >= {"Folder", "Payload", "Tag files", "Custody chain", "Report, content", "Ledgers"}


def test_the_words_are_found_where_nothing_is_withheld(tmp_path: Path) -> None:
    """Or the test above could not fail."""
    case, canaries = a_case_of_canaries(Redaction())
    write_report(case.content, tmp_path / "out", rows=case.rows)
    found = {word for _, word in _found(tmp_path / "out", set(canaries.held))}
    missing = set(canaries.held) - found
    assert len(missing) < len(canaries.held) // 4, missing


def _texts(kind: type) -> Iterator[str]:
    for each in dataclasses.fields(kind):
        said = str(each.type)
        if re.search(r"\bstr\b", said) and "Mapping" not in said:
            yield each.name


def test_every_text_of_a_case_is_either_kept_for_a_reason_or_withheld() -> None:
    kinds = [
        kind
        for kind in vars(words_of_content).values()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind)
    ]
    undecided = {
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name in _texts(kind)
        if name not in KEPT.get(kind.__name__, set()) and name not in WITHHELD.get(kind.__name__, {})
    }
    assert undecided == set()


def test_a_stub_keeps_the_chain_walkable(tmp_path: Path) -> None:
    case, _ = a_case_of_canaries(ALL)
    write_report(case.content, tmp_path / "out", rows=case.rows)
    lines = (tmp_path / "out" / "data" / "custody.jsonl").read_bytes().splitlines()
    stubs = [json.loads(line) for line in lines if b'"withheld":true' in line]
    assert len(lines) == len(case.content.events)
    assert all(
        set(stub) == {"sequence", "utc", "action", "sha256", "previous_sha256", "withheld"} for stub in stubs
    )
    assert f"{len(stubs)} of them withheld" in next(
        part.sentence for part in check_bundle(tmp_path / "out").parts if part.part == "Custody chain"
    )


def test_an_event_of_a_kind_that_nobody_decided_on_is_withheld() -> None:
    content = a_full_case(redaction=Redaction(set_labels=True)).content
    event = content.events[0]
    line = event.line.replace(event.action, "moon.landed")
    strange = dataclasses.replace(event, action="moon.landed", line=line)
    shown = redacted(dataclasses.replace(content, events=(strange,)), words=Wording())
    assert '"withheld":true' in shown.events[0].line


@pytest.mark.parametrize(
    ("reason", "is_withheld"), [("the drive is gone", False), ("“/media/otto/a.E01” is gone", True)]
)
def test_an_event_whose_reason_quotes_a_path_is_withheld(reason: str, is_withheld: bool) -> None:
    """Whatever its kind: that of `exhibit.verified` holds nothing else."""
    content = a_full_case(redaction=Redaction(paths=True)).content
    event = content.events[0]
    body = json.loads(event.line) | {"action": "exhibit.verified", "payload": {"reason": reason}}
    line = rfc8785.dumps(body).decode()
    verified = dataclasses.replace(event, action="exhibit.verified", sentence="", line=line)
    shown = redacted(dataclasses.replace(content, events=(verified,)), words=Wording())
    assert ('"withheld":true' in shown.events[0].line) is is_withheld


@pytest.mark.parametrize("place", ["sentence", "payload"])
def test_an_event_that_names_a_withheld_set_is_withheld_whatever_its_kind(place: str) -> None:
    """The kinds are decided by hand; the words withheld are looked for behind that."""
    content = a_full_case(redaction=Redaction(set_labels=True)).content
    event, name = content.events[0], content.sets[0].name
    told = {"sentence": "", "payload": "", place: f"compared with {name}."}
    body = json.loads(event.line) | {"action": "exhibit.verified", "payload": {"note": told["payload"]}}
    line = rfc8785.dumps(body).decode()
    verified = dataclasses.replace(event, action="exhibit.verified", sentence=told["sentence"], line=line)
    shown = redacted(dataclasses.replace(content, events=(verified,)), words=Wording())
    assert '"withheld":true' in shown.events[0].line


def test_nothing_withheld_is_the_same_content() -> None:
    content = a_full_case().content
    assert redacted(content, words=Wording()) is content


def test_what_nobody_supplied_stays_not_supplied() -> None:
    case = dataclasses.replace(a_full_case(redaction=ALL).content.case, title=None, requester=None)
    content = dataclasses.replace(a_full_case(redaction=ALL).content, case=case)
    shown = redacted(content, words=Wording()).case
    assert (shown.title, shown.requester) == (None, None)


def test_rows_lose_every_form_of_their_name() -> None:
    case, _ = a_case_of_canaries(ALL)
    rows: list[EntryRow] = list(redacted_rows(case.rows, ALL, words=Wording()))
    assert {row.path for row in rows} == {"(path withheld)"}
    assert not any("Kanarie" in repr(row) for row in rows)


def test_a_gpt_name_is_withheld_and_the_type_of_an_mbr_entry_is_not() -> None:
    content = a_full_case(redaction=Redaction(paths=True)).content
    exhibit = content.exhibits[0]
    kinds = []
    for table in ("GPT", "MBR"):
        volume = dataclasses.replace(exhibit.volumes[0].volume, table=table, description="Linux (0x83)")
        volumes = (dataclasses.replace(exhibit.volumes[0], volume=volume),)
        changed = dataclasses.replace(content, exhibits=(dataclasses.replace(exhibit, volumes=volumes),))
        kinds.append(redacted(changed, words=Wording()).exhibits[0].volumes[0].volume.description)
    assert kinds == ["(path withheld)", "Linux (0x83)"]
