"""The passphrase comes from the terminal, a file or standard input, once, and is shown nowhere."""

import argparse
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands.desk import Desk
from app.commands.passphrase import add_passphrase_option, new_passphrase, passphrases
from app.commands.terminal import NoTerminal, ask_hidden
from forensics.errors import FieldcaseError

SECRET = "örtlich 7 Kisten"


def typing(*answers: str) -> Callable[[str], str]:
    """A person who types these, one after the other, and nothing more."""
    coming = iter(answers)
    return lambda _prompt: next(coming)


def nobody(_prompt: str) -> str:
    raise NoTerminal("There is no terminal to ask at.")


def a_desk(ask: Callable[[str], str] = nobody) -> Desk:
    return Desk(
        now=lambda: datetime(2026, 11, 22, tzinfo=UTC),
        monotonic=time.monotonic,
        out=io.StringIO(),
        err=io.StringIO(),
        ask_hidden=ask,
    )


def options(*words: str | Path) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_passphrase_option(parser)
    return parser.parse_args([str(word) for word in words])


def test_the_terminal_is_asked_once_and_only_when_it_is_needed() -> None:
    passphrase = passphrases(options(), a_desk(typing(SECRET)))
    assert [passphrase.get(), passphrase.get()] == [SECRET, SECRET]
    passphrases(options(), a_desk())  # nobody is there, and nobody is asked
    assert SECRET not in repr(passphrase)


def test_a_new_passphrase_is_typed_twice() -> None:
    assert new_passphrase(options(), a_desk(typing(SECRET, SECRET))) == SECRET
    with pytest.raises(FieldcaseError, match="not the same"):
        new_passphrase(options(), a_desk(typing(SECRET, SECRET + "n")))


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\nanother line\n"])
def test_the_first_line_of_a_file_is_the_passphrase(ending: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes((SECRET + ending).encode())
    args = options("--passphrase-file", tmp_path / "f")
    assert passphrases(args, a_desk()).get() == SECRET
    assert new_passphrase(args, a_desk()) == SECRET


def test_blanks_inside_and_around_belong_to_the_passphrase(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b" two words \n")
    assert passphrases(options("--passphrase-file", tmp_path / "f"), a_desk()).get() == " two words "


def test_standard_input_keeps_what_follows_the_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO(f"{SECRET}\nstop\n".encode()), encoding="ascii")
    monkeypatch.setattr("sys.stdin", given)
    passphrase = passphrases(options("--passphrase-file", "-"), a_desk())
    assert given.readline() == "stop\n"
    assert passphrase.get() == SECRET


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"  \nsecond", "is empty"),
        (b"\xff\xfe\n", "is not UTF-8"),
        (b"a" * 5000, "is too long"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_file_without_a_passphrase_is_one_sentence(
    content: bytes | None, sentence: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "f").write_bytes(content)
    with pytest.raises(FieldcaseError, match=sentence) as refused:
        passphrases(options("--passphrase-file", tmp_path / "f"), a_desk())
    assert "\n" not in str(refused.value)


def test_without_a_terminal_the_other_way_is_named() -> None:
    with pytest.raises(FieldcaseError, match=r"no terminal to ask at\. Give it with --passphrase-file"):
        passphrases(options(), a_desk()).get()


def test_what_is_not_a_terminal_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("typed in the open\n"))
    with pytest.raises(NoTerminal):
        ask_hidden("Passphrase: ")
