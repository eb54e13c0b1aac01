"""Which key signs a run: as the command line says, else the default, and never by guess."""

import argparse
import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands.desk import Desk
from app.commands.terminal import NoTerminal
from app.secret_line import NoPassphrase
from app.signing import (
    KeyPlace,
    add_signing_options,
    default_place,
    identity_for,
    identity_needed,
    key_folder,
    set_default_place,
)
from forensics.errors import FieldcaseError
from reports.sealing.errors import IdentityUnusable, WrongPassphrase
from reports.sealing.identity import new_identity

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSPHRASE = "örtlich 7 Kisten"
_KEY = new_identity("K. Osei", passphrase=PASSPHRASE, now=NOW)


def typing(*answers: str) -> Callable[[str], str]:
    coming = iter(answers)
    return lambda _prompt: next(coming)


def nobody(_prompt: str) -> str:
    raise NoTerminal("There is no terminal to ask at.")


def a_desk(ask: Callable[[str], str] = nobody, *, now: datetime = NOW) -> Desk:
    return Desk(
        now=lambda: now, monotonic=time.monotonic, out=io.StringIO(), err=io.StringIO(), ask_hidden=ask
    )


def noted(desk: Desk) -> str:
    assert isinstance(desk.err, io.StringIO)
    return desk.err.getvalue()


def options(*words: str | Path) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_signing_options(parser)
    return parser.parse_args([str(word) for word in words])


@pytest.fixture(name="key")
def _key(tmp_path: Path) -> Path:
    (tmp_path / "k.p12").write_bytes(_KEY)
    (tmp_path / "words").write_text(PASSPHRASE + "\n")
    return tmp_path / "k.p12"


def test_without_any_key_nobody_signs_unless_it_is_required() -> None:
    assert identity_for(options(), a_desk()) is None
    with pytest.raises(FieldcaseError, match="fieldcase examiner new"):
        identity_needed(options(), a_desk())


def test_a_named_key_opens_with_the_line_of_a_file(key: Path) -> None:
    args = options("--sign-with", key, "--key-passphrase-file", key.with_name("words"))
    identity = identity_needed(args, a_desk())
    assert identity.signer.name == "K. Osei"


def test_two_lines_of_standard_input_open_two_locks(key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO(f"{PASSPHRASE}\nof the sets\n".encode()))
    monkeypatch.setattr("sys.stdin", given)
    args = options("--sign-with", key, "--key-passphrase-file", "-")
    assert identity_needed(args, a_desk()).signer.name == "K. Osei"
    assert given.readline() == "of the sets\n"


def test_the_terminal_asks_three_times(key: Path) -> None:
    desk = a_desk(typing("wrong", "wrong again", PASSPHRASE))
    assert identity_needed(options("--sign-with", key), desk).signer.name == "K. Osei"
    assert noted(desk).count("does not open k.p12; try again") == 2
    with pytest.raises(WrongPassphrase):
        identity_needed(options("--sign-with", key), a_desk(typing("a", "b", "c", PASSPHRASE)))


def test_a_wrong_line_of_a_file_is_tried_once(key: Path) -> None:
    key.with_name("words").write_text("wrong\n")
    args = options("--sign-with", key, "--key-passphrase-file", key.with_name("words"))
    with pytest.raises(WrongPassphrase) as refused:
        identity_needed(args, a_desk())
    assert "wrong" not in str(refused.value)


def test_the_default_is_used_unless_unsigned_was_said(key: Path) -> None:
    set_default_place(KeyPlace(file=str(key)))
    identity = identity_for(options(), a_desk(typing(PASSPHRASE)))
    assert identity is not None
    assert identity_for(options("--unsigned"), a_desk()) is None
    with pytest.raises(FieldcaseError, match="leave out --unsigned"):
        identity_needed(options("--unsigned"), a_desk())


def test_a_variable_names_the_default_before_the_note_does(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_default_place(KeyPlace(card="/lib/module.so", card_label="K. Osei"))
    assert default_place() == KeyPlace(card="/lib/module.so", card_label="K. Osei")
    monkeypatch.setenv("FIELDCASE_IDENTITY", str(key))
    assert default_place() == KeyPlace(file=str(key))


def test_with_a_default_and_nobody_to_ask_the_ways_out_are_named(key: Path) -> None:
    set_default_place(KeyPlace(file=str(key)))
    with pytest.raises(NoPassphrase, match=r"no terminal.*k\.p12 with --key-passphrase-file.*--unsigned"):
        identity_for(options(), a_desk())
    with pytest.raises(NoPassphrase, match="--key-passphrase-file") as refused:
        identity_needed(options(), a_desk())
    assert "--unsigned" not in str(refused.value)


def test_a_scan_goes_on_unsigned_with_a_remark(key: Path) -> None:
    set_default_place(KeyPlace(file=str(key)))
    desk = a_desk()
    assert identity_for(options(), desk, or_unsigned=True) is None
    assert "not signed: the passphrase of k.p12 was not given" in noted(desk)
    with pytest.raises(NoPassphrase):  # a key that was named is never left out
        identity_for(options("--sign-with", key), a_desk(), or_unsigned=True)


def test_a_certificate_that_ended_is_told_before_anything_is_done(key: Path) -> None:
    args = options("--sign-with", key, "--key-passphrase-file", key.with_name("words"))
    with pytest.raises(IdentityUnusable, match="ended on 2036"):
        identity_needed(args, a_desk(now=datetime(2037, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--sign-with", "a", "--card", "b"), "one key"),
        (("--card-label", "x"), "go with --card"),
        (("--card-certificate", "x"), "go with --card"),
    ],
)
def test_options_that_do_not_fit_are_told(words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(FieldcaseError, match=sentence):
        identity_for(options(*words), a_desk())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"file": 1, "other": 2}', "[" * 100_000])
def test_a_damaged_note_of_the_default_stops_and_does_not_sign_nothing(content: str) -> None:
    key_folder().mkdir(parents=True)
    (key_folder() / "examiner.json").write_text(content)
    with pytest.raises(FieldcaseError, match="examiner use"):
        identity_for(options(), a_desk())


def test_the_note_holds_no_secret(key: Path) -> None:
    set_default_place(KeyPlace(file=str(key)))
    assert json.loads((key_folder() / "examiner.json").read_text()) == {"file": str(key)}
    assert [path.name for path in key_folder().iterdir()] == ["examiner.json"]
