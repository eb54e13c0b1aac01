"""Two sets compared: the answers are those of plain dictionaries, whatever the pieces an index comes in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.comparing import Change, Changed, Listing, Tally, difference
from forensics.hashset.comparing.conflicting import Conflict, conflicts, count_conflicts
from forensics.hashset.comparing.merging import Entries
from forensics.hashset.records import DigestRows
from forensics.hashset.vault import Lock, new_lock
from tests.hashset.builders import a_set_info

Record = tuple[int, str | None]  # a number that stands for a digest, and a category


def a_digest(number: int, algorithm: Algorithm) -> bytes:
    """Small numbers give digests with zeros at the end, which NumPy's texts drop."""
    return bytes([number]) + bytes(DIGEST_BYTES[algorithm] - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnIndex:
    """A set in memory; record numbers are entry numbers. Each piece holds `piece` digests."""

    records: Sequence[Record]
    info: SetInfo
    piece: int = 3
    lock: Lock | None = None

    def _sorted(self, algorithm: Algorithm) -> list[tuple[bytes, int]]:
        return sorted(
            (a_digest(number, algorithm), place) for place, (number, _code) in enumerate(self.records)
        )

    def ascending(self, algorithm: Algorithm) -> Iterator[tuple[DigestRows, Entries]]:
        ordered = self._sorted(algorithm)
        for first in range(0, len(ordered), self.piece):
            some = ordered[first : first + self.piece]
            rows = np.frombuffer(b"".join(raw for raw, _place in some), dtype=np.uint8)
            yield rows.reshape(len(some), -1), np.array([place for _raw, place in some], dtype=np.int64)

    def record_numbers(self, entries: Entries) -> Entries:
        return entries

    def category_codes(self, entries: Entries) -> list[str | None]:
        return [self.records[entry][1] for entry in entries.tolist()]

    def lookup_many(self, algorithm: Algorithm, rows: DigestRows) -> tuple[Entries, Entries]:
        ordered = self._sorted(algorithm)
        pairs = [
            (query, place) for query, row in enumerate(rows) for raw, place in ordered if raw == row.tobytes()
        ]
        queries, entries = zip(*pairs, strict=True) if pairs else ((), ())
        return np.array(queries, dtype=np.int64), np.array(entries, dtype=np.int64)


def an_index(records: Sequence[Record], *algorithms: Algorithm, name: str = "s", piece: int = 3) -> AnIndex:
    """Every record has a digest of each of `algorithms`; SHA-1 when none is named."""
    names = tuple(algorithm.value for algorithm in algorithms or (Algorithm.SHA1,))
    info = replace(
        a_set_info(name),
        algorithms=names,
        record_count=len(records),
        digest_counts=(len(records),) * len(names),
        sized_count=len(records),
        unsized_count=0,
        category_counts=tuple((code, 1) for code in {code for _number, code in records}),
        scheme=None,
    )
    return AnIndex(records=records, info=info, piece=piece)


records = st.lists(st.tuples(st.integers(0, 12), st.sampled_from([None, "0", "1"])), max_size=20)


def categories_by_number(some: Sequence[Record]) -> dict[int, set[str | None]]:
    found: dict[int, set[str | None]] = {}
    for number, code in some:
        found.setdefault(number, set()).add(code)
    return found


@given(old=records, new=records, old_piece=st.integers(1, 7), new_piece=st.integers(1, 7))
def test_a_difference_is_that_of_two_dictionaries(
    old: list[Record], new: list[Record], old_piece: int, new_piece: int
) -> None:
    compared = difference(an_index(old, piece=old_piece), an_index(new, piece=new_piece))
    first, second = categories_by_number(old), categories_by_number(new)
    expected = {
        **dict.fromkeys(second.keys() - first.keys(), Change.ADDED),
        **dict.fromkeys(first.keys() - second.keys(), Change.REMOVED),
        **{n: Change.RECATEGORISED for n in first.keys() & second.keys() if first[n] != second[n]},
    }
    changes = list(compared.changes())
    assert {each.digest[0]: each.change for each in changes if each.digest} == expected
    assert len(changes) == len(expected)
    assert [each.digest for each in changes] == sorted(each.digest or b"" for each in changes)
    assert all(each.digest is not None and len(each.digest) == 20 for each in changes)
    for each in changes:
        assert each.digest is not None
        for listing, some in ((each.old, old), (each.new, new)):
            listed = [(place, code) for place, (number, code) in enumerate(some) if number == each.digest[0]]
            if listing is None:
                assert listed == []
            else:
                assert listing.record == listed[0][0]
                assert sorted(map(str, listing.categories)) == sorted({str(code) for _place, code in listed})
    (tally,) = compared.tallies()
    kinds = [each.change for each in changes]
    assert tally == Tally(
        algorithm=Algorithm.SHA1,
        old=len(first),
        new=len(second),
        same=len(first.keys() & second.keys()) - kinds.count(Change.RECATEGORISED),
        added=kinds.count(Change.ADDED),
        removed=kinds.count(Change.REMOVED),
        recategorised=kinds.count(Change.RECATEGORISED),
    )


def test_a_change_names_records_and_categories_of_both_sides() -> None:
    compared = difference(an_index([(5, "1"), (5, None)]), an_index([(1, None), (5, "2")]))
    assert list(compared.changes()) == [
        Changed(
            change=Change.ADDED,
            algorithm=Algorithm.SHA1,
            digest=a_digest(1, Algorithm.SHA1),
            old=None,
            new=Listing(record=0, categories=(None,)),
        ),
        Changed(
            change=Change.RECATEGORISED,
            algorithm=Algorithm.SHA1,
            digest=a_digest(5, Algorithm.SHA1),
            old=Listing(record=0, categories=(None, "1")),
            new=Listing(record=1, categories=("2",)),
        ),
    ]


def test_no_category_is_not_category_zero() -> None:
    (changed,) = difference(an_index([(1, None)]), an_index([(1, "0")])).changes()
    assert changed.change == Change.RECATEGORISED


def test_the_strongest_digest_that_all_records_have_is_compared() -> None:
    both = an_index([(1, None), (2, None)], Algorithm.MD5, Algorithm.SHA1)
    assert difference(both, both).algorithms == (Algorithm.SHA1,)
    assert difference(both, both).remarks == ()
    some = replace(both, info=replace(both.info, digest_counts=(2, 1)))
    assert difference(both, some).algorithms == (Algorithm.MD5,)
    none_whole = replace(both, info=replace(both.info, digest_counts=(1, 1)))
    mixed = difference(both, none_whole)
    assert mixed.algorithms == (Algorithm.SHA1, Algorithm.MD5)
    assert len(mixed.tallies()) == 2
    assert "compared by SHA-1, MD5, each on its own" in mixed.remarks[0]


def test_sets_without_a_common_digest_are_not_compared() -> None:
    md5, sha1 = an_index([(1, None)], Algorithm.MD5, name="a"), an_index([(1, None)], name="b")
    with pytest.raises(HashSetRefused, match=r"^The sets a and b cannot be compared: there is only MD5 in"):
        difference(md5, sha1)


def test_codes_of_different_schemes_are_remarked_on() -> None:
    old = an_index([(1, "0")])
    new = replace(old, info=replace(old.info, scheme="VICS 2.0 US"))
    assert "equal codes may mean different things" in difference(old, new).remarks[0]
    bare = an_index([(1, None)])
    assert difference(bare, replace(bare, info=replace(bare.info, scheme="x"))).remarks == ()


def test_locked_sets_are_compared_under_one_lock_and_show_no_digest() -> None:
    lock, other = (new_lock("a passphrase", memory_kib=16, passes=1).lock for _ in range(2))
    old, new = an_index([(1, "1")], name="a"), an_index([(1, "2"), (2, "2")], name="b")
    compared = difference(replace(old, lock=lock), replace(new, lock=lock))
    assert [(each.change, each.digest) for each in compared.changes()] == [
        (Change.RECATEGORISED, None),
        (Change.ADDED, None),
    ]
    with pytest.raises(HashSetRefused, match="a and b are locked with different keys"):
        difference(replace(old, lock=lock), replace(new, lock=other))
    with pytest.raises(HashSetRefused, match="only b is locked"):
        difference(old, replace(new, lock=lock))


def test_one_digest_in_very_many_records_is_compared_in_small_memory() -> None:
    many = an_index([(1, str(place % 3)) for place in range(3_000)], piece=10)
    (changed,) = difference(an_index([(1, "0")]), many).changes()
    assert changed.new == Listing(record=0, categories=("0", "1", "2"))


def test_a_comparison_tells_how_far_it_is_and_stops_when_asked() -> None:
    some = an_index([(number, None) for number in range(12)], piece=2)
    told: list[float] = []
    difference(some, some).tallies(progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert all(0 <= share <= 1 for share in told)
    with pytest.raises(Cancelled):
        difference(some, some).tallies(cancelled=lambda: True)
    with pytest.raises(Cancelled):
        list(conflicts(some, some, cancelled=lambda: True))


@given(notable=records, known=records, piece=st.integers(1, 7))
def test_conflicts_are_the_records_whose_digest_the_known_set_lists(
    notable: list[Record], known: list[Record], piece: int
) -> None:
    both = (Algorithm.MD5, Algorithm.SHA1)
    first, second = an_index(notable, *both, piece=piece), an_index(known, *both, piece=piece)
    listed = {number for number, _code in known}
    expected = [(place, number, code) for place, (number, code) in enumerate(notable) if number in listed]
    found = list(conflicts(first, second))
    assert sorted((each.notable_record, each.digest[0], each.notable_category) for each in found) == sorted(
        expected, key=lambda each: each[0]
    )
    assert all(each.algorithm == Algorithm.SHA1 for each in found)
    assert all(known[each.known_record] == (each.digest[0], each.known_category) for each in found)
    assert count_conflicts(first, second) == len(expected)


def test_a_weaker_digest_finds_what_the_stronger_does_not() -> None:
    only_md5 = an_index([(1, "1")], Algorithm.MD5)
    both = an_index([(1, None), (2, None)], Algorithm.MD5, Algorithm.SHA1)
    assert list(conflicts(only_md5, both)) == [
        Conflict(
            algorithm=Algorithm.MD5,
            digest=a_digest(1, Algorithm.MD5),
            notable_record=0,
            notable_category="1",
            known_record=0,
            known_category=None,
        )
    ]


def test_of_two_locked_sets_no_conflict_can_be_told() -> None:
    lock = new_lock("a passphrase", memory_kib=16, passes=1).lock
    some = replace(an_index([(1, None)]), lock=lock)
    with pytest.raises(HashSetRefused, match="both locked"):
        list(conflicts(some, some))
