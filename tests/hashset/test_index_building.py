"""What goes into an index is counted and kept, in bounded memory, in any order, and can be stopped."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.digests import Algorithm
from forensics.errors import Cancelled
from forensics.hashset.building import IndexBuilder, sorting
from forensics.hashset.building.ordering import Rows
from forensics.hashset.index import HashIndex
from forensics.hashset.index.blocks import verify_whole
from forensics.hashset.index.layout import read_description
from forensics.hashset.records import RecordBatch, SetRecord, UnfitRecord, Values, batched, every_place
from forensics.hashset.vault import new_lock
from tests.hashset.builders import contents, digests_of
from tests.hashset.index_cases import (
    PROVENANCE,
    RECORDS,
    an_index,
    asking,
    built,
    by_dict,
    digests_kept,
    entries_of,
)


@pytest.fixture
def small_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics.hashset.building.sorting.RUN_BYTES", 400)
    monkeypatch.setattr("forensics.hashset.building.sorting.PIECE_BYTES", 600)
    monkeypatch.setattr("forensics.hashset.building.sorting.SAMPLED", 3)


@settings(max_examples=60, deadline=None)
@given(records=RECORDS)
def test_the_counts_and_sizes_of_an_index_are_those_of_its_records(
    tmp_path_factory: pytest.TempPathFactory, records: list[SetRecord]
) -> None:
    kept = [record for record in records if digests_kept(record)]
    with an_index(tmp_path_factory.mktemp("index"), records) as index:
        sizes = sorted({record.size_bytes for record in kept if record.size_bytes})
        assert list(index.sizes) == sizes
        assert all(index.has_size(size) for size in sizes)
        assert [index.has_size(size) for size in range(8)] == [size in sizes for size in range(8)]
        info = index.info
    given_by = {a: [digests_kept(r)[a] for r in kept if a in digests_kept(r)] for a in Algorithm}
    assert info.record_count == len(records)
    assert info.distinct_count == len({next(iter(digests_kept(record).values())) for record in kept})
    assert info.algorithms == tuple(a.value for a in Algorithm if given_by[a])
    assert info.digest_counts == tuple(len(given_by[a]) for a in Algorithm if given_by[a])
    assert info.distinct_counts == tuple(len(set(given_by[a])) for a in Algorithm if given_by[a])
    assert info.sized_count == sum(1 for record in kept if record.size_bytes)
    assert info.unsized_count == len(kept) - info.sized_count
    assert dict(info.category_counts) == Counter(record.category for record in records)


def test_an_index_has_no_section_for_what_no_record_gives(tmp_path: Path) -> None:
    with an_index(tmp_path, [SetRecord(md5=digests_of(b"a").md5)]) as index, index.path.open("rb") as file:
        assert set(read_description(file, path=index.path).sections) == {
            *("md5.fanout", "md5.digests", "records")
        }
        assert (list(index.sizes), index.has_size(0)) == ([], False)


@settings(max_examples=60, deadline=None)
@given(batches=st.lists(RECORDS, min_size=1, max_size=6))
def test_a_set_of_many_runs_equals_the_set_of_one(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[SetRecord]]
) -> None:
    records = [record for batch in batches for record in batch]
    folders = [tmp_path_factory.mktemp("index") for _way in range(2)]
    one = built(folders[0], batched(records))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("forensics.hashset.building.sorting.RUN_BYTES", 200)
        patch.setattr("forensics.hashset.building.sorting.PIECE_BYTES", 300)
        patch.setattr("forensics.hashset.building.sorting.SAMPLED", 2)
        many = built(folders[1], (piece for batch in batches for piece in batched(batch)))
    assert many == one
    assert (folders[0] / "index").read_bytes() == (folders[1] / "index").read_bytes()


@pytest.mark.usefixtures("small_runs")
def test_digests_that_all_begin_alike_are_kept_in_pieces(tmp_path: Path) -> None:
    raw = np.zeros((3000, 16), dtype=np.uint8)
    raw[:, 14:] = np.random.default_rng(1).permutation(3000).astype(">u2").view(np.uint8).reshape(-1, 2)
    batch = RecordBatch(count=3000, digests={Algorithm.MD5: Values(raw=raw, places=every_place(3000))})
    built(tmp_path, [batch])
    with HashIndex.open(tmp_path / "index") as index:
        rows = np.concatenate([rows for rows, _entries in index.ascending(Algorithm.MD5)])
        assert rows.tobytes() == b"".join(sorted(map(bytes, raw)))
        queries, entries = index.lookup_many(Algorithm.MD5, raw)
        assert queries.tolist() == list(range(3000))
        assert index.record_numbers(entries).tolist() == list(range(3000))


@pytest.mark.usefixtures("small_runs")
def test_one_digest_with_many_sizes_and_repeats_is_kept_once_for_each_size(tmp_path: Path) -> None:
    digests = digests_of(b"a")
    records = [SetRecord(md5=digests.md5, size_bytes=1 + n % 300) for n in range(2000)]
    with an_index(tmp_path, records) as index:
        assert [match.record for match in index.lookup(digests)] == list(range(300))
        assert index.info.distinct_counts == (1,)


@pytest.mark.usefixtures("small_runs")
def test_no_piece_of_a_merge_is_much_larger_than_it_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []
    real = sorting.RowSpool._piece

    def piece(spool: sorting.RowSpool, starts: list[int], stops: list[int]) -> Rows:
        rows = real(spool, starts, stops)
        lengths.append(rows.nbytes)
        return rows

    monkeypatch.setattr(sorting.RowSpool, "_piece", piece)
    alike = [SetRecord(md5=bytes(16), size_bytes=n) for n in range(1, 2001)]
    built(tmp_path, batched(alike))
    assert len(lengths) > 20
    assert max(lengths) < 10_000  # of 56,000


def test_all_orders_of_algorithms_are_found(tmp_path: Path) -> None:
    records = [
        SetRecord(
            md5=d.md5 if n & 1 else None,
            sha1=d.sha1 if n & 2 else None,
            sha256=d.sha256 if n & 4 else None,
            size_bytes=n % 5 or None,
        )
        for n, d in enumerate(map(digests_of, contents(800)))
    ]
    entries = entries_of(records)
    with an_index(tmp_path, records) as index:
        for record in records[::7]:
            got = [(m.algorithm, m.record, m.category, m.size_bytes) for m in index.lookup(asking(record))]
            assert got == by_dict(entries, asking(record))


@pytest.mark.parametrize(("sizes", "width"), [((1, (1 << 32) - 2), 4), ((1, (1 << 32) - 1), 8)])
def test_sizes_take_eight_bytes_only_when_one_needs_them(
    tmp_path: Path, sizes: tuple[int, int], width: int
) -> None:
    digests = [digests_of(c).md5 for c in contents(3)]
    with an_index(tmp_path, map(SetRecord._make, _padded(digests, (*sizes, None)))) as index:
        assert {m.size_bytes for d in contents(3) for m in index.lookup(digests_of(d))} == {*sizes, None}
    assert (
        f'"sizes": [{_offset(tmp_path, "sizes")}, {3 * width}]'.encode() in (tmp_path / "index").read_bytes()
    )


def _padded(
    digests: list[bytes | None], sizes: tuple[int | None, ...]
) -> list[tuple[bytes | int | str | None, ...]]:
    return [(md5, None, None, size, None, None, None, None) for md5, size in zip(digests, sizes, strict=True)]


def _offset(folder: Path, section: str) -> int:
    with (folder / "index").open("rb") as file:
        return read_description(file, path=folder / "index").sections[section][0]


def test_an_index_of_one_algorithm_is_small(tmp_path: Path) -> None:
    count = 70_000
    raw = np.random.default_rng(3).integers(0, 256, (count, 20), dtype=np.uint8)
    batch = RecordBatch(count=count, digests={Algorithm.SHA1: Values(raw=raw, places=every_place(count))})
    built(tmp_path, [batch])
    assert (tmp_path / "index").stat().st_size <= 24 * count


def test_fingerprints_are_kept_in_source_order(tmp_path: Path) -> None:
    records = [
        SetRecord(pdq=bytes([n]) * 32, pdq_quality=n if n % 2 else None, category="2" if n == 3 else None)
        for n in range(5)
    ] + [SetRecord(photodna=bytes([n]) * 144, md5=digests_of(b"%d" % n).md5) for n in range(3)]
    with an_index(tmp_path, records) as index:
        (pdq,), (photodna,) = index.pdq(), index.photodna()
        assert [row[0] for row in pdq.values.tolist()] == [0, 1, 2, 3, 4]
        assert pdq.qualities.tolist() == [-1, 1, -1, 3, -1]
        assert pdq.records.tolist() == [0, 1, 2, 3, 4]
        assert pdq.categories == (None, None, None, "2", None)
        assert photodna.values.tobytes() == b"".join(bytes([n]) * 144 for n in range(3))
        assert photodna.records.tolist() == [5, 6, 7]
        assert (index.info.pdq_count, index.info.photodna_count) == (5, 3)


def test_a_set_of_fingerprints_alone_has_no_algorithms(tmp_path: Path) -> None:
    with an_index(tmp_path, [SetRecord(pdq=bytes(32)), SetRecord(pdq=b"\1" * 32)]) as index:
        assert index.algorithms == ()
        assert (index.info.algorithms, index.info.digest_counts, index.info.distinct_counts) == ((), (), ())
        assert (index.info.pdq_count, index.info.unsized_count, len(index.sizes)) == (2, 0, 0)
        assert index.lookup(digests_of(b"a")) == ()
        assert list(index.ascending(Algorithm.MD5)) == []
        assert [piece.categories for piece in index.pdq()] == [(None, None)]
        assert list(index.photodna()) == []


def test_a_locked_set_keeps_no_fingerprints_and_counts_them(tmp_path: Path) -> None:
    key = new_lock("correct horse", memory_kib=64, passes=1)
    records = [
        SetRecord(md5=digests_of(b"a").md5, pdq=b"\7" * 32, photodna=b"\x09" * 144),
        SetRecord(md5=digests_of(b"").md5, pdq=b"\6" * 32),
    ]
    with an_index(tmp_path, records, key=key) as index:
        assert (index.info.pdq_count, index.info.photodna_count) == (0, 0)
        assert index.info.dropped == (
            ("PDQ values, not kept in a locked set", 2),
            ("PhotoDNA values, not kept in a locked set", 1),
        )
        assert index.info.dropped_empty == 1
        assert len(index.lookup(digests_of(b"a"))) == 1
        assert index.lookup(digests_of(b"")) == ()
    raw = (tmp_path / "index").read_bytes()
    assert b"\7" * 16 not in raw
    assert b"\x09" * 16 not in raw


def asked_so_often(times: int) -> Callable[[], bool]:
    left = iter(range(times - 1))
    return lambda: next(left, None) is None


def test_a_stopped_build_leaves_no_index(tmp_path: Path) -> None:
    records = [SetRecord(md5=digests_of(c).md5, size_bytes=1) for c in contents(50)]
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    (tmp_path / "whole").mkdir()
    built(tmp_path / "whole", batched(records), cancelled=count)
    assert asked > 5
    for stop_at in range(1, asked + 1):
        folder = tmp_path / str(stop_at)
        folder.mkdir()
        with pytest.raises(Cancelled):
            built(folder, batched(records), cancelled=asked_so_often(stop_at))
        if (folder / "index").exists():
            raw = (folder / "index").read_bytes()
            assert not raw.startswith(b"FCHASHES")


@pytest.mark.usefixtures("small_runs")
def test_the_bar_moves_while_an_index_is_built(tmp_path: Path) -> None:
    told: list[float] = []
    records = [SetRecord(md5=d.md5, sha1=d.sha1) for d in map(digests_of, contents(500))]
    built(tmp_path, batched(records), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(set(told)) > 10
    assert told[0] < 0.2


def a_batch(**changes: object) -> RecordBatch:
    given: dict[str, object] = {
        "count": 2,
        "digests": {Algorithm.MD5: Values(raw=np.ones((2, 16), dtype=np.uint8), places=every_place(2))},
    }
    return RecordBatch(**given | changes)  # type: ignore[arg-type]  # what does not fit is the point


def md5s(width: int, places: list[int]) -> dict[Algorithm, Values]:
    raw = np.ones((2, width), dtype=np.uint8)
    return {Algorithm.MD5: Values(raw=raw, places=np.array(places, dtype=np.uint32))}


@pytest.mark.parametrize(
    "batch",
    [
        a_batch(digests=md5s(20, [0, 1])),
        a_batch(digests=md5s(16, [0])),
        a_batch(digests=md5s(16, [0, 2])),
        a_batch(digests=md5s(16, [1, 0])),
        a_batch(digests=md5s(16, [1, 1])),
        a_batch(sizes=np.zeros(3, dtype=np.int64)),
        a_batch(sizes=np.zeros(2, dtype=np.uint64)),
        a_batch(categories=("1",)),
        a_batch(pdq=Values(raw=np.ones((1, 31), dtype=np.uint8), places=every_place(1))),
        a_batch(pdq_qualities=np.zeros(1, dtype=np.int16)),
        a_batch(photodna=Values(raw=np.ones((1, 143), dtype=np.uint8), places=every_place(1))),
    ],
)
def test_columns_that_do_not_fit_together_are_not_believed(tmp_path: Path, batch: RecordBatch) -> None:
    with IndexBuilder(tmp_path) as builder, pytest.raises(ValueError, match=r"due$"):
        builder.add_all([a_batch(), batch])


def test_a_size_below_zero_names_its_record(tmp_path: Path) -> None:
    sizes = np.array([-1, -2], dtype=np.int64)
    with (
        IndexBuilder(tmp_path) as builder,
        pytest.raises(UnfitRecord, match="no file has the size -2") as told,
    ):
        builder.add_all([a_batch(), a_batch(sizes=sizes)])
    assert told.value.row == 3


def test_an_index_that_was_built_passes_the_whole_check(tmp_path: Path) -> None:
    records = [SetRecord(sha1=digests_of(c).sha1, category="1") for c in contents(5000)]
    info = built(tmp_path, batched(records))
    with (tmp_path / "index").open("rb") as file:
        assert verify_whole(file, path=tmp_path / "index") == info
    assert info.name == PROVENANCE.name
