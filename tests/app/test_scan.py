"""A scan finds what is there, says what it could not read, and stands whatever its reader does."""

import hashlib
import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from app.case_content import case_content
from app.engine import contents, listing
from app.engine.watchdog import Patience
from app.store.case_file import CaseFile
from forensics.entries import Outcome
from forensics.paths import display_text
from tests.app.builders import (
    BEGINNING,
    Answer,
    a_case,
    a_set,
    an_engine,
    answer_of,
    copied,
    examining,
    findings,
    held,
    listed,
    ran,
    said,
    started,
)
from tests.app.conftest import Media, Practice
from tests.app.warm_readers import warm_troubled_reader
from tests.evidence.builders import a_fat_image, an_ewf_image, an_ext_image, an_ntfs_image

_SLOW = {"reading_pause_s": 0.01}
_OUTCOMES = [str(outcome) for outcome in Outcome]


@pytest.fixture
def case(media: Media, tmp_path: Path) -> Path:
    return a_case(tmp_path / "case.fieldcase", media.image)


def _scan(case: Path, media: Media, *words: str) -> Answer:
    return said("scan", case, "--library", media.library, *words)


def _files(case: Path) -> dict[str, dict[str, object]]:
    return {entry["path"]: entry for entry in listed(case, "entries") if entry["kind"] == "file"}


def _actions(case: Path) -> list[str]:
    return [event["action"] for event in listed(case, "custody")]


def test_the_practice_image_gives_what_was_planted(finished_case: Path, practice: Practice) -> None:
    entries = {
        (e["path"], e["allocated"]): e for e in listed(finished_case, "entries") if e["kind"] == "file"
    }
    for planted in practice.kit.planted:
        entry = entries[display_text(planted.path), not planted.deleted]
        assert planted.expected.accepts(str(entry["outcome"])), planted
        if planted.expected == "matched":
            digests = (entry["md5"], entry["sha1"], entry["sha256"], entry["size"])
            assert digests == (planted.md5, planted.sha1, planted.sha256, planted.size_bytes)


def test_deleted_files_whose_space_was_used_again_are_counted(finished_case: Path) -> None:
    with CaseFile.open(finished_case) as opened:
        content = case_content(opened, report_id="R-1", made_at=BEGINNING)
    assert [v.gone for exhibit in content.exhibits for v in exhibit.volumes] == [1, 0]


def test_every_file_is_listed_with_the_digests_of_its_content(case: Path, media: Media) -> None:
    assert _scan(case, media).status == 0
    files = _files(case)
    for path, content in media.files.items():
        entry = files[f"/{path}"]
        assert entry["size"] == len(content)
        if content:
            digests = (entry["md5"], entry["sha1"], entry["sha256"])
            assert digests == tuple(
                hashlib.new(name, content).hexdigest() for name in ("md5", "sha1", "sha256")
            )
            assert entry["outcome"] == ("matched" if path in media.wanted else "compared")
        else:
            assert (entry["outcome"], entry["sha256"]) == ("no_content", None)
    assert {hit["path"] for hit in listed(case, "hits")} == {f"/{path}" for path in media.wanted}


@pytest.mark.parametrize("kind", ["fat12", "fat32", "ntfs", "ext2"])
def test_the_digests_are_those_of_the_checksum_tools_on_every_file_system(kind: str, tmp_path: Path) -> None:
    files = {"a file.txt": b"some text\n", "zeros": bytes(70_001), "half.bin": bytes(range(256)) * 333}
    image = tmp_path / "image.raw"
    if kind.startswith("fat"):
        a_fat_image(image, files, bits=int(kind[3:]))
    elif kind == "ntfs":
        an_ntfs_image(image, files)
    else:
        an_ext_image(image, files, kind=kind)
    case = a_case(tmp_path / "case", image)
    assert said("scan", case, "--library", tmp_path / "none").status == 0
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        for tool, field in (("md5sum", "md5"), ("sha1sum", "sha1"), ("sha256sum", "sha256")):
            told = subprocess.run([tool, tmp_path / name], capture_output=True, text=True, check=True).stdout
            assert _files(case)[f"/{name}"][field] == told.split()[0]


def test_the_coverage_ledger_closes(finished_case: Path) -> None:
    counted = Counter((e["exhibit"], e["volume"], e["outcome"]) for e in listed(finished_case, "entries"))
    coverage = listed(finished_case, "coverage")
    assert coverage
    for volume in coverage:
        parts = {outcome: volume[outcome] for outcome in _OUTCOMES}
        assert sum(parts.values()) + volume["waiting"] == volume["entries"]
        for outcome, number in parts.items():
            assert counted[volume["exhibit"], volume["volume"], outcome] == number
    assert sum(volume["entries"] for volume in coverage) == sum(counted.values())
    locked = coverage[1]
    assert (locked["state"], locked["entries"]) == ("locked", 0), "what nothing was listed of is there too"
    (ended,) = (e["payload"] for e in listed(finished_case, "custody") if e["action"] == "scan.finished")
    assert ended["entries"] == sum(ended["outcomes"].values()) == sum(counted.values())


