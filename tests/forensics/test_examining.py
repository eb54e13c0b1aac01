"""Contents are read once, by the right way: what comes of each is a digest with its matches, or a fault."""

import hashlib
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw, msgpack

from forensics.digests import Algorithm, DigestSet
from forensics.entries import EntryAddress, Examination, Outcome, SetMatch, Stage
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.examining import NOTABLE, outcome_of
from forensics.examining.examiner import LARGE_BYTES, Examiner
from forensics.examining.hands import HALF_BYTES
from forensics.examining.work import NO_EXTENTS, Run, WorkItem, direct_runs
from forensics.images import EvidenceImage
from tests.evidence.faulty import FaultyImage

_KNOWN = "known"
_ALL = tuple(Algorithm)
_IMAGE = random.Random(7).randbytes(6 * HALF_BYTES + 12_345)


@dataclass
class Contents:
    """A file system of one content, given in chunks; it may break off after `breaks_after` of them."""

    given: Sequence[bytes] = ()
    breaks_after: int | None = None
    reference: Sequence[bytes] | None = None
    asked: list[str] = field(default_factory=list)

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        self.asked.append("chunks")
        for number, chunk in enumerate(self.given):
            if number == self.breaks_after:
                raise EvidenceUnreadable("bad sector at byte 4,096")
            yield chunk

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        self.asked.append("reference")
        if self.reference is None:
            raise EvidenceUnreadable("compressed in a way The Sleuth Kit does not read")
        yield from self.reference


@dataclass
class Records:
    """Sets of one record each, in order."""

    records: Sequence[bytes] = ()

    def lookup(self, digests: DigestSet) -> tuple[SetMatch, ...]:
        present = {raw: algorithm for algorithm, raw in digests.present()}
        return tuple(
            SetMatch(set_position=place, algorithm=present[raw], record=0)
            for place, raw in enumerate(self.records)
            if raw in present
        )


def an_item(
    size_bytes: int,
    *,
    runs: Sequence[Run] | None = None,
    entry_id: int = 7,
    allocated: bool = True,
    is_sample: bool = False,
) -> WorkItem:
    return WorkItem(
        entry_id=entry_id,
        volume=2,
        meta_addr=33,
        size_bytes=size_bytes,
        allocated=allocated,
        extents=NO_EXTENTS if runs is None else Raw(msgpack.encode(runs)),
        is_sample=is_sample,
    )


@dataclass
class Examined:
    """What came of some items, and what was heard while it was made."""

    results: list[Examination]
    heard: list[dict[int, int]]

    @property
    def only(self) -> Examination:
        (examination,) = self.results
        return examination


def examined(
    *items: WorkItem,
    contents: Contents | Callable[[int], Contents] | None = None,
    image: EvidenceImage | None = None,
    records: Sequence[bytes] = (),
    roles: Sequence[str] = (NOTABLE, NOTABLE),
    algorithms: tuple[Algorithm, ...] = _ALL,
    serially: bool = False,
) -> Examined:
    heard: list[dict[int, int]] = []
    examiner = Examiner(
        image or FaultyImage(_IMAGE),
        contents if callable(contents) else lambda _volume: contents or Contents(),
        sets=Records(records),
        roles=roles,
        algorithms=algorithms,
        threads=2,
    )
    try:
        return Examined(list(examiner.examine(items, alive=heard.append, serially=serially)), heard)
    finally:
        examiner.close()


def bytes_of(runs: Sequence[Run], size_bytes: int) -> bytes:
    pieces = [bytes(length) if at is None else _IMAGE[at : at + length] for at, length in runs]
    return b"".join(pieces)[:size_bytes]


def digests_of(content: bytes) -> DigestSet:
    return DigestSet(
        md5=hashlib.md5(content, usedforsecurity=False).digest(),
        sha1=hashlib.sha1(content, usedforsecurity=False).digest(),
        sha256=hashlib.sha256(content).digest(),
    )


