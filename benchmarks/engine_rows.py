"""The rows of the engine's table: the work, what it stands beside, and the figure asked of it."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmarks.figures import (
    MB,
    Figure,
    Measured,
    bound,
    megabytes,
    megabytes_per_s,
    number,
    rows_per_s,
    seconds,
    share_of,
    times_faster,
)
from benchmarks.hashing_floor import hash_in_memory
from benchmarks.outside_tools import EWFVERIFY, FIWALK, FLS, SHA1SUM, TSK_LOADDB, OutsideTool
from benchmarks.own_scans import OwnScan, Record, Stage, signing_key
from benchmarks.processes import ProgramFailed, Run, run
from benchmarks.side_by_side import Bench, SideBySide, notes_of, spread, take_turns

_HITS_OF_MIXED_DISK = 50
_AS_FAST = 0.95  # second half of a listing against the first: two runs differ by as much


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRow:
    """`measure` raises CannotMeasure when something is missing, ProgramFailed when a program fails."""

    name: str
    work: str
    against: str
    measure: Callable[[Bench], Measured]


def _against(
    *tools: OutsideTool, image: str, algorithms: Sequence[str] = ()
) -> Callable[[Bench], SideBySide]:
    """`standard` with the set of 1,000,000 records, in turns with the tools over the same image."""

    def measure(bench: Bench) -> SideBySide:
        return take_turns(
            bench, tools, image=image, profile="standard", set_name="million", algorithms=algorithms
        )

    return measure


def _faster_than_the_best(
    pair: Callable[[Bench], SideBySide], *, at_least: float
) -> Callable[[Bench], Measured]:
    def measure(bench: Bench) -> Measured:
        done = pair(bench)
        figure = times_faster(done.our_s, done.best_s, measured="wall time", at_least=at_least)
        return Measured(figures=(figure,), notes=done.notes())

    return measure


def _share_of_time(pair: Callable[[Bench], SideBySide], *, at_most: float) -> Callable[[Bench], Measured]:
    def measure(bench: Bench) -> Measured:
        done = pair(bench)
        figure = share_of(done.our_s, done.best_s, measured="wall time", at_most=at_most, show=seconds)
        return Measured(figures=(figure,), notes=done.notes())

    return measure


def _hashing_stage(bench: Bench) -> Measured:
    image, library = bench.warm_image("mixed.dd"), bench.work.library("million")
    scans: list[OwnScan] = []
    ours, floors = [], []
    for _ in range(bench.runs):
        with bench.fieldcase.fresh_case(image) as case:
            scan = bench.fieldcase.scan(case, profile="standard", library=library, algorithms=("md5", "sha1"))
            entries = tuple(bench.fieldcase.records(case, "entries", "--with", "extents"))
        scans.append(scan)
        ours.append(_digested_bytes(entries) / scan.stage("examining").length_s)
        floors.append(hash_in_memory(image, _ranges(entries)).bytes_per_s)
    ratio = median(ours) / median(floors)
    figure = Figure(
        measured="rate of the stage",
        ours=megabytes_per_s(median(ours)),
        theirs=megabytes_per_s(median(floors)),
        ratio=f"{ratio:.3f}",
        asked="at least 0.9",
        is_reached=ratio >= 0.9,
    )
    return Measured(figures=(figure,), notes=notes_of(scans))


def _ranges(entries: Sequence[Record]) -> Iterator[tuple[int, int]]:
    """What was digested, in disk order; a hole has no offset and holds no bytes of the disk."""
    digested = (entry["extents"] or () for entry in entries if entry["md5"])
    places = ((offset, length) for extents in digested for offset, length in extents if offset is not None)
    return iter(sorted(places))


def _digested_bytes(entries: Sequence[Record]) -> int:
    """Each content once, whatever was read a second time to be sure."""
    return sum(entry["size"] for entry in entries if entry["md5"])


def _quick_against_standard(bench: Bench) -> Measured:
    image, library = bench.warm_image("mixed.dd"), bench.work.library("million")
    scans: dict[str, list[OwnScan]] = {"quick": [], "standard": []}
    read: dict[str, list[float]] = {"quick": [], "standard": []}
    same, hits = True, 0
    for _ in range(bench.runs):
        found = []
        for profile in scans:
            with bench.fieldcase.fresh_case(image) as case:
                scans[profile].append(bench.fieldcase.scan(case, profile=profile, library=library))
                read[profile].append(bench.fieldcase.bytes_read(case))
                found.append(sorted(map(_finding, bench.fieldcase.records(case, "hits"))))
        same, hits = same and found[0] == found[1], len(found[0])
    engine = {profile: [scan.engine_s for scan in done] for profile, done in scans.items()}
    return Measured(
        figures=(
            share_of(read["quick"], read["standard"], measured="bytes read", at_most=0.03, show=megabytes),
            times_faster(engine["quick"], engine["standard"], measured="engine time", at_least=10),
            Figure(
                measured="hits",
                ours=number(hits),
                theirs=number(len(found[1])),
                ratio="identical" if same else "different",
                asked=f"identical, {_HITS_OF_MIXED_DISK}",
                is_reached=same and hits == _HITS_OF_MIXED_DISK,
            ),
        ),
        notes=tuple(f"{profile}, {note}" for profile, done in scans.items() for note in notes_of(done)),
    )


def _finding(hit: Record) -> str:
    """All that is said of a hit but by which digest it was found first: `quick` does not compute them all."""
    return repr(
        sorted((field, value) for field, value in hit.items() if field not in ("algorithm", "bytes_read"))
    )


def _one_folder(bench: Bench) -> Measured:
    done = take_turns(bench, (FLS,), image="one-folder.dd", profile="quick", set_name="one")
    figure = times_faster(done.our_s, done.best_s, measured="wall time", at_least=8)
    listed = bound(_entries(done.ours), measured="entries listed", show=number, at_least=100_000)
    return Measured(figures=(figure, listed), notes=done.notes())


def _million_files(image_name: str) -> Callable[[Bench], Measured]:
    def measure(bench: Bench) -> Measured:
        image, library = bench.warm_image(image_name), bench.work.library("crowded")
        scans: list[OwnScan] = []
        for _ in range(bench.runs):
            with bench.fieldcase.fresh_case(image) as case:
                scans.append(bench.fieldcase.scan(case, profile="quick", library=library, watch_memory=True))
        listed = [_last(scan.stage("listing")) / scan.stage("listing").length_s for scan in scans]
        whole = [_last(scan.stage("listing")) / scan.engine_s for scan in scans]
        halves = [_second_half_against_first(scan.stage("listing")) for scan in scans]
        peaks = [scan.peak_bytes or 0 for scan in scans]
        return Measured(
            figures=(
                bound(median(peaks), measured="most memory at once", show=megabytes, at_most=600 * MB),
                bound(median(listed), measured="listed and stored", show=rows_per_s, at_least=40_000),
                bound(median(whole), measured="the whole scan", show=rows_per_s, at_least=40_000),
                bound(median(halves), measured="rate, 2nd half to 1st", show=_plain, at_least=_AS_FAST),
                bound(_entries(scans), measured="entries listed", show=number, at_least=1_000_000),
            ),
            notes=notes_of(scans),
        )

    return measure


def _second_half_against_first(listing: Stage) -> float:
    """The rate of the second half of the entries as a part of the rate of the first half."""
    spoken = [(at_s, entries) for at_s, entries in listing.entries if entries]
    if len(spoken) < 3:
        raise ProgramFailed("the listing was over before its pace could be told")
    (began_s, first), (ended_s, last) = spoken[0], spoken[-1]
    middle = (first + last) / 2
    for (at_s, entries), (next_s, further) in pairwise(spoken):
        if further >= middle:
            half_s = at_s + (next_s - at_s) * (middle - entries) / (further - entries)
            return (half_s - began_s) / (ended_s - half_s)
    raise ProgramFailed("the count of listed entries went down")


def _first_hit(bench: Bench) -> Measured:
    image, library = bench.warm_image("mixed.dd"), bench.work.library("one")
    from_start: dict[str, list[float]] = {"standard": [], "quick": []}
    inside: dict[str, list[float]] = {"standard": [], "quick": []}
    for _ in range(bench.runs):
        for profile in from_start:
            with bench.fieldcase.fresh_case(image) as case:
                scan = bench.fieldcase.scan(case, profile=profile, library=library)
            if scan.first_hit_s is None or scan.first_hit_engine_s is None:
                raise ProgramFailed(f"a {profile} scan did not find the planted file")
            from_start[profile].append(scan.first_hit_s)
            inside[profile].append(scan.first_hit_engine_s)
    slower = max(from_start, key=lambda profile: median(from_start[profile]))
    figure = bound(median(from_start[slower]), measured=f"first hit, {slower}", show=seconds, at_most=2.0)
    notes = (
        f"{profile}: {spread(from_start[profile])} after the program was started, "
        f"{seconds(median(inside[profile]))} by the engine's own clock"
        for profile in from_start
    )
    return Measured(figures=(figure,), notes=tuple(notes))


def _entries(scans: Sequence[OwnScan]) -> int:
    """The fewest that a run listed."""
    return min(_last(scan.stage("listing")) for scan in scans)


def _last(stage: Stage) -> int:
    return stage.entries[-1][1]


def _plain(value: float) -> str:
    return f"{value:.2f}"


def _entry_files(bench: Bench) -> Measured:
    """All three files side by side, read from the case; and what `verify` does with them."""
    image, library = bench.warm_image("million.dd"), bench.work.library("crowded")
    written: list[tuple[float, int]] = []
    checked: list[tuple[float, int]] = []
    with bench.fieldcase.fresh_case(image) as case:
        bench.fieldcase.scan(case, profile="quick", library=library)
        for _ in range(bench.runs):
            with tempfile.TemporaryDirectory(dir=case.parent) as folder:
                written.append(_timed("write", case, Path(folder) / "files"))
                checked.append(_timed("check", Path(folder) / "files"))
    return Measured(
        figures=(
            bound(median(r for r, _ in written), measured="written", show=rows_per_s, at_least=100_000),
            bound(max(m for _, m in written), measured="most memory", show=megabytes, at_most=200 * MB),
            bound(median(r for r, _ in checked), measured="checked", show=rows_per_s, at_least=25_000),
            bound(max(m for _, m in checked), measured="most memory", show=megabytes, at_most=200 * MB),
        )
    )


def _timed(*words: str | Path) -> tuple[float, int]:
    """Rows a second, and the most memory at once."""
    done = run([sys.executable, "-m", "benchmarks.entry_files", *words], watch_memory=True)
    said = json.loads(done.lines[-1].text)
    return said["rows"] / said["seconds"], done.peak_bytes or 0


def _report(bench: Bench) -> Measured:
    """The signed bundle of a million entries and 20,000 hits, written and then verified by the program."""
    image, library = bench.warm_image("million.dd"), bench.work.library("many-hits")
    written, verified = [], []
    with bench.fieldcase.fresh_case(image) as case, tempfile.TemporaryDirectory(dir=case.parent) as place:
        bench.fieldcase.scan(case, profile="quick", library=library)
        key = signing_key(Path(place))
        for number in range(bench.runs):
            bundle = Path(place) / f"report-{number}"
            written.append(bench.fieldcase.report(case, bundle, key=key))
            verified.append(bench.fieldcase.verify(bundle))
            shutil.rmtree(bundle)
    return Measured(
        figures=(
            bound(median(r.wall_s for r in written), measured="bundle written", show=seconds, at_most=60),
            bound(_peak(written), measured="most memory", show=megabytes, at_most=1000 * MB),
            bound(median(r.wall_s for r in verified), measured="bundle verified", show=seconds, at_most=60),
            bound(_peak(verified), measured="most memory", show=megabytes, at_most=500 * MB),
        )
    )


def _peak(runs: Sequence[Run]) -> int:
    return max(run.peak_bytes or 0 for run in runs)


ENGINE_ROWS = (
    EngineRow(
        name="ntfs-three-digests",
        work="standard, MD5+SHA-1+SHA-256, 4 GiB NTFS, raw",
        against="fiwalk -X (MD5+SHA-1)",
        measure=_faster_than_the_best(_against(FIWALK, image="mixed.dd"), at_least=2),
    ),
    EngineRow(
        name="ntfs-two-digests",
        work="standard, MD5+SHA-1, 4 GiB NTFS, raw",
        against="the better of fiwalk -X and tsk_loaddb -h (MD5)",
        measure=_faster_than_the_best(
            _against(FIWALK, TSK_LOADDB, image="mixed.dd", algorithms=("md5", "sha1")), at_least=1.8
        ),
    ),
    EngineRow(
        name="ntfs-sha1",
        work="standard, SHA-1 only, 4 GiB NTFS, raw",
        against="sha1sum of the raw image",
        measure=_share_of_time(_against(SHA1SUM, image="mixed.dd", algorithms=("sha1",)), at_most=0.7),
    ),
    EngineRow(
        name="hashing-stage",
        work="hashing stage alone, MD5+SHA-1",
        against="two threads of hashlib, same bytes in memory",
        measure=_hashing_stage,
    ),
    EngineRow(
        name="e01-sha1",
        work="standard, SHA-1 only, E01 (fast compression)",
        against="ewfverify",
        measure=_share_of_time(_against(EWFVERIFY, image="mixed.E01", algorithms=("sha1",)), at_most=0.7),
    ),
    EngineRow(
        name="quick-against-standard",
        work="quick, 1,000,000 sized records, 50 match",
        against="standard on the same image",
        measure=_quick_against_standard,
    ),
    EngineRow(
        name="one-folder",
        work="100,000 files in one NTFS folder, listed and stored",
        against="fls -r to a file",
        measure=_one_folder,
    ),
    EngineRow(
        name="million",
        work="1,000,000 files on 1 TB, list + store + quick",
        against="itself",
        measure=_million_files("million.dd"),
    ),
    EngineRow(
        name="entry-files",
        work="entries.csv, files.dfxml, hashdeep.txt of the same, in one pass; then checked",
        against="itself",
        measure=_entry_files,
    ),
    EngineRow(
        name="report",
        work="signed bundle of the same with 20,000 hits, and its check",
        against="itself",
        measure=_report,
    ),
    EngineRow(
        name="million-one-folder",
        work="the same files in one folder",
        against="itself",
        measure=_million_files("million-one-folder.dd"),
    ),
    EngineRow(
        name="first-hit",
        work="first hit, 4 GiB NTFS, one planted file",
        against="start of the program",
        measure=_first_hit,
    ),
)
