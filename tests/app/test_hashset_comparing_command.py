"""fieldcase hashset diff and conflicts into a file: whole or not at all, with progress for who follows it."""

from pathlib import Path

import pytest

from tests.app.builders import Answer, ran, said
from tests.hashset.builders import a_plain_list, md5_hex, sha1_hex


def asked(act: str, library: Path, *words: str | Path) -> Answer:
    return said("hashset", act, "--library", library, *words)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """`Ours` in two versions that differ in two digests, one of them in the known set `Tools`."""
    library = tmp_path / "library"
    for name, role, version, contents in (
        ("Ours", "notable", "1", (b"a", b"b")),
        ("Ours", "notable", "2", (b"a", b"c")),
        ("Tools", "known", "1", (b"c",)),
    ):
        words = ("--name", name, "--role", role, "--set-version", version)
        assert asked("import", library, *words, a_plain_list(tmp_path, map(md5_hex, contents))).status == 0
    return library


ASKED = [("diff", ("Ours@1", "Ours@2")), ("conflicts", ())]


@pytest.mark.parametrize(("act", "sets"), ASKED)
def test_a_list_in_a_file_is_the_list_on_standard_output(
    act: str, sets: tuple[str, ...], library: Path, tmp_path: Path
) -> None:
    out = tmp_path / "list.csv"
    shown = asked(act, library, *sets, "--format", "csv")
    into = ("--format", "csv", "--out", out, "--progress", "json")
    kept = ran("hashset", act, "--library", library, *sets, *into)
    assert kept.status == shown.status
    assert out.read_text(encoding="utf-8").splitlines() == shown.out.splitlines()
    assert len(shown.out.splitlines()) == (3 if act == "diff" else 2)
    told = kept.records()
    assert told[-1]["phase"] == "finished"
    assert all(line["bytes_done"] <= line["bytes_total"] for line in told[:-1])
    assert told[-2]["bytes_done"] == told[-2]["bytes_total"], "the last share is the whole"


@pytest.mark.parametrize(("act", "sets"), ASKED)
def test_a_file_that_cannot_be_written_is_one_sentence(
    act: str, sets: tuple[str, ...], library: Path, tmp_path: Path
) -> None:
    answer = asked(act, library, *sets, "--format", "csv", "--out", tmp_path / "no" / "list.csv")
    assert answer.status == 1
    assert "list.csv cannot be written" in answer.sentence


def test_a_file_of_the_working_name_that_is_somebody_elses_stays(library: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "list.csv.part"
    theirs.write_text("theirs")
    answer = asked("conflicts", library, "--format", "csv", "--out", tmp_path / "list.csv")
    assert (answer.status, theirs.read_text()) == (1, "theirs")
    assert "is in the way" in answer.sentence


def test_a_comparison_that_is_refused_leaves_no_file(library: Path, tmp_path: Path) -> None:
    other = a_plain_list(tmp_path, [sha1_hex(b"a")])
    assert asked("import", library, "--name", "Other", "--role", "notable", other).status == 0
    before = {path.name for path in tmp_path.iterdir()}
    assert asked("diff", library, "Ours@1", "Other", "--format", "csv", "--out", tmp_path / "x").status == 1
    assert {path.name for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--out", "list.csv"), "add --format csv or --format jsonl"),
        (("--format", "csv", "--progress", "json"), "add --out FILE"),
    ],
)
def test_file_and_progress_go_with_a_list_and_with_each_other(
    words: tuple[str, ...], sentence: str, library: Path
) -> None:
    answer = asked("conflicts", library, *words)
    assert answer.status == 1
    assert sentence in answer.sentence