def test_content_that_is_read_whole_has_digests_and_an_outcome() -> None:
    examination = examined(an_item(6), contents=Contents([b"abc", b"def"])).only
    assert examination.outcome is Outcome.COMPARED
    assert examination.digests == digests_of(b"abcdef")
    assert (examination.bytes_read, examination.faults, examination.was_read_twice) == (6, (), False)


@pytest.mark.parametrize(("role", "outcome"), [(NOTABLE, Outcome.MATCHED), (_KNOWN, Outcome.KNOWN)])
def test_a_record_of_a_set_decides_the_outcome_by_the_sets_role(role: str, outcome: Outcome) -> None:
    record = hashlib.sha256(b"abc").digest()
    examination = examined(an_item(3), contents=Contents([b"abc"]), records=[record], roles=[role]).only
    assert examination.outcome is outcome
    assert len(examination.matches) == 1


@pytest.mark.parametrize("contents", [Contents([b"only 7!"]), Contents([b"much longer than ten bytes"])])
def test_a_file_that_ends_early_or_runs_over_is_a_fault_not_a_digest(contents: Contents) -> None:
    examination = examined(an_item(10), contents=contents).only
    assert (examination.outcome, examination.digests, examination.matches) == (Outcome.UNREADABLE, None, ())
    assert "of 10 bytes" in examination.faults[0].reason


def test_a_deleted_file_whose_rest_was_used_again_is_no_fault_and_has_no_digest() -> None:
    examination = examined(
        an_item(10, allocated=False),
        contents=Contents([b"only 7!"]),
        records=[hashlib.sha256(b"only 7!").digest()],
    ).only
    assert (examination.outcome, examination.digests, examination.matches) == (Outcome.NO_CONTENT, None, ())
    assert not examination.faults
    assert "7 of its 10 bytes are left" in (examination.reason or "")


def test_trouble_of_a_file_system_is_a_fault_with_the_record_but_no_path() -> None:
    examination = examined(an_item(6), contents=Contents([b"abc", b"def"], breaks_after=1)).only
    (fault,) = examination.faults
    assert (examination.outcome, examination.digests, examination.bytes_read) == (Outcome.UNREADABLE, None, 3)
    assert (fault.stage, fault.volume, fault.meta_addr, fault.path) == (Stage.READ, 2, 33, None)
    assert fault.reason == "bad sector at byte 4,096"


def test_a_file_system_that_does_not_open_is_a_fault_of_each_of_its_contents() -> None:
    def locked(_volume: int) -> Contents:
        raise EvidenceUnreadable("Volume 2 is locked.")

    both = examined(an_item(6, entry_id=1), an_item(7, entry_id=2), contents=locked)
    assert [each.outcome for each in both.results] == [Outcome.UNREADABLE] * 2
    assert {each.faults[0].reason for each in both.results} == {"Volume 2 is locked."}


def test_a_notable_set_wins_over_a_known_one_whatever_the_order() -> None:
    matches = [SetMatch(set_position=place, algorithm="md5", record=0) for place in (0, 1)]
    assert outcome_of(matches, [_KNOWN, NOTABLE]) is Outcome.MATCHED
    assert outcome_of(matches[:1], [_KNOWN, NOTABLE]) is Outcome.KNOWN
    assert outcome_of([], [_KNOWN, NOTABLE]) is Outcome.COMPARED


