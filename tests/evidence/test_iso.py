"""ISO 9660: the listing of its own records against The Sleuth Kit's, and what only its own records tell."""

import random
import time
from pathlib import Path

import pytest

from forensics.entries import Content, EntryKind, Fault, FileEntry
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems import open_file_system
from forensics.filesystems.iso import IsoFileSystem
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.images import Volume, VolumeState
from forensics.times import ZoneKind
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, as_tsk_tells, content_of, planted, run
from tests.evidence.fat_builders import a_volume
from tests.evidence.iso_builder import (
    BLOCK,
    FOLDER,
    NOT_LAST,
    DiscBuilder,
    a_record,
    in_raw_sectors,
)

PHOTO = bytes(range(256)) * 24  # three blocks
FILES = {
    "Photos of the scene/kitchen 01.jpeg": PHOTO,
    "Photos of the scene/kitchen 02.jpeg": PHOTO[::-1],
    "Photos of the scene/empty.txt": b"",
    "notes.txt": b"a note",
    "a/b/c/d/e/f/g/h/i/deep.txt": b"deep",
    "Ünïcode näme.txt": b"letters",
    **{f"many/file number {number}.dat": b"%d" % number * number for number in range(150)},
}
KINDS = {
    "plain": ("-iso-level", "1", "-D"),
    "joliet": ("-J", "-D"),
    "hidden": ("-J", "-D", "-hide-joliet", "notes.txt"),
    "both": ("-R", "-J"),
    "both hidden": ("-R", "-J", "-hide-joliet", "notes.txt"),
    "udf": ("-R", "-J", "-udf"),
}
PLAIN = ("plain", "joliet", "hidden")


def a_disc(folder: Path, *options: str) -> MediaOfBytes:
    tree = planted(folder / "tree", FILES)
    run("genisoimage", "-quiet", *options, "-o", folder / "disc.iso", tree)
    return MediaOfBytes((folder / "disc.iso").read_bytes())


def the_volume(image: MediaOfBytes) -> Volume:
    volume = map_volumes(image).volumes[0]
    assert (volume.file_system, volume.state) == ("ISO 9660", VolumeState.READABLE)
    return volume


def opened(image: MediaOfBytes | bytes) -> IsoFileSystem:
    media = image if isinstance(image, MediaOfBytes) else MediaOfBytes(image)
    file_system = open_file_system(media, the_volume(media))
    assert isinstance(file_system, IsoFileSystem)
    return file_system


def listed(file_system: IsoFileSystem) -> tuple[dict[bytes, FileEntry], list[Fault]]:
    entries, faults = {}, []
    for found in file_system.entries():
        if isinstance(found, Fault):
            faults.append(found)
        else:
            entries[found.path.raw] = found
    return entries, faults


def by_reference(file_system: IsoFileSystem, entry: FileEntry) -> bytes:
    return b"".join(file_system.reference_chunks(entry.address, entry.size_bytes, allocated=entry.allocated))


def files_of(entries: dict[bytes, FileEntry]) -> list[FileEntry]:
    return [entry for entry in entries.values() if entry.kind is EntryKind.FILE]


@pytest.mark.parametrize("kind", PLAIN)
def test_a_disc_is_listed_as_the_sleuth_kit_lists_it(tmp_path: Path, kind: str) -> None:
    image = a_disc(tmp_path, *KINDS[kind])
    file_system = opened(image)
    reference = TskFileSystem(image, the_volume(image)).entries()
    assert list(map(as_tsk_tells, file_system.entries())) == list(map(as_tsk_tells, reference))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in PLAIN])
def test_rock_ridge_beside_joliet_loses_nothing_that_the_sleuth_kit_lists(tmp_path: Path, kind: str) -> None:
    image = a_disc(tmp_path, *KINDS[kind])
    entries, faults = listed(opened(image))
    assert not faults
    for found in TskFileSystem(image, the_volume(image)).entries():
        assert isinstance(found, FileEntry)
        if found.path.raw.startswith(b"/$OrphanFiles/"):
            same = [e for e in entries.values() if e.address == found.address]
            assert [(e.path.raw, e.flags) for e in same] == [(b"/notes.txt", "rock_ridge")] * bool(
                found.size_bytes
            )
        else:
            same_name = entries[found.path.raw]
            assert (same_name.address, same_name.extents, same_name.flags) == (
                found.address,
                found.extents,
                None,
            )


