"""Where the image fails, every unreadable range of a content is told exactly, and the rest goes on."""

import random
from collections.abc import Sequence
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw, msgpack

from forensics.digests import Algorithm, DigestSet, hash_stream
from forensics.entries import Examination, Outcome, SetMatch, Stage
from forensics.examining import damage
from forensics.examining.damage import BadPlace, BadPlaces, merged
from forensics.examining.examiner import Examiner
from forensics.examining.hands import HALF_BYTES
from forensics.examining.reading import MOST_HOLE_BYTES
from forensics.examining.work import Run, WorkItem
from tests.evidence.faulty import SECTOR, FaultyImage

_IMAGE = random.Random(9).randbytes(3 * HALF_BYTES)


class NoSets:
    def lookup(self, digests: DigestSet) -> tuple[SetMatch, ...]:
        return ()


def no_file_system(_volume: int) -> NoReturn:
    raise AssertionError("all contents here have runs")


def an_item(runs: Sequence[Run], *, entry_id: int = 1) -> WorkItem:
    return WorkItem(
        entry_id=entry_id,
        volume=0,
        meta_addr=40 + entry_id,
        size_bytes=sum(length for _at, length in runs),
        allocated=True,
        extents=Raw(msgpack.encode(runs)),
    )


def examined(image: FaultyImage, *items: WorkItem, serially: bool = False) -> dict[int, Examination]:
    examiner = Examiner(
        image,
        no_file_system,
        sets=NoSets(),
        roles=(),
        algorithms=tuple(Algorithm),
        threads=2,
    )
    try:
        results = examiner.examine(items, alive=lambda _in_hand: None, serially=serially)
        return {each.entry_id: each for each in results}
    finally:
        examiner.close()


def ranges_of(examination: Examination) -> list[tuple[int | None, int | None]]:
    return [(fault.offset_bytes, fault.length_bytes) for fault in examination.faults]


@pytest.mark.parametrize("serially", [False, True])
@pytest.mark.parametrize("length", [4 * SECTOR, 3 * HALF_BYTES])
def test_a_bad_sector_is_told_by_its_place_and_the_content_has_no_digest(length: int, serially: bool) -> None:
    image = FaultyImage(_IMAGE, bad=[range(3 * SECTOR + 100, 3 * SECTOR + 101)])
    examination = examined(image, an_item([(0, length)]), serially=serially)[1]
    assert (examination.outcome, examination.digests) == (Outcome.UNREADABLE, None)
    (fault,) = examination.faults
    assert (fault.stage, fault.offset_bytes, fault.length_bytes) == (Stage.READ, 3 * SECTOR, SECTOR)
    assert (fault.volume, fault.meta_addr, fault.path) == (0, 41, None)
    assert "512 bytes of the content, at byte 1,536 of the image, cannot be read" in fault.reason
    assert examination.bytes_read == length - SECTOR
    assert f"512 of {length:,} bytes cannot be read" in (examination.reason or "")


