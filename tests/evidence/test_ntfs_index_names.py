"""Names that are left only in the index of their folder: deleted ones, told once, where no record proves
them.
"""

import struct

import pytest

from app.engine.profiles import PROFILES
from forensics.entries import Content, EntryKind, Fault, FileEntry, Remains
from forensics.filesystems.ntfs import NtfsFileSystem
from forensics.reader.walking import bounded
from forensics.times import FsTime
from tests.evidence.builders import MediaOfBytes
from tests.evidence.ntfs_builder import (
    CLUSTER,
    DOS,
    FOLDER,
    IN_USE,
    NEW_YEAR_2024,
    WIN32,
    NtfsDisk,
    Runs,
    a_record,
    data,
    named,
    nonresident,
    opened,
    reference,
    resident,
    standard_information,
)

FOLDER_NUMBER, INDEX_CLUSTER = 40, 150
HERE = reference(FOLDER_NUMBER)
REUSED = 30  # this record served the deleted files; its sequence number is 5 now
BORN = "crtime:name=2024-01-01T00:00:00Z"
UNIX_1970 = 116_444_736_000_000_000


def a_name(
    name: str,
    *,
    record: int = 0,
    folder: int = HERE,
    size: int = 900,
    space: int = WIN32,
    attributes: int = 0,
) -> bytes:
    """An entry of an index. `record` 0: its first bytes are those of the entry that ends a block."""
    raw = name.encode("utf-16-le")
    times = struct.pack("<QQQQ", *(NEW_YEAR_2024 + step for step in range(4)))
    key = struct.pack("<Q", folder) + times + struct.pack("<QQII", 4096, size, attributes, 0)
    key += struct.pack("<BB", len(raw) // 2, space) + raw
    length = 16 + len(key) + -len(key) % 8
    head = (
        struct.pack("<QHHHxx", record, length, len(key), 0) if record else struct.pack("<QHHHxx", 0, 16, 0, 2)
    )
    return (head + key).ljust(length, b"\0")


def a_block(*names: bytes, signature: bytes = b"INDX", is_torn: bool = False) -> bytes:
    """All of the names behind the end of what is in use."""
    used = struct.pack("<QHHHxx", 0, 16, 0, 2)
    head = struct.pack("<4sHHQQ", signature, 0x28, 9, 0, 0) + struct.pack(
        "<IIII", 0x28, 0x38, CLUSTER - 24, 0
    )
    block = bytearray(head.ljust(0x40, b"\0") + used + b"".join(names))
    assert len(block) <= CLUSTER
    block = block.ljust(CLUSTER, b"\0")
    block[0x28:0x2A] = b"\x09\x00"
    for sector in range(1, 9):
        tail = 512 * sector - 2
        block[0x28 + 2 * sector : 0x2A + 2 * sector] = block[tail : tail + 2]
        block[tail : tail + 2] = b"\x09\x00"
    if is_torn:
        block[510] ^= 1
    return bytes(block)


def a_disk(block: bytes, *, index: Runs | None = None, flags: int = IN_USE, sequence: int = 1) -> NtfsDisk:
    """A folder whose index is this block, and a file in the record that deleted ones had."""
    disk = NtfsDisk(contents={INDEX_CLUSTER: block})
    runs = index or Runs(runs=[(INDEX_CLUSTER, 1)], size=CLUSTER)
    root = resident(0x90, bytes(48), name="$I30", number=5)
    attributes = named("mail"), root, nonresident(0xA0, runs, name="$I30", number=6)
    disk.add(FOLDER_NUMBER, *attributes, flags=flags | FOLDER, sequence=sequence)
    disk.file(REUSED, "new tenant.txt", b"n", sequence=5)
    return disk


def found(file_system: NtfsFileSystem) -> tuple[list[FileEntry], list[str]]:
    """What the indexes add to a walk."""
    usual = len(list(file_system.entries()))
    added = list(file_system.entries(with_index_names=True))[usual:]
    faults = [each.reason for each in added if isinstance(each, Fault)]
    return [each for each in added if isinstance(each, FileEntry)], faults


def paths(disk: NtfsDisk) -> list[bytes]:
    names, faults = found(opened(disk.image()))
    assert faults == []
    return [name.path.raw for name in names]


def test_a_name_whose_record_is_anothers_is_a_deleted_one_without_content_in_its_folder() -> None:
    disk = a_disk(a_block(a_name("letter.txt", record=reference(REUSED, 3), attributes=0x2)))
    (entry,), faults = found(opened(disk.image()))
    assert faults == []
    assert (entry.path.raw, entry.kind, entry.size_bytes) == (b"/mail/letter.txt", EntryKind.FILE, 900)
    assert (entry.allocated, entry.content, entry.remains) == (
        False,
        Content.NOT_LEFT,
        Remains.NO_CONTENT_LEFT,
    )
    assert (entry.address.meta_addr, entry.address.attr_type, entry.parent_known) == (REUSED, None, True)
    assert (entry.flags, entry.times.crtime) == ("hidden", FsTime((NEW_YEAR_2024 - UNIX_1970) * 100))
    assert entry.times.mtime == FsTime((NEW_YEAR_2024 + 1 - UNIX_1970) * 100)


def test_a_folder_of_that_kind_is_a_folder() -> None:
    name = a_name("old", record=reference(REUSED, 3), attributes=0x10000000)
    (entry,), _ = found(opened(a_disk(a_block(name)).image()))
    assert (entry.kind, entry.content, entry.remains) == (EntryKind.DIRECTORY, Content.NOT_A_FILE, None)


def test_a_name_that_lost_its_record_is_told_by_its_folder_unless_it_is_listed() -> None:
    disk = a_disk(a_block(a_name("alone.txt"), a_name("listed.txt")))
    disk.file(31, "listed.txt", b"here", parent=HERE)
    (entry,), _ = found(opened(disk.image()))
    assert (entry.path.raw, entry.address.meta_addr) == (b"/mail/alone.txt", FOLDER_NUMBER)


@pytest.mark.parametrize(
    ("flags", "sequence"), [(IN_USE, 3), (0, 4), (0, 3)], ids=["in use", "deleted", "torn"]
)
def test_a_name_whose_record_is_still_its_own_is_not_told_again(flags: int, sequence: int) -> None:
    disk = a_disk(a_block(a_name("former name.txt", record=reference(31, 3))))
    disk.file(31, "moved.txt", b"here", flags=flags, sequence=sequence)
    assert paths(disk) == []


def test_a_name_whose_record_cannot_be_read_is_not_called_deleted() -> None:
    disk = a_disk(a_block(a_name("unknown.txt", record=reference(31, 3))))
    disk.file(31, "unknown.txt", b"here", sequence=3)
    image = disk.image()
    image[disk.place_of(31) + 510] ^= 1
    names, _ = found(opened(image))
    assert names == []


def test_each_name_is_told_once_and_a_short_one_beside_its_long_one_not_at_all() -> None:
    first, second = reference(REUSED, 2), reference(REUSED, 3)
    names = (
        a_name("long name.txt", record=first),
        a_name("long name.txt", record=first),
        a_name("LONGNA~1.TXT", record=first, space=DOS),
        a_name("long name.txt"),
        a_name("ONLY~1.TXT", record=second, space=DOS),
        a_name("LOST~1.TXT", space=DOS),
    )
    assert paths(a_disk(a_block(*names))) == [b"/mail/long name.txt", b"/mail/ONLY~1.TXT"]


def test_names_of_another_folder_or_of_none_are_not_believed() -> None:
    names = (
        a_name("elsewhere.txt", record=reference(REUSED, 3), folder=reference(41)),
        a_name("earlier folder.txt", record=reference(REUSED, 3), folder=reference(FOLDER_NUMBER, 9)),
        a_name("with/slash", record=reference(REUSED, 3)),
    )
    assert paths(a_disk(a_block(*names))) == []


def test_a_deleted_folder_still_tells_its_names() -> None:
    disk = a_disk(a_block(a_name("inside.txt", record=reference(REUSED, 3))), flags=0, sequence=2)
    assert paths(disk) == [b"/mail/inside.txt"]


def test_a_block_that_is_torn_or_cannot_be_read_is_a_fault() -> None:
    name = a_name("a.txt", record=reference(REUSED, 3))
    names, faults = found(opened(a_disk(a_block(name, is_torn=True)).image()))
    assert names == []
    assert faults[0].startswith("Blocks in the indexes of folders that were written in part only: 1;")
    place = INDEX_CLUSTER * CLUSTER
    media = MediaOfBytes(bytes(a_disk(a_block(name)).image()), bad=range(place, place + 512))
    names, faults = found(opened(media))
    assert names == []
    assert "cannot be read" in faults[0]


def test_an_index_that_claims_more_than_the_volume_has_is_left_out_and_told() -> None:
    name = a_name("a.txt", record=reference(REUSED, 3))
    runs = Runs(runs=[(INDEX_CLUSTER, 1), (None, 1 << 30)], size=1 << 42)
    names, faults = found(opened(a_disk(a_block(name), index=runs).image()))
    assert names == []
    assert faults == [
        "Folders whose indexes are larger than there is room for: 1; names that are left only there are not "
        "listed."
    ]


def test_indexes_are_read_only_when_asked_for() -> None:
    media = MediaOfBytes(bytes(a_disk(a_block(a_name("a.txt"))).image()))
    file_system = opened(media)
    assert len(list(file_system.entries())) > 1
    place = INDEX_CLUSTER * CLUSTER
    assert not [read for read in media.reads if read[0] <= place < sum(read)]


def test_a_walk_gives_them_when_asked_and_the_profile_thorough_asks() -> None:
    image = a_disk(a_block(a_name("letter.txt", record=reference(REUSED, 3)))).image()
    usual = list(bounded(opened(image)))
    thorough = list(bounded(opened(image), with_index_names=True))
    assert [each.path.raw for each in thorough[len(usual) :] if isinstance(each, FileEntry)] == [
        b"/mail/letter.txt"
    ]
    assert [name for name, profile in PROFILES.items() if profile.index_names] == ["thorough"]


def test_when_a_file_was_born_by_its_name_is_told_where_that_is_another_moment() -> None:
    disk = NtfsDisk()
    set_back = standard_information(born=NEW_YEAR_2024 - 10_000_000)
    disk.records[31] = a_record(31, set_back, named("set back.exe"), data(b"x"))
    disk.records[32] = a_record(32, standard_information(born=0), named("zero.exe"), data(b"x"))
    disk.file(33, "plain.exe", b"x")
    disk.marked |= {31, 32}
    for asked, told in ((False, (None, "crtime:zero", None)), (True, (BORN, f"crtime:zero,{BORN}", None))):
        found = opened(disk.image()).entries(with_index_names=asked)
        flags = {each.path.raw: each.times.flags for each in found if isinstance(each, FileEntry)}
        assert (flags[b"/set back.exe"], flags[b"/zero.exe"], flags[b"/plain.exe"]) == told
