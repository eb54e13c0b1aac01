"""The tables of the desktop over a large case: first rows of every order and filter, findings, folders.

Every figure is the wall-clock time of the question that the desktop asks, beside it the processor time.
"""

import resource
import time
from collections.abc import Callable, Sized
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from app.open_case import OpenCase
from app.rows import EntryFilter, SortOrder
from app.store.browse_index import INDEX_NAME
from app.store.case_file import CaseFile
from benchmarks.browsed_case import make_case

FIRST_ROWS_S: Final = 0.300
OPENING_S: Final = 1.0
MEMORY_BYTES: Final = 400_000_000
COLUMNS: Final = (
    *("name", "size_bytes", "outcome", "reason", "folder", "mtime", "allocated", "exhibit", "also_on"),
    *("kind", "path", "volume", "crtime", "atime", "mark", "has_note", "md5", "sha1", "sha256", "id"),
)
FILTERS: Final = (
    *("nowhere_to_be_found", "img_000123", "path:Users", "name:IMG_0001*.jpg", "ext:jpg", "under:/Windows"),
    *("size:>1MB", "exhibit:HR-02", "volume:0", "set:National", "role:known", "category:2"),
    *("outcome:matched", "deleted:yes", "kind:dir", "stream:yes", "modified:2019", "created:>2020-05"),
    *("accessed:2018-03-01..2018-04-01", "digest:ab12", "mark:no", "bookmarked:no", "also:yes", "also:HR-02"),
    *("reason:size", "offset:1GB..2GB", "id:1000000005..1000000050", "-path:users"),
    "size:>1MB path:Users deleted:yes set:National",
)
_Answer = TypeVar("_Answer")
_EVERYTHING: Final = EntryFilter()
_FOUND: Final = EntryFilter.of("role:notable")


def print_desktop_table(work: Path, *, entries: int) -> int:
    """Measure and print; 0 where all that was asked for is reached."""
    folder = work / f"browsed-{entries}.fieldcase"
    if not folder.exists():
        work.mkdir(parents=True, exist_ok=True)
        make_case(folder, entries=entries, hits=entries // 50)
    for ending in ("", "-wal", "-shm"):
        (folder / (INDEX_NAME + ending)).unlink(missing_ok=True)
    table = _Table()
    case = table.measure("open the case", lambda: _opened(folder), asked_s=OPENING_S)
    with case:
        _measure_case(table, case)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    table.tell("memory without a window, at most", f"{peak / 1e6:,.0f} MB", is_reached=peak < MEMORY_BYTES)
    return 0 if table.is_reached else 1


def _measure_case(table: "_Table", case: OpenCase) -> None:
    state = "state of the case"
    table.measure(f"{state}, before the tables are ready", lambda: _read_state(case), asked_s=OPENING_S)
    table.measure(
        "first rows as listed, before the tables are ready",
        lambda: case.first_entries(_EVERYTHING, None),
        asked_s=FIRST_ROWS_S,
    )
    table.measure("all rows as listed, before the tables are ready", case.listed_ids, asked_s=OPENING_S)
    table.measure("make the tables ready, once a case", case.prepare_tables)
    with _opened(Path(case.folder)) as again:
        table.measure(state, lambda: _read_state(again), asked_s=OPENING_S)
    for column in COLUMNS:
        for is_descending in (False, True):
            order = SortOrder(column=column, descending=is_descending)
            said = f"first rows by {column}{', downwards' if is_descending else ''}"
            table.measure(said, _first(case, _EVERYTHING, order), asked_s=FIRST_ROWS_S)
    for text in FILTERS:
        where, order = EntryFilter.of(text), SortOrder(column="mtime")
        table.measure(f"first rows of {text} by mtime", _first(case, where, order), asked_s=FIRST_ROWS_S)
    order = SortOrder(column="size_bytes")
    every = table.measure(
        "all numbers by size, behind the first rows", lambda: case.entry_ids(_EVERYTHING, order)
    )
    table.measure("a page of rows at the end", lambda: case.entry_rows(every[-128:]), asked_s=FIRST_ROWS_S)
    table.measure("groups of findings", lambda: case.finding_groups(_FOUND), asked_s=FIRST_ROWS_S)
    table.measure(
        "stacks of findings, densest first", lambda: case.finding_stacks(_FOUND, None), asked_s=FIRST_ROWS_S
    )
    table.measure("folders of the root", lambda: case.folders("HR-01", 0), asked_s=FIRST_ROWS_S)


def _opened(folder: Path) -> OpenCase:
    return OpenCase(CaseFile.open(folder), now=lambda: datetime.now(UTC))


def _read_state(case: OpenCase) -> tuple[object, ...]:
    return case.summary(), case.exhibits(), case.scan_state(), case.coverage(), case.shared()


def _first(case: OpenCase, where: EntryFilter, order: SortOrder) -> Callable[[], Sized]:
    return lambda: case.first_entries(where, order).ids


class _Table:
    """Lines, printed as they are measured."""

    def __init__(self) -> None:
        self.is_reached = True

    def measure(self, said: str, ask: Callable[[], _Answer], *, asked_s: float | None = None) -> _Answer:
        wall, processor = time.perf_counter(), time.process_time()
        answer = ask()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        asked = "" if asked_s is None else f"at most {asked_s * 1000:,.0f} ms"
        figures = f"{wall * 1000:9,.0f} ms  {processor * 1000:9,.0f} ms of a processor"
        self.tell(said, figures, asked=asked, is_reached=asked_s is None or wall <= asked_s)
        return answer

    def tell(self, said: str, figures: str, *, is_reached: bool, asked: str = "") -> None:
        self.is_reached &= is_reached
        print(f"{said:60} {figures}  {asked}{'' if is_reached else '  MISSED'}", flush=True)
