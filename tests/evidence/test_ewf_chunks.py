"""Chunks of EWF images: media of every form that ewfacquire writes; damage is told with its exact range."""

import os
import random
import struct
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.containers.ewf import LibewfImage
from forensics.containers.ewf_chunks import ChunkedImage
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.images import EvidenceImage
from tests.evidence.builders import MIB, run
from tests.evidence.ewf_builder import (
    DESCRIPTOR_BYTES,
    PACKED,
    Segment,
    a_descriptor,
    a_header,
    a_table,
    a_volume,
    an_image_by_hand,
    stored,
    with_checksum,
)

CHUNK = 32768
FORMS = ("ewf", "smart", "ftk", "encase2", "encase5", "encase6", "encase7", "linen6", "ewfx")
HEADER_BYTES = 24  # of a table


def some_media(length: int = 20 * CHUNK + 1536) -> bytes:
    """Random, empty and wordy stretches by turns, so that chunks are stored, empty and packed."""
    rng = random.Random(5)
    pieces: list[bytes] = []
    while sum(map(len, pieces)) < length:
        pieces += (rng.randbytes(40_000), bytes(70_000), b"exhibit " * 9_000)
    return b"".join(pieces)[:length]


def opened(segment: Segment, folder: Path) -> EvidenceImage:
    return open_image(segment.write(folder / "made.E01"))


def unreadable_chunks(image: EvidenceImage, media: bytes, chunk: int = CHUNK) -> list[int]:
    """Which chunks cannot be read; all others must be right."""
    bad = []
    for number, at in enumerate(range(0, len(media), chunk)):
        try:
            assert image.read(at, chunk) == media[at : at + chunk]
        except EvidenceUnreadable:
            bad.append(number)
    return bad


def flip(segment: Segment, at: int) -> None:
    segment.content[at] ^= 0x55


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("packing", ["none", "empty-block", "fast", "best"])
def test_media_of_every_form_are_as_acquired(form: str, packing: str, tmp_path: Path) -> None:
    media = some_media()
    (tmp_path / "a.raw").write_bytes(media)
    run("ewfacquire", "-u", "-q", "-t", tmp_path / "a", "-f", form, "-c", packing, tmp_path / "a.raw")
    (tmp_path / "a.raw").unlink()
    (first,) = tmp_path.iterdir()
    image = open_image(first)
    assert isinstance(image, ChunkedImage)
    assert image.read(0, len(media) + 1) == media
    image.close()


@pytest.mark.parametrize("sectors", [16, 128, 4096, 32768])
def test_chunks_of_any_size_are_read(sectors: int, tmp_path: Path) -> None:
    media = some_media(3 * MIB + 512)
    (tmp_path / "a.raw").write_bytes(media)
    sizes = ("-b", str(sectors), "-c", "fast", "-S", str(MIB))
    run("ewfacquire", "-u", "-q", "-t", tmp_path / "a", *sizes, tmp_path / "a.raw")
    image = open_image(tmp_path / "a.E01")
    assert isinstance(image, ChunkedImage)
    view = memoryview(bytearray(len(media)))
    assert image.read_into(0, view) == len(media)
    assert view == media
    assert image.read(MIB + 3, 40_000) == media[MIB + 3 : MIB + 40_003]
    image.close()


def test_any_range_is_read_and_none_beyond_the_end(tmp_path: Path) -> None:
    media = some_media()
    image = opened(an_image_by_hand(media, tables=4), tmp_path)
    rng = random.Random(1)
    view = memoryview(bytearray(300_000))
    for _ in range(300):
        offset, length = (
            rng.randrange(len(media) + 100),
            rng.choice([0, 1, 512, 4096, CHUNK, 70_000, 300_000]),
        )
        assert image.read(offset, length) == media[offset : offset + length]
        got = image.read_into(offset, view[:length])
        assert view[:got] == media[offset : offset + length]
    with pytest.raises(EvidenceUnreadable, match="begin at byte 0"):
        image.read(-1, 10)
    image.close()


def test_a_closed_image_is_not_read_any_more(tmp_path: Path) -> None:
    image = opened(an_image_by_hand(some_media()), tmp_path)
    another = image.for_thread()
    image.read(0, 512)
    image.close()
    for each in (image, another):
        with pytest.raises(ValueError, match="closed"):
            each.read(0, 512)


def test_neighbouring_small_reads_take_the_chunk_from_the_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = some_media()
    image = opened(an_image_by_hand(media), tmp_path)
    reads: list[int] = []
    preadv = os.preadv

    def counted(handle: int, views: tuple[memoryview], offset: int) -> int:
        reads.append(offset)
        return preadv(handle, views, offset)

    monkeypatch.setattr(os, "preadv", counted)
    for at in range(0, 2 * CHUNK, 512):
        assert image.read(at, 512) == media[at : at + 512]
    assert len(reads) == 2
    image.close()


