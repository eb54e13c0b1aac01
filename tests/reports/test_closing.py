"""Sums close or nothing is printed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.entries import Outcome
from forensics.errors import ChainBroken
from forensics.ledger import ByteKind, ByteLedger, ByteLine
from reports.closing import RowLedger, verify_chain, verify_content
from reports.content import CaseContent, ExhibitContent, VolumeContent
from reports.errors import ReportRefused
from reports.tables import entry_row
from tests.reports.builders import (
    MIB,
    BuiltCase,
    a_case,
    a_match,
    a_small_case,
    an_empty_case,
    an_entry,
    some_events,
    with_byte_ledger,
)


def with_first_volume(content: CaseContent, change: Callable[[VolumeContent], VolumeContent]) -> CaseContent:
    first = content.exhibits[0]
    volumes = (change(first.volumes[0]), *first.volumes[1:])
    return replace(content, exhibits=(replace(first, volumes=volumes), *content.exhibits[1:]))


@pytest.mark.parametrize("built", [a_case(), a_small_case(), an_empty_case()])
def test_the_built_cases_close(built: BuiltCase) -> None:
    verify_content(built.content)
    ledger = RowLedger()
    for row in built:
        ledger.add(row)
    ledger.verify_against(built.content)


def with_second_volume(content: CaseContent, *, offset_bytes: int, length_bytes: int) -> CaseContent:
    """A lost volume, found at a place of the first exhibit."""
    exhibit = content.exhibits[0]
    first = exhibit.volumes[0]
    lost = replace(
        first.volume, index=len(exhibit.volumes), offset_bytes=offset_bytes, length_bytes=length_bytes
    )
    more = replace(exhibit, volumes=(*exhibit.volumes, replace(first, volume=lost)))
    return replace(content, exhibits=(more, *content.exhibits[1:]))


def test_a_volume_that_lies_over_another_or_over_a_gap_counts_once() -> None:
    content = a_small_case().content
    place = content.exhibits[0].volumes[0].volume
    verify_content(
        with_second_volume(content, offset_bytes=place.offset_bytes, length_bytes=place.length_bytes // 2)
    )


def test_bytes_in_no_volume_and_no_gap_are_refused() -> None:
    content = with_first_volume(
        a_small_case().content,
        lambda v: replace(v, volume=replace(v.volume, length_bytes=v.volume.length_bytes - 512)),
    )
    with pytest.raises(ReportRefused, match="volumes and gaps add up to"):
        verify_content(content)


def test_a_ledger_that_does_not_add_up_is_refused_with_both_numbers() -> None:
    content = with_first_volume(a_small_case().content, lambda v: replace(v, entries=6))
    with pytest.raises(ReportRefused, match="exhibit E1, volume 0: the outcomes add up to 5 of 6 entries"):
        verify_content(content)


def test_bytes_that_do_not_add_up_to_the_capacity_are_refused() -> None:
    content = with_first_volume(
        a_small_case().content,
        lambda v: replace(v, volume=replace(v.volume, length_bytes=v.volume.length_bytes - 512)),
    )
    with pytest.raises(ReportRefused, match=r"8,388,096 of 8,388,608 bytes"):
        verify_content(content)


@pytest.mark.parametrize(
    "lines",
    [
        (ByteLine(volume=3, kind=ByteKind.LOCKED, length_bytes=8 * MIB),),
        (ByteLine(volume=0, kind=ByteKind.LOCKED, length_bytes=-1),),
        (ByteLine(volume=0, kind=ByteKind.LOCKED, length_bytes=4 * MIB),) * 2,
    ],
)
def test_a_byte_ledger_that_is_not_one_of_the_image_is_refused(lines: tuple[ByteLine, ...]) -> None:
    content = with_byte_ledger(a_small_case().content, ByteLedger(size_bytes=8 * MIB, lines=lines))
    with pytest.raises(ReportRefused, match="the byte ledger is not one of this image"):
        verify_content(content)


def test_a_byte_ledger_of_another_size_is_refused() -> None:
    line = ByteLine(volume=0, kind=ByteKind.ALLOCATED, length_bytes=MIB)
    content = with_byte_ledger(a_small_case().content, ByteLedger(size_bytes=MIB, lines=(line,)))
    with pytest.raises(ReportRefused, match="the byte ledger is not one of this image"):
        verify_content(content)


def test_a_byte_ledger_that_does_not_close_is_not_refused_for_the_report_shows_it() -> None:
    line = ByteLine(volume=0, kind=ByteKind.ALLOCATED, length_bytes=8 * MIB - 1)
    verify_content(with_byte_ledger(a_small_case().content, ByteLedger(size_bytes=8 * MIB, lines=(line,))))


def test_a_missing_hit_is_refused() -> None:
    content = a_case().content
    with pytest.raises(ReportRefused, match="counts 8 matched entries and the case lists 7 hits"):
        verify_content(replace(content, hits=content.hits[1:]))


def test_a_hit_without_a_notable_record_is_refused() -> None:
    content = a_case().content
    only_known = replace(content.hits[0], matches=(a_match(position=2),))
    with pytest.raises(ReportRefused, match="without a notable record"):
        verify_content(replace(content, hits=(only_known, *content.hits[1:])))


def test_a_hit_of_a_set_that_is_not_listed_is_refused() -> None:
    content = a_case().content
    with pytest.raises(ReportRefused, match="a set the case does not list"):
        verify_content(replace(content, sets=content.sets[:1]))


def test_two_exhibits_with_one_id_are_refused() -> None:
    content = a_small_case().content
    with pytest.raises(ReportRefused, match="the same id"):
        verify_content(replace(content, exhibits=content.exhibits * 2))


def test_rows_that_tell_another_outcome_than_the_ledger_are_refused() -> None:
    built = a_small_case()
    ledger = RowLedger()
    for row in (*built.rows[1:], an_entry(0, outcome=Outcome.UNREADABLE)):
        ledger.add(entry_row(row))
    with pytest.raises(ReportRefused, match="counts 5 entries as compared, the rows give 4"):
        ledger.verify_against(built.content)


def test_rows_of_a_volume_that_the_case_does_not_have_are_refused() -> None:
    built = a_small_case()
    ledger = RowLedger()
    for row in (*built.rows, an_entry(9, volume=7)):
        ledger.add(entry_row(row))
    with pytest.raises(ReportRefused, match="volume 7"):
        ledger.verify_against(built.content)


@given(number=st.integers(0, 9), data=st.data())
def test_any_changed_event_breaks_the_chain(number: int, data: st.DataObject) -> None:
    events = list(some_events())
    line = events[number].line
    at = data.draw(st.integers(0, len(line) - 1))
    events[number] = replace(events[number], line=line[:at] + chr(ord(line[at]) ^ 1) + line[at + 1 :])
    with pytest.raises(ChainBroken, match=f"event {number + 1};"):
        verify_chain(tuple(events))


def test_a_removed_and_a_swapped_event_break_the_chain() -> None:
    events = some_events()
    with pytest.raises(ChainBroken):
        verify_chain((*events[:3], *events[4:]))
    with pytest.raises(ChainBroken):
        verify_chain((events[1], events[0], *events[2:]))


def test_an_event_that_does_not_hold_the_digest_of_the_one_before_breaks_the_chain() -> None:
    first, other = some_events()[0], some_events()[2]
    with pytest.raises(ChainBroken, match="event 2 does not follow event 1"):
        verify_chain((first, replace(other, sequence=2)))


def test_an_exhibit_added_and_not_scanned_closes_without_any_entry() -> None:
    content = a_case().content
    unscanned: ExhibitContent = content.exhibits[2]
    verify_content(replace(content, exhibits=(unscanned,), hits=()))
