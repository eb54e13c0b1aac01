"""A second process that takes its share of the root over a scan's entries: this same program started with a
hidden command. It only reads the case.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.store.case_file import CaseFile
from app.store.entries_root import roots_of_blocks
from app.tool import program_command

ROOT_SHARE = "root-share"


@dataclass(frozen=True, slots=True, kw_only=True)
class RootShare:
    """The share of a scan of the case in `folder`. The process does not outlive the `with` block."""

    folder: Path
    scan_id: int

    @contextmanager
    def __call__(self, *, after: int, until: int) -> Iterator[Callable[[], bytes | None]]:
        numbers = map(str, (self.scan_id, after, until))
        process = subprocess.Popen(  # our own program, fixed arguments
            [*program_command(), ROOT_SHARE, str(self.folder.absolute()), *numbers],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C goes to the engine, which then ends it in order
        )

        def answer() -> bytes | None:
            roots, _ = process.communicate()
            return roots if process.returncode == 0 else None

        with process:
            try:
                yield answer
            finally:
                process.kill()


def take_share(folder: Path, *, scan_id: int, after: int, until: int) -> bytes:
    """What the process answers."""
    with CaseFile.open(folder) as case, case.reading() as connection:
        return roots_of_blocks(connection, scan_id, after=after, until=until)
