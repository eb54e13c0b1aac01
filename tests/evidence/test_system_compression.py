"""Files that Windows packed for itself: their true content in every form, or why there is none."""

import random
import struct
from collections.abc import Sequence

import pytest

from forensics.entries import Content, FileEntry, Remains
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.lzx import unpacked_lzx
from forensics.filesystems.ntfs import NtfsFileSystem
from forensics.filesystems.prefix_codes import ChunkDamaged
from forensics.filesystems.xpress import unpacked_xpress
from tests.evidence.builders import content_of
from tests.evidence.ntfs_builder import (
    CLUSTER,
    FOLDER,
    IN_USE,
    MFT_CLUSTER,
    MIRROR_CLUSTER,
    ROOT,
    ROOT_REFERENCE,
    NtfsDisk,
    Runs,
    a_record,
    data,
    named,
    opened,
    reference,
    resident,
    standard_information,
)
from tests.evidence.test_ntfs import walked
from tests.evidence.test_ntfs_index_names import a_name
from tests.evidence.wim_packing import FORMS, LZX, XPRESS, Packer

STREAM = "WofCompressedData"
OVERLAY_TAG = 0x80000017
FIRST_CLUSTER = 110
IN_A_WIM, IN_THE_FILE = 1, 2


def words_and_calls(length: int) -> bytes:
    """Text, runs of one byte, x86 calls up to the last byte, and what does not pack at all."""
    chance = random.Random(7)
    words = [bytes(chance.choices(range(97, 123), k=chance.randint(2, 9))) + b" " for _ in range(300)]
    out = bytearray()
    while len(out) < length:
        out += b"".join(chance.choices(words, k=200)) + bytes(700)
        for _ in range(80):
            distance = chance.randint(-70_000, 70_000)
            out += b"\x55\x48\xe8" + struct.pack("<i", distance) + b"\xc3"
        out += chance.randbytes(5_000)
    return bytes(out[:length])


def a_point(form: int, *, provider: int = IN_THE_FILE) -> bytes:
    told = struct.pack("<IIII", 1, provider, 1, form)
    return resident(0xC0, struct.pack("<IHH", OVERLAY_TAG, len(told), 0) + told, number=9)