@pytest.mark.parametrize("number", [0, 1, 10, 20])
def test_a_flipped_byte_spoils_its_chunk_and_no_other(number: int, tmp_path: Path) -> None:
    media = some_media()
    segment = an_image_by_hand(media)
    table = segment.places[b"table"] + DESCRIPTOR_BYTES + HEADER_BYTES
    (entry,) = struct.unpack_from("<I", segment.content, table + 4 * number)
    flip(segment, segment.places[b"sectors"] + (entry & ~PACKED) + 100)
    image = opened(segment, tmp_path)
    assert unreadable_chunks(image, media) == [number]
    end = min(len(media), (number + 1) * CHUNK)
    sentence = f"Bytes {number * CHUNK:,} to {end - 1:,} of the media cannot be read .* in made.E01 at byte"
    for _ in range(2):  # the second time it is known
        with pytest.raises(EvidenceUnreadable, match=sentence):
            image.read(number * CHUNK + 512, 512)
    with pytest.raises(EvidenceUnreadable, match=sentence):
        image.for_thread().read(0, len(media))
    image.close()


def test_a_damaged_table_is_replaced_by_its_copy(tmp_path: Path) -> None:
    media = some_media()
    segment = an_image_by_hand(media)
    flip(segment, segment.places[b"table"] + DESCRIPTOR_BYTES + HEADER_BYTES + 9)
    image = opened(segment, tmp_path)
    assert isinstance(image, ChunkedImage)
    assert unreadable_chunks(image, media) == []
    image.close()


def test_of_two_damaged_tables_what_both_tell_alike_holds(tmp_path: Path) -> None:
    media = some_media()
    segment = an_image_by_hand(media)
    for kind, number in ((b"table", 3), (b"table2", 11)):
        flip(segment, segment.places[kind] + DESCRIPTOR_BYTES + HEADER_BYTES + 4 * number)
    image = opened(segment, tmp_path)
    assert unreadable_chunks(image, media) == [3, 11]
    with pytest.raises(EvidenceUnreadable, match="both tables are damaged"):
        image.read(3 * CHUNK, 512)
    image.close()


def test_chunks_of_a_single_damaged_table_are_all_unreadable(tmp_path: Path) -> None:
    media = some_media()
    segment = Segment()
    segment.add(b"header", a_header())
    segment.add(b"volume", a_volume(len(media), CHUNK))
    base = segment.end
    chunks = [stored(media[at : at + CHUNK]) for at in range(0, len(media), CHUNK)]
    entries = [DESCRIPTOR_BYTES + number * (CHUNK + 4) for number in range(len(chunks))]
    segment.add(b"sectors", b"".join(chunks))
    table = segment.add(b"table", a_table(entries, base=base))
    segment.add(b"done")
    image = opened(segment, tmp_path)
    assert unreadable_chunks(image, media) == []
    image.close()
    flip(segment, table + DESCRIPTOR_BYTES + HEADER_BYTES)
    image = opened(segment, tmp_path)
    with pytest.raises(
        EvidenceUnreadable, match=r"Bytes 0 to 656,895 .* the table that tells where they lie"
    ):
        image.read(CHUNK, 1)
    image.close()


def test_what_lies_before_a_cut_is_read_and_the_rest_is_unreadable(tmp_path: Path) -> None:
    media = some_media()
    segment = an_image_by_hand(media, tables=3)
    behind_second = [at for at in range(segment.end) if segment.content[at : at + 7] == b"sectors"][2]
    del segment.content[behind_second + 50_000 :]
    image = opened(segment, tmp_path)
    assert isinstance(image, ChunkedImage)
    assert unreadable_chunks(image, media) == list(range(14, 21))
    with pytest.raises(EvidenceUnreadable, match=r"Bytes 458,752 to 656,895 .* damaged or cut off"):
        image.read(15 * CHUNK, 512)
    image.close()


def test_entries_that_lead_anywhere_are_unreadable_chunks(tmp_path: Path) -> None:
    media = some_media(8 * CHUNK)
    wrong = {2: 0xFFFF_FFFF, 4: 0, 5: PACKED, 6: 0x7FFF_FFFF}
    segment = Segment()
    segment.add(b"header", a_header())
    segment.add(b"volume", a_volume(len(media), CHUNK))
    base = segment.end
    segment.add(b"sectors", b"".join(stored(media[at : at + CHUNK]) for at in range(0, len(media), CHUNK)))
    entries = [wrong.get(number, DESCRIPTOR_BYTES + number * (CHUNK + 4)) for number in range(8)]
    for kind in (b"table", b"table2"):
        segment.add(kind, a_table(entries, base=base))
    segment.add(b"done")
    image = opened(segment, tmp_path)
    assert unreadable_chunks(image, media) == sorted(wrong)
    image.close()


