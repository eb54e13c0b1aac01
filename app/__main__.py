"""Start-up: the desktop without arguments, else one command. The only place that asks the clock, and the seam to `ui`."""

import io
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from app.commands.desk import Desk
from app.commands.line import run_line
from app.engine.reader_link import READER_COMMAND
from app.workbench import Workbench
from forensics.reader.serving import serve


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == [READER_COMMAND]:
        return _read()
    if not arguments:
        return _open_desktop(arguments)
    _speak_utf8()
    desk = Desk(now=_now, monotonic=time.monotonic, out=sys.stdout, err=sys.stderr)
    return run_line(arguments, desk)


def _now() -> datetime:
    return datetime.now(UTC)


def _speak_utf8() -> None:
    """Names from evidence go out as UTF-8 whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _read() -> int:
    """Be a reader: frames on the pipes that were standard input and output, anything a library prints to standard error."""
    commands = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(commands, replies)
    return 0


def _open_desktop(arguments: list[str]) -> int:
    # Imported here because Qt takes a fifth of a second and its system libraries, which no command needs.
    from ui.shell import run

    return run(Workbench(now=_now), arguments)


if __name__ == "__main__":
    sys.exit(main())
