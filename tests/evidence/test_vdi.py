"""VDI disks give the media that went into them, differences with their parents, and tell what is damaged."""

import random
import struct
from pathlib import Path
from uuid import UUID

import pytest

from forensics.containers import open_image
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from tests.evidence.virtual_disks import converted, media_here, pieces_told, some_media

MIB = 1024 * 1024
BLOCK = 4096
NEVER, ZEROS = 0xFFFFFFFF, 0xFFFFFFFE
OWN, PARENT, CHANGE = UUID(int=77), UUID(int=88), UUID(int=99)


@pytest.mark.parametrize("options", [(), ("-o", "static=on")])
def test_a_disk_of_qemu_gives_the_media_that_went_into_it(tmp_path: Path, options: tuple[str, ...]) -> None:
    media = some_media(3 * MIB + 512 * 5)
    assert media_here(converted(tmp_path, media, "vdi", *options)) == media


def a_disk(
    place: Path,
    blocks: list[bytes | int],
    *,
    kind: int = 1,
    identity: UUID = OWN,
    parent: UUID = PARENT,
    parent_change: UUID = CHANGE,
    change: UUID = CHANGE,
    extra: int = 0,
) -> Path:
    """A VDI disk by VirtualBox's header; a block is its bytes or what the table says instead. The blocks lie
    in the file the last first.
    """
    stored = [number for number, block in enumerate(blocks) if isinstance(block, bytes)][::-1]
    table = [stored.index(n) if isinstance(block, bytes) else block for n, block in enumerate(blocks)]
    head = b"<<< a test >>>\n".ljust(0x40, b"\0")
    head += struct.pack("<4sIIII", b"\x7f\x10\xda\xbe", 0x10001, 0x190, kind, 0) + bytes(256)
    head += struct.pack("<IIIIIII", 512, 2048, 0, 0, 0, 512, 0)
    head += struct.pack("<QIIII", len(blocks) * BLOCK, BLOCK, extra, len(blocks), len(stored))
    head += identity.bytes_le + change.bytes_le + parent.bytes_le + parent_change.bytes_le
    content = head.ljust(512, b"\0") + struct.pack(f"<{len(table)}I", *table)
    content = content.ljust(2048, b"\0")
    for number in stored:
        block = blocks[number]
        assert isinstance(block, bytes)
        content += b"\xee" * extra + block.ljust(BLOCK, b".")
    place.write_bytes(content)
    return place


def test_blocks_lie_where_the_table_says_and_behind_their_extra_bytes(tmp_path: Path) -> None:
    disk = a_disk(tmp_path / "a.vdi", [b"first", NEVER, b"third", ZEROS], extra=512)
    expected = b"first".ljust(BLOCK, b".") + bytes(BLOCK) + b"third".ljust(BLOCK, b".") + bytes(BLOCK)
    assert media_here(disk) == expected


def test_a_difference_is_read_over_the_parent_with_its_identity(tmp_path: Path) -> None:
    (tmp_path / "Snapshots").mkdir()
    a_disk(tmp_path / "stranger.vdi", [b"no", b"no", b"no"], identity=UUID(int=1))
    a_disk(tmp_path / "base.vdi", [b"old", b"old", b"old"], identity=PARENT)
    disk = a_disk(tmp_path / "Snapshots" / "{1}.vdi", [NEVER, ZEROS, b"new"], kind=4)
    assert media_here(disk) == b"old".ljust(BLOCK, b".") + bytes(BLOCK) + b"new".ljust(BLOCK, b".")
    image = open_image(disk)
    assert [Path(each).name for each in image.info.segments] == ["{1}.vdi", "base.vdi"]
    assert not [value for field, value in image.info.acquisition_notes if field == "state"]
    image.close()


def test_a_parent_that_is_not_there_is_refused_by_its_identity(tmp_path: Path) -> None:
    disk = a_disk(tmp_path / "a.vdi", [NEVER, b"new"], kind=4)
    with pytest.raises(SourceNotUsable, match=str(PARENT)):
        open_image(disk)


