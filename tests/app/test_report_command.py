"""`fieldcase report`: whole or not there, the same bytes for the same case, moment and keys, and a case that
verifies whatever ends the work.
"""

import errno
import hashlib
import io
import json
import os
import signal
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from app.commands.desk import Desk
from app.commands.line import run_line
from app.stamping import Authority, StampNotFetched
from tests.app.builders import answer_of, copied, environment, listed, said, started


@pytest.fixture
def case(finished_case: Path, tmp_path: Path) -> Path:
    return copied(finished_case, tmp_path / "case.fieldcase")


def signed_with(keys: Path) -> tuple[str | Path, ...]:
    return ("--sign-with", keys / "K.p12", "--key-passphrase-file", keys / "words")


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def events(case: Path) -> list[dict[str, Any]]:
    return listed(case, "custody")


def last_moment(case: Path) -> str:
    return str(max(event["utc"] for event in events(case)))


def test_two_computers_in_other_time_zones_give_the_same_bytes(
    case: Path, keys: Path, tmp_path: Path
) -> None:
    at = datetime.fromisoformat(last_moment(case)).astimezone(timezone(timedelta(hours=2))).isoformat()
    made = []
    for name, zone in (("one", "Europe/Madrid"), ("two", "Asia/Tokyo")):
        work = copied(case, tmp_path / name / "case.fieldcase")
        out = tmp_path / name / "out"
        words = ("--at", at, "--zip", *signed_with(keys))
        process = started("report", work, "--out", out, *words, env=environment(TZ=zone))
        answer = answer_of(process)
        assert answer.status == 0, answer.err
        made.append(contents(out) | {"zip": hashlib.sha256(out.with_suffix(".zip").read_bytes()).hexdigest()})
    assert made[0] == made[1]
    assert "(UTC+02:00)" in (tmp_path / "two" / "out" / "data" / "report.html").read_text("utf-8")
    assert "tagmanifest-sha256.txt.p7s" in made[0]


def test_a_report_on_other_paper_has_another_id_and_the_same_data(case: Path, tmp_path: Path) -> None:
    """A page that somebody refers to by its number and the id of the report is one page."""
    at, ids, tables = last_moment(case), set(), []
    for paper in ("a4", "us-letter"):
        work, out = copied(case, tmp_path / paper / "case"), tmp_path / paper / "out"
        answer = answer_of(started("report", work, "--out", out, "--paper", paper, "--at", at, "--unsigned"))
        assert answer.status == 0, answer.err
        ids.add(events(work)[-1]["subject"])
        tables.append((out / "data" / "entries.csv").read_bytes())
    assert len(ids) == 2
    assert tables[0] == tables[1]


def test_the_digest_of_the_zip_is_told(case: Path, tmp_path: Path) -> None:
    answer = said("report", case, "--out", tmp_path / "out", "--zip", "--unsigned")
    digest, _, name = answer.out.strip().partition("  ")
    assert digest == hashlib.sha256(Path(name).read_bytes()).hexdigest()


def test_a_signed_report_is_signed_into_the_chain_before_and_recorded_after(
    case: Path, keys: Path, tmp_path: Path
) -> None:
    answer = said("report", case, "--out", tmp_path / "out", *signed_with(keys))
    assert answer.status == 0, answer.err
    assert "signed by K. Osei" in answer.err
    checkpoint, exported = events(case)[-2:]
    assert (checkpoint["action"], checkpoint["subject"]) == ("checkpoint.signed", "export")
    assert exported["action"] == "report.exported"
    printed = (tmp_path / "out" / "data" / "custody.jsonl").read_text("utf-8").splitlines()
    assert json.loads(printed[-1])["action"] == "checkpoint.signed"
    assert said("verify", case).status == 0


