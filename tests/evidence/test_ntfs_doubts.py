"""NTFS file records that damage left readable: what is doubtful is told, and no hole becomes zeros."""

import random
import struct

import pytest

from forensics.entries import Content, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs import NtfsFileSystem
from forensics.filesystems.ntfs_flags import ENCRYPTED_FILE
from tests.evidence.builders import MediaOfBytes, content_of
from tests.evidence.ntfs_builder import (
    BITMAP_CLUSTER,
    CLUSTER,
    FOLDER,
    IN_USE,
    MIRROR_CLUSTER,
    RECORD,
    NtfsDisk,
    Runs,
    data,
    listed,
    named,
    nonresident,
    opened,
    reference,
    resident,
)
from tests.evidence.test_entry_facts import REPARSE, SPARSE, information, put
from tests.evidence.test_ntfs import walked
from tests.evidence.test_system_compression import STREAM, a_point
from tests.evidence.wim_packing import Packer

WORDS = b"".join(b"line %d\n" % number for number in range(1_500))
HOLE = Runs(runs=[(None, 3)], size=9_000, flags=0x8000)


def told(disk: NtfsDisk, words: str) -> str:
    """The one fault that says so."""
    (fault,) = [fault for fault in walked(opened(disk.image()))[1] if words in fault]
    return fault


# -- attributes that damage took out


def test_a_record_without_its_end_or_with_a_strange_attribute_is_a_fault() -> None:
    for place, value in ((0, 0x81), (0, 0x20), (4, 0x2C)):  # kind, kind out of order, length
        disk = NtfsDisk()
        content = bytearray(data(b"x" * 20))
        content[place] = value
        disk.add(30, named("a.txt"), bytes(content))
        assert "contradicts itself" in told(disk, "File record 30")
    disk = NtfsDisk()
    disk.file(30, "a.txt", b"x")
    image = disk.image()
    image[disk.place_of(30) + 24] ^= 8  # where the record says it ends
    assert any("File record 30" in fault for fault in walked(opened(image))[1])


def test_a_name_that_reaches_into_the_list_of_clusters_is_none() -> None:
    content = bytearray(data(Runs(runs=[(None, 3)], size=9_000, flags=0x8000)))
    content[9] = 1  # letters of the name
    disk = NtfsDisk()
    disk.add(30, named("a.dll"), bytes(content))
    assert "contradicts itself" in told(disk, "File record 30")


@pytest.mark.parametrize(
    ("attributes", "flags", "words"),
    [
        ((named("a"),), IN_USE, "content that every file has is gone"),
        ((named("a"), data(b""), resident(0x90, bytes(48), name="$I30")), IN_USE, "not marked as a folder"),
        ((named("a"), data(b"x")), IN_USE | FOLDER, "marked as a folder and has content"),
        ((named("a"),), IN_USE | FOLDER, "has no index of names"),
        ((named("a"), data(b"x"), data(b"y", number=3)), IN_USE, "have the same name"),
        (
            (named("a"), data(b""), data(b"y", name=STREAM, number=3)),
            IN_USE,
            "tells the size of that is gone",
        ),
        ((named("a"), data(b"y", name=STREAM, number=3)), IN_USE, "tells the size of that is gone"),
    ],
)
def test_what_no_record_of_a_file_in_use_lacks_is_missed(
    attributes: tuple[bytes, ...], flags: int, words: str
) -> None:
    disk = NtfsDisk()
    disk.add(30, *attributes, flags=flags)
    assert "File record 30 of the $MFT" in told(disk, words)
    disk = NtfsDisk()
    disk.add(30, *attributes, flags=flags & ~IN_USE)
    assert walked(opened(disk.image()))[1] == []


def test_a_record_in_use_without_times_is_a_fault() -> None:
    disk = NtfsDisk()
    put(disk, 30, named("a.txt"), data(b"x"))
    told(disk, "has no times")


