"""The program as its users start it, and cases with something in them."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

from app.commands.desk import Desk
from app.commands.line import run_line
from app.engine.reader_link import ReaderLink
from app.store.opening import DATABASE_NAME
from tests.app.warm_readers import warm_reader

REPOSITORY = Path(__file__).parents[2]
TROUBLED_PROGRAM = Path(__file__).with_name("troubled_program.py")
FIELDCASE = (sys.executable, "-m", "app")
MIB = 1 << 20
_WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")
BEGINNING = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command said, and the status it ended with."""

    status: int
    out: str
    err: str

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def sentence(self) -> str:
        """The one line on standard error; a test that asks for it fails where there are more or none."""
        (line,) = self.err.splitlines()
        assert "Traceback" not in line
        return line


def said(*words: str | Path, start_reader: Callable[[], ReaderLink] = warm_reader) -> Answer:
    """One command inside this process, with a clock that goes one second a look. Only readers of the program
    as it stands take the self-test.
    """
    out, err, seconds = StringIO(), StringIO(), count()
    desk = Desk(
        now=lambda: BEGINNING + timedelta(seconds=next(seconds)),
        monotonic=time.monotonic,
        out=out,
        err=err,
        start_reader=start_reader,
        tests_itself=start_reader is warm_reader,
    )
    status = run_line([str(word) for word in words], desk)
    return Answer(status=status, out=out.getvalue(), err=err.getvalue())


def environment(**extra: str) -> dict[str, str]:
    """This process's, with the program found from any folder."""
    return os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"} | extra


def started(
    *words: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None, powerless: bool = False
) -> "subprocess.Popen[str]":
    """`powerless`: root's right to go past permissions is taken away; other people have none."""
    strip = _WITHOUT_RIGHTS if powerless and os.geteuid() == 0 else ()
    return subprocess.Popen(
        [*strip, *FIELDCASE, *map(str, words)],
        cwd=cwd,
        env=environment() if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ran(
    *words: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None, powerless: bool = False
) -> Answer:
    """One command as a program of its own, as a script or a person starts it."""
    process = started(*words, cwd=cwd, env=env, powerless=powerless)
    return answer_of(process)


def an_engine(
    case: Path, library: Path, trouble: Mapping[str, object], *words: str
) -> "subprocess.Popen[str]":
    """A scan as a program of its own, with readers that are in trouble or slow (see `troubled_program`)."""
    return subprocess.Popen(
        [sys.executable, TROUBLED_PROGRAM, "scan", case, "--library", library, *words],
        env=environment(TROUBLE=json.dumps(trouble)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def examining(engine: "subprocess.Popen[str]", *, entries_done: int = 0) -> "subprocess.Popen[str]":
    """The engine, started with `--progress json`, when it has come that far."""
    assert engine.stdout is not None
    for line in engine.stdout:
        progress = json.loads(line)
        if progress.get("phase") == "examining" and progress["entries_done"] >= entries_done:
            return engine
    raise AssertionError(f"the engine ended before: {answer_of(engine)}")


@contextmanager
def held(engine: "subprocess.Popen[str]") -> Iterator[None]:
    """The engine stands still meanwhile, however long that takes on a busy machine."""
    engine.send_signal(signal.SIGSTOP)
    yield
    engine.send_signal(signal.SIGCONT)


def answer_of(process: "subprocess.Popen[str]") -> Answer:
    out, err = process.communicate(timeout=150)
    return Answer(status=process.returncode, out=out, err=err)


def a_case(folder: Path, *sources: Path) -> Path:
    """A case with these sources as E1, E2, ..."""
    assert said("case", "new", folder, "--number", "2026-7", "--examiner", "K. Osei").status == 0
    for source in sources:
        added = said("evidence", "add", folder, source)
        assert added.status in (0, 3), added.err
    return folder


def a_set(library: Path, name: str, digests: list[str], *, role: str = "notable") -> Path:
    """A known-hash set of plain digests in `library`."""
    library.mkdir(parents=True, exist_ok=True)
    source = library.parent / f"{name}.txt"
    source.write_text("".join(f"{digest}\n" for digest in digests))
    # Nobody guesses what a list of 64 digits is: it may be one of picture fingerprints.
    form = ("--format", "sha256") if all(len(digest) == 64 for digest in digests) else ()
    words = ("--name", name, "--role", role, *form, "--library", library)
    imported = said("hashset", "import", source, *words)
    assert imported.status == 0, imported.err
    return library


def a_sized_set(library: Path, name: str, contents: Iterable[bytes], *, algorithm: str = "sha256") -> Path:
    """A notable set whose records have a size each."""
    library.mkdir(parents=True, exist_ok=True)
    source = library.parent / f"{name}.hashdeep"
    lines = ["%%%% HASHDEEP-1.0", f"%%%% size,{algorithm},filename"]
    lines += [f"{len(each)},{hashlib.new(algorithm, each).hexdigest()},file" for each in contents]
    source.write_text("".join(f"{line}\n" for line in lines))
    imported = said("hashset", "import", source, "--name", name, "--role", "notable", "--library", library)
    assert imported.status == 0, imported.err
    return library


def listed(case: Path, what: str, *words: str) -> list[dict[str, Any]]:
    return said("list", case, what, "--format", "jsonl", *words).records()


def findings(case: Path) -> list[str]:
    """`findings_sha256` of each finished scan, as the custody chain has it."""
    return [
        event["payload"]["findings_sha256"]
        for event in listed(case, "custody")
        if event["action"] == "scan.finished"
    ]


def copied(case: Path, target: Path) -> Path:
    shutil.copytree(case, target)
    return target


@contextmanager
def behind_the_guards(case: Path) -> Iterator[sqlite3.Connection]:
    """The case's database for somebody who knows SQLite: the guards are taken off, then put back as they
    were.
    """
    with closing(sqlite3.connect(case / DATABASE_NAME)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()
