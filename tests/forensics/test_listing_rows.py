"""Entries become rows of the store, settled where nothing need be read."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from msgspec import msgpack

from forensics.entries import (
    Content,
    EntryAddress,
    EntryKind,
    Extent,
    Fault,
    FileEntry,
    Outcome,
    Stage,
)
from forensics.images import Volume, VolumeState
from forensics.layers import SPACE_BYTES, base_of
from forensics.paths import EvidencePath
from forensics.planning import UNLIKELY_SIZE, Priority, SizeGate
from forensics.reader.listing import COLUMNS, Listed, Lister
from forensics.times import FsTime, MacTimes, ZoneKind

Row = Mapping[str, Any]  # Any: columns of the store


def a_volume(file_system: str = "NTFS") -> Volume:
    return Volume(
        index=3,
        offset_bytes=0,
        length_bytes=1 << 20,
        table="none",
        description="whole image",
        state=VolumeState.READABLE,
        file_system=file_system,
    )


def an_entry(path: bytes, **fields: object) -> FileEntry:
    known: dict[str, object] = {
        "address": EntryAddress(volume=3, meta_addr=40, attr_type=128, attr_id=2),
        "path": EvidencePath(path),
        "kind": EntryKind.FILE,
        "size_bytes": 700,
        "allocated": True,
        "content": Content.PRESENT,
    }
    return FileEntry(**(known | fields))  # type: ignore[arg-type]  # fields of an entry by name


def rows_of(*entries: FileEntry, is_closed: bool = False, sizes: tuple[int, ...] = (700,)) -> Listed:
    gate = SizeGate([np.array(sorted(sizes), dtype=np.uint64)], is_closed=is_closed)
    return Lister(a_volume(), gate).listed(entries, ())


def only_row(listed: Listed) -> Row:
    (row,) = listed.rows
    return dict(zip(COLUMNS, row, strict=True))


def test_a_row_holds_all_that_an_entry_says() -> None:
    entry = an_entry(
        b"/Users/a\xff\n.txt",
        stream=b"zone",
        times=MacTimes(mtime=FsTime(5), crtime=FsTime(0), zone=ZoneKind.UTC),
        link_target=EvidencePath(b"../b"),
        links=2,
        extents=(Extent(offset_bytes=None, length_bytes=100), Extent(offset_bytes=8192, length_bytes=600)),
    )
    row = only_row(rows_of(entry))
    assert {name: row[name] for name in ("volume", "meta_addr", "attr_type", "attr_id")} == {
        "volume": 3,
        "meta_addr": 40,
        "attr_type": 128,
        "attr_id": 2,
    }
    assert (row["path"], row["stream"], row["shown_path"]) == (
        b"/Users/a\xff\n.txt",
        b"zone",
        "/Users/a\\xFF\\x0A.txt:zone",
    )
    assert (row["mtime_ns"], row["atime_ns"], row["crtime_ns"], row["zone"]) == (5, None, 0, ZoneKind.UTC)
    assert (row["link_target"], row["links"], row["place_bytes"]) == (b"../b", 2, 8192)
    assert msgpack.decode(row["extents"]) == [[None, 100], [8192, 600]]
    assert row["priority"] == Priority.USER


def test_the_place_of_reading_is_the_entrys_own_word_before_its_first_run() -> None:
    run = (Extent(offset_bytes=4096, length_bytes=700),)
    assert only_row(rows_of(an_entry(b"/a", extents=run)))["place_bytes"] == 4096
    assert only_row(rows_of(an_entry(b"/a", extents=run, place_bytes=9)))["place_bytes"] == 9
    assert only_row(rows_of(an_entry(b"/a")))["place_bytes"] is None


@pytest.mark.parametrize(
    ("extent", "is_kept"),
    [
        (Extent(offset_bytes=4096, length_bytes=700), True),
        (Extent(offset_bytes=None, length_bytes=700), True),
        (Extent(offset_bytes=SPACE_BYTES - 700, length_bytes=700), True),
        (Extent(offset_bytes=SPACE_BYTES - 512, length_bytes=700), False),
        (Extent(offset_bytes=base_of(5), length_bytes=700), False),
        (Extent(offset_bytes=-512, length_bytes=700), False),
    ],
    ids=["inside", "hole", "at the end", "over the end", "in another volume", "before"],
)
def test_runs_that_lead_into_the_space_of_another_volume_are_not_read_directly(
    extent: Extent, is_kept: bool
) -> None:
    first = Extent(offset_bytes=512, length_bytes=512)
    row = only_row(rows_of(an_entry(b"/a", extents=(first, extent))))
    assert (row["extents"] is not None) == is_kept


def test_a_closed_gate_rules_out_sizes_that_no_record_has_and_an_open_one_reads_them_later() -> None:
    likely, unlikely = an_entry(b"/likely", size_bytes=700), an_entry(b"/unlikely", size_bytes=701)
    closed = rows_of(likely, unlikely, is_closed=True)
    assert [(each.position, each.outcome) for each in closed.settled] == [(1, Outcome.RULED_OUT_BY_SIZE)]
    assert (closed.to_read, closed.to_read_bytes) == (1, 700)
    opened = rows_of(likely, unlikely)
    assert opened.settled == ()
    assert (opened.to_read, opened.to_read_bytes) == (2, 1_401)
    priority = COLUMNS.index("priority")
    assert [row[priority] for row in opened.rows] == [Priority.USER, Priority.USER + UNLIKELY_SIZE]


def test_what_has_no_content_is_settled_by_its_own_reason_even_when_the_gate_is_closed() -> None:
    entries = [an_entry(b"/%d" % n, content=content, size_bytes=1) for n, content in enumerate(Content)]
    listed = rows_of(*entries, is_closed=True)
    outcomes = {list(Content)[each.position]: each.outcome for each in listed.settled}
    assert outcomes == {
        Content.PRESENT: Outcome.RULED_OUT_BY_SIZE,
        Content.EMPTY: Outcome.NO_CONTENT,
        Content.NOT_A_FILE: Outcome.NO_CONTENT,
        Content.NOT_LEFT: Outcome.NO_CONTENT,
        Content.ENCRYPTED: Outcome.ENCRYPTED,
    }
    assert listed.to_read == 0


def test_faults_travel_beside_the_rows_and_nothing_is_a_piece_too() -> None:
    fault = Fault(stage=Stage.LIST, reason="a record is damaged", volume=3)
    listed = Lister(a_volume("FAT32"), SizeGate((), is_closed=False)).listed([], [fault])
    assert (listed.rows, listed.faults, listed.last_shown_path) == ((), (fault,), None)
