"""Every byte of an image stands in exactly one kind, and a sum that does not close is said."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.entries import ByteRange, Outcome
from forensics.images import Gap, Volume, VolumeState
from forensics.ledger import (
    ByteKind,
    ByteLedger,
    ByteLine,
    LedgerOpen,
    VolumeUse,
    byte_ledger,
    verify_bytes,
    verify_entries,
)
from forensics.ranges import RangeSet

STATES = (
    VolumeState.READABLE,
    VolumeState.LOCKED,
    VolumeState.UNSUPPORTED,
    VolumeState.UNREADABLE,
    VolumeState.NO_FILE_SYSTEM,
)


def a_volume(index: int, offset: int, length: int, state: str = VolumeState.READABLE) -> Volume:
    return Volume(
        index=index, offset_bytes=offset, length_bytes=length, table="MBR", description="a", state=state
    )


def a_use(
    index: int,
    offset: int,
    length: int,
    *,
    state: str = VolumeState.READABLE,
    allocated: tuple[ByteRange, ...] | None = None,
    in_files: tuple[ByteRange, ...] | None = None,
) -> VolumeUse:
    return VolumeUse(
        volume=a_volume(index, offset, length, state),
        allocated=None if allocated is None else RangeSet.of(allocated),
        in_files=None if in_files is None else RangeSet.of(in_files),
    )


def a_gap(offset: int, length: int) -> Gap:
    return Gap(offset_bytes=offset, length_bytes=length, description="between partitions")


def counts(ledger: ByteLedger) -> dict[tuple[int | None, ByteKind], int]:
    return {(line.volume, line.kind): line.length_bytes for line in ledger.lines}


some_parts = st.lists(st.builds(ByteRange, st.integers(0, 130), st.integers(0, 40)), max_size=6).map(tuple)


@st.composite
def some_uses(draw: st.DrawFn) -> list[VolumeUse]:
    return [
        a_use(
            index,
            draw(st.integers(0, 130)),
            draw(st.integers(0, 90)),
            state=draw(st.sampled_from(STATES)),
            allocated=draw(st.none() | some_parts),
            in_files=draw(st.none() | some_parts),
        )
        for index in range(draw(st.integers(0, 4)))
    ]


some_gaps = st.lists(st.builds(a_gap, st.integers(0, 130), st.integers(0, 90)), max_size=4)


def kind_at(place: int, use: VolumeUse, unreadable: tuple[ByteRange, ...]) -> ByteKind:
    """What the byte at `place` of the volume is, said byte by byte."""

    def lies_in(parts: "RangeSet | tuple[ByteRange, ...]") -> bool:
        return any(part.offset_bytes <= place < part.end_bytes for part in parts)

    if lies_in(unreadable):
        return ByteKind.UNREADABLE
    if use.volume.state != VolumeState.READABLE:
        return ByteKind(use.volume.state)
    if use.allocated is not None:
        return ByteKind.ALLOCATED if lies_in(use.allocated) else ByteKind.UNALLOCATED
    if use.in_files is not None:
        return ByteKind.IN_FILES if lies_in(use.in_files) else ByteKind.OUTSIDE_FILES
    return ByteKind.UNDIVIDED


def counted_one_by_one(
    size: int, uses: list[VolumeUse], gaps: list[Gap], unreadable: tuple[ByteRange, ...]
) -> Counter[tuple[int | None, ByteKind]]:
    found: Counter[tuple[int | None, ByteKind]] = Counter()
    for place in range(size):
        claiming = [u for u in uses if 0 <= place - u.volume.offset_bytes < u.volume.length_bytes]
        holding = [u for u in claiming if u.volume.state != VolumeState.NO_FILE_SYSTEM]
        owner = next(iter([*holding, *claiming]), None)
        if owner is not None:
            found[owner.volume.index, kind_at(place, owner, unreadable)] += 1
        elif any(0 <= place - gap.offset_bytes < gap.length_bytes for gap in gaps):
            bad = any(part.offset_bytes <= place < part.end_bytes for part in unreadable)
            found[None, ByteKind.UNREADABLE if bad else ByteKind.GAP] += 1
    return found


@given(size=st.integers(0, 120), uses=some_uses(), gaps=some_gaps, unreadable=some_parts)
def test_the_ledger_counts_as_one_would_byte_by_byte(
    size: int, uses: list[VolumeUse], gaps: list[Gap], unreadable: tuple[ByteRange, ...]
) -> None:
    ledger = byte_ledger(size_bytes=size, volumes=uses, gaps=gaps, unreadable=unreadable)
    assert counts(ledger) == counted_one_by_one(size, uses, gaps, unreadable)


@given(size=st.integers(0, 120), uses=some_uses(), unreadable=some_parts)
def test_it_always_closes_where_something_claims_every_byte(
    size: int, uses: list[VolumeUse], unreadable: tuple[ByteRange, ...]
) -> None:
    ledger = byte_ledger(size_bytes=size, volumes=uses, gaps=[a_gap(0, size)], unreadable=unreadable)
    verify_bytes(ledger)
    assert ledger.counted_bytes == size
    lost = {p for part in unreadable for p in range(part.offset_bytes, part.end_bytes) if p < size}
    if all(use.volume.state != VolumeState.UNREADABLE for use in uses):
        assert ledger.total(ByteKind.UNREADABLE) == len(lost)


@pytest.mark.parametrize("state", STATES)
def test_a_whole_volume_that_was_not_divided_is_of_the_kind_of_its_state(state: str) -> None:
    ledger = byte_ledger(size_bytes=100, volumes=[a_use(0, 0, 100, state=state)], gaps=[])
    kind = ByteKind.UNDIVIDED if state == VolumeState.READABLE else ByteKind(state)
    assert counts(ledger) == {(0, kind): 100}


def test_the_file_systems_own_map_comes_before_the_files() -> None:
    use = a_use(0, 0, 100, allocated=(ByteRange(0, 60),), in_files=(ByteRange(0, 40),))
    ledger = byte_ledger(size_bytes=100, volumes=[use], gaps=[])
    assert counts(ledger) == {(0, ByteKind.ALLOCATED): 60, (0, ByteKind.UNALLOCATED): 40}


def test_an_empty_map_is_not_an_absent_map() -> None:
    ledger = byte_ledger(size_bytes=100, volumes=[a_use(0, 0, 100, allocated=())], gaps=[])
    assert counts(ledger) == {(0, ByteKind.UNALLOCATED): 100}


def test_a_volume_that_claims_more_than_a_cut_off_image_counts_what_is_there() -> None:
    use = a_use(0, 50, 1 << 70, allocated=(ByteRange(90, 1 << 70),))
    ledger = byte_ledger(size_bytes=100, volumes=[use], gaps=[a_gap(0, 50)])
    assert counts(ledger) == {
        (0, ByteKind.UNALLOCATED): 40,
        (0, ByteKind.ALLOCATED): 10,
        (None, ByteKind.GAP): 50,
    }
    verify_bytes(ledger)


def test_where_two_volumes_overlap_the_first_has_the_bytes() -> None:
    uses = [a_use(0, 0, 60, state=VolumeState.LOCKED), a_use(1, 40, 60, allocated=(ByteRange(30, 40),))]
    ledger = byte_ledger(size_bytes=100, volumes=uses, gaps=[])
    assert counts(ledger) == {
        (0, ByteKind.LOCKED): 60,
        (1, ByteKind.ALLOCATED): 10,
        (1, ByteKind.UNALLOCATED): 30,
    }


def test_unreadable_bytes_are_told_where_they_lie() -> None:
    use = a_use(0, 10, 80, allocated=(ByteRange(10, 20),))
    ledger = byte_ledger(
        size_bytes=100,
        volumes=[use],
        gaps=[a_gap(0, 10), a_gap(90, 10)],
        unreadable=(ByteRange(5, 10), ByteRange(12, 8), ByteRange(88, 4)),
    )
    assert counts(ledger) == {
        (0, ByteKind.UNREADABLE): 12,
        (0, ByteKind.ALLOCATED): 10,
        (0, ByteKind.UNALLOCATED): 58,
        (None, ByteKind.UNREADABLE): 7,
        (None, ByteKind.GAP): 13,
    }


def test_a_byte_that_nothing_claims_keeps_the_ledger_open_with_both_numbers() -> None:
    ledger = byte_ledger(size_bytes=5_000, volumes=[a_use(0, 0, 4_000)], gaps=[a_gap(4_000, 999)])
    assert ledger.difference_bytes == 1
    with pytest.raises(LedgerOpen, match=r"counts 4,999 of 5,000 bytes .* a fault of the program"):
        verify_bytes(ledger)


def test_a_byte_that_stands_in_two_lines_keeps_the_ledger_open() -> None:
    lines = (
        ByteLine(volume=0, kind=ByteKind.LOCKED, length_bytes=7),
        ByteLine(volume=None, kind=ByteKind.GAP, length_bytes=4),
    )
    with pytest.raises(LedgerOpen, match="counts 11 of 10 bytes"):
        verify_bytes(ByteLedger(size_bytes=10, lines=lines))


def test_entries_close_with_those_that_wait_and_not_without() -> None:
    outcomes = {Outcome.COMPARED: 40, Outcome.NO_CONTENT: 1}
    verify_entries(0, entries=41, outcomes=outcomes)
    with pytest.raises(LedgerOpen, match="volume 0 add up to 41, and 42 entries were listed"):
        verify_entries(0, entries=42, outcomes=outcomes)
