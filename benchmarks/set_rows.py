"""The rows of the known-hash sets' table: imports, sizes and lookups, and the figure asked of each."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import MB, Figure, Measured, bound, megabytes, rows_per_s, seconds
from benchmarks.made_sets import write_md5sum, write_queries, write_rds, write_vics
from benchmarks.processes import Run, run
from benchmarks.work_folder import need_tools, warm
from forensics.hashset.index.layout import read_description

_FULL = {"vics": 10_000_000, "rds": 20_000_000, "md5": 112_000_000, "queries": 1_000_000, "locked": 1_000_000}
_ONE_IN = 100  # queries that are in the list
_MOST_IMPORT_BYTES = 500 * MB
_MOST_LOOKUP_BYTES = 300 * MB
_MOST_BYTES_A_DIGEST = 24.0
_MOST_TIMES_OPEN = 2.0
_BESIDES = ("sizes", "categories", "known_sizes", "records")  # sections the figure leaves out


@dataclass(frozen=True, slots=True, kw_only=True)
class SetBench:
    """Where sets are made and imported, and how large: `scale` 1 is what the figures are asked for."""

    folder: Path
    program: Path
    scale: float

    def count(self, of: str) -> int:
        return max(1_000, int(_FULL[of] * self.scale))

    def source(self, name: str, write: Callable[[Path, int], None], *, of: str) -> Path:
        """The made-up set of that name and length, written if it is not there."""
        path = self.folder / f"{self.count(of)}-{name}"
        if not path.exists():
            print(f"writing {path.name}", file=sys.stderr, flush=True)
            growing = path.with_name(path.name + ".part")
            growing.unlink(missing_ok=True)
            write(growing, self.count(of))
            growing.rename(path)
        return path

    def library(self, name: str) -> Path:
        return self.folder / f"{self.scale:g}-library-{name}"

    def import_set(self, source: Path, *, name: str, role: str, passphrase: Path | None = None) -> Run:
        """Import into an empty library of that name, watching memory; locked where a passphrase is given."""
        library = self.library(name)
        shutil.rmtree(library, ignore_errors=True)
        return run(
            [
                *(self.program, "hashset", "import", source, "--name", name, "--role", role),
                *("--progress", "none", "--library", library),
                *(() if passphrase is None else ("--locked", "--passphrase-file", passphrase)),
            ],
            watch_memory=True,
        )

    def info(self, name: str) -> dict[str, Any]:  # Any: JSON values
        told = run([self.program, "hashset", "info", name, "--library", self.library(name)])
        info: dict[str, Any] = json.loads("\n".join(line.text for line in told.lines))
        return info

    def index(self, name: str) -> Path:
        (found,) = self.library(name).glob("*.hashset")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRow:
    """`measure` raises CannotMeasure when something is missing, ProgramFailed when a program fails."""

    name: str
    work: str
    against: str
    measure: Callable[[SetBench], Measured]


def _vics(bench: SetBench) -> Measured:
    source = bench.source("vics.json", write_vics, of="vics")
    return _imported(bench, source, name="vics", role="notable", at_least=60_000)


def _rds(bench: SetBench) -> Measured:
    source = bench.source("rds.db", write_rds, of="rds")
    return _imported(bench, source, name="rds", role="known", at_least=250_000)


def _md5(bench: SetBench) -> Measured:
    source = bench.source("md5sum.txt", write_md5sum, of="md5")
    return _imported(bench, source, name="md5", role="notable", at_least=0)


def _imported(bench: SetBench, source: Path, *, name: str, role: str, at_least: float) -> Measured:
    warm(source)
    done = bench.import_set(source, name=name, role=role)
    info, index_bytes = bench.info(name), bench.index(name).stat().st_size
    records, peak = info["record_count"], done.peak_bytes or 0
    speed = bound(records / done.wall_s, measured="records imported", show=rows_per_s, at_least=at_least)
    kept = _bytes_a_digest(bench, name, info)
    return Measured(
        figures=(
            *((speed,) if at_least else ()),
            bound(peak, measured="memory", show=megabytes, at_most=_MOST_IMPORT_BYTES),
            bound(kept, measured="index", show=_bytes, at_most=_MOST_BYTES_A_DIGEST),
        ),
        notes=(
            f"{records:,} records, {info['distinct_count']:,} distinct, by {', '.join(info['algorithms'])}, "
            f"from {megabytes(source.stat().st_size)}; {seconds(done.wall_s)}, "
            f"processor time {seconds(done.cpu_s)}, {records / done.wall_s:,.0f} records/s; "
            f"the whole index has {megabytes(index_bytes)}",
        ),
    )


def _bytes_a_digest(bench: SetBench, name: str, info: dict[str, Any]) -> float:
    """Bytes of the index without what is said of records, over the distinct digests of all algorithms."""
    path = bench.index(name)
    with path.open("rb") as file:
        sections = read_description(file, path=path).sections
    besides = sum(length for section, (_at, length) in sections.items() if section in _BESIDES)
    digests = sum(int(count) for count in info["distinct_counts"])
    return (path.stat().st_size - besides) / digests


def _bytes(value: float) -> str:
    return f"{value:.1f} bytes"


def _lookups(bench: SetBench) -> Measured:
    if not bench.library("md5").exists():
        _md5(bench)
    told = _looked_up(bench)
    figures = (
        bound(told["open_and_first_s"], measured="open and first lookup", show=_milliseconds, at_most=0.05),
        bound(
            told["anonymous_bytes"], measured="anonymous memory", show=megabytes, at_most=_MOST_LOOKUP_BYTES
        ),
        bound(told["asked"] / told["batch_s"], measured="batch, warm", show=_per_s, at_least=500_000),
    )
    return Measured(
        figures=figures,
        notes=(
            f"{told['asked']:,} digests, {told['found']:,} found, in {told['records']:,} records; the first "
            f"pass, which checks every block it touches, {told['asked'] / told['first_pass_s']:,.0f}/s; "
            f"one at a time {told['single_s'] * 1e6:.2f} µs each",
        ),
    )


def _looked_up(bench: SetBench) -> dict[str, Any]:
    command = (sys.executable, "-m", "benchmarks.looking_up", bench.library("md5"), _queries(bench))
    (line,) = run(command).lines
    told: dict[str, Any] = json.loads(line.text)
    if told["found"] != told["asked"] // _ONE_IN:
        raise RuntimeError(f"{told['found']:,} of {told['asked']:,} were found, one in {_ONE_IN} is there")
    return told


def _queries(bench: SetBench) -> Path:
    listed = bench.source("md5sum.txt", write_md5sum, of="md5")
    return bench.source(
        f"queries-of-{listed.stem}.txt",
        lambda path, count: write_queries(path, listed_in=listed, count=count, one_in=_ONE_IN),
        of="queries",
    )


def _hfind(bench: SetBench) -> Measured:
    need_tools(("hfind",), purpose="the comparison")
    if not bench.library("md5").exists():
        _md5(bench)
    listed, queries = bench.source("md5sum.txt", write_md5sum, of="md5"), _queries(bench)
    index = listed.with_name(listed.name + "-md5.idx")
    made_s = 0.0
    if not index.exists():
        print("hfind makes its index", file=sys.stderr, flush=True)
        made_s = run(("hfind", "-i", "md5sum", listed), output=bench.folder / "hfind.out").wall_s
    answers = bench.folder / "hfind-answers.txt"
    # The second run counts: the first brings the pages of its index into memory.
    theirs = [run(("hfind", "-f", queries, listed), output=answers).wall_s for _ in range(2)][-1]
    found = sum(not line.endswith(b"Hash Not Found") for line in answers.read_bytes().splitlines())
    told = _looked_up(bench)
    if found != told["found"]:
        raise RuntimeError(f"hfind found {found:,}, Fieldcase {told['found']:,}")
    ratio = theirs / told["batch_s"]
    figure = Figure(
        measured="time a lookup, batch",
        ours=f"{told['batch_s'] / told['asked'] * 1e6:.2f} µs",
        theirs=f"{theirs / told['asked'] * 1e6:.2f} µs",
        ratio=f"{ratio:.1f} times as fast",
        asked="at least 20 times as fast",
        is_reached=ratio >= 20,
    )
    single = theirs / told["asked"] / told["single_s"]
    made = f"; it made its index in {seconds(made_s)}" if made_s else ""
    return Measured(
        figures=(figure,),
        notes=(
            f"hfind answered {told['asked']:,} in {seconds(theirs)} with its index in memory{made}; "
            f"Fieldcase one at a time: {told['single_s'] * 1e6:.2f} µs, {single:.1f} times as fast",
        ),
    )


def _locked(bench: SetBench) -> Measured:
    source = bench.source("vics.json", write_vics, of="locked")
    passphrase = bench.folder / "passphrase.txt"
    passphrase.write_text("seven grey herons\n", encoding="utf-8")
    bench.import_set(source, name="open", role="notable")
    bench.import_set(source, name="locked", role="notable", passphrase=passphrase)
    libraries = (bench.library("open"), bench.library("locked"))
    (line,) = run((sys.executable, "-m", "benchmarks.looking_up_locked", *libraries, passphrase)).lines
    told: dict[str, Any] = json.loads(line.text)
    return Measured(
        figures=tuple(
            _against_open(told[way], measured=f"{words}, a content")
            for way, words in (("single", "one at a time"), ("batch", "batch, warm"))
        ),
        notes=(
            f"{told['asked']:,} contents by MD5 and SHA-1, {told['found']:,} found, in {told['records']:,} "
            "records; processor time, the best of five rounds",
        ),
    )


def _against_open(told: dict[str, float], *, measured: str) -> Figure:
    times = told["locked"] / told["open"]
    return Figure(
        measured=measured,
        ours=f"{told['locked']:.2f} µs",
        theirs=f"{told['open']:.2f} µs",
        ratio=f"{times:.2f} times as long",
        asked=f"at most {_MOST_TIMES_OPEN:g} times as long",
        is_reached=times <= _MOST_TIMES_OPEN,
    )


def _milliseconds(value: float) -> str:
    return f"{value * 1e3:.1f} ms"


def _per_s(value: float) -> str:
    return f"{value:,.0f}/s"


SET_ROWS = (
    SetRow(name="vics", work="import 10 million VICS 2.0 records", against="", measure=_vics),
    SetRow(name="rds", work="import 20 million rows of RDSv3", against="", measure=_rds),
    SetRow(name="md5", work="import 112 million MD5 in md5sum's form", against="", measure=_md5),
    SetRow(
        name="lookup", work="1 million digests, 1 % present, in 112 million", against="", measure=_lookups
    ),
    SetRow(name="locked", work="look up in a locked set", against="the same set, open", measure=_locked),
    SetRow(name="hfind", work="the same digests", against="hfind -f", measure=_hfind),
)