def test_the_event_names_files_redaction_and_signers(case: Path, keys: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert said("report", case, "--out", out, "--redact", "paths", *signed_with(keys)).status == 0
    payload = events(case)[-1]["payload"]
    assert payload["redaction"] == ["paths"]
    assert payload["language"] == "en"
    assert [signer["name"] for signer in payload["signed_by"]] == ["K. Osei"]
    assert payload["manifest_sha256"] == contents(out)["tagmanifest-sha256.txt"]
    assert payload["files"] == contents(out)


def test_an_unsigned_report_says_so_and_signs_no_checkpoint(case: Path, tmp_path: Path) -> None:
    answer = said("report", case, "--out", tmp_path / "out", "--unsigned")
    assert "not signed" in answer.err
    assert [event["action"] for event in events(case)].count("checkpoint.signed") == 0
    assert "not signed" in (tmp_path / "out" / "VERIFY.txt").read_text("utf-8")


def test_a_moment_before_the_last_event_or_to_come_is_refused(case: Path, tmp_path: Path) -> None:
    count = len(events(case))
    for at, why in (("2001-01-01T00:00:00Z", "the case has an event of"), ("2999-01-01T00:00Z", "earlier")):
        answer = said("report", case, "--out", tmp_path / "out", "--unsigned", "--at", at)
        assert (answer.status, len(answer.err.splitlines())) == (1, 1)
        assert why in answer.err
    assert len(events(case)) == count
    assert not (tmp_path / "out").exists()


def test_a_moment_without_zone_is_wrong_use(case: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        said("report", case, "--out", tmp_path / "out", "--at", "2026-11-22T10:00")
    assert ended.value.code == 2


def test_names_withheld_and_a_key_at_hand_asks_for_a_decision(
    case: Path, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDCASE_IDENTITY", str(keys / "K.p12"))
    words = ("report", case, "--out", tmp_path / "out", "--redact", "names")
    answer = said(*words)
    assert answer.status == 1
    assert "a signature names its signer" in answer.err.lower()
    assert not (tmp_path / "out").exists()
    assert said(*words, "--unsigned").status == 0


def test_names_withheld_and_a_key_named_signs_and_says_whose_name_shows(
    case: Path, keys: Path, tmp_path: Path
) -> None:
    answer = said("report", case, "--out", tmp_path / "out", "--redact", "names", *signed_with(keys))
    assert answer.status == 0, answer.err
    assert "the names are withheld, and the signature names K. Osei" in answer.err
    assert said("verify", tmp_path / "out").status == 0


def test_every_combination_of_redactions_verifies(case: Path, keys: Path, tmp_path: Path) -> None:
    for number, what in enumerate(("paths", "names", "set-labels", "paths,names", "paths,names,set-labels")):
        out = tmp_path / str(number)
        assert said("report", case, "--out", out, "--redact", what, *signed_with(keys)).status == 0
        answer = said("verify", out)
        assert answer.status == 0, (what, answer.out)


def test_names_of_the_case_are_in_no_file_of_a_redacted_report(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert said("report", case, "--out", out, "--redact", "paths,names,set-labels", "--unsigned").status == 0
    words = (b"Osei", b"Practice notable", b"PRAC0007", b"Old trip", b"practice-card")
    files = [path for path in out.rglob("*") if path.is_file()]
    assert {(path.name, word) for path in files for word in words if word in path.read_bytes()} == set()


def test_a_word_that_is_nothing_to_withhold_is_wrong_use(case: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        said("report", case, "--out", tmp_path / "out", "--redact", "everything")


def test_a_counter_signature_needs_a_signature_and_another_key(
    case: Path, keys: Path, tmp_path: Path
) -> None:
    second = ("--countersign-with", keys / "K.p12", "--countersign-passphrase-file", keys / "words")
    alone = said("report", case, "--out", tmp_path / "out", "--unsigned", *second)
    assert "stands beside a signature" in alone.err
    same = said("report", case, "--out", tmp_path / "out", *signed_with(keys), *second)
    assert "both keys are the same" in same.err
    assert not (tmp_path / "out").exists()


def test_a_stamp_needs_a_signature_and_a_plain_address(case: Path, tmp_path: Path) -> None:
    for url, why in (("http://127.0.0.1:9/", "stands on a signature"), ("file:///etc", "no address")):
        answer = said("report", case, "--out", tmp_path / "out", "--unsigned", "--tsa", url)
        assert answer.status == 1
        assert why in answer.err


def test_an_authority_that_does_not_answer_leaves_no_report_and_a_case_that_verifies(
    case: Path, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_authority: Authority, _digest: bytes) -> bytes:
        raise StampNotFetched("the authority gave no time stamp; nothing was added")

    monkeypatch.setattr(Authority, "stamp", silent)
    words = ("report", case, "--out", tmp_path / "out", "--tsa", "http://127.0.0.1:9/", *signed_with(keys))
    answer = said(*words)
    assert answer.status == 1, answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["case.fieldcase"]
    assert said("verify", case).status == 0


def test_a_full_disk_leaves_no_report_and_a_case_that_verifies(
    case: Path, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _chunk: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("reports.writing.os.write", full)
        answer = said("report", case, "--out", tmp_path / "out", "--zip", *signed_with(keys))
    assert answer.status == 1
    assert "No space left on device; nothing was kept" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["case.fieldcase"]
    assert said("verify", case).status == 0
    assert said("report", case, "--out", tmp_path / "out", *signed_with(keys)).status == 0


def test_a_zip_that_is_there_already_is_left_alone(case: Path, tmp_path: Path) -> None:
    (tmp_path / "out.zip").write_bytes(b"mine")
    answer = said("report", case, "--out", tmp_path / "out", "--zip", "--unsigned")
    assert answer.status == 1
    assert "exists already" in answer.err
    assert (tmp_path / "out.zip").read_bytes() == b"mine"
    assert not (tmp_path / "out").exists()


def test_stopping_leaves_nothing_and_says_so(case: Path, tmp_path: Path) -> None:
    desk = Desk(now=lambda: datetime.now(UTC), monotonic=time.monotonic, out=io.StringIO(), err=io.StringIO())
    desk.stop.set()
    status = run_line(["report", str(case), "--out", str(tmp_path / "out"), "--unsigned"], desk)
    assert status == 130
    assert [path.name for path in tmp_path.iterdir()] == ["case.fieldcase"]
    assert said("verify", case).status == 0


@pytest.mark.alone
@pytest.mark.parametrize("after_s", [0.8, 1.2, 1.6, 2.0, 2.4])
def test_killed_at_any_moment_the_case_verifies_and_no_half_report_stands(
    case: Path, keys: Path, tmp_path: Path, after_s: float
) -> None:
    process = started("report", case, "--out", tmp_path / "out", *signed_with(keys))
    time.sleep(after_s)
    os.kill(process.pid, signal.SIGKILL)
    answer_of(process)
    assert said("verify", case).status == 0
    if (tmp_path / "out").exists():
        assert said("verify", tmp_path / "out").status == 0
    assert said("report", case, "--out", tmp_path / "again", *signed_with(keys)).status == 0