@pytest.mark.parametrize("kind", KINDS)
def test_content_is_the_same_by_extents_by_own_reading_and_by_the_sleuth_kit(
    tmp_path: Path, kind: str
) -> None:
    image = a_disc(tmp_path, *KINDS[kind])
    file_system = opened(image)
    contents = set()
    for entry in files_of(listed(file_system)[0]):
        assert entry.extents is not None
        straight = b"".join(image.read(run.offset_bytes or 0, run.length_bytes) for run in entry.extents)
        assert straight == content_of(file_system, entry) == by_reference(file_system, entry)
        contents.add(straight)
    assert contents == set(FILES.values())


def test_a_file_that_only_the_plain_names_show_is_an_orphan(tmp_path: Path) -> None:
    file_system = opened(a_disc(tmp_path, *KINDS["hidden"]))
    entries, _ = listed(file_system)
    orphans = [e for path, e in entries.items() if path.startswith(b"/$OrphanFiles/") and e.size_bytes]
    assert [(content_of(file_system, orphan), orphan.allocated) for orphan in orphans] == [(b"a note", False)]


def test_hidden_files_behind_a_folders_first_sector_are_found_too(tmp_path: Path) -> None:
    file_system = opened(a_disc(tmp_path, "-R", "-J", "-hide-joliet", "file number*"))
    entries, _ = listed(file_system)
    found = {content_of(file_system, entry) for entry in files_of(entries)}
    assert {FILES[f"many/file number {number}.dat"] for number in range(150)} <= found


def test_a_joliet_name_too_long_for_the_sleuth_kit_is_listed_with_all_behind_it(tmp_path: Path) -> None:
    tree = planted(tmp_path / "tree", {"写" * 50: PHOTO, "字.txt": b"behind"})
    options = ("-input-charset", "utf-8", "-quiet", "-R", "-J")
    run("genisoimage", *options, "-o", tmp_path / "disc.iso", tree)
    image = MediaOfBytes((tmp_path / "disc.iso").read_bytes())
    file_system = opened(image)
    entries, faults = listed(file_system)
    files = files_of(entries)
    assert not faults
    assert {entry.path.raw.decode() for entry in files} == {"/" + "写" * 50, "/字.txt"}
    assert {content_of(file_system, entry) for entry in files} == {PHOTO, b"behind"}
    by_tsk = [
        found for found in TskFileSystem(image, the_volume(image)).entries() if isinstance(found, FileEntry)
    ]
    assert not {entry.path for entry in files} & {entry.path for entry in by_tsk}


def test_a_level_4_disc_whose_descriptors_share_one_tree_is_listed(tmp_path: Path) -> None:
    file_system = opened(a_disc(tmp_path, "-iso-level", "4"))
    entries, faults = listed(file_system)
    assert not faults
    assert content_of(file_system, entries[b"/Photos of the scene/kitchen 01.jpeg"]) == PHOTO


def test_times_are_utc_by_the_offset_beside_them_and_absent_ones_are_absent() -> None:
    builder = DiscBuilder()
    records = [builder.a_file(b"A.TXT;1", b"a"), a_record(b"B.TXT;1", block=30, size=0, stamp=bytes(7))]
    entries, _ = listed(opened(builder.image(records)))
    times = entries[b"/A.TXT"].times
    assert (times.zone, times.flags) == (ZoneKind.UTC, "utc+09:00")
    assert times.crtime is not None
    assert times.crtime.iso(times.zone) == "2026-06-15T03:30:45Z"
    assert (times.mtime, times.atime, times.ctime) == (None, None, None)
    assert entries[b"/B.TXT"].times.crtime is None