def test_the_same_media_in_another_container_give_the_same_findings(media: Media, tmp_path: Path) -> None:
    raw = tmp_path / "copy.raw"
    raw.write_bytes(media.image.read_bytes())
    case = a_case(tmp_path / "case", raw, an_ewf_image(raw))
    assert _scan(case, media).status == 0
    one, other = findings(case)
    assert one == other


# Beginning, stopping and going on


def test_scanning_again_with_the_same_plan_changes_nothing(case: Path, media: Media) -> None:
    assert _scan(case, media).status == 0
    before = listed(case, "custody")
    again = _scan(case, media)
    assert again.status == 0
    assert listed(case, "custody") == before


def test_other_sets_begin_a_new_scan_whose_results_are_shown(
    case: Path, media: Media, tmp_path: Path
) -> None:
    assert _scan(case, media).status == 0
    content = media.files["folder 4/file 004.bin"] or media.files["folder 5/file 005.bin"]
    other = a_set(tmp_path / "library", "Other", [hashlib.md5(content, usedforsecurity=False).hexdigest()])
    assert said("scan", case, "--library", other).status == 0
    assert {hit["set"] for hit in listed(case, "hits")} == {"Other"}
    assert _actions(case).count("scan.started") == 2
    assert said("verify", case).status == 0


def test_begin_anew_gives_the_same_findings_in_a_new_scan(case: Path, media: Media) -> None:
    assert _scan(case, media).status == 0
    assert _scan(case, media, "--anew").status == 0
    assert len(findings(case)) == 2
    assert len(set(findings(case))) == 1


def _stopped_scan(case: Path, media: Media, how: signal.Signals | str) -> Answer:
    """A scan stopped in its middle; the reader is slowed so that there is one."""
    engine = examining(an_engine(case, media.library, _SLOW, "--progress", "json"), entries_done=100)
    if isinstance(how, signal.Signals):
        engine.send_signal(how)
        return answer_of(engine)
    out, err = engine.communicate(f"{how}\n", timeout=60)
    return Answer(status=engine.returncode, out=out, err=err)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, "stop"])
def test_a_stopped_scan_says_so_and_is_resumed_to_the_same_findings(
    how: signal.Signals | str, case: Path, media: Media, tmp_path: Path
) -> None:
    stopped = _stopped_scan(case, media, how)
    assert stopped.status == 130, stopped.err
    assert "run the same command to go on" in stopped.sentence
    assert stopped.records()[-1] == {"phase": "finished", "status": 130, "sentence": stopped.sentence}
    assert _actions(case)[-1] == "scan.stopped"
    assert said("verify", case).status == 0
    outcomes = Counter(entry["outcome"] for entry in listed(case, "entries"))
    assert outcomes["waiting"]
    assert outcomes["compared"]

    assert _scan(case, media).status == 0
    assert _actions(case)[-2:] == ["scan.resumed", "scan.finished"]
    whole = a_case(tmp_path / "whole", media.image)
    assert _scan(whole, media).status == 0
    assert findings(case) == findings(whole)


@pytest.fixture
def unfinished(case: Path, media: Media) -> Path:
    assert _stopped_scan(case, media, signal.SIGTERM).status == 130
    return case


def test_an_unfinished_scan_is_not_finished_with_other_sets(
    unfinished: Path, media: Media, tmp_path: Path
) -> None:
    a_set(media.library, "Second", ["0" * 32])
    try:
        refused = _scan(unfinished, media, "--sets", "Second")
        assert refused.status == 1
        assert (
            "began with Wanted; finish it without --sets, or begin a new one with --anew" in refused.sentence
        )
        assert _scan(copied(unfinished, tmp_path / "copy"), media).status == 0
        assert _scan(unfinished, media, "--sets", "Second", "--anew").status == 0
        assert {
            event["payload"]["sets"][0]["name"]
            for event in listed(unfinished, "custody")
            if event["action"] == "scan.started"
        } == {"Wanted", "Second"}
    finally:
        assert said("hashset", "remove", "Second", "--library", media.library).status == 0


