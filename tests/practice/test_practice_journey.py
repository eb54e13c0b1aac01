"""The practice case as a newcomer meets it: one command, from the image to the checked report."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.practice.recipe import plan
from forensics.paths import display_text
from tests.practice.test_practice_image import IMAGE_SHA256

_FIELDCASE = Path(sys.executable).with_name("fieldcase")


def _fieldcase(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([_FIELDCASE, *arguments], cwd=cwd, check=False, capture_output=True, text=True)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("journey")
    done = _fieldcase("demo", "practice", "--no-screenshots", cwd=home)
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "practice"


def test_the_hits_are_what_was_planted(practice: Path) -> None:
    listed = _fieldcase("list", practice / "practice.fieldcase", "hits", "--format", "jsonl", cwd=practice)
    hits = [json.loads(line) for line in listed.stdout.splitlines()]
    found = {(h["path"], h["allocated"], h["category"], h["sha256"]) for h in hits if h["role"] == "notable"}
    planted = {
        (display_text(p.path), not p.deleted, p.category, p.sha256) for p in plan() if p.expected == "matched"
    }
    assert found == planted


def test_the_evidence_is_unchanged(practice: Path) -> None:
    (image,) = practice.rglob("practice-card.img")
    assert hashlib.sha256(image.read_bytes()).hexdigest() == IMAGE_SHA256


def test_the_report_and_the_case_verify(practice: Path) -> None:
    for subject in ("practice.fieldcase", "report"):
        done = _fieldcase("verify", practice / subject, cwd=practice)
        assert done.returncode == 0, done.stderr


def test_a_changed_report_file_is_told(practice: Path) -> None:
    hits = practice / "report" / "data" / "hits.csv"
    before = hits.read_bytes()
    hits.write_bytes(before.replace(b"1", b"2", 1))
    done = _fieldcase("verify", practice / "report", cwd=practice)
    hits.write_bytes(before)
    assert done.returncode == 4, done.stderr
    assert "hits.csv" in done.stdout + done.stderr


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "practice").mkdir()
    (tmp_path / "practice" / "notes.txt").write_text("mine")
    done = _fieldcase("demo", "practice", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert [entry.name for entry in (tmp_path / "practice").iterdir()] == ["notes.txt"]
