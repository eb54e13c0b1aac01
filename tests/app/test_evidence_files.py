"""Contents leave the evidence only on demand, each under its digest, and only as the scan recorded them."""

import csv
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.engine.reader_link import ReaderLink
from app.engine.session import EvidenceGone
from app.evidence_files import FilesExported, chosen_files, export_files
from app.store.case_file import CaseFile
from app.store.opening import CaseTrouble
from forensics.errors import Cancelled
from reports.content import Redaction
from reports.errors import ReportNotWritten
from reports.event_words import event_sentence
from reports.wording import Wording
from tests.app.builders import a_case, a_set, listed, said
from tests.app.conftest import Media
from tests.app.warm_readers import warm_troubled_reader
from tests.evidence.builders import an_ext_image

_FILES = {
    "wanted.bin": b"wanted" * 5_000,
    "copies/the same.bin": b"wanted" * 5_000,
    "=cmd|'x'!A1": b"a name for a spreadsheet",
    "large.bin": bytes(range(256)) * 12_000,
    "other.txt": b"not asked for",
    "empty.txt": b"",
}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return an_ext_image(tmp_path / "small.raw", _FILES, size="8M")


@pytest.fixture
def case(image: Path, tmp_path: Path) -> Path:
    library = a_set(tmp_path / "library", "Wanted", [sha256(_FILES["wanted.bin"])])
    case = a_case(tmp_path / "case", image)
    assert said("scan", case, "--library", library).status == 0
    return case