# -- sizes, runs and holes


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (56, 9_001, "sizes .* contradict"),  # initialised: more than there is
        (48, 20_000, "sizes .* contradict"),  # size: more than its clusters hold
        (40, 5 * CLUSTER, "part of the content lies is not recorded"),
        (40, 2 * CLUSTER, "sizes .* contradict"),
        (24, 1, "list of where the content lies is damaged"),  # last cluster
    ],
)
def test_sizes_that_contradict_each_other_give_no_digest(place: int, value: int, words: str) -> None:
    disk = NtfsDisk(contents={110: b"c" * 3 * CLUSTER})
    content = bytearray(nonresident(0x80, Runs(runs=[(110, 3)], size=9_000), number=2))
    struct.pack_into("<Q", content, place, value)
    disk.add(30, named("a.bin"), bytes(content))
    disk.used_clusters |= {110, 111, 112}
    file_system = opened(disk.image())
    entry = walked(file_system)[0][b"/a.bin", None]
    assert (entry.extents, entry.content) == (None, Content.PRESENT)
    for chunks in (file_system.chunks, file_system.reference_chunks):
        with pytest.raises(EvidenceUnreadable, match=words):
            list(chunks(entry.address, entry.size_bytes, allocated=True))


@pytest.mark.parametrize(
    ("flags", "unit", "is_sound"),
    [
        (0, 0, True),
        (0x8000, 0, True),
        (0x8000, 4, True),
        (0, 4, False),  # the mark of compression is gone
        (1, 6, False),
        (1, 0, False),
        (2, 4, False),
        (0x8000, 5, False),
    ],
)
def test_content_that_may_be_compressed_otherwise_is_not_read(flags: int, unit: int, is_sound: bool) -> None:
    content = bytearray(nonresident(0x80, Runs(runs=[(110, 3)], size=9_000, flags=flags), number=2))
    content[34] = unit
    disk = NtfsDisk(contents={110: b"c" * 9_000})
    disk.add(30, named("a.bin"), bytes(content))
    file_system = opened(disk.image())
    entry = walked(file_system)[0][b"/a.bin", None]
    if is_sound:
        assert content_of(file_system, entry) == b"c" * 9_000
        return
    with pytest.raises(EvidenceUnreadable, match="compressed, and how"):
        content_of(file_system, entry)


def test_holes_are_zeros_only_in_what_was_made_sparse() -> None:
    disk = NtfsDisk()
    disk.file(30, "sparse.bin", HOLE)
    disk.file(31, "plain.bin", Runs(runs=[(None, 3)], size=9_000))
    file_system = opened(disk.image())
    entries = walked(file_system)[0]
    assert content_of(file_system, entries[b"/sparse.bin", None]) == bytes(9_000)
    assert entries[b"/plain.bin", None].extents is None
    with pytest.raises(EvidenceUnreadable, match="does not mark it as sparse"):
        content_of(file_system, entries[b"/plain.bin", None])


def test_a_file_that_only_its_mark_says_to_be_stood_for_is_not_read_as_zeros() -> None:
    disk = NtfsDisk()
    put(disk, 30, information(REPARSE | SPARSE), named("a.dll"), data(HOLE))
    put(disk, 31, information(SPARSE), named("b.bin"), data(HOLE))
    file_system = opened(disk.image())
    entries = walked(file_system)[0]
    assert entries[b"/a.dll", None].extents is None
    with pytest.raises(EvidenceUnreadable, match="marked as one that a reparse point stands for"):
        content_of(file_system, entries[b"/a.dll", None])
    assert content_of(file_system, entries[b"/b.bin", None]) == bytes(9_000)