def test_a_packed_chunk_that_would_fill_the_memory_is_unreadable(tmp_path: Path) -> None:
    media = bytes(2 * CHUNK)
    segment = Segment()
    segment.add(b"header", a_header())
    segment.add(b"volume", a_volume(len(media), CHUNK))
    base = segment.end
    bomb = zlib.compress(bytes(40 * MIB), 9)
    good = zlib.compress(bytes(CHUNK), 9)
    entries = [PACKED + DESCRIPTOR_BYTES, PACKED + DESCRIPTOR_BYTES + len(bomb)]
    segment.add(b"sectors", bomb + good)
    for kind in (b"table", b"table2"):
        segment.add(kind, a_table(entries, base=base))
    segment.add(b"done")
    image = opened(segment, tmp_path)
    assert unreadable_chunks(image, media) == [0]
    image.close()


def test_places_beyond_2_gib_are_read_as_encase_6_7_wrote_them(tmp_path: Path) -> None:
    """Without a base for the later ones: the packed bit became a part of the place. The file is sparse."""
    size = 16 * MIB
    count, odd = 140, 133
    content = b"behind two gibibytes".ljust(size, b".")
    segment = Segment()
    segment.add(b"header", a_header())
    segment.add(b"volume", a_volume(count * size, size))
    base, stride = segment.end, size + 4
    zeros = struct.pack("<I", zlib.adler32(bytes(size)))
    target = tmp_path / "made.E01"
    entries = [DESCRIPTOR_BYTES + number * stride for number in range(count)]
    assert entries[127] < PACKED < entries[odd]
    sectors_bytes = DESCRIPTOR_BYTES + count * stride
    with target.open("wb") as file:
        file.write(segment.content + a_descriptor(b"sectors", base, sectors_bytes))
        for number, entry in enumerate(entries):
            file.seek(base + entry)
            if number == odd:
                file.write(with_checksum(content))
            else:
                file.seek(size, os.SEEK_CUR)
                file.write(zeros)
        for kind in (b"table", b"table2"):
            table = a_table(entries, base=base)
            file.write(a_descriptor(kind, file.tell(), DESCRIPTOR_BYTES + len(table)) + table)
        file.write(a_descriptor(b"done", file.tell(), DESCRIPTOR_BYTES))
    image = open_image(target)
    assert isinstance(image, ChunkedImage)
    assert image.read(odd * size, 24) == content[:24]
    assert image.read(127 * size + 5, 4) == bytes(4)
    assert image.read(count * size - 4, 10) == bytes(4)
    image.close()


def _two_in_one(segment: Segment) -> None:
    at = segment.places[b"sectors"]
    fields = segment.content[at : at + DESCRIPTOR_BYTES - 4]
    struct.pack_into("<Q", fields, 24, 4096)  # a size that disagrees with where the next section is
    segment.content[at : at + DESCRIPTOR_BYTES] = with_checksum(bytes(fields))


def _unequal_copies(segment: Segment) -> None:
    at = segment.places[b"table2"] + DESCRIPTOR_BYTES
    (count,) = struct.unpack_from("<I", segment.content, at)
    segment.content[at : at + HEADER_BYTES] = with_checksum(struct.pack("<I4xQ4x", count - 1, 0))


@pytest.mark.parametrize("oddity", [_two_in_one, _unequal_copies])
def test_what_is_not_understood_is_left_to_libewf(oddity: Callable[[Segment], None], tmp_path: Path) -> None:
    segment = an_image_by_hand(some_media())
    oddity(segment)
    image = opened(segment, tmp_path)
    assert isinstance(image, LibewfImage)
    image.close()


def test_no_damage_of_one_byte_gives_wrong_media_or_a_trace(tmp_path: Path) -> None:
    media = some_media(6 * CHUNK + 512)
    whole = bytes(an_image_by_hand(media, tables=2).content)
    rng = random.Random(11)
    structure = [*range(1700), *range(len(whole) - 700, len(whole))]
    ends = Counter[str]()
    for at in rng.sample(structure, 150) + rng.sample(range(len(whole)), 50):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << rng.randrange(8)
        (tmp_path / "made.E01").write_bytes(damaged)
        try:
            image = open_image(tmp_path / "made.E01")
        except SourceNotUsable:
            ends["refused"] += 1
            continue
        assert image.info.size_bytes == len(media)
        ends["spoilt" if unreadable_chunks(image, media) else "whole"] += 1
        image.close()
    assert set(ends) == {"refused", "spoilt", "whole"}
