"""Numbers from damaged metadata that nothing can hold: kept within 63 bits, and told as faults.

A store, an index and the forms of a report hold signed 64-bit integers; a file system's metadata is
attacker-controlled and may give any. What does not fit is told in words in a fault beside the entry, so that
nothing is lost and nothing stops.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from forensics.entries import Fault, FileEntry, Stage
from forensics.times import FsTime, MacTimes

LARGEST = 2**63 - 1
_TIMES = ("mtime", "atime", "ctime", "crtime")


def within_bounds(found: FileEntry | Fault) -> Iterator[FileEntry | Fault]:
    """What was found, with impossible numbers replaced; each replacement is a fault behind it."""
    if isinstance(found, Fault):
        yield _bounded_fault(found)
        return
    troubles = [*_size_and_address(found), *_times(found.times)]
    entry = replace(
        found,
        address=replace(found.address, meta_addr=_bounded(found.address.meta_addr)),
        size_bytes=_bounded(found.size_bytes),
        times=_bounded_times(found.times),
    )
    yield entry
    for trouble in troubles:
        yield Fault(
            stage=Stage.LIST,
            reason=trouble,
            volume=entry.address.volume,
            path=entry.path,
            stream=entry.stream,
            meta_addr=entry.address.meta_addr,
        )


def is_within(entry: FileEntry) -> bool:
    """The usual case, asked of every entry: all its numbers can be held, and it is as it was found."""
    times = entry.times
    return (
        0 <= entry.size_bytes <= LARGEST
        and 0 <= entry.address.meta_addr <= LARGEST
        and (times.mtime is None or -LARGEST <= times.mtime.ns <= LARGEST)
        and (times.atime is None or -LARGEST <= times.atime.ns <= LARGEST)
        and (times.ctime is None or -LARGEST <= times.ctime.ns <= LARGEST)
        and (times.crtime is None or -LARGEST <= times.crtime.ns <= LARGEST)
    )


def _size_and_address(entry: FileEntry) -> Iterator[str]:
    if not 0 <= entry.address.meta_addr <= LARGEST:
        yield f"The metadata gives the impossible address {entry.address.meta_addr}."
    if not 0 <= entry.size_bytes <= LARGEST:
        yield f"The metadata gives the impossible size {entry.size_bytes}."


def _times(times: MacTimes) -> Iterator[str]:
    for name in _TIMES:
        moment: FsTime | None = getattr(times, name)
        if moment is not None and not -LARGEST <= moment.ns <= LARGEST:
            seconds = moment.ns // 1_000_000_000
            yield f"The metadata gives an {name} of {seconds} seconds from 1970, beyond any date kept here."


def _bounded(number: int) -> int:
    return min(max(number, 0), LARGEST)


def _bounded_times(times: MacTimes) -> MacTimes:
    return replace(
        times,
        mtime=_kept(times.mtime),
        atime=_kept(times.atime),
        ctime=_kept(times.ctime),
        crtime=_kept(times.crtime),
    )


def _kept(moment: FsTime | None) -> FsTime | None:
    return moment if moment is not None and -LARGEST <= moment.ns <= LARGEST else None


def _bounded_fault(fault: Fault) -> Fault:
    return replace(
        fault,
        meta_addr=possible(fault.meta_addr),
        offset_bytes=possible(fault.offset_bytes),
        length_bytes=possible(fault.length_bytes),
    )


def possible(number: int | None) -> int | None:
    """`number`, or `None` where it cannot be a place or a length."""
    return number if number is not None and 0 <= number <= LARGEST else None