_RUN = st.tuples(
    st.one_of(st.none(), st.integers(0, len(_IMAGE) // 2)),
    st.one_of(st.integers(1, 5_000), st.integers(LARGE_BYTES, 2 * HALF_BYTES + 3)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.lists(_RUN, min_size=1, max_size=5), st.integers(0, 4_999)), max_size=12))
def test_runs_give_the_bytes_they_name_whatever_their_size_and_number(
    contents: list[tuple[list[Run], int]],
) -> None:
    items, expected = [], {}
    for entry_id, (runs, cut) in enumerate(contents):
        size_bytes = max(1, sum(length for _at, length in runs) - min(cut, runs[-1][1] - 1))
        items.append(an_item(size_bytes, runs=runs, entry_id=entry_id))
        expected[entry_id] = digests_of(bytes_of(runs, size_bytes))
    for serially in (False, True):
        results = examined(*items, serially=serially).results
        assert {each.entry_id: each.digests for each in results} == expected
        assert len(results) == len(items)


def test_large_contents_are_read_by_threads_and_small_ones_are_not() -> None:
    image = FaultyImage(_IMAGE)
    small = [an_item(4_096, runs=[(4_096 * n, 4_096)], entry_id=n) for n in range(5)]
    examined(*small, image=image)
    assert image.readers == {"MainThread"}
    large = [an_item(HALF_BYTES, runs=[(n, HALF_BYTES)], entry_id=n) for n in range(9)]
    image.readers.clear()
    results = examined(*large, image=image).results
    assert image.readers == {"reading"}
    assert {each.entry_id for each in results} == set(range(9))


def test_an_image_that_gives_no_second_handle_is_read_by_one_thread() -> None:
    class Alone(FaultyImage):
        def for_thread(self) -> FaultyImage:
            raise SourceNotUsable("too many open files")

    image = Alone(_IMAGE)
    assert examined(an_item(HALF_BYTES, runs=[(1, HALF_BYTES)]), image=image).only.digests == digests_of(
        _IMAGE[1 : HALF_BYTES + 1]
    )
    assert image.readers == {"MainThread"}


@pytest.mark.parametrize(
    "item",
    [
        an_item(6, runs=[(0, 6)], allocated=False),
        an_item(6),
        an_item(6, runs=[]),
        an_item(6, runs=[(0, 5)]),
        an_item(6, runs=[(0, 3), (9, 2)]),
        an_item(6, runs=[(-4, 6)]),
        an_item(6, runs=[(0, 9), (3, -3)]),
        an_item(0, runs=[(0, 512)]),
    ],
)
def test_content_without_runs_that_make_sense_is_read_through_its_file_system(item: WorkItem) -> None:
    assert direct_runs(item) is None or item.size_bytes == 6
    contents = Contents([b"abcdef"[: item.size_bytes]])
    if direct_runs(item) is None:
        assert examined(item, contents=contents).only.digests == digests_of(b"abcdef"[: item.size_bytes])
        assert contents.asked == ["chunks"]


def test_runs_are_cut_to_the_size() -> None:
    assert direct_runs(an_item(6, runs=[(512, 4), (None, 512), (0, 512)])) == [(512, 4), (None, 2)]
    assert direct_runs(an_item(6, runs=[(512, 4_096)])) == [(512, 6)]


def test_serially_each_content_is_named_before_it_is_touched() -> None:
    image = FaultyImage(_IMAGE)
    touched: list[tuple[dict[int, int], int]] = []
    examiner = Examiner(
        image, lambda _volume: Contents(), sets=Records(), roles=(), algorithms=_ALL, threads=2
    )
    items = [an_item(HALF_BYTES, runs=[(n, HALF_BYTES)], entry_id=n) for n in (3, 1, 2)]
    order = [
        each.entry_id
        for each in examiner.examine(
            items, alive=lambda in_hand: touched.append((in_hand, len(image.reads))), serially=True
        )
    ]
    examiner.close()
    assert order == [3, 1, 2]
    assert [(in_hand, reads) for in_hand, reads in touched if 0 in in_hand.values()] == [
        ({3: 0}, 0),
        ({1: 0}, 1),
        ({2: 0}, 2),
    ]
    assert image.readers == {"MainThread"}


def test_a_long_content_tells_how_far_it_is() -> None:
    image = FaultyImage(_IMAGE, seek_s=0.03)
    heard = examined(an_item(len(_IMAGE), runs=[(0, len(_IMAGE))]), image=image).heard
    done = [in_hand[7] for in_hand in heard if 7 in in_hand]
    assert done == sorted(done)
    assert len(set(done)) > 2


def test_a_sample_is_read_by_the_other_way_too() -> None:
    content = _IMAGE[512:1512]
    item = an_item(1_000, runs=[(512, 1_000)], is_sample=True)
    agreed = examined(item, contents=Contents(reference=[content[:300], content[300:]])).only
    assert (agreed.outcome, agreed.was_read_twice) == (Outcome.COMPARED, True)
    assert agreed.bytes_read == 1_000, "chance decides on a second reading, and findings must not"
    not_sampled = examined(an_item(1_000, runs=[(512, 1_000)]), contents=Contents(reference=[content])).only
    assert not not_sampled.was_read_twice


def test_a_sample_that_the_reference_reads_otherwise_is_unreadable_and_both_digests_are_told() -> None:
    content = _IMAGE[512:1512]
    other = bytes(1_000)
    examination = examined(
        an_item(1_000, runs=[(512, 1_000)], is_sample=True),
        contents=Contents(reference=[other]),
        records=[hashlib.sha256(content).digest()],
    ).only
    assert (examination.outcome, examination.digests, examination.matches) == (Outcome.UNREADABLE, None, ())
    (fault,) = examination.faults
    assert fault.stage is Stage.READ
    for each in (content, other):
        assert hashlib.md5(each, usedforsecurity=False).hexdigest() in fault.reason


def test_a_sample_that_the_reference_cannot_read_is_not_read_twice_and_no_fault() -> None:
    examination = examined(an_item(1_000, runs=[(512, 1_000)], is_sample=True), contents=Contents()).only
    assert (examination.outcome, examination.was_read_twice) == (Outcome.COMPARED, False)
    assert not examination.faults


@pytest.mark.parametrize("size_bytes", [1_000, 2 * HALF_BYTES])
def test_a_hit_is_read_again_for_all_digests(size_bytes: int) -> None:
    content = _IMAGE[:size_bytes]
    records = [digests_of(content).md5 or b"", digests_of(content).sha256 or b""]
    examination = examined(
        an_item(size_bytes, runs=[(0, size_bytes)]), records=records, algorithms=(Algorithm.MD5,)
    ).only
    assert examination.outcome is Outcome.MATCHED
    assert examination.digests == digests_of(content)
    assert [match.set_position for match in examination.matches] == [0, 1]
    assert examination.bytes_read == 2 * size_bytes


def test_a_known_file_is_not_read_again() -> None:
    record = hashlib.md5(_IMAGE[:1_000], usedforsecurity=False).digest()
    examination = examined(
        an_item(1_000, runs=[(0, 1_000)]), records=[record], roles=[_KNOWN], algorithms=(Algorithm.MD5,)
    ).only
    assert (examination.outcome, examination.bytes_read) == (Outcome.KNOWN, 1_000)
    assert examination.digests == DigestSet(md5=record)


def test_a_content_that_changes_between_two_readings_is_unreadable() -> None:
    contents = iter([Contents([b"abc"]), Contents(), Contents([b"xyz"])])
    record = hashlib.md5(b"abc", usedforsecurity=False).digest()
    examination = examined(
        an_item(3), contents=lambda _volume: next(contents), records=[record], algorithms=(Algorithm.MD5,)
    ).only
    assert (examination.outcome, examination.digests) == (Outcome.UNREADABLE, None)
    assert "Two readings of the content differ" in examination.faults[0].reason


def test_a_hit_by_few_algorithms_gets_all_from_the_reference_reader() -> None:
    content = _IMAGE[512:1512]
    examination = examined(
        an_item(1_000, runs=[(512, 1_000)]),
        contents=Contents(reference=[content]),
        records=[hashlib.sha1(content, usedforsecurity=False).digest()],
        algorithms=(Algorithm.SHA1,),
    ).only
    assert (examination.outcome, examination.was_read_twice) == (Outcome.MATCHED, True)
    assert examination.digests is not None
    assert examination.digests.sha256 == hashlib.sha256(content).digest()
    assert examination.bytes_read == 2_000


def test_a_hit_stands_when_it_cannot_be_read_again() -> None:
    contents = iter([Contents([b"abc"]), Contents(), Contents([b"ab", b"c"], breaks_after=1)])
    record = hashlib.md5(b"abc", usedforsecurity=False).digest()
    examination = examined(
        an_item(3), contents=lambda _volume: next(contents), records=[record], algorithms=(Algorithm.MD5,)
    ).only
    assert (examination.outcome, examination.digests) == (Outcome.MATCHED, DigestSet(md5=record))
    assert [fault.reason for fault in examination.faults] == ["bad sector at byte 4,096"]


def test_threads_are_given_more_while_a_long_content_is_read_through_its_file_system() -> None:
    image = FaultyImage(_IMAGE)

    class Long(Contents):
        def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
            for _ in range(1_000):
                time.sleep(0.005)
                yield b"a"
                if len(image.reads) == 60:  # of all the others
                    break
            yield b"b"

    large = [an_item(2 * HALF_BYTES, runs=[(n, 2 * HALF_BYTES)], entry_id=n) for n in range(30)]
    results = examined(*large, an_item(1 << 40, entry_id=99), contents=Long(), image=image).results
    assert {each.entry_id for each in results} == {*range(30), 99}
    (long,) = (each for each in results if each.entry_id == 99)
    assert long.bytes_read < 1_001  # it ended because the others were done in the meantime


def test_an_examination_that_is_given_up_leaves_no_work_behind() -> None:
    image = FaultyImage(_IMAGE)
    examiner = Examiner(
        image, lambda _volume: Contents(), sets=Records(), roles=(), algorithms=_ALL, threads=2
    )
    items = [an_item(HALF_BYTES, runs=[(n, HALF_BYTES)], entry_id=n) for n in range(40)]
    running = examiner.examine(items, alive=lambda _in_hand: None)
    next(running)
    running.close()  # type: ignore[attr-defined]  # a generator, as every Iterator made by `yield`
    again = list(examiner.examine(items[:2], alive=lambda _in_hand: None))
    examiner.close()
    assert {each.entry_id for each in again} == {0, 1}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_the_program_in_a_thread_ends_the_work_and_is_not_waited_for() -> None:
    class Wrong(FaultyImage):
        def read_into(self, offset: int, view: memoryview) -> int:
            raise ZeroDivisionError

    with pytest.raises(RuntimeError, match="fault of the program"):
        examined(an_item(HALF_BYTES, runs=[(0, HALF_BYTES)]), image=Wrong(_IMAGE))


def test_what_a_content_is_encrypted_as_stands_beside_its_digests() -> None:
    begin, end = b"%PDF-1.7\n", b"trailer << /Encrypt 9 0 R >>"
    small, large = begin + end, begin + bytes(3 * HALF_BYTES) + end
    image = FaultyImage(small + large)
    items = [
        an_item(len(small), runs=[(0, len(small))], entry_id=1),
        an_item(len(large), runs=[(len(small), len(large))], entry_id=2),
        an_item(len(large), entry_id=3),
        an_item(len(begin), runs=[(0, len(begin))], entry_id=4),
    ]
    through = Contents(given=[large[at : at + 1000] for at in range(0, len(large), 1000)])
    found = {each.entry_id: each for each in examined(*items, image=image, contents=through).results}
    assert [found[entry].reason for entry in (1, 2, 3, 4)] == [*["encrypted content: PDF"] * 3, None]
    assert {each.outcome for each in found.values()} == {Outcome.COMPARED}
    assert found[2].digests == found[3].digests == digests_of(large)
