"""A screen that nobody sees, a keyboard whose keys the X server gets, and the desktop under it."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.app.builders import environment

SEEN_PROGRAM = Path(__file__).with_name("seen_program.py")
PATIENCE_S = 60.0
_LOOK_S = 0.05
TABS = 40  # more than any page has places to stop at

Seen = Mapping[str, Any]  # Any: JSON


class Keyboard:
    """Keys as a hand presses them, and what is to be seen after each."""

    def __init__(self, program: "subprocess.Popen[str]", display: str) -> None:
        self.program, self._display = program, display

    def seen(self) -> Seen:
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        guard = threading.Timer(PATIENCE_S, self.program.kill)  # a desktop that hangs ends the test
        guard.start()
        try:
            self.program.stdin.write("?\n")
            self.program.stdin.flush()
            line = self.program.stdout.readline()
        finally:
            guard.cancel()
            guard.join()
        assert line, "the desktop ended"
        answer: Seen = json.loads(line)
        return answer

    def wait(self, until: Callable[[Seen], object], *, what: str = "") -> Seen:
        deadline = time.monotonic() + PATIENCE_S
        while not until(seen := self.seen()):
            assert time.monotonic() < deadline, f"{what or 'it'} did not come: {seen}"
            time.sleep(_LOOK_S)
        return seen

    def settle(self) -> Seen:
        return self.wait(lambda seen: not (seen["is_busy"] or seen["is_working"]), what="an end of the work")

    def press(self, *keys: str) -> None:
        """Names of the X server: `ctrl+n`, `Return`, `alt+3`."""
        self._do("key", "--delay", "30", *keys)

    def hold(self, key: str) -> None:
        self._do("keydown", key)

    def let_go(self, key: str) -> None:
        self._do("keyup", key)

    def write(self, words: str) -> None:
        self._do("type", "--delay", "8", words)

    def fill(self, field: str, words: str) -> None:
        """Go to a field as a screen reader names it, and write over what is there."""
        self.go_to(field)
        self.press("ctrl+a")
        self.write(words)

    def go_to(self, name: str, *, key: str = "Tab") -> None:
        """Press Tab until the focus stands on what is called that."""
        passed = []
        for _stop in range(TABS):
            focus = self.seen()["focus"]
            if focus.startswith(name):
                return
            passed.append(focus)
            self.press(key)
        raise AssertionError(f"{key} leads to no {name}, but to {passed}")

    def _do(self, *words: str) -> None:
        subprocess.run(
            ["xdotool", *words], env=os.environ | {"DISPLAY": self._display}, check=True, capture_output=True
        )

    def take_focus(self, title: str = "Fieldcase") -> None:
        """There is no window manager here that gives the keyboard to a new window."""
        self._do("search", "--sync", "--onlyvisible", "--name", title, "windowfocus", "--sync")


@contextmanager
def a_keyboard(home: Path) -> Iterator[Keyboard]:
    """The desktop on a screen of its own; skips where there is no such screen to be had."""
    for program, package in (("Xvfb", "xvfb"), ("xdotool", "xdotool")):
        if shutil.which(program) is None:
            pytest.skip(f"{program} (Debian: {package}) is not installed")
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    ) as screen:
        os.close(write)
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        try:
            with _a_desktop(home, display) as keyboard:
                yield keyboard
        finally:
            screen.terminate()


@contextmanager
def _a_desktop(home: Path, display: str) -> Iterator[Keyboard]:
    own = environment(
        HOME=str(home), XDG_DATA_HOME=str(home / "data"), DISPLAY=display, QT_QPA_PLATFORM="xcb"
    )
    with subprocess.Popen(
        [sys.executable, SEEN_PROGRAM, home],
        env=own,
        cwd=SEEN_PROGRAM.parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            keyboard = Keyboard(program, display)
            keyboard.wait(lambda seen: seen["page"] == "start" and not seen["is_busy"])
            keyboard.take_focus()
            yield keyboard
        finally:
            if program.poll() is None:
                program.kill()