def test_a_file_of_several_records_is_one_file() -> None:
    builder = DiscBuilder()
    records = [
        builder.a_file(b"FILM.AVI;1", PHOTO[:BLOCK], flags=NOT_LAST),
        builder.a_file(b"FILM.AVI;1", PHOTO[BLOCK : 2 * BLOCK], flags=NOT_LAST),
        builder.a_file(b"FILM.AVI;1", PHOTO[2 * BLOCK : 5000]),
        builder.a_file(b"OTHER.TXT;1", b"other"),
    ]
    file_system = opened(builder.image(records))
    entries, faults = listed(file_system)
    film = entries[b"/FILM.AVI"]
    assert not faults
    assert (film.size_bytes, len(film.extents or ()), film.address.meta_addr) == (5000, 3, 1)
    assert content_of(file_system, film) == by_reference(file_system, film) == PHOTO[:5000]
    assert content_of(file_system, entries[b"/OTHER.TXT"]) == b"other"


def test_a_file_whose_last_record_is_missing_is_listed_in_parts_and_told() -> None:
    builder = DiscBuilder()
    records = [
        builder.a_file(b"FILM.AVI;1", PHOTO[:BLOCK], flags=NOT_LAST),
        builder.a_file(b"OTHER.TXT;1", b"other"),
    ]
    file_system = opened(builder.image(records))
    entries, faults = listed(file_system)
    assert ["listed in parts" in fault.reason for fault in faults] == [True]
    assert content_of(file_system, entries[b"/FILM.AVI"]) == PHOTO[:BLOCK]


def test_a_folder_that_contains_itself_is_entered_once() -> None:
    builder = DiscBuilder()
    inner = builder.a_folder(b"INNER", [builder.a_file(b"A.TXT;1", b"a")])
    circle = a_record(b"CIRCLE", block=builder.root, size=BLOCK, flags=FOLDER)
    entries, faults = listed(opened(builder.image([inner, circle])))
    assert list(entries) == [b"/", b"/INNER", b"/INNER/A.TXT", b"/CIRCLE", b"/$OrphanFiles"]
    assert [(fault.path and fault.path.raw, "contains itself" in fault.reason) for fault in faults] == [
        (b"/CIRCLE", True)
    ]


def test_folders_that_all_overlap_cost_bounded_time() -> None:
    builder = DiscBuilder()
    block = builder.free
    size = 64 * BLOCK
    circles = [a_record(b"D%05d" % n, block=block + n % 60, size=size, flags=FOLDER) for n in range(2000)]
    builder.a_folder(b"X", circles, is_in_table=False)
    began = time.process_time()
    _, faults = listed(opened(builder.image([a_record(b"X", block=block, size=size, flags=FOLDER)])))
    assert time.process_time() - began < 20
    assert any("not entered" in fault.reason for fault in faults)


def test_a_folder_missing_from_the_path_table_is_listed_and_told() -> None:
    builder = DiscBuilder()
    lost = builder.a_folder(b"LOST", [builder.a_file(b"A.TXT;1", b"evidence")], is_in_table=False)
    image = builder.image([lost, builder.a_file(b"B.TXT;1", b"b")])
    file_system = opened(image)
    entries, faults = listed(file_system)
    assert [fault.reason for fault in faults] == [
        "Folders that the path table does not name: 1, the first of them /LOST."
    ]
    entry = entries[b"/LOST/A.TXT"]
    assert content_of(opened(image), entry) == by_reference(file_system, entry) == b"evidence"
    census = file_system.census()
    assert census is not None
    assert (census.in_use, census.met) == (1, 2)


def test_a_folder_that_only_the_path_table_names_is_listed_and_told() -> None:
    builder = DiscBuilder()
    builder.a_folder(b"HIDDEN", [builder.a_file(b"A.TXT;1", b"evidence")])
    file_system = opened(builder.image([builder.a_file(b"B.TXT;1", b"b")]))
    entries, faults = listed(file_system)
    assert content_of(file_system, entries[b"/HIDDEN/A.TXT"]) == b"evidence"
    assert [(fault.path and fault.path.raw, fault.reason) for fault in faults] == [
        (b"/HIDDEN", "Only the path table names this directory; no directory lists it.")
    ]