@settings(max_examples=60, deadline=None)
@given(
    bad=st.lists(st.tuples(st.integers(0, len(_IMAGE) - 1), st.integers(1, 3_000)), min_size=1, max_size=6),
    runs=st.lists(
        st.tuples(st.integers(0, len(_IMAGE) - 1), st.integers(1, 2 * HALF_BYTES)), min_size=1, max_size=3
    ),
)
def test_exactly_the_sectors_of_a_content_that_are_bad_are_told(
    bad: list[tuple[int, int]], runs: list[tuple[int, int]]
) -> None:
    inside = [(at, min(length, len(_IMAGE) - at)) for at, length in runs]
    image = FaultyImage(_IMAGE, bad=[range(at, at + length) for at, length in bad])
    bad_sectors = {
        sector for at, length in bad for sector in range(at // SECTOR, (at + length - 1) // SECTOR + 1)
    }
    content_bytes = {byte for at, length in inside for byte in (at, at + length - 1)}  # the ends
    content_sectors = {
        sector for at, length in inside for sector in range(at // SECTOR, (at + length - 1) // SECTOR + 1)
    }
    # A part of a bad sector may still be readable where the failing bytes are outside the content.
    sure = {
        sector
        for sector in bad_sectors & content_sectors
        if not any(byte // SECTOR == sector for byte in content_bytes)
    }
    examination = examined(image, an_item([*inside]))[1]
    told = {
        sector
        for at, length in ranges_of(examination)
        for sector in range((at or 0) // SECTOR, ((at or 0) + (length or 0) - 1) // SECTOR + 1)
    }
    assert sure <= told <= bad_sectors & content_sectors
    ends = [(at or 0) + (length or 0) for at, length in ranges_of(examination)]
    starts = [at or 0 for at, _length in ranges_of(examination)]
    assert all(end < start for end, start in zip(ends, starts[1:], strict=False))  # neighbours are joined
    if not told:
        content = [_IMAGE[at : at + length] for at, length in inside]
        assert examination.digests == hash_stream(content, expected=sum(map(len, content)))


def test_the_next_content_over_a_bad_place_does_not_wait_for_the_disk_again() -> None:
    image = FaultyImage(_IMAGE, bad=[range(2 * SECTOR, 4 * SECTOR)])
    items = [an_item([(0, 8 * SECTOR)], entry_id=n) for n in (1, 2)]
    results = examined(image, *items)
    assert ranges_of(results[1]) == ranges_of(results[2]) == [(2 * SECTOR, 2 * SECTOR)]
    tries = [offset for offset, length in image.reads if offset == 2 * SECTOR and length == SECTOR]
    assert len(tries) == 1


def test_a_read_that_fails_only_once_costs_no_digest() -> None:
    class Hiccup(FaultyImage):
        def read(self, offset: int, length: int) -> bytes:
            first, self.bad = self.bad, ()
            try:
                return super().read(offset, length) if not first else self._fail(first, offset, length)
            finally:
                self.bad = ()

        def _fail(self, bad: Sequence[range], offset: int, length: int) -> bytes:
            self.bad = bad
            return super().read(offset, length)

    image = Hiccup(_IMAGE, bad=[range(0, 1)])
    examination = examined(image, an_item([(0, 3 * HALF_BYTES)]))[1]
    assert examination.digests == hash_stream([_IMAGE], expected=len(_IMAGE))


def test_content_behind_the_end_of_a_cut_image_is_one_range_and_the_rest_is_tried() -> None:
    image = FaultyImage(_IMAGE[: 10 * SECTOR], bad=[range(0, 1)])
    examination = examined(image, an_item([(0, SECTOR), (8 * SECTOR, 1 << 50), (None, 700)]))[1]
    assert ranges_of(examination) == [(0, SECTOR), (10 * SECTOR, (1 << 50) - 2 * SECTOR)]
    assert "the image ends at byte 5,120" in examination.faults[1].reason


def test_an_image_that_shrinks_while_it_is_read_is_a_fault() -> None:
    image = FaultyImage(_IMAGE[: 10 * SECTOR], claimed_bytes=len(_IMAGE))
    examination = examined(image, an_item([(8 * SECTOR, 4 * SECTOR)]))[1]
    assert ranges_of(examination) == [(10 * SECTOR, 2 * SECTOR)]


def test_trying_ends_after_many_bad_sectors_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(damage, "MOST_BAD_SECTORS", 20)
    image = FaultyImage(_IMAGE, bad=[range(SECTOR, len(_IMAGE))])
    results = examined(image, an_item([(0, len(_IMAGE))]), an_item([(0, SECTOR)], entry_id=2), serially=True)
    assert ranges_of(results[1]) == [(SECTOR, 20 * SECTOR), (None, None)]
    assert "after 20 unreadable sectors the rest was not tried" in results[1].faults[-1].reason
    assert results[2].outcome is Outcome.COMPARED
    assert len(image.reads) < 500


def test_bad_places_join_and_are_found() -> None:
    places = BadPlaces()
    for sector in (5, 3, 4, 9):
        places.remember(BadPlace(sector * SECTOR, (sector + 1) * SECTOR, "bad"))
    assert places.first_in(0, 100 * SECTOR) == (3 * SECTOR, 6 * SECTOR, "bad")
    assert places.first_in(6 * SECTOR, 9 * SECTOR) is None
    assert places.first_in(9 * SECTOR + 5, 9 * SECTOR + 6) == (9 * SECTOR + 5, 9 * SECTOR + 6, "bad")
    assert not places.touch(10 * SECTOR, 1)
    assert merged([BadPlace(7, 8, "b"), BadPlace(1, 7, "a")]) == [BadPlace(1, 8, "a")]


def test_a_size_that_claims_endless_holes_is_told_and_not_read() -> None:
    image = FaultyImage(bytes(4096))
    item = an_item([(0, 512), (None, MOST_HOLE_BYTES + 1)])
    found = examined(image, item)[1]
    assert (found.outcome, found.digests, found.bytes_read) == (Outcome.UNREADABLE, None, 0)
    assert [fault.reason for fault in found.faults] == [
        "The content was not read to its end: by its size 17,592,186,044,417 bytes of it are holes, "
        "which no real file has."
    ]
