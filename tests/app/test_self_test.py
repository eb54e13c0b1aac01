"""The self-test finds what is known and notices what is wrong, and no scan begins without it."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from app.engine.reader_link import ReaderLink
from app.engine.self_testing import SelfTested, self_test
from app.engine.tested_readers import TestedReaders
from app.engine.watchdog import Patience
from forensics.reader.protocol import Opened, OpenEvidence
from forensics.self_test import Control
from tests.app.builders import REPOSITORY, a_case, environment, listed, ran, said
from tests.app.conftest import Media

WRONG_READER = Path(__file__).with_name("wrong_reader.py")


def a_wrong_reader() -> ReaderLink:
    return ReaderLink(program=(sys.executable, str(WRONG_READER)))


def failed(tested: SelfTested) -> list[str]:
    return [check.what for check in tested.checks if not check.passed]


def test_it_passes_here_with_positive_and_negative_controls() -> None:
    with ReaderLink() as reader:
        tested = self_test(reader)
    assert failed(tested) == []
    controls = [check.control for check in tested.checks]
    assert controls.count(Control.POSITIVE) >= 10
    assert controls.count(Control.NEGATIVE) >= 5
    assert len(tested.program_sha256) == 32


@pytest.mark.parametrize(
    ("wrong", "noticed"),
    [
        ("finds_nothing", "a content of the set is found"),
        ("matches_by_size_alone", "nothing else matches"),
        ("digests_a_byte_too_few", 'SHA-256 of a message: FIPS 180, "abc"'),
        (
            "sees_no_deleted_files",
            "files of the FAT16 volume: paths, sizes, deleted or not, MD5, SHA-1, SHA-256",
        ),
        (
            "keeps_the_gate_open",
            "content of a size that no record has is ruled out by its size, and no other",
        ),
        ("trusts_damaged_chunks", "a damaged copy of the disk is not read to its end as if sound"),
        ("trusts_damaged_sets", "a damaged copy of the set is refused"),
        ("dies", "the reader answers all questions"),
    ],
)
def test_a_program_with_one_thing_wrong_is_noticed(
    wrong: str, noticed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRONG", wrong)
    with a_wrong_reader() as reader:
        tested = self_test(reader)
    assert not tested.passed
    assert noticed in failed(tested)
    assert noticed in {check["what"] for check in tested.payload()["checks"] if not check["passed"]}


def test_a_reader_goes_on_to_evidence_as_if_it_were_new(media: Media) -> None:
    with ReaderLink() as reader:
        assert self_test(reader).passed
        reader.send(OpenEvidence(source=str(media.image)))
        while not isinstance(opened := reader.receive(Patience(), cancelled=lambda: False), Opened):
            pass
    assert opened.image.segments == (str(media.image),)
    assert [volume.file_system for volume in opened.volumes] == ["ext4"]


def test_it_takes_less_than_half_a_second_of_work() -> None:
    with ReaderLink() as reader:
        self_test(reader)  # what a reader loads when it is first used
        process = psutil.Process(reader.pid)
        before = process.cpu_times()
        self_test(reader)
        after = process.cpu_times()
    assert after.user + after.system - before.user - before.system < 0.5


def test_the_reader_that_was_tested_reads_the_evidence_and_one_that_failed_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with TestedReaders(ReaderLink) as readers:
        assert readers.result().passed
        with readers() as first, readers() as second:
            assert first.pid != second.pid
    monkeypatch.setenv("WRONG", "finds_nothing")
    with TestedReaders(a_wrong_reader) as readers:
        assert not readers.result().passed


def test_a_scan_records_its_self_test_before_it_begins_and_none_where_nothing_is_scanned(
    media: Media, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert said("scan", case, "--library", media.library).status == 0
    assert said("scan", case, "--library", media.library).status == 0, "it is scanned already"
    actions = [event["action"] for event in listed(case, "custody")]
    assert actions.count("self_test.run") == 1
    assert actions.index("self_test.run") < actions.index("scan.started")
    (event,) = (event for event in listed(case, "custody") if event["action"] == "self_test.run")
    assert event["payload"]["passed"] is True
    assert len(event["payload"]["program_sha256"]) == 64


def test_a_scan_does_not_begin_where_the_self_test_fails_and_the_chain_says_so(
    media: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRONG", "finds_nothing")
    monkeypatch.setattr("app.engine.tested_readers.self_test", _tested_with_a_wrong_reader)
    case = a_case(tmp_path / "case", media.image)
    answer = said("scan", case, "--library", media.library)
    assert answer.status == 1
    assert "nothing was scanned: the self-test failed" in answer.sentence
    assert "expected record 1" in answer.sentence
    events = listed(case, "custody")
    assert events[-1]["action"] == "self_test.run"
    assert events[-1]["payload"]["passed"] is False
    assert not [event for event in events if event["action"].startswith("scan.")]


def _tested_with_a_wrong_reader(_reader: ReaderLink, **_more: object) -> SelfTested:
    with a_wrong_reader() as wrong:
        return self_test(wrong)


def test_the_command_tells_each_check_and_records_it_in_a_case(tmp_path: Path) -> None:
    answer = said("self-test")
    assert answer.status == 0, answer.out
    assert all(line.startswith("passed") for line in answer.out.splitlines()[:-1])
    assert answer.out.splitlines()[-1].startswith("the self-test passed: 24 checks, program SHA-256 ")
    case = a_case(tmp_path / "case")
    answer = said("self-test", "--case", case, "--json")
    (told,) = answer.records()
    event = listed(case, "custody")[-1]
    assert (event["action"], event["payload"]) == ("self_test.run", told)


def test_the_command_ends_with_4_where_a_check_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRONG", "sees_no_deleted_files")
    answer = said("self-test", start_reader=a_wrong_reader)
    assert answer.status == 4
    assert "FAILED  files of the FAT16 volume" in answer.out
    assert "/DCIM/a picture that was deleted.jpg was not found" in answer.out
    assert answer.out.splitlines()[-1].startswith("the self-test failed in 2 of 24 checks")


def test_the_programs_digest_is_what_sha256sum_gives_of_its_files(tmp_path: Path) -> None:
    for package in ("app", "forensics", "reports", "ui"):
        shutil.copytree(
            REPOSITORY / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    files, own = _program_files(tmp_path)
    listed_by_tools = subprocess.run(  # noqa: S602  as a stranger types it
        "find app forensics reports ui -type f ! -name '*.pyc' | LC_ALL=C sort | xargs -d '\\n' sha256sum",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert files == listed_by_tools
    assert own.startswith("library NumPy ") or "\nlibrary NumPy " in own
    module = tmp_path / "forensics" / "digests.py"
    module.write_bytes(module.read_bytes() + b"\n")
    changed, _own = _program_files(tmp_path)
    differing = set(changed.splitlines()) - set(files.splitlines())
    assert [line.split("  ")[1] for line in differing] == ["forensics/digests.py"]


def _program_files(folder: Path) -> tuple[str, str]:
    """The lines of files and those of libraries, of the program that stands in `folder`."""
    told = ran("self-test", "--program-files", cwd=folder, env=environment(PYTHONPATH=str(folder)))
    assert told.status == 0, told.err
    at = told.out.index("library ")
    return told.out[:at], told.out[at:]


def test_the_digest_told_is_that_of_the_list(tmp_path: Path) -> None:
    (told,) = said("self-test", "--json").records()
    files = said("self-test", "--program-files").out
    assert hashlib.sha256(files.encode()).hexdigest() == told["program_sha256"]
