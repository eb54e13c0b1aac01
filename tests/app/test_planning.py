"""What a scan reads, in which order, and what it says of what it did not read."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from app.engine.contents import Contents
from app.engine.progress import ProgressMeter, Silent
from app.engine.session import ExhibitSource, ReaderSession
from app.engine.time_box import TimeBox
from app.engine.watchdog import Patience
from app.store.case_file import CaseFile, CaseForm
from app.store.new_exhibit import NewExhibit
from app.store.reading_plan import reading_plan
from app.store.scan_starting import ScanPlan, start_scan
from app.store.scan_writing import ScanWriter
from forensics.custody import Actor
from forensics.entries import (
    Content,
    EntryAddress,
    EntryKind,
    Examination,
    Extent,
    FileEntry,
    Outcome,
)
from forensics.examining.work import WorkItem
from forensics.images import ImageInfo, Volume, VolumeState
from forensics.paths import EvidencePath
from forensics.planning import SizeGate
from forensics.reader.listing import Lister
from forensics.reader.protocol import Command, Examine, Examined, HeadsSeen, LookAtHeads, Reply
from tests.app.builders import Answer, a_case, a_set, a_sized_set, findings, listed, said
from tests.app.conftest import MixedMedia
from tests.app.mixed_disk import LONG_BYTES
from tests.app.warm_readers import warm_troubled_reader
from tests.evidence.builders import MIB, an_ext_image

UTC = "2026-11-22T05:30:00Z"
LIKELY, UNLIKELY = 700, 100_000


def a_volume() -> Volume:
    return Volume(
        index=0,
        offset_bytes=0,
        length_bytes=64 * MIB,
        table="none",
        description="whole image",
        state=VolumeState.READABLE,
        file_system="ext4",
    )


def an_entry(
    path: str, *, at: int | None, size: int = UNLIKELY, allocated: bool = True, inode: int = 0, links: int = 1
) -> FileEntry:
    """`at`: the block it begins at; `None`: it has no place."""
    return FileEntry(
        address=EntryAddress(volume=0, meta_addr=inode or 1_000 + (at or 0)),
        path=EvidencePath(path.encode()),
        kind=EntryKind.FILE,
        size_bytes=size,
        allocated=allocated,
        content=Content.PRESENT,
        links=links,
        extents=None if at is None else (Extent(offset_bytes=at * 4_096, length_bytes=size),),
    )


class Listed:
    """A case with these entries, listed and not yet read."""

    def __init__(self, folder: Path, entries: Sequence[FileEntry]) -> None:
        self.case = CaseFile.create(folder, CaseForm(number="1", examiner="K. Osei"), utc=UTC, tool={})
        image = ImageInfo(container="raw", size_bytes=64 * MIB, sector_bytes=512, segments=())
        exhibit = self.case.add_exhibit(
            NewExhibit(
                label="E1",
                description=None,
                source="/evidence/e1.raw",
                segments=(),
                image=image,
                volumes=(a_volume(),),
                gaps=(),
                faults=(),
            ),
            utc=UTC,
        )
        self.plan = ScanPlan(exhibit_id=exhibit, exhibit_label="E1", profile="standard", sets=())
        gate = SizeGate([np.array([LIKELY], dtype=np.uint64)], is_closed=False)
        with self.case.transaction() as connection:
            self.scan_id = start_scan(connection, self.plan, utc=UTC, actor=Actor(id="P1"), tool={})
            self.writer = ScanWriter(connection, exhibit_id=exhibit, scan_id=self.scan_id)
            self.writer.add_listed(connection, Lister(a_volume(), gate).listed(entries, ()))

    def paths(self) -> dict[int, str]:
        ids = [entry["path"] for entry in listed(self.case.folder, "entries")]
        with self.case.reading() as connection:
            rows = connection.exec_driver_sql("SELECT id FROM entry ORDER BY id").scalars().all()
        return dict(zip(rows, ids, strict=True))

    def read_with(self, session: "ScriptedSession") -> None:
        def clock() -> float:
            return 0.0

        Contents(
            self.case,
            session,
            self.writer,
            self.plan,
            scan_id=self.scan_id,
            meter=ProgressMeter(Silent(), monotonic=clock),
            time_box=TimeBox.of(None, clock),
            monotonic=clock,
        ).examine()


class ScriptedSession(ReaderSession):
    """A reader that compares everything, and notes in which order it was given what."""

    def __init__(self, *, media_heads: Callable[[WorkItem], bool] = lambda _item: False) -> None:
        def no_reader() -> NoReturn:
            raise AssertionError("no process is needed")

        super().__init__(
            ExhibitSource(label="E1", source=""), start_reader=no_reader, cancelled=lambda: False
        )
        self._media_heads = media_heads
        self._replies: list[Reply] = []
        self.given: list[WorkItem] = []
        self.looked_at: list[int] = []
        self.given_when_looking = 0

    def send(self, command: Command) -> None:
        if isinstance(command, LookAtHeads):
            self.looked_at += [item.entry_id for item in command.items]
            self.given_when_looking = len(self.given)
            seen = tuple(item.entry_id for item in command.items if self._media_heads(item))
            self._replies.append(HeadsSeen(entry_ids=seen))
            return
        assert isinstance(command, Examine)
        self.given += command.items
        done = tuple(Examination(entry_id=each.entry_id, outcome=Outcome.COMPARED) for each in command.items)
        self._replies.append(Examined(examinations=done))

    def receive(self, _patience: Patience, *, is_over: Callable[[], bool] = lambda: False) -> Reply:
        assert not is_over()
        return self._replies.pop(0)


_ENTRIES = [
    an_entry("/usr/lib/rest far", at=900),
    an_entry("/usr/lib/rest near", at=800),
    an_entry("/usr/lib/no place", at=None),
    an_entry("/usr/lib/gone", at=50, allocated=False),
    an_entry("/usr/share/icon.png", at=700),
    an_entry("/home/b.txt", at=600),
    an_entry("/home/a.txt", at=650),
    an_entry("/home/b.jpg", at=500),
    an_entry("/usr/lib/likely rest", at=400, size=LIKELY),
    an_entry("/home/likely.jpg", at=990, size=LIKELY),
    an_entry("/usr/lib/one name", at=300, inode=77, links=2),
    an_entry("/home/other name.jpg", at=300, inode=77, links=2),
]
_ORDER = [
    "/home/likely.jpg",
    "/usr/lib/likely rest",
    "/usr/lib/one name",  # for the sake of its other name
    "/home/b.jpg",
    "/home/b.txt",
    "/home/a.txt",
    "/usr/share/icon.png",
    "/usr/lib/gone",
    "/usr/lib/rest near",
    "/usr/lib/rest far",
    "/usr/lib/no place",
]


def test_contents_are_planned_by_likelihood_and_then_by_their_place_on_the_disk(tmp_path: Path) -> None:
    made = Listed(tmp_path / "case", _ENTRIES)
    paths = made.paths()
    with made.case.reading() as connection:
        plan = reading_plan(connection, made.scan_id)
    assert [paths[entry_id] for entry_id in plan.order] == _ORDER
    assert {paths[one]: [paths[each] for each in others] for one, others in plan.twins.items()} == {
        "/usr/lib/one name": ["/home/other name.jpg"]
    }
    assert {paths[entry_id] for entry_id in plan.placed} == set(_ORDER) - {"/usr/lib/no place"}
    made.case.close()


def test_each_content_is_given_once_in_the_planned_order_and_every_name_has_its_outcome(
    tmp_path: Path,
) -> None:
    made = Listed(tmp_path / "case", _ENTRIES)
    session = ScriptedSession()
    made.read_with(session)
    paths = made.paths()
    assert [paths[item.entry_id] for item in session.given] == _ORDER
    assert {entry["outcome"] for entry in listed(made.case.folder, "entries")} == {"compared"}
    made.case.close()


def test_what_begins_like_a_picture_among_system_files_is_read_before_the_deleted_and_the_rest(
    tmp_path: Path,
) -> None:
    made = Listed(tmp_path / "case", _ENTRIES)
    paths = made.paths()
    session = ScriptedSession(media_heads=lambda item: paths[item.entry_id] == "/usr/lib/rest far")
    made.read_with(session)
    assert {paths[entry_id] for entry_id in session.looked_at} == {
        "/usr/lib/rest near",
        "/usr/lib/rest far",
        "/usr/lib/no place",
    }
    assert session.given_when_looking == _ORDER.index("/usr/lib/gone")
    moved = [path for path in _ORDER if path != "/usr/lib/rest far"]
    moved.insert(moved.index("/usr/lib/gone"), "/usr/lib/rest far")
    assert [paths[item.entry_id] for item in session.given] == moved
    made.case.close()


@pytest.mark.parametrize(("contents", "expected"), [(12, 12), (50, 50), (400, 50)])
def test_a_sample_is_all_contents_or_at_least_fifty(contents: int, expected: int, tmp_path: Path) -> None:
    made = Listed(tmp_path / "case", [an_entry(f"/home/{n}.txt", at=n) for n in range(contents)])
    session = ScriptedSession()
    made.read_with(session)
    assert len(session.given) == contents
    assert sum(item.is_sample for item in session.given) == expected
    made.case.close()


def test_the_sample_is_one_in_a_thousand_of_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engine.contents.SAMPLE_LEAST", 5)
    monkeypatch.setattr("app.engine.contents.SAMPLE_SHARE", 10)
    samples = []
    for run in range(2):
        entries = [an_entry(f"/home/{n}.txt", at=n) for n in range(400)]
        made = Listed(tmp_path / f"case {run}", entries)
        session = ScriptedSession()
        made.read_with(session)
        samples.append({item.entry_id for item in session.given if item.is_sample})
        made.case.close()
    assert [len(sample) for sample in samples] == [40, 40]
    assert samples[0] != samples[1], "whoever makes a disk must not know which contents are looked at twice"


# Whole scans


def _scan(case: Path, library: Path, *words: str) -> Answer:
    answer = said("scan", case, "--library", library, *words)
    assert answer.status in (0, 3), answer.err
    return answer


def _hits(case: Path) -> list[tuple[object, ...]]:
    return [
        (hit["volume"], hit["path"], hit["stream"], hit["sha256"], hit["md5"], hit["sha1"], hit["set"])
        for hit in listed(case, "hits")
    ]


def _started(case: Path) -> Mapping[str, Any]:
    """What was recorded of the newest scan when it began."""
    started = [event["payload"] for event in listed(case, "custody") if event["action"] == "scan.started"]
    payload: Mapping[str, Any] = started[-1]
    return payload


@pytest.fixture(scope="module")
def standard(mixed: MixedMedia, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole scan with a set whose records have sizes."""
    home = tmp_path_factory.mktemp("standard")
    library = a_sized_set(home / "library", "Sized", mixed.wanted)
    case = a_case(home / "case", mixed.image)
    _scan(case, library)
    assert "ruled_out_by_size" not in {entry["outcome"] for entry in listed(case, "entries")}
    return case