def a_disk(
    stream: bytes,
    *,
    size: int,
    form: int = 0,
    provider: int = IN_THE_FILE,
    flags: int = IN_USE,
    used: Sequence[int] = (),
) -> NtfsDisk:
    """One packed file, its stream resident where it is small."""
    disk = NtfsDisk(used_clusters=set(used))
    hole = data(Runs(runs=[(None, -(-size // CLUSTER))], size=size, flags=0x8000))
    packed: bytes | Runs = stream
    if len(stream) > 300:
        packed = Runs(runs=[(FIRST_CLUSTER, -(-len(stream) // CLUSTER))], size=len(stream))
        disk.contents[FIRST_CLUSTER] = stream
    kept = data(packed, name=STREAM, number=6)
    disk.add(30, named("a.dll"), hole, kept, a_point(form, provider=provider), flags=flags)
    return disk


def the_file(disk: NtfsDisk) -> tuple[NtfsFileSystem, FileEntry]:
    file_system = opened(disk.image())
    return file_system, walked(file_system)[0][b"/a.dll", None]


@pytest.mark.parametrize("form", FORMS)
def test_a_packed_file_has_its_true_size_and_content_and_its_stream_is_listed_as_it_is(form: int) -> None:
    content = words_and_calls(3 * FORMS[form][1] + 1_234)
    stream = Packer(form).stream(content)
    file_system, entry = the_file(a_disk(stream, size=len(content), form=form))
    assert (entry.size_bytes, entry.content, entry.flags) == (
        len(content),
        Content.PRESENT,
        "sparse,system_compressed",
    )
    assert (entry.extents, entry.place_bytes) == (None, FIRST_CLUSTER * CLUSTER)
    assert content_of(file_system, entry) == content
    again = file_system.reference_chunks(entry.address, entry.size_bytes, allocated=True)
    assert b"".join(again) == content
    kept = walked(file_system)[0][b"/a.dll", STREAM.encode()]
    assert content_of(file_system, kept) == stream


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_that_lies_in_the_file_record_is_unpacked_too(form: int) -> None:
    content = b"ab" * 1_000
    file_system, entry = the_file(a_disk(Packer(form).stream(content), size=len(content), form=form))
    assert content_of(file_system, entry) == content


@pytest.mark.parametrize("packing", [XPRESS, LZX])
def test_a_chunk_that_is_cut_off_or_of_another_size_is_damaged_wherever_it_is_cut(packing: int) -> None:
    form = {XPRESS: 0, LZX: 1}[packing]
    unpacked = {XPRESS: unpacked_xpress, LZX: unpacked_lzx}[packing]
    content = words_and_calls(3_000)
    packed = Packer(form).packed(content)
    assert unpacked(packed, len(content)) == content
    for length in range(0, len(packed) - 8, 97):
        with pytest.raises(ChunkDamaged):
            unpacked(packed[:length], len(content))
    with pytest.raises(ChunkDamaged):
        unpacked(packed, len(content) + 500)


@pytest.mark.parametrize("form", [0, 1])
def test_bits_flipped_in_a_chunk_give_bytes_of_its_size_or_a_sentence(form: int) -> None:
    _flip(form, tries=60, seed=1)


@pytest.mark.fuzz
@pytest.mark.parametrize("form", FORMS)
def test_many_bits_flipped_in_a_chunk_give_bytes_of_its_size_or_a_sentence(form: int) -> None:
    _flip(form, tries=6_000, seed=2)


def _flip(form: int, *, tries: int, seed: int) -> None:
    chance = random.Random(seed)
    unpacked = unpacked_lzx if FORMS[form][0] == LZX else unpacked_xpress
    content = words_and_calls(4_000)
    packed = Packer(form).packed(content)
    damaged = 0
    for _ in range(tries):
        flipped = bytearray(packed)
        for _ in range(chance.randint(1, 4)):
            flipped[chance.randrange(len(packed))] ^= 1 << chance.randrange(8)
        try:
            assert len(unpacked(bytes(flipped), len(content))) == len(content)
        except ChunkDamaged:
            damaged += 1
    assert damaged > tries // 10


@pytest.mark.parametrize(
    ("place", "put", "reason"),
    [
        (12 + 0, b"\x00" * 256, r"Chunk 1 of 4 .*\(bytes 0 to 4,095, XPRESS4K\) cannot be unpacked"),
        (4, b"\x01\x00\x00\x00", r"Chunk 2 of 4 .*\(bytes 4,096 to 8,191.*table of chunks gives it"),
        (0, b"\xff\xff\xff\xff", r"Chunk 1 of 4 .*table of chunks gives it 4,294,967,295 bytes"),
    ],
)
def test_a_damaged_chunk_or_table_is_told_with_its_place_and_never_read_as_zeros(
    place: int, put: bytes, reason: str
) -> None:
    content = b"".join(b"%d," % number for number in range(4_000))[: 4 * 4_096]
    stream = bytearray(Packer(0).stream(content))
    stream[place : place + len(put)] = put
    file_system, entry = the_file(a_disk(bytes(stream), size=len(content)))
    with pytest.raises(EvidenceUnreadable, match=reason):
        content_of(file_system, entry)


def test_a_size_for_which_the_stream_has_no_room_is_refused() -> None:
    file_system, entry = the_file(a_disk(Packer(0).stream(b"a" * 9_000), size=1 << 40))
    with pytest.raises(EvidenceUnreadable, match="no room"):
        content_of(file_system, entry)


def test_content_that_is_packed_in_a_windows_image_file_or_in_an_unknown_way_says_so() -> None:
    stream = b"a" * 9_000
    in_a_wim = a_disk(stream, size=9_000, provider=IN_A_WIM)
    for disk, reason in ((in_a_wim, "Windows image file"), (a_disk(stream, size=9_000, form=4), "form 4")):
        file_system, entry = the_file(disk)
        with pytest.raises(EvidenceUnreadable, match=reason):
            content_of(file_system, entry)


@pytest.mark.parametrize(
    ("used", "state", "remains"),
    [
        ((), Content.PRESENT, Remains.RECOVERED),
        ((FIRST_CLUSTER,), Content.NOT_LEFT, Remains.PARTLY_OVERWRITTEN),
        (range(FIRST_CLUSTER, FIRST_CLUSTER + 9), Content.NOT_LEFT, Remains.NO_CONTENT_LEFT),
    ],
)
def test_what_is_left_of_a_deleted_packed_file_is_what_is_left_of_its_stream(
    used: Sequence[int], state: Content, remains: Remains
) -> None:
    content = words_and_calls(20_000)
    stream = Packer(0).stream(content)
    file_system, entry = the_file(a_disk(stream, size=len(content), flags=0, used=used))
    assert (entry.content, entry.remains) == (state, remains)
    if state is Content.PRESENT:
        assert content_of(file_system, entry) == content


def test_a_packed_file_that_lost_its_reparse_point_is_not_read_as_zeros() -> None:
    disk = NtfsDisk()
    hole = data(Runs(runs=[(None, 3)], size=9_000, flags=0x8000))
    disk.add(30, named("a.dll"), hole, data(b"packed", name=STREAM, number=6))
    disk.add(31, named("sparse.bin"), hole, data(b"of another kind", name="other", number=6))
    file_system, entry = the_file(disk)
    assert (entry.size_bytes, entry.extents) == (9_000, None)
    for chunks in (file_system.chunks, file_system.reference_chunks):
        with pytest.raises(EvidenceUnreadable, match="reparse point that tells how is gone"):
            list(chunks(entry.address, 9_000, allocated=True))
    assert content_of(file_system, walked(file_system)[0][b"/sparse.bin", None]) == bytes(9_000)


def test_where_only_the_sleuth_kit_can_list_the_hole_is_not_read_as_zeros() -> None:
    disk = a_disk(b"a" * 9_000, size=9_000)
    entry = a_name("a.dll", record=reference(30), folder=ROOT_REFERENCE)
    entries = entry + struct.pack("<QHHHxx", 0, 16, 0, 2)
    head = struct.pack("<IIIB3xIIII", 0x30, 1, CLUSTER, 1, 16, 16 + len(entries), 16 + len(entries), 0)
    root = resident(0x90, head + entries, name="$I30")
    disk.records[ROOT] = a_record(
        ROOT, standard_information(), named("."), root, sequence=5, flags=IN_USE | FOLDER
    )
    image = disk.image()
    for cluster in (MFT_CLUSTER, MIRROR_CLUSTER):
        image[cluster * CLUSTER : cluster * CLUSTER + 4] = b"BAAD"
    file_system = opened(image)
    listed = [each for each in file_system.entries() if isinstance(each, FileEntry)]
    (packed,) = [each for each in listed if each.path.raw == b"/a.dll" and each.stream is None]
    assert (packed.extents, packed.flags) == (None, "reparse")
    with pytest.raises(EvidenceUnreadable, match="reparse point may stand"):
        content_of(file_system, packed)
    (stream,) = [each for each in listed if each.stream == STREAM.encode()]
    assert content_of(file_system, stream) == b"a" * 9_000
