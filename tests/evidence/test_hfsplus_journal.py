"""HFS+ volumes that were not closed: what stands in the journal alone is seen, as macOS would show it.

No tool outside macOS writes such a journal or plays one back (fsck.hfsplus of Debian does not), so it is
written here, by TN1150 and xnu's bsd/vfs/vfs_journal.c.
"""

import random
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from forensics.entries import Fault, FileEntry
from forensics.filesystems import open_file_system
from forensics.filesystems.hfsplus import HfsPlusFileSystem
from forensics.filesystems.hfsplus_journal import Journal
from forensics.filesystems.played_image import Piece, PlayedImage
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of
from tests.evidence.hfsplus_builder import BLOCK, HfsBuilder

RECORD, JOURNAL, JOURNAL_BYTES = 900 * BLOCK, 904 * BLOCK, 64 * BLOCK
SECTOR = 512
LIST_BYTES = 1024
HEAD = struct.Struct("<IIQQQIII")
KILLED = (1 << 64) - 1
Change = tuple[int, bytes]
"""(byte of the volume, what is written there)."""


def sum_of(raw: bytes) -> int:
    """TN1150, "Journal Header"."""
    found = 0
    for byte in raw:
        found = ((found << 8) ^ (found + byte)) & 0xFFFFFFFF
    return ~found & 0xFFFFFFFF