def test_quick_finds_what_standard_finds_and_reads_nothing_that_cannot_match(
    mixed: MixedMedia, standard: Path, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", mixed.image)
    _scan(case, standard.parent / "library", "--profile", "quick")
    assert len(_hits(case)) > 20
    assert _hits(case) == _hits(standard)
    sizes = {len(content) for content in mixed.wanted}
    ruled_out = [entry for entry in listed(case, "entries") if entry["outcome"] == "ruled_out_by_size"]
    assert len(ruled_out) > 50
    assert not {entry["size"] for entry in ruled_out} & sizes
    assert {entry["sha256"] for entry in ruled_out} == {None}
    began = _started(case)
    assert (began["size_gate_closed"], began["sizeless_records"], began["algorithms"]) == (
        True,
        0,
        ["sha256"],
    )
    read = {entry["outcome"]: 0 for entry in ruled_out}
    for volume in listed(case, "coverage"):
        read["ruled_out_by_size"] += volume["bytes_read"]
    assert read["ruled_out_by_size"] == _bytes_to_read(case), "each content once, and each hit once more"


def _bytes_to_read(case: Path) -> int:
    """Each content with an outcome of reading once, however many names it has; a hit twice."""
    contents = {
        (e["volume"], e["meta_addr"], e["stream"], e["allocated"]): e
        for e in listed(case, "entries")
        if e["outcome"] in ("matched", "compared")
    }
    return sum(e["size"] * (2 if e["outcome"] == "matched" else 1) for e in contents.values())


def test_hard_links_are_read_once_and_reported_under_every_name(mixed: MixedMedia, standard: Path) -> None:
    linked = [entry for entry in listed(standard, "entries") if "/links/" in entry["path"]]
    names = Counter(e["meta_addr"] for e in listed(standard, "entries") if e["volume"] == 0)
    assert len(linked) > 20
    by_content: dict[int, set[tuple[object, ...]]] = {}
    for entry in listed(standard, "entries"):
        if entry["volume"] == 0 and entry["allocated"] and names[entry["meta_addr"]] > 1:
            told = (entry["outcome"], entry["md5"], entry["sha1"], entry["sha256"])
            by_content.setdefault(entry["meta_addr"], set()).add(told)
    assert by_content
    assert all(len(told) == 1 for told in by_content.values())
    once = {
        (e["volume"], e["meta_addr"], e["stream"], e["allocated"]): e["size"]
        for e in listed(standard, "entries")
        if e["outcome"] in ("matched", "compared")
    }
    read = sum(volume["bytes_read"] for volume in listed(standard, "coverage"))
    assert read == sum(once.values()), "the standard profile reads a hit once, for all digests"


def test_records_without_a_size_keep_the_gate_open_and_are_counted(mixed: MixedMedia, tmp_path: Path) -> None:
    library = a_sized_set(tmp_path / "library", "Sized", mixed.wanted)
    a_set(library, "Sizeless", ["1" * 64, "2" * 64, "3" * 64])
    case = a_case(tmp_path / "case", mixed.image)
    answer = _scan(case, library, "--profile", "quick")
    assert "3 notable records have no size, so content of every size was read" in answer.sentence
    assert not [entry for entry in listed(case, "entries") if entry["outcome"] == "ruled_out_by_size"]
    assert _started(case)["size_gate_closed"] is False
    assert len(_hits(case)) > 20


def test_a_known_set_neither_closes_nor_opens_the_gate(mixed: MixedMedia, tmp_path: Path) -> None:
    library = a_set(tmp_path / "library", "Known", ["4" * 64], role="known")
    case = a_case(tmp_path / "case", mixed.image)
    _scan(case, library, "--profile", "quick")
    assert not [entry for entry in listed(case, "entries") if entry["outcome"] == "ruled_out_by_size"]
    other = a_case(tmp_path / "other", mixed.image)
    a_sized_set(library, "Sized", mixed.wanted)
    _scan(other, library, "--profile", "quick")
    assert [entry for entry in listed(other, "entries") if entry["outcome"] == "ruled_out_by_size"]


@pytest.mark.parametrize("algorithm", ["md5", "sha1"])
def test_quick_computes_what_the_sets_need_and_a_hit_gets_all(
    algorithm: str, mixed: MixedMedia, tmp_path: Path
) -> None:
    library = a_set(
        tmp_path / "library",
        "One",
        [hashlib.new(algorithm, content).hexdigest() for content in mixed.wanted],
    )
    case = a_case(tmp_path / "case", mixed.image)
    _scan(case, library, "--profile", "quick")
    assert _started(case)["algorithms"] == [algorithm]
    digested = {"matched": set(), "compared": set()}  # type: dict[str, set[tuple[str, ...]]]
    for entry in listed(case, "entries"):
        if entry["outcome"] in digested:
            has = tuple(name for name in ("md5", "sha1", "sha256") if entry[name])
            digested[entry["outcome"]].add(has)
    assert digested == {"matched": {("md5", "sha1", "sha256")}, "compared": {(algorithm,)}}


def test_sets_of_different_digests_need_an_algorithm_each(mixed: MixedMedia, tmp_path: Path) -> None:
    one, other = mixed.wanted[0], mixed.wanted[1]
    library = a_set(tmp_path / "library", "Md5", [hashlib.md5(one, usedforsecurity=False).hexdigest()])
    a_set(library, "Sha1", [hashlib.sha1(other, usedforsecurity=False).hexdigest()])
    case = a_case(tmp_path / "case", mixed.image)
    _scan(case, library, "--profile", "quick")
    assert _started(case)["algorithms"] == ["md5", "sha1"]
    assert {hit["set"] for hit in listed(case, "hits")} == {"Md5", "Sha1"}


def test_the_examiner_chooses_fewer_algorithms_and_a_hit_still_gets_all(
    mixed: MixedMedia, tmp_path: Path
) -> None:
    library = a_sized_set(tmp_path / "library", "Sized", mixed.wanted, algorithm="md5")
    case = a_case(tmp_path / "case", mixed.image)
    _scan(case, library, "--algorithms", "md5")
    entries = listed(case, "entries")
    compared = [entry for entry in entries if entry["outcome"] == "compared"]
    assert {(bool(e["md5"]), bool(e["sha1"]), bool(e["sha256"])) for e in compared} == {(True, False, False)}
    hits = listed(case, "hits")
    assert hits
    assert all(hit["md5"] and hit["sha1"] and hit["sha256"] for hit in hits)
    refused = said("scan", case, "--library", library, "--profile", "quick", "--algorithms", "md5")
    assert refused.status == 1
    assert "computes what the sets need" in refused.sentence


def test_thorough_lists_what_standard_does_and_says_what_it_leaves_out(
    mixed: MixedMedia, standard: Path, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", mixed.image)
    answer = _scan(case, standard.parent / "library", "--profile", "thorough")
    assert "not looked into in this version: archives, unallocated space" in answer.sentence
    of_thorough, of_standard = (
        [{**entry, "times_flags": None} for entry in listed(which, "entries")] for which in (case, standard)
    )
    assert of_thorough == of_standard, "it tells more of their times only"
    assert _started(case)["profile"] == "thorough"


# The time box

_SLOW_SCAN_S = 4.0


def _boxed(
    case: Path, library: Path, trouble: Mapping[str, object], monkeypatch: pytest.MonkeyPatch
) -> Answer:
    monkeypatch.setenv("TROUBLE", json.dumps(trouble))
    minutes = str(_SLOW_SCAN_S / 60)
    return said("scan", case, "--library", library, "--time-box", minutes, start_reader=warm_troubled_reader)


def test_a_time_box_reads_the_likely_and_states_what_it_left_to_the_entry(
    mixed: MixedMedia, standard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = standard.parent / "library"
    case = a_case(tmp_path / "case", mixed.image)
    answer = _boxed(case, library, {"reading_pause_s": 0.04}, monkeypatch)
    assert answer.status == 0, answer.err
    entries = listed(case, "entries")
    outcomes = Counter(entry["outcome"] for entry in entries)
    left = outcomes["skipped_by_profile"]
    assert left > 10
    assert f"{left} entries were left out when the time box was over; scan again to read them" in answer.err
    assert outcomes["matched"] + outcomes["compared"] > 10
    assert outcomes["waiting"] == 0
    for entry in entries:
        if entry["outcome"] == "skipped_by_profile":
            assert entry["md5"] is entry["sha1"] is entry["sha256"] is None
    coverage = listed(case, "coverage")
    assert sum(volume["skipped_by_profile"] for volume in coverage if volume["volume"] is not None) == left
    assert _started(case)["time_box_min"] == _SLOW_SCAN_S / 60
    assert said("verify", case).status == 0
    whole = {(e["volume"], e["path"], e["stream"], e["meta_addr"]): e for e in listed(standard, "entries")}
    for entry in entries:
        if entry["outcome"] != "skipped_by_profile":
            assert entry == whole[entry["volume"], entry["path"], entry["stream"], entry["meta_addr"]]

    assert _scan(case, library).status == 0
    assert findings(case)[-1:] == findings(standard)
    assert listed(case, "entries") == listed(standard, "entries")


def test_a_time_box_ends_although_a_content_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"fine {n}.txt": b"fine" * n for n in range(1, 6)} | {"hangs.bin": bytes(6_661)}
    image = an_ext_image(tmp_path / "image.raw", files)
    case = a_case(tmp_path / "case", image)
    trouble = {"reading": "hang", "reading_sizes": [6_661]}
    answer = _boxed(case, tmp_path / "none", trouble, monkeypatch)
    assert answer.status == 0, answer.err
    assert "left out when the time box was over" in answer.err
    outcomes = {entry["path"]: entry["outcome"] for entry in listed(case, "entries")}
    assert outcomes["/hangs.bin"] == "skipped_by_profile"
    assert not listed(case, "faults")


def test_a_long_content_is_read_or_left_whole(
    mixed: MixedMedia, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(tmp_path / "case", mixed.image)
    trouble = {"chunk_pause_s": 1.0}
    assert _boxed(case, mixed.library, trouble, monkeypatch).status == 0
    (long_one,) = [entry for entry in listed(case, "entries") if entry["size"] == LONG_BYTES]
    assert (long_one["outcome"], long_one["sha256"]) == ("skipped_by_profile", None)
