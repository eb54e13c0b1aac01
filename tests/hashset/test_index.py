"""Looking up in an index equals looking up in a dict, whatever the records are; damage is told."""

import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.digests import EMPTY_CONTENT, Algorithm, DigestSet
from forensics.errors import HashSetRefused
from forensics.hashset import Provenance
from forensics.hashset.building import IndexBuilder
from forensics.hashset.index import HashIndex, LoadedSets
from forensics.hashset.library import index_path, verify_set
from forensics.hashset.records import SetRecord, batched
from forensics.hashset.sorting import sorted_order
from tests.hashset.builders import (
    a_plain_list,
    a_vics_file,
    contents,
    digests_of,
    import_file,
    media,
    sha1_hex,
)

PROVENANCE = Provenance(
    name="a set",
    role="notable",
    version=None,
    format="made by a test",
    source_name="none",
    source_sha256="00" * 32,
    imported_at="2099-01-02T03:04:05Z",
    tool_version="9.9",
    scheme="a scheme",
    notes=(),
    source_member=None,
    dropped=(),
)


def an_index(folder: Path, records: list[SetRecord]) -> HashIndex:
    path = folder / "index"
    with IndexBuilder(folder) as builder:
        builder.add_all(batched(records))
        builder.build(path, provenance=PROVENANCE, cancelled=lambda: False)
    return HashIndex.open(path)


def few_digests(length: int) -> st.SearchStrategy[bytes]:
    """Digests that often repeat, begin alike, or are those of the empty file."""
    alike = st.integers(0, 3).map(lambda n: bytes(length - 1) + bytes([n]))
    empty = {len(raw): raw for _algorithm, raw in EMPTY_CONTENT.present()}[length]
    return st.one_of(alike, st.binary(min_size=length, max_size=length), st.just(empty))


RECORDS = st.lists(
    st.builds(
        SetRecord,
        md5=st.none() | few_digests(16),
        sha1=st.none() | few_digests(20),
        sha256=st.none() | few_digests(32),
        size_bytes=st.none() | st.integers(0, 3) | st.integers(0, (1 << 63) - 1),
        category=st.none() | st.sampled_from(["0", "1", "A", "", "é"]),
    ),
    min_size=1,
    max_size=60,
)


def by_dict(records: list[SetRecord], asked: DigestSet) -> list[tuple[str, int, str | None, int | None]]:
    """What `lookup` promises, said with dicts: the first of equal records, by its strongest match."""
    found: dict[int, tuple[str, int, str | None, int | None]] = {}
    for algorithm in (Algorithm.SHA256, Algorithm.SHA1, Algorithm.MD5):
        raw = asked.of(algorithm)
        if raw is None or raw == EMPTY_CONTENT.of(algorithm):
            continue
        seen: set[tuple[str | None, int | None]] = set()
        for row, record in enumerate(records):
            size = record.size_bytes or None
            if getattr(record, algorithm) == raw and (record.category, size) not in seen:
                seen.add((record.category, size))
                found.setdefault(row, (algorithm.value, row, record.category, size))
    return [found[row] for row in sorted(found)]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS, data=st.data())
def test_an_index_answers_as_a_dict_does(
    tmp_path_factory: pytest.TempPathFactory, records: list[SetRecord], data: st.DataObject
) -> None:
    with an_index(tmp_path_factory.mktemp("index"), records) as index:
        asked = [DigestSet(md5=r.md5, sha1=r.sha1, sha256=r.sha256) for r in records]
        asked.append(DigestSet(md5=data.draw(few_digests(16)), sha1=data.draw(few_digests(20))))
        asked.append(DigestSet(sha256=data.draw(few_digests(32))))
        for digests in asked:
            got = [(m.algorithm, m.record, m.category, m.size_bytes) for m in index.lookup(digests)]
            assert got == by_dict(records, digests)


@settings(max_examples=40, deadline=None)
@given(records=RECORDS)
def test_the_counts_and_sizes_of_an_index_are_those_of_its_records(
    tmp_path_factory: pytest.TempPathFactory, records: list[SetRecord]
) -> None:
    kept = []
    strongest = set()
    for record in records:
        left = [
            d for d in (record.sha256, record.sha1, record.md5) if d and d not in dict_of_empty().values()
        ]
        if left:
            kept.append(record)
            strongest.add(left[0])
    with an_index(tmp_path_factory.mktemp("index"), records) as index:
        sizes = sorted({record.size_bytes for record in kept if record.size_bytes})
        assert list(index.sizes) == sizes
        assert all(index.has_size(size) for size in sizes)
        assert [index.has_size(size) for size in range(8)] == [size in sizes for size in range(8)]
        assert index.info.record_count == len(records)
        assert index.info.distinct_count == len(strongest)
        assert index.info.sized_count == sum(1 for record in kept if record.size_bytes)
        assert index.unsized_count == len(kept) - index.info.sized_count


def dict_of_empty() -> dict[Algorithm, bytes]:
    return dict(EMPTY_CONTENT.present())


@settings(max_examples=200, deadline=None)
@given(digests=st.lists(few_digests(20), min_size=1, max_size=50))
def test_sorting_digests_is_pythons_sorting(digests: list[bytes]) -> None:
    order = sorted_order(np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, 20))
    assert list(order) == sorted(range(len(digests)), key=lambda place: digests[place])


def test_a_set_of_several_runs_is_found_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics.hashset.sorting._RUN_ENTRIES", 700)
    monkeypatch.setattr("forensics.hashset.building._BATCH", 300)
    many = contents(5000)
    records = [
        SetRecord(sha1=digests_of(c).sha1, md5=digests_of(c).md5, size_bytes=n + 1)
        for n, c in enumerate(many)
    ]
    with an_index(tmp_path, records + records[:2000]) as index:
        assert index.info.digest_counts == (5000, 5000)
        for row, content in enumerate(many):
            assert [m.record for m in index.lookup(digests_of(content))] == [row]
        assert not any(index.lookup(digests_of(b"absent %d" % n)) for n in range(2000))


