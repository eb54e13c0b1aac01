"""What holds the work up is told from where the time went, and a disk with one head is read by one."""

import hashlib
import random
from typing import NoReturn

import pytest
from msgspec import Raw, msgpack

from forensics.digests import Algorithm, DigestSet
from forensics.entries import SetMatch
from forensics.examining.examiner import Examiner
from forensics.examining.hands import HALF_BYTES
from forensics.examining.pace import WINDOW_S, Bottleneck, Pace, Streams
from forensics.examining.work import WorkItem
from tests.evidence.faulty import FaultyImage


def no_file_system(_volume: int) -> NoReturn:
    raise AssertionError("all contents here have runs")


class NoSets:
    def lookup(self, digests: DigestSet) -> tuple[SetMatch, ...]:
        return ()


class Moments:
    """A clock that drives the choice ten times a second."""

    def __init__(self, *, is_disk_slow: bool = True) -> None:
        self._streams = Streams(trial_s=3.0, hold_s=60.0)
        self._is_disk_slow = is_disk_slow
        self._now, self._bytes = 1_000.0, 0

    def lead_to_one(self, seconds: float, *, rate: int) -> bool:
        """Whether one reader alone is chosen when `seconds` have passed at `rate`."""
        for _ in range(int(seconds * 10)):
            self._now += 0.1
            self._bytes += rate
            self._streams.consider(self._now, bytes_read=self._bytes, is_disk_slow=self._is_disk_slow)
        return self._streams.is_single


@pytest.mark.parametrize(
    ("is_compressed", "seconds", "in_processor", "hashing", "told"),
    [
        (False, 3.0, 0.2, 1.0, "disk"),
        (False, 1.0, 0.9, 3.0, "processor"),
        (False, 3.0, 3.0, 1.0, "processor"),
        (True, 3.0, 2.9, 1.0, "decompression"),
        (True, 3.0, 2.9, 4.0, "processor"),
        (True, 3.0, 0.2, 1.0, "disk"),
        (True, 0.01, 0.0, 0.01, None),
    ],
)
def test_the_bottleneck_is_where_the_time_went(
    *, is_compressed: bool, seconds: float, in_processor: float, hashing: float, told: Bottleneck | None
) -> None:
    pace = Pace(is_compressed=is_compressed)
    pace.read(100.0, seconds=seconds, processor_seconds=in_processor, length=1)
    pace.hashed(100.5, seconds=hashing)
    assert pace.bottleneck(101.0) == told
    assert pace.bottleneck(101.0 + WINDOW_S) is None


def test_one_reader_is_kept_where_it_gives_more_and_tried_again_later() -> None:
    moments = Moments()
    assert moments.lead_to_one(4.0, rate=10)
    assert moments.lead_to_one(10.0, rate=50)
    assert not moments.lead_to_one(60.0, rate=50)


def test_several_readers_are_kept_where_one_gives_no_more() -> None:
    moments = Moments()
    assert moments.lead_to_one(4.0, rate=50)
    assert not moments.lead_to_one(4.0, rate=52)
    assert not moments.lead_to_one(50.0, rate=50)


def test_nothing_is_tried_while_the_disk_is_fast() -> None:
    moments = Moments(is_disk_slow=False)
    assert not moments.lead_to_one(100.0, rate=10)


def test_a_disk_with_one_head_ends_up_with_one_reader() -> None:
    content = random.Random(3).randbytes(HALF_BYTES)
    image = FaultyImage(content, seek_s=0.004)
    streams = Streams(trial_s=0.4, hold_s=60.0)
    examiner = Examiner(
        image,
        no_file_system,
        sets=NoSets(),
        roles=(),
        algorithms=(Algorithm.SHA1,),
        threads=2,
        streams=streams,
    )
    items = [
        WorkItem(
            entry_id=number,
            volume=0,
            meta_addr=number,
            size_bytes=HALF_BYTES,
            allocated=True,
            extents=Raw(msgpack.encode([(0, HALF_BYTES)])),
        )
        for number in range(150)
    ]
    results = list(examiner.examine(items, alive=lambda _in_hand: None))
    told = examiner.bottleneck()
    examiner.close()
    assert told == "disk"
    assert streams.is_single
    assert image.readers == {"reading"}
    sha1 = hashlib.sha1(content, usedforsecurity=False).digest()
    assert [each.digests for each in results] == [DigestSet(sha1=sha1)] * len(items)
