"""Whatever has changed in an index is noticed before it is used, by a whole check in any case."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from forensics.digests import Algorithm, DigestSet
from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset.index import HashIndex, LoadedSets
from forensics.hashset.index.blocks import verify_whole
from forensics.hashset.index.layout import BLOCK_BYTES, PREFIX, fanout_bits, read_description
from forensics.hashset.records import RecordBatch, SetRecord, Values, every_place
from tests.hashset.builders import contents, digests_of
from tests.hashset.index_cases import an_index, built

RECORDS = [
    SetRecord(
        md5=digests.md5,
        sha1=digests.sha1 if number % 3 else None,
        sha256=digests.sha256 if number % 2 else None,
        size_bytes=number + 1,
        category=str(number % 2),
        pdq=bytes([number]) * 32,
        pdq_quality=number,
        photodna=bytes([number]) * 144,
    )
    for number, digests in enumerate(map(digests_of, contents(12)))
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("whole")
    an_index(folder, RECORDS).close()
    return (folder / "index").read_bytes()


def everything_in(path: Path) -> object:
    """All that an index can be asked, each part of it."""
    with HashIndex.open(path) as index, LoadedSets([path]) as loaded:
        asked = [DigestSet(md5=r.md5, sha1=r.sha1, sha256=r.sha256) for r in RECORDS]
        numbers = np.arange(sum(1 for _record in RECORDS))
        return (
            [index.lookup(digests) for digests in asked],
            loaded.lookup_many(asked),
            [
                [(rows.tobytes(), entries.tolist()) for rows, entries in index.ascending(algorithm)]
                for algorithm in Algorithm
            ],
            index.record_numbers(numbers).tolist(),
            index.category_codes(numbers),
            index.sizes_of(numbers).tolist(),
            [index.has_size(size) for size in range(15)],
            index.size_array().tolist(),
            [
                (piece.values.tobytes(), piece.qualities.tolist(), piece.records.tolist(), piece.categories)
                for piece in index.pdq()
            ],
            [(piece.values.tobytes(), piece.records.tolist()) for piece in index.photodna()],
        )


@pytest.mark.parametrize("flip", [0x01, 0x80])
def test_every_flipped_byte_is_found_by_the_whole_check(whole: bytes, flip: int) -> None:
    assert verify_whole(io.BytesIO(whole), path=Path("x.hashset")).record_count == len(RECORDS)
    for place in range(len(whole)):
        changed = io.BytesIO(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
        with pytest.raises(HashSetRefused, match=r"^The index x\.hashset .*(damaged|has form)"):
            verify_whole(changed, path=Path("x.hashset"))


def test_every_flipped_byte_is_found_before_it_is_used(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.write_bytes(whole)
    everything_in(path)
    for place in range(0, len(whole), 3):  # every third: the whole check has them all
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        with pytest.raises(HashSetRefused, match=r"damaged|has form"):
            everything_in(path)


ASKING: dict[str, Callable[[HashIndex, DigestSet], object]] = {
    "lookup": lambda index, digests: index.lookup(digests),
    "lookup_many": lambda index, digests: index.lookup_many(
        Algorithm.MD5, np.frombuffer(digests.md5 or b"", dtype=np.uint8).reshape(1, -1)
    ),
    "ascending": lambda index, _digests: list(index.ascending(Algorithm.MD5)),
    "sizes": lambda index, _digests: index.size_array(),
    "has_size": lambda index, _digests: [index.has_size(size) for size in range(1, 20_000, 500)],
    "records": lambda index, _digests: index.record_numbers(np.arange(20_000)),
    "codes": lambda index, _digests: index.category_codes(np.arange(20_000)),
    "sizes_of": lambda index, _digests: index.sizes_of(np.arange(20_000)),
}


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An index of several blocks: 20,000 records with an MD5, a size and a category each."""
    folder = tmp_path_factory.mktemp("larger")
    digests = map(digests_of, contents(20_000))
    an_index(
        folder, (SetRecord(md5=d.md5, size_bytes=n + 1, category=str(n % 3)) for n, d in enumerate(digests))
    ).close()
    return (folder / "index").read_bytes()


