"""Looking up in an index equals looking up in a dict, whatever the records are, singly or many at once."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.digests import DIGEST_BYTES, Algorithm, DigestSet
from forensics.errors import HashSetRefused
from forensics.hashset.index import HashIndex, LoadedSets, lock_at
from forensics.hashset.library import index_path
from forensics.hashset.records import SetRecord
from forensics.hashset.vault import VaultKey, new_lock
from tests.hashset.builders import (
    a_plain_list,
    a_vics_file,
    contents,
    digests_of,
    import_file,
    media,
    sha1_hex,
)
from tests.hashset.index_cases import (
    RECORDS,
    an_index,
    asking,
    by_dict,
    digests_kept,
    entries_of,
    few_digests,
)


@settings(max_examples=80, deadline=None)
@given(records=RECORDS, data=st.data())
def test_an_index_answers_as_a_dict_does(
    tmp_path_factory: pytest.TempPathFactory, records: list[SetRecord], data: st.DataObject
) -> None:
    entries = entries_of(records)
    with an_index(tmp_path_factory.mktemp("index"), records) as index, LoadedSets([index.path]) as loaded:
        asked = [asking(record) for record in records]
        asked.append(DigestSet(md5=data.draw(few_digests(16)), sha1=data.draw(few_digests(20))))
        asked.append(DigestSet(sha256=data.draw(few_digests(32))))
        for digests in asked:
            got = [(m.algorithm, m.record, m.category, m.size_bytes) for m in index.lookup(digests)]
            assert got == by_dict(entries, digests)
        assert loaded.lookup_many(asked) == [loaded.lookup(digests) for digests in asked]
        assert [[m.record for m in some] for some in loaded.lookup_many(asked)] == [
            [m.record for m in index.lookup(digests)] for digests in asked
        ]


@settings(max_examples=60, deadline=None)
@given(records=RECORDS)
def test_ascending_gives_every_digest_of_every_entry_in_order(
    tmp_path_factory: pytest.TempPathFactory, records: list[SetRecord]
) -> None:
    entries = entries_of(records)
    with an_index(tmp_path_factory.mktemp("index"), records) as index:
        for algorithm in Algorithm:
            pieces = list(index.ascending(algorithm))
            got = [
                (raw.tobytes(), record)
                for rows, numbers in pieces
                for raw, record in zip(rows, index.record_numbers(numbers).tolist(), strict=True)
            ]
            due = [
                (digests_kept(record)[algorithm], number)
                for number, record in entries.items()
                if algorithm in digests_kept(record)
            ]
            assert [raw for raw, _number in got] == sorted(raw for raw, _number in due)
            assert sorted(got) == sorted(due)


@settings(max_examples=40, deadline=None)
@given(records=RECORDS)
def test_entries_say_what_their_records_say(
    tmp_path_factory: pytest.TempPathFactory, records: list[SetRecord]
) -> None:
    entries = entries_of(records)
    with an_index(tmp_path_factory.mktemp("index"), records) as index:
        numbers = np.arange(len(entries))
        places = index.record_numbers(numbers).tolist()
        assert sorted(places) == list(entries)
        assert index.category_codes(numbers) == [entries[place].category for place in places]
        assert index.sizes_of(numbers).tolist() == [entries[place].size_bytes or -1 for place in places]
        if entries:
            with pytest.raises(IndexError):
                index.record_numbers(np.array([len(entries)]))


@settings(max_examples=40, deadline=None)
@given(records=RECORDS)
def test_entries_are_in_order_of_their_strongest_digest(
    tmp_path_factory: pytest.TempPathFactory, records: list[SetRecord]
) -> None:
    entries = entries_of(records)
    with an_index(tmp_path_factory.mktemp("index"), records) as index:
        order = index.record_numbers(np.arange(len(entries))).tolist()
    strongest = [next(iter(digests_kept(entries[place]).items())) for place in order]
    widths = [DIGEST_BYTES[algorithm] for algorithm, _raw in strongest]
    assert widths == sorted(widths, reverse=True)
    assert [(-len(raw), raw) for _algorithm, raw in strongest] == sorted(
        (-len(raw), raw) for _algorithm, raw in strongest
    )


@settings(max_examples=30, deadline=None)
@given(digests=st.lists(st.integers(0, 255), min_size=1, max_size=40), asked=st.integers(0, 255))
def test_many_entries_of_digests_that_begin_alike_are_found(
    tmp_path_factory: pytest.TempPathFactory, digests: list[int], asked: int
) -> None:
    """More share their leading bits than are searched through one by one."""
    crowd = [SetRecord(md5=b"\0" * 14 + bytes([7, n])) for n in range(0, 256, 2)]
    repeated = [SetRecord(md5=b"\0" * 15 + bytes([n]), size_bytes=k + 1) for k, n in enumerate(digests)]
    records = crowd + repeated
    entries = entries_of(records)
    with an_index(tmp_path_factory.mktemp("index"), records) as index, LoadedSets([index.path]) as loaded:
        questions = [DigestSet(md5=b"\0" * 14 + bytes([high, asked])) for high in (0, 7)]
        questions += [asking(record) for record in records]
        for question in questions:
            assert [m.record for m in index.lookup(question)] == [m[1] for m in by_dict(entries, question)]
        assert loaded.lookup_many(questions) == [loaded.lookup(question) for question in questions]


def test_a_find_inside_a_neighbour_is_no_match(tmp_path: Path) -> None:
    """The bytes asked for stand across two digests of one bucket."""
    one, two = bytes(range(16)), bytes(range(16, 32))
    with an_index(tmp_path, [SetRecord(md5=one), SetRecord(md5=two)]) as index:
        assert index.lookup(DigestSet(md5=(one + two)[8:24])) == ()
        assert [m.record for m in index.lookup(DigestSet(md5=two))] == [1]


def test_a_digest_of_another_width_is_in_no_set(tmp_path: Path) -> None:
    raw = digests_of(b"a").sha1
    assert raw is not None
    with an_index(tmp_path, [SetRecord(sha1=raw)]) as index, LoadedSets([index.path]) as loaded:
        asked = [DigestSet(sha1=wrong) for wrong in (raw[:-1], raw + b"\0", b"", raw[:3])]
        assert [index.lookup(digests) for digests in asked] == [()] * 4
        assert loaded.lookup_many([*asked, DigestSet(sha1=raw)])[:4] == [()] * 4
        assert len(loaded.lookup_many([*asked, DigestSet(sha1=raw)])[4]) == 1
        with pytest.raises(ValueError, match="rows of 20 bytes are due"):
            index.lookup_many(Algorithm.SHA1, np.zeros((1, 16), dtype=np.uint8))


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
        asked = [digests_of(content) for content in (both, b"neither", first_only)] + [DigestSet()]
        assert sets.lookup_many(asked) == [sets.lookup(digests) for digests in asked]


def test_no_sets_match_nothing() -> None:
    with LoadedSets([]) as sets:
        assert (sets.algorithms, sets.lookup(digests_of(b"a"))) == ((), ())
        assert sets.lookup_many([digests_of(b"a")]) == [()]
        assert sets.lookup_many([]) == []


def test_the_same_digest_in_two_categories_is_two_matches(tmp_path: Path) -> None:
    raw = digests_of(b"a").sha1
    records = [SetRecord(sha1=raw, category=category) for category in ("1", "2", "1")]
    with an_index(tmp_path, records) as index:
        assert [(m.record, m.category) for m in index.lookup(digests_of(b"a"))] == [(0, "1"), (1, "2")]


def test_loading_sets_closes_what_was_open_when_one_is_damaged(tmp_path: Path) -> None:
    info = import_file(a_plain_list(tmp_path, [sha1_hex(b"a")]), tmp_path / "library")
    good = index_path(tmp_path / "library", info)
    with pytest.raises(HashSetRefused, match="cannot be opened"):
        LoadedSets([good, tmp_path / "gone.hashset"])


@pytest.fixture(scope="module")
def key() -> VaultKey:
    return new_lock("correct horse", memory_kib=64, passes=1)


def test_a_locked_set_answers_with_its_key_as_an_open_one_does(tmp_path: Path, key: VaultKey) -> None:
    records = [
        SetRecord(
            md5=d.md5, sha1=d.sha1, sha256=d.sha256 if n % 2 else None, size_bytes=n + 1, category=str(n % 3)
        )
        for n, d in enumerate(map(digests_of, contents(50)))
    ]
    (tmp_path / "open").mkdir()
    (tmp_path / "locked").mkdir()
    asked = [*map(asking, records), digests_of(b"absent")]
    with (
        an_index(tmp_path / "open", records) as plain,
        an_index(tmp_path / "locked", records, key=key) as locked,
    ):
        assert [locked.lookup(digests) for digests in asked] == [plain.lookup(digests) for digests in asked]
        with LoadedSets([locked.path], keys={locked.path: key}) as loaded:
            assert loaded.lookup_many(asked) == [loaded.lookup(digests) for digests in asked]
            assert [len(some) for some in loaded.lookup_many(asked)] == [1] * 50 + [0]
        assert locked.lock == key.lock
        assert locked.info.is_locked
        assert plain.lock is None
        assert not plain.info.is_locked
    raw = (tmp_path / "locked" / "index").read_bytes()
    assert not any(digest[3:] in raw for digests in asked for _algorithm, digest in digests.present())


def test_a_locked_set_is_not_looked_up_without_its_key(tmp_path: Path, key: VaultKey) -> None:
    digests = digests_of(b"a")
    an_index(tmp_path, [SetRecord(md5=digests.md5, size_bytes=1)], key=key).close()
    with HashIndex.open(tmp_path / "index") as index:
        assert index.has_size(1)
        with pytest.raises(HashSetRefused, match="The set a set is locked; it cannot be looked up without"):
            index.lookup(digests)
        with pytest.raises(HashSetRefused, match="is locked"):
            index.lookup_many(Algorithm.MD5, np.zeros((1, 16), dtype=np.uint8))
    other = new_lock("another horse", memory_kib=64, passes=1)
    with pytest.raises(HashSetRefused, match="is locked with another key than the one given"):
        HashIndex.open(tmp_path / "index", key=other)


def test_an_open_set_has_no_lock_to_be_asked_for(tmp_path: Path) -> None:
    with (
        an_index(tmp_path, [SetRecord(md5=digests_of(b"a").md5)]) as index,
        pytest.raises(HashSetRefused) as said,
    ):
        lock_at(index.path)
    assert "it is said to be locked and has no lock" in str(said.value)
