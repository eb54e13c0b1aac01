"""`fieldcase verify FOLDER` on folders made to mislead or stop it: a verdict, in bounded time and memory."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
import rfc8785

from reports.checking import PartState, check_bundle
from tests.reports.altered import in_former_layout, made_to_fit


def _differs(folder: Path) -> str:
    verdict = check_bundle(folder)
    assert not verdict.agrees
    return " ".join(part.sentence for part in verdict.parts)


@pytest.fixture
def former(bundle: Path, tmp_path: Path) -> Path:
    return in_former_layout(bundle, tmp_path / "former")


def test_a_report_of_the_former_layout_is_said_to_be_signed_by_nobody(former: Path) -> None:
    verdict = check_bundle(former)
    assert verdict.agrees
    assert "which nobody signed" in verdict.sentence


@pytest.mark.parametrize("raw", [b"\xff\xfe\n", b"", b"\0" * 64 + b"  hits.csv\n"])
def test_a_manifest_that_is_no_text_is_a_difference(former: Path, raw: bytes) -> None:
    (former / "manifest-sha256.txt").write_bytes(raw)
    assert "manifest" in _differs(former)


def test_a_manifest_of_ten_gigabytes_is_not_read(former: Path) -> None:
    os.truncate(former / "manifest-sha256.txt", 10 << 30)
    assert "larger than" in _differs(former)


@pytest.mark.parametrize("target", ["/dev/zero", ".", "missing"])
def test_a_link_in_a_report_of_the_former_layout_is_not_followed(former: Path, target: str) -> None:
    (former / "x").symlink_to(target)
    assert "x is a link" in _differs(former)


def test_a_listed_file_in_place_of_which_lies_a_link_is_a_difference(former: Path, tmp_path: Path) -> None:
    (former / "hits.csv").rename(tmp_path / "elsewhere.csv")
    (former / "hits.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert "hits.csv is a link" in _differs(former)


def test_a_line_that_stands_twice_in_a_manifest_is_a_difference(former: Path) -> None:
    manifest = former / "manifest-sha256.txt"
    digest = hashlib.sha256((former / "hits.csv").read_bytes()).hexdigest()
    with manifest.open("a") as file:
        file.write(f"{digest}  hits.csv\n")
    assert "hits.csv a second time" in _differs(former)


def test_a_second_id_of_the_report_is_a_difference(bundle: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(bundle, tmp_path / "copy"))
    info = copy / "bag-info.txt"
    (line,) = (each for each in info.read_text().splitlines(True) if each.startswith("Internal-Sender-Id"))
    info.write_text(info.read_text() + line)
    made_to_fit(copy)
    assert "gives the report 2 ids" in _differs(copy)


@pytest.mark.parametrize("content", [b"\0" * 5_000_000, b'"\n",' * 1_000_000])
def test_a_row_of_hits_that_does_not_end_is_not_read_to_its_end(
    bundle: Path, tmp_path: Path, content: bytes
) -> None:
    copy = Path(shutil.copytree(bundle, tmp_path / "copy"))
    with (copy / "data/hits.csv").open("ab") as file:
        file.write(content)
    assert "hits.csv has a row longer than any this program writes" in _differs(copy)


def test_an_event_that_is_withheld_where_nothing_should_be_is_a_difference(
    bundle: Path, tmp_path: Path
) -> None:
    """A stub may stand in the place of any event: its digest goes on linking the chain."""
    copy = Path(shutil.copytree(bundle, tmp_path / "copy"))
    chain = copy / "data/custody.jsonl"
    lines = chain.read_bytes().splitlines()
    body = json.loads(lines[1])
    stub = {name: body[name] for name in ("sequence", "utc", "action", "previous_sha256")}
    lines[1] = rfc8785.dumps(stub | {"sha256": hashlib.sha256(lines[1]).hexdigest(), "withheld": True})
    chain.write_bytes(b"\n".join(lines) + b"\n")
    told = {part.part: part for part in check_bundle(copy).parts}
    assert "event 2 is withheld, and bag-info.txt does not say" in told["Custody chain"].sentence
    assert told["Custody chain"].state is PartState.DIFFERS
    assert "up to 2, the last withheld one, that rests on the word" in told["Checkpoints"].sentence


def test_the_first_line_says_that_nobody_signed(bundle: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(bundle, tmp_path / "copy"))
    assert "Nobody signed" not in check_bundle(copy).closing
    (copy / "tagmanifest-sha256.txt.p7s").unlink()
    assert check_bundle(copy).closing.startswith("Nobody signed this bundle. Report ")
