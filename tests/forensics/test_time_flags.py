"""Odd times are shown as kept, and told by bounds that no clock moves."""

import pytest

from forensics.times import FsTime, MacTimes, TimeBounds, offset_words

SECOND = 1_000_000_000
IN_1985, IN_1992, IN_2024, IN_2041 = (
    FsTime(seconds * SECOND) for seconds in (473_385_600, 694_224_000, 1_704_067_200, 2_240_524_800)
)


@pytest.mark.parametrize(
    ("file_system", "times", "flags"),
    [
        ("NTFS", MacTimes(mtime=IN_2024, atime=IN_2024, ctime=IN_2024, crtime=IN_2024), None),
        ("NTFS", MacTimes(mtime=IN_1985, crtime=IN_1992), "crtime:before_format"),
        ("exFAT", MacTimes(crtime=IN_1992), "crtime:before_format"),
        ("FAT16", MacTimes(crtime=IN_1985), None),
        ("ext4", MacTimes(mtime=FsTime(0), atime=FsTime(-1)), "mtime:zero,atime:before_format"),
        ("HFS+", MacTimes(atime=IN_2041, flags="mtime:zero"), "mtime:zero,atime:far_future"),
        (None, MacTimes(), None),
    ],
)
def test_a_time_is_odd_by_what_its_file_system_could_have_written(
    file_system: str | None, times: MacTimes, flags: str | None
) -> None:
    assert TimeBounds(file_system).flags(times) == flags


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "utc+00:00"), (-210, "utc-03:30"), (840, "utc+14:00"), (-15, "utc-00:15")]
)
def test_an_offset_is_hours_and_minutes_with_a_sign(minutes: int, words: str) -> None:
    assert offset_words(minutes) == words