def test_a_parent_that_lies_upon_its_own_difference_is_refused(tmp_path: Path) -> None:
    disk = a_disk(tmp_path / "a.vdi", [NEVER], kind=4, identity=OWN, parent=PARENT)
    a_disk(tmp_path / "b.vdi", [NEVER], kind=4, identity=PARENT, parent=OWN)
    with pytest.raises(SourceNotUsable, match="lies upon itself"):
        open_image(disk)


def test_a_parent_that_was_changed_later_is_told(tmp_path: Path) -> None:
    a_disk(tmp_path / "base.vdi", [b"old"], identity=PARENT, change=UUID(int=5))
    image = open_image(a_disk(tmp_path / "a.vdi", [NEVER], kind=4))
    assert any(
        "was changed after the difference was made" in value for _, value in image.info.acquisition_notes
    )
    image.close()


def test_a_block_behind_the_disk_is_unreadable_in_its_place_only(tmp_path: Path) -> None:
    image = open_image(a_disk(tmp_path / "a.vdi", [b"one", 5, b"three", b"four"]))
    with pytest.raises(EvidenceUnreadable, match=r"Bytes 4,096 to 4,105 of the media .* VDI: the table"):
        image.read(BLOCK, 10)
    assert (image.read(0, 3), image.read(2 * BLOCK, 5)) == (b"one", b"three")
    image.close()


def test_of_two_blocks_that_claim_one_place_neither_is_believed(tmp_path: Path) -> None:
    image = open_image(a_disk(tmp_path / "a.vdi", [b"one", 2, b"three", b"four"]))
    for number in (0, 1):
        with pytest.raises(EvidenceUnreadable, match="table that tells their place is damaged"):
            image.read(number * BLOCK, 10)
    assert image.read(2 * BLOCK, 5) == b"three"
    image.close()


def test_blocks_that_the_table_lost_are_told(tmp_path: Path) -> None:
    disk = a_disk(tmp_path / "a.vdi", [b"one", b"two"])
    content = bytearray(disk.read_bytes())
    content[512:516] = struct.pack("<I", NEVER)
    disk.write_bytes(content)
    image = open_image(disk)
    (told,) = image.info.troubles
    assert "2 blocks were written by its header, and its table leads to 1" in told
    image.close()


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (0x44, struct.pack("<I", 1), "VDI disk of version 0.1"),
        (0x4C, struct.pack("<I", 9), "type would be number 9"),
        (0x170, struct.pack("<Q", 0), "holds no media"),
        (0x170, struct.pack("<Q", 1 << 50), "would need .* blocks"),
        (0x178, struct.pack("<I", 5000), "blocks would have 5,000 bytes"),
        (0x154, struct.pack("<I", 0), "block table would lie"),
    ],
)
def test_a_damaged_header_is_one_sentence(tmp_path: Path, place: int, value: bytes, words: str) -> None:
    disk = a_disk(tmp_path / "a.vdi", [b"one", b"two"])
    content = bytearray(disk.read_bytes())
    content[place : place + len(value)] = value
    disk.write_bytes(content)
    with pytest.raises(SourceNotUsable, match=words):
        open_image(disk)


def damage_ends_in_words(folder: Path, *, tries: int) -> None:
    media = some_media(3 * MIB)
    disk = converted(folder, media, "vdi")
    whole, chance = disk.read_bytes(), random.Random(3)
    for part in range(1, 20):
        disk.write_bytes(whole[: len(whole) * part // 20])
        assert set(pieces_told(disk, media)) <= {"right", "unreadable", "refused"}
    for _ in range(tries):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            content[chance.randrange(0x230)] = chance.randrange(256)
        disk.write_bytes(content)
        assert pieces_told(disk, media)


def test_damage_ends_in_words(tmp_path: Path) -> None:
    damage_ends_in_words(tmp_path, tries=20)


@pytest.mark.fuzz
def test_much_damage_ends_in_words(tmp_path: Path) -> None:
    damage_ends_in_words(tmp_path, tries=2000)