def exported(
    case: Path,
    folder: Path,
    *words: str,
    start_reader: Callable[[], ReaderLink] = ReaderLink,
    redaction: Redaction | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> FilesExported:
    folder.mkdir(exist_ok=True)
    with CaseFile.open(case) as opened:
        choice = chosen_files(opened, words)
        return export_files(
            opened, choice, folder, start_reader=start_reader, redaction=redaction, cancelled=cancelled
        )


def index_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "files.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


def contents_of(folder: Path) -> dict[str, bytes]:
    """By their place in the folder."""
    paths = (path for path in (folder / "files").rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def place(content: bytes) -> str:
    digest = sha256(content)
    return f"files/{digest[:2]}/{digest}"


def test_hits_are_exported_by_digest_each_content_once_and_the_index_names_the_entries(
    case: Path, tmp_path: Path
) -> None:
    done = exported(case, tmp_path / "out", "hits")
    wanted = _FILES["wanted.bin"]
    assert contents_of(tmp_path / "out") == {place(wanted): wanted}
    rows = index_of(tmp_path / "out")
    assert {row["path"] for row in rows} == {"/wanted.bin", "/copies/the same.bin"}
    assert {row["sha256"] for row in rows} == {sha256(wanted)}
    assert {row["fault"] for row in rows} == {""}
    for row in rows:
        again = exported(case, tmp_path / f"by number {row['entry']}", row["entry"])
        assert again.entries == 1
        assert index_of(tmp_path / f"by number {row['entry']}") == [row]
    assert (done.contents, done.entries, done.faults, done.size_bytes) == (1, 2, 0, len(wanted))
    assert done.index_sha256 == hashlib.sha256((tmp_path / "out" / "files.csv").read_bytes()).digest()


def test_entries_are_chosen_by_place_and_a_large_one_comes_whole(case: Path, tmp_path: Path) -> None:
    exported(case, tmp_path / "out", "E1:0:/large.bin", "E1:0:/=cmd|'x'!A1")
    large, named = _FILES["large.bin"], _FILES["=cmd|'x'!A1"]
    assert contents_of(tmp_path / "out") == {place(large): large, place(named): named}
    assert "'" not in {row["path"][:1] for row in index_of(tmp_path / "out")}, "a path begins with a slash"


def test_what_has_no_content_or_is_not_there_is_refused(case: Path, tmp_path: Path) -> None:
    for words, reason in (
        (("E1:0:/empty.txt",), "nothing to export"),
        (("E1:0:/nowhere",), "has no entry /nowhere"),
        (("99999999999",), "no entry number"),
        (("hits", "1"), "either the hits or entries"),
        (("; rm -rf",), "neither an entry number nor"),
    ):
        with pytest.raises(CaseTrouble, match=reason):
            exported(case, tmp_path / "out", *words)
        assert not list((tmp_path / "out").iterdir())


def test_a_content_that_is_not_what_was_recorded_is_a_fault_and_no_file(
    case: Path, image: Path, tmp_path: Path
) -> None:
    status = image.stat()
    whole = bytearray(image.read_bytes())
    at = whole.find(_FILES["large.bin"][:4_096])
    whole[at + 700] ^= 1
    image.write_bytes(whole)
    os.utime(image, ns=(status.st_atime_ns, status.st_mtime_ns))  # as somebody does who hides a change
    done = exported(case, tmp_path / "out", "E1:0:/large.bin", "E1:0:/other.txt")
    assert contents_of(tmp_path / "out") == {place(_FILES["other.txt"]): _FILES["other.txt"]}
    (faulty,) = (row for row in index_of(tmp_path / "out") if row["fault"])
    assert (faulty["path"], faulty["sha256"]) == ("/large.bin", "")
    assert "is not what the scan recorded" in faulty["fault"]
    assert sha256(_FILES["large.bin"]) in faulty["fault"]
    assert (done.contents, done.faults) == (1, 1)
    assert not list((tmp_path / "out").rglob("*.part"))


def test_evidence_that_was_changed_is_not_read(case: Path, image: Path, tmp_path: Path) -> None:
    image.touch()
    with pytest.raises(EvidenceGone, match="another modification time"):
        exported(case, tmp_path / "out", "hits")


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ({"bad": [[0, 0]]}, "cannot be read near byte"),
        ({"reading": "die", "reading_sizes": [len(_FILES["large.bin"])]}, "reading it stopped the reader"),
    ],
    ids=["bad sector", "reader dies"],
)
def test_what_cannot_be_read_is_a_fault_and_the_rest_is_exported(
    trouble: dict[str, object],
    reason: str,
    case: Path,
    image: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if "bad" in trouble:
        at = image.read_bytes().find(_FILES["large.bin"][:4_096])
        trouble = {"bad": [[at + 4_096, at + 8_192]]}
    monkeypatch.setenv("TROUBLE", json.dumps(trouble))
    words = ("E1:0:/large.bin", "E1:0:/other.txt", "E1:0:/wanted.bin")
    done = exported(case, tmp_path / "out", *words, start_reader=warm_troubled_reader)
    assert contents_of(tmp_path / "out") == {
        place(_FILES[name]): _FILES[name] for name in ("other.txt", "wanted.bin")
    }
    (faulty,) = (row for row in index_of(tmp_path / "out") if row["fault"])
    assert faulty["path"] == "/large.bin"
    assert reason in faulty["fault"]
    assert done.faults == 1


def test_a_copy_that_withholds_paths_names_none_in_the_index(case: Path, image: Path, tmp_path: Path) -> None:
    status = image.stat()
    whole = bytearray(image.read_bytes())
    whole[whole.find(_FILES["large.bin"][:4_096])] ^= 1
    image.write_bytes(whole)
    os.utime(image, ns=(status.st_atime_ns, status.st_mtime_ns))
    words = ("E1:0:/large.bin", "E1:0:/wanted.bin")
    exported(case, tmp_path / "out", *words, redaction=Redaction(paths=True))
    text = (tmp_path / "out" / "files.csv").read_text()
    assert "large" not in text
    assert "wanted" not in text
    assert text.count("(path withheld)") == 2
    assert "it could not be exported" in text


def test_a_stopped_export_ends_with_its_own_sentence(case: Path, tmp_path: Path) -> None:
    with pytest.raises(Cancelled, match="export was stopped"):
        exported(case, tmp_path / "out", "hits", cancelled=lambda: True)


def test_contents_beyond_the_free_space_are_refused_before_the_first(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.evidence_files.shutil.disk_usage", lambda _folder: _Usage)
    with pytest.raises(ReportNotWritten, match="there are 10 free"):
        exported(case, tmp_path / "out", "hits")
    assert not list((tmp_path / "out").iterdir())


class _Usage:
    free = 10


def test_a_bundle_with_contents_verifies_says_so_first_and_the_chain_has_the_index(
    media: Media, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert said("scan", case, "--library", media.library).status == 0
    bundle = tmp_path / "bundle"
    told = said("report", case, "--out", bundle, "--files", "hits", "--unsigned")
    assert told.status == 0, told.err
    assert "contents are copied out of the evidence into the bundle" in told.err
    wanted = {media.files[path] for path in media.wanted}
    assert contents_of(bundle / "data") == {place(content): content for content in wanted}
    verdict = said("verify", bundle)
    assert verdict.status == 0, verdict.out
    event = next(event for event in listed(case, "custody") if event["action"] == "files.exported")
    assert event["payload"]["contents"] == len(wanted)
    # What is written and what is told are agreed on here, between app and reports.
    assert event_sentence(Wording(), event, {}).startswith(f"The contents of {len(wanted)} files were copied")
    index = (bundle / "data" / "files.csv").read_bytes()
    assert event["payload"]["files_csv_sha256"] == hashlib.sha256(index).hexdigest()
    names = {Path(path).name for path in media.wanted}
    assert not [path for path in bundle.rglob("*") if path.name in names]


def test_an_export_that_fails_leaves_no_bundle_and_no_event(
    media: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert said("scan", case, "--library", media.library).status == 0
    monkeypatch.setattr("app.evidence_files.shutil.disk_usage", lambda _folder: _Usage)
    told = said("report", case, "--out", tmp_path / "bundle", "--files", "hits", "--unsigned")
    assert told.status == 1
    assert "there are 10 free" in told.err.splitlines()[-1]
    assert not (tmp_path / "bundle").exists()
    assert not [e for e in listed(case, "custody") if e["action"] in ("files.exported", "report.exported")]