def test_a_mark_of_encryption_on_the_file_or_on_its_content_alone_is_told() -> None:
    for mark, flags in ((0, 0x4000), (ENCRYPTED_FILE, 0)):
        disk = NtfsDisk(used_clusters={110})
        content = data(Runs(runs=[(110, 1)], size=100, flags=flags))
        put(disk, 30, information(mark), named("a.txt"), content)
        put(disk, 31, information(ENCRYPTED_FILE), named("b.txt"), data(b""))
        assert "File record 30" in told(disk, "marked as encrypted")


def test_a_packed_stream_that_was_not_written_to_its_end_has_no_zeros_behind_it() -> None:
    stream = Packer(0).stream(WORDS[:9_000])
    disk = NtfsDisk(contents={110: stream})
    packed = Runs(runs=[(110, 2)], size=len(stream), initialised=len(stream) - 9)
    disk.add(30, named("a.dll"), data(HOLE), data(packed, name=STREAM, number=6), a_point(0))
    file_system = opened(disk.image())
    for entry in walked(file_system)[0].values():
        if entry.address.meta_addr == 30:
            with pytest.raises(EvidenceUnreadable, match="not written to its end"):
                content_of(file_system, entry)


# -- files of several records


def spread(*, point_in: int | None = 32) -> NtfsDisk:
    """A packed file of three records; `point_in`: the record that the list gives for its reparse point."""
    disk = NtfsDisk()
    entries = listed(0x10, reference(30), number=100) + listed(0x30, reference(30), number=1)
    entries += listed(0x80, reference(30), number=2) + listed(0x80, reference(31), name=STREAM, number=6)
    if point_in is not None:
        entries += listed(0xC0, reference(point_in), number=9)
    hole = data(Runs(runs=[(None, 3)], size=len(WORDS[:9_000]), flags=0x8000))
    disk.add(30, resident(0x20, entries, number=7), named("a.dll"), hole)
    stream = Packer(0).stream(WORDS[:9_000])
    disk.contents[110] = stream
    packed = data(Runs(runs=[(110, 3)], size=len(stream)), name=STREAM, number=6)
    disk.add(31, packed, base=reference(30))
    disk.add(32, a_point(0), base=reference(30))
    return disk


def test_a_list_of_attributes_that_does_not_fit_is_told_and_the_hole_is_not_read() -> None:
    file_system = opened(spread().image())
    entries, faults = walked(file_system)
    assert faults == []
    assert content_of(file_system, entries[b"/a.dll", None]) == WORDS[:9_000]
    for point_in, words in ((None, "does not list it"), (31, "not the same")):
        disk = spread(point_in=point_in)
        told(disk, words)
        file_system = opened(disk.image())
        with pytest.raises(EvidenceUnreadable):
            content_of(file_system, walked(file_system)[0][b"/a.dll", None])


def test_a_sparse_file_of_which_a_part_is_lost_is_not_read_as_zeros() -> None:
    disk = spread()
    disk.records[31] = disk.records[32] = bytes(RECORD)
    file_system = opened(disk.image())
    entries, _ = walked(file_system)
    with pytest.raises(EvidenceUnreadable, match="part of what describes the file is lost"):
        content_of(file_system, entries[b"/a.dll", None])


def test_a_list_of_attributes_in_a_bad_sector_costs_its_file_only() -> None:
    disk = NtfsDisk()
    disk.file(29, "before.txt", b"x")
    place = nonresident(0x20, Runs(runs=[(120, 1)], size=64), number=7)
    disk.add(30, place, named("a.dll"), data(HOLE))
    disk.file(31, "behind.txt", b"x")
    media = MediaOfBytes(bytes(disk.image()))
    media.bad = range(120 * CLUSTER, 121 * CLUSTER)
    file_system = opened(media)
    entries, faults = walked(file_system)
    assert {b"/before.txt", b"/a.dll", b"/behind.txt"} <= {path for path, _ in entries}
    assert any("File record 30" in fault and "bad sector" in fault for fault in faults)
    with pytest.raises(EvidenceUnreadable, match="part of what describes the file is lost"):
        content_of(file_system, entries[b"/a.dll", None])