def test_a_path_table_outside_the_volume_is_a_fault_and_the_folders_are_listed() -> None:
    builder = DiscBuilder()
    folder = builder.a_folder(b"FOLDER", [builder.a_file(b"A.TXT;1", b"evidence")])
    image = bytearray(builder.image([folder]))
    image[16 * BLOCK + 148 : 16 * BLOCK + 152] = b"\x7f\xff\xff\xff"
    file_system = opened(bytes(image))
    entries, faults = listed(file_system)
    assert [fault.reason for fault in faults] == [
        "A path table, which names all folders, cannot be used: It lies outside the volume."
    ]
    assert content_of(file_system, entries[b"/FOLDER/A.TXT"]) == b"evidence"
    assert file_system.census() is None


def test_a_damaged_record_costs_the_rest_of_its_sector_and_is_told() -> None:
    builder = DiscBuilder()
    records = [builder.a_file(b"FILE%04d.TXT;1" % number, b"%d" % number) for number in range(100)]
    image = bytearray(builder.image(records))
    place = image.index(records[10], builder.root * BLOCK)
    image[place] = 7
    entries, faults = listed(opened(bytes(image)))
    assert [(fault.offset_bytes, fault.length_bytes) for fault in faults] == [(place, BLOCK - place % BLOCK)]
    assert b"/FILE0009.TXT" in entries
    assert b"/FILE0099.TXT" in entries
    assert b"/FILE0010.TXT" not in entries


def test_a_bad_sector_in_a_folder_is_a_fault_and_the_others_are_listed() -> None:
    builder = DiscBuilder()
    records = [builder.a_file(b"FILE%04d.TXT;1" % number, b"%d" % number) for number in range(150)]
    image = builder.image(records)
    bad = (builder.root + 1) * BLOCK
    volume = the_volume(MediaOfBytes(image))
    file_system = IsoFileSystem(MediaOfBytes(image, bad=range(bad, bad + 512)), volume)
    entries, faults = listed(file_system)
    assert [(fault.offset_bytes, fault.length_bytes) for fault in faults] == [(bad, BLOCK)]
    assert b"/FILE0000.TXT" in entries
    assert b"/FILE0149.TXT" in entries
    assert content_of(file_system, entries[b"/FILE0149.TXT"]) == b"149"


def test_a_file_behind_the_end_of_the_image_is_listed_and_cannot_be_read() -> None:
    builder = DiscBuilder()
    records = [
        a_record(b"GONE.TXT;1", block=5000, size=3000),
        builder.a_file(b"HERE.TXT;1", b"here"),
    ]
    file_system = opened(builder.image(records))
    entries, _ = listed(file_system)
    gone = entries[b"/GONE.TXT"]
    assert (gone.size_bytes, gone.content) == (3000, Content.PRESENT)
    with pytest.raises(ShortRead):
        content_of(file_system, gone)
    assert content_of(file_system, entries[b"/HERE.TXT"]) == b"here"


def test_a_disc_cut_short_is_listed_as_far_as_it_is_there() -> None:
    builder = DiscBuilder()
    records = [builder.a_file(b"A.TXT;1", b"a"), builder.a_file(b"B.AVI;1", PHOTO)]
    image = builder.image(records)[: -2 * BLOCK]
    assert "long by its own account" in map_volumes(MediaOfBytes(image)).faults[0].reason
    file_system = opened(image)
    entries, _ = listed(file_system)
    assert content_of(file_system, entries[b"/A.TXT"]) == b"a"
    with pytest.raises(ShortRead):
        content_of(file_system, entries[b"/B.AVI"])


def test_content_in_a_partition_is_never_taken_from_behind_it() -> None:
    builder = DiscBuilder()
    image = builder.image([a_record(b"GONE.TXT;1", block=60, size=3000)])
    whole = the_volume(MediaOfBytes(image))
    file_system = IsoFileSystem(MediaOfBytes(image.ljust(100 * BLOCK, b"x")), whole)
    gone = listed(file_system)[0][b"/GONE.TXT"]
    assert gone.extents is None
    with pytest.raises(ShortRead):
        content_of(file_system, gone)