@dataclass
class JournalWriter:
    """Writes transactions as macOS does, into a journal that begins at `start` and may wrap."""

    order: str = "<"
    start: int = SECTOR
    sequence: int = 0x00345678
    flags: int = 1
    content: bytearray = field(default_factory=lambda: bytearray(JOURNAL_BYTES))
    begins: list[int] = field(default_factory=list)  # of each list of blocks
    end: int = 0

    def __post_init__(self) -> None:
        self.end = self.start

    def transaction(self, *lists: Sequence[Change], sequence: int | None = None) -> None:
        for number, changes in enumerate(lists):
            self._list(changes, first=not number, sequence=sequence or self.sequence)
        self.sequence += 1

    def _list(self, changes: Sequence[Change], *, first: bool, sequence: int) -> None:
        order = self.order
        infos = struct.pack(order + "QII", 0, 0, sequence)
        for place, content in changes:
            number = KILLED if place < 0 else place // SECTOR
            infos += struct.pack(
                order + "QII", number, len(content), sum_of(content) if self.flags & 1 else 0
            )
        data = b"".join(content for _, content in changes)
        flags = self.flags | (2 if first else 0)
        numbers = (LIST_BYTES // 16 - 1, len(changes) + 1, LIST_BYTES + len(data))
        blank = struct.pack(order + "HHIII", *numbers, 0, flags) + infos
        head = struct.pack(order + "HHIII", *numbers, sum_of(blank[:32]), flags) + infos
        self.begins.append(self.end)
        for byte in head.ljust(LIST_BYTES, b"\0") + data:
            self.content[self.end] = byte
            self.end = self.end + 1 if self.end + 1 < JOURNAL_BYTES else SECTOR

    def written(self, *, end: int | None = None) -> bytes:
        end = self.end if end is None else end
        numbers = (0x4A4E4C78, 0x12345678, self.start, end, JOURNAL_BYTES, LIST_BYTES, 0, SECTOR)
        form = self.order + "IIQQQIII"
        head = struct.pack(form, *numbers[:6], sum_of(struct.pack(form, *numbers)), SECTOR)
        self.content[: HEAD.size + 4] = head + struct.pack(self.order + "I", self.sequence)
        return bytes(self.content)


def volume(builder: HfsBuilder, *, mounted_by: bytes = b"HFSJ", flags: int = 1) -> bytearray:
    content = bytearray(builder.image())
    for header in (1024, len(content) - 1024):
        struct.pack_into(">I4sI", content, header + 4, 0x2100, mounted_by, RECORD // BLOCK)
    struct.pack_into(">I32xQQ", content, RECORD, flags, JOURNAL, JOURNAL_BYTES)
    return content


def before() -> bytearray:
    builder = HfsBuilder()
    builder.file("old.txt", b"old")
    builder.file("stays.txt", b"stays")
    return volume(builder)


def after() -> bytearray:
    """The same volume later: one file more, in a folder, and one less."""
    builder = HfsBuilder()
    builder.free_block, builder.next_number = 514, 19  # the first file is gone
    builder.file("stays.txt", b"stays")
    inside = builder.folder("made last")
    builder.file("new.txt", b"written last", parent=inside)
    return volume(builder)


def changes_to(later: bytearray, earlier: bytearray, *, step: int = BLOCK) -> list[Change]:
    return [
        (at, bytes(later[at : at + step]))
        for at in range(0, RECORD, step)
        if later[at : at + step] != earlier[at : at + step]
    ]


def with_journal(content: bytearray, journal: bytes) -> bytes:
    """Contents of files are never journalled, and stand in place."""
    content = bytearray(content)
    content[512 * BLOCK : RECORD] = after()[512 * BLOCK : RECORD]
    content[JOURNAL : JOURNAL + JOURNAL_BYTES] = journal
    return bytes(content)


def listed(content: bytes) -> tuple[dict[bytes, FileEntry], list[str], HfsPlusFileSystem]:
    image = MediaOfBytes(content)
    file_system = open_file_system(image, map_volumes(image).volumes[0])
    assert isinstance(file_system, HfsPlusFileSystem)
    items = list(file_system.entries())
    entries = {item.path.raw: item for item in items if isinstance(item, FileEntry)}
    return entries, [item.reason for item in items if isinstance(item, Fault)], file_system


def told_of(entries: dict[bytes, FileEntry]) -> set[tuple[object, ...]]:
    return {(path, each.kind, each.size_bytes, each.address, each.times) for path, each in entries.items()}


def all_changes() -> list[Change]:
    return changes_to(after(), before())


@pytest.mark.parametrize("order", ["<", ">"], ids=["Intel", "PowerPC"])
@pytest.mark.parametrize("start", [SECTOR, JOURNAL_BYTES - 3 * SECTOR], ids=["straight", "wrapped"])
def test_a_volume_that_was_not_closed_is_listed_as_macos_would_show_it(order: str, start: int) -> None:
    writer = JournalWriter(order=order, start=start)
    changes = all_changes()
    writer.transaction([(place, b"\xaa" * len(content)) for place, content in changes])  # an older state
    writer.transaction(changes[:2], changes[2:])
    entries, (fault,), file_system = listed(with_journal(before(), writer.written()))
    expected, _, _ = listed(bytes(after()))
    assert told_of(entries) == told_of(expected)
    new = entries[b"/made last/new.txt"]
    assert content_of(file_system, new) == b"written last"
    assert (
        b"".join(file_system.reference_chunks(new.address, new.size_bytes, allocated=True)) == b"written last"
    )
    newer = len(changes) * BLOCK
    assert fault == (
        f"The volume was not closed: its journal holds {newer:,} bytes that are newer than what stands in "
        "their places. They were read from the journal, as macOS does when it mounts a volume."
    )
    census = file_system.census()
    assert census is not None
    assert census.in_use == census.met


def test_what_is_read_from_the_journal_has_no_place_in_the_image() -> None:
    writer = JournalWriter()
    writer.transaction(all_changes())
    entries, _, _ = listed(with_journal(before(), writer.written()))
    (stays,) = entries[b"/stays.txt"].extents or ()
    assert entries[b"/$CatalogFile"].extents is None
    writer.transaction([((stays.offset_bytes or 0), b"went ".ljust(SECTOR))])
    entries, _, file_system = listed(with_journal(before(), writer.written()))
    assert content_of(file_system, entries[b"/stays.txt"]) == b"went "
    assert entries[b"/stays.txt"].extents is None


def test_parts_of_a_block_that_were_written_again_take_the_place_of_the_older_ones() -> None:
    earlier, later = before(), after()
    between = bytearray(earlier)
    for place, content in changes_to(later, earlier)[::2]:
        between[place : place + len(content)] = content
    writer = JournalWriter()
    writer.transaction([(place, b"\xaa" * BLOCK) for place, _ in changes_to(later, earlier)])
    writer.transaction([(place, bytes(earlier[place : place + BLOCK])) for place, _ in all_changes()])
    writer.transaction(changes_to(later, earlier, step=SECTOR)[:40])
    writer.transaction(changes_to(later, earlier, step=SECTOR)[40:])
    entries, _, _ = listed(with_journal(before(), writer.written()))
    assert told_of(entries) == told_of(listed(bytes(later))[0])


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_blocks_gives_what_writing_them_one_after_the_other_gives(seed: int) -> None:
    chance = random.Random(seed)
    start = SECTOR * chance.randrange(1, JOURNAL_BYTES // SECTOR)
    writer = JournalWriter(order=chance.choice("<>"), start=start)
    expected = bytearray(64 * SECTOR)
    for _ in range(chance.randrange(1, 9)):
        lists = []
        for _ in range(chance.randrange(1, 3)):
            changes = [
                (SECTOR * chance.randrange(40), chance.randbytes(SECTOR * chance.choice([1, 1, 2, 5, 8])))
                for _ in range(chance.randrange(1, 5))
            ]
            lists.append(changes)
            for place, content in changes:
                expected[place : place + len(content)] = content
        writer.transaction(*lists)
    journal = writer.written()
    held = Journal(lambda at, count: journal[at : at + count], length_bytes=len(journal)).held()
    image = MediaOfBytes(bytes(64 * SECTOR) + journal)
    played = PlayedImage(
        image, (Piece(kept.place, kept.length_bytes, 64 * SECTOR + kept.source) for kept in held.kept)
    )
    assert held.troubles == ()
    assert played.read(0, 64 * SECTOR) == bytes(expected)
    for _ in range(20):
        at, length = chance.randrange(48 * SECTOR), chance.randrange(1, 4 * SECTOR)
        into = bytearray(length)
        assert played.read_into(at, memoryview(into)) == length
        assert into == expected[at : at + length]


def test_a_block_that_was_taken_back_is_not_played() -> None:
    writer = JournalWriter()
    changes = all_changes()
    writer.transaction([(-1, b"\xaa" * BLOCK), *changes])
    entries, _, _ = listed(with_journal(before(), writer.written()))
    assert b"/made last/new.txt" in entries


def test_transactions_behind_the_last_that_the_head_knows_count_as_long_as_their_numbers_go_on() -> None:
    writer = JournalWriter()
    changes = all_changes()
    writer.transaction([(place, bytes(before()[place : place + BLOCK])) for place, _ in changes])
    known = writer.end
    writer.transaction(changes)
    writer.transaction([(place, b"\xaa" * BLOCK) for place, _ in changes], sequence=5)  # of an older round
    entries, faults, _ = listed(with_journal(before(), writer.written(end=known)))
    assert told_of(entries) == told_of(listed(bytes(after()))[0])
    assert len(faults) == 1


def test_the_first_damaged_transaction_and_what_follows_are_left_and_told() -> None:
    writer = JournalWriter()
    changes = all_changes()
    writer.transaction(changes)
    writer.transaction(changes[:1], [(place, b"\xaa" * BLOCK) for place, _ in changes[1:]])
    writer.transaction([(changes[0][0], b"\xbb" * BLOCK)])
    for at, why in (
        (writer.begins[2] + LIST_BYTES + 100, "A block of its transaction at byte "),  # content
        (writer.begins[2] + 4, "Its transactions break off at its byte "),  # head of a list
    ):
        journal = bytearray(writer.written())
        journal[at] ^= 1
        entries, faults, _ = listed(with_journal(before(), bytes(journal)))
        assert told_of(entries) == told_of(listed(bytes(after()))[0])
        assert len(faults) == 2
        assert "The journal was not played back as a whole; what was written last may be " in faults[1]
        assert why in faults[1]


def test_a_journal_without_checksums_of_its_blocks_is_played() -> None:
    writer = JournalWriter(flags=0)
    writer.transaction(all_changes())
    entries, _, _ = listed(with_journal(before(), writer.written()))
    assert b"/made last/new.txt" in entries


def test_a_journal_that_was_closed_holds_nothing() -> None:
    writer = JournalWriter()
    writer.transaction(all_changes())
    journal = replace(writer, start=writer.end).written()
    entries, faults, _ = listed(with_journal(before(), journal))
    assert b"/old.txt" in entries
    assert faults == []


def test_a_journal_that_another_system_left_behind_is_not_played() -> None:
    writer = JournalWriter()
    writer.transaction(all_changes())
    content = bytearray(with_journal(before(), writer.written()))
    content[1024 + 8 : 1024 + 12] = b"10.0"
    entries, (fault,), _ = listed(bytes(content))
    assert b"/old.txt" in entries
    assert "mounted last by a system that keeps none ('10.0')" in fault


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (JOURNAL, b"????", "Its head is damaged."),
        (JOURNAL + 16, bytes([255]) * 8, "Its head gives sizes that cannot be."),
        (JOURNAL + 17, b"\x7e", "Its head fails its checksum."),
        (RECORD + 3, b"\2", "It lies on another disk."),
    ],
)
def test_a_journal_that_cannot_be_read_is_not_taken_for_an_empty_one(
    place: int, value: bytes, words: str
) -> None:
    content = bytearray(with_journal(before(), JournalWriter().written()))
    content[place : place + len(value)] = value
    entries, faults, _ = listed(bytes(content))
    assert words in faults[-1]
    assert b"/stays.txt" in entries


def test_a_journal_that_would_take_the_volume_away_is_not_played() -> None:
    writer = JournalWriter()
    writer.transaction([(1024, bytes(SECTOR))])
    entries, (fault,), _ = listed(with_journal(before(), writer.written()))
    assert b"/stays.txt" in entries
    assert "was not played back" in fault


@pytest.mark.fuzz
def test_a_damaged_journal_never_ends_in_a_trace() -> None:
    writer = JournalWriter(start=JOURNAL_BYTES - 3 * SECTOR)
    changes = all_changes()
    writer.transaction(changes)
    writer.transaction(changes[:1], changes[1:])
    chance = random.Random(7)
    for _ in range(600):
        journal = bytearray(writer.written())
        begin, room = chance.choice([(0, 48), *((at, 64) for at in writer.begins), (0, JOURNAL_BYTES)])
        for _ in range(chance.choice([1, 1, 2, 5])):
            journal[(begin + chance.randrange(room)) % JOURNAL_BYTES] = chance.choice([0, 1, 0x7F, 0xFF])
        if chance.random() < 0.7:
            seal(journal, writer.begins)
        entries, _, _ = listed(with_journal(before(), bytes(journal)))
        assert entries


def seal(journal: bytearray, begins: Sequence[int]) -> None:
    """Make the checksums of the heads right again, so that what they say is believed."""
    for at, summed, sum_at in (
        (0, 44, 36),
        *((begin, 32, 8) for begin in begins if begin + 32 < JOURNAL_BYTES),
    ):
        journal[at + sum_at : at + sum_at + 4] = bytes(4)
        found = sum_of(bytes(journal[at : at + summed]))
        journal[at + sum_at : at + sum_at + 4] = struct.pack("<I", found)


def test_the_checksum_is_that_of_a_macintosh() -> None:
    """The head of a journal that a Mac wrote, as it is printed in "HFS+ Journal Basics" (kazamiya.net)."""
    numbers = (0x4A4E4C78, 0x12345678, 68096, 139776, 524288, 8192, 0, 512)
    assert sum_of(HEAD.pack(*numbers)) == 0x08CE9036
