"""The measuring programs are run small, so that they work when somebody measures."""

import subprocess
import sys
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_table_of_known_hash_sets_is_measured_and_its_answers_agree(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("fieldcase")
    if not program.exists():
        pytest.skip("the program is not installed beside this Python")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks", "sets", "--scale", "0.0001"),
            *("--work", str(tmp_path / "work"), "--program", str(program)),
        ],
        cwd=_REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {line.split("|")[1].strip() for line in done.stdout.splitlines() if line.startswith("| ")}
    assert {"vics", "rds", "md5", "lookup", "hfind"} <= rows
    assert "failed" not in done.stdout