def test_a_set_that_is_gone_or_changed_under_an_unfinished_scan_is_named(
    unfinished: Path, media: Media, tmp_path: Path
) -> None:
    changed = a_set(tmp_path / "library", "Wanted", ["0" * 64])
    for library in (tmp_path / "nowhere", changed):
        refused = said("scan", unfinished, "--library", library)
        assert refused.status == 1
        assert "the set Wanted that the unfinished scan began with is not in the library" in refused.sentence
        assert "--anew" in refused.sentence
    assert _scan(unfinished, media).status == 0


def test_a_damaged_set_is_refused_before_anything_is_recorded(
    case: Path, media: Media, tmp_path: Path
) -> None:
    library = copied(media.library, tmp_path / "library")
    (index,) = library.glob("*.hashset")
    content = bytearray(index.read_bytes())
    content[-1] ^= 1
    index.write_bytes(content)
    before = listed(case, "custody")
    assert said("scan", case, "--library", library).status == 1
    assert listed(case, "custody") == before


def test_what_needs_a_case_to_itself_is_refused_while_a_scan_goes_on(
    case: Path, media: Media, tmp_path: Path
) -> None:
    first = examining(an_engine(case, media.library, _SLOW, "--progress", "json"))
    with held(first):
        for words in (
            ("scan", case, "--library", media.library),
            ("evidence", "verify", case),
            ("report", case, "--out", tmp_path / "report"),
        ):
            second = said(*words)
            assert second.status == 1
            assert "is being worked on by another Fieldcase" in second.sentence
    assert not (tmp_path / "report").exists()
    assert answer_of(first).status == 0
    assert said("verify", case).status == 0


def test_asking_whether_an_engine_runs_does_not_keep_one_from_starting(case: Path, media: Media) -> None:
    """The desktop asks again and again, and asking takes the lock for a moment."""
    from app.engine.lock import engine_is_running

    assert _scan(case, media).status == 0
    process = started("scan", case, "--library", media.library)
    while process.poll() is None:
        engine_is_running(case)
    assert answer_of(process).status == 0, "the scan was refused because somebody looked"


# Readers in trouble


