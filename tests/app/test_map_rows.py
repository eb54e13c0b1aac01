"""The disk map: each byte in one kind, each file in one bar, each folder with all that is below it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.open_case import OpenCase
from app.rows import EntryFilter, EntryRow
from app.rows.maps import BYTE_OUTCOMES, MAP_KINDS, FolderCell
from app.store.case_file import CaseFile
from app.store.places import NO_TIME
from app.views.folder_trees import MOST_CELLS, folder_map, grow
from app.views.painted_image import Stretch, paint
from app.views.time_lines import time_line
from forensics.times import EPOCH
from tests.app.builders import BEGINNING, a_case, said
from tests.app.conftest import MixedMedia
from tests.app.placed_rows import PlacedRow, a_read_map, a_volume, placed_entries

SIZE = 120
DAY_NS = 86_400_000_000_000
places = st.integers(0, SIZE + 20)
runs = st.lists(st.tuples(st.one_of(st.none(), places), st.integers(0, 40)), max_size=3).map(tuple)
rows = st.builds(PlacedRow, runs=runs, outcome=st.sampled_from(BYTE_OUTCOMES))
stretches = st.tuples(st.integers(-10, SIZE), st.integers(-10, SIZE + 30), st.sampled_from(MAP_KINDS[-3:]))


def kinds_byte_by_byte(
    entries: Sequence[PlacedRow], ground: Sequence[Stretch], unreadable: Sequence[tuple[int, int]]
) -> list[str]:
    """The kind of each byte, found the long way."""
    found = []
    for byte in range(SIZE):
        held = {
            row.outcome
            for row in entries
            for start, length in row.runs or ()
            if start is not None and start <= byte < start + length
        }
        below = next((kind for start, end, kind in ground if start <= byte < end), "gap")
        is_lost = any(start <= byte < start + length for start, length in unreadable)
        found.append("unreadable" if is_lost else min(held, key=BYTE_OUTCOMES.index, default=below))
    return found


@given(
    entries=st.lists(rows, max_size=6),
    ground=st.lists(stretches, max_size=3),
    unreadable=st.lists(st.tuples(st.integers(0, SIZE), st.integers(1, 30)), max_size=2),
    cuts=st.sets(st.integers(1, SIZE - 1), max_size=5),
)
def test_every_byte_has_one_kind_whatever_lies_over_it(
    entries: list[PlacedRow], ground: list[Stretch], unreadable: list[tuple[int, int]], cuts: set[int]
) -> None:
    painted = paint(SIZE, ground=ground, entries=placed_entries(*entries), unreadable=unreadable)
    by_hand = kinds_byte_by_byte(entries, ground, unreadable)
    assert dict(zip(MAP_KINDS, painted.totals(), strict=True)) == {
        kind: by_hand.count(kind) for kind in MAP_KINDS
    }
    edges = [0, *sorted(cuts), SIZE]
    for (start, end), column in zip(pairwise(edges), painted.columns(edges), strict=True):
        counted = Counter(by_hand[start:end])
        assert list(column) == [counted[kind] for kind in MAP_KINDS]


@given(start=st.integers(0, SIZE - 1), length=st.integers(1, SIZE), columns=st.integers(1, 40))
def test_columns_of_a_stretch_add_up_to_the_stretch(start: int, length: int, columns: int) -> None:
    entries = placed_entries(PlacedRow(runs=((7, 20), (60, 13))), PlacedRow(runs=((15, 8),), outcome="known"))
    end = min(start + length, SIZE)
    strip = a_read_map(entries, size=SIZE).strip(start, end, columns=columns)
    assert (strip.edges[0], strip.edges[-1]) == (start, end)
    assert sum(map(sum, strip.columns)) == end - start
    assert len(strip.columns) == len(strip.hits) == min(columns, end - start)


def test_bytes_of_several_files_are_counted_once_and_told() -> None:
    entries = placed_entries(
        PlacedRow(runs=((10, 20),), outcome="known"), PlacedRow(runs=((20, 20),), outcome="matched")
    )
    disk = a_read_map(entries, size=100).disk_map()
    assert disk.shared_bytes == 10
    assert dict(disk.kinds)["known"] == 10
    assert dict(disk.kinds)["matched"] == 20
    assert sum(number for _kind, number in disk.kinds) == 100


def test_content_without_runs_is_counted_in_words_and_not_drawn() -> None:
    entries = placed_entries(
        PlacedRow(size=700, runs=None, place=44, outcome="matched"),
        PlacedRow(size=5, runs=None, outcome="matched"),
        PlacedRow(size=0, runs=None, has_content=False, outcome="no_content"),
        PlacedRow(size=30, runs=((0, 30),)),
    )
    disk = a_read_map(entries).disk_map()
    assert (disk.placeless_files, disk.placeless_bytes, disk.placeless_matched) == (2, 705, 1)
    assert dict(disk.kinds)["matched"] == 0


def test_a_choice_counts_files_that_lie_there_and_the_folder_most_are_in() -> None:
    entries = placed_entries(
        PlacedRow(path=b"/in/a", runs=((0, 50),)),
        PlacedRow(path=b"/in/b", runs=((300, 10), (90, 20)), outcome="matched"),
        PlacedRow(path=b"/out/c", runs=((400, 10),)),
        PlacedRow(path=b"/in/d", runs=None, place=99),
        PlacedRow(path=b"/in", is_file=False, runs=((98, 1),)),
    )
    choice = a_read_map(entries).choice(95, 105)
    assert (choice.files, choice.matched_files) == (2, 1)
    assert (choice.folder, choice.folder_files, choice.volumes) == ("/in", 2, (0,))


def test_the_next_hit_is_the_one_behind_and_then_the_first_again() -> None:
    entries = placed_entries(
        PlacedRow(runs=((500, 1),), outcome="matched"),
        PlacedRow(runs=((20, 1),), outcome="matched"),
        PlacedRow(runs=((300, 1),)),
    )
    read = a_read_map(entries)
    assert [read.next_hit(after) for after in (-1, 20, 500)] == [20, 500, 20]
    assert [read.next_hit(before, is_backwards=True) for before in (500, 20)] == [20, 500]
    assert a_read_map(placed_entries(PlacedRow())).next_hit(0) is None


def test_locked_volumes_and_gaps_are_part_of_the_sum() -> None:
    read = a_read_map(
        placed_entries(), volumes=[a_volume(100, 200), a_volume(300, 400, index=1, state="locked")]
    )
    kinds = dict(read.disk_map().kinds)
    assert (kinds["free"], kinds["encrypted"], kinds["gap"]) == (200, 400, 400)


moments = st.one_of(st.none(), st.integers(-(1 << 63) + 1, (1 << 63) - 1), st.integers(0, 1 << 61))


@given(times=st.lists(st.tuples(moments, st.sampled_from(BYTE_OUTCOMES), st.booleans()), max_size=12))
def test_every_file_is_in_one_bar_or_counted_beside_them(times: list[tuple[int | None, str, bool]]) -> None:
    entries = placed_entries(
        *(
            PlacedRow(outcome=outcome, is_file=is_file, modified=NO_TIME if time is None else time)
            for time, outcome, is_file in times
        )
    )
    for span in (None, ("2001-01", "2003-12")):
        line = time_line(entries, "modified", seized_at=None, span=span)
        in_bars = sum(bar.files for bar in line.bars)
        assert in_bars + line.without_time + line.beyond + line.outside_span == line.files
        assert line.files == sum(is_file for _time, _outcome, is_file in times)
        assert [bar.when for bar in line.bars] == sorted({bar.when for bar in line.bars})


@pytest.mark.parametrize(
    ("span", "whens"),
    [
        pytest.param(None, ["1970-01", "2019-08"], id="by month"),
        pytest.param(("2019-07", "2019-08"), ["2019-08-14", "2019-08-31"], id="by day, last day included"),
    ],
)
def test_midnight_of_1970_is_a_time_and_no_time_is_none(
    span: tuple[str, str] | None, whens: list[str]
) -> None:
    entries = placed_entries(
        PlacedRow(modified=0),
        PlacedRow(modified=_ns(2019, 8, 14)),
        PlacedRow(modified=_ns(2019, 8, 31) + DAY_NS - 1, outcome="matched", path=b"/y/z"),
        PlacedRow(),
    )
    line = time_line(entries, "modified", seized_at=datetime(2019, 8, 20, tzinfo=UTC), span=span)
    assert [bar.when for bar in line.bars] == whens
    assert (line.without_time, line.after_seizure, line.most_matched_folder) == (1, 1, "/y")


def test_a_file_of_the_very_moment_of_the_seizure_is_not_after_it() -> None:
    seized_at = datetime(2019, 8, 20, tzinfo=UTC)
    moment = _ns(2019, 8, 20)
    entries = placed_entries(PlacedRow(modified=moment), PlacedRow(modified=moment + 1))
    assert time_line(entries, "modified", seized_at=seized_at).after_seizure == 1


def _ns(year: int, month: int, day: int) -> int:
    return (datetime(year, month, day, tzinfo=UTC) - EPOCH).days * DAY_NS


@given(paths=st.lists(st.sampled_from(["/a", "/f/a", "/f/b", "/f/g/a", "/f/g/h/i/a", "/k/a"]), max_size=12))
def test_a_folder_counts_everything_below_it(paths: list[str]) -> None:
    tree = grow(placed_entries(*(PlacedRow(path=path.encode(), size=len(path)) for path in paths)))

    def walked(key: str | None) -> int:
        found = folder_map(tree, key, weigh="files")
        for cell in found.cells:
            assert (
                cell.files == sum(path.startswith(f"{cell.path.rstrip('/')}/") for path in paths)
                or cell.is_direct
            )
            if not cell.is_direct:
                assert walked(cell.key) == cell.files
        return found.files

    assert walked(None) == len(paths)


def test_folders_too_many_to_draw_are_put_together_and_nothing_is_lost() -> None:
    tree = grow(placed_entries(*(PlacedRow(path=b"/%03d/a" % n, size=n) for n in range(200))))
    (top,) = folder_map(tree, None, weigh="bytes").cells
    found = folder_map(tree, top.key, weigh="bytes")
    assert len(found.cells) == MOST_CELLS + 1
    assert found.left_out == 200 - MOST_CELLS
    assert sum(cell.size_bytes for cell in found.cells) == sum(range(200)) == top.size_bytes
    assert found.cells[-1].name == ""


def test_a_folder_without_files_is_not_drawn() -> None:
    tree = grow(placed_entries(PlacedRow(path=b"/f/g", is_file=False), PlacedRow(path=b"/k/a")))
    (top,) = folder_map(tree, None, weigh="files").cells
    assert [cell.path for cell in folder_map(tree, top.key, weigh="files").cells] == ["/k"]


def test_a_folder_nobody_listed_is_empty_and_names_that_look_alike_stay_apart() -> None:
    tree = grow(placed_entries(PlacedRow(path=b"/\xff/a"), PlacedRow(path=rb"/\xFF/a")))
    assert folder_map(tree, "0:2f6e6f", weigh="bytes").cells == ()
    (top,) = folder_map(tree, None, weigh="bytes").cells
    cells = folder_map(tree, top.key, weigh="files").cells
    assert [cell.name for cell in cells] == [r"\xFF", r"\xFF"]
    assert len({cell.key for cell in cells}) == 2


@pytest.fixture(scope="module")
def mixed_case(mixed: MixedMedia, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = a_case(tmp_path_factory.mktemp("mapped") / "case", mixed.image)
    assert said("scan", case, "--library", mixed.library).status == 0
    return case


@pytest.fixture(
    scope="module",
    params=["finished_case", "mixed_case"],
    ids=["practice disk", "disk with resident files and several file systems"],
)
def opened(request: pytest.FixtureRequest) -> Iterator[OpenCase]:
    with OpenCase(CaseFile.open(request.getfixturevalue(request.param)), now=lambda: BEGINNING) as case:
        yield case


def test_the_map_of_a_scanned_case_closes_and_agrees_with_its_ledger(
    opened: OpenCase,
) -> None:
    (exhibit,) = opened.exhibits()
    disk = opened.disk_map(exhibit.label)
    assert sum(number for _kind, number in disk.kinds) == disk.size_bytes == exhibit.size_bytes
    ledger = dict(opened.ledgers()[0].kinds)
    assert dict(disk.kinds)["encrypted"] == ledger.get("locked", 0)
    assert dict(disk.kinds)["gap"] == ledger["gap"]
    assert disk.matched_files == sum(row.outcome == "matched" for row in _files(opened))
    assert dict(disk.kinds)["matched"] > 0


def _files(opened: OpenCase, where: str = "") -> list[EntryRow]:
    ids = opened.entry_ids(EntryFilter.of(f"kind:file {where}"), None)
    return list(opened.entry_rows(ids))


def test_what_the_map_counts_is_what_the_filter_it_leads_to_finds(opened: OpenCase) -> None:
    (exhibit,) = opened.exhibits()
    label, size = exhibit.label, exhibit.size_bytes
    for start, end in [(0, size), *pairwise(range(0, size, size // 7))]:
        choice = opened.map_choice(label, start, end)
        assert len(_files(opened, f"offset:{start}..{end - 1}")) == choice.files
    for field in ("modified", "created", "accessed"):
        line = opened.time_line(label, field)
        for bar in line.bars:
            assert len(_files(opened, f"{field}:{bar.when}")) == bar.files
        assert len(_files(opened, f"{field}:none")) == line.without_time


def test_what_a_folder_counts_is_what_the_filter_it_leads_to_finds(opened: OpenCase) -> None:
    (exhibit,) = opened.exhibits()
    top, *_ = opened.folder_map(exhibit.label, None, weigh="files").cells
    cells: tuple[FolderCell, ...] = opened.folder_map(exhibit.label, top.key, weigh="files").cells
    assert len(cells) > 2
    for cell in cells:
        field = "in" if cell.is_direct else "under"
        assert len(_files(opened, f'volume:{cell.volume} {field}:"{cell.path}"')) == cell.files


def test_a_map_is_kept_while_its_scan_stands_as_it_was(
    opened: OpenCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    (exhibit,) = opened.exhibits()
    before = opened.disk_map(exhibit.label)

    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("app.store.places.placed_entries", refuse)
    assert opened.disk_map(exhibit.label) == before
