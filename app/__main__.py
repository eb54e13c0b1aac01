"""Start-up: the desktop without arguments, a reader, or one command.

The only place that asks the clock, and the seam to `ui`. Each way of starting imports what it needs and no
more: a reader must not wait for the database, nor a command for Qt.
"""

import _thread
import io
import os
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from forensics.decoding.confinement import leave_no_core

READER = "reader"
DECODER = "decoder"  # as app.viewing.children calls it
ROOT_SHARE = "root-share"  # as app.engine.root_share calls it
SCREENSHOTS = "screenshots"
FRAMES = "frames"  # as app.viewing.children calls it
VIEWER = "viewer"  # as app.errand_lines calls it
TYPESETTER = "typesetter"  # as reports.pdf calls it
FAILED = 1
STOPPED = 130
_SOON_S = 0.01


def main(argv: Sequence[str] | None = None) -> int:
    leave_no_core()
    sys.unraisablehook = _interrupt_again
    try:
        return _start(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:  # before or after a command has its own way to stop
        sys.stderr.write("fieldcase: stopped\n")
        return STOPPED


def _interrupt_again(lost: "sys.UnraisableHookArgs") -> None:
    """Ctrl+C that struck inside a callback of the interpreter, which drops it, is given once more."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        # Not from here: what is raised in a hook is dropped too.
        threading.Timer(_SOON_S, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(lost)


def _start(arguments: list[str]) -> int:
    match arguments:
        case [word] if word == READER:
            return _read()
        case [word] if word == DECODER:
            return _decode()
        case [word] if word == FRAMES:
            return _take_frames()
        case [word, folder, made] if word == TYPESETTER:
            return _set_a_report(Path(folder), made=int(made))
        case [word, folder, *numbers] if word == ROOT_SHARE:
            return _take_share_of_root(Path(folder), *map(int, numbers))
        case [word, case] if word == VIEWER:
            return _view(Path(case))
        case []:
            return _open_desktop()
        case [word, case, out] if word == SCREENSHOTS:
            return _take_screenshots(case, Path(out))
        case _:
            return _run_line(arguments)


def _now() -> datetime:
    return datetime.now(UTC)


def _run_line(arguments: list[str]) -> int:
    if arguments[0] == "scan" and not {"-h", "--help"} & set(arguments):
        return _run_with_a_reader(arguments)
    from app.commands.desk import Desk
    from app.commands.line import run_line

    _speak_utf8()
    return run_line(arguments, Desk(now=_now, monotonic=time.monotonic, out=sys.stdout, err=sys.stderr))


def _run_with_a_reader(arguments: list[str]) -> int:
    """A reader takes as long to start as the engine: they start side by side, and the reader takes the
    self-test meanwhile.
    """
    from app.engine.reader_link import ReadyReader

    readers = ReadyReader()
    try:
        from app.engine.tested_readers import TestedReaders

        with TestedReaders(readers) as tested:
            from app.commands.desk import Desk
            from app.commands.line import run_line

            _speak_utf8()
            desk = Desk(
                now=_now, monotonic=time.monotonic, out=sys.stdout, err=sys.stderr, start_reader=tested
            )
            return run_line(arguments, desk)
    finally:
        readers.end()


def _speak_utf8() -> None:
    """Names from evidence go out as UTF-8 whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _read() -> int:
    """Be a reader: frames on what were standard input and output; what a library prints goes to standard
    error.
    """
    from forensics.reader.serving import serve

    commands = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Nothing of a reader needs an orderly end, and without an engine it may hang at a content for ever.
    serve(commands, replies, at_end=lambda: os._exit(0))
    os._exit(0)


def _decode() -> int:
    """Be the decoder of a viewer: contents on what was standard input, small pictures on standard output."""
    from forensics.decoding.serving import serve

    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(questions, answers)
    os._exit(0)  # it can open nothing any more, not even what an orderly end would import


def _take_frames() -> int:
    """Be the maker of still frames of one video; what its libraries print goes nowhere, what Python has to
    say to standard error.
    """
    answers = os.fdopen(os.dup(0), "rb")
    questions = os.fdopen(os.dup(1), "wb")
    sys.stderr = os.fdopen(os.dup(2), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    from forensics.decoding.confinement import FRAMES_MEMORY_BYTES, confine
    from ui.video_frames import take_frames

    confine(memory_bytes=FRAMES_MEMORY_BYTES, opens_nothing=False)
    take_frames(questions, answers)
    os._exit(0)  # threads of a decoder may hang over a damaged video


def _view(case: Path) -> int:
    """Be the viewer of a window: JSON lines on what were standard input and output."""
    from app.viewing.serving import serve as answer
    from forensics.errors import FieldcaseError

    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        answer(case, questions, answers)
    except FieldcaseError as trouble:
        sys.stderr.write(f"fieldcase: {trouble}\n")
        return FAILED
    return 0


def _set_a_report(folder: Path, *, made: int) -> int:
    """Be the typesetter of one report: what to set lies in the folder, the PDF goes to standard output."""
    from reports.typesetter import main as set_report

    return set_report(folder, made=made)


def _take_share_of_root(case: Path, scan_id: int, after: int, until: int) -> int:
    """Take a part of the root over a scan's entries; the roots of its blocks go to standard output."""
    from app.engine.root_share import take_share

    sys.stdout.buffer.write(take_share(case, scan_id=scan_id, after=after, until=until))
    sys.stdout.flush()
    return 0


def _has_screen() -> bool:
    """On Linux the environment names a screen; where none is named, Qt would end the process with a core."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def _open_desktop() -> int:
    if not _has_screen():
        sys.stderr.write(
            "fieldcase: there is no screen for the desktop here; fieldcase --help lists commands\n"
        )
        return FAILED
    from app.workbench import Workbench
    from ui.shell import run

    return run(Workbench(now=_now), [])


def _take_screenshots(case: str, out: Path) -> int:
    from app.workbench import Workbench
    from ui.screenshots import take_screenshots

    for theme in ("dark", "light"):
        take_screenshots(Workbench(now=_now), Path(case), out / theme, theme=theme)
    return 0


if __name__ == "__main__":
    sys.exit(main())
