"""An examiner gets a key on the command line, makes another the default, and sees whose it is."""

import io
import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.builders import Answer, said
from tests.app.keys import PASSPHRASE, signing
from tests.app.test_hashset_locked import Terminal


@pytest.fixture(name="words")
def _words(tmp_path: Path) -> Path:
    (tmp_path / "words").write_text(f"{PASSPHRASE}\n")
    return tmp_path / "words"


def a_new_key(words: Path, *more: str | Path, name: str = "K. Osei") -> Answer:
    return said("examiner", "new", "--name", name, "--key-passphrase-file", words, *more)


def shown(*more: str | Path) -> dict[str, object]:
    answer = said("examiner", "show", "--json", *more)
    assert answer.status == 0, answer.err
    told: dict[str, object] = json.loads(answer.out)
    return told


def test_a_new_key_becomes_the_default(words: Path, tmp_path: Path) -> None:
    answer = a_new_key(words, "--number", "4711", "--agency", "Example", "--out", tmp_path / "k.p12")
    assert answer.status == 0, answer.err
    told = shown("--key-passphrase-file", words)
    assert (told["name"], told["algorithm"], told["file"]) == (
        "K. Osei",
        "ECDSA P-256",
        str(tmp_path / "k.p12"),
    )
    assert str(told["certificate_sha256"]) in answer.out
    assert stat.S_IMODE((tmp_path / "k.p12").stat().st_mode) == 0o600
    assert (tmp_path / "k.pem").read_text().startswith("-----BEGIN CERTIFICATE-----")


def test_without_a_place_it_lies_in_the_user_s_data_folder(words: Path) -> None:
    assert a_new_key(words, name="../../K. O'Sei <x>").status == 0
    place = Path(str(shown("--key-passphrase-file", words)["file"]))
    assert (place.name, place.parent.name) == ("k-o-sei-x.p12", "examiners")
    again = a_new_key(words, name="../../K. O'Sei <x>")
    assert again.status == 1
    assert "never overwritten" in again.err


def test_a_key_is_never_overwritten(words: Path, tmp_path: Path) -> None:
    for taken in ("k.p12", "k.pem"):
        (tmp_path / taken).write_text("mine")
        answer = a_new_key(words, "--out", tmp_path / "k.p12")
        assert answer.status == 1
        assert "never overwritten" in answer.err
        assert (tmp_path / taken).read_text() == "mine"
        (tmp_path / taken).unlink()
    assert not list(tmp_path.glob("k.*"))


def test_a_short_passphrase_or_a_strange_name_leaves_nothing(words: Path, tmp_path: Path) -> None:
    assert "1 to 64 characters" in a_new_key(words, "--out", tmp_path / "k.p12", name="x" * 65).err
    words.write_text("short\n")
    assert "at least 8 characters" in a_new_key(words, "--out", tmp_path / "k.p12").err
    assert not list(tmp_path.glob("k.*"))


def test_another_file_is_made_the_default(words: Path, tmp_path: Path) -> None:
    signing(tmp_path, "B. Lindqvist")
    answer = said("examiner", "use", tmp_path / "B. Lindqvist.p12")
    assert answer.status == 0, answer.err
    assert shown("--key-passphrase-file", words)["name"] == "B. Lindqvist"


def test_show_opens_a_named_key_as_the_desktop_does(tmp_path: Path) -> None:
    assert shown(*signing(tmp_path, "B. Lindqvist"))["name"] == "B. Lindqvist"


@pytest.mark.parametrize(
    ("acts", "sentence"),
    [
        (("show",), "no default key; make one with fieldcase examiner new"),
        (("use",), "name the key"),
        (("use", "none.p12"), "none.p12 is not a file"),
        (("use", "a.p12", "--card", "b"), "one key, not two"),
    ],
)
def test_what_is_missing_is_one_sentence(acts: tuple[str, ...], sentence: str) -> None:
    answer = said("examiner", *acts)
    assert answer.status == 1
    assert sentence in answer.err.replace("Name", "name")
    assert answer.err.count("\n") == 1


def test_a_wrong_passphrase_is_not_shown(tmp_path: Path, words: Path) -> None:
    signing(tmp_path)
    words.write_text("not the secret\n")
    answer = said("examiner", "show", tmp_path / "K. Osei.p12", "--key-passphrase-file", words)
    assert (answer.status, answer.out) == (1, "")
    assert "the passphrase does not open K. Osei.p12" in answer.err
    assert "not the secret" not in answer.err


def test_without_a_terminal_the_other_way_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("typed in the open\n"))
    answer = said("examiner", "new", "--name", "K. Osei")
    assert (answer.status, "--key-passphrase-file" in answer.err) == (1, True)


@pytest.mark.parametrize(("second", "status"), [(PASSPHRASE, 0), (PASSPHRASE + "x", 1)])
def test_a_passphrase_is_typed_unseen_and_twice(tmp_path: Path, second: str, status: int) -> None:
    """A slip is noticed before a key is made that nobody can open."""
    terminal = Terminal("examiner", "new", "--name", "K. Osei", "--out", tmp_path / "k.p12")
    terminal.wait_for("Passphrase for the new key: ")
    terminal.type(f"{PASSPHRASE}\n")
    terminal.wait_for("The same passphrase again: ")
    terminal.type(f"{second}\n")
    assert terminal.end() == status, terminal.shown
    assert PASSPHRASE not in terminal.shown
    assert (tmp_path / "k.p12").exists() == (status == 0)


def test_a_scan_s_and_the_desktop_s_start_wait_for_nothing_that_signs() -> None:
    script = (
        "import sys, app.commands.scan, app.commands.report, app.workbench, app.signing\n"
        "heavy = {'pyhanko', 'asn1crypto', 'pkcs11', 'pyrage', 'cryptography'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