@pytest.mark.parametrize("way", ASKING)
def test_a_changed_block_is_noticed_by_each_way_of_asking_and_only_where_it_is_touched(
    larger: bytes, tmp_path: Path, way: str
) -> None:
    path, ask = tmp_path / "index", ASKING[way]
    path.write_bytes(larger)
    digests = digests_of(b"content 77")
    with HashIndex.open(path) as index:
        ask(index, digests)
    table_at = struct.unpack_from("<Q", larger, 48)[0]
    noticed = 0
    blocks = range(PREFIX.size, table_at, BLOCK_BYTES)
    for start in blocks:
        place = min(start + 17, table_at - 1)
        path.write_bytes(larger[:place] + bytes([larger[place] ^ 1]) + larger[place + 1 :])
        with HashIndex.open(path) as index:
            try:
                ask(index, digests)
            except HashSetRefused as refused:
                assert f"at byte {start:,} is not what was written" in str(refused)  # noqa: PT017
                noticed += 1
    assert 0 < noticed < len(blocks)


def test_an_index_cut_or_lengthened_anywhere_does_not_open(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "index"
    for length in {*range(0, len(whole), 7), *range(70), len(whole) - 1}:
        path.write_bytes(whole[:length])
        with pytest.raises(HashSetRefused, match="damaged"):
            HashIndex.open(path)
    path.write_bytes(whole + b" ")
    with pytest.raises(HashSetRefused, match="damaged"):
        HashIndex.open(path)


@pytest.mark.parametrize("form", [1, 3])
def test_an_index_of_another_form_says_so(whole: bytes, tmp_path: Path, form: int) -> None:
    path = tmp_path / "agency.hashset"
    path.write_bytes(whole[:40] + bytes([form]) + whole[41:])
    with pytest.raises(
        HashSetRefused,
        match=rf"^The index agency\.hashset has form {form}, Fieldcase reads form 2; import the set again\.$",
    ):
        HashIndex.open(path)


def test_a_prefix_that_points_anywhere_is_refused(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "index"
    for table_at in (0, 63, 64, len(whole), 1 << 40, (1 << 64) - 1):
        for description_at in (0, 64, len(whole), 1 << 40, (1 << 64) - 1):
            path.write_bytes(whole[:48] + struct.pack("<QQ", table_at, description_at) + whole[64:])
            with pytest.raises(HashSetRefused, match="damaged"):
                HashIndex.open(path)


def test_the_whole_check_tells_how_far_it_is_and_can_be_stopped(larger: bytes) -> None:
    told: list[int] = []
    verify_whole(io.BytesIO(larger), path=Path("x"), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == len(larger)
    with pytest.raises(Cancelled):
        verify_whole(io.BytesIO(larger), path=Path("x"), cancelled=lambda: True)


def test_a_lookup_checks_all_that_it_reads(tmp_path: Path) -> None:
    """Two numbers of the fanout and each digest with the same leading bits, over the borders of blocks."""
    count, path = 300_000, tmp_path / "index"
    raw = np.random.default_rng(5).integers(0, 256, (count, 16), dtype=np.uint8)
    built(
        tmp_path,
        [RecordBatch(count=count, digests={Algorithm.MD5: Values(raw=raw, places=every_place(count))})],
    )
    with path.open("rb") as file:
        description = read_description(file, path=path)
    fanout_at, digests_at = (description.sections[f"md5.{name}"][0] for name in ("fanout", "digests"))
    bits = fanout_bits(count)
    kept = 16 - bits // 8
    file_bytes = bytearray(path.read_bytes())
    fanout = np.frombuffer(bytes(file_bytes), dtype="<u4", count=(1 << bits) + 1, offset=fanout_at)
    starts = digests_at + fanout[:-1].astype(np.int64) * kept
    stops = digests_at + fanout[1:].astype(np.int64) * kept
    slots = fanout_at + 4 * np.arange(1 << bits)
    borders = np.flatnonzero(_block(starts) < _block(stops - 1))
    split = np.flatnonzero(_block(slots) < _block(slots + 7))
    assert len(borders) > 10
    assert len(split) > 0
    for bucket in (*borders[:4].tolist(), *split[:2].tolist()):
        leading = (bucket << (32 - bits)).to_bytes(4, "big")
        question = leading + bytes(12)
        for place in (slots[bucket], slots[bucket] + 7, starts[bucket], stops[bucket] - 1):
            for way in ("lookup", "lookup_many"):
                file_bytes[place] ^= 1
                path.write_bytes(file_bytes)
                with HashIndex.open(path) as index, pytest.raises(HashSetRefused, match="at byte"):
                    ASKING[way](index, DigestSet(md5=question))
                file_bytes[place] ^= 1


def _block(addresses: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return (addresses - PREFIX.size) // BLOCK_BYTES
