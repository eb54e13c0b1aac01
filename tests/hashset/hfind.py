"""hfind of The Sleuth Kit as a referee."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

needs_hfind = pytest.mark.skipif(shutil.which("hfind") is None, reason="hfind is not installed")


def hfind_index(path: Path, kind: str) -> None:
    """Make hfind's index of `kind` beside the list."""
    subprocess.run(["hfind", "-i", kind, path], check=True, capture_output=True)


def hfind_finds(path: Path, digests: Sequence[bytes | None]) -> list[bool]:
    """Whether hfind finds each digest in the list at `path`."""
    wanted = [digest.hex() for digest in digests if digest is not None]
    assert len(wanted) == len(digests)
    answers = [
        subprocess.run(["hfind", "-q", path, digest], check=True, capture_output=True).stdout.strip()
        for digest in wanted
    ]
    assert set(answers) <= {b"0", b"1"}
    return [answer == b"1" for answer in answers]
