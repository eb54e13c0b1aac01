"""The counts of references of a QCOW2 disk, held against what its tables lead to.

QCOW2 keeps no checksums, but says of each cluster of the file how often it is referred to. A table entry that
a damaged byte leads elsewhere shows there: at a cluster that nobody counts, or that another entry claims too.
What such entries tell of is doubtful and not handed out. Clusters that are counted and that no table leads to
were left by a crash, or the entry that led to them is lost; which it was nobody can tell, so it is told.

Source: QEMU, docs/interop/qcow2.txt, "Host cluster management".
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forensics.containers.qcow2_header import MOST_L1_BYTES, Header, snapshots
from forensics.containers.stretches import Spoilt, StoredFile

_OFFSET = np.uint64(0x00FF_FFFF_FFFF_FE00)
_COUNTS_OFFSET = np.uint64(0xFFFF_FFFF_FFFF_FE00)
_PACKED = np.uint64(1 << 62)
_RESERVED = np.uint64(0x3F00_0000_0000_01FE)
_SECTOR_BYTES = 512
_MOST_TABLE_BYTES = 64 * 1024 * 1024  # half a terabyte in clusters of 64 KiB: what a second can take
_MOST_TABLES = 32768  # each a read of its own
_MOST_CLUSTERS = 8 * 1024 * 1024
_MOST_COUNT = 2**31 - 1
_FEW, _SMALL_SHARE = 4, 0.1  # more than this uncounted: whoever wrote the disk does not keep counts

Clusters = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    content: Clusters  # of the file, that no content should be taken from, in order
    tables: Clusters  # that no table should be taken from
    troubles: tuple[str, ...]  # sentences


_NONE = np.zeros(0, np.int64)
NOT_COMPARED = Compared(content=_NONE, tables=_NONE, troubles=())


def compared(header: Header, file: StoredFile) -> Compared:
    """What the counts say of the tables; nothing for a disk so large that it would be waited for."""
    clusters = -(-file.length_bytes // header.cluster_bytes)
    if clusters > _MOST_CLUSTERS or header.has_data_file:
        return NOT_COMPARED
    if not header.count_bits or header.l1_entries * 8 > MOST_L1_BYTES:
        return _not_comparable(file, "its header tells of tables that no disk has")
    try:
        return _compared(header, file, clusters)
    except Spoilt as trouble:
        return _not_comparable(file, str(trouble))


def _not_comparable(file: StoredFile, why: str) -> Compared:
    words = f"{file.path.name}: the counts of clusters could not be held against the tables: {why}."
    return Compared(content=_NONE, tables=_NONE, troubles=(words,))


def _compared(header: Header, file: StoredFile, clusters: int) -> Compared:
    kept = tuple(snapshots(file, header))
    older = [each.table for each in kept]
    first = range(header.l1_place, header.l1_place + 8 * header.l1_entries)
    if sum(map(len, (first, *older))) > _MOST_TABLE_BYTES:
        return _not_comparable(file, "its list of snapshots tells of more tables than can be looked through")
    tables = [_tables_of(header, file, each) for each in (first, *older)]
    if sum(map(len, tables)) > min(_MOST_TABLES, _MOST_TABLE_BYTES // header.cluster_bytes):
        return NOT_COMPARED
    counts_bytes = header.counts_clusters * header.cluster_bytes
    counts, is_known, count_blocks = _counts(header, file, clusters)
    plain, packed = _referred(header, file, tables[0])
    of_older = [part for each in tables[1:] for part in _referred(header, file, each)]
    of_older += [each // header.cluster_bytes for each in tables[1:]]
    counts_range = range(header.counts_place, header.counts_place + counts_bytes)
    ranges = (range(header.cluster_bytes), first, *older, counts_range)
    if kept:
        ranges = (*ranges, range(header.snapshots_place, kept[-1].end))
    own = [_within(header, each, clusters) for each in ranges]
    own += [count_blocks, tables[0] // header.cluster_bytes]
    return _judged(
        header,
        file,
        _Tally(
            own=_tallied(own, clusters),
            plain=_tallied([plain], clusters),
            packed=_tallied([packed], clusters),
            older=_tallied(of_older, clusters),
            counts=counts,
            is_known=is_known,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tally:
    """How often each cluster of the file is referred to, and how often it should be."""

    own: Clusters  # by the disk for its header and tables
    plain: Clusters  # by the present state, for content
    packed: Clusters
    older: Clusters  # by snapshots
    counts: Clusters
    is_known: Marks  # whether the count could be read


def _judged(header: Header, file: StoredFile, tally: _Tally) -> Compared:
    referred = tally.own + tally.plain + tally.packed + tally.older
    # Several packed clusters may share one of the file; one that is not packed has it for itself.
    is_doubtful = (tally.plain > 1) | ((tally.plain > 0) & (tally.packed + tally.own > 0))
    is_doubtful |= (tally.packed > 0) & (tally.own > 0)
    is_doubtful_table = tally.own > 1
    is_uncounted = tally.is_known & (referred > tally.counts)
    troubles = []
    uncounted = int(np.count_nonzero(is_uncounted & ~is_doubtful))
    if uncounted > max(_FEW, _SMALL_SHARE * np.count_nonzero(referred)):
        troubles.append("its counts of clusters do not fit its tables, so damage to the tables may not show")
    elif not header.is_dirty:  # else the counts may be older than the tables
        is_doubtful |= is_uncounted
        is_doubtful_table |= tally.is_known & (tally.counts == 0)
        lost = int(np.count_nonzero(tally.is_known & (referred < tally.counts)))
        if lost and not header.has_bitmaps:
            troubles.append(
                f"clusters counted more often than its tables lead to them: {lost:,} "
                f"({lost * header.cluster_bytes:,} bytes). A crash left them so, or entries that led to them "
                "are damaged"
            )
    doubtful = int(np.count_nonzero(is_doubtful | ((tally.own > 0) & is_doubtful_table)))
    if doubtful:
        troubles.append(
            f"clusters claimed twice or not counted: {doubtful:,}. Entries of its tables are damaged; what "
            "they tell of is unreadable"
        )
    return Compared(
        content=np.flatnonzero(is_doubtful),
        tables=np.flatnonzero(is_doubtful_table),
        troubles=tuple(f"{file.path.name}: {each}." for each in troubles),
    )


def _tallied(parts: Sequence[Clusters], clusters: int) -> Clusters:
    numbers = np.concatenate([*parts, _NONE])
    inside = numbers[(numbers >= 0) & (numbers < clusters)]
    counted: Clusters = np.bincount(inside, minlength=clusters)
    return counted


def _within(header: Header, place: range, clusters: int) -> Clusters:
    first = min(place.start // header.cluster_bytes, clusters)
    behind = min(-(-place.stop // header.cluster_bytes), clusters)
    return np.arange(first, max(first, behind)).astype(np.int64)


def _tables_of(header: Header, file: StoredFile, first: range) -> Clusters:
    """Bytes of the file where second-level tables lie that a first-level table leads to."""
    length = max(0, min(len(first), file.length_bytes - first.start)) // 8 * 8
    raw = file.part(first.start, length) if length else b""
    places: npt.NDArray[np.uint64] = np.frombuffer(raw, ">u8").astype(np.uint64) & _OFFSET
    is_fit: Marks = (places != 0) & (places & np.uint64(header.cluster_bytes - 1) == 0)
    is_fit &= places <= np.uint64(max(0, file.length_bytes - header.cluster_bytes))
    return places[is_fit].astype(np.int64)


def _referred(header: Header, file: StoredFile, tables: Clusters) -> tuple[Clusters, Clusters]:
    """Numbers of clusters, each as often as an entry leads to it: plain ones, and those packed data touch."""
    raw = b"".join([file.part(place, header.cluster_bytes) for place in tables.tolist()])
    entries = np.frombuffer(raw, ">u8").astype(np.uint64)[:: 2 if header.is_extended else 1]
    is_packed = entries & _PACKED != 0
    plain = entries[~is_packed]
    plain = plain[plain & _RESERVED == 0]  # an entry that is damaged in itself claims nothing
    places = (plain & _OFFSET).astype(np.int64)
    return places[places != 0] // header.cluster_bytes, _touched(header, entries[is_packed])


def _touched(header: Header, entries: npt.NDArray[np.uint64]) -> Clusters:
    """At most three clusters an entry: packed data are at most two clusters long."""
    bits = np.uint64(header.packed_place_bits)
    starts = (entries & np.uint64((1 << header.packed_place_bits) - 1)).astype(np.int64)
    sectors = ((entries & (_PACKED - np.uint64(1))) >> bits).astype(np.int64) + 1
    ends = starts - starts % _SECTOR_BYTES + sectors * _SECTOR_BYTES
    first, last = starts // header.cluster_bytes, (ends - 1) // header.cluster_bytes
    return np.concatenate([(first + more)[first + more <= last] for more in range(4)])


def _counts(header: Header, file: StoredFile, clusters: int) -> tuple[Clusters, Marks, Clusters]:
    """The counts, which of them could be read, and the clusters they lie in."""
    of_block = header.cluster_bytes * 8 // header.count_bits
    needed = min(-(-clusters // of_block), header.counts_clusters * header.cluster_bytes // 8)
    length = max(0, min(8 * needed, file.length_bytes - header.counts_place)) // 8 * 8
    table = file.part(header.counts_place, length) if length else b""
    counts, is_known = np.zeros(clusters, np.int64), np.zeros(clusters, np.bool_)
    blocks = []
    places = np.frombuffer(table, ">u8").astype(np.uint64) & _COUNTS_OFFSET
    for number, place in enumerate(places.tolist()):
        part = slice(number * of_block, min(clusters, (number + 1) * of_block))
        if place % header.cluster_bytes or place + header.cluster_bytes > file.length_bytes:
            continue  # damaged or cut off: these counts are not known
        is_known[part] = True
        if place:
            blocks.append(place // header.cluster_bytes)
            block = _unpacked(file.part(place, header.cluster_bytes), header.count_bits)
            counts[part] = block[: part.stop - part.start]
    return counts, is_known, np.array(blocks, np.int64)


def _unpacked(raw: bytes, bits: int) -> Clusters:
    if bits >= 8:
        numbers = np.frombuffer(raw, f">u{bits // 8}").astype(np.uint64)
        return np.minimum(numbers, np.uint64(_MOST_COUNT)).astype(np.int64)
    single = np.unpackbits(np.frombuffer(raw, np.uint8), bitorder="little").reshape(-1, bits)
    weights = np.left_shift(1, np.arange(bits, dtype=np.int64))
    return np.asarray(single.astype(np.int64) @ weights, np.int64)
