"""Our side of the table: a scan from the command line, and what its progress stream tells of its stages."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.processes import Run, SpokenLine, run
from reports.sealing.identity import new_identity, write_secret

Record = dict[str, Any]  # Any: JSON values
_RIGHT_ENDINGS = (0, 3)  # 3: done, and a part could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One phase of the progress stream; seconds since the program was started.

    It begins where the one before it ended, so that what is done in between is counted and not lost.
    """

    name: str
    began_s: float
    ended_s: float
    entries: tuple[tuple[float, int], ...]  # seconds, and entries done by then

    @property
    def length_s(self) -> float:
        return self.ended_s - self.began_s


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnScan:
    """A finished scan. `engine_s` is from the first moment of the engine's own clock to its last word."""

    wall_s: float
    engine_s: float
    cpu_s: float
    stages: tuple[Stage, ...]
    first_hit_s: float | None  # since the program was started
    first_hit_engine_s: float | None  # since the start of the engine's own clock
    peak_bytes: int | None
    bottleneck: str | None

    def stage(self, name: str) -> Stage:
        return next(stage for stage in self.stages if stage.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fieldcase:
    """The program, started anew for each act, with cases in `folder`."""

    program: Path
    folder: Path

    @contextmanager
    def fresh_case(self, image: Path) -> Iterator[Path]:
        """A case whose only exhibit is `image`, not yet scanned; it is removed at the end."""
        case = self.folder / f"{image.stem}.fieldcase"
        shutil.rmtree(case, ignore_errors=True)
        try:
            run([self.program, "case", "new", case, "--number", "BENCH-1", "--examiner", "benchmark"])
            run(
                [self.program, "evidence", "add", case, image, "--progress", "none"],
                right_endings=_RIGHT_ENDINGS,
            )
            yield case
        finally:
            shutil.rmtree(case, ignore_errors=True)

    def scan(
        self,
        case: Path,
        *,
        profile: str,
        library: Path,
        algorithms: Sequence[str] = (),
        watch_memory: bool = False,
    ) -> OwnScan:
        """`library` holds the sets to compare with; without `algorithms`, those of the profile."""
        chosen = ("--algorithms", *algorithms) if algorithms else ()
        done = run(
            [
                self.program,
                "scan",
                case,
                "--profile",
                profile,
                "--library",
                library,
                "--progress",
                "json",
                *chosen,
            ],
            right_endings=_RIGHT_ENDINGS,
            watch_memory=watch_memory,
        )
        told = [(line.at_s, _record(line)) for line in done.lines]
        phases = [(at_s, record) for at_s, record in told if "phase" in record]
        counted = [(at_s, record) for at_s, record in phases if "elapsed_s" in record]
        # The engine's clock started before its first word; of several guesses the earliest is the safe one.
        engine_began = min((at_s - record["elapsed_s"] for at_s, record in counted), default=0.0)
        hits = [(at_s, record["hit"]["elapsed_s"]) for at_s, record in told if "hit" in record]
        return OwnScan(
            wall_s=done.wall_s,
            engine_s=phases[-1][0] - max(0.0, engine_began),
            cpu_s=done.cpu_s,
            stages=tuple(_stages(phases, began_s=max(0.0, engine_began))),
            first_hit_s=hits[0][0] if hits else None,
            first_hit_engine_s=hits[0][1] if hits else None,
            peak_bytes=done.peak_bytes,
            bottleneck=next((r["bottleneck"] for _, r in reversed(counted) if r.get("bottleneck")), None),
        )

    def report(self, case: Path, bundle: Path, *, key: tuple[str | Path, ...]) -> Run:
        """`key`: see `signing_key`."""
        words = ("report", case, "--out", bundle, "--progress", "none", *key)
        return run([self.program, *words], watch_memory=True)

    def verify(self, bundle: Path) -> Run:
        return run([self.program, "verify", bundle], watch_memory=True)

    def records(self, case: Path, what: str, *options: str) -> Iterator[Record]:
        """What `fieldcase list` tells of the case."""
        listed = run([self.program, "list", case, what, "--format", "jsonl", *options])
        return (_record(line) for line in listed.lines)

    def bytes_read(self, case: Path) -> int:
        """What was read of the contents, second readings included."""
        return sum(volume["bytes_read"] for volume in self.records(case, "coverage"))


def signing_key(folder: Path) -> tuple[str | Path, ...]:
    """A new key in `folder`, as the options that sign with it."""
    passphrase = "a key for measuring"  # noqa: S105  # it opens a key that is thrown away
    key, words = folder / "key.p12", folder / "passphrase.txt"
    write_secret(key, new_identity("Benchmark", passphrase=passphrase, now=datetime.now(UTC)))
    write_secret(words, f"{passphrase}\n".encode())
    return ("--sign-with", key, "--key-passphrase-file", words)


def _record(line: SpokenLine) -> Record:
    record: Record = json.loads(line.text)
    return record


def _stages(phases: Sequence[tuple[float, Record]], *, began_s: float) -> Iterator[Stage]:
    names = tuple(dict.fromkeys(record["phase"] for _, record in phases))
    for name in names:
        spoken = [(at_s, record.get("entries_done", 0)) for at_s, record in phases if record["phase"] == name]
        yield Stage(name=name, began_s=began_s, ended_s=spoken[-1][0], entries=tuple(spoken))
        began_s = spoken[-1][0]
