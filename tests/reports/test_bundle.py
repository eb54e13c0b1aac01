"""The report folder: whole or not there, verified, and the same bytes for the same case and time."""

import errno
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import reports.payload
from forensics.entry_line import EntryRow
from reports.bundle import write_report
from reports.errors import ReportNotWritten, ReportRefused
from tests.reports.builders import a_case, a_small_case, an_empty_case

PAYLOAD = {
    *("bytes.csv", "coverage.csv", "coverage.json", "custody.jsonl", "entries.csv", "faults.csv"),
    *("hits.csv", "report.pdf"),
}
TAG_FILES = {
    *("VERIFY.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"),
    *("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"),
}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_all_files_stand_in_the_folder_with_their_digests(tmp_path: Path) -> None:
    case = a_case()
    written = write_report(case.content, tmp_path / "out", rows=case)
    found = contents(tmp_path / "out")
    assert {file.name for file in written.files} == set(found)
    assert set(found) >= TAG_FILES | {f"data/{name}" for name in PAYLOAD}
    for file in written.files:
        assert hashlib.sha256(found[file.name]).digest() == file.sha256
        assert hashlib.sha512(found[file.name]).digest() == file.sha512
        assert len(found[file.name]) == file.size_bytes
    assert hashlib.sha256(found["tagmanifest-sha256.txt"]).digest() == written.manifest_sha256
    assert written.entries == len(case.rows)
    assert written.pdf == tmp_path / "out" / "data" / "report.pdf"


def test_sha256sum_accepts_the_manifest_and_finds_a_flipped_byte(tmp_path: Path) -> None:
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("sha256sum (Debian: coreutils) is not installed")
    case = a_small_case()
    out = tmp_path / "out"
    write_report(case.content, out, rows=case)
    check = [program, "--strict", "-c", "manifest-sha256.txt"]
    assert subprocess.run(check, cwd=out, capture_output=True, check=False).returncode == 0
    raw = bytearray((out / "data" / "hits.csv").read_bytes())
    raw[10] ^= 1
    (out / "data" / "hits.csv").write_bytes(raw)
    assert subprocess.run(check, cwd=out, capture_output=True, check=False).returncode == 1


def test_the_same_case_and_time_give_the_same_bytes(tmp_path: Path) -> None:
    case = a_case()
    write_report(case.content, tmp_path / "one", rows=case)
    write_report(case.content, tmp_path / "two", rows=case)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_an_existing_empty_folder_is_used(tmp_path: Path) -> None:
    case = an_empty_case()
    (tmp_path / "out").mkdir()
    assert write_report(case.content, tmp_path / "out", rows=case).pdf.exists()


def test_missing_folders_above_are_made(tmp_path: Path) -> None:
    case = an_empty_case()
    assert write_report(case.content, tmp_path / "a" / "b", rows=case).pdf.exists()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    case = an_empty_case()
    with pytest.raises(ReportNotWritten, match="is not empty; give a new or an empty folder"):
        write_report(case.content, tmp_path, rows=case)
    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    case = an_empty_case()
    with pytest.raises(ReportNotWritten, match="is not a folder"):
        write_report(case.content, tmp_path / "out", rows=case)


def test_rows_that_contradict_the_ledger_leave_nothing_behind(tmp_path: Path) -> None:
    case = a_small_case()
    with pytest.raises(ReportRefused, match="the rows give 4"):
        write_report(case.content, tmp_path / "out", rows=tuple(case)[1:])
    assert list(tmp_path.iterdir()) == []


def test_trouble_in_the_middle_of_the_rows_leaves_nothing_behind(tmp_path: Path) -> None:
    case = a_small_case()

    def rows() -> Iterator[EntryRow]:
        yield next(iter(case))
        raise RuntimeError("the store went away")

    with pytest.raises(RuntimeError, match="the store went away"):
        write_report(case.content, tmp_path / "out", rows=rows())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after_bytes", [0, 3_000, 60_000])
def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after_bytes: int
) -> None:
    left = after_bytes
    real = os.write

    def write(descriptor: int, chunk: bytes) -> int:
        nonlocal left
        left -= len(chunk)
        if left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, chunk)

    monkeypatch.setattr("reports.writing.os.write", write)
    case = a_case()
    with pytest.raises(ReportNotWritten, match="No space left on device; nothing was kept"):
        write_report(case.content, tmp_path / "out", rows=case)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_reads_back_differently_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write

    def write(descriptor: int, chunk: bytes) -> int:
        return real(descriptor, bytes(chunk).replace(b"exhibit", b"exhiBit"))

    monkeypatch.setattr("reports.writing.os.write", write)
    case = an_empty_case()
    with pytest.raises(ReportNotWritten, match="reads back differently"):
        write_report(case.content, tmp_path / "out", rows=case)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    case = an_empty_case()
    with pytest.raises(ReportNotWritten, match="Permission denied"):
        write_report(case.content, tmp_path / "out", rows=case)


def test_a_table_too_large_to_attach_stands_beside_the_pdf_and_the_pdf_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports.payload, "LARGEST_ATTACHMENT", 3_000)
    case = a_case()
    write_report(case.content, tmp_path / "out", rows=case)
    raw = (tmp_path / "out" / "data" / "report.pdf").read_bytes()
    assert b"coverage.csv" in raw
    assert b"(hits.csv)" not in raw


def test_a_stray_byte_typed_on_the_command_line_still_prints(tmp_path: Path) -> None:
    case = a_case()
    exhibit = replace(case.content.exhibits[0], description="stick \udcff", make="\ud800")
    content = replace(case.content, exhibits=(exhibit, *case.content.exhibits[1:]))
    assert write_report(content, tmp_path / "out", rows=case).pdf.exists()