# -- what the volume says twice


def test_content_in_clusters_that_the_map_calls_free_is_told_with_its_records() -> None:
    disk = NtfsDisk()
    disk.file(30, "a.bin", Runs(runs=[(110, 3)], size=9_000))
    disk.file(31, "b.bin", Runs(runs=[(120, 3)], size=9_000))
    disk.used_clusters -= {111, 122}
    assert told(disk, "marks as free").startswith("2 runs of contents in use lie in clusters")
    assert "(file records, first: 30, 31)" in told(disk, "marks as free")
    image = disk.image()
    image[BITMAP_CLUSTER * CLUSTER : BITMAP_CLUSTER * CLUSTER + 32] = b"\xff" * 32
    assert walked(opened(image))[1] == []


def test_clusters_that_two_contents_claim_are_told_with_both_records() -> None:
    disk = NtfsDisk()
    disk.file(30, "a.bin", Runs(runs=[(110, 3)], size=9_000))
    disk.file(31, "b.bin", Runs(runs=[(113, 3)], size=9_000))
    assert walked(opened(disk.image()))[1] == []
    disk.file(32, "c.bin", Runs(runs=[(114, 4)], size=15_000))
    fault = told(disk, "claimed by two")
    assert "from 114 to 115" in fault
    assert "file records 31 and 32" in fault
    disk.file(32, "gone.bin", Runs(runs=[(114, 4)], size=15_000), flags=0)
    assert walked(opened(disk.image()))[1] == []


def test_a_first_record_that_its_copy_contradicts_is_told() -> None:
    disk = NtfsDisk()
    image = disk.image()
    copy = MIRROR_CLUSTER * CLUSTER
    at = image.index(struct.pack("<QQ", 64 * RECORD, 64 * RECORD), copy)
    struct.pack_into("<Q", image, at + 8, 32 * RECORD)
    (fault,) = walked(opened(image))[1]
    assert "$MFTMirr do not agree" in fault
    image[copy : copy + 4] = b"BAAD"
    assert walked(opened(image))[1] == []


# -- bits


def false_zeros(image: bytearray, truth: dict[int, bytes]) -> list[int]:
    """The records whose content has a digest over zeros that it does not hold."""
    false = []
    try:
        file_system = opened(image)
    except EvidenceUnreadable:
        return []
    for entry in file_system.entries():
        if isinstance(entry, Fault) or entry.stream or entry.address.meta_addr not in truth:
            continue
        if entry.content is Content.PRESENT and _is_zeros(file_system, entry):
            false.append(entry.address.meta_addr)
    return false


def _is_zeros(file_system: NtfsFileSystem, entry: FileEntry) -> bool:
    if entry.extents and entry.allocated:
        return all(extent.offset_bytes is None for extent in entry.extents)
    try:
        first = next(
            file_system.chunks(entry.address, entry.size_bytes, allocated=entry.allocated), b"nothing"
        )
    except EvidenceUnreadable:
        return False
    return not any(first)


def _flip(disk: NtfsDisk, records: list[int], *, seeds: range) -> None:
    whole = disk.image()
    truth = {30: WORDS[:9_000]}
    for seed in seeds:
        chance = random.Random(seed)
        image = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 4, 12))):
            record = chance.choice(records)
            used = struct.unpack_from("<I", disk.records[record], 24)[0]
            image[disk.place_of(record) + chance.randrange(used)] ^= 1 << chance.randrange(8)
        assert false_zeros(image, truth) == [], f"seed {seed}"


def test_bits_flipped_in_the_records_of_a_packed_file_never_give_zeros() -> None:
    _flip(spread(), [30, 31, 32], seeds=range(80))


@pytest.mark.fuzz
def test_many_bits_flipped_in_the_records_of_a_packed_file_never_give_zeros() -> None:
    _flip(spread(), [30, 31, 32], seeds=range(20_000))
