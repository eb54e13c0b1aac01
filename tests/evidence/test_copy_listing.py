"""Of a shadow copy only what differs from its live volume is listed, and nothing is proven by times alone."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from forensics.entries import Content, EntryAddress, EntryKind, Extent, Fault, FileEntry, Remains
from forensics.filesystems import FileSystem
from forensics.images import SHADOW_COPY, Volume, VolumeState
from forensics.layers import base_of
from forensics.layers.byte_runs import ByteRuns
from forensics.paths import EvidencePath
from forensics.planning import SizeGate
from forensics.reader import walking
from forensics.reader.evidence import Evidence
from forensics.reader.listing import Listed
from forensics.reader.protocol import ListVolume, OpenEvidence, VolumeListed
from forensics.reader.sameness import Remembered, Sameness
from forensics.reader.walking import Walker
from tests.evidence.shadow_builder import BLOCK, STORE_AT, a_disk_with_a_copy

BASE = base_of(1)
PLACE = 8 * BLOCK


def a_volume(index: int, *, offset: int, layer: str | None = None) -> Volume:
    return Volume(
        index=index,
        offset_bytes=offset,
        length_bytes=64 * BLOCK,
        table="none",
        description="",
        state=VolumeState.READABLE,
        file_system="NTFS",
        layer=layer,
    )


def an_entry(at: int, *, begin: int = BASE, allocated: bool = True) -> FileEntry:
    return FileEntry(
        address=EntryAddress(volume=0 if begin == 0 else 1, meta_addr=64, attr_type=128, attr_id=1),
        path=EvidencePath(b"/letter.txt"),
        kind=EntryKind.FILE,
        size_bytes=BLOCK,
        allocated=allocated,
        content=Content.PRESENT,
        extents=(Extent(offset_bytes=begin + at, length_bytes=BLOCK),),
        remains=None if allocated else Remains.RECOVERED,
    )


def blocks(*places: int) -> ByteRuns:
    starts = np.array(places, np.int64)
    return ByteRuns(starts=starts, ends=starts + BLOCK)


def others(entry: FileEntry, *, saved: ByteRuns, not_kept: ByteRuns) -> list[FileEntry | Fault | None]:
    """What is listed of a copy that has one entry, at `PLACE`, as the live volume has."""
    live = Remembered(a_volume(0, offset=0))
    assert len(list(live.passing([an_entry(PLACE, begin=0)]))) == 1
    copy = a_volume(1, offset=BASE, layer=SHADOW_COPY)
    return list(Sameness(live.marks, copy=copy, saved=saved, not_kept=not_kept).others([entry]))


def test_a_content_is_shared_only_where_nothing_of_it_was_saved_and_all_of_it_was_kept() -> None:
    entry, none = an_entry(PLACE), ByteRuns.none()
    beside = blocks(PLACE - BLOCK, PLACE + BLOCK)
    assert others(entry, saved=beside, not_kept=beside) == [None]
    assert others(entry, saved=blocks(PLACE), not_kept=none) == [entry]
    assert others(entry, saved=none, not_kept=blocks(PLACE)) == [entry]
    elsewhere = an_entry(PLACE + BLOCK)
    assert others(elsewhere, saved=none, not_kept=none) == [elsewhere]


def test_a_deleted_content_of_which_a_copy_kept_nothing_has_no_content_left() -> None:
    deleted, none = an_entry(PLACE, allocated=False), ByteRuns.none()
    assert others(deleted, saved=none, not_kept=none) == [deleted]
    (gone,) = others(deleted, saved=none, not_kept=blocks(PLACE))
    assert isinstance(gone, FileEntry)
    assert (gone.content, gone.remains) == (Content.NOT_LEFT, Remains.NO_CONTENT_LEFT)
    assert gone.extents is None


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_disk_with_a_copy(tmp_path_factory.mktemp("shadow") / "ntfs.raw")


class Lists:
    """A reader in this process; `walked` counts the walks of each volume."""

    def __init__(self, disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        evidence = Evidence(lambda _furthest: None)
        evidence.open(OpenEvidence(source=str(disk)))
        self.walked: Counter[str] = Counter()
        self._walker = Walker(evidence, rest=lambda: None, alive=lambda: None)
        honest = walking.bounded

        def counted(file_system: FileSystem, **how: bool) -> Iterator[FileEntry | Fault]:
            self.walked["live" if file_system is evidence.file_system(0) else "copy"] += 1
            return honest(file_system, **how)

        monkeypatch.setattr(walking, "bounded", counted)

    def paths(self, command: ListVolume) -> tuple[list[str], int | None]:
        """Of all rows, in the order of the walk, and how many were left out."""
        rows: list[str] = []
        left_out: int | None = None
        for reply in self._walker.list_volume(command, SizeGate((), is_closed=False)):
            if isinstance(reply, Listed):
                rows += [row[6] for row in reply.rows]
            if isinstance(reply, VolumeListed):
                left_out = reply.left_out
        return rows, left_out


def test_the_live_volume_is_walked_once_for_itself_and_its_copies(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Lists(disk, monkeypatch)
    live, none = reader.paths(ListVolume(volume=0, skip=0, has_copies=True))
    listed, left_out = reader.paths(ListVolume(volume=1, skip=0, live=0))
    assert none is None
    assert {"/letter.txt", "/short.txt", "/unkept.bin"} <= set(listed)
    assert not {"/same.txt", "/more.bin"} & set(listed)
    assert left_out is not None
    assert left_out + len(listed) == len(live)
    assert reader.walked == {"live": 1, "copy": 1}


def test_a_reader_that_goes_on_with_a_copy_leaves_out_the_same(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Lists(disk, monkeypatch)
    whole, left_out = reader.paths(ListVolume(volume=1, skip=0, live=0))
    again = Lists(disk, monkeypatch)
    assert again.paths(ListVolume(volume=1, skip=5, live=0)) == (whole[5:], left_out)
    assert again.walked == {"live": 1, "copy": 1}


def test_a_copy_that_cannot_be_opened_is_a_fault_and_nothing_is_left_out(
    disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = bytearray(disk.read_bytes())
    listing = STORE_AT + 2 * BLOCK
    damaged[listing : listing + 16] = bytes(16)
    (tmp_path / "damaged.raw").write_bytes(damaged)
    reader = Lists(tmp_path / "damaged.raw", monkeypatch)
    assert reader.paths(ListVolume(volume=1, skip=0, live=0)) == ([], None)
