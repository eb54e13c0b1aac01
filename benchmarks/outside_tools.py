"""The programs Fieldcase is measured against, each run the way its users run it."""

import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Run, run

_VERSION = re.compile(r"\d+(?:\.\d+)+|\d{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideTool:
    """`command` gets the image and the file to write into; `captured` is standard output to that file."""

    program: str
    shown: str
    command: Callable[[Path, Path], Sequence[str | Path]]
    captured: bool = False
    version_option: str = "-V"

    def run(self, image: Path, output: Path) -> Run:
        output.unlink(missing_ok=True)
        try:
            return run(self.command(image, output), output=output if self.captured else None)
        finally:
            output.unlink(missing_ok=True)

    def version(self) -> str:
        told = subprocess.run(
            [self.program, self.version_option], check=False, capture_output=True, text=True
        )
        found = _VERSION.search(told.stdout + told.stderr)
        return found.group() if found else "of unknown version"


FIWALK = OutsideTool(
    program="fiwalk",
    shown="fiwalk -X",
    command=lambda image, output: ("fiwalk", f"-X{output}", image),
)
TSK_LOADDB = OutsideTool(
    program="tsk_loaddb",
    shown="tsk_loaddb -h",
    command=lambda image, output: ("tsk_loaddb", "-h", "-d", output, image),
)
SHA1SUM = OutsideTool(
    program="sha1sum",
    shown="sha1sum",
    command=lambda image, _output: ("sha1sum", image),
    version_option="--version",
)
EWFVERIFY = OutsideTool(
    program="ewfverify",
    shown="ewfverify",
    command=lambda image, _output: ("ewfverify", "-q", image),
)
FLS = OutsideTool(
    program="fls",
    shown="fls -r",
    command=lambda image, _output: ("fls", "-r", image),
    captured=True,
)
OUTSIDE_TOOLS = (FIWALK, TSK_LOADDB, SHA1SUM, EWFVERIFY, FLS)
