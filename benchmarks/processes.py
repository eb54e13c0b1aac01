"""Runs one program from start to end: wall time, processor time, memory, and when it said what."""

import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_S = 0.05
_FAMILY_S = 0.5  # how often new child processes are looked for
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class ProgramFailed(RuntimeError):
    """A program ended in a way that makes its time worth nothing; the sentence holds its last words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenLine:
    """A line on standard output, and the seconds since the program was started."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`cpu_s` is of the program and all its children; `peak_bytes` is `None` unless memory was watched."""

    wall_s: float
    cpu_s: float
    lines: tuple[SpokenLine, ...] = ()
    peak_bytes: int | None = None


def run(
    command: Sequence[str | Path],
    *,
    right_endings: Sequence[int] = (0,),
    output: Path | None = None,
    watch_memory: bool = False,
) -> Run:
    """Run `command` to its end; its standard output goes to the file `output`, or is kept as lines.

    Raise ProgramFailed when its exit status is none of `right_endings`.
    """
    with tempfile.TemporaryFile() as errors, ExitStack() as stack:
        stdout = subprocess.PIPE if output is None else stack.enter_context(output.open("wb"))
        cpu_before, began = _children_cpu_s(), time.perf_counter()
        program = stack.enter_context(
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=errors, text=True)
        )
        watch = stack.enter_context(_MemoryWatch(program.pid)) if watch_memory else None
        lines = tuple(
            SpokenLine(at_s=time.perf_counter() - began, text=text) for text in program.stdout or ()
        )
        program.wait()
        wall_s = time.perf_counter() - began
        if program.returncode not in right_endings:
            said = f"{Path(command[0]).name} ended with {program.returncode}: {_tail(errors.fileno())}"
            raise ProgramFailed(said)
    return Run(
        wall_s=wall_s,
        cpu_s=_children_cpu_s() - cpu_before,
        lines=lines,
        peak_bytes=watch.peak_bytes if watch else None,
    )


class _MemoryWatch:
    """Adds up the resident memory of a process and all below it; pages that two of them share count twice."""

    def __init__(self, pid: int) -> None:
        self.peak_bytes = 0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory-watch")

    def __enter__(self) -> "_MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        family: tuple[int, ...] = (self._pid,)
        looked_at = 0.0
        while not self._ended.wait(_SAMPLE_S):
            if time.monotonic() - looked_at > _FAMILY_S:
                family, looked_at = _family_of(self._pid), time.monotonic()
            self.peak_bytes = max(self.peak_bytes, sum(map(_resident_bytes, family)))


def _family_of(pid: int) -> tuple[int, ...]:
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    family = [pid]
    for member in family:  # grows while it is walked
        family.extend(children.get(member, ()))
    return tuple(family)


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile
            yield int(folder.name), int(status.rpartition(")")[2].split()[1])


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it ended meanwhile


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tail(descriptor: int) -> str:
    length = os.fstat(descriptor).st_size
    said = os.pread(descriptor, 2000, max(0, length - 2000)).decode("utf-8", errors="replace").strip()
    return said or "it said nothing"
