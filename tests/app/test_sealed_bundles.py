"""A bundle is sealed to its recipients and opened by them, on the command line."""

import hashlib
import stat
import zipfile
from pathlib import Path

import pytest

from reports.packing import write_packed
from reports.sealing.envelopes import new_recipient, open_envelope
from tests.app.builders import a_case, listed, said


@pytest.fixture(name="bundle")
def _bundle(tmp_path: Path) -> Path:
    """The outside of one: sealing looks at no more."""
    bundle = tmp_path / "job-report"
    (bundle / "data").mkdir(parents=True)
    (bundle / "bagit.txt").write_bytes(b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (bundle / "data/report.pdf").write_bytes(b"%PDF-" + bytes(200_000))
    (bundle / "tagmanifest-sha256.txt").write_text("manifest\n")
    return bundle


@pytest.fixture(name="laboratory")
def _laboratory(tmp_path: Path) -> tuple[Path, str]:
    """Its secret key's file and its public key."""
    answer = said("recipient", "new", "--out", tmp_path / "lab.key")
    assert answer.status == 0, answer.err
    return tmp_path / "lab.key", answer.out.strip()


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_goes_there_and_back(bundle: Path, laboratory: tuple[Path, str], tmp_path: Path) -> None:
    key, public = laboratory
    answer = said("seal", bundle, "--to", public, "--out", tmp_path / "job.age")
    assert answer.status == 0, answer.err
    digest = hashlib.sha256((tmp_path / "job.age").read_bytes()).hexdigest()
    assert answer.out == f"{digest}\tjob.age\n"
    answer = said("unseal", tmp_path / "job.age", "--key", key, "--out", tmp_path / "back")
    assert answer.status == 0, answer.err
    assert files_of(tmp_path / "back") == files_of(bundle)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back", "job-report", "job.age", "lab.key"]


def test_a_zip_goes_there_and_back(bundle: Path, laboratory: tuple[Path, str], tmp_path: Path) -> None:
    key, public = laboratory
    write_packed(tmp_path / "job.zip", bundle, list(files_of(bundle)), top="job")
    (tmp_path / "to.txt").write_text(f"# the laboratory\n{public}\n\n{new_recipient()[1]}\n")
    assert (
        said("seal", tmp_path / "job.zip", "--to", tmp_path / "to.txt", "--out", tmp_path / "j.age").status
        == 0
    )
    assert said("unseal", tmp_path / "j.age", "--key", key, "--out", tmp_path / "back").status == 0
    assert files_of(tmp_path / "back") == files_of(bundle)


def test_what_is_sealed_of_a_folder_is_the_same_zip_each_time(
    bundle: Path, laboratory: tuple[Path, str], tmp_path: Path
) -> None:
    key, public = laboratory
    plain = []
    for number in range(2):
        said("seal", bundle, "--to", public, "--out", tmp_path / f"{number}.age")
        open_envelope(tmp_path / f"{number}.age", tmp_path / f"{number}.zip", key.read_text())
        plain.append((tmp_path / f"{number}.zip").read_bytes())
    assert plain[0] == plain[1]
    with zipfile.ZipFile(tmp_path / "0.zip") as packed:
        assert packed.namelist() == [
            "job-report/bagit.txt",
            "job-report/data/report.pdf",
            "job-report/tagmanifest-sha256.txt",
        ]


def test_a_case_records_what_was_sealed_to_whom(
    bundle: Path, laboratory: tuple[Path, str], tmp_path: Path
) -> None:
    case = a_case(tmp_path / "job.fieldcase")
    answer = said("seal", bundle, "--to", laboratory[1], "--out", tmp_path / "j.age", "--case", case)
    assert answer.status == 0, answer.err
    event = listed(case, "custody")[-1]
    assert event["action"] == "bundle.sealed"
    assert laboratory[1] in str(event)
    assert hashlib.sha256((tmp_path / "j.age").read_bytes()).hexdigest() in str(event)
    assert said("verify", case).status == 0


def test_a_case_that_is_none_stops_before_anything_is_sealed(
    bundle: Path, laboratory: tuple[Path, str], tmp_path: Path
) -> None:
    answer = said(
        "seal", bundle, "--to", laboratory[1], "--out", tmp_path / "j.age", "--case", tmp_path / "no"
    )
    assert answer.status == 1
    assert not (tmp_path / "j.age").exists()


@pytest.mark.parametrize(
    ("to", "sentence"),
    [("age1nonsense", "no recipient's key"), ("lab.key", "secret key"), ("none.txt", "neither a public key")],
)
def test_a_recipient_that_is_none_is_one_sentence(
    bundle: Path, laboratory: tuple[Path, str], tmp_path: Path, to: str, sentence: str
) -> None:
    del laboratory
    given = to if to.startswith("age1") else tmp_path / to
    answer = said("seal", bundle, "--to", given, "--out", tmp_path / "j.age")
    assert answer.status == 1
    assert sentence in answer.err
    assert not (tmp_path / "j.age").exists()


def test_what_is_no_bundle_is_not_sealed(laboratory: tuple[Path, str], tmp_path: Path, bundle: Path) -> None:
    (tmp_path / "plain").mkdir()
    answer = said("seal", tmp_path / "plain", "--to", laboratory[1], "--out", tmp_path / "j.age")
    assert (answer.status, "is no bundle" in answer.err) == (1, True)
    (bundle / "link").symlink_to("/etc/hostname")
    answer = said("seal", bundle, "--to", laboratory[1], "--out", tmp_path / "j.age")
    assert (answer.status, "link" in answer.err) == (1, True)
    assert not (tmp_path / "j.age").exists()


def test_a_wrong_key_leaves_nothing(bundle: Path, laboratory: tuple[Path, str], tmp_path: Path) -> None:
    said("seal", bundle, "--to", laboratory[1], "--out", tmp_path / "j.age")
    (tmp_path / "other.key").write_text(new_recipient()[0])
    before = sorted(tmp_path.iterdir())
    answer = said("unseal", tmp_path / "j.age", "--key", tmp_path / "other.key", "--out", tmp_path / "back")
    assert (answer.status, "not sealed to this key" in answer.err) == (1, True)
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_is_opened_over_a_folder_with_content(
    bundle: Path, laboratory: tuple[Path, str], tmp_path: Path
) -> None:
    said("seal", bundle, "--to", laboratory[1], "--out", tmp_path / "j.age")
    before = files_of(bundle)
    answer = said("unseal", tmp_path / "j.age", "--key", laboratory[0], "--out", bundle)
    assert (answer.status, "not a new or empty folder" in answer.err) == (1, True)
    assert files_of(bundle) == before
    (tmp_path / "empty").mkdir()
    assert said("unseal", tmp_path / "j.age", "--key", laboratory[0], "--out", tmp_path / "empty").status == 0
    assert files_of(tmp_path / "empty") == before


def test_a_recipient_s_secret_is_its_owner_s_alone(laboratory: tuple[Path, str]) -> None:
    key, public = laboratory
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert f"# public key: {public}\n" in key.read_text()
    again = said("recipient", "new", "--out", key)
    assert (again.status, "never overwritten" in again.err) == (1, True)
