"""EWF images of the second version: media, stored digests, segments, damage told with its place."""

import hashlib
from pathlib import Path

import pyewf
import pytest

from forensics.containers import open_image
from forensics.errors import SourceNotUsable
from tests.evidence.container_builders import (
    KIB,
    MIB,
    Reading,
    assert_nothing_silent,
    content_of,
    cut_at,
    flipped,
    notes_of,
    read_in_pieces,
    some_media,
)
from tests.evidence.ewf2_builder import BZIP2, CHUNK, DEFLATE, an_ex01

SAMPLE = Path(__file__).parents[3] / "shared/images/open/images/ronin-ex01-zeros-c/zeros_128s_compressed.Ex01"


@pytest.fixture
def media() -> bytes:
    return some_media(MIB + 20 * KIB)


def _an_image(folder: Path, media: bytes, *, segments: int = 1, packing: int = DEFLATE) -> Path:
    for number, content in enumerate(an_ex01(media, segments=segments, packing=packing), start=1):
        (folder / f"a.Ex{number:02d}").write_bytes(content)
    return folder / "a.Ex01"


@pytest.mark.parametrize("packing", [DEFLATE, BZIP2])
def test_the_media_the_digests_and_the_notes_are_read(tmp_path: Path, media: bytes, packing: int) -> None:
    source = _an_image(tmp_path, media, packing=packing)
    assert content_of(source) == media
    info = open_image(source).info
    assert (info.container, info.sector_bytes) == ("EWF-Ex01", 512)
    assert info.stored_digests.md5 == hashlib.md5(media, usedforsecurity=False).digest()
    assert info.stored_digests.sha1 == hashlib.sha1(media, usedforsecurity=False).digest()
    assert notes_of(source)["examiner_name"] == "A. Examiner"
    assert notes_of(source)["acquiry_date"] == "2023-11-14 22:13:20 UTC"


def test_libewf_reads_the_same_from_it(tmp_path: Path, media: bytes) -> None:
    source = _an_image(tmp_path, media)
    handle = pyewf.handle()
    handle.open([str(source)])
    assert handle.read_buffer_at_offset(len(media), 0) == media
    handle.close()


def test_an_image_of_another_tool_has_the_digest_it_stores() -> None:
    if not SAMPLE.exists():
        pytest.skip("the third-party images are not here")
    stored = open_image(SAMPLE).info.stored_digests.md5
    assert hashlib.md5(content_of(SAMPLE), usedforsecurity=False).digest() == stored


def test_segments_are_joined_and_a_missing_or_foreign_one_is_named(tmp_path: Path, media: bytes) -> None:
    source = _an_image(tmp_path, media, segments=3)
    assert content_of(source) == media
    (tmp_path / "a.Ex03").replace(tmp_path / "a.Ex02")
    with pytest.raises(SourceNotUsable, match=r"a\.Ex02 is not segment 2"):
        open_image(source)
    (tmp_path / "a.Ex02").unlink()
    with pytest.raises(SourceNotUsable, match=r"Segment a\.Ex02 .* is missing"):
        open_image(source)


def test_a_later_segment_is_not_taken_for_the_image(tmp_path: Path, media: bytes) -> None:
    _an_image(tmp_path, media, segments=2)
    with pytest.raises(SourceNotUsable, match="segment 2 of an EWF image; open the first"):
        open_image(tmp_path / "a.Ex02")


def test_a_changed_chunk_is_unreadable_with_its_place_and_no_other(tmp_path: Path, media: bytes) -> None:
    source = _an_image(tmp_path, media)
    whole = source.read_bytes()
    place = whole.index(media[CHUNK : CHUNK + 100])  # the second chunk is stored as it is
    source.write_bytes(flipped(whole, range(place, place + 100), times=1, seed=1))
    reading = read_in_pieces(source, media, step=CHUNK)
    assert isinstance(reading, Reading)
    assert (reading.unreadable, reading.wrong) == (1, ())
    assert next(iter(reading.reasons)).startswith("Bytes 32,768 to 65,535 of the media cannot be read")


def test_changed_bits_anywhere_are_never_silent(tmp_path: Path, media: bytes) -> None:
    source = _an_image(tmp_path, media)
    whole = source.read_bytes()
    damaged = [flipped(whole, range(8, len(whole)), times=3, seed=seed) for seed in range(20)]
    damaged += [
        flipped(whole, range(len(whole) - 4096, len(whole)), times=2, seed=seed) for seed in range(20)
    ]
    assert_nothing_silent(source, damaged, media, keep=lambda words: "EWF" in words or "segment" in words)


def test_a_cut_image_is_refused(tmp_path: Path, media: bytes) -> None:
    source = _an_image(tmp_path, media)
    cuts = cut_at(source.read_bytes(), pieces=12)
    assert_nothing_silent(source, cuts, media, keep=lambda words: "EWF" in words and "cut off" in words)


def test_a_damaged_stored_digest_is_noted(tmp_path: Path, media: bytes) -> None:
    source = _an_image(tmp_path, media)
    whole = source.read_bytes()
    place = whole.index(hashlib.md5(media, usedforsecurity=False).digest())
    source.write_bytes(flipped(whole, range(place, place + 16), times=1, seed=1))
    assert open_image(source).info.stored_digests.md5 is None
    assert notes_of(source)["stored_digest"] == "MD5: a stored digest is damaged"