@pytest.mark.skipif(shutil.which("hfind") is None, reason="hfind (sleuthkit) is not installed")
def test_hfind_gives_the_same_answers(tmp_path: Path) -> None:
    inside, outside = contents(300), [b"absent %d" % n for n in range(300)]
    source = a_plain_list(tmp_path, [f"{sha1_hex(c)}" for c in inside])
    nsrl = tmp_path / "NSRLFile.txt"  # the one text form hfind indexes by SHA-1
    head = '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"\r\n'
    rows = (f'"{sha1_hex(c).upper()}","{"0" * 32}","00000000","a",1,1,"1",""\r\n' for c in inside)
    nsrl.write_text(head + "".join(rows), newline="")
    subprocess.run(["hfind", "-i", "nsrl-sha1", nsrl], check=True, capture_output=True)
    info = import_file(source, tmp_path / "library")
    with HashIndex.open(index_path(tmp_path / "library", info)) as index:
        for content in inside[:60] + outside[:60]:
            told = subprocess.run(
                ["hfind", "-q", nsrl, sha1_hex(content)], capture_output=True, check=False
            ).stdout
            assert bool(index.lookup(digests_of(content))) == (told.strip() == b"1")


def test_several_sets_answer_together_by_position(tmp_path: Path) -> None:
    library = tmp_path / "library"
    both, first_only = b"both", b"first only"
    one = import_file(
        a_vics_file(tmp_path, [media(both), media(first_only, Category=3)]), library, name="one"
    )
    two = import_file(a_plain_list(tmp_path, [sha1_hex(c) for c in (b"x", both)]), library, name="two")
    with LoadedSets([index_path(library, one), index_path(library, two)]) as sets:
        assert sets.algorithms == (Algorithm.MD5, Algorithm.SHA1)
        assert sets.infos == (one, two)
        found = [
            (m.set_position, m.record, m.algorithm, m.category, m.scheme)
            for m in sets.lookup(digests_of(both))
        ]
        assert found == [(0, 0, "sha1", "1", "VICS 2.0 US"), (1, 1, "sha1", None, None)]
        assert [m.category for m in sets.lookup(digests_of(first_only))] == ["3"]
        assert sets.lookup(digests_of(b"neither")) == ()
        assert sets.lookup(DigestSet()) == ()


def test_no_sets_match_nothing() -> None:
    with LoadedSets([]) as sets:
        assert (sets.algorithms, sets.lookup(digests_of(b"a"))) == ((), ())


def test_the_same_digest_in_two_categories_is_two_matches(tmp_path: Path) -> None:
    raw = digests_of(b"a").sha1
    records = [SetRecord(sha1=raw, category=category) for category in ("1", "2", "1")]
    with an_index(tmp_path, records) as index:
        assert [(m.record, m.category) for m in index.lookup(digests_of(b"a"))] == [(0, "1"), (1, "2")]


def test_every_flipped_byte_of_an_index_is_found(tmp_path: Path) -> None:
    library = tmp_path / "library"
    info = import_file(a_vics_file(tmp_path, [media(c) for c in contents(3)]), library)
    path = index_path(library, info)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x04]) + whole[place + 1 :])
        with pytest.raises(HashSetRefused, match=r"damaged|has form"):
            verify_set(library, info.name)
    path.write_bytes(whole)
    assert verify_set(library, info.name) == info


def test_an_index_cut_anywhere_does_not_open(tmp_path: Path) -> None:
    library = tmp_path / "library"
    info = import_file(a_plain_list(tmp_path, [sha1_hex(c) for c in contents(5)]), library)
    path = index_path(library, info)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(HashSetRefused, match="damaged"):
            HashIndex.open(path)


def test_an_index_of_a_later_form_says_so(tmp_path: Path) -> None:
    info = import_file(a_plain_list(tmp_path, [sha1_hex(b"a")]), tmp_path / "library")
    path = index_path(tmp_path / "library", info)
    raw = bytearray(path.read_bytes())
    raw[40] = 2
    path.write_bytes(raw)
    with pytest.raises(HashSetRefused, match="has form 2, Fieldcase reads form 1; import the set again"):
        HashIndex.open(path)


def test_a_damaged_index_that_was_not_verified_raises_and_does_not_guess(tmp_path: Path) -> None:
    """Whatever byte of the sections is flipped, a lookup answers or refuses and never ends in a traceback."""
    library = tmp_path / "library"
    info = import_file(a_vics_file(tmp_path, [media(c) for c in contents(3)]), library)
    path = index_path(library, info)
    whole = path.read_bytes()
    outcomes: dict[str, int] = defaultdict(int)
    for place in range(64, whole.index(b'{"categories"')):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with HashIndex.open(path) as index:
            for content in contents(3):
                try:
                    index.lookup(digests_of(content))
                    outcomes["answered"] += 1
                except HashSetRefused:
                    outcomes["refused"] += 1
    assert outcomes["refused"] > 0
    assert outcomes["answered"] > 0


def test_loading_sets_closes_what_was_open_when_one_is_damaged(tmp_path: Path) -> None:
    info = import_file(a_plain_list(tmp_path, [sha1_hex(b"a")]), tmp_path / "library")
    good = index_path(tmp_path / "library", info)
    with pytest.raises(HashSetRefused, match="cannot be opened"):
        LoadedSets([good, tmp_path / "gone.hashset"])
