"""What is read first, and what need not be read at all."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.entries import Content, EntryAddress, EntryKind, FileEntry, Outcome
from forensics.paths import EvidencePath
from forensics.planning import (
    UNLIKELY_SIZE,
    Priority,
    SizeGate,
    Sizes,
    is_removable,
    priority_of,
    settled_without_reading,
)


def an_entry(path: bytes, *, allocated: bool = True) -> FileEntry:
    return FileEntry(
        address=EntryAddress(volume=0, meta_addr=40),
        path=EvidencePath(path),
        kind=EntryKind.FILE,
        size_bytes=9,
        allocated=allocated,
        content=Content.PRESENT,
    )


def sizes(*values: int) -> Sizes:
    return np.array(sorted(values), dtype=np.uint64)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (b"/Users/ana/Pictures/beach.JPG", Priority.USER_MEDIA),
        (b"/Users/ana/notes.txt", Priority.USER),
        (b"/photo.jpg", Priority.USER_MEDIA),
        (b"/home/ana/.cache/thumb", Priority.USER),
        (b"/my system/a.mp4", Priority.USER_MEDIA),
        (b"/Windows/Web/Wallpaper/img0.jpg", Priority.MEDIA),
        (b"/WINDOWS/System32/ntdll.dll", Priority.REST),
        (b"/usr/lib/libc.so.6", Priority.REST),
        (b"/usr/share/icons/a.png", Priority.MEDIA),
        (b"/var/log/syslog", Priority.REST),
        (b"/System Volume Information/tracking.log", Priority.REST),
        (b"/$MFT", Priority.REST),
        (b"/$Recycle.Bin/S-1-5-21/$RAB12CD.jpg", Priority.USER_MEDIA),
        (b"/$Recycle.Bin/S-1-5-21/$RAB12CD.txt", Priority.USER),
        (b"/pagefile.sys", Priority.REST),
        (b"/usr", Priority.REST),
        (b"/usrbackup/a.txt", Priority.USER),
    ],
)
def test_the_place_and_the_name_decide_when_a_content_is_read(path: bytes, expected: Priority) -> None:
    assert priority_of(an_entry(path), is_removable=False) is expected


def test_on_removable_volumes_all_is_the_users() -> None:
    assert priority_of(an_entry(b"/System/a.bin"), is_removable=True) is Priority.USER
    assert priority_of(an_entry(b"/System/a.png"), is_removable=True) is Priority.USER_MEDIA
    assert [
        kind for kind in ("FAT12", "FAT16", "FAT32", "exFAT", "NTFS", "ext4", None) if is_removable(kind)
    ] == [
        "FAT12",
        "FAT16",
        "FAT32",
        "exFAT",
    ]


def test_deleted_content_waits_behind_media_unless_it_was_the_users() -> None:
    assert priority_of(an_entry(b"/usr/lib/a.so", allocated=False), is_removable=False) is Priority.DELETED
    assert priority_of(an_entry(b"/usr/lib/a.png", allocated=False), is_removable=False) is Priority.MEDIA
    assert priority_of(an_entry(b"/home/a.txt", allocated=False), is_removable=False) is Priority.USER


def test_a_likely_size_comes_before_every_unlikely_one() -> None:
    assert max(Priority) < min(Priority) + UNLIKELY_SIZE


@given(
    known=st.lists(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 50), max_size=30), max_size=3),
    asked=st.lists(st.integers(0, 2**63) | st.integers(0, 50), min_size=1, max_size=60),
)
def test_a_size_occurs_if_some_set_has_it(known: Sequence[Sequence[int]], asked: list[int]) -> None:
    gate = SizeGate([sizes(*some) for some in known], is_closed=True)
    assert gate.which_occur(asked) == [any(size in some for some in known) for size in asked]


def test_what_has_no_bytes_to_read_is_settled_and_what_has_is_not() -> None:
    outcomes = {content: settled_without_reading(content) for content in Content}
    assert outcomes.pop(Content.PRESENT) is None
    told = {content: settled[0] for content, settled in outcomes.items() if settled is not None}
    assert told == {
        Content.EMPTY: Outcome.NO_CONTENT,
        Content.NOT_A_FILE: Outcome.NO_CONTENT,
        Content.NOT_LEFT: Outcome.NO_CONTENT,
        Content.ENCRYPTED: Outcome.ENCRYPTED,
    }
    assert len({settled[1] for settled in outcomes.values() if settled is not None}) == len(outcomes)
