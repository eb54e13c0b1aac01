"""Numbers from damaged metadata are kept within what a store can hold, and are told."""

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from forensics.bounds import LARGEST, within_bounds
from forensics.entries import Content, EntryAddress, EntryKind, Fault, FileEntry, Stage
from forensics.images import Volume
from forensics.paths import EvidencePath
from forensics.reader.protocol import write_message
from forensics.reader.surveying import Surveyor
from forensics.times import FsTime, MacTimes


def an_entry(*, meta_addr: int = 5, size_bytes: int = 10, mtime_ns: int | None = None) -> FileEntry:
    return FileEntry(
        address=EntryAddress(volume=0, meta_addr=meta_addr),
        path=EvidencePath(b"/a"),
        kind=EntryKind.FILE,
        size_bytes=size_bytes,
        allocated=True,
        content=Content.PRESENT,
        times=MacTimes(mtime=None if mtime_ns is None else FsTime(mtime_ns)),
    )


def test_an_entry_with_possible_numbers_passes_as_it_is() -> None:
    entry = an_entry(mtime_ns=0)
    assert list(within_bounds(entry)) == [entry]


@given(
    meta_addr=st.integers(-(2**70), 2**70),
    size_bytes=st.integers(-(2**70), 2**70),
    mtime_ns=st.none() | st.integers(-(2**80), 2**80),
)
def test_every_number_fits_and_each_that_did_not_is_a_fault(
    meta_addr: int, size_bytes: int, mtime_ns: int | None
) -> None:
    entry, *faults = within_bounds(an_entry(meta_addr=meta_addr, size_bytes=size_bytes, mtime_ns=mtime_ns))
    assert isinstance(entry, FileEntry)
    assert 0 <= entry.address.meta_addr <= LARGEST
    assert 0 <= entry.size_bytes <= LARGEST
    assert entry.times.mtime is None or abs(entry.times.mtime.ns) <= LARGEST
    impossible = [
        not 0 <= meta_addr <= LARGEST,
        not 0 <= size_bytes <= LARGEST,
        mtime_ns is not None and abs(mtime_ns) > LARGEST,
    ]
    assert len(faults) == sum(impossible)


def test_an_impossible_size_is_told_with_the_number_itself() -> None:
    _, fault = within_bounds(an_entry(size_bytes=2**64 - 1))
    assert isinstance(fault, Fault)
    assert str(2**64 - 1) in fault.reason


def test_a_fault_at_an_impossible_address_keeps_its_words_and_loses_the_number() -> None:
    fault = Fault(stage=Stage.LIST, reason="no", meta_addr=2**64 - 234, offset_bytes=7)
    assert list(within_bounds(fault)) == [Fault(stage=Stage.LIST, reason="no", offset_bytes=7)]


def test_the_sums_of_a_survey_can_be_sent() -> None:
    gone = [
        replace(an_entry(meta_addr=each, size_bytes=LARGEST), content=Content.NOT_LEFT) for each in range(4)
    ]
    volume = Volume(index=0, offset_bytes=0, length_bytes=1, table="none", description="x")
    surveyed = Surveyor(volume).surveyed(gone, ())
    write_message(BytesIO(), surveyed)
    assert [(each.entries, each.size_bytes) for each in surveyed.settled] == [(4, LARGEST)]
