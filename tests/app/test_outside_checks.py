"""Programs that are not ours accept a bundle and find a change in it: every command of VERIFY.txt is run as
it stands there.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NEEDED = {  # program to Debian package
    "bash": "bash",
    "sha256sum": "coreutils",
    "openssl": "openssl",
    "pdfsig": "poppler-utils",
    "pdfdetach": "poppler-utils",
}


@pytest.fixture
def copy(bundle: Path, tmp_path: Path) -> Path:
    for program, package in NEEDED.items():
        if shutil.which(program) is None:
            pytest.skip(f"{program} (Debian: {package}) is not installed")
    return Path(shutil.copytree(bundle, tmp_path / "report"))


def commands_of(folder: Path) -> list[str]:
    """The commands of VERIFY.txt, without the one that runs this program."""
    lines = (folder / "VERIFY.txt").read_text("utf-8").splitlines()
    commands = [line.removeprefix("    $ ") for line in lines if line.startswith("    $ ")]
    return [command for command in commands if not command.startswith("fieldcase ")]


def outcome(command: str, folder: Path) -> tuple[int, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": path, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def the(start: str, folder: Path) -> str:
    """The one command of VERIFY.txt that begins so."""
    (command,) = (command for command in commands_of(folder) if command.startswith(start))
    return command


def test_every_command_of_verify_txt_says_what_the_file_promises(copy: Path) -> None:
    told = {command: outcome(command, copy) for command in commands_of(copy)}
    assert [command for command, (status, _) in told.items() if status != 0] == []
    assert sum(words.strip().endswith("OK") for _, words in told.values()) >= 4
    signed = [words for command, (_, words) in told.items() if command.startswith("openssl cms")]
    assert len(signed) == 2
    assert all("successful" in words for words in signed)
    (pdf,) = (words for command, (_, words) in told.items() if command.startswith("pdfsig"))
    assert "Signature is Valid." in pdf
    assert "Total document signed" in pdf
    head = told[the("p=", copy)][1].split()
    assert head == [told[the("grep Fieldcase", copy)][1].split()[1]]
    checkpoints = told[the("for s in", copy)][1]
    assert checkpoints.count("successful") == len(list((copy / "data" / "checkpoints").glob("*.p7s")))
    objects, lines = (int(told[the(f"grep -c {what}", copy)][1]) for what in ("'<fileobject'", "."))
    assert objects + 1 == lines


def test_the_tables_inside_the_report_are_each_told_to_be_equal(copy: Path) -> None:
    _, words = outcome(the("A=", copy), copy)
    assert set(re.findall(r"(\S+): OK", words)) == {
        *("hits.csv", "coverage.csv", "bytes.csv", "coverage.json", "custody.jsonl"),
    }


@pytest.mark.parametrize("name", ["data/hits.csv", "data/report.pdf", "bag-info.txt", "manifest-sha256.txt"])
def test_a_flipped_bit_is_found_by_sha256sum_and_bagit(name: str, copy: Path) -> None:
    raw = bytearray((copy / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (copy / name).write_bytes(raw)
    statuses = [outcome(command, copy)[0] for command in commands_of(copy) if "sha256sum --strict" in command]
    assert any(statuses)
    assert outcome(the("bagit.py", copy), copy)[0] != 0


def test_an_added_file_is_found_by_the_listing(copy: Path) -> None:
    (copy / "data" / "more.csv").write_text("more")
    assert outcome(the("diff ", copy), copy)[0] != 0


def test_a_changed_tag_manifest_is_found_by_openssl(copy: Path) -> None:
    manifest = copy / "tagmanifest-sha256.txt"
    manifest.write_bytes(manifest.read_bytes().replace(b"a", b"b", 1))
    for command in commands_of(copy):
        if command.startswith("openssl cms"):
            status, words = outcome(command, copy)
            assert status != 0, words


def test_a_changed_event_breaks_the_walk_along_the_chain(copy: Path) -> None:
    custody = copy / "data" / "custody.jsonl"
    custody.write_bytes(custody.read_bytes().replace(b"scan.started", b"scan.stopped", 1))
    assert "BROKEN" in outcome(the("p=", copy), copy)[1]


def test_the_zip_is_one_that_others_unpack(report_home: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(report_home / "report.zip", tmp_path)
    (top,) = tmp_path.iterdir()
    assert re.fullmatch("R-[0-9A-F]{12}", top.name)
    assert outcome("sha256sum --strict --quiet -c tagmanifest-sha256.txt", top)[0] == 0
    assert sorted(path.name for path in top.iterdir()) == sorted(
        path.name for path in (report_home / "report").iterdir()
    )
