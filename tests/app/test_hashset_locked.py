"""Locked sets on the command line: the passphrase opens them, and the disk gives nothing away."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from forensics.hashset.index import HashIndex
from forensics.hashset.library import index_path, list_sets, remove_set
from tests.app.builders import FIELDCASE, Answer, environment, ran, said
from tests.hashset.builders import a_file, a_plain_list, a_vics_file, contents, md5_hex, media

PASSPHRASE = "seven wooden crates"
WORDS = ("hashset", "find", md5_hex(contents(1)[0]), "--library")


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return a_file(tmp_path, f"{PASSPHRASE}\n", name="key.txt")


@pytest.fixture
def library(tmp_path: Path, key_file: Path) -> Path:
    """`Secret` in two versions, locked with one passphrase, and an open known set."""
    library = tmp_path / "library"
    a, b, c = contents(3)
    for version, some in (("1", [media(a), media(b)]), ("2", [media(a, Category=2), media(c)])):
        source = a_vics_file(tmp_path, some, name=f"{version}.json")
        answer = locked_import(source, library, key_file, "--set-version", version)
        assert answer.status == 0, answer.err
    known = a_plain_list(tmp_path, [md5_hex(a)])
    words = ("hashset", "import", known, "--name", "NSRL", "--role", "known", "--library", library)
    assert said(*words).status == 0
    return library


def locked_import(source: Path, library: Path, key_file: Path | str, *words: str) -> Answer:
    return said(
        *("hashset", "import", source, "--name", "Secret", "--library", library, "--locked"),
        *("--passphrase-file", key_file, *words),
    )


def test_a_locked_set_lists_no_digest_and_no_passphrase_on_the_disk(library: Path) -> None:
    everything = b"".join(path.read_bytes() for path in library.iterdir())
    for content in contents(3)[1:]:
        raw = bytes.fromhex(md5_hex(content))
        assert raw not in everything
        assert raw[2:] not in everything
        assert md5_hex(content).encode() not in everything
    assert PASSPHRASE.encode() not in everything
    assert [info.is_locked for info in list_sets(library)] == [False, True, True]


def test_the_source_of_a_locked_set_is_to_be_removed(tmp_path: Path, key_file: Path) -> None:
    source = a_plain_list(tmp_path, [md5_hex(b"a")])
    answer = locked_import(source, tmp_path / "library", key_file)
    assert f"the source list itself still lies at {source}: remove it from this computer" in answer.err
    assert "; locked" in answer.err.splitlines()[0]
    assert PASSPHRASE not in answer.err + answer.out
    assert source.is_file()


def test_the_list_says_which_sets_are_locked(library: Path) -> None:
    lines = said("hashset", "list", "--library", library).out.splitlines()
    assert [line.split("\t")[-1] for line in lines] == ["open", "locked", "locked"]


def test_with_the_passphrase_a_locked_set_is_searched_like_any_other(library: Path, key_file: Path) -> None:
    answer = said(*WORDS, library, "--passphrase-file", key_file)
    assert (answer.status, answer.err) == (0, "")
    assert [line.split(",")[0].strip() for line in answer.out.splitlines()[1:]] == [
        "NSRL",
        "Secret@1",
        "Secret@2",
    ]


def test_without_a_passphrase_the_sets_not_searched_are_named(library: Path) -> None:
    answer = ran(*WORDS, library)
    assert answer.status == 3
    assert answer.sentence == "not searched: Secret@1 (locked), Secret@2 (locked)"
    assert "NSRL" in answer.out


def test_a_wrong_passphrase_is_one_sentence(library: Path, tmp_path: Path) -> None:
    answer = said(*WORDS, library, "--passphrase-file", a_file(tmp_path, "eight crates", name="wrong"))
    assert (answer.status, answer.out) == (1, "")
    assert answer.sentence == "fieldcase: the passphrase does not open Secret@1, Secret@2"


def test_the_passphrase_and_a_list_come_on_one_standard_input(library: Path) -> None:
    asked = subprocess.run(
        [*FIELDCASE, "hashset", "find", "-q", "--file", "-", "--passphrase-file", "-", "--library", library],
        env=environment(),
        input=f"{PASSPHRASE}\n{md5_hex(contents(2)[1])}\n{md5_hex(b'?')}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout == "1\n0\n"


def test_the_desktop_gives_the_passphrase_and_then_the_word_stop(tmp_path: Path) -> None:
    source = a_plain_list(tmp_path, [md5_hex(b"a")])
    words = ["hashset", "import", str(source), "--name", "N", "--library", str(tmp_path / "library")]
    done = subprocess.run(
        [*FIELDCASE, *words, "--locked", "--passphrase-file", "-", "--progress", "json"],
        env=environment(),
        input=f"{PASSPHRASE}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert PASSPHRASE not in done.stdout + done.stderr
    assert [info.is_locked for info in list_sets(tmp_path / "library")] == [True]


def test_versions_locked_with_one_passphrase_share_a_lock_and_can_be_compared(library: Path) -> None:
    locks = set()
    for info in list_sets(library)[1:]:
        with HashIndex.open(index_path(library, info)) as index:
            locks.add(index.lock)
    assert len(locks) == 1
    answer = said("hashset", "diff", "Secret@1", "Secret@2", "--format", "jsonl", "--library", library)
    assert answer.status == 4
    assert sorted(record["change"] for record in answer.records()) == ["added", "re-categorised", "removed"]
    assert {record["digest"] for record in answer.records()} == {None}


def test_a_set_under_another_passphrase_says_so_at_once(
    library: Path, tmp_path: Path, key_file: Path
) -> None:
    source = a_plain_list(tmp_path, [md5_hex(b"a")], name="other.txt")
    mistyped = a_file(tmp_path, f"{PASSPHRASE}!\n", name="mistyped")
    answer = locked_import(source, library, mistyped, "--set-version", "3")
    assert answer.status == 0
    assert "  its passphrase does not open Secret@1, Secret@2; a scan takes one, so it cannot" in answer.err
    answer = locked_import(source, library, key_file, "--set-version", "4")
    assert "its passphrase does not open Secret@3;" in answer.err
    remove_set(library, "Secret@3")
    answer = locked_import(source, library, key_file, "--set-version", "5")
    assert "its passphrase" not in answer.err


def test_conflicts_of_a_locked_set_need_the_passphrase(library: Path, key_file: Path) -> None:
    answer = said("hashset", "conflicts", "--library", library, "--passphrase-file", key_file)
    assert answer.status == 0
    assert answer.out.startswith("1 record of Secret@1 (notable) also in NSRL (known, not harmless)\n")
    answer = ran("hashset", "conflicts", "--library", library)
    assert answer.status == 3
    assert answer.sentence == "not compared: Secret@1 (locked), Secret@2 (locked)"


def test_only_notable_sets_are_locked(tmp_path: Path, key_file: Path) -> None:
    answer = locked_import(
        a_plain_list(tmp_path, [md5_hex(b"a")]), tmp_path / "library", key_file, "--role", "known"
    )
    assert answer.status == 1
    assert "Only a notable set is locked" in answer.sentence
    assert not (tmp_path / "library").exists()


def test_without_a_terminal_a_locked_import_says_what_to_do(tmp_path: Path) -> None:
    source = a_plain_list(tmp_path, [md5_hex(b"a")])
    answer = ran("hashset", "import", source, "--name", "N", "--library", tmp_path / "l", "--locked")
    assert answer.status == 1
    assert "Give it with --passphrase-file" in answer.sentence
    assert not (tmp_path / "l").exists()


class Terminal:
    """A program at a terminal of its own, and the person in front of it."""

    def __init__(self, *words: str | Path) -> None:
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(
            [*FIELDCASE, *map(str, words)],
            env=environment(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(theirs)
        self.shown = ""

    def wait_for(self, words: str) -> None:
        while words not in self.shown:
            self.shown += os.read(self._ours, 4096).decode()

    def type(self, words: str) -> None:
        os.write(self._ours, words.encode())

    def end(self) -> int:
        try:
            while piece := os.read(self._ours, 4096):
                self.shown += piece.decode()
        except OSError:  # so a terminal ends on Linux
            pass
        os.close(self._ours)
        return self._process.wait(timeout=60)


def _take_terminal() -> None:
    import fcntl
    import signal
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a run in the background hands down that it is ignored


def test_at_a_terminal_the_passphrase_is_typed_unseen(library: Path) -> None:
    terminal = Terminal(*WORDS, library)
    terminal.wait_for("Passphrase of the locked sets: ")
    terminal.type(f"{PASSPHRASE}\n")
    assert terminal.end() == 0
    assert PASSPHRASE not in terminal.shown
    assert "Secret@2" in terminal.shown


def test_ctrl_c_at_the_question_ends_the_command(library: Path) -> None:
    terminal = Terminal(*WORDS, library)
    terminal.wait_for("Passphrase of the locked sets: ")
    terminal.type("\x03")
    assert terminal.end() == 130
    assert "Traceback" not in terminal.shown