def test_an_interleaved_file_says_that_it_is_not_read() -> None:
    builder = DiscBuilder()
    file_system = opened(builder.image([builder.a_file(b"A.TXT;1", PHOTO, gap=2)]))
    entry = listed(file_system)[0][b"/A.TXT"]
    assert (entry.extents, entry.content) == (None, Content.PRESENT)
    with pytest.raises(EvidenceUnreadable, match="interleaved"):
        content_of(file_system, entry)


def test_extended_attribute_records_before_a_content_are_left_out() -> None:
    builder = DiscBuilder()
    block = builder.content(b"\xaa" * BLOCK + b"the content")
    file_system = opened(builder.image([a_record(b"A.TXT;1", block=block, size=11, xar=1)]))
    entry = listed(file_system)[0][b"/A.TXT"]
    assert content_of(file_system, entry) == by_reference(file_system, entry) == b"the content"


def test_a_disc_read_in_raw_sectors_is_listed_without_places() -> None:
    builder = DiscBuilder()
    image = builder.image([builder.a_file(b"A.TXT;1", PHOTO)])
    file_system = opened(in_raw_sectors(image))
    entry = listed(file_system)[0][b"/A.TXT"]
    assert entry.extents is None
    assert content_of(file_system, entry) == PHOTO


def test_a_raw_disc_without_a_root_for_the_sleuth_kit_is_a_fault_and_not_endless() -> None:
    builder = DiscBuilder(declared_blocks=1)
    raw = in_raw_sectors(builder.image([builder.a_file(b"A.TXT;1", PHOTO)]))
    _, faults = listed(IsoFileSystem(MediaOfBytes(raw), a_volume("ISO 9660", len(raw))))
    assert "The Sleuth Kit finds no file here, not even the root directory." in [f.reason for f in faults]


def test_listing_and_recognition_are_linear_in_the_names_of_a_folder() -> None:
    builder = DiscBuilder()
    image = builder.image([a_record(b"F%07d.TXT;1" % number, block=24, size=9) for number in range(40_000)])
    began = time.process_time()
    entries, faults = listed(opened(image))
    assert time.process_time() - began < 8  # The Sleuth Kit alone takes more than a minute
    assert (len(entries), faults) == (40_002, [])
    assert entries[b"/F0039999.TXT"].address.meta_addr == 40_000


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bytes_never_end_in_a_trace_or_without_end(seed: int) -> None:
    builder = DiscBuilder()
    inner = builder.a_folder(b"INNER", [builder.a_file(b"A%d.TXT;1" % n, b"a" * n) for n in range(30)])
    records = [inner, *(builder.a_file(b"FILE%d.TXT;1" % number, b"b" * number) for number in range(60))]
    clean = builder.image(records)
    structures = [16 * BLOCK, 20 * BLOCK, builder.root * BLOCK, (builder.root + 1) * BLOCK]
    structures.append(clean.index(b"A0.TXT;1") // BLOCK * BLOCK)
    chance = random.Random(seed)
    volume = the_volume(MediaOfBytes(clean))
    for _ in range(40):
        image = bytearray(clean)
        for _ in range(chance.randint(1, 12)):
            image[chance.choice(structures) + chance.randrange(400)] = chance.randrange(256)
        media = MediaOfBytes(bytes(image))
        map_volumes(media)
        try:
            file_system = IsoFileSystem(media, volume)
        except EvidenceUnreadable:  # neither reader finds a disc any more
            continue
        entries, _ = listed(file_system)
        for entry in files_of(entries):
            try:
                length = len(content_of(file_system, entry))
            except EvidenceUnreadable:
                continue
            assert length == entry.size_bytes


def test_addresses_and_order_are_the_same_each_time() -> None:
    builder = DiscBuilder()
    lost = builder.a_folder(b"LOST", [builder.a_file(b"A.TXT;1", b"evidence")], is_in_table=False)
    image = builder.image([lost, builder.a_file(b"B.TXT;1", b"b")])
    file_system = opened(image)
    assert list(file_system.entries()) == list(file_system.entries()) == list(opened(image).entries())
