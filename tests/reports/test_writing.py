"""What is written is digested as it lies on the disk, however it came."""

import hashlib
from pathlib import Path

import pytest

from reports.writing import TextFile, write_bytes, write_text


@pytest.mark.parametrize("pieces", [[], ["a"], ["ab" * 40_000] * 30, ["x" * 3_000_000, "y", "z" * 70_000]])
def test_both_digests_and_the_size_are_those_of_the_file(pieces: list[str], tmp_path: Path) -> None:
    def fill(file: object) -> None:
        assert hasattr(file, "write")
        for piece in pieces:
            file.write(piece)

    written = write_text(tmp_path / "text", fill)
    raw = (tmp_path / "text").read_bytes()
    assert raw == "".join(pieces).encode()
    assert (written.size_bytes, written.sha256, written.sha512) == (
        len(raw),
        hashlib.sha256(raw).digest(),
        hashlib.sha512(raw).digest(),
    )
    other = write_bytes(tmp_path / "bytes", raw)
    assert (other.sha256, other.sha512) == (written.sha256, written.sha512)


def test_a_file_that_is_let_go_fails_no_second_time_and_holds_no_thread(tmp_path: Path) -> None:
    def write_some() -> None:
        with TextFile(tmp_path / "text") as file:
            file.text.write("x" * 5_000_000)
            raise RuntimeError("the rows ended")

    with pytest.raises(RuntimeError, match="the rows ended"):
        write_some()
    assert (tmp_path / "text").exists()


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("mine")
    with pytest.raises(FileExistsError):
        write_text(tmp_path / "text", lambda file: None)
    assert (tmp_path / "text").read_text() == "mine"
