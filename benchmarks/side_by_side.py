"""Ours and theirs in turns over the same image, so that other work on the machine meets both."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.figures import seconds
from benchmarks.outside_tools import OutsideTool
from benchmarks.own_scans import Fieldcase, OwnScan
from benchmarks.processes import Run
from benchmarks.work_folder import WorkFolder, need_tools, warm


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where and how often rows are measured."""

    work: WorkFolder
    fieldcase: Fieldcase
    runs: int

    def warm_image(self, name: str) -> Path:
        image = self.work.image(name)
        warm(image)
        return image


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    ours: tuple[OwnScan, ...]
    theirs: dict[str, tuple[Run, ...]]  # by what was run

    @property
    def our_s(self) -> list[float]:
        return [scan.wall_s for scan in self.ours]

    @property
    def best_s(self) -> list[float]:
        """The seconds of the quickest of the others."""
        walls = [[run.wall_s for run in runs] for runs in self.theirs.values()]
        return min(walls, key=median)

    def notes(self) -> tuple[str, ...]:
        told = [
            f"{name}: {spread([run.wall_s for run in runs])}; "
            f"processor time {seconds(median(run.cpu_s for run in runs))}"
            for name, runs in self.theirs.items()
        ]
        return (*notes_of(self.ours), *told)


def take_turns(
    bench: Bench,
    tools: Sequence[OutsideTool],
    *,
    image: str,
    profile: str,
    set_name: str,
    algorithms: Sequence[str] = (),
) -> SideBySide:
    """Without `algorithms`, those of the profile; raise CannotMeasure when a tool is not installed."""
    need_tools([tool.program for tool in tools], purpose="the comparison")
    source, library = bench.warm_image(image), bench.work.library(set_name)
    ours: list[OwnScan] = []
    theirs: dict[str, tuple[Run, ...]] = {tool.shown: () for tool in tools}
    for _ in range(bench.runs):
        with bench.fieldcase.fresh_case(source) as case:
            ours.append(bench.fieldcase.scan(case, profile=profile, library=library, algorithms=algorithms))
        for tool in tools:
            theirs[tool.shown] += (tool.run(source, bench.fieldcase.folder / f"{tool.program}.out"),)
    return SideBySide(ours=tuple(ours), theirs=theirs)


def notes_of(scans: Sequence[OwnScan]) -> tuple[str, ...]:
    """How far the runs lie apart, and where the time of the middle one went."""
    middle = sorted(scans, key=lambda scan: scan.wall_s)[len(scans) // 2]
    stages = ", ".join(f"{stage.name} {seconds(stage.length_s)}" for stage in middle.stages)
    limit = f", held up by the {middle.bottleneck}" if middle.bottleneck else ""
    busy = f"processor time {seconds(middle.cpu_s)}, {middle.cpu_s / middle.wall_s:.2f} cores busy{limit}"
    before = middle.stages[0].began_s
    return (
        f"Fieldcase: {spread([scan.wall_s for scan in scans])}; start {seconds(before)}, {stages}; {busy}",
    )


def spread(runs: Sequence[float]) -> str:
    return f"{seconds(median(runs))} ({seconds(min(runs))} to {seconds(max(runs))})"
