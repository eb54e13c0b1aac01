"""The command line: help that teaches, statuses to rely on, nothing but data on standard output."""

import json
import random
import re
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest

import app.__main__
from app.commands.line import _COMMANDS
from tests.app.builders import (
    BEGINNING,
    FIELDCASE,
    a_case,
    answer_of,
    environment,
    listed,
    ran,
    said,
    started,
)
from tests.app.conftest import Media


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        said(command, "--help")
    assert ended.value.code == 0
    told = capsys.readouterr()
    assert f"fieldcase {command}" in told.out
    assert "example" in told.out
    assert told.err == ""
    assert max(map(len, told.out.splitlines())) <= 120


@pytest.mark.parametrize(
    "act",
    [
        "case new",
        "case set",
        "case person",
        "case show",
        "case close",
        "case reopen",
        "evidence add",
        "evidence verify",
        "evidence describe",
        "evidence photograph",
        "evidence transfer",
        "hashset import",
        "hashset list",
        "hashset info",
        "hashset remove",
    ],
)
def test_every_act_of_a_command_has_help(act: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        said(*act.split(), "--help")
    assert ended.value.code == 0
    assert f"usage: fieldcase {act}" in capsys.readouterr().out


def test_help_names_every_command_and_status_and_not_the_reader() -> None:
    told = ran("--help")
    assert told.status == 0
    for command in _COMMANDS:
        assert re.search(rf"^ +{command}( |$)", told.out, re.MULTILINE), command
    for status in (
        "0 done",
        "1 failed",
        "2 wrong use",
        "3 done, but part",
        "4 a verification",
        "130 stopped",
    ):
        assert status in told.out.replace("\n", " ")
    assert "reader" not in told.out
    assert "screenshots" not in told.out


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["scan"],
        ["scan", "case", "--profile", "leisurely"],
        ["list", "case"],
        ["list", "case", "people"],
        ["list", "case", "entries", "--format", "xml"],
        ["list", "case", "entries", "--with", "everything"],
        ["case", "new", "somewhere"],
        ["case"],
        ["evidence", "add", "case"],
        ["evidence", "burn", "case"],
        ["hashset", "import", "file"],
        ["hashset", "import", "file", "--name", "N", "--role", "bad"],
        ["report", "case"],
        ["compare", "case"],
        ["content", "case", "first"],
        ["scan", "case", "--progress", "smoke"],
        ["scan", "case", "--unknown"],
        ["scan", "case", "--time-box", "soon"],
    ],
)
def test_wrong_use_is_status_2_and_says_how_it_goes(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        said(*words)
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "usage: fieldcase" in told.err
    assert "Traceback" not in told.err


def test_the_version_is_told() -> None:
    told = ran("--version")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("Fieldcase 0.")


def test_nothing_but_data_is_on_standard_output(media: Media, tmp_path: Path) -> None:
    case = tmp_path / "case"
    quiet = (
        ("case", "new", case, "--number", "1", "--examiner", "K. Osei"),
        ("evidence", "add", case, media.image),
        ("evidence", "verify", case),
        ("scan", case, "--library", media.library),
        ("report", case, "--out", tmp_path / "report"),
    )
    for words in quiet:
        told = said(*words)
        assert (told.status, told.out) == (0, ""), words
        assert len(told.err.splitlines()) == 1


def test_progress_as_json_ends_with_what_came_of_it(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    phases = []
    for words in (
        ("scan", case, "--library", media.library),
        ("evidence", "verify", case),
        ("report", case, "--out", tmp_path / "report"),
        ("evidence", "add", case, media.image),
    ):
        told = ran(*words, "--progress", "json")
        assert told.status == 0, told.err
        lines = told.records()
        assert lines[-1] == {"phase": "finished", "status": 0, "sentence": told.sentence}
        assert not any(line.get("phase") == "finished" for line in lines[:-1])
        phases += [line["phase"] for line in lines if "phase" in line]
        steady = [line for line in lines if "phase" in line and "elapsed_s" in line]
        spans = 12 * (steady[-1]["elapsed_s"] + 1) if steady else 12
        assert len(steady) <= spans, "about ten a second"
        for line in steady:
            assert line["entries_total"] is None or 0 <= line["entries_done"] <= line["entries_total"]
            assert line["bytes_total"] is None or 0 <= line["bytes_done"] <= line["bytes_total"]
    assert {"opening", "listing", "examining", "verifying", "reporting"} <= set(phases)
    again = ran("scan", case, "E1", "--anew", "--library", media.library, "--progress", "json").records()
    hits = [line["hit"] for line in again if "hit" in line]
    assert {hit["path"] for hit in hits} == {f"/{path}" for path in media.wanted}


def test_progress_as_json_ends_with_the_trouble_too(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    for words in (
        ("scan", case, "E9", "--library", media.library),
        ("evidence", "add", case, tmp_path / "missing.raw"),
        ("evidence", "verify", case, "E9"),
        ("hashset", "import", tmp_path / "missing.txt", "--name", "N", "--library", tmp_path / "l"),
    ):
        told = ran(*words, "--progress", "json")
        assert told.status == 1
        ending = told.records()[-1]
        assert (ending["phase"], ending["status"]) == ("finished", 1)
        assert told.sentence == f"fieldcase: {ending['sentence']}"


def test_a_program_that_keeps_our_input_open_never_makes_us_fall_over(media: Media, tmp_path: Path) -> None:
    """The desktop keeps the pipe for the word stop open until we end."""
    case = a_case(tmp_path / "case", media.image)
    for _ in range(6):
        with subprocess.Popen(
            [*FIELDCASE, "scan", case, "--library", media.library, "--progress", "json"],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            lines = process.stdout.read().splitlines()
            assert "Fatal" not in process.stderr.read()
            assert process.wait() == 0
            assert json.loads(lines[-1])["phase"] == "finished"


def test_a_stop_at_any_moment_of_the_start_is_never_a_traceback(media: Media, tmp_path: Path) -> None:
    chance = random.Random(7)
    case = a_case(tmp_path / "case", media.image)
    for _ in range(12):
        process = started("scan", case, "--library", media.library)
        wait_for_python(process)
        time.sleep(chance.uniform(0.0, 0.5))
        process.send_signal(signal.SIGINT)
        answer = answer_of(process)
        # Where Ctrl+C struck inside `exec`, CPython ends itself by the signal; a shell calls that 130 too.
        assert answer.status in (0, 130, -signal.SIGINT), answer.err
        assert len(answer.err.splitlines()) == 1, answer.err


def test_ctrl_c_that_a_callback_of_the_interpreter_drops_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Thing:
        pass

    def interrupted(_gone: object) -> None:
        raise KeyboardInterrupt

    def start(_arguments: list[str]) -> int:
        thing = Thing()
        kept = weakref.ref(thing, interrupted)
        del thing
        time.sleep(30)
        return 0 if kept() is None else 1

    monkeypatch.setattr(app.__main__, "_start", start)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert app.__main__.main([]) == app.__main__.STOPPED
    finally:
        signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err == "fieldcase: stopped\n"


def wait_for_python(process: "subprocess.Popen[str]") -> None:
    """Until our own code is being loaded; before that the interpreter itself speaks."""
    while process.poll() is None:
        if "/msgspec/" in Path(f"/proc/{process.pid}/maps").read_text():
            return
        time.sleep(0.005)


def test_a_reader_of_our_output_that_has_seen_enough_is_no_trouble(finished_case: Path) -> None:
    with subprocess.Popen(
        [*FIELDCASE, "list", finished_case, "entries", "--format", "jsonl"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


def test_a_full_disk_behind_our_output_is_one_sentence(finished_case: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*FIELDCASE, "list", finished_case, "entries", "--format", "jsonl"],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "fieldcase: No space left on device\n"


def test_names_go_out_as_utf8_whatever_the_terminal_says(finished_case: Path) -> None:
    env = environment(LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    told = subprocess.run(
        [*FIELDCASE, "list", finished_case, "entries", "--format", "jsonl"],
        env=env,
        capture_output=True,
        check=True,
    )
    paths = [json.loads(line)["path"] for line in told.stdout.decode("utf-8").splitlines()]
    assert paths == [entry["path"] for entry in listed(finished_case, "entries")]


def test_arguments_that_are_not_utf8_are_one_sentence(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    for words in (
        [b"evidence", b"add", bytes(case), bytes(tmp_path) + b"/\xff.raw"],
        [b"case", b"new", bytes(tmp_path / "new"), b"--number", b"\xe9", b"--examiner", b"K"],
    ):
        done = subprocess.run(
            [sys.executable.encode(), b"-m", b"app", *words],
            env=environment(),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 1
        assert len(done.stderr.decode().splitlines()) == 1
        assert b"is not valid UTF-8 text" in done.stderr


def test_evidence_below_a_folder_that_is_not_utf8_is_one_sentence(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    odd = Path(str(tmp_path)) / b"\xff".decode("utf-8", "surrogateescape")
    odd.mkdir()
    (odd / "image.raw").write_bytes(media.image.read_bytes())
    told = ran("evidence", "add", case, "image.raw", cwd=odd)
    assert told.status == 1
    assert "UTF-8" in told.sentence


def test_the_first_bytes_of_an_entry_go_out_raw(media: Media, tmp_path: Path) -> None:
    from app.open_case import OpenCase
    from app.rows import EntryFilter
    from app.store.case_file import CaseFile

    case = a_case(tmp_path / "case", media.image)
    assert said("scan", case, "--library", media.library).status == 0
    path = sorted(media.wanted)[0]
    with OpenCase(CaseFile.open(case), now=lambda: BEGINNING) as opened:
        (row,) = opened.entry_rows(opened.entry_ids(EntryFilter.having(word=path), None))
    for length in (1, 100, 4096):
        done = subprocess.run(
            [*FIELDCASE, "content", case, str(row.id), "--length", str(length)],
            env=environment(),
            capture_output=True,
            check=True,
        )
        assert done.stdout == media.files[path][:length]


@pytest.mark.parametrize("number", ["0", "-1", "99999", "9223372036854775808", str(10**40)])
def test_a_number_that_no_entry_has_is_one_sentence(number: str, finished_case: Path) -> None:
    told = (
        ran("content", finished_case, "--", number)
        if number.startswith("-")
        else ran("content", finished_case, number)
    )
    assert told.status == 1
    assert f"this case has no entry number {number}" in told.sentence


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--number", " ", "--examiner", "K"], "case number must be plain text"),
        (["--number", "1", "--examiner", ""], "examiner's name must be plain text"),
        (["--number", "1\x1b[31m", "--examiner", "K"], "case number must be plain text"),
        (["--number", "1", "--examiner", "K\nO"], "examiner's name must be plain text"),
    ],
)
def test_a_case_needs_a_number_and_an_examiner_in_plain_text(
    words: list[str], sentence: str, tmp_path: Path
) -> None:
    told = said("case", "new", tmp_path / "case", *words)
    assert told.status == 1
    assert sentence in told.sentence
    assert not (tmp_path / "case").exists()


@pytest.mark.parametrize("label", ["", " ", "E\n1", "\x1b[31m", "E\u202e1"])
def test_an_exhibit_needs_a_label_in_plain_text(label: str, media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case")
    told = said("evidence", "add", case, media.image, f"--exhibit={label}")
    assert told.status == 1
    assert "label" in told.sentence


def test_words_of_many_languages_are_kept_as_they_were_typed(media: Media, tmp_path: Path) -> None:
    case = tmp_path / "case"
    texts = {
        "--number": "№ 12/δ",
        "--examiner": "K. Ōsei‑Müller",
        "--title": "東京 „Fall“",
        "--authority": "§ 94 StPO",
    }
    made = said("case", "new", case, *[word for pair in texts.items() for word in pair])
    assert made.status == 0
    assert (
        said("evidence", "add", case, media.image, "--exhibit", "Ü-1 β", "--description", "=1+1").status == 0
    )
    (opened, added) = (
        json.loads(line) for line in said("list", case, "custody", "--format", "jsonl").out.splitlines()
    )
    assert [
        opened["subject"],
        opened["payload"]["persons"][opened["actor"]]["name"],
        opened["payload"]["title"],
        opened["payload"]["authority"],
    ] == list(texts.values())
    assert (added["subject"], added["payload"]["description"]) == ("Ü-1 β", "=1+1")
    assert said("verify", case).status == 0


def test_the_desktop_without_a_screen_is_one_sentence() -> None:
    answer = ran(env={"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""})
    assert answer.status == 1
    assert "there is no screen" in answer.sentence