@pytest.fixture
def killer(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """An image of which three files are trouble, known by their sizes."""
    files = {f"fine {number:02}.txt": b"fine" * (number + 1) for number in range(40)}
    files |= {"bad one.jpg": bytes(6_661), "bad two.jpg": bytes(6_662), "zz last.txt": b"after all"}
    return an_ext_image(tmp_path / "killer.raw", files), files


@pytest.mark.parametrize("kind", ["die", "hang"])
def test_contents_that_end_the_reader_are_faults_and_all_others_are_examined(
    kind: str, killer: tuple[Path, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, files = killer
    case = a_case(tmp_path / "case", image)
    monkeypatch.setenv("TROUBLE", json.dumps({"reading": kind, "reading_sizes": [6_661, 6_662]}))
    monkeypatch.setattr(contents, "READING", Patience(silent_s=2.0))
    answer = said("scan", case, "--library", tmp_path, start_reader=warm_troubled_reader)
    assert answer.status == 3, answer.err
    for name, content in files.items():
        entry = _files(case)[f"/{name}"]
        if name.startswith("bad"):
            assert (entry["outcome"], entry["sha256"]) == ("unreadable", None)
        else:
            assert entry["sha256"] == hashlib.sha256(content).hexdigest(), name
    faults = listed(case, "faults")
    assert [(f["stage"], f["path"]) for f in faults] == [
        ("reader", "/bad one.jpg"),
        ("reader", "/bad two.jpg"),
    ]
    assert all("it was left and the scan went on" in fault["reason"] for fault in faults)
    assert said("verify", case).status == 0


def test_a_content_that_was_read_is_not_blamed_for_the_hang_of_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The long one says that it is being read; the short one behind it hangs without having said anything."""
    image = an_ext_image(
        tmp_path / "image.raw", {"a long.bin": bytes(500_000), "b hangs.bin": bytes(6_661)}, size="8M"
    )
    case = a_case(tmp_path / "case", image)
    trouble = {"reading": "hang", "reading_sizes": [6_661], "chunk_pause_s": 0.12}
    monkeypatch.setenv("TROUBLE", json.dumps(trouble))
    monkeypatch.setattr(contents, "READING", Patience(silent_s=2.0))
    assert said("scan", case, "--library", tmp_path, start_reader=warm_troubled_reader).status == 3
    assert {path: entry["outcome"] for path, entry in _files(case).items()} == {
        "/a long.bin": "compared",
        "/b hangs.bin": "unreadable",
    }


@pytest.mark.parametrize(("kind", "at"), [("die", 12), ("hang", 12), ("die", 0)])
def test_a_listing_that_ends_the_reader_ends_there_with_a_fault(
    kind: str, at: int, killer: tuple[Path, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(tmp_path / "case", killer[0])
    monkeypatch.setenv("TROUBLE", json.dumps({"listing": kind, "listing_at": at, "listing_pause_s": 0.06}))
    monkeypatch.setattr(listing, "LISTING", Patience(silent_s=3.0))
    answer = said("scan", case, "--library", tmp_path, start_reader=warm_troubled_reader)
    assert answer.status == 3, answer.err
    (fault,) = listed(case, "faults")
    assert fault["stage"] == "list"
    assert "what follows is not listed" in fault["reason"]
    entries = listed(case, "entries")
    assert len(entries) <= at
    assert all(entry["outcome"] != "waiting" for entry in entries)
    assert said("verify", case).status == 0


@pytest.mark.parametrize(
    ("trouble", "strikes"),
    [({"reading": "die", "reading_sizes": [6_661]}, 1), ({"listing": "die", "listing_at": 12}, 2)],
)
def test_a_reader_that_somebody_ended_costs_no_finding(
    trouble: dict[str, object],
    strikes: int,
    killer: tuple[Path, dict[str, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Deaths that do not come back at the same place were bad luck, such as a machine short of memory."""
    case, whole = a_case(tmp_path / "case", killer[0]), a_case(tmp_path / "whole", killer[0])
    assert said("scan", whole, "--library", tmp_path).status == 0
    counter = tmp_path / "strikes"
    monkeypatch.setenv("TROUBLE", json.dumps(trouble | {"strikes": strikes, "counter": str(counter)}))
    assert said("scan", case, "--library", tmp_path, start_reader=warm_troubled_reader).status == 0
    assert len(counter.read_text()) == strikes + 1
    assert findings(case) == findings(whole)


def test_a_reader_that_cannot_be_started_is_one_sentence_and_the_scan_can_be_repeated(
    case: Path, media: Media
) -> None:
    from app.engine.reader_link import ReaderLink

    answer = said(
        "scan",
        case,
        "--library",
        media.library,
        start_reader=lambda: ReaderLink(program=(sys.executable, "-c", "raise SystemExit(7)")),
    )
    assert answer.status == 1
    assert "exit status 7" in answer.sentence
    assert _scan(case, media).status == 0


def test_a_killed_engine_leaves_no_reader_behind_and_no_words(case: Path, media: Media) -> None:
    engine = examining(an_engine(case, media.library, _SLOW, "--progress", "json"), entries_done=100)
    readers = Path(f"/proc/{engine.pid}/task/{engine.pid}/children").read_text().split()
    assert readers
    engine.kill()
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in readers) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(Path(f"/proc/{pid}").exists() for pid in readers)
    assert answer_of(engine).err == ""


def test_a_reader_that_hangs_ends_with_its_engine(
    killer: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", killer[0])
    trouble = {"reading": "hang", "reading_sizes": [6_661]}
    engine = examining(an_engine(case, tmp_path, trouble, "--progress", "json"), entries_done=1)
    readers = Path(f"/proc/{engine.pid}/task/{engine.pid}/children").read_text().split()
    time.sleep(1.0)  # it has come to the content that hangs, or comes to it with nobody to answer to
    engine.kill()
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in readers) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert readers
    assert not any(Path(f"/proc/{pid}").exists() for pid in readers)
    answer_of(engine)


def test_a_scan_without_any_set_says_that_nothing_could_be_found(case: Path, tmp_path: Path) -> None:
    answer = ran("scan", case, "--library", tmp_path / "no such library")
    assert answer.status == 0
    assert "no known-hash set" in answer.sentence


def test_a_scan_of_several_exhibits_goes_on_when_one_is_gone(media: Media, tmp_path: Path) -> None:
    gone, here = tmp_path / "gone.raw", tmp_path / "here.raw"
    gone.write_bytes(media.image.read_bytes())
    here.write_bytes(media.image.read_bytes())
    case = a_case(tmp_path / "case", gone, here)
    gone.unlink()
    answer = _scan(case, media)
    assert answer.status == 1
    assert "E1" in answer.sentence
    assert {entry["exhibit"] for entry in listed(case, "entries")} == {"E2"}
    assert len(findings(case)) == 1


def test_a_scan_goes_on_when_nobody_reads_its_progress_any_more(case: Path, media: Media) -> None:
    """The desktop that started it may have been ended."""
    process = examining(an_engine(case, media.library, _SLOW, "--progress", "json"))
    with process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait(timeout=60)
    assert process.returncode in (0, 3)
    assert said("verify", case).status == 0
    assert said("scan", case, "--library", media.library).status == process.returncode
